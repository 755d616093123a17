"""Dates, weekdays and times lost or changed."""

from __future__ import annotations

import pytest

from pipeline.checks import dates
from pipeline.model import Sentence

CASES = [
    ("It opens on July 1, 2027.", "Eröffnung am 7. Januar 2027.", "en", "de", "critical"),
    ("It opens on December 6.", "Es öffnet am 7. Dezember.", "en", "de", "critical"),
    ("It opens on December 6.", "Es öffnet am 6. November.", "en", "de", "critical"),
    ("It opened in 2024.", "Il a ouvert en 2025.", "en", "fr", "critical"),
    ("Doors open at 9:30 a.m.", "Les portes ouvrent à 9h15.", "en", "fr", "critical"),
    ("Doors open at 9 p.m.", "Türen öffnen um 9 Uhr.", "en", "de", "critical"),
    ("They said so on Tuesday.", "Ils l'ont dit mercredi.", "en", "fr", "critical"),
    ("They said so on Tuesday.", "Ils l'ont dit.", "en", "fr", "functional"),
    ("It starts in May.", "Il commence.", "en", "fr", "critical"),
    ("It starts at 9:00 (GMT+8).", "Il commence à 9h00 (GMT+9).", "en", "fr", "critical"),
    ("It ended at 9:45 p.m.", "Skončilo ve 21.45.", "en", "cs", ""),
    ("It ended at 9:45 p.m.", "Skončilo ve 21.15.", "en", "cs", "critical"),
    ("It starts at 9:30 a.m.", "Es beginnt um halb zehn.", "en", "de", ""),
    ("It starts at 6 p.m.", "Ça commence à 18 heures.", "en", "fr", ""),
    ("It starts at 6 p.m.", "Ça commence à 19 heures.", "en", "fr", "critical"),
    ("The Tuesday service stays.", "Der Dienstagsdienst bleibt.", "en", "de", ""),
    ("2026年2月12日（木）に開く。", "It opens on Thursday, 12 February 2026.", "ja", "en", ""),
    ("2026年2月12日（木）に開く。", "It opens on 12 February 2026.", "ja", "en", ""),
    ("It may start.", "Il peut commencer.", "en", "fr", ""),
    ("On 6/12/2025 it starts.", "Le 6 décembre 2025, il commence.", "en", "fr", ""),
    ("It opens on December 6.", "12月6日开幕。", "en", "zh", ""),
    ("It starts in May.", "Inaanza Mei.", "en", "sw", ""),
    ("A film about a lighthouse.", "Majakasta kertovasta elokuvasta.", "en", "fi", ""),
    ("It opens in August.", "Se avataan elokuussa.", "en", "fi", ""),
    ("It opens in August.", "Se avataan syyskuussa.", "en", "fi", "critical"),
    ("It opens on 1 May with 5 shops.", "5月1日に5店舗で開業する。", "en", "ja", ""),
    ("It opens on 1 May with 5 shops.", "5月2日に5店舗で開業する。", "en", "ja", "critical"),
    ("It delivers 40,000 parcels a day.", "1日4万個の荷物を配達する。", "en", "ja", ""),
    ("Doors open at 9 p.m.", "Las puertas abren a las 9 de la noche.", "en", "es", ""),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_what_is_told(case: int) -> None:
    source, target, one, other, expected = CASES[case]
    found = list(dates.check(Sentence(source, target, one, other)))
    assert (min(i.severity.rank for i in found) if found else None) == RANKS[expected], [i.text for i in found]
    for issue in found:
        assert issue.check == "dates"
        assert issue.text


RANKS = {"critical": 0, "functional": 1, "cosmetic": 2, "": None}
