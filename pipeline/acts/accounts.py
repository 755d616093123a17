"""What people do about accounts: give, change, close them; come in by link or password; choose a new one."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from pipeline.acts import passwords
from pipeline.acts.told import named
from pipeline.errors import AccountError
from pipeline.language import canonical
from pipeline.language.lookalikes import mixed
from pipeline.model import Person, Role
from pipeline.store import Store, accounts, sessions

LINK_GOOD = timedelta(hours=48)
LONGEST_NAME = 60
MOST_LANGUAGES = 60


def add_person(
    store: Store,
    name: str,
    role: Role,
    languages: Iterable[str],
    *,
    by: str,
    now: datetime,
    password: str = "",
    link: bool = False,
) -> tuple[Person, str]:
    """Give somebody an account; returns them and, where `link` was asked for, the token of their one-time link.

    With neither password nor link they come in only where a proxy signs people in. Raises AccountError for a name
    that is taken, looks like one that is, or is no name, for what is no language, for a weak password.
    """
    named(by)
    person = Person(_name(name), role, _languages(languages))
    if password:
        passwords.check(password, person.name)
    token = secrets.token_urlsafe(32) if link else ""
    accounts.add(
        store,
        person,
        by=by,
        now=now,
        password=passwords.hashed(password) if password else "",
        link=sessions.digest(token) if token else "",
        until=now + LINK_GOOD if token else None,
    )
    return person, token


def change_person(
    store: Store,
    name: str,
    *,
    role: Role | None = None,
    languages: Iterable[str] | None = None,
    by: str,
    now: datetime,
    passwords: bool = True,
) -> Person:
    """Give somebody another role, other languages, or both; in force from their next request on.

    `passwords` says that people sign in here and not at a proxy: then the last editor who has a password stays one.
    """
    named(by)
    wanted = None if languages is None else _languages(languages)
    return accounts.change(store, name, role, wanted, by=by, now=now, passwords=passwords)


def close_person(store: Store, name: str, *, by: str, now: datetime, passwords: bool = True) -> Person:
    """Close an account: its sessions end at once, what was done in its name stays on record.

    The last editor stays, as for `change_person`.
    """
    named(by)
    return accounts.open_or_close(store, name, False, by=by, now=now, passwords=passwords)


def reopen_person(store: Store, name: str, *, by: str, now: datetime) -> Person:
    """Open a closed account again, with the password it had."""
    named(by)
    return accounts.open_or_close(store, name, True, by=by, now=now)


def link_person(store: Store, name: str, *, by: str, now: datetime) -> tuple[Person, str]:
    """A new one-time link, for a first or a lost password; returns whose it is and its token."""
    named(by)
    token = secrets.token_urlsafe(32)
    return accounts.give_link(store, name, sessions.digest(token), now + LINK_GOOD, by=by, now=now), token


def welcome(store: Store, token: str, password: str, *, now: datetime) -> Person:
    """Use a one-time link: set the password it was given for. Raises AccountError when it is over or used."""
    digest = sessions.digest(token)
    person = accounts.linked(store, digest, now=now)
    if person is None:
        raise AccountError("link", "this link was used already, or is over; ask for another one")
    passwords.check(password, person.name)
    return accounts.set_password(store, person.name, passwords.hashed(password), now=now, link=digest)


def sign_in(store: Store, name: str, password: str, *, address: str, now: datetime) -> Person:
    """Who may come in with this name and password, asked for from this address.

    Raises AccountError: `wrong` alike for an unknown name, a wrong password and a closed account, at the same cost;
    `wait` after too many tries, when even the right password is not looked at.
    """
    _wait(store, name, address, now)
    known = accounts.credentials(store, name[:200])
    good = passwords.matches(known.password if known and known.person.active else "", password)
    if known is None or not good:
        raise AccountError("wrong", "name or password is not right")
    sessions.forgive(store, name, address)
    if passwords.outgrown(known.password):
        accounts.rehash(store, known.person.name, known.password, passwords.hashed(password))
    return known.person


def change_password(
    store: Store, name: str, old: str, new: str, *, address: str, now: datetime, token: str = ""
) -> Person:
    """Choose a new password, given the old one; every session ends but the one of `token`.

    Raises AccountError as `sign_in` does, or because the new password is weak.
    """
    passwords.check(new, name)
    person = sign_in(store, name, old, address=address, now=now)
    return accounts.set_password(store, person.name, passwords.hashed(new), now=now, keep=sessions.digest(token))


def _wait(store: Store, name: str, address: str, now: datetime) -> None:
    wait = sessions.attempt(store, name, address, now=now)
    if wait:
        seconds = max(1, -int(-wait.total_seconds() // 1))
        raise AccountError("wait", "too many tries; wait {} seconds, then try again", seconds, wait=seconds)


def _name(name: str) -> str:
    folded = " ".join(name.split())
    if not folded or len(folded) > LONGEST_NAME or not folded.isprintable():
        raise AccountError("name", "a name has 1 to {} characters that can be seen", LONGEST_NAME)
    if mixed(folded):
        raise AccountError("mixed", "{} mixes letters of several scripts that look alike; write it in one", folded)
    return unicodedata.normalize("NFC", folded)


def _languages(tags: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for tag in tags:
        try:
            known = canonical(tag.strip())
        except ValueError as error:
            raise AccountError("language", "{}; write tags such as fr, ar or zh-Hans", error) from error
        if known not in found:
            found.append(known)
        if len(found) > MOST_LANGUAGES:
            raise AccountError("language", "at most {} languages; leave them out for every one", MOST_LANGUAGES)
    return tuple(found)
