"""Which story an item belongs to, and which translations a story still needs. Pure: facts in, a decision out.

An item joins a story through what the wire itself says: the original-link line at its tail, hreflang, the same page,
the same file name in a drop folder, or the very same text. Likeness alone never joins: a wrong merge cannot be undone
once readers have it, a missed one can.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from pipeline.model import UNDETERMINED, Authority, Block, Entry, Origin, Rights, State

TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|mc_[ce]id|tc|ref|source)$")
# A front page or a section (/, /fr/, /en/news) is linked from every item, so it tells no two stories apart.
SECTION = re.compile(r"^$|^(/[a-z]{2,3}([-_][a-z]{2,4})?)?(/(news|press|media|home|index(\.\w+)?))?/?$", re.IGNORECASE)
NEAR = timedelta(days=3)  # versions of one announcement appear within days
TOGETHER = timedelta(days=60)  # language versions of one announcement may trail in, but not for ever
TWIN = 0.8  # the same where nothing but the words themselves brings two texts together
ALIKE = 0.5  # share of common five-word runs above which two texts in one language are the same announcement


@dataclass(frozen=True, slots=True)
class Item:
    """One release that was read, with all that tells where it belongs."""

    source: str
    entry: str
    language: str
    authority: Authority
    rights: Rights
    keys: tuple[str, ...]  # how it names itself and its sister versions
    origin_key: str  # the original it says it derives from, or ""
    fingerprint: str
    shingles: frozenset[int]
    published: datetime


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """One live version in the store, as far as placing and planning need it."""

    uri: str
    story: str
    language: str
    origin: Origin
    state: State
    authority: Authority
    rights: Rights
    version: int
    source: str = ""
    fingerprint: str = ""
    shingles: frozenset[int] = frozenset()
    translated_from: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A story the store already has under one of an item's keys."""

    story: str
    created: datetime
    keys: frozenset[str]
    articles: tuple[KnownArticle, ...]

    def official(self, language: str) -> KnownArticle | None:
        """The issuer's or wire's own version in this very language, if there is one."""
        found = [a for a in self.articles if a.language == language and a.origin is Origin.OFFICIAL]
        return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A story whose translations need looking at: its live versions, and the languages that are a person's.

    `refused` maps a language to the URI of a version that a person wrote, approved or rejected.
    """

    story: str
    articles: tuple[KnownArticle, ...]
    refused: Mapping[str, str]


class Action(StrEnum):
    """What to do with an item."""

    NEW_STORY = "new story"
    NEW_ARTICLE = "new article"  # another language of a story we have
    NEW_VERSION = "new version"  # a text we have, changed
    SAME = "same"  # a text we have, unchanged


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an item goes; `join` names younger stories that it shows to be the same as `story`."""

    action: Action
    story: str = ""
    uri: str = ""
    join: tuple[str, ...] = ()
    why: str = ""


def link_key(url: str) -> str:
    """The address of a page, as a key: without scheme, www., fragment, tracking and a slash at the end; "" for none."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query) if not TRACKING.match(k)])
    path = parts.path.rstrip("/")
    shown_port = f":{port}" if port and port not in (80, 443) else ""
    return f"{host}{shown_port}{path}" + (f"?{query}" if query else "")


def _telling(url: str) -> str:
    """The key of a page that stands for one text; "" for front pages and sections."""
    key = link_key(url)
    if not key:
        return ""
    parts = urlsplit("//" + key)
    return "" if SECTION.match(parts.path) and not parts.query else key


def keys(entry: Entry, *, source: str, canonical: str = "", alternates: Iterable[str] = ()) -> tuple[str, ...]:
    """Every name under which this item, or a sister version of it, may be known."""
    links = [entry.link, canonical, *(a.link for a in entry.alternates), *alternates]
    found = [f"link:{key}" for key in (_telling(link) for link in links) if key]
    if entry.family:
        found.append(f"file:{source}/{entry.family}")
    return tuple(dict.fromkeys(found))


def origin_key(origin_url: str) -> str:
    """The original that a release names at its tail, as a key; a front page is none."""
    key = _telling(origin_url)
    return f"link:{key}" if key else ""


def fingerprint(headline: str, body: Sequence[Block]) -> str:
    """A hash of headline and body that white space, case and punctuation do not move."""
    text = " ".join([headline, *(block.text for block in body)])
    return hashlib.sha256("".join(re.findall(r"\w+", text.casefold())).encode()).hexdigest()[:32]


def shingles(body: Sequence[Block]) -> frozenset[int]:
    """The body's five-word runs (five-character runs where words are not spaced), hashed; the 200 smallest.

    The smallest hashes of two texts overlap as the texts do (Broder 1997, min-wise sketches), whatever their length.
    """
    text = " ".join(block.text for block in body).casefold()
    tokens: Sequence[str] = re.findall(r"\w+", text)
    if len(tokens) * 12 < len(text):
        tokens = re.findall(r"\w", text)
    runs = {" ".join(tokens[i : i + 5]) for i in range(max(1, len(tokens) - 4))}
    hashes = (int.from_bytes(hashlib.blake2b(run.encode(), digest_size=7).digest()) for run in runs)
    return frozenset(sorted(hashes)[:200])


def word_keys(language: str, body: Sequence[Block], sketch: frozenset[int]) -> tuple[str, ...]:
    """Keys under which nearly the same words are found again: the smallest hashes of a text's sketch, by language.

    The figures are part of each key: daily notices of one issuer differ in nothing else, and are not one text.
    """
    figures = sorted(set(re.findall(r"\d+", " ".join(block.text for block in body))))
    mark = hashlib.sha256(" ".join(figures).encode()).hexdigest()[:12]
    return tuple(f"words:{language}:{mark}:{value}" for value in sorted(sketch)[:4])


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """How much two sketches share, 0–1."""
    union = sorted(one | other)[: min(200, max(len(one), len(other), 1))]
    return sum(1 for value in union if value in one and value in other) / len(union) if union else 0.0


def place(item: Item, known: Sequence[Known], *, before: KnownArticle | None = None) -> Placement:
    """Decide where an item goes, given the stories the store has under its keys.

    `before` is the article that this very entry became when it was read the last time.
    """
    if before is not None and before.language in (item.language, UNDETERMINED):
        return _again(item, before, "the same entry")
    near = sorted((story for story in known if _apart(item, story) <= TOGETHER), key=lambda s: (s.created, s.story))
    for story in near:
        theirs = story.official(item.language)
        if theirs and _same_announcement(item, story, theirs):
            return _again(item, theirs, "the same announcement, found a second time")
    if item.language == UNDETERMINED:
        return Placement(Action.NEW_STORY, why="its language could not be told")
    meant: dict[str, Known] = {}
    for key in (*(key for key in item.keys if not key.startswith("words:")), item.origin_key):
        found = [story for story in near if key in story.keys]
        free = [story for story in found if not story.official(item.language)]
        if len(found) > 1 and key.startswith("link:"):
            # A link that several announcements name (an event's page) leads to the one of the same days, if to any.
            free = sorted((s for s in free if _apart(item, s) <= NEAR), key=lambda s: _apart(item, s))[:1]
        meant |= {story.story: story for story in free}
    if not meant:
        return Placement(Action.NEW_STORY, why="nothing it names is known")
    elder, *younger = sorted(meant.values(), key=lambda s: (s.created, s.story))
    taken = {a.language for a in elder.articles if a.origin is Origin.OFFICIAL} | {item.language}
    join = []
    for story in younger:
        own = {a.language for a in story.articles if a.origin is Origin.OFFICIAL}
        if not own & taken:  # two official texts in one language are two announcements
            join.append(story.story)
            taken |= own
    shared = sorted(elder.keys & {*item.keys, item.origin_key})
    return Placement(Action.NEW_ARTICLE, elder.story, join=tuple(join), why=f"both name {shared[0]}")


def _again(item: Item, before: KnownArticle, why: str) -> Placement:
    same = before.fingerprint == item.fingerprint and before.language == item.language
    # Another place with other words is a second wording of the announcement; the first stands, unless the second is
    # of better authority: the issuer's own words take the place of a copy's.
    ranks = list(Authority)
    weaker = before.source != item.source and ranks.index(item.authority) >= ranks.index(before.authority)
    return Placement(Action.SAME if same or weaker else Action.NEW_VERSION, before.story, before.uri, why=why)


def _same_announcement(item: Item, story: Known, theirs: KnownArticle) -> bool:
    """Whether a text in the same language tells the same: by its words, or by the original both derive from."""
    if theirs.fingerprint == item.fingerprint:
        return True
    named = any(not key.startswith("words:") for key in story.keys & {*item.keys, item.origin_key})
    alike = likeness(item.shingles, theirs.shingles)
    if alike >= (ALIKE if named else TWIN) and (named or _apart(item, story) <= NEAR):
        return True
    derived = bool(item.origin_key) and item.origin_key in story.keys
    return derived and theirs.source != item.source and _apart(item, story) <= NEAR


def _apart(item: Item, story: Known) -> timedelta:
    """How far an item is from the nearest official text of a story."""
    dates = [a.published for a in story.articles if a.published and a.origin is Origin.OFFICIAL]
    return min((abs(item.published - date) for date in dates), default=timedelta(0))


def best_rights(item: Item, article: KnownArticle) -> KnownArticle:
    """What an article may do after the same text was found in another place: the freer rights, the better authority."""
    order = list(Authority)
    return replace(
        article,
        rights=Rights.PUBLIC if Rights.PUBLIC in (item.rights, article.rights) else Rights.INTERNAL,
        authority=min(item.authority, article.authority, key=order.index),
    )


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether a text mentions one of the words (all texts do, where there are none): as a word, in any case."""
    folded = " ".join(text.casefold().split())
    wanted = [" ".join(word.casefold().split()) for word in words]
    # Words of scripts without spaces stand inside other text; a Latin word must not match inside a longer one.
    return not wanted or any(
        re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])" if word.isascii() else re.escape(word), folded)
        for word in wanted
    )
