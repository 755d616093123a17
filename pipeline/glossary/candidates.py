"""Names and phrases of a release that a glossary should know: found before anything is translated. Pure.

Names by their capitals, titles by their quotation marks, acronyms with their long forms, phrases by coming again.
Word lists are in candidates.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.glossary.matching import Glossary
from pipeline.glossary.phrases import repeated_characters, repeated_words
from pipeline.language.tables import lists
from pipeline.segments import split
from pipeline.segments.placeholders import address_spans

MOST_READ = 20_000  # characters of one story
MOST_FOUND = 40  # candidates of one story
LONGEST = 80  # characters of a candidate
LONGEST_EXAMPLE = 300

NAME, ACRONYM, TITLE, PHRASE = "name", "acronym", "title", "phrase"

_WORD = re.compile(r"[^\W_](?:[\w&]|[\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u200c]|[-'’·.](?=[^\W_]))*")
_JOINED = re.compile(r"[ \u00a0]|[-‑]|\s?[&·]\s?")
_ELIDED = re.compile(r"(?:[ldnsjmtc]|qu|jusqu|lorsqu|puisqu|dell|all|dall|nell|sull|un)['’](?=[^\W\d_])", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_ROMAN = re.compile(r"[IVXLCDM]+")
_OPENERS = "\"'“‘„‚«»‹›([{¿¡「『（【《〈–—-•*:：\u00a0 "
_QUOTED = re.compile(
    r"«\s?([^«»\n]{2,80}?)\s?»|“([^“”\n]{2,80})”|„([^„“”\n]{2,80})[“”]|\"([^\"\n]{2,80})\""
    r"|《([^《》\n]{2,40})》|「([^「」\n]{2,30})」|『([^『』\n]{2,30})』"
)
_SENTENCE_MARKS = re.compile(r"[.!?…,;。！？，；、]$|[。！？，；]|[.!?] ")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that a glossary may want: which they are, what kind, how often the story has them, and a sentence."""

    term: str
    kind: str
    seen: int
    example: str


@dataclass(slots=True)
class _Story:
    """What is gathered from one story."""

    sentences: list[str]
    names: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)  # words with a capital that may only be their sentence's
    acronyms: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    nouns: Counter[str] = field(default_factory=Counter)
    lower: set[str] = field(default_factory=set)
    examples: dict[str, str] = field(default_factory=dict)


def candidates(
    headline: str, texts: Sequence[str], language: str, glossary: Glossary | None = None
) -> tuple[Candidate, ...]:
    """The candidates of one story in any language, what comes most often first; none that the glossary has."""
    return gather([(headline, texts)], language, glossary)[0]


def gather(
    stories: Sequence[tuple[str, Sequence[str]]], language: str, glossary: Glossary | None = None
) -> list[tuple[Candidate, ...]]:
    """The candidates of each of several stories in one language: headline and blocks of text.

    A phrase counts as repeated when it comes twice in a story or once in two. At most 40 a story, of its first 20,000
    characters.
    """
    words = _Words(language)
    read = [_read(headline, texts, language, words) for headline, texts in stories]
    phrases = _phrases(read, words)
    return [_ranked(story, found, language, glossary) for story, found in zip(read, phrases, strict=True)]


class _Words:
    """The word lists of one language."""

    def __init__(self, language: str) -> None:
        self.base = language.partition("-")[0].lower()
        table = _data().get({"no": "nb", "nb": "sv", "da": "sv", "ms": "id", "gl": "pt"}.get(self.base, self.base), {})
        self.solid = self.base in ("zh", "ja", "yue", "wuu")
        listed = str(table.get("function", ""))
        self.function = frozenset(listed if self.solid else listed.split()) or frozenset(
            lists("words", "words.toml").get(self.base, ())
        )
        self.joining = frozenset(str(table.get("joining", "de da do van von der bin al")).split())
        self.titles = frozenset(str(table.get("titles", "")).split())
        self.calendar = frozenset(str(table.get("calendar", "")).split())
        self.heads = frozenset(str(table.get("heads", "")).split())
        self.elided = bool(table.get("elided"))
        self.nouns = bool(table.get("nouns")) or self.base == "lb"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("candidates.toml").read_text(encoding="utf-8"))


def _read(headline: str, texts: Sequence[str], language: str, words: _Words) -> _Story:
    story = _Story([])
    left = MOST_READ
    for text in (headline, *texts):
        for sentence in split(text[: max(left, 0)], language):
            if plain := " ".join(_without_addresses(sentence).split()):
                story.sentences.append(plain)
        left -= len(text)
    for sentence in story.sentences:
        _titles(sentence, story)
        _names(sentence, story, words)
    for word, times in story.first.items():  # a capital at the head of a sentence counts where others agree
        if word in story.names:
            story.names[word] += times
        elif word in story.acronyms:
            story.acronyms[word] += times
    return story


def _without_addresses(sentence: str) -> str:
    for start, end in address_spans(sentence):
        sentence = sentence[:start] + "|" * (end - start) + sentence[end:]
    return sentence.replace("|", " ")


def _titles(sentence: str, story: _Story) -> None:
    """What stands in quotation marks and is no speech: short, with a capital where there are any, no full stop."""
    for m in _QUOTED.finditer(sentence):
        said = next(group for group in m.groups() if group).strip()
        first = _LETTER.search(said)
        if first is None or _SENTENCE_MARKS.search(said) or len(said.split()) > 8:
            continue
        cased = first[0].lower() != first[0].upper()
        if first[0].isupper() if cased else len(said) <= 20:
            story.titles[said] += 1
            story.examples.setdefault(said, sentence)


def _names(sentence: str, story: _Story, words: _Words) -> None:
    found = list(_WORD.finditer(sentence))
    story.lower.update(m[0] for m in found if m[0][0].islower())
    if _every_word_capital(sentence, found, words):
        return
    at = 0
    while at < len(found):
        run, at = _run(sentence, found, at, words)
        if run:
            _note(sentence, run, story, words)


def _every_word_capital(sentence: str, found: Sequence[re.Match[str]], words: _Words) -> bool:
    """Whether a sentence is in capitals or in title case, so that its capitals tell nothing."""
    if sum(m[0].isupper() and len(m[0]) > 1 for m in found) > max(0.6 * len(found), 2):
        return True
    if sentence.rstrip("\"'”’»)").endswith((".", "!", "?", "…", "।")):
        return False  # a sentence may name many
    told = [m[0] for m in found if len(m[0]) > 3 and m[0].lower() not in words.function and not m[0][0].isdigit()]
    return not words.nouns and len(told) > 3 and sum(word[0].isupper() for word in told) > 0.75 * len(told)


def _run(sentence: str, found: Sequence[re.Match[str]], at: int, words: _Words) -> tuple[list[tuple[int, int]], int]:
    """The words with capitals from one place on that belong together, as start and end, and where to go on."""
    run: list[tuple[int, int]] = []
    last = at
    pending = 0  # joining words that wait for a capital behind them
    while at < len(found):
        start, end = found[at].span()
        if (run or pending) and not _JOINED.fullmatch(sentence[found[at - 1].end() : start]):
            break
        elided = _ELIDED.match(sentence, start, end) if words.elided else None
        inner = elided.end() if elided else start
        word = sentence[inner:end]
        if word[:1].isupper():
            run.append((start if elided and run else inner, end))
            at += 1
            last, pending = at, 0
            if _POSSESSIVE.search(word):
                break
        elif run and pending < 2 and _joins(word, found[at - 1][0], pending, words):
            pending += 1
            at += 1
        else:
            break
    return run, max(last, at if not run else last) if run else at + (1 if at == last else 0)


def _joins(word: str, before: str, pending: int, words: _Words) -> bool:
    joins = word.lower() in words.joining
    return joins and (
        pending > 0 or word not in ("of", "for", "the") or not words.heads or before.lower() in words.heads
    )


def _note(sentence: str, run: list[tuple[int, int]], story: _Story, words: _Words) -> None:
    """Count a run of words with capitals as what it is: a name, an acronym, a German noun, or a sentence's first."""
    opens = not sentence[: run[0][0]].strip(_OPENERS) or sentence[: run[0][0]].rstrip()[-1:] in ':：•“«„"('
    while run and (_word(sentence, run[0]).lower() in words.titles or _bare(sentence, run[0]) in words.function):
        run = run[1:]
        opens = False
    while run and _bare(sentence, run[-1]) in words.calendar:
        run = run[:-1]
    while run and _bare(sentence, run[0]) in words.calendar:
        run = run[1:]
    if opens and len(run) > 1 and _bare(sentence, run[0]) in story.lower:
        run, opens = run[1:], False
    if not run:
        return
    name = _POSSESSIVE.sub("", sentence[run[0][0] : run[-1][1]])
    if len(name) > LONGEST or len(name) < 2:
        return
    acronym = len(run) == 1 and name.isupper() and 2 <= len(name) <= 8 and not _ROMAN.fullmatch(name)
    if acronym:
        story.acronyms[name] += 1
        _long_form(sentence, run[0], name, story, words)
    elif len(run) == 1 and opens:
        story.first[name] += 1
    elif len(run) == 1 and words.nouns:
        story.nouns[name] += 1
    elif len(run) > 1 or len(name) > 2:
        story.names[name] += 1
    story.examples.setdefault(name, sentence)


def _word(sentence: str, at: tuple[int, int]) -> str:
    return sentence[at[0] : at[1]].rstrip(".")


def _bare(sentence: str, at: tuple[int, int]) -> str:
    return _POSSESSIVE.sub("", _word(sentence, at)).lower()


def _long_form(sentence: str, at: tuple[int, int], acronym: str, story: _Story, words: _Words) -> None:
    """The words an acronym in brackets stands for: those right before it whose initials it is made of."""
    if sentence[at[0] - 1 : at[0]] != "(" or sentence[at[1] : at[1] + 1] != ")":
        return
    story.examples[acronym] = sentence
    before = list(_WORD.finditer(sentence, max(at[0] - 120, 0), at[0]))[-len(acronym) - 3 :]
    for start in range(len(before) - 1, -1, -1):
        initials = [m[0][0] for m in before[start:] if m[0].lower() not in words.function]
        if before[start][0].lower() not in words.function and "".join(initials).upper() == acronym:
            long = sentence[before[start].start() : before[-1].end()]
            if len(long) <= LONGEST and long not in story.names:
                story.names[long] += 1
                story.examples.setdefault(long, sentence)
            return


def _phrases(stories: Sequence[_Story], words: _Words) -> list[Counter[str]]:
    """The repeated phrases of each story, as they are mostly written there."""
    if words.solid:
        found = repeated_characters([story.sentences for story in stories], words.function.__contains__)
        return [Counter({"".join(phrase): count for phrase, count in counts.items()}) for counts in found]
    written: list[dict[tuple[str, ...], Counter[str]]] = []
    clauses = [[_folded(clause, words) for clause in _clauses(story.sentences)] for story in stories]
    found = repeated_words(clauses, lambda word: word in words.function or len(word) < 2)
    for story, counts in zip(stories, found, strict=True):
        forms: dict[tuple[str, ...], Counter[str]] = {phrase: Counter() for phrase in counts}
        sizes = sorted({len(phrase) for phrase in counts})
        for sentence, clause in _clauses_with_sentence(story.sentences):
            folded = _folded(clause, words)
            for size in sizes:
                for start in range(len(folded) - size + 1):
                    phrase = tuple(folded[start : start + size])
                    if phrase in forms:
                        form = sentence[_start(clause[start], words) : clause[start + size - 1].end()]
                        forms[phrase][form] += 1
                        story.examples.setdefault(form, sentence)
        written.append(forms)
    return [
        Counter({_usual(forms[p]): count for p, count in counts.items() if _is_noun(forms[p], words)})
        for forms, counts in zip(written, found, strict=True)
    ]


def _usual(forms: Counter[str]) -> str:
    """How a phrase is mostly written; where forms are as frequent, without the capitals of a headline."""
    return max(forms, key=lambda form: (forms[form], -sum(map(str.isupper, form))))


def _is_noun(forms: Counter[str], words: _Words) -> bool:
    """Whether a phrase may be a noun's: where nouns bear capitals, its last word does."""
    return bool(forms) and (not words.nouns or all(form.split()[-1][0].isupper() for form in forms))


def _clauses_with_sentence(sentences: Iterable[str]) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """Words that follow each other with nothing but a space or a hyphen between them, without figures."""
    for sentence in sentences:
        clause: list[re.Match[str]] = []
        for m in _WORD.finditer(sentence):
            if clause and (m[0][0].isdigit() or not _JOINED.fullmatch(sentence[clause[-1].end() : m.start()])):
                yield sentence, clause
                clause = []
            if not m[0][0].isdigit():
                clause.append(m)
        if clause:
            yield sentence, clause


def _clauses(sentences: Iterable[str]) -> Iterator[list[re.Match[str]]]:
    return (clause for _, clause in _clauses_with_sentence(sentences))


def _folded(clause: Iterable[re.Match[str]], words: _Words) -> list[str]:
    """The words of a clause in lower case, without an article joined to them."""
    return [(_ELIDED.sub("", m[0]) if words.elided else m[0]).lower() for m in clause]


def _start(word: re.Match[str], words: _Words) -> int:
    elided = _ELIDED.match(word[0]) if words.elided else None
    return word.start() + (elided.end() if elided else 0)


def _ranked(story: _Story, phrases: Counter[str], language: str, glossary: Glossary | None) -> tuple[Candidate, ...]:
    """All that was found, each thing once, most often seen first; long ones before short ones."""
    found: dict[str, tuple[str, str, int]] = {}
    kinds = ((TITLE, story.titles), (NAME, story.names), (ACRONYM, story.acronyms))
    for kind, counts in (*kinds, (PHRASE, story.nouns), (PHRASE, phrases)):
        for term, seen in counts.items():
            if kind == PHRASE and ((seen < 2 and counts is story.nouns) or _within(term, seen, story.names)):
                continue
            if kind == NAME and seen < 2 and _within(term, seen, Counter(name for name in counts if name != term)):
                continue
            found.setdefault(term.lower(), (term, kind, seen))
    ranked = sorted(found.values(), key=lambda item: (-item[2], -len(item[0]), item[0]))
    chosen: list[Candidate] = []
    for term, kind, seen in ranked:
        if len(chosen) == MOST_FOUND:
            break
        if len(term) <= LONGEST and not (glossary and glossary.knows(term, language)):
            chosen.append(Candidate(term, kind, seen, _example(term, story)))
    return tuple(chosen)


def _within(phrase: str, seen: int, names: Counter[str]) -> bool:
    """Whether a phrase is but a part of a name that comes as often."""
    low = phrase.lower()
    return any(count >= seen and low in name.lower() for name, count in names.items())


def _example(term: str, story: _Story) -> str:
    sentence = story.examples.get(term) or next((s for s in story.sentences if term.lower() in s.lower()), "")
    if len(sentence) <= LONGEST_EXAMPLE:
        return sentence
    at = max(sentence.lower().find(term.lower()) - LONGEST_EXAMPLE // 3, 0)
    cut = sentence[at : at + LONGEST_EXAMPLE - 2]
    return ("…" if at else "") + cut + ("…" if at + len(cut) < len(sentence) else "")
