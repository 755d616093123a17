"""Which terms occur in a sentence, found in the time of reading it however many there are, and what stands for them.

Words are looked up one after the other in a tree of the terms' words, so a lookup costs the same with ten terms or
with fifty thousand; where words are not set apart by spaces, stretches of the text are looked up whole.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pipeline import language
from pipeline.glossary.terms import EVERY, is_name, serving
from pipeline.model import Term

# Written without spaces between words, or (Hangul) with particles joined to them: terms are looked for as stretches.
_SOLID = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    r"\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_IS_SOLID = re.compile(f"[{_SOLID}]")
# \w has no combining marks: points of Hebrew and Arabic, vowels of India, accents set apart.
_MARKS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    r"\u0900-\u0963\u0966-\u0dff\u200c\u200d"
)
_WORD = re.compile(rf"(?:(?![{_SOLID}])[\w{_MARKS}])+")
_SAME = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_LATIN = re.compile(r"[0-9A-Za-zÀ-ɏ]")
_INSIDE_NAME = re.compile(r"-[^\W\d_]{1,5}-[^\W\d_]")  # Port of Port-au-Prince
_OPENED = re.compile(r"[«“„”\"「『《〈‹][ \u00a0\u202f]?$")
_CLOSED = re.compile(r"[ \u00a0\u202f]?[»”“\"」』》〉›]")
_LONGEST_TEXT = 100_000  # characters of one text that are looked at
_REMEMBERED = 50_000  # words whose forms are kept


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term occurs in a text; `exact` unless it bears another ending there or a prefix."""

    start: int
    end: int
    term: Term
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Replacement:
    """Which characters of a sentence go behind a placeholder, and what comes back for them."""

    start: int
    end: int
    text: str
    term: Term


@dataclass(frozen=True, slots=True)
class _Entry:
    """The words of one term, and the terms that say them in each target language."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    gaps: tuple[str, ...]  # before, between and behind the words
    cased: bool
    by_target: dict[str, Term]


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    folded: str


class Glossary:
    """The terms of a newsroom, ready to be looked up; made once per run, and indexed when a language is first asked.

    `terms` are as `checked` gives them; of two with the same words and languages the first counts.
    """

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms = tuple(terms)
        self._indexes: dict[str, _Index] = {}
        self._by_source: dict[str, list[Term]] = {}
        for term in self.terms:
            self._by_source.setdefault(serving(term.source)[0], []).append(term)

    def __len__(self) -> int:
        return len(self.terms)

    def applying(self, text: str, source: str, target: str) -> tuple[Term, ...]:
        """The terms that occur in a text of one language and say something for another, in the order of the text.

        Whole words only; of terms that overlap the longest counts. A term for `pt` serves `pt-BR` unless that has one
        of its own, and one for "*" serves every language. A term with capitals is found with just these, or in
        capitals throughout; others are found in any. Endings of number and, where cheap, of case may differ.
        """
        return tuple(dict.fromkeys(match.term for match in self.matches(text, source, target)))

    def matches(self, text: str, source: str, target: str) -> tuple[Match, ...]:
        """Where these terms stand in the text."""
        if not self.terms:
            return ()
        wanted = serving(target)
        return _chosen(text, [(index, wanted) for index in self._serving(source)])

    def knows(self, words: str, source: str) -> bool:
        """Whether the words as a whole are a term of a language, into whichever other."""
        found = _chosen(words, [(index, None) for index in self._serving(source)])
        return len(found) == 1 and not words[: found[0].start].strip() and not words[found[0].end :].strip()

    def _serving(self, source: str) -> Iterator[_Index]:
        for tag in serving(source):
            if tag in self._by_source:
                if tag not in self._indexes:
                    self._indexes[tag] = _Index(self._by_source[tag], source)
                yield self._indexes[tag]


def spans(text: str, terms: Sequence[Term]) -> tuple[Replacement, ...]:
    """Which places of a sentence are put behind placeholders for these terms, and what comes back for each.

    Terms that stay untranslated come back as they stand in the sentence; names, and whatever stands in quotation marks
    by itself, as their translation. Common nouns are left to the engine, as words around them agree with them; so are
    names that bear an ending, and names of one word into languages with cases.
    """
    if not terms:
        return ()
    found = []
    for match in _chosen(text, [(_Index(terms, terms[0].source), None)]):
        term = match.term
        if term.keep:
            found.append(Replacement(match.start, match.end, text[match.start : match.end], term))
        elif term.translation and _stands_still(match, text):
            found.append(Replacement(match.start, match.end, term.translation, term))
    return tuple(found)


def _stands_still(match: Match, text: str) -> bool:
    term = match.term
    quoted = bool(_OPENED.search(text, max(match.start - 2, 0), match.start) and _CLOSED.match(text, match.end))
    if not match.exact and not _inflection(term.source).get("names"):
        return False
    if not (quoted or is_name(term)):
        return False
    return quoted or " " in term.translation or _base(term.target) not in _cases()


class _Index:
    """The terms of one source language."""

    def __init__(self, terms: Iterable[Term], source: str) -> None:
        self.source = source
        self._tree: dict[str, Any] = {}
        self._vocabulary: set[str] = set()
        self._forms: dict[str, tuple[str, ...]] = {}
        self._solid: dict[str, _Entry] = {}
        self._lengths: dict[str, list[int]] = {}
        for term in terms:
            text = term.term.translate(_SAME)
            if _IS_SOLID.search(text):
                self._add_solid(text, term)
            else:
                self._add(text, term)
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def _add(self, text: str, term: Term) -> None:
        words = _words(text)
        if not words:
            return
        node = self._tree
        for word in words:
            self._vocabulary.add(word.folded)
            node = node.setdefault(word.folded, {})
        written = tuple(word.text for word in words)
        gaps = _gaps(text, words)
        entries: list[_Entry] = node.setdefault("", [])
        for entry in entries:
            if entry.words == written and entry.gaps == gaps:
                entry.by_target.setdefault(serving(term.target)[0], term)
                return
        entries.append(
            _Entry(
                written,
                tuple(word.folded for word in words),
                gaps,
                text != text.lower(),
                {serving(term.target)[0]: term},
            )
        )

    def _add_solid(self, text: str, term: Term) -> None:
        if text in self._solid:
            self._solid[text].by_target.setdefault(serving(term.target)[0], term)
            return
        self._solid[text] = _Entry((text,), (text,), (), False, {serving(term.target)[0]: term})
        lengths = self._lengths.setdefault(text[:2], [])
        if len(text) not in lengths:
            lengths.append(len(text))

    def found(self, text: str, words: Sequence[_Word], wanted: tuple[str, ...] | None) -> Iterator[Match]:
        """Every place of every term that has something for the wanted targets (None: any)."""
        if self._tree:
            shouted = _shouted(text)
            for first in range(len(words)):
                nodes = [self._tree]
                for last in range(first, len(words)):
                    forms = self._known_forms(words[last].folded)
                    nodes = [node[form] for node in nodes for form in forms if form in node]
                    if not nodes:
                        break
                    for node in nodes:
                        for entry in node.get("", ()):
                            if match := _fits(text, words[first : last + 1], entry, wanted, shouted):
                                yield match
        if self._solid:
            yield from self._found_solid(text, wanted)

    def _found_solid(self, text: str, wanted: tuple[str, ...] | None) -> Iterator[Match]:
        for start in range(len(text)):
            for length in (*self._lengths.get(text[start : start + 2], ()), *self._lengths.get(text[start], ())):
                end = start + length
                entry = self._solid.get(text[start:end]) if end <= len(text) else None
                term = _for(entry, wanted) if entry else None
                if term is None or _cuts_word(text, start) or _cuts_word(text, end):
                    continue
                yield Match(start, end, term)
                break

    def _known_forms(self, word: str) -> tuple[str, ...]:
        """The word and its other forms, as far as any term has them."""
        known = self._forms.get(word)
        if known is None:
            if len(self._forms) > _REMEMBERED:
                self._forms.clear()
            known = tuple(dict.fromkeys(form for form in _forms(word, self.source) if form in self._vocabulary))
            self._forms[word] = known
        return known


def _chosen(text: str, indexes: Iterable[tuple[_Index, tuple[str, ...] | None]]) -> tuple[Match, ...]:
    """The longest matches that do not overlap, in the order of the text; an earlier index wins over a later one."""
    text = text[:_LONGEST_TEXT].translate(_SAME)
    words = _words(text)
    found = [
        (match.start - match.end, match.start, not match.exact, number, match)
        for number, (index, wanted) in enumerate(indexes)
        for match in index.found(text, words, wanted)
    ]
    found.sort(key=lambda item: item[:4])
    taken = bytearray(len(text))
    chosen = []
    for *_, match in found:
        if taken.find(1, match.start, match.end) < 0:
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
            chosen.append(match)
    return tuple(sorted(chosen, key=lambda match: match.start))


def _words(text: str) -> list[_Word]:
    return [
        _Word(m.start(), m.end(), m[0] if m[0].isascii() else unicodedata.normalize("NFC", m[0]), _folded(m[0]))
        for m in _WORD.finditer(text)
    ]


def _folded(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", word.casefold().replace("ё", "е"))


def _gaps(text: str, words: Sequence[_Word]) -> tuple[str, ...]:
    edges = [0, *(edge for word in words for edge in (word.start, word.end)), len(text)]
    return tuple(" ".join(text[a:b].split()) for a, b in zip(edges[::2], edges[1::2], strict=True))


def _for(entry: _Entry, wanted: tuple[str, ...] | None) -> Term | None:
    if wanted is None:
        return next(iter(entry.by_target.values()))
    return next((entry.by_target[tag] for tag in wanted if tag in entry.by_target), None)


def _fits(
    text: str, words: Sequence[_Word], entry: _Entry, wanted: tuple[str, ...] | None, shouted: bool
) -> Match | None:
    """The match of an entry on words whose forms agree, if what stands between them and their capitals do too."""
    term = _for(entry, wanted)
    if term is None:
        return None
    start, end = words[0].start - len(entry.gaps[0]), words[-1].end + len(entry.gaps[-1])
    if start < 0 or text[start : words[0].start] != entry.gaps[0] or text[words[-1].end : end] != entry.gaps[-1]:
        return None
    for (one, two), gap in zip(pairwise(words), entry.gaps[1:-1], strict=True):
        between = " ".join(text[one.end : two.start].split())
        if between != gap and not {between, gap} <= {"", "-"}:  # "free-trade port" is "free trade port"
            return None
        if not between and one.end == two.start:
            return None
    exact, capitals = True, False
    for word, meant, folded in zip(words, entry.words, entry.folded, strict=True):
        same = word.folded == folded
        exact = exact and same
        if not entry.cased or word.text == meant:
            continue
        if same and word.text.isupper():
            capitals = capitals or meant != meant.upper()
        elif word.text[0].isupper() != meant[0].isupper() or (same and meant != meant.lower()):
            return None
    if capitals and not shouted and (len(words) < 2 or not all(word.text.isupper() for word in words)):
        return None
    if _INSIDE_NAME.match(text, end):
        return None
    return Match(start, end, term, exact)


def _shouted(text: str) -> bool:
    """Whether a sentence is written in capitals."""
    upper = sum(c.isupper() for c in text)
    return upper > 3 and upper > 0.7 * sum(c.isupper() or c.islower() for c in text)


def _cuts_word(text: str, at: int) -> bool:
    """Whether a place lies inside a Latin word or before a mark that belongs to the letter before it."""
    if at <= 0 or at >= len(text):
        return False
    return bool(_LATIN.match(text[at - 1]) and _LATIN.match(text[at])) or unicodedata.combining(text[at]) > 0


def _forms(word: str, source: str) -> Iterator[str]:
    """A word and those it may stand for, by the endings of its language."""
    yield word
    for group in _endings(_base(source)):
        for ending in group:
            stem = word.removesuffix(ending)
            if (stem != word or not ending) and len(stem) > 2:
                yield from (stem + other for other in group if other != ending)
    for prefix in _inflection(source).get("prefixes", ()):
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > 2:
            yield rest


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("inflection.toml").read_text(encoding="utf-8"))


@cache
def _endings(base: str) -> tuple[tuple[str, ...], ...]:
    groups = _data().get(base, _data()["default"])["groups"]
    return tuple(tuple(ending.strip("-") for ending in group.split()) for group in groups)


def _inflection(tag: str) -> dict[str, Any]:
    found: dict[str, Any] = _data().get(_base(tag), _data()["default"])
    return found


@cache
def _cases() -> frozenset[str]:
    return frozenset(_data()["cases"]["targets"].split())


@cache
def _base(tag: str) -> str:
    if tag == EVERY:
        return ""
    try:
        return language.base(tag).partition("-")[0]
    except ValueError:
        return ""
