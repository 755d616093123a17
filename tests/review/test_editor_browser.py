"""The editor in a real browser, against a stand-in for its server: nothing a person writes is lost, whatever happens."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import SETTINGS, Newsroom
from tests.review.editor_double import Double, Overtaken, Refusal, Suggestion, app_of
from tests.review.editor_sheets import PROGRAMME, key, long, sample

WRONG = key(3)
Opener = Callable[..., Page]


class Quiet(WSGIRequestHandler):
    """Keeps connections open, as a real server does, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("these tests need a browser; install it with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            env={**os.environ, "LANG": "C.UTF-8"},
        )
        yield browser
        browser.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[Double], str]]:
    """Serves a text; gives the address of its editor."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "models").mkdir()
    newsroom = Newsroom(tmp_path)
    newsroom.settings(SETTINGS)
    servers = []

    def served(double: Double) -> str:
        server = make_server("127.0.0.1", 0, app_of(newsroom.config(), double), threaded=True, request_handler=Quiet)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.port}/edit/{double.sheet.uri}"

    yield served
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_editor(chromium: Browser, serve: Callable[[Double], str]) -> Iterator[Opener]:
    """Opens a text in a browser of its own; what the browser complains of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(double: Double, *, scripted: bool = True, **options: Any) -> Page:
        options.setdefault("locale", "en-GB")
        context = chromium.new_context(java_script_enabled=scripted, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(serve(double))
        if scripted:
            ready(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [one for one in complaints if "Failed to load resource" not in one] == []


def ready(page: Page) -> None:
    page.wait_for_selector("#editor[data-ready]")


def field(page: Page, name: str = WRONG) -> Locator:
    return page.locator(f"#target-{name}")


def line(page: Page, name: str = WRONG) -> Locator:
    return page.locator(f"#line-{name}")


def write(page: Page, text: str, name: str = WRONG) -> None:
    """Writes a line and leaves it, which saves at once."""
    field(page, name).fill(text)
    field(page, name).blur()


def saved(page: Page, name: str = WRONG) -> None:
    expect(line(page, name).locator("[data-status]")).to_have_text("saved 10:31")


def drafts(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(
        "Object.keys(localStorage).filter((n) => n.startsWith('draft|')).map((n) => JSON.parse(localStorage.getItem(n)))"
    )
    return found


def met(condition: Callable[[], bool]) -> None:
    """Wait for something that happens on the server."""
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)


def test_what_is_typed_is_saved_and_checked_and_the_caret_stays(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    expect(page.locator("#progress [data-progress]")).to_have_text("4 of 8 to look at")
    field(page).focus()
    field(page).evaluate("(f) => f.setSelectionRange(f.value.indexOf('2400'), f.value.indexOf('2400') + 4)")
    page.keyboard.type("4,200")
    met(lambda: len(double.saves) == 1)
    page.keyboard.type("!")
    expect(field(page)).to_have_value("A ala duplica o espaço de exposição para 4,200! metros quadrados.")
    met(lambda: "4,200!" in double.saves[-1][1])
    page.keyboard.press("Backspace")
    met(lambda: double.saves[-1][1].endswith("4,200 metros quadrados."))
    saved(page)
    expect(line(page).locator(".issue")).to_have_count(0)
    expect(page.locator("#progress [data-progress]")).to_have_text("3 of 8 to look at")
    met(lambda: drafts(page) == [])
    assert field(page).evaluate("(f) => f.selectionStart") == len("A ala duplica o espaço de exposição para 4,200")


def test_a_lost_connection_loses_nothing(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    page.context.set_offline(True)
    field(page).fill("Sem rede: 4200 m².")
    expect(page.locator("#bar")).to_contain_text("kept in this browser; trying again")
    assert [one["text"] for one in drafts(page)] == ["Sem rede: 4200 m²."]
    page.context.set_offline(False)
    saved(page)
    expect(page.locator("#bar")).to_be_hidden()
    assert double.line(WRONG).segment.target == "Sem rede: 4200 m²."


def test_drafts_that_never_reached_the_server_are_put_back_and_sent(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    double.trouble = 503
    write(page, "Guardado no navegador.")
    expect(page.locator("#bar")).to_be_visible()
    page.reload()
    ready(page)
    expect(page.locator("#put-back")).to_have_text("Put back from this browser: 1 sentences that had not been saved.")
    expect(field(page)).to_have_value("Guardado no navegador.")
    double.trouble = 0
    page.get_by_role("button", name="Try now").click()
    saved(page)
    assert drafts(page) == []


def test_a_draft_that_was_overtaken_becomes_a_conflict(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    double.trouble = 500
    write(page, "As minhas palavras, 4200.")
    expect(page.locator("#bar")).to_be_visible()
    double.save(WRONG, "As palavras dela, 4200.", "Second reviewer")
    double.trouble = 0
    page.reload()
    ready(page)
    conflict = line(page).locator(".conflict")
    expect(conflict.locator("[data-theirs]")).to_have_text("As palavras dela, 4200.")
    expect(conflict.locator("[data-yours]")).to_have_text("As minhas palavras, 4200.")
    assert double.line(WRONG).segment.target == "As palavras dela, 4200."


def conflicted(open_editor: Opener, double: Double) -> Page:
    page = open_editor(double)
    double.save(WRONG, "Deles: 4,200.", "Second reviewer")
    write(page, "Meu: 4,200.")
    expect(line(page).locator(".conflict")).to_contain_text("Second reviewer")
    return page


def test_keep_mine_may_be_merged_by_writing(open_editor: Opener) -> None:
    double = sample()
    page = conflicted(open_editor, double)
    assert line(page).locator(".conflict del").inner_text().startswith("Deles")
    field(page).fill("Nosso: 4,200.")
    expect(line(page).locator("[data-yours]")).to_have_text("Nosso: 4,200.")
    assert double.line(WRONG).segment.target == "Deles: 4,200."
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    assert double.line(WRONG).segment.target == "Nosso: 4,200."
    expect(line(page).locator(".conflict")).to_have_count(0)


def test_take_theirs_keeps_mine_within_reach(open_editor: Opener) -> None:
    double = sample()
    page = conflicted(open_editor, double)
    page.get_by_role("button", name="Take theirs").click()
    expect(field(page)).to_have_value("Deles: 4,200.")
    expect(field(page)).to_be_focused()
    expect(line(page).locator(".standing")).to_contain_text("Second reviewer")
    met(lambda: drafts(page) == [])
    assert double.line(WRONG).revision == 1
    page.keyboard.press("Alt+1")
    expect(field(page)).to_have_value("Meu: 4,200.")
    saved(page)
    assert double.line(WRONG).segment.target == "Meu: 4,200."


def test_nothing_is_approved_while_words_are_in_conflict_or_unsaved(open_editor: Opener) -> None:
    double = sample()
    page = conflicted(open_editor, double)
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#editor-live")).to_have_text("Nothing was sent: first choose between their words and yours.")
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    double.trouble = 503
    field(page).fill("Outra vez: 4,200.")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#editor-live")).to_have_text("Nothing was sent: some words are not saved yet.")
    assert double.decided == []


def test_signed_out_keeps_the_draft_for_its_writer_only(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    double.trouble = 401
    write(page, "Só eu vejo isto.")
    expect(page.locator("#bar")).to_contain_text("You are signed out")
    expect(page.locator("#bar").get_by_role("link", name="Sign in")).to_be_visible()
    double.trouble = 0
    page.context.add_cookies([{"name": "who", "value": "Reviewer", "url": page.url}])
    page.reload()
    ready(page)
    expect(field(page)).to_have_value(double.line(WRONG).segment.target)
    assert [one["text"] for one in drafts(page)] == ["Só eu vejo isto."]
    assert "Só eu" not in page.content()
    page.context.clear_cookies()
    page.reload()
    ready(page)
    expect(field(page)).to_have_value("Só eu vejo isto.")
    met(lambda: double.line(WRONG).segment.target == "Só eu vejo isto.")
    assert {told["as"] for path, told in double.requests if path.endswith(WRONG)} == {"Editor"}


def test_signing_out_leaves_nothing_readable_or_stays(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    double.trouble = 503
    write(page, "Ainda não guardado.")
    expect(page.locator("#bar")).to_be_visible()
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<form method=\"post\" action=\"/sign-out\"><button>Out</button></form>')"
    )
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    page.get_by_role("button", name="Out").click()
    met(lambda: bool(page.evaluate("1")) and len(asked) == 1)
    assert len(drafts(page)) == 1
    page.get_by_role("button", name="Out").click()
    page.wait_for_url("**/sign-out")
    assert drafts(page) == []


def test_words_for_a_sentence_that_is_gone_are_shown_and_kept(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    double.gone.add(WRONG)
    write(page, "Sem lugar.")
    expect(page.locator("#bar")).to_contain_text("The source changed while you wrote")
    expect(page.locator("#homeless")).to_contain_text("Sem lugar.")
    expect(page.get_by_role("button", name="Load the text anew")).to_be_visible()
    expect(page.get_by_role("button", name="Try now")).to_be_hidden()


def test_words_that_cannot_be_taken_are_said_so_beside_them(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    write(page, "a" * 5001)
    expect(line(page).locator(".error")).to_have_text("This is longer than a sentence may be.")
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    assert len(drafts(page)[0]["text"]) == 5001
    write(page, "Mais curto: 4,200.")
    saved(page)
    expect(line(page).locator(".error")).to_be_hidden()


def test_a_text_is_worked_through_and_approved_by_keyboard_only(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    page.keyboard.press("i")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Alt+2")
    expect(field(page)).to_have_value("A ala duplica o espaço de exposição para 4.200 metros quadrados.")
    page.keyboard.press("Alt+1")
    expect(field(page)).to_have_value("A ala duplica o espaço de exposição para 4200 metros quadrados.")
    met(lambda: double.line(WRONG).segment.target.endswith("4200 metros quadrados."))
    expect(line(page).locator(".issue")).to_have_count(2)
    page.keyboard.press("Alt+d")
    page.keyboard.type("Espaço fino")
    page.keyboard.press("Enter")
    expect(line(page).locator(".issue-dismissed").first).to_contain_text("dismissed by Editor")
    for number in (5, 6, 2):
        page.keyboard.press("Control+Enter")
        expect(field(page, key(number))).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#progress [data-progress]")).to_have_text("all looked at")
    for number in (2, 3, 5, 6):
        assert double.line(key(number)).person == "Editor"
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url("**/elsewhere/decided")
    assert double.decided[-1]["act"] == "approve-next"
    assert double.decided[-1][f"target-{WRONG}"] == "A ala duplica o espaço de exposição para 4200 metros quadrados."
    assert double.decided[-1][f"revision-{WRONG}"] == str(double.line(WRONG).revision)


def test_keys_leave_other_keyboards_their_characters(open_editor: Opener) -> None:
    page = open_editor(sample())
    field(page).focus()
    press = "(f, told) => f.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...told}))"
    typed = {"key": "ś", "code": "KeyS", "altKey": True, "modifierAltGraph": True}
    assert field(page).evaluate(press, typed), "AltGr types characters"
    assert field(page).evaluate(press, {"key": "s", "code": "KeyS"}), "a bare letter is text within a field"
    assert field(page).evaluate(press, {"key": "Enter", "code": "Enter", "isComposing": True}), (
        "that Enter is the input method's"
    )
    assert not field(page).evaluate(press, {"key": "ы", "code": "KeyS", "altKey": True})
    expect(line(page).locator("[data-offered] .offer")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(line(page).locator("[data-offered]")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(line(page)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#bare-keys").uncheck()
    page.keyboard.press("Escape")
    line(page).focus()
    page.keyboard.press("n")
    expect(line(page)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(field(page, key(4))).to_be_focused()


def test_an_input_method_is_left_alone_until_it_is_done(open_editor: Opener) -> None:
    double = sample("zh-Hans")
    page = open_editor(double)
    field(page).fill("")
    met(lambda: len(double.saves) == 1)
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "zhan", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(1200)
    assert len(double.saves) == 1
    assert field(page).input_value() == "zhan"
    session.send("Input.insertText", {"text": "展览面积4,200"})
    met(lambda: double.line(WRONG).segment.target == "展览面积4,200")


def test_right_to_left_text_is_written_and_shown_its_own_way(open_editor: Opener) -> None:
    double = sample("ar")
    page = open_editor(double)
    style = "(f) => [getComputedStyle(f).direction, f.lang, f.spellcheck]"
    assert field(page).evaluate(style) == ["rtl", "ar", True]
    assert line(page).locator(".words").evaluate("(f) => getComputedStyle(f).direction") == "ltr"
    sides = line(page).evaluate(
        "(l) => [l.querySelector('.source'), l.querySelector('.target')].map((e) => e.getBoundingClientRect().x)"
    )
    assert sides[0] < sides[1], "the source stays where it always is"
    page.keyboard.press("i")
    page.keyboard.press("Alt+1")
    met(lambda: "4200" in double.line(WRONG).segment.target)
    expect(line(page).locator(".issue-words bdi").first).to_have_text("4")


def test_a_link_is_put_on_the_words_selected_counted_as_the_server_counts(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    linked = key(6)
    double.suggestions[linked] = []
    chip = line(page, linked).locator(".chip", has_text="link")
    expect(chip).to_contain_text("on no words")
    field(page, linked).fill("🎉 Leia no site do museu.")
    field(page, linked).evaluate("(f) => f.setSelectionRange(f.value.indexOf('site'), f.value.indexOf('museu') + 5)")
    chip.get_by_role("button", name="Put on the selected words").click()
    expect(chip).to_contain_text("site do museu")
    marks = [json.loads(told["marks"]) for _, told in double.requests if "marks" in told]
    assert marks == [[[10, 23, "a", PROGRAMME]]]
    assert '">site do museu</a>' in double.line(linked).segment.html


def test_terms_and_places_are_at_hand(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    name = key(2)
    field(page, name).fill("")
    line(page, name).locator("mark").click()
    expect(field(page, name)).to_have_value("Entrada ★")
    line(page).get_by_role("button", name="Show where").click()
    assert field(page).evaluate("(f) => f.value.slice(f.selectionStart, f.selectionEnd)") == "2400"
    page.keyboard.press("Alt+t")
    expect(page.locator("#term-translation")).to_have_value("2400")
    page.locator("#term-term").fill("square metres")
    page.keyboard.press("Enter")
    expect(line(page).locator("[data-status]")).to_have_text("square metres is in the glossary now.")


def test_a_reason_being_written_is_not_swept_away_by_a_save(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    field(page).fill("Ainda 2400 m².")
    field(page).press("Alt+d")
    page.keyboard.type("Medido de novo")
    met(lambda: len(double.saves) == 1)
    expect(line(page).locator(".dismiss input").first).to_have_value("Medido de novo")
    expect(line(page).locator("[data-status]")).to_have_text("saved 10:31")
    page.keyboard.press("Escape")
    expect(line(page).locator(".standing")).to_contain_text("Editor")


def test_where_no_engine_is_there_it_is_said(open_editor: Opener) -> None:
    page = open_editor(sample())
    field(page, key(5)).focus()
    page.keyboard.press("Alt+m")
    expect(line(page, key(5)).locator("[data-offered]")).to_have_text("No engine translates into this language.")
    page.keyboard.press("Alt+s")
    page.keyboard.press("Alt+s")
    expect(line(page, key(5)).locator("[data-offered]")).to_contain_text("No other words for this sentence")


def test_what_others_save_shows_in_lines_nobody_writes_in(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    write(page, "Os meus 12 bilhetes.", key(5))
    double.others.append("Second reviewer")
    double.save(WRONG, "Delas: 4200 m².", "Second reviewer")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(field(page)).to_have_value("Delas: 4200 m².")
    expect(line(page).locator("[data-status]")).to_have_text("somebody changed this just now")
    expect(page.locator("#others")).to_contain_text("Second reviewer is here too")
    expect(field(page, key(5))).to_have_value("Os meus 12 bilhetes.")
    write(page, "E agora eu: 4,200 m².")
    saved(page)


def test_without_a_script_it_is_one_form(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double, scripted=False)
    field(page).fill("Sem script: 4,200 m².")
    expect(line(page).get_by_role("button", name="Suggestions")).to_be_hidden()
    page.get_by_role("button", name="Approve", exact=True).first.click()
    expect(page.locator(".refusal")).to_contain_text("Something here would tell readers what is not true.")
    expect(field(page)).to_have_value("Sem script: 4,200 m².")
    page.locator("#why").fill("Medido de novo")
    page.get_by_role("button", name="Approve all the same").click()
    page.wait_for_url("**/elsewhere/decided")
    assert double.decided[-1]["why"] == "Medido de novo"


def test_a_refused_approval_keeps_what_was_typed_and_leads_to_the_place(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    page.locator(".edit-buttons").get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator(".refusal")).to_be_visible()
    ready(page)
    page.locator(".refusal").get_by_role("link").click()
    expect(field(page)).to_be_focused()


def test_words_overtaken_while_a_whole_form_was_sent_are_not_sent_again_unasked(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double, scripted=False)
    field(page).fill("Meu: 4,200.")
    double.save(WRONG, "Deles: 4,200.", "Second reviewer")
    double.refusal = Refusal((WRONG,), "Second reviewer saved first.", False, {WRONG: Overtaken("Second reviewer")})
    page.get_by_role("button", name="Approve", exact=True).first.click()
    expect(page.locator(".refusal")).to_contain_text("Second reviewer saved first.")
    scripted = open_editor(double)
    write(scripted, "Meu: 4,200.")
    saved(scripted)
    double.save(WRONG, "Deles: 4,200.", "Second reviewer")
    send = """([name, text]) => {
      const form = document.getElementById("editor");
      form.insertAdjacentHTML("beforeend", "<input name=act value=approve>");
      document.getElementById(name).value = text;
      HTMLFormElement.prototype.submit.call(form);
    }"""
    scripted.evaluate(send, [f"target-{WRONG}", "Meu outra vez: 4,200."])
    expect(scripted.locator(".refusal")).to_be_visible()
    ready(scripted)
    expect(line(scripted).locator("[data-theirs]")).to_have_text("Deles: 4,200.")
    expect(field(scripted)).to_have_value("Meu outra vez: 4,200.")
    assert double.line(WRONG).segment.target == "Deles: 4,200."


def test_a_long_text_opens_whole_and_one_key_sends_one_sentence(open_editor: Opener) -> None:
    double = long(300)
    page = open_editor(double)
    assert page.locator("textarea").count() == 300
    write(page, "A última, 299.", key(299))
    saved(page, key(299))
    assert [told for told, _ in double.saves] == [key(299)]


def test_a_phone_needs_no_sideways_scrolling(open_editor: Opener) -> None:
    double = sample()
    double.change(WRONG, segment=replace(double.line(WRONG).segment, target="Donaudampfschifffahrtsgesellschaft" * 9))
    page = open_editor(double, viewport={"width": 360, "height": 700}, has_touch=True)
    page.locator(".thumbs").get_by_role("button", name="Next sentence").tap()
    expect(field(page)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator(".thumbs").get_by_role("button", name="Right").tap()
    expect(field(page, key(5))).to_be_focused()


def test_hostile_words_stay_words(open_editor: Opener) -> None:
    double = sample()
    evil = "</textarea><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>\u202e“4,200”"
    double.suggestions[WRONG] = [Suggestion(1, evil, "memory", 0.9, evil)]
    double.others.append(evil)
    double.ours = replace(double.ours, headline=evil)
    first = double.line(WRONG)
    double.change(
        WRONG, segment=replace(first.segment, source=evil, target=evil), before=evil[5:], kept=evil, machine=evil
    )
    page = open_editor(double)
    expect(field(page)).to_have_value(evil)
    field(page).focus()
    page.keyboard.press("Alt+s")
    expect(line(page).locator("[data-offered] .offer")).to_have_count(1)
    double.save(WRONG, evil + evil, evil)
    write(page, "4,200")
    expect(line(page).locator("[data-theirs]")).to_have_text(evil + evil)
    assert page.evaluate("window.ran") is None
