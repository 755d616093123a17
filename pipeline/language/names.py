"""Does a text say anything, or does it only name people, places, firms and products?"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.language.tables import lists
from pipeline.language.weigh import has_words_of

SHORT = 160  # letters; nobody strings together names for longer than this without a word between them

_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


@lru_cache(maxsize=1)
def _particles() -> frozenset[str]:
    return frozenset(lists("names")["particles"])


def headline_words(body: str, language: str) -> int:
    """How many different words of a text are such as headlines with a capital on each word are made of."""
    listed = frozenset(lists("headlines").get(language, ()))
    return len({word.lower() for word in words(body)} & listed)


def words(body: str) -> list[str]:
    """The words of a text without digits in them, as they are written."""
    return [word for word in _TOKEN.findall(body) if len(word) > 1 and not any(map(str.isdigit, word))]


def common_words(body: str) -> list[str]:
    """The words in small letters that are no particles of names and no spellings of brands (iPhone)."""
    return [word for word in words(body) if word.islower() and word.strip(".") not in _particles()]


def only_names(body: str, letters: int, language: str, probability: float) -> bool:
    """Whether a text is made of names: nothing in small letters, and nothing that reads like a headline in capitals.

    `language` and `probability` are what statistics make of it; they have to be sure, and a frequent word of that
    language or a verb of English headlines has to stand in it. Scripts without capitals are never only names.
    """
    if letters > SHORT or not any(map(str.isupper, body)):
        return False
    common = common_words(body)
    if len(common) > 1 or sum(map(len, common)) > 3:
        return False
    small = [word.lower() for word in words(body)]
    telling = [word for word in dict.fromkeys(small) if word not in _particles()]
    if len(telling) < 3:
        return not common or probability < 0.9
    if headline_words(body, language):
        return False
    capitals = not any(map(str.islower, "".join(words(body))))
    listed = "," in body and not capitals
    if has_words_of(language, telling) >= (2 if listed else 1) and probability >= 0.6:
        return False
    return listed or probability < (0.75 if capitals else 0.95) or (not capitals and len(telling) < 5)
