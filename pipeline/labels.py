"""The words printed with an article, in its reader's language: who translated it, where the original is.

The wording lives in labels.toml, one table per language. A language without a table gets that of a shorter tag
(fr-CA reads fr), and where there is none, English; `Label.language` says which language the words are really in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline import language
from pipeline.model import UNDETERMINED, Article, Origin, State

FALLBACK = "en"

_LANGUAGES = re.compile(r" ?[(（][^()（）]*[)）]")  # "(French → English)" and the space before it


@dataclass(frozen=True, slots=True)
class Label:
    """Words to print, and the language they are in (BCP 47)."""

    text: str
    language: str


def machine(target: str, source: str) -> Label:
    """Say that a machine translated the text from `source` and nobody reviewed it.

    Both arguments are BCP 47 tags; an empty `source` is named as an undetermined language.
    """
    return _translation("machine", target, source)


def reviewed(target: str, source: str) -> Label:
    """Say that a machine translated the text from `source` and a person then revised it (see `machine`)."""
    return _translation("reviewed", target, source)


def original(target: str) -> Label:
    """Introduce the address of the original: "Original link:", with the language's own colon."""
    return _words("original", target)


def internal(target: str) -> Label:
    """Say that a text may not leave the house."""
    return _words("internal", target)


def approved(target: str, source: str) -> Label:
    """Say that a machine translated the text, and that a person approved it who answers for it (see `machine`)."""
    return _translation("approved", target, source)


def written(target: str, source: str) -> Label:
    """Say that a person translated the text from `source`, without a machine (see `machine`)."""
    return _translation("written", target, source)


def outdated(target: str) -> Label:
    """Say that the original has changed since the text was made from it."""
    return _words("outdated", target)


def withdrawn(target: str) -> Label:
    """Say that a text was withdrawn and can no longer be read here."""
    return _words("withdrawn", target)


def canceled(target: str) -> Label:
    """Say that a text was withdrawn everywhere and for good, and must not be used any more."""
    return _words("canceled", target)


def word(key: str, target: str) -> Label:
    """One of the words around texts on pages and in digests: `published`, `languages`, `older` … (see labels.toml)."""
    return _words(key, target)


def provenance(article: Article, source: str) -> Label | None:
    """Say how a translation was made, in its own language; None for an official version, which needs no label.

    A label of one's own for text a person revised is what EU AI Act Art. 50(4) turns on: only review under editorial
    responsibility lifts the duty to disclose, so no two of these may read alike. A text in which no machine had a hand
    must not be called a machine's either.
    """
    return _provenance(article, source)


def brief(article: Article) -> Label | None:
    """The same as `provenance` without the languages, for where room is short: "Machine translation, not reviewed."."""
    label = _provenance(article, None)
    return label and _and_outdated(label, article)


def note(article: Article, source: str) -> Label | None:
    """The same as `provenance`, and that the original has changed since, once it has."""
    label = _provenance(article, source)
    return label and _and_outdated(label, article)


def gap(words: str) -> str:
    """What stands between a label and what follows it: full-width marks bring their own space."""
    return "" if words.endswith(("：", "。")) else " "


def _and_outdated(label: Label, article: Article) -> Label:
    if article.state is not State.OUTDATED:
        return label
    return Label(f"{label.text}{gap(label.text)}{outdated(article.language).text}", label.language)


def _provenance(article: Article, source: str | None) -> Label | None:
    if article.origin is Origin.OFFICIAL:
        return None
    if article.origin is Origin.MACHINE:
        key = "machine"
    elif not article.route:
        key = "written"
    else:
        key = "approved" if article.origin is Origin.APPROVED else "reviewed"
    return _translation(key, article.language, source)


def _translation(key: str, target: str, source: str | None) -> Label:
    words = _words(key, target)
    if source is None:
        return Label(_LANGUAGES.sub("", words.text), words.language)
    # The names follow the words, so that an English label never holds a French language name.
    names = {
        "source": language.name(source or UNDETERMINED, words.language),
        "target": language.name(target or UNDETERMINED, words.language),
    }
    return Label(words.text.format(**names), words.language)


def _words(key: str, target: str) -> Label:
    known = next((tag for tag in _nearest(target) if key in _table().get(tag, ())), FALLBACK)
    return Label(_table()[known][key], known)


def _nearest(tag: str) -> Iterator[str]:
    """The tag, then as the table would spell it, then without its region; nothing more for what is no tag."""
    yield tag
    with suppress(ValueError):
        yield language.canonical(tag)
        yield language.base(tag)


@cache
def _table() -> dict[str, dict[str, str]]:
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return tomllib.load(file)
