"""Stories that mean harm, on every page that shows them: nothing runs, nothing is asked for, nothing moves."""

from __future__ import annotations

import pytest

from tests.browser import accessibility, hostile
from tests.browser.addresses import PAGES, address
from tests.browser.conftest import Seat
from tests.browser.window import PHONE

_FOCUS = """() => { for (const one of [...document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")].slice(0, 300)) {
  one.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
  one.focus();
} }"""

# What foreign words must not have brought into a page: anything that acts, leads elsewhere or covers the rest.
_BROUGHT = """() => {
  const wrong = [];
  for (const one of document.querySelectorAll("*")) {
    for (const {name, value} of one.attributes) {
      if (name.startsWith("on") || name.startsWith("hx-on") || name.startsWith("data-hx-")) wrong.push(`${name} on ${one.tagName}`);
      if (["href", "src", "action", "formaction", "data", "srcdoc", "hx-get", "hx-post"].includes(name)) {
        const scheme = /^\\s*([a-z][a-z0-9+.\\s-]*):/i.exec(value)?.[1].toLowerCase();
        const link = one.tagName === "A" && name === "href" && ["http", "https", "mailto"].includes(scheme);
        if (scheme && !link && !(one.tagName === "LINK" || one.tagName === "SCRIPT")) wrong.push(`${name}=${value.slice(0, 80)}`);
        if (link && one.origin !== location.origin && !/noopener/.test(one.rel)) wrong.push(`no noopener: ${value.slice(0, 80)}`);
      }
    }
  }
  for (const name of ["base", "meta[http-equiv]", "object", "embed", "dialog[open]", "animate"])
    for (const one of document.querySelectorAll(name)) wrong.push(`a ${name} of theirs`);
  // Our own password fields hide what is typed and stay within this desk; whoever asks otherwise is not we.
  for (const one of document.querySelectorAll("input[name=password]"))
    if (one.type !== "password" || !/^\\/[^/]/.test(one.form?.getAttribute("action") ?? "")) wrong.push("a password asked for by them");
  if (document.querySelectorAll("main").length !== 1) wrong.push("the page has not one main part");
  if (getComputedStyle(document.body).display === "none") wrong.push("the page is gone");
  if (document.body.textContent.includes("1337")) wrong.push("a template was filled in");
  return wrong;
}"""

# Marks that turn the direction must end where the foreign words end: in an element that is there for these (bdi, or with
# a dir of its own), or in a block with nothing of ours behind them.
_UNBOUND = """() => {
  const wrong = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    if (!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(node.data)) continue;
    let one = node.parentElement;
    if (["SCRIPT", "STYLE", "TEMPLATE", "TEXTAREA", "OPTION", "TITLE"].includes(one.tagName)) continue;
    let bound = false;
    for (; one && one !== document.body; one = one.parentElement) {
      if (one.matches("bdi, [dir]")) { bound = true; break }
      if (getComputedStyle(one).display !== "inline") break;
    }
    if (bound) continue;
    const range = document.createRange();
    range.setStartAfter(node);
    range.setEndAfter(one.lastChild ?? node);
    if (range.toString().trim()) wrong.push(`${one.outerHTML.slice(0, 100)} … ${range.toString().trim().slice(0, 40)}`);
  }
  return wrong;
}"""


@pytest.mark.parametrize("announcement", hostile.KINDS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_and_nothing_breaks(intrude: Seat, name: str, announcement: str) -> None:
    window = intrude()
    page = window.go(address(window.served.stocked, name, announcement))
    page.evaluate(_FOCUS)  # what waits for the focus gets it
    assert page.evaluate("window.ran") == []
    assert page.evaluate("window.violations") == []
    assert page.evaluate(_BROUGHT) == []
    assert page.evaluate(_UNBOUND) == []
    assert accessibility.overflow(page) == []
    page.set_viewport_size(PHONE)
    assert accessibility.overflow(page) == []


def test_harm_that_got_in_is_told(visit: Seat) -> None:
    window = visit()
    page = window.go()
    put = "(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)"
    assert (page.evaluate(_BROUGHT), page.evaluate(_UNBOUND)) == ([], [])
    for harm in hostile.RUNS:
        page.evaluate(put, harm.replace("meta http-equiv", "meta name"))  # a refresh would leave the page
    page.evaluate(
        put, f"<p>{hostile.TURNED[0]} <span>approved</span></p><p><bdi>{hostile.TURNED[0]}</bdi> approved</p>"
    )
    told = page.evaluate(_BROUGHT)
    assert {
        "onerror on IMG",
        "a base of theirs",
        "a object of theirs",
        "hx-on:load on DIV",
        "a password asked for by them",
    } <= set(told)
    assert any(line.startswith("href=javascript:") for line in told)
    assert [line.rpartition("… ")[2] for line in page.evaluate(_UNBOUND)] == ["approved"]
    assert page.evaluate("window.ran") == []  # the policy holds even then
    assert page.evaluate("window.violations") != []
    window.expect("violates the following Content Security Policy|request: |Failed to load")
