"""The desk as a comms officer meets it: what waits, filters, search, the grid, on to the next text, quiet news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from pipeline.model import Authority, Embargo, Person, Rights, Role
from pipeline.store import opened, standing
from tests.conftest import SETTINGS, Newsroom
from tests.store.histories import History

FRENCH = Person("Reviewer", Role.REVIEWER, ("fr",), ready=True)
CHANGING = (
    "/?q=halls",
    "/?language=fr&state=waits",
    "/?state=nonsense&severity=nonsense&language=xx&source=none",
    "/?mine=1&embargoed=1",
)


@pytest.fixture
def history(newsroom: Newsroom) -> Iterator[History]:
    newsroom.settings(SETTINGS.replace("[en, pt]", "[en, fr, pt, ar]"))
    with opened(newsroom.config().store) as store:
        yield History(store)


@pytest.fixture
def busy(history: History) -> History:
    """Three stories: one with a serious problem in French, one approved, one killed."""
    for number in (0, 1, 2):
        history.release("en", number, Authority.ISSUER, Rights.PUBLIC)
    history.machine(0, "fr", 1)
    history.machine(1, "fr", 0)
    history.machine(1, "pt", 2)
    history.approve(1, 0)
    history.kill(2)
    return history


def page(answer: object) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "html.parser")  # type: ignore[attr-defined]


def said(found: BeautifulSoup, selector: str) -> str:
    return " ".join(" ".join(one.get_text(" ").split()) for one in found.select(selector))


def test_an_empty_desk_says_what_makes_it_fill(history: History, browser: FlaskClient) -> None:
    found = page(browser.get("/"))
    assert "No stories yet" in said(found, "#results")
    assert "pipeline run" in said(found, "#results code")
    assert "Nothing waits for you" in said(found, "#backlog")
    assert found.select("#backlog a.button") == []


def test_the_head_says_how_much_waits_and_which_language_waited_longest(busy: History, browser: FlaskClient) -> None:
    found = page(browser.get("/"))
    waiting = said(found, "#backlog-head")
    rows = busy.store.rows("SELECT language, criticals FROM cell WHERE waits ORDER BY since")
    assert waiting == f"{len(rows)} texts wait for you"
    assert "1 with serious problems" in said(found, ".backlog-told")
    assert [link["href"] for link in found.select(".languages a")] == [
        f"/?language={tag}&state=waits" for tag in dict.fromkeys(row["language"] for row in rows)
    ]


def test_a_reviewer_is_told_of_their_own_languages_and_sees_them_first(
    busy: History, browser_of: Callable[[Person], FlaskClient]
) -> None:
    found = page(browser_of(FRENCH).get("/"))
    assert [th.get_text() for th in found.select("thead th")][:3] == ["Story", "French", "English"]
    assert len(found.select(".languages a")) == 1
    assert "Portuguese" in said(found, "#backlog .quiet")
    ticks = {tick["value"].rpartition("/")[2] for tick in found.select("input[name=uri]")}  # type: ignore[union-attr]
    assert ticks <= {"fr"}


def test_every_cell_says_in_words_how_a_story_stands(busy: History, browser: FlaskClient) -> None:
    found = page(browser.get("/"))
    cells = [" ".join(cell.get_text(" ").split()) for cell in found.select("tbody td")]
    assert len(cells) == 3 * 4
    for cell in cells:
        assert re.match(
            r"(?:Choose the text in \w+ )?(English|French|Portuguese|Arabic): . (official|approved|machine|missing)",
            cell,
        ), cell
    assert sum("1 serious problem" in cell for cell in cells) == 1
    assert sum("the story was killed" in cell for cell in cells) == 3
    assert "killed" in said(found, "th .mark")
    assert all(th["scope"] in ("col", "row") for th in found.select("table th"))
    assert len(found.select("h1")) == 1


def test_a_text_with_a_serious_problem_cannot_be_ticked(busy: History, browser: FlaskClient) -> None:
    found = page(browser.get("/"))
    ticked = {tick["value"] for tick in found.select("form[action='/approve'] input[name=uri]")}
    rows = busy.store.rows("SELECT uri FROM cell WHERE waits AND NOT criticals AND NOT outdated")
    assert ticked == {row["uri"] for row in rows}
    assert ticked
    for tick in found.select("input[name=uri]"):
        assert found.find(id=tick["aria-describedby"]) is not None


@pytest.mark.parametrize("address", CHANGING)
def test_filters_are_in_the_address_and_come_back_in_the_form(
    busy: History, browser: FlaskClient, address: str
) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200
    found = page(answer)
    assert found.select("form.filters[method=get]")
    for name, value in re.findall(r"(\w+)=(\w+)", address):
        if value == "nonsense":
            continue
        field = found.select_one(f"form.filters [name={name}]")
        assert field is not None
        chosen = field.select_one("option[selected]")
        got = (chosen.get("value") or chosen.get_text()) if chosen else field["value"]
        assert got == value


def test_a_search_finds_words_in_every_language_and_says_when_there_are_none(
    busy: History, browser: FlaskClient
) -> None:
    assert len(page(browser.get("/?q=MACHINE")).select("tbody tr")) == 2
    assert len(page(browser.get("/?q=machine&language=pt")).select("tbody tr")) == 1
    assert "No story fits" in said(page(browser.get("/?q=zebra")), "#results")


def test_a_part_of_a_page_is_asked_for_with_a_clean_address(busy: History, browser: FlaskClient) -> None:
    answer = browser.get("/?q=&language=fr&state=&severity=&source=", headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == "/?language=fr"


def test_begin_with_the_oldest_leads_to_the_editor_of_the_text_that_waited_longest(
    busy: History, browser_of: Callable[[Person], FlaskClient]
) -> None:
    row = busy.store.row("SELECT uri FROM cell WHERE waits AND language = 'fr' ORDER BY since LIMIT 1")
    assert row is not None
    browser = browser_of(FRENCH)
    answer = browser.get("/next")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/edit/{row['uri']}")
    answer = browser.get("/next?language=ar", follow_redirects=True)
    assert "Nothing waits for you" in said(page(answer), ".note")


def test_news_are_quiet_until_there_are_any_and_bring_the_counts_along(busy: History, browser: FlaskClient) -> None:
    asks = page(browser.get("/?language=fr")).select_one("#news")
    assert asks is not None
    address = str(asks["hx-get"])
    assert browser.get(address).status_code == 204
    busy.machine(0, "ar", 0)
    answer = browser.get(address)
    found = page(answer)
    assert "1 text is new or changed" in said(found, "#news")
    assert found.select_one("#news a")["href"] == "/?language=fr"  # type: ignore[index]
    assert found.select_one("#backlog[hx-swap-oob]") is not None
    assert browser.get(str(found.select_one("#news")["hx-get"])).status_code == 204  # type: ignore[index]


def test_pages_lead_on_and_back(history: History, browser: FlaskClient) -> None:
    with history.store.write():
        for number in range(30):
            story = f"tag:news.example.org,2026:{number:03}"
            history.store.insert(
                "story", {"id": story, "created": "2026", "published": f"2026-01-{number + 1:02}T00:00:00.000000Z"}
            )
            history.store.insert(
                "article", {"uri": f"{story}/en", "story": story, "language": "en", "first_created": "2026"}
            )
            said = {
                "headline": f"Head {number}",
                "subhead": "",
                "byline": "",
                "body": "[]",
                "origin_url": "",
                "issuer": "",
                "link": "",
            }
            times = dict.fromkeys(("published", "created", "updated"), f"2026-01-{number + 1:02}T00:00:00.000000Z")
            row = {
                "uri": f"{story}/en",
                "version": 1,
                "origin": "official",
                "state": "current",
                "source": "wire",
                "authority": "wire",
            }
            history.store.insert(
                "version", row | said | times | {"rights": "public", "headline_derived": 0, "fingerprint": ""}
            )
    first = page(browser.get("/"))
    assert len(first.select("tbody tr")) == 25
    second = page(browser.get(str(first.select_one("nav.pager a[rel=next]")["href"])))  # type: ignore[index]
    assert [link.get_text() for link in second.select(".headline")] == [f"Head {number}" for number in (4, 3, 2, 1, 0)]
    assert second.select_one("nav.pager a")["href"] == "/"  # type: ignore[index]


HOSTILE = '<script>alert(1)</script>\u202e "onmouseover=x" {{ 7*7 }} ' + "long " * 1000


def test_hostile_words_stay_words(history: History, browser: FlaskClient) -> None:
    history.release("ar", 1, Authority.ISSUER, Rights.PUBLIC)
    uri = history._uri(0)
    with history.store.write():
        history.store.run("DROP TRIGGER words_never_change")
        history.store.run("UPDATE version SET headline = ?", (HOSTILE,))
        standing.embargo(history.store, history._story(0), Embargo(datetime(2999, 1, 1, tzinfo=UTC), "x"))
        history.store.run("INSERT INTO presence VALUES (?, ?, '2999')", (uri, "<b>Nobody"))
    answer = browser.get("/", query_string={"q": HOSTILE[:60], "source": '"><script>', "after": "'\"<"})
    assert "<script>alert" not in answer.text
    answer = browser.get("/")
    assert "<script>alert" not in answer.text
    assert "<b>Nobody" not in answer.text
    found = page(answer)
    link = found.select_one(".headline")
    assert link is not None
    assert (link["lang"], link["dir"]) == ("ar", "rtl")
    assert len(link.get_text()) < 300
    assert "embargo" in said(found, "th .mark")


@pytest.mark.parametrize(
    "address",
    ["/next", "/news?since=a&seen=b", "/?after=%00", "/?q=%00%00", "/news?since=" + "9" * 40, "/?language=%F0%9F"],
)
def test_a_broken_address_is_no_traceback(busy: History, browser: FlaskClient, address: str) -> None:
    assert browser.get(address).status_code in (200, 204, 303)


@pytest.mark.parametrize("address", ["/", "/next", "/news", "/sources", "/sources/inbox/unread"])
def test_nobody_sees_it_without_signing_in(newsroom: Newsroom, desk: object, address: str) -> None:
    assert desk.test_client().get(address).status_code in (302, 303, 401)  # type: ignore[attr-defined]


def test_the_command_line_lists_the_same_in_the_same_order(busy: History, newsroom: Newsroom) -> None:
    rows = busy.store.rows("SELECT uri FROM cell WHERE waits ORDER BY since, uri")
    told = newsroom.json("waiting")
    assert [row["uri"] for row in told] == [row["uri"] for row in rows]
    assert {row["language"] for row in newsroom.json("waiting", "--language", "fr")} == {"fr"}
    assert "Headline" in newsroom.command("waiting", "--limit", "1").stdout
