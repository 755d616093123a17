"""Does the place of a word with a capital say that it is a name?

A word that opens a sentence has a capital anyway, and so has every noun of German. What stands around tells more: a
verb right behind it, a ticker in brackets, a possessive, an apposition, a second place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipeline.language.likeness import folded
from pipeline.language.vocabulary import frequent

_LETTERS = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_TICKER = re.compile(r"\s?[(（][^()（）]{0,24}?[A-Z]{2,}\s?[:：.]?\s?[A-Z0-9.]*\s?[)）]")
_POSSESSIVE = re.compile(r"['’]s\b")
_CASE = re.compile(rf"['’][{_LETTERS}]")  # Turkish sets endings of names apart
_BESIDE = re.compile(
    r",\s(?:the|a|an|one|der|die|das|ein|eine|le|la|les|l['’]|un|une|el|los|una|o|os|a|um|uma|il|lo|i|de|het|een|den|det|som|który|która|který|která)(?!\w)"
)
_MODEL = re.compile(r"[ \u00a0-](?=[A-Z]{0,3}[0-9])(?=[0-9]{0,4}[A-Z])[A-Z0-9]{2,6}(?!\w)")
_NEXT = re.compile(rf"[ \u00a0]([{_LETTERS}]+)")
_BEFORE = re.compile(rf"([{_LETTERS}]+)[ \u00a0]$")
_OPENED = re.compile(rf"(?:^|[.!?][”’\"]?\s)[A-Z][a-z{_LETTERS[6:]}-]+[ \u00a0]$")  # one word, which opens its sentence
_JOINED = re.compile(
    rf"[ \u00a0](?:&|and|et|und|y|e|en|och|og|i|oraz|a|și|ve|ja|dan|và|és)[ \u00a0]([A-ZÀ-Þ][{_LETTERS}]+)"
)
# Letters that a language's own words do not have: Polish has no v, Finnish no end of two consonants.
_STRANGE = {
    "pl": re.compile("[qvx]"),
    "fi": re.compile("[^aeiouyäö]{2}$|[qwxzcf]"),
    "tr": re.compile("[qwx]|^[^aeıioöuü]{2}[^aeıioöuü]"),
    "id": re.compile("[qx]"),
    **dict.fromkeys(("cs", "sk", "hu", "lt"), re.compile("[qwx]")),
    **dict.fromkeys(("ro", "hr", "lv", "sl", "et", "sq"), re.compile("[qwy]")),
}
_SLAVIC = re.compile("(?:[iuzc]e|[eij]i|ch|u|em|ej|ho|mu|[yiíéěęąům]|om|ów|ou)$")
_CASES = {
    **dict.fromkeys(("pl", "cs", "sk", "sl", "hr"), _SLAVIC),
    **dict.fromkeys(("fi", "et"), re.compile("(?:n|ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|t[aä]|ks[ie])$")),
    "hu": re.compile("(?:[bn][ae]n|[bn]ól|[bn]ől|nak|nek|val|vel|[oeö]t|on|en|i)$"),
    **dict.fromkeys(("lt", "lv"), re.compile("(?:[oiuą]|je|ā|as|us|es|ai|am|ē)$")),
}
_DEFINITE = re.compile("(?:e[nrt]|an|na|ar|or|ne|s)$")  # Scandinavian nouns with their article or plural
_UNGERMAN = re.compile(r"^c(?!h)|[aiouy]$|y|oo|ea|oa|ou|q(?!u)|xw")  # letters that words of other languages have
_ARTICLED = frozenset({"en", "fr", "es", "pt", "it", "de", "nl", "ca", "gl"})  # a bare noun seldom opens a sentence
_CAPITALS_BEFORE = re.compile(rf"(?:[A-ZÀ-Þ][{_LETTERS}]{{1,30}}[ \u00a0-]){{0,3}}$")
_CAPITALS_BEHIND = re.compile(rf"(?:[ \u00a0-][A-ZÀ-Þ][{_LETTERS}]{{1,30}}){{0,3}}")
_GENITIVE = dict.fromkeys(
    ("sv", "da", "nb"),
    re.compile("^(?!allas|deras|mångas|fleras|bådas|andras|således|alldeles).*(?:[ao]s|[^r]es|ys)$"),
)
_SUPERLATIVE = re.compile(  # Agritecna, cel mai mare târg
    r",\s(?:cela? mai|cea mai|naj\w+(?:szy|sza|sze)|nej\w+ší|\w+(?: \w+){0,3} ter\w{4,}|najve\w+"
    r"|en (?:büyük|eski|iyi))\s"
)
_BODY_BEHIND = re.compile(
    "-(?:Stiftung|Gruppe|Konzern|Hotel|Plattform|App|Festival|Museum|Institut|Preis|Arena|Verlag)"
)
_CREDIT = re.compile(
    r"(?:[Ff]oto(?:gra[a-zęğóã]{1,6})?|[Pp]hoto|[Bb]ild|Kuva|Quelle|Cr[eé]dit|Ảnh|Kredit)s?\.?[ \u00a0]?:?[ \u00a0]?$"
)
_BARE_ENDINGS = {"de": ("en", "ung", "er"), "nl": ("s", "en"), "it": ("i", "are", "ere", "ire")}
_CAPITAL = re.compile("[ \u00a0-][A-ZÀ-Þ]")
_AND = frozenset("and et und y e en och og i oraz și ve ja dan và és".split())  # noqa: SIM905
_SAID = frozenset({"sagte", "sagt", "so", "erklärte", "erklärt", "betonte", "betont", "teilte", "laut"})
_SYLLABLES = re.compile("[aeiouy]+[^aeiouy]+[aeiouy]|[^aeiouyngcmpth]$")  # Vietnamese has words of one syllable
_BODY = re.compile(
    rf"([A-ZÀ-Þ][{_LETTERS}]+)[ \u00a0](?:(?:d[’']|de|of|del|della|dei|delle|da|do|das|dos|des|du|di|for|för"
    rf"|pour|para|per|(i|y|e|et|and))"
    rf"[ \u00a0])?(?:(?:la|el|the|los|las|l[’'])[ \u00a0])?$"
)
_ADJECTIVES = re.compile("(?:[aeiouáéíóúâêôãõìòùàè]|[aeo]s|al|ar|ão|eur|eux|elle|ais|ois|ien|ier|if)$")  # Romance
_SLAVIC_ADJECTIVE = re.compile("(?:sk[aiey]|ck[aiey]|n[aey]|ow[aey]|ov[aáéý]|[áéíý]|ego|ej|ych|ich|ym|im)$")
_ADJECTIVE = {
    **dict.fromkeys(_CASES, _SLAVIC_ADJECTIVE),
    "id": re.compile("^$"),
}
_COMPOUNDING = frozenset({"nl", "sv", "da", "nb", "fi", "hu"})
_LINKS = frozenset({"von", "bei", "mit", "für", "durch", "an", "gegen", "zwischen", "und", "über", "sowie"})


@cache
def _tables() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("naming.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def _words(table: str, language: str) -> frozenset[str]:
    return frozenset(_tables()[table].get(language, "").split())


@lru_cache(maxsize=64)
def _tenses(language: str) -> tuple[str, ...]:
    return tuple(_words("tenses", language))


def is_name_here(text: str, start: int, end: int, language: str, *, opening: bool) -> bool:
    """Whether what stands around a word with a capital says that it is a name, and no word of the language.

    `start` and `end` are its place in `text`; `opening` tells that it begins a sentence. The caller has made sure that
    it is none of the common words it knows.
    """
    word, after = text[start:end], text[end : end + 80]
    low = word.lower()
    if low in _words("bare", language) or low in frequent(language):
        return False
    if language in _COMPOUNDING and _tells_kind(low, language):
        return False
    run = (
        start - _length(_CAPITALS_BEFORE.search(text[max(0, start - 60) : start])),
        end + _length(_CAPITALS_BEHIND.match(text[end : end + 60])),
    )
    if _CREDIT.search(text[max(0, run[0] - 24) : run[0]]) and " " in text[run[0] : run[1]]:
        return True
    if language == "vi":
        return True
    if not opening and language != "de" and is_named_behind(text, start, low, language):
        return True
    if language == "en" and not opening and _OPENED.search(text[max(0, start - 40) : start]) is not None:
        follows = _NEXT.match(after)  # Builder Stenhaug will replace the bridge
        if follows and follows[1] in _words("verbs", language):
            return True
    if not opening and text[max(0, start - 5) : start].endswith(("h The ", " The ", "'The ", '"The ', "“The ")):
        return True
    if language in _STRANGE and _STRANGE[language].search(low):
        return True
    behind = text[run[1] : run[1] + 80]
    if (_TICKER.match(behind) and (language in _ARTICLED or not opening or run[1] == end)) or (
        language == "tr" and _CASE.match(after) and text[run[0] : run[1]].count(" ") < 2
    ):
        return True
    if _MODEL.match(after) and (language != "de" or after[1:2].isalpha()):
        return True
    if language == "en" and _POSSESSIVE.match(behind):
        return True
    if language in _GENITIVE and opening and _GENITIVE[language].search(low) and _NEXT.match(after):
        return True
    if _SUPERLATIVE.match(after) and opening and run == (start, end):
        return True
    if language == "de":
        if _BODY_BEHIND.match(after) and low not in _words("before_body", "de"):
            return True
        if _is_german_name(text, start, low, after, run):
            return True
    elif opening and language in _ARTICLED and _CAPITAL.match(after):
        return True
    if language not in _ARTICLED and run[1] != end:
        return False  # Borgmästare Oriel Magnusson säger
    if not opening or (low.endswith(_BARE_ENDINGS.get(language, ("s",))) and run[1] == end):
        return False  # a plural takes no article
    if language not in _ARTICLED and (language not in ("sv", "da", "nb") or _DEFINITE.search(low)):
        return False
    if _BESIDE.match(behind):
        return True
    follows = _NEXT.match(behind)
    if not follows:
        return False
    verb = follows[1]
    if verb in _AND:
        joined = _JOINED.match(behind)
        known = joined is None or joined[1].lower() in frequent(language)
        return not known and (language != "de" or _UNGERMAN.search(low) is not None)
    if verb in _words("verbs", language):
        return True
    return bool(_tenses(language)) and verb.islower() and len(verb) > 4 and verb.endswith(_tenses(language))


def _length(found: re.Match[str] | None) -> int:
    return len(found[0]) if found else 0


def _is_german_name(text: str, start: int, low: str, after: str, run: tuple[int, int]) -> bool:
    """Whether a noun of German is a name: behind one that says of what, behind who speaks, or no German word."""
    inside = text[max(run[0], start - 60) : start].split()
    if inside and inside[0].lower() in frequent("de"):
        inside = inside[1:]  # Die Fähre Aldebrand
    if inside == ["up"] or (not inside and text[max(0, start - 9) : start] == "Start-up "):
        return True
    if inside and inside[-1].lower() in _LINKS:
        return _UNGERMAN.search(low) is not None
    if inside:
        noun = folded(re.sub(r".*-(?=[A-Za-z]{4})", "", inside[0] if len(inside) < 3 else inside[-1]))
        if noun not in _words("measures", "de") and noun.endswith(tuple(_words("kinds", "de"))):
            return True
    before = _BEFORE.search(text[max(0, run[0] - 40) : run[0]])
    if before is None:
        return _UNGERMAN.search(low) is not None and after.startswith("-")
    alone = text[run[0] : run[1]].count(" ") == 1 or start > run[0]
    if (
        before[1] in _SAID
        and " " in text[run[0] : run[1]]
        and alone
        and text[run[1] : run[1] + 1] in (",", ".", ";", " ")
    ):
        return True
    foreign = _UNGERMAN.search(low) is not None
    return foreign and (before[1] in _LINKS or after.startswith("-"))


def is_named_behind(text: str, start: int, low: str, language: str) -> bool:
    """Whether the word before a place in a text is a noun that the name of what it tells of follows.

    `low` is the word at that place, in small letters: adjectives too stand behind the words for bodies.
    """
    before = _BEFORE.search(text[max(0, start - 40) : start])
    if before is None:
        return False
    noun = folded(before[1])
    if before[1].islower():
        plain = language not in _CASES or not (is_bent(low, language) or _ADJECTIVE[language].search(low))
        return plain and (noun in _words("kinds", language) or _tells_kind(noun, language))
    if language in _COMPOUNDING and _tells_kind(before[1], language):
        return True  # Mijnbouwconcern Tarkwell
    return noun in _words("bodies", language) and _ADJECTIVE.get(language, _ADJECTIVES).search(low) is None


def _tells_kind(word: str, language: str) -> bool:
    """Whether a word is a noun that names follow, or in languages that write nouns together ends in one."""
    low = folded(word)
    kinds = _words("kinds", language)
    return low in kinds or (
        language in _COMPOUNDING and any(low[at:] in kinds for at in range(3, max(3, len(low) - 3)))
    )


def is_body(word: str, language: str) -> bool:
    """Whether a word begins the names of bodies: Fundacja."""
    return folded(word) in _words("bodies", language)


def is_bent(word: str, language: str) -> bool:
    """Whether a word seems to stand in a case of a language that inflects names: w Bogocie, Vienāda."""
    return language in _CASES and _CASES[language].search(word.lower()) is not None


def is_strange(word: str, language: str) -> bool:
    """Whether a German noun has letters that seldom stand so in German."""
    return language != "de" or _UNGERMAN.search(word.lower()) is not None


def is_foreign(word: str, language: str) -> bool:
    """Whether a word cannot be one of the language: of more than one syllable in Vietnamese."""
    return language == "vi" and word.isascii() and _SYLLABLES.search(word.lower()) is not None


def in_body(text: str, start: int, common: Callable[[str, bool], bool]) -> bool:
    """Whether a common word with a capital stands before a place in a text: Conferencia de Intercambio.

    `common` is asked of that word, and told whether no more than an "and" stands between.
    """
    before = _BODY.search(text[max(0, start - 50) : start])
    return before is not None and common(folded(before[1]), before[2] is not None)
