"""Which version of a story a channel carries in a language, and why not this one. Pure.

The query that feeds outputs (`store/publishing.py`) decides; here the same rules are told one text at a time, for
people who ask why something is not out. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from pipeline.model import Article, Authority, Channel, Origin, PubStatus, Rights, Standing, State, WhyNot
from pipeline.stories.wanted import counts_as


def feed_for(language: str, channel: Channel, languages: Sequence[str]) -> str:
    """The language of the channel's feed in which texts of a language go out; "" where it has none.

    `languages` are those the newsroom asks for by name.
    """
    fitting = [tag for tag in channel.languages if counts_as(language, tag, languages)]
    return language if language in fitting else next(iter(fitting), "")


def why_not(
    article: Article,
    others: Iterable[Article],
    standing: Standing,
    channel: Channel,
    tag: str,
    *,
    languages: Sequence[str],
    now: datetime,
) -> tuple[WhyNot, ...]:
    """Why the channel's feed in language `tag` does not carry a text, the gravest first; nothing where it may.

    `others` are the live versions of its story. That newer items fill the feed cannot be told from one story.
    """
    until = standing.embargoed_until
    bars = {
        WhyNot.KILLED: standing.status is PubStatus.CANCELED,
        WhyNot.WITHHELD: standing.status is PubStatus.WITHHELD,
        WhyNot.EMBARGO: until is not None and until > now,
        WhyNot.JOINED: bool(standing.joined_into),
        WhyNot.SPIKED: bool(standing.spiked),
        WhyNot.SUPERSEDED: article.state is State.SUPERSEDED,
        WhyNot.REJECTED: article.state is State.REJECTED,
        WhyNot.LANGUAGE: tag not in channel.languages or not counts_as(article.language, tag, languages),
        WhyNot.LEVEL: article.origin.rank > channel.release.rank,
        WhyNot.RIGHTS: channel.rights is Rights.PUBLIC and article.rights is not Rights.PUBLIC,
        WhyNot.SOURCE: bool(channel.sources) and article.source not in channel.sources,
        WhyNot.BETTER: better(article, others, channel, tag, languages) is not None,
    }
    return tuple(bar for bar, stands in bars.items() if stands)


def better(
    article: Article, others: Iterable[Article], channel: Channel, tag: str, languages: Sequence[str]
) -> Article | None:
    """The version of its story that goes out in place of a text, if there is one."""
    first = best(others, channel, tag, languages)
    return first if first is not None and _choice(first, tag) < _choice(article, tag) else None


def best(versions: Iterable[Article], channel: Channel, tag: str, languages: Sequence[str]) -> Article | None:
    """Of one story's versions the one that the channel's feed in a language takes, if it may take any."""
    fitting = [one for one in versions if counts_as(one.language, tag, languages) and _allowed(one, channel)]
    return min(fitting, key=lambda one: _choice(one, tag), default=None)


def _allowed(article: Article, channel: Channel) -> bool:
    return (
        article.state in (State.CURRENT, State.OUTDATED)
        and article.origin.rank <= channel.release.rank
        and (channel.rights is Rights.INTERNAL or article.rights is Rights.PUBLIC)
        and (not channel.sources or article.source in channel.sources)
    )


def _choice(article: Article, tag: str) -> tuple[int, bool, str]:
    """The order of precedence: a copy's text never demotes what our own staff approved or wrote."""
    ranks = {Origin.OFFICIAL: 0, Origin.APPROVED: 1, Origin.EDITED: 2, Origin.MACHINE: 4}
    copied = article.origin is Origin.OFFICIAL and article.authority is Authority.COPY
    return 3 if copied else ranks[article.origin], article.language != tag, article.language
