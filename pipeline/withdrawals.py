"""What an output says in place of an item that left: nothing of its words, only that it left and where to read on."""

from __future__ import annotations

from pipeline import content, labels
from pipeline.model import Feed, Item, Withdrawn


def language(withdrawn: Withdrawn) -> str:
    """The language of what is said now (BCP 47): the item's own, or another where nobody has its words yet."""
    said = content.notice(withdrawn).language
    own = withdrawn.language
    return own if own == said or own.startswith(f"{said}-") else said


def text(withdrawn: Withdrawn) -> str:
    """The same as plain text, with the address of what replaced the item, if anything did, on a line by itself."""
    said = content.notice(withdrawn).text
    if url := replacement(withdrawn):
        return f"{said}\n\n{labels.word('replaced', withdrawn.language).text}\n{url}"
    return said


def replacement(withdrawn: Withdrawn) -> str:
    """Where to read what replaced the item; empty where nothing did or its address is none of the web."""
    return content.web_link(withdrawn.replaced_by.link) if withdrawn.replaced_by else ""


def in_place(feed: Feed) -> list[Item | Withdrawn]:
    """The items in the order they come in, and each that left where its own date puts it among them.

    So a list that shows only its newest lines is not filled with notices, and a reader finds a notice in the place
    of what it is about. What came back is an item again and has no notice; what left twice has the later one.
    """
    last = {one.uri: one for one in sorted(feed.withdrawn, key=lambda one: (one.when, one.sequence))}
    for item in feed.items:
        last.pop(item.article.uri, None)
    left = sorted(last.values(), key=lambda one: (one.published, one.uri))
    entries: list[Item | Withdrawn] = []
    for item in feed.items:
        while left and left[-1].published >= content.published(item):
            entries.append(left.pop())
        entries.append(item)
    return entries + left[::-1]
