"""What is said in place of an item that left, and where it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import content, withdrawals
from pipeline.model import Item, Sister, Withdrawn
from tests.outputs.conftest import make_feed, make_item
from tests.outputs.samples import LEFT, REPLACEMENT, make_withdrawn

HOURS = st.integers(0, 40).map(lambda hour: datetime(2026, 3, 1 + hour // 24, hour % 24, tzinfo=UTC))


@pytest.mark.parametrize(("language", "named"), [("en", "en"), ("en-GB", "en-GB"), ("tlh", "en")])
def test_the_language_is_that_of_what_is_said(language: str, named: str) -> None:
    assert withdrawals.language(make_withdrawn(language)) == named


def test_the_text_leads_to_what_replaced_it() -> None:
    gone = make_withdrawn("en", replaced_by=REPLACEMENT)
    assert withdrawals.text(gone) == (
        "This text has been withdrawn.\n\nRead instead:\nhttps://news.example.org/website/fr/better.html"
    )
    for nothing in (None, Sister("fr", "tag:x", "javascript:alert(1)")):
        assert withdrawals.text(replace(gone, replaced_by=nothing)) == "This text has been withdrawn."


def test_what_came_back_has_no_notice() -> None:
    item = make_item()
    assert withdrawals.in_place(make_feed(item, withdrawn=(make_withdrawn(uri=item.article.uri),))) == [item]


def test_what_left_twice_has_the_later_notice() -> None:
    first, second = make_withdrawn(), make_withdrawn(when=LEFT + timedelta(days=1), canceled=True)
    assert withdrawals.in_place(make_feed(withdrawn=(second, first))) == [second]


@settings(max_examples=60)
@given(st.lists(HOURS, max_size=6), st.lists(HOURS, max_size=6))
def test_notices_stand_by_date_and_items_keep_their_order(dates: list[datetime], left: list[datetime]) -> None:
    items = tuple(make_item("fr", uri=f"tag:i{n}", published=when) for n, when in enumerate(dates))
    gone = tuple(make_withdrawn(uri=f"tag:w{n}", published=when) for n, when in enumerate(left))
    entries = withdrawals.in_place(make_feed(*items, withdrawn=gone))
    assert [entry for entry in entries if isinstance(entry, Item)] == list(items)
    assert sorted(entry.uri for entry in entries if isinstance(entry, Withdrawn)) == [one.uri for one in gone]
    assert entries == withdrawals.in_place(make_feed(*items, withdrawn=gone[::-1]))
    if dates == sorted(dates, reverse=True):
        stands = [entry.published if isinstance(entry, Withdrawn) else content.published(entry) for entry in entries]
        assert stands == sorted(stands, reverse=True)
