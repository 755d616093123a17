"""Versions of official texts, and what follows from a new one."""

from __future__ import annotations

import pytest

from pipeline.errors import StoreError
from pipeline.model import Authority, Origin, Rights, State
from pipeline.store import articles, overview, people
from tests.store.conftest import Desk


def live(desk: Desk, uri: str) -> list[tuple[Origin, State]]:
    story = uri.rpartition("/")[0]
    return [(a.origin, a.state) for a in articles.live(desk.store, story) if a.uri == uri]


def test_a_story_and_its_languages_have_tag_uris_minted_once(desk: Desk) -> None:
    english, french = desk.release("en"), desk.release("fr")
    story = english.removesuffix("/en")
    assert story.startswith("tag:news.example.org,2026-03-02:")
    assert french == f"{story}/fr"
    assert desk.release("en", "A new text for the same entry.") == english


def test_the_same_text_read_again_makes_no_version(desk: Desk) -> None:
    uri = desk.release("en", "One text.")
    desk.release("en", "One text.", source="other", entry="elsewhere", authority=Authority.COPY)
    assert [past.version for past in overview.history(desk.store, uri)] == [1]


def test_a_changed_text_is_a_new_version_and_the_old_one_is_kept(desk: Desk) -> None:
    uri = desk.release("en", "One text.")
    desk.release("en", "Another text.")
    assert [(past.version, past.state) for past in overview.history(desk.store, uri)] == [
        (1, State.SUPERSEDED),
        (2, State.CURRENT),
    ]
    assert overview.one(desk.store, uri).body[0].text == "Another text."


def test_a_new_version_outdates_what_was_made_from_the_old_one(desk: Desk) -> None:
    english = desk.release("en", "One text.")
    french = english.replace("/en", "/fr")
    desk.machine(english, "fr")
    desk.release("en", "Another text.")
    assert live(desk, french) == [(Origin.MACHINE, State.OUTDATED)]


def test_a_rejection_ends_when_the_source_changes(desk: Desk) -> None:
    english = desk.release("en", "One text.")
    french = english.replace("/en", "/fr")
    desk.machine(english, "fr")
    people.reject(desk.store, french, by="Ann", now=desk.tick())
    assert not desk.machine(english, "fr", "again")
    desk.release("en", "Another text.")
    assert desk.machine(english, "fr", "anew", version=2)
    assert live(desk, french) == [(Origin.MACHINE, State.CURRENT)]


def test_an_official_version_takes_the_place_of_ours_under_the_same_uri(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    french = desk.release("fr")
    assert french == english.replace("/en", "/fr")
    assert live(desk, french) == [(Origin.OFFICIAL, State.CURRENT)]


def test_the_wire_demotes_what_we_approved_and_a_copy_does_not(desk: Desk) -> None:
    for tag, authority, left in (("fr", Authority.WIRE, 1), ("es", Authority.COPY, 2)):
        english = desk.release("en", origin=f"https://e.example/p/{tag}.html")
        uri = english.replace("/en", f"/{tag}")
        desk.machine(english, tag)
        people.approve(desk.store, uri, up_to_date=False, by="Ann", now=desk.tick())
        desk.release(tag, authority=authority, origin=f"https://e.example/p/{tag}.html")
        assert len(live(desk, uri)) == left


def test_an_internal_official_version_leaves_our_public_one_in_place(desk: Desk) -> None:
    english = desk.release("en")
    desk.machine(english, "fr")
    french = desk.release("fr", rights=Rights.INTERNAL)
    assert [origin for origin, _ in live(desk, french)] == [Origin.OFFICIAL, Origin.MACHINE]


def test_the_same_text_found_with_freer_rights_frees_it_and_its_translations(desk: Desk) -> None:
    english = desk.release("en", "One text.", rights=Rights.INTERNAL)
    desk.machine(english, "fr")
    desk.release("en", "One text.", source="inbox", entry="own", authority=Authority.ISSUER)
    found = {a.language: (a.rights, a.authority) for a in articles.live(desk.store, english.removesuffix("/en"))}
    assert found == {"en": (Rights.PUBLIC, Authority.ISSUER), "fr": (Rights.PUBLIC, Authority.WIRE)}


def test_words_in_the_store_are_never_rewritten_or_removed(desk: Desk) -> None:
    uri = desk.release("en")
    with pytest.raises(StoreError, match="never rewritten"), desk.store.write():
        desk.store.run("UPDATE version SET headline = 'x' WHERE uri = ?", (uri,))
    with pytest.raises(StoreError, match="never removed"), desk.store.write():
        desk.store.run("DELETE FROM version WHERE uri = ?", (uri,))
