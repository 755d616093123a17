"""Posts for social channels: one for each item, short enough to be sent as it is.

A post is the headline, then what must be said of it, then its address, then hashtags, a line each:

    The fair opens its doors — It shows 337 ships.
    Machine translation, not reviewed.
    https://news.example.org/website/en/2026-03-02-abcdefgh.html
    #fair

What a translation is labelled with is never left out for want of room: it loses its languages ("(French → English)")
first, then the hashtags go, then the headline is cut. The address is always whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from pipeline import content, digest, labels
from pipeline.model import Feed, Item, Withdrawn

FILENAME = "posts.txt"
MEDIA_TYPE = "text/plain"

SHORTEST = 200  # in which the longest label, the address and some words of a headline have room in every language
ADDRESS = 23  # characters, however long it is

_LEAST_LEAD = 40  # characters; fewer of a text's first words say nothing

# Code points that count one character; all others count two.
# docs.x.com/resources/fundamentals/counting-characters, version 3 of the configuration of twitter-text.
_SINGLE = re.compile("[\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+")

# What may be taken for an address: with a scheme, or a name that ends like that of a host.
_ADDRESS_LIKE = re.compile(r"://|[^\W_]\.[^\W\d_]{2}")
_SPACES = re.compile(r"(\s+)")


def _tag(given: str) -> str:
    """A hashtag without its mark, ValueError for one that would end before its end: marks, spaces, figures alone."""
    tag = unicodedata.normalize("NFC", given.strip().removeprefix("#").removeprefix("＃"))
    kinds = {unicodedata.category(character)[0] for character in tag.replace("_", "").replace("\u200c", "")}
    if not kinds <= {"L", "M", "N"} or "L" not in kinds:
        raise ValueError(f"{given!r} is no hashtag: letters, figures and _ without spaces, such as OpenDay")
    return tag


Hashtags = tuple[Annotated[str, AfterValidator(_tag)], ...]


class Options(BaseModel):
    """How long posts may be, counted as X does, and their hashtags: the same for all languages, or by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    length: int = Field(280, ge=SHORTEST, le=5_000, description="Characters in a post; full-width ones count two")
    hashtags: Annotated[Hashtags | Mapping[str, Hashtags], BeforeValidator(digest.canonical)] = Field(
        (), description="Words that posts end with, or for each language its own"
    )


def render(feed: Feed) -> bytes:
    """The posts of the newest items in UTF-8, an empty line between them; within a post there is none."""
    posts = (_post(feed, item) for item in feed.items)
    return "\n".join(f"{post}\n" for post in posts if post).encode()


def render_item(feed: Feed, item: Item) -> Mapping[str, bytes]:
    """The post of one item as a file of its own, without a line break at its end."""
    return {f"posts/{item.name}.txt": _post(feed, item).encode()}


def render_withdrawn(feed: Feed, withdrawn: Withdrawn) -> Mapping[str, bytes]:
    """Nothing: the post goes. One that was sent is unsaid where it was sent."""
    return {}


def weight(text: str) -> int:
    """How many characters a text counts as: full-width ones and emoji two, and 23 for what X takes for an address.

    X counts a sequence of emoji as one; here each of its parts counts, so a post may have more room there, never less.
    """
    return sum(map(_word, _SPACES.split(unicodedata.normalize("NFC", text))))


@lru_cache(4096)  # a post is tried at many lengths, and the words stay the same
def _word(word: str) -> int:
    plain = _plain(word)
    if not _ADDRESS_LIKE.search(word):
        return plain
    # What stands by itself is an address; what only looks like one may be taken for it or not.
    return ADDRESS if content.web_link(word) == word else max(plain, ADDRESS)


def _plain(text: str) -> int:
    return 2 * len(text) - sum(map(len, _SINGLE.findall(text)))


def _post(feed: Feed, item: Item) -> str:
    options = feed.options if isinstance(feed.options, Options) else Options()
    headline = digest.first(content.line(item.article.headline), options.length)
    lead = content.lead(item, options.length)
    tags = _hashtags(options, item.article.language)
    link = digest.address(item)
    for note in _notes(item):
        post = _together(headline or lead, note, link, tags)
        if weight(post) <= options.length:
            return _with_lead(post, headline, lead, options.length, item.article.language) if headline else post
    note = _notes(item)[-1]

    def fits(words: str) -> bool:
        return weight(_together(words, note, link, "")) <= options.length

    return _together(digest.cut(headline or lead, fits), note, link, "")


def _with_lead(post: str, headline: str, lead: str, length: int, tag: str) -> str:
    rest = post.removeprefix(headline)
    between = "——" if tag.partition("-")[0] in ("ja", "zh") else " — "

    def fits(words: str) -> bool:
        return weight(f"{headline}{between}{words}{rest}") <= length

    words = digest.cut(lead, fits) if lead and lead != headline else ""
    whole = words == lead
    return f"{headline}{between}{words}{rest}" if words and (whole or _plain(words) >= _LEAST_LEAD) else post


def _notes(item: Item) -> tuple[str, ...]:
    """What must be said of an item, the longer form first; empty where nothing must."""
    closed = " ".join(label.text for label in digest.restriction(item))
    forms = (content.note(item), labels.brief(item.article))
    said = [" ".join(filter(None, (label.text if label else "", closed))) for label in forms]
    return tuple(one for one, _ in groupby(said))


def _hashtags(options: Options, tag: str) -> str:
    found = digest.chosen(options.hashtags, tag)
    return " ".join(f"#{one}" for one in found) if isinstance(found, tuple) else ""


def _together(*parts: str) -> str:
    return "\n".join(filter(None, parts))
