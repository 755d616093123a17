"""Finds the figures of a text and reads them: digits and words, with scale, percent sign, currency and date."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from pipeline.figures import clock, money
from pipeline.figures.around import centuries, share_scales, without_addresses
from pipeline.figures.days import dated
from pipeline.figures.lexicon import APOSTROPHE, Lexeme, Lexicon, lexicon
from pipeline.figures.numerals import CHINESE, chinese, groups, in_ascii_digits, readings
from pipeline.figures.quantity import Kind, Quantity
from pipeline.figures.spelled import Sum

_GAP = " -\u00a0\u202f\u2009‑"
_EAST_SCALE = re.compile(
    r"[\s多余餘来來]{0,2}(万亿|萬億|[十百千]?[兆亿億]|[十百千]?[万萬](?!里长|一失)|[百千](?![分强合古禧])|조|[십백천]?억|[십백천]?만|[백천])"
)
_EAST_VALUE = {"万亿": 10**12, "萬億": 10**12, "兆": 10**12, "조": 10**12, "亿": 10**8, "億": 10**8}
_EAST_PART = {
    "亿": 10**8,
    "億": 10**8,
    "兆": 10**12,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "萬": 10**4,
    "십": 10,
    "백": 100,
    "천": 1000,
    "만": 10**4,
}
_EAST_PART["억"] = 10**8
_SUFFIX = re.compile(r"[A-Za-zÀ-ɏºª]+")
_ORDINAL = frozenset(("st", "nd", "rd", "th", "e", "er", "ère", "re", "ème", "eme", "è", "nde", "nds", "de", "ste"))
_ORDINAL |= {"º", "ª", "o", "a", "os", "as"}
_UNIT = frozenset(
    ("km", "kg", "g", "mg", "m", "cm", "mm", "h", "min", "s", "l", "ml", "ha", "w", "kw", "kwh", "mw", "mwh")
)
_UNIT |= {"gw", "gwh", "twh", "tb", "gb", "mb", "x", "v", "kv", "hz", "mhz", "ghz", "nm", "yd", "ft", "in", "mi", "lb"}
_UNIT |= {"lbs", "oz", "sq", "pp", "pt", "pts", "ers"}
_LABEL = re.compile(r"[A-Za-zÀ-ɏ]{1,20}[-–‑]?$|[가-힣]{3,20}$|[\u0370-\u06ff\u0900-\u0dff]{3,20}[-–‑]$")
# Behind 1日: it says "a day" there, not the first of a month (1日4万個, 1日あたり, 1日平均).
_A_DAY = re.compile(r"(?:あたり|当たり|平均|最大|最低|約|およそ|に?\d[\d,.]*\s?[万億]?(?![\d,.]|[日時年月]))")
_DECADE_AHEAD = re.compile(
    r"(?:années|años|anos|anni|jaren|lat|latach|anii|década de|década dos|thập niên)\s$", re.IGNORECASE
)
_DECADE_BEHIND = re.compile(
    r"['’]?s\b|['’]?er\b|\s?年代|-[еых]{1,2}\b|\s?년대|-lu[kv]u|-tal|\.\s?let|-[ea]s\sév|['’]l[ae]r|\sके\sदशक|-an\b"
)
_TEN_PER_CENT = re.compile(r"[成割](?![立为員本功长都交])")
_DIVIDED = re.compile(r"\d\s?(?:分[之の]|분의)\s?$")
_PERIOD = re.compile(r"(?:\d{1,2}\s?[～~〜–－至-]\s?)?\d{1,2}月期")
_DIVIDES = re.compile(r"\s?(?:分[之の]|분의)")
_FRACTION = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
_VIETNAMESE = {"tháng": Kind.MONTH, "ngày": Kind.DAY, "năm": Kind.YEAR}
_ABOVE_HABIT = Decimal(12)  # numbers up to twelve are idiom too often to be missed when in words
_MONTHS = Decimal(12)
_HALF = Decimal("0.5")


class _Run:
    """A number that is being read, in digits or words."""

    __slots__ = ("alternative", "digits", "end", "kind", "label", "start", "sum", "unusual", "weak")

    def __init__(self, start: int, end: int, reversed_tens: bool, ordinals_first: bool = False) -> None:
        self.start, self.end = start, end
        self.sum = Sum(reversed_tens, ordinals_first)
        self.digits = False
        self.kind = Kind.NUMBER
        self.label = ""
        self.alternative: tuple[Decimal, ...] = ()
        self.unusual: tuple[Decimal, ...] = ()
        self.weak = True


@lru_cache(maxsize=4096)
def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """The figures of a running text by value, in their order: numbers, amounts, percentages, dates and times.

    `language` is a BCP 47 tag; digits are read in any language, words and months where their data is known
    (numerals.toml, calendar.toml). Telephone numbers and addresses are no figures; the digits of a code (COVID-19) are,
    of the kind "code". Takes time in proportion to the text.
    """
    words = lexicon(language)
    plain = without_addresses(in_ascii_digits(text))
    if words.language == "uk":
        plain = plain.replace("'", APOSTROPHE).replace("’", APOSTROPHE)
    found, plain = clock.read(plain, words)
    if "世" in plain:
        plain = centuries(plain, found)
    _Reader(plain, words, found).read()
    found.sort(key=lambda q: (q.start, q.end))
    share_scales(found, plain)
    periods = [m.span() for m in _PERIOD.finditer(plain)] if "期" in plain else []  # elsewhere these are quarters
    found = list(dated(found, plain, words))
    return tuple(replace(q, sure=False) if any(a <= q.start < b for a, b in periods) else q for q in found)


class _Reader:
    """Goes through a text once, from word to word."""

    def __init__(self, text: str, words: Lexicon, found: list[Quantity]) -> None:
        self.text, self.words, self.found = text, words, found
        self.run: _Run | None = None
        self.ahead = ("", 0)  # the Vietnamese word before the next figure: tháng 12 is December

    def read(self) -> None:
        """Fill `found`."""
        word, text = self.words.word, self.text
        eastern = self.words.language in ("zh", "ja")
        for m in self.words.pattern.finditer(text):
            if m.lastindex == 1:
                self._figure(m[1], m.start(), m.end())
                continue
            token = m[2]
            lexeme = word(token)
            if lexeme is None:
                if eastern:
                    self._chinese(token, m.start(), m.end())
                elif token in _VIETNAMESE and self.words.language == "vi":
                    self.ahead = (token, m.start())
                continue
            start, end = m.span()
            if self.run and start < self.run.end:
                continue
            if lexeme.month or lexeme.weekday:
                self._calendar(lexeme, start, end)
            if lexeme.number is not None:
                self._word(lexeme, token, start, end)
            if token == "năm":
                self.ahead = (token, start)
        self._close()

    def _calendar(self, lexeme: Lexeme, start: int, end: int) -> None:
        if lexeme.month:
            sure = lexeme.month_sure
            self.found.append(Quantity(start, end, (Decimal(lexeme.month),), Kind.MONTH, True, sure))
        if lexeme.weekday:
            self.found.append(Quantity(start, end, (Decimal(lexeme.weekday),), Kind.WEEKDAY, True, lexeme.weekday_sure))

    def _figure(self, figure: str, start: int, end: int) -> None:
        run = self.run
        gap = self.text[run.end : start] if run else ""
        if not groups(figure):
            self._close()
            for part in re.finditer(r"\d+", figure):
                value = Decimal(part[0][:40])
                self.found.append(
                    Quantity(start + part.start(), start + part.end(), (value,), Kind.CODE, sure=False, label=".")
                )
            return
        values, unusual = readings(figure, self.words.decimal)
        text = self.text
        east, factor, at = _EAST_SCALE.match(text, end), Decimal(1), end
        if east and (self.words.unspaced or self.words.language == "ko"):
            factor = Decimal(_EAST_VALUE.get(east[1], 0) or _product(east[1]))
            at = east.end()
        if run and run.digits and run.weak is False and gap in ("", " ", "零") and run.label == "east":
            last = run.alternative[0]
            if factor < last and values[0] * factor < last:  # 12億3,400万, 1조 2,000억
                run.sum = Sum(False)
                run.alternative = (factor, run.alternative[1] + values[0] * factor)
                run.sum.add("digits", run.alternative[1])
                run.end = at
                return
        self._close()
        run = self.run = _Run(start, at, self.words.reversed)
        run.digits, run.weak = True, False
        if factor != 1:
            run.label = "east"
            run.alternative = (factor, values[0] * factor)
            run.sum.add("digits", values[0] * factor)
            return
        run.sum.add("digits", values[0])
        run.alternative, run.unusual = values[1:], unusual
        self._attached(run, start, end)

    def _attached(self, run: _Run, start: int, end: int) -> None:
        """Letters written as one with the digits: 2nd, 5G, COVID-19, FY25."""
        text = self.text
        if end < len(text) and text[end].isalpha() and (suffix := _SUFFIX.match(text, end)):
            letters = suffix[0].lower()
            lexeme = self.words.word(letters)
            if letters in _ORDINAL:
                run.kind = Kind.ORDINAL
            elif (
                letters == "s"
                or (letters in _UNIT and lexeme is None and suffix[0] not in ("G", "D", "K", "A", "X"))
                or (lexeme and lexeme.role == "scale")
            ):
                pass
            elif not (lexeme and lexeme.role):
                run.kind, run.label = Kind.CODE, letters
        if (
            start
            and (text[start - 1].isalpha() or text[start - 1] in "-–‑")
            and (label := _LABEL.search(text[max(0, start - 21) : start]))
        ):
            letters = label[0].rstrip("-–‑")
            hyphen = label[0] != letters
            if letters.upper() in ("USD", "EUR", "RMB", "CNY", "HKD", "JPY", "GBP", "INR", "RM", "RP", "RS"):
                return
            lexeme = self.words.word(letters)
            named = letters[0].isupper() or (len(letters) > 2 and end - start < 4)
            if not hyphen or (named and lexeme is None):
                run.kind, run.label = Kind.CODE, letters

    def _word(self, lexeme: Lexeme, token: str, start: int, end: int) -> None:
        run, value = self.run, lexeme.number
        assert value is not None
        if run is not None and run.digits and (m := self.words.percent.match(self.text, run.end)) and start < m.end():
            self._close()  # 2.1 بالمئة: "in the hundred" scales nothing
            return
        if run is not None:
            gap = self.text[run.end : start]
            bare = gap.strip(_GAP)
            near = not bare and len(gap) <= 3
            joined = lexeme.joined
            if not near and bare.lower() in self.words.joins and len(gap) < 9:
                near = joined = True
                if run.digits and not (lexeme.role == "scale" and bare == "de"):
                    near = False
            if (
                not near
                and lexeme.role == "scale"
                and bare.lower() in ("a", "un", "una", "uma")
                and run.sum.value == _HALF
            ):
                near = True
            if near and self._extend(run, lexeme, token, gap, joined):
                run.end = end
                return
            if run.sum.value == _HALF and not run.digits and bare == "" and value == 1:
                return  # half a million
        self._close()
        run = self.run = _Run(start, end, self.words.reversed, self.words.language == "ar")
        if lexeme.role == "scale":
            if len(token) <= 2 and token.isascii():  # "m" and "bn" mean nothing alone
                self.run = None
                return
            run.sum.add_scale(value)
        elif not run.sum.add(lexeme.role, value):
            kind = Kind.ORDINAL if lexeme.role == "ordinal" else Kind.NUMBER
            decade = (1900 + value,) if 20 <= value <= 90 and value % 10 == 0 else ()
            self.found.append(Quantity(start, end, (value, *decade), kind, True, False))
            self.run = None
            return
        run.weak = lexeme.role not in ("tens", "unit", "composed")

    def _extend(self, run: _Run, lexeme: Lexeme, token: str, gap: str, joined: bool) -> bool:
        value = lexeme.number
        assert value is not None
        if lexeme.role != "scale":
            if run.digits:
                return False
            done = run.sum.add(lexeme.role, value, joined)
            if done:
                run.weak = False
                if lexeme.role == "ordinal":
                    run.kind = Kind.ORDINAL
            return done
        if run.kind is Kind.CODE and run.label != token.lower():
            return False
        if run.digits and len(token) <= 2 and token.lower() in ("m", "b", "k", "t", "mm", "cr"):
            if gap and not (
                token == "M"
                and self.text[run.end + len(gap) + 1 : run.end + len(gap) + 3].strip()[:1] in ("€", "$", "£")
            ):
                return False
            run.alternative = (*run.alternative, run.sum.value)
        else:
            run.alternative = tuple(other * value for other in run.alternative)
        run.unusual = tuple(other * value for other in run.unusual)
        if run.kind in (Kind.CODE, Kind.ORDINAL):
            run.kind = Kind.NUMBER
        done = run.sum.add_scale(value)
        run.weak = run.weak and not done
        return done

    def _chinese(self, token: str, start: int, end: int) -> None:
        if token[0] not in CHINESE or (self.run and start < self.run.end):
            return
        if token == "零" and self.run and self.run.label == "east" and self.run.end == start:
            return  # 1兆零300億
        value = chinese(token)
        self._close()
        if value is None:
            return
        run = self.run = _Run(start, end, False)
        run.sum.add("digits", value)
        run.weak = (
            len(token) < 2
            or token in ("千万", "百万", "一一", "万一", "万千", "三三两两", "一百", "百千")
            or value < 13
        )

    def _close(self) -> None:
        run, self.run = self.run, None
        if run is None:
            return
        if q := self._quantity(run):
            self.found.append(q)

    def _quantity(self, run: _Run) -> Quantity | None:
        text, start, end = self.text, run.start, run.end
        value = run.sum.value
        values = (value, *run.alternative) if run.label != "east" else (value,)
        kind, sure, label = run.kind, not run.weak, run.label
        if not run.digits:
            idiom = run.sum.parts == 1 and value in (100, 1000, 1000000, 1000000000)
            if value <= _ABOVE_HABIT or idiom or text[start:end].lower() in self.words.other:
                sure = False
            if kind is Kind.NUMBER and value == Decimal("0.5"):
                values = (value, Decimal(50))
            kind = kind if kind is Kind.ORDINAL else Kind.NUMBER
        label = "" if label == "east" or kind is not Kind.CODE else label
        if kind is Kind.CODE:
            short = label.upper() in ("FY", "CY") and value < 100
            values = (*values, 2000 + value) if short else values
            return Quantity(start, end, values, kind, False, False, label=label)
        if (eastern := self._eastern(value, values, run)) is not None:
            return eastern
        if self.ahead[0] and run.digits is not None and start - self.ahead[1] - len(self.ahead[0]) in (1, 2):
            word, at = self.ahead
            part = _VIETNAMESE[word]
            if (part is Kind.MONTH and 1 <= value <= 12) or (part is Kind.DAY and 1 <= value <= 31) or value > 1900:
                return Quantity(at, end, values, part, not run.digits, True)
        if run.digits and end < len(text) and text[end] in "½¼¾":
            values = (value + Decimal(_FRACTION[text[end]]),)
        if m := self.words.percent.match(text, end):
            return Quantity(start, m.end(), values, Kind.PERCENT, not run.digits, sure, run.unusual)
        if (self.words.percent_before or "%" in text[max(0, start - 2) : start]) and self.words.percent_ahead.search(
            text[max(0, start - 14) : start]
        ):
            return Quantity(start, end, values, Kind.PERCENT, not run.digits, sure, run.unusual)
        if sure or run.digits:
            name, first, last = money.currency(text, start, end, self.words.endings)
            if name:
                return Quantity(first, last, values, Kind.MONEY, not run.digits, sure, run.unusual, name)
        return self._plain(run, value, values, kind, sure)

    def _plain(self, run: _Run, value: Decimal, values: tuple[Decimal, ...], kind: Kind, sure: bool) -> Quantity:
        """A number that is neither amount nor percentage: a year, a decade, or just a number."""
        text, start, end = self.text, run.start, run.end
        if run.digits and run.sum.parts == 1:
            size = end - start
            if size == 4 and self.words.language == "th" and 2400 < value < 2700:  # counted from the Buddha
                return Quantity(start, end, (value - 543, value), Kind.YEAR)
            plain = text[start:end].isdecimal() and text[end : end + 1] not in ("x", "×")
            if size == 4 and 1900 <= value <= 2099 and plain and kind is Kind.NUMBER:
                return Quantity(start, end, values, Kind.YEAR)
            if size == 2 and text[start:end].isdecimal():
                if start and text[start - 1] in "'’‘" and (start < 2 or not text[start - 2].isalnum()):
                    return Quantity(start, end, (2000 + value, value, 1900 + value), Kind.YEAR)
                before = self.found[-1] if self.found else None
                if before and before.kind is Kind.YEAR and before.end == start - 1 and text[start - 1] in "-–/":
                    century = before.value // 100 * 100
                    return Quantity(start, end, (century + value, value), Kind.YEAR)
                if value % 10 == 0 and (
                    _DECADE_BEHIND.match(text, end) or _DECADE_AHEAD.search(text[max(0, start - 9) : start])
                ):
                    return Quantity(start, end, (1900 + value, value), Kind.NUMBER)
            if size < 3 and (_DIVIDED.search(text, max(0, start - 6), start) or _DIVIDES.match(text, end)):
                sure = False  # 3分の2: "two thirds" elsewhere
            if (size < 3 and text[end : end + 1] == "/" and text[end + 1 : end + 2].isdecimal()) or (
                size < 3 and start > 1 and text[start - 1] == "/" and text[start - 2].isdecimal()
            ):
                sure = False  # 24/7, 1/3
        if (
            not run.digits
            and 20 <= value <= 90
            and value % 10 == 0
            and _DECADE_AHEAD.search(text[max(0, start - 11) : start])
        ):
            return Quantity(start, end, (1900 + value, value), kind, True, sure)
        if value < 10 and _TEN_PER_CENT.match(text, end) and self.words.unspaced:
            return Quantity(start, end + 1, (value * 10,), Kind.PERCENT, True, sure)
        return Quantity(start, end, values, kind, not run.digits, sure, run.unusual)

    def _eastern(self, value: Decimal, values: tuple[Decimal, ...], run: _Run) -> Quantity | None:
        """年, 月, 日 behind a figure, in Chinese, Japanese and Korean."""
        text, end = self.text, run.end
        at = end + 1 if text[end : end + 1] == " " else end
        mark, following = text[at : at + 1], text[at + 1 : at + 2]
        if not mark or mark not in "年月日号號년월일" or (mark in "년월일" and self.words.language != "ko"):
            return None
        spelled = not run.digits
        if mark in "年년" and (value >= 1000 or (len(text[run.start : end]) == 2 and value > 12 and following != "间")):
            values = values if value >= 1000 else (value, 2000 + value, 1900 + value, 2018 + value)
            return Quantity(
                run.start,
                at + 1,
                values,
                Kind.YEAR if value >= 1000 else Kind.NUMBER,
                spelled,
                value >= 1000 or run.digits,
            )
        if mark in "月월" and value == int(value) and 1 <= value <= _MONTHS and (following or "-") not in "間间":
            return Quantity(run.start, at + 1, (value,), Kind.MONTH, spelled)
        if (
            mark in "日号號일"
            and value == int(value)
            and 1 <= value <= 31
            and not (following and following in "間间간元")
            and not (value == 1 and text[run.start - 1 : run.start] != "月" and _A_DAY.match(text, at + 1))
        ):
            sure = run.digits or value > _ABOVE_HABIT or text[max(0, run.start - 1) : run.start] in ("月", "월")
            return Quantity(run.start, at + 1, (value,), Kind.DAY, spelled, sure)
        return None


def _product(scale: str) -> int:
    return math.prod(_EAST_PART[character] for character in scale)
