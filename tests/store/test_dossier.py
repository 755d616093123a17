"""One story whole: its languages, what is wrong in them, what happened, and that reading it costs no more in a full store."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pipeline import acts
from pipeline.model import Authority, CellState, Origin, PubStatus, Rights
from pipeline.store import Store, articles, dossier, evidence, notices, overview, proposals, standing, writing
from tests.store.conftest import Desk
from tests.store.test_people import edit


@pytest.fixture
def story(desk: Desk) -> str:
    uri = desk.release("en", "The fair opens with 300 ships.")
    desk.machine(uri, "fr")
    return articles.story_of(desk.store, uri)


def test_a_story_tells_its_languages_official_ones_first(desk: Desk, story: str) -> None:
    edit(desk, f"{story}/fr")
    desk.machine(f"{story}/en", "ar")
    told = dossier.of(desk.store, story)
    assert [(one.cell.language, one.cell.state, one.cell.person) for one in told.tongues] == [
        ("en", CellState.OFFICIAL, ""),
        ("ar", CellState.MACHINE, ""),
        ("fr", CellState.EDITED, "Ann"),
    ]
    assert [one.cell.waits for one in told.tongues] == [False, True, True]
    assert told.official is not None and told.official.language == "en"
    assert (told.pub_status, told.spiked, told.todo) == (PubStatus.USABLE, "", True)


def test_where_an_internal_official_text_hides_ours_both_are_told(desk: Desk, story: str) -> None:
    edit(desk, f"{story}/fr")
    desk.release("fr", "Le salon ouvre.", source="internal", rights=Rights.INTERNAL)
    french = dossier.of(desk.store, story).tongues[1]
    assert french.article.origin is Origin.OFFICIAL
    assert french.beside is not None and french.beside.origin is Origin.EDITED


def test_open_issues_are_counted_without_dismissed_ones(desk: Desk, story: str) -> None:
    uri = f"{story}/fr"
    with desk.store.write():
        row = {"uri": uri, "version": 1, "position": 1, "block": 0, "source": "300", "target": "30"}
        desk.store.insert("segment", row | {"origin": "engine", "state": "translated"})
        told = json.dumps({"values": ["300"], "source": None, "target": None})
        for number, severity in enumerate(("critical", "critical", "functional", "cosmetic")):
            issue = {"uri": uri, "version": 1, "position": 1, "number": number, "check_name": f"check{number}"}
            desk.store.insert("issue", issue | {"severity": severity, "message": "{} is missing", "told": told})
    assert dossier.open_issues(desk.store, uri, 1) == (2, 1)
    acts.dismiss(desk.store, uri, 2, "check0", by="Editor", why="a nickname", now=desk.tick())
    assert dossier.open_issues(desk.store, uri, 1) == (1, 1)


def test_history_has_every_version_and_act_once_the_newest_first(desk: Desk, story: str) -> None:
    edit(desk, f"{story}/fr")
    acts.hold(desk.store, story, by="Editor", why="a doubt", now=desk.tick())
    desk.release("en", "The fair opens with 320 ships.")
    told = dossier.events(desk.store, story)
    assert [(one.act, one.language, one.version, one.former, one.person) for one in told] == [
        ("", "en", 2, 1, ""),
        ("hold", "", 0, 0, "Editor"),
        ("edit", "fr", 2, 1, "Ann"),
        ("", "fr", 1, 0, ""),
        ("", "en", 1, 0, ""),
    ]
    assert [one.at for one in told] == sorted((one.at for one in told), reverse=True)
    assert told[1].why == "a doubt"
    assert dossier.events(desk.store, story, limit=2, beyond=1) == told[1:3]


def test_what_happened_to_a_joined_story_is_told_with_the_one_it_became(desk: Desk, story: str) -> None:
    other = desk.release("en", "The fair opens, says another wire.", source="second", origin="https://e.example/2.html")
    younger = articles.story_of(desk.store, other)
    acts.hold(desk.store, younger, by="Editor", why="a doubt", now=desk.tick())
    acts.join(desk.store, story, younger, by="Editor", now=desk.tick())
    told = dossier.events(desk.store, story)
    assert {"join", "hold"} <= {one.act for one in told}
    assert dossier.of(desk.store, story).joined == (younger,)
    assert dossier.within(desk.store, story, other)
    assert dossier.of(desk.store, story).pub_status is PubStatus.WITHHELD


def test_who_made_it_stand_so_is_told_only_while_it_stands_so(desk: Desk, story: str) -> None:
    acts.hold(desk.store, story, by="Editor", why="a doubt", now=desk.tick())
    decided = dossier.of(desk.store, story).decided
    assert decided is not None and (decided.person, decided.why) == ("Editor", "a doubt")
    with desk.store.write():
        standing.worsen(desk.store, story, PubStatus.CANCELED, "killed by a notice")
    assert dossier.of(desk.store, story).decided is None


def test_sources_of_a_new_text_come_the_best_first(desk: Desk) -> None:
    copy = desk.release("de", "Die Messe öffnet.", source="copy", authority=Authority.COPY)
    inside = desk.release("es", "La feria abre.", source="house", authority=Authority.ISSUER, rights=Rights.INTERNAL)
    wire = desk.release("en", "The fair opens.")
    issuer = desk.release("it", "La fiera apre.", source="issuer", authority=Authority.ISSUER)
    found = writing.sources(desk.store, articles.story_of(desk.store, wire))
    assert [one.uri for one in found] == [issuer, wire, copy, inside]


READS: dict[str, Callable[[Store, str], Any]] = {
    "of": dossier.of,
    "events": dossier.events,
    "within": lambda store, story: dossier.within(store, story, f"{story}/en"),
    "headline": lambda store, story: dossier.headline(store, story),
    "open issues": lambda store, story: dossier.open_issues(store, f"{story}/fr", 1),
    "proposals of one story": proposals.concerning,
    "proposals": lambda store, _: proposals.waiting(store, limit=20),
    "notices of one story": notices.concerning,
    "notices": lambda store, _: notices.waiting(store, limit=20),
    "found by its end": lambda store, story: standing.find(store, story.rpartition(":")[2]),
    "text found by its end": lambda store, story: overview.find(store, f"{story.rpartition(':')[2]}/fr"),
    "the page": lambda store, story: evidence.page(store, f"{story}/en"),
    "responses": lambda store, _: evidence.seen(store, "https://w.example/1"),
}
GROWING = r"(story|article|version|act|segment|issue|proposal|notice|place|raw|entry|work|story_key|dismissal|its)"
WAITING = r"USING INDEX (proposal_open|notice_open)$"  # indexes that hold only what waits, read to the end of a page


@pytest.mark.parametrize("read", READS)
def test_no_read_goes_through_a_whole_table(desk: Desk, story: str, read: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Any]] = []
    rows, row = Store.rows, Store.row

    def told(method: Callable[..., Any]) -> Callable[..., Any]:
        def watch(store: Store, sql: str, values: Any = ()) -> Any:
            asked.append((sql, values))
            return method(store, sql, values)

        return watch

    monkeypatch.setattr(Store, "rows", told(rows))
    monkeypatch.setattr(Store, "row", told(row))
    READS[read](desk.store, story)
    monkeypatch.undo()
    assert asked
    for sql, values in asked:
        for step in desk.store.rows(f"EXPLAIN QUERY PLAN {sql}", values):
            scanned = re.match(rf"SCAN {GROWING}\b", step["detail"])
            assert scanned is None or re.search(WAITING, step["detail"]), f"{step['detail']}: {sql}"


def test_responses_of_one_address_are_listed_the_newest_first(desk: Desk) -> None:
    from pipeline.model import Raw

    for number in range(3):
        with desk.store.write():
            evidence.keep(desk.store, "wire", Raw("https://w.example/1", (), b"%d" % number), desk.tick())
    seen = evidence.seen(desk.store, "https://w.example/1", limit=2)
    assert len(seen) == 2 and seen[0].first_fetched - seen[1].first_fetched == timedelta(minutes=1)
    kept = evidence.response(desk.store, "https://w.example/1", seen[1].sha256)
    assert kept is not None and kept.raw.content == b"1"
    assert evidence.response(desk.store, "https://w.example/2", seen[1].sha256) is None
