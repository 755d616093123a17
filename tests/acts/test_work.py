"""Work sentence by sentence over a real store: saved, confirmed, in conflict, without a place, marked elsewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline import acts
from pipeline.errors import ActError
from pipeline.glossary import Glossary
from pipeline.model import (
    Conflict,
    Gone,
    Origin,
    Saved,
    SegmentOrigin,
    SegmentState,
    Term,
)
from pipeline.store import audit, opened, people, work
from pipeline.store import segments as stored
from tests.acts.newsdesk import ENGLISH, FREE, NOW, OPENS, PLAN, SHOWS, Newsdesk
from tests.conftest import Newsroom


# --- saving ----------------------------------------------------------------------------------------------------------
def test_words_are_saved_with_what_the_checks_find_and_stand_in_the_sheet_at_once(desk: Newsdesk, uri: str) -> None:
    assert desk.line(uri, SHOWS).touched
    line = desk.save(uri, SHOWS, "Mostra 30 navios.")
    assert (line.revision, line.person, line.touched) == (1, "Reviewer", False)
    assert [(one.check, one.severity.value) for one in line.segment.issues] == [("numbers", "critical")]
    again = desk.line(uri, SHOWS)
    assert again == line
    assert again.segment.state is SegmentState.REVIEWED
    assert desk.line(uri, FREE).touched
    assert desk.save(uri, SHOWS, "Mostra 300 navios.").segment.issues == ()
    assert people.ours(desk.store, uri).origin is Origin.MACHINE  # nothing is a version yet


def test_a_persons_words_are_theirs_but_for_what_no_format_can_carry(desk: Newsdesk, uri: str) -> None:
    typed = "Mostra  300\x00 \u2067“navios”\u202c\ud800 —\u200b e\u0301\t!\r\n"
    assert desk.save(uri, SHOWS, typed).segment.target == "Mostra  300 “navios” —\u200b é !"
    assert desk.save(uri, "Museum opens", " A\n\nB ").segment.target == "A B"
    with pytest.raises(ActError, match="longer than"):
        desk.save(uri, SHOWS, "x" * 20_001)
    assert desk.save(uri, FREE, "x" * 20_000).revision == 1


def test_links_go_with_their_words_or_where_the_browser_puts_them(desk: Newsdesk, uri: str) -> None:
    assert "plano</a>" in desk.save(uri, PLAN, "Veja já o plano.").segment.html
    half = desk.save(uri, PLAN, "Veja já")  # while somebody rewords it
    assert ">já</a>" in half.segment.html
    assert desk.save(uri, PLAN, "Veja já o plano todo.").segment.html == (
        'Veja já <a href="https://e.example/plan">o plano</a> todo.'
    )
    line = desk.line(uri, PLAN)
    found = acts.save(
        desk.store, uri, line.key, "Veja aqui.", revision=line.revision, by="Reviewer", now=desk.tick(),
        marks=[[5, 9, "a", "https://e.example/plan"]],
    )  # fmt: skip
    assert isinstance(found, Saved)
    assert found.line.segment.html == 'Veja <a href="https://e.example/plan">aqui</a>.'
    assert acts.wording(found.line.segment) == [[5, 9, "a", "https://e.example/plan"]]
    assert "aqui</a>" in desk.save(uri, PLAN, "Veja aqui mesmo.").segment.html
    with pytest.raises(ActError, match="only the links"):
        acts.save(
            desk.store, uri, line.key, "Veja aqui.", revision=9, by="Reviewer", now=desk.tick(),
            marks=[[5, 9, "a", "https://evil.example/"]],
        )  # fmt: skip


def test_the_second_to_save_sees_the_firsts_words_and_loses_none_of_theirs(desk: Newsdesk, uri: str) -> None:
    key = desk.line(uri, SHOWS).key
    desk.save(uri, SHOWS, "Tem 300 navios.")
    found = acts.save(desk.store, uri, key, "Há 300 navios.", revision=0, by="Second reviewer", now=desk.tick())
    assert isinstance(found, Conflict)
    assert (found.revision, found.theirs, found.person, found.yours) == (
        1, "Tem 300 navios.", "Reviewer", "Há 300 navios.",
    )  # fmt: skip
    assert desk.line(uri, SHOWS).segment.target == "Tem 300 navios."
    desk.save(uri, SHOWS, "Há 300 navios.", by="Second reviewer", revision=found.revision)
    (act,) = [one for one in audit.acts(desk.store) if one.act == "save"]
    assert (act.person, act.before, act.after) == ("Second reviewer", "Tem 300 navios.", "Há 300 navios.")


def test_an_answer_that_got_lost_is_no_conflict(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    assert desk.save(uri, SHOWS, "Tem 300 navios.", revision=0).revision == 1


def test_who_opened_before_a_version_took_the_words_up_still_meets_them(desk: Newsdesk, uri: str) -> None:
    key = desk.line(uri, SHOWS).key
    desk.save(uri, SHOWS, "Tem 300 navios.")
    desk.finish(uri)
    found = acts.save(desk.store, uri, key, "Há 300 navios.", revision=0, by="Second reviewer", now=desk.tick())
    assert isinstance(found, Conflict)
    assert found.theirs == "Tem 300 navios."
    assert desk.save(uri, SHOWS, "Há 300.", by="Second reviewer", revision=found.revision).revision == 2
    # A text written anew as a whole moves its sentences on too.
    text = acts.editable(people.ours(desk.store, uri)).replace("A entrada é livre", "Entra-se de graça")
    acts.edit(desk.store, uri, text, by="Editor", now=desk.tick())
    free = desk.line(uri, FREE).key
    found = acts.save(desk.store, uri, free, "Livre.", revision=0, by="Reviewer", now=desk.tick())
    assert isinstance(found, Conflict)
    assert found.theirs == "Entra-se de graça aos domingos."


def test_confirming_stands_for_the_words_as_they_are(desk: Newsdesk, uri: str) -> None:
    line = desk.line(uri, PLAN)
    found = acts.confirm(desk.store, uri, line.key, revision=0, by="Reviewer", now=desk.tick())
    assert isinstance(found, Saved)
    assert (found.line.touched, found.line.segment.html) == (False, line.segment.html)
    version = desk.finish(uri)
    states = {one.source: (one.state, one.origin) for one in stored.of(desk.store, uri, version)}
    assert states[PLAN] == (SegmentState.REVIEWED, SegmentOrigin.ENGINE)
    assert states[FREE] == (SegmentState.TRANSLATED, SegmentOrigin.ENGINE)
    assert people.ours(desk.store, uri).origin is Origin.EDITED


def test_reverting_goes_back_to_the_text_and_is_on_record(desk: Newsdesk, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    key = desk.line(uri, SHOWS).key
    found = acts.revert(desk.store, uri, key, revision=0, by="Second reviewer", now=desk.tick())
    assert isinstance(found, Conflict)
    found = acts.revert(desk.store, uri, key, revision=1, by="Second reviewer", now=desk.tick())
    assert isinstance(found, Saved)
    assert (found.line.segment.target, found.line.person) == ("Mostra 300 navios.", "")
    (act,) = [one for one in audit.acts(desk.store) if one.act == "drop"]
    assert (act.person, act.before) == ("Second reviewer", "Tem 300 navios.")
    stale = acts.save(desk.store, uri, key, "Outra vez.", revision=1, by="Reviewer", now=desk.tick())
    assert isinstance(stale, Conflict)


def test_an_issue_is_set_aside_until_the_words_change_wherever_they_stand(desk: Newsdesk, uri: str) -> None:
    line = desk.save(uri, SHOWS, "Mostra 30 navios.")
    with pytest.raises(ActError, match="say why"):
        acts.dismiss_line(desk.store, uri, line.key, "numbers", by="Reviewer", why=" ", now=desk.tick())
    with pytest.raises(ActError, match="no issue"):
        acts.dismiss_line(desk.store, uri, line.key, "links", by="Reviewer", why="so", now=desk.tick())
    line = acts.dismiss_line(desk.store, uri, line.key, "numbers", by="Reviewer", why="a nickname", now=desk.tick())
    assert [one.dismissed_by for one in line.segment.issues] == ["Reviewer"]
    assert [one.dismissed_by for one in desk.line(uri, SHOWS).segment.issues] == ["Reviewer"]
    desk.finish(uri)
    assert [one.dismissed_by for one in desk.line(uri, SHOWS).segment.issues] == ["Reviewer"]
    assert [one.dismissed_by for one in desk.save(uri, SHOWS, "Mostra 31 navios.").segment.issues] == [""]
    desk.finish(uri)
    line = desk.line(uri, SHOWS)
    acts.dismiss_line(desk.store, uri, line.key, "numbers", by="Editor", why="it sank", now=desk.tick())
    assert [one.dismissed_by for one in desk.line(uri, SHOWS).segment.issues] == ["Editor"]
    assert [one.why for one in audit.acts(desk.store) if one.act == "dismiss"] == ["a nickname", "it sank"]


# --- when the ground moves -------------------------------------------------------------------------------------------
def test_work_stays_in_place_when_the_machine_makes_a_new_version(desk: Newsdesk, english: str, uri: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    assert desk.machine(english, "pt", {SHOWS: "Mostra trezentos.", FREE: "Entrada grátis."})
    assert desk.line(uri, SHOWS).segment.target == "Tem 300 navios."
    assert desk.line(uri, FREE).segment.target == "Entrada grátis."
    desk.finish(uri)
    assert not desk.machine(english, "pt")
    assert desk.said(uri)[SHOWS] == "Tem 300 navios."


def test_words_for_a_sentence_that_is_gone_are_kept_until_a_person_drops_them(
    desk: Newsdesk, english: str, uri: str
) -> None:
    key = desk.line(uri, SHOWS).key
    desk.save(uri, SHOWS, "Tem 300 navios.")
    desk.release("The museum opens on 4 May. It has a café.", *ENGLISH[1:])
    desk.machine(english, "pt")
    sheet = desk.open(uri).sheet
    assert [(one.key, one.target, one.source) for one in sheet.homeless] == [(key, "Tem 300 navios.", SHOWS)]
    found = acts.save(desk.store, uri, key, "Tinha 300 navios.", revision=1, by="Reviewer", now=desk.tick())
    assert isinstance(found, Gone)
    free = desk.line(uri, OPENS).key
    desk.save(uri, OPENS, "Abre a 4 de maio.")
    desk.finish(uri)
    assert [one.target for one in desk.open(uri).sheet.homeless] == ["Tinha 300 navios."]
    assert acts.revert(desk.store, uri, key, revision=2, by="Reviewer", now=desk.tick()) is None
    assert desk.open(uri).sheet.homeless == ()
    assert free in {one.key for one in desk.open(uri).sheet.lines}
    with pytest.raises(ActError, match="never had"):
        acts.save(desk.store, uri, "0" * 16 + "-0", "x", revision=0, by="Reviewer", now=desk.tick())


def test_words_that_come_late_for_a_sentence_that_just_went_are_kept(desk: Newsdesk, english: str, uri: str) -> None:
    key = desk.line(uri, SHOWS).key
    desk.release("The museum opens on 4 May.", *ENGLISH[1:])
    desk.machine(english, "pt")
    found = acts.save(desk.store, uri, key, "Tem 300 navios.", revision=0, by="Reviewer", now=desk.tick())
    assert isinstance(found, Gone)
    assert found.work.source == SHOWS
    assert [one.target for one in desk.open(uri).sheet.homeless] == ["Tem 300 navios."]


# --- other languages, terms, presence --------------------------------------------------------------------------------
def test_a_fact_a_person_changed_marks_the_sentence_in_the_other_languages(
    desk: Newsdesk, english: str, uri: str
) -> None:
    desk.machine(english, "fr")
    french = english.replace("/en", "/fr")
    desk.save(uri, OPENS, "O museu abre a 5 de maio.")
    (mark,) = desk.line(french, OPENS).marks
    assert (mark.language, mark.before, mark.after, mark.person) == ("pt", "4 de maio", "5 de maio", "Reviewer")
    assert desk.line(uri, OPENS).marks == ()
    desk.save(uri, OPENS, "O museu abre a 4 de maio.")  # they think better of it
    assert desk.line(french, OPENS).marks == ()
    desk.save(uri, OPENS, "O museu abre a 6 de maio.")
    acts.revert(desk.store, uri, desk.line(uri, OPENS).key, revision=None, by="Reviewer", now=desk.tick())
    assert desk.line(french, OPENS).marks == ()
    desk.save(uri, OPENS, "O museu abre a 6 de maio.")
    desk.finish(uri)
    desk.save(uri, OPENS, "O museu abre mesmo a 6 de maio.")
    assert [one.after for one in desk.line(french, OPENS).marks] == ["6 de maio"]
    acts.confirm(desk.store, french, desk.line(french, OPENS).key, by="French reviewer", now=desk.tick())
    assert desk.line(french, OPENS).marks == ()


def test_a_figure_set_right_by_the_source_marks_nothing(desk: Newsdesk, english: str, uri: str) -> None:
    desk.machine(english, "fr")
    desk.machine(english, "pt", {SHOWS: "Mostra 30 navios."})
    desk.save(uri, SHOWS, "Mostra 300 navios.")
    assert all(not line.marks for line in desk.open(english.replace("/en", "/fr")).sheet.lines)


def test_a_term_is_put_into_the_glossary_with_its_record(desk: Newsdesk, tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    for translation in ("navio", "barco", "barco"):
        acts.add_term(desk.store, path, Term(" ship ", "en", "pt", translation), by="Editor", now=NOW)
    told = [(one.uri, one.before, one.after) for one in audit.acts(desk.store)]
    assert [uri for uri, _, _ in told] == ["term:en:ship"] * 2
    assert "navio" in told[1][1]
    assert "barco" in told[1][2]
    with pytest.raises(ActError, match="was not added"):
        acts.add_term(desk.store, path, Term("ship", "en", "en", "x"), by="Editor", now=NOW)


def test_the_glossary_is_heeded_when_words_are_saved(desk: Newsdesk, uri: str) -> None:
    terms = Glossary([Term("ships", "en", "pt", "embarcações")])
    key = desk.line(uri, SHOWS).key
    found = acts.save(
        desk.store, uri, key, "Mostra 300 navios.", revision=0, by="Reviewer", now=NOW, glossary=terms
    )  # fmt: skip
    assert isinstance(found, Saved)
    assert [one.check for one in found.line.segment.issues] == ["terms"]


def test_who_is_here_is_forgotten_after_a_while(desk: Newsdesk, uri: str) -> None:
    with desk.store.write():
        work.here(desk.store, uri, by="Reviewer", now=NOW)
        work.here(desk.store, uri, by="Editor", now=NOW + timedelta(seconds=30))
    assert work.others(desk.store, uri, than="Editor", now=NOW + timedelta(seconds=44)) == ["Reviewer"]
    assert work.others(desk.store, uri, than="Editor", now=NOW + timedelta(seconds=46)) == []


def test_work_in_hand_is_listed_and_finished_from_the_command_line(newsroom: Newsroom) -> None:
    newsroom.drop("museum.en.txt", "Museum opens\n\nIt shows 300 ships.\n")
    newsroom.run()
    uri = next(one["uri"] for one in newsroom.json("list") if one["language"] == "pt")
    with opened(newsroom.config().store) as store:
        Newsdesk(store).save(uri, SHOWS, "Tem 300 navios.")
    (told,) = newsroom.json("work", uri)
    assert (told["source"], told["target"], told["person"]) == (SHOWS, "Tem 300 navios.", "Reviewer")
    assert "Tem 300 navios." in newsroom.command("work", uri).stdout
    done = newsroom.command("finish", uri, "--by", "Editor")
    assert done.returncode == 0, done.stderr
    assert newsroom.json("work", uri) == []
    assert "Tem 300 navios." in newsroom.command("show", uri).stdout
