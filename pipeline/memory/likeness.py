"""How like two sentences of one language are, and in which figures, addresses and names they differ."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest

from pipeline.memory import anchors

_FOLDED = str.maketrans(
    dict.fromkeys("’‘‚‛`´", "'") | dict.fromkeys("“”„‟«»「」『』", '"') | dict.fromkeys("‐‑‒–—―−－", "-") | {"…": "..."}
)
DEAR = 0.08  # what each figure, address or name costs in which two sentences differ, beside the letters it costs


def folded(text: str, limit: int = anchors.LONGEST) -> str:
    """A sentence as it is compared: NFKC, lower case, plain quotes and dashes, single spaces."""
    if text.isascii():
        return " ".join(text[:limit].casefold().replace("`", "'").split())
    plain = unicodedata.normalize("NFKC", text[:limit]).translate(_FOLDED)
    return " ".join(plain.casefold().split())


def differs(remembered: str, asked: str) -> tuple[tuple[str, str], ...]:
    """The figures, addresses and names of two sentences that are not in both, as (remembered, asked) in their order.

    Where one has more of them than the other, the other side of the pair is empty. Separators do not count: 1,000 is
    1 000.
    """
    found: list[tuple[str, str]] = []
    for kind, same in ((anchors.figures, anchors.digits), (anchors.addresses, str.casefold), (anchors.names, _name)):
        ours, theirs = kind(remembered), kind(asked)
        lost = _only(ours, theirs, same)
        new = _only(theirs, ours, same)
        found += list(zip_longest(lost, new, fillvalue=""))
    return tuple(found)


def _name(word: str) -> str:
    return word.casefold().strip(".'’")


def _only(ours: Sequence[str], theirs: Sequence[str], same: Callable[[str], str]) -> list[str]:
    """What stands in `ours` more often than in `theirs`."""
    spare = Counter(same(word) for word in theirs)
    left = []
    for word in ours:
        if spare[same(word)] > 0:
            spare[same(word)] -= 1
        else:
            left.append(word)
    return left


def likeness(remembered: str, asked: str, *, least: float = 0.0) -> float:
    """How like two sentences are: 1 if identical but for white space, else below 1; 0 where it is under `least`.

    The share of letters in common (normalised Indel similarity, as rapidfuzz has it), less for each figure, address
    or name that differs: a sentence about 300 guests is no good translation of one about 3,000.
    """
    return _weighed(remembered, asked, folded(asked), least)


def likest(remembered: Iterable[str], asked: str, *, least: float) -> Iterator[tuple[int, float]]:
    """Of many sentences those at least `least` like one, by number, each with its likeness; in their order."""
    plain = folded(asked)
    for number, one in enumerate(remembered):
        score = _weighed(one, asked, plain, least)
        if score:
            yield number, score


def _weighed(remembered: str, asked: str, plain: str, least: float) -> float:
    from rapidfuzz.distance import Indel

    if remembered == asked or remembered.split() == asked.split():
        return 1.0
    score = Indel.normalized_similarity(folded(remembered), plain, score_cutoff=least)
    if score < least or not score:
        return 0.0
    score = min(score, 0.99) - DEAR * min(len(differs(remembered, asked)), 5)
    return score if score >= least and score > 0 else 0.0
