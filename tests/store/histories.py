"""Random histories of a newsroom, played through the functions that the product itself uses."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from pipeline import acts
from pipeline.errors import ActError, StoreError
from pipeline.model import (
    Authority,
    Block,
    BlockKind,
    Embargo,
    Issue,
    Rights,
    Segment,
    SegmentOrigin,
    Severity,
    TranslatedFrom,
)
from pipeline.store import Store, opened, people, standing, translations
from tests.store.conftest import Desk

LANGUAGES = ["en", "fr", "pt", "pt-BR", "zh-Hans"]
FOUND = [
    Issue("numbers", Severity.CRITICAL, "the source has {}, the translation has {}", ("12", "21")),
    Issue("length", Severity.FUNCTIONAL, "much longer than the source"),
    Issue("typography", Severity.COSMETIC, "another quotation mark"),
]
numbers = st.integers(0, 30)
STEPS = st.one_of(
    st.tuples(
        st.just("release"), st.sampled_from(LANGUAGES), numbers, st.sampled_from(Authority), st.sampled_from(Rights)
    ),
    st.tuples(st.just("machine"), numbers, st.sampled_from(LANGUAGES), numbers),
    st.tuples(st.just("edit"), numbers, numbers, st.booleans()),
    st.tuples(st.sampled_from(["approve", "reject", "dismiss", "recant", "work"]), numbers, numbers),
    st.tuples(st.sampled_from(["hold", "release_story", "kill", "reinstate", "embargo"]), numbers),
    st.tuples(st.just("join"), numbers, numbers),
    st.tuples(st.just("part"), numbers),
)


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.db"
        with opened(path):
            pass
        return path.read_bytes()


@contextmanager
def fresh() -> Iterator[History]:
    """A newsroom in which nothing happened yet; its tables are made once and copied."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.db"
        path.write_bytes(_empty())
        with opened(path) as store:
            yield History(store)


class History:
    """Plays steps through the functions that the product itself uses; a step that cannot be done is refused."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.desk = Desk(store)

    def play(self, step: tuple[object, ...]) -> None:
        name, *rest = step
        with suppress(ActError):
            getattr(self, str(name))(*rest)

    def _uri(self, number: int, where: str = "TRUE") -> str:
        rows = self.store.rows(f"SELECT DISTINCT uri FROM version WHERE state <> 'superseded' AND {where} ORDER BY uri")
        if not rows:
            raise ActError("nothing is there yet")
        return str(rows[number % len(rows)]["uri"])

    def _story(self, number: int) -> str:
        rows = self.store.rows("SELECT id FROM story ORDER BY id")
        if not rows:
            raise ActError("nothing is there yet")
        return standing.find(self.store, rows[number % len(rows)]["id"])

    def release(self, language: str, number: int, authority: Authority, rights: Rights) -> None:
        self.desk.release(
            language,
            f"Words {number} of a release that grows to {number // 6} halls.",
            source=f"s{number % 3}",
            entry=f"e{number % 4}" if number % 2 else "",
            authority=authority,
            rights=rights,
            origin=f"https://e.example/p/{number % 3}.html",
        )

    def machine(self, number: int, target: str, found: int) -> None:
        uri = self._uri(number, "NOT ours")
        row = self.store.row(
            "SELECT version, tag FROM version WHERE uri = ? AND NOT ours AND state <> 'superseded'", (uri,)
        )
        assert row is not None
        with suppress(StoreError):
            translations.add(
                self.store,
                TranslatedFrom(uri, row["version"], row["tag"]),
                target,
                headline="Headline",
                subhead="",
                body=(Block(BlockKind.PARAGRAPH, "words of the machine"),),
                dateline=None,
                route="argos:x",
                models="m 1",
                segments=self._segments(found),
                now=self.desk.tick(),
            )

    def _segments(self, found: int) -> list[Segment]:
        return [
            Segment(
                0, f"sentence {n}", "phrase", SegmentOrigin.ENGINE, issues=tuple(FOUND[n:]) if found >> n & 1 else ()
            )
            for n in range(3)
        ]

    def edit(self, number: int, found: int, up_to_date: bool) -> None:
        uri = self._uri(number, "ours")
        words = {"headline": "Head", "subhead": "", "body": (Block(BlockKind.PARAGRAPH, f"said better {found}"),)}
        person = f"Reviewer {number % 2}"
        people.edit(
            self.store, uri, **words, dateline=None, up_to_date=up_to_date, by=person, now=self.desk.tick(),
            paired=self._segments(found),
        )  # fmt: skip

    def approve(self, number: int, other: int) -> None:
        up_to_date = bool(other % 2)
        override = "" if other % 3 == 2 else "it must go out"
        said = {"up_to_date": up_to_date, "override": override, "without_saved": up_to_date, "now": self.desk.tick()}
        people.approve(self.store, self._uri(number, "ours"), by="Editor", **said)

    def reject(self, number: int, _: int) -> None:
        people.reject(self.store, self._uri(number, "ours"), by="Editor", now=self.desk.tick())

    def dismiss(self, number: int, other: int) -> None:
        uri, issue = self._uri(number, "ours"), FOUND[other % 3]
        acts.dismiss(self.store, uri, other % 3 + 1, issue.check, by="Editor", why="it is right", now=self.desk.tick())

    def recant(self, number: int, _: int) -> None:
        with self.store.write():
            self.store.run("DELETE FROM dismissal WHERE uri = ?", (self._uri(number, "ours"),))

    def work(self, number: int, other: int) -> None:
        row = {"uri": self._uri(number, "ours"), "key": f"k{other}", "block": 0, "source": "s", "target": "t"}
        with self.store.write():
            self.store.insert("work", row | {"revision": 1, "person": "Reviewer", "at": "2026"}, replace=True)

    def hold(self, number: int) -> None:
        acts.hold(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def release_story(self, number: int) -> None:
        acts.release(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def kill(self, number: int) -> None:
        acts.kill(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def reinstate(self, number: int) -> None:
        acts.reinstate(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def embargo(self, number: int) -> None:
        story, until = self._story(number), datetime(2026, 4, 1 + number % 28, tzinfo=UTC)
        with self.store.write():
            standing.embargo(self.store, story, Embargo(until if number % 4 else None, "until then"))

    def join(self, number: int, other: int) -> None:
        acts.join(self.store, self._story(number), self._story(other), by="Editor", now=self.desk.tick())

    def part(self, number: int) -> None:
        acts.part(self.store, self._uri(number, "NOT ours"), by="Editor", now=self.desk.tick())
