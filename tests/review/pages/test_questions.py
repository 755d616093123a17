"""What waits for an answer: a page at a time, each question answered once."""

from __future__ import annotations

from bs4 import BeautifulSoup

from pipeline.model import Authority, Notice, NoticeKind
from pipeline.store import notices, proposals
from pipeline.stories.clues import Proposal
from pipeline.stories.notices import Match, Verdict
from tests.review.pages.floor import REVIEWER, Floor, floor

__all__ = ["floor"]


def notice(floor: Floor, entry: str, story: str = "") -> None:
    match = Match(story, False, Verdict.HOLD, "it names a similar headline") if story else None
    with floor.store.write():
        told = (floor.store, "wire", entry, Authority.COPY, Notice(NoticeKind.KILL, f"Disregard {entry}."), match)
        notices.record(*told, settled=False, now=floor.tick())


def test_nothing_waits(floor: Floor) -> None:
    assert "Nothing waits for an answer." in floor.get("/questions")


def test_proposals_and_notices_are_shown_and_answered(floor: Floor) -> None:
    story, other = floor.story(), floor.story("fr", "Le salon.", origin="https://e.example/2.html")
    with floor.store.write():
        proposals.propose(floor.store, f"{other}/fr", [Proposal(story, 0.8, "both have figure 300")], floor.now)
    notice(floor, "kill-1", story)
    notice(floor, "kill-2")
    page = floor.get("/questions")
    assert "both have figure 300" in page and "Disregard kill-1." in page and "no story here fits it" in page
    assert "Disregard kill-1." in floor.get(f"/story/{story}")
    found = BeautifulSoup(floor.post("/questions/settle", 422, source="wire", entry="kill-1", why=""), "lxml")
    (opened,) = found.select("details[open]")
    assert opened.select_one("textarea[aria-invalid]") is not None
    assert (
        floor.post("/questions/settle", source="wire", entry="kill-1", why="another", **{"from": story})
        == f"/story/{story}"
    )
    assert floor.post("/questions/settle", source="wire", entry="kill-2", why="not ours") == "/questions"
    answer = floor.browser.post(
        "/questions/settle", data={"source": "wire", "entry": "kill-2", "why": "x"}, follow_redirects=True
    )
    assert "settled that notice already" in answer.text
    assert floor.post(f"/story/{story}/decline", uri=f"{other}/fr", **{"from": "questions"}) == "/questions"
    assert "Nothing waits for an answer." in floor.get("/questions")


def test_many_questions_have_pages(floor: Floor) -> None:
    for number in range(21):
        notice(floor, f"kill-{number:02}")
    first, second = floor.get("/questions"), floor.get("/questions?page=2")
    assert "kill-19" in first and "kill-20" not in first and "kill-20" in second


def test_who_reviews_some_languages_reads_but_does_not_answer(floor: Floor) -> None:
    notice(floor, "kill-1", floor.story())
    floor.who = REVIEWER
    page = floor.get("/questions")
    assert "Disregard kill-1." in page and "Settle it" not in page
    assert (
        floor.browser.post("/questions/settle", data={"source": "wire", "entry": "kill-1", "why": "x"}).status_code
        == 403
    )


def test_the_desk_tells_those_who_may_answer(floor: Floor) -> None:
    assert "for an answer" not in floor.get("/")
    notice(floor, "kill-1")
    assert "1 question waits for an answer" in floor.get("/")
    floor.who = REVIEWER
    assert "waits for an answer" not in floor.get("/")
