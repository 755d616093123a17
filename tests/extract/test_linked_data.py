"""JSON-LD as it is found in the wild: in graphs, in pieces, and not quite JSON."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import linked_data, markup

ARTICLE = '"@type":"NewsArticle","headline":"Hall opens","datePublished":"2024-05-13"'


def read(*scripts: str, addresses: tuple[str, ...] = ()) -> linked_data.LinkedData:
    blocks = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    root = markup.parse(f"<html><head>{blocks}</head><body>x</body></html>")
    assert root is not None
    return linked_data.read(root, addresses)


@pytest.mark.parametrize(
    "scripts",
    [
        [f"{{{ARTICLE}}}"],
        [f"[{{{ARTICLE}}}]"],
        [f'{{"@graph":[{{"@type":"WebSite","name":"Site"}},{{{ARTICLE}}}]}}'],
        [f'{{"@type":"WebPage","mainEntity":{{{ARTICLE}}}}}'],
        [f'{{"@type":"ItemList","itemListElement":[{{"@type":"ListItem","item":{{{ARTICLE}}}}}]}}'],
        ['{"@type":"WebPage","headline":"Of the page"}', f"{{{ARTICLE}}}"],
        [f"{{{ARTICLE},}}"],
        [f"<!-- {{{ARTICLE}}} -->"],
        [f"//<![CDATA[\n{{{ARTICLE}}}\n//]]>"],
        [f'{{{ARTICLE},"description":"two\nlines"}}'],
        [f'{{{ARTICLE}}}{{"@type":"Organization","name":"Site"}}'],
        [f'{{{ARTICLE},"description":"it\\\'s"}}'],
        [f'{{{ARTICLE},"author":{{"name":"one" "two"}}}}'],
        [f"{{{ARTICLE}}};"],
        ["{ not json }", f"{{{ARTICLE}}}"],
        [f'{{{ARTICLE.replace("NewsArticle", "https://schema.org/NewsArticle")}}}'],
        [f'{{{ARTICLE.replace(chr(34) + "NewsArticle" + chr(34), "[" + chr(34) + "Thing" + chr(34) + "," + chr(34) + "NewsArticle" + chr(34) + "]")}}}'],
    ],
)  # fmt: skip
def test_the_article_is_found(scripts: list[str]) -> None:
    found = read(*scripts)
    assert (found.headlines[0], found.published[0]) == ("Hall opens", "2024-05-13")


def test_of_several_articles_the_one_of_this_page_is_meant() -> None:
    other = (
        '{"@type":"NewsArticle","headline":"Another","datePublished":"2020-01-01","url":"https://site.example/other"}'
    )
    own = f'{{{ARTICLE},"mainEntityOfPage":{{"@id":"https://www.site.example/hall/"}}}}'
    assert read(other, own, addresses=("https://site.example/hall?from=feed",)).headlines == ("Hall opens",)


def test_names_of_site_and_sections_are_no_headlines() -> None:
    crumbs = (
        '{"@type":"BreadcrumbList","itemListElement":[{"name":"News"},{"item":{"name":"Lake"}},{"name":"Hall opens"}]}'
    )
    site = '{"@type":"WebSite","name":"Shore","publisher":{"name":"Shore Media"}}'
    assert set(read(crumbs, site, f"{{{ARTICLE}}}").sites) == {"News", "Lake", "Shore", "Shore Media"}


def test_bodies_lose_their_markup() -> None:
    body = "&lt;p&gt;First &amp;amp; last.&lt;/p&gt;&lt;p&gt;Second.&lt;/p&gt;"
    assert read(f'{{{ARTICLE},"articleBody":"{body}"}}').body == "First & last.\nSecond."


@given(st.text(alphabet='{}[]",:\\/<>!-\n @typeheadlineNewsArticle01', max_size=200))
def test_no_script_fails(script: str) -> None:
    assert read(script.replace("</", "")) is not None
