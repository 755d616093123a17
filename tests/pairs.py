"""Correct translations to hold the checks against: passages of releases in many languages.

`tests/data/pairs/<part>/<topic>.toml` holds `[[passage]]` entries, composed for this corpus and never copied:

- `id`, unique; `kind`, a BlockKind or `headline`;
- `text.<language>`, or `html.<language>` for the same with inline markup, of which the plain text is made;
- `names`: proper names that every language in Latin script writes alike, but for its endings;
- `[[passage.terms]]`: `said.<language>` a glossary term, `wrong.<language>` what a machine might put in its place.

Any two languages of a passage are a pair. Checks may be tuned on `open`; `kept` is there to tell whether that
generalises, so whoever writes a check looks at its figures only.
"""

from __future__ import annotations

import hashlib
import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.model import BlockKind, Sentence, Term

FOLDER = Path(__file__).with_name("data") / "pairs"
PARTS = ("open", "kept")
HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A glossary term in many languages, and what a machine might say instead."""

    said: dict[str, str]
    wrong: dict[str, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """One to three sentences of a release in many languages, each a correct translation of the others."""

    id: str
    part: str
    kind: str
    text: dict[str, str]
    html: dict[str, str]
    names: tuple[str, ...]
    terms: tuple[GlossaryEntry, ...]


@dataclass(frozen=True, slots=True)
class CorrectPair:
    """A correct translation: two languages of a passage, with and without the markup."""

    passage: Passage
    sentence: Sentence

    @property
    def key(self) -> str:
        """What tells this pair from all others, and stays the same on every machine."""
        return f"{self.passage.id} {self.direction}"

    @property
    def direction(self) -> str:
        """The direction of translation, as in `en>fr`."""
        return f"{self.sentence.source_language}>{self.sentence.target_language}"

    @property
    def plain(self) -> Sentence:
        """The same pair without its markup."""
        return replace(self.sentence, source_html="", target_html="")


def stripped(markup: str) -> str:
    """The plain text of inline markup."""
    return html.unescape(re.sub(r"<[^>]{0,500}>", "", markup))


@cache
def passages(part: str) -> tuple[Passage, ...]:
    """The passages of `open` or `kept`, by file and then as they stand there."""
    found = []
    for path in sorted((FOLDER / part).glob("*.toml")):
        for entry in tomllib.loads(path.read_text("utf-8"))["passage"]:
            markup = entry.get("html", {})
            text = {language: stripped(words) for language, words in markup.items()} | entry.get("text", {})
            terms = tuple(GlossaryEntry(term["said"], term.get("wrong", {})) for term in entry.get("terms", ()))
            found.append(Passage(entry["id"], part, entry["kind"], text, markup, tuple(entry.get("names", ())), terms))
    return tuple(found)


def paired(passage: Passage, source: str, target: str) -> CorrectPair:
    """Two languages of a passage as the checks see them, with the glossary terms that its source holds."""
    words = passage.text[source].casefold()
    terms = tuple(
        Term(entry.said[source], source, target, entry.said[target])
        for entry in passage.terms
        if entry.said.get(target) and entry.said.get(source, "").casefold() in words and entry.said.get(source)
    )
    headline = passage.kind == HEADLINE
    sentence = Sentence(
        source=passage.text[source],
        target=passage.text[target],
        source_language=source,
        target_language=target,
        kind=BlockKind.PARAGRAPH if headline else BlockKind(passage.kind),
        headline=headline,
        terms=terms,
        source_html=passage.html.get(source, ""),
        target_html=passage.html.get(target, ""),
    )
    return CorrectPair(passage, sentence)


def pairs(part: str) -> Iterator[CorrectPair]:
    """Every pair of `open` or `kept`: any two languages of a passage, in both directions."""
    for passage in passages(part):
        for source in sorted(passage.text):
            for target in sorted(passage.text):
                if source != target:
                    yield paired(passage, source, target)


def sample(part: str, size: int, salt: str = "") -> list[CorrectPair]:
    """`size` pairs of a part spread evenly over passages and directions, the same ones each time."""

    def place(pair: CorrectPair) -> str:
        return hashlib.sha256(f"{salt} {pair.key}".encode()).hexdigest()

    return sorted(pairs(part), key=place)[:size]
