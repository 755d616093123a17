"""Sentences, placeholders and reassembly: nothing may be lost, whatever the text, the language or the engine."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import segments
from pipeline.model import Block, BlockKind
from pipeline.segments import Masked, Unit, assemble, first_sentence, mask, split, units, unmask

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parents[1] / "data" / "segments"
LANGUAGES = [*sorted(p.stem for p in DATA.glob("*.txt")), "xx", "fr-CA", "zh-Hans", "sr-Latn", "und", "", "en_US", "my"]

# Text with what splitters and engines stumble over.
STUMBLING_BLOCKS = r"""
Mr. M. U.S. 28. 6. du. Nov. Inc. The Die Haus haus ... … . ! ? 。 ！ ？ 」 ” « » “ „ ( ) （ ） ؟ ۔ । , ; : — | https://a.cn/b?c=1.
www.x-y.org/(z) a.b@c-d.com @me_2 #Tag2025 (NYSE: ABC) （SEHK:0700） +868986534120 EN43545 A_B 5G XXX XXX1 xyz ABC 1 12 中文 한국어 ไทย عربي é ß İ 🎉
"""
SPACES = [" ", " ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u202f", "\u0301", "\x1c", "\u2028", " | ", "\u3000", "\x85"]
SPACES += ["\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2066", "\u2069", "\u202b", "\u202c", "\u00ad", "\u2060"]
awkward = st.one_of(st.text(), st.lists(st.sampled_from([*STUMBLING_BLOCKS.split(), *SPACES])).map("".join))
languages = st.one_of(st.sampled_from(LANGUAGES), st.text(max_size=8))


@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda p: p.stem)
def test_sentences_as_an_editor_would_cut_them(path: Path) -> None:
    """One sentence per line, a paragraph per group of lines; a new language is a new file."""
    between = "" if path.stem.startswith(("zh", "ja")) else " "
    for paragraph in path.read_text(encoding="utf-8").strip().split("\n\n"):
        sentences = paragraph.split("\n")
        assert [piece.strip() for piece in split(between.join(sentences), path.stem)] == sentences


@given(text=awkward, language=languages)
def test_pieces_join_to_the_text(text: str, language: str) -> None:
    pieces = split(text, language)
    assert "".join(pieces) == text
    assert all(pieces)


@pytest.mark.parametrize("language", ["en", "de", "zh", "sw", "my"])
@pytest.mark.parametrize(
    "text",
    [
        "The company said so; " * 300,
        "x" * 4000,
        "e\u0301" * 3000,
        "会议将讨论很多问题，" * 400,
        "see https://a.cn/" + "y" * 3000 + " now",
        " " * 30_000,
        "a. " * 10_000,
        "((" * 10_000,
        "A/" * 20_000,
        "1.1." * 5_000,
    ],
    ids=["clauses", "word", "accents", "chinese", "address", "blanks", "initials", "brackets", "slashes", "numbers"],
)
def test_no_piece_is_longer_than_an_engine_takes(text: str, language: str) -> None:
    pieces = split(text, language)
    assert "".join(pieces) == text
    assert max(len(p.strip()) for p in pieces if "https" not in p) <= segments.LONGEST + 1


def test_a_long_piece_is_cut_at_a_clause() -> None:
    first, second = split("The hall is open, and " * 40 + "then; " + "so we go on, " * 40, "en")
    assert first.endswith("then; ")
    assert len(second) < segments.LONGEST


def test_an_address_is_never_cut() -> None:
    address = "https://www.fair.cn/a?b=c.d!e&f=" + "g;h," * 900
    assert any(address.rstrip(",;") in piece for piece in split(f"Open {address} now. Then go.", "en"))


def test_a_line_break_ends_a_piece() -> None:
    assert split("Press office\r\nHaikou\n\nTel. 5", "en") == ("Press office\r\n", "Haikou\n\n", "Tel. 5")


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The fair opened on Nov. 27 in Haikou. It closed.", "en", "The fair opened on Nov. 27 in Haikou"),
        (
            "La conférence aura lieu, du. 6 au 7 décembre, à Haikou. Fin.",
            "fr",
            "La conférence aura lieu, du. 6 au 7 décembre, à Haikou",
        ),
        ("It was founded by Northwind Inc. The end.", "en", "It was founded by Northwind Inc."),
        ("Wait … What?", "en", "Wait …"),
        ("Who comes? All.", "en", "Who comes?"),
        ("大会开幕。欢迎。", "zh", "大会开幕"),
        ("  Two\n lines.", "en", "Two"),
        ("", "en", ""),
    ],
)
def test_headline_from_the_first_sentence(text: str, language: str, expected: str) -> None:
    assert first_sentence(text, language) == expected


def test_a_long_headline_is_cut_after_a_word_or_a_chinese_character() -> None:
    assert first_sentence("The fair in Haikou opened its doors.", "en", 20) == "The fair in Haikou…"
    assert first_sentence("第二届人才交流大会将在海口举行。", "zh", 10) == "第二届人才交流大会…"
    assert len(first_sentence("第二届人才交流大会将在海口举行" * 9, "zh", 40)) == 40


@given(text=awkward, language=languages, limit=st.integers(0, 60))
def test_a_headline_keeps_to_its_limit(text: str, language: str, limit: int) -> None:
    line = first_sentence(text, language, limit)
    assert len(line) <= limit
    assert line == line.strip()


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("Visit https://www.fair.cn/en/a_b.html?x=1&y=(2).", ["https://www.fair.cn/en/a_b.html?x=1&y=(2)"]),
        ("Write (press@north-wind.com) or see north-wind.com.", ["press@north-wind.com", "north-wind.com"]),
        ("请访问https://www.fair.cn/zh/press.html。谢谢", ["https://www.fair.cn/zh/press.html"]),
        ("Follow @north_wind. Use #NorthFair2025!", ["@north_wind", "#NorthFair2025"]),
        (
            "Northwind (NYSE: NWC) and Eastgate (SEHK: 0700; Nasdaq Stockholm: EAS)",
            ["NYSE: NWC", "SEHK: 0700", "Nasdaq Stockholm: EAS"],
        ),
        (
            "Tel. +86 898 6534 1200, (305) 555-0142, 0898-6534-1200",
            ["+86 898 6534 1200", "(305) 555-0142", "0898-6534-1200"],
        ),
        (
            "EN43545, ISO-9001, A_B, COVID-19 and 5G-enabled 5G技术",
            ["EN43545", "ISO-9001", "A_B", "COVID-19", "5G", "5G"],
        ),
        ("In Q3 2025, 1ST place, 9AM, $5M, 20-year-old, 2024-2025, 10,018, 24/7, 12.11.2025, 2025-11-27, #1", []),
        ("Le salon ouvre.La suite est en ligne. Il a dit: p.ex. rien, z.B. nichts, U.S. officials.", []),
    ],
)
def test_what_is_protected(sentence: str, spans: list[str]) -> None:
    masked = mask(sentence)
    assert list(masked.spans) == spans
    assert not any(span in masked.text for span in spans)


@pytest.mark.parametrize(
    ("sentence", "nothing"),
    [
        ("https://a.cn/b", True),
        ("+86 898 6534 1200 / press@a-b.com", True),
        ("2025 — 30 %", True),
        ("", True),
        ("See https://a.cn", False),
        ("你好", False),
    ],
)
def test_what_needs_no_engine(sentence: str, nothing: bool) -> None:
    assert mask(sentence).nothing_to_translate is nothing


@given(sentence=awkward)
def test_an_untouched_translation_gets_its_spans_back(sentence: str) -> None:
    masked = mask(sentence)
    assert unmask(masked.text, masked) == sentence


@given(sentence=awkward, data=st.data())
def test_no_span_is_lost_whatever_the_engine_returns(sentence: str, data: st.DataObject) -> None:
    masked = mask(sentence)
    token = st.sampled_from(
        [masked.prefix, masked.prefix.lower(), "1", "2", "3", " ", ".", "(", ")", ",", "a", *masked.spans]
    )
    translated = data.draw(st.one_of(awkward, st.lists(token).map("".join)))
    result = unmask(translated, masked)
    for span in masked.spans:
        assert result.count(span) >= masked.spans.count(span)


def test_placeholders_do_not_meet_the_text() -> None:
    masked = mask("The XXX1 and xyz2, abc and KLM of https://a.cn/b")
    assert masked.spans[0] == "XXX1"
    assert masked.prefix.lower() not in "the xxx1 and xyz2, abc and klm of https://a.cn/b"


@pytest.mark.parametrize(
    ("translated", "expected"),
    [
        ("Visite www.XXX1.com (XXX2) ou XXX3.", "Visite https://a.cn (NYSE: ABC) ou @me."),
        ("Visite www. xxx1 .com. E @me (XXX2): XXX3", "Visite https://a.cn. E @me (NYSE: ABC): @me"),
        ("Visite XXX1 (XXX2) ou XXX3.", "Visite https://a.cn (NYSE: ABC) ou @me."),
        ("Visite oXXX 1 (xxx2) ou XXX3.", "Visite o https://a.cn (NYSE: ABC) ou @me."),
        ("Visite XXX1 (XXX2).", "Visite https://a.cn (NYSE: ABC) @me."),
        ("Visite XXX1 ou XXX3.", "Visite https://a.cn ou @me (NYSE: ABC)."),
        ("Visite XXX1 (XXX1) ou XXX3.", "Visite https://a.cn (NYSE: ABC) ou @me."),
        ("Visite XXX1 (XXX2) (XXX2) ou XXX3, XXX3.", "Visite https://a.cn (NYSE: ABC) ou @me."),
        ("Visite XXX1 (XXX7) ou XXX3.", "Visite https://a.cn (NYSE: ABC) ou @me."),
        ("Visite https://a.cn (NYSE: ABC) ou @me.", "Visite https://a.cn (NYSE: ABC) ou @me."),
    ],
    ids=[
        "whole",
        "its address bent",
        "only its core",
        "bent",
        "lost",
        "lost in brackets",
        "doubled for lost",
        "doubled",
        "misnumbered",
        "from the memory",
    ],
)
def test_a_damaged_placeholder_still_gives_its_span_once(translated: str, expected: str) -> None:
    masked = mask("Visit https://a.cn (NYSE: ABC) or @me.")
    assert masked == Masked("Visit www.XXX1.com (XXX2) or XXX3.", ("https://a.cn", "NYSE: ABC", "@me"), "XXX")
    assert unmask(translated, masked) == expected


def test_the_word_behind_a_placeholder_stays() -> None:
    masked = mask("The EN43545 with Ana. See https://a.cn with her.")
    for translated in ("O XXX1 com Ana. Veja www.XXX2.com com ela.", "O XXX1. Com Ana. Veja www.XXX2 com ela."):
        result = unmask(translated, masked)
        assert result == translated.replace("XXX1", "EN43545").replace("www.XXX2.com", "https://a.cn").replace(
            "www.XXX2", "https://a.cn"
        )


@pytest.fixture(scope="module")
def en_pt(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[str]], list[str]]:
    """The starter model English → Portuguese."""
    import ctranslate2
    import sentencepiece

    folder = tmp_path_factory.mktemp("en_pt")
    with zipfile.ZipFile(ROOT / "models" / "translate-en_pt.argosmodel") as package:
        package.extractall(folder)
    (model,) = folder.rglob("sentencepiece.model")
    translator = ctranslate2.Translator(str(model.parent / "model"))
    pieces = sentencepiece.SentencePieceProcessor(str(model))

    def translate(sentences: list[str]) -> list[str]:
        tokens = [pieces.encode(sentence, out_type=str) for sentence in sentences]
        return [pieces.decode(r.hypotheses[0]) for r in translator.translate_batch(tokens, beam_size=4)]

    return translate


def test_placeholders_survive_a_real_model(en_pt: Callable[[list[str]], list[str]]) -> None:
    """Each comes back exactly once in at least 98 of 100; after `unmask` every span is there."""
    sentences = (DATA / "spans.en").read_text(encoding="utf-8").splitlines()
    masked = [mask(sentence) for sentence in sentences]
    answers = en_pt([m.text for m in masked])
    wanted = [
        (answer, f"{m.prefix}{n}")
        for m, answer in zip(masked, answers, strict=True)
        for n in range(1, len(m.spans) + 1)
    ]
    assert len(wanted) >= 60
    assert sum(answer.count(holder) == 1 for answer, holder in wanted) >= 0.98 * len(wanted)
    for m, answer in zip(masked, answers, strict=True):
        assert all(span in unmask(answer, m) for span in m.spans)


@st.composite
def marked(draw: st.DrawFn) -> Block:
    """A block with or without inline markup."""
    text = draw(awkward)
    html = draw(st.sampled_from(["", f"<b>{escape(text)}</b>", f'<a href="https://a.cn">{escape(text)}</a><br>']))
    return Block(draw(st.sampled_from(list(BlockKind))), text, html)


blocks = st.lists(marked(), max_size=4)


@given(headline=awkward, subhead=awkward, body=blocks, language=languages)
def test_an_article_translated_by_itself_is_itself(
    headline: str, subhead: str, body: list[Block], language: str
) -> None:
    found = units(headline, subhead, body, language)
    assert all(unit.text and unit.text == unit.text.strip() for unit in found)
    texts = {segments.HEADLINE: headline, segments.SUBHEAD: subhead} | {n: block.text for n, block in enumerate(body)}
    assert all(texts[unit.block].startswith(unit.text, unit.start) for unit in found)
    again = assemble(found, [unit.text for unit in found], headline, subhead, body, language)
    assert again == (headline, subhead, tuple(body))


@given(body=blocks, data=st.data())
def test_any_translation_can_be_assembled(body: list[Block], data: st.DataObject) -> None:
    found = units("A. B", "", body, "en")
    translations = data.draw(st.lists(st.text(), min_size=len(found), max_size=len(found)))
    _, _, result = assemble(found, translations, "A. B", "", body, data.draw(st.sampled_from(LANGUAGES)))
    assert [block.kind for block in result] == [block.kind for block in body]
    assert all(
        translation.strip() in result[unit.block].text
        for unit, translation in zip(found, translations, strict=True)
        if unit.block >= 0
    )


BODY = (
    Block(BlockKind.HEADING, "Who comes? All."),
    Block(BlockKind.PARAGRAPH, "It opens today. It is <free>.\nWrite to us.", html="It opens <em>today</em>."),
    Block(BlockKind.TABLE_ROW, "Opens | 9 a.m. | Hall 5"),
)


def test_units_of_an_article() -> None:
    assert units("Fair opens. In Haikou", " Now. Here ", BODY, "en") == [
        Unit(segments.HEADLINE, "Fair opens. In Haikou", ""),
        Unit(segments.SUBHEAD, "Now.", " ", " ", 1),
        Unit(segments.SUBHEAD, "Here", " ", "", 6),
        Unit(0, "Who comes?", " "),
        Unit(0, "All.", "", "", 11),
        Unit(1, "It opens today.", " "),
        Unit(1, "It is <free>.", "\n", "", 16),
        Unit(1, "Write to us.", "", "", 30),
        Unit(2, "Opens", " | "),
        Unit(2, "9 a.m.", " | ", "", 8),
        Unit(2, "Hall 5", "", "", 17),
    ]


def test_chinese_gets_no_spaces_but_keeps_line_breaks_and_cells() -> None:
    found = units("Fair", "", BODY, "en")
    headline, subhead, body = assemble(found, [f"{n}。" for n in range(len(found))], "Fair", "", BODY, "zh-Hant")
    assert (headline, subhead) == ("0。", "")
    assert [block.text for block in body] == ["1。2。", "3。4。\n5。", "6。 | 7。 | 8。"]
    assert [(block.kind, block.html) for block in body] == [(block.kind, "") for block in BODY]


def test_french_from_chinese_gets_spaces() -> None:
    source = (Block(BlockKind.PARAGRAPH, "大会开幕。谁会来？"),)
    found = units("大会", "", source, "zh")
    assert (
        assemble(found, ["Salon", "Ouverture.", "Qui vient ?"], "大会", "", source, "fr")[2][0].text
        == "Ouverture. Qui vient ?"
    )


def test_markup_of_sentences_becomes_the_markup_of_their_block() -> None:
    source = (
        Block(BlockKind.PARAGRAPH, "It opens today. Write to us. Ask.", "It <b>opens</b> today.<br>Write to us. Ask."),
        Block(BlockKind.PARAGRAPH, "No <markup> here."),
        Block(BlockKind.PARAGRAPH, "Press office Haikou. Now."),
    )
    found = units("", "", source, "en")
    html = ["Abre <b>hoje</b>.", "", 'Pergunte (<a href="https://x.example">x.example</a>).', "", "", ""]
    words = ["Abre hoje.", "Escreva <já>.", "Pergunte.", "Sem <marcas>.", "Haikou.", "Agora."]
    _, _, body = assemble(found, words, "", "", source, "pt", html)
    assert [block.html for block in body] == [
        'Abre <b>hoje</b>.<br>Escreva &lt;já&gt;. Pergunte (<a href="https://x.example">x.example</a>).',
        "",
        "",
    ]
    assert body[0].text == "Abre hoje. Escreva <já>. Pergunte (x.example)."
    assert body[1].text == "Sem <marcas>."
    _, _, chinese = assemble(found, ["甲。", "乙。", "丙。", "丁。", "戊。", "己。"], "", "", source, "zh", [""] * 6)
    assert (chinese[0].html, chinese[0].text) == ("甲。<br>乙。丙。", "甲。 乙。丙。")
    assert chinese[2].html == ""


def test_one_translation_per_unit() -> None:
    with pytest.raises(ValueError):
        assemble(units("A", "", (), "en"), [], "A", "", (), "pt")


@pytest.mark.parametrize(
    ("sentence", "spans"),
    [
        ("Order AB-1234_x and HNX_2026-77/B today.", ("AB-1234_x", "HNX_2026-77/B")),
        ("A delegation from 海南省 (Hainan Province) came.", ("海南省",)),
        ("Mr. Zhang Yuhui (张宇辉) spoke 🎉 and left.", ("张宇辉", "🎉")),
        ("代表团来自Hainan，会见了Zhang Yuhui先生。", ()),
    ],
)
def test_codes_and_names_in_another_script_are_masked(sentence: str, spans: tuple[str, ...]) -> None:
    masked = mask(sentence)
    assert masked.spans == spans
    assert unmask(masked.text, masked) == sentence
