"""When `updated` moves: on other words, unless whoever approves them calls it a silent fix."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import stories
from pipeline.model import Article, Authority, Block, BlockKind, Origin, Rights, TranslatedFrom
from pipeline.store import articles, audit, overview, people, writing
from tests.store.conftest import Desk


@pytest.fixture
def french(desk: Desk) -> str:
    english = desk.release("en")
    assert desk.machine(english, "fr")
    return english.replace("/en", "/fr")


def body(text: str, html: str = "") -> tuple[Block, ...]:
    return (Block(BlockKind.PARAGRAPH, text, html),)


def edit(desk: Desk, uri: str, text: str, *, headline: str = "Headline", html: str = "", **more: Any) -> Article:
    said: dict[str, Any] = {"subhead": "", "dateline": None, "up_to_date": False, "by": "Ann", "now": desk.tick()}
    people.edit(desk.store, uri, headline=headline, body=body(text, html), **said, **more)
    return overview.one(desk.store, uri)


def approve(desk: Desk, uri: str, **more: Any) -> Article:
    people.approve(desk.store, uri, **({"up_to_date": False} | more), by="Ann", now=desk.tick())
    return overview.one(desk.store, uri)


def updated(desk: Desk, uri: str) -> datetime:
    return overview.one(desk.store, uri).updated


def test_the_machine_moves_it_only_with_other_words(desk: Desk, french: str) -> None:
    english = french.replace("/fr", "/en")
    first = overview.one(desk.store, french)
    assert desk.machine(english, "fr")
    again = overview.one(desk.store, french)
    assert (again.version, again.updated) == (2, first.updated)
    assert again.version_created > first.version_created
    assert desk.machine(english, "fr", "other words")
    assert updated(desk, french) == desk.now


def test_an_edit_moves_it_and_new_links_do_not(desk: Desk, french: str) -> None:
    first = updated(desk, french)
    assert edit(desk, french, "machine words", html='<a href="https://x.example/">machine</a> words').updated == first
    assert edit(desk, french, "our words").updated == desk.now
    assert edit(desk, french, "our words", headline="Another").updated == desk.now


def test_an_approval_tells_readers_of_new_words_and_of_nothing_else(desk: Desk, french: str) -> None:
    first = approve(desk, french)
    edited = edit(desk, french, "better words")
    assert approve(desk, french).updated == edited.updated > first.updated
    people.unapprove(desk.store, french, by="Ann", why="a doubt", now=desk.tick())
    assert approve(desk, french).updated == edited.updated


def test_words_that_readers_have_already_are_no_news(desk: Desk, french: str) -> None:
    first = approve(desk, french)
    edit(desk, french, "other words")
    edit(desk, french, "machine words")
    assert approve(desk, french).updated == first.updated


def test_a_silent_fix_keeps_the_time_readers_have_and_goes_on_record(desk: Desk, french: str) -> None:
    first = approve(desk, french)
    edited = edit(desk, french, "mended words")
    fixed = approve(desk, french, silent=True)
    assert (fixed.body[0].text, fixed.updated) == ("mended words", first.updated)
    told = [one for one in audit.of_story(desk.store, fixed.story) if one.act == "silent"]
    assert [(one.person, one.version, one.uri) for one in told] == [("Ann", fixed.version, french)]
    assert datetime.fromisoformat(told[0].before) == edited.updated
    assert datetime.fromisoformat(told[0].after) == first.updated
    loud = edit(desk, french, "new words")
    assert approve(desk, french).updated == loud.updated > first.updated


def test_a_silent_fix_of_the_machines_text_in_one_go_keeps_its_time(desk: Desk, french: str) -> None:
    first = updated(desk, french)
    assert edit(desk, french, "mended words", approved=True, silent=True).updated == first
    assert edit(desk, french, "loud words", approved=True).updated == desk.now


def test_a_silent_fix_of_what_takes_an_official_texts_place_keeps_that_texts_time(desk: Desk, french: str) -> None:
    copied = desk.release("fr", "Une copie.", authority=Authority.COPY, rights=Rights.INTERNAL)
    assert copied == french
    official = articles.official(desk.store, french)
    assert official is not None
    edit(desk, french, "our words")
    people.approve(desk.store, french, up_to_date=False, by="Ann", now=desk.tick(), silent=True)
    assert people.ours(desk.store, french).updated == official.updated


def test_a_text_brought_anew_is_news(desk: Desk) -> None:
    english = desk.release("en")
    story = articles.story_of(desk.store, english)
    uri = writing.write(
        desk.store, story, "fr", TranslatedFrom(english, 1, "en"), headline="Titre", subhead="", body=body("Texte"),
        dateline=None, paired=(), by="Ann", now=desk.tick(),
    )  # fmt: skip
    assert updated(desk, uri) == desk.now


def test_an_official_text_of_a_joined_story_is_news_where_it_takes_anothers_place(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    french = english.replace("/en", "/fr")
    other = desk.release("fr", "Le même communiqué.", origin="https://e.example/p/2.html", entry="fr-2")
    before = updated(desk, other)
    with desk.store.write():
        now = desk.tick()
        articles.join_stories(
            desk.store, articles.story_of(desk.store, other), articles.story_of(desk.store, english), now
        )
    found = overview.one(desk.store, french)
    assert (found.origin, found.updated) == (Origin.OFFICIAL, now)
    assert found.updated > before


def test_a_text_that_is_up_to_date_with_an_internal_source_is_internal(desk: Desk, french: str) -> None:
    desk.release("en", "It says something else, in confidence.", rights=Rights.INTERNAL)
    assert edit(desk, french, "our words").rights is Rights.PUBLIC  # made from what was public
    assert approve(desk, french, up_to_date=True).rights is Rights.INTERNAL


ACTS = st.lists(
    st.tuples(st.sampled_from(["edit", "approve", "silent", "unapprove", "machine"]), st.sampled_from("ab")), max_size=8
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_happens_approved_words_are_dated_by_what_readers_had(desk: Desk, acts: list[tuple[str, str]]) -> None:
    """Between one approved version and the next: the same words or a silent fix keep the time, others move it."""
    desk.now += timedelta(hours=1)
    origin = f"https://e.example/p/{desk.now.timestamp()}"
    english = desk.release("en", f"Text of {origin}", origin=origin)
    uri, last, story = english.replace("/en", "/fr"), None, stories.origin_key(origin)
    assert story and desk.machine(english, "fr")
    for act, words in acts:
        now = overview.one(desk.store, uri)
        if act == "machine":
            desk.machine(english, "fr", words)
        elif act == "edit":
            edit(desk, uri, words)
        elif act == "unapprove" and now.origin is Origin.APPROVED:
            people.unapprove(desk.store, uri, by="Ann", why="so", now=desk.tick())
        elif act in ("approve", "silent") and now.origin is not Origin.APPROVED:
            found = approve(desk, uri, silent=act == "silent")
            if last is not None:
                stays = act == "silent" or found.body == last.body
                assert (found.updated == last.updated) if stays else (found.updated > last.updated)
            last = found
