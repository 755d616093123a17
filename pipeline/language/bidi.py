"""Invisible characters that turn the direction of text: each ends where its line does, or reaches into what follows."""

from __future__ import annotations

import re

_ISOLATES, _ISOLATED = "\u2066\u2067\u2068", "\u2069"
_EMBEDDINGS, _EMBEDDED = "\u202a\u202b\u202d\u202e", "\u202c"
_ANY = re.compile(f"[{_ISOLATES}{_ISOLATED}{_EMBEDDINGS}{_EMBEDDED}]")


def balanced(text: str) -> str:
    """The text without those isolates and embeddings that its lines open and never close, or close and never opened.

    What opens and closes are paired as the Unicode Bidirectional Algorithm does (UAX #9, BD9 and BD11).
    """
    if _ANY.search(text) is None:
        return text
    return "\n".join(map(_line, text.split("\n")))


def _line(text: str) -> str:
    open: list[tuple[int, bool]] = []  # the place of what opens, and whether it isolates
    isolates = 0
    paired: set[int] = set()
    places = [match.start() for match in _ANY.finditer(text)]
    for at in places:
        one = text[at]
        if one in _ISOLATES or one in _EMBEDDINGS:
            open.append((at, one in _ISOLATES))
            isolates += one in _ISOLATES
        elif one == _ISOLATED and isolates:
            while not open[-1][1]:  # an embedding left open within an isolate
                open.pop()
            paired |= {open.pop()[0], at}
            isolates -= 1
        elif one == _EMBEDDED and open and not open[-1][1]:
            paired |= {open.pop()[0], at}
    lone = set(places) - paired
    return "".join(one for at, one in enumerate(text) if at not in lone) if lone else text
