"""A source update opens again only what changed; drafts come and go with the versions they rest on."""

from __future__ import annotations

import pytest

from pipeline.model import Reopened, Segment, SegmentState, TranslatedFrom
from pipeline.store import drafts, people
from tests.store.conftest import Desk
from tests.store.test_memory import approved, edited, made


@pytest.fixture
def outdated(desk: Desk) -> str:
    uri = made(desk, desk.release("en", "One. Two of 4."), [("One.", "Un."), ("Two of 4.", "Deux sur 4.")])
    edited(desk, uri, [("One.", "Un !"), ("Two of 4.", "Deux sur 4.")])
    approved(desk, uri)
    desk.release("en", "One. Two of 5.")
    return uri


def new() -> list[Segment]:
    return [Segment(0, "One.", "Un machinal."), Segment(0, "Two of 5.", "Deux sur 5.")]


def only(desk: Desk) -> Reopened:
    (found,) = drafts.pending(desk.store)
    return found


def test_a_persons_outdated_text_waits_with_their_words_for_each_old_sentence(desk: Desk, outdated: str) -> None:
    found = only(desk)
    english = outdated.replace("/fr", "/en")
    assert (found.uri, found.version, found.source, found.target) == (
        outdated,
        3,
        TranslatedFrom(english, 2, "en"),
        "fr",
    )
    assert {source: one.target for source, one in found.kept.items()} == {"One.": "Un !", "Two of 4.": "Deux sur 4."}


def test_the_draft_keeps_the_persons_words_and_their_standing(desk: Desk, outdated: str) -> None:
    assert drafts.put(desk.store, only(desk), new(), desk.tick())
    draft = drafts.of(desk.store, outdated)
    assert draft is not None
    assert [(one.segment.target, one.segment.state, one.before, one.kept) for one in draft.segments] == [
        ("Un !", SegmentState.FINAL, "", ""),
        ("Deux sur 5.", SegmentState.TRANSLATED, "Two of 4.", "Deux sur 4."),
    ]
    assert [one.reopened for one in draft.segments] == [False, True]
    assert list(drafts.pending(desk.store)) == []


@pytest.mark.parametrize("act", ["edit", "approve", "update", "reject", "official"])
def test_a_draft_goes_when_either_side_moves_on(desk: Desk, outdated: str, act: str) -> None:
    waiting = only(desk)
    drafts.put(desk.store, waiting, new(), desk.tick())
    if act == "edit":
        edited(desk, outdated, [("One.", "Un."), ("Two of 4.", "Deux.")])
    elif act == "approve":
        people.approve(desk.store, outdated, up_to_date=True, by="Bob", now=desk.tick())
    elif act == "update":
        desk.release("en", "One. Two of 6.")
    elif act == "reject":
        people.reject(desk.store, outdated, by="Bob", now=desk.tick())
    else:
        desk.release("fr", "Un texte officiel.", entry="fr")
    assert drafts.of(desk.store, outdated) is None
    assert not drafts.put(desk.store, waiting, new(), desk.tick())
    if act == "update":
        assert only(desk).source.version == 3
    elif act != "edit":
        assert list(drafts.pending(desk.store)) == []


def test_machine_texts_killed_stories_and_texts_without_segments_wait_for_no_draft(desk: Desk, outdated: str) -> None:
    made(desk, desk.release("en", "Six.", origin="https://e.example/2"), [("Six.", "Six.")])
    desk.release("en", "Seven.", origin="https://e.example/2")
    assert only(desk).uri == outdated
    with desk.store.write():
        desk.store.run("UPDATE story SET pub_status = 'canceled'")
    assert list(drafts.pending(desk.store)) == []


def test_nothing_translated_is_no_draft(desk: Desk, outdated: str) -> None:
    assert not drafts.put(desk.store, only(desk), [], desk.tick())
    assert drafts.of(desk.store, outdated) is None
