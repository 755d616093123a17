"""What a new version of a text changed: sentence by sentence, and whether it matters. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

CHURN = 4  # versions without substance in a day, after which further ones are not kept
DAY = timedelta(days=1)

# What ticks by itself on a page and is no news: the time of day, counters of readers and sharers.
_TICKS = re.compile(
    r"\b\d{1,2}[:h.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?\b"
    r"|\b[\d.,\u00a0\u202f ]*\d\s*(?:views?|reads?|shares?|comments?|likes?|visits?|hits?|times"
    r"|vues?|lectures?|partages?|commentaires?|visualiza\w+|vistas?|lecturas?|comentarios?|coment[áa]rios?"
    r"|Aufrufe|Leser|Kommentare|просмотр\w*|комментари\w*)\b"
    r"|(?:浏览|阅读|點閱|瀏覽|点击|评论|閲覧|조회)(?:数|數|量|次)?\s*[:：]?\s*\d+|\d+\s*(?:次浏览|次阅读|回閲覧)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
_NAME = re.compile(r"(?<=[\w,;] )[A-ZÀ-Þ][\w'’-]+|[A-Z]{2,}")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|without|cannot|won['’]t|n['’]t|ne|pas|jamais|aucune?|sans|non|nunca|jam[áa]s|sin|ninguna?"
    r"|não|sem|nenhuma?|nicht|kein\w*|nie|ohne|mai|senza|nessun\w*|nie|bez|niet|geen|zonder|не|нет|без|никогда)\b"
    r"|[不没沒未無无非]|ない|ません|없|않|\bلا\b|\bلم\b|\bلن\b|\bليس\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """How two versions of a text differ.

    `substantive` when figures, names, dates or a negation changed, or sentences came or went; `facts` says which;
    `diff` holds (old, new) sentences, "" where there is none on that side; `noise` when nothing but clocks and counters
    moved.
    """

    substantive: bool
    facts: tuple[str, ...]
    diff: tuple[tuple[str, str], ...]
    noise: bool


def compare(old: Sequence[str], new: Sequence[str]) -> Change:
    """What changed between two versions, given as their sentences in order."""
    before, after = [" ".join(s.split()) for s in old], [" ".join(s.split()) for s in new]
    diff: list[tuple[str, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone, come = before[i:j], after[k:m]
            width = max(len(gone), len(come))
            gone, come = gone + [""] * (width - len(gone)), come + [""] * (width - len(come))
            diff += list(zip(gone, come, strict=True))
    real = [(one, other) for one, other in diff if _TICKS.sub("", one).strip() != _TICKS.sub("", other).strip()]
    facts: list[str] = []
    for one, other in real:
        if not one or not other:
            facts.append(f"sentence {'added' if other else 'removed'}")
            continue
        for name, pattern in (("figure", _NUMBER), ("name", _NAME), ("negation", _NEGATION)):
            gone, come = _moved(pattern, one, other)
            if gone or come:
                facts.append(f"{name}: {', '.join(gone) or 'none'} → {', '.join(come) or 'none'}")
    return Change(bool(facts), tuple(facts), tuple(diff), noise=not real)


def _moved(pattern: re.Pattern[str], one: str, other: str) -> tuple[list[str], list[str]]:
    before, after = Counter(pattern.findall(one)), Counter(pattern.findall(other))
    return list((before - after).elements()), list((after - before).elements())


def churns(change: Change, times: Sequence[datetime], now: datetime) -> bool:
    """Whether a new version is one too many: without substance, and the fifth of its kind within a day.

    `times` are when the versions so far were stored.
    """
    recent = [time for time in times if now - time < DAY]
    return not change.substantive and len(recent) > CHURN
