"""Nothing a person writes is lost, whatever happens to the line, the session or the sentence."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.review.editor.double import Double, Overtaken, Refusal
from tests.review.editor.sheets import key, sample
from tests.review.editor.touching import WRONG, Opener, drafts, field, line, met, ready, saved, write


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
    expect(page.locator("#put-back")).to_have_text("Put back from this browser: 1 sentence that had not been saved.")
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


def test_a_reason_being_written_is_not_swept_away_by_a_save(open_editor: Opener) -> None:
    double = sample()
    page = open_editor(double)
    field(page).fill("Ainda 2400 m².")
    field(page).press("Alt+d")
    page.keyboard.type("Medido de novo")
    met(lambda: len(double.saves) == 1)
    expect(line(page).locator(".dismiss input").first).to_have_value("Medido de novo")
    expect(line(page).locator("[data-status]")).to_have_text("saved")
    page.keyboard.press("Escape")
    expect(line(page).locator(".standing")).to_contain_text("Editor")


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
