"""Errors in names and glossary terms."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from pipeline.model import Sentence
from tests.pairs import CorrectPair
from tests.seeding.spans import cut, set_aside, spoilt


def name_pattern(name: str) -> re.Pattern[str]:
    """A name with whatever endings a language gives its words."""
    stems = [re.escape(re.sub(r"[aeiouy]$", "", word) if len(word) > 4 else word) for word in name.split()]
    return re.compile(
        r"(?<![A-Za-zÀ-ɏ0-9_])" + r" ".join(stem + r"(?:[’']?[a-zà-ž]{1,5})?" for stem in stems) + r"(?![a-zà-ž])"
    )


def occurrences(text: str, name: str) -> list[re.Match[str]]:
    """Where a name stands in a text, outside addresses."""
    taken = set_aside(text)
    return [
        match
        for match in name_pattern(name).finditer(text)
        if not any(start <= match.start() < end for start, end in taken)
    ]


def shared_names(pair: CorrectPair) -> list[str]:
    """The names of the passage that stand in Latin script on both sides."""
    return [
        name
        for name in pair.passage.names
        if occurrences(pair.sentence.source, name) and occurrences(pair.sentence.target, name)
    ]


def name_dropped(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A name in Latin script is gone, wherever it stood."""
    names = shared_names(pair)
    if not names:
        return None
    text = pair.sentence.target
    name = chance.choice(names)
    for part in (name, name.split()[-1], name.split()[0]):
        for match in reversed(occurrences(text, part) if len(part) > 3 else []):
            text = cut(text, *match.span())
    return spoilt(pair, text)


def name_damaged(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A name in Latin script loses a letter, or two of its letters change places, wherever it stands."""
    found = [name for name in shared_names(pair) if max(map(len, name.split())) >= 5]
    if not found:
        return None
    name = chance.choice(found)
    part = max(name.split(), key=len)
    at = chance.randrange(1, len(part) - 2)
    if part[at] == part[at + 1] or chance.random() < 0.5:
        new = part[:at] + part[at + 1 :]
    else:
        new = part[:at] + part[at + 1] + part[at] + part[at + 2 :]
    text = pair.sentence.target
    for match in reversed(occurrences(text, name)):
        text = text[: match.start()] + match.group().replace(part[:-1], new[:-1]) + text[match.end() :]
    return spoilt(pair, text)


def term_other(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """The glossary's translation is not used: another word stands in its place."""
    language, text = pair.sentence.target_language, pair.sentence.target
    found = []
    for term in pair.sentence.terms:
        wrong = next(
            (entry.wrong.get(language) for entry in pair.passage.terms if entry.said.get(language) == term.translation),
            None,
        )
        spans = [match.span() for match in re.finditer(re.escape(term.translation), text, re.IGNORECASE)]
        if wrong and spans:
            found.append((wrong, spans))
    if not found:
        return None
    wrong, spans = chance.choice(found)
    for start, end in reversed(spans):
        text = text[:start] + wrong + text[end:]
    return spoilt(pair, text)


def term_forbidden(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A form that the glossary forbids is used."""
    seeded = term_other(pair, chance)
    if seeded is None:
        return None
    language = seeded.target_language
    forbidden = {entry.said.get(language): entry.wrong.get(language, "") for entry in pair.passage.terms}
    terms = tuple(
        replace(term, forbidden=(forbidden[term.translation],))
        for term in seeded.terms
        if forbidden.get(term.translation)
    )
    return replace(seeded, terms=terms)
