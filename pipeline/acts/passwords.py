"""Passwords: which are taken, and how they are kept (argon2id with argon2-cffi's defaults, RFC 9106)."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import AccountError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 1_000  # characters; NIST SP 800-63B asks for length and against lists, and for no other rule
# Long enough, and yet among the first that anybody tries; spaces and case are no difference.
TRIED_FIRST = """
passwordpassword passw0rdpassw0rd password1234 password12345 password123456 passwort1234 motdepasse12
motdepasse123 contraseña123 contrasena123 mypassword123 changemenow1 changeme1234 changemechangeme
letmeinletmein letmein12345 welcome12345 welcome123456 administrator admin1234567 adminadminadmin
administrador administrateur qwertyuiop12 qwertyuiop123 qwertyuiopasdf qwertyqwerty qwerty123456 azertyuiop12
azertyuiop123 asdfghjkl123 1q2w3e4r5t6y 1qaz2wsx3edc zaq12wsxcde3 123456789012 1234567890123 12345678901234
123412341234 123123123123 123456123456 987654321098 abcdefghijkl abcdefghijklm abc123abc123 iloveyou1234
iloveyouiloveyou woaini1314520 newsroom1234 newsroomnewsroom pressrelease pressrelease1 pressoffice1
reviewer1234 editoreditor
"""
COMMON = frozenset(TRIED_FIRST.split())
AT_ONCE = threading.BoundedSemaphore(2)  # each hash takes 64 MB and a core; strangers may not take them all


def check(password: str, name: str) -> None:
    """Refuse a password that would soon be guessed: short, one of the commonest, made of the name.

    Raises AccountError that says which.
    """
    if len(password) < SHORTEST:
        raise AccountError("short", "a password has at least {} characters; several words are easy to keep", SHORTEST)
    if len(password) > LONGEST:
        raise AccountError("long", "a password has at most {:,} characters", LONGEST)
    folded, named = ("".join(_normal(one).casefold().split()) for one in (password, name))
    if named and not folded.replace(named, ""):
        raise AccountError("named", "a password is not one's own name; take several words that mean something to you")
    if folded in COMMON or len(set(folded)) < 4:
        raise AccountError("common", "this password is among the first that anybody tries; take several words")


def hashed(password: str) -> str:
    """A password as it is kept: a PHC string with its own salt and parameters."""
    with AT_ONCE:
        return _hasher().hash(_normal(password))


def matches(kept: str, password: str) -> bool:
    """Whether a password is the kept one; takes as long where `kept` is '', for somebody who is not there."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST:
        password, kept = "", ""
    with AT_ONCE:
        try:
            return _hasher().verify(kept or _nobodys(), _normal(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def outgrown(kept: str) -> bool:
    """Whether a password was hashed with parameters that are no longer the ones in use."""
    return _hasher().check_needs_rehash(kept)


def _normal(password: str) -> str:
    """The same password from any keyboard: é is one character or two, depending on the system (NFKC)."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody's password")
