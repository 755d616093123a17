"""What people do to a whole story from its page: at once, in every language, with a reason, within what they may do."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from pipeline import acts
from pipeline.model import PubStatus
from pipeline.store import articles, audit, dossier, proposals, standing
from pipeline.stories.clues import Proposal
from tests.review.pages.floor import EVERYONE, REVIEWER, Floor, floor

__all__ = ["floor"]


@pytest.fixture
def story(floor: Floor) -> str:
    found = floor.story(text="The fair opens on 4 May.")
    floor.machine(f"{found}/en", "pt", "A feira abre a 4 de maio.")
    return found


def status(floor: Floor, story: str) -> PubStatus:
    return dossier.of(floor.store, story).pub_status


def done(floor: Floor, story: str) -> list[tuple[str, str, str]]:
    return [(act.act, act.person, act.why) for act in audit.of_story(floor.store, story)]


def test_a_kill_empties_every_feed_at_once_and_is_undone(floor: Floor, story: str) -> None:
    floor.post(f"/story/{story}/unspike", why="only to publish")  # refused, and nothing goes out by it
    floor.app.extensions["desk"].publisher.ask()
    assert "The fair opens" in floor.published() and "A feira abre" in floor.published()
    page = floor.get(f"/story/{story}/kill")
    shown = " ".join(BeautifulSoup(page, "lxml").main.get_text(" ").split())  # type: ignore[union-attr]
    assert "monitor : English, Portuguese" in shown and "every language and every output" in shown
    assert floor.post(f"/story/{story}/kill", why="the museum burnt down") == f"/story/{story}"
    assert "The fair opens" not in floor.published() and "A feira abre" not in floor.published()
    assert "stands in no output at the moment" in floor.get(f"/story/{story}/kill")
    floor.post(f"/story/{story}/reinstate", why="it did not")
    assert "The fair opens" in floor.published() and "A feira abre" in floor.published()
    assert done(floor, story) == [("reinstate", "Editor", "it did not"), ("kill", "Editor", "the museum burnt down")]


def test_a_kill_without_a_reason_is_asked_for_one(floor: Floor, story: str) -> None:
    for why in ("", "  \n ", "x" * 1001):
        found = BeautifulSoup(floor.post(f"/story/{story}/kill", 422, why=why), "lxml")
        field = found.select_one("textarea[name=why]")
        assert field is not None and field["aria-invalid"] == "true"
        assert found.find(id=field["aria-describedby"]).text.startswith("Say")  # type: ignore[union-attr]
    assert status(floor, story) is PubStatus.USABLE and done(floor, story) == []


@pytest.mark.parametrize("name", ["hold", "embargo", "lift", "spike", "unspike", "release", "reinstate"])
def test_every_other_act_asks_for_its_reason_beside_its_field(floor: Floor, story: str, name: str) -> None:
    if name == "lift":
        floor.post(f"/story/{story}/embargo", until="2999-01-01T09:00", why="so")
    if name in ("unspike", "release", "reinstate"):
        floor.post(f"/story/{story}/{ {'unspike': 'spike', 'release': 'hold', 'reinstate': 'kill'}[name] }", why="so")
    before = done(floor, story)
    found = BeautifulSoup(floor.post(f"/story/{story}/{name}", 422, why=" ", until="2999-02-01T09:00"), "lxml")
    (opened,) = found.select("details[open]")
    field = opened.select_one("textarea[aria-invalid]")
    assert field is not None and opened.find(id=field["aria-describedby"])
    assert done(floor, story) == before


def test_hold_and_release(floor: Floor, story: str) -> None:
    floor.post(f"/story/{story}/hold", why="a doubt")
    assert "The fair" not in floor.published()
    floor.post(f"/story/{story}/release", why="no doubt")
    assert "The fair" in floor.published()
    assert [act for act, _, _ in done(floor, story)] == ["release", "hold"]


def test_an_act_that_no_longer_fits_is_told_and_changes_nothing(floor: Floor, story: str) -> None:
    acts.kill(floor.store, story, by="Second editor", why="first", now=floor.tick())
    back = floor.browser
    answer = back.post(f"/story/{story}/hold", data={"why": "late"}, follow_redirects=True)
    assert "somebody changed this story meanwhile" in answer.text
    assert status(floor, story) is PubStatus.CANCELED and len(done(floor, story)) == 1


@pytest.mark.parametrize(
    "until", ["", "soon", "2020-01-01T00:00", "2999-02-30T09:00", "9999-99-99T99:99", "2999-01-01\x00"]
)
def test_an_embargo_needs_a_time_that_is_to_come(floor: Floor, story: str, until: str) -> None:
    found = BeautifulSoup(floor.post(f"/story/{story}/embargo", 422, why="agreed", until=until), "lxml")
    field = found.select_one("#until")
    assert field is not None and field["aria-invalid"] == "true" and "until-error" in str(field["aria-describedby"])
    assert found.select_one("#why-embargo").text == "agreed"  # type: ignore[union-attr]
    assert done(floor, story) == []


def test_an_embargo_is_set_in_the_newsrooms_zone_and_lifted(floor: Floor, story: str) -> None:
    floor.post(f"/story/{story}/embargo", until="2999-01-01T09:00", why="agreed")
    until = dossier.of(floor.store, story).embargoed_until
    assert until is not None and until.isoformat() == "2999-01-01T01:00:00+00:00"
    assert "The fair" not in floor.published()
    floor.post(f"/story/{story}/lift", why="they agreed")
    assert "The fair" in floor.published()


def test_a_spiked_story_leaves_every_output_until_it_is_taken_up(floor: Floor, story: str) -> None:
    floor.post(f"/story/{story}/spike", why="old")
    assert "The fair" not in floor.published()
    floor.post(f"/story/{story}/unspike", why="new again")
    assert "The fair" in floor.published()


MAY = {  # which acts a reviewer of one language, of every language, and an editor may do
    "hold": (True, True, True),
    "release": (False, False, True),
    "embargo": (False, False, True),
    "lift": (False, False, True),
    "spike": (False, False, True),
    "unspike": (False, False, True),
    "join": (False, False, True),
    "part": (False, False, True),
    "decline": (False, False, True),
    "kill": (False, False, True),
    "reinstate": (False, False, True),
}


@pytest.mark.parametrize("name", MAY)
def test_who_may_do_what(floor: Floor, story: str, name: str) -> None:
    for who, may in zip((REVIEWER, EVERYONE), MAY[name], strict=False):
        floor.who = who
        answer = floor.browser.post(f"/story/{story}/{name}", data={"why": ""})
        assert (answer.status_code != 403) is may, who
    assert done(floor, story) == []


def test_acts_from_another_site_are_refused(floor: Floor, story: str) -> None:
    for name in (*MAY, "write/pt"):
        answer = floor.browser.post(
            f"/story/{story}/{name}", data={"why": "x"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 403
    assert floor.browser.get(f"/story/{story}/hold?why=x").status_code in (404, 405)
    assert done(floor, story) == []


@pytest.fixture
def other(floor: Floor) -> str:
    return floor.story("fr", "Le salon ouvre le 4 mai.", origin="https://e.example/2.html")


def test_two_stories_are_looked_at_together_then_joined(floor: Floor, story: str, other: str) -> None:
    page = floor.get(f"/story/{other}/join?other=https://desk.example.org/story/{story}%23acts")
    assert "Le salon ouvre" in page and "The fair opens" in page
    assert floor.post(f"/story/{other}/join", other=story) == f"/story/{story}"
    assert {one.language for one in articles.live(floor.store, story)} == {"en", "pt", "fr"}
    assert floor.post(f"/story/{story}/join", other=other) == f"/story/{story}", "a second time changes nothing"


@pytest.mark.parametrize(
    ("named", "code"), [("nothing", 404), ("", 404), ("SAME", 422), ("%00", 404), ("x" * 4000, 404)]
)
def test_a_story_that_cannot_be_joined_is_told_beside_the_field(
    floor: Floor, story: str, named: str, code: int
) -> None:
    page = floor.get(f"/story/{story}/join?other={named.replace('SAME', story)}", code)
    field = BeautifulSoup(page, "lxml").select_one("#other")
    assert field is not None and field["aria-invalid"] == "true"


def test_a_text_is_parted_after_it_was_asked(floor: Floor, story: str, other: str) -> None:
    acts.join(floor.store, story, other, by="Editor", now=floor.tick())
    uri = f"{other}/fr"
    assert "Make this text a story of its own?" in floor.get(f"/story/{story}/part?uri={uri}")
    found = floor.post(f"/story/{story}/part", uri=uri).removeprefix("/story/")
    assert found not in (story, other)
    assert {one.language for one in articles.live(floor.store, found)} == {"fr"}
    assert "cannot be done" in floor.post(f"/story/{found}/part", 409, uri=uri)
    assert floor.browser.post(f"/story/{story}/part", data={"uri": "tag:else/en"}).status_code == 404


def test_a_proposal_is_shown_on_both_stories_and_declined_from_either(floor: Floor, story: str, other: str) -> None:
    with floor.store.write():
        proposals.propose(floor.store, f"{other}/fr", [Proposal(story, 0.8, "both have figure 300")], floor.now)
    for one in (story, other):
        page = floor.get(f"/story/{one}")
        assert "both have figure 300" in page and f"/story/{story}/join?other={other}" in page
    back = floor.post(f"/story/{story}/decline", uri=f"{other}/fr", **{"from": other})
    assert back == f"/story/{other}"
    assert "both have figure 300" not in floor.get(f"/story/{story}")
    answer = floor.browser.post(f"/story/{story}/decline", data={"uri": f"{other}/fr"}, follow_redirects=True)
    assert "answered that already" in answer.text


def test_whatever_stands_the_page_offers_what_can_be_done(floor: Floor, story: str) -> None:
    def offered() -> set[str]:
        found = BeautifulSoup(floor.get(f"/story/{story}"), "lxml")
        return {form["action"].rpartition("/")[2] for form in found.select(".acts form")}

    always = {"embargo", "join"}
    assert offered() == always | {"hold", "spike"}
    floor.post(f"/story/{story}/hold", why="so")
    assert offered() == always | {"release", "spike"}
    floor.post(f"/story/{story}/kill", why="so")
    floor.post(f"/story/{story}/spike", why="so")
    assert offered() == always | {"reinstate", "unspike"}
    with floor.store.write():
        standing.put(floor.store, story, PubStatus.USABLE, "")
    floor.post(f"/story/{story}/embargo", until="2999-01-01T09:00", why="so")
    assert offered() == always | {"hold", "unspike", "lift"}
