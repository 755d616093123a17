"""The words for numbers, months, weekdays and money of each language, from the data files beside this module."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.figures.numerals import CHINESE, PATTERN

# A word is what stands between blanks, digits and punctuation; vowel signs and the Persian joiner are part of it.
_APART = r"\s\d!-/:-@\[-`{-~\u00a0-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u200b\u200d-\u206f\u20a0-\u20bf"
_WORD = rf"[^{_APART}\u2190-\u27bf\u3000-\u303f\uff00-\uff20،؛؟٪۔।॥]+"
_KIN = {"no": "nb", "nn": "nb", "ms": "id", "sr": "hr", "bs": "hr", "gl": "pt", "yue": "zh"}
# English and Chinese habits reach these Spanish-speaking readers.
_POINT = {
    "ms",
    "ms-MY",
    "de-CH",
    "it-CH",
    "es-MX",
    "es-US",
    "es-419",
    "es-PR",
    "es-DO",
    "es-GT",
    "es-HN",
    "es-SV",
    "es-NI",
    "es-PA",
    "es-PE",
}
_LONGEST = 40  # letters of a word that is looked up
_CACHED = 20_000
_WRITTEN_AS_ONE = frozenset(("unit", "tens", "scale", "hundreds", "composed", "ordinal", ""))
# Languages that write compounds as one word, and what may stand behind a month or weekday that is still one.
_COMPOUNDING = frozenset(("de", "nl", "sv", "da", "nb"))
_ENDING = re.compile(
    r"(?:s|n|en|ens|es|er|ar|arna|erne|ene)?$|s?(?:abend|morgen|mittag|vormittag|nachmittag|nacht|kväll)"
)
_SHORTEST_COMPOUND = 12
_HALF_BEHIND = frozenset(("tr", "id", "vi"))  # iki buçuk, dua setengah, hai triệu rưỡi
APOSTROPHE = "ʼ"  # within Ukrainian words, as a letter
_DUALS = frozenset((2000, 2_000_000, 2_000_000_000))
# What makes an ordinal of a number that is written as one word: siebenundzwanzigst-, सत्ताईसवां.
_ORDINAL_ENDING = {"de": re.compile(r"st(?:e[rnsm]?)$"), "nl": re.compile(r"ste$"), "hi": re.compile("व(?:ां|ीं|ें|ाँ)$")}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """What one word may stand for. `role` is its part in a number: unit, tens, scale, ordinal, also, half or teen."""

    number: Decimal | None = None
    role: str = ""
    joined: bool = False
    month: int = 0
    month_sure: bool = True
    weekday: int = 0
    weekday_sure: bool = True


@dataclass(slots=True)
class Lexicon:
    """The words of one language. `known` says whether its numbers in words are known, `dated` the same of months."""

    language: str
    decimal: str = "either"
    known: bool = False
    dated: bool = False
    glued: bool = False
    unspaced: bool = False
    percent_before: bool = False
    reversed: bool = False
    order: str = "day"
    brackets: str = ""
    endings: int = 0
    joins: frozenset[str] = frozenset()
    other: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()
    percent: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))
    percent_ahead: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))
    pattern: re.Pattern[str] = field(default_factory=lambda: re.compile("(?!)"))
    exact: dict[str, Lexeme] = field(default_factory=dict)
    stems: dict[str, tuple[Lexeme, int]] = field(default_factory=dict)
    looked_up: dict[str, Lexeme | None] = field(default_factory=dict)

    def word(self, token: str) -> Lexeme | None:
        """What a word of running text stands for; None for nearly all of them."""
        try:
            return self.looked_up[token]
        except KeyError:
            if len(self.looked_up) > _CACHED:
                self.looked_up.clear()
            found = self.looked_up[token] = self._find(token)
            return found

    def _find(self, token: str) -> Lexeme | None:
        if len(token) > _LONGEST:
            return None
        word = unicodedata.normalize("NFC", token).lower().replace("\u0307", "")
        if found := self._entry(word):
            if found.month and not found.month_sure and self.language == "en" and token[0].islower():
                return replace(found, month=0) if found.number is not None or found.weekday else None
            return found
        for prefix in self.prefixes:
            if word.startswith(prefix) and len(word) > len(prefix) + 1 and (found := self._entry(word[len(prefix) :])):
                return replace(found, joined=prefix[0] in self.joins)
        if (ending := _ORDINAL_ENDING.get(self.language)) and (m := ending.search(word)):
            below = self._entry(word[: m.start()]) or self._composed(word[: m.start()])
            if below and below.role in ("composed", "tens"):
                return replace(below, role="composed") if below.number != 10 else None
        return self._composed(word) if self.glued and len(word) > (5 if word[0] < "\u1100" else 2) else None

    def _entry(self, word: str) -> Lexeme | None:
        if found := self.exact.get(word):
            return found
        for cut in range(7):
            if cut < len(word) and (stem := self.stems.get(word[: len(word) - cut])) and cut <= stem[1]:
                return self._compound(stem[0], word[len(word) - cut :])
        if self.language in _COMPOUNDING and len(word) > _SHORTEST_COMPOUND:
            for cut in range(7, len(word) - 5):  # Dienstagsdienst
                if (stem := self.stems.get(word[: len(word) - cut])) and (stem[0].month or stem[0].weekday):
                    return self._compound(stem[0], word[len(word) - cut :])
        return None

    def _compound(self, lexeme: Lexeme, rest: str) -> Lexeme:
        """A month or weekday with its ending; as part of a longer word (Montage) it is one perhaps."""
        if self.language not in _COMPOUNDING or not (lexeme.month or lexeme.weekday) or _ENDING.match(rest):
            return lexeme
        return replace(lexeme, month_sure=False, weekday_sure=False)

    def _composed(self, word: str) -> Lexeme | None:
        """A number written as one word (zweihundertfünfzig) from its parts."""
        parts = self._parts(word, 0, {})
        if not parts or len(parts) < 2:
            return None
        from pipeline.figures.spelled import combine

        value = combine([part for part in parts if part.role], self.reversed)
        return Lexeme(value, "composed") if value is not None and value > 12 else None

    def _parts(self, word: str, at: int, dead: dict[int, bool]) -> list[Lexeme] | None:
        if at == len(word):
            return []
        if at in dead:
            return None
        for end in range(len(word), at, -1):
            piece = word[at:end]
            found = Lexeme() if at and end < len(word) and piece in self.joins else self.exact.get(piece)
            if found is None and end == len(word) and at:
                found = self._entry(piece)  # huszonhetedik
                if found is None or found.role != "ordinal":
                    continue
            if found is None or (found.role not in _WRITTEN_AS_ONE or (found.role == "" and found.month)):
                continue
            rest = self._parts(word, end, dead)
            if rest is not None:
                return [found, *rest]
        dead[at] = True
        return None


@cache
def lexicon(tag: str) -> Lexicon:
    """The words for a BCP 47 tag; an almost empty lexicon for a language without data."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    kin = _KIN.get(language, language)
    table, dates = _table("numerals").get(kin, {}), _table("calendar").get(kin, {})
    found = Lexicon(
        kin,
        decimal="." if tag in _POINT else table.get("decimal", "either"),
        known=bool(table.get("units")) or kin in ("zh", "ja"),
        dated=bool(dates),
        glued=bool(table.get("glued")),
        unspaced=bool(table.get("unspaced")) or kin in ("zh", "ja"),
        percent_before=bool(table.get("percent_before")),
        reversed=kin in ("de", "nl", "da", "ar", "he"),
        order=dates.get("order", "day"),
        brackets=dates.get("brackets", ""),
        endings=3 if kin in ("fi", "hu", "tr", "et", "az", "kk", "ko") else 0,
        joins=frozenset(str(table.get("joins", "")).split("|")) - {""},
        other=frozenset(str(table.get("other", "")).split()),
        prefixes=tuple(str(table.get("prefixes", "")).split()),
        am=tuple(filter(None, dates.get("am", "").split("|"))),
        pm=tuple(filter(None, dates.get("pm", "").split("|"))),
    )
    if language in ("en",) and tag.upper() in ("EN-US", "EN-PH"):
        found.order = "month"
    elif language in ("zh", "ja", "ko", "hu"):
        found.order = "year"
    _numbers(found, table)
    _calendar(found, dates, kin)
    _percent(found, table)
    _patterns(found)
    return found


def _numbers(lexicon: Lexicon, table: dict[str, Any]) -> None:
    units = str(table.get("units", "")).split()
    alone = len(units) > 11 and units[11] == "_"  # eleven is ten and one: ten goes with the tens
    for value, spellings in enumerate(units):
        tens = value == 20 or (value == 10 and alone)
        _enter(lexicon, spellings, Lexeme(Decimal(value), "tens" if tens else "unit"))
    for value, spellings in enumerate(str(table.get("irregular", "")).split(), 21):
        _enter(lexicon, spellings, Lexeme(Decimal(value), "composed"))
    for value, spellings in enumerate(str(table.get("tens", "")).split()):
        _enter(lexicon, spellings, Lexeme(Decimal(30 + 10 * value), "tens"))
    for entry in str(table.get("scales", "")).split():
        spellings, _, amount = entry.rpartition(":")
        _enter(lexicon, spellings, Lexeme(Decimal(int(float(amount))), "scale"), 6)
    for entry in str(table.get("also", "")).split():
        spellings, _, amount = entry.rpartition(":")
        number = Decimal(amount)
        _enter(lexicon, spellings, Lexeme(number, _role(number)))
    _enter(lexicon, str(table.get("half", "")), Lexeme(Decimal("0.5"), "half", joined=lexicon.language in _HALF_BEHIND))
    _enter(lexicon, str(table.get("teen", "")), Lexeme(Decimal(10), "teen"))
    for value, spellings in enumerate(str(table.get("ordinals", "")).split(), 1):
        _enter(lexicon, spellings, Lexeme(Decimal(value), "ordinal"))


def _role(number: Decimal) -> str:
    """What a word of the list `also` is in a number: veintidós and doscientos are parts of one, a decade is not."""
    if number % 100 == 0 and 200 <= number <= 900:
        return "hundreds"
    if number in _DUALS:
        return "dual"
    return "composed" if 20 < number < 30 or number % 1 else "also"


def _calendar(lexicon: Lexicon, dates: dict[str, Any], language: str) -> None:
    unsure = (
        set(str(dates.get("unsure", "")).replace("_", " ").split(" "))
        if "_" not in str(dates.get("unsure", ""))
        else {form.replace("_", " ") for form in str(dates["unsure"]).split()}
    )
    months = str(dates.get("months", "")).split() or ([] if dates else _months_of_the_cldr(language))
    for month, spellings in enumerate(months, 1):
        for form in spellings.split("|"):
            plain = form.replace("_", " ")
            _enter(lexicon, form, Lexeme(month=month, month_sure=plain.rstrip("~") not in unsure), 6)
    for weekday, spellings in enumerate(str(dates.get("weekdays", "")).split(), 1):
        for form in spellings.split("|"):
            plain = form.replace("_", " ")
            _enter(lexicon, form, Lexeme(weekday=weekday, weekday_sure=plain.rstrip("~") not in unsure), 6)
    for form in unsure:
        if form not in lexicon.exact and (entry := lexicon._entry(form)):
            lexicon.exact[form] = replace(entry, month_sure=False, weekday_sure=False)


def _months_of_the_cldr(language: str) -> list[str]:
    """The names of months where no data of ours has them, from Babel."""
    from babel import Locale, UnknownLocaleError

    try:
        months = Locale.parse(language).months
    except (ValueError, TypeError, UnknownLocaleError):
        return []
    named = []
    for month in range(1, 13):
        forms = {str(months[context]["wide"].get(month, "")).lower() for context in ("format", "stand-alone")}
        named.append("|".join(sorted(form.replace(" ", "_") for form in forms if not any(c.isdigit() for c in form))))
    return named if all(named) else []


def _enter(lexicon: Lexicon, spellings: str, lexeme: Lexeme, endings: int = 3) -> None:
    if lexicon.language == "uk":
        spellings = spellings.replace("'", APOSTROPHE).replace("’", APOSTROPHE)
    for form in spellings.lower().split("|"):
        if not form or form == "_":
            continue
        if form.endswith("~"):
            known = lexicon.stems.get(form[:-1])
            lexicon.stems[form[:-1]] = (_merged(known[0], lexeme) if known else lexeme, endings)
            continue
        form = form.replace("_", " ")
        known_form = lexicon.exact.get(form)
        lexicon.exact[form] = _merged(known_form, lexeme) if known_form else lexeme


def _merged(known: Lexeme, other: Lexeme) -> Lexeme:
    """A word that is two things ("segunda": the second, Monday) keeps both, neither surely."""
    if known.number is None and other.number is not None:
        known, other = other, known
    if other.number is not None:
        return known
    return replace(
        known,
        month=known.month or other.month,
        month_sure=False,
        weekday=known.weekday or other.weekday,
        weekday_sure=False,
    )


def _percent(lexicon: Lexicon, table: dict[str, Any]) -> None:
    words = str(table.get("percent", "")).replace(" ", "|").split("|")
    end = "" if lexicon.unspaced or lexicon.language == "ko" else r"(?![^\W\d_])"
    forms = [
        re.escape(w.rstrip("~").replace("_", " ")).replace(r"\ ", r"\s") + ("" if w.endswith("~") else end)
        for w in words
        if w
    ]
    joined = "|".join(sorted(forms, key=len, reverse=True)) or "(?!)"
    lexicon.percent = re.compile(rf"[\s-]{{0,2}}(?:%|٪|(?:{joined}))", re.IGNORECASE)
    ahead = rf"|(?:{joined})\s?" if lexicon.percent_before else ""
    lexicon.percent_ahead = re.compile(rf"(?:%\s?{ahead})$", re.IGNORECASE)


def _patterns(lexicon: Lexicon) -> None:
    forms = sorted(lexicon.exact, key=len, reverse=True)
    if lexicon.language in ("zh", "ja"):
        words = "|".join(re.escape(form) for form in forms)
        body = rf"{words}|[{CHINESE}]+" if words else f"[{CHINESE}]+"
    elif lexicon.unspaced:
        body = "|".join(re.escape(form) for form in forms)
    else:
        special = [form for form in forms if re.fullmatch(_WORD, form) is None]
        head = "|".join(re.escape(form).replace(r"\ ", r"\s") for form in special)
        body = rf"(?:{head})(?![^\W\d_])|{_WORD}" if head else _WORD
    lexicon.pattern = re.compile(rf"({PATTERN})|({body})", re.IGNORECASE)


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
