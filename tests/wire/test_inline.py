"""A stretch cut out of a block's text goes out of its markup too, and nothing else does."""

from __future__ import annotations

import html
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.model import Block, BlockKind
from pipeline.wire import read
from pipeline.wire.inline import cut

TAG = re.compile(r"<[^<>]*>")


def visible(markup: str) -> str:
    return html.unescape(TAG.sub("", markup.replace("<br>", " ")))


def paragraph(text: str, markup: str = "") -> Block:
    return Block(BlockKind.PARAGRAPH, text, markup)


def solid(text: str) -> str:
    return "".join(text.split())


INLINE = st.recursive(
    st.sampled_from(
        [
            "BEIJING, ",
            "Nov. 27, 2025 ",
            "/PRNewswire/ ",
            "-- ",
            "The forum ",
            "opens &amp; closes. ",
            "<br>",
            "SOURCE Acme",
            " ",
        ]
    ),
    lambda inner: st.tuples(
        st.sampled_from(["b", "em", 'a href="https://a.example/"']), st.lists(inner, max_size=4)
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0].split()[0]}>"),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(INLINE, max_size=6).map("".join), st.data())
@example("<b>BEIJING, Nov. 27, 2025 /PRNewswire/ -- The</b> forum", None)
def test_text_and_markup_never_disagree(markup: str, data: st.DataObject | None) -> None:
    text = visible(markup).strip()
    block = paragraph(text, markup)
    first = data.draw(st.integers(0, len(text))) if data else 4
    last = data.draw(st.integers(first, len(text))) if data else 40
    after = cut(block, [(first, last)])
    assert solid(after.text) == solid(text[:first] + text[last:])
    if after.html:
        assert solid(visible(after.html)) == solid(after.text)
        assert after.html.count("<b>") == after.html.count("</b>")
    elif after.text and markup.count("<") > markup.count("<br>"):
        kept = TAG.sub("", cut(paragraph(text, f"<em>{markup}</em>"), [(first, last)]).html)
        assert solid(html.unescape(kept)) == solid(after.text)
    for read_block in read([block, paragraph("More follows."), block]).body:
        assert not read_block.html or solid(visible(read_block.html)) == solid(read_block.text)


def test_what_the_cut_leaves_empty_goes_and_what_it_opens_stays() -> None:
    block = paragraph("A BC D", '<b>A</b> <a href="https://a.example/"><b>B</b>C</a> <em>D</em>')
    assert cut(block, [(0, 3)]).html == '<a href="https://a.example/">C</a> <em>D</em>'
    assert cut(block, [(0, 1), (4, 6)]).html == '<a href="https://a.example/"><b>B</b>C</a>'
    assert cut(block, [(0, 6)]) == paragraph("")


def test_markup_that_says_something_else_is_given_up() -> None:
    assert cut(paragraph("A BC D", "<b>Another text</b>"), [(0, 1)]) == paragraph("BC D")
    assert cut(paragraph("A BC D", "<b>A BC D"), [(0, 1)]) == paragraph("BC D")
    assert cut(paragraph("A BC D", "A <!-- x --> <b>BC</b> D"), [(0, 1)]) == paragraph("BC D")
