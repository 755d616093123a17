"""What two texts share whatever their languages: figures, addresses, names in Latin letters."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4_000  # characters of a text that are looked at

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'“”«»（）。，、；]{2,300}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}"
)
_FIGURE = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?![\d.,]?\d)|\d(?:[\d.,'’\u00a0\u202f\u066b\u066c]{0,30}\d)?")
_SEPARATORS = re.compile(r"[ .,'’\u00a0\u202f\u066b\u066c]")
_NAME = re.compile(
    r"(?<!\w)(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'&.-]{0,40}[\w])|(?<![A-Za-z])[A-Za-z][A-Za-z0-9&.-]{1,40}(?![A-Za-z])"
)
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ž]")
_FOREIGN = re.compile(r"[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufaff]")


def figures(text: str) -> list[str]:
    """The figures of a text as they stand, in order; not those within addresses."""
    return [found[0] for found in _FIGURE.finditer(_ADDRESS.sub(" ", text[:LONGEST]))]


def digits(figure: str) -> str:
    """A figure without separators and in ASCII digits, so that 1,000.5, 1 000,5 and ١٠٠٠٫٥ are the same."""
    return "".join(str(unicodedata.decimal(c)) for c in _SEPARATORS.sub("", figure) if c.isdecimal())


def addresses(text: str) -> list[str]:
    """The web and e-mail addresses of a text, without the full stop that ends a sentence."""
    return [found[0].rstrip(".,;:!?)") for found in _ADDRESS.finditer(text[:LONGEST])]


def names(text: str) -> list[str]:
    """Words that look like names: capitals within a sentence; in other scripts whatever is in Latin letters.

    The first word of a text is none unless it has a capital or a figure further on (iPhone, UNESCO, G20).
    """
    plain = _ADDRESS.sub(" ", text[:LONGEST])
    foreign = len(_FOREIGN.findall(plain)) > len(_LATIN.findall(plain))
    found = []
    for match in _NAME.finditer(plain):
        word = match[0]
        start = plain[: match.start()].rstrip("\"'“”‘’«»„(¿¡ \u00a0\u202f")
        shouted = any(c.isupper() or c.isdigit() for c in word[1:])
        opens = not start or start[-1] in ".!?:…"
        if foreign or shouted or (word[0].isupper() and not opens):
            found.append(word)
    return found


def of(text: str) -> frozenset[str]:
    """All anchors of a text, comparable across languages: digits of figures, addresses, names in lower case."""
    found = {f"#{digits(figure)}" for figure in figures(text)}
    found |= {f"@{address.casefold()}" for address in addresses(text)}
    found |= {_bare(name) for name in names(text)}
    return frozenset(found)


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if c.isalnum())
