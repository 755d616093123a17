"""What people are told of why a text is not out, and the query that decides: they never disagree."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ActError
from pipeline.model import Authority, Channel, Issue, Origin, Outdated, Policy, Rights, Severity, State, WhyNot
from pipeline.store import people, publishable, publishing, segments
from pipeline.store.connection import text
from pipeline.stories import best, better, due, feed_for, why_not
from tests.store.conftest import Desk

TAGS = ("en", "fr", "pt", "pt-BR")
MANY = 1000  # items of the examples before, which are out of the way
WRONG = Issue("numbers", Severity.CRITICAL, "says {}", ("3",))
POLICY: dict[str, Any] = {
    "release": st.sampled_from(list(Origin)),
    "outdated": st.sampled_from(list(Outdated)),
    "grace": st.sampled_from([None, timedelta(0), timedelta(minutes=4), timedelta(hours=2)]),
    "max_items": st.just(MANY),
    "max_age": st.sampled_from([None, timedelta(days=400)]),
}
CHANNELS = st.builds(
    Channel,
    id=st.just("c"),
    outputs=st.just(("atom",)),
    rights=st.sampled_from(list(Rights)),
    languages=st.sampled_from([TAGS, ("en", "fr", "pt"), ("fr",), ("pt", "pt-BR")]),
    sources=st.sampled_from([(), (), ("wire",), ("copier", "wire"), ("copier",)]),
    by_language=st.dictionaries(st.sampled_from(TAGS), st.builds(Policy, **POLICY), max_size=2),
    **POLICY,
)
RELEASE = st.tuples(
    st.just("release"),
    st.sampled_from(TAGS),
    st.sampled_from(["wire", "copier"]),
    st.sampled_from(list(Authority)),
    st.sampled_from(list(Rights)),
)
MACHINE = st.tuples(
    st.just("machine"),
    st.sampled_from(TAGS),
    st.sampled_from(TAGS),
    st.sampled_from([(), (), (WRONG,)]),
    st.sampled_from([True, True, True, False]),
    st.sampled_from(["", "Reviewer"]),
)
PERSON = st.tuples(
    st.sampled_from(["edit", "approve", "override", "unapprove", "reject", "dismiss"]), st.sampled_from(TAGS)
)
STORY = st.tuples(
    st.just("story"),
    st.sampled_from(["usable", "usable", "withheld", "canceled"]),
    st.sampled_from([-1, 0, 1, None]),
    st.booleans(),
)


def happen(desk: Desk, origin: str, known: dict[str, str], event: tuple[Any, ...]) -> None:
    """One thing that happens to the story; what cannot happen does not."""
    kind, tag, *more = event
    if kind == "release":
        source, authority, rights = more
        words = f"Text {desk.tick().timestamp()} in {tag} of the release {origin}."
        known[tag] = desk.release(
            tag,
            words,
            source=source,
            authority=authority,
            rights=rights,
            origin=origin,
            entry=f"{source} {tag} {origin}",
        )
    elif kind == "machine" and tag in known and tag != more[0]:
        target, issues, checked, again_by = more
        version = len(desk.store.rows("SELECT 1 FROM version WHERE uri = ?", (known[tag],)))
        desk.machine(known[tag], target, version=version, issues=issues, checked=checked, again_by=again_by)
    elif kind == "story":
        until = None if more[0] is None else text(desk.now + timedelta(hours=more[0]))
        with desk.store.write():
            told = (tag, until, "spiked" if more[1] else "")
            desk.store.run("UPDATE story SET pub_status = ?, embargoed_until = ?, spiked = ?", told)
    elif known:
        uri = next(iter(known.values())).rpartition("/")[0] + f"/{tag}"
        said: dict[str, Any] = {"by": "Reviewer", "now": desk.tick()}
        try:
            if kind == "edit":
                edit(desk, uri, **said)
            elif kind in ("approve", "override"):
                why = "so it is" if kind == "override" else ""
                people.approve(desk.store, uri, up_to_date=True, override=why, **said)
            elif kind == "dismiss":
                number = people.ours(desk.store, uri).version
                with desk.store.write():
                    segments.dismiss(desk.store, uri, number, 0, "numbers", why="no", **said)
            elif kind == "unapprove":
                people.unapprove(desk.store, uri, why="so", **said)
            else:
                people.reject(desk.store, uri, **said)
        except ActError:
            return


def edit(desk: Desk, uri: str, **said: Any) -> None:
    """A person's words; the sentence that was wrong stays as it was."""
    known = segments.of(desk.store, uri, people.ours(desk.store, uri).version)
    people.edit(
        desk.store, uri, headline="E", subhead="", body=(), dateline=None, up_to_date=False, paired=known, **said
    )


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(st.one_of(RELEASE, RELEASE, MACHINE, MACHINE, PERSON, PERSON, STORY), max_size=9),
    channels=st.lists(CHANNELS, min_size=1, max_size=4),
    languages=st.sampled_from([TAGS, ("en", "fr", "pt")]),
)
def test_what_people_are_told_is_what_the_query_does(
    desk: Desk, events: list[tuple[Any, ...]], channels: list[Channel], languages: tuple[str, ...]
) -> None:
    origin = f"https://e.example/p/{desk.tick().timestamp()}"
    known: dict[str, str] = {}
    for event in events:
        happen(desk, origin, known, event)
    for story in {desk.store.row("SELECT story FROM article WHERE uri = ?", (uri,))["story"] for uri in known.values()}:  # type: ignore[index]
        standing = publishing.standing(desk.store, story)
        versions = publishing.live(desk.store, story)
        told: dict[str, Any] = {"languages": languages, "vetted": publishing.vetted(desk.store, story)}
        for channel, tag in ((one, tag) for one in channels for tag in one.languages):
            ask = partial(publishable, desk.store, channel, tag, languages=languages)
            carried = [one for one in ask(now=desk.now) if one.story == story]
            may = partial(why_not, others=versions, standing=standing, channel=channel, tag=tag, **told)
            assert [one for one in versions if not may(one, now=desk.now)] == carried
            assert ask(now=desk.now, stories=[story]) == carried
            for one in versions:
                when = due(one, versions, standing, channel, tag, now=desk.now, **told)
                if when is not None:
                    assert one not in carried and when > desk.now
                    assert ask(now=when, stories=[story]) == [one]
                    assert one not in ask(now=when - timedelta(microseconds=1), stories=[story])
    with desk.store.write():
        desk.store.run("UPDATE story SET pub_status = 'canceled'")  # out of the way of the next example


def only(desk: Desk, channel: Channel, tag: str, **changes: Any) -> tuple[WhyNot, ...]:
    """Why the one live text in a language is not out."""
    story = desk.store.rows("SELECT id FROM story")[0]["id"]
    versions = publishing.live(desk.store, story)
    (article,) = [one for one in versions if one.language == tag]
    found = replace(article, **changes)
    standing, vetted = publishing.standing(desk.store, story), publishing.vetted(desk.store, story)
    return why_not(found, versions, standing, channel, tag, languages=TAGS, now=desk.now, vetted=vetted)


@pytest.fixture
def french(desk: Desk) -> str:
    english = desk.release("en")
    assert desk.machine(english, "fr")
    return english.replace("/en", "/fr")


PUBLIC = Channel("site", ("atom",), Origin.APPROVED, Rights.PUBLIC, ("en", "fr"))


def test_each_rule_has_its_own_reason(desk: Desk, french: str) -> None:
    assert only(desk, PUBLIC, "fr") == (WhyNot.LEVEL,)
    assert only(desk, PUBLIC, "en") == ()
    assert only(desk, replace(PUBLIC, sources=("other",)), "en") == (WhyNot.SOURCE,)
    assert only(desk, replace(PUBLIC, languages=("fr",)), "en") == (WhyNot.LANGUAGE,)
    assert only(desk, PUBLIC, "en", rights=Rights.INTERNAL) == (WhyNot.RIGHTS,)
    people.reject(desk.store, french, by="Reviewer", now=desk.tick())
    assert only(desk, PUBLIC, "fr") == (WhyNot.REJECTED, WhyNot.LEVEL)
    with desk.store.write():
        until = text(desk.now + timedelta(hours=1))
        desk.store.run("UPDATE story SET pub_status = 'withheld', embargoed_until = ?", (until,))
    assert only(desk, PUBLIC, "en") == (WhyNot.WITHHELD, WhyNot.EMBARGO)
    with desk.store.write():
        desk.store.run("UPDATE story SET pub_status = 'canceled', embargoed_until = NULL, joined_into = id")
    assert only(desk, PUBLIC, "en", state=State.SUPERSEDED) == (WhyNot.KILLED, WhyNot.JOINED, WhyNot.SUPERSEDED)


def test_a_grave_issue_and_a_source_that_moved_on_have_theirs(desk: Desk) -> None:
    english = desk.release("en")
    house = Channel("house", ("atom",), Origin.MACHINE, Rights.INTERNAL, TAGS)
    desk.machine(english, "fr", issues=(WRONG,))
    desk.machine(english, "pt", checked=False)
    assert only(desk, house, "fr") == only(desk, house, "pt") == (WhyNot.CRITICAL,)
    french = english.replace("/en", "/fr")
    people.approve(desk.store, french, up_to_date=False, by="Editor", now=desk.tick(), override="so it is")
    assert only(desk, house, "fr") == ()
    desk.release("en", "It says something else now.")
    dropping = {"fr": Policy(outdated=Outdated.DROP)}
    assert only(desk, replace(house, by_language=dropping), "fr") == (WhyNot.OUTDATED,)
    assert only(desk, house, "fr") == ()


def test_the_version_that_stands_in_its_place_is_named(desk: Desk, french: str) -> None:
    desk.release("fr", rights=Rights.INTERNAL)
    story = desk.store.rows("SELECT id FROM story")[0]["id"]
    versions = publishing.live(desk.store, story)
    ours = next(one for one in versions if one.language == "fr" and one.origin is Origin.MACHINE)
    house = Channel("house", ("atom",), Origin.MACHINE, Rights.INTERNAL, ("fr",))
    told: dict[str, Any] = {"languages": TAGS, "now": desk.now, "vetted": publishing.vetted(desk.store, story)}
    found = better(ours, versions, house, "fr", **told)
    assert found is not None
    assert found.origin is Origin.OFFICIAL
    assert best(versions, replace(house, rights=Rights.PUBLIC), "fr", **told) == ours
    unknown = told | {"vetted": {}}
    assert best(versions, replace(house, rights=Rights.PUBLIC), "fr", **unknown) is None


def test_a_text_goes_out_in_the_feed_of_its_own_language_or_of_a_sisters() -> None:
    house = Channel("house", ("atom",), Origin.MACHINE, Rights.INTERNAL, ("en", "pt", "pt-BR"))
    assert feed_for("pt-BR", house, TAGS) == "pt-BR"
    assert feed_for("pt-BR", replace(house, languages=("en", "pt")), ("en", "pt")) == "pt"
    assert feed_for("pt-BR", replace(house, languages=("en", "pt")), TAGS) == ""
    assert feed_for("zh-Hans", house, TAGS) == ""
