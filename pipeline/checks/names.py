"""Names that are missing or misspelt in the translation.

For names in Latin letters. People's names and brands must stand as they are; names of places, bodies and events may
be translated, so for them another name in their place, a likeness, or a form known to CLDR or our table will do.
Into another script names may be written in its letters: then something in the translation must sound like them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.language.gaps import has_hole
from pipeline.language.likeness import alike, distance, folded, same, shared, sound
from pipeline.language.name_evidence import NOUNS, is_part, is_sure, is_word
from pipeline.language.name_hearing import unheard
from pipeline.language.name_words import (
    INFLECTING,
    has_list,
    is_chinese,
    is_common,
    is_plain,
    place_forms,
    place_key,
)
from pipeline.language.proper_names import Found, Kind, Word, find, latin_words
from pipeline.language.vocabulary import language_of, scripts_of
from pipeline.model import Issue, Sentence, Severity

# Languages that spell foreign names as they sound.
_SPELLING = frozenset(["lv", "lt", "az", "sq", "sr-Latn", "uz", "tk"])
_COMPOUNDING = frozenset({"de", "nl", "sv", "da", "nb", "nn", "fi", "hu", "et", "is", "lb", "af"})  # Südkorea
_LONGEST = 8_000  # characters; comparing names takes time that grows with both texts
_MOST = 60  # words that may stand for a name; half as many names are looked for
_ALIKE = 12  # words of the source that begin alike
_MENDABLE = (Kind.NAME, Kind.PLACE)
_NUMBERED = re.compile(r"(?<![\w-])(?P<word>[A-Z][a-zà-ž]{2,20})-(?P<figure>\d{1,3})(?![\w-])")
# What must stand before the figure of a name, with {} for the figure: a capital where a script has them.
_CAPITALISED = r"(?:[^\W\d_a-zа-яёα-ω]\w*|\w[^\W\d_a-z]\w*)[\s\u00a0-]?{0}(?!\d|[.,:]\d)"
_BEFORE_FIGURE = dict.fromkeys(
    ("zh-Hans", "zh-Hant", "ja"),
    r"(?:[A-Za-zァ-ヺー][\s-]?|[一-龯]-){0}(?!\d)|[一-龯]{0}(?:[号號型，。、）」』》]|的|在|の|は|が|を|$)",
)
_WEEKDAYS = frozenset({"mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"})
_NOT_NUMBERED = frozenset({"covid", "top", "level", "group", "formel", "agenda"})
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]{1,2000}|(?<![!-~])[!-~]{1,64}@[!-~]{1,200}"
    r"|(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?:/[!-~]{0,500})?"
)


@dataclass(slots=True)
class _Target:
    """The words of a translation, and which of its names answer for none of the source's by their form."""

    words: frozenset[str]
    language: str
    spare: list[str]
    capital: frozenset[str]  # those of the words that have a capital
    own: frozenset[str]  # the words of the source: what stands there as it is answers for itself alone
    starts: dict[str, list[str]]  # these by their first four letters, some of each
    acronyms: list[str]
    surplus: int  # common words with a capital that the source has no like of, beyond those of the source
    hole: bool = False  # words seem to have been taken out of it


def check(sentence: Sentence) -> Iterator[Issue]:
    """Names of the source that nothing in the translation stands for."""
    source, target = language_of(sentence.source_language), language_of(sentence.target_language)
    if not source or not target or source == target or not sentence.target.strip():
        return
    if max(len(sentence.source), len(sentence.target)) > _LONGEST:
        return
    text = _without_addresses(unicodedata.normalize("NFC", sentence.source))
    if not any(map(str.isupper, text)):
        return
    yield from _numbered(sentence, source, target)
    found = find(text, source, headline=sentence.headline, known=is_word)
    if not found.names:
        return
    translation = _without_addresses(unicodedata.normalize("NFC", sentence.target))
    kept = find(translation, target, headline=sentence.headline)
    hole = has_hole(sentence.source, sentence.target, target)
    if scripts_of(target) != {"Latn"}:
        lost_here = list(unheard(found, text, translation, source, target, hole=hole is not None))
        for word, shown in lost_here:
            at = (word.start, word.end) if len(text) == len(sentence.source) else None
            yield Issue("names", Severity.FUNCTIONAL, "{} is not in the translation", (shown,), source_at=at)
        if hole and not lost_here:
            yield _missing_at(hole, sentence.target)
        return
    seen = _target(found, kept, text, translation, source, target)
    seen.hole = hole is not None
    lost = list(_lost(found, seen, text, source))
    if hole and not lost and any(not _stands(word, seen, source) for name in found.names for word in name):
        yield _missing_at(hole, sentence.target)
    strong = {words for words, _, firm in lost if firm}
    for words, other, firm in lost:
        severity = Severity.CRITICAL if firm and not other and len(strong) > 1 else Severity.FUNCTIONAL
        name = text[words[0].start : words[-1].end]
        at = (words[0].start, words[-1].end) if len(text) == len(sentence.source) else None
        if other:
            yield Issue(
                "names", Severity.FUNCTIONAL, "{} is written {} in the translation", (name, other), source_at=at
            )
        else:
            yield Issue("names", severity, "{} is not in the translation", (name,), source_at=at)


def _missing_at(hole: tuple[int, int], target: str) -> Issue:
    """A name that is gone and cannot be told: the words around the gap it left."""
    start = target.rfind(" ", 0, max(0, hole[0] - 1)) + 1 if " " in target else max(0, hole[0] - 4)
    shown = target[max(start, hole[0] - 40) : hole[1] + 12].strip()
    return Issue("names", Severity.FUNCTIONAL, "a name seems to be missing at “{}”", (shown,), target_at=hole)


def _numbered(sentence: Sentence, source: str, target: str) -> Iterator[Issue]:
    """Names with a figure (Kestrel-4): the figure must stand beside a word, whatever letters that is written in."""
    for m in _NUMBERED.finditer(sentence.source):
        word, figure = m["word"], m["figure"]
        if (
            is_plain(folded(word), source)
            or is_word(word, source)
            or folded(word) in _NOT_NUMBERED
            or f"-{figure}" in sentence.target
        ):
            continue
        if not re.search(_BEFORE_FIGURE.get(target, _CAPITALISED).format(figure), sentence.target):
            yield Issue("names", Severity.FUNCTIONAL, "{} is not in the translation", (m[0],), source_at=m.span())


def _without_addresses(text: str) -> str:
    """The text with blanks for addresses, which hold the names of those they belong to."""
    return _ADDRESS.sub(lambda m: " " * len(m[0]), text) if "." in text else text


def _target(found: Found, kept: Found, text: str, translation: str, source: str, language: str) -> _Target:
    written = latin_words(translation)
    words = frozenset(folded(one) for one in written)
    own = {folded(one) for one in latin_words(text) if len(one) > 2}
    spare = []
    acronyms = sorted({one for one in written if one.isupper() and 1 < len(one) < 9 and folded(one) not in own})
    for name in kept.names[:_MOST]:
        for word in name:
            if word.kind is Kind.ACRONYM or word.opening or word.folded in own:
                continue
            if not any(alike(word.folded, one) for one in own):
                spare.append(word.folded)
    if spare:
        # What a place of the source is called here answers for that place, and for nothing else.
        places = [word.folded for name in found.names for word in name if word.kind is Kind.PLACE]
        forms = {form for one in places for form in place_forms(source, language).get(place_key(one, source), ())}
        spare = [one for one in spare if one not in forms]
    if scripts_of(source) == {"Latn"} and not has_list(source):
        spare += [one for one in kept.common[:_MOST] if not any(alike(one, other) for other in own)]
    if language in NOUNS or scripts_of(source) != {"Latn"}:
        spare = []  # a capital says nothing there, or the source's own names are in other letters
    surplus = 0
    if source != "en" and scripts_of(source) == {"Latn"} and language not in NOUNS:
        # English lists are long enough to go without; of other languages, adjectives of bodies pass for names.
        more = sum(not any(alike(one, other) for other in own) for one in set(kept.common[:_MOST]))
        less = sum(not any(alike(one, other) for other in words) for one in set(found.common[:_MOST]))
        surplus = max(0, more - less)
    capital = frozenset(folded(one) for one in written if not one.islower())
    starts: dict[str, list[str]] = {}
    for one in sorted(own):
        if len(alikes := starts.setdefault(one[:4], [])) < _ALIKE:
            alikes.append(one)
    return _Target(words, language, spare, capital, frozenset(own), starts, acronyms, surplus)


def _lost(found: Found, seen: _Target, text: str, source: str) -> Iterator[tuple[tuple[Word, ...], str, bool]]:
    """Names without an answer: the words lost, how they are misspelt if they are, and whether they had to stay."""
    told: set[str] = set()
    latin = scripts_of(source) == {"Latn"}
    for name in found.names[: _MOST // 2]:
        missing = [
            word
            for word in name
            if word.folded not in told and word.folded not in _WEEKDAYS and not _stands(word, seen, source)
        ]
        if not missing:
            continue
        told.update(word.folded for word in missing)
        missing = [word for word in missing if word.kind is not Kind.NAME or not is_word(word.text, source)]
        near = {
            word.folded: _near(word, seen)
            for word in missing
            if word.kind in _MENDABLE and not word.opening and source not in NOUNS
        }
        yield from (((word,), one, True) for word in missing if (one := near.get(word.folded, "")))
        missing = [word for word in missing if not near.get(word.folded)]
        firm = [word for word in missing if word.kind in (Kind.PERSON, Kind.BRAND)]
        if firm:
            yield from _firm(name, firm, seen, source)
            continue
        if sure := [
            word for word in missing if word.kind is Kind.NAME and is_sure(word, name, found, text, source, seen.hole)
        ]:
            told.update(word.folded for word in sure)
            kind = len(sure) == 1 and sure[0].opening and text.count(sure[0].text) < 2 and not seen.hole
            if not kind or not any(_stands(one, seen, source) for one in name):
                yield tuple(sure), "", False
            continue  # Rederij Zeewold: the first word says what the name is of
        missing = [word for word in missing if word.kind is not Kind.NAME or not (latin and _may_stand(word, seen))]
        if found.titled or found.shouted or not missing:
            continue
        plain = sum(not word.opening for word in name)
        missing = [
            word for word in missing if word.kind is not Kind.NAME or not is_part(word, missing, name, text, source)
        ]
        if not missing:
            continue
        if latin and not has_list(source) and len(missing) == 1 and len(name) > 2:
            continue  # Lumetra Group Hakkında: the other words stand
        if latin and not has_list(source) and (plain > 2 or (plain < 2 and seen.language in NOUNS)):
            missing = [word for word in missing if word.kind is not Kind.NAME]  # a body, by words that are not listed
        if not missing:
            continue
        if issue := _weak(name, missing, seen, source, latin):
            yield issue


def _firm(
    name: tuple[Word, ...], missing: list[Word], seen: _Target, source: str
) -> Iterator[tuple[tuple[Word, ...], str, bool]]:
    standing = [word for word in name if word not in missing]
    if len(standing) >= 2 and name.index(missing[-1]) < name.index(standing[0]):
        return  # a post or rank before a person's name
    rest = []
    for word in missing:
        near = _misspelt(word, seen)
        if near is None:
            rest.append(word)
        elif near:
            yield (word,), near, True
    if (
        len(rest) == len(name) == 1
        and rest[0].opening
        and not is_chinese(rest[0].folded)
        and rest[0].kind is not Kind.BRAND
    ):
        return
    if rest:
        yield tuple(rest), "", True


def _weak(
    name: tuple[Word, ...], missing: list[Word], seen: _Target, source: str, latin: bool
) -> tuple[tuple[Word, ...], str, bool] | None:
    if all(word.kind is Kind.ACRONYM for word in missing):
        short = [word for word in missing if len(word.text) > 2 and not _short_for_the_same(word.text, seen)]
        if not short or len(seen.spare) > 1:
            return None
        return tuple(short), "", False
    words = [
        word for word in missing if not (latin and word.opening and len(name) > 1) and word.kind is not Kind.ACRONYM
    ]
    if not words or (latin and len(name) == 1 and name[0].opening):
        return None
    if seen.surplus and len(words) == 1 and words[0].kind is Kind.NAME:
        seen.surplus -= 1
        return None
    if len(seen.spare) >= len(words):
        del seen.spare[: len(words)]
        return None
    if seen.spare and len(words) > 1:
        seen.spare.clear()
        return None
    if source in NOUNS:
        words = [word for word in words if word.kind is Kind.PLACE]
        if not words:
            return None
    return tuple(words), "", len(words) > 1 and latin


def _short_for_the_same(acronym: str, seen: _Target) -> bool:
    """Whether another acronym of the translation may be this one's: OECD is OCDE, OESO or OCSE elsewhere."""
    for one in seen.acronyms:
        if abs(len(one) - len(acronym.rstrip("s"))) <= 1:
            seen.acronyms.remove(one)
            return True
    return False


def _stands(word: Word, seen: _Target, source: str) -> bool:
    """Whether a word stands in the translation, in the form its kind allows."""
    low = word.folded
    if low in seen.words:
        return True
    inflected = seen.language in INFLECTING
    for one in seen.words:
        if one[:2] == low[:2] and (
            same(low, one, inflected=inflected) or (source in INFLECTING and same(one, low, inflected=True))
        ):
            return True
        # Marta is Marcie to a Pole, who changes more than the ending.
        if inflected and one[:3] == low[:3] and low[-1] in "aeo" and abs(len(one) - len(low)) < 2 and len(low) < 7:
            return True
    if seen.language in _COMPOUNDING and len(low) > 3 and any(one.startswith(low) for one in seen.words):
        return True
    if word.kind is Kind.ACRONYM:
        return low.rstrip("s") in seen.words
    if word.kind is Kind.PLACE:
        key = place_key(low, source)
        forms = place_forms(source, seen.language).get(key, frozenset()) | {low}
        if any(form in seen.words for form in forms):
            return True
        if any(one[:3] == form[:3] for form in forms if form != low for one in seen.capital if len(one) > 4):
            return True  # Finnish for Suomen
        if any(alike(form, one) for form in forms for one in seen.words if len(one) > 3 and not _near(word, seen)):
            return True
        return seen.language in _COMPOUNDING and any(
            form in one for form in forms if len(form) > 3 for one in seen.words if len(one) > len(form)
        )
    if word.kind is Kind.NAME:
        return any(_answers(low, one, seen) for one in seen.capital if len(one) > 3)
    return False


def _may_stand(word: Word, seen: _Target) -> bool:
    """Whether a word without a capital may be a translation of one that need not be a name."""
    low = word.folded
    return any(
        one[0] == low[0] and len(one) * 3 > len(low) * 2 and _answers(low, one, seen)
        for one in seen.words - seen.capital
        if len(one) > 3
    )


def _answers(low: str, one: str, seen: _Target) -> bool:
    if one in seen.own or not alike(low, one) or _damaged(low, one, seen):
        return False
    # A word that another word of the source is more like answers for that one.
    least = max(3, shared(low, one))
    return not any(other != low and shared(other, one) > least for other in seen.starts.get(one[:4], ()))


def _near(word: Word, seen: _Target) -> str:
    return next((one for one in sorted(seen.words) if len(one) > 3 and _damaged(word.folded, one, seen)), "")


def _damaged(low: str, one: str, seen: _Target) -> bool:
    """Whether a word is a name with a letter lost, added or changed inside it, which no other language explains."""
    if seen.language in INFLECTING or seen.language in _SPELLING or len(low) < 6 or low[:2] != one[:2]:
        return False
    if low[-1] != one[-1] or distance(low, one, 1) > 1 or sound(low) == sound(one):
        return False
    return not is_common(one, seen.language)


def _misspelt(word: Word, seen: _Target) -> str | None:
    """The word of the translation that is this one misspelt; "" for another language's spelling, None for neither."""
    low = word.folded
    for one in sorted(seen.words):
        if len(one) < 3 or abs(len(one) - len(low)) > 3:
            continue
        if sound(one) == sound(low) and not is_chinese(low):
            return ""
        if seen.language in _SPELLING and alike(low, one):
            return ""
        most = 1 if len(low) < 5 else 2
        if one[0] == low[0] and distance(low, one, most) <= most and not is_common(one, seen.language):
            return one
    return None
