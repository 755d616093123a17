"""What two texts in different languages share if they tell the same thing: figures, names, addresses, the issuer.

Clues never join stories. They only let a likely sister version be proposed to a person, with what speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.model import Block

NEAR = timedelta(days=3)
MOST = 60  # clues kept of one text
ENOUGH = 4.0  # weight of shared clues below which nothing is proposed
SHARE = 0.45  # of the lighter text's clues that must be shared

_NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ’']\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?")
# No \b: between a Chinese character and a Latin letter there is none.
_NAME = re.compile(r"(?<![A-Za-zÀ-ÖØ-öø-ÿ'’-])[A-Z][A-Za-zÀ-ÖØ-öø-ÿ'’-]*[A-Za-zÀ-ÖØ-öø-ÿ]")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»，。]+")
# Capitalised in running text without being a name: months, days, nationalities and what begins sentences.
_SENTENCE_START = re.compile(r"(?:^|[.!?…:»”\"(\n]\s*|[-–—•]\s+)([A-Z][\wÀ-ÿ'’-]*)")
_WEIGHT = {"issuer": 2.0, "address": 3.0, "figure": 1.0, "small figure": 0.25, "name": 0.75}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A story that an article may belong to, how much speaks for it (0–1), and what, in words for staff."""

    story: str
    score: float
    evidence: str


def clues(headline: str, body: Sequence[Block], *, issuer: str = "") -> tuple[str, ...]:
    """What a text holds that its sister versions hold too, as `kind:value`, the most telling first, at most 60."""
    text = "\n".join([headline, *(block.text for block in body)])
    found: dict[str, None] = {}
    if issuer:
        found[f"issuer:{' '.join(issuer.casefold().split())}"] = None
    for address in _ADDRESS.findall(text):
        found[f"address:{address.rstrip('.,;:)').removeprefix('https://').removeprefix('http://')}"] = None
    text = _ADDRESS.sub(" ", text)
    for figure in map(_value, _NUMBER.findall(text)):
        if len(figure) == 4 and figure[:2] in ("19", "20"):
            continue  # a year stands in every text of its time
        kind = "figure" if len(figure.replace(".", "")) >= 3 or "." in figure else "small figure"
        found[f"{kind}:{figure}"] = None
    starts = {match[1] for match in _SENTENCE_START.finditer(text)}
    inside = [name for name in _NAME.findall(text) if name not in starts and len(name) >= 3]
    for name in inside:
        # A plural or a case ending must not hide a name that is the same in both texts.
        found[f"name:{name.casefold().replace('’', chr(39))}"] = None
    weighed = sorted(found, key=lambda clue: -_WEIGHT[clue.partition(":")[0]])
    return tuple(weighed[:MOST])


def _value(written: str) -> str:
    """A number by its value, whatever marks its thousands: 10,018 and 10 018 and 10.018 are one."""
    grouped = re.fullmatch(r"(\d{1,3}(?:[.,\u00a0\u202f ’']\d{3})+)(?:[.,](\d{1,2}))?", written)
    if grouped:
        whole = re.sub(r"\D", "", grouped[1])
        return f"{whole}.{grouped[2]}" if grouped[2] else whole
    return written.replace(",", ".").lstrip("0") or "0"


def compare(one: Collection[str], other: Collection[str]) -> tuple[float, list[str]]:
    """How much of the lighter text's clues both have (0–1), and which, the most telling first."""
    shared = sorted(set(one) & set(other), key=lambda clue: (-_WEIGHT[clue.partition(":")[0]], clue))
    weight = _weight(shared)
    least = min(_weight(one), _weight(other))
    if weight < ENOUGH or not least:
        return 0.0, shared
    return min(1.0, weight / least), shared


def _weight(clues: Collection[str]) -> float:
    return sum(_WEIGHT[clue.partition(":")[0]] for clue in set(clues))


def propose(
    own: Collection[str], published: datetime, others: Sequence[tuple[str, datetime, Collection[str]]]
) -> list[Proposal]:
    """The stories within three days that an article may belong to, the likeliest first.

    `others` are (story, date, clues). Never more than three are named: staff have ten minutes.
    """
    found: dict[str, Proposal] = {}
    for story, date, theirs in others:
        if abs(published - date) > NEAR:
            continue
        score, shared = compare(own, theirs)
        if score >= SHARE and (story not in found or found[story].score < score):
            words = [clue.replace(":", " ", 1).replace("small figure", "figure") for clue in shared[:8]]
            days = abs(published - date).days
            apart = "the same day" if not days else f"{days} days apart"
            found[story] = Proposal(story, round(score, 2), f"both have {', '.join(words)}; {apart}")
    return sorted(found.values(), key=lambda proposal: -proposal.score)[:3]
