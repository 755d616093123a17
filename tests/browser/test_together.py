"""Two people on one sentence, and a connection that goes: nobody's words are lost."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.browser.addresses import address
from tests.browser.conftest import Seat
from tests.browser.editing import SAVED, Editing, edit
from tests.browser.serving import REVIEWER, SECOND

ENTRY = "Entry is free for children"
CAFE = "The café is open every day"


def test_the_second_of_two_sees_both_texts_and_merges_them(seat: Seat) -> None:
    first, second = seat(REVIEWER), seat(SECOND)
    second.expect("status of 409")
    one, other = edit(first, "fr"), edit(second, "fr")
    one.write(ENTRY, "L'accès est gratuit pour les enfants.")
    other.target(ENTRY).fill("L'entrée ne coûte rien aux enfants.")
    conflict = other.line(ENTRY).get_by_role("group", name="Two people changed this sentence")
    expect(conflict).to_be_visible(timeout=SAVED)
    expect(conflict).to_contain_text("L'accès est gratuit pour les enfants.")
    expect(conflict).to_contain_text("L'entrée ne coûte rien aux enfants.")
    expect(conflict).to_contain_text(REVIEWER.name)
    other.target(ENTRY).fill("L'accès ne coûte rien aux enfants.")
    conflict.get_by_role("button", name="Keep mine").click()
    expect(conflict).to_have_count(0, timeout=SAVED)
    other.saved(ENTRY)
    expect(edit(seat(REVIEWER), "fr").target(ENTRY)).to_have_value("L'accès ne coûte rien aux enfants.")


def test_two_people_on_two_sentences_do_not_meet(seat: Seat) -> None:
    one, other = edit(seat(REVIEWER), "fr"), edit(seat(SECOND), "fr")
    one.write(ENTRY, "L'accès est gratuit pour les enfants.")
    other.write(CAFE, "Le café vous accueille tous les jours.")
    third = edit(seat(), "fr")
    expect(third.target(ENTRY)).to_have_value("L'accès est gratuit pour les enfants.")
    expect(third.target(CAFE)).to_have_value("Le café vous accueille tous les jours.")


def test_somebody_who_is_there_too_is_named(seat: Seat) -> None:
    edit(seat(REVIEWER), "fr")
    expect(edit(seat(SECOND), "fr").page.get_by_role("main")).to_contain_text(REVIEWER.name, timeout=20_000)


def test_words_typed_without_a_connection_are_sent_when_it_is_back(seat: Seat) -> None:
    window = seat(REVIEWER)
    window.expect("net::ERR_INTERNET_DISCONNECTED")
    editing = edit(window, "fr")
    window.context.set_offline(True)
    editing.target(CAFE).fill("Le café vous accueille tous les jours.")
    expect(editing.page.get_by_text("kept in this browser")).to_be_visible(timeout=SAVED)
    window.context.set_offline(False)
    editing.saved(CAFE)
    expect(edit(seat(SECOND), "fr").target(CAFE)).to_have_value("Le café vous accueille tous les jours.")


def test_words_typed_before_the_page_is_whole_are_saved_too(seat: Seat) -> None:
    window = seat(REVIEWER)
    late: list[Route] = []
    window.page.route("**/editor/main.js*", lambda route: late.append(route))  # Playwright marks its handlers
    window.page.goto(window.served.url(address(window.served.stocked, "editor")), wait_until="commit")
    editing = Editing(window, window.page)
    editing.target(CAFE).fill("Le café vous accueille tous les jours.")
    for _ in range(100):
        if late:
            break
        window.page.wait_for_timeout(50)
    late[0].continue_()
    editing.saved(CAFE)
    expect(edit(seat(SECOND), "fr").target(CAFE)).to_have_value("Le café vous accueille tous les jours.")


def test_a_draft_that_never_arrived_is_put_back_when_the_text_is_opened_again(seat: Seat) -> None:
    window = seat(REVIEWER)
    window.expect("net::ERR_INTERNET_DISCONNECTED")
    editing = edit(window, "fr")
    window.context.set_offline(True)
    editing.target(CAFE).press("ControlOrMeta+End")
    editing.target(CAFE).press_sequentially(" Bienvenue à tous.")
    typed = editing.target(CAFE).input_value()
    editing.page.close()  # the battery is empty, or the tab was closed
    window.context.set_offline(False)
    expect(edit(seat(SECOND), "fr").target(CAFE)).not_to_have_value(typed)
    window.page = window.context.new_page()
    again = edit(window, "fr")
    expect(again.target(CAFE)).to_have_value(typed)
    expect(again.page.get_by_role("main")).to_contain_text("Put back from this browser")
    again.saved(CAFE)
    expect(edit(seat(SECOND), "fr").target(CAFE)).to_have_value(typed)


def test_a_draft_is_not_shown_to_the_next_person_at_the_same_browser(seat: Seat) -> None:
    window = seat(REVIEWER)
    window.expect("net::ERR_INTERNET_DISCONNECTED")
    editing: Editing = edit(window, "fr")
    window.context.set_offline(True)
    editing.target(CAFE).press("ControlOrMeta+End")
    editing.target(CAFE).press_sequentially(" Bienvenue à tous.")
    editing.page.close()
    window.context.set_offline(False)
    window.sit(SECOND)
    window.page = window.context.new_page()
    expect(edit(window, "fr").target(CAFE)).not_to_have_value("Bienvenue")
    assert "Bienvenue" not in window.page.get_by_role("main").inner_text()
