"""The one query that feeds outputs: every rule of who may read what."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import (
    Article,
    Authority,
    Channel,
    Issue,
    Origin,
    Outdated,
    Policy,
    PubStatus,
    Rights,
    Severity,
    State,
)
from pipeline.store import Store, people, publishable, publishing, segments
from tests.store.conftest import Desk

LANGUAGES = ("en", "fr", "pt")


def channel(
    release: Origin = Origin.MACHINE, rights: Rights = Rights.INTERNAL, sources: tuple[str, ...] = ()
) -> Channel:
    return Channel("c", ("atom",), release, rights, LANGUAGES, sources)


def out(desk: Desk, tag: str, channel: Channel, languages: tuple[str, ...] = LANGUAGES) -> list[Article]:
    return publishable(desk.store, channel, tag, languages=languages, now=desk.now)


def test_the_release_level_is_the_least_origin_that_goes_out(desk: Desk) -> None:
    english = desk.release("en")
    french = english.replace("/en", "/fr")
    desk.machine(english, "fr")
    assert len(out(desk, "fr", channel(Origin.MACHINE))) == 1
    assert out(desk, "fr", channel(Origin.APPROVED)) == []
    people.approve(desk.store, french, up_to_date=False, by="Ann", now=desk.tick())
    assert len(out(desk, "fr", channel(Origin.APPROVED))) == 1
    assert out(desk, "fr", channel(Origin.OFFICIAL)) == []
    assert len(out(desk, "en", channel(Origin.OFFICIAL))) == 1


def test_internal_texts_and_their_translations_stay_out_of_public_channels(desk: Desk) -> None:
    english = desk.release("en", rights=Rights.INTERNAL)
    desk.machine(english, "fr")
    public = channel(rights=Rights.PUBLIC)
    assert out(desk, "en", public) == out(desk, "fr", public) == []
    assert len(out(desk, "fr", channel())) == 1


def test_each_channel_gets_the_best_version_it_may_carry(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr", "our public words")
    desk.release("fr", rights=Rights.INTERNAL)
    assert [a.origin for a in out(desk, "fr", channel())] == [Origin.OFFICIAL]
    assert [a.origin for a in out(desk, "fr", channel(rights=Rights.PUBLIC))] == [Origin.MACHINE]


def test_a_copy_ranks_below_what_staff_approved_and_above_the_machine(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    people.approve(desk.store, english.replace("/en", "/fr"), up_to_date=False, by="Ann", now=desk.tick())
    desk.release("fr", authority=Authority.COPY)
    assert [a.origin for a in out(desk, "fr", channel())] == [Origin.APPROVED]


def test_a_sister_variant_serves_where_it_is_not_asked_for_itself(desk: Desk) -> None:
    desk.release("pt-BR")
    assert [a.language for a in out(desk, "pt", channel())] == ["pt-BR"]
    assert out(desk, "pt", channel(), (*LANGUAGES, "pt-BR")) == []


@pytest.mark.parametrize("status", [PubStatus.WITHHELD, PubStatus.CANCELED])
def test_a_withheld_or_canceled_story_leaves_every_language(desk: Desk, status: PubStatus) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    with desk.store.write():
        desk.store.run("UPDATE story SET pub_status = ?", (status.value,))
    assert out(desk, "en", channel()) == out(desk, "fr", channel()) == []


def test_an_embargo_holds_every_language_until_its_time(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    with desk.store.write():
        until = (desk.now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        desk.store.run("UPDATE story SET embargoed_until = ?", (until,))
    assert out(desk, "en", channel()) == out(desk, "fr", channel()) == []
    desk.now += timedelta(hours=2)
    assert len(out(desk, "fr", channel())) == 1


def test_a_rejected_translation_is_not_published(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    people.reject(desk.store, english.replace("/en", "/fr"), by="Ann", now=desk.tick())
    assert out(desk, "fr", channel()) == []


def test_sources_narrow_a_channel_and_the_newest_come_first(desk: Desk) -> None:
    desk.release("en", source="a", origin="https://e.example/p/1")
    desk.release("en", source="b", origin="https://e.example/p/2")
    assert len(out(desk, "en", channel())) == 2
    assert [a.source for a in out(desk, "en", channel(sources=("b",)))] == ["b"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["edit", "approve", "reject", "source", "machine", "official"]), max_size=8))
def test_no_history_publishes_what_the_rules_forbid(desk: Desk, acts: list[str]) -> None:
    """Whatever happens in whatever order: one version per story at most, never a rejected one, never a lesser origin."""
    origin = f"https://e.example/p/{desk.tick().timestamp()}"
    english = desk.release("en", f"Text of {origin}", origin=origin)
    french, version = english.replace("/en", "/fr"), 1
    desk.machine(english, "fr")
    for number, act in enumerate(acts):
        try:
            if act == "edit":
                people.edit(
                    desk.store, french, headline="E", subhead="", body=(), dateline=None, up_to_date=True, by="Ann",
                    now=desk.tick(),
                )  # fmt: skip
            elif act == "approve":
                people.approve(desk.store, french, up_to_date=True, by="Ann", now=desk.tick())
            elif act == "reject":
                people.reject(desk.store, french, by="Ann", now=desk.tick())
            elif act == "source":
                desk.release("en", f"Text {number} of {origin}", entry=f"en-{origin}", origin=origin)
                version += 1
            elif act == "machine":
                desk.machine(english, "fr", f"machine {number}", version)
            else:
                desk.release("fr", f"Texte {number} de {origin}", entry=f"fr-{origin}", origin=origin)
        except Exception as error:
            assert type(error).__name__ == "ActError", error
    found = [a for a in out(desk, "fr", channel(Origin.APPROVED)) if a.story == french.rpartition("/")[0]]
    assert len(found) <= 1
    for article in found:
        assert article.uri == french
        assert article.origin in (Origin.OFFICIAL, Origin.APPROVED)
        assert article.state in (State.CURRENT, State.OUTDATED)
    if "official" in acts:
        assert [a.origin for a in found] == [Origin.OFFICIAL]


WRONG = Issue("numbers", Severity.CRITICAL, "says {}", ("3",))
HOUR = timedelta(hours=1)


def test_what_the_machine_made_goes_out_with_a_grave_issue_only_once_a_person_answered(desk: Desk) -> None:
    english = desk.release("en")
    french = english.replace("/en", "/fr")
    desk.machine(english, "fr", issues=(WRONG,))
    assert out(desk, "fr", channel()) == []
    people.approve(desk.store, french, up_to_date=False, by="Ann", now=desk.tick(), override="the issuer said so")
    assert len(out(desk, "fr", channel(Origin.APPROVED))) == 1
    people.unapprove(desk.store, french, by="Ann", why="a doubt", now=desk.tick())
    assert out(desk, "fr", channel()) == []  # the reason was that approval's
    with desk.store.write():
        version = people.ours(desk.store, french).version
        segments.dismiss(desk.store, french, version, 0, "numbers", by="Ann", why="three it is", now=desk.tick())
    assert len(out(desk, "fr", channel())) == 1


def test_what_was_never_checked_does_not_go_out_by_itself(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr", checked=False)
    assert out(desk, "fr", channel()) == []
    people.approve(desk.store, english.replace("/en", "/fr"), up_to_date=False, by="Ann", now=desk.tick())
    assert len(out(desk, "fr", channel())) == 1


def test_what_may_not_go_out_stands_in_nothings_place(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "pt", issues=(WRONG,))
    desk.machine(english, "pt-BR")
    assert [one.language for one in out(desk, "pt", channel(), ("en", "pt"))] == ["pt-BR"]


def test_a_text_behind_its_source_stays_or_leaves_as_the_policy_for_its_language_says(desk: Desk) -> None:
    english = desk.release("en")
    for tag in ("fr", "pt"):
        desk.machine(english, tag)
    desk.release("en", "It says something else now.")
    dropping = replace(channel(), by_language={"fr": Policy(release=Origin.MACHINE, outdated=Outdated.DROP)})
    assert out(desk, "fr", dropping) == []
    assert [one.state for one in out(desk, "pt", dropping)] == [State.OUTDATED]
    assert len(out(desk, "en", replace(channel(), outdated=Outdated.DROP))) == 1


def test_grace_lets_a_machines_text_out_unless_somebody_refused_it_in_time(desk: Desk) -> None:
    english = desk.release("en")
    french, waiting = english.replace("/en", "/fr"), replace(channel(Origin.APPROVED), grace=HOUR)
    desk.machine(english, "fr")
    made = desk.now
    for wait, count in ((HOUR - timedelta(seconds=1), 0), (HOUR, 1)):
        desk.now = made + wait
        assert len(out(desk, "fr", waiting)) == count
        assert out(desk, "fr", channel(Origin.APPROVED)) == []
    people.reject(desk.store, french, by="Ann", now=desk.tick())
    assert desk.machine(english, "fr", "anew", again_by="Ann")
    desk.now += 2 * HOUR
    assert out(desk, "fr", waiting) == []  # made from what was refused
    desk.release("en", "It says something else now.")
    assert desk.machine(english, "fr", "made from the new", version=2)
    assert out(desk, "fr", waiting) == []
    desk.now += HOUR
    assert [one.version for one in out(desk, "fr", waiting)] == [3]


def test_grace_lets_out_neither_what_a_person_edits_nor_a_story_that_is_held(desk: Desk) -> None:
    english = desk.release("en")
    waiting = replace(channel(Origin.APPROVED), grace=HOUR)
    desk.machine(english, "fr")
    desk.machine(english, "pt")
    said = {"headline": "E", "subhead": "", "body": (), "dateline": None, "up_to_date": False}
    people.edit(desk.store, english.replace("/en", "/fr"), **said, by="Ann", now=desk.tick())  # type: ignore[arg-type]
    desk.now += 2 * HOUR
    assert out(desk, "fr", waiting) == []
    assert len(out(desk, "pt", waiting)) == 1
    with desk.store.write():
        desk.store.run("UPDATE story SET pub_status = 'withheld'")
    assert out(desk, "pt", waiting) == []


def test_a_refusal_holds_where_the_source_is_another_article(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    people.reject(desk.store, english.replace("/en", "/fr"), by="Ann", now=desk.tick())
    spanish = desk.release("es")
    desk.machine(spanish, "fr", "from another language", again_by="Ann")
    desk.now += 2 * HOUR
    assert out(desk, "fr", replace(channel(Origin.APPROVED), grace=HOUR)) == []


def test_a_feed_holds_the_newest_and_single_stories_are_answered_whatever_their_age(desk: Desk) -> None:
    uris = [desk.release("en", f"Text {n}", origin=f"https://e.example/p/{n}") for n in range(4)]
    small = replace(channel(), by_language={"en": Policy(max_items=2)})
    assert len(out(desk, "en", small)) == 2
    desk.now += timedelta(days=3)
    recent = replace(channel(), max_age=timedelta(days=2))
    assert out(desk, "en", recent) == []
    names = [uri.rpartition("/")[0] for uri in uris]
    ask = {"languages": LANGUAGES, "now": desk.now}
    for one in (small, recent):
        found = publishable(desk.store, one, "en", stories=[*names[:3], names[0]], **ask)  # type: ignore[arg-type]
        assert sorted(article.uri for article in found) == sorted(uris[:3])
        assert publishable(desk.store, one, "en", stories=[], **ask) == []  # type: ignore[arg-type]


def test_no_answer_goes_through_a_whole_table(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    asked: list[tuple[str, Any]] = []
    rows = Store.rows

    def watched(store: Store, sql: str, values: Any = ()) -> Any:
        asked.append((sql, values))
        return rows(store, sql, values)

    monkeypatch.setattr(Store, "rows", watched)
    every = Channel("c", ("atom",), Origin.APPROVED, Rights.PUBLIC, LANGUAGES, ("wire",), grace=HOUR, max_age=9 * HOUR)
    story = english.rpartition("/")[0]
    for stories in (None, [story]):
        publishable(desk.store, every, "fr", languages=LANGUAGES, now=desk.now, stories=stories)
    publishing.vetted(desk.store, story)
    monkeypatch.undo()
    assert len(asked) == 5
    for sql, values in asked:
        for step in desk.store.rows(f"EXPLAIN QUERY PLAN {sql}", values):
            assert not re.match(r"SCAN (?!json_each|asked|met|CONSTANT)", step["detail"]), step["detail"]
