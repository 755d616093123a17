"""Inline markup: read off html, cut per sentence, written again; whatever comes in, well-formed html goes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import markup as extraction
from pipeline.segments import Mark, Marked, cut, plain, read, render
from tests.segments.wellformed import is_well_formed

LINK = "https://fair.example.org/a?b=1&c=2"


def test_html_is_read_as_text_and_marks() -> None:
    html = f'Visit <a href="{LINK.replace("&", "&amp;")}">our <b>new</b> site</a> &amp; win H<sub>2</sub>O<br>today'
    assert read(html) == Marked(
        "Visit our new site & win H2O today",
        (
            Mark(6, 18, "a", LINK),
            Mark(10, 13, "b"),
            Mark(26, 27, "sub"),
            Mark(28, 29, "br"),
        ),
    )
    assert plain(html) == "Visit our new site & win H2O today"


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<b>never closed", Marked("never closed", (Mark(0, 12, "b"),))),
        ("</b>never opened", Marked("never opened")),
        ("<b><i>crossed</b></i>", Marked("crossed", (Mark(0, 7, "i"), Mark(0, 7, "b")))),
        ("a < b > c & d", Marked("a < b > c & d")),
        ("<script>x</script><span class='y'>z</span>", Marked("xz")),
        ("<a>no address</a>", Marked("no address")),
        ("<a href='javascript:alert(1)'>evil</a>", Marked("evil")),
        ("<a href='&#106;avascript:alert(1)'>evil</a>", Marked("evil")),
        ("<a title='href=https://x.example' href=mailto:a@b.example>mail</a>", None),
        ('<a href="https://a.example"><a href="https://b.example">in</a></a>', None),
        ("<b></b>empty", Marked("empty")),
        ("", Marked("")),
    ],
)
def test_broken_and_hostile_html_is_read(html: str, marked: Marked | None) -> None:
    found = read(html)
    if marked is None:
        assert len(found.marks) == 1
        assert is_well_formed(render(found.text, found.marks))
    else:
        assert found == marked


def test_marks_follow_the_text_as_the_block_has_it() -> None:
    html = f'It  opens\n<a href="{LINK}">next<br>week</a> in <b>Haikou</b>.'
    text = "It opens next week in Haikou."
    assert [(m.tag, text[m.start : m.end]) for m in read(html, text).marks] == [
        ("a", "next week"),
        ("br", " "),
        ("b", "Haikou"),
    ]


def test_a_link_whose_words_are_gone_stands_at_the_end() -> None:
    html = f'The fair opens in Haikou on Monday morning.<a href="{LINK}"> Register here</a>'
    assert read(html, "The fair opens in Haikou on Monday morning. ").marks == (Mark(43, 43, "a", LINK),)


@pytest.mark.parametrize(
    "page",
    [
        "<p>The <b>port</b> of <a href='/x'>Hai<i>kou</i></a>,<br>Hainan</p>",
        "<p><strong>A & B </strong>said <em>“yes”</em>&nbsp;: <a href='mailto:a@b.example'>write</a> &lt;now&gt;</p>",
        "<p>CO<sub>2</sub> fell by 10<sup>6</sup> <a href='https://x.example/?a=1&amp;b=\"2\"'>tonnes</a></p>",
    ],
)
def test_what_extraction_gives_is_read_and_written_the_same(page: str) -> None:
    root = extraction.parse(page)
    assert root is not None
    [block] = extraction.blocks(root, "https://base.example/")
    assert block.html
    marked = read(block.html, block.text)
    assert marked.text == block.text
    assert render(marked.text, marked.marks) == block.html


def test_marks_are_cut_at_sentences_and_closed_in_each() -> None:
    marked = read(f'One <b>two. Three</b> four. <a href="{LINK}">Five</a>')
    assert cut(marked, 0, 8) == (Mark(4, 8, "b"),)
    assert cut(marked, 9, 20) == (Mark(0, 5, "b"),)
    assert cut(marked, 21, 25) == (Mark(0, 4, "a", LINK),)


def test_a_full_stop_left_of_a_mark_is_no_mark() -> None:
    marked = read(f'One two<a href="{LINK}">. Three</a> four.')
    assert cut(marked, 0, 8) == ()
    assert cut(marked, 9, 20) == (Mark(0, 5, "a", LINK),)


def test_overlapping_marks_are_nested() -> None:
    marks = [Mark(0, 7, "b"), Mark(4, 11, "a", LINK), Mark(8, 13, "i")]
    link = f'<a href="{LINK.replace("&", "&amp;")}">'
    assert render("one two <3> x", marks) == f"<b>one </b>{link}<b>two</b> <i>&lt;3&gt;</i></a><i> x</i>"


characters = st.text(st.sampled_from("ab é。<>&\"' \n好"), max_size=25)
tags = st.sampled_from(["a", "b", "i", "em", "strong", "sub", "sup", "br", "script"])
hrefs = st.sampled_from([LINK, 'https://x.example/"><script>', "mailto:a@b.example", "javascript:x", ""])
marks = st.lists(st.builds(Mark, st.integers(-2, 30), st.integers(-2, 30), tags, hrefs), max_size=7)


@given(text=characters, marks=marks)
def test_any_marks_are_written_well_formed_around_the_text(text: str, marks: list[Mark]) -> None:
    html = render(text, marks)
    assert is_well_formed(html)
    assert "script" not in html.replace("&gt;&lt;script", "").replace("&quot;&gt;&lt;script&gt;", "")
    assert plain(html).split() == text.split()
    assert len(plain(html)) == len(text)


@given(html=st.lists(st.sampled_from(["<b>", "</b>", "<a href='https://x.example'>", "</a>", "<br>", "<", "&lt;", "a", " ", "<i x='", '"', ">"])).map("".join), text=st.none() | characters)  # fmt: skip
def test_any_html_is_read(html: str, text: str | None) -> None:
    marked = read(html, text)
    assert all(0 <= mark.start <= mark.end <= len(marked.text) for mark in marked.marks)
    again = render(marked.text, marked.marks)
    assert is_well_formed(again)
    assert text is None or marked.text == text


@given(html=st.lists(st.sampled_from(["<b>", "</b>", "<i>", "</i>", "a ", "b. "])).map("".join), data=st.data())
def test_cut_marks_lie_in_their_sentence_on_words(html: str, data: st.DataObject) -> None:
    marked = read(html)
    start = data.draw(st.integers(0, len(marked.text)))
    end = data.draw(st.integers(start, len(marked.text)))
    for mark in cut(marked, start, end):
        assert 0 <= mark.start < mark.end <= end - start
        assert marked.text[start:end][mark.start : mark.end].strip()


@pytest.mark.parametrize("html", ["<a " * 60_000, "<a href='" * 40_000, "<b>" * 100_000, "&" * 200_000, "<" * 200_000])
def test_long_nonsense_is_read_in_time(html: str) -> None:
    assert read(html).text.count("x") == 0
