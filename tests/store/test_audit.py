"""The record of what people did tells who, when and what changed, in their order, and is never lost or rewritten."""

from __future__ import annotations

import pytest

from pipeline.errors import StoreError
from pipeline.model import Act, Block, BlockKind
from pipeline.store import audit, people, proposals, standing
from tests.store.conftest import Desk


def edit(desk: Desk, uri: str, words: str, by: str = "Reviewer") -> None:
    body = (Block(BlockKind.PARAGRAPH, words),)
    told = {"headline": "Édité", "subhead": "", "body": body, "dateline": None, "up_to_date": False}
    people.edit(desk.store, uri, by=by, now=desk.tick(), **told)  # type: ignore[arg-type]


@pytest.fixture
def french(desk: Desk) -> str:
    english = desk.release("en", "One text.")
    assert desk.machine(english, "fr")
    return english.replace("/en", "/fr")


def story(desk: Desk, uri: str) -> str:
    row = desk.store.row("SELECT story FROM article WHERE uri = ?", (uri,))
    assert row is not None
    return str(row["story"])


def told(act: Act) -> tuple[str, str, str]:
    return act.act, act.before, act.after


def test_an_edit_tells_the_words_before_and_after(desk: Desk, french: str) -> None:
    edit(desk, french, "les mots d'une personne")
    people.reject(desk.store, french, by="Editor", now=desk.tick())
    first, second = audit.acts(desk.store)
    assert (first.person, first.act, first.language, first.story) == ("Reviewer", "edit", "fr", story(desk, french))
    assert first.after == "Édité\n\nles mots d'une personne"
    assert first.before != first.after and first.before
    assert told(second) == ("reject", "current", "rejected")


def test_a_standing_tells_where_it_led(desk: Desk, french: str) -> None:
    id = story(desk, french)
    for name in ("hold", "kill", "reinstate"):
        standing.act(desk.store, id, name, by="Editor", why="the issuer asked", now=desk.tick())
    found = [(told(one), one.why, one.story) for one in audit.acts(desk.store)]
    assert found == [
        (("hold", "usable", "withheld"), "the issuer asked", id),
        (("kill", "withheld", "canceled"), "the issuer asked", id),
        (("reinstate", "canceled", "usable"), "the issuer asked", id),
    ]


def test_the_record_is_narrowed_by_time_person_and_story(desk: Desk, french: str) -> None:
    other = desk.release("en", "Another text.", origin="https://e.example/p/2.html")
    edit(desk, french, "un")
    between = desk.tick()
    standing.act(desk.store, story(desk, other), "hold", by="Editor", why="a doubt", now=desk.tick())
    assert [one.act for one in audit.acts(desk.store, since=between)] == ["hold"]
    assert [one.act for one in audit.acts(desk.store, until=between)] == ["edit"]
    assert [one.act for one in audit.acts(desk.store, person="EDITOR")] == ["hold"]
    assert [one.act for one in audit.acts(desk.store, story=story(desk, french))] == ["edit"]
    joined = proposals.join(desk.store, story(desk, french), story(desk, other), by="Editor", now=desk.tick())
    assert [one.act for one in audit.acts(desk.store, story=joined)] == ["edit", "hold", "join"]
    assert [one.act for one in audit.of_story(desk.store, joined, limit=2)] == ["join", "hold"]
    last = audit.of_story(desk.store, joined, limit=2)[-1].number
    assert [one.act for one in audit.of_story(desk.store, joined, beyond=last)] == ["edit"]


def test_a_record_longer_than_a_batch_is_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "BATCH", 3)
    now = desk.tick()
    with desk.store.write():
        for number in range(10):  # several of one moment, and one whose clock was behind
            audit.record(desk.store, "hold", f"s{number}", by="Editor", now=now if number % 4 else desk.tick())
    found = list(audit.acts(desk.store))
    assert sorted(one.uri for one in found) == [f"s{number}" for number in range(10)]
    assert [one.at for one in found] == sorted(one.at for one in found)


def test_nobody_rewrites_the_record(desk: Desk, french: str) -> None:
    edit(desk, french, "un")
    for statement in ("UPDATE act SET person = 'nobody'", "DELETE FROM act"):
        with pytest.raises(StoreError, match="the record of acts"), desk.store.write():
            desk.store.run(statement)
    assert [one.person for one in audit.acts(desk.store)] == ["Reviewer"]


@pytest.mark.parametrize(
    "wanted", [{}, {"since": True}, {"person": "Editor"}, {"story": "s"}], ids=["all", "since", "person", "story"]
)
def test_no_reading_of_the_record_goes_through_all_of_it(desk: Desk, wanted: dict[str, object]) -> None:
    plans: list[str] = []
    rows = desk.store.rows

    def explained(sql: str, values: object = ()) -> object:
        plans.extend(row["detail"] for row in rows(f"EXPLAIN QUERY PLAN {sql}", values))  # type: ignore[arg-type]
        return rows(sql, values)  # type: ignore[arg-type]

    desk.store.rows = explained  # type: ignore[assignment,method-assign]
    if wanted.get("since"):
        wanted = {"since": desk.tick()}
    assert list(audit.acts(desk.store, **wanted)) == []  # type: ignore[arg-type]
    assert plans and not [plan for plan in plans if plan.startswith("SCAN act") and "INDEX" not in plan]
    if "story" not in wanted:
        assert not [plan for plan in plans if "TEMP B-TREE FOR ORDER BY" in plan]
