"""Pages are HTML to the letter, whatever a source sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.model import Block, BlockKind, Feed, FeedPage, Front, Image, Item
from pipeline.outputs import html
from tests.newsroom import checker, site

CRUEL = "]]> \x00\x0b\ufffe\ud800 <!-- --> </script></style> & \u2028 👩‍🌾 {{ 7 * 7 }} {% raw %} \u202eevil"
LINKS = (
    'https://example.org/%zz?a=b c&d="e"<f>#g\'h',
    "mailto:a b@example.org?subject=x y<z>",
    "https://münchen.example/straße?ü=ß",
    "https://user:secret@example.org/",
    "javascript:alert(1)",
    "https://example.org/a[1]|b^`{c}",
)


def cruel(item: Item) -> Item:
    """The item with everything in it that may break a page."""
    links = "".join(f'<a href="{link.replace(chr(34), "&quot;")}">{CRUEL}</a>' for link in LINKS)
    body = (
        Block(BlockKind.HEADING, CRUEL),
        Block(BlockKind.PARAGRAPH, CRUEL, f"<b><i>{CRUEL}</b></i>{links}<table><td>"),
        Block(BlockKind.TABLE_ROW, f"1 | {CRUEL} | 3"),
        Block(BlockKind.TABLE_ROW, "a | b"),
        Block(BlockKind.LIST_ITEM, CRUEL),
        Block(BlockKind.QUOTATION, "x" * 5_000),
        Block(BlockKind.CAPTION, CRUEL),
        Block(BlockKind.PARAGRAPH, "كلمات وأكثر " * (50_000 if item.article.language == "ar" else 1)),  # 1 MB
    )
    article = replace(
        item.article, headline=CRUEL, subhead=CRUEL, issuer=CRUEL, by=CRUEL, body=body, origin_url=LINKS[0], route=CRUEL
    )
    picture = Image(f"{site.ROOT}images/a b.png", "image/png", 3, 2, 1, CRUEL, CRUEL)
    return replace(item, article=article, original_link=LINKS[0], images=(picture, picture))


def test_every_page_is_valid_html(tmp_path: Path, newsroom_feed: Feed) -> None:
    alike = tuple(f"{site.name(number)}.html" for number in range(2, 8))
    pages = {path: data for path, data in site.files().items() if path.endswith(".html")}
    site.write(tmp_path / "site", {path: data for path, data in pages.items() if not path.endswith(alike)})
    (tmp_path / "wrong.html").write_text('<!doctype html><html lang="en"><title>x</title><p><img src="a b">', "utf-8")
    hostile = [replace(item, name=f"hostile{number}") for number, item in enumerate(newsroom_feed.items)]
    hostile += [replace(cruel(site.item(tag)), name=f"cruel-{tag}") for tag in ("fr", "ar")]
    feed = replace(newsroom_feed, items=tuple(hostile), languages={"fr": "https://news.example.org/website/fr/"})
    feed = replace(feed, site=replace(feed.site, title=CRUEL), page=FeedPage(2, "page-2.html", "index.html"))
    pages = {"list.html": html.render(feed), "page-2.html": html.render_page(feed)}
    pages["empty.html"] = html.render(replace(feed, items=(), page=None))
    pages["index.html"] = html.render_channel(Front(feed.site, "website", site.ROOT, site.NOW, (feed,) * 1))
    pages["none.html"] = html.render_channel(Front(feed.site, "website", site.ROOT, site.NOW, ()))
    for item in hostile:
        pages |= html.render_item(feed, item)
    site.write(tmp_path / "hostile", pages)
    assert len(list(tmp_path.rglob("*.html"))) > 30
    told = checker.errors(tmp_path)
    assert [one for one in told if not one.startswith("wrong.html, ")] == []
    assert len(told) == 2  # the checker finds what is wrong
