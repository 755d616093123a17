"""Which script is a text written in? What letters alone tell, without statistics."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import lru_cache

from pipeline.language.tables import lists, pairs

MOST_READ = 20_000  # characters of a text that are looked at; a release has about 5,000

_NOISE = re.compile(
    r"""https?://[!-~]+ | www\.[!-~]+
    | [\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}
    | (?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|info|gov|edu|int|cn|eu|io|html?|pdf|jpe?g|png|gif)\b
      (?:/[!-~]*)?
    | (?<!\w)[@\#]\w{1,50}
    | [/(\[【][^/()\[\]\n]{0,40}?
      (?:\b(?:\w*newswire|business\ wire|xinhua|asianet|cnw|ots|prweb)\b|新华社|新華社|美通社|共同通信)
      [^/()\[\]\n]{0,30}[/)\]】]
    | \b(?:pr\ ?newswire|globe\ ?newswire|business\ wire|xinhua-asianet)\b
    """,
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


def running_text(text: str) -> str:
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


def script_of(character: str) -> str:
    """The script of one character (ISO 15924); nothing for one of no script known here."""
    starts, ends = _ranges()
    at = bisect_right(starts, ord(character)) - 1
    return ends[at][1] if at >= 0 and ord(character) <= ends[at][0] else ""


def script(body: str, notes: list[str]) -> tuple[str, int, float]:
    """The script most of a text is written in, its weight in letters, and the share of other scripts if that is much.

    A Han character or kana weighs as much as three letters, a Hangul syllable two, a letter of Devanagari, whose vowels
    are marks, one and a half; Latin names weigh half among
    letters of another script. What it saw goes into `notes`.
    """
    raw: Counter[str] = Counter()
    for character, times in Counter(body).items():
        if character.isalpha():
            raw[script_of(character)] += times
    raw.pop("", None)
    weights: dict[str, float] = {
        name: times * {"Hani": 3, "Jpan": 3, "Kore": 2, "Deva": 1.5}.get(name, 1) for name, times in raw.items()
    }
    if len(raw) > 1 and "Latn" in raw:
        weights["Latn"] -= sum(len(word) for word in re.findall(r"[A-Za-zÀ-ʯ]+", body) if word[0].isupper()) / 2
    han, kana, hangul = raw["Hani"], raw["Jpan"], raw["Kore"]
    if east := sum(weights.pop(name, 0) for name in ("Hani", "Jpan", "Kore")):
        if hangul >= max(kana, 0.2 * (han + kana + hangul), 1):
            weights["Kore"] = east
        else:
            weights["Jpan" if kana and kana >= 0.05 * (han + kana) else "Hani"] = east
    if not weights:
        notes.append("no letters")
        return "", 0, 0.0
    most = max(sorted(weights), key=lambda one: weights[one])
    others = 1 - weights[most] / (sum(weights.values()) or 1)
    if most != "Hani":
        notes.append(f"script: {pairs('labels').get(most, most)}")
    if others < 0.3:
        others = 0.0
    else:
        notes.append(f"mixed: {others:.0%} of the letters are of other scripts")
    return most, round(weights[most]), others


def in_script(body: str, wanted: str) -> str:
    """The text with the letters of other scripts and broken characters taken out, on one line."""
    body = body.encode("utf-8", "ignore").decode("utf-8")  # half surrogates, which lingua does not take
    foreign = {ord(one): " " for one in set(body) if one.isalpha() and script_of(one) != wanted}
    return " ".join(body.translate(foreign).split())


@lru_cache(maxsize=4096)
def writing(character: str) -> str:
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
