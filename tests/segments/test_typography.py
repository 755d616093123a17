"""Each language's marks and spaces, and nothing else: words, figures, addresses and codes stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.segments.typography import dress

DATA = Path(__file__).parents[1] / "data" / "typography"
LANGUAGES = sorted(
    {path.stem for path in DATA.glob("*.txt")} | {"und", "", "xx", "zh_TW", "es-419", "pt-PT", "nb", "da"}
)
SHOWN = str.maketrans({"⍽": "\u00a0", "˽": "\u202f"})
MARKS = [
    *"\"'“”„«»‘’‚「」『』()（）.,;:!?…،؛؟，。？！：；-–—/%¿¡",
    " ",
    " ",
    "\u00a0",
    "\u202f",
    "  ",
    "\n",
    "\t",
    "...",
]
WORDS = [
    "mot",
    "Wort",
    "palabra",
    "qué",
    "会议",
    "海口",
    "かな",
    "네",
    "كلمة",
    "و",
    "слово",
    "λέξη",
    "שלום",
    "5",
    "10:30",
    "1,000.5",
    "3,5",
    "https://a.cn/b?c=d!",
    "A_B",
    "l",
    "d",
    "'s",
]
awkward = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(MARKS + WORDS), max_size=25).map("".join))


def cases(path: Path) -> list[tuple[str, str]]:
    """Pairs of lines: what an engine may say, and below it what should be printed."""
    groups = path.read_text("utf-8").strip().split("\n\n")
    return [(before, after.translate(SHOWN)) for before, after in (group.split("\n") for group in groups)]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda path: path.stem)
def test_set_as_its_readers_expect(path: Path) -> None:
    for before, after in cases(path):
        assert dress(before, path.stem) == after
        assert dress(after, path.stem) == after


@given(text=awkward, language=st.sampled_from(LANGUAGES), kept=st.lists(st.sampled_from([*WORDS, ""]), max_size=3))
def test_a_second_time_changes_nothing(text: str, language: str, kept: list[str]) -> None:
    once = dress(text, language, kept)
    assert dress(once, language, kept) == once


@given(text=awkward, language=st.sampled_from(LANGUAGES))
def test_words_and_figures_stay(text: str, language: str) -> None:
    assert [c for c in dress(text, language) if c.isalnum()] == [c for c in text if c.isalnum()]
    assert dress(text, language).count("\n") == text.count("\n")


@given(text=awkward, kept=st.text(min_size=1, max_size=9), tail=awkward, language=st.sampled_from(LANGUAGES))
def test_what_is_kept_stays_byte_for_byte(text: str, kept: str, tail: str, language: str) -> None:
    whole = text + kept + tail
    assert kept.strip() in dress(whole, language, [kept])


@pytest.mark.parametrize("language", ["fr", "es", "de", "zh-Hans", "ar", "en", "ja"])
@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.org/a_b?x='1'&y=2!c",
        "press.office@example.org",
        "C:\\data\\x.txt",
        "{name}",
        "10:30",
        "1,000.50",
        "3:1",
        "2025-11-27",
        "12/11/2025",
        "'s",
        '5"',
        "6'2\"",
        "O(n)",
    ],
)
def test_figures_and_code_are_left_alone(text: str, language: str) -> None:
    assert dress(text, language) == text
    assert text in dress(f"abc {text} def", language)


@pytest.mark.parametrize(
    "text", ['"' * 3000, "« " * 3000, "a ! " * 3000, "(" * 9000, "1 " * 5000, "‘a" * 3000, "会 , " * 3000]
)
@pytest.mark.parametrize("language", ["fr", "zh", "es", "ar"])
def test_long_nonsense_is_set_in_time(text: str, language: str) -> None:
    assert dress(text, language)


def test_a_kept_span_that_begins_inside_a_code_stays_whole() -> None:
    assert '"x" , y' in dress('see A_"x" , y now', "fr", ['"x" , y'])


def test_a_language_without_rules_is_left_alone() -> None:
    assert dress('A "b" , c', "xx") == 'A "b" , c'
