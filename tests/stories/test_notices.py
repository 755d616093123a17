"""Which story a notice speaks of, and what it may do by itself."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.model import Authority, Notice, NoticeKind
from pipeline.stories.notices import Target, Verdict, judge

DAY = date(2026, 3, 2)
HEAD = "Quayport to host talent week in March"
STORY = Target(
    "s1", frozenset({"302700001"}), (HEAD, "Quayport accueillera une semaine du talent"), DAY, frozenset({"wire"})
)
OTHER = Target("s2", frozenset({"302700009"}), ("A maker of kettles opens a plant",), DAY, frozenset({"wire"}))


def notice(kind: NoticeKind = NoticeKind.KILL, **told: object) -> Notice:
    return Notice(kind, "text", **told)  # type: ignore[arg-type]


def verdict(found: Notice, source: str = "wire", authority: Authority = Authority.WIRE) -> Verdict | None:
    match = judge(found, source, authority, [STORY, OTHER])
    return match.verdict if match else None


@pytest.mark.parametrize(
    "told", [{"number": "302700001"}, {"number": "3027-00001"}, {"headline": HEAD.upper(), "issued": DAY}]
)
def test_an_exact_kill_from_the_storys_own_wire_acts_at_once(told: dict[str, object]) -> None:
    match = judge(notice(**told), "wire", Authority.WIRE, [OTHER, STORY])
    assert match is not None
    assert (match.story, match.exact, match.verdict) == ("s1", True, Verdict.KILL)


@pytest.mark.parametrize(
    ("told", "source", "authority"),
    [
        ({"headline": HEAD}, "wire", Authority.WIRE),  # no date
        ({"headline": HEAD, "issued": date(2026, 2, 1)}, "wire", Authority.WIRE),  # another date
        ({"headline": HEAD + " 2026", "issued": DAY}, "wire", Authority.WIRE),  # not the very headline
        ({"number": "302700001"}, "portal", Authority.COPY),  # a copy
        ({"number": "302700001"}, "other-wire", Authority.WIRE),  # a wire that did not carry it
    ],
)
def test_any_other_kill_holds_and_asks(told: dict[str, object], source: str, authority: Authority) -> None:
    assert verdict(notice(**told), source, authority) is Verdict.HOLD


def test_the_issuer_itself_may_kill_what_its_wire_carried() -> None:
    assert verdict(notice(number="302700001"), "inbox", Authority.ISSUER) is Verdict.KILL


@pytest.mark.parametrize(
    "told",
    [
        {"number": "999"},
        {"headline": "Something else entirely was announced"},
        {},
    ],
)
def test_a_notice_that_fits_no_story_does_nothing(told: dict[str, object]) -> None:
    assert verdict(notice(**told)) is None


def test_a_notice_that_fits_two_stories_equally_does_nothing() -> None:
    twin = Target("s3", frozenset(), STORY.headlines, DAY, frozenset({"wire"}))
    assert judge(notice(headline=HEAD), "wire", Authority.WIRE, [STORY, twin]) is None


def test_a_hold_holds_and_a_correction_corrects_only_when_exact() -> None:
    assert verdict(notice(NoticeKind.HOLD, number="302700001")) is Verdict.HOLD
    assert verdict(notice(NoticeKind.CORRECTION, headline=HEAD, issued=DAY)) is Verdict.CORRECT
    assert verdict(notice(NoticeKind.CORRECTION, headline=HEAD)) is Verdict.NOTE
    assert verdict(notice(NoticeKind.CORRECTION, number="302700001"), "portal", Authority.COPY) is Verdict.NOTE
