"""Loops and doubled words."""

from __future__ import annotations

import pytest

from pipeline.checks import repetition
from pipeline.model import Sentence

CASES = [
    ("Salad is good.", "La salade salade salade salade est bonne.", "en", "fr", "critical"),
    ("The mayor opened the hall.", "Le maire a ouvert la salle, le maire a ouvert la salle.", "en", "fr", "critical"),
    ("The congress opened.", "大会大会大会大会大会开幕。", "en", "zh", "critical"),
    ("The congress opened.", "งานงานงานงานงานงานเปิดแล้ว", "en", "th", "critical"),
    ("The port moved 486 units in 2025.", "该港在2025年完成486万箱。该港在2025年完成486万箱。", "en", "zh", "critical"),
    ("Five reasons to come", "今年参加すべき5つの理べき5つの理べき5つの理", "en", "ja", "critical"),
    ("The committee met.", "组委会开会。据。据。据。据。", "en", "zh", "critical"),
    ("He nodded.", "« Oui », dit-il. » » »", "en", "fr", "critical"),
    ("Rooms 101 to 105", "101、102、103、101、102、103号室", "en", "ja", ""),
    ("They study and study it.", "他们研究研究再研究。", "en", "zh", ""),
    ("He laughed.", "Er lachte hahahahahahaha laut.", "en", "de", "critical"),
    ("The fair opened.", "La la foire a ouvert.", "en", "fr", "cosmetic"),
    ("We met.", "Nous nous sommes rencontrés.", "en", "fr", ""),
    ("The children play.", "Anak anak bermain.", "en", "id", ""),
    ("Duran Duran play.", "Duran Duran jouent.", "en", "fr", ""),
    ("No, no, no, no!", "Non, non, non, non !", "en", "fr", ""),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_what_is_told(case: int) -> None:
    source, target, one, other, expected = CASES[case]
    found = list(repetition.check(Sentence(source, target, one, other)))
    assert (min(i.severity.rank for i in found) if found else None) == RANKS[expected], [i.text for i in found]
    for issue in found:
        assert issue.check == "repetition"
        assert issue.text


RANKS = {"critical": 0, "functional": 1, "cosmetic": 2, "": None}
