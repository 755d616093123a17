"""What places are called in each language: BEIJING, PÉKIN and 北京 are one city.

The names are in gazetteer.csv, one row per place, one column per language; a newsroom adds its own with `gazetteer:`
in sources.yaml. An empty cell means that a language writes the English name, or that nobody was sure. Countries come
from CLDR through Babel. Sources: CLDR exemplar cities, UNGEGN lists of exonyms, AP Stylebook (names of states).
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline import language
from pipeline.errors import ConfigError

LONGEST = 200  # characters of a place's name that are looked at
_COMMA = re.compile(r"\s*[,،，]\s*")
_JOINED = re.compile(r"\s*[/、·;&]\s*|\s+-\s+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SUFFIX = re.compile(r"(?<=..)[市省县縣]$")
_LATIN_ONLY = re.compile(r"[\W\d_a-zA-ZÀ-ɏḀ-ỿ]*")


@dataclass(frozen=True, slots=True)
class Place:
    """One place and what it is called: by language tag its names, the first of which is printed.

    `kind` is city or state (also a province), `country` its code (ISO 3166-1) where it is known.
    """

    names: tuple[tuple[str, tuple[str, ...]], ...]
    kind: str = "city"
    country: str = ""


Places = tuple[Place, ...]


def load(path: Path) -> Places:
    """The places of a CSV file (UTF-8): a column per language, `|` between several names of one place.

    Columns `kind` (city or state) and `in` (code of the country) may be there too. Raises ConfigError with every
    mistake at once, each with its line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise ConfigError([f"{path.name}: cannot be read ({error.strerror})"]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path.name}: is not UTF-8; save it as UTF-8"]) from None
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    mistakes: list[str] = []
    found: list[Place] = []
    seen: dict[tuple[str, str, str], int] = {}
    try:
        columns = [_column(name, mistakes) for name in next(rows, [])]
        if not [name for name in columns if name not in ("kind", "in", "")]:
            mistakes.append("line 1: write the languages as columns, such as en,fr,zh-Hans")
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(columns):
                mistakes.append(f"line {rows.line_num}: has {len(row)} cells, the first line {len(columns)}")
                continue
            place = _place(dict(zip(columns, row, strict=False)))
            told = _mistake(place, seen, rows.line_num)
            if told:
                mistakes.append(f"line {rows.line_num}: {told}")
            else:
                found.append(place)
    except csv.Error as error:
        mistakes.append(f"line {rows.line_num}: {error}")
    if mistakes:
        raise ConfigError([f"{path.name}: {mistake}" for mistake in mistakes])
    return tuple(found)


def _column(name: str, mistakes: list[str]) -> str:
    name = name.strip()
    if name.lower() in ("kind", "in"):
        return name.lower()
    try:
        return language.canonical(name)
    except ValueError:
        mistakes.append(f"line 1: {name!r} is no language tag; write one such as fr or zh-Hans")
        return ""


def _place(cells: Mapping[str, str]) -> Place:
    names = []
    for tag, cell in cells.items():
        forms = tuple(" ".join(form.split()) for form in cell.split("|") if form.strip())
        if forms and tag not in ("kind", "in", ""):
            names.append((tag, forms))
    return Place(tuple(names), cells.get("kind", "").strip().lower() or "city", cells.get("in", "").strip().upper())


def _mistake(place: Place, seen: dict[tuple[str, str, str], int], line: int) -> str:
    if place.kind not in ("city", "state"):
        return f"kind is {place.kind!r}; write city or state"
    if not place.names:
        return "has no name in any language"
    tag, forms = place.names[0]
    key = (place.kind, place.country, f"{tag} {_fold(forms[0])}")
    if key in seen:
        return f"{forms[0]} stands already on line {seen[key]}"
    seen[key] = line
    return ""


def place(name: str, source_language: str, target_language: str, more: Places = ()) -> str:
    """A place as readers of `target_language` call it, in normal case: "PÉKIN" from fr to es gives "Pekín".

    `name` may be several places, and a place with its state or country: "XI'AN, China", "NEW YORK and LONDON".
    `more` are a newsroom's own places, which go first. What is unknown stays as it is; where Chinese, Japanese or
    Korean would mix scripts, the whole stays. Tags are BCP 47. Never raises.
    """
    printed = normal_case(" ".join(name.split()))
    if len(printed) > LONGEST or not printed or _chain(source_language)[0] == _chain(target_language)[0]:
        return printed
    said = _said((printed,), source_language, target_language, more)
    if said[0]:
        return said[0]
    for pieces in _joined(printed, source_language, more):
        each = [_with_country(piece, source_language, target_language, more) for piece in pieces]
        if all(each):
            joiner = _table("joiner").get(_base(target_language), ", ")
            between = joiner if joiner in ("、", "·") else _comma(target_language)
            return between.join(each[:-1]) + joiner + each[-1]
    return _with_country(printed, source_language, target_language, more, partly=True) or printed


def names(tag: str) -> Mapping[str, str]:
    """Every known place of a language in lower case, and how it is written there: "new york" → "New York"."""
    return _names(_base(tag) if _base(tag) != "zh" else tag)


@lru_cache(maxsize=16)
def _names(tag: str) -> Mapping[str, str]:
    found = {code_name.lower(): code_name for code_name in _countries(tag).values()}
    for known in _own():
        for form in _forms(known, tag) or (known.names[0][1] if _is_latin(tag) else ()):
            found[form.lower()] = form
    return found


def _with_country(part: str, source: str, target: str, more: Places, *, partly: bool = False) -> str:
    """A place with its state or country, or "" where it is not known (`partly`: where nothing of it is)."""
    parts = [piece for piece in _COMMA.split(part) if piece]
    if len(parts) == 1 and _base(source) in ("zh", "ja"):
        parts = _unjoined(part, source, target, more)
    said = _said(tuple(parts), source, target, more)
    known = [one for one in said if one]
    east = _base(target) in ("zh", "ja", "ko")
    if not known or (len(known) < len(parts) and (not partly or east)):
        return ""
    every = [one or piece for one, piece in zip(said, parts, strict=True)]
    if east:
        return (" " if _base(target) == "ko" else "").join(reversed(every))
    return _comma(target).join(every)


def _said(parts: tuple[str, ...], source: str, target: str, more: Places) -> list[str]:
    """Each part of "city, state, country" in the target language, "" where it is unknown."""
    said: list[str] = []
    country = ""
    for number, part in enumerate(parts):
        found = [known for known in _found(part, source, more) if _name(known, part, source, target)]
        code = _countries_known(source).get(_fold(part), "")
        state = next((known for known in found if known.kind == "state" and country in ("", known.country)), None)
        named = _countries(target).get(code, "") if code else ""
        if number and state and (not code or country == "US"):
            said.append(_name(state, part, source, target))
        elif named and (number or not found):
            said.append(named)
        elif found:
            city = next((known for known in found if known.kind == "city"), found[0])
            country = country or city.country
            said.append(_name(city, part, source, target))
        else:
            said.append("")
    return said


def _name(known: Place, part: str, source: str, target: str) -> str:
    """What the target language prints, or the English name, or the name as it stood; "" where scripts would mix."""
    forms = _forms(known, target)
    if forms:
        return forms[0]
    latin = next((forms[0] for forms in [_forms(known, "en")] if forms), "")
    if _is_latin(target):
        return latin or (part if _LATIN_ONLY.fullmatch(part) else "")
    return "" if _is_latin(source) else latin


def _unjoined(part: str, source: str, target: str, more: Places) -> list[str]:
    """中国西安 as the two names it is made of, city first; 海口市 without its 市."""
    for at in range(2, min(len(part) - 1, 12)):
        outer, inner = part[:at], part[at:]
        if all(_said((inner, outer), source, target, more)) and _fold(outer) in {
            *_countries_known(source),
            *(_fold(form) for known in _found(outer, source, more) if known.kind == "state" for form in [outer]),
        }:
            return [inner, outer]
    return [_SUFFIX.sub("", part)] if not any(_found(part, source, more)) else [part]


def _joined(printed: str, source: str, more: Places) -> Iterable[list[str]]:
    """The ways in which a line may name several places; with commas between them only where all are known cities."""
    word = _table("joiner").get(_base(source), "").strip()
    ways = [_JOINED.split(printed)]
    for joiner in dict.fromkeys([word, "and", "和", "与", "與", "と", "및"]):
        if joiner and joiner[0].isalpha():
            gap = "" if _CJK.match(joiner) or joiner == "و" else r"\s+"
            before = r"\s+" if joiner == "و" else gap
            ways.append(re.split(rf"\s*[,،、]\s*(?={joiner}\s)|{before}{joiner}{gap}|[、/]", printed))
    listed = [[piece for part in way for piece in _COMMA.split(part) if piece] for way in ways if len(way) > 1]
    for way in [*filter(lambda way: _are_cities(way, source, more), listed), *ways]:
        pieces = [piece for piece in way if piece]
        if 1 < len(pieces) <= 8:
            yield pieces


def _are_cities(pieces: list[str], source: str, more: Places) -> bool:
    cities = [{known.names[0] for known in _found(piece, source, more) if known.kind == "city"} for piece in pieces[:9]]
    return all(cities) and len(set().union(*cities)) >= len(cities)


def _found(part: str, source: str, more: Places) -> list[Place]:
    key = _fold(part)
    for tag in dict.fromkeys([*_chain(source), *(["zh-Hans", "zh-Hant"] if _base(source) == "zh" else []), "en"]):
        found = [*_index(more, tag).get(key, ()), *_index(_own(), tag).get(key, ())]
        if found:
            return found
    return []


@lru_cache(maxsize=128)
def _index(places: Places, tag: str) -> Mapping[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for known in places:
        for form in dict(known.names).get(tag, ()):
            found[_fold(form)] = (*found.get(_fold(form), ()), known)
    return found


def _forms(known: Place, tag: str) -> tuple[str, ...]:
    held = dict(known.names)
    return next((held[one] for one in _chain(tag) if one in held), ())


@cache
def _own() -> Places:
    return load(Path(__file__).with_suffix(".csv"))


@cache
def _table(name: str) -> dict[str, str]:
    held = _data()[name]
    return {str(key): str(value) for key, value in held.items()} if isinstance(held, dict) else {}


@cache
def _data() -> dict[str, object]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _countries(tag: str) -> Mapping[str, str]:
    """The countries by their codes, as CLDR names them in a language; none for a language that CLDR lacks."""
    from babel import Locale
    from babel.core import UnknownLocaleError

    for one in _chain(tag):
        try:
            territories = Locale.parse(one, sep="-").territories
        except (UnknownLocaleError, ValueError, TypeError, AttributeError):
            continue
        return {code: name for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code)}
    return {}


@lru_cache(maxsize=64)
def _countries_known(tag: str) -> Mapping[str, str]:
    """The codes of countries by their folded names in a language, and in English."""
    found = {
        _fold(form): code
        for one in ("en", tag)
        for code, name in _countries(one).items()
        for form in (name, name.replace("&", "and"))
    }
    extra = _data()["countries"]
    for code, listed in extra.items() if isinstance(extra, dict) else ():
        found |= {_fold(name): code for name in listed}
    return found


def _fold(name: str) -> str:
    """A name as it is looked up: without case, full stops and the accents of Latin letters."""
    flat = name.replace("’", "'").replace("‘", "'").replace("ʼ", "'").replace("`", "'").replace(".", "")
    if _LATIN_ONLY.fullmatch(flat):
        flat = "".join(c for c in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(c))
    return " ".join(flat.replace("-", " ").casefold().split())


@lru_cache(maxsize=256)
def _chain(tag: str) -> tuple[str, ...]:
    """A tag and its shorter forms; Chinese by script: zh-TW, zh-Hant, zh."""
    parts = (tag or "und").replace("_", "-").split("-")
    parts[0] = parts[0].lower()
    if parts[0] == "zh":
        traditional = {"hant", "tw", "hk", "mo"} & {part.lower() for part in parts}
        return ("zh-Hant" if traditional else "zh-Hans",)
    alias = {"no": "nb", "nn": "nb", "iw": "he", "in": "id"}.get(parts[0], parts[0])
    parts[0] = alias
    return tuple("-".join(parts[:end]) for end in range(len(parts), 0, -1))


def _base(tag: str) -> str:
    return _chain(tag)[-1].partition("-")[0]


@cache
def _is_latin(tag: str) -> bool:
    """Whether a language is written in Latin letters: what CLDR calls Germany there tells."""
    return bool(_LATIN_ONLY.fullmatch(_countries(tag).get("DE", "")))


def _comma(tag: str) -> str:
    return "، " if _base(tag) in ("ar", "fa", "ur") else "、" if _base(tag) in ("zh", "ja") else ", "


# --- how a name is written -------------------------------------------------------------------------------------------
@cache
def particles() -> frozenset[str]:
    """Small words inside the names of places."""
    return _listed("particles")


@cache
def _listed(name: str) -> frozenset[str]:
    held = _data()[name]
    return frozenset(map(str, held)) if isinstance(held, list) else frozenset()


def normal_case(place: str) -> str:
    """A place in normal case: words in capitals get one capital, small words inside the name none.

    `XI'AN` gives `Xi'an`, `AIX-EN-PROVENCE` `Aix-en-Provence`; what is not in capitals stays as it is.
    """
    parts = re.split(r"([,،，(]\s*)", place)
    return "".join(_segment_case(part, first=index == 0) for index, part in enumerate(parts))


def _segment_case(segment: str, *, first: bool) -> str:
    capitals = _listed("capitals")
    words = re.split(r"([\s\-/]+)", segment)
    done: list[str] = []
    for index, word in enumerate(words):
        core = word.strip("().'’")
        letters = [letter for letter in core if letter.isalpha()]
        shouted = len(letters) > 1 and all(letter.isupper() for letter in letters)
        initials = bool(re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?", word.strip("()")))
        code = not first and len(core) == 2 and len(segment.strip(" )")) == 2  # NEW YORK, NY
        if not shouted or initials or code or core in capitals or word.strip("()") in capitals:
            done.append(word)
        elif index > 0 and core.lower() in particles():
            done.append(word.lower())
        else:
            done.append(_capitalised(word, inside=index > 0))
    return "".join(done)


def _capitalised(word: str, *, inside: bool) -> str:
    head, mark, tail = word.partition("'") if "'" in word else word.partition("’")
    if mark and len(head) == 1 and tail:  # L'AQUILA, VAL-D'OISE; but XI'AN
        elided = head.lower() if inside and head in "DL" else head
        return elided + mark + tail[0] + tail[1:].lower()
    start = next((index for index, letter in enumerate(word) if letter.isalpha()), 0)
    return word[: start + 1] + word[start + 1 :].lower()
