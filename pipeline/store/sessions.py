"""Who is signed in at which browser, and who was refused: tokens and names are kept as digests only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.model import Person
from pipeline.store import accounts, codec
from pipeline.store.connection import Store, text

LONGEST = timedelta(days=7)  # after which anybody signs in again
STEP = timedelta(minutes=1)  # being seen is written down this often at most, so that reading rarely writes
AT_ONCE = 20  # browsers of one person; the eldest is signed out beyond that

WINDOW = timedelta(minutes=15)  # refusals older than this count no more
KEPT = timedelta(days=1)
FIRST_WAIT = timedelta(seconds=30)
# How many refusals are borne, and the longest wait after them: from one address for one name; for one name from
# anywhere; from one address for any name. The two wide ones bear more and end sooner, so that nobody is kept out by
# what strangers type, nor a whole office by one forgetful colleague.
BEARS = {
    "pair": (5, timedelta(minutes=15)),
    "name": (20, timedelta(minutes=1)),
    "address": (50, timedelta(minutes=5)),
}


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in at one browser."""

    person: Person
    created: datetime
    seen: datetime
    until: datetime


def digest(secret: str) -> str:
    """The SHA-256 of a token or a typed name, in hexadecimal: from the store alone nobody can sign in."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def begin(store: Store, person: str, token: str, *, idle: timedelta, now: datetime, instead_of: str = "") -> None:
    """Sign somebody in with a fresh token; the browser's former session, `instead_of`, ends, and any that is over."""
    with store.write():
        store.run("DELETE FROM session WHERE until <= ? OR token = ?", (text(now), digest(instead_of)))
        store.insert(
            "session",
            {
                "token": digest(token),
                "person": person,
                "created": text(now),
                "seen": text(now),
                "until": text(now + min(idle, LONGEST)),
            },
        )
        store.run(
            "DELETE FROM session WHERE token IN "
            "(SELECT token FROM session WHERE person = ? ORDER BY created DESC, token LIMIT -1 OFFSET ?)",
            (person, AT_ONCE),
        )
        store.run("UPDATE person SET seen = ? WHERE name = ?", (text(now), person))


def of(store: Store, token: str, *, now: datetime) -> Session | None:
    """The session of a token; None where it ended, was never begun, or its account is closed."""
    row = store.row(
        "SELECT session.person, session.created, session.seen, until FROM session "
        "JOIN person ON person.name = session.person WHERE token = ? AND until > ? AND active",
        (digest(token), text(now)),
    )
    person = accounts.find(store, row["person"]) if row is not None else None
    if row is None or person is None:
        return None
    return Session(person, codec.always(row["created"]), codec.always(row["seen"]), codec.always(row["until"]))


def seen(store: Store, token: str, session: Session, *, idle: timedelta, now: datetime) -> None:
    """Note that somebody is still there, once a minute at most; the session then lasts `idle` from now."""
    if now - session.seen < min(STEP, idle / 4):
        return
    until = min(now + idle, session.created + LONGEST)
    with store.write():
        store.run("UPDATE session SET seen = ?, until = ? WHERE token = ?", (text(now), text(until), digest(token)))
        store.run("UPDATE person SET seen = ? WHERE name = ?", (text(now), session.person.name))


def visited(store: Store, person: str, *, now: datetime) -> None:
    """Note that somebody without a session of ours is there: a proxy signed them in. Once a minute at most."""
    late = store.row("SELECT 1 FROM person WHERE name = ? AND (seen IS NULL OR seen < ?)", (person, text(now - STEP)))
    if late is not None:
        with store.write():
            store.run("UPDATE person SET seen = ? WHERE name = ?", (text(now), person))


def count(store: Store, person: str, *, now: datetime) -> int:
    """At how many browsers somebody is signed in."""
    row = store.row("SELECT count(*) AS open FROM session WHERE person = ? AND until > ?", (person, text(now)))
    return int(row["open"]) if row is not None else 0


def end(store: Store, token: str) -> None:
    """Sign one browser out."""
    with store.write():
        store.run("DELETE FROM session WHERE token = ?", (digest(token),))


def end_all(store: Store, person: str) -> None:
    """Sign somebody out everywhere."""
    with store.write():
        store.run("DELETE FROM session WHERE person = ?", (person,))


def attempt(store: Store, name: str, address: str, *, now: datetime) -> timedelta:
    """Ask whether somebody may try to sign in now; returns how long they must wait, zero if not at all.

    A try that may be made counts as refused until `forgive`, so that many at once cannot slip through together; one
    that may not is not counted, so that nobody is kept waiting for ever.
    """
    tried, since = digest(accounts.key(name[:200])), text(now - WINDOW)
    with store.write():
        store.run("DELETE FROM refused_sign_in WHERE at < ?", (text(now - KEPT),))
        wait = timedelta(0)
        for which, where, values in (
            ("pair", "name = ? AND address = ?", (tried, address)),
            ("name", "name = ?", (tried,)),
            ("address", "address = ?", (address,)),
        ):
            row = store.row(
                f"SELECT count(*) AS tries, max(at) AS last FROM refused_sign_in WHERE {where} AND at > ?",
                (*values, since),
            )
            if row is not None and row["tries"]:
                wait = max(wait, pause(row["tries"], *BEARS[which], codec.always(row["last"]), now))
        if not wait:
            store.insert("refused_sign_in", {"name": tried, "address": address, "at": text(now)})
    return wait


def pause(tries: int, bears: int, longest: timedelta, last: datetime, now: datetime) -> timedelta:
    """How long to wait after so many refusals, the last of them then: nothing at first, then ever longer.

    Half a minute from the `bears`th on, doubled by each further one, until it is the `longest`.
    """
    if tries < bears:
        return timedelta(0)
    return max(last + min(FIRST_WAIT * (1 << min(tries - bears, 10)), longest) - now, timedelta(0))


def forgive(store: Store, name: str, address: str) -> None:
    """Forget the refusals of somebody who has now signed in, from that address alone."""
    with store.write():
        store.run(
            "DELETE FROM refused_sign_in WHERE name = ? AND address = ?", (digest(accounts.key(name[:200])), address)
        )
