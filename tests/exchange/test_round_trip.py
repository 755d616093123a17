"""What goes out comes back unchanged, through whatever program, as long as nobody changed anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings

from pipeline import exchange
from pipeline.exchange import Verdict, codes
from pipeline.model import Line, Term
from tests.exchange import oasis, programs
from tests.exchange.programs import back, line, marked, numbered, parcel, texts, toolkit

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
TERMS = (
    Term("ferry", "en", "ar", "عبّارة", forbidden=("مركب",), note="a ship"),
    Term("Acme", "en", "*", keep=True),
    Term("kill", "en", "ar", forbidden=("قتل",)),
)


@QUICK
@given(marked(), marked())
def test_a_sentence_in_pieces_is_the_sentence(one: tuple[str, str], other: tuple[str, str]) -> None:
    source = codes.coded(*one)
    target = codes.coded(*other, source.codes)
    table = {code.id: code for code in source.codes + target.codes}
    assert len(table) == len(source.codes) + len(target.codes)
    for (text, html), made in ((one, source), (other, target)):
        read = codes.worded(made.pieces, table, [code.id for code in made.codes])
        assert codes.words(made.pieces, table) == read.text == text
        assert codes.mark(read.text, read.html if read.marks else "") == codes.mark(text, html)
        assert [fault for fault in read.faults if "no words" not in fault] == []


@pytest.mark.parametrize("version", exchange.FORMATS)
@QUICK
@given(lines=texts())
def test_nothing_changes_when_nobody_changed_anything(version: str, lines: list[Line]) -> None:
    assume(lines)
    content = exchange.write(parcel(lines, terms=TERMS), version)
    assert content == exchange.write(parcel(lines, terms=TERMS), version)
    assert oasis.faults(content, version) == []
    for program in (lambda same, _: same, toolkit, programs.omegat):
        outcomes = back(program(content, version), lines)
        assert [(one.key, one.verdict, one.why) for one in outcomes] == [
            (one.key, Verdict.UNCHANGED, "") for one in lines
        ]


@pytest.mark.parametrize("version", exchange.FORMATS)
@pytest.mark.parametrize("program", [toolkit, programs.omegat, toolkit])
def test_what_somebody_changed_is_taken_with_its_links(version: str, program: Callable[[bytes, str], bytes]) -> None:
    link = "https://e.example/plan?a=1&b=2"
    lines = numbered(
        [
            line("See the plan now.", "انظر الخطة الآن.", source_html=f'See <a href="{link}">the <em>plan</em></a> now.',
                 html=f'انظر <a href="{link}"><em>الخطة</em></a> الآن.'),
            line("Write to press@e.example.", "اكتب إلى press@e.example."),
        ]
    )  # fmt: skip
    content = program(exchange.write(parcel(lines), version), version)
    first, second = back(programs.said(content, "الآن", "اليوم"), lines)
    assert (first.verdict, first.target) == (Verdict.TAKEN, "انظر الخطة اليوم.")
    assert first.html == f'انظر <a href="{link.replace("&", "&amp;")}"><em>الخطة</em></a> اليوم.'
    assert second.verdict is Verdict.UNCHANGED


def test_both_of_two_like_sentences_are_told_apart() -> None:
    lines = numbered([line("Doors open at nine.", "A"), line("Doors open at nine.", "B")])
    content = exchange.write(parcel(lines))
    outcomes = back(programs.said(content, "B", "C"), lines)
    assert [(one.verdict, one.target) for one in outcomes] == [(Verdict.UNCHANGED, "A"), (Verdict.TAKEN, "C")]


def test_a_text_of_a_megabyte_goes_out_and_comes_back() -> None:
    words = "新闻 مرحبا ]]> & < 👩‍🚀 "
    lines = numbered([line(f"{n} {words * 100}", f"{n} {words * 100}") for n in range(200)])
    content = exchange.write(parcel(lines), "1.2")
    assert len(content) > 1_000_000
    outcomes = back(content, lines)
    assert {one.verdict for one in outcomes} == {Verdict.UNCHANGED}
    assert len(outcomes) == 200
