"""Images of a text, told from all others on its page, each with the block that is its caption."""

from __future__ import annotations

import time

import pytest

from pipeline.extract import article, fragment
from pipeline.model import Candidate, Selectors

URL = "https://site.example/news/a.html"
FIRST = (
    "The harbour museum shows three hundred model ships from four centuries, the city said on Monday in a statement."
)
SECOND = "Entry is free on Sundays until the end of the year, and guided tours of the new hall start every day at noon."
THIRD = "The director expects that twice as many visitors as last year will come to see the ships and the old cranes."


def page(*inner: str, head: str = "", selectors: Selectors | None = None) -> tuple[Candidate, ...]:
    html = f"<html lang=en><head><title>Ships</title>{head}</head><body>{''.join(inner)}</body></html>"
    return article(html.encode(), url=URL, selectors=selectors).images


def body(*between: str) -> str:
    return f"<main><h1>Museum opens</h1><div class=text><p>{FIRST}</p>{between[0]}<p>{SECOND}</p>{''.join(between[1:])}<p>{THIRD}</p></div></main>"


def test_a_figure_has_its_figcaption_and_the_address_is_absolute() -> None:
    found = page(body('<figure><img src="../ships.jpg" alt=x><figcaption>Ships <b>in</b> a row</figcaption></figure>'))
    assert found == (Candidate("https://site.example/ships.jpg", "Ships in a row"),)


@pytest.mark.parametrize(
    "figure",
    [
        '<div class="wp-caption"><img src=/a.jpg><p class="wp-caption-text">The hall</p></div>',
        '<p><img src=/a.jpg></p><p class="caption">The hall</p>',
        '<figure><a href=/big><img src=/a.jpg></a><div>The hall</div></figure>',
        '<figure><img src=/a.jpg><img src=/b.jpg><figcaption>The hall</figcaption></figure>',
    ],
)  # fmt: skip
def test_a_caption_belongs_to_the_first_image_beside_it(figure: str) -> None:
    assert page(body(figure))[0] == Candidate("https://site.example/a.jpg", "The hall")
    assert [one.caption for one in page(body(figure))[1:]] in ([], [""])


def test_a_caption_is_never_that_of_another_figure() -> None:
    found = page(
        body(
            '<figure><img src=/a.jpg></figure>',
            '<figure><img src=/b.jpg><figcaption>The second</figcaption></figure>',
            '<img src=/c.jpg>',
        )
    )  # fmt: skip
    assert [(one.address[-5:], one.caption) for one in found] == [
        ("a.jpg", ""), ("b.jpg", "The second"), ("c.jpg", ""),
    ]  # fmt: skip


def test_what_stands_around_the_text_is_none_of_its_images() -> None:
    found = page(
        "<header><img src=/head.jpg></header><nav><img src=/nav.jpg></nav>",
        body(
            "<aside class=related><img src=/related.jpg></aside>",
            '<div class="sharedaddy"><a href="https://twitter.com/intent/tweet"><img src=/tweet.jpg></a></div>',
            '<a href="https://www.facebook.com/sharer.php?u=x"><img src=/f.jpg></a>',
            '<img src=/own.jpg><noscript><img src=/again.jpg></noscript>',
        ),
        "<aside><img src=/side.jpg></aside><footer><img src=/foot.jpg></footer>",
    )  # fmt: skip
    assert [one.address for one in found] == ["https://site.example/own.jpg"]


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://rt.prnewswire.com/rt.gif?NewsItemId=EN43545&amp;Transmission_Id=202609091001PR_NEWS_EURO_ND">',
        "<img src=/a.jpg width=1 height=1>",
        '<img src=/a.jpg style="width:1px;height:1px">',
        '<img src=/a.jpg style="display: none">',
        "<img src=/a.jpg hidden>",
        '<div style="display:none"><img src=/a.jpg></div>',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        '<img src="/drawing.svg"><svg><image href="/a.jpg"></image></svg>',
        "<img src='javascript:alert(1)'><img src=''><img>",
        '<img src="http://user:secret@site.example/a.jpg">',
    ],
)
def test_beacons_and_hidden_images_are_none(image: str) -> None:
    assert page(body(image)) == ()


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ('<img src="data:image/gif;base64,R0" data-src="/late.jpg">', "late.jpg"),
        ('<img src="/img/spacer.gif" data-lazy-src="/late.jpg">', "late.jpg"),
        ('<img srcset="/s.jpg 400w, /m.jpg 1600w, /print.jpg 6000w">', "m.jpg"),
        ('<picture><source srcset="/s.webp 1x"><img src="data:,"></picture>', "s.webp"),
        ('<img src="data:," srcset=", ,">', None),
    ],
)
def test_an_image_is_found_where_its_page_hides_it_until_a_reader_scrolls(image: str, address: str | None) -> None:
    assert [one.address for one in page(body(image))] == ([f"https://site.example/{address}"] if address else [])


def test_a_wires_own_images_stand_in_what_is_no_text() -> None:
    asset = (
        '<div class="PRN_ImbeddedAssetReference" id="DivAssetPlaceHolder1"><p><a href="x">'
        '<img src="https://mma.prnewswire.com/media/2834/harbour.jpg?p=publish"></a><br><span>The hall</span></p></div>'
    )
    released = f"<section class=release-body><p>{FIRST}</p><p>{SECOND}</p>{asset}<p>{THIRD}</p></section>"
    assert page("<h1>Museum</h1>", released) == (
        Candidate("https://mma.prnewswire.com/media/2834/harbour.jpg?p=publish"),
    )


def test_an_image_under_the_headline_belongs_and_one_above_it_does_not() -> None:
    above = "<div><img src=/banner.jpg></div>"
    found = page(
        above,
        f"<main><h1>Museum opens</h1><img src=/lead.jpg><div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></main>",
    )
    assert [one.address for one in found] == ["https://site.example/lead.jpg"]


def test_with_a_selector_only_images_within_count() -> None:
    html = f"<img src=/out.jpg><div class=x><img src=/in.jpg><p>{FIRST}</p></div><img src=/after.jpg>"
    assert [one.address[-6:] for one in page(html, selectors=Selectors(body=".x"))] == ["in.jpg"]


def test_the_page_names_an_image_for_itself_apart_from_those_of_its_text() -> None:
    head = '<meta property="og:image" content="/lead.jpg"><meta name="twitter:image" content="/other.jpg">'
    html = f"<html><head>{head}</head><body>{body('')}</body></html>"
    draft = article(html.encode(), url=URL)
    assert (draft.images, draft.image) == ((), "https://site.example/lead.jpg")


def test_the_content_of_a_feed_entry_has_images_too() -> None:
    found = fragment(
        f"<img src=/a.jpg><p>{FIRST}</p><figure><img src=/b.jpg><figcaption>Hall</figcaption></figure>", url=URL
    )
    assert found.images == (Candidate("https://site.example/a.jpg"), Candidate("https://site.example/b.jpg", "Hall"))


def test_ten_thousand_images_take_no_time() -> None:
    began = time.monotonic()
    html = f"<p>{FIRST}</p>" + "".join(
        f"<div><div><img src=/{n}.jpg><p class=caption>C{n}</p></div></div>" for n in range(10_000)
    )
    assert len(fragment(html, url=URL).images) == 300
    assert time.monotonic() - began < 10
