"""A "not" that was lost or added.

Looks for the cue words of negation.toml on both sides: a sentence that negates on one side only turned its meaning
round, or says the same in other words. So this is only a hint; languages without a list are passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pipeline.language.vocabulary import language_of, scripts_of
from pipeline.model import Issue, Sentence, Severity

_UNSPACED = frozenset({"Hani", "Jpan", "Kore", "Thai"})
_KIN = {"nn": "nb", "bs": "hr", "sr-Latn": "hr", "be": "ru", "mk": "bg"}  # whose cues serve well enough
_LONGEST = 2_000  # characters; in a longer text a negation says nothing about one sentence


@dataclass(frozen=True, slots=True)
class _Cues:
    cues: re.Pattern[str]
    soft: re.Pattern[str]
    ignore: re.Pattern[str]


def check(sentence: Sentence) -> Iterator[Issue]:
    """A negation on one side that nothing answers on the other."""
    if len(sentence.source) > _LONGEST or len(sentence.target) > _LONGEST:
        return
    before, after = _cues(sentence.source_language), _cues(sentence.target_language)
    if before is None or after is None or before is after:
        return
    source, target = _plain(sentence.source, before), _plain(sentence.target, after)
    said, kept = before.cues.search(source), after.cues.search(target)
    if said and not kept and not _softly(target, after, source, before):
        at = _place(said, sentence.source, source)
        told = "“{}” of the source is not in the translation"
        yield Issue("negation", Severity.COSMETIC, told, (said[0].strip(),), source_at=at)
    elif kept and not said and not _softly(source, before, target, after):
        at = _place(kept, sentence.target, target)
        told = "“{}” in the translation is not in the source"
        yield Issue("negation", Severity.COSMETIC, told, (kept[0].strip(),), target_at=at)


def _softly(text: str, cues: _Cues, other: str, others: _Cues) -> bool:
    """Whether a text says a negation of the other in other words: it has more soft cues than the other has itself."""
    return len(cues.soft.findall(text)) > len(others.soft.findall(others.cues.sub(" ", other)))


def _plain(text: str, cues: _Cues) -> str:
    """In small letters, with phrases that only seem to negate blotted out at the same length."""
    return cues.ignore.sub(lambda m: "·" * len(m[0]), text.lower())


def _place(m: re.Match[str], original: str, lowered: str) -> tuple[int, int] | None:
    return m.span() if len(original) == len(lowered) else None


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("negation.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def _cues(tag: str) -> _Cues | None:
    language = language_of(tag)
    language = _KIN.get(language, language)
    table = _tables().get(language)
    if table is None:
        return None
    whole = not scripts_of(language) & _UNSPACED

    def compiled(key: str) -> re.Pattern[str]:
        choice = "|".join(line for line in table[key].splitlines() if line)
        return re.compile(rf"(?<!\w)(?:{choice})(?!\w)" if whole else f"(?:{choice})")

    return _Cues(compiled("cues"), compiled("soft"), compiled("ignore"))
