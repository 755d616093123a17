"""What makes a glossary entry a sound one, and whether it is a name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline import language
from pipeline.errors import Told, clean
from pipeline.model import Term

LONGEST = 200  # characters of a term, a translation or a forbidden form
LONGEST_NOTE = 2000
MOST_FORMS = 50  # forbidden forms of one term
EVERY = "*"

_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_JOINERS = "\u200c\u200d"  # parts of words in Persian and Hindi
_PROPER = re.compile(r"\bproper (?:name|noun)\b", re.IGNORECASE)


def checked(term: Term) -> Term:
    """The entry with canonical tags and tidy white space; "*" stands for every language, as source or as target.

    Raises ValueError, saying what to mend, where an entry cannot be used.
    """
    source, target = _tag(term.source, Told("source language")), _tag(term.target, Told("target language"))
    words = " ".join(_plain(term.term, Told("term")).split())
    translation = _plain(term.translation, Told("translation"))
    forms = [_plain(part, Told("forbidden form")) for form in term.forbidden for part in form.split("|") if part]
    forbidden = tuple(dict.fromkeys(form for form in forms if form))
    if not any(c.isalnum() for c in words):
        raise ValueError(Told("the term has no letter or digit; write the words to look for"))
    if source == target and source != EVERY:
        raise ValueError(Told("source and target language are both {}; write two languages", source))
    if term.keep and translation not in ("", words):
        raise ValueError(
            Told("do-not-translate says yes, but the translation is “{}”; take one of the two out", translation)
        )
    if not (term.keep or translation or forbidden):
        raise ValueError(Told("it says neither a translation, nor forbidden forms, nor do-not-translate; fill one in"))
    wanted = words if term.keep else translation
    if wanted in forbidden:
        raise ValueError(Told("“{}” is both wanted and forbidden; take it out of one of the two", wanted))
    if len(forbidden) > MOST_FORMS:
        raise ValueError(Told("more than {} forbidden forms; keep those that are really written", MOST_FORMS))
    note = " ".join(_plain(term.note, Told("note"), LONGEST_NOTE).split())
    return Term(words, source, target, "" if term.keep else translation, forbidden, term.keep, note)


@lru_cache(maxsize=1024)
def _tag(tag: str, what: str) -> str:
    if tag.strip() == EVERY:
        return EVERY
    try:
        found = language.canonical(tag)
    except ValueError as error:
        raise ValueError(Told("{}: {}", what, error)) from error
    if found == "und":
        raise ValueError(
            Told("{}: “{}” names no language; write one such as fr, or * for every language", what, clean(tag, 40))
        )
    return found


def _plain(text: str, what: str, longest: int = LONGEST) -> str:
    """Text in NFC, on one line, without invisible marks; no-break spaces stay, French typography means them."""
    if len(text) <= longest and text.isascii() and text.isprintable():
        return _BLANKS.sub(" ", text).strip()
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text[: 4 * longest + 4]))).strip()
    if len(text) > longest:
        raise ValueError(Told("the {} is longer than {} characters; shorten it", what, longest))
    for character in text:
        if not (character.isprintable() or character in _JOINERS or unicodedata.category(character) == "Zs"):
            raise ValueError(
                Told("the {} holds the character U+{}, which cannot be printed", what, f"{ord(character):04X}")
            )
    return text


@lru_cache(maxsize=256)
def serving(tag: str) -> tuple[str, ...]:
    """The tags under which terms for a language stand, the closest first: pt-BR, pt, and "*"."""
    try:
        clean = language.canonical(tag)
        return tuple(dict.fromkeys((clean, language.base(clean), EVERY)))
    except ValueError:
        return (EVERY,)


def is_name(term: Term) -> bool:
    """Whether a term is a proper name, whose translation stands in any sentence as it is.

    Names bear capitals on both sides, as far as the scripts have any: `Free Trade Port` is none in French, where it is
    `port de libre-échange`. Where neither script has capitals, a note with "proper name" or "proper noun" marks one.
    """
    if term.keep or _PROPER.search(term.note):
        return True
    sides = [side for side in (term.term, term.translation) if side != side.upper() or side != side.lower()]
    return bool(term.translation and sides) and all(side != side.lower() for side in sides)
