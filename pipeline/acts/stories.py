"""What people do to whole stories: hold, release, kill, reinstate, embargo, spike, join, decline, part."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pipeline.acts.told import named, reason
from pipeline.errors import ActError, clean
from pipeline.store import Store, notices, overview, proposals, standing


def hold(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Keep a story out of every output, in every language, until it is released; returns the story's id."""
    return _stand(store, "hold", story, by, why, now)


def release(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Let a held story out again; returns the story's id."""
    return _stand(store, "release", story, by, why, now)


def kill(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Take a story out of every output for good, in every language at once; returns the story's id."""
    return _stand(store, "kill", story, by, why, now)


def reinstate(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Undo a kill; returns the story's id."""
    return _stand(store, "reinstate", story, by, why, now)


def _stand(store: Store, act: str, story: str, by: str, why: str, now: datetime) -> str:
    named(by)
    why = reason(why)
    found = standing.find(store, story)
    standing.act(store, found, act, by=by, why=why, now=now)
    return found


def embargo(store: Store, story: str, until: datetime, *, by: str, why: str, now: datetime) -> str:
    """Keep a story out of every output until a time, whatever its texts say; returns the story's id."""
    return _embargo(store, story, until, by, why, now)


def lift_embargo(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Let a story out before its embargo ends; the same line in a later version sets none again. Returns its id."""
    return _embargo(store, story, None, by, why, now)


def _embargo(store: Store, story: str, until: datetime | None, by: str, why: str, now: datetime) -> str:
    named(by)
    why = reason(why)
    found = standing.find(store, story)
    standing.decide_embargo(store, found, until, by=by, why=why, now=now)
    return found


def local_time(said: str, zone: str) -> datetime:
    """A date and time as people type it (`2026-12-01 09:00`, or with an offset) in UTC; without one it is in `zone`.

    ISO 8601. Where clocks are turned back and a time comes twice, the later one is meant: an embargo ends none too
    soon. Raises ActError for what is no time, or one that clocks in the zone skip.
    """
    try:
        found = datetime.fromisoformat(said.strip())
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        moment = found.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
        skipped = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != found
    except (ValueError, OverflowError):
        raise ActError("“{}” is no date and time; write one such as 2026-12-01 09:00", clean(said, 40)) from None
    if skipped:
        raise ActError("clocks in {} skip {}; give a time before or after that", zone, clean(said, 40))
    return moment


def spike(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Put aside a story that nobody needs: neither translated nor published; returns the story's id."""
    named(by)
    why = reason(why)
    found = standing.find(store, story)
    standing.spike(store, found, by=by, why=why, now=now)
    return found


def unspike(store: Store, story: str, *, by: str, why: str, now: datetime) -> str:
    """Take a spiked story up again; returns the story's id."""
    named(by)
    why = reason(why)
    found = standing.find(store, story)
    standing.unspike(store, found, by=by, why=why, now=now)
    return found


def join(store: Store, story: str, other: str, *, by: str, now: datetime) -> str:
    """Make two stories one: the elder's id stays, the other's leads to it. Returns the id that stays."""
    named(by)
    return proposals.join(store, standing.find(store, story), standing.find(store, other), by=by, now=now)


def decline(store: Store, uri: str, story: str, *, by: str, now: datetime, why: str = "") -> str:
    """Answer a proposal with no: the text does not belong to that story. Returns the text's URI."""
    named(by)
    found = overview.find(store, uri)
    proposals.decline(store, found, standing.find(store, story), by=by, now=now, why=reason(why) if why else "")
    return found


def settle(store: Store, source: str, entry: str, *, by: str, why: str, now: datetime) -> str:
    """Say that a notice was looked at; the story stands as it stood. Returns the story's id, "" where it fits none."""
    named(by)
    return notices.settle(store, source, entry, by=by, why=reason(why), now=now)


def part(store: Store, uri: str, *, by: str, now: datetime) -> str:
    """Make one official version a story of its own; returns the new story's id."""
    named(by)
    return proposals.part(store, overview.find(store, uri), by=by, now=now)
