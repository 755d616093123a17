"""A reviewer's morning, in a browser: from signing in to the feed, by keyboard, by thumb, in other scripts."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import accessibility
from tests.browser.addresses import address
from tests.browser.conftest import Seat
from tests.browser.editing import SAVED, Editing, edit
from tests.browser.serving import EDITOR, REVIEWER, SECOND, Served, account
from tests.browser.window import PHONE, Window

FIGURE = "It shows 300 model ships"
MENDED = "Il présente 300 maquettes de navires de trois continents."


def items(served: Served, file: str) -> list[str]:
    """The titles in a published JSON feed."""
    return [item["title"] for item in json.loads(served.published(file) or '{"items": []}')["items"]]


def test_from_signing_in_to_the_feed_by_keyboard_alone(seat: Seat) -> None:
    window = seat(None)
    served, stocked = window.served, window.served.stocked
    account(served, EDITOR)  # a desk without an editor lets nobody in
    account(served, REVIEWER)
    page = window.go("/")
    assert "/sign-in" in page.url
    window.sign_in(REVIEWER)
    assert items(served, "website/fr/feed.json").count("Le musée du port ouvre ses portes le 4 mai") == 0

    page.get_by_role("link", name=re.compile("oldest", re.IGNORECASE)).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/**")
    editing = Editing(window, page)
    assert page.url == served.url("/edit/" + stocked.uri("museum", "fr"))
    editing.ready()
    expect(editing.issues(FIGURE)).to_contain_text("300")
    expect(editing.issues(FIGURE)).to_contain_text("30")

    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(editing.target(FIGURE)).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(MENDED)
    expect(editing.issues(FIGURE)).to_have_count(0, timeout=SAVED)
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url(lambda url: stocked.uri("museum", "fr") not in url)
    assert "Le musée du port ouvre ses portes le 4 mai" in items(served, "website/fr/feed.json")
    assert "300 maquettes" in served.published("website/fr/feed.json")
    assert "30 maquettes" not in served.published("website/fr/feed.json")


def test_a_text_with_a_grave_problem_is_not_released(seat: Seat) -> None:
    window = seat(REVIEWER)
    window.expect("status of 409")
    editing = edit(window, "fr")
    editing.page.get_by_role("button", name="Approve", exact=False).first.click()
    expect(editing.page.get_by_role("main")).to_contain_text("300", timeout=SAVED)
    assert "/edit/" in editing.page.url
    assert items(window.served, "website/fr/feed.json").count("Le musée du port ouvre ses portes le 4 mai") == 0


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "يعرض المتحف 300 نموذج سفينة من ثلاث قارات."), ("he", "המוזיאון מציג 300 דגמי ספינות משלוש יבשות.")],
)
def test_a_text_written_from_right_to_left(seat: Seat, language: str, words: str) -> None:
    window = seat(REVIEWER)
    editing = edit(window, language)
    target = editing.target(FIGURE)
    assert target.get_attribute("lang") == language
    assert target.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    assert target.get_attribute("spellcheck") == "true"
    assert editing.page.locator("html").get_attribute("dir") == "ltr"
    source = editing.line(FIGURE).locator(".source").bounding_box()
    box = target.bounding_box()
    assert source is not None
    assert box is not None
    assert source["x"] < box["x"]
    editing.write(FIGURE, words)
    assert accessibility.violations(editing.page) == []
    editing.page.keyboard.press("Control+Shift+Enter")
    editing.page.wait_for_url(lambda url: window.served.stocked.uri("museum", language) not in url)
    feed = window.served.published(f"website/{language}/feed.json")
    assert words in feed


def test_a_phone_is_enough(seat: Seat) -> None:
    window = seat(REVIEWER, viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)
    page = window.go("/")
    assert accessibility.overflow(page) == []
    page.get_by_role("link", name=re.compile("oldest", re.IGNORECASE)).first.tap()
    page.wait_for_url("**/edit/**")
    editing = Editing(window, page)
    editing.ready()
    assert accessibility.overflow(page) == []
    editing.target(FIGURE).tap()
    editing.write(FIGURE, MENDED)
    thumbs = page.get_by_role("group", name="Move and decide")
    box, field = thumbs.bounding_box(), editing.target(FIGURE).bounding_box()
    assert box is not None
    assert field is not None
    assert box["y"] + box["height"] <= PHONE["height"] + 1
    assert field["y"] + field["height"] <= box["y"]
    thumbs.get_by_role("button", name="Approve").tap()
    page.wait_for_url(lambda url: window.served.stocked.uri("museum", "fr") not in url)
    assert "300 maquettes" in window.served.published("website/fr/feed.json")


def test_several_texts_are_approved_at_once_and_what_may_not_go_out_is_told(seat: Seat) -> None:
    window = seat()
    served, stocked = window.served, window.served.stocked
    page = window.go("/")

    def tick(name: str, language: str) -> Locator:
        return page.locator(f'input[name="uri"][value="{stocked.uri(name, language)}"]')

    expect(tick("museum", "fr")).to_have_count(0)  # a grave problem stands open in it: it is read before
    for chosen in (tick("library", "fr"), tick("museum", "ar"), tick("museum", "he")):
        chosen.check()
    expect(page.get_by_text("3 chosen")).to_be_visible()
    tick("museum", "he").evaluate("(one, uri) => { one.value = uri }", stocked.uri("museum", "fr"))  # a forged form
    meanwhile = edit(seat(REVIEWER), "ar")
    meanwhile.write(FIGURE, "يعرض المتحف 30 نموذج سفينة من ثلاث قارات.")
    meanwhile.page.get_by_text("More").click()
    meanwhile.page.get_by_role("button", name="Keep without approving").click()
    expect(meanwhile.page.get_by_text("Kept as a new version")).to_be_visible(timeout=SAVED)

    page.get_by_role("button", name="Approve chosen").click()
    told = page.get_by_role("region", name="2 texts were not approved")
    expect(told).to_contain_text("changed while you had it before you", timeout=SAVED)
    expect(told).to_contain_text("300")
    found = items(served, "website/fr/feed.json")
    assert "La bibliothèque municipale prête des instruments à partir de mars" in found
    assert "Le musée du port ouvre ses portes le 4 mai" not in found
    assert items(served, "website/ar/feed.json").count("متحف الميناء يفتح أبوابه في 4 مايو") == 0


def test_an_editor_answers_for_a_text_with_a_grave_problem(seat: Seat) -> None:
    window = seat()
    window.expect("status of 409")
    served = window.served
    editing = edit(window, "fr")
    page = editing.page
    editing.write("The café is open every day", "Le café vous accueille tous les jours.")
    page.keyboard.press("Control+Shift+Enter")
    refusal = page.get_by_role("alert", name="Not done yet")
    expect(refusal).to_contain_text("300", timeout=SAVED)
    expect(editing.target("The café is open every day")).to_have_value("Le café vous accueille tous les jours.")
    editing.ready()
    refusal.get_by_role("link", name="Il présente 30 maquettes").click()
    expect(editing.target(FIGURE)).to_be_focused()
    with page.expect_navigation():
        refusal.get_by_role("button", name="Approve all the same").click()
    editing.ready()
    expect(refusal).to_be_visible()  # not without a reason
    assert items(served, "website/fr/feed.json").count("Le musée du port ouvre ses portes le 4 mai") == 0
    refusal.get_by_label("Why?").fill("30 of them are on show; the source is wrong")
    refusal.get_by_role("button", name="Approve all the same").click()
    page.wait_for_url(lambda url: served.stocked.uri("museum", "fr") not in url)
    expect(page.get_by_text("Approved: “Le musée du port")).to_be_visible()
    assert "30 maquettes" in served.published("website/fr/feed.json")


def test_after_the_last_text_that_waits_comes_the_desk(seat: Seat) -> None:
    window = seat(SECOND)  # reviews French alone
    served, stocked = window.served, window.served.stocked
    edit(window, "fr").write(FIGURE, MENDED)
    waiting = [name for name in ("museum", "theatre", "library") if "fr" in stocked.languages(name)]
    page = window.go("/next")
    for _ in waiting:
        before = page.url
        assert "/edit/" in before
        Editing(window, page).ready()
        page.keyboard.press("Control+Shift+Enter")
        page.wait_for_url(lambda url, before=before: url != before)
        expect(page.get_by_text("Approved: “")).to_be_visible()
    expect(page.get_by_text("Nothing else waits for you")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    assert len(items(served, "website/fr/feed.json")) == len(waiting) + 1  # and the official one


def test_a_kill_takes_a_story_out_of_every_languages_feed(window: Window) -> None:
    served, stocked = window.served, window.served.stocked
    files = [f"monitor/{tag}/feed.json" for tag in ("en", "fr", "pt", "ar", "he", "zh-Hans")]
    texts = [stocked.uri("museum", language) for language in stocked.languages("museum")]
    out = [uri for uri in texts if any(uri in served.published(file) for file in files)]
    assert len(out) >= 4, out  # those in which something grave was found wait for a person
    page = window.go(address(stocked, "story"))
    page.get_by_role("link", name=re.compile("^Kill")).or_(
        page.get_by_role("button", name=re.compile("^Kill"))
    ).first.click()
    page.get_by_label(re.compile("Why", re.IGNORECASE)).last.fill("The organisers withdrew it")
    page.get_by_role("button", name=re.compile("Kill")).last.click()
    expect(page.get_by_role("main")).to_contain_text("killed", timeout=SAVED)
    for file in [*files, "website/en/feed.json", "website/en/atom.xml", "website/en/rss.xml"]:
        assert "museum" not in served.published(file).lower() or "musée" in served.published(file)
        assert not any(uri in {item["id"] for item in _items(served, file)} for uri in texts)


def _items(served: Served, file: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(served.published(file))["items"] if file.endswith(".json") else []
    return [item for item in found if "_status" not in item]


def test_what_is_out_leaves_a_channel_only_when_a_person_says_so(seat: Seat) -> None:
    window = seat(EDITOR)
    window.expect("status of 409")
    editing = edit(window, "fr")
    page = editing.page

    def more(name: str) -> None:
        page.locator(".edit-buttons summary").click()
        page.get_by_role("button", name=name).click()

    refusal = page.get_by_role("alert")
    editing.write(FIGURE, MENDED)
    page.locator(".edit-buttons").get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Approved: “")).to_be_visible()
    editing.ready()
    editing.write("The café is open every day", "Le café vous accueille tous les jours.")
    more("Keep without approving")
    expect(refusal).to_contain_text("leaves the channel")
    refusal.get_by_role("link", name="Go on editing").click()
    editing.ready()
    expect(editing.target("The café is open every day")).to_have_value("Le café vous accueille tous les jours.")
    more("Keep without approving")
    editing.ready()
    refusal.get_by_role("button", name="Keep and take it off: website").click()
    expect(page.get_by_text("Kept as a new version.")).to_be_visible()
