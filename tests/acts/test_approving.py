"""Approval: refused while a critical issue stands open, kept with its reason where an editor overrides, taken back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from pipeline import acts
from pipeline.errors import ActError, CriticalError
from pipeline.model import Origin, SegmentState, State
from pipeline.store import Store, memory, opened, overview, people, segments
from tests.conftest import Newsroom

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RELEASE = """Harbour museum opens its doors

The harbour museum opens on 4 May. It shows 300 model ships.

Entry is free on Sundays. Guided tours start at noon.
"""
RIGHT = """Museu do porto abre as portas

O museu do porto abre a 4 de maio. Mostra 300 maquetes de navios.

A entrada é livre aos domingos. As visitas guiadas começam ao meio-dia.
"""
WRONG = RIGHT.replace("300", "800")


@pytest.fixture
def portuguese(newsroom: Newsroom) -> str:
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    return portuguese_texts(newsroom)[0]


def portuguese_texts(newsroom: Newsroom) -> list[str]:
    with opened(newsroom.config().store) as store:
        return [one.uri for one in overview.articles(store, language="pt")]


@pytest.fixture
def wrong(newsroom: Newsroom, portuguese: str) -> str:
    """A text of a person's with another figure than its source."""
    with opened(newsroom.config().store) as store:
        acts.edit(store, portuguese, WRONG, by="Reviewer", now=NOW)
    return portuguese


def test_a_text_with_an_open_critical_issue_is_not_approved(newsroom: Newsroom, wrong: str) -> None:
    with opened(newsroom.config().store) as store:
        with pytest.raises(CriticalError, match="segment 3: numbers") as refused:
            acts.approve(store, wrong, by="Reviewer", now=NOW)
        ((number, issue),) = refused.value.issues
        assert (number, issue.check) == (3, "numbers")
        assert overview.one(store, wrong).origin is Origin.EDITED
        acts.dismiss(store, wrong, 3, "numbers", by="Reviewer", why="800 were shown", now=NOW)
        acts.approve(store, wrong, by="Reviewer", now=NOW)
        assert overview.one(store, wrong).origin is Origin.APPROVED


def test_an_override_is_kept_with_its_reason_and_what_stood(newsroom: Newsroom, wrong: str) -> None:
    with opened(newsroom.config().store) as store:
        version = acts.approve(store, wrong, by="Editor", now=NOW, override="the  issuer corrected it by phone")
        found = people.approval(store, wrong, version)
        assert found is not None
        assert (found.person, found.at, found.override) == ("Editor", NOW, "the issuer corrected it by phone")
        assert (found.source.version, found.source.language) == (1, "en")
        assert [(number, check) for number, check, _ in found.stood] == [(3, "numbers")]
        assert people.approval(store, wrong, version - 1) is None
        with pytest.raises(ActError, match="say why"):
            acts.approve(store, wrong, by="Editor", now=NOW, override=" ")


def test_a_reason_nobody_needed_is_not_kept(newsroom: Newsroom, wrong: str) -> None:
    with opened(newsroom.config().store) as store:
        acts.edit(store, wrong, RIGHT, by="Reviewer", now=NOW)
        version = acts.approve(store, wrong, by="Editor", now=NOW, override="just in case")
        found = people.approval(store, wrong, version)
        assert found is not None
        assert (found.override, found.stood) == ("", ())


def test_an_approval_stands_when_a_check_learns_more(newsroom: Newsroom, wrong: str) -> None:
    with opened(newsroom.config().store) as store:
        version = acts.approve(store, wrong, by="Editor", now=NOW, override="so it is")
        assert segments.criticals(segments.of(store, wrong, version))
        assert acts.approve(store, wrong, by="Reviewer", now=NOW) == version


def test_a_text_that_was_never_checked_is_checked_first(newsroom: Newsroom, wrong: str) -> None:
    with opened(newsroom.config().store) as store:
        with store.write():
            store.run("DELETE FROM issue WHERE uri = ?", (wrong,))
            store.run("DELETE FROM segment WHERE uri = ?", (wrong,))
        with pytest.raises(CriticalError, match="segment 3: numbers"):
            acts.approve(store, wrong, by="Reviewer", now=NOW)
        acts.approve(store, wrong, by="Editor", now=NOW, override="so it is")
        assert {one.state for one in segments.of(store, wrong, 3)} == {SegmentState.FINAL}


def test_what_was_set_aside_stays_aside_in_words_compared_with_a_newer_source(newsroom: Newsroom, wrong: str) -> None:
    with opened(newsroom.config().store) as store:
        acts.dismiss(store, wrong, 3, "numbers", by="Reviewer", why="800 were shown", now=NOW)
    newsroom.drop("museum.en.txt", RELEASE.replace("Guided tours", "All guided tours"), age=30)
    newsroom.run()
    with opened(newsroom.config().store) as store:
        with pytest.raises(ActError, match="outdated"):
            acts.approve(store, wrong, by="Reviewer", now=NOW)
        version = acts.approve(store, wrong, by="Reviewer", now=NOW, up_to_date=True)
        found = people.approval(store, wrong, version)
        assert found is not None
        assert found.source.version == 2


def test_words_that_another_person_put_in_meanwhile_are_not_approved_unread(
    newsroom: Newsroom, portuguese: str
) -> None:
    with opened(newsroom.config().store) as store:
        acts.edit(store, portuguese, RIGHT, by="Reviewer", now=NOW)
        read = overview.one(store, portuguese).version
        acts.edit(store, portuguese, RIGHT.replace("livre", "gratuita"), by="Second reviewer", now=NOW)
        with pytest.raises(ActError, match="changed meanwhile"):
            acts.approve(store, portuguese, by="Reviewer", now=NOW, version=read)
        acts.approve(store, portuguese, by="Reviewer", now=NOW, version=read + 1)


def test_no_race_lets_a_critical_issue_through(newsroom: Newsroom, portuguese: str) -> None:
    """Approvals run against edits that bring in a wrong figure; whatever the order, what is approved has none open."""
    path = newsroom.config().store
    start = threading.Barrier(3)
    refused: list[ActError] = []

    def edits() -> None:
        start.wait()
        with opened(path) as store:
            for number in range(6):
                acts.edit(store, portuguese, (RIGHT, WRONG)[number % 2], by="Reviewer", now=NOW)

    def approves() -> None:
        start.wait()
        with opened(path) as store:
            for _ in range(12):
                try:
                    acts.approve(store, portuguese, by="Second reviewer", now=NOW)
                except ActError as error:
                    refused.append(error)

    with opened(path) as store:
        acts.edit(store, portuguese, RIGHT, by="Reviewer", now=NOW)
    threads = [threading.Thread(target=edits), threading.Thread(target=approves), threading.Thread(target=approves)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with opened(path) as store:
        for past in overview.history(store, portuguese):
            if past.origin is Origin.APPROVED:
                assert segments.criticals(segments.of(store, portuguese, past.version)) == []
        with pytest.raises(CriticalError):  # the last edit was a wrong one
            acts.approve(store, portuguese, by="Second reviewer", now=NOW)


def said(store: Store, source: str) -> str:
    return "".join(one.target for one in memory.exact(store, [source], "en", "pt").values())


def test_an_approval_taken_back_leaves_the_words_and_forgets_what_was_learnt(
    newsroom: Newsroom, portuguese: str
) -> None:
    with opened(newsroom.config().store) as store:
        acts.edit(store, portuguese, RIGHT, by="Reviewer", now=NOW)
        with pytest.raises(ActError, match="not approved"):
            acts.unapprove(store, portuguese, by="Reviewer", why="too early", now=NOW)
        acts.approve(store, portuguese, by="Reviewer", now=NOW)
        assert said(store, "It shows 300 model ships.") == "Mostra 300 maquetes de navios."
        with pytest.raises(ActError, match="say why"):
            acts.unapprove(store, portuguese, by="Reviewer", why="", now=NOW)
        before = overview.one(store, portuguese)
        version = acts.unapprove(store, portuguese, by="Reviewer", why="too early", now=NOW)
        found = overview.one(store, portuguese)
        assert (found.version, found.origin, found.state) == (version, Origin.EDITED, State.CURRENT)
        assert (found.body, found.headline, found.updated) == (before.body, before.headline, before.updated)
        assert said(store, "It shows 300 model ships.") == ""
        assert {one.state for one in segments.of(store, portuguese, version)} == {SegmentState.REVIEWED}
        assert store.rows("SELECT act, why FROM act ORDER BY id DESC LIMIT 1")[0]["why"] == "too early"
        acts.approve(store, portuguese, by="Reviewer", now=NOW)


def test_the_command_line_approves_several_and_tells_what_was_refused(newsroom: Newsroom, wrong: str) -> None:
    newsroom.drop("fair.en.txt", "Fair begins\n\nThe fair begins on Monday.\n")
    newsroom.run()
    other = next(uri for uri in portuguese_texts(newsroom) if uri != wrong)
    done = newsroom.command("--verbose", "approve", wrong, "nothing", other, "--by", "Reviewer")
    assert done.returncode == 1
    assert "segment 3: numbers" in done.stderr
    assert "no article has the URI nothing" in done.stderr
    assert f"{other} approved" in done.stdout
    done = newsroom.command("approve", wrong, "--by", "Editor", "--override", "the issuer said so")
    assert (done.returncode, done.stderr) == (0, "")
    shown = newsroom.command("show", wrong).stdout
    assert "approved by Editor" in shown
    assert "on version 1 of its source" in shown
    assert "in spite of 1 critical issues: the issuer said so" in shown
    assert newsroom.command("unapprove", wrong, "--why", "too early", "--by", "Editor").returncode == 0
    assert newsroom.command("reject", wrong, "--why", "not ours", "--by", "Editor").returncode == 0
    with opened(newsroom.config().store) as store:
        done_acts = [(row["act"], row["why"]) for row in store.rows("SELECT act, why FROM act ORDER BY id")]
    assert done_acts[-3:] == [
        ("approve", "the issuer said so"), ("unapprove", "too early"), ("reject", "not ours"),
    ]  # fmt: skip
