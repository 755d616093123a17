"""Dates as pages write them, and which of a page's dates is that of its publication."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import article, dates

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "language", "moment"),
    [
        ("2025-11-27T09:43:00-05:00", "", datetime(2025, 11, 27, 14, 43, tzinfo=UTC)),
        ("2025-11-27T09:43:00Z", "", datetime(2025, 11, 27, 9, 43, tzinfo=UTC)),
        ("2025-11-27 09:43:00 +0800", "", datetime(2025, 11, 27, 1, 43, tzinfo=UTC)),
        ("2025-11-27", "", datetime(2025, 11, 27, tzinfo=UTC)),
        ("20251127", "", datetime(2025, 11, 27, tzinfo=UTC)),
        ("1715600000", "", datetime(2024, 5, 13, 11, 33, 20, tzinfo=UTC)),
        ("Thu, 27 Nov 2025 09:43:00 +0100", "", datetime(2025, 11, 27, 8, 43, tzinfo=UTC)),
        ("December 20, 2022", "", datetime(2022, 12, 20, tzinfo=UTC)),
        ("May 13th, 2024", "", datetime(2024, 5, 13, tzinfo=UTC)),
        ("5/13/2024 4:05:00 PM", "en", datetime(2024, 5, 13, 16, 5, tzinfo=UTC)),
        ("20 décembre 2022 à 18h30", "fr", datetime(2022, 12, 20, 18, 30, tzinfo=UTC)),
        ("1er mai 2024", "fr", datetime(2024, 5, 1, tzinfo=UTC)),
        ("28 de novembro de 2025", "pt-BR", datetime(2025, 11, 28, tzinfo=UTC)),
        ("13.05.2024, 18:20 Uhr", "de", datetime(2024, 5, 13, 18, 20, tzinfo=UTC)),
        ("16:20, 13 мая 2024 г.", "", datetime(2024, 5, 13, 16, 20, tzinfo=UTC)),
        ("2024 m. gegužės 13 d.", "lt", datetime(2024, 5, 13, tzinfo=UTC)),
        ("Ngày 13 tháng 5 năm 2024", "vi", datetime(2024, 5, 13, tzinfo=UTC)),
        ("١٣ مايو ٢٠٢٤", "ar", datetime(2024, 5, 13, tzinfo=UTC)),
        ("13 أيار 2024", "ar", datetime(2024, 5, 13, tzinfo=UTC)),
        ("13 พฤษภาคม 2567", "th", datetime(2024, 5, 13, tzinfo=UTC)),
        ("令和6年5月13日", "ja", datetime(2024, 5, 13, tzinfo=UTC)),
        ("2024. 5. 13. 오전 10:30", "ko", datetime(2024, 5, 13, 10, 30, tzinfo=UTC)),
        ("Sept. 3, 2025", "", datetime(2025, 9, 3, tzinfo=UTC)),
        ("2022年12月20日 08:30", "zh-Hans", datetime(2022, 12, 20, 8, 30, tzinfo=UTC)),
        ("03/04/2022", "", None),
        ("03/04/2022", "en", None),
        ("03/04/2022", "en-US", datetime(2022, 3, 4, tzinfo=UTC)),
        ("03/04/2022", "fr", datetime(2022, 4, 3, tzinfo=UTC)),
        ("0000-00-00T00:00:00", "", None),
        ("2025-02-31", "", None),
        ("0001-01-01T00:00:00+14:00", "", None),
        ("May 2024", "", None),
        ("soon", "", None),
        ("", "", None),
    ],
)
def test_dates_as_written(words: str, language: str, moment: datetime | None) -> None:
    assert dates.when(words, language) == moment


@given(st.text(max_size=60), st.sampled_from(["", "en", "fr", "zh-Hans", "ar", "th", "no-such"]))
def test_no_words_fail(words: str, language: str) -> None:
    moment = dates.when(words, language)
    assert moment is None or moment.tzinfo is UTC


META = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("head", "body", "url", "stated"),
    [
        # JSON-LD before metadata before time elements before the address before print
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-05-13T00:30:00+08:00","dateModified":"2024-06-01"}</script>' + META.format("2024-05-12T16:30:00Z"), "", "/", "2024-05-13T00:30:00+08:00"),
        (META.format("2024-05-12T16:30:00Z"), '<time datetime="2024-05-13T00:30:00+08:00">x</time>', "/", "2024-05-13T00:30:00+08:00"),
        (META.format("2024-05-12T16:30:00Z"), "", "/2024/05/13/x", "2024-05-13T00:30:00+08:00"),
        (META.format("2024-05-13T02:30:00Z"), "<h1>Hall opens</h1><p>May 12, 2024, 10:30 p.m.</p>", "/", "2024-05-12T23:30:00-03:00"),
        (META.format("2024-05-12T16:30:00Z"), "<h1>Hall opens</h1><p>May 1, 2024</p>", "/", "2024-05-12T16:30:00+00:00"),
        ('<meta name="DC.date.issued" content="2024-05-13">', "", "/", "2024-05-13T00:00:00+00:00"),
        ('<meta property="article:modified_time" content="2024-06-13">', "<h1>Hall</h1><p class=date>13 May 2024</p>", "/", "2024-05-13T00:00:00+00:00"),
        ("", '<span itemprop="datePublished" content="2024-05-13T10:00:00+02:00">yesterday</span>', "/", "2024-05-13T10:00:00+02:00"),
        ("", '<article><p>Updated <time datetime="2024-06-01">1 June</time></p><time datetime="2024-05-13">13 May</time></article>', "/", "2024-05-13T00:00:00+00:00"),
        ("", '<aside class=related><time datetime="2020-01-02">2 January</time></aside><h1>Hall</h1>', "/news/2024/5/13/hall.html", "2024-05-13T00:00:00+00:00"),
        ("", "<p>1 January 2020</p><h1>Hall opens on the lake</h1><div><span>By the port</span> <span>13 May 2024</span></div>", "/", "2024-05-13T00:00:00+00:00"),
        (META.format("2031-01-01"), "", "/", None),
        (META.format("1970-01-01T00:00:00Z"), "", "/", None),
        ("", "<h1>Hall</h1><p>Doors open on 24 December 2026</p>", "/", None),
    ],
)  # fmt: skip
def test_when_a_page_was_published(head: str, body: str, url: str, stated: str | None) -> None:
    page = f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()
    draft = article(page, url=f"https://site.example{url}", now=NOW)
    assert (draft.stated and draft.stated.isoformat()) == stated
    assert draft.published == draft.stated


def test_a_dateline_dates_a_page_that_does_not() -> None:
    text = (
        "<p>LINDAU, Germany, Oct. 27, 2023 /Wire/ -- The port opened a hall on the lake for all who interpret.</p>" * 3
    )
    draft = article(
        f"<html><body><h1>Hall opens</h1>{text}</body></html>".encode(), url="https://site.example/", now=NOW
    )
    assert draft.stated == datetime(2023, 10, 27, tzinfo=UTC)
