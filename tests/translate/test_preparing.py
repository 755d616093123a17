"""An article made ready: each sentence with what it is, its terms and its marks."""

from __future__ import annotations

from datetime import UTC, datetime

from pipeline.glossary import Glossary
from pipeline.model import Block, BlockKind, Locked, Origin, Segment, Term
from pipeline.translate import Aids, Work, prepare
from tests.translate.scripted import article, job, ready

HTML = 'Read <a href="https://a.example/x">the plan</a> today. It is <b>new</b>.'


def test_sentences_know_their_place_terms_and_marks() -> None:
    source = article(
        "a",
        Block(BlockKind.PARAGRAPH, "Read the plan today. It is new.", HTML),
        Block(BlockKind.BOILERPLATE, "About Nordwind. It sails."),
        headline="NORDWIND OPENS NEW PORT",
        subhead="A plan",
    )
    known = Locked(
        "x", BlockKind.BOILERPLATE, "", "Sobre.", "", Origin.APPROVED, "Ann", datetime(2026, 1, 1, tzinfo=UTC)
    )
    terms = Glossary((Term("plan", "en", "pt", "plano"), Term("Nordwind", "*", "*", keep=True)))
    aids = Aids(glossary=terms, set_pieces=lambda article, target: {1: known})
    found = prepare(job(source), Work(source, {"It is new.": Segment(0, "It is new.", "É novo.")}), aids)
    assert [one.text for one in found.sentences] == [
        "NORDWIND OPENS NEW PORT",
        "A plan",
        "Read the plan today.",
        "It is new.",
    ], "what a set piece says needs no sentences"
    head, subhead, first, second = found.sentences
    assert (head.headline, head.kind, subhead.headline) == (True, BlockKind.HEADING, False)
    assert head.masked.text != head.text, "its capitals are lowered for the engine"
    assert [[term.term for term in one.terms] for one in found.sentences] == [["Nordwind"], ["plan"], ["plan"], []]
    assert [(mark.tag, first.text[mark.start : mark.end]) for mark in first.marks] == [("a", "the plan")]
    assert [(mark.tag, second.text[mark.start : mark.end]) for mark in second.marks] == [("b", "new")]


def test_the_same_words_are_another_sentence_with_another_link_or_as_a_headline() -> None:
    words = "The port opens"
    assert ready(words).key == ready(words, kind=BlockKind.LIST_ITEM).key
    assert ready(words).key != ready(words, headline=True).key
