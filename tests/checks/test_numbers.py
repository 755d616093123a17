"""Figures lost, changed and made up."""

from __future__ import annotations

import pytest

from pipeline.checks import numbers
from pipeline.model import Sentence, Severity

CASES = [
    ("It has 337 members.", "Il compte 373 membres.", "en", "fr", "critical"),
    ("About 1.03 million came.", "Environ 10,3 millions sont venus.", "en", "fr", "critical"),
    ("Sales of 3 million.", "Ventas de 3.000 millones.", "en", "es", "critical"),
    ("The fund has 2 billion euros.", "El fondo tiene 2 billones de euros.", "en", "es", "critical"),
    ("It costs $5 million.", "Cela coûte 5 millions d'euros.", "en", "fr", "critical"),
    ("Growth of 12 percent.", "Un crecimiento de 12.", "en", "es", "functional"),
    ("They hired 45 people.", "Sie stellten Leute ein.", "en", "de", "critical"),
    ("They hired people.", "Sie stellten 45 Leute ein.", "en", "de", "critical"),
    ("Twenty-five firms came.", "Des entreprises sont venues.", "en", "fr", "functional"),
    ("Es kamen 1.234 Gäste.", "There were 1.234 guests.", "de", "en", "functional"),
    ("Three halls are open.", "Les salles sont ouvertes.", "en", "fr", ""),
    ("One of the best.", "L'un des meilleurs.", "en", "fr", ""),
    ("It grew twofold.", "增长了一倍。", "en", "zh", ""),
    ("The 2 sides met.", "Les deux parties se sont rencontrées.", "en", "fr", ""),
    ("Viime vuonna oli huonommin.", "1年前はもっと悪かった。", "fi", "ja", "cosmetic"),
    ("A year ago it was worse.", "1年前はもっと悪かった。", "en", "ja", ""),
    ("The grant is €5 million.", "Le don est de 5 millions.", "en", "fr", "functional"),
    ("The fee is 20 dirhams.", "Die Gebühr beträgt 20.", "en", "de", "cosmetic"),
    ("It costs £20.", "Costă 20 de lire sterline.", "en", "ro", ""),
    ("It rose 14% to 5.2 million.", "Kasv oli 14 protsenti 5,2 miljonini.", "en", "et", "cosmetic"),
    ("It rose 14% to 5.2 million.", "Kasv oli 15 protsenti 5,2 miljonini.", "en", "et", "critical"),
    ("They hired 45 people.", "", "en", "de", ""),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_what_is_told(case: int) -> None:
    source, target, one, other, expected = CASES[case]
    found = list(numbers.check(Sentence(source, target, one, other)))
    assert (min(i.severity.rank for i in found) if found else None) == RANKS[expected], [i.text for i in found]
    for issue in found:
        assert issue.check == "numbers"
        assert issue.text


RANKS = {"critical": 0, "functional": 1, "cosmetic": 2, "": None}


@pytest.mark.parametrize(
    ("source", "target", "languages"),
    [
        ("It rose 2.1 percent.", "ارتفع 2.1 بالمئة.", ("en", "ar")),
        ("ارتفع 14 بالمئة.", "It rose 14 percent.", ("ar", "en")),
        ("Sales of ¥1.2 trillion", "売上高1兆2千億円", ("en", "ja")),
        ("500 billion yen", "5千億円", ("en", "ja")),
        ("two delays caused by strong winds", "due rinvii dovuti ai forti venti", ("en", "it")),
        ("nearly two thirds are women", "3분의 2 가까이가 여성이다", ("en", "ko")),
    ],
)
def test_ways_of_saying_the_same_figure_pass(source: str, target: str, languages: tuple[str, str]) -> None:
    assert [i for i in numbers.check(Sentence(source, target, *languages)) if i.severity is not Severity.COSMETIC] == []
