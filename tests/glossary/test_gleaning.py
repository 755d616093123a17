"""Candidates in the store: gleaned before translation, once per text, listed, dismissed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline import run
from pipeline.errors import ActError
from pipeline.glossary.candidates import Candidate
from pipeline.run.gleaning import glean
from pipeline.store import Store, candidates, opened
from tests.conftest import Newsroom
from tests.store.conftest import NOW, Desk, desk

__all__ = ["desk"]

STORY = """Northwind opens its quay

Anna Weber of the Northwind Harbour Authority (NHA) opened the floating wind park. It is the first floating wind park.
"""


def stories(store: Store) -> list[str]:
    return [row["id"] for row in store.rows("SELECT id FROM story ORDER BY id")]


def test_candidates_are_counted_over_stories(desk: Desk) -> None:
    first, second = desk.release(entry="a"), desk.release(entry="b", origin="https://e.example/p/2.html")
    assert first != second
    one, two = stories(desk.store)
    name = Candidate("Anna Weber", "name", 2, "Anna Weber came.")
    with desk.store.write():
        candidates.put(desk.store, one, "en", "1", [name, Candidate("quay", "phrase", 9, "The quay.")], now=NOW)
        candidates.put(desk.store, two, "en", "1", [name], now=NOW)
        candidates.put(desk.store, two, "fr", "1", [Candidate("quai", "phrase", 2, "Le quai.")], now=NOW)
    told = [(c.language, c.term, c.stories, c.seen) for c in candidates.waiting(desk.store)]
    assert told == [("en", "Anna Weber", 2, 4), ("en", "quay", 1, 9), ("fr", "quai", 1, 2)]
    assert [c.term for c in candidates.waiting(desk.store, "fr")] == ["quai"]
    assert candidates.waiting(desk.store)[0].example == "Anna Weber came."


def test_a_new_text_takes_the_place_of_the_old_one(desk: Desk) -> None:
    desk.release()
    (story,) = stories(desk.store)
    with desk.store.write():
        candidates.put(desk.store, story, "en", "1", [Candidate("quay", "phrase", 2, "x")], now=NOW)
    assert candidates.gleaned(desk.store, story, "en", "1")
    assert not candidates.gleaned(desk.store, story, "en", "2")
    with desk.store.write():
        candidates.put(desk.store, story, "en", "2", [], now=NOW)
    assert candidates.gleaned(desk.store, story, "en", "2")
    assert candidates.waiting(desk.store) == []


def test_what_was_dismissed_never_comes_back(desk: Desk) -> None:
    desk.release()
    (story,) = stories(desk.store)
    found = [Candidate("quay", "phrase", 2, "x"), Candidate("Anna", "name", 1, "y")]
    with desk.store.write():
        candidates.put(desk.store, story, "en", "1", found, now=NOW)
        assert candidates.dismiss(desk.store, " quay ", "en", by="Ada", now=NOW) == 1
    for _ in range(2):
        assert [c.term for c in candidates.waiting(desk.store)] == ["Anna"]
        with desk.store.write():
            candidates.put(desk.store, story, "en", "2", found, now=NOW)
    with pytest.raises(ActError, match="no candidate is called “quay” in en"), desk.store.write():
        candidates.dismiss(desk.store, "quay", "en", by="Ada", now=NOW)


def test_old_candidates_are_let_go_and_killed_stories_do_not_count(desk: Desk) -> None:
    desk.release()
    (story,) = stories(desk.store)
    with desk.store.write():
        candidates.put(desk.store, story, "en", "1", [Candidate("quay", "phrase", 2, "x")], now=NOW)
        candidates.forget(desk.store, now=NOW + timedelta(days=89))
    assert candidates.waiting(desk.store)
    with desk.store.write():
        desk.store.run("UPDATE story SET pub_status = 'canceled'")
    assert not candidates.waiting(desk.store)
    with desk.store.write():
        candidates.forget(desk.store, now=NOW + timedelta(days=91))
    assert not candidates.gleaned(desk.store, story, "en", "1")


def test_stories_are_gleaned_before_translation_and_only_once(newsroom: Newsroom) -> None:
    newsroom.drop("quay.en.txt", STORY)
    (newsroom.folder / "glossary.csv").write_text(
        "term,source language,target language,translation\nAnna Weber,en,pt,Anna Weber\nbroken\n"
    )
    config = newsroom.config()
    with opened(config.store) as store:
        report = run.Report()
        run.fetch(store, config, report)
        assert glean(store, config, report) == 1
        assert [warning.partition(":")[0] for warning in report.warnings] == ["glossary.csv, line 3"]
        found = {c.term: c for c in candidates.waiting(store)}
        assert found["NHA"].kind == "acronym"
        assert found["floating wind park"].seen == 2
        assert found["Northwind Harbour Authority"].example.startswith("Anna Weber of the")
        assert "Anna Weber" not in found
        assert glean(store, config) == 0
    newsroom.drop("quay.en.txt", STORY.replace("Anna Weber", "Clara Nunes"))
    with opened(config.store) as store:
        run.fetch(store, config, run.Report(), now=True)
        assert glean(store, config) == 1
        assert "Clara Nunes" in {c.term for c in candidates.waiting(store)}
        run.translate(store, config, run.Report())
        assert glean(store, config) == 0
