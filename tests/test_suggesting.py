"""Engines asked for one sentence: prepared and checked as in a run, kept loaded for a while, closed when nobody asks."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import ActError
from pipeline.glossary import Glossary
from pipeline.model import Block, BlockKind, Line, Segment, Term
from pipeline.run.suggesting import Suggesting
from pipeline.sheets import DATELINE, Base, base
from tests.conftest import SETTINGS, Newsroom
from tests.sheets.texts import article, marked, translated

SOURCE = article(
    "en",
    "Harbour museum opens its doors",
    marked(BlockKind.PARAGRAPH, 'The museum shows 300 <a href="https://e.example/x">model ships</a>. Entry is free.'),
    Block(BlockKind.CONTACT, "Call the press desk. Ask for the plan."),
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def opened() -> Base:
    ours, rows = translated(SOURCE, "pt", {})
    whole = Segment(1, SOURCE.body[1].text, "Ligue. Peça.")
    return base(ours, SOURCE, [*(row for row in rows if row.block < 1), whole])


def line(opened: Base, begin: str) -> Line:
    return next(one for one in opened.lines if one.segment.source.startswith(begin))


def test_several_candidates_come_with_their_figures_and_terms(newsroom: Newsroom, opened: Base) -> None:
    suggesting = Suggesting(newsroom.config())
    found = suggesting.ask(opened, line(opened, "The museum"), Glossary())
    assert len(found) >= 2
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert {one.kind for one in found} == {"engine"}
    assert all("300" in one.text for one in found[:2])
    assert all(one.score is not None and 0 < one.score <= 1 for one in found)
    terms = Glossary([Term("Harbour museum", "en", "pt", "Museu do Porto Velho", note="proper name")])
    assert "Museu do Porto Velho" in suggesting.ask(opened, line(opened, "Harbour"), terms)[0].text
    (joined,) = suggesting.ask(opened, line(opened, "Call"), Glossary())
    assert joined.text.count(".") == 2
    assert suggesting.known(opened, line(opened, "Call")) == (joined,)
    suggesting.close()
    assert not suggesting.awake


def test_engines_are_closed_when_nobody_asks_for_a_while(newsroom: Newsroom, opened: Base) -> None:
    clock = Clock()
    suggesting = Suggesting(newsroom.config(), idle=300, clock=clock)
    assert not suggesting.awake
    suggesting.ask(opened, line(opened, "Entry"), Glossary())
    clock.now = 299
    assert not suggesting.close_if_idle()
    assert suggesting.awake
    clock.now = 301
    assert suggesting.close_if_idle()
    assert not suggesting.awake
    assert suggesting.ask(opened, line(opened, "Entry"), Glossary())
    suggesting.close()


def test_many_may_ask_at_once(newsroom: Newsroom, opened: Base) -> None:
    suggesting = Suggesting(newsroom.config())
    answers: list[int] = []

    def ask() -> None:
        answers.append(len(suggesting.ask(opened, line(opened, "Entry"), Glossary())))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 5
    assert len(set(answers)) == 1
    suggesting.close()


def test_what_cannot_be_asked_is_told(newsroom: Newsroom, opened: Base, tmp_path: Path) -> None:
    suggesting = Suggesting(newsroom.config())
    for segment in (Segment(0, "", "x"), Segment(DATELINE, "PORTO --", "x")):
        with pytest.raises(ActError, match="nothing here"):
            suggesting.ask(opened, replace(opened.lines[0], segment=segment), Glossary())
    (tmp_path / "models").unlink()
    newsroom.settings(SETTINGS.replace("[argos, apertium]", "[argos]"))
    with pytest.raises(ActError, match="no engine here"):
        Suggesting(newsroom.config()).ask(opened, opened.lines[0], Glossary())
