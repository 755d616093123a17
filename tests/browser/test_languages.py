"""The desk speaks four languages: nothing is left in English on any page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.addresses import PAGES, address
from tests.browser.conftest import Seat
from tests.browser.serving import EDITOR, account

# Words that no page says in French, Spanish or Chinese; a text that is shown in its own language is left out.
ENGLISH = {
    "the",
    "and",
    "of",
    "is",
    "are",
    "this",
    "that",
    "with",
    "to",
    "in",
    "not",
    "all",
    "what",
    "by",
    "for",
    "it",
    "or",
}

_SAID = """() => {
  const own = document.documentElement.lang;
  const said = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node; (node = walk.nextNode());) {
    const one = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (["SCRIPT", "STYLE", "BDI", "PRE", "CODE", "KBD"].includes(one.tagName) || one.closest("bdi, pre, code, kbd, [translate=no]")) continue;
    if (one.closest("[lang]").lang !== own) continue;
    if (node.nodeType === Node.TEXT_NODE) said.push(node.data);
    else for (const name of ["aria-label", "title", "placeholder", "alt"]) if (node.hasAttribute(name)) said.push(node.getAttribute(name));
  }
  return said.map((one) => one.trim()).filter(Boolean);
}"""


@pytest.mark.slow
@pytest.mark.parametrize(("language", "locale"), [("fr", "fr-FR"), ("es", "es-ES"), ("zh-Hans", "zh-CN")])
def test_no_english_is_left(visit: Seat, language: str, locale: str) -> None:
    window = visit(locale=locale)
    left = {}
    for name in PAGES:
        page = window.go(address(window.served.stocked, name))
        assert page.locator("html").get_attribute("lang") == language
        left[name] = [said for said in page.evaluate(_SAID) if ENGLISH & set(re.findall(r"[a-z]+", said.lower()))]
    assert {name: said for name, said in left.items() if said} == {}


def test_a_person_chooses_the_language_of_the_desk(seat: Seat) -> None:
    window = seat(None)
    account(window.served, EDITOR)
    page = window.go("/account")
    window.sign_in(EDITOR)
    page.get_by_role("form", name="Language of the desk").get_by_role("button", name="français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert window.go("/").locator("html").get_attribute("lang") == "fr"  # kept, and for every page
