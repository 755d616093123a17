"""Figures by value: the same number in every script, grouping, scale and wording is the same number."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from pipeline.figures import Kind, dates, quantities

DATA = Path(__file__).parents[1] / "data" / "figures"
CASES = [line.split("\t") for line in (DATA / "quantities.tsv").read_text("utf-8").splitlines()]
LANGUAGES = sorted(path.stem for path in (DATA / "parallel").glob("*.txt"))
MIXTURE = """
1 12 2025 1.234 1,5 ٣ ½ 万 亿 三 十 百 千 年 月 日 时 上午 9:30 a.m. % $ € US$ million Mio. mil cent two twenty hundred and y
de 5G COVID-19 , . ; : ( ) ' - – / December mai 6/12/2025 12.06.25 GMT+8 +86 http:// @ quatre-vingt yüzde tháng năm 조 천 억
XXI 99999999999999999999 00 ² ① İ ß 🎉 половина
"""
ATOMS = MIXTURE.split()
awkward = st.one_of(st.text(), st.lists(st.sampled_from([*ATOMS, " ", " ", "\n", "\u00a0", "\u200c"])).map("".join))


def told(text: str, language: str) -> str:
    """The sure figures of a text: kind, value, currency."""
    found = [q for q in quantities(text, language) if q.sure]
    return " · ".join(f"{q.kind} {q.value.normalize():f} {q.currency}".strip() for q in found)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_figures_of_a_sentence(case: int) -> None:
    language, text, expected = CASES[case]
    assert told(text, language) == expected


@given(number=st.integers(13, 999_999_999), language=st.sampled_from([lang for lang in LANGUAGES if lang != "ar"]))
def test_a_number_in_local_form_keeps_its_value(number: int, language: str) -> None:
    text = format_decimal(number, locale=language)
    found = quantities(text, language)
    assert [q.value for q in found] == [Decimal(number)] or (number < 2100 and Decimal(number) in found[0].values)


@given(text=awkward, language=st.sampled_from([*LANGUAGES, "xx", "", "und", "th", "el", "en-US", "zh-Hant"]))
def test_every_figure_stands_in_the_text(text: str, language: str) -> None:
    for quantity in quantities(text, language):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.values


@pytest.mark.parametrize(
    ("text", "language", "values", "unusual"),
    [
        ("1.234", "de", [1234], ["1.234"]),
        ("1.234", "en", ["1.234"], [1234]),
        ("1,234", "en", [1234], ["1.234"]),
        ("1,234", "es-MX", [1234], ["1.234"]),
        ("1,234", "es", ["1.234"], [1234]),
        ("1'234'567", "de", [1234567], []),
        ("12,34,567.5", "hi", ["1234567.5"], []),
        ("0,125", "fr", ["0.125"], []),
        ("１，２３４", "zh", [1], []),
    ],
)
def test_marks_are_read_by_the_habit_of_the_language(
    text: str, language: str, values: list[object], unusual: list[object]
) -> None:
    first = quantities(text, language)[0]
    assert list(first.values) == [Decimal(str(value)) for value in values]
    assert list(first.unusual) == [Decimal(str(value)) for value in unusual]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("mil millones", "es", 10**9),
        ("cien mil millones", "es", 10**11),
        ("2 billones", "es", 2 * 10**12),
        ("2 billion", "en", 2 * 10**9),
        ("2 Billionen", "de", 2 * 10**12),
        ("2 milliards", "fr", 2 * 10**9),
        ("12万亿", "zh", 12 * 10**12),
        ("5 lakh crore", "en", 5 * 10**12),
    ],
)
def test_long_and_short_scales(text: str, language: str, value: int) -> None:
    found = quantities(text, language)
    assert [q.value for q in found] == [Decimal(value)]


def test_a_scale_said_once_may_stand_for_two_figures() -> None:
    three = quantities("3 to 5 million tonnes", "en")[0]
    assert three.values == (Decimal(3), Decimal(3_000_000))


def test_dates_have_their_month_day_and_year() -> None:
    found = dates(quantities("Du 6 au 7 décembre 2025 et le 18 janvier", "fr"))
    assert sorted((d.month, d.day) for d in found) == [(1, 18), (12, 6), (12, 7)]
    assert {d.year for d in found if d.month == 12} == {2025}


def test_the_order_of_an_english_date_in_digits_is_open() -> None:
    both = {q.kind: set(q.values) for q in quantities("6/12/2025", "en")}
    assert both[Kind.MONTH] == both[Kind.DAY] == {Decimal(6), Decimal(12)}
    french = {q.kind: q.value for q in quantities("6/12/2025", "fr")}
    assert (french[Kind.MONTH], french[Kind.DAY]) == (12, 6)


@pytest.mark.parametrize(
    "piece", ["1 ", "1,", "two hundred ", "6 December ", "三百", "3万", "+1", "9:30 ", "einund", "a@"]
)
def test_long_texts_take_time_in_proportion(piece: str) -> None:
    for language in ("en", "de", "zh"):
        begun = time.process_time()
        quantities(piece * 10_000, language)
        assert time.process_time() - begun < 10
