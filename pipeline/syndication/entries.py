"""Entries of a feed, whatever its format: whole or cut, told apart, put in order, and whether they can be right."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from pipeline.errors import ItemError, clean
from pipeline.extract import markup
from pipeline.language import canonical
from pipeline.model import BlockKind, Candidate, Entry
from pipeline.pictures import ends_like_one, may_show

_ENOUGH_CONTENT = 250  # characters that make a content element the whole text
_ENOUGH_SUMMARY = 600  # characters that make a description the whole text, in two paragraphs or more
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MOST_IMAGES = 20  # of one entry
_SUSPECT = 6  # entries of one and the same second that cannot be right
_BURST = timedelta(hours=3)
_AHEAD = timedelta(days=1)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
_NO_FEED = re.compile(
    r"\s*(?:error\s*)?(?:40[0-9]|50[0-9])\b|\s*(?:page |file |seite |página |pagina )?(?:not found|nicht gefunden|"
    r"no encontrada|non trovata|introuvable)|\s*(?:access denied|forbidden|just a moment|attention required)",
    re.IGNORECASE,
)
# How sites ask readers on to the full text, in the languages of the wires.
_MORE = (
    r"read (?:more|on|full|the (?:full|whole|rest))|continue reading|full story|see more|lire (?:la suite|plus)|"
    r"en savoir plus|leer más|(?:seguir|continuar) leyendo|(?:ler|leia) mais|continuar lendo|weiterlesen|"
    r"mehr (?:lesen|erfahren)|leggi (?:tutto|di più)|continua a leggere|lees (?:meer|verder)|"
    r"czytaj (?:więcej|dalej)|läs mer|les mer|læs mere|lue lisää|читать (?:далее|дальше|полностью)|"
    r"阅读更多|閱讀更多|阅读全文|閱讀全文|查看全文|続きを読む|더 ?보기|اقرأ المزيد"
)
_CUT = re.compile(
    rf"(?:\.\.\.|…|\[\s*(?:\.\.\.|…)\s*\]|(?:[.!?…\])»。]\s*|[(\[]\s*|\A\s*)(?:{_MORE}|more|suite|continued?))"
    r"[\s»›→>.:)\]]*\Z",
    re.IGNORECASE,
)
_CUT_LINE = re.compile(rf"[\s«‹(\[]*(?:{_MORE})(?!\w).{{0,150}}", re.IGNORECASE)
_APPEARED = re.compile(r"(?:the post|l.article|el cargo|la entrada|o post|der beitrag)\b.{0,400}", re.IGNORECASE)


def wrong(title: str | None, entries: Sequence[Entry], zone: tzinfo = UTC, now: datetime | None = None) -> str:
    """Why a feed that can be read is not the feed that was asked for, in words; "" for one that may be.

    Servers answer for an address they do not know with a feed of everything that has an empty title, with an error
    page in feed's clothing, or with dates made up on the spot. A missing title is no sign of that: simple feeds have
    none. Equal dates are, from six entries on, unless they are midnight (UTC or in `zone`), as of feeds that know only
    days; unless the entries are in several languages, as sister versions come out together; and unless it was a
    round minute in the last hours before `now`, as wires send dozens of releases on the stroke of nine.
    """
    if not entries:
        return "the feed lists no entries; check that it is the right address"
    if title is not None and not title.strip():
        return "the feed's title is empty, as servers answer for an address they do not know; check the address"
    if title and _NO_FEED.match(title):
        return f"the feed calls itself {clean(title, 60)!r}; check the address"
    moments = {entry.published for entry in entries}
    only = next(iter(moments))
    if len(entries) < _SUSPECT or len(moments) > 1 or only is None or len({entry.language for entry in entries}) > 1:
        return ""
    if any(not any(only.astimezone(z).timetuple()[3:6]) for z in (UTC, zone)):
        return ""
    if now and timedelta(0) <= now - only <= _BURST and not only.second and only.minute % 5 == 0:
        return ""
    said = only.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return (
        f"all {len(entries)} entries have the same date ({said} UTC), as of a feed made up on the spot; "
        f"check the address, or tell its owner"
    )


def ahead(entries: Iterable[Entry], now: datetime) -> str:
    """A note where entries are dated more than a day after `now`; they are kept."""
    late = [entry for entry in entries if entry.published and entry.published > now + _AHEAD]
    if not late:
        return ""
    such = clean(late[0].title or late[0].id, 60)
    return f"{len(late)} entries are dated in the future, such as {such!r}; they are kept"


def is_complete(content: str, content_type: str, link: str, *, from_element: bool) -> bool:
    """Whether an entry's own content is the whole text, so that the linked page need not be fetched.

    Without a link, any content is. With one, content that ends in a cut mark ("…", "[…]", "Read more", also as the
    text of a last link) is not; else a content element counts from 250 characters on, a description only from 600
    characters in at least two paragraphs.
    """
    try:
        lines = _lines(content, content_type)
    except ItemError:  # too long for an article
        return False
    if not lines:
        return False
    if not link:
        return True
    if len(lines) > 1 and _APPEARED.fullmatch(lines[-1]):  # WordPress: "The post … appeared first on …"
        lines = lines[:-1]
    if _ends_cut(lines):
        return False
    # A Chinese or Japanese character says what takes three letters elsewhere.
    length = sum(len(line) + 2 * len(_DENSE.findall(line)) for line in lines)
    return length >= _ENOUGH_CONTENT if from_element else length >= _ENOUGH_SUMMARY and len(lines) >= 2


def is_cut(content: str, content_type: str) -> bool:
    """Whether an entry's content breaks off with a cut mark ("…", "Read more"), so that it is certainly not all."""
    try:
        lines = _lines(content, content_type)
    except ItemError:
        return True
    return bool(lines) and _ends_cut(lines)


def _ends_cut(lines: list[str]) -> bool:
    return bool(_CUT.search(lines[-1][-300:]) or _CUT_LINE.fullmatch(lines[-1]))


def _lines(content: str, content_type: str) -> list[str]:
    if content_type == "text/plain":
        return [folded for part in re.split(r"\n\s*\n", content) if (folded := markup.fold(part))]
    root = markup.parse(content)
    if root is None:
        return []
    markup.prune(root)
    return [block.text for block in markup.blocks(root, "") if block.kind is not BlockKind.CAPTION]


def plain(words: str, *, html: bool) -> str:
    """A title on one line, as text; `html` says whether tags in it are markup."""
    from html import unescape

    words = words[:5000]
    if html:
        words = re.sub(r"<(?:br|/?p|/?div)\b[^<>]*>", " ", words, flags=re.IGNORECASE)
        words = unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", words))
    return markup.fold(words)


def looks_like_html(words: str) -> bool:
    """Whether a text that cannot say what it is has tags or character references."""
    return bool(_MARKUP.search(words))


def identity(own: str, link: str, title: str, moment: datetime | None) -> str:
    """guid or id, else the link, else a hash of title and date; one too long to store becomes a hash."""
    name = clean(own or link, 2000)
    if name and len(name) <= 500:
        return name
    said = name or f"{title}\n{moment.isoformat() if moment else ''}"
    return "sha256:" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def distinct(entries: Iterable[Entry], notes: list[str]) -> list[Entry]:
    """Entries with ids of their own: of those that share id and link the first, of other sharers all."""
    kept: dict[str, Entry] = {}
    again = 0
    for entry in entries:
        if entry.id in kept:
            again += 1
            if entry.link in ("", kept[entry.id].link):
                continue
            longer = dataclasses.replace(entry, id=f"{entry.id} {entry.link}")
            kept.setdefault(longer.id, longer)
        else:
            kept[entry.id] = entry
    if again:
        notes.append(f"{again} entries have the id of another one; those with a link of their own are kept")
    return list(kept.values())


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Oldest first: by date where every entry has one, else the feed's order turned round."""
    turned = list(entries)[::-1]
    dates = [entry.published for entry in turned]
    if any(date is None for date in dates):
        return turned
    return sorted(turned, key=lambda entry: entry.published or datetime.min.replace(tzinfo=UTC))


def images(files: Iterable[tuple[object, str, str]], base: str, credit: str = "") -> tuple[Candidate, ...]:
    """The pictures among the files an entry comes with: (address, media type, medium), as they are declared.

    A declared type is believed only where it says that it is no picture; wires call a video's page `image/jpeg`.
    """
    found = {}
    for href, kind, medium in files:
        other = kind and not kind.lower().startswith("image/")
        link = "" if other or medium.lower() not in ("", "image") else address(href, base)
        if may_show(link) and (kind or medium or ends_like_one(link)):
            found[link] = Candidate(link, credit=markup.fold(credit[:300]))
    return tuple(found.values())[:_MOST_IMAGES]


def language(*tags: object) -> str:
    """The first of the declared tags that is one, in its canonical form; "" where none is."""
    for tag in tags:
        if isinstance(tag, str) and tag.strip():
            try:
                return canonical(tag)
            except ValueError:
                continue
    return ""


def address(href: object, base: str) -> str:
    """An absolute web address, or nothing."""
    return markup.web_link(href, base) if isinstance(href, str) and href.strip() else ""
