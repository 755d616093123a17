"""Which language is this? Script first, then statistics, then what page and feed declare.

Deterministic: the same text with the same declarations always has the same answer, in any order and any process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.language import scripts, variants, weigh
from pipeline.language.names import common_words, headline_words, only_names
from pipeline.language.tables import lists, pairs
from pipeline.language.tags import base, canonical, parts
from pipeline.model import UNDETERMINED, Detected

MOST_SAMPLED = 1_000  # characters that go to the detectors, whose time grows with them
FEW = 20  # letters; below this nothing but a declaration, a script of its own or very plain words can tell
FEWEST = 10  # letters; below this plain words do not tell either
LONG = 200  # letters; from here on the text is believed against the page
SOME = 60  # letters; from here on a text that is beyond doubt is believed against the page
SURE = 0.9
BEYOND_DOUBT = 0.995
PLAIN = 0.7
WEAK = 0.4
MOST_KANJI = 40  # Japanese running text does not go longer than this without kana


@dataclass(frozen=True, slots=True)
class _Case:
    """One text with what is said about it: `heard` may be believed, `stray` lies outside of `allowed`."""

    body: str
    script: str
    letters: int
    allowed: tuple[str, ...]
    possible: tuple[str, ...]
    heard: tuple[str, ...]
    stray: tuple[str, ...]
    notes: list[str]

    def outside(self) -> tuple[str, float]:
        self.notes.append(f"outside of what the source declares ({', '.join(self.allowed)})")
        return UNDETERMINED, 0.0


def identify(text: str, *, declared: Sequence[str] = (), page: str = "", feed: str = "") -> Detected:
    """In which language a text is written, how sure that is (0–1), and why, in words for staff.

    `text` is a headline or the whole body without its dateline; `declared` are the languages its source may write in
    (empty: any), `page` and `feed` what those say of this one text. The script decides before statistics; among the
    languages of one script langdetect and py3langid are weighed with the words of the text, and lingua is asked about
    close pairs; page and feed decide short texts, regions, and the languages nobody knows. The confidence is about
    the share of such answers that are right. `und` where nothing tells: numbers, names, addresses; and where the text
    is in a language outside of `declared`. Never raises.
    """
    notes: list[str] = []
    allowed = tuple(dict.fromkeys(_spoken("the source declares", declared, notes)))
    body = scripts.running_text(text)
    script, letters, others = scripts.script(body, notes)
    said = []
    for who, tags in (("page", [page]), ("feed", [feed])):
        for tag in _spoken(f"{who} says", tags, notes):
            notes.append(f"{who} says {tag}")
            said.append(tag)
    possible = tuple(tag for tag in allowed if _writes(tag, script))
    fitting = [tag for tag in said if _writes(tag, script)]
    heard = tuple(tag for tag in fitting if not allowed or _kin(tag, possible))
    stray = tuple(tag for tag in fitting if tag not in heard)
    case = _Case(body, script, letters, allowed, possible, heard, stray, notes)
    if letters < FEW and allowed and not possible:
        language, confidence = _by_declaration(case)
    elif allowed and not possible:
        language, confidence = case.outside()
    elif script == "Hani":
        language, confidence = _by_characters(case)
    elif script in pairs("only"):
        language, confidence = _by_script(case)
    elif script in lists("candidates"):
        language, confidence = _by_statistics(case)
    else:
        language, confidence = _by_declaration(case)
    return Detected(language, round(confidence * (1 - others / 2), 2), tuple(notes))


def _spoken(who: str, tags: Iterable[str], notes: list[str]) -> list[str]:
    """The canonical tags among what was declared; what is no tag is left out and noted."""
    found = []
    for tag in tags:
        if not tag or not tag.strip():
            continue
        try:
            clean = canonical(tag)
        except ValueError:
            notes.append(f"{who} {tag[:40]!a}, which is no language tag: ignored")
            continue
        if clean != UNDETERMINED:
            found.append(clean)
    return found


def _kin(tag: str, tags: Iterable[str]) -> list[str]:
    return [one for one in tags if base(one) == base(tag)]


def _writes(tag: str, script: str) -> bool:
    """Whether a text in this script can be in that language; Japanese is also written in Han characters alone."""
    own = parts(tag)[1]
    return not script or own == script or (script == "Hani" and own in ("Hans", "Hant", "Jpan"))


def _variant(found: str, case: _Case) -> str:
    """The variant of a language that the source declares, or that page or feed lend, or that the words show."""
    if not case.allowed:
        for tag in _kin(found, case.heard):
            language, _, region = parts(tag)
            if region and region != pairs("default_regions").get(
                language, "" if language == "pt" else language.upper()
            ):
                return tag
        if not _kin(found, case.heard) and (shown := variants.by_words(base(found), case.body)):
            case.notes.append(f"words of {shown}")
            return base(found) if parts(shown)[2] == pairs("default_regions").get(base(found)) else shown
        return base(found)
    kin = _kin(found, case.possible)
    if len(kin) == 1:
        return kin[0]
    shown = variants.by_words(base(found), case.body)
    for tag in (*case.heard, shown):
        if tag in kin:
            return tag
    chosen = base(found) if base(found) in kin else kin[0]
    case.notes.append(f"several variants are declared ({', '.join(kin)}), nothing tells them apart: {chosen}")
    return chosen


def _by_declaration(case: _Case) -> tuple[str, float]:
    """Too little text: what page or feed say, or the one language the source writes in."""
    claims = case.heard or (case.possible if len(case.allowed) == 1 else ())
    if not claims:
        case.notes.append("too little text to tell")
        return UNDETERMINED, 0.0
    case.notes.append("too little text to tell: as declared")
    return _variant(claims[0], case), 0.3 if case.letters else 0.2


def _by_script(case: _Case) -> tuple[str, float]:
    usual = pairs("only")[case.script]
    if case.letters < (9 if case.script == "Kore" else 5) and not case.heard and not case.possible:
        return _by_declaration(case)
    pool = case.heard or _kin(usual, case.possible) or case.possible or (usual,)
    return _variant(pool[0], case), 0.99 if case.letters >= FEW else 0.6


def _kanji(body: str, seen: Counter[str]) -> bool:
    """Whether Han characters look Japanese: characters both countries simplified beside others that Japan did not."""
    han = pairs("han")
    shared = sum(body.count(one) for one in han["shared"])
    if seen["Hans"] > shared or any(one in body for one in han["chinese"]):
        return False
    return bool(
        seen["Jpan"] or (shared >= 2 and seen["Hant"]) or any(word in body for word in han["headlines"].split())
    )


def _by_characters(case: _Case) -> tuple[str, float]:
    """Han characters alone: simplified or traditional Chinese, or a Japanese headline."""
    seen = Counter(scripts.writing(character) for character in case.body if scripts.script_of(character) == "Hani")
    simplified, traditional, japanese = seen["Hans"], seen["Hant"], seen["Jpan"]
    case.notes.append(f"script: Han, traditional characters {traditional}, simplified {simplified}")
    more, less = max(simplified, traditional), min(simplified, traditional)
    decided = more >= 2 and more > 2 * less
    pool = case.heard + case.possible
    size = sum(seen.values())
    short = size < MOST_KANJI
    if short and (
        (japanese and "ja" in pool)
        or (case.heard and case.heard[0] == "ja")
        or (not case.allowed and not case.heard and (japanese > 1 or (size >= 6 and _kanji(case.body, seen))))
    ):
        case.notes.append(f"short text without kana, Japanese characters {japanese}")
        return "ja", 0.5
    chinese = [tag for tag in case.possible if parts(tag)[1] != "Jpan"]
    if case.allowed and not chinese:
        return ("ja", 0.3) if short else case.outside()
    leaning = "Hans" if simplified > traditional else "Hant" if traditional else ""
    claims = [tag for tag in (*case.heard, *chinese) if parts(tag)[1] != "Jpan"]
    if size <= 4 and not claims:
        return _by_declaration(case)  # as long as a name
    if decided:
        tag = next((tag for tag in claims if parts(tag)[1] == leaning), "")
        if case.allowed and not tag:
            return case.outside()
        return _variant(tag or f"zh-{leaning}", case), min(0.99, (0.8 + more / 25) * (1 - less / more / 2))
    if case.heard and claims:
        case.notes.append("the characters leave it open: as page or feed say")
        return _variant(claims[0], case), 0.5
    leant = [tag for tag in claims if parts(tag)[1] == leaning]
    chosen = (leant or claims or [f"zh-{leaning or 'Hans'}"])[0]
    case.notes.append(f"the characters leave it open: {chosen}{' is declared' if claims else ' is a guess'}")
    return _variant(chosen, case), 0.7 if leaning and parts(chosen)[1] == leaning else 0.3


def sample(own: str) -> str:
    """What the detectors read: a text's first part; capitals throughout become small, as langdetect skips them."""
    cut = own[:MOST_SAMPLED]
    capitals, small = sum(map(str.isupper, cut)), sum(map(str.islower, cut))
    return cut.lower() if capitals > 1.5 * small else cut


def _by_statistics(case: _Case) -> tuple[str, float]:
    if case.letters < FEWEST:
        return _by_declaration(case)
    expected = {base(tag) for tag in (*case.heard, *case.possible)}
    own = scripts.in_script(case.body, case.script)
    ranking = weigh.rank(case.script, sample(own), expected)
    found, probability = ranking.ranked[0]
    if only_names(own, case.letters, found, probability):
        case.notes.append("only names")
        return _by_declaration(case)
    cased = any(map(str.isupper, own))
    if case.letters < FEW and (
        probability < PLAIN or (cased and not common_words(own) and not headline_words(own, found))
    ):
        return _by_declaration(case)
    told = f"{ranking.said}: {found} {probability:.2f}"
    candidates = weigh.candidates(case.script, expected)
    foreign = bool(case.allowed) and not _kin(found, case.possible)
    for tag in case.stray:
        if (foreign and _kin(tag, [found])) or (base(tag) not in candidates and probability < SURE):
            case.notes.append(told)
            return case.outside()
    for tag in (*case.heard, *(case.possible if foreign and found != "en" else ())):
        if base(tag) not in candidates and not (
            _kin(found, case.heard[:1]) or (not foreign and _clear(case, probability))
        ):
            case.notes.append(f"{told}, but no detector knows {base(tag)}: as declared")
            return _variant(tag, case), 0.8 if tag in case.heard else 0.6
    if case.allowed:
        narrowed = ranking.among([base(tag) for tag in case.possible])
        if not narrowed:
            case.notes.append(told)
            return case.outside()
        overall = f"; without that list {found} {probability:.2f}" if foreign else ""
        found, probability = narrowed[0]
        told = f"{ranking.said}: {found} {probability:.2f} among {_tags(case.possible)}{overall}"
    case.notes.append(told)
    return _weigh(case, found, probability, foreign)


def _tags(tags: Sequence[str]) -> str:
    return ", ".join(sorted({base(tag) for tag in tags}))


def _clear(case: _Case, probability: float) -> bool:
    """Whether the text speaks louder than a declaration: long and sure, or not quite short and beyond doubt."""
    return (case.letters >= LONG and probability >= SURE) or (case.letters >= SOME and probability >= BEYOND_DOUBT)


def _weigh(case: _Case, found: str, probability: float, foreign: bool) -> tuple[str, float]:
    """The answer of the statistics against what page and feed say."""
    agreed = bool(_kin(found, case.heard))
    if case.heard and not agreed and (foreign or not _clear(case, probability)):
        case.notes.append("short or doubtful text: the declaration is believed")
        return _variant(case.heard[0], case), 0.4 if probability < SURE else 0.5
    if probability < WEAK and not agreed and not case.allowed:
        case.notes.append("too doubtful")
        return UNDETERMINED, 0.0
    confidence = min(0.99, probability)
    if agreed:
        confidence = min(0.99, confidence + (1 - confidence) * 0.6)
    elif case.heard:
        case.notes.append("long and clear text: it is believed")
        confidence *= 0.8
    return _variant(found, case), min(confidence, 0.3) if foreign and not agreed else confidence
