"""Versions made of work in hand: whose words, which source, what falls when the source changes."""

from __future__ import annotations

import pytest

from pipeline import acts
from pipeline.errors import ActError, CriticalError
from pipeline.model import (
    Origin,
    SegmentState,
    State,
    TranslatedFrom,
)
from pipeline.store import audit, memory, people, work
from pipeline.store import segments as stored
from tests.acts.newsdesk import ENGLISH, FREE, OPENS, PLAN, SHOWS, Newsdesk


def test_a_finished_text_holds_everybodys_words_and_says_who_wrote_them(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    desk.save(uri, FREE, "Aos domingos não se paga.", by="Second reviewer")
    desk.save(uri, "Museum opens", "O museu abre", by="Second reviewer")
    version = desk.finish(uri)
    ours = people.ours(desk.store, uri)
    assert (ours.version, ours.origin, ours.headline) == (version, Origin.EDITED, "O museu abre")
    assert [block.text for block in ours.body] == [
        "O museu abre a 4 de maio. Tem 300 navios.",
        "Veja o plano agora.",
        "Aos domingos não se paga.",
    ]
    assert ours.body[1].html == 'Veja <a href="https://e.example/plan">o plano</a> agora.'
    assert work.of(desk.store, uri) == []
    told = [(one.act, one.person, one.after) for one in audit.acts(desk.store) if one.act == "wrote"]
    assert told == [("wrote", "Second reviewer", f"2 sentences of version {version}")]
    assert desk.finish(uri) == version  # nothing was done since
    assert desk.line(uri, SHOWS).revision == 1


def test_what_the_person_has_not_seen_is_not_finished(desk: Newsdesk, english: str, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    seen = desk.open(uri).sheet
    desk.machine(english, "pt", {FREE: "Entrada grátis."})
    with pytest.raises(ActError, match="changed since you opened it"):
        desk.finish(uri, version=seen.version, from_version=seen.source.version)
    assert desk.line(uri, SHOWS).segment.target == "Tem 300 navios."
    desk.finish(uri, version=desk.open(uri).sheet.version)


def test_a_text_cannot_be_emptied(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, "Museum opens", "")
    with pytest.raises(ActError, match="needs a headline"):
        desk.finish(uri)
    desk.save(uri, "Museum opens", "Abre")
    for source in (SHOWS, OPENS, PLAN, FREE):
        desk.save(uri, source, "")
    with pytest.raises(ActError, match="at least one paragraph"):
        desk.finish(uri)
    desk.save(uri, FREE, "Livre.")
    desk.finish(uri)
    assert [block.text for block in people.ours(desk.store, uri).body] == ["Livre."]
    assert desk.line(uri, SHOWS).segment.target == ""


def test_an_approval_falls_for_the_touched_sentences_only_when_the_source_changes(
    desk: Newsdesk, english: str, uri: str
) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    acts.approve(desk.store, uri, by="Editor", now=desk.tick(), version=desk.finish(uri))
    desk.release("The museum opens on 4 May. It shows 320 ships.", *ENGLISH[1:])
    for drafted in (False, True):
        if drafted:
            desk.drafted()
        opened_ = desk.open(uri)
        assert opened_.sheet.outdated
        assert opened_.sheet.source.version == 2
        (open_one,) = [line for line in opened_.sheet.lines if line.touched]
        assert open_one.segment.source == "It shows 320 ships."
        assert (open_one.before, open_one.kept) == (SHOWS, "Tem 300 navios.")
        assert open_one.machine == ("[It shows 320 ships.]" if drafted else "")
        assert open_one.segment.target == (open_one.machine if drafted else "Tem 300 navios.")
        assert {one.segment.state for one in opened_.sheet.lines if not one.touched} == {SegmentState.FINAL}
        assert ("numbers" in {one.check for one in open_one.segment.issues}) is not drafted
    with pytest.raises(ActError, match="1 sentences changed"):
        desk.finish(uri)
    desk.save(uri, "It shows 320 ships.", "Tem 320 navios.")
    version = desk.finish(uri)
    ours = people.ours(desk.store, uri)
    assert ours.state is State.CURRENT
    assert ours.translated_from == TranslatedFrom(english, 2, "en")
    states = {one.source: one.state for one in stored.of(desk.store, uri, version)}
    assert states.pop("It shows 320 ships.") is SegmentState.REVIEWED
    assert set(states.values()) == {SegmentState.FINAL}
    assert ours.body[1].html == 'Veja <a href="https://e.example/plan">o plano</a> agora.'
    acts.approve(desk.store, uri, by="Editor", now=desk.tick(), version=version)
    assert memory.exact(desk.store, ["It shows 320 ships."], "en", "pt")


def test_a_draft_counts_as_up_to_date_with_its_own_source_and_no_newer_one(
    desk: Newsdesk, english: str, uri: str
) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    desk.finish(uri)
    desk.release("The museum opens on 4 May. It shows 320 ships.", *ENGLISH[1:])
    desk.drafted()
    desk.save(uri, "It shows 320 ships.", "Tem 320 navios.")
    seen = desk.open(uri).sheet
    desk.release("The museum opens on 5 May. It shows 320 ships.", *ENGLISH[1:])
    with pytest.raises(ActError, match="changed since you opened it"):
        desk.finish(uri, version=seen.version, from_version=seen.source.version, up_to_date=True)
    sheet = desk.open(uri).sheet
    assert sheet.source.version == 3
    by_source = {line.segment.source: line for line in sheet.lines}
    assert by_source["It shows 320 ships."].segment.target == "Tem 320 navios."
    assert by_source["The museum opens on 5 May."].touched
    with pytest.raises(ActError, match="1 sentences changed"):
        desk.finish(uri)
    desk.finish(uri, up_to_date=True)  # a person says that it says so already
    assert people.ours(desk.store, uri).translated_from == TranslatedFrom(english, 3, "en")


def test_a_new_sentence_without_words_is_not_passed_over(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    desk.finish(uri)
    desk.release(*ENGLISH, "Dogs may not come in.")
    with pytest.raises(ActError, match="no words yet"):
        desk.finish(uri, up_to_date=True)
    assert desk.line(uri, "Dogs may not come in.").segment.state is SegmentState.INITIAL
    desk.save(uri, "Dogs may not come in.", "Os cães ficam à porta.")
    desk.finish(uri)
    assert people.ours(desk.store, uri).body[-1].text == "Os cães ficam à porta."


def test_an_open_critical_issue_keeps_a_text_from_approval(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Mostra 30 navios.")
    version = desk.finish(uri)
    with pytest.raises(CriticalError):
        acts.approve(desk.store, uri, by="Reviewer", now=desk.tick(), version=version)
    desk.save(uri, SHOWS, "Mostra 300 navios.")
    acts.approve(desk.store, uri, by="Reviewer", now=desk.tick(), version=desk.finish(uri))


def test_a_text_stored_without_its_sentences_is_laid_beside_its_source(desk: Newsdesk, uri: str) -> None:
    text = acts.editable(people.ours(desk.store, uri)).replace("Mostra 300", "Mostra 30")
    acts.edit(desk.store, uri, text, by="Editor", now=desk.tick())
    version = people.ours(desk.store, uri).version
    with desk.store.write():
        desk.store.run("DELETE FROM issue WHERE uri = ? AND version = ?", (uri, version))
        desk.store.run("DELETE FROM segment WHERE uri = ? AND version = ?", (uri, version))
    line = desk.line(uri, SHOWS)
    assert line.segment.target == "Mostra 30 navios."
    assert [one.check for one in line.segment.issues] == ["numbers"]
    desk.save(uri, SHOWS, "Mostra 300 navios.")
    desk.finish(uri)
    assert desk.said(uri)[SHOWS] == "Mostra 300 navios."
