"""Counting characters as a line has room for them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.width import width


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Museum opens", 12),
        ("博物馆开放", 10),
        ("博物館 2026", 11),
        ("ﾊﾞｽ", 3),  # half-width letters, and their mark as one of its own
        ("Ａ１", 4),
        ("한국어", 6),
        ("\u1112\u1161\u11ab", 2),  # one syllable in three letters
        ("cafe\u0301", 4),
        ("שָׁלוֹם", 4),
        ("مُحَمَّد", 4),
        ("हिन्दी", 3),
        ("می\u200cخواهم", 7),
        ("क्\u200dष", 2),  # a joiner within a word joins no emoji
        ("👍", 2),
        ("👍🏽", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("🏳️‍🌈", 2),
        ("👩🏽‍🚀!", 3),
        ("🇫🇷🇯🇵", 4),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 2),
        ("1️⃣", 2),
        ("❤️", 2),
        ("❤", 1),
        ("a\ufe0f", 1),
        ("a\u0000\u202eb", 2),
    ],
)
def test_a_text_counts_as_it_is_seen(text: str, count: int) -> None:
    assert width(text) == count


@settings(max_examples=200)
@given(st.text(), st.text(alphabet="abc 博物馆", max_size=20))
def test_any_text_has_a_width_and_plain_text_adds_up(anything: str, plain: str) -> None:
    assert 0 <= width(anything) <= 6 * len(anything)
    assert width(plain) == sum(1 if char.isascii() else 2 for char in plain)
    assert width(plain + plain) == 2 * width(plain)
