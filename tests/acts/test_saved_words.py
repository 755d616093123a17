"""Sentences that people saved are neither left out of an approval unseen nor published unseen."""

from __future__ import annotations

import pytest

from pipeline import acts
from pipeline.errors import ActError, CriticalError, MovedError, SavedWordsError
from pipeline.model import Origin
from pipeline.review.suggested import suggestions
from pipeline.store import overview, people, work
from tests.acts.newsdesk import ENGLISH, FREE, OPENS, SHOWS, Newsdesk


def approve(desk: Newsdesk, uri: str, **options: bool) -> int:
    return acts.approve(desk.store, uri, by="Second reviewer", now=desk.tick(), **options)


def test_a_text_is_not_approved_without_the_sentences_somebody_saved(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    with pytest.raises(SavedWordsError, match="Reviewer saved 1 sentence here that is not part") as refused:
        approve(desk, uri)
    assert isinstance(refused.value, ActError)
    desk.save(uri, FREE, "Aos domingos não se paga.", by="Third reviewer")
    with pytest.raises(SavedWordsError, match="2 sentences") as refused:
        approve(desk, uri)
    assert refused.value.people == {"Reviewer": 1, "Third reviewer": 1}
    assert overview.one(desk.store, uri).origin is Origin.MACHINE
    desk.finish(uri)
    approve(desk, uri)
    assert desk.said(uri)[SHOWS] == "Tem 300 navios."


def test_who_says_so_approves_without_them_and_they_stay(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    approve(desk, uri, without_saved=True)
    assert desk.said(uri)[SHOWS] == "Mostra 300 navios."
    assert desk.line(uri, SHOWS).segment.target == "Tem 300 navios."
    assert people.left_out(desk.store, uri) == {"Reviewer": 1}
    assert desk.open(uri).saved_beside == 1
    with pytest.raises(SavedWordsError):  # nor is it said to be approved already
        approve(desk, uri)


def test_a_confirmed_sentence_keeps_nothing_from_approval(desk: Newsdesk, uri: str) -> None:
    for source in ("Museum opens", SHOWS):
        line = desk.line(uri, source)
        acts.confirm(desk.store, uri, line.key, by="Reviewer", now=desk.tick())
    assert len(work.of(desk.store, uri)) == 2
    assert desk.open(uri).saved_beside == 0
    approve(desk, uri)


def test_a_saved_headline_counts_as_well(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, "Museum opens", "O museu abre")
    with pytest.raises(SavedWordsError):
        approve(desk, uri)


def test_words_for_a_sentence_the_text_has_no_more_are_not_passed_over(desk: Newsdesk, english: str, uri: str) -> None:
    desk.save(uri, FREE, "Aos domingos não se paga.")
    desk.release(*ENGLISH[:2], "Entry costs 4 euros.")
    desk.machine(english, "pt")
    with pytest.raises(SavedWordsError):
        approve(desk, uri)


def test_an_outdated_text_is_not_called_up_to_date_over_saved_words(desk: Newsdesk, uri: str) -> None:
    approve(desk, uri)
    desk.release("The museum opens on 5 May. It shows 300 ships.", *ENGLISH[1:])
    desk.drafted()
    line = desk.line(uri, OPENS.replace("4", "5"))
    acts.save(desk.store, uri, line.key, "O museu abre a 5 de maio.", revision=0, by="Reviewer", now=desk.tick())
    with pytest.raises(SavedWordsError):
        approve(desk, uri, up_to_date=True)


def seen(desk: Newsdesk, uri: str) -> dict[str, int]:
    """How far each sentence had come when somebody looked."""
    return {line.key: line.revision for line in desk.open(uri).sheet.lines}


@pytest.mark.parametrize("approved", [False, True])
def test_words_saved_after_somebody_looked_are_neither_kept_nor_approved(
    desk: Newsdesk, uri: str, approved: bool
) -> None:
    desk.save(uri, FREE, "Aos domingos não se paga.")
    looked = seen(desk, uri)
    key = desk.save(uri, SHOWS, "Tem 900 navios.", by="Second reviewer").key
    options = {"by": "Reviewer", "now": desk.tick(), "approved": approved}
    with pytest.raises(MovedError) as refused:
        acts.finish(desk.store, uri, revisions=looked, **options)  # type: ignore[arg-type]
    assert refused.value.keys == (key,)
    assert [one.version for one in overview.history(desk.store, uri)] == [1]
    assert len(work.of(desk.store, uri)) == 2
    acts.finish(desk.store, uri, revisions=seen(desk, uri), override="so it is", **options)  # type: ignore[arg-type]
    assert desk.said(uri)[SHOWS] == "Tem 900 navios."
    assert overview.one(desk.store, uri).origin is (Origin.APPROVED if approved else Origin.EDITED)


def test_words_saved_after_somebody_looked_at_an_untouched_text_keep_it_from_approval(desk: Newsdesk, uri: str) -> None:
    opened, looked = desk.open(uri), seen(desk, uri)
    desk.save(uri, SHOWS, "Tem 300 navios.")
    with pytest.raises(MovedError):
        acts.approve(
            desk.store,
            uri,
            by="Reviewer",
            now=desk.tick(),
            version=opened.ours.version,
            revisions=looked,
            without_saved=True,
        )


def test_a_refused_approval_leaves_no_version_behind(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Mostra 900 navios.")
    with pytest.raises(CriticalError):
        acts.finish(desk.store, uri, by="Reviewer", now=desk.tick(), approved=True)
    assert [one.version for one in overview.history(desk.store, uri)] == [1]
    assert desk.line(uri, SHOWS).segment.target == "Mostra 900 navios."
    version = acts.finish(desk.store, uri, by="Reviewer", now=desk.tick(), approved=True, override="the wire is wrong")
    approval = people.approval(desk.store, uri, version)
    assert approval is not None
    assert approval.override == "the wire is wrong"


def test_kept_and_approved_at_once_is_on_record_as_both(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.", by="Second reviewer")
    acts.finish(desk.store, uri, by="Reviewer", now=desk.tick(), approved=True)
    rows = desk.store.rows("SELECT act, person FROM act WHERE act IN ('edit', 'approve', 'wrote') ORDER BY id")
    assert sorted(tuple(row) for row in rows) == [
        ("approve", "Reviewer"), ("edit", "Reviewer"), ("wrote", "Second reviewer"),
    ]  # fmt: skip


def test_words_saved_for_a_sentence_that_changed_are_offered_beside_the_new_one(desk: Newsdesk, uri: str) -> None:
    approve(desk, uri)
    desk.save(uri, SHOWS, "Tem 300 navios.")
    desk.save(uri, SHOWS, "Há 300 navios.", by="Second reviewer")
    desk.release("The museum opens on 4 May. It shows 350 ships.", *ENGLISH[1:])
    desk.drafted()
    sheet = desk.open(uri).sheet
    line = next(one for one in sheet.lines if one.segment.source == "It shows 350 ships.")
    assert line.before == SHOWS
    assert [(one.target, one.person) for one in line.stray] == [("Há 300 navios.", "Second reviewer")]
    assert sheet.homeless == line.stray
    assert [one.key for one in sheet.lines if one.stray] == [line.key]
    opened = desk.open(uri)
    offered = suggestions(desk.store, opened, line, ())
    assert ("Há 300 navios.", "Second reviewer") in [(one.text, one.note) for one in offered]
