"""Which version of a story a channel carries in a language, and why not this one. Pure.

The query that feeds outputs (`store/publishing.py`) decides; here the same rules are told one text at a time, for
people who ask why something is not out. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pipeline.model import (
    Article,
    Authority,
    Channel,
    Origin,
    Outdated,
    PubStatus,
    Rights,
    Standing,
    State,
    Vetted,
    WhyNot,
)
from pipeline.stories.wanted import counts_as

Known = Mapping[tuple[str, int], Vetted]  # by URI and version
UNKNOWN = Vetted(critical=True, refused=True)


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
    vetted: Known,
) -> tuple[WhyNot, ...]:
    """Why the channel's feed in language `tag` does not carry a text, the gravest first; nothing where it may.

    `others` are the live versions of its story, `vetted` what is known of all these by URI and version: what is not
    known counts against a text. That newer items fill the feed cannot be told from one story.
    """
    until = standing.embargoed_until
    bars = {
        WhyNot.KILLED: standing.status is PubStatus.CANCELED,
        WhyNot.WITHHELD: standing.status is PubStatus.WITHHELD,
        WhyNot.EMBARGO: until is not None and until > now,
        WhyNot.JOINED: bool(standing.joined_into),
        WhyNot.SPIKED: bool(standing.spiked),
        WhyNot.LANGUAGE: tag not in channel.languages or not counts_as(article.language, tag, languages),
        WhyNot.BETTER: better(article, others, channel, tag, languages=languages, now=now, vetted=vetted) is not None,
    } | _bars(article, channel, tag, now, vetted)
    return tuple(bar for bar in WhyNot if bars.get(bar))


def due(
    article: Article,
    others: Iterable[Article],
    standing: Standing,
    channel: Channel,
    tag: str,
    *,
    languages: Sequence[str],
    now: datetime,
    vetted: Known,
) -> datetime | None:
    """When a machine's text goes out by itself, since nobody refused it in time; None where nothing brings that about.

    Until then its level alone keeps it back, or an embargo that ends.
    """
    grace = channel.policy(tag).grace
    if grace is None or article.origin is not Origin.MACHINE:
        return None
    others = list(others)

    def bars(at: datetime) -> tuple[WhyNot, ...]:
        return why_not(article, others, standing, channel, tag, languages=languages, now=at, vetted=vetted)

    stood = article.version_created + grace
    when = max(stood, standing.embargoed_until) if standing.embargoed_until else stood
    return when if WhyNot.LEVEL in bars(now) and not bars(when) else None


def better(
    article: Article,
    others: Iterable[Article],
    channel: Channel,
    tag: str,
    *,
    languages: Sequence[str],
    now: datetime,
    vetted: Known,
) -> Article | None:
    """The version of its story that goes out in place of a text, if there is one."""
    first = best(others, channel, tag, languages=languages, now=now, vetted=vetted)
    return first if first is not None and _choice(first, tag) < _choice(article, tag) else None


def best(
    versions: Iterable[Article],
    channel: Channel,
    tag: str,
    *,
    languages: Sequence[str],
    now: datetime,
    vetted: Known,
) -> Article | None:
    """Of one story's versions the one that the channel's feed in a language takes, if it may take any."""

    def allowed(one: Article) -> bool:
        return not any(_bars(one, channel, tag, now, vetted).values())

    fitting = [one for one in versions if counts_as(one.language, tag, languages) and allowed(one)]
    return min(fitting, key=lambda one: _choice(one, tag), default=None)


def _bars(article: Article, channel: Channel, tag: str, now: datetime, vetted: Known) -> dict[WhyNot, bool]:
    """What keeps a text out by itself, whatever its story and the versions beside it."""
    policy = channel.policy(tag)
    known = vetted.get((article.uri, article.version), UNKNOWN)
    machine, approved = article.origin is Origin.MACHINE, article.origin is Origin.APPROVED
    waits = machine and policy.grace is not None  # whatever the release level: there must be time to refuse it
    level = waits or article.origin.rank > policy.release.rank
    stood = machine and policy.grace is not None and article.version_created <= now - policy.grace
    proved = not known.critical and (known.checked or not machine)
    answered = article.origin is Origin.OFFICIAL or proved or (approved and known.overridden)
    return {
        WhyNot.SUPERSEDED: article.state is State.SUPERSEDED,
        WhyNot.REJECTED: article.state is State.REJECTED,
        WhyNot.LEVEL: level and not (stood and not known.refused),
        WhyNot.RIGHTS: channel.rights is Rights.PUBLIC and article.rights is not Rights.PUBLIC,
        WhyNot.SOURCE: bool(channel.sources) and article.source not in channel.sources,
        WhyNot.CRITICAL: not answered,
        WhyNot.OUTDATED: article.state is State.OUTDATED and policy.outdated is Outdated.DROP,
    }


def _choice(article: Article, tag: str) -> tuple[int, bool, str]:
    """The order of precedence: a copy's text never demotes what our own staff approved or wrote."""
    ranks = {Origin.OFFICIAL: 0, Origin.APPROVED: 1, Origin.EDITED: 2, Origin.MACHINE: 4}
    copied = article.origin is Origin.OFFICIAL and article.authority is Authority.COPY
    return 3 if copied else ranks[article.origin], article.language != tag, article.language
