"""A newsroom's own look: templates and files that take the place of ours, and what is said of broken ones."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.errors import OutputError
from pipeline.model import Front
from pipeline.newsroom import Theme, theme
from pipeline.outputs import html
from tests.newsroom import site


def item_page(folder: Path | str) -> str:
    feed = site.feed("fr", 0, options=html.Options(theme=str(folder)))
    (content,) = html.render_item(feed, site.item("fr")).values()
    return content.decode()


def assets(folder: Path | str) -> dict[str, bytes]:
    front = Front(site.SITE, "website", site.ROOT, site.NOW, (), options=html.Options(theme=str(folder)))
    return dict(html.render_assets(front))


def test_options_are_a_folder_and_nothing_else() -> None:
    assert html.Options().theme == ""
    with pytest.raises(ValidationError):
        html.Options(colour="red")  # type: ignore[call-arg]


def test_a_template_takes_the_place_of_ours_and_may_begin_with_it(tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text(
        '{% extends "ours/base.html" %}{% block footer %}<footer>House & {{ site }}</footer>{% endblock %}', "utf-8"
    )
    found = item_page(tmp_path)
    assert "<footer>House & Quayport newsroom</footer>" not in item_page("")
    (tmp_path / "withdrawn.html").write_text("<p>{{ title }}</p>", "utf-8")
    (gone,) = html.render_withdrawn(
        site.feed("fr", 0, options=html.Options(theme=str(tmp_path))), site.withdrawn("fr")
    ).values()
    assert gone.startswith(b"<p>")
    assert "<h1>" in found  # what was not replaced is ours


def test_what_a_theme_prints_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "item.html").write_text("{{ headline }}", "utf-8")
    item = site.item("fr")
    item = replace(item, article=replace(item.article, headline="<script>alert(1)</script>"))
    feed = site.feed("fr", 0, options=html.Options(theme=str(tmp_path)))
    (content,) = html.render_item(feed, item).values()
    assert content == b"&lt;script&gt;alert(1)&lt;/script&gt;\n"


def test_a_style_sheet_takes_the_place_of_ours_and_another_is_added(tmp_path: Path) -> None:
    assert item_page(tmp_path) == item_page("")
    assert set(assets("")) == {"style.css", "icon.svg"}
    (tmp_path / "theme.css").write_text(":root { --accent: green }", "utf-8")
    (tmp_path / "logo.svg").write_text("<svg/>", "utf-8")
    (tmp_path / ".hidden.css").write_text("x", "utf-8")
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    (tmp_path / "item.html.bak").write_text("x", "utf-8")
    assert set(assets(tmp_path)) == {"style.css", "icon.svg", "theme.css", "logo.svg"}
    assert item_page(tmp_path).count('rel="stylesheet"') == 2
    assert item_page("").count('rel="stylesheet"') == 1
    (tmp_path / "style.css").write_text("p { color: red }", "utf-8")
    assert assets(tmp_path)["style.css"] == b"p { color: red }"


def test_addresses_of_styles_change_with_their_content_alone(tmp_path: Path) -> None:
    style = tmp_path / "style.css"
    style.write_text("p { color: red }", "utf-8")
    before = Theme(str(tmp_path)).links()
    os.utime(style, (1, 1))
    assert Theme(str(tmp_path)).links() == before
    style.write_text("p { color: tan }", "utf-8")
    os.utime(style, (2, 2))
    after = Theme(str(tmp_path)).links()
    assert after != before
    assert f'href="../{after[0]}"' in item_page(tmp_path)


def test_a_template_that_changed_is_read_again(tmp_path: Path) -> None:
    template = tmp_path / "item.html"
    template.write_text("one", "utf-8")
    assert item_page(tmp_path) == "one\n"
    template.write_text("two", "utf-8")
    os.utime(template, (9, 9))
    assert item_page(tmp_path) == "two\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<p>\n{% if %}", 2),
        ("<p>\n\n{{ heading.text }}", 3),
        ("<p>\n{{ 1 / 0 }}", 2),
        ('\n{% include "nowhere.html" %}', 2),
        ('{% extends "base.html" %}\n{% block main %}\n{{ article.body.nothing() }}{% endblock %}', 3),
    ],
)
def test_a_broken_template_is_told_with_its_file_and_line(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "item.html").write_text(text, "utf-8")
    with pytest.raises(OutputError) as told:
        item_page(tmp_path)
    assert f"{tmp_path / 'item.html'}, line {line}: " in str(told.value)


def test_a_theme_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is no folder"):
        item_page(tmp_path / "nowhere")


def test_a_mistake_of_ours_is_not_laid_at_a_themes_door() -> None:
    with pytest.raises(TypeError):
        Theme("").page("chooser.html", 7)  # type: ignore[arg-type]


def test_every_file_that_pages_are_made_of_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "theme.css").write_text("", "utf-8")
    found = html.SOURCES(html.Options(theme=str(tmp_path)))
    assert tmp_path / "theme.css" in found
    assert {"html.py", "item.html", "style.css", "structured.py"} <= {path.name for path in found}
    assert all(path.is_file() for path in found)
    assert html.SOURCES(None) == [path for path in found if path.parent != tmp_path]
    assert theme.sources(str(tmp_path / "nowhere")) == theme.sources("")
