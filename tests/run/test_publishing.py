"""Publishing holds when themes break, disks hold leftovers, settings change and programs end at the wrong moment."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline import acts, changelog, files, run
from pipeline.store import Store, opened, overview, published
from tests.conftest import SETTINGS, Newsroom

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OUTPUTS = "[html, atom, rss, jsonfeed, ninjs, sitemap, opml, newsletter, text]"
PAGES = SETTINGS.replace("[atom, rss, jsonfeed]", OUTPUTS).replace("models: models}", "models: models}\n")
MUSEUM = "Harbour museum opens its doors\n\nThe lamplighter museum opens on 4 May. Entry is free on Sundays.\n"
BAKERS = "Bakers strike\n\nThe bakers of the old town strike today.\n"


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    newsroom.settings(PAGES)
    newsroom.drop("museum.en.txt", MUSEUM)
    newsroom.drop("bakers.en.txt", BAKERS)
    assert newsroom.run().failures == []
    return newsroom


def story(room: Newsroom, word: str) -> str:
    with opened(room.config().store) as store:
        return next(one.story for one in overview.articles(store, language="en") if word in one.headline)


def publish(room: Newsroom, **options: Any) -> run.Report:
    report = run.Report()
    with opened(room.config().store) as store:
        run.publish(store, room.config(), report, **options)
    return report


def acted(room: Newsroom, act: Callable[..., Any], *given: Any, **named: Any) -> None:
    with opened(room.config().store) as store:
        act(store, *given, by="Editor", now=datetime.now(UTC), **named)


def holding(room: Newsroom, word: str) -> list[str]:
    return [path for path, content in room.outputs().items() if word in content.decode("utf-8", "replace")]


@pytest.mark.parametrize(
    "template",
    [
        b'{% extends "ours/item.html" %}{% block nope %}{{ x }',
        b'{% extends "item.html" %}',
        b"\xff\xfe",
        b"{{ 1 // 0 }}",
    ],
    ids=["syntax", "endless", "bytes", "zero"],
)
def test_a_broken_theme_never_keeps_a_kill_from_any_file(room: Newsroom, template: bytes) -> None:
    (room.folder / "theme").mkdir()
    for name in ("item.html", "list.html", "gone.html", "base.html"):
        (room.folder / "theme" / name).write_bytes(template)
    room.settings(PAGES.replace(OUTPUTS, f"{OUTPUTS}, html: {{theme: theme}}"))
    assert len(holding(room, "lamplighter")) > 10
    acted(room, acts.kill, story(room, "museum"), why="wrong")
    report = publish(room)
    assert holding(room, "lamplighter") == []
    assert "bakers" in room.outputs()["website/en/atom.xml"].decode()
    assert len(report.failures) == 1
    assert "html" in report.failures[0]
    with opened(room.config().store) as store:
        assert [row["kind"] for row in store.rows("SELECT kind FROM problem")] == ["output"]
    room.settings(PAGES)
    assert publish(room).failures == []
    assert "withdrawn" in room.outputs()[f"website/en/{name_of(room, 'museum')}.html"].decode()


def name_of(room: Newsroom, word: str) -> str:
    with opened(room.config().store) as store:
        (found,) = {row.name for row in published.of_stories(store, "website", [story(room, word)]) if row.tag == "en"}
        return found


def test_what_an_ended_publish_left_is_known_to_the_next(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.drop("third.en.txt", "Third day of the fair\n\nThe phosphorescent lanterns are lit today.\n")
    real = files.replace

    def ends(path: Any, content: bytes, **options: Any) -> bool:
        done = real(path, content, **options)
        if path.name.endswith(".txt") and b"Third" in content:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr("pipeline.files.replace", ends)
    with pytest.raises(KeyboardInterrupt):
        room.run()
    monkeypatch.undo()
    assert holding(room, "Third")
    (left,) = [
        path for path in room.outputs() if path.startswith("website/en/posts/") and path in holding(room, "Third")
    ]
    half = room.folder / "output" / left
    half.with_name(f".{half.name}.new").write_text("Third, half written")
    acted(room, acts.kill, story(room, "Third"), why="wrong")
    publish(room)
    assert holding(room, "Third") == []


@pytest.mark.parametrize(
    ("before", "after"), [("title: Test newsroom", "title: Harbour desk"), ("news.example.org", "www.example.net")]
)
def test_other_settings_reach_every_file_at_once(room: Newsroom, before: str, after: str) -> None:
    acted(room, acts.kill, story(room, "Bakers"), why="wrong")
    publish(room)
    room.settings(PAGES.replace(before, after))
    publish(room)
    old = before.removeprefix("title: ")
    texts = {path: text.decode() for path, text in room.outputs().items()}
    # The newsroom's first address stays in the names it gave out, which never change: tag:news.example.org,…
    assert [path for path, text in texts.items() if old in text.replace(f"tag:{old}", "")] == []
    assert publish(room).written == set()


def test_a_source_that_became_internal_takes_its_texts_back(room: Newsroom) -> None:
    assert holding(room, "lamplighter")
    room.settings(PAGES.replace("authority: issuer, rights: public}", "authority: issuer, rights: internal}"))
    publish(room)
    assert [path for path in holding(room, "lamplighter") if path.startswith("website/")] == []
    assert [path for path in holding(room, "lamplighter") if path.startswith("monitor/")]


def test_a_kill_reaches_the_stories_that_were_joined_into_one(room: Newsroom) -> None:
    elder, younger = story(room, "museum"), story(room, "Bakers")
    acted(room, acts.join, younger, elder)
    publish(room)
    acted(room, acts.kill, elder, why="wrong")
    publish(room)
    told = json.loads(room.outputs()["website/changes.json"])["changes"]
    last = {change["uri"]: change["event"] for change in told}
    assert set(last.values()) == {"canceled"}
    assert len(last) == 2


def test_what_comes_back_is_newer_than_its_withdrawal(room: Newsroom) -> None:
    def stamp(room: Newsroom) -> str:
        items = json.loads(room.outputs()["website/en/feed.json"])["items"]
        return str(next(one for one in items if "museum" in one["id"] or one["id"].startswith(held))["date_modified"])

    held = story(room, "museum")
    before = stamp(room)
    acted(room, acts.hold, held, why="wait")
    publish(room, clock=lambda: datetime.now(UTC) + timedelta(minutes=5))
    withdrawn = stamp(room)
    acted(room, acts.release, held, why="go")
    publish(room, clock=lambda: datetime.now(UTC) + timedelta(minutes=9))
    assert before < withdrawn < stamp(room)


def test_full_pages_of_changes_come_back_and_lead_to_the_beginning(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changelog, "SIZE", 2)
    for turn in range(3):
        acted(room, acts.hold, story(room, "museum"), why=f"wait {turn}")
        publish(room)
        acted(room, acts.release, story(room, "museum"), why=f"go {turn}")
        publish(room)
    with opened(room.config().store) as store:
        wanted = [change.sequence for change in published.changes(store, channel="website")]
    for lost in [None, "website/changes/1.json"]:
        if lost:
            (room.folder / "output" / lost).unlink()
            publish(room)
        outputs = room.outputs()
        page = json.loads(outputs["website/changes.json"])
        found = [change["sequence"] for change in page["changes"]]
        while page["previous"]:
            page = json.loads(outputs[page["previous"].removeprefix("https://news.example.org/")])
            found = [change["sequence"] for change in page["changes"]] + found
        assert found == wanted
        assert len(wanted) > 6


def test_only_what_is_in_place_is_told_to_deliveries(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(room.config().store) as store:
        told = published.told(store, "website")
        assert told == published.last_change(store, "website")[1] > 0
    acted(room, acts.kill, story(room, "museum"), why="wrong")
    monkeypatch.setattr("pipeline.run.rendering.Printing._changes", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(room)
    monkeypatch.undo()
    with opened(room.config().store) as store:
        assert published.told(store, "website") == told < published.last_change(store, "website")[1]
    publish(room)
    with opened(room.config().store) as store:
        assert published.told(store, "website") == published.last_change(store, "website")[1]


def test_files_that_were_removed_by_hand_come_back_anew(room: Newsroom) -> None:
    before = room.outputs()
    for path in list(before)[::3]:
        (room.folder / "output" / path).unlink()
    publish(room, anew=True)
    assert room.outputs() == before


def test_a_newsroom_of_one_page_has_no_older_ones(room: Newsroom) -> None:
    assert 'href="page-' not in room.outputs()["website/en/index.html"].decode()
    channel = replace(room.config().channels[0], max_items=1)
    report = run.Report()
    with opened(room.config().store) as store:
        run.publish(store, replace(room.config(), channels=(channel,)), report)
    assert 'href="page-1.html' in room.outputs()["website/en/index.html"].decode()


def test_no_query_of_a_publish_reads_a_table_that_grows_from_end_to_end(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}
    for name in ("rows", "row"):
        real = getattr(Store, name)

        def noted(self: Store, sql: str, values: Any = (), real: Any = real) -> Any:
            asked[sql] = values
            return real(self, sql, values)

        monkeypatch.setattr(Store, name, noted)
    acted(room, acts.kill, story(room, "museum"), why="wrong")
    asked.clear()
    publish(room)
    monkeypatch.undo()
    assert len(asked) > 20
    growing = re.compile(r"SCAN (published|published_file|change|version|article|story|shown_picture)\b")
    with opened(room.config().store) as store:
        scans = [
            (step["detail"], " ".join(sql.split()))
            for sql, values in asked.items()
            for step in store.rows(f"EXPLAIN QUERY PLAN {sql}", values)
            if growing.match(step["detail"])
        ]
    assert scans == []
