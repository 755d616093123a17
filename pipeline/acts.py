"""What people do: edit, approve, hold, kill, join …. Command line and desk call these; each is one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pipeline import extract, wire
from pipeline.errors import ActError
from pipeline.model import Article, Block, BlockKind
from pipeline.store import Store, overview, people, proposals, standing

MAX_TEXT = 1_000_000  # characters in one edited text


def edit(store: Store, uri: str, text: str, *, by: str, now: datetime, up_to_date: bool = False) -> int:
    """Put a person's text in the place of a translation; returns the new version's number.

    The text is plain: the headline, an empty line, then paragraphs with empty lines between them. A dateline at its
    beginning is read as data. Raises ActError when there is nothing to edit or the text has no body.
    """
    _named(by)
    uri = overview.find(store, uri)
    before = people.ours(store, uri)
    if len(text) > MAX_TEXT:
        raise ActError(f"the text is longer than {MAX_TEXT:,} characters; is this the right file?")
    # Lone surrogates and NUL come from broken files; no output format can carry them.
    text = text.encode("utf-8", "replace").decode().replace("\x00", "")
    blocks = list(extract.plain(text).body)
    if not blocks:
        raise ActError("the text is empty; write the headline, an empty line, then the paragraphs")
    headline, subhead = before.headline, ""
    if wire.read(blocks[:1]).dateline is None:
        headline = " ".join(blocks.pop(0).text.split())
    if before.subhead and len(blocks) > len(before.body):
        subhead = " ".join(blocks.pop(0).text.split())
    if not blocks:
        raise ActError("the text has a headline only; write an empty line after it, then the paragraphs")
    # Of a person's words only the dateline is read as data; it is printed as they wrote it.
    first = wire.read(blocks[:1], headline=headline)
    if first.dateline is not None and first.body:
        blocks[:1] = first.body
    return people.edit(
        store,
        uri,
        headline=headline,
        subhead=subhead,
        body=_kinds(tuple(blocks), before),
        dateline=first.dateline or before.dateline,
        up_to_date=up_to_date,
        by=by,
        now=now,
    )


def _kinds(body: tuple[Block, ...], before: Article) -> tuple[Block, ...]:
    """Paragraphs of plain text take the kind of the block they stand for, where as many are there as before."""
    if len(body) != len(before.body):
        return body
    return tuple(
        replace(new, kind=old.kind) if new.kind is BlockKind.PARAGRAPH else new
        for new, old in zip(body, before.body, strict=True)
    )


def approve(store: Store, uri: str, *, by: str, now: datetime, up_to_date: bool = False) -> int:
    """Release a translation as it stands; returns the number of the approved version."""
    _named(by)
    return people.approve(store, overview.find(store, uri), up_to_date=up_to_date, by=by, now=now)


def reject(store: Store, uri: str, *, by: str, now: datetime) -> int:
    """Refuse a translation: neither published nor made again until its source changes."""
    _named(by)
    return people.reject(store, overview.find(store, uri), by=by, now=now)


def hold(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Keep a story out of every output, in every language, until it is released; returns the story's id."""
    return _stand(store, "hold", story, by, why, now)


def release(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Let a held story out again; returns the story's id."""
    return _stand(store, "release", story, by, why, now)


def kill(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Take a story out of every output for good, in every language at once; returns the story's id."""
    return _stand(store, "kill", story, by, why, now)


def reinstate(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Undo a kill; returns the story's id."""
    return _stand(store, "reinstate", story, by, why, now)


def _stand(store: Store, act: str, story: str, by: str, why: str, now: datetime) -> str:
    _named(by)
    if not why.strip() or len(why) > 1000:
        raise ActError('say why: --why "…", at most 1,000 characters')
    found = standing.find(store, story)
    standing.act(store, found, act, by=by, why=" ".join(why.split()), now=now)
    return found


def join(store: Store, story: str, other: str, *, by: str, now: datetime) -> str:
    """Make two stories one: the elder's id stays, the other's leads to it. Returns the id that stays."""
    _named(by)
    return proposals.join(store, standing.find(store, story), standing.find(store, other), by=by, now=now)


def part(store: Store, uri: str, *, by: str, now: datetime) -> str:
    """Make one official version a story of its own; returns the new story's id."""
    _named(by)
    return proposals.part(store, overview.find(store, uri), by=by, now=now)


def _named(by: str) -> None:
    if not by.strip() or not by.isprintable() or len(by) > 100:
        raise ActError("say who does this: --by NAME, at most 100 printable characters")


def editable(article: Article) -> str:
    """An article as the plain text that `edit` takes back: headline, subhead, paragraphs, an empty line between."""
    marks = {BlockKind.LIST_ITEM: "- "}
    parts = [article.headline, article.subhead, *(marks.get(b.kind, "") + b.text for b in article.body)]
    return "\n\n".join(part for part in parts if part) + "\n"
