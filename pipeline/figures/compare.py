"""What became of a text's figures in its translation: found again by value, changed, lost or made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from pipeline.figures import money
from pipeline.figures.days import dates
from pipeline.figures.lexicon import Lexicon, lexicon
from pipeline.figures.numerals import in_chinese
from pipeline.figures.quantity import Day, Kind, Quantity
from pipeline.figures.read import quantities

_APART = (Kind.MONTH, Kind.WEEKDAY, Kind.TIME, Kind.ZONE)
_ROMAN = re.compile(r"(?<![A-Za-zÀ-ɏ])[IVXLC]{1,7}(?=(?:e|er|ème|º|ª|\.|\b)(?![A-Za-zÀ-ɏ]))")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_LETTERS = re.compile(r"[^\W\d_]+")
# Percentage points, which most languages call points for short.
_POINTS = re.compile(
    r"po[iu]nt|p[ou]nk|пункт|punt|pont|ponto|pkt|p\.\s?b|bod|puan|yksik|μονάδ|अंक|נקוד|نقط|واحد|điểm|poin|포인트|ポイント|點|点",
    re.IGNORECASE,
)
# Endings by which a noun says that it is two: حافلتين, שעתיים.
_DUAL = {"ar": re.compile(r"\w{2,30}(?:ين|ان|تا|تي)(?!\w)"), "he": re.compile(r"\w{2,30}יים(?!\w)")}
_NEAR = 14  # characters behind a figure
_HUNDRED = 100
_MOST = 30  # figures of one side that are told
_MOST_READ = 5000  # characters in which words for a figure are looked for
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of a text and its translation that do not answer each other.

    `changed` are pairs of a lost figure and the one that seems to stand in its place; `misread` pairs are the same
    digits in a form that the other language reads as another value; `swapped` are dates whose days and months were
    interchanged; `money` is the currency of the source and the one the translation has instead ("" for none).
    """

    changed: tuple[tuple[Quantity, Quantity], ...] = ()
    lost: tuple[Quantity, ...] = ()
    added: tuple[Quantity, ...] = ()
    misread: tuple[tuple[Quantity, Quantity], ...] = ()
    swapped: tuple[tuple[Day, Day], ...] = ()
    money: tuple[tuple[Quantity, Quantity | None], ...] = ()
    percent_lost: Quantity | None = None
    words_known: tuple[bool, bool] = (True, True)
    months_known: tuple[bool, bool] = (True, True)


@dataclass(slots=True)
class _Side:
    """The figures of one text while they are being matched."""

    text: str
    words: Lexicon
    figures: tuple[Quantity, ...]
    open: set[int] = field(default_factory=set)
    by_value: dict[tuple[str, Decimal, bool], list[int]] = field(default_factory=dict)
    values: set[tuple[str, Decimal]] = field(default_factory=set)
    said: tuple[set[int], frozenset[str]] | None = None

    def __post_init__(self) -> None:
        self.open = set(range(len(self.figures)))
        for at in range(len(self.figures) - 1, -1, -1):  # the first figure of a value stands last in its list
            figure = self.figures[at]
            group = _group(figure)
            for value in figure.values:
                self.by_value.setdefault((group, value, figure.sure), []).append(at)
                self.values.add((group, value))

    def unanswered(self) -> list[int]:
        """Sure figures that still lack their like, in order."""
        return [at for at in sorted(self.open) if self.figures[at].sure]

    def find(self, group: str, values: Iterable[Decimal], sure: bool | None = None) -> int | None:
        """An open figure of one of these values."""
        for value in values:
            for wanted in (True, False) if sure is None else (sure,):
                places = self.by_value.get((group, value, wanted))
                while places:
                    if places[-1] in self.open:
                        return places[-1]
                    places.pop()
        return None

    def has(self, group: str, values: Iterable[Decimal]) -> bool:
        """Whether any figure, answered or not, has one of these values."""
        return any((group, value) in self.values for value in values)

    def words_said(self) -> tuple[set[int], frozenset[str]]:
        """The Roman numerals and the words of the text."""
        if self.said is None:
            text = self.text[:_MOST_READ]
            roman = {_roman(m[0]) for m in _ROMAN.finditer(text)}
            self.said = roman, frozenset(m[0].lower() for m in _LETTERS.finditer(text))
        return self.said


def _group(figure: Quantity) -> str:
    return figure.kind.value if figure.kind in _APART else "number"


@lru_cache(maxsize=1024)
def compare(source: str, target: str, source_language: str, target_language: str) -> Comparison:
    """Hold the figures of a text against those of its translation.

    A number in words may answer one in digits, a figure said twice may be said once. What words alone can tell ("un",
    "second", "both") answers a figure but is never missed.
    """
    one = _Side(source, lexicon(source_language), quantities(source, source_language))
    other = _Side(target, lexicon(target_language), quantities(target, target_language))
    if not one.figures and not other.figures:
        return _NOTHING
    pairs = [*_match(one, other, True), *_match(one, other, None)]
    pairs += [(b, a) for a, b in _match(other, one, False)]
    if one.open and other.open:
        _across(one, other)
        _across(other, one)
    misread = tuple(_misread(one, other))
    lost = _left(one, other)
    added = _left(other, one)
    changed = []
    for kinds in (("code",), ("time",), ("weekday",), ("month",), ("year",), ("zone",), ("number",), ("",)):
        changed += _pair(lost, added, kinds[0])
    matched = [(one.figures[a], other.figures[b]) for a, b in pairs]
    return Comparison(
        changed=tuple(changed),
        lost=tuple(q for q in lost if q.kind is not Kind.CODE),
        added=tuple(q for q in added if q.kind is not Kind.CODE),
        misread=misread,
        swapped=_swapped(one, other) if not lost and not added and not changed else (),
        money=_money(one, other, matched),
        percent_lost=_percent_lost(one, other, matched),
        words_known=(one.words.known, other.words.known),
        months_known=(one.words.dated, other.words.dated),
    )


_NOTHING = Comparison()


def _match(one: _Side, other: _Side, sure: bool | None) -> Iterator[tuple[int, int]]:
    """Pair the figures of one side that must be answered with those of the other."""
    for at in one.unanswered():
        figure = one.figures[at]
        found = other.find(_group(figure), figure.values, sure)
        if found is not None:
            one.open.discard(at)
            other.open.discard(found)
            yield at, found


def _across(one: _Side, other: _Side) -> None:
    """Months and times may be answered by plain numbers, where a language's way of writing them is not known."""
    for at in one.unanswered():
        figure = one.figures[at]
        if figure.kind is Kind.MONTH:
            wanted = [figure.values]
        elif figure.kind is Kind.TIME:
            if _in_other_clocks(figure, one, other, at):
                continue
            hours = tuple(v // _HOUR for v in figure.values)
            wanted = [(*hours, *(h - 12 for h in hours)), tuple(v % _HOUR for v in figure.values[:1])]
        else:
            continue
        hits = [other.find("number", values) for values in wanted if any(values)]
        if (
            figure.kind is Kind.TIME
            and hits
            and hits[0] is None
            and figure.value % _HOUR == 0
            and (figure.value in (0, 720, 1440) and other.has("number", (Decimal(12), Decimal(0))))
        ):
            hits = [None]
            one.open.discard(at)
        if hits and all(hit is not None for hit in hits):
            one.open.discard(at)
            other.open.difference_update(hit for hit in hits if hit is not None)


def _in_other_clocks(figure: Quantity, one: _Side, other: _Side, at: int) -> bool:
    """Whether a time is answered by digits that read like a number (21.45, 2145) or by words: half past nine."""
    written, said = set[Decimal](), []
    for value in figure.values:
        hour, minute = divmod(value, _HOUR)
        for shown in (hour, hour - 12) if hour > 12 else (hour,):
            if minute:
                written |= {shown + minute / _HOUR, shown + minute / 100, shown * 100 + minute}
            if minute in _PARTS_OF_HOUR:
                said.append(((shown, shown + 1), _PARTS_OF_HOUR[minute]))
    found = other.find("number", written)
    hits = [found] if found is not None else []
    for hours, parts in said if not hits else ():
        both = [other.find("number", hours), other.find("number", parts)]
        if None not in both:
            hits = [hit for hit in both if hit is not None]
            break
    if hits:
        one.open.discard(at)
        other.open.difference_update(hits)
    return bool(hits)


_HALF, _QUARTER = (Decimal(30), Decimal("0.5")), Decimal(4)
_PARTS_OF_HOUR = {Decimal(30): _HALF, Decimal(15): (Decimal(15), _QUARTER), Decimal(45): (Decimal(45), _QUARTER)}


def _misread(one: _Side, other: _Side) -> Iterator[tuple[Quantity, Quantity]]:
    """Figures that are equal only if the translation's were read by another language's habit: 1.234 for 1,234."""
    for at in one.unanswered()[: 4 * _MOST]:
        figure = one.figures[at]
        if figure.kind in _APART:
            continue
        for candidate in other.unanswered()[:_MOST]:
            like = other.figures[candidate]
            if set(figure.values) & set(like.unusual) or set(figure.unusual) & set(like.values):
                one.open.discard(at)
                other.open.discard(candidate)
                yield figure, like
                break


def _left(one: _Side, other: _Side) -> list[Quantity]:
    """Figures of one side that the other has in no form whatever; codes too, for their labels."""
    left: list[Quantity] = []
    for at in sorted(one.open):
        figure = one.figures[at]
        if len(left) >= _MOST:
            break
        if figure.kind is Kind.CODE:
            if not other.has("number", figure.values):
                left.append(figure)
        elif (
            figure.sure
            and not other.has(_group(figure), figure.values)
            and not _answered(figure, other)
            and not _in_other_units(figure, other)
        ):
            left.append(figure)
    return left


def _answered(figure: Quantity, other: _Side) -> bool:
    """Whether a word of the other text says the figure: dreitägig for 3, XXI for 21."""
    value = figure.value
    if figure.kind in _APART or value > _HUNDRED or value != int(value):
        if figure.kind is Kind.MONTH:
            return any(figure.value in q.values for q in other.figures if q.kind is Kind.MONTH)
        return False
    roman, words = other.words_said()
    if value in roman:
        return True
    dual = _DUAL.get(other.words.language) if value == 2 else None
    if dual and dual.search(other.text[:_MOST_READ]):
        return True
    forms = _forms(other.words, value)
    if not forms:
        return False
    if other.words.unspaced:
        return any(form in other.text[:_MOST_READ] for form in forms)
    short, long = {f for f in forms if len(f) < 3}, tuple(f for f in forms if len(f) >= 3)
    return not words.isdisjoint(short) or (bool(long) and any(word.startswith(long) for word in words))


def _in_other_units(figure: Quantity, other: _Side) -> bool:
    """Whether a figure left over says the same in another unit: half an hour, a quarter (25 %), eighteen months."""
    if figure.kind is Kind.PERCENT:
        values = _OF_A_HUNDRED.get(figure.value, ())
    elif figure.kind is Kind.NUMBER:
        values = _OF_AN_HOUR_OR_YEAR.get(figure.value, ())
    else:
        return False
    found = [other.find("number", (value,)) for value in values]
    return any(at is not None and not (other.figures[at].sure and figure.value in _ROUND) for at in found)


_OF_A_HUNDRED: dict[Decimal, tuple[Decimal, ...]] = {
    Decimal(25): (Decimal(4),),
    Decimal(75): (Decimal(4),),
    Decimal(20): (Decimal(5),),
}
_OF_A_HUNDRED |= {Decimal(50): (Decimal("0.5"), Decimal(2)), Decimal(10): (Decimal(10),)}
_OF_AN_HOUR_OR_YEAR: dict[Decimal, tuple[Decimal, ...]] = {
    Decimal(6): (Decimal("0.5"),),
    Decimal(14): (Decimal(2), Decimal(15)),
    Decimal(15): (Decimal(4), Decimal(2), Decimal(14)),
    Decimal(18): (Decimal("1.5"),),
    Decimal(30): (Decimal("0.5"),),
    Decimal(90): (Decimal("1.5"),),
    Decimal("1.5"): (Decimal(90), Decimal(18)),
}
_ROUND = frozenset((Decimal(6), Decimal(15), Decimal(30)))  # said so often that only a word may answer them


@lru_cache(maxsize=4096)
def _forms_of(language: str, value: Decimal) -> tuple[str, ...]:
    words = lexicon(language)
    named = [form for form, entry in words.exact.items() if entry.number == value]
    return tuple(named + [stem for stem, (entry, _) in words.stems.items() if entry.number == value])


def _forms(words: Lexicon, value: Decimal) -> tuple[str, ...]:
    forms = _forms_of(words.language, value)
    if words.language in ("zh", "ja") and value < _HUNDRED:
        return (in_chinese(int(value)), *(("两", "兩") if value == 2 else ()), *forms)
    return forms


def _roman(numeral: str) -> int:
    total = 0
    for here, following in zip(numeral, [*numeral[1:], "I"], strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if value < _ROMAN_VALUES[following] else value
    return total


def _pair(lost: list[Quantity], added: list[Quantity], wanted: str) -> list[tuple[Quantity, Quantity]]:
    """Take out the pairs of a lost and an added figure that seem to stand for each other."""
    pairs = []
    for figure in list(lost):
        for like in added:
            if figure.kind is Kind.CODE or like.kind is Kind.CODE:
                fits = (
                    wanted == "code" and figure.kind is like.kind and figure.label.lower() == like.label.lower() != ""
                )
            elif wanted == "number":
                fits = not figure.kind.of_calendar and not like.kind.of_calendar
            elif wanted == "":
                fits = figure.kind not in _APART and like.kind not in _APART
            else:
                fits = figure.kind.value == wanted == like.kind.value
            if fits:
                pairs.append((figure, like))
                lost.remove(figure)
                added.remove(like)
                break
    return pairs


def _swapped(one: _Side, other: _Side) -> tuple[tuple[Day, Day], ...]:
    """Dates made of the right days and months in the wrong company."""
    mine = {(d.month, d.day): d for d in dates(one.figures)}
    theirs = {(d.month, d.day): d for d in dates(other.figures)}
    if len(mine) != len(theirs) or not mine or mine.keys() == theirs.keys():
        return ()
    if len(mine) == 1:  # of one date, 6/12 and 12/6 may be two habits; with the month in words they are two days
        (day,), (instead,) = mine.values(), theirs.values()
        said, told = one.text[day.start : day.end], other.text[instead.start : instead.end]
        if not (_LETTERS.search(said) and _LETTERS.search(told)):
            return ()
    gone = [mine[key] for key in mine.keys() - theirs.keys()]
    new = [theirs[key] for key in theirs.keys() - mine.keys()]
    return tuple(zip(sorted(gone, key=_start), sorted(new, key=_start), strict=False))


def _start(day: Day) -> int:
    return day.start


def _money(
    one: _Side, other: _Side, matched: list[tuple[Quantity, Quantity]]
) -> tuple[tuple[Quantity, Quantity | None], ...]:
    """Amounts whose currency is another one in the translation, or gone from it."""
    amounts = [(a, b) for a, b in matched if a.currency]
    if not amounts:
        return ()
    theirs = [q for q in other.figures if q.currency]
    mine = [q for q in one.figures if q.currency]
    found: list[tuple[Quantity, Quantity | None]] = []
    for a, b in amounts:
        if b.currency:
            if not money.same(a.currency, b.currency):
                found.append((a, b))
        elif b.sure and a.sure and not any(money.same(a.currency, q.currency) for q in theirs):
            strange = [q for q in theirs if not any(money.same(q.currency, m.currency) for m in mine)]
            found.append((a, strange[0] if strange else None))
    return tuple(found)


def _percent_lost(one: _Side, other: _Side, matched: list[tuple[Quantity, Quantity]]) -> Quantity | None:
    """A percentage that is a plain number in a translation without any percentage."""
    if any(q.kind is Kind.PERCENT for q in other.figures):
        return None
    plain = ((a, b) for a, b in matched if a.kind is Kind.PERCENT and not b.spelled and b.kind is Kind.NUMBER)
    return next((a for a, b in plain if not _POINTS.search(other.text, b.end, b.end + _NEAR)), None)
