"""What a dropped name leaves behind is seen, and whole sentences are left in peace."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.gaps import gap, has_hole
from tests.pairs import pairs


@pytest.mark.parametrize(
    ("source", "target", "language", "hole"),
    [
        ("Orvanta will host a webcast.", "organisera une webdiffusion.", "fr", True),
        ("Orvanta will host a webcast.", "は、ウェブキャストを開催する。", "ja", True),
        ("(Photo: Elio Marchetti)", "(Foto: )", "de", True),
        ("In The Lancet.", "刊登於《》。", "zh-Hant", True),
        ("Orvanta will host a webcast.", "Orvanta organisera une webdiffusion.", "fr", False),
        ("the new terminal", "le nouveau terminal", "fr", False),
        ("Shares rose (Solvant Inc.)", "Les actions ont monté (Solvant Inc.)", "fr", False),
        ("It grew. Vantora is glad.", "Das wuchs stark. ist froh darüber.", "de", True),
        ("It grew by approx. 5%.", "Sie wuchs um approx. fünf Prozent.", "de", False),
    ],
)
def test_a_hole(source: str, target: str, language: str, hole: bool) -> None:
    assert (has_hole(source, target, language) is not None) == hole


@pytest.mark.parametrize(
    ("language", "text", "around"),
    [
        ("en", "The plan was led by, with others taking part.", "by,"),
        ("en", "Mayor said the city was dry.", "Mayor said"),
        ("es", "El informe de refleja una pérdida.", "de refleja"),
        ("de", "Der Bericht von weist einen Verlust aus.", "von weist"),
        ("fr", "Le concert sera donné par le à l’hôtel.", "le à"),
        ("fr", "Le rapport de annonce une perte.", "de an"),
        ("pl", "Wnioski można przesyłać do na adres.", "do na"),
        ("ro", "Raportul al arată o pierdere.", "al arată"),
        ("el", "Η, η μεγαλύτερη έκθεση, άνοιξε.", "Η,"),
        ("ar", "نبذة عن: تأسست عام 1987.", "عن:"),
        ("hi", "कंपनी ने को ख़रीदा।", "ने को"),
        ("zh-Hans", "该轮融资由，三家基金参与。", "由，"),
        ("ko", "회사는, 는 밝혔다.", ", 는"),
    ],
)
def test_small_words_that_never_stand_together(language: str, text: str, around: str) -> None:
    found = gap(text, language)
    assert found is not None
    assert text[slice(*found)].strip() == around


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The a-to-z of it is a one-off, said the mayor of at least two towns."),
        ("de", "Sie teilte mit, dass die Zahl von mehr als 20 auf unter 10 fiel."),
        ("fr", "Il l’a fait de façon à plaire, dans de bonnes conditions."),
        ("es", "De acuerdo con el de ayer, no se sabe por qué."),
        ("en", "Terms agreed to at the summit hold with or without a vote, and by and large a use is found."),
        ("de", "Mit und ohne Ticket ging es auf und ab, er war mit von der Partie."),
        ("nl", "Het werk waar hij van houdt en waar ze bij was, is van en voor iedereen."),
        ("fr", "Un à un, avec ou sans rendez-vous, l’un de ces cas est du sur mesure."),
        ("id", "Mereka bekerja bersama dengan warga untuk desa."),
        ("uk", "Він не сказав, про що йшлося."),
        ("en", "Mayor says no to tolls"),
        ("hi", "इन कथनों को अद्यतन करने का कोई दायित्व नहीं है।"),
    ],
)
def test_whole_sentences(language: str, text: str) -> None:
    assert gap(text, language) is None


def test_correct_translations_have_no_hole() -> None:
    seen = {(pair.sentence.target, pair.sentence.target_language): pair.sentence for pair in pairs("open")}
    wrong = [s.target for s in seen.values() if has_hole(s.source, s.target, s.target_language.split("-")[0])]
    assert wrong == []


@given(st.text(max_size=200), st.sampled_from(["en", "fr", "ja", "hi", "xx", "zh-Hans"]))
def test_any_text_is_looked_at(text: str, language: str) -> None:
    found = gap(text, language)
    assert found is None or 0 <= found[0] < found[1] <= len(text)


def test_a_long_text_takes_no_time() -> None:
    started = time.perf_counter()
    for language in ("en", "ja", "hi", "fr"):
        gap("de la " * 100_000, language)
        has_hole("A" * 100_000, "の" * 100_000, language)
    assert time.perf_counter() - started < 10
