"""Headlines and the room a channel has for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.model import Article, Channel, Origin, Policy, Rights, State
from pipeline.stories import TooLong, too_long

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TEXT = Article("u", "s", 1, "fr", Origin.MACHINE, State.CURRENT, Rights.PUBLIC, "Le musée ouvre", (), NOW, NOW, NOW)
SITE = Channel("site", ("atom",), Origin.APPROVED, Rights.PUBLIC, ("fr", "zh"), headline_max=13)


def told(article: Article, *channels: Channel) -> tuple[TooLong, ...]:
    return too_long(article, channels, ("fr", "zh"))


def test_a_headline_is_measured_by_the_room_each_channel_has() -> None:
    wide, narrow = replace(SITE, headline_max=14), replace(SITE, id="screens", headline_max=8)
    assert told(TEXT, wide, narrow, replace(SITE, headline_max=0)) == (TooLong("screens", 14, 8),)


def test_full_width_characters_count_two_and_languages_have_limits_of_their_own() -> None:
    chinese = replace(TEXT, language="zh", headline="博物馆开放")
    assert told(chinese, SITE) == ()
    assert told(chinese, replace(SITE, by_language={"zh": Policy(headline_max=9)})) == (TooLong("site", 10, 9),)


def test_a_channel_that_would_never_carry_a_text_does_not_complain() -> None:
    assert told(replace(TEXT, rights=Rights.INTERNAL), SITE) == ()
    assert told(replace(TEXT, source="wire"), replace(SITE, sources=("other",))) == ()
    assert told(replace(TEXT, language="de"), SITE) == ()
