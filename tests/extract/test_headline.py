"""Which title of a page is its headline, and what is stripped from around it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import article
from pipeline.extract.headline import without_site

LONG = "The port of Lindau opens a hall with forty booths for interpreters, a library and a reading room on the shore"


def read(head: str, body: str = "", url: str = "https://www.lakecourier.example/a/b") -> str:
    return article(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url=url).headline


def linked(headline: str, kind: str = "NewsArticle") -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": kind, "headline": headline})}</script>'


def og(title: str, site: str = "") -> str:
    named = f'<meta property="og:site_name" content="{site}">' if site else ""
    return f'<meta property="og:title" content="{title}">{named}'


@pytest.mark.parametrize(
    ("head", "body", "headline"),
    [
        ("<title>Hall opens | Port | Site</title>", "", "Hall opens | Port"),
        ("<title>Hall opens - Site</title><meta property=og:site_name content=Site>", "", "Hall opens"),
        ("<title>Hall opens - at last</title>", "", "Hall opens - at last"),
        ("<title>Site</title>", "<h1>Hall opens</h1>", "Hall opens"),
        (og("Hall opens"), "<h1>Site</h1><h1>Hall <i>opens</i></h1>", "Hall opens"),
        (og("The new hall on the lake opens | Site"), "<h1>The new hall on the lake opens its doors</h1>", "The new hall on the lake opens its doors"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Port &amp;amp; Sons"}</script>', "<h1>Site</h1>", "Port & Sons"),
        ('<script type="application/ld+json">[[[[[[{"@type":"NewsArticle","headline":"Deep"}]]]]]]</script>', "<h1>Port</h1>", "Port"),
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":["List"],"datePublished":{"x":[]},"inLanguage":7}</script>', "", "List"),
        ("", "", ""),
        # a logo or a section name is no headline
        (og("Hall opens on the lake", "Shore") + "<title>Hall opens on the lake - Shore</title>", "<h1><a href='/'>Shore</a></h1><h2>Hall opens on the lake</h2>", "Hall opens on the lake"),
        ("<title>Hall opens on the lake - Ministry of Lakes</title>", "<h1>Press releases</h1><h2>Hall opens on the lake</h2>", "Hall opens on the lake"),
        (og("News: Hall opens on the lake") + linked("Hall opens on the lake"), "<h1><span class=x>News</span><span>Hall opens on the lake</span></h1>", "Hall opens on the lake"),
        (linked("Hall opens on the lake"), "<h1><div class=kicker>Business</div>Hall opens on the lake</h1>", "Hall opens on the lake"),
        # what stands on the page wins over what was written for search engines
        (og("Hall for interpreters opens in Lindau"), "<article><h1>Lindau opens its hall for interpreters at last</h1></article>", "Lindau opens its hall for interpreters at last"),
        (og(LONG[:60] + "…"), f"<h1>{LONG}</h1>", LONG),
        (linked(LONG[:80]) + og(LONG[:60] + "..."), f"<h1>{LONG}</h1>", LONG),
        (og(LONG[:60] + "...") + linked(LONG), "", LONG),
        (og("Hall opens - a first look | Lake Courier"), "<h1>Hall opens - a first look</h1>", "Hall opens - a first look"),
        ("<title>Budget 2026: what it means for the lake | Politics | Lake Courier</title>", "", "Budget 2026: what it means for the lake"),
        ("<title>Lake Courier: Hall opens on the lake</title>", "", "Hall opens on the lake"),
        ("<title>Hall opens on the lake » Shore</title>" + og("Hall opens on the lake", "Shore"), "", "Hall opens on the lake"),
        # line breaks and glued spans
        (og("Hall opens on the lake"), "<h1>Hall opens<br>on the lake</h1>", "Hall opens on the lake"),
        (og("Hall opens"), "<h1>HALL OPENS ON THE LAKE</h1>", "HALL OPENS ON THE LAKE"),
        (og("Hall opens on the lake") + linked("Hall opens on the lake"), "<h1>HALL OPENS ON THE LAKE</h1>", "Hall opens on the lake"),
        ("<title>林道港启用四十间同声传译室_财经_湖畔网</title>", "", "林道港启用四十间同声传译室"),
        ("<title>林道港启用四十间同声传译室-湖畔新闻网</title>", "<h1 class=logo>湖畔</h1>", "林道港启用四十间同声传译室"),
    ],
)  # fmt: skip
def test_headlines(head: str, body: str, headline: str) -> None:
    assert read(head, body) == headline


@given(st.text(max_size=80), st.text(max_size=20))
def test_stripping_never_invents(title: str, site: str) -> None:
    left = without_site(title, {site.casefold()})
    assert (
        left in " ".join(title.split())
        or left.replace(" ", "") in "".join(title.split())
        or not left.isprintable()
        or len(left) <= len(title) * 2
    )


@pytest.mark.parametrize(
    ("html", "subhead"),
    [
        ("<header><h1>Hall opens</h1><p class=subtitle>- Forty booths</p><p class=subtitle>- A library</p></header>", "- Forty booths - A library"),
        ("<h1>Hall opens</h1><div class='article__standfirst standfirst'>Forty booths, a library and a view</div>", "Forty booths, a library and a view"),
        ("<header><h1>Hall opens</h1><h2>Forty booths, a library and a view</h2></header>", "Forty booths, a library and a view"),
        ("<h1>Hall opens</h1><h2>Forty booths, a library and a view</h2>", ""),
        ("<h1>Hall opens</h1><p>x</p><div><div class=subtitle>Of another story</div></div>" * 1 + "<p>y</p>", "Of another story"),
        ("<h1>Hall opens</h1>" + "<p>x</p>" * 9 + "<div class=subtitle>Of another story</div>", ""),
        ("<h1>Hall opens</h1><p class=subtitle>Hall opens</p>", ""),
    ],
)  # fmt: skip
def test_subheads(html: str, subhead: str) -> None:
    assert article(f"<html><body>{html}</body></html>".encode(), url="https://site.example/").subhead == subhead


@pytest.mark.parametrize(
    ("html", "by"),
    [
        ('<script type="application/ld+json">{"@type":"Article","headline":"x","author":[{"@type":"Person","name":"A. One"},{"name":"B. Two"}]}</script>', "A. One, B. Two"),
        ('<meta name="author" content="By A. One">', "A. One"),
        ('<meta property="article:author" content="https://social.example/one"><a rel=author>A. One</a>', "A. One"),
        ("<header class=release-header><p>News provided by</p><a href=/x><strong>Port of Lindau</strong></a></header>", "Port of Lindau"),
        ("<p>nobody</p>", ""),
    ],
)  # fmt: skip
def test_bylines(html: str, by: str) -> None:
    assert article(f"<html><body>{html}</body></html>".encode(), url="https://site.example/").by == by
