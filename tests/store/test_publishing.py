"""The one query that feeds outputs: every rule of who may read what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.model import Article, Authority, Channel, Origin, PubStatus, Rights, State
from pipeline.store import people, publishable
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
