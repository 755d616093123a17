"""Accounts: one name, one person; there is always an editor; a link serves once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.errors import AccountError
from pipeline.model import Person, Role
from pipeline.store import accounts, audit, sessions
from tests.store.conftest import NOW, Desk


def add(desk: Desk, name: str, role: Role = Role.REVIEWER, *languages: str) -> None:
    accounts.add(desk.store, Person(name, role, languages), by="root", now=NOW, until=None)


def acts(desk: Desk) -> list[tuple[str, str, str, str]]:
    return [(one.act, one.uri, one.before, one.after) for one in audit.acts(desk.store)]


@pytest.mark.parametrize("other", ["editor", "EDITOR", "Ｅｄｉｔｏｒ", " Editor "])
def test_a_name_is_taken_in_any_case_and_width(desk: Desk, other: str) -> None:
    add(desk, "Editor", Role.EDITOR)
    with pytest.raises(AccountError, match="has an account already"):
        add(desk, other)
    found = accounts.find(desk.store, other)
    assert found is not None and found.name == "Editor"


def test_names_of_any_script_are_told_apart_and_found(desk: Desk) -> None:
    for name in ("Éditrice", "第二审校", "محررة الأخبار", "Straße"):
        add(desk, name)
    assert accounts.find(desk.store, "E\u0301DITRICE") is not None
    assert accounts.find(desk.store, "STRASSE") is not None
    assert accounts.find(desk.store, "第一审校") is None


def test_the_last_editor_stays(desk: Desk) -> None:
    add(desk, "Editor", Role.EDITOR)
    add(desk, "Reviewer")
    for refused in (
        lambda: accounts.open_or_close(desk.store, "editor", False, by="Editor", now=NOW),
        lambda: accounts.change(desk.store, "Editor", Role.REVIEWER, None, by="Editor", now=NOW),
    ):
        with pytest.raises(AccountError, match="last editor"):
            refused()
    accounts.change(desk.store, "Reviewer", Role.EDITOR, None, by="Editor", now=NOW)
    assert accounts.open_or_close(desk.store, "Editor", False, by="Reviewer", now=NOW).active is False
    assert accounts.any_editor(desk.store)
    with pytest.raises(AccountError, match="last editor"):
        accounts.change(desk.store, "Reviewer", Role.REVIEWER, None, by="Reviewer", now=NOW)


def test_an_editor_who_was_merely_invited_does_not_let_the_last_one_go(desk: Desk) -> None:
    add(desk, "Editor", Role.EDITOR)
    add(desk, "Second editor", Role.EDITOR)
    accounts.set_password(desk.store, "Editor", "hash", now=NOW)
    for refused in (
        lambda: accounts.open_or_close(desk.store, "Editor", False, by="Editor", now=NOW),
        lambda: accounts.change(desk.store, "Editor", Role.REVIEWER, None, by="Editor", now=NOW),
    ):
        with pytest.raises(AccountError, match="who can sign in"):
            refused()
    accounts.open_or_close(desk.store, "Second editor", False, by="Editor", now=NOW)  # the other way round it may be
    accounts.open_or_close(desk.store, "Second editor", True, by="Editor", now=NOW)
    accounts.set_password(desk.store, "Second editor", "hash", now=NOW)
    accounts.change(desk.store, "Editor", Role.REVIEWER, None, by="Editor", now=NOW)


def test_where_a_proxy_signs_people_in_no_editor_needs_a_password(desk: Desk) -> None:
    add(desk, "Editor", Role.EDITOR)
    add(desk, "Second editor", Role.EDITOR)
    accounts.set_password(desk.store, "Editor", "hash", now=NOW)
    found = accounts.open_or_close(desk.store, "Editor", False, by="Editor", now=NOW, passwords=False)
    assert not found.active


def test_closing_signs_out_at_once_and_ends_the_link(desk: Desk) -> None:
    add(desk, "Reviewer")
    sessions.begin(desk.store, "Reviewer", "token", idle=timedelta(hours=1), now=NOW)
    accounts.give_link(desk.store, "Reviewer", "digest", NOW + timedelta(hours=48), by="Editor", now=NOW)
    accounts.open_or_close(desk.store, "Reviewer", False, by="Editor", now=NOW)
    assert sessions.of(desk.store, "token", now=NOW) is None
    accounts.open_or_close(desk.store, "Reviewer", True, by="Editor", now=NOW)
    assert sessions.of(desk.store, "token", now=NOW) is None
    assert accounts.linked(desk.store, "digest", now=NOW) is None
    with pytest.raises(AccountError, match="nobody here"):
        accounts.open_or_close(desk.store, "Nobody", True, by="Editor", now=NOW)


def test_a_link_serves_once_and_for_two_days(desk: Desk) -> None:
    add(desk, "Reviewer")
    until = NOW + timedelta(hours=48)
    accounts.give_link(desk.store, "Reviewer", "first", until, by="Editor", now=NOW)
    accounts.give_link(desk.store, "Reviewer", "second", until, by="Editor", now=NOW)
    assert accounts.linked(desk.store, "first", now=NOW) is None
    assert accounts.linked(desk.store, "second", now=until) is None
    accounts.set_password(desk.store, "Reviewer", "hash", now=NOW, link="second")
    with pytest.raises(AccountError, match="used already"):
        accounts.set_password(desk.store, "Reviewer", "another", now=NOW, link="second")
    found = accounts.credentials(desk.store, "reviewer")
    assert found is not None and found.password == "hash" and found.person.ready


def test_a_new_password_ends_every_other_session(desk: Desk) -> None:
    add(desk, "Reviewer")
    for token in ("here", "there"):
        sessions.begin(desk.store, "Reviewer", token, idle=timedelta(hours=1), now=NOW)
    accounts.set_password(desk.store, "Reviewer", "hash", now=NOW, keep=sessions.digest("here"))
    assert sessions.of(desk.store, "here", now=NOW) is not None
    assert sessions.of(desk.store, "there", now=NOW) is None


def test_every_act_about_an_account_is_on_record_and_no_password_with_it(desk: Desk) -> None:
    add(desk, "Reviewer", Role.REVIEWER, "fr", "ar")
    accounts.change(desk.store, "Reviewer", None, ("fr",), by="Editor", now=NOW)
    accounts.change(desk.store, "Reviewer", None, ("fr",), by="Editor", now=NOW)  # nothing changed
    accounts.open_or_close(desk.store, "Reviewer", False, by="Editor", now=NOW)
    accounts.open_or_close(desk.store, "Reviewer", True, by="Editor", now=NOW)
    accounts.give_link(desk.store, "Reviewer", "secret digest", NOW + timedelta(hours=48), by="Editor", now=NOW)
    accounts.set_password(desk.store, "Reviewer", "secret hash", now=NOW)
    found = acts(desk)
    assert [act for act, *_ in found] == [
        "add-person", "change-person", "close-person", "open-person", "link-person", "password"
    ]  # fmt: skip
    assert {uri for _, uri, *_ in found} == {"person:Reviewer"}
    assert found[0][3] == "reviewer; fr, ar"
    assert found[1][2:] == ("reviewer; fr, ar", "reviewer; fr")
    assert "secret" not in repr(found)


def test_the_list_goes_on_where_it_ended(desk: Desk) -> None:
    for number in range(7):
        add(desk, f"Reviewer {number}")
    first = accounts.everyone(desk.store, now=NOW, limit=4)
    rest = accounts.everyone(desk.store, now=NOW, beyond=first[-1].person.name, limit=4)
    assert [one.person.name for one in (*first, *rest)] == [f"Reviewer {number}" for number in range(7)]


def test_the_signing_key_is_made_once(desk: Desk) -> None:
    assert accounts.signing_key(desk.store) == accounts.signing_key(desk.store)
    assert len(accounts.signing_key(desk.store)) == 32


def test_rehashing_never_undoes_a_change(desk: Desk) -> None:
    add(desk, "Reviewer")
    accounts.set_password(desk.store, "Reviewer", "new", now=NOW)
    accounts.rehash(desk.store, "Reviewer", "old", "old, stronger")
    found = accounts.credentials(desk.store, "Reviewer")
    assert found is not None and found.password == "new"
