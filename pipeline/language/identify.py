"""Which language is this? Script first, then statistics, then what page and feed declare.

Deterministic: the same text with the same declarations always has the same answer, in any order and any process.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.language.tables import lists, pairs
from pipeline.language.tags import base, canonical, from_langdetect, parts, to_langdetect
from pipeline.model import UNDETERMINED, Detected

if TYPE_CHECKING:
    pass

MOST_READ = 20_000  # characters of a text that are looked at; a release has about 5,000
MOST_SAMPLED = 2_000  # characters that go to langdetect, whose time grows with them
FEW = 20  # letters; below this nothing but a declaration or a script of its own can tell
LONG = 200  # letters; from here on the detector is believed against the page
SURE = 0.9
WEAK = 0.7
MOST_KANJI = 40  # Japanese running text does not go longer than this without kana

_NOISE = re.compile(
    r"""https?://[!-~]+ | www\.[!-~]+
    | [\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}
    | (?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|info|gov|edu|int|cn|eu|io)\b(?:/[!-~]*)?
    | (?<!\w)@\w{1,50}
    | [/(\[【][^/()\[\]\n]{0,40}?
      (?:\b(?:\w*newswire|business\ wire|xinhua|asianet|cnw|ots|prweb)\b|新华社|新華社|美通社|共同通信)
      [^/()\[\]\n]{0,30}[/)\]】]
    | \b(?:pr\ ?newswire|globe\ ?newswire|business\ wire|xinhua-asianet)\b
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")


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

    `text` is the whole body without its dateline; `declared` are the languages its source may write in (empty: any),
    `page` and `feed` what those say of this one text. The script decides before statistics; langdetect chooses among
    `declared`; page and feed decide short texts, regions, and the languages langdetect does not know. `und` where
    nothing tells, and where the text is in a language outside of `declared`. Never raises.
    """
    notes: list[str] = []
    allowed = tuple(dict.fromkeys(_spoken("the source declares", declared, notes)))
    body = _running_text(text)
    script, letters, others = _script(body, notes)
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
    elif script in lists("profiles"):
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


def _running_text(text: str) -> str:
    """The text without addresses, handles and wire slugs; NFKC, for letters that are full-width, bold or apart."""
    return _NOISE.sub(" ", unicodedata.normalize("NFKC", text[:MOST_READ]))


@lru_cache(maxsize=1)
def _ranges() -> tuple[list[int], list[tuple[int, str]]]:
    spans = []
    for script, listed in lists("ranges").items():
        for first, last in (span.split("-") for span in listed):
            spans.append((int(first, 16), int(last, 16), script))
    spans.sort()
    return [first for first, _, _ in spans], [(last, script) for _, last, script in spans]


def _script_of(character: str) -> str:
    starts, ends = _ranges()
    at = bisect_right(starts, ord(character)) - 1
    return ends[at][1] if at >= 0 and ord(character) <= ends[at][0] else ""


def _script(body: str, notes: list[str]) -> tuple[str, int, float]:
    """The script most of a text is written in, its weight in letters, and the share of other scripts if that is much.

    A Han character or kana weighs as much as three letters, a Hangul syllable two; Latin names weigh half among
    letters of another script.
    """
    raw: Counter[str] = Counter()
    for character, times in Counter(body).items():
        if character.isalpha():
            raw[_script_of(character)] += times
    raw.pop("", None)
    weights: dict[str, float] = {
        script: times * {"Hani": 3, "Jpan": 3, "Kore": 2}.get(script, 1) for script, times in raw.items()
    }
    if len(raw) > 1 and "Latn" in raw:
        weights["Latn"] -= sum(len(word) for word in re.findall(r"[A-Za-zÀ-ɏ]+", body) if word[0].isupper()) / 2
    han, kana, hangul = raw["Hani"], raw["Jpan"], raw["Kore"]
    if east := sum(weights.pop(script, 0) for script in ("Hani", "Jpan", "Kore")):
        if hangul >= max(kana, 0.2 * (han + kana + hangul), 1):
            weights["Kore"] = east
        else:
            weights["Jpan" if kana and kana >= 0.05 * (han + kana) else "Hani"] = east
    if not weights:
        notes.append("no letters")
        return "", 0, 0.0
    script = max(sorted(weights), key=lambda one: weights[one])
    others = 1 - weights[script] / (sum(weights.values()) or 1)
    if script != "Hani":
        notes.append(f"script: {pairs('labels').get(script, script)}")
    if others < 0.3:
        others = 0.0
    else:
        notes.append(f"mixed: {others:.0%} of the letters are of other scripts")
    return script, round(weights[script]), others


def _writes(tag: str, script: str) -> bool:
    """Whether a text in this script can be in that language; Japanese is also written in Han characters alone."""
    own = parts(tag)[1]
    return not script or own == script or (script == "Hani" and own in ("Hans", "Hant", "Jpan"))


def _variant(found: str, case: _Case) -> str:
    """The variant of a language that the source declares, or else the region that page or feed lends."""
    if not case.allowed:
        for tag in _kin(found, case.heard):
            language, _, region = parts(tag)
            if region and region not in (pairs("default_regions").get(language), language.upper()):
                return tag
        return base(found)
    kin = _kin(found, case.possible)
    if len(kin) == 1:
        return kin[0]
    for tag in case.heard:
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
    if case.letters < 5 and not case.heard and not case.possible:
        return _by_declaration(case)
    pool = case.heard or _kin(usual, case.possible) or case.possible or (usual,)
    return _variant(pool[0], case), 0.99 if case.letters >= FEW else 0.6


@lru_cache(maxsize=4096)
def _writing(character: str) -> str:
    """Hans or Hant for a frequent Han character that only one of the two uses, Jpan for one only Japanese uses.

    Only in simplified: in the first level of GB 2312 and not in Big5; only in traditional: the other way round.
    """
    tables = pairs("han")
    if character in tables["japanese"]:
        return "Jpan"
    chinese, taiwanese = character.encode("gb2312", "ignore"), character.encode("big5", "ignore")
    if chinese and not taiwanese and chinese[0] <= 0xD7 and character not in tables["not_simplified"]:
        return "Hans"
    if taiwanese and not chinese and taiwanese[0] <= 0xC6 and character not in tables["not_traditional"]:
        return "Hant"
    return ""


def _by_characters(case: _Case) -> tuple[str, float]:
    """Han characters alone: simplified or traditional Chinese, or a Japanese headline."""
    seen = Counter(_writing(character) for character in case.body if _script_of(character) == "Hani")
    simplified, traditional, japanese = seen["Hans"], seen["Hant"], seen["Jpan"]
    case.notes.append(f"script: Han, traditional characters {traditional}, simplified {simplified}")
    more, less = max(simplified, traditional), min(simplified, traditional)
    decided = more >= 2 and more > 2 * less
    pool = case.heard + case.possible
    short = sum(seen.values()) < MOST_KANJI
    if short and (
        (japanese and "ja" in pool) or (case.heard and case.heard[0] == "ja") or (japanese > 1 and not case.allowed)
    ):
        case.notes.append(f"short text without kana, Japanese characters {japanese}")
        return "ja", 0.5
    chinese = [tag for tag in case.possible if parts(tag)[1] != "Jpan"]
    if case.allowed and not chinese:
        return ("ja", 0.3) if short else case.outside()
    leaning = "Hans" if simplified > traditional else "Hant" if traditional else ""
    claims = [tag for tag in (*case.heard, *chinese) if parts(tag)[1] != "Jpan"]
    if decided:
        tag = next((tag for tag in claims if parts(tag)[1] == leaning), "")
        if case.allowed and not tag:
            return case.outside()
        return _variant(tag or f"zh-{leaning}", case), min(0.99, (0.6 + more / 25) * (1 - less / more / 2))
    if case.heard and claims:
        case.notes.append("the characters leave it open: as page or feed say")
        return _variant(claims[0], case), 0.5
    if case.letters < FEW and not claims:
        return _by_declaration(case)
    leant = [tag for tag in claims if parts(tag)[1] == leaning]
    chosen = (leant or claims or [f"zh-{leaning or 'Hans'}"])[0]
    case.notes.append(f"the characters leave it open: {chosen}{' is declared' if claims else ' is a guess'}")
    return _variant(chosen, case), 0.3


@lru_cache(maxsize=8)
def _profiles(script: str) -> Any:
    """langdetect with the languages of one script, read in a fixed order and seeded, so that answers repeat."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.seed = 0
    codes = sorted(lists("profiles")[script])
    factory.load_json_profile([Path(PROFILES_DIRECTORY, code).read_text(encoding="utf-8") for code in codes])
    return factory


def _langdetect(script: str, sample: str, codes: Sequence[str] = ()) -> list[tuple[str, float]]:
    """Languages with their probabilities, best first, among `codes` if there are any; empty if nothing tells."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _profiles(script).create()
    try:
        if codes:
            detector.set_prior_map(dict.fromkeys(codes, 1.0))
        detector.append(sample)
        return [(from_langdetect(found.lang), min(1.0, found.prob)) for found in detector.get_probabilities()]
    except LangDetectException:
        return []


def _sample(case: _Case) -> str:
    """What langdetect reads: the letters of one script; capitals throughout become small, as it skips them."""
    foreign = {ord(one): " " for one in set(case.body) if one.isalpha() and _script_of(one) != case.script}
    sample = " ".join(case.body.translate(foreign).split())[:MOST_SAMPLED]
    capitals, small = sum(map(str.isupper, sample)), sum(map(str.islower, sample))
    return sample.lower() if capitals > 1.5 * small else sample


def _by_statistics(case: _Case) -> tuple[str, float]:
    sample = _sample(case)
    words = _WORD.findall(sample)
    names = case.letters < 120 and any(map(str.isupper, sample)) and not any(word[0].islower() for word in words)
    if names and case.letters >= FEW:
        case.notes.append("only capitalised words, such as names")
    free = [] if case.letters < FEW or names else _langdetect(case.script, sample)
    if not free:
        return _by_declaration(case)
    found, probability = free[0]
    foreign = bool(case.allowed) and not _kin(found, case.possible)
    small = [word.lower() for word in re.findall(r"[^\W\d_]+", sample)]
    for tag in case.stray:
        if (foreign and probability >= WEAK and _kin(tag, [found])) or _unknown(case, tag, free[0], small):
            case.notes.append(f"langdetect: {found} {probability:.2f}")
            return case.outside()
    for tag in (*case.heard, *case.possible):
        if case.heard and _kin(found, case.heard[:1]):
            break
        if _unknown(case, tag, free[0], small):
            case.notes.append(f"langdetect: {found} {probability:.2f}, but it does not know {base(tag)}: as declared")
            return _variant(tag, case), 0.8 if tag in case.heard else 0.6
    among = ""
    if case.allowed:
        known = sorted({code for tag in case.possible if (code := to_langdetect(tag))})
        if foreign or probability < SURE:
            overall = f"; without that list {found} {probability:.2f}" if foreign else ""
            narrowed = _langdetect(case.script, sample, known) if known else []
            if not narrowed:
                case.notes.append(f"langdetect: {found} {probability:.2f}")
                return case.outside()
            found, probability = narrowed[0]
        else:
            overall = ""
        among = f" among {', '.join(from_langdetect(code) for code in known)}{overall}"
    case.notes.append(f"langdetect: {found} {probability:.2f}{among}")
    language, confidence = _weigh(case, found, probability, foreign)
    if not _kin(found, case.heard) and (other := _suspicion(found, small)):
        case.notes.append(f"reads more like {other}, which langdetect does not know and nobody declared")
        confidence = min(confidence, 0.5)
    return language, confidence


def _weigh(case: _Case, found: str, probability: float, foreign: bool) -> tuple[str, float]:
    """The detector's answer against what page and feed say."""
    agreed = bool(_kin(found, case.heard))
    certain = case.letters >= LONG and probability >= SURE
    if case.heard and not agreed and not certain:
        case.notes.append("short or doubtful text: the declaration is believed")
        return _variant(case.heard[0], case), 0.4 if probability < WEAK else 0.5
    if probability < WEAK and not agreed:
        case.notes.append("too doubtful")
        return UNDETERMINED, 0.0
    confidence = min(0.95, probability * (0.5 + min(1.0, case.letters / LONG) / 2))
    if agreed:
        confidence += (1 - confidence) * 0.6
    elif case.heard:
        case.notes.append("long and clear text: langdetect is believed")
        confidence *= 0.8
    return _variant(found, case), min(confidence, 0.3) if foreign and not agreed else confidence


def _unknown(case: _Case, tag: str, best: tuple[str, float], small: list[str]) -> bool:
    """Whether a text langdetect calls `best` is in the declared language `tag`, which langdetect does not know.

    Told by what langdetect is known to take that language for, and by its frequent small words.
    """
    if to_langdetect(tag) is not None:
        return False
    found, probability = best
    said = tag in case.heard or tag in case.stray
    plausible = probability < SURE or base(found) in lists("confusable").get(base(tag), ())
    if plausible and said and case.letters < LONG:
        return True
    own, other = _hits(tag, small), _hits(found, small)
    if own != other and base(tag) in lists("words"):
        return own > other and (plausible or own * 20 > len(small))
    return plausible and (said or not _kin(found, case.possible))


def _hits(tag: str, small: list[str]) -> int:
    """How many of the words are frequent small words of a language."""
    listed = frozenset(lists("words").get(base(tag), ()))
    return sum(word in listed for word in small)


def _suspicion(found: str, small: list[str]) -> str:
    """The language without a profile that a text reads more like than like what langdetect found; nothing if none."""
    own = _hits(found, small)
    if base(found) not in lists("words"):
        return ""
    for tag, taken_for in lists("confusable").items():
        if base(found) in taken_for and _hits(tag, small) > max(own * 1.25, len(small) / 10):
            return tag
    return ""
