"""What no engine may touch is told by kind."""

from __future__ import annotations

from pipeline.segments import spans_by_kind


def test_kinds_and_places() -> None:
    text = "See https://example.org/a_b, write to press@example.org, follow @north or #Open (NYSE: SLVT), +47 22 55 01 23, EN43545."
    assert [(kind, text[start:end]) for kind, start, end in spans_by_kind(text)] == [
        ("url", "https://example.org/a_b"),
        ("email", "press@example.org"),
        ("handle", "@north"),
        ("hashtag", "#Open"),
        ("ticker", "NYSE: SLVT"),
        ("phone", "+47 22 55 01 23"),
        ("code", "EN43545"),
    ]


def test_plain_text_has_none() -> None:
    assert spans_by_kind("Le port ouvre le 3 mai 2026, à 9 heures.") == []
