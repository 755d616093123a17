"""Headlines in capitals or Title Case are set as sentences before translation, and in the target's own way after it.

Small models leave SHOUTED words untranslated and take Every Capitalised Word for a name. Which words are names is
learnt from the article's own running text; where that is silent, from word lists (capitals.toml), the gazetteer and
the shape of words. Title Case follows the AP Stylebook; upper case by language follows Unicode's SpecialCasing and
CLDR (Turkish, Greek, Irish).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline import gazetteer
from pipeline.segments.lettercase import MIXED, STUCK, WORD, Style, first_up, restore, upper
from pipeline.segments.placeholders import address_spans
from pipeline.segments.sentences import split
from pipeline.segments.vocabulary import Vocabulary, elided, inflected, like, phrases, stems, table, vocabulary

__all__ = ["Cased", "Lexicon", "Style", "lexicon", "read", "restore", "upper"]

LEARNT_FROM = 200_000  # characters of an article that are read for its words
_OPENING = re.compile(r"[\s\"'“”‘„«»‹›(\[{¿¡「『（【《*•–—-]*")
_SENTENCE_END = re.compile(r"[.!?…][\s\"'“”‘’«»)\]]+$")
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_VOWEL = re.compile(r"[aeiouyаеёиоуыэюяіїєαεηιουω]")
_ORDINAL = re.compile(r"(?<=\d)(?:ST|ND|RD|TH|Nd|Th|St|Rd)\b")
_TITLE_NEVER = ("de", "lb")  # their nouns have capitals anyway


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How an article writes its words: `common` ones small, `names` (by their lower case) with their capitals.

    `pairs` are names that stand beside each other ("Talent", "Exchange"), in lower case.
    """

    common: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    pairs: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Cased:
    """A text set as a sentence, as long as it was, and the style it had."""

    text: str
    style: Style


# --- the words of an article -----------------------------------------------------------------------------------------
def lexicon(texts: Iterable[str], language: str) -> Lexicon:
    """Learn from an article's running text (BCP 47 `language`) which words it writes small and which are names.

    Texts in capitals or Title Case teach nothing and are passed over. Never raises.
    """
    known = vocabulary(_base(language))
    common: set[str] = set()
    openers: dict[str, str] = {}  # stand before a name, as its first word may: Northwind Inc.
    forms: dict[str, Counter[str]] = {}
    pairs: set[tuple[str, str]] = set()
    left = LEARNT_FROM
    for text in texts:
        text, left = text[:left], left - len(text)
        for sentence in split(text, language) if left > -LEARNT_FROM and text else ():
            _learn(sentence, known, common, forms, openers, pairs)
        if left <= 0:
            break
    names = {word: form for word, form in openers.items() if word not in common and word not in known.function}
    names |= {word: seen.most_common(1)[0][0] for word, seen in sorted(forms.items())}
    return Lexicon(frozenset(common), names, frozenset(pairs))


def _learn(
    sentence: str,
    known: Vocabulary,
    common: set[str],
    forms: dict[str, Counter[str]],
    openers: dict[str, str],
    pairs: set[tuple[str, str]],
) -> None:
    words = [m for m in _words(sentence) if _cased(m[0])]
    small = [m[0] for m in words if m[0][0].islower()]
    content = [word for word in small if word not in known.function]
    if len(small) * 3 < len(words) and (not known.function or len(content) < 2 or len(small) * 5 < len(words)):
        return  # a heading
    last: re.Match[str] | None = None
    for number, m in enumerate(words):
        word = m[0]
        key = _lower(word, known.turkic)
        shape = (word.isupper() and len(word) > 1) or bool(MIXED.match(word))
        opens = number == 0 or bool(re.search(r"[\"“”«„‘(:•*–—.!?…]\s*$", sentence[max(0, m.start() - 4) : m.start()]))
        if word[0].islower() and not shape:
            common.add(key)
        elif shape or not opens:
            forms.setdefault(key, Counter())[word] += 1
            if last and sentence[last.end() : m.start()] in (" ", "-") and last[0][0].isupper():
                pairs.add((_lower(last[0], known.turkic), key))
                openers.setdefault(_lower(last[0], known.turkic), last[0])
        last = m


# --- before translation ----------------------------------------------------------------------------------------------
def read(text: str, language: str, lexicon: Lexicon | None = None) -> Cased:
    """A text as the sentence it would be, and the style it was set in; what is neither capitals nor Title Case stays.

    Names, acronyms, addresses, codes and Roman numerals keep their form. The result has the length of `text`, so
    offsets into one hold in the other. Never raises.
    """
    told = lexicon or Lexicon()
    base = _base(language)
    words = _words(text)
    cased = [m for m in words if _cased(m[0])]
    letters = sum(len(m[0]) for m in cased)
    if not cased or 10 * sum(c.lower() == c.upper() for c in text if c.isalpha()) > letters:
        return Cased(text, Style.AS_IS)
    if base not in ("tr", "az") and any(c.isupper() and c.lower().upper() != c for c in text):
        return Cased(text, Style.AS_IS)  # İ in another language: lowered, it would not come back
    known = vocabulary(base)
    if _is_shouted(cased, told, known):
        style = Style.ALL_CAPS
    elif base not in _TITLE_NEVER and _is_title(text, cased, told, known, language):
        style = Style.TITLE
    else:
        return Cased(text, Style.AS_IS)
    done, at = [], 0
    for m, word in zip(words, _set(text, words, style, told, known, language), strict=True):
        done += [text[at : m.start()], word if len(word) == len(m[0]) else m[0]]
        at = m.end()
    result = "".join([*done, text[at:]])
    return Cased(_ORDINAL.sub(lambda m: m[0].lower(), result) if base == "en" else result, style)


def _words(text: str) -> list[re.Match[str]]:
    """The words of a text that are neither addresses nor parts of codes."""
    closed = address_spans(text)
    found = []
    for m in WORD.finditer(text):
        stuck = STUCK.match(text[m.start() - 1 : m.start()]) or STUCK.match(text[m.end() : m.end() + 1])
        if not stuck and not any(a <= m.start() < b for a, b in closed):
            found.append(m)
    return found


def _cased(word: str) -> bool:
    return word.upper() != word.lower()


def _is_shouted(words: Sequence[re.Match[str]], told: Lexicon, known: Vocabulary) -> bool:
    """Whether all is in capitals, and not for being acronyms."""
    shouted = [m[0] for m in words if m[0].isupper()]
    others = [m[0] for m in words if not m[0].isupper()]
    if len(shouted) < 5 * len(others) or not all(MIXED.match(word) or len(word) == 1 for word in others):
        return False
    return any(_is_word(word, told, known) for word in shouted)


def _is_word(word: str, told: Lexicon, known: Vocabulary) -> bool:
    """Whether a word in capitals is a word set in capitals and no acronym."""
    small = _lower(word, known.turkic)
    if small in told.common or (small in known.function and len(word) > 2):
        return True
    if word in table("acronyms") or told.names.get(small, "") == word:
        return False
    return len(word) > 3 and bool(_VOWEL.search(_plain(small)))


def _is_title(text: str, words: Sequence[re.Match[str]], told: Lexicon, known: Vocabulary, language: str) -> bool:
    """Whether the words that matter have capitals, and one of them at least is no name."""
    content = [
        m
        for m in words[1:]
        if len(m[0]) > 2 and _lower(m[0], known.turkic) not in known.function and not m[0].isupper()
    ]
    small = [m for m in content if m[0][0].islower() and not MIXED.match(m[0])]
    if len(words) < 3 or len(content) - len(small) < 2 or len(small) * 5 > len(content):
        return False
    taken = _named(text, words, told, known, language)
    common = [m for m in content if m[0].istitle() and not _in(taken, m) and _verdict(m[0], told, known) == "common"]
    heads = [m for m in words[1:] if m[0].istitle() and len(m[0]) > 3 and _lower(m[0], known.turkic) in known.function]
    return len(common) + len(heads) >= (1 if len(content) < 6 else 2)


def _set(
    text: str, words: Sequence[re.Match[str]], style: Style, told: Lexicon, known: Vocabulary, language: str
) -> list[str]:
    """Each word as it would stand in a sentence."""
    taken = _named(text, words, told, known, language)
    verdicts = _weighed(words, taken, told, known)
    done: list[str] = []
    for number, m in enumerate(words):
        word = m[0]
        before = text[max(0, m.start() - 60) : m.start()]
        ended = _SENTENCE_END.search(before[-6:]) and not (number and _is_short_form(words[number - 1][0], known))
        opens = bool((_OPENING.fullmatch(before) and m.start() < 60) or ended)
        around = (words[number - 1][0] if number else "", words[number + 1][0] if number + 1 < len(words) else "")
        if style is Style.TITLE and not word.istitle() and "'" not in word and "’" not in word:
            done.append(word)
        elif form := _in(taken, m):
            done.append(form if style is Style.ALL_CAPS else word)
        else:
            name = _is_name(word, around, verdicts, number, told, known)
            done.append(_written(word, name, verdicts[number], style, told, known, text[: m.start()], opens))
    return done


def _weighed(
    words: Sequence[re.Match[str]], taken: Mapping[int, tuple[int, str]], told: Lexicon, known: Vocabulary
) -> list[str]:
    """The verdict on each word; a short one beside an unknown is a person's name (IVO MAREK) and no acronym."""
    found = ["name" if m.start() in taken else _verdict(m[0], told, known) for m in words]
    for number, m in enumerate(words):
        beside = "unknown" in (*found[max(0, number - 1) : number], *found[number + 1 : number + 2])
        if m[0].isupper() and len(m[0]) > 1 and _numeral(m[0], known):
            found[number] = "name"
        listed = m[0] in table("acronyms") or _lower(m[0], known.turkic) in told.names
        if found[number] == "acronym" and beside and not listed and _VOWEL.search(_plain(m[0].lower())):
            found[number] = "unknown"
    return found


def _numeral(word: str, known: Vocabulary) -> str:
    """A century as French prints it (XXIe), "" for any other word."""
    m = re.fullmatch(rf"({_ROMAN.pattern})(E|ÈME)", word) if known.century else None
    return m[1] + m[2].lower() if m and m[1] else ""


def _is_short_form(word: str, known: Vocabulary) -> bool:
    """Whether the full stop behind a word is likely its own: J., Dr., Inc."""
    small = _lower(word, known.turkic)
    return len(word) == 1 or small in table("honorifics") or small in {c.lower() for c in table("company")}


def _is_name(
    word: str, around: tuple[str, str], verdicts: Sequence[str], number: int, told: Lexicon, known: Vocabulary
) -> bool:
    """Whether a word is a name here: by the article, by its neighbours, or for being unknown."""
    small, before, after = _lower(word, known.turkic), _lower(around[0], known.turkic), _lower(around[1], known.turkic)
    verdict = verdicts[number]
    if verdict == "both":
        return (before, small) in told.pairs or (small, after) in told.pairs
    beside = "unknown" in (*verdicts[max(0, number - 1) : number], *verdicts[number + 1 : number + 2])
    if verdict == "likely":  # Jinping
        return number > 0 and verdicts[number - 1] == "unknown"
    if verdict == "unknown":
        return beside or (known.rich and not told.common)  # a name in a headline recurs in the text
    return verdict in ("name", "acronym")


def _verdict(word: str, told: Lexicon, known: Vocabulary) -> str:
    """What is known of a word by itself: common, likely common, name, both, acronym or unknown."""
    small = _lower(word, known.turkic)
    stem = elided().sub("", small, count=1)
    stem = re.sub(r"['’](?:s|t|re|ve|ll|d|m)$", "", stem)
    stem = re.split("['’]", stem)[0] if known.turkic else stem
    common = small in told.common or stem in told.common
    name = small in told.names or stem in told.names
    if name and common:
        return "both"
    if stem in known.function and not (name and known.nouns):
        return "common" if not name or told.names.get(stem, "").istitle() else "name"
    if name or common:
        return "name" if name else "common"
    if word.isupper() and word in table("acronyms"):
        return "acronym"
    if stem in known.capital:
        return "name"
    if stem in known.common or like(stem, stems(told.common)) or like(stem, known.stems) or inflected(stem, known):
        return "common"
    if known.nouns:
        return "name"
    if like(stem, known.places):
        return "name"
    if len(stem) > 5 and stem.endswith(known.endings):
        return "likely"
    if word.isupper() and (len(word) <= 3 or not _VOWEL.search(_plain(small))) and len(word) <= 6:
        return "acronym"
    return "unknown"


def _written(
    word: str, name: bool, verdict: str, style: Style, told: Lexicon, known: Vocabulary, before: str, opens: bool
) -> str:
    """One word in the form it has within a sentence, or at its start."""
    small = _lower(word, known.turkic)
    if style is Style.ALL_CAPS and word.isupper():
        if MIXED.match(word) or (
            len(word) > 1 and _ROMAN.fullmatch(word) and small not in told.common | known.function
        ):
            return told.names.get(small, word)
        if numeral := _numeral(word, known):
            return numeral
        unit = next((u for u in table("units") if u.lower() == small), "")
        if unit and re.search(r"\d\s?$", before[-3:]):
            return unit
        if small in table("honorifics"):
            return first_up(small)
        company = next((c for c in table("company") if c.lower() == small and c.lower() not in known.common), "")
        if company and verdict != "common":
            return company
    if len(word) == 1 and verdict == "unknown":
        return word  # an initial
    if name:
        form = told.names.get(small, "")
        if form and len(form) == len(word):
            return form
        if verdict == "acronym":
            return word
        return _capitalised(word, small) if word.isupper() else word
    if small == "i" and word == "I":
        return word
    return first_up(small) if opens else small


def _capitalised(word: str, small: str) -> str:
    """A name in capitals with its first letter alone: China's, d'Alger, Xi'an, O'Reilly."""
    mark = "'" if "'" in small else "’"
    head, _, tail = small.partition(mark)
    if not tail:
        return first_up(small)
    if head in table("elided"):
        return head + mark + first_up(tail)
    return first_up(head) + mark + (first_up(tail) if len(head) == 1 else tail)


def _named(
    text: str, words: Sequence[re.Match[str]], told: Lexicon, known: Vocabulary, language: str
) -> dict[int, tuple[int, str]]:
    """Places of the gazetteer: by the start of each of their words its end and its form."""
    names = gazetteer.names(language)
    several = phrases(_base(language))
    found: dict[int, tuple[int, str]] = {}
    for number, m in enumerate(words):
        for last in range(min(number + 4, len(words)) - 1, number - 1, -1):
            start, end = m.start(), words[last].end()
            shown = text[start:end]
            if end - start > 40:
                continue
            shown = shown[len(elision[0]) :] if (elision := elided().match(_lower(shown, known.turkic))) else shown
            start = end - len(shown)
            key = re.sub(r"'s$", "", _lower(shown, known.turkic).replace("’", "'"))
            form = names.get(key, "") or several.get(key, "")
            if not form or start in found:
                continue
            if last == number and (key in told.common or key in known.function or key in known.common):
                continue
            form += shown[len(form) :].lower()
            if len(form) == len(shown):
                form = _lower(text[m.start() : start], known.turkic) + form
                for one in words[number : last + 1]:
                    found[one.start()] = (one.end(), form[one.start() - m.start() : one.end() - m.start()])
                break
    return found


def _in(taken: Mapping[int, tuple[int, str]], m: re.Match[str]) -> str:
    return taken[m.start()][1] if m.start() in taken else ""


def _lower(word: str, turkic: bool = False) -> str:
    """A word in small letters, as long as it was."""
    return (word.replace("I", "ı") if turkic else word).replace("İ", "i").lower()


def _plain(word: str) -> str:
    """A word without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _base(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
