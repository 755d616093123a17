"""Which country's way of writing a language is this? By words that only one of them uses, and only when clear."""

from __future__ import annotations

import re

from pipeline.language.tables import lists
from pipeline.language.tags import base

CLEAR = {
    "pt": 2,
    "en": 3,
}  # different words; international English spells `programme` and `centre`, so one is not enough

_SMALL = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def by_words(language: str, body: str) -> str:
    """`pt-BR`, `pt-PT`, `en-GB` or `en-US` where several words say so and none says otherwise; else nothing.

    Only words in small letters count: names (Labour, Rockefeller Center) keep their spelling everywhere.
    """
    if language not in CLEAR:
        return ""
    seen = {word for word in _SMALL.findall(body) if word.islower()}
    found = {tag: len(seen.intersection(words)) for tag, words in lists("variants").items() if base(tag) == language}
    most = max(found, key=lambda tag: found[tag])
    clear = found[most] >= CLEAR[language] and sum(found.values()) == found[most]
    return most if clear else ""
