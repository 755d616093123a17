"""The story's page: whatever a story holds, it is shown, escaped, in its own direction; its history and what changed."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from pipeline import acts
from pipeline.model import Authority, Notice, NoticeKind, PubStatus, Rights
from pipeline.store import notices, proposals, standing, translations
from pipeline.stories.clues import Proposal
from tests.review.pages.floor import EDITOR, EVERYONE, REVIEWER, Floor, floor
from tests.store.test_people import edit

__all__ = ["floor"]
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)"> \u202egnp.exe \u2066 "quoted" {{ 7*7 }} {% x %}'


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "lxml")


def words(text: str) -> str:
    return " ".join(soup(text).main.get_text(" ").split())  # type: ignore[union-attr]


def test_all_languages_stand_side_by_side_and_the_missing_ones_say_why(floor: Floor) -> None:
    story = floor.story(text="The fair opens on 4 May.")
    page = words(floor.get(f"/story/{story}"))
    assert "Portuguese – not translated yet; the next run makes it" in page
    translations.settled(floor.store, story, [("en", "pt")])
    assert "Portuguese – no engine translates English into it" in words(floor.get(f"/story/{story}"))
    floor.machine(f"{story}/en", "pt", "A feira abre.")
    found = soup(floor.get(f"/story/{story}"))
    cards = found.select(".tongue")
    assert [card.h3.text for card in cards] == ["English", "Portuguese"]
    assert [card.select_one(".sign").get_text(strip=True) for card in cards] == ["◆official", "⚙machine"]
    assert cards[1].select_one(".text")["lang"] == "pt"
    assert cards[1].select_one("a.button")["href"] == f"/edit/{story}/pt"
    assert "Missing languages" not in found.text


def test_a_reviewer_edits_own_languages_and_may_stop_a_story_but_no_more(floor: Floor) -> None:
    story = floor.story()
    floor.machine(f"{story}/en", "pt")
    floor.machine(f"{story}/en", "fr")
    floor.who = REVIEWER
    found = soup(floor.get(f"/story/{story}"))
    assert [a["href"] for a in found.select("a.button-first")] == [f"/edit/{story}/pt"]
    assert [box["value"] for box in found.select("input[type=checkbox]")] == [f"{story}/pt"]
    assert [form["action"].rpartition("/")[2] for form in found.select(".acts form")] == ["hold"]
    floor.who = EVERYONE  # to edit and approve in every language is no power over the whole story
    page = floor.get(f"/story/{story}")
    assert [form["action"].rpartition("/")[2] for form in soup(page).select(".acts form")] == ["hold"]
    floor.post(f"/story/{story}/hold", why="A wrong figure")
    page = floor.get(f"/story/{story}")
    assert soup(page).select(".acts form") == [] and page.count("An editor can let it out again.") == 1
    floor.who = EDITOR
    assert "release" in [
        form["action"].rpartition("/")[2] for form in soup(floor.get(f"/story/{story}")).select(".acts form")
    ]


def test_an_id_may_be_its_end_and_a_joined_story_leads_on(floor: Floor) -> None:
    story = floor.story()
    other = floor.story("fr", "Le salon.", origin="https://e.example/2.html")
    assert floor.browser.get(f"/story/{story.rpartition(':')[2]}").headers["Location"] == f"/story/{story}"
    assert floor.browser.get(f"/story/{story}/en").headers["Location"] == f"/story/{story}"
    acts.join(floor.store, story, other, by="Editor", now=floor.tick())
    assert floor.browser.get(f"/story/{other}").headers["Location"] == f"/story/{story}"
    assert other in floor.get(f"/story/{story}")


@pytest.mark.parametrize(
    "path",
    [
        "/story/nothing",
        "/story/%00",
        "/story/..%2f..%2fetc",
        "/story/" + "x" * 3000,
        "/story/S/text/S/en/99",
        "/story/S/text/S/xx/1",
        "/story/S/text/tag:else/en/1",
        "/story/S/text/S/en/99999999999999999999999",
        "/story/S/history/S/en/1/2",
        "/story/S/history/S/en?a=1&b=x",
        "/story/S/history/S/en?a=1&b=" + "9" * 30,
        "/story/S/raw?uri=",
        "/story/S/raw?uri=S/xx",
        "/story/S/raw/file?uri=S/en",
        "/story/S/part?uri=S/xx",
        "/story/S/write/xx",
        "/story/S/write/en",
        "/story/S/write/!!",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(floor: Floor, path: str) -> None:
    story = floor.story()
    assert "There is nothing here" in floor.get(path.replace("S", story), 404)


@pytest.mark.parametrize(
    "path", ["", "/history", "/raw?uri=S/en", "/kill", "/write/pt", "/part?uri=S/en", "/text/S/en/1"]
)
def test_nothing_is_shown_to_somebody_who_is_not_signed_in(floor: Floor, path: str) -> None:
    story = floor.story()
    floor.who = None  # type: ignore[assignment]
    assert floor.browser.get(f"/story/{story}{path.replace('S', story)}").status_code in (302, 303, 401)
    assert floor.browser.post(f"/story/{story}/hold", data={"why": "x"}).status_code in (302, 303, 401)


def test_hostile_words_everywhere_run_nowhere(floor: Floor) -> None:
    story = floor.story(text=HOSTILE * 3)
    uri = f"{story}/en"
    with floor.store.write():
        floor.store.run("DROP TRIGGER words_never_change")
        floor.store.run("DROP TRIGGER acts_never_change")
        floor.store.run(
            "UPDATE version SET headline = :x, subhead = :x, byline = :x, issuer = :x, source = :x, "
            "link = 'javascript:alert(1)', origin_url = 'data:text/html,<script>alert(1)</script>', "
            "dateline = json_array(:x, '2026-03-02', :x, :x)",
            {"x": HOSTILE},
        )
        floor.store.run("UPDATE place SET link = 'javascript:alert(1)'")
        floor.store.insert("place", {"uri": uri, "source": HOSTILE, "entry": "e", "link": "JavaScript:alert(2)"})
        floor.store.insert("story_key", {"key": f"number:{HOSTILE}", "story": story})
        standing.put(floor.store, story, PubStatus.WITHHELD, HOSTILE)
        floor.store.run("UPDATE story SET embargo = ?, spiked = ?", (HOSTILE, HOSTILE))
        told = (floor.store, HOSTILE, HOSTILE, Authority.COPY, Notice(NoticeKind.KILL, HOSTILE), None)
        notices.record(*told, settled=False, now=floor.now)
        floor.store.run("UPDATE notice SET story = ?, why = ?", (story, HOSTILE))
    other = floor.story("fr", HOSTILE + "x", origin="https://e.example/2.html")
    with floor.store.write():
        proposals.propose(floor.store, f"{other}/fr", [Proposal(story, 0.7, HOSTILE)], floor.now)
        floor.store.run("UPDATE story SET spiked = ''")
    acts.hold(floor.store, other, by="Editor", why=HOSTILE, now=floor.tick())
    with floor.store.write():
        floor.store.run("UPDATE act SET person = ?", (HOSTILE,))
    paths = ["", "/history", f"/text/{uri}/1", f"/raw?uri={uri}", "/kill", f"/join?other={other}", "/write/pt"]
    for path in [f"/story/{story}{path}" for path in paths] + [
        f"/story/{other}",
        f"/story/{other}/history",
        "/questions",
    ]:
        text = floor.get(path)
        found = soup(text)
        assert [script for script in found.find_all("script") if not script.get("src")] == [], path
        assert found.find_all(lambda tag: any(name.startswith("on") for name in tag.attrs)) == [], path
        assert found.find_all("img") == []
        for link in found.find_all(href=True):
            assert re.match(r"(https?:|/|#|mailto:)", link["href"]), link
        assert "\u202e" not in found.title.text  # type: ignore[union-attr]


def test_a_headline_of_5000_characters_is_cut_where_it_is_named_and_whole_where_it_is_read(floor: Floor) -> None:
    story = floor.story()
    with floor.store.write():
        floor.store.run("DROP TRIGGER words_never_change")
        floor.store.run("UPDATE version SET headline = ?", ("long " * 999 + "end",))
    found = soup(floor.get(f"/story/{story}"))
    assert len(found.h1.text) <= 302 and found.h1.text.strip().endswith("…")  # type: ignore[union-attr]
    assert "long end" in floor.get(f"/story/{story}/text/{story}/en/1")


def test_a_story_of_thirty_languages_in_every_direction(floor: Floor) -> None:
    story = floor.story()
    tags = [
        "ar",
        "he",
        "fa",
        "ur",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "ru",
        "uk",
        "zh-Hans",
        "zh-Hant",
        "ja",
        "ko",
        "th",
        "hi",
        "bn",
        "ta",
        "vi",
        "tr",
        "pl",
        "nl",
        "sv",
        "da",
        "fi",
        "el",
        "cs",
        "hu",
    ]
    for tag in tags:
        floor.machine(f"{story}/en", tag, f"words in {tag}")
    cards = soup(floor.get(f"/story/{story}")).select(".tongue .text")
    assert len(cards) == 30
    assert sorted(card["lang"] for card in cards if card["dir"] == "rtl") == ["ar", "fa", "he", "ur"]


def test_the_whole_texts_side_by_side(floor: Floor) -> None:
    story = floor.story(text="The fair opens. " * 200 + "The very end.")
    assert "The very end." not in floor.get(f"/story/{story}")
    assert "The very end." in floor.get(f"/story/{story}?texts=whole")


def test_standing_embargo_and_spike_are_told_with_who_and_why(floor: Floor) -> None:
    story = floor.story()
    floor.post(f"/story/{story}/hold", why="the price is not confirmed")
    floor.post(f"/story/{story}/embargo", until="2999-01-01T09:00", why="agreed with the issuer")
    floor.post(f"/story/{story}/spike", why="nobody wants it")
    page = words(floor.get(f"/story/{story}"))
    assert "⏸ withheld" in page and "until somebody releases it. Editor ," in page
    assert "the price is not confirmed" in page
    assert "Under embargo until Jan 1, 2999, 9:00" in page and "Asia/Shanghai" in page
    assert "Spiked: neither translated nor published" in page
    assert "a spiked story is not translated" in page


def test_history_tells_versions_and_acts_and_leads_to_what_changed(floor: Floor) -> None:
    story = floor.story()
    floor.machine(f"{story}/en", "pt", "As palavras da máquina.")
    edit(floor, f"{story}/pt", "As palavras de uma pessoa.")
    found = soup(floor.get(f"/story/{story}/history"))
    lines = [" ".join(li.p.get_text(" ").split()) for li in found.select(".timeline li")]
    assert [line.partition(" ago ")[2].strip() for line in lines] == [
        "Ann edited · Portuguese (version 2)",
        "translated by machine · Portuguese (version 1)",
        "the official text came · English (version 1)",
    ]
    (link,) = [a["href"] for a in found.select(".timeline a") if a.text.startswith("What changed")]
    assert link == f"/story/{story}/history/{story}/pt/1/2"
    diff = soup(floor.get(link)).select_one(".diff")
    assert diff["lang"] == "pt"  # type: ignore[index]
    assert [tag.text for tag in diff.find_all(["del", "ins"])] == ["Headline", "Edited", "da máquina", "de uma pessoa"]  # type: ignore[union-attr]
    assert floor.browser.get(f"/story/{story}/history/{story}/pt?a=2&b=1").headers["Location"].endswith("/pt/2/1")
    assert "word for word" in floor.get(f"/story/{story}/history/{story}/pt/1/1")


def test_a_long_history_has_pages(floor: Floor) -> None:
    story = floor.story()
    for number in range(26):
        acts.hold(floor.store, story, by="Editor", why=f"doubt {number}", now=floor.tick())
        acts.release(floor.store, story, by="Editor", why=f"calm {number}", now=floor.tick())
    first, second = floor.get(f"/story/{story}/history"), floor.get(f"/story/{story}/history?page=2")
    assert "doubt 25" in first and "doubt 0" not in first and 'rel="next"' in first
    assert "doubt 0" in second and 'rel="next"' not in second and 'rel="prev"' in second
    assert "Nothing on this page" in floor.get(f"/story/{story}/history?page=99")
    for odd in ("0", "-1", "x", "9" * 50, "²"):
        assert "doubt 25" in floor.get(f"/story/{story}/history?page={odd}")


def test_a_story_whose_texts_all_went_still_has_a_page(floor: Floor) -> None:
    story = floor.story()
    with floor.store.write():
        floor.store.run("UPDATE version SET state = 'superseded'")
    page = words(floor.get(f"/story/{story}"))
    assert "A story without a text" in page and "there is no official text to translate from" in page


def test_an_internal_official_text_shows_that_ours_stands_beside_it(floor: Floor) -> None:
    story = floor.story()
    floor.machine(f"{story}/en", "pt")
    edit(floor, f"{story}/pt")
    floor.release("pt", "Só para a casa.", source="house", rights=Rights.INTERNAL)
    page = words(floor.get(f"/story/{story}"))
    assert "inside the house only" in page and "There is also our own version" in page
    assert "Edit our version" in page
