"""Sentences and clauses that are gone."""

from __future__ import annotations

import pytest

from pipeline.checks import dropped
from pipeline.model import Sentence

CASES = [
    (
        "The fair opened on Monday. More than 300 firms are showing their goods in the new halls.",
        "La foire a ouvert lundi.",
        "en",
        "fr",
        "critical",
    ),
    (
        "The fair opened on Monday. It was raining hard.",
        "La foire a ouvert lundi, sous une pluie battante.",
        "en",
        "fr",
        "",
    ),
    (
        "The hall is open to all visitors; the garden stays closed for repairs until spring.",
        "La salle est ouverte à tous.",
        "en",
        "fr",
        "functional",
    ),
    (
        "The mayor said the works would go on for a while and asked for patience.",
        "Le maire a dit que les",
        "en",
        "fr",
        "functional",
    ),
    ("The mayor said: the works will go on for a while.", "Le maire a dit :", "en", "fr", "functional"),
    ("- Ten halls\n- Five gardens\n- Two cafés with a view", "- Dix salles\n- Cinq jardins", "en", "fr", "functional"),
    (
        "Het plan kreeg 34 stemmen tegen 19. Het voorziet in een park, een school en een bibliotheek aan het water.",
        "Rada przyjęła plan stosunkiem głosów 34 do 19. Przewiduje on park, szkołę i bibliotekę nad wodą.",
        "nl",
        "pl",
        "",
    ),
    (
        "The laptop weighs just 1.4 kg and runs for up to 20 hours. All details are listed on the product page.",
        "Der Laptop wiegt nur 1,4 kg und läuft bis zu 20 Stunden.",
        "en",
        "de",
        "critical",
    ),
    ("Haikou", "Haikou", "en", "fr", ""),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_what_is_told(case: int) -> None:
    source, target, one, other, expected = CASES[case]
    found = list(dropped.check(Sentence(source, target, one, other)))
    assert (min(i.severity.rank for i in found) if found else None) == RANKS[expected], [i.text for i in found]
    for issue in found:
        assert issue.check == "dropped"
        assert issue.text


RANKS = {"critical": 0, "functional": 1, "cosmetic": 2, "": None}
