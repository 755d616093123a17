"""Archives of an Atom feed (RFC 5005): a client that follows them finds all that the feed ever carried."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Feed, FeedPage, Item, Withdrawn
from pipeline.outputs import atom
from tests.outputs.conftest import make_feed, make_item
from tests.outputs.rich import CHANNEL, KILLED, LEFT, RICH, archived
from tests.outputs.validity import NAMES, check_atom, schema

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
ADDRESS = f"{CHANNEL}/fr/"


def arrived(number: int) -> Item:
    at = BEGAN + timedelta(hours=number)
    return make_item("fr", uri=f"tag:news.example.org,2026:{number}/fr", headline=f"N° {number}", updated=at)


def left(number: int) -> Withdrawn:
    return replace(KILLED, uri=f"tag:news.example.org,2026:{number}/fr", language="fr")


def published(count: int, gone: frozenset[int] = frozenset()) -> dict[str, bytes]:
    """All documents of a feed by address, after `count` arrivals, of which some have left since."""
    numbers = range(1, count + 1)
    pages = [numbers[start : start + atom.PAGE_SIZE] for start in range(0, count, atom.PAGE_SIZE)]
    names = ["", *(atom.page_name(one, len(page)) for one, page in enumerate(pages, start=1)), ""]

    def feed(page: range, place: FeedPage) -> Feed:
        items = [arrived(number) for number in reversed(page) if number not in gone]
        withdrawn = tuple(left(number) for number in page if number in gone)
        return make_feed(*items, withdrawn=withdrawn, page=place)

    documents = {
        names[one]: atom.render_page(feed(page, FeedPage(one, names[one], "atom.xml", names[one - 1], names[one + 1])))
        for one, page in enumerate(pages, start=1)
    }
    newest = numbers[-10:] if count else numbers
    documents["atom.xml"] = atom.render(feed(newest, FeedPage(0, "atom.xml", "atom.xml", names[-2])))
    return {f"{ADDRESS}{name}": document for name, document in documents.items()}


def link(root: Any, rel: str) -> str | None:
    found = root.find(f"a:link[@rel='{rel}']", NAMES)
    return None if found is None else found.get("href")


def follow(documents: dict[str, bytes]) -> tuple[list[str], list[str], list[str]]:
    """The archives a client meets on its way back, the ids of all entries, and of all tombstones."""
    root = check_atom(documents[f"{ADDRESS}atom.xml"])
    way: list[str] = []
    entries: dict[str, None] = {}
    deleted: dict[str, None] = {}
    while True:
        entries |= dict.fromkeys(one.text for one in root.findall("a:entry/a:id", NAMES))
        deleted |= dict.fromkeys(one.get("ref") for one in root.findall("at:deleted-entry", NAMES))
        address = link(root, "prev-archive")
        if address is None:
            return way, list(entries), list(deleted)
        assert address not in way
        way.append(address)
        root = check_atom(documents[address])
        assert link(root, "self") == address
        assert link(root, "current") == f"{ADDRESS}atom.xml"


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 137])
def test_a_client_that_goes_back_finds_everything(count: int) -> None:
    documents = published(count)
    way, entries, deleted = follow(documents)
    assert set(entries) == {f"tag:news.example.org,2026:{number}/fr" for number in range(1, count + 1)}
    assert deleted == []
    assert set(way) == documents.keys() - {f"{ADDRESS}atom.xml"}


@settings(deadline=None, max_examples=15)
@given(count=st.integers(0, 120), data=st.data())
def test_what_left_is_found_as_having_left(count: int, data: st.DataObject) -> None:
    gone = data.draw(st.frozensets(st.integers(1, count))) if count else frozenset()
    documents = published(count, gone)
    _, entries, deleted = follow(documents)
    assert set(deleted) == {f"tag:news.example.org,2026:{number}/fr" for number in gone}
    assert set(entries) | set(deleted) == {f"tag:news.example.org,2026:{number}/fr" for number in range(1, count + 1)}
    assert not set(entries) & set(deleted)
    for document in documents.values():
        assert not any(f">N° {number}<".encode() in document for number in gone)


def test_a_full_archive_changes_only_when_the_next_one_is_full() -> None:
    def first(count: int) -> bytes:
        return published(count)[f"{ADDRESS}archive/1.xml"]

    assert first(50) == first(51) == first(99)
    assert link(check_atom(first(99)), "next-archive") is None
    assert link(check_atom(first(100)), "next-archive") == f"{ADDRESS}archive/2.xml"
    assert first(100) == first(137)


def test_an_archive_that_grows_has_another_name_each_time() -> None:
    names = [atom.page_name(7, count) for count in range(1, atom.PAGE_SIZE + 1)]
    assert (names[11], names[-1]) == ("archive/7-12.xml", "archive/7.xml")
    assert len(set(names)) == atom.PAGE_SIZE


def test_what_an_archive_says_of_itself() -> None:
    root = check_atom(atom.render_page(archived(RICH, 2, "archive/2.xml", "archive/1.xml", "archive/3.xml")))
    assert root.find("fh:archive", NAMES) is not None
    assert root.findtext("a:id", None, NAMES) == f"{ADDRESS}atom.xml"
    assert [(one.get("rel"), one.get("href")) for one in root.findall("a:link", NAMES)] == [
        ("self", f"{ADDRESS}archive/2.xml"),
        ("current", f"{ADDRESS}atom.xml"),
        ("prev-archive", f"{ADDRESS}archive/1.xml"),
        ("next-archive", f"{ADDRESS}archive/3.xml"),
    ]
    assert root.findtext("a:updated", None, NAMES) == LEFT.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_entries_are_the_same_in_the_archive_and_in_the_feed() -> None:
    newest = check_atom(atom.render(RICH)).findall("a:entry", NAMES)
    archive = check_atom(atom.render_page(archived(RICH, 1, "archive/1.xml"))).findall("a:entry", NAMES)
    assert [one.findtext("a:content", None, NAMES) for one in newest] == [
        one.findtext("a:content", None, NAMES) for one in archive
    ]
    assert [one.findtext("a:id", None, NAMES) for one in newest] == [
        one.findtext("a:id", None, NAMES) for one in archive
    ]


def test_an_archive_without_a_page_is_refused(newsroom: Feed) -> None:
    with pytest.raises(ValueError, match="page"):
        atom.render_page(newsroom)


def test_the_schema_keeps_feed_and_archive_apart() -> None:
    root = check_atom(atom.render_page(archived(RICH, 2, "archive/2.xml", "archive/1.xml")))
    root.remove(root.find("fh:archive", NAMES))
    assert not schema().validate(root)
