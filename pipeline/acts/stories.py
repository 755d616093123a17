"""What people do to whole stories: hold, release, kill, reinstate, join, part."""

from __future__ import annotations

from datetime import datetime

from pipeline.acts.told import named, reason
from pipeline.store import Store, overview, proposals, standing


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


def join(store: Store, story: str, other: str, *, by: str, now: datetime) -> str:
    """Make two stories one: the elder's id stays, the other's leads to it. Returns the id that stays."""
    named(by)
    return proposals.join(store, standing.find(store, story), standing.find(store, other), by=by, now=now)


def part(store: Store, uri: str, *, by: str, now: datetime) -> str:
    """Make one official version a story of its own; returns the new story's id."""
    named(by)
    return proposals.part(store, overview.find(store, uri), by=by, now=now)
