from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Line, Segment, Severity
from pipeline.review import lines
from tests.review.editor.sheets import key, sample


@dataclass(frozen=True)
class Here:
    start: int
    end: int
    term: str = "term"
    wanted: str = "wanted"
    note: str = ""


def shown(html: str, source: str, terms: list[Here] | None = None) -> lines.Shown:
    double = sample()
    line = Line(key(0), Segment(2, source, ""), source_html=html)
    told = lines.shown_lines(replace(double.sheet, lines=(line,)), double.source, {line.key: terms or []})
    return told[line.key]


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "mailto:press@example.org"])
def test_only_addresses_of_pages_become_links(href: str) -> None:
    line = shown(f'<a href="{href}">Write</a>', "Write")
    assert "<a" not in line.source
    assert "Write" in line.source


def test_the_kind_of_a_line_is_that_of_its_place() -> None:
    double = sample()
    told = lines.shown_lines(double.sheet, double.source, {})
    assert [told[line.key].kind for line in double.sheet.lines] == [
        "headline", "subhead", "paragraph", "paragraph", "heading", "list_item", "paragraph", "set-piece",
    ]  # fmt: skip


@given(
    st.text("ab <>&\"'𠮷é", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(-2, 32), st.integers(-2, 32)), max_size=6),
)
def test_terms_change_no_letter_of_the_source_whatever_their_places(text: str, places: list[tuple[int, int]]) -> None:
    line = shown("", text, [Here(start, end) for start, end in places])
    page = BeautifulSoup(line.source, "html.parser")
    assert page.get_text() == text
    for mark in page.select("mark"):
        start, end = places[int(str(mark["data-term"]))]
        assert mark.get_text() == text[start:end]


def test_a_person_should_look_where_nobody_stands_for_it_or_something_is_critical() -> None:
    double = sample()
    quiet, fact, wrong = double.line(key(0)), double.line(key(2)), double.line(key(3))
    assert not lines.to_look_at(quiet)
    assert lines.to_look_at(replace(fact, touched=False))
    assert lines.to_look_at(replace(wrong, touched=False))
    assert lines.worst(wrong) is Severity.CRITICAL
    issues = tuple(replace(issue, dismissed_by="Editor") for issue in wrong.segment.issues)
    assert not lines.to_look_at(replace(wrong, touched=False, segment=replace(wrong.segment, issues=issues)))


def test_hostile_markup_takes_no_time() -> None:
    many = "".join(f'<a href="https://example.org/{n}">word</a> ' for n in range(3000))
    text = " ".join(["word"] * 3000)
    line = shown(many, text)
    assert len(line.chips) <= lines.MOST
