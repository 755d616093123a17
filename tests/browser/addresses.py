"""The desk's pages, as data: what each is called here, and its address in a stocked newsroom."""

from __future__ import annotations

from tests.browser.stock import Stocked

# `{museum}` stands for a story, `{museum_fr}` for its text in a language.
PAGES = {
    "desk": "/",
}


def address(stocked: Stocked, page: str, announcement: str = "museum") -> str:
    """The address of a page, about one of the announcements where it is about one."""
    texts = {name.replace("-", "_"): stocked.uri(announcement, name) for name in stocked.languages(announcement)}
    return PAGES[page].format(story=stocked.stories[announcement], **texts)
