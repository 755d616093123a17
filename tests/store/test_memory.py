"""The memory holds what people approved or brought in, and nothing else, whatever they do in whatever order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pipeline.memory.tmx import Pairing
from pipeline.model import (
    Block,
    BlockKind,
    Issue,
    Origin,
    Segment,
    SegmentOrigin,
    SegmentState,
    Severity,
    TranslatedFrom,
)
from pipeline.store import memory, opened, overview, people, segments, translations
from tests.store.conftest import NOW, Desk

Said = list[tuple[str, str]]


def paragraph(text: str) -> tuple[Block, ...]:
    return (Block(BlockKind.PARAGRAPH, text),)


def made(desk: Desk, uri: str, said: Said, *, route: str = "argos:en>fr", models: str = "m 1", **more: object) -> str:
    """What the machine made of an official text, sentence by sentence; returns the translation's URI."""
    assert translations.add(
        desk.store,
        TranslatedFrom(uri, overview.one(desk.store, uri).version, "en"),
        "fr",
        headline="Titre",
        subhead="",
        body=paragraph(" ".join(target for _, target in said)),
        dateline=None,
        route=route,
        models=models,
        segments=[replace(Segment(0, source, target), **more) for source, target in said],
        now=desk.tick(),
    )
    return uri.replace("/en", "/fr")


def edited(desk: Desk, uri: str, said: Said, *, up_to_date: bool = False) -> None:
    before = overview.one(desk.store, uri).translated_from
    assert before is not None
    source = overview.one(desk.store, before.uri)
    people.edit(
        desk.store,
        uri,
        headline="Titre",
        subhead="",
        body=paragraph(" ".join(target for _, target in said)),
        dateline=None,
        up_to_date=up_to_date,
        by="Ann",
        now=desk.tick(),
        paired=[Segment(0, s, t, SegmentOrigin.HUMAN, SegmentState.REVIEWED) for s, t in said],
        paired_with=TranslatedFrom(source.uri, source.version, "en") if up_to_date else before,
    )


def approved(desk: Desk, uri: str, by: str = "Bob") -> None:
    people.approve(desk.store, uri, up_to_date=False, by=by, now=desk.tick())


def known(desk: Desk) -> dict[str, tuple[str, str, str]]:
    """Every remembered sentence: what stands for it, whose word that is, where from."""
    return {one.source: (one.target, one.origin, one.person) for one in memory.everything(desk.store)}


@pytest.fixture
def french(desk: Desk) -> str:
    return made(desk, desk.release("en", "One. Two."), [("One.", "Un."), ("Two.", "Deux.")])


def test_nothing_is_remembered_before_a_person_approves_it(desk: Desk, french: str) -> None:
    assert known(desk) == {}
    edited(desk, french, [("One.", "Un."), ("Two.", "Le deux.")])
    assert known(desk) == {}
    approved(desk, french)
    assert known(desk) == {"One.": ("Un.", "approved", "Bob"), "Two.": ("Le deux.", "approved", "Bob")}
    assert {one.state for one in segments.of(desk.store, french, 3)} == {SegmentState.FINAL}


def test_an_edit_takes_out_what_it_changed_and_rejection_all(desk: Desk, french: str) -> None:
    approved(desk, french)
    edited(desk, french, [("One.", "Un !"), ("Two.", "Deux.")])
    assert set(known(desk)) == {"Two."}
    people.reject(desk.store, french, by="Cleo", now=desk.tick())
    assert known(desk) == {}


def test_sentences_put_together_take_the_place_of_the_single_ones(desk: Desk, french: str) -> None:
    approved(desk, french)
    edited(desk, french, [("One. Two.", "Un et deux.")])
    assert known(desk) == {}
    approved(desk, french)
    assert known(desk) == {"One. Two.": ("Un et deux.", "approved", "Bob")}


def test_an_old_sentence_stays_remembered_when_only_its_source_moved_on(desk: Desk, french: str) -> None:
    approved(desk, french)
    desk.release("en", "One. Three.")
    edited(desk, french, [("One.", "Un."), ("Three.", "Trois.")], up_to_date=True)
    approved(desk, french)
    assert {source: row[0] for source, row in known(desk).items()} == {
        "One.": "Un.",
        "Two.": "Deux.",
        "Three.": "Trois.",
    }


def test_another_articles_approval_comes_back_when_the_newer_one_is_refused(desk: Desk, french: str) -> None:
    approved(desk, french, by="Ann")
    other = made(
        desk, desk.release("en", "One. Six.", origin="https://e.example/p/2.html"), [("One.", "Une."), ("Six.", "Six.")]
    )
    approved(desk, other, by="Bob")
    assert known(desk)["One."] == ("Une.", "approved", "Bob")
    people.reject(desk.store, other, by="Cleo", now=desk.tick())
    assert known(desk) == {"One.": ("Un.", "approved", "Ann"), "Two.": ("Deux.", "approved", "Ann")}


def test_imported_sentences_stand_behind_approved_ones_and_newer_imports_before_older(desk: Desk, french: str) -> None:
    def bring(target: str, year: int) -> None:
        one = Pairing("One.", target, "en", "fr", "Tess", NOW.replace(year=year))
        assert memory.bring(desk.store, [one], person="Ann", now=desk.tick()) == 1

    bring("Importé.", 2024)
    bring("Plus vieux.", 2020)
    assert known(desk) == {"One.": ("Importé.", "imported", "Tess")}
    approved(desk, french)
    bring("Tout neuf.", 2030)
    assert known(desk)["One."] == ("Un.", "approved", "Bob")
    assert memory.exact(desk.store, [" One. "], "en", "fr")[" One. "].target == "Un."
    people.reject(desk.store, french, by="Ann", now=desk.tick())
    assert known(desk)["One."] == ("Tout neuf.", "imported", "Tess")


def test_exact_means_the_same_words_and_languages(desk: Desk) -> None:
    memory.bring(
        desk.store, [Pairing(f"Line {n}.", f"Ligne {n}.", "en", "fr") for n in range(1200)], person="Ann", now=NOW
    )
    asked = [f"Line  {n}." for n in range(1500)] + ["line 1."]
    found = memory.exact(desk.store, asked, "en", "fr")
    assert len(found) == 1200
    assert found["Line  7."] == Segment(0, "Line  7.", "Ligne 7.", SegmentOrigin.MEMORY, SegmentState.REVIEWED)
    assert memory.exact(desk.store, asked, "en", "de") == {}


def test_copied_words_set_pieces_and_empty_sides_are_not_remembered(desk: Desk) -> None:
    uri = made(desk, desk.release("en", "One."), [("A4", "A4")], origin=SegmentOrigin.COPIED)
    approved(desk, uri)
    edited(desk, uri, [("", "Ajout."), ("One.", "")])
    approved(desk, uri)
    assert known(desk) == {}


# --- what the machine made before ------------------------------------------------------------------------------------
def test_the_machines_own_work_is_found_by_route_and_models(desk: Desk, french: str) -> None:
    found = memory.machine(desk.store, ["One.", "Two.  ", "Nine."], "argos:en>fr", "m 1")
    assert {source: one.target for source, one in found.items()} == {"One.": "Un.", "Two.  ": "Deux."}
    assert found["One."].origin is SegmentOrigin.ENGINE
    assert memory.machine(desk.store, ["One."], "argos:en>fr", "m 2") == {}
    assert memory.machine(desk.store, ["One."], "other", "m 1") == {}


def test_neither_peoples_words_nor_critically_wrong_ones_pass_for_the_machines(desk: Desk, french: str) -> None:
    edited(desk, french, [("Four.", "Quatre."), ("Two.", "Deux.")])
    wrong = (Issue("numbers", Severity.CRITICAL, "lost"),)
    made(desk, desk.release("en", "Five.", origin="https://e.example/p/2.html"), [("Five.", "Cinq.")], issues=wrong)
    assert memory.machine(desk.store, ["Four.", "Five."], "argos:en>fr", "m 1") == {}


# --- likeness --------------------------------------------------------------------------------------------------------
LINES = [
    ("The harbour of Porto Verde handled 1,200 ships in the first half of the year.", "en"),
    ("The harbour of Porto Verde handled 1,300 ships in the second half of the year.", "en"),
    ("Visitors can reach the glass museum by tram from the central station.", "en"),
    ("Doors open at 9.", "en"),
    ("第三届茶文化节将于5月6日在福州开幕，来自24个国家的代表参加。", "zh-Hans"),
    ("会议", "zh-Hans"),
    ("大会闭幕", "zh-Hans"),
    ('She said "no" AND left OR (stayed) NEAR the * door.', "en"),
]


@pytest.fixture
def filled(desk: Desk) -> Desk:
    memory.bring(desk.store, [Pairing(text, f"fr: {text}", tag, "fr") for text, tag in LINES], person="Ann", now=NOW)
    return desk


def fuzzy(desk: Desk, asked: str, tag: str = "en", **more: float) -> Iterator[tuple[str, float]]:
    return ((one.source, one.score) for one in memory.fuzzy(desk.store, asked, tag, "fr", **more))  # type: ignore[arg-type]


def test_the_likest_comes_first_and_says_which_figures_differ(filled: Desk) -> None:
    asked = "The harbour of Porto Verde handled 1,250 ships in the first half of the year."
    one, other = memory.fuzzy(filled.store, asked, "en", "fr")
    assert (one.source, one.target, one.origin, one.person) == (LINES[0][0], f"fr: {LINES[0][0]}", "imported", "Ann")
    assert one.score > other.score >= 0.7
    assert one.differs == (("1,200", "1,250"),)
    assert [*fuzzy(filled, asked, limit=1)] == [(one.source, one.score)]
    assert [*fuzzy(filled, asked, least=0.99)] == []


@pytest.mark.parametrize(
    ("asked", "tag", "found"),
    [
        ("第三届茶文化节将于5月9日在福州开幕，来自24个国家的代表参加。", "zh-Hans", LINES[4][0]),
        ("会议", "zh-Hans", "会议"),
        ("大会闭幕了", "zh-Hans", "大会闭幕"),
        ("Doors open at 10.", "en", "Doors open at 9."),
        ('She said "no" AND left OR (stayed) NEAR the * wall.', "en", LINES[7][0]),
    ],
)
def test_short_chinese_and_hostile_sentences_are_found(filled: Desk, asked: str, tag: str, found: str) -> None:
    assert [source for source, _ in fuzzy(filled, asked, tag)] == [found]


@pytest.mark.parametrize(
    "asked", ["", " ", '"', "* OR *", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "a" * 50_000, "会"]
)
def test_nothing_in_a_text_breaks_the_search(filled: Desk, asked: str) -> None:
    assert [*fuzzy(filled, asked)] == []
    memory.containing(filled.store, asked, "en", "fr")


def test_words_within_sentences_are_found_two_chinese_characters_too(filled: Desk) -> None:
    assert [one.source for one in memory.containing(filled.store, "文化", "zh-Hans", "fr")] == [LINES[4][0]]
    assert [one.source for one in memory.containing(filled.store, "GLASS museum", "en", "fr")] == [LINES[2][0]]
    assert memory.containing(filled.store, "museum glass", "en", "fr") == []


# --- whatever people do ----------------------------------------------------------------------------------------------
class Newsroom(RuleBasedStateMachine):
    """Two articles that share sentences, edited, approved, rejected and updated in any order."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.opened = opened(Path(self.folder.name) / "p.db")
        self.desk = Desk(self.opened.__enter__())
        self.ever: set[tuple[str, str]] = set()
        self.imported: dict[str, str] = {}
        self.round = 0
        self.english = [self.desk.release("en", f"S{n}.", origin=f"https://e.example/{n}") for n in range(2)]
        self.machine(0)
        self.machine(1)

    @rule(which=st.integers(0, 1))
    def machine(self, which: int) -> None:
        self.round += 1
        uri = self.english[which]
        source = TranslatedFrom(uri, overview.one(self.desk.store, uri).version, "en")
        said = [Segment(0, s, f"m{self.round}{s}") for s in ("A.", "B.")]
        body = paragraph(" ".join(one.target for one in said))
        translations.add(
            self.desk.store, source, "fr", headline="T", subhead="", body=body, dateline=None,
            route="r", models="m", segments=said, now=self.desk.tick(),
        )  # fmt: skip

    def uri(self, which: int) -> str:
        return self.english[which].replace("/en", "/fr")

    @rule(which=st.integers(0, 1), changed=st.sets(st.sampled_from(["A.", "B."])), newest=st.booleans())
    def edit(self, which: int, changed: set[str], newest: bool) -> None:
        self.round += 1
        article = people.ours(self.desk.store, self.uri(which))
        old = segments.of(self.desk.store, article.uri, article.version)
        said = [(one.source, f"p{self.round}{one.source}" if one.source in changed else one.target) for one in old]
        edited(self.desk, article.uri, said, up_to_date=newest)

    @rule(which=st.integers(0, 1))
    def approve(self, which: int) -> None:
        article = people.ours(self.desk.store, self.uri(which))
        if article.state.value == "current":
            approved(self.desk, article.uri)
            self.ever |= {
                (one.source, one.target) for one in segments.of(self.desk.store, article.uri, article.version)
            }

    @rule(which=st.integers(0, 1))
    def reject(self, which: int) -> None:
        article = people.ours(self.desk.store, self.uri(which))
        people.reject(self.desk.store, article.uri, by="Cleo", now=self.desk.tick())

    @rule(which=st.integers(0, 1))
    def update(self, which: int) -> None:
        self.round += 1
        self.desk.release("en", f"S{which} {self.round}.", origin=f"https://e.example/{which}")
        self.machine(which)

    @rule(source=st.sampled_from(["A.", "C."]))
    def bring(self, source: str) -> None:
        self.round += 1
        self.imported[source] = f"i{self.round}{source}"
        memory.bring(
            self.desk.store, [Pairing(source, self.imported[source], "en", "fr")], person="T", now=self.desk.tick()
        )

    @invariant()
    def only_what_people_stand_for_is_remembered(self) -> None:
        if not hasattr(self, "desk"):
            return
        rows = self.desk.store.rows("SELECT source, target, origin FROM memory")
        assert {(r["source"], r["target"]) for r in rows if r["origin"] == "approved"} <= self.ever
        assert {r["source"]: r["target"] for r in rows if r["origin"] == "imported"} == self.imported
        for uri in (self.uri(0), self.uri(1)):
            article = overview.one(self.desk.store, uri)
            if article.origin is Origin.APPROVED and article.state.value != "rejected":
                remembered = {r["source"] for r in rows if r["origin"] == "approved"}
                assert {one.source for one in segments.of(self.desk.store, uri, article.version)} <= remembered
        # The index is the table's: each remembered sentence is found by its words, no other is.
        found = self.desk.store.rows("INSERT INTO memory_text (memory_text) VALUES ('integrity-check')")
        assert found == []

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)
            self.folder.cleanup()


Newsroom.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestNewsroom = Newsroom.TestCase
