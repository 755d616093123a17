"""What stands between a page and people who see it otherwise, or do not see it: axe-core, keyboard, focus, width."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page, TimeoutError

from tests.conftest import ROOT

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = {"serious", "critical"}

_RUN = "(only) => axe.run(document, {runOnly: only, resultTypes: ['violations'], iframes: true})"

# A control that can be reached: each is marked with its number, so that a step of the Tab key can be told from another.
# Radio buttons of one name are one stop; what is hidden, inert or out of the order is none.
_STOPS = """() => {
  window.look = (one) => { const style = getComputedStyle(one);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join("|") };
  const chosen = "a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]";
  const groups = new Map();
  let found = 0;
  document.activeElement?.blur();
  window.getSelection()?.removeAllRanges();
  for (const one of document.querySelectorAll(chosen)) {
    if (one.disabled || one.type === "hidden" || one.tabIndex < 0) continue;
    if (one.closest("[inert]") || !one.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue;
    if (one.type === "radio" && one.name) {
      const group = (one.form ? [...document.forms].indexOf(one.form) : -1) + " " + one.name;
      if (groups.has(group)) { one.dataset.stop = groups.get(group); continue }
      groups.set(group, String(found));
    }
    one.dataset.stop = String(found++);
    one.dataset.look = window.look(one);
  }
  return found;
}"""

# A frame of another origin takes the focus, and lets go of it, a moment after the key was pressed.
_FOCUSED = """async () => {
  for (let tries = 0; document.querySelector("iframe") && tries < 20; tries++) {
    if (document.activeElement !== document.body && document.activeElement !== window.before) break;
    await new Promise((go) => setTimeout(go, 50));
  }
  window.before = document.activeElement;
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  if (!("stop" in one.dataset)) {  // it came into sight on the way: what it looks like without the focus is seen now
    one.dataset.stop = "on the way " + document.querySelectorAll("[data-stop^='on the way']").length;
    one.blur();
    one.dataset.look = window.look(one);
    one.focus({focusVisible: true});
  }
  return {
    stop: one.dataset.stop,
    changed: window.look(one) !== one.dataset.look || one.tagName === "IFRAME",  // a frame's content shows it itself
    shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight && box.left < innerWidth,
    told: one.outerHTML.slice(0, 120),
  };
}"""

_ELSEWHERE = """(reached) => document.activeElement && document.activeElement !== document.body
  && !reached.includes(document.activeElement.dataset.stop)"""

_TARGETS = """() => [...document.querySelectorAll("button, .button, input, select, summary, nav a")]
  .filter((one) => one.type !== "hidden" && one.checkVisibility({visibilityProperty: true}))
  .map((one) => [one.closest("label") ?? one, one])
  .filter(([area]) => { const box = area.getBoundingClientRect();
                        return box.width && (box.width < 24 || box.height < 24) && !area.closest(".hidden-visually") })
  .filter(([, one]) => !(one.matches("input[type=checkbox], input[type=radio]") && one.labels?.length))
  .map(([, one]) => one.outerHTML.slice(0, 120))"""


@cache
def _axe() -> str:
    if not AXE.exists():
        pytest.fail("axe-core is not installed; run: npm ci --prefix tests --ignore-scripts")
    return AXE.read_text("utf-8")


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds of serious or critical weight, a line each; `rules` narrows to single ones."""
    only: dict[str, Any] = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": RULES}
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:160]} - {node['failureSummary']}"
        for found in page.evaluate(_RUN, only)["violations"]
        for node in found["nodes"]
        if (node["impact"] or found["impact"]) in GRAVE
    ]


def overflow(page: Page) -> list[str]:
    """What makes a page wider than its window; empty where nothing has to be scrolled sideways."""
    told: list[str] = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          return [`the page is ${document.documentElement.scrollWidth} px wide in ${wide}`,
            ...[...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > wide + 1
              || one.getBoundingClientRect().left < -1).slice(0, 8).map((one) => one.outerHTML.slice(0, 120))];
        }"""
    )
    return told


def structure(page: Page) -> list[str]:
    """What is wrong with headings, landmarks and fields that axe-core lets pass."""
    told: list[str] = page.evaluate(
        """() => {
          const shown = (one) => one.checkVisibility({visibilityProperty: true});
          const heads = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown);
          const wrong = [];
          if (heads.filter((one) => one.tagName === "H1").length !== 1) wrong.push("there is not exactly one h1");
          heads.forEach((one, at) => {
            const level = +one.tagName[1], before = at ? +heads[at - 1].tagName[1] : 0;
            if (level > before + 1) wrong.push(`h${level} follows h${before}: ${one.textContent.trim().slice(0, 60)}`);
          });
          for (const table of document.querySelectorAll("table")) {
            if (!table.caption && !table.getAttribute("aria-label") && !table.getAttribute("aria-labelledby"))
              wrong.push("a table has no caption");
            if ([...table.querySelectorAll("th")].some((one) => !one.scope)) wrong.push("a th has no scope");
          }
          if (!document.title.trim() || document.title.trim().startsWith("·")) wrong.push("the page has no title");
          return wrong;
        }"""
    )
    return told


def by_keyboard(page: Page, *, most: int = 400) -> list[str]:
    """What the Tab key does not reach, where the focus cannot be seen, and what has no name to be called by."""
    count: int = page.evaluate(_STOPS)
    wrong = [f"no name: {told}" for told in _nameless(page)]
    assert count <= most, f"{count} controls: too many to reach by keyboard"
    reached: set[str] = set()
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if (at is None or at["stop"] in reached) and not reached.issuperset(map(str, range(count))):
            at = _arrived(page, reached)
        if at is None or at["stop"] in reached:
            break
        reached.add(at["stop"])
        if not at["changed"]:
            wrong.append(f"focus not seen: {at['told']}")
        if not at["shown"]:
            wrong.append(f"focus out of sight: {at['told']}")
    missed = [str(number) for number in range(count) if str(number) not in reached]
    return wrong + [f"not reached: {_markup(page, number)}" for number in missed]


def _arrived(page: Page, reached: set[str]) -> dict[str, Any] | None:
    """Where the focus comes to: into a sandboxed frame, a process of its own, it goes after the key has been told."""
    with suppress(TimeoutError):
        page.wait_for_function(_ELSEWHERE, arg=sorted(reached), timeout=5_000)
    found: dict[str, Any] | None = page.evaluate(_FOCUSED)
    return found


def _markup(page: Page, stop: str) -> str:
    found: str = page.locator(f'[data-stop="{stop}"]').first.evaluate("(one) => one.outerHTML.slice(0, 120)")
    return found


def _nameless(page: Page) -> list[str]:
    """Controls that the browser's own accessibility tree gives no name."""
    client = page.context.new_cdp_session(page)
    roles = {
        "button",
        "link",
        "textbox",
        "searchbox",
        "combobox",
        "checkbox",
        "radio",
        "switch",
        "listbox",
        "spinbutton",
    }
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    client.detach()
    return [
        f"{node['role']['value']} {[p['value'].get('value') for p in node.get('properties', [])][:4]}"
        for node in nodes
        if not node.get("ignored")
        and node.get("role", {}).get("value") in roles
        and not str(node.get("name", {}).get("value", "")).strip()
    ]


def small_targets(page: Page) -> list[str]:
    """Controls smaller than 24 by 24 CSS pixels (WCAG 2.2, 2.5.8)."""
    told: list[str] = page.evaluate(_TARGETS)
    return told
