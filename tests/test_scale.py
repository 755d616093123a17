"""A year on cron: many sources side by side, and queries that do not grow with what is stored."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from typing import Any

import pytest

from pipeline.store import Store
from tests.conftest import Newsroom
from tests.loopback import Loopback
from tests.test_run import ENGLISH, FEED, VERSIONS, feed, page

BIG = {"entry", "version", "article", "story_key", "raw", "clue", "segment", "place", "act"}


def test_fifty_sources_without_news_cost_one_conditional_request_each_side_by_side(newsroom: Newsroom) -> None:
    text = (
        "The harbour office of place number {0} counts {0} ships and {0} thousand visitors in the first week of March."
    )
    with ExitStack() as stack:
        sites = [stack.enter_context(Loopback()) for _ in range(50)]
        for number, site in enumerate(sites):
            site.page("/a.html", page(f"News of harbour {number}", text.format(number), text.format(number * 31)))
            site.page("/feed.xml", feed(site, ("/a.html", f"News of harbour {number}", "Mon, 02 Mar 2026")), etag='"1"')
        sources = "\n".join(
            f'  - {{id: s{number}, kind: feed, url: "{site.url("/feed.xml")}", every: 0s, allow_private: true}}'
            for number, site in enumerate(sites)
        )
        head, _, tail = FEED.partition("sources:\n")
        newsroom.settings(
            f"{head}sources:\n{sources}\nchannels:{tail.partition('channels:')[2]}".replace(
                "[en, fr, es, de, pt]", "[en]"
            )
        )
        first = newsroom.run()
        assert (first.failures, first.read) == ([], 50)
        before = [len(site.requests) for site in sites]
        for site in sites:
            site.page("/feed.xml", "never parsed", etag='"1"', delay=0.4)
        began = time.monotonic()
        again = newsroom.run()
        took = time.monotonic() - began
        assert (again.failures, again.read, again.written) == ([], 0, set())
        for site, count in zip(sites, before, strict=True):
            asked = site.requests[count:]
            assert [(request.path, request.headers.get("if-none-match")) for request in asked] == [("/feed.xml", '"1"')]
        assert took < 50 * 0.4 / 2, "hosts are asked one after the other"


def plans(store: Store, statements: list[tuple[str, Any]]) -> list[str]:
    """What SQLite would scan whole, among the tables that grow."""
    found = []
    for sql, values in statements:
        if not re.match(r"\s*(SELECT|WITH|UPDATE|DELETE)", sql):
            continue
        for row in store._connection.execute(f"EXPLAIN QUERY PLAN {sql}", values):
            step = row["detail"]
            scanned = re.match(r"SCAN (\w+)(?! USING (COVERING )?INDEX)", step)
            if scanned and scanned[1] in BIG:
                found.append(f"{step}: {' '.join(sql.split())[:120]}")
    return found


def test_deciding_on_new_entries_scans_no_table_that_grows(
    newsroom: Newsroom, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import run
    from pipeline.store import opened

    newsroom.settings(FEED.replace("ADDRESS", web.url("")))
    headline, text, label = VERSIONS["en"]
    web.page("/a.html", page(headline, text, label))
    web.page("/feed.xml", feed(web, ("/a.html", headline, "Mon, 02 Mar 2026")), content_type="application/rss+xml")
    newsroom.run()
    newsroom.drop("b.en.txt", ENGLISH)
    web.page("/b.html", page(headline + " again", text + " More was said.", label))
    web.page(
        "/feed.xml",
        feed(web, ("/a.html", headline, "Mon, 02 Mar 2026"), ("/b.html", headline + " again", "Tue, 03 Mar 2026")),
    )
    statements: list[tuple[str, Any]] = []
    for name in ("row", "rows", "run"):
        real = getattr(Store, name)

        def seen(self: Store, sql: str, values: Any = (), *, real: Any = real) -> Any:
            statements.append((sql, values))
            return real(self, sql, values)

        monkeypatch.setattr(Store, name, seen)
    config = newsroom.config()
    with opened(config.store) as store:
        report = run.Report()
        run.fetch(store, config, report)
        assert report.read == 1
    monkeypatch.undo()
    assert len(statements) > 30
    with opened(config.store) as store:
        assert plans(store, statements) == []
