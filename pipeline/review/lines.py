"""Sentences of a text being edited as the editor shows them: source with its terms and links, issues in words, marks.

Places in texts are counted in Unicode code points, from 0, the end not included; the browser turns them into its own
(UTF-16) units.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup, escape

from pipeline import segments, stories
from pipeline.model import Article, BlockKind, Issue, Line, Origin, Severity, Sheet
from pipeline.review import at_hand, differing
from pipeline.review.presenting import Sign, value_text
from pipeline.review.words import gettext
from pipeline.review.words import number as counted

DATELINE = -3  # the block number of the dateline; -1 is the headline, -2 the subhead
NAMED = {-1: "headline", -2: "subhead", DATELINE: "dateline"}
SET_PIECES = {BlockKind.BOILERPLATE, BlockKind.CONTACT}
MOST = 100  # marks of one sentence that are shown; hostile pages have thousands
OFFERED = ("a", "strong", "b", "em", "i", "sub", "sup")  # markup a person may put on other words


class TermHere(Protocol):
    """A glossary term in a source sentence: where it stands and what the glossary wants for it."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def term(self) -> str: ...
    @property
    def wanted(self) -> str: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Chip:
    """One piece of the source's markup: `source` the words that have it there, `target` those in the translation.

    `number` tells apart equal ones of a sentence, from 0. `target` is empty where the translation has lost it.
    """

    tag: str
    href: str
    number: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What a line shows beside its two texts. `kind` is headline, subhead, dateline or the kind of its block."""

    kind: str
    source: Markup
    chips: tuple[Chip, ...]
    marks: str
    continues: bool


def install(app: Flask) -> None:
    """Give templates what the editor's lines need."""
    app.jinja_env.globals.update(
        shown_lines=shown_lines,
        to_look_at=to_look_at,
        issue_words=issue_words,
        changed_words=changed_words,
        new_words=new_words,
        origin_sign=origin_sign,
        worst=worst,
        headline_notes=headline_notes,
    )


def shown_lines(sheet: Sheet, source: Article, terms: Mapping[str, Sequence[TermHere]]) -> dict[str, Shown]:
    """For each line's key what it shows; `continues` says that it goes on in the paragraph of the line before."""
    found: dict[str, Shown] = {}
    last = DATELINE - 1
    for line in sheet.lines:
        segment = line.segment
        marked = _marked(segment.source, line.source_html)
        target = _marked(segment.target, segment.html)
        found[line.key] = Shown(
            _kind(source, segment.block),
            _drawn(marked, terms.get(line.key, ())),
            tuple(_chips(marked, target)),
            json.dumps([[mark.start, mark.end, mark.tag, mark.href] for mark in target.marks], ensure_ascii=False),
            segment.block == last and segment.block >= 0,
        )
        last = segment.block
    return found


def headline_notes(article: Article, sheet: Sheet | None = None) -> list[str]:
    """Which channels have too little room for a headline, each in a sentence; that of `sheet`, with its saved work."""
    if sheet is not None:
        words = " ".join(line.segment.target for line in sheet.lines if line.segment.block == segments.HEADLINE)
        article = replace(article, headline=" ".join(words.split()))
    config = at_hand.config()
    said = gettext("The headline has %(length)s characters; the channel %(channel)s has room for %(most)s.")
    return [
        said % {"length": counted(told.length), "channel": f"\u2068{told.channel}\u2069", "most": counted(told.most)}
        for told in stories.too_long(article, config.channels, config.languages)
    ]


def _marked(text: str, html: str) -> segments.Marked:
    return segments.read(html, text) if html else segments.Marked(text)


def _kind(source: Article, block: int) -> str:
    if block in NAMED:
        return NAMED[block]
    kind = source.body[block].kind if 0 <= block < len(source.body) else BlockKind.PARAGRAPH
    return "set-piece" if kind in SET_PIECES else kind.value


def _chips(source: segments.Marked, target: segments.Marked) -> list[Chip]:
    seen: dict[tuple[str, str], int] = {}
    found: list[Chip] = []
    for mark in source.marks[:MOST]:
        if mark.tag not in OFFERED:
            continue
        name = (mark.tag, mark.href)
        number = seen[name] = seen.get(name, -1) + 1
        alike = [one for one in target.marks[:MOST] if (one.tag, one.href) == name]
        there = target.text[alike[number].start : alike[number].end] if number < len(alike) else ""
        found.append(Chip(*name, number, source.text[mark.start : mark.end], there))
    return found


def _drawn(source: segments.Marked, terms: Sequence[TermHere]) -> Markup:
    """A source sentence as html: its own markup, and around each glossary term a `<mark>` with its number."""
    text, length = source.text, len(source.text)
    marks = [mark for mark in source.marks[:MOST] if mark.tag in OFFERED and mark.start < mark.end]
    places: list[tuple[int, int, int]] = []
    for number, term in sorted(enumerate(terms), key=lambda one: (one[1].start, -one[1].end)):
        if 0 <= term.start < term.end <= length and (not places or term.start >= places[-1][1]):
            places.append((term.start, term.end, number))
    edges = {0, length} | {edge for mark in marks for edge in (mark.start, mark.end)}
    borders = sorted(edges | {edge for start, end, _ in places for edge in (start, end)})
    pieces: list[Markup] = []
    at_term = 0
    for start, end in pairwise(borders):
        piece = Markup(escape(text[start:end]))
        for mark in reversed(marks):
            if mark.start <= start and end <= mark.end:
                piece = _wrapped(mark.tag, mark.href, piece)
        while at_term < len(places) and places[at_term][1] <= start:
            at_term += 1
        if at_term < len(places) and places[at_term][0] <= start:
            piece = Markup('<mark data-term="{}">{}</mark>').format(places[at_term][2], piece)
        pieces.append(piece)
    return Markup("").join(pieces)


def _wrapped(tag: str, href: str, piece: Markup) -> Markup:
    if tag != "a":
        return Markup("<{0}>{1}</{0}>").format(Markup(tag), piece)
    if urlsplit(href).scheme.lower() not in ("http", "https"):
        return Markup('<span class="link">{}</span>').format(piece)
    told = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')
    return told.format(href, piece)


def to_look_at(line: Line) -> bool:
    """Whether a person should look: nobody stands for the words yet, they are critical, or a fact changed elsewhere."""
    return line.touched or bool(line.marks) or worst(line) is Severity.CRITICAL


def worst(line: Line) -> Severity | None:
    """The severity of the worst issue that stands open, if any does."""
    return min((one.severity for one in line.segment.issues if not one.dismissed_by), key=_rank, default=None)


def _rank(severity: Severity) -> int:
    return severity.rank


def issue_words(issue: Issue) -> Markup:
    """What a check found, in the reader's language; each value stands apart, whatever script it is in."""
    said = escape(gettext(issue.message))
    values: list[Any] = [Markup("<bdi>{}</bdi>").format(value_text(value)) for value in issue.values]
    try:
        return said.format(*values)
    except (IndexError, KeyError, ValueError):
        return Markup(" ").join([said, *values])


def changed_words(before: str, after: str, language: str) -> Markup:
    """A text with what went and what came in it."""
    return differing.html(differing.words(before, after, language))


def new_words(before: str, after: str, language: str) -> Markup:
    """A text with what is new in it against another."""
    return differing.html([one for one in differing.words(before, after, language) if one.kind != "gone"])


def origin_sign(article: Article) -> Sign:
    """Whose words a text is in."""
    signs = {
        Origin.OFFICIAL: Sign("official", "◆", gettext("official")),
        Origin.APPROVED: Sign("approved", "✓", gettext("approved")),
        Origin.EDITED: Sign("edited", "✎", gettext("edited")),
        Origin.MACHINE: Sign("machine", "⚙", gettext("machine")),
    }
    return signs[article.origin]
