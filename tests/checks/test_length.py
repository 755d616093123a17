"""Empty, clipped and swollen translations."""

from __future__ import annotations

import pytest

from pipeline.checks import length
from pipeline.model import Sentence

CASES = [
    ("The fair opened on Monday in the old harbour of the city.", "", "en", "fr", "critical"),
    ("The fair opened on Monday in the old harbour of the city.", "La foire.", "en", "fr", "critical"),
    (
        "The fair opened in the old harbour of the city, where it had begun many years ago, and thousands of people came.",
        "La foire a ouvert dans le vieux port.",
        "en",
        "fr",
        "functional",
    ),
    ("The fair opened on Monday in the old harbour of the city.", "博览会周一在该市老港口开幕。", "en", "zh", ""),
    ("Press office", "Bureau de presse", "en", "fr", ""),
    ("Tel.", "Téléphone :", "en", "fr", ""),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_what_is_told(case: int) -> None:
    source, target, one, other, expected = CASES[case]
    found = list(length.check(Sentence(source, target, one, other)))
    assert (min(i.severity.rank for i in found) if found else None) == RANKS[expected], [i.text for i in found]
    for issue in found:
        assert issue.check == "length"
        assert issue.text


RANKS = {"critical": 0, "functional": 1, "cosmetic": 2, "": None}
