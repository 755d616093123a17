"""Paragraphs of plain texts in which wrapped and unwrapped passages stand side by side."""

from __future__ import annotations

from pipeline.extract import plaintext

LONG = "This line is a whole paragraph that was never wrapped, so it is longer than any wire would set it; it goes on and on, number {}."
WRAPPED = """The second part was pasted from a message
that somebody wrapped by hand at a width
of forty columns, Which One must not read
as paragraphs of their own. Then it ends."""
CONTACT = "Press office of the harbour\n+33 1 23 45 67 89\npress@example.org"


def test_a_wrapped_passage_in_a_text_of_long_lines_is_one_paragraph() -> None:
    parts = [LONG.format(1), LONG.format(2), WRAPPED, LONG.format(3), CONTACT]
    found = [text for text, _ in plaintext.paragraphs("\n\n".join(parts))]
    assert found == [LONG.format(1), LONG.format(2), " ".join(WRAPPED.split()), LONG.format(3), *CONTACT.splitlines()]


def test_lines_of_uneven_length_in_such_a_text_stay_apart() -> None:
    agenda = "Opening by the mayor of the town\nCoffee\nA tour of the harbour museum by boat\nEnd"
    found = [text for text, _ in plaintext.paragraphs(f"{LONG.format(1)}\n\n{agenda}\n\n{LONG.format(2)}")]
    assert found == [LONG.format(1), *agenda.splitlines(), LONG.format(2)]
