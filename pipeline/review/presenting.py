"""Values as templates show them: how a text is written, what a state looks like, in words, sign and colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from flask import Flask
from markupsafe import Markup

from pipeline import content
from pipeline.model import Cell, CellState, Issue, Item, PubStatus, Severity
from pipeline.review.words import gettext

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-Arab", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}


@dataclass(frozen=True, slots=True)
class Sign:
    """One state: the name of its colour in desk.css, its sign, its word."""

    kind: str
    sign: str
    word: str


def install(app: Flask) -> None:
    """Give templates `written`, `issue_text` and the signs."""
    app.jinja_env.globals.update(
        written=written,
        cell_sign=cell_sign,
        standing_sign=standing_sign,
        severity_sign=severity_sign,
        issue_text=issue_text,
    )


def issue_text(issue: Issue) -> str:
    """What a check found, in the reader's language; its values stay as they stand in the texts."""
    try:
        return gettext(issue.message).format(*(value_text(value) for value in issue.values))
    except (IndexError, KeyError, ValueError):  # a translation that lost a value must not hide the issue
        return issue.text


def value_text(value: str) -> str:
    """A value of a check's message in the reader's language, where it is a word of ours or the name of a language."""
    from pipeline.review.words import language_name

    if not value:
        return value
    tag = _languages().get(value)
    return language_name(tag) if tag else gettext(value)


@cache
def _languages() -> dict[str, str]:
    """Language tags by the English names that checks give."""
    from babel import Locale

    return {name: tag.replace("_", "-") for tag, name in Locale("en").languages.items()}


def direction(language: str) -> str:
    """rtl or ltr: which way a language is written."""
    if "-Arab" in language or "-Hebr" in language:
        return "rtl"
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT and "-Latn" not in language else "ltr"


def body(item: Item, *, leads: bool = True) -> Markup:
    """A whole text, made harmless again, to be shown within a page.

    Its links tell the other site nothing of ours; with `leads` false they lead nowhere, by mouse or keyboard, and say
    as their title where they would.
    """
    from lxml import html

    root = html.fragment_fromstring(content.html(item))
    for link in root.iter("a"):
        if leads:
            link.set("rel", "noopener noreferrer")
        else:
            link.set("title", link.attrib.pop("href", ""))
    return Markup(html.tostring(root, encoding="unicode"))


def written(language: str) -> Markup:
    """The attributes every element with a text in a language has: `lang` and `dir`."""
    return Markup('lang="{}" dir="{}"').format(language, direction(language))


def cell_sign(cell: Cell) -> Sign:
    """How a story stands in one language."""
    signs = {
        CellState.OFFICIAL: Sign("official", "◆", gettext("official")),
        CellState.APPROVED: Sign("approved", "✓", gettext("approved")),
        CellState.EDITED: Sign("edited", "✎", gettext("edited")),
        CellState.MACHINE: Sign("machine", "⚙", gettext("machine")),
        CellState.REJECTED: Sign("rejected", "⊘", gettext("rejected")),
        CellState.MISSING: Sign("missing", "–", gettext("missing")),
    }
    return signs[cell.state]


def standing_sign(status: PubStatus) -> Sign:
    """How a whole story stands."""
    signs = {
        PubStatus.USABLE: Sign("usable", "●", gettext("released")),
        PubStatus.WITHHELD: Sign("withheld", "⏸", gettext("withheld")),
        PubStatus.CANCELED: Sign("killed", "✕", gettext("killed")),
    }
    return signs[status]


def severity_sign(severity: Severity) -> Sign:
    """How bad an issue is."""
    signs = {
        Severity.CRITICAL: Sign("critical", "■", gettext("critical")),
        Severity.FUNCTIONAL: Sign("functional", "▲", gettext("look at this")),
        Severity.COSMETIC: Sign("cosmetic", "·", gettext("a detail")),
    }
    return signs[severity]
