"""Marks lost, left open and left behind."""

from __future__ import annotations

import pytest

from pipeline.checks import punctuation
from pipeline.model import Sentence

CASES = [
    ("Who comes?", "Wer kommt.", "en", "de", "functional"),
    ("Who comes?", "誰が来ますか。", "en", "ja", ""),
    ("Wer kommt.", "Who comes?", "de", "en", "functional"),
    ("The fund (FTP) grows.", "Le fonds (FTP croît.", "en", "fr", "functional"),
    ("“We are ready,” he said.", "« Nous sommes prêts », a-t-il dit.", "en", "fr", ""),
    ("“We are ready,” he said.", "„Wir sind bereit“, sagte er.", "en", "de", ""),
    ("“We are ready,” he said.", "“我们准备好了。”他说。", "en", "zh", ""),
    ("“We are ready,” he said.", "« Nous sommes prêts, a-t-il dit.", "en", "fr", "functional"),
    ("See the site.", "Voir le site XXX1.", "en", "fr", "critical"),
    ("See the site.", "Voir le <unk> site.", "en", "fr", "critical"),
    ("Research & art.", "Recherche &amp; art.", "en", "fr", "functional"),
    ("It is open.", "Il est ouvert,,", "en", "fr", "cosmetic"),
    ("It is open.", "Il est ouvert .", "en", "fr", "cosmetic"),
    ("1) the hall 2) the garden", "1) la salle 2) le jardin", "en", "fr", ""),
    ('A 27" screen.', 'Un écran de 27".', "en", "fr", ""),
    ("Τι ώρα είναι;", "What time is it?", "el", "en", ""),
]


@pytest.mark.parametrize("case", range(len(CASES)))
def test_what_is_told(case: int) -> None:
    source, target, one, other, expected = CASES[case]
    found = list(punctuation.check(Sentence(source, target, one, other)))
    assert (min(i.severity.rank for i in found) if found else None) == RANKS[expected], [i.text for i in found]
    for issue in found:
        assert issue.check == "punctuation"
        assert issue.text


RANKS = {"critical": 0, "functional": 1, "cosmetic": 2, "": None}
