"""Words, dates and names around a text, in the language of its page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import labels, newsroom

THEN = datetime(2026, 3, 2, 20, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tag", "zone", "told"),
    [
        ("fr", "Europe/Paris", "2 mars 2026, 21:10 UTC+01:00"),
        ("fr", "UTC", "2 mars 2026, 20:10 UTC"),
        ("zh-Hans", "Asia/Shanghai", "2026年3月3日 04:10 GMT+08:00"),
        ("hi", "Asia/Kolkata", "3 मार्च 2026, 1:40 am GMT+05:30"),
        ("ar", "Asia/Riyadh", "2 مارس 2026، 11:10 م غرينتش+03:00"),
        ("fr-CA", "UTC", "2 mars 2026, 20 h 10 UTC"),
    ],
)
def test_a_time_is_written_as_its_language_does_in_the_zone_of_the_site(tag: str, zone: str, told: str) -> None:
    moment = newsroom.moment(THEN, tag, zone)
    assert moment.hour.text.replace("\u202f", " ").replace("\u200f", "") == told
    assert moment.hour.text.startswith(moment.day.text)
    assert moment.hour.attributes == ""
    assert moment.machine == "2026-03-02T20:10:30Z"


def test_a_language_without_dates_of_its_own_gets_english_ones_and_says_so() -> None:
    moment = newsroom.moment(THEN, "tlh", "UTC")
    assert "March" in moment.day.text
    assert moment.day.attributes == ' lang="en" dir="ltr"'


@pytest.mark.parametrize("tag", [*labels._table(), "sr-Latn", "und", "pt-PT", "x"])
def test_every_language_has_words_dates_and_a_name(tag: str) -> None:
    assert all(phrase.text for phrase in newsroom.words(tag).values())
    assert "7" in newsroom.page_number(7, tag).text
    assert "{" not in newsroom.moment(THEN, tag, "Asia/Kathmandu").hour.text
    assert newsroom.own_name(tag)


def test_languages_are_called_what_they_call_themselves() -> None:
    names = {tag: newsroom.own_name(tag) for tag in ("fr", "ru", "el", "zh-Hant", "pt-BR", "ka", "tlh")}
    assert names == {
        "fr": "Français", "ru": "Русский", "el": "Ελληνικά", "zh-Hant": "繁體中文",
        "pt-BR": "Português (Brasil)", "ka": "ქართული", "tlh": "tlh",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "told"),
    [("fr", "fr_FR"), ("zh-Hans", "zh_CN"), ("zh-Hant", "zh_TW"), ("pt-BR", "pt_BR"), ("sr-Latn", "sr_RS"), ("x", "x")],
)
def test_open_graph_wants_a_country_with_each_language(tag: str, told: str) -> None:
    assert newsroom.territory(tag) == told


def test_a_language_is_named_only_where_it_is_not_that_of_the_text_around_it() -> None:
    assert newsroom.attributes("ar") == ' lang="ar" dir="rtl"'
    assert newsroom.attributes("fr", "fr-CA") == newsroom.attributes("fr", "fr") == ""
    assert newsroom.attributes("fr-CA", "fr") == ' lang="fr-CA" dir="ltr"'
    assert newsroom.attributes('"><b>') == ' lang="&#34;&gt;&lt;b&gt;" dir="ltr"'


def test_full_width_marks_bring_their_own_space() -> None:
    nothing = newsroom.attributes("fr", "fr")
    assert newsroom.Phrase("发布：", nothing).gap == ""
    assert newsroom.Phrase("Publié :", nothing).gap == " "


FOLDERS = st.lists(st.sampled_from(["a", "b", "a:b", "x.html", "é"]), max_size=4).map("/".join)


@settings(max_examples=200)
@given(FOLDERS, FOLDERS)
def test_the_way_from_page_to_page_leads_there(folder: str, path: str) -> None:
    from urllib.parse import urljoin

    root = "https://news.example.org/"
    here = f"{root}{folder}/" if folder else root
    way = newsroom.near(f"{root}{path}", here)
    assert urljoin(here, way) == f"{root}{path}"
    assert not way.startswith("http")


def test_the_way_to_another_host_is_its_address() -> None:
    here = "https://news.example.org/a/"
    for there in ("https://other.example/a/x", "http://news.example.org/a/x", "https://news.example.org:8443/a/"):
        assert newsroom.near(there, here) == there
