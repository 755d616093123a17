"""Headlines that are longer than a channel has room for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.language.width import width
from pipeline.model import Article, Channel, Rights
from pipeline.stories.carrying import feed_for


@dataclass(frozen=True, slots=True)
class TooLong:
    """A headline of `length` characters for a channel with room for `most`, a full-width one counting two."""

    channel: str
    length: int
    most: int


def too_long(article: Article, channels: Iterable[Channel], languages: Sequence[str]) -> tuple[TooLong, ...]:
    """The channels an article may go to that have too little room for its headline; `languages` the newsroom's."""
    length = width(article.headline)
    found = []
    for one in channels:
        tag = feed_for(article.language, one, languages)
        most = one.policy(tag).headline_max if tag else 0
        fits = one.rights is Rights.INTERNAL or article.rights is Rights.PUBLIC
        if 0 < most < length and fits and (not one.sources or article.source in one.sources):
            found.append(TooLong(one.id, length, most))
    return tuple(found)
