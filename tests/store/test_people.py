"""A person's words are safe from the machine, and every act is on record."""

from __future__ import annotations

import pytest

from pipeline.errors import ActError, MovedError, SavedWordsError, StoreError
from pipeline.model import Block, BlockKind, Origin, Segment, State, Work
from pipeline.sheets import keys
from pipeline.store import overview, people, work
from tests.store.conftest import Desk


def words(text: str) -> tuple[Block, ...]:
    return (Block(BlockKind.PARAGRAPH, text),)


def edit(desk: Desk, uri: str, text: str = "a person's words", up_to_date: bool = False) -> int:
    return people.edit(
        desk.store,
        uri,
        headline="Edited",
        subhead="",
        body=words(text),
        dateline=None,
        up_to_date=up_to_date,
        by="Ann",
        now=desk.tick(),
    )


@pytest.fixture
def french(desk: Desk) -> str:
    english = desk.release("en", "One text.")
    assert desk.machine(english, "fr")
    return english.replace("/en", "/fr")


def test_the_machine_never_replaces_what_a_person_wrote(desk: Desk, french: str) -> None:
    edit(desk, french)
    assert not desk.machine(french.replace("/fr", "/en"), "fr", "machine again")
    assert overview.one(desk.store, french).body[0].text == "a person's words"


def test_the_database_itself_refuses_a_machine_over_a_person(desk: Desk, french: str) -> None:
    edit(desk, french)
    with pytest.raises(StoreError, match="may not replace what a person wrote"), desk.store.write():
        desk.store.run(
            "INSERT INTO version SELECT uri, 9, 'machine', 'superseded', source, authority, rights, headline, "
            "headline_derived, subhead, byline, dateline, body, origin_url, issuer, link, published, created, updated, "
            "route, models, from_uri, from_version, from_language, fingerprint, shingles, evidence, '', '', tag "
            "FROM version WHERE uri = ? AND version = 1",
            (french,),
        )


def test_an_edit_of_an_outdated_text_stays_outdated_until_a_person_says_otherwise(desk: Desk, french: str) -> None:
    desk.release("en", "Another text.")
    edit(desk, french)
    assert overview.one(desk.store, french).state is State.OUTDATED
    with pytest.raises(ActError, match="outdated"):
        people.approve(desk.store, french, up_to_date=False, by="Ann", now=desk.tick())
    edit(desk, french, up_to_date=True)
    found = overview.one(desk.store, french)
    assert (found.state, found.translated_from and found.translated_from.version) == (State.CURRENT, 2)


def test_approving_keeps_the_words_and_does_not_date_them_anew(desk: Desk, french: str) -> None:
    before = overview.one(desk.store, french)
    people.approve(desk.store, french, up_to_date=False, by="Ann", now=desk.tick())
    after = overview.one(desk.store, french)
    assert (after.origin, after.version, after.body, after.updated) == (Origin.APPROVED, 2, before.body, before.updated)
    assert people.approve(desk.store, french, up_to_date=False, by="Bob", now=desk.tick()) == 2


def test_only_our_translations_are_edited_approved_or_rejected(desk: Desk, french: str) -> None:
    for act in (people.approve, people.reject):
        with pytest.raises(ActError, match="issuer's own text"):
            act(desk.store, french.replace("/fr", "/en"), by="Ann", now=desk.tick(), **_extra(act))
        with pytest.raises(ActError, match="no article has the URI"):
            act(desk.store, "tag:nowhere", by="Ann", now=desk.tick(), **_extra(act))


def _extra(act: object) -> dict[str, bool]:
    return {"up_to_date": False} if act is people.approve else {}


def test_a_rejected_text_is_not_approved_by_accident(desk: Desk, french: str) -> None:
    people.reject(desk.store, french, by="Ann", now=desk.tick())
    with pytest.raises(ActError, match="rejected"):
        people.approve(desk.store, french, up_to_date=False, by="Ann", now=desk.tick())
    edit(desk, french)
    assert overview.one(desk.store, french).state is State.CURRENT


def test_every_act_is_recorded_with_person_and_versions(desk: Desk, french: str) -> None:
    edit(desk, french)
    people.approve(desk.store, french, up_to_date=False, by="Bob", now=desk.tick())
    people.reject(desk.store, french, by="Cleo", now=desk.tick())
    rows = desk.store.rows("SELECT person, act, before, version FROM act ORDER BY id")
    assert [tuple(row) for row in rows] == [("Ann", "edit", 1, 2), ("Bob", "approve", 2, 3), ("Cleo", "reject", 3, 3)]
    assert [past.editor for past in overview.history(desk.store, french)] == ["", "Ann", "Bob"]


def test_a_machine_result_from_an_old_source_version_is_dropped(desk: Desk, french: str) -> None:
    english = french.replace("/fr", "/en")
    desk.release("en", "Another text.")
    assert not desk.machine(english, "fr", "late", version=1)
    assert desk.machine(english, "fr", "in time", version=2)


def save(desk: Desk, uri: str, source: str, target: str, *, seen: int | None = None) -> None:
    (key,) = keys([Segment(0, source, "")])
    told = Work(uri, key, source, target, "", 0, "Ann", desk.tick())
    with desk.store.write():
        assert work.save(desk.store, told, 0, seen=seen, now=desk.tick())[0]


def test_saved_words_that_a_version_does_not_have_keep_it_from_approval_by_name(desk: Desk, french: str) -> None:
    save(desk, french, "One text.", "Autre texte.")
    assert people.left_out(desk.store, french) == {"Ann": 1}
    with pytest.raises(SavedWordsError, match="Ann saved 1 sentence") as refused:
        people.approve(desk.store, french, up_to_date=False, by="Bob", now=desk.tick())
    assert refused.value.people == {"Ann": 1}
    people.approve(desk.store, french, up_to_date=False, by="Bob", now=desk.tick(), without_saved=True)


def test_nothing_is_made_of_a_text_whose_sentences_moved_on_since(desk: Desk, french: str) -> None:
    (key,) = keys([Segment(0, "One text.", "")])
    save(desk, french, "One text.", "Autre texte.")
    save(desk, french, "One text.", "Un autre texte.", seen=1)
    options = {"headline": "Edited", "subhead": "", "body": words("x"), "dateline": None, "up_to_date": False}
    with pytest.raises(MovedError) as refused:
        people.edit(desk.store, french, **options, by="Ann", now=desk.tick(), revisions={key: 1})  # type: ignore[arg-type]
    assert refused.value.keys == (key,)
    assert people.ours(desk.store, french).version == 1
    found = people.edit(desk.store, french, **options, by="Ann", now=desk.tick(), revisions={key: 2}, approved=True)  # type: ignore[arg-type]
    assert (people.ours(desk.store, french).version, people.ours(desk.store, french).origin) == (found, Origin.APPROVED)
