"""Working through a text: keys, other scripts, links, terms, phones, hostile words."""

from __future__ import annotations

import json
from dataclasses import replace

from playwright.sync_api import expect

from tests.review.editor.double import Suggestion
from tests.review.editor.sheets import PROGRAMME, key, long, sample
from tests.review.editor.touching import WRONG, Opener, field, line, met, saved, write


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


def test_where_no_engine_is_there_it_is_said(open_editor: Opener) -> None:
    page = open_editor(sample())
    field(page, key(5)).focus()
    page.keyboard.press("Alt+m")
    expect(line(page, key(5)).locator("[data-offered]")).to_have_text("No engine translates into this language.")
    page.keyboard.press("Alt+s")
    page.keyboard.press("Alt+s")
    expect(line(page, key(5)).locator("[data-offered]")).to_contain_text("No other words for this sentence")


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
