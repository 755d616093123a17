"""People with accounts: who may work at the desk, in which role and languages."""

from __future__ import annotations

import secrets
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import AccountError
from pipeline.language.lookalikes import skeleton
from pipeline.model import Account, Person, Role
from pipeline.store import audit, codec
from pipeline.store.connection import Store, moment, text

KEY_BYTES = 32  # of the key that signs cookies


@dataclass(frozen=True, slots=True)
class Credentials:
    """A person with the argon2 hash of their password, as PHC string; '' where they have set none."""

    person: Person
    password: str


def key(name: str) -> str:
    """A name as it is looked for: whatever its case, the width of its letters or their composition (UAX #15)."""
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


def find(store: Store, name: str) -> Person | None:
    """Who has this name, in whatever case; None for nobody."""
    row = store.row("SELECT * FROM person WHERE key = ?", (key(name),))
    return _person(row) if row is not None else None


def credentials(store: Store, name: str) -> Credentials | None:
    """Who has this name, with what their password is checked against."""
    row = store.row("SELECT * FROM person WHERE key = ?", (key(name),))
    return Credentials(_person(row), row["password"]) if row is not None else None


def everyone(store: Store, *, now: datetime, beyond: str = "", limit: int = 50) -> list[Account]:
    """The accounts in the order of their names, `limit` of them from the one after the name `beyond` on."""
    rows = store.rows(
        "SELECT person.*, (SELECT count(*) FROM session WHERE session.person = person.name AND until > :now) AS open "
        "FROM person WHERE key > :beyond ORDER BY key LIMIT :limit",
        {"now": text(now), "beyond": key(beyond), "limit": limit},
    )
    return [
        Account(
            person=_person(row),
            created=codec.always(row["created"]),
            created_by=row["created_by"],
            link_until=_future(moment(row["link_until"]), now),
            sessions=row["open"],
            seen=moment(row["seen"]),
        )
        for row in rows
    ]


def any_editor(store: Store) -> bool:
    """Whether somebody can run this desk: at the first start nobody can."""
    return store.row("SELECT 1 FROM person WHERE role = 'editor' AND active = 1 LIMIT 1") is not None


def add(
    store: Store, person: Person, *, by: str, now: datetime, password: str = "", link: str = "", until: datetime | None
) -> None:
    """Give somebody an account, with a hashed password or the SHA-256 of a one-time link that is good `until` then.

    Raises AccountError when somebody has that name, or one that looks like it.
    """
    with store.write():
        taken = store.row("SELECT name FROM person WHERE key = ?", (key(person.name),))
        if taken is not None:
            raise AccountError("taken", "{} has an account already; see `pipeline people list`", taken["name"])
        looks = skeleton(person.name)
        names = (row["name"] for row in store.rows("SELECT name FROM person"))
        alike = next((name for name in names if skeleton(name) == looks), "")
        if alike:  # whoever reads the record could not tell who did what
            told = "{} looks like {}, in other letters; choose another name"
            raise AccountError("alike", told, person.name, alike)
        store.insert(
            "person",
            {
                "name": person.name,
                "key": key(person.name),
                "role": person.role.value,
                "languages": " ".join(person.languages),
                "password": password,
                "link": link or None,
                "link_until": text(until) if until else None,
                "created": text(now),
                "created_by": by,
            },
        )
        _record(store, "add-person", person.name, by, now, "", _may(person))


def change(
    store: Store,
    name: str,
    role: Role | None,
    languages: tuple[str, ...] | None,
    *,
    by: str,
    now: datetime,
    passwords: bool = True,
) -> Person:
    """Give somebody another role or other languages, where told; returns them as they are now.

    `passwords` says that people come in with one of ours: the last editor who can come in stays editor, else
    AccountError.
    """
    with store.write():
        before = _known(store, name)
        role, languages = role or before.role, before.languages if languages is None else languages
        if role is not Role.EDITOR:
            _not_the_last(store, before, passwords)
        store.run(
            "UPDATE person SET role = ?, languages = ? WHERE name = ?", (role.value, " ".join(languages), before.name)
        )
        after = _known(store, before.name)
        if after != before:
            _record(store, "change-person", before.name, by, now, _may(before), _may(after))
    return after


def open_or_close(store: Store, name: str, active: bool, *, by: str, now: datetime, passwords: bool = True) -> Person:
    """Open or close an account; closing ends its sessions and its one-time link at once.

    The last editor stays, as for `change`.
    """
    with store.write():
        before = _known(store, name)
        if before.active == active:
            return before
        if not active:
            _not_the_last(store, before, passwords)
            store.run("DELETE FROM session WHERE person = ?", (before.name,))
            store.run("UPDATE person SET link = NULL, link_until = NULL WHERE name = ?", (before.name,))
        store.run("UPDATE person SET active = ? WHERE name = ?", (int(active), before.name))
        states = ("closed", "open") if active else ("open", "closed")
        _record(store, "open-person" if active else "close-person", before.name, by, now, *states)
        return _known(store, before.name)


def give_link(store: Store, name: str, digest: str, until: datetime, *, by: str, now: datetime) -> Person:
    """Put a one-time link in the place of any earlier one; the password stays until the link is used."""
    with store.write():
        person = _known(store, name)
        if not person.active:
            raise AccountError("closed", "the account of {} is closed; open it first", person.name)
        store.run("UPDATE person SET link = ?, link_until = ? WHERE name = ?", (digest, text(until), person.name))
        _record(store, "link-person", person.name, by, now, "", f"a one-time link, good until {text(until)}")
    return person


def linked(store: Store, digest: str, *, now: datetime) -> Person | None:
    """Whose one-time link that is, given its SHA-256; None where it is used, over or nobody's."""
    row = store.row("SELECT * FROM person WHERE link = ? AND link_until > ? AND active", (digest, text(now)))
    return _person(row) if row is not None else None


def set_password(store: Store, name: str, password: str, *, now: datetime, keep: str = "", link: str = "") -> Person:
    """Put a hashed password in the place of the old one; ends every session but `keep`, and any one-time link.

    With `link`, the SHA-256 of a one-time link, only while that is good, so that it serves once: AccountError else.
    """
    with store.write():
        person = _known(store, name)
        if link and linked(store, link, now=now) != person:
            raise AccountError("link", "this link was used already, or is over; ask for another one")
        store.run(
            "UPDATE person SET password = ?, link = NULL, link_until = NULL WHERE name = ?", (password, person.name)
        )
        store.run("DELETE FROM session WHERE person = ? AND token <> ?", (person.name, keep))
        _record(
            store, "password", person.name, person.name, now, "", "a new password, by link" if link else "a new one"
        )
        return _known(store, person.name)


def rehash(store: Store, name: str, before: str, after: str) -> None:
    """Keep the same password hashed with stronger parameters, unless it was changed meanwhile."""
    with store.write():
        store.run("UPDATE person SET password = ? WHERE name = ? AND password = ?", (after, name, before))


def speak(store: Store, name: str, language: str) -> None:
    """Have the desk speak a language to somebody; '' for their browser's."""
    with store.write():
        store.run("UPDATE person SET desk = ? WHERE name = ?", (language, name))


def signing_key(store: Store) -> bytes:
    """The key that signs cookies, made when it is first asked for."""
    row = store.row("SELECT value FROM meta WHERE key = 'signing key'")
    if row is None:
        with store.write():
            made = {"key": "signing key", "value": secrets.token_hex(KEY_BYTES)}
            store.run("INSERT OR IGNORE INTO meta (key, value) VALUES (:key, :value)", made)
        row = store.row("SELECT value FROM meta WHERE key = 'signing key'")
    assert row is not None
    return bytes.fromhex(row["value"])


def _known(store: Store, name: str) -> Person:
    person = find(store, name)
    if person is None:
        raise AccountError("unknown", "nobody here is called {}; see `pipeline people list`", name)
    return person


def _not_the_last(store: Store, person: Person, passwords: bool) -> None:
    if not (person.editor and person.active):
        return
    # Whoever was merely invited cannot come in yet, and may never.
    ready = "AND password <> ''" if passwords and person.ready else ""
    others = f"SELECT 1 FROM person WHERE role = 'editor' AND active = 1 AND name <> ? {ready} LIMIT 1"
    if store.row(others, (person.name,)) is None:
        if ready:
            told = "{} is the last editor who can sign in; let another one choose a password first"
            raise AccountError("last", told, person.name)
        raise AccountError("last", "{} is the last editor; make somebody else an editor first", person.name)


def _record(store: Store, act: str, name: str, by: str, now: datetime, was: str, became: str) -> None:
    audit.record(store, act, f"person:{name}", by=by, now=now, was=was, became=became)


def _may(person: Person) -> str:
    return f"{person.role.value}; {', '.join(person.languages) or 'every language'}"


def _future(time: datetime | None, now: datetime) -> datetime | None:
    return time if time is not None and time > now else None


def _person(row: sqlite3.Row) -> Person:
    return Person(
        name=row["name"],
        role=Role(row["role"]),
        languages=tuple(row["languages"].split()),
        desk=row["desk"],
        active=bool(row["active"]),
        ready=bool(row["password"]),
    )
