"""The desk speaks each of its languages whole: no string without a translation, none that lost a value on the way."""

from __future__ import annotations

import re
import tomllib

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipeline import proof
from pipeline.model import Sentence
from pipeline.review import words
from tests.conftest import ROOT
from tests.review.strings import catalogue, in_use

LANGUAGES = [language for language in words.SPOKEN if language != "en"]
VALUES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w:,]*\}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated_and_none_is_left_over(language: str) -> None:
    wanted = {text[0] if isinstance(text, tuple) else text for text in in_use()}
    there = {
        message.id[0] if isinstance(message.id, tuple) else message.id: message
        for message in catalogue(language)
        if message.id
    }
    assert sorted(wanted - set(there)) == [], "run: python -m tests.review.strings"
    assert sorted(set(there) - wanted) == [], "run: python -m tests.review.strings"
    untold = [
        text for text, one in there.items() if not one.string or (isinstance(one.string, tuple) and not all(one.string))
    ]
    assert untold == []
    assert [text for text, one in there.items() if one.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_string_is_in_its_translation(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        allowed = [sorted(VALUES.findall(text)) for text in ids]
        for text in said:
            assert sorted(VALUES.findall(str(text))) in allowed, f"{message.id!r} became {text!r}"
            if any("{}" in one or "{:,}" in one for one in ids):  # values are filled in by their order
                assert VALUES.findall(str(text)) == VALUES.findall(ids[0])


def test_every_message_a_check_gives_can_be_translated() -> None:
    known = set(in_use())
    cases = tomllib.loads((ROOT / "tests" / "data" / "checks" / "cases.toml").read_text("utf-8"))
    told = set()
    for found in cases.values():
        for case in found if isinstance(found, list) else []:
            if {"source", "target", "pair"} <= set(case):
                told |= {
                    one.message for one in proof.read(Sentence(case["source"], case["target"], *case["pair"].split()))
                }
    assert len(told) > 20
    assert sorted(told - known) == []


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("fr-CA,fr;q=0.9", "fr"),
        ("zh-CN", "zh-Hans"),
        ("es-MX", "es"),
        ("zh-TW,de", "en"),
        ("sw,es;q=0.4", "es"),
        ("", "en"),
    ],
)
def test_the_browser_chooses_where_the_person_has_not(browser: FlaskClient, asked: str, spoken: str) -> None:
    assert f'<html lang="{spoken}"' in browser.get("/", headers={"Accept-Language": asked}).text


def test_times_and_numbers_are_written_as_the_reader_writes_them(desk: Flask) -> None:
    from datetime import UTC, datetime

    with desk.test_request_context("/", headers={"Accept-Language": "fr"}):
        assert words.number(12345) == "12\u202f345"
        assert words.moment(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "d MMMM HH:mm") == "2 mars 07:30", "in Shanghai"
        assert words.moment(datetime(2026, 3, 1, 23, 30, 59, tzinfo=UTC)) == "2 mars 2026, 07:30"
        assert words.moment(datetime(1999, 3, 1, 23, 30, tzinfo=UTC), "short") == "2 mars 1999, 07:30"
        this_year = desk.extensions["desk"].clock().replace(month=4, day=3, hour=1, minute=5)
        assert words.moment(this_year, "short") == "3 avr., 09:05"
        assert words.language_name("pt-BR") == "portugais (Brésil)"
        assert words.language_name("und-x") == "und-x"


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("en-GB,en;q=0.9", "3 Nov 2026"),
        ("en-US", "Nov 3, 2026"),
        ("en", "Nov 3, 2026"),
        ("en-ZZ,en;q=0.9", "Nov 3, 2026"),
    ],
)
def test_days_are_written_as_in_the_readers_country(desk: Flask, asked: str, written: str) -> None:
    from datetime import UTC, datetime

    with desk.test_request_context("/", headers={"Accept-Language": asked}):
        assert words.moment(datetime(2026, 11, 3, 1, tzinfo=UTC)).startswith(written)


def test_a_country_does_not_change_the_language_somebody_chose(desk: Flask) -> None:
    with desk.test_request_context("/", headers={"Accept-Language": "en-GB,fr;q=0.5", "Cookie": "desk=fr"}):
        assert words.language_name("pt") == "portugais"
