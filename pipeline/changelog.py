"""A channel's list of changes as JSON, for programs that ask what changed since they last looked.

`changes.json` holds the last changes; whoever is further behind follows `previous`, page by page, until `after` is not
greater than the sequence they know. A full page never changes again. Entries name items and say what happened to them;
they hold none of their words, so that nothing that was withdrawn lives on here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pipeline import content, feeds
from pipeline.feeds import Place, Shelf
from pipeline.model import Change, Event, Site

NAME = "changes"  # as outputs have one
FILENAME = "changes.json"
SIZE = 500  # changes on one page


def page_name(number: int) -> str:
    """The file of a full page, counted from 1, the oldest."""
    return f"changes/{number}.json"


def render(site: Site, channel: str, changes: Sequence[Change], shelf: Shelf, *, page: int, after: int) -> bytes:
    """One page of changes in UTF-8, the oldest first; `after` is the sequence of the change before the first."""
    address = f"{site.url}/{channel}/"
    document = {
        "channel": channel,
        "after": after,
        "sequence": changes[-1].sequence if changes else after,
        "previous": f"{address}{page_name(page - 1)}" if page > 1 else None,
        "changes": [entry(site, one, shelf) for one in changes],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def entry(site: Site, change: Change, shelf: Shelf) -> dict[str, Any]:
    """One change as `changes.json`, webhooks and `pipeline changes --json` tell it.

    `event` is published, updated, withdrawn or canceled; `notify` says that readers should hear of it; `url` is the
    item's page in the channel, null where it has none. `at` is in UTC (RFC 3339).
    """
    place = Place(change.language, change.language, change.uri, change.name)
    url = feeds.sister(site, change.channel, place, shelf).link if shelf.page else None
    return {
        "sequence": change.sequence,
        "event": change.event.value,
        "notify": change.notify,
        "uri": change.uri,
        "story": change.story,
        "language": change.language,
        "version": change.version,
        "url": url,
        "at": content.timestamp(change.at),
    }


def gone(change: Change) -> bool:
    """Whether an item left by this change."""
    return change.event in (Event.WITHDRAWN, Event.CANCELED)
