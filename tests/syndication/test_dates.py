"""Dates as sources write them, with and without a zone, in their languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.syndication import dates

FIVE_PM = "2026-03-02T17:00:00+00:00"
SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("words", "zone", "moment"),
    [
        ("Mon, 02 Mar 2026 17:00:00 +0000", SHANGHAI, FIVE_PM),
        ("Mon, 02 Mar 2026 17:00:00 GMT", SHANGHAI, FIVE_PM),
        ("Mon, 02 Mar 2026 17:00:00 -0000", SHANGHAI, FIVE_PM),
        ("Mon, 02 Mar 2026 17:00:00 Z", SHANGHAI, FIVE_PM),
        ("Mon, 02 Mar 2026 17:00:00", SHANGHAI, "2026-03-02T09:00:00+00:00"),
        ("Mon, 02 Mar 2026 17:00:00", "", FIVE_PM),
        ("Mon, 2 Mar 26 17:00 UT", "", FIVE_PM),
        ("Monday, 02-Mar-2026 17:00:00 GMT", "", FIVE_PM),
        ("Mon Mar  2 17:00:00 2026", "", FIVE_PM),
        ("Mon Mar 02 17:00:00 CST 2026", SHANGHAI, "2026-03-02T09:00:00+00:00"),
        ("Mon, 02 Mar 2026 17:00:00 GMT+0800", "", "2026-03-02T09:00:00+00:00"),
        ("Mon, 02 Mar 2026 17:00:00 +0800 (CST)", "America/Chicago", "2026-03-02T09:00:00+00:00"),
        ("Mon, 02 Mar 2026 24:00:00 GMT", "", "2026-03-03T00:00:00+00:00"),
        ("Tue, 30 Jun 2015 23:59:60 GMT", "", "2015-06-30T23:59:59+00:00"),
        ("2026-03-02T17:00:00Z", SHANGHAI, FIVE_PM),
        ("2026-03-02T17:00:00.123456+08:00", "", "2026-03-02T09:00:00+00:00"),
        ("2026-03-02T17:00+0530", "", "2026-03-02T11:30:00+00:00"),
        ("2026-03-02 17:00:00", SHANGHAI, "2026-03-02T09:00:00+00:00"),
        ("2026/03/02 17:00", SHANGHAI, "2026-03-02T09:00:00+00:00"),
        ("2026-03-02 17:00:00 UTC", SHANGHAI, FIVE_PM),
        ("2026-03-02 17:00:00 +0000 UTC", SHANGHAI, FIVE_PM),
        ("20260302T170000Z", SHANGHAI, FIVE_PM),
        ("2026-07-02 17:00:00", "Europe/Paris", "2026-07-02T15:00:00+00:00"),
        ("2026-03-02", SHANGHAI, "2026-03-01T16:00:00+00:00"),
        ("1772470800", SHANGHAI, FIVE_PM),
        ("1772470800000", SHANGHAI, FIVE_PM),
    ],
)  # fmt: skip
def test_formal_dates(words: str, zone: str, moment: str) -> None:
    found = dates.when(words, zone)
    assert found
    assert found.isoformat() == moment


@pytest.mark.parametrize(
    ("words", "zone", "language"),
    [
        ("2026年3月2日 17:00", "", "zh-Hans"),
        ("2026年3月2日 下午5:00", "", "zh-Hans"),
        ("2 3月, 2026, 17:00 GMT", SHANGHAI, "zh-Hant"),
        ("2026년 3월 2일 오후 5:00", "", "ko"),
        ("March 2, 2026 5:00 PM", "", "en"),
        ("Mar. 2, 2026, 12:00 ET", "", ""),
        ("2nd March 2026 at 5.00 p.m.", "", ""),
        ("2 mars 2026 à 17h00", "", "fr"),
        ("lun., 02 mars 2026 18:00:00 +0100", "", ""),
        ("2. März 2026, 17:00 Uhr", "", ""),
        ("lunes, 2 de marzo de 2026, 17:00", "", ""),
        ("2 de março de 2026 17h00", "", "pt-BR"),
        ("lunedì 2 marzo 2026 - 17:00", "", ""),
        ("ma 2 maart 2026 - 17:00", "", ""),
        ("2 marca 2026 r. 17:00", "", "pl"),
        ("2 марта 2026 г. 20:00", "Europe/Moscow", "ru"),
        ("2 Mart 2026 20:00", "Europe/Istanbul", "tr"),
        ("2 Μαρτίου 2026 19:00", "Europe/Athens", ""),
        ("02.03.2026 17:00", "", ""),
        ("02/03/2026 17:00", "", "fr"),
        ("03/02/2026 17:00", "", "en-US"),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(words: str, zone: str, language: str) -> None:
    found = dates.when(words, zone, language)
    assert found
    assert found.isoformat() == FIVE_PM


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("", 23), (SHANGHAI, 9), ("America/Chicago", 23), ("America/Havana", 22), ("Europe/Paris", 23), ("no/such", 23)],
)
def test_an_abbreviation_of_several_zones_means_the_sources_own(zone: str, hour: int) -> None:
    assert dates.when("Mon, 02 Mar 2026 17:00:00 CST", zone) == datetime(2026, 3, 2, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "words",
    [
        "", "soon", "0000-00-00T00:00:00Z", "2026-02-31", "Fri, 99 Zzz 99999 99:99", "02/03/2026", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "2026", "17:00", "Version 1.2.3", "1" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(words: str) -> None:
    assert dates.when(words) is None


@given(st.text(max_size=60) | st.from_regex(r"[0-9]{1,4}[-/. :年]?[0-9]{1,4}[-/. :月T]?[0-9]{1,4}.{0,20}"))
def test_any_words_give_a_time_in_utc_or_none(words: str) -> None:
    found = dates.when(words, SHANGHAI)
    assert found is None or (found.utcoffset() == UTC.utcoffset(None) and 1969 <= found.year <= 2201)


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1), timezones=OFFSETS))  # noqa: DTZ001
def test_what_python_writes_is_read(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert dates.when(moment.isoformat()) == moment
    assert dates.when(moment.strftime("%a, %d %b %Y %H:%M:%S %z")) == moment
