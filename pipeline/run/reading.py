"""Read one entry: its text extracted, the wire's conventions taken off, its language told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline import extract, language, pictures, segments, stories, wire
from pipeline.errors import ItemError
from pipeline.model import Block, BlockKind, Candidate, Draft, Embargo, Entry, Notice, NoticeKind, Raw, Release, Source
from pipeline.store import articles
from pipeline.stories.changes import Change, compare
from pipeline.stories.clues import clues
from pipeline.stories.notices import headline_key, number_key

HEADLINE = 400  # characters of a headline derived from a first sentence
CUT = re.compile(r"(…|\.\.\.)\s*$")
CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry as read: where it belongs by itself, what it says, and what it says of other items."""

    item: stories.Item
    said: articles.Text
    embargo: Embargo | None
    notice: Notice | None
    clues: tuple[str, ...]
    words: int
    images: tuple[Candidate, ...] = ()


def needs_page(entry: Entry) -> bool:
    """Whether the entry's own content is cut or missing, so that its page must be fetched."""
    return entry.content_type != "text/plain" and not entry.complete and bool(entry.link)


def is_notice(entry: Entry) -> bool:
    """Whether the listing itself says kill or hold: that must not wait for a page which may never come."""
    draft = extract.fragment(entry.content or entry.summary, url=entry.link)
    notice = wire.read(draft.body or (Block(BlockKind.PARAGRAPH, entry.title),), headline=entry.title).notice
    return (
        notice is not None
        and notice.kind in (NoticeKind.KILL, NoticeKind.HOLD)
        and bool(notice.headline or notice.number)
    )


def read(source: Source, entry: Entry, page: Raw | None, clock: Callable[[], datetime]) -> Reading | None:
    """Extract, read the wire's conventions, tell the language. None: it mentions none of the words to keep.

    `page` is the entry's page where `needs_page` says so. Raises ItemError when no text is found.
    """
    draft = _draft(source, entry, page)
    published = entry.published or draft.published
    title = draft.headline if draft.headline and (not entry.title or CUT.search(entry.title)) else entry.title
    release = wire.read(draft.body, headline=title, published=published, link=entry.link)
    if not release.body:
        where = entry.link or entry.id
        raise ItemError(f"no text found at {where}; look at the page and set article.body for {source.id}")
    running = "\n".join(block.text for block in release.body)
    if not stories.mentions(f"{release.headline}\n{release.subhead}\n{running}", source.keep):
        return None
    detected = language.identify(running, declared=source.languages, page=draft.language, feed=entry.language)
    headline = release.headline or segments.first_sentence(release.body[0].text, detected.language, HEADLINE)
    sketch = stories.shingles(release.body)
    item = stories.Item(
        source=source.id,
        entry=entry.id,
        language=detected.language,
        authority=source.authority,
        rights=source.rights,
        keys=_keys(source, entry, draft, release, page, headline)
        + stories.word_keys(detected.language, release.body, sketch),
        origin_key=stories.origin_key(release.origin_url),
        fingerprint=stories.fingerprint(headline, release.body),
        shingles=sketch,
        published=published or _dated(release) or entry.updated or clock(),
    )
    others = language.identify_blocks([block.text for block in release.body], main=detected.language)
    switched = [f"block {number} is in {tag}" for number, tag in enumerate(others, 1) if tag]
    said = articles.Text(
        headline=headline,
        headline_derived=not release.headline,
        subhead=release.subhead or draft.subhead,
        by=draft.by,
        dateline=release.dateline,
        body=release.body,
        origin_url=release.origin_url,
        issuer=release.issuer,
        link=entry.link,
        evidence="; ".join((*detected.evidence, *switched, *draft.notes, *release.warnings)),
        page=page.url if page else "",
    )
    return Reading(
        item,
        said,
        release.embargo,
        release.notice,
        clues(headline, release.body, issuer=release.issuer),
        len(running.split()) if " " in running else len(running) // 2,
        pictures.choose(draft.images, entry.images, draft.image, release.body),
    )


def _dated(release: Release) -> datetime | None:
    """The day of the dateline: what a file without any other date says of itself (a copy moves a file's time)."""
    day = release.dateline.date if release.dateline else None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def _keys(
    source: Source, entry: Entry, draft: Draft, release: Release, page: Raw | None, headline: str
) -> tuple[str, ...]:
    """Every name this item may be known under: addresses, its number, its transmission id, its file name."""
    addresses = [page.url if page else "", *(alternate.link for alternate in draft.alternates)]
    found = list(stories.keys(entry, source=source.id, canonical=draft.canonical, alternates=addresses))
    if release.number and release.notice is None:  # a notice's number is that of the item it speaks of
        found.append(f"number:{number_key(release.number)}")
    if draft.transmission:
        found.append(f"transmission:{number_key(draft.transmission)}")
    if release.headline and len(headline) >= 20:
        found.append(f"headline:{headline_key(headline)}")
    return tuple(dict.fromkeys(found))


def _draft(source: Source, entry: Entry, page: Raw | None) -> Draft:
    """The body, from the entry itself where it is whole, else from its page."""
    if entry.content_type == "text/plain":
        return extract.plain(entry.content)
    if page is None:
        return extract.fragment(entry.content or entry.summary, url=entry.link)
    charset = CHARSET.search(dict(page.headers).get("content-type", ""))
    draft = extract.article(page.content, url=page.url, charset=charset[1] if charset else "", selectors=source.article)
    if not draft.body:
        raise ItemError(f"no text found at {entry.link}; look at the page and set article.body for {source.id}")
    return draft


def change(before: articles.Text, after: articles.Text, language: str) -> Change:
    """What a new version of a text changed, sentence by sentence."""
    return compare(_sentences(before, language), _sentences(after, language))


def _sentences(text: articles.Text, language: str) -> list[str]:
    found = [text.headline, *(s.strip() for block in text.body for s in segments.split(block.text, language))]
    return [sentence for sentence in found if sentence]


def as_json(found: Change) -> str:
    """A change as the store keeps it beside the version it led to."""
    told = {"substantive": found.substantive, "facts": list(found.facts), "diff": [list(pair) for pair in found.diff]}
    return json.dumps(told, ensure_ascii=False)
