"""Inline markup on the translated sentence: each mark around the words that stand for those it was around.

    project          a sentence and its translation -> the translation's html
    anchors_needed   -> which marked words should be translated by themselves, to find the others by

A mark goes, in this order: around the whole sentence, if it was; around what stands in the translation unchanged (an
address, code, name or figure); where the word links lead; where the marked words, translated by themselves, are found.
A link without a place is kept at the sentence's end; bold, italic and line breaks without one are left out.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.model import Link
from pipeline.segments import anchors, links, markup
from pipeline.segments.links import Span, is_word
from pipeline.segments.markup import Mark

COVERED = 0.6  # share of the marked words that must have a word in the place found, by weight
GUESSED = 0.3  # the same where nothing better is known

MOST_PLACES = 100  # of the same words that are told apart

_EMPTY: Span = (0, 0)
_FINAL = re.compile(r"[\s\u200e\u200f]*[.!?…。！？؟۔।]*[\s”’\"'»›」』)\]）]*$")
_SAME = str.maketrans(
    dict.fromkeys("“”„‟«»「」『』〝〞＂'‘’‚‹›", '"')
    | dict(zip("。．！？，、：；（）【】؟،؛", ".." + "!?,,:;()[]?,;", strict=True))
)


@dataclass(frozen=True, slots=True)
class Projection:
    """A marked sentence and how it was translated.

    `sent` is what the engine got of `source` (with placeholders, in true case), `received` its answer, tied to `sent`
    by `links` (over a pivot: composed); `target` is the answer made ready for print. `anchors` hold translations of
    marked words by themselves, by the words as `anchors_needed` gave them.
    """

    source: str
    marks: tuple[Mark, ...]
    sent: str
    received: str
    target: str
    links: tuple[Link, ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)


def project(sentence: Projection) -> str:
    """The translation's html, empty where no mark is left on it. Its text is `target`, but for links at the end.

    Marks lie around whole words (in scripts without spaces, linked characters), without spaces, and with punctuation
    only where the source's mark had it.
    """
    target = sentence.target
    work = _Work(sentence)
    placed: list[Mark] = []
    taken: list[Span] = []
    lost: list[Mark] = []
    for mark, span, _ in sorted(work.places(), key=lambda place: (place[0].tag != "a", -place[2])):
        if mark.tag == "a":
            span = _free(span, taken, target)
            if span == _EMPTY:
                lost.append(mark)
                continue
            taken.append(span)
        if span != _EMPTY:
            placed.append(Mark(*span, mark.tag, mark.href))
    placed += work.breaks()
    kept = {mark.href for mark in placed}
    for mark in sorted(lost, key=lambda mark: mark.start):
        if mark.href not in kept:
            kept.add(mark.href)
            words = sentence.anchors.get(work.words_of(mark), "").strip()
            words = words if " " in words else _host(mark.href)  # a single word without its sentence is often wrong
            target, own = _appended(target, words)
            placed.append(Mark(*own, "a", mark.href))
    return markup.render(target, placed) if placed else ""


def anchors_needed(sentence: Projection) -> tuple[str, ...]:
    """The marked words without a sure place, to be translated the same way and given as `anchors`; each once."""
    work = _Work(sentence)
    wanted = [work.words_of(mark) for mark, _, sure in work.places() if sure < COVERED]
    return tuple(dict.fromkeys(words for words in wanted if is_word(words)))


def _free(span: Span, taken: Sequence[Span], target: str) -> Span:
    """The longest part of a span that no other link has, if there is a word in it."""
    parts = [span]
    for start, end in taken:
        parts = (
            [part for a, b in parts for part in ((a, min(b, start)), (max(a, end), b)) if part[0] < part[1]]
            if span != _EMPTY
            else []
        )
    trimmed = [_trimmed(part, target) for part in parts]
    free = max(trimmed, key=lambda part: part[1] - part[0], default=_EMPTY)
    return free if free == span or is_word(target[slice(*free)]) else _EMPTY


def _trimmed(span: Span, text: str) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else _EMPTY


def _host(href: str) -> str:
    """A link's address, short enough to be read in a sentence."""
    if href.lower().startswith("mailto:"):
        return href[7:].partition("?")[0] or href
    try:
        return (urlsplit(href).hostname or href).removeprefix("www.")
    except ValueError:
        return href


def _appended(target: str, words: str) -> tuple[str, Span]:
    """A sentence with words in brackets at its end, before the final full stop, and where they stand."""
    m = _FINAL.search(target, max(len(target) - 20, 0))
    at = m.start() if m else len(target)
    wide = target[at : at + 1] in ("。", "！", "？")
    opening, closing = ("（", "）") if wide else (" (", ")") if target[:at].strip() else ("(", ")")
    start = at + len(opening)
    return f"{target[:at]}{opening}{words}{closing}{target[at:]}", (start, start + len(words))


class _Work:
    """One sentence while places are looked for: its words on either side, and the links between them."""

    def __init__(self, sentence: Projection) -> None:
        self._sentence = sentence
        self.source, self.target = sentence.source, sentence.target
        here = markup.offsets(sentence.sent, self.source) if sentence.links else []
        there = markup.offsets(sentence.received, self.target) if sentence.links else []
        ties = [
            (markup.moved((t.source_start, t.source_end), here), markup.moved((t.target_start, t.target_end), there))
            for t in sentence.links
        ]
        self._ties = [(left, right) for left, right in ties if left != _EMPTY and right != _EMPTY]
        self._lefts = links.words(self.source, [at for left, _ in self._ties for at in left])
        self._starts = [start for start, _ in self._lefts]
        self._rights = links.words(self.target, [at for _, right in self._ties for at in right])

    def words_of(self, mark: Mark) -> str:
        """The marked words, whole and without the punctuation around them."""
        return self.source[slice(*self._core(mark))]

    def _core(self, mark: Mark) -> Span:
        low = max(bisect_right(self._starts, mark.start) - 1, 0)
        near = self._lefts[low : bisect_left(self._starts, mark.end)]
        # whole words, also where a mark is around part of one
        inside = [(a, b) for a, b in near if b > mark.start and is_word(self.source[a:b])]
        return (inside[0][0], inside[-1][1]) if inside else (mark.start, mark.end)

    def places(self) -> Iterator[tuple[Mark, Span, float]]:
        """Each mark with its place in the target, which is empty where there is none, and how sure it is, 0 to 1."""
        known: dict[Span, tuple[Span, float]] = {}
        for mark in self._sentence.marks:
            if mark.tag == markup.BREAK:
                continue
            at = (mark.start, mark.end)
            if at not in known:
                known[at] = self._place(mark)
            span, sure = known[at]
            if mark.tag in ("sub", "sup") and sure < 1:
                span, sure = _EMPTY, 1.0  # it means something only on the very characters
            yield mark, span, sure

    def _place(self, mark: Mark) -> tuple[Span, float]:
        core = self._core(mark)
        if core[0] >= core[1] or not self.target.strip():
            return _EMPTY, 0.0
        if self.source == self.target:
            return (mark.start, mark.end), 1.0
        if core[0] < mark.start or core[1] > mark.end:  # around part of a word
            span = self._verbatim(core)
            if span != _EMPTY:
                return (span[0] + max(mark.start - core[0], 0), span[1] - max(core[1] - mark.end, 0)), 1.0
            if mark.tag != "a" and 2 * (mark.end - mark.start) < core[1] - core[0]:
                return _EMPTY, 1.0
        elif not is_word(self.source[: mark.start] + self.source[mark.end :]):
            return self._all_of_it(mark, core), 1.0
        linked, sure = self._linked(core)
        span = self._verbatim(core, linked)
        if span != _EMPTY and (self._telling(core) or sure < COVERED):
            linked, sure = span, 1.0
        if sure < COVERED:
            near = (core[0] + core[1]) / 2 / len(self.source)
            words = self.source[slice(*core)]
            found = anchors.found(self._sentence.anchors.get(words, ""), self.target, near)
            if found == _EMPTY and words != words.lower():
                found = anchors.found(words, self.target, near, anchors.NAMED)
            if found != _EMPTY:
                linked, sure = found, COVERED
        if linked == _EMPTY or sure < GUESSED:
            return _EMPTY, 0.0
        return self._dressed(linked, mark, core), sure

    def _all_of_it(self, mark: Mark, core: Span) -> Span:
        rights = [span for span in self._rights if is_word(self.target[slice(*span)])]
        if not rights:
            return _EMPTY
        start, end = self._dressed((rights[0][0], rights[-1][1]), mark, core)
        whole = _trimmed((0, len(self.target)), self.target)
        return (
            whole[0] if not self.source[: mark.start].strip() else start,
            whole[1] if not self.source[mark.end :].strip() else end,
        )

    # --- unchanged words ---------------------------------------------------------------------------------------------
    def _telling(self, core: Span) -> bool:
        """Whether the same words in both texts must mean the same: a figure, a name, an address, several words."""
        words = self.source[slice(*core)]
        shouted = self.source == self.source.upper()
        named = words != words.lower() and not shouted and (core[0] > 0 or len(words) > 3)
        return any(c.isdigit() for c in words) or named or "@" in words or "://" in words or words.count(" ") > 1

    def _verbatim(self, core: Span, linked: Span = _EMPTY) -> Span:
        """Where the words stand unchanged in the target; of several places that the links lead to, or in order."""
        words = self.source[slice(*core)]
        if len(words) < 4 and not self._telling(core):
            return _EMPTY
        there = list(_occurrences(words, self.target)) or self._figures(words)
        if not there:
            return _EMPTY
        if linked != _EMPTY:
            for span in there:
                if span[0] < linked[1] and linked[0] < span[1]:
                    return span
        here = [span[0] for span in _occurrences(words, self.source)]
        number = here.index(core[0]) if core[0] in here else 0
        return there[min(number, len(there) - 1)]

    def _figures(self, words: str) -> list[Span]:
        """Where a figure stands in another format: 3,400 as 3.400."""
        if not words[:1].isdecimal() or len(links.words(words)) > 1:
            return []
        digits = _digits(words)
        return [span for span in self._rights if _digits(self.target[slice(*span)]) == digits]

    # --- links -------------------------------------------------------------------------------------------------------
    def _linked(self, core: Span) -> tuple[Span, float]:
        """The run of target words that most belongs to the marked words, and the share of these it stands for.

        Words linked to marked ones count for it, those linked to others against it, unlinked ones a little against it
        (the largest sum over any run: Kadane).
        """
        if not self._ties:
            return _EMPTY, 0.0
        values, ours = [], []
        marked = [(a, b) for a, b in self._lefts if core[0] <= a and b <= core[1] and is_word(self.source[a:b])]
        ties = sorted(self._ties, key=lambda tie: tie[1])
        first = 0
        reached: list[tuple[float, list[Span]]] = []
        for a, b in self._rights:
            while first < len(ties) and ties[first][1][1] <= a:
                first += 1
            inside, outside, sources = 0.0, 0.0, []
            for at in range(first, len(ties)):
                left, right = ties[at]
                if right[0] >= b:
                    break
                if right[1] <= a:
                    continue
                weight = min(_said(self.source[slice(*left)]), _said(self.target[a:b]))
                if core[0] <= (left[0] + left[1] - 1) / 2 < core[1]:
                    inside += weight
                    sources.append(left)
                else:
                    outside += weight
            word = is_word(self.target[a:b])
            shared = outside / 2 if inside >= outside else outside  # "reduzirá" is "will reduce"
            values.append((inside - shared) * (1.0 if word else 0.5) if inside or outside else -0.15 if word else -0.1)
            ours.append(word and inside > 0 and inside >= outside)
            reached.append((inside, sources))
        best, low, high, total, start = 0.0, 0, 0, 0.0, 0
        for at, value in enumerate(values):
            if total <= 0:
                total, start = 0.0, at
            total += value
            if total > best:
                best, low, high = total, start, at + 1
        while low < high and not ours[low]:
            low += 1
        while low < high and not ours[high - 1]:
            high -= 1
        if low >= high:
            return _EMPTY, 0.0
        stood = {left for _, sources in reached[low:high] for left in sources}
        weights = {span: _said(self.source[slice(*span)]) for span in marked}
        covered = sum(weight for span, weight in weights.items() if any(a < span[1] and span[0] < b for a, b in stood))
        while self._compound(high, high + 1, values):
            high += 2
        while self._compound(low - 1, low - 2, values):
            low -= 2
        return (self._rights[low][0], self._rights[high - 1][1]), covered / (sum(weights.values()) or 1.0)

    def _compound(self, hyphen: int, beyond: int, values: Sequence[float]) -> bool:
        """Whether a word hangs on the one before a hyphen (segunda-feira) and stands for nothing else."""
        if min(hyphen, beyond) < 0 or max(hyphen, beyond) >= len(values) or values[beyond] < -0.15:
            return False
        start, end = self._rights[hyphen]
        joined = self.target[start:end] in ("-", "‑") and self.target[start - 1 : end + 1].split() == [
            self.target[start - 1 : end + 1]
        ]
        return joined and is_word(self.target[slice(*self._rights[beyond])])

    def breaks(self) -> Iterator[Mark]:
        """The line breaks that fall between the same words in the target."""
        for mark in self._sentence.marks:
            if mark.tag != markup.BREAK:
                continue
            if self.source == self.target:
                yield mark
                continue
            before = max((right[1] for left, right in self._ties if left[1] <= mark.start), default=0)
            after = min((right[0] for left, right in self._ties if left[0] >= mark.end), default=0)
            gap = next((at for at in range(before, after) if self.target[at].isspace()), -1)
            if before and gap >= 0:
                yield Mark(gap, gap + 1, markup.BREAK)

    def _dressed(self, span: Span, mark: Mark, core: Span) -> Span:
        """A place with the punctuation around it that the source's mark had around its words."""
        start, end = span
        if " " in self.source[core[0] : core[1]].strip():  # 85 million dollars: $85 million
            if self.target[start].isdecimal() and unicodedata.category(self.target[start - 1 : start] or " ") == "Sc":
                start -= 1
            unit = re.compile(r"[\u00a0\u202f ]?[%‰€£$¥](?!\w)").match(self.target, end)
            if unit and self.target[end - 1].isdecimal():
                end = unit.end()
        for character in reversed(self.source[mark.start : core[0]].translate(_SAME)):
            if character.isspace():
                continue
            at = start - 1
            while at > 0 and self.target[at] in "\u00a0\u202f":
                at -= 1
            if at < 0 or self.target[at].translate(_SAME) != character:
                break
            start = at
        for character in self.source[core[1] : mark.end].translate(_SAME):
            if character.isspace():
                continue
            at = end
            while at < len(self.target) and self.target[at] in "\u00a0\u202f":
                at += 1
            if at >= len(self.target) or self.target[at].translate(_SAME) != character:
                break
            end = at + 1
        return start, end


def _said(word: str) -> float:
    """How much a word says: articles and prepositions less than others."""
    if not is_word(word):
        return 0.2
    return 1.0 if len(word) > 3 or word != word.lower() or not word.isascii() or word.isdigit() else 0.4


def _occurrences(words: str, text: str) -> Iterator[Span]:
    """Where words stand in a text as whole words, by the first hundred places they stand in at all."""
    at = -1
    for _ in range(MOST_PLACES):
        at = text.find(words, at + 1)
        if at < 0:
            return
        end = at + len(words)
        if not (links.joins(text, at) or links.joins(text, end)):
            yield at, end
            at = end - 1


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal()) if not any(c.isalpha() for c in text) else text
