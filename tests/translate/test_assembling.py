"""Finished articles: people's words byte for byte, set pieces whole, links on their words, nothing lost on the way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import routes
from pipeline.glossary import Glossary
from pipeline.model import (
    Block,
    BlockKind,
    Locked,
    Origin,
    Route,
    Segment,
    SegmentOrigin,
    SegmentState,
    Term,
)
from pipeline.translate import Aids, Done
from tests.segments.wellformed import is_well_formed
from tests.translate.scripted import EN_PT, NO_LADDER, Call, Scripted, article, outcomes, translated

THEN = datetime(2026, 1, 1, tzinfo=UTC)
ODD = [
    "Ela disse:  “sim” , 'não' …",
    "um espaço\u00a0fixo e 1.000,50 €",
    "tabs\tdentro",
    "EM MAIÚSCULAS",
    "é\u0301 decomposto",
    "海口 abriu",
    "a & b < c",
    "ponto final .",
]


def one(*body: str | Block, aids: Aids = NO_LADDER, engine: Scripted | None = None, **options: object) -> Done:
    found = translated([article("a", *body)], engine or Scripted(), aids, **options)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("target", ODD)
def test_a_persons_kept_words_stay_byte_for_byte(target: str) -> None:
    kept = {"The port opens.": Segment(5, "The port opens.", target, SegmentOrigin.HUMAN, SegmentState.FINAL)}
    engine = Scripted()
    done = one("The port opens. Ships come.", kept={"a": kept}, engine=engine)
    assert engine.texts == ["Ships come."]
    assert done.segments[0] == replace(kept["The port opens."], block=0)
    assert done.body[0].text == f"{target} Ships come."


def test_what_a_person_made_of_a_bare_figure_stays_too() -> None:
    kept = {"10:30": Segment(0, "10:30", "10h30", SegmentOrigin.HUMAN, SegmentState.REVIEWED)}
    done = one("10:30", "11:30", kept={"a": kept})
    assert [block.text for block in done.body] == ["10h30", "11:30"]
    assert [row.origin for row in done.segments] == [SegmentOrigin.HUMAN, SegmentOrigin.COPIED]


def test_a_set_piece_is_reused_word_for_word_with_its_markup() -> None:
    html = 'Sobre a <a href="https://n.example/">Nordwind</a>:  ela “navega” .'
    piece = Locked(
        "f", BlockKind.BOILERPLATE, "", "Sobre a Nordwind:  ela “navega” .", html, Origin.APPROVED, "Ann", THEN
    )
    engine = Scripted()
    about = Block(BlockKind.BOILERPLATE, "About Nordwind. It sails.", "About <b>Nordwind</b>. It sails.")
    aids = replace(NO_LADDER, set_pieces=lambda article, target: {1: piece})
    done = one("Ships come.", about, "More ships come.", aids=aids, engine=engine)
    assert done.body[1] == Block(BlockKind.BOILERPLATE, piece.target, html)
    assert engine.texts == ["Ships come.", "More ships come."]
    assert [(row.block, row.origin, row.state) for row in done.segments] == [
        (0, SegmentOrigin.ENGINE, SegmentState.TRANSLATED),
        (1, SegmentOrigin.LOCKED, SegmentState.FINAL),
        (2, SegmentOrigin.ENGINE, SegmentState.TRANSLATED),
    ]
    assert (done.segments[1].source, done.segments[1].html) == (about.text, html)


def test_a_remembered_sentence_gets_the_links_of_this_one() -> None:
    text = "Read the plan today."
    old = Segment(
        3,
        text,
        "Leia o plano hoje.",
        SegmentOrigin.MEMORY,
        html='Leia <a href="https://old.example/">o plano</a> hoje.',
    )
    aids = replace(NO_LADDER, recall=lambda sources, route: {text: old} if text in sources else {})
    here = Block(BlockKind.PARAGRAPH, text, 'Read <a href="https://new.example/">the plan</a> today.')
    linked, bare = one(here, aids=aids), one(text, aids=aids)
    assert "https://new.example/" in linked.body[0].html
    assert "https://old.example/" not in linked.body[0].html
    assert linked.body[0].text == "Leia o plano hoje."
    assert bare.body[0] == Block(BlockKind.PARAGRAPH, "Leia o plano hoje.")


def test_a_persons_sentence_does_not_change_for_a_link_it_has_no_place_for() -> None:
    text = "Read the plan today."
    kept = {text: Segment(0, text, "Leia-o já.", SegmentOrigin.HUMAN, SegmentState.REVIEWED)}
    here = Block(BlockKind.PARAGRAPH, text, 'Read <a href="https://new.example/">the plan</a> today.')
    assert one(here, kept={"a": kept}).segments[0].target == "Leia-o já."


def test_headline_and_subhead_come_first_and_each_row_names_its_block() -> None:
    found = translated([article("a", "One. Two.", "Three.", headline="Head", subhead="Sub")], Scripted())[0]
    assert [(row.block, row.source) for row in found.segments] == [
        (-1, "Head"),
        (-2, "Sub"),
        (0, "One."),
        (0, "Two."),
        (1, "Three."),
    ]
    assert (found.headline, found.subhead, found.route, found.models) == (
        "Head",
        "Sub",
        "script:en>pt",
        "script-en_pt 1",
    )


def test_a_sentence_that_went_another_way_says_so() -> None:
    pivot = routes.parse("other:en>es>pt")
    other = Scripted(lambda text, call: f"{text}." if call.target == "es" else "O porto abriu na segunda-feira.")

    def others(route: Route) -> list[Route]:
        assert route == EN_PT
        return [pivot]

    def stubborn(text: str, call: Call) -> str:
        return "Sim." if "Ships" in text else "The port opened a very new terminal on Monday."

    source = article("a", "The port opened a very new terminal on Monday. Ships.")
    ((done,),) = outcomes([source], {"script": Scripted(stubborn), "other": other}, Aids(others=others))
    first, second = done.segments
    assert (first.route, first.models) == ("other:en>es>pt", "script-en_es 1, script-es_pt 1")
    assert first.rungs[-1] == "route"
    assert (second.route, second.models) == ("", ""), "the article's own route needs no repeating"


# --- the whole way with an engine that copies --------------------------------------------------------------------------
PIECES = [
    "The port opens", "Dr. Müller said", "on Monday", "U.S.", "https://a.example/b_c?d=e", "a.b@c.example", "@me_2",
    "#Tag", "(NYSE: ABC)", "+86 898 6534 1200", "EN43545", "A_B", "XXX1", "www.XXX1.com", "ABC", "1,000.50", "10:30", "5%",
    "海口市今天宣布。", "第二届大会将于3月举行，", "「はい」と述べた。", "はい。", "مرحبا بالعالم.", "؟", "Привет, мир.", "नमस्ते।", "สวัสดี", "한국어입니다.",
    "\u2014", ";", ":", ",", ".", "!", "?", "…", "“quote”", "«mot»", "\"typed\"", "'s", "l’eau", "&", "<b>", "&amp;", "é", "İ", "ß", "🎉", "\u200b", "\u00ad",
    "ALL CAPS HERE", "com", "X1 com", "|", "\t|\t",
]  # fmt: skip
SPACES = [" ", " ", " ", "  ", "\u00a0", "\u202f", "\t", "\n", "\u3000", ""]
MARKS = [("<b>", "</b>"), ("<em>", "</em>"), ('<a href="https://l.example/?a=1&amp;b=2">', "</a>"), ("", ""), ("", "")]
KINDS = [BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTATION, BlockKind.BOILERPLATE, BlockKind.TABLE_ROW]  # fmt: skip
LANGUAGES = ["en", "fr", "zh", "ar", "pt-BR", "th", "tr", "und"]
UNDRESSED = "qaa"  # private use: no typography, no capitals of its own


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    text, html, marked = "", "", False
    for words in draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8)):
        space = draw(st.sampled_from(SPACES))
        opening, closing = draw(st.sampled_from(MARKS))
        escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text += words + space
        html += opening + escaped + closing + space
        marked = marked or bool(opening)
    return Block(draw(st.sampled_from(KINDS)), text, html if marked else "")


lines = st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join)


def back(text: str, before: str) -> bool:
    """Whether a text is as it was; one all in capitals but for an ending ('s) may have that in capitals too."""
    return text == before or ("ALL CAPS" in before and text.casefold() == before.casefold())


@settings(max_examples=150, deadline=None)
@given(body=st.lists(blocks(), max_size=4), headline=lines, subhead=lines, language=st.sampled_from(LANGUAGES))
def test_an_engine_that_copies_gives_the_article_back(
    body: list[Block], headline: str, subhead: str, language: str
) -> None:
    source = article("a", *body, headline=headline, subhead=subhead, language=language)
    route = routes.parse(f"script:{language}>{UNDRESSED}")
    (done,) = translated([source], Scripted(), route=route)
    assert back(done.headline, headline)
    assert back(done.subhead, subhead)
    assert [b.kind for b in done.body] == [b.kind for b in body]
    assert all(back(b.text, before.text) for b, before in zip(done.body, body, strict=True))
    for given_, got in zip(body, done.body, strict=True):
        assert "<a " in got.html or not re.search(r"<a [^>]*>[^<]*\w", given_.html), "a link around words is kept"
        assert is_well_formed(got.html)


@settings(max_examples=60, deadline=None)
@given(body=st.lists(blocks(), max_size=3), language=st.sampled_from(LANGUAGES))
def test_terms_and_a_climb_up_the_ladder_leave_no_placeholder(body: list[Block], language: str) -> None:
    terms = Glossary((Term("port", "*", "*", keep=True), Term("Dr. Müller", "*", "*", keep=True)))
    route = routes.parse(f"script:{language}>{UNDRESSED}")
    body = [replace(block, html="") for block in body]
    (done,) = translated([article("a", *body, language=language)], Scripted(), Aids(glossary=terms), route=route)
    for block, before in zip(done.body, body, strict=True):  # a wording without commas may have won
        assert [c for c in block.text.casefold() if c.isalnum()] == [c for c in before.text.casefold() if c.isalnum()]
