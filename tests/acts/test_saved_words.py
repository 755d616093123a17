"""Sentences that people saved are neither left out of an approval unseen nor published unseen."""

from __future__ import annotations

import pytest

from pipeline import acts
from pipeline.errors import ActError, SavedWordsError
from pipeline.model import Origin
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
