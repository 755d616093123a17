"""Body text to sentences and back: split, protect what no engine may touch, put together again.

    units      headline, subhead, body -> one `Unit` per sentence
    mask       a sentence -> the same with addresses, tickers, codes … behind placeholders
    unmask     the translated sentence -> with every protected span back in its place
    assemble   units + their translations -> headline, subhead, body in the target language

Nothing is lost on the way: the pieces of a text join to that text, and a protected span comes back byte for byte even
where an engine dropped its placeholder (placeholders.py). Word lists per language are in segments.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path

from pipeline.model import Block, BlockKind
from pipeline.segments.markup import BREAK, plain, read
from pipeline.segments.placeholders import Masked, address_spans, mask, unmask

__all__ = ["Masked", "Unit", "assemble", "first_sentence", "mask", "split", "units", "unmask"]

HEADLINE = -1
SUBHEAD = -2
LONGEST = 1200  # characters an engine gets at once: models stop after some 512 tokens and drop the rest unsaid

_REACH = 300  # characters looked at on either side of a full stop

_FULL = frozenset("。！？．｡")  # end a sentence without a space behind them
_TERMINAL = re.compile(
    r"[.!?…‥‼⁇⁈⁉؟۔।॥།။።។。！？．｡]+"
    r"(?:[”’\"')\]}»›）】」』〉》〗〕］｝＂＇]|[«“‘](?=[\s,.;:)]|$)|[ \u00a0\u202f][»›](?=[\s.,;:!?)]|$))*"
    r"\s*"
)
_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"[\n\r\u2028\u2029]")
_BARS = re.compile(r"[\s|]+")
_CELL_END = re.compile(r"\t|\s\|\s")
_OPENERS = "\"'“‘„‚«»‹›([{¿¡「『（【《〈–—-•* \u00a0\u202f"
_GO_ON = ",;:，、；：،؛%‰)]}）］"  # what follows one of these within a sentence cannot open the next
_CLOSED = "\"'”’»›"
_QUOTES = '」』”’）"'
_CARRIES_ON = {  # what goes on after a closed quotation within the sentence: 「…。」と述べた, “…！”他说
    "ja": re.compile("[とがはをにのもっへや]"),
    "zh": re.compile(
        "[^，。！？、；：]{0,10}(?:说|說|表示|指出|称|稱|强调|強調|介绍|介紹|问|問|回答|透露|认为|認為|写道|寫道)"
    ),
}
_NEVER = re.compile(r"(?!)")
_CLAUSE = ("[;；؛]", "[:：]", "[—–]", "[,，、،]", r"\s")
_BRACKETS = (("(", ")"), ("（", "）"), ("「", "」"))
_ROMAN = re.compile(r"[IVXLCDM]{2,}")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")  # U.S, a.m, S.p.A, J.-P
_CJK = r"\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef"


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence to translate; `block` is its place in the body, -1 the headline, -2 the subhead.

    `head` and `tail` are the white space (in table rows also the bar) before and behind it; `start` is where it begins
    in the text of its block.
    """

    block: int
    text: str
    tail: str
    head: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of one language; what each means is said in segments.toml."""

    titles: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()
    numeric: frozenset[str] = frozenset()
    dated: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    ordinals: bool = False


@cache
def _data() -> dict[str, dict[str, object]]:
    return tomllib.loads(Path(__file__).with_name("segments.toml").read_text(encoding="utf-8"))


@cache
def _words(language: str) -> _Words:
    """The lists of a base language; English stands in where there are none."""
    table = _data().get({"no": "nb", "nn": "nb", "sr": "hr", "bs": "hr", "pb": "pt"}.get(language, language))
    table = table if table and "words" in table else _data()["en"]

    def words(key: str) -> frozenset[str]:
        return frozenset(str(table.get(key, "")).split())

    lists = {key: words(key) for key in ("titles", "closing", "numeric", "dated", "words")}
    lists |= {key: frozenset(word.lower() for word in lists[key]) for key in ("words", "numeric")}
    return _Words(**lists, ordinals=bool(table.get("ordinals")))


def function_words(language: str) -> frozenset[str]:
    """The function words of a base language in small letters, empty where there is no list."""
    return _words(language).words if "words" in _data().get(language, {}) else frozenset()


@cache
def _unspaced() -> frozenset[str]:
    none = _data()["spacing"]["none"]
    return frozenset(none) if isinstance(none, list) else frozenset()


def unspaced(language: str) -> bool:
    """Whether a language, given as a BCP 47 tag, puts no space between sentences."""
    return _base(language) in _unspaced()


# --- sentences -------------------------------------------------------------------------------------------------------
def split(text: str, language: str) -> tuple[str, ...]:
    """A paragraph as its sentences, each with the white space behind it; joined they are the paragraph again.

    `language` is any BCP 47 tag; one without word lists is split by the English ones. A line break always ends a
    piece. A piece above 1,200 characters is cut at a clause, as engines drop the end of what is too long for them.
    """
    base = _base(language)
    pieces: list[str] = []
    start = 0
    for end in _boundaries(text, base):
        if start < end:
            pieces += _shorten(text[start:end])
            start = end
    return tuple(pieces)


def first_sentence(text: str, language: str, limit: int = 200) -> str:
    """The first sentence, fit to stand as a headline: no final full stop, at most `limit` characters.

    A longer one is cut after a word and ends in "…" (in Chinese, Japanese and Thai after a character).
    """
    pieces = split(text.strip(), language)
    line = " ".join(pieces[0].split()) if pieces else ""
    if line.endswith((".", "。", "．", "।", "۔")) and not _keeps_stop(line, language):
        line = line[:-1].rstrip()
    if len(line) <= limit:
        return line
    cut = line[: max(limit - 1, 0)]
    if not re.search(rf"[{_CJK}\u0e00-\u0eff]", line[limit // 2 : limit]) and not line[len(cut)].isspace():
        cut = cut.rpartition(" ")[0] or cut
    return (cut.rstrip(" ,;:，、；：–—-(") + "…")[: max(limit, 0)]


def _keeps_stop(line: str, language: str) -> bool:
    """Whether the last full stop belongs to the last word: an abbreviation, initials, an ellipsis."""
    lists = _words(_base(language))
    word = _last_word(line[:-1])
    listed = _cased(word) & (lists.titles | lists.closing | lists.dated)
    initial = bool(_DOTTED.fullmatch(word)) or (len(word) == 1 and word.isalpha())
    return line[-1] == "." and (line[:-1].endswith((".", "…")) or bool(listed) or initial)


def _base(language: str) -> str:
    """The base language of a BCP 47 tag: pt of pt-BR."""
    return language.replace("_", "-").partition("-")[0].lower()


def _boundaries(text: str, base: str) -> Iterator[int]:
    """Where one piece ends and the next begins."""
    lists = _words(base)
    addresses = {at for start, end in address_spans(text) for at in range(start, end)}
    # Our own lists know what sentencex does not (a slip such as "du. 6 au 7"); it knows languages that we do not.
    agreed = None if "words" in _data().get(base, {}) else _library_cuts(text, base)
    breaks = [m.end() for m in _SPACE.finditer(text) if _LINE_END.search(m[0])]
    last = 0
    for end in [*breaks, len(text)]:
        for m in _TERMINAL.finditer(text, last, end):
            inside = m.start() in addresses or (m.end() in addresses and m.end() - 1 in addresses)
            before = text[max(last, m.start() - _REACH) : m.start()]
            after = text[m.end() : min(end, m.end() + _REACH)]
            if inside or not after or not (agreed is None or m[0].rstrip() != "." or m.end() in agreed):
                continue
            if _ends_sentence(before, m[0], after, base, lists):
                yield m.end()
                last = m.end()
        yield end
        last = end


def _ends_sentence(before: str, mark: str, after: str, base: str, lists: _Words) -> bool:
    """Whether the full stop (question mark …) `mark`, with its closing quotes and white space, ends a sentence."""
    sign = mark.rstrip()
    spaced = sign != mark
    bare = after.lstrip(_OPENERS)
    if not bare or after[0] in _GO_ON:
        return False
    for opened, closed in _BRACKETS:
        within = before.count(opened) > before.count(closed) and closed not in sign
        if within and closed in after.partition(opened)[0] and (opened != "「" or base == "ja"):
            return False  # a Chinese speech may run over many sentences, it is cut within its quotes
    if _FULL.intersection(sign) or (base in _unspaced() and sign[0] in "!?…" and not spaced):
        return not (sign[-1] in _QUOTES and _CARRIES_ON.get(base, _NEVER).match(after))
    if not spaced:
        return sign[0] in "।॥۔؟။።" and not bare[0].isdigit()
    if bare[0].islower() or (sign[-1] in _CLOSED and after[0] in "—–"):  # "Is it?" — "It is."
        return False
    if sign == "!" and (name := re.match(r"[^\W\d_]+", bare)) and name[0] in lists.closing:
        return False  # Yahoo! Inc.
    return _stop_ends(before, bare, lists) if re.match(r"\.(?!\.)", sign) else True


def _stop_ends(before: str, after: str, lists: _Words) -> bool:
    """The same for a single full stop: not after an abbreviation, initial, ordinal, list number or slip of typing."""
    word = _last_word(before)
    following = re.match(r"[^\W\d_]+(?![\w.])", after)
    opens = following is not None and following[0].lower() in lists.words
    alone = before.strip(_OPENERS) == word
    if word.isdigit():
        counted = re.search(r"(\w+)\.?\s*\d+$", before)  # "Nr. 5. Halle" is no ordinal
        numbered = counted is not None and counted[1].lower() in lists.numeric
        return not (alone and len(word) <= 3) and (opens or numbered or len(word) > 2 or not lists.ordinals)
    if word.lower() in lists.dated:
        return bool(re.search(r"[0-9]\s*\S+$", before))
    if word in lists.titles or (not opens and _cased(word) & lists.titles):
        return False
    if after[0].isdigit() and (word.lower() in lists.numeric or (word.islower() and word in lists.words)):
        return False
    if len(word) == 1 and word.isalpha():  # J. K. Smith, z. B., a list's "a."
        return word.islower() and opens and not alone
    if _cased(word) & lists.closing or _DOTTED.fullmatch(word):
        return opens
    return opens or not (lists.ordinals and _ROMAN.fullmatch(word))


def _cased(word: str) -> set[str]:
    """The word as a list may have it: as it stands, in lower case, and, if all in capitals, with one capital."""
    return {word, word.lower(), word.capitalize()} if word.isupper() else {word, word[:1].lower() + word[1:]}


def _last_word(before: str) -> str:
    """The word that a full stop follows, with the full stops inside it."""
    m = re.search(r"[^\s(\[{«„“‘\"'’–—]*$", before)
    return m[0] if m else ""


def _library_cuts(text: str, base: str) -> set[int] | None:
    """Where sentencex would cut, for languages without our own lists; None where it loses or changes a character."""
    from sentencex import segment

    try:
        pieces = list(segment(base, text))
    except BaseException as error:  # a panic in its Rust part derives from BaseException
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return None
    if "".join(pieces) != text:
        return None
    cuts, at = set(), 0
    for piece in pieces:
        at += len(piece)
        cuts.add(at)
    return cuts


def _shorten(piece: str) -> Iterator[str]:
    """A piece in parts an engine can take whole, cut at the best border in reach, never inside an address."""
    closed = address_spans(piece) if len(piece) > LONGEST else []
    start = 0
    while len(piece) - start > LONGEST:
        window = piece[start : start + LONGEST]
        around = [(a - start, b - start) for a, b in closed if a - start < LONGEST and b > start]
        for border in _CLAUSE:
            ends = [m.end() for m in re.finditer(border + r"\s*", window)]
            fit = [e for e in ends if LONGEST // 3 < e < LONGEST and not any(a < e < b for a, b in around)]
            if fit:
                end = start + fit[-1]
                break
        else:
            end = start + next((b for a, b in around if a < LONGEST < b), LONGEST)
            while end < len(piece) and unicodedata.combining(piece[end]):
                end += 1
        yield piece[start:end]
        start = end
    if start < len(piece):
        yield piece[start:]


# --- articles --------------------------------------------------------------------------------------------------------
def units(headline: str, subhead: str, body: Sequence[Block], language: str) -> list[Unit]:
    """All sentences of an article in reading order; the headline is always one, a table row one per cell."""
    found = [_unit(HEADLINE, headline, 0)] if headline.strip() else []
    found += _sentences(SUBHEAD, subhead, language)
    for number, block in enumerate(body):
        found += _sentences(number, block.text, language, cells=block.kind is BlockKind.TABLE_ROW)
    return found


def _sentences(block: int, text: str, language: str, cells: bool = False) -> list[Unit]:
    ends = [m.end() for m in _BARS.finditer(text) if _CELL_END.search(m[0])] if cells else []
    found: list[Unit] = []
    head = ""
    at = 0
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        for piece in split(text[start:end], language):
            unit = _unit(block, head + piece, at - len(head), cells)
            at += len(piece)
            if unit.text:
                found.append(unit)
                head = ""
            else:
                head += piece
    if head and found:
        found[-1] = replace(found[-1], tail=found[-1].tail + head)
    return found


def _unit(block: int, piece: str, at: int, cells: bool = False) -> Unit:
    """A piece, which begins at `at` in its block, with the white space around it set aside."""
    cell = re.search(r"[^\s|](?:.*[^\s|])?", piece, re.DOTALL) if cells else None
    text = (cell[0] if cell else "") if cells else piece.strip()
    head, _, tail = piece.partition(text) if text else ("", "", piece)
    return Unit(block, text, tail, head, at + len(head))


def assemble(
    units: Sequence[Unit],
    translations: Sequence[str],
    headline: str,
    subhead: str,
    body: Sequence[Block],
    target_language: str,
    html: Sequence[str] = (),
) -> tuple[str, str, tuple[Block, ...]]:
    """Headline, subhead and body in the target language, with the source's kinds of block, line breaks and spacing.

    Chinese and Japanese get no space between sentences, other languages get one where a Chinese source had none;
    what was not translated keeps its own spacing, and a block that came back as it was its inline markup. `html` holds
    for each unit its translation with inline markup, empty where it has none; where it has, its text is taken for the
    translation. Without it markup is dropped. ValueError if there is not exactly one translation per unit.
    """
    tight = unspaced(target_language)
    texts: dict[int, str] = {}
    marked: dict[int, str] = {}
    before: dict[int, Unit] = {}
    broken = {number: _breaks(block) for number, block in enumerate(body) if html and block.html}
    untouched = True
    for unit, translation, markup in zip(units, translations, html or [""] * len(units), strict=True):
        translation = plain(markup) if markup else translation
        kept = translation == unit.text
        text = translation if kept else translation.strip()
        gap = unit.head
        if unit.block in before:
            last = before[unit.block]
            gap = last.tail + unit.head
            gap = gap if kept and untouched else spacing(gap, texts[unit.block], text, tight)
            if any(last.start <= at < unit.start for at in broken.get(unit.block, ())):
                gap = gap or " "
                marked[unit.block] += "<br>"
            else:
                marked[unit.block] += gap
        else:
            marked[unit.block] = gap
        texts[unit.block] = texts.get(unit.block, "") + gap + text
        marked[unit.block] += markup.strip() or escape(text, quote=False)
        before[unit.block] = unit
        untouched = kept
    for number, unit in before.items():
        texts[number] += unit.tail
        marked[number] += unit.tail
    written = [(texts.get(n, block.text), _with_tags(marked.get(n, ""))) for n, block in enumerate(body)]
    blocks = tuple(
        block if text == block.text and not markup else Block(block.kind, text, markup)
        for (text, markup), block in zip(written, body, strict=True)
    )
    return texts.get(HEADLINE, headline), texts.get(SUBHEAD, subhead), blocks


def _breaks(block: Block) -> list[int]:
    """Where the lines of a block end that are broken by a tag."""
    return [mark.start for mark in read(block.html, block.text).marks if mark.tag == BREAK]


def _with_tags(html: str) -> str:
    return html if "<" in html else ""


def spacing(gap: str, left: str, right: str, tight: bool) -> str:
    """What stands between two sentences in the target language."""
    if _LINE_END.search(gap) or _CELL_END.search(gap):
        return gap
    if not tight:
        return gap or " "
    latin = left[-1:].isascii() and right[:1].isascii()
    return " " if latin and left and right else ""
