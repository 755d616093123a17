"""Search over every live text in every language, the newest story first.

Words are folded (capitals, accents, vowel signs of Arabic and Hebrew) and found whole. Scripts written without spaces
between words, and Korean, whose words take endings, are found by any two characters that stand together: a word of n
characters is n-1 overlapping pairs in a row. Single characters are indexed beside them. The index (FTS5) keeps no
text; a text's number in it grows with its story's date, so that hits come in the grid's order and a search may stop
early.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.language import base
from pipeline.model import CellState, Filters
from pipeline.store import codec
from pipeline.store.connection import Store

LONGEST = 200  # characters of a search that are heeded
MOST = 12  # words of a search that are heeded
LOOKED = 3000  # hits looked at for one page; a search that fits little goes on from there
BATCH = 50  # texts put into the index in one transaction
END = 2**63 - 1  # beyond every text's number
TEXT = 200_000  # characters of one text that are indexed

# Marks above and below letters: of Latin, Greek and Cyrillic; vowel signs and tatweel of Arabic; points of Hebrew.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_UNSPACED = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u0fff"  # Tibetan
    "\u1000-\u109f\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters
    "\uac00-\ud7af"  # Korean
)
_RUNS = re.compile(f"([{_UNSPACED}]+)")


class _Separators(dict[int, str | None]):
    """What stands between words becomes a space, what is invisible nothing; filled as characters are met."""

    def __missing__(self, point: int) -> str | None:
        category = unicodedata.category(chr(point))
        told = None if category == "Cf" else " " if category[0] in "PSZC" else chr(point)
        self[point] = told
        return told


_SEPARATORS = _Separators()


@dataclass(frozen=True, slots=True)
class Hits:
    """Stories in which words were found, newest first; `older` goes on from there, "" at the end.

    `searched` is false where the search stopped before a page was full.
    """

    stories: tuple[str, ...]
    older: str = ""
    searched: bool = True


def folded(text: str) -> str:
    """A text as it is searched: small letters without accents, words with a space between."""
    if text.isascii():
        return " ".join(text.translate(_SEPARATORS).lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    plain = unicodedata.normalize("NFC", _MARKS.sub("", plain)).casefold()
    return " ".join(plain.translate(_SEPARATORS).split())


def tokens(text: str) -> Iterator[tuple[str, str]]:
    """The words of a folded text, and the pairs of characters that stand for words, in order: each with its run.

    Of a run of one character, and of a spaced word, token and run are the same.
    """
    for word in text.split():
        for run in filter(None, _RUNS.split(word)):
            if len(run) == 1 or not _RUNS.fullmatch(run):
                yield run, run
            else:
                yield from ((run[at : at + 2], run) for at in range(len(run) - 1))


def expression(text: str, languages: Sequence[str] = (), source: str = "") -> str:
    """A search as FTS5 takes it, "" where nothing is left to look for.

    All words must occur; words in "quotes" together and in order. Nothing a person types has a meaning to FTS5 itself.
    """
    parts: list[str] = []
    for number, said in enumerate(re.split('["“”„«»]', text[:LONGEST])):
        plain = folded(said)
        phrases = [plain] if number % 2 else plain.split()
        parts += [part for phrase in phrases for part in _phrases(phrase, whole=bool(number % 2))]
    parts = list(dict.fromkeys(parts))[:MOST]
    if parts and languages:
        parts.append("tag : (" + " OR ".join(f'"{_tag("l", one)}"' for one in languages) + ")")
    if parts and source:
        parts.append(f'tag : "{_tag("s", source)}"')
    return " AND ".join(parts)


def _phrases(plain: str, *, whole: bool) -> Iterator[str]:
    """One phrase in quotes, or a word by its runs, as terms of FTS5."""
    found = list(tokens(plain))
    if whole and found:
        yield 'word : "' + " ".join(token for token, _ in found) + '"'
        return
    for run in dict.fromkeys(run for _, run in found):
        if len(run) == 1 and _RUNS.fullmatch(run):
            yield f'single : "{run}"'
        else:
            yield 'word : "' + " ".join(token for token, _ in tokens(run)) + '"'


def _tag(kind: str, value: str) -> str:
    """A language or source as one word of ASCII letters and figures."""
    return kind + "".join(char if char.isascii() and char.isalnum() else f"z{ord(char):x}z" for char in value).lower()


def find(
    store: Store, filters: Filters, fits: Callable[[sqlite3.Row], bool], *, after: str = "", size: int = 25
) -> Hits:
    """The newest stories with a text in which all words occur and whose cell fits.

    `after` is the `older` of the hits before; one that is no such thing begins at the newest.
    """
    if filters.state == CellState.MISSING:  # of a text that is not there, the others of its story are searched
        filters = replace(filters, language="", source="")
    tags = _languages(store, filters.language) if filters.language else []
    asked = expression(filters.text, tags, filters.source)
    if not asked or (filters.language and not tags):
        return Hits(())
    start = min(int(after), END) if after.isascii() and after.isdigit() and len(after) < 20 else END
    stories: dict[str, None] = {}
    last, looked = start, 0
    while looked < LOOKED:
        rows = store.rows(
            "SELECT rowid AS doc FROM text_words WHERE text_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
            (asked, last, size * 4),
        )
        for row in rows:
            looked += 1
            cell = _live(store, row["doc"])
            if cell is None or cell["story"] in stories or not fits(cell):
                last = row["doc"]
                continue
            if len(stories) == size:
                return Hits(tuple(stories), str(last))
            last = row["doc"]
            if not (after and _shown(store, asked, cell["story"], start, fits)):
                stories[cell["story"]] = None
        if len(rows) < size * 4:
            return Hits(tuple(stories))
    return Hits(tuple(stories), str(last), searched=False)


def _live(store: Store, doc: int) -> sqlite3.Row | None:
    """The cell of an indexed text, if that is still what stands there."""
    return store.row(
        "SELECT cell.* FROM indexed CROSS JOIN cell ON cell.uri = indexed.uri "
        "WHERE doc = ? AND indexed.version IN (cell.version, cell.ours)",
        (doc,),
    )


def _shown(store: Store, asked: str, story: str, start: int, fits: Callable[[sqlite3.Row], bool]) -> bool:
    """Whether a story had a newer hit, and so stood on a page before."""
    rows = store.rows(
        "SELECT doc FROM cell CROSS JOIN indexed ON indexed.uri = cell.uri WHERE cell.story = ? AND doc >= ?",
        (story, start),
    )
    return any(
        store.row("SELECT 1 FROM text_words WHERE text_words MATCH ? AND rowid = ?", (asked, row["doc"]))
        and (cell := _live(store, row["doc"])) is not None
        and fits(cell)
        for row in rows
    )


def _languages(store: Store, language: str) -> list[str]:
    """The languages there are texts in that may serve readers of one."""
    rows = store.rows("SELECT DISTINCT language FROM tally WHERE cells > 0")
    return [row["language"] for row in rows if row["language"] == language or _kin(row["language"], language)]


@lru_cache(maxsize=1000)
def _kin(one: str, other: str) -> bool:
    try:
        return base(one) == base(other)
    except ValueError:
        return False


def catch_up(store: Store, limit: int = 200) -> bool:
    """Put up to `limit` texts into the index that are not yet in it, the newest first, in short transactions.

    Returns whether all are in.
    """
    while limit > 0:
        rows = store.rows(
            "SELECT id, uri, version, ours, published, source, language FROM cell WHERE NOT sought "
            "ORDER BY published DESC LIMIT ?",
            (min(limit, BATCH),),
        )
        if not rows:
            return True
        made = [(row, [_entry(store, row, version) for version in _versions(row)]) for row in rows]
        with store.write():
            for row, entries in made:
                for version, words in entries:
                    _index(store, row, version, words)
                store.run(
                    "UPDATE cell SET sought = 1 WHERE id = ? AND version = ? AND ours = ? AND published = ?",
                    (row["id"], row["version"], row["ours"], row["published"]),
                )
        limit -= len(rows)
    return store.row("SELECT 1 FROM cell WHERE NOT sought LIMIT 1") is None


def _versions(row: sqlite3.Row) -> list[int]:
    return sorted({row["version"], row["ours"]} - {0})


def _entry(store: Store, row: sqlite3.Row, version: int) -> tuple[int, tuple[str, str, str]]:
    """What the index is told of one version."""
    said = store.row("SELECT headline, subhead, body FROM version WHERE uri = ? AND version = ?", (row["uri"], version))
    assert said is not None
    parts = [said["headline"], said["subhead"], *(block.text for block in codec.body(said["body"]))]
    plain = folded("\n".join(parts)[:TEXT])
    singles = dict.fromkeys(char for run in _RUNS.findall(plain) for char in run)
    tags = f"{_tag('l', row['language'])} {_tag('s', row['source'])}"
    return version, (" ".join(token for token, _ in tokens(plain)), " ".join(singles), tags)


def _index(store: Store, row: sqlite3.Row, version: int, words: tuple[str, str, str]) -> None:
    """Give one version a number by its story's date and put its words under that, inside `write()`."""
    first = int(codec.always(row["published"]).timestamp() + 2**33) << 28
    known = store.row("SELECT doc FROM indexed WHERE uri = ? AND version = ?", (row["uri"], version))
    if known is not None:
        if known["doc"] >> 28 == first >> 28:
            return
        store.run("DELETE FROM indexed WHERE doc = ?", (known["doc"],))
    same = store.row(
        "SELECT doc FROM indexed JOIN version AS known USING (uri, version) JOIN version AS new ON new.uri = known.uri "
        "WHERE indexed.uri = ? AND new.version = ? AND doc >= ? AND doc < ? "
        "AND (known.headline, known.subhead, known.body) = (new.headline, new.subhead, new.body)",
        (row["uri"], version, first, first + (1 << 28)),
    )
    if same is not None:  # approved as it stood
        store.run("UPDATE indexed SET version = ? WHERE doc = ?", (version, same["doc"]))
        return
    last = store.row("SELECT max(doc) AS doc FROM indexed WHERE doc >= ? AND doc < ?", (first, first + (1 << 28)))
    doc = last["doc"] + 1 if last is not None and last["doc"] is not None else first
    store.run("INSERT INTO text_words (rowid, word, single, tag) VALUES (?, ?, ?, ?)", (doc, *words))
    store.insert("indexed", {"doc": doc, "uri": row["uri"], "version": version})
