from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review import differing
from pipeline.review.differing import Kind


def told(before: str, after: str, language: str = "en") -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in differing.words(before, after, language)]


def test_a_changed_word_and_figure() -> None:
    assert told("The fair opens on 3 May with 1,200 guests.", "The fair closes on 3 May with 1,250 guests.") == [
        ("same", "The fair "),
        ("gone", "opens"),
        ("new", "closes"),
        ("same", " on 3 May with "),
        ("gone", "1,200"),
        ("new", "1,250"),
        ("same", " guests."),
    ]


def test_chinese_by_character() -> None:
    assert told("展会于五月三日开幕。", "展会于五月四日开幕。", "zh-Hans") == [
        ("same", "展会于五月"),
        ("gone", "三"),
        ("new", "四"),
        ("same", "日开幕。"),
    ]


def test_marks_stay_with_their_letter() -> None:
    """A Thai vowel sign or a Hindi matra alone would be drawn on a dotted circle."""
    for language, before, after in (("th", "งานเปิดที่นี่", "งานเปิดที่นั่น"), ("hi", "मेला खुलेगा", "मेला खुलेगी")):
        for piece in differing.words(before, after, language):
            assert not piece.text.startswith(("\u0e31", "\u0e35", "\u0e48", "\u093e", "\u0940"))


def test_words_are_not_torn() -> None:
    assert told("l'école ouvre", "l'écolière ouvre", "fr") == [
        ("same", "l'"),
        ("gone", "école"),
        ("new", "écolière"),
        ("same", " ouvre"),
    ]


def test_changes_with_a_space_between_them_are_one() -> None:
    assert told("in the old town hall today", "in a new town hall today") == [
        ("same", "in "),
        ("gone", "the old"),
        ("new", "a new"),
        ("same", " town hall today"),
    ]


def test_html_is_escaped() -> None:
    shown = differing.html(differing.words("a <b> c", "a <script>alert(1)</script> c", "en"))
    assert "<script" not in shown and "<b>" not in shown
    assert "<del>" in shown and "<ins>" in shown


def test_texts_without_an_end_are_bounded() -> None:
    """Nothing in common over 60,000 words, and the same few words over and over: both come back whole."""
    before = " ".join(f"a{n}" for n in range(30_000))
    after = " ".join(f"b{n}" for n in range(30_000))
    for one, other in ((before, after), ("x y " * 30_000, "y x x " * 20_000), ("字" * 50_000, "句字" * 25_000)):
        pieces = differing.words(one, other, "zh")
        assert "".join(piece.text for piece in pieces if piece.kind is not Kind.NEW) == one
        assert "".join(piece.text for piece in pieces if piece.kind is not Kind.GONE) == other


def test_a_long_text_with_one_changed_word_shows_that_word_only() -> None:
    paragraphs = [f"Paragraph {n} tells of hall {n} and its doors.\n" for n in range(3000)]
    changed = list(paragraphs)
    changed[1500] = changed[1500].replace("doors", "gates")
    pieces = differing.words("".join(paragraphs), "".join(changed), "en")
    assert [(piece.kind.value, piece.text) for piece in pieces if piece.kind is not Kind.SAME] == [
        ("gone", "doors"),
        ("new", "gates"),
    ]


TEXTS = st.lists(st.sampled_from(["a", "b", " ", "\n", "ab", "1,2", "字", "会", "é", "é", "\u202e", "."]), max_size=40)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(["en", "zh", "ar"]))
def test_both_texts_can_be_read_back(one: list[str], other: list[str], language: str) -> None:
    before, after = "".join(one), "".join(other)
    pieces = differing.words(before, after, language)
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.NEW) == before
    assert "".join(piece.text for piece in pieces if piece.kind is not Kind.GONE) == after
    assert all(piece.text for piece in pieces)
