"""Where pages are: in full for machines that carry them away, and from page to page for a site that may be moved.

Links between pages say the way from one to the other, so that a copy of the folder works on any host, and from a disk.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from pipeline import content
from pipeline.model import Feed, Item, Sister

INDEX = "index.html"
PAGES = "text/html"

Alternate = tuple[str, str]  # hreflang and full address


def host(feed: Feed) -> str:
    """The site's address with a slash at its end."""
    return f"{feed.site.url.rstrip('/')}/"


def page(feed: Feed, name: str = INDEX) -> str:
    """The full address of a page of the feed."""
    return f"{feed.url}{name}"


def page_in(folder: str) -> str:
    """The full address of the front page of a language, from that of its folder."""
    return f"{folder}{INDEX}"


def chooser(folder: str) -> str:
    """The full address of the page that leads to every language, from that of one language's folder."""
    return f"{_above(folder)}{INDEX}"


def near(address: str, folder: str) -> str:
    """The way to an address from a page in `folder` (which ends in a slash); the address itself on another host."""
    here, there = urlsplit(folder), urlsplit(address)
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        return address
    up, at = "", folder
    while not address.startswith(at):
        up, at = f"../{up}", _above(at)
    way = up + address[len(at) :]
    # A colon in its first part would make a scheme of it.
    return f"./{way}" if not way or ":" in way.partition("/")[0] else way


def ways(feed: Feed, item: Item) -> list[Sister]:
    """The pages of an item in every language, its own among them, in the order of the channel; one per language."""
    own = Sister(item.article.language, item.article.uri, item.url or page(feed, f"{item.name}.html"))
    order = {tag: number for number, tag in enumerate(feed.languages)}
    found = {own.language: own}
    for sister in sorted(item.sisters, key=lambda one: (one.language, one.link)):
        if sister.type == PAGES and sister.language not in found and (link := content.web_link(sister.link)):
            found[sister.language] = sister if link == sister.link else replace(sister, link=link)
    return sorted(found.values(), key=lambda one: (order.get(one.language, len(order)), one.language))


def alternates(feed: Feed, sisters: Iterable[Sister]) -> list[Alternate]:
    """What search engines are told of an item's pages: each of this site by its language, then which is for anyone.

    Every page of the same item says the same, so that each is confirmed by the others. Nothing for a single page.
    """
    own = host(feed)
    found = [(one.language, one.link) for one in sisters if one.link.startswith(own)]
    return [*found, ("x-default", found[0][1])] if len(found) > 1 else []


def _above(folder: str) -> str:
    return folder.rstrip("/").rpartition("/")[0] + "/"
