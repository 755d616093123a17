"""Over random histories no file of any output holds a word of a version that the rules forbid, and ids stay."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipeline import acts, parts, run
from pipeline.config import Config, default
from pipeline.model import (
    Authority,
    Block,
    BlockKind,
    Channel,
    Origin,
    Outdated,
    Policy,
    Rights,
    Segment,
    SegmentOrigin,
    Site,
    TranslatedFrom,
)
from pipeline.store import Store, articles, people, translations
from tests.store.histories import LANGUAGES, STEPS, History, fresh

OUTPUTS = tuple(parts.names("outputs"))
CHANNELS = (
    Channel("public", OUTPUTS, Origin.APPROVED, Rights.PUBLIC, ("en", "fr", "zh-Hans"), max_items=2),
    Channel(
        "house",
        ("atom", "html", "jsonfeed"),
        Origin.MACHINE,
        Rights.INTERNAL,
        ("en", "fr", "pt"),
        outdated=Outdated.DROP,
        by_language={"fr": Policy(Origin.APPROVED, grace=timedelta(hours=24))},
    ),
)
WORD = re.compile(rb"qx\d+xq")
# Two stories that are out in several languages, from which things go on: what never came out cannot be left behind.
BEGINNING: list[tuple[object, ...]] = [
    ("release", "en", 1, Authority.ISSUER, Rights.PUBLIC),
    ("release", "pt", 2, Authority.WIRE, Rights.PUBLIC),
    *(("machine", number, tag, 0) for number in (0, 1) for tag in ("fr", "zh-Hans", "en")),
    *(("approve", number, 0) for number in range(4)),
    ("publish",),
]
NUMBERS = st.integers(0, 9)
WHOLE = st.tuples(st.sampled_from(["hold", "release_story", "kill", "reinstate", "embargo", "spike"]), NUMBERS)
TEXTS = st.tuples(st.sampled_from(["approve", "reject", "edit_plainly"]), NUMBERS, NUMBERS)
LATER = st.tuples(st.just("wait"), st.integers(1, 40))
HISTORIES = st.lists(st.tuples(st.one_of(STEPS, WHOLE, WHOLE, TEXTS, LATER), st.booleans()), min_size=4, max_size=10)


class Newsroom(History):
    """A history in which every text has a word of its own, and what comes out is looked through."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store)
        self.config: Config = replace(
            default(folder / "sources.yaml"),
            site=Site("Fair", "https://news.example.org", "press@example.org"),
            languages=tuple(LANGUAGES),
            channels=CHANNELS,
            store=store.path,
            output=folder / "output",
        )
        self.words = 0
        self.names: dict[tuple[str, str, str], tuple[str, int]] = {}
        self.sequence = 0

    def word(self) -> str:
        self.words += 1
        return f"qx{self.words}xq"

    def release(self, language: str, number: int, authority: Authority, rights: Rights) -> None:
        self.desk.release(
            language,
            f"The fair {number} says {self.word()} in {number // 6} halls.",
            source=f"s{number % 3}",
            entry=f"e{number % 4}" if number % 2 else "",
            authority=authority,
            rights=rights,
            origin=f"https://e.example/p/{number % 3}.html",
        )

    def machine(self, number: int, target: str, found: int) -> None:
        uri = self._uri(number, "NOT ours")
        source = articles.official(self.store, uri)
        if source is None or source.language == target:
            return
        translations.add(
            self.store,
            TranslatedFrom(uri, source.version, source.language),
            target,
            headline=f"Headline {self.word()}",
            subhead="",
            body=(Block(BlockKind.PARAGRAPH, f"machine {self.word()}"),),
            dateline=None,
            route="argos:x",
            models="m 1",
            segments=self._segments(found if found % 3 == 0 else 0),
            now=self.desk.tick(),
        )

    def edit(self, number: int, found: int, up_to_date: bool) -> None:
        said = Segment(0, "sentence", f"said {self.word()}", SegmentOrigin.HUMAN)
        words = {"headline": "Head", "subhead": "", "body": (Block(BlockKind.PARAGRAPH, said.target),)}
        people.edit(
            self.store, self._uri(number, "ours"), **words, dateline=None, up_to_date=up_to_date, by="Reviewer",
            now=self.desk.tick(), paired=[said],
        )  # fmt: skip

    def edit_plainly(self, number: int, other: int) -> None:
        self.edit(number, other, up_to_date=True)

    def spike(self, number: int) -> None:
        acts.spike(self.store, self._story(number), by="Editor", why="w", now=self.desk.tick())

    def wait(self, hours: int) -> None:
        self.desk.now += timedelta(hours=hours * 12)

    def publish(self) -> None:
        now = self.desk.tick()
        report = run.Report()
        run.publish(self.store, self.config, report, clock=lambda: now)
        assert report.failures == []
        self.look(now)

    def look(self, now: datetime) -> None:
        """Every word that is out may be out, every id is as it was, every number greater than before."""
        may = {channel.id: allowed(self.store, channel, now) for channel in CHANNELS}
        for path in sorted(self.config.output.rglob("*")):
            if path.is_file():
                out = set(WORD.findall(path.read_bytes()))
                channel = path.relative_to(self.config.output).parts[0]
                assert out <= may[channel], (path, out - may[channel])
        for row in self.store.rows("SELECT * FROM published"):
            key = (row["channel"], row["language"], row["uri"])
            assert self.names.setdefault(key, (row["name"], row["number"])) == (row["name"], row["number"])
        for place in (0, 1):  # neither names nor numbers are given twice in one feed
            given_out = [(channel, language, ids[place]) for (channel, language, _), ids in self.names.items()]
            assert len(given_out) == len(set(given_out))
        for channel in CHANNELS:
            told = json.loads((self.config.output / channel.id / "changes.json").read_bytes())
            sequences = [change["sequence"] for change in told["changes"]]
            assert sequences == sorted(set(sequences))
        last = self.store.row("SELECT coalesce(max(sequence), 0) AS last FROM change")
        assert last is not None
        assert last["last"] >= self.sequence
        self.sequence = last["last"]

    def files(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in self.config.output.rglob("*") if path.is_file()}


def allowed(store: Store, channel: Channel, now: datetime) -> set[bytes]:
    """The words of all versions that one rule after the other lets into some feed of a channel, told without SQL."""
    words: set[bytes] = set()
    stories = {row["id"]: row for row in store.rows("SELECT * FROM story")}
    homes = {row["uri"]: row for row in store.rows("SELECT * FROM article")}
    issues = {
        (row["uri"], row["version"]) for row in store.rows("SELECT * FROM open_issue WHERE severity = 'critical'")
    }
    overridden = {
        (row["uri"], row["version"]) for row in store.rows("SELECT * FROM act WHERE act = 'approve' AND why <> ''")
    }
    for version in store.rows("SELECT * FROM version"):
        story = stories[homes[version["uri"]]["story"]]
        until = datetime.fromisoformat(story["embargoed_until"]) if story["embargoed_until"] else None
        if story["pub_status"] != "usable" or story["joined_into"] or story["spiked"] or (until and until > now):
            continue
        if version["state"] not in ("current", "outdated"):
            continue
        if channel.rights is Rights.PUBLIC and version["rights"] != "public":
            continue
        key, origin = (version["uri"], version["version"]), Origin(version["origin"])
        if key in issues and not (origin is Origin.APPROVED and key in overridden):
            continue
        stood = now - datetime.fromisoformat(version["created"])
        for tag in channel.languages:
            policy = channel.policy(tag)
            machine = origin is Origin.MACHINE
            waited = policy.grace is not None and machine and stood >= policy.grace
            at_once = origin.rank <= policy.release.rank and not (machine and policy.grace is not None)
            behind = version["state"] == "outdated" and policy.outdated is Outdated.DROP
            kin = homes[version["uri"]]["language"].partition("-")[0] == tag.partition("-")[0]
            if kin and not behind and (at_once or waited):
                words |= set(WORD.findall(f"{version['headline']} {version['body']}".encode()))
    return words


# No shrinking: each history publishes many times, and a failure should be told soon.
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(HISTORIES)
def test_nothing_that_is_forbidden_ever_comes_out(steps: list[tuple[tuple[object, ...], bool]]) -> None:
    with fresh() as history, tempfile.TemporaryDirectory() as folder:
        newsroom = Newsroom(history.store, Path(folder))
        for step in BEGINNING:
            newsroom.play(step)
        assert len(newsroom.names) >= 4
        for step, published in steps:
            newsroom.play(step)
            if published:
                newsroom.publish()
        newsroom.publish()
        before = newsroom.files()
        report = run.Report()
        now = newsroom.desk.now
        run.publish(newsroom.store, newsroom.config, report, clock=lambda: now, anew=True)
        assert report.written == set(), "what is rendered from nothing is what came about step by step"
        assert newsroom.files() == before
