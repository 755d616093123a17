"""Which encoding is it? A new language is a text in tests/data/charset with the encodings it is written in beside it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import charset

DATA = Path(__file__).parents[1] / "data" / "charset"
TEXTS = {path.stem: path.read_text("utf-8") for path in sorted(DATA.glob("*.txt"))}
CASES = [(tag, name) for tag in TEXTS for name in json.loads((DATA / f"{tag}.json").read_text("utf-8"))["encodings"]]
ENGLISH = "The port’s café opens – says “Müller & Sons” of Zürich and São Paulo – at £5 or €6, 20°C. "


def written(text: str, encoding: str) -> tuple[bytes, str]:
    """A text in an encoding, and the text that can be read from it, as some have no typographic quotes."""
    data = text.encode(encoding, "ignore")
    return data, data.decode(encoding)


@pytest.mark.parametrize(("tag", "encoding"), CASES)
@pytest.mark.parametrize("declared", ["right", "", "utf-8", "iso-8859-1", "no-such-thing"])
def test_each_encoding_is_read_whatever_is_declared(tag: str, encoding: str, declared: str) -> None:
    for line in TEXTS[tag].splitlines():
        data, text = written(line, encoding)
        found = charset.decode(data, encoding if declared == "right" else declared)
        assert found.text == text
        if declared == "right":
            assert found.contradicted == ()
        if declared == "utf-8":
            assert declared in found.contradicted or data.isascii()


@pytest.mark.parametrize(("tag", "encoding"), CASES)
def test_some_words_are_enough_where_the_declaration_is_right(tag: str, encoding: str) -> None:
    for start in range(0, 60, 12):
        data, text = written(TEXTS[tag][start : start + 9], encoding)
        assert charset.decode(data, encoding).text == text


@pytest.mark.parametrize(("tag", "encoding"), CASES)
@pytest.mark.parametrize("declared", ["windows-1251", "gbk", "shift_jis"])
def test_a_declaration_that_is_some_other_encoding_does_not_win(tag: str, encoding: str, declared: str) -> None:
    data, text = written(TEXTS[tag], encoding)
    assert charset.decode(data, declared).text == text


@pytest.mark.parametrize(("tag", "encoding"), [case for case in CASES if case[0][:2] in ("zh", "ja", "ko")])
def test_texts_cut_within_a_character_are_read(tag: str, encoding: str) -> None:
    first, _ = written(TEXTS[tag], encoding)
    if not encoding.startswith("iso-2022"):
        page = b"".join(b"<item><title>" + first[:cut] + b"...</title></item>" for cut in (41, 60, 83, 120))
        assert charset.decode(page, "utf-8").encoding == charset.decode(first, encoding).encoding


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("declared", ["gbk", "iso-8859-1", "windows-1251", ""])
def test_utf_8_is_utf_8_whatever_is_declared(text: str, declared: str) -> None:
    assert charset.decode(text.encode(), declared).text == text
    cut = text.encode()[:-3]
    assert charset.decode(cut, declared).text.startswith(text[:-3])


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-8-sig"])
def test_wide_characters_with_and_without_a_mark(text: str, encoding: str) -> None:
    page = f'<?xml version="1.0" encoding="utf-16"?><rss><channel><title>{text}</title></channel></rss>'
    assert charset.decode(page.encode(encoding), "iso-8859-1").text == page


@pytest.mark.parametrize("declared", ["", "utf-8", "iso-8859-1", "us-ascii"])
def test_english_with_typographic_signs_stays_western(declared: str) -> None:
    for words in (ENGLISH, "The mayor’s words", "It costs £5", "© 2026 Port", "El Niño", "Malmö", "Été"):
        assert charset.decode(words.encode("cp1252"), declared).text == words


def test_a_mark_before_other_bytes_proves_nothing() -> None:
    text = TEXTS["zh-Hans"]
    assert charset.decode(b"\xef\xbb\xbf" + text.encode("gb18030")).text == text


def test_a_windows_quotation_pasted_into_utf_8_is_read() -> None:
    data = TEXTS["fr"].encode() + "Caf\u00e9 “déjà” ".encode("cp1252")
    assert charset.decode(data).text == TEXTS["fr"] + "Café “déjà” "


def test_the_language_a_feed_says_it_is_in_decides_close_cases() -> None:
    title = "Noua salã a portului".replace("ã", "ă")
    data = f"<rss><channel><language>ro</language><title>{title}</title></channel></rss>"
    assert charset.decode(data.encode("cp1250")).text == data


def test_codecs_that_are_no_character_encodings_are_not_run() -> None:
    for label in (
        "base64",
        "zlib",
        "rot13",
        "idna",
        "punycode",
        "unicode_escape",
        "utf-7",
        "undefined",
        "mbcs",
        "\x00",
    ):
        assert charset.decode(b"plain \\u0041 +AGE-", label).text == "plain \\u0041 +AGE-"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.text(max_size=20))
def test_any_bytes_give_some_text(data: bytes, label: str) -> None:
    found = charset.decode(data, label)
    assert (found.encoding or "\ufffd" in found.text or not found.text) or data
    found.text.encode("utf-8")
    charset.guess(data)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.randoms(use_true_random=False))
def test_random_bytes_in_a_text_harm_little(tag: str, chance: random.Random) -> None:
    data = bytearray((TEXTS[tag] * 4).encode())
    for _ in range(3):
        data[chance.randrange(len(data))] = chance.randrange(256)
    found = charset.decode(bytes(data)).text
    assert TEXTS[tag][3:23] in found  # four places hold it, three bytes are damaged
