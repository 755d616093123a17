"""Capitals as each language writes them: all of a text, its first letter, or the words of an English title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from enum import StrEnum

from pipeline.segments.placeholders import address_spans
from pipeline.segments.vocabulary import table

_LETTER = r"(?:(?![\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])[^\W\d_])"
WORD = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)*")
STUCK = re.compile(r"[\w#@&+]")  # beside one of these a word is part of a code: G20, R&D, #TAG
MIXED = re.compile(r"[^\W\d_]*(?:[a-zß-öø-ÿ][A-ZÀ-Þ]|[A-Z]{2,}s$)")  # iPhone, McDonald, SMEs
_CODE = re.compile(r"[@#]\w+|(?<!\w)(?:[^\W_]{1,40}[_\d]|\d)\w*")
_NO_CAPITALS = ("ka",)  # Georgian has capital letters in Unicode, and no reader


class Style(StrEnum):
    """How a text uses capitals."""

    AS_IS = "as_is"
    ALL_CAPS = "all_caps"
    TITLE = "title"


def restore(translation: str, style: Style, target_language: str, kept: Sequence[str] = ()) -> str:
    """The translation in the style its source had, as the target language has it.

    Capitals become capitals where the script has them; Title Case is English alone, other languages get a sentence
    with its first letter capital. `kept` spans, addresses, codes and words of mixed case stay byte for byte.
    """
    base = _base(target_language)
    if style is Style.AS_IS or not translation:
        return translation
    closed = _closed(translation, kept)
    if style is Style.ALL_CAPS:
        if base in _NO_CAPITALS:
            return translation
        return _outside(translation, closed, lambda part: upper(part, target_language))
    if base == "en":
        return _title(translation, closed)
    first = re.search(r"[^\W\d_]", translation)
    if (
        first is None
        or re.search(r"\d\S*$", translation[: first.start()])
        or any(a <= first.start() < b for a, b in closed)
    ):
        return translation
    word = WORD.match(translation, first.start())
    if word and MIXED.match(word[0]):
        return translation
    rest = translation[first.start() :]
    raised = "IJ" + rest[2:] if base == "nl" and rest.startswith("ij") else upper(rest[0], target_language) + rest[1:]
    return translation[: first.start()] + raised


def upper(text: str, language: str) -> str:
    """A text in capitals as a language writes them: Turkish İ, Greek without accents, Irish hÉ; iPhone stays."""
    return WORD.sub(lambda m: _upper_word(m[0], _base(language)), text)


def _upper_word(word: str, base: str) -> str:
    if base == "ga" and (m := re.match(r"(?:bhf|mb|gc|nd|ng|bp|dt|[hnt])(?=[A-ZÁÉÍÓÚ])", word)):
        return m[0] + word[m.end() :].upper()
    if MIXED.match(word) and not word.isupper():
        return word
    if base in ("tr", "az", "kk-latn", "crh", "tt-latn"):
        return word.replace("i", "İ").replace("ı", "I").upper()
    if base == "el":
        return _greek(word)
    if base == "hy":
        return word.replace("և", "եվ").upper()
    if base in _NO_CAPITALS:
        return word
    return word.upper()


def _greek(word: str) -> str:
    """Capitals without the accent; a vowel that an accent kept apart gets its dots: ρολόι, ΡΟΛΟΪ; only ή keeps it."""
    if word == "ή":
        return "Ή"
    word = re.sub(r"(?<=[άέό])([ιυ])", lambda m: {"ι": "ϊ", "υ": "ϋ"}[m[1]], word)
    apart = unicodedata.normalize("NFD", word).replace("\u0301", "").replace("\u0300", "").replace("\u0342", "")
    return unicodedata.normalize("NFC", apart).upper()


def _title(text: str, closed: Sequence[tuple[int, int]]) -> str:
    words = list(WORD.finditer(text))
    small = table("small.en")
    done, at = [], 0
    for number, m in enumerate(words):
        word = m[0]
        before = text[: m.start()]
        edge = number == 0 or number == len(words) - 1 or bool(re.search(r"[:.!?—–]\W{1,3}$", before[-5:]))
        within = text[m.start() - 1 : m.start()] == "-" or text[m.end() : m.end() + 1] == "-"
        free = not any(a < m.end() and m.start() < b for a, b in closed) and not STUCK.match(before[-1:])
        if free and word.islower() and (edge or word not in small) and not (within and word in small):
            word = first_up(word)
        done += [text[at : m.start()], word]
        at = m.end()
    return "".join([*done, text[at:]])


def _closed(text: str, kept: Sequence[str]) -> list[tuple[int, int]]:
    spans = sorted({span for span in kept if span}, key=lambda span: (-len(span), span))
    found = address_spans(text)
    if spans:
        found += [m.span() for m in re.finditer("|".join(map(re.escape, spans)), text)]
    found += [m.span() for m in _CODE.finditer(text)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _outside(text: str, closed: Sequence[tuple[int, int]], change: Callable[[str], str]) -> str:
    """A text changed wherever no closed span stands."""
    done, at = [], 0
    for start, end in closed:
        done += [change(text[at:start]), text[start:end]]
        at = end
    return "".join([*done, change(text[at:])])


def first_up(word: str) -> str:
    """A word with its first letter capital."""
    return word[:1].upper() + word[1:] if len(word[:1].upper()) == 1 else word


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
