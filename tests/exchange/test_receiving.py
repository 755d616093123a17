"""What of a file that came back is refused, and what is told of it."""

from __future__ import annotations

import re

import pytest

from pipeline import exchange
from pipeline.exchange import Outcome, Verdict, receiving
from pipeline.model import Line, SegmentOrigin, SegmentState
from tests.exchange.programs import back, line, numbered, parcel, said

LINK = line(
    "See the plan at https://e.example/a now.",
    "Voyez le plan sur https://e.example/a.",
    source_html='See <a href="https://e.example/plan">the plan</a> at https://e.example/a <em>now</em>.',
    html='Voyez <a href="https://e.example/plan">le plan</a> sur https://e.example/a.',
)


def only(content: bytes, one: Line) -> Outcome:
    (found,) = back(content, [one])
    return found


def target(content: bytes, inside: str) -> bytes:
    """A file with this inside its target; `[1]`, `[/1]` and `[2/]` are codes as the file has them."""
    text = content.decode()
    now = re.search(r"<target\b[^>]*>(.*?)</target>", text, re.S)
    assert now
    starts = dict(reversed(found) for found in re.findall(r'(<(?:pc|g)\b[^>]* ?id="(\d)"[^>]*>)', now[1]))
    alone = {name: whole for whole, name in re.findall(r'(<ph\b[^>]* ?id="(\d)"[^>]*?(?:/>|>[^<]*</ph>))', now[1])}
    end = "</pc>" if "<pc" in now[1] else "</g>"
    inside = re.sub(r"\[(\d)\]", lambda m: starts[m[1]], inside)
    inside = re.sub(r"\[(\d)/\]", lambda m: alone[m[1]], inside)
    inside = re.sub(r"\[/\d\]", end, inside)
    return (text[: now.start(1)] + inside + text[now.end(1) :]).encode()


@pytest.mark.parametrize("version", exchange.FORMATS)
@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("Voyez le plan : [2/].", "the code 1 (https://e.example/plan) is missing"),
        ("Voyez [1]le plan[/1].", "the code 2 (https://e.example/a) is missing"),
        ("Voyez [1]le plan[/1] à https://e.example/b.", "the code 2 (https://e.example/a) is missing"),
        ("Voyez [1]le plan[/1] à [2/] et [2/].", "the code 2 (https://e.example/a) is there twice"),
        ("Voyez [1] [/1] à [2/].", "the code 1 (https://e.example/plan) has no words in it"),
        ("[1]Voyez[/1] [1]le plan[/1] à [2/].", "the code 1 (https://e.example/plan) is there twice"),
        (
            "Voyez le plan.",
            "the code 1 (https://e.example/plan) is missing; the code 2 (https://e.example/a) is missing",
        ),
    ],
)
def test_damaged_codes_are_refused_and_said_which(version: str, inside: str, why: str) -> None:
    found = only(target(exchange.write(parcel([LINK], "fr"), version), inside), LINK)
    assert (found.verdict, found.why) == (Verdict.REFUSED, why)
    assert found.target == re.sub(r"\[2/\]", "https://e.example/a", re.sub(r"\[/?1\]", "", inside))
    assert found.standing == LINK.segment.target


@pytest.mark.parametrize("version", exchange.FORMATS)
@pytest.mark.parametrize(
    "inside", ["Sur [2/] : [1]le plan[/1].", "[1]Le plan[/1] à https://e.example/a !", "[1]Le plan, [2/][/1]."]
)
def test_codes_may_move_and_an_address_may_be_typed_out(version: str, inside: str) -> None:
    found = only(target(exchange.write(parcel([LINK], "fr"), version), inside), LINK)
    assert (found.verdict, found.why) == (Verdict.TAKEN, "")
    assert '<a href="https://e.example/plan">' in found.html
    assert "https://e.example/a" in found.target


@pytest.mark.parametrize(
    ("version", "inside"),
    [
        ("2.1", '<sc id="1"/>Le plan<ec startRef="1"/> : <ph id="2"/>'),
        ("2.1", '<mrk id="m1" type="comment" value="?"><pc id="1">Le plan</pc></mrk> : <ph id="2"/><!-- seen -->'),
        ("2.1", '<sm id="m1"/><pc id="1">Le plan</pc> : <em startRef="m1"/><ph id="2"/>'),
        ("1.2", '<bx id="1" rid="7"/>Le plan<ex id="9" rid="7"/> : <x id="2"/>'),
        ("1.2", '<bpt id="1">&lt;a&gt;</bpt>Le plan<ept id="1">&lt;/a&gt;</ept> : <ph id="2">whatever</ph>'),
        ("1.2", '<mrk mtype="seg" mid="0"><g id="1">Le plan</g> : </mrk><x id="2"/>'),
    ],
)
def test_what_programs_make_of_codes_is_read(version: str, inside: str) -> None:
    found = only(target(exchange.write(parcel([LINK], "fr"), version), inside), LINK)
    assert (found.verdict, found.why) == (Verdict.TAKEN, "")
    assert found.html == '<a href="https://e.example/plan">Le plan</a> : https://e.example/a'


@pytest.mark.parametrize("version", exchange.FORMATS)
def test_no_address_comes_in_from_a_file(version: str) -> None:
    evil = '<a href="https://evil.example/">Voyez</a> <g id="8" ctype="link">cela</g> <pc id="9">et</pc> [1]le plan[/1] [2/]'
    content = target(exchange.write(parcel([LINK], "fr"), version), evil)
    found = only(content.replace(b"e.example/plan", b"evil.example/plan"), LINK)
    assert found.verdict is Verdict.REFUSED
    assert "is not one of this sentence" in found.why
    honest = only(
        target(exchange.write(parcel([LINK], "fr"), version), "[1]Plan[/1] [2/]").replace(
            b"e.example/plan", b"evil.example/p"
        ),
        LINK,
    )
    assert honest.html == '<a href="https://e.example/plan">Plan</a> https://e.example/a'


@pytest.mark.parametrize("version", exchange.FORMATS)
def test_a_changed_source_is_refused_and_both_are_told(version: str) -> None:
    one = line("It shows 300 ships.", "Il montre 300 navires.")
    content = exchange.write(parcel([one], "fr"), version).replace(b"shows 300", b"hides 300")
    found = only(said(content, "montre", "cache"), one)
    assert (found.verdict, found.why) == (Verdict.REFUSED, "its source was changed in the file")
    assert (found.source, found.current) == ("It hides 300 ships.", one.segment.source)
    assert found.target == "Il cache 300 navires."


def test_white_space_in_the_source_is_no_change() -> None:
    one = line("It shows  300 ships.", "Il montre 300 navires.")
    content = exchange.write(parcel([one], "fr")).replace(b"shows  300 ships.", b"\n   shows 300 ships. ")
    assert only(said(content, "montre", "expose"), one).verdict is Verdict.TAKEN


def test_a_sentence_that_moved_on_is_refused_beside_the_new_one() -> None:
    before = numbered([line("It shows 300 ships.", "Il montre 300 navires."), line("Doors open at nine.", "Dès 9 h.")])
    now = numbered([line("It shows 320 ships.", "Il montre 320 navires."), line("Doors open at nine.", "Dès 9 h.")])
    content = said(said(exchange.write(parcel(before, "fr")), "montre", "expose"), "Dès", "À partir de")
    first, second = back(content, now)
    assert (first.verdict, first.why) == (Verdict.REFUSED, "its source sentence changed since it was sent out")
    assert (first.source, first.current) == ("It shows 300 ships.", "It shows 320 ships.")
    assert (first.target, first.standing) == ("Il expose 300 navires.", "Il montre 320 navires.")
    assert (second.verdict, second.target) == (Verdict.TAKEN, "À partir de 9 h.")


def test_a_sentence_that_is_gone_and_one_that_never_was_are_refused() -> None:
    gone = line("Closed on Mondays in the winter.", "Fermé le lundi.")
    here = line("It shows 300 ships.", "Il montre 300 navires.")
    content = said(exchange.write(parcel(numbered([gone, here]), "fr")), "Fermé", "Clos")
    first, second = back(content.replace(gone.key.encode(), b"nobody-1"), [here])
    assert (first.verdict, first.why) == (Verdict.REFUSED, "the source has no such sentence now")
    assert (first.key, first.target) == ("nobody-1", "Clos le lundi.")
    assert second.verdict is Verdict.UNCHANGED


def test_a_file_of_strange_sentences_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = numbered([line(f"Ship number {n} is here. " * 40, "Un navire.") for n in range(300)])
    strange = numbered([line(f"Train number {n} is there. " * 40, "Un train.") for n in range(300)])
    asked = []
    likest = receiving._likest
    monkeypatch.setattr(receiving, "_likest", lambda *told: asked.append(1) or likest(*told))
    found = back(exchange.write(parcel(strange, "fr")), lines)
    assert len(asked) == receiving.MOST_MOVED
    assert {one.verdict for one in found} == {Verdict.REFUSED, Verdict.MISSING}


@pytest.mark.parametrize(("version", "unit"), [("2.1", "unit"), ("1.2", "trans-unit")])
def test_doubled_units_are_refused_both_and_missing_ones_told(version: str, unit: str) -> None:
    lines = numbered([line("One ship.", "Un navire."), line("Two ships.", "Deux navires.")])
    content = said(exchange.write(parcel(lines, "fr"), version), "navire", "bateau").decode()
    units = re.findall(rf"<{unit} .*?</{unit}>", content, re.S)
    doubled = content.replace(units[1], units[0])
    found = back(doubled.encode(), lines)
    assert [(one.verdict, one.key, one.why) for one in found] == [
        (Verdict.REFUSED, lines[0].key, "the file has this sentence 2 times"),
        (Verdict.REFUSED, lines[0].key, "the file has this sentence 2 times"),
        (Verdict.MISSING, lines[1].key, "this sentence is not in the file"),
    ]


@pytest.mark.parametrize("version", exchange.FORMATS)
def test_the_source_in_the_place_of_a_translation_is_no_translation(version: str) -> None:
    one = line("It shows 300 ships.", "Il montre 300 navires.")
    content = said(exchange.write(parcel([one], "fr"), version), one.segment.target, one.segment.source)
    assert only(content, one).why.startswith("it repeats the source")
    meant = content.replace(b'state="translated"', b'state="reviewed"' if version == "2.1" else b'state="signed-off"')
    assert only(meant, one).verdict is Verdict.TAKEN
    stood = line("It shows 300 ships.", "Il montre 300 navires.", state=SegmentState.REVIEWED)
    assert only(meant, stood).why.startswith("it repeats the source")  # it was reviewed before, as something else
    emptied = said(content, one.segment.source, "")
    assert only(emptied, one).why.startswith("the file has no words for it")


def test_a_locked_piece_stays() -> None:
    one = line("About Acme: ships since 1901.", "Acme : des navires.", origin=SegmentOrigin.LOCKED)
    content = exchange.write(parcel([one], "fr"))
    assert b'translate="no"' in content
    assert b'translate="no"' in exchange.write(parcel([one], "fr"), "1.2")
    assert only(content, one).verdict is Verdict.UNCHANGED
    found = only(said(content, "navires", "bateaux"), one)
    assert (found.verdict, found.target) == (Verdict.REFUSED, "Acme : des bateaux.")
    assert "locked" in found.why


def test_words_that_a_colleague_saved_since_stand() -> None:
    one = line("It shows 300 ships.", "Il montre 300 navires.", revision=1)
    content = said(exchange.write(parcel([one], "fr")), "montre", "expose")
    assert only(content, one).verdict is Verdict.TAKEN
    now = line("It shows 300 ships.", "Il a 300 navires.", revision=2, person="Colleague")
    found = only(content, now)
    assert (found.verdict, found.why) == (Verdict.REFUSED, "Colleague saved other words for it since it was sent out")
    assert (found.target, found.standing) == ("Il expose 300 navires.", "Il a 300 navires.")
    alike = line("It shows 300 ships.", "Il expose 300 navires.", revision=2, person="Colleague")
    assert only(content, alike).verdict is Verdict.UNCHANGED


def test_what_the_machine_changed_since_is_not_undone_by_a_file_nobody_touched() -> None:
    sent = line("It shows 300 ships.", "Il montre 300 navires.")
    now = line("It shows 300 ships.", "Il expose 300 navires.")
    assert only(exchange.write(parcel([sent], "fr")), now).verdict is Verdict.UNCHANGED


def test_a_unit_that_was_split_is_joined_again() -> None:
    one = line("It opens. It shows 300 ships.", "Il ouvre. Il montre 300 navires.")
    content = exchange.write(parcel([one], "fr")).decode()
    split = re.sub(
        r"(<segment[^>]*>).*?</segment>",
        r"\1<source>It opens.</source><target>Il ouvre.</target></segment><ignorable><source> </source></ignorable>"
        r"\1<source>It shows 300 ships.</source><target>Il expose 300 navires.</target></segment>",
        content,
        flags=re.S,
    )
    found = only(split.encode(), one)
    assert (found.verdict, found.target) == (Verdict.TAKEN, "Il ouvre. Il expose 300 navires.")
    half = only(split.replace("<target>Il ouvre.</target>", "").encode(), one)
    assert half.verdict is Verdict.REFUSED


def test_the_ends_of_lines_that_a_program_put_in_are_no_paragraphs() -> None:
    one = line("It shows 300 ships.", "Il montre 300 navires.")
    content = exchange.write(parcel([one], "fr"))
    assert only(said(content, "montre ", "montre\n\n      "), one).verdict is Verdict.UNCHANGED
    assert only(said(content, "montre ", "expose\n\n      "), one).target == "Il expose 300 navires."
    assert only(said(content, "montre 300", "montre\u00a0300"), one).verdict is Verdict.TAKEN


@pytest.mark.parametrize(
    ("state", "modern", "former"),
    [
        (SegmentState.INITIAL, "initial", "needs-translation"),
        (SegmentState.TRANSLATED, "translated", "translated"),
        (SegmentState.REVIEWED, "reviewed", "signed-off"),
        (SegmentState.FINAL, "final", "final"),
    ],
)
def test_states_are_said_as_the_standard_says_them(state: SegmentState, modern: str, former: str) -> None:
    one = line("It shows 300 ships.", "Il montre 300 navires.", state=state)
    assert f'<segment state="{modern}" subState="newsroom:engine">' in exchange.write(parcel([one], "fr")).decode()
    content = exchange.write(parcel([one], "fr"), "1.2").decode()
    assert f'<target state="{former}"' in content
    assert ('approved="yes"' in content) is (state is SegmentState.FINAL)
    machine = state in (SegmentState.INITIAL, SegmentState.TRANSLATED)
    assert ('state-qualifier="mt-suggestion"' in content) is machine


def test_a_sentence_without_words_goes_out_without_a_target_and_comes_back_with_one() -> None:
    one = line("It shows 300 ships.", "", state=SegmentState.INITIAL)
    for version in exchange.FORMATS:
        content = exchange.write(parcel([one], "fr"), version)
        assert b"<target" not in content
        assert only(content, one).verdict is Verdict.UNCHANGED
        done = content.replace(b"</source>", b"</source><target>Il montre 300 navires.</target>")
        assert only(done, one).verdict is Verdict.TAKEN
