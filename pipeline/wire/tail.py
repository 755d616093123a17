"""The last lines of a release: link to the original, source line, the wire's pointer to its own page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.model import Block, BlockKind
from pipeline.wire.boilerplate import ends_sentence, normal
from pipeline.wire.inline import cut

TAIL = 6  # paragraphs in which links and source lines are looked for; boilerplate and contacts are not counted
LABEL = 40  # characters of a label in front of an address

_URL = re.compile(r"https?://[^\s<>\"“”«»]{1,2000}", re.IGNORECASE)
_HREF = re.compile(r"href\s{0,9}=\s{0,9}[\"']([^\"'<>\s]{1,2000})[\"']", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    origin: tuple[str, ...]
    origin_whole: frozenset[str]
    own_page: re.Pattern[str]
    issuer: re.Pattern[str]
    issuer_in_capitals: re.Pattern[str]
    glued_issuer: re.Pattern[str]
    issuer_phrases: re.Pattern[str]
    furniture: re.Pattern[str]


@dataclass(slots=True)
class Tail:
    """What the last paragraphs have given so far, read from the end; `own_page` is the wire's page of this release."""

    origin_url: str = ""
    issuer: str = ""
    own_page: str = ""


def take_tail(body: list[Block], tail: Tail) -> list[Block]:
    """Take original link, source line and the wire's own address off the last paragraphs; `tail` is filled."""
    kept: list[Block] = []  # from the end
    seen = 0
    for position in range(len(body) - 1, -1, -1):
        if seen >= TAIL:
            return body[: position + 1] + kept[::-1]
        left, used = _read_tail_block(body[position], kept[-1] if kept else None, tail)
        if used:
            kept.pop()
        if left is not None:
            kept.append(left)
            seen += left.kind not in {BlockKind.BOILERPLATE, BlockKind.CONTACT, BlockKind.CAPTION}
    return kept[::-1]


def _read_tail_block(block: Block, follower: Block | None, tail: Tail) -> tuple[Block | None, bool]:
    """What is left of a block once its tail lines are taken, and whether the next block's address was used up."""
    if block.kind is BlockKind.TABLE_ROW:
        return block, False
    taken = _own_pages(block, tail)
    used, whole = False, len(block.text.strip())
    for start, end in _lines(block.text, taken):
        line = block.text[start:end].strip()
        origin, in_follower = _origin(line, block, follower, alone=len(line) == whole)
        if origin and tail.origin_url in ("", origin):
            tail.origin_url, used = origin, used or in_follower
            taken.append((start, end))
        elif not origin and (issuer := issuer_of(line)) and tail.issuer in ("", issuer):
            tail.issuer = issuer
            taken.append((start, end))
        elif len(line) <= 200 and _lexicon().furniture.match(line):
            taken.append((start, end))
    if taken:
        block = cut(block, taken)
    return (block if block.text else None), used


def _own_pages(block: Block, tail: Tail) -> list[tuple[int, int]]:
    """Where a block points to the wire's own page: the phrase and the address behind it."""
    text, spans = block.text, []
    for match in _lexicon().own_page.finditer(text):
        end = match.end()
        if match["url"]:
            url = _until_issuer(match["url"])
            end = match.start("url") + len(url)
            tail.own_page = tail.own_page or _clean_url(url)
        elif len(text) > 160 or not (
            match[0].endswith((":", "：")) or "href" in block.html or (match[0] == text and not ends_sentence(text))
        ):
            continue  # a sentence that happens to say so
        elif issuer := _lexicon().issuer_in_capitals.search(text, match.start(), end):
            end = issuer.start()
        spans.append((match.start(), end))
    return spans


def _lines(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The lines of a text that are not taken, each also ended where a source line follows an address."""
    edges = [0, *(edge for span in taken for edge in span), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        for line in re.finditer(r"[^\n]+", text[start:end]):
            first, last = start + line.start(), start + line.end()
            url = _URL.search(text, first, last)
            middle = url.start() + len(_until_issuer(url[0])) if url else last
            if _lexicon().issuer_in_capitals.match(text[middle:last].lstrip()):
                yield first, middle
                first = middle
            if 0 < len(text[first:last].strip()) <= 2100:
                yield first, last


def _until_issuer(url: str) -> str:
    """An address without the source line that is often glued to it (….htmlSOURCE Acme)."""
    glued = _lexicon().glued_issuer.search(url)
    return url[: glued.start("issuer")] if glued else url


def _origin(line: str, block: Block, follower: Block | None, *, alone: bool) -> tuple[str, bool]:
    """The address behind an "original link" label, and whether it stood in the block after it.

    The label names the original or it is none: "Website:" and "Photo:" lead elsewhere.
    """
    lexicon = _lexicon()
    label, colon, rest = line.replace("：", ":", 1).partition(":")
    said = normal(label[: LABEL + 1]).strip(" *-–—•[(")
    if not colon or len(label) > LABEL:
        return "", False
    if said not in lexicon.origin_whole and not any(word in said for word in lexicon.origin):
        return "", False
    rest = rest.strip()
    printed = _URL.match(rest)
    if printed and not rest[printed.end() :].strip(" ]>».") and not rest.endswith(("...", "…")):
        return _clean_url(printed[0]), False
    links = {_clean_url(unescape(url)) for url in _HREF.findall(block.html)} - {""}
    if alone and len(links) == 1:
        return links.pop(), False
    if not rest and alone and follower and _URL.fullmatch(follower.text.strip()):
        url = _clean_url(follower.text.strip())
        return url, bool(url)
    return "", False


def _clean_url(url: str) -> str:
    """A web address without the punctuation around it; empty unless it is http or https with a host."""
    url = url.strip().rstrip(".,;:!?'’>。，；：！？、…》」』")
    for opening, closing in ("()", "[]", "（）", "【】"):
        while url.endswith(closing) and url.count(closing) > url.count(opening):
            url = url[:-1].rstrip(".,;:!?")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    return url if parts.scheme.lower() in {"http", "https"} and host else ""


def issuer_of(line: str) -> str:
    """Who a source line names: "SOURCE Acme", "Source : Acme", "来源：Acme"; empty for a running sentence."""
    if len(line) <= 300 and (said := _lexicon().issuer_phrases.match(line)):
        return said["name"].strip()
    match = _lexicon().issuer.fullmatch(line) if len(line) <= 180 else None
    if match is None:
        return ""
    word, name = match["word"], match["name"].strip()
    if not match["colon"] and not (word.isupper() or word.lower() == word.upper()):
        return ""
    running = name[0].islower() and not (word.isupper() and len(name.split()) <= 3)  # SOURCE eAcme
    return "" if running or _URL.search(name) or len(name) > 150 or ends_sentence(name) else name


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    issuers = sorted(data["issuer"]["words"], key=len, reverse=True)
    words = "|".join(map(re.escape, issuers))
    capitals = "|".join(re.escape(word.upper()) for word in issuers)
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"\s{1,3}") for phrase in data["own_page"]["phrases"])
    # Every gap is bounded, so a text full of phrases costs no more than its length.
    address = r"[^:：\n]{0,100}?[:：]?\s{0,5}(?P<url>https?://\S{1,2000})"
    return _Lexicon(
        tuple(data["origin"]["words"]),
        frozenset(data["origin"]["whole"]),
        re.compile(rf"(?:{phrases})(?:{address}|[^:：\n]{{0,100}}[:：]?)", re.IGNORECASE),
        re.compile(rf"(?P<word>{words})\s{{0,5}}(?:(?P<colon>[:：])|(?<=\s))\s{{0,5}}(?P<name>\S.*)", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{capitals})(?=[\s:：])"),
        re.compile(rf"(?:\.html?|/)(?P<issuer>{capitals})(?![\w-])"),
        re.compile(rf"(?:{'|'.join(data['issuer']['phrases'])})", re.IGNORECASE),
        re.compile(rf"[*\s]{{0,3}}(?:{'|'.join(data['furniture']['lines'])})", re.IGNORECASE),
    )
