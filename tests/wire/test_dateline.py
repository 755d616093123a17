"""Datelines are read off the front of a text, told from sentences, and printed for another language."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.wire.dates
from pipeline.model import Dateline
from pipeline.wire.dateline import read_dateline, render_dateline
from pipeline.wire.dates import is_date


def line_of(text: str, published: datetime | None = None) -> Dateline | None:
    found = read_dateline(text, published)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("XI'AN", "Xi'an"),
        ("AKRON, Ohio", "Akron, Ohio"),
        ("SÃO PAULO", "São Paulo"),
        ("AIX-EN-PROVENCE", "Aix-en-Provence"),
        ("L'AQUILA", "L'Aquila"),
        ("WASHINGTON, D.C.", "Washington, D.C."),
        ("NEW YORK, NY", "New York, NY"),
        ("ABU DHABI, UAE", "Abu Dhabi, UAE"),
        ("SANTA CRUZ DE LA SIERRA", "Santa Cruz de la Sierra"),
        ("LA PAZ", "La Paz"),
        ("ST. LOUIS", "St. Louis"),
        ("ŁÓDŹ", "Łódź"),
        ("РОСТОВ-НА-ДОНУ", "Ростов-на-Дону"),
        ("Frankfurt am Main", "Frankfurt am Main"),
        ("海口", "海口"),
    ],
)
def test_place_is_set_in_normal_case(printed: str, place: str) -> None:
    line = line_of(f"{printed}, 6 December 2026 /PRNewswire/ -- The forum opens.")
    assert line is not None
    assert (line.place, line.date) == (place, date(2026, 12, 6))


@pytest.mark.parametrize(
    "text",
    [
        "In Beijing, Nov. 27 was a day of rain.",
        "In Beijing, Nov. 27, 2025 – A Thursday – was a day of rain.",
        "Haikou, Dec. 6, 2026 – a date to note – is when the forum opens.",
        "Paris, le 3 mai, le groupe annonce ses comptes.",
        "Le 3 mai 2026 – Le groupe annonce ses comptes.",
        "Madrid, 6 de diciembre – día de fiesta – abre el foro.",
        "海口2026年12月6日—8日将举行论坛。",
        "The forum of the ports (Haikou) – a first – opens.",
        "The report and/or the summary/ - both are out.",
        "[2026-12-06] The forum opens.",
        "/",
        "--",
        "",
    ],
)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert line_of(text) is None


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (datetime(2010, 1, 2, tzinfo=UTC), date(2009, 12, 31)),
        (datetime(2009, 12, 31, tzinfo=UTC), date(2009, 12, 31)),
        (datetime(2010, 11, 1, tzinfo=UTC), date(2009, 12, 31)),
        (datetime(2010, 12, 30, tzinfo=UTC), date(2010, 12, 31)),
        (datetime(1, 1, 1, tzinfo=UTC), None),
        (datetime(9999, 12, 31, tzinfo=UTC), date(9999, 12, 31)),
        (None, None),
    ],
)
def test_a_missing_year_is_the_last_that_does_not_lie_ahead(published: datetime | None, expected: date | None) -> None:
    line = line_of("NEW YORK, Dec. 31 /PRNewswire/ -- The board met.", published)
    assert line is not None
    assert line.date == expected


def test_a_day_that_does_not_exist_is_no_date() -> None:
    line = line_of("NEW YORK, Nov. 31, 2025 /PRNewswire/ -- The board met.")
    assert line is not None and (line.place, line.date) == ("New York", None)


def test_months_are_read_with_decomposed_accents() -> None:
    line = line_of("PARIS, 3 aou\u0302t 2025 /PRNewswire/ -- Le port ouvre.")
    assert line is not None and line.date == date(2025, 8, 3)


def test_no_month_name_stands_for_two_months() -> None:
    data = tomllib.loads(Path(pipeline.wire.dates.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    numbered: dict[str, set[int]] = {}
    for names in data["months"].values():
        for number, of_month in enumerate(names, 1):
            for name in of_month:
                numbered.setdefault(name, set()).add(number)
    assert {name: months for name, months in numbered.items() if len(months) > 1} == {}


LINE = Dateline("Pékin", date(2025, 12, 1), "PRNewswire", "PÉKIN, 1er décembre 2025 /PRNewswire/ --")


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "Pékin, December 1, 2025 /PRNewswire/ --"),
        ("fr", "Pékin, 1er décembre 2025 /PRNewswire/ --"),
        ("fr-CA", "Pékin, 1er décembre 2025 /PRNewswire/ --"),
        ("de", "Pékin, 1. Dezember 2025 /PRNewswire/ --"),
        ("pt-BR", "Pékin, 1 de dezembro de 2025 /PRNewswire/ --"),
        ("zh-Hans", "Pékin 2025年12月1日 /PRNewswire/ --"),
        ("ko", "Pékin 2025년 12월 1일 /PRNewswire/ --"),
        ("ar", "Pékin، 1 ديسمبر 2025 /PRNewswire/ --"),
        ("und", LINE.text),
        ("zt", LINE.text),
        ("", LINE.text),
        ("no such language", LINE.text),
    ],
)
def test_dateline_is_printed_for_its_reader(language: str, printed: str) -> None:
    assert render_dateline(LINE, language) == printed


def test_dateline_is_printed_without_what_it_lacks() -> None:
    assert render_dateline(replace(LINE, date=None), "en") == "Pékin /PRNewswire/ --"
    assert render_dateline(replace(LINE, wire=""), "en") == "Pékin, December 1, 2025 --"
    assert render_dateline(replace(LINE, place="北京"), "ja") == "北京2025年12月1日 /PRNewswire/ --"
    assert render_dateline(replace(LINE, wire="ANSA/XINHUA"), "it") == "Pékin, 1 dicembre 2025 (ANSA/XINHUA) --"
    assert render_dateline(Dateline("", None, "", "as printed --"), "en") == "as printed --"


@given(st.text(max_size=12))
def test_printing_a_dateline_never_raises(language: str) -> None:
    assert render_dateline(LINE, language)


@given(st.text(alphabet=st.sampled_from("AÉé北27 ,.-–/()[]【】=月日 电Nov"), max_size=60))
def test_reading_never_raises_and_stays_within_the_text(text: str) -> None:
    found = read_dateline(text + " /PRNewswire/ -- ", datetime(2024, 2, 29, tzinfo=UTC))
    if found:
        line, end = found
        assert text.strip().startswith(line.text[: len(text.strip())]) and 0 < end <= len(text) + 17


@pytest.mark.parametrize(
    ("text", "whole"),
    [("December 6, 2026", True), ("6 décembre 2026", True), ("2026年12月6日", True), ("6 ports", False), ("", False)],
)
def test_a_line_that_is_only_a_date(text: str, whole: bool) -> None:
    assert is_date(text) is whole
