"""Which text of a page is the article: what is joined to it, what is dropped, and what to do where little is known."""

from __future__ import annotations

import json

import pytest

from pipeline.extract import article
from pipeline.extract.furniture import is_furniture
from pipeline.model import BlockKind

TEXT = [
    "The port of Lindau on Thursday opened a hall with forty booths for interpreters, the first of its kind on the lake.",
    "Each booth has two seats, a lamp and a line to the stage, and the windows look on the water rather than on the hall.",
    "Two universities have signed a lease of ten years and will share the cost of all repairs, the port said.",
    "The first conference is to begin on Monday and to last for three days, if the weather permits.",
]
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in TEXT)


def lines(body: str, head: str = "") -> list[str]:
    page = f"<html lang=en><head>{head}<title>Hall opens on the lake</title></head><body>{body}</body></html>"
    return [block.text for block in article(page.encode(), url="https://site.example/a").body]


@pytest.mark.parametrize(
    "extra",
    [
        "<p><strong>Read more: <a href=/1>Ferry fares to rise by 4 percent</a></strong></p>",
        "<p><a href=/1>Ferry fares to rise by 4 percent in spring</a></p>",
        "<div class=newsletter-box><p>Every morning the best of the lake, in your letter box before you are awake.</p></div>",
        "<div class='share-buttons'><a href=#>Facebook</a> <a href=#>X</a></div>",
        "<p>Share this article on Facebook</p>",
        "<div class=related-posts><h3>Elsewhere</h3><p>A teaser of another story, long enough to look like text.</p></div>",
        "<p>Advertisement</p>",
        "<p>© 2025 Lake Courier. All rights reserved.</p>",
        "<p hidden>A paragraph for another edition that nobody is meant to see on this page.</p>",
        "<ul><li><a href=/1>Ferry fares to rise</a></li><li><a href=/2>Storm closes harbour</a></li></ul>",
    ],
)
def test_what_stands_in_the_text_and_is_none(extra: str) -> None:
    middle = "".join(f"<p>{line}</p>" for line in TEXT[:2]) + extra + "".join(f"<p>{line}</p>" for line in TEXT[2:])
    assert lines(f"<h1>Hall opens on the lake</h1><article>{middle}</article>") == TEXT


@pytest.mark.parametrize(
    "last",
    [
        "SOURCE Port of Lindau",
        "Original link: https://en.lindau.example/p/7.html",
        "Contact: press@lindau.example",
        "###",
    ],
)
def test_last_lines_of_a_release_belong_to_it(last: str) -> None:
    found = lines(
        f"<h1>Hall opens on the lake</h1><div class=text>{PARAGRAPHS}<p>{last}</p></div><div><p>Imprint</p></div>"
    )
    assert found == [*TEXT, *([last] if last != "###" else [])]


NAMES = [
    "post tag-newsletter category-social",
    "content-with-menu has-sidebar",
    "article paywall premium",
    "single-post author-admin comments-open",
    "story print",
    "container subscribe-page",
]


@pytest.mark.parametrize("inner", NAMES)
@pytest.mark.parametrize("outer", NAMES)
def test_names_say_what_a_text_is_about_too(outer: str, inner: str) -> None:
    menu = f"<ul>{'<li><a href=/x>Another story of the day</a></li>' * 60}</ul>"
    head = "<h1>Hall opens on the lake</h1>"
    assert lines(f"<div class='{outer}'>{head}<div class='{inner}'>{PARAGRAPHS}</div></div>{menu}") == TEXT
    assert lines(f"<main class='{outer}'>{head}<article class='{inner}'>{PARAGRAPHS}</article></main>{menu}") == TEXT
    assert lines(f"<table><tr><td>{menu}<td class='{outer}'>{head}{PARAGRAPHS}</table>") == TEXT


def test_rows_of_teasers_are_no_text_even_where_they_outweigh_it() -> None:
    card = "<div><h3><a href=/{0}>Another story of some length, number {0}</a></h3><p>{1}</p></div>"
    cards = "".join(
        card.format(n, "A teaser of twenty words that tells a little of what the story is about, and ends.")
        for n in range(30)
    )
    assert lines(f"<div><h1>Hall opens on the lake</h1><div>{PARAGRAPHS}</div></div><div>{cards}</div>") == TEXT


def test_a_page_drawn_by_scripts_is_read_from_its_linked_data() -> None:
    told = json.dumps({"@type": "NewsArticle", "headline": "Hall opens on the lake", "articleBody": "\n\n".join(TEXT)})
    head = f'<script type="application/ld+json">{told}</script>'
    assert lines("<div id=root></div><noscript>Please turn on scripts.</noscript>", head) == TEXT


def test_the_linked_data_say_which_of_two_texts_is_meant() -> None:
    other = "".join(
        f"<p>Of another matter altogether, and at some length, says paragraph number {n}.</p>" for n in range(9)
    )
    told = json.dumps({"@type": "NewsArticle", "headline": "Hall opens on the lake", "articleBody": " ".join(TEXT)})
    head = f'<script type="application/ld+json">{told}</script>'
    assert lines(f"<article>{other}</article><div class=c-7>{PARAGRAPHS}</div>", head) == TEXT


def test_the_same_text_for_small_screens_is_read_once() -> None:
    assert lines(f"<h1>Hall opens on the lake</h1><div>{PARAGRAPHS}</div><div class=mobile>{PARAGRAPHS}</div>") == TEXT


def test_what_a_figure_holds_is_a_caption() -> None:
    figure = "<figure><img src=a.jpg><div><p>The hall on the evening before it opened</p></div></figure>"
    page = f"<html><body><h1>Hall opens</h1><article>{TEXT[0]}{figure}{PARAGRAPHS}</article></body></html>"
    kinds = {block.text: block.kind for block in article(page.encode(), url="https://site.example/").body}
    assert kinds["The hall on the evening before it opened"] is BlockKind.CAPTION


@pytest.mark.parametrize(
    "text",
    ["Read also: Ferry fares to rise", "Lesen Sie auch: Fähren werden teurer", "相关阅读：渡轮票价上涨", "اقرأ أيضا: أسعار العبارة", "Читайте также: Билеты подорожают",
     "5 min read", "Follow us on Facebook", "【责任编辑：港口】", "Tags: port, lake", "Sign up for our newsletter", "Publicité"],
)  # fmt: skip
def test_furniture_by_its_words(text: str) -> None:
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    ["Read this and weep, said the captain of the ferry to his passengers.", "Related parties signed the lease on Friday.", "Trending goods sell best at the port.",
     "Share prices rose by 4 percent.", "Más información en la página del puerto.", "Tags are printed at the entrance.", "Source: Port of Lindau", "FOR IMMEDIATE RELEASE", "Read more",
     "Subscribers of the port library may borrow ten dictionaries.", "Newsletter writers met on the lake.", "x"],
)  # fmt: skip
def test_words_that_only_look_like_furniture(text: str) -> None:
    assert not is_furniture(text)
