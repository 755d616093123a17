"""Coming in with a password or a link: what is refused, at what cost, and what it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import acts
from pipeline.acts import passwords
from pipeline.errors import AccountError, ActError
from pipeline.language import canonical
from pipeline.model import Role
from pipeline.store import Store, accounts, opened

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GOOD = "four plain words here"
HERE = "192.0.2.1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "pipeline.db") as found:
        yield found


def add(store: Store, name: str = "Editor", **more: object) -> str:
    told = {"role": Role.EDITOR, "languages": [], "by": "root", "now": NOW} | more
    return acts.add_person(store, name, **told)[1]  # type: ignore[arg-type]


def refused(store: Store, name: str, password: str, at: datetime = NOW) -> AccountError:
    with pytest.raises(AccountError) as told:
        acts.sign_in(store, name, password, address=HERE, now=at)
    return told.value


def test_the_right_password_lets_in_and_is_kept_as_argon2id(store: Store) -> None:
    add(store, password=GOOD)
    assert acts.sign_in(store, "editor", GOOD, address=HERE, now=NOW).name == "Editor"
    kept = accounts.credentials(store, "Editor")
    assert kept is not None and kept.password.startswith("$argon2id$") and GOOD not in kept.password


def test_unknown_wrong_closed_and_unset_are_refused_alike(store: Store) -> None:
    add(store, password=GOOD)
    add(store, "Reviewer", role=Role.REVIEWER, password=GOOD)
    add(store, "Second reviewer", role=Role.REVIEWER, link=True)
    acts.close_person(store, "Reviewer", by="Editor", now=NOW)
    told = {
        str(refused(store, name, password))
        for name, password in (
            ("Nobody", GOOD), ("Editor", "another four words"), ("Reviewer", GOOD), ("Second reviewer", ""),
            ("Editor", GOOD * 100), ("", ""), ("x" * 5_000, "y" * 5_000)
        )
    }  # fmt: skip
    assert told == {"name or password is not right"}


def test_a_name_nobody_has_costs_a_hash_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, password=GOOD)
    asked = []
    hasher = passwords._hasher()
    kind = type(hasher)
    verify = kind.verify

    def counted(self: object, kept: str, password: str) -> bool:
        asked.append(kept)
        return verify(self, kept, password)  # type: ignore[arg-type]

    monkeypatch.setattr(kind, "verify", counted)
    refused(store, "Editor", "another four words")
    refused(store, "Nobody", "another four words")
    assert len(asked) == 2
    assert asked[0].split("$")[:4] == asked[1].split("$")[:4]  # the same parameters, so the same time


def test_the_right_password_is_not_looked_at_within_the_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, password=GOOD)
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, password: False)  # only the cost is spared here
    for _ in range(5):
        assert refused(store, "Editor", "wrong").reason == "wrong"
    monkeypatch.setattr(passwords, "matches", matches)
    told = refused(store, "Editor", GOOD)
    assert (told.reason, told.wait) == ("wait", 30)
    assert acts.sign_in(store, "Editor", GOOD, address="198.51.100.7", now=NOW).name == "Editor"
    assert acts.sign_in(store, "Editor", GOOD, address=HERE, now=NOW + timedelta(seconds=30)).name == "Editor"


def test_weaker_hashes_are_made_anew_when_they_serve(store: Store) -> None:
    from argon2 import PasswordHasher

    add(store, password=GOOD)
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD)
    accounts.set_password(store, "Editor", weak, now=NOW)
    acts.sign_in(store, "Editor", GOOD, address=HERE, now=NOW)
    kept = accounts.credentials(store, "Editor")
    assert kept is not None and kept.password != weak and not passwords.outgrown(kept.password)


def test_an_invited_person_chooses_a_password_once(store: Store) -> None:
    token = add(store, link=True)
    with pytest.raises(AccountError, match="at least 12"):
        acts.welcome(store, token, "short", now=NOW)
    assert acts.welcome(store, token, GOOD, now=NOW).ready
    with pytest.raises(AccountError, match="used already"):
        acts.welcome(store, token, "another four words", now=NOW)
    assert acts.sign_in(store, "Editor", GOOD, address=HERE, now=NOW).name == "Editor"


def test_a_link_is_over_after_two_days(store: Store) -> None:
    token = add(store, link=True)
    with pytest.raises(AccountError, match="is over"):
        acts.welcome(store, token, GOOD, now=NOW + timedelta(hours=48))


def test_changing_a_password_asks_for_the_old_one(store: Store) -> None:
    add(store, password=GOOD)
    told = {"address": HERE, "now": NOW}
    with pytest.raises(AccountError, match="not right"):
        acts.change_password(store, "Editor", "wrong", "another four words", **told)  # type: ignore[arg-type]
    acts.change_password(store, "Editor", GOOD, "another four words", **told)  # type: ignore[arg-type]
    assert acts.sign_in(store, "Editor", "another four words", address=HERE, now=NOW).name == "Editor"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "short"), ("eleven char", "short"), ("x" * 1_001, "long"), ("Passwordpassword", "common"),
        ("123 456 789 012", "common"), ("aaaaaaaaaaaaaaaa", "common"), ("second reviewer", "named"),
        ("SecondReviewerSecondReviewer", "named"),
    ],
)  # fmt: skip
def test_passwords_that_are_soon_guessed_are_refused(password: str, reason: str) -> None:
    with pytest.raises(AccountError) as told:
        passwords.check(password, "Second reviewer")
    assert told.value.reason == reason


@pytest.mark.parametrize(
    "password", [GOOD, "x" * 500 + "yzäöü", "春眠不觉晓处处闻啼鸟夜来", "كلمات كثيرة في سطر", "quatre\x00mots\x00ici"]
)
def test_long_passwords_of_any_script_are_taken(password: str) -> None:
    passwords.check(password, "Editor")
    assert passwords.matches(passwords.hashed(password), password)


def test_a_password_is_the_same_from_any_keyboard() -> None:
    assert passwords.matches(
        passwords.hashed("l'été à la mer, là-bas"), "l'e\u0301te\u0301 a\u0300 la mer, la\u0300-bas"
    )


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "hidden\u202ename", "nul\x00", "zero\u200bwidth"])
def test_what_is_no_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(AccountError, match="a name has"):
        add(store, name)


@pytest.mark.parametrize(
    "languages", [["klingon"], ["fr", "x y"], [f"en-{a}{b}" for a in "ABC" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]]
)
def test_what_is_no_language_is_refused(store: Store, languages: list[str]) -> None:
    with pytest.raises(AccountError, match=r"languages|tags"):
        add(store, languages=languages)
    assert accounts.find(store, "Editor") is None


def test_languages_are_kept_in_their_canonical_form_each_once(store: Store) -> None:
    add(store, languages=["zh-cn", "PT-br", "fr", " fr "])
    found = accounts.find(store, "Editor")
    assert found is not None
    assert found.languages == (canonical("zh-cn"), "pt-BR", "fr")


def test_nobody_acts_in_nobodys_name(store: Store) -> None:
    with pytest.raises(ActError, match="say who does this"):
        add(store, by="")
