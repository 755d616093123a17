"""An output module as a value: which files it makes of a feed, of an item, of a page, of a whole channel.

Every function a module may have is named here, and nowhere else; a module with one of them is an output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from pipeline import parts
from pipeline.feeds import Shelf
from pipeline.model import Channel, Feed, Front, Item, Policy, Withdrawn

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """What one output can do; None where it does not do it."""

    name: str
    filename: str
    media_type: str
    item_filename: str
    channel_filename: str
    page_size: int
    max_items: int | None
    max_age: timedelta | None
    all_recent: bool
    needs_pages: bool
    render: Callable[[Feed], bytes] | None
    render_item: Callable[[Feed, Item], Files] | None
    render_withdrawn: Callable[[Feed, Withdrawn], Files] | None
    render_page: Callable[[Feed], bytes] | None
    page_name: Callable[[int, int], str] | None
    render_channel: Callable[[Front], bytes] | None
    render_assets: Callable[[Front], Files] | None
    bounds: Callable[[object], tuple[int | None, timedelta | None]] | None
    sources: Callable[[object], Sequence[Path]] | None

    def window(self, policy: Policy, options: object) -> tuple[int, timedelta | None]:
        """How many of the newest items its document holds, and how old they may be."""
        most, age = self.bounds(options) if self.bounds else (self.max_items, self.max_age)
        if self.all_recent:
            return most or policy.max_items, age
        ages = [one for one in (policy.max_age, age) if one is not None]
        return min(policy.max_items, most or policy.max_items), min(ages, default=None)


@cache
def named(name: str) -> Format:
    """The output of a name; ConfigError where there is none."""
    part = parts.find("outputs", name)

    def has(attribute: str) -> object:
        return getattr(part, attribute, None)

    return Format(
        name=name,
        filename=getattr(part, "FILENAME", ""),
        media_type=getattr(part, "MEDIA_TYPE", ""),
        item_filename=getattr(part, "ITEM_FILENAME", ""),
        channel_filename=getattr(part, "CHANNEL_FILENAME", ""),
        page_size=getattr(part, "PAGE_SIZE", 0),
        max_items=getattr(part, "MAX_ITEMS", None),
        max_age=getattr(part, "MAX_AGE", None),
        all_recent=getattr(part, "ALL_RECENT", False),
        needs_pages=getattr(part, "NEEDS_PAGES", False),
        render=has("render"),  # type: ignore[arg-type]
        render_item=has("render_item"),  # type: ignore[arg-type]
        render_withdrawn=has("render_withdrawn"),  # type: ignore[arg-type]
        render_page=has("render_page"),  # type: ignore[arg-type]
        page_name=has("page_name"),  # type: ignore[arg-type]
        render_channel=has("render_channel"),  # type: ignore[arg-type]
        render_assets=has("render_assets"),  # type: ignore[arg-type]
        bounds=has("bounds"),  # type: ignore[arg-type]
        sources=has("SOURCES"),  # type: ignore[arg-type]
    )


def of(channel: Channel) -> list[Format]:
    """The outputs of a channel, in its order."""
    return [named(name) for name in channel.outputs]


def documents(channel: Channel) -> Mapping[str, str]:
    """The names of a channel's documents of newest items, by their media type."""
    return {one.media_type: one.filename for one in of(channel) if one.render}


def shelf(channel: Channel) -> Shelf:
    """Where readers find the versions of a channel."""
    known = of(channel)
    pages = [one.item_filename for one in known if one.item_filename and one.media_type == "text/html"]
    first = next((one for one in known if one.filename), None)
    page = pages[0] if pages else ""
    return Shelf(page, first.filename if first else "", first.media_type if first else "text/html")
