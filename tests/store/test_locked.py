"""Set pieces: translated once per language, approved once, the better word always the one reused."""

from __future__ import annotations

from pipeline.memory.locked import fingerprint
from pipeline.model import Block, BlockKind, Locked, Origin, Segment, SegmentOrigin, SegmentState, TranslatedFrom
from pipeline.store import locked, overview, people, translations
from tests.store.conftest import Desk

ABOUT = Block(BlockKind.BOILERPLATE, "About Porto Verde: it runs 14 quays. It is old.")
PRINT = fingerprint(ABOUT, "en")


def released(desk: Desk, number: int) -> str:
    """An official text that ends in the set piece."""
    uri = desk.release("en", f"News {number}.", origin=f"https://e.example/{number}")
    # The desk's releases have one paragraph; a set piece behind it is what counts here.
    with desk.store.write():
        desk.store.run("DROP TRIGGER IF EXISTS words_never_change")
        from pipeline.store import codec

        body = (*overview.one(desk.store, uri).body, ABOUT)
        desk.store.run("UPDATE version SET body = ? WHERE uri = ?", (codec.body_text(body), uri))
    return uri


def segments(said: str) -> list[Segment]:
    return [Segment(0, "News.", "Nouvelles."), Segment(1, ABOUT.text, said)]


def body(said: str) -> tuple[Block, ...]:
    return (Block(BlockKind.PARAGRAPH, "Nouvelles."), Block(BlockKind.BOILERPLATE, said, f"<b>{said}</b>"))


def made(desk: Desk, number: int, said: str) -> str:
    uri = released(desk, number)
    assert translations.add(
        desk.store, TranslatedFrom(uri, 1, "en"), "fr", headline="T", subhead="", body=body(said), dateline=None,
        route="r", models="m", segments=segments(said), now=desk.tick(),
    )  # fmt: skip
    return uri.replace("/en", "/fr")


def edited(desk: Desk, uri: str, said: str) -> None:
    mine = [Segment(s.block, s.source, s.target, SegmentOrigin.HUMAN, SegmentState.REVIEWED) for s in segments(said)]
    people.edit(
        desk.store, uri, headline="T", subhead="", body=body(said), dateline=None, up_to_date=False, by="Ann",
        now=desk.tick(), paired=mine, paired_with=TranslatedFrom(uri.replace("/fr", "/en"), 1, "en"),
    )  # fmt: skip


def now_said(desk: Desk) -> tuple[str, Origin] | None:
    found = locked.find(desk.store, [PRINT, "", "unknown"], "en", "fr").get(PRINT)
    return (found.target, found.origin) if found else None


def test_approved_beats_edited_beats_machine_and_the_newer_counts_among_equals(desk: Desk) -> None:
    first, second, third = (made(desk, number, f"À propos {number}.") for number in range(3))
    assert now_said(desk) == ("À propos 2.", Origin.MACHINE)
    edited(desk, first, "Mieux.")
    made(desk, 3, "Encore la machine.")
    assert now_said(desk) == ("Mieux.", Origin.EDITED)
    people.approve(desk.store, second, up_to_date=False, by="Bob", now=desk.tick())
    edited(desk, third, "Autrement.")
    assert now_said(desk) == ("À propos 1.", Origin.APPROVED)
    people.approve(desk.store, first, up_to_date=False, by="Bob", now=desk.tick())
    assert now_said(desk) == ("Mieux.", Origin.APPROVED)


def test_a_piece_comes_whole_with_markup_and_who_stands_for_it(desk: Desk) -> None:
    uri = made(desk, 1, "À propos.")
    people.approve(desk.store, uri, up_to_date=False, by="Bob", now=desk.tick())
    found = locked.find(desk.store, [PRINT], "en", "fr")
    assert found[PRINT] == Locked(
        PRINT, BlockKind.BOILERPLATE, ABOUT.text, "À propos.", "<b>À propos.</b>", Origin.APPROVED, "Bob", desk.now
    )
    assert locked.find(desk.store, [PRINT], "en", "de") == {}


def test_a_rejected_text_takes_its_pieces_with_it_but_not_those_first_said_elsewhere(desk: Desk) -> None:
    first = made(desk, 1, "À propos.")
    people.approve(desk.store, first, up_to_date=False, by="Bob", now=desk.tick())
    second = made(desk, 2, "À propos.")
    people.approve(desk.store, second, up_to_date=False, by="Bob", now=desk.tick())
    people.reject(desk.store, second, by="Ann", now=desk.tick())
    assert now_said(desk) == ("À propos.", Origin.APPROVED)
    people.reject(desk.store, first, by="Ann", now=desk.tick())
    assert now_said(desk) is None
