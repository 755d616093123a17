"""Set pieces: known again whatever their spacing and quotes, never with other words, figures or links."""

from __future__ import annotations

import pytest

from pipeline.memory.locked import fingerprint, pieces
from pipeline.model import Block, BlockKind, Issue, Segment, Severity

ABOUT = "About Porto Verde: Porto Verde - founded in 1998 - runs the “Green Quay” programme in 14 cities."


def print_of(text: str, language: str = "en", html: str = "", kind: BlockKind = BlockKind.BOILERPLATE) -> str:
    return fingerprint(Block(kind, text, html), language)


@pytest.mark.parametrize(
    ("text", "language", "other"),
    [
        (ABOUT, "en", ABOUT.replace("- founded in 1998 -", "— founded in 1998 —")),
        (ABOUT, "en", ABOUT.replace("“Green Quay”", '"Green Quay"').replace("About Porto", "ABOUT  Porto")),
        (ABOUT, "en", ABOUT.replace(" programme", "\u00a0programme\n").rstrip(".")),
        (ABOUT, "en", "\ufeff" + ABOUT.replace("programme", "pro\u00adgramme")),
        ("À propos de l’Agence : elle aide 30 villes.", "fr", "À propos de l'Agence: elle aide 30 villes"),
        (
            "关于春江公司：成立于1998年，业务遍及14座城市。",
            "zh-Hans",
            "关于 春江公司：成立于1998年，业务遍及 14 座城市",
        ),
        ("会社概要：1998年設立。", "ja", "会社概要：１９９８年設立。"),
        ("word " * 2000, "en", "word  " * 2000),
    ],
)
def test_spacing_quotes_dashes_and_capitals_do_not_count(text: str, language: str, other: str) -> None:
    assert print_of(text, language) == print_of(other, language) != ""


@pytest.mark.parametrize(
    "other",
    [
        ABOUT.replace("1998", "1999"),
        ABOUT.replace("14", "1 4"),
        ABOUT.replace("Green", "Grey"),
        ABOUT.replace("- f", "-not f"),
        ABOUT + " More.",
    ],
)
def test_other_words_and_figures_are_another_piece(other: str) -> None:
    assert print_of(ABOUT) != print_of(other)


def test_a_date_in_a_photo_credit_and_the_goal_of_a_link_count() -> None:
    credit = "Photo: the quay on 4 May 2026 / Ana Sol"
    assert print_of(credit, kind=BlockKind.CAPTION) != print_of(
        credit.replace("4 May", "5 May"), kind=BlockKind.CAPTION
    )
    one, other = (f'About <a href="https://{host}.example">Us</a>' for host in ("a", "b"))
    assert len({print_of("About Us", html=html) for html in (one, other, "")}) == 3


def test_running_text_and_mere_marks_are_no_set_pieces() -> None:
    assert print_of(ABOUT, kind=BlockKind.PARAGRAPH) == ""
    assert print_of("+1 234 567 -- ###", kind=BlockKind.CONTACT) == ""


def block(text: str, kind: BlockKind = BlockKind.BOILERPLATE) -> Block:
    return Block(kind, text)


SOURCE = (
    block("Text.", BlockKind.PARAGRAPH),
    block("About A. It is old."),
    block("Contact: a@b.example", BlockKind.CONTACT),
)


def test_a_piece_is_found_where_a_person_moved_it() -> None:
    target = (block("Kontakt: a@b.example"), block("Text."), block("Über A. Es ist alt."))
    said = [
        Segment(0, "Contact: a@b.example", "Kontakt: a@b.example"),
        Segment(1, "Text.", "Text."),
        Segment(2, "About A.", "Über A."),
        Segment(2, "It is old.", "Es ist alt."),
    ]
    assert list(pieces(SOURCE, target, said)) == [(1, 2), (2, 0)]


CRITICAL = Issue("numbers", Severity.CRITICAL, "lost")


@pytest.mark.parametrize(
    "said",
    [
        [Segment(1, "About A.", "Über A.")],
        [Segment(1, "About A.", "Über A."), Segment(1, "It is old.", "")],
        [Segment(1, "About A. It is old.", "Über A."), Segment(1, "", "Es ist alt.")],
        [Segment(1, "About A. It is old.", "Über A. Es ist alt.", issues=(CRITICAL,))],
        [Segment(1, "About A. It is old.", "Über A. Es ist neu.")],
    ],
    ids=["a part", "a sentence left out", "a sentence added", "critically wrong", "other words than the block's"],
)
def test_a_piece_in_doubt_is_not_locked(said: list[Segment]) -> None:
    target = (block("Text."), block("Über A. Es ist alt."), block("x"))
    assert list(pieces(SOURCE, target, said)) == []
