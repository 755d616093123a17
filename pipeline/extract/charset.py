"""Bytes of feeds, pages and text files become text: which character encoding is it?

Proof before promise: what bytes prove themselves to be (a byte order mark, valid UTF-8) counts most; then every
encoding that web text is found in is tried, and the reading that looks most like running text in some language wins.
What header and document declare tips the scales, but does not decide: too often it is the server's default.
"""

from __future__ import annotations

import codecs
import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^<>]{0,100}?encoding\s*=\s*[\"']([\w.:+-]{1,40})", re.IGNORECASE)
_SAID = re.compile(rb"<(?:dc:)?language>\s*(?:<!\[CDATA\[)?\s*([A-Za-z]{2,3})|\blang=[\"']([A-Za-z]{2,3})\b")
_NOT_FOR_PAGES = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined", "mbcs", "oem"}
_TAGS = re.compile(rb"<[^<>]*>|&lt;[^<>;&]{0,300}&gt;|&#?\w{1,10};")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 6000  # bytes of running text around bytes beyond ASCII
_ENOUGH = 4  # valid UTF-8 sequences beyond ASCII that do not happen by chance

# How much less likely than a letter in place, in natural-log units; the orders of magnitude matter only.
_IMPOSSIBLE = -20.0  # control characters, private use, what cannot be decoded
_STRANGE = -13.0  # a letter or sign of some other writing
_RARE = -9.5
_SIGN = -5.5
_DECLARED = 7.0
_DEFAULTED = 2.0  # what servers declare when nobody told them
_LANGUAGE = 4.0
_WORD = 1.2
_MIXED = 7.0  # scripts that change within a word
_CAMEL = 3.0  # a capital after a small letter


@dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes as text, with the encoding they were read as (its name on the web, "" where none fits)."""

    text: str
    encoding: str
    contradicted: tuple[str, ...] = ()  # what was declared, but is not so


def page(data: bytes, header: str = "") -> str:
    """The text of a web page or feed, by its bytes, then what `header` and the page declare; never fails."""
    return decode(data, header).text


def guess(data: bytes) -> tuple[str, str]:
    """The text of bytes that declare nothing, with the encoding it was read as; two empty strings where none fits."""
    found = decode(data)
    if not found.encoding or _binary(found.text):
        return "", ""
    return found.text, found.encoding


def decode(data: bytes, *declared: str) -> Decoded:
    """Text and encoding of a document; `declared` are charset labels from outside it, its own are read from it.

    Never fails: what fits nothing is read as UTF-8 with U+FFFD for what is no character, and named "".
    """
    head = data[:4096].replace(b"\x00", b"")
    labels = [label.strip().lower() for label in declared if label and label.strip()]
    labels += [found[1].decode("ascii").lower() for found in (_XML.search(head), _META.search(head)) if found]
    meant = list(dict.fromkeys(codec for label in labels if (codec := _codec(label))))
    text, codec = _read(data, meant)
    name = web_name(codec)
    narrow = data.isascii()  # whatever was declared, ASCII contradicts it not
    wrong = () if narrow or not codec else tuple(dict.fromkeys(a for a in labels if not _agrees(a, codec)))
    return Decoded(text, name, wrong)


def web_name(codec: str) -> str:
    """An encoding's name on the web (IANA): `windows-1251` for Python's `cp1251`."""
    return str(_tables()["names"].get(codec, codec))


def _agrees(label: str, codec: str) -> bool:
    other = _codec(label)
    return other == codec or (other[:6] == codec[:6] and codec[:4] == "utf-") or other == ""


def _codec(label: str) -> str:
    """The codec behind a label, in Python's name; "" for what is no character encoding (base64, zlib, idna …)."""
    label = str(_tables()["wider"].get(label, label))
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    if not found._is_text_encoding or found.name in _NOT_FOR_PAGES or found.name.endswith("codec"):
        return ""
    return str(
        _tables()["wider"].get(found.name, found.name.replace("-", "_") if "utf" not in found.name else found.name)
    )


def _read(data: bytes, meant: list[str]) -> tuple[str, str]:
    for mark, name in _BOMS:
        if data.startswith(mark):
            text = _mostly(data[len(mark) :], name)
            if text is not None:
                return text, name
            if name != "utf-8":
                return data[len(mark) :].decode(name, "replace"), ""
            data = data[len(mark) :]
    if wide := _wide(data):
        return data.decode(wide, "replace"), wide
    if data.isascii():
        return _escaped(data)
    text = _mostly(data, "utf-8")
    if text is not None and (len(_HIGH.findall(data[:100_000])) >= 2 * _ENOUGH or not meant or "utf-8" in meant):
        return text, "utf-8"
    return _likeliest(data, meant, unicode=text is not None)


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where its zeros stand."""
    head = data[: 4096 - len(data) % 4 if len(data) < 4096 else 4096]
    zeros = head.count(0)
    if zeros * 50 < len(head) or zeros < 2:
        return ""
    at = [head[n::4].count(0) * 4 / max(1, len(head)) for n in range(4)]
    if at[2] > 0.9 and at[3] > 0.9 and at[0] < 0.5:
        return "utf-32-le"
    if at[0] > 0.9 and at[1] > 0.9 and at[3] < 0.5:
        return "utf-32-be"
    even, odd = at[0] + at[2], at[1] + at[3]
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else ""


def _escaped(data: bytes) -> tuple[str, str]:
    """ASCII, or Japanese or Korean in seven bits, told by its escape sequences (RFC 1468, RFC 1557)."""
    if b"\x1b$" in data:
        for name in ("iso2022_jp_2", "iso2022_jp_ext", "iso2022_kr"):
            try:
                return data.decode(name), "iso2022_kr" if name.endswith("kr") else "iso2022_jp"
            except UnicodeDecodeError:
                continue
    return data.decode("ascii"), "utf-8"


def _mostly(data: bytes, name: str) -> str | None:
    """The text where bytes are valid but for a few, as when a summary was cut within a character or a quotation was
    pasted from elsewhere; None where they are not."""
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        pass
    if name != "utf-8":
        text = data.decode(name, "replace")
        return text if text.count("\ufffd") * 50 < len(text) else None
    text = data.decode(name, "replace")
    damaged = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    valid = sum(n for c, n in Counter(text).items() if c > "\x7f" and c != "\ufffd")
    if damaged * 2 >= valid:
        return None
    # In Latin writing a lone byte is a windows-1252 character; in others it is half of one that was cut.
    east = sum(n for c, n in Counter(text).items() if "\u0900" <= c <= "\u1fff" or "\u3000" <= c <= "\udfff")
    return text if east * 3 > valid else data.decode(name, "newsroom.mend")


def _mend(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 within a text that is: read as windows-1252, or marked where a character was cut."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    if len(bad) == 1 and bad not in (b"\xc2", b"\xc3", b"\xe2"):
        return bad.decode("cp1252", "replace"), error.end
    return "\ufffd", error.end


codecs.register_error("newsroom.mend", _mend)


def _likeliest(data: bytes, meant: list[str], *, unicode: bool) -> tuple[str, str]:
    """The reading that looks most like running text."""
    sample, cut = _sample(data)
    languages = {(found[1] or found[2]).decode("ascii").lower() for found in _SAID.finditer(data[:20_000])}
    odds: dict[str, float] = dict(_tables()["odds"])
    scores: list[tuple[float, str]] = []
    for codec in dict.fromkeys([*meant, *odds, *(["utf-8"] if unicode else [])]):
        if codec.startswith(("utf-16", "utf-32")) or (codec.startswith("utf") and not unicode):
            continue
        try:
            text = sample.decode(codec, "replace")
        except (UnicodeError, LookupError):
            continue
        score = likelihood(text.rstrip("\ufffd") if cut else text, frozenset(languages)) - odds.get(codec, 4)
        score += (_DEFAULTED if codec == "cp1252" else _DECLARED) * (codec in meant) + (6 if codec == "utf-8" else 0)
        scores.append((score, codec))
    best = ("", "", -math.inf)
    for score, codec in sorted(scores, reverse=True)[:3]:
        text = data.decode(codec, "replace")
        damaged = text.count("\ufffd") - sample.decode(codec, "replace").count("\ufffd")
        score += _IMPOSSIBLE * max(0, damaged) * (0.2 if len(data) > 3 * _SAMPLE else 1)
        if score > best[2]:
            best = (text, codec, score)
    return best[:2] if best[1] else (data.decode("utf-8", "replace"), "")


def _sample(data: bytes) -> tuple[bytes, bool]:
    """Running text that has bytes beyond ASCII, without markup, and whether it may end within a character."""
    found, size, cut = [], 0, False
    for line in re.split(rb"[\n\r]+|(?<=\x00)", _TAGS.sub(b"\n", data[:2_000_000])):
        if not _HIGH.search(line):
            continue
        piece = line[: _SAMPLE - size]
        if len(piece) < len(line):
            # Below 0x30 no encoding has a second byte; without such a place the last character may be half.
            place = max(piece.rfind(b" "), piece.rfind(b","), piece.rfind(b".")) + 1
            piece, cut = piece[:place] or piece, not place
        found.append(piece)
        size += len(piece) + 1
        if size >= _SAMPLE:
            break
    return b"\n".join(found), cut


def likelihood(text: str, languages: frozenset[str] = frozenset()) -> float:
    """How likely a text is as running text of the best-fitting language, in natural-log units; ASCII counts nothing.

    `languages` are those that it is declared to be in. Comparable only between readings of the same bytes.
    """
    beyond = Counter(c for c in text if c > "\x7f")
    base = sum(n * flat for c, n in beyond.items() if (flat := _flat(c)) is not None)
    letters = {c: n for c, n in beyond.items() if _flat(c) is None}
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()[:_SAMPLE]))
    best = -math.inf
    for model in _models():
        score = sum(n * model.weigh(c) for c, n in letters.items()) - model.odds
        if score <= best - 80:
            continue
        score += min(60.0, _WORD * sum(words[word] for word in model.words if word in words))
        score += _LANGUAGE * (model.language.partition("-")[0] in languages)
        best = max(best, score)
    mixed = len(_MIXTURE.findall(text))
    camel = len(_CAMELS.findall(text))
    return base + best - _MIXED * mixed - _CAMEL * camel


_MIXTURE = re.compile(
    r"[A-Za-z](?=[\u0370-\u06ff\u0e00-\u0e7f])|[\u0370-\u06ff\u0e00-\u0e7f](?=[A-Za-z])|"
    r"[\u00c0-\u024f](?=[\u0370-\u06ff\u0e00-\u0e7f\u3040-\ud7ff])|[\u0370-\u06ff](?=[\u00c0-\u024f\u3040-\ud7ff])|"
    r"[A-Za-z](?=[\u00a2-\u00a6\u00a8\u00aa-\u00b4\u00b6\u00b8-\u00ba\u00bc-\u00bf\u2116\u2500-\u259f])|"
    r"[a-z][\u2e80-\ud7ff\uff61-\uff9f](?=[a-z\s,.]|\Z)"  # one East Asian character within a Latin word
)
_CAMELS = re.compile(r"[a-zß-öø-ÿа-џα-ώ](?=[A-ZÀ-ÖØ-ÞА-ЯЀ-ЏΑ-Ω])")


@lru_cache(maxsize=8192)
def _flat(char: str) -> float | None:
    """What a character that is no letter counts in any language; None for letters."""
    if char in _tables()["punctuation"]["usual"]:
        return _SIGN
    kind = unicodedata.category(char)
    if kind in ("Cc", "Co", "Cn", "Cs") or char == "\ufffd":
        return _IMPOSSIBLE
    if char in _tables()["punctuation"]["wide"] or char in _tables()["punctuation"]["arabic"]:
        return _SIGN - 1
    if "\uff61" <= char <= "\uff9f":  # half-width katakana: what every double byte looks like in Shift_JIS
        return -12.0
    if kind[0] in "LM":
        return None
    return _STRANGE + (1 if char in "±×÷½¼¾²³µ¶" else 0)


@dataclass(frozen=True, slots=True)
class _Model:
    """A language: what a letter beyond ASCII counts in it, its small words, and the odds against it."""

    language: str
    weigh: Callable[[str], float]
    words: frozenset[str] = frozenset()
    odds: float = 0.0


@cache
def _models() -> tuple[_Model, ...]:
    """The languages known here."""
    found: list[_Model] = []
    for language, about in _tables()["alphabet"].items():
        weights = _ranked(about["letters"], about["share"] / 1000)
        script = _block(about["letters"][0])
        weights |= {c.upper(): w - 3 for c, w in weights.items() if len(c.upper()) == 1 and c.upper() != c}

        def weigh(c: str, weights: dict[str, float] = weights, script: str = script) -> float:
            known = weights.get(c)
            return known if known is not None else (_RARE if _block(c) == script else _STRANGE)

        found.append(_Model(language, weigh, frozenset(about["words"].split()), about["odds"]))
    for language, characters in _tables()["characters"].items():
        scale = _east_asian(language, characters)

        def weigh_east(c: str, scale: dict[str, float] = scale) -> float:
            return scale.get(c, _STRANGE)

        found.append(_Model(language, weigh_east))
    return tuple(found)


def _ranked(letters: str, share: float) -> dict[str, float]:
    """Zipf's law, flattened as letters are: log frequencies that sum up to `share`."""
    total = sum(1 / (n + 4) for n in range(len(letters)))
    return {c: math.log(share / (n + 4) / total) for n, c in reversed(list(enumerate(letters)))}


def _east_asian(language: str, characters: str) -> dict[str, float]:
    """Frequent characters, then the others of the first level of the national standard, then the rest."""
    top = list(dict.fromkeys("".join(characters.split())))
    if language == "ko":
        level = _decoded("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF))
        others = {chr(n): -13.0 for n in range(0xAC00, 0xD7A4)}
        return others | dict.fromkeys(level, math.log(0.3 / 2350)) | _ranked("".join(top), 0.7)
    if language == "ja":
        kana = dict.fromkeys((chr(n) for n in range(0x3041, 0x3094)), math.log(0.45 / 70))
        kana |= dict.fromkeys((chr(n) for n in range(0x30A1, 0x30FF)), math.log(0.12 / 80))
        level = _decoded("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF))
        rest = _decoded("euc_jp", range(0xD0, 0xF5), range(0xA1, 0xFF))
        scale = dict.fromkeys(rest, -12.5) | dict.fromkeys(level, math.log(0.1 / 2965))
        return scale | _ranked("".join(top), 0.33) | kana | {"ー": -4.5, "々": -7.0}
    level = _decoded("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    if language == "zh-Hant":
        level = _decoded("big5", range(0xA4, 0xC7), range(0x40, 0xFF))
    scale = {chr(n): -14.0 for n in range(0x4E00, 0x9FA6)}
    return scale | dict.fromkeys(level, math.log(0.3 / len(level))) | _ranked("".join(top), 0.7)


def _decoded(codec: str, leads: range, trails: range) -> str:
    return "".join(bytes((a, b)).decode(codec, "ignore") for a in leads for b in trails)


@lru_cache(maxsize=4096)
def _block(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def _binary(text: str) -> bool:
    odd = sum(1 for c in text if (c < " " and c not in "\t\n\r\f") or c == "\ufffd" or "\x7f" <= c < "\xa0")
    return odd * 20 > len(text)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
