"""Many articles at once: nothing decoded twice, nothing lost or mixed up, faults told with the right count."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import routes
from pipeline import translate as stage
from pipeline.engines import argos
from pipeline.errors import EngineError
from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Job,
    Locked,
    Origin,
    Route,
    Segment,
    SegmentOrigin,
    SegmentState,
)
from pipeline.translate import Aids, Failed, Work, translate
from tests.conftest import ROOT
from tests.translate.scripted import (
    NO_LADDER,
    Call,
    Scripted,
    article,
    job,
    outcomes,
    translated,
)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """Batches of four sentences, so that a few articles are a backlog."""
    monkeypatch.setattr(stage, "BATCH", 4)
    return 4


def backlog(many: int, each: int = 2) -> list[Article]:
    return [article(f"a{n}", *(f"Pier {n * each + k} opens." for k in range(each))) for n in range(many)]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("broken", [0, 1, 9, 17, 19])
def test_a_failing_engine_delivers_what_was_before_and_counts_what_waits(broken: int) -> None:
    def answer(text: str, call: Call) -> str:
        if text == f"Pier {broken * 2} opens.":
            raise EngineError("out of memory")
        return text

    found = outcomes(backlog(20), {"script": Scripted(answer)})
    *batches, failed = found
    done = [one.source.uri for batch in batches if not isinstance(batch, Failed) for one in batch]
    first = broken // 2 * 2  # two articles are a batch; the broken one takes its neighbour along
    assert done == [f"a{n}" for n in range(first)]
    assert isinstance(failed, Failed)
    assert (routes.describe(failed.route), failed.message) == ("script:en>pt", "out of memory")
    assert [one.source.uri for one in failed.waiting] == [f"a{n}" for n in range(first, 20)]


@pytest.mark.usefixtures("small")
def test_articles_that_are_no_longer_wanted_do_not_wait() -> None:
    def answer(text: str, call: Call) -> str:
        if text == "Pier 14 opens.":
            raise EngineError("out of memory")
        return text

    found = {one.uri: one for one in backlog(10)}

    def load(asked: Job) -> Work | None:
        return None if asked.source.uri in ("a1", "a2") else Work(found[asked.source.uri])

    *batches, failed = translate([job(one) for one in found.values()], load, {"script": Scripted(answer)}, NO_LADDER)
    delivered = sum(len(batch) for batch in batches if not isinstance(batch, Failed))
    assert isinstance(failed, Failed)
    assert (delivered, len(failed.waiting)) == (4, 4), "a1 and a2 are neither done nor waiting"


def test_a_route_that_fails_does_not_keep_another_from_its_work() -> None:
    def down(text: str, call: Call) -> str:
        raise EngineError("down")

    spanish = routes.parse("other:en>es")
    one, two = backlog(2)
    found = list(
        translate(
            [job(one), job(two, spanish)],
            lambda job: Work(one if job.source.uri == "a0" else two),
            {"script": Scripted(down), "other": Scripted()},
            NO_LADDER,
        )
    )
    assert found[0] == Failed(job(one).route, (job(one),), "down")
    assert not isinstance(found[1], Failed)
    assert [done.job.target for done in found[1]] == ["es"]


@pytest.mark.usefixtures("small")
def test_a_sentence_of_many_articles_is_decoded_once() -> None:
    engine = Scripted()
    source = [
        article(f"a{n}", "It sails the north.", f"Pier {n} opens.", "It sails the north.", f"Pier {n % 7} shuts.")
        for n in range(60)
    ]
    done = translated(source, engine)
    assert sorted(engine.texts) == sorted(set(engine.texts))
    assert len(engine.texts) == 1 + 60 + 7
    assert len(engine.calls) > 10, "in many batches"
    assert [[block.text for block in one.body] for one in done] == [[b.text for b in one.body] for one in source]


@pytest.mark.usefixtures("small")
def test_a_sentence_is_not_decoded_again_while_a_batch_before_has_it_in_work() -> None:
    others = threading.Event()

    def answer(text: str, call: Call) -> str:
        if "Pier 0 opens." in call.texts:  # the first batch is still in work when the next ones come
            assert others.wait(20), "nothing was decoded beside it"
        else:
            others.set()
        return text

    engine = Scripted(answer)
    source = [article(f"a{n}", "It sails the north.", *(f"Pier {n}{k} opens." for k in "bcd")) for n in range(6)]
    source[0] = article("a0", "It sails the north.", "Pier 0 opens.", "Pier 0 shuts.", "Pier 0 waits.")
    done = translated(source, engine)
    assert engine.texts.count("It sails the north.") == 1
    assert all(one.body[0].text == "It sails the north." for one in done)
    assert [one.source.uri for one in done] == [one.uri for one in source], "in the order given"


@pytest.mark.usefixtures("small")
def test_batches_go_out_while_others_wait_and_little_is_loaded_ahead() -> None:
    loaded: list[str] = []
    found = {one.uri: one for one in backlog(40)}

    def load(asked: Job) -> Work:
        loaded.append(asked.source.uri)
        return Work(found[asked.source.uri])

    going = translate([job(one) for one in found.values()], load, {"script": Scripted()}, NO_LADDER)
    first = next(going)
    assert not isinstance(first, Failed)
    assert [done.source.uri for done in first] == ["a0", "a1"]
    assert len(loaded) <= 2 * (stage.AHEAD + 1)
    going.close()
    assert len(loaded) <= 2 * (stage.AHEAD + 1), "a stopped run loads nothing more"


def test_what_is_forgotten_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "BATCH", 4)
    monkeypatch.setattr(stage, "REMEMBERED", 6)
    engine = Scripted()
    source = [article(f"a{n}", "It sails.", f"Pier {n % 13} opens.", f"Pier {n % 5} shuts.") for n in range(50)]
    done = translated(source, engine)
    assert [[block.text for block in one.body] for one in done] == [[b.text for b in one.body] for one in source]
    assert engine.texts.count("It sails.") == 1, "what comes again and again stays"


# --- nothing lost or mixed up ------------------------------------------------------------------------------------------
def backwards(text: str, call: Call) -> str:
    return " ".join(word[::-1] for word in text.split())


SENTENCES = [f"{word} sails north" for word in ("anna", "berta", "carla", "dora", "edda", "frida", "greta", "hanna")]
SAID = st.sampled_from([*SENTENCES, *SENTENCES, "10:30", "", "2026", "https://a.example/b", "🎉"])
ARTICLES = st.lists(st.lists(SAID, max_size=6), min_size=1, max_size=25)
THEN = datetime(2026, 1, 1, tzinfo=UTC)


@settings(max_examples=80, deadline=None)
@given(
    told=ARTICLES,
    remembered=st.sets(st.sampled_from(SENTENCES), max_size=3),
    kept=st.dictionaries(st.integers(0, 24), st.sets(st.sampled_from(SENTENCES), max_size=3), max_size=4),
    locked=st.dictionaries(st.integers(0, 24), st.integers(0, 5), max_size=5),
    batch=st.integers(1, 12),
    memory=st.integers(1, 12),
)
def test_every_sentence_of_every_article_has_its_own_translation(
    told: list[list[str]],
    remembered: set[str],
    kept: Mapping[int, set[str]],
    locked: Mapping[int, int],
    batch: int,
    memory: int,
) -> None:
    source = [article(f"{n}", *body, headline=body[0] if body and n % 3 == 0 else "") for n, body in enumerate(told)]

    def recall(sources: Sequence[str], route: Route) -> Mapping[str, Segment]:
        assert len(set(sources)) == len(sources)
        return {s: Segment(9, s, f"memory {s}", SegmentOrigin.MEMORY) for s in sources if s in remembered}

    def set_pieces(article: Article, target: str) -> Mapping[int, Locked]:
        at = locked.get(int(article.uri), 99)
        if at >= len(article.body):
            return {}
        text = f"locked {article.uri}"
        return {at: Locked("", BlockKind.BOILERPLATE, "", text, "", Origin.MACHINE, "", THEN)}

    people = {
        f"{n}": {s: Segment(7, s, f"person {n} {s}", SegmentOrigin.HUMAN, SegmentState.FINAL) for s in which}
        for n, which in kept.items()
    }

    def expected(number: int, at: int, text: str) -> str:
        if locked.get(number) == at:
            return f"locked {number}"
        if text in kept.get(number, ()):
            return f"person {number} {text}"
        if text in remembered:
            return f"memory {text}"
        return backwards(text, Call((), "", "", 1, False, False)) if text in SENTENCES else text

    was = stage.BATCH, stage.REMEMBERED
    stage.BATCH, stage.REMEMBERED = batch, memory
    try:
        engine = Scripted(backwards)
        aids = replace(NO_LADDER, recall=recall, set_pieces=set_pieces)
        done = translated(source, engine, aids, kept=people)
    finally:
        stage.BATCH, stage.REMEMBERED = was
    assert [one.source.uri for one in done] == [one.uri for one in source]
    for number, (one, body) in enumerate(zip(done, told, strict=True)):
        assert [block.text for block in one.body] == [expected(number, at, text) for at, text in enumerate(body)]
        if one.source.headline:
            assert one.headline == expected(number, -1, body[0])
        for row in one.segments:
            text = one.headline if row.block == -1 else one.body[row.block].text
            assert row.target == text
    assert not set(engine.texts) & remembered - {s for which in kept.values() for s in which}


def test_a_text_with_a_link_and_one_without_are_each_given_their_own() -> None:
    text = "Read the plan today."
    bodies = [
        text,
        Block(BlockKind.PARAGRAPH, text, 'Read <a href="https://a.example/">the plan</a> today.'),
        Block(BlockKind.PARAGRAPH, text, 'Read <a href="https://b.example/">the plan</a> today.'),
    ]
    engine = Scripted()
    done = translated([article(f"{n}", body) for n, body in enumerate(bodies)], engine)
    assert [one.body[0] for one in done] == [Block(BlockKind.PARAGRAPH, text), *bodies[1:]]


def test_without_aids_it_does_too() -> None:
    found = {"a": article("a", "The port opened on Monday.")}
    engine = Scripted(lambda text, call: "O porto abriu na segunda-feira.")
    ((done,),) = translate([job(found["a"])], lambda job: Work(found["a"]), {"script": engine})
    assert done.body[0].text == "O porto abriu na segunda-feira."  # type: ignore[union-attr]


# --- with the starter models --------------------------------------------------------------------------------------------
REAL = {
    "The port opened terminal EN43545 on 4 May 2026; see https://port.example.org/en/a_b?c=d for more.": ("EN43545", "2026", "https://port.example.org/en/a_b?c=d"),
    "Nordwind (NYSE: NWD) sold 1,250 ships for $4.5 million, said Maria Souza.": ("NYSE: NWD", "1.250", "4,5", "Maria Souza"),
    "Write to press@nordwind.example or call +351 22 555 0142 before noon.": ("press@nordwind.example", "+351 22 555 0142"),
    "The hall has 37,500 seats, 12 doors and 6 lifts for visitors of the fair.": ("37.500", "12", "6"),
    "Follow @nordwind and #OpenPort on Monday.": ("@nordwind", "#OpenPort"),
}  # fmt: skip


def test_with_real_models_names_figures_and_addresses_arrive(models: Path) -> None:
    engine = argos.Engine(models)
    try:
        source = article("a", *REAL, headline="NORDWIND OPENS NEW PORT IN LISBON")
        ((done,),) = outcomes([source], {"argos": engine}, Aids(), route=routes.parse("argos:en>pt"))
    finally:
        engine.close()
    assert not isinstance(done, Failed)
    for block, wanted in zip(done.body, REAL.values(), strict=True):
        for words in wanted:
            assert words in block.text, (words, block.text)
    assert done.headline == done.headline.upper()
    assert "NORDWIND" in done.headline
    assert done.models == "translate-en_pt 1.0"
    for row in done.segments:
        assert row.score is not None and row.score < 0
        assert set(row.rungs) <= {"candidates", "shield", "careful", "wording", "split", "route"}


# --- memory ------------------------------------------------------------------------------------------------------------
STREAM = """
import sys
from pipeline.model import Hypothesis
from pipeline.translate import Aids, Failed, Work, translate
from tests.translate.scripted import NO_LADDER, Scripted, article, job

WORDS = "porto cidade navio empresa festival museu linha praia escola campo noite ponte".split()

class Trivial(Scripted):
    def translate(self, texts, source, target, n=1, *, careful=False, align=False):
        return [[Hypothesis(text, -0.1)] for text in texts]

def text(number):
    said = " ".join(WORDS[number // 12**k % 12] for k in range(6))
    return f"A nova {said} abriu com {number} lugares na segunda-feira."

def work(job):
    first = int(job.source.uri) * 20
    return Work(article(job.source.uri, *(text(first + k) for k in range(20))))

def told(name):  # resource.getrusage would count the memory of the process that started this one
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith(name))

def stream(first, many):
    jobs = [job(article(str(first + n))) for n in range(many)]
    made = 0
    for batch in translate(jobs, work, {"script": Trivial()}, NO_LADDER):
        assert not isinstance(batch, Failed), batch
        made += sum(len(done.segments) for done in batch)
    return made

assert stream(0, 50) == 1000  # data and detectors of the checks are loaded
with open("/proc/self/clear_refs", "w") as forget:
    forget.write("5")  # the highest so far
before = told("VmRSS")
many = int(sys.argv[1])
assert stream(50, many // 20) == many
print(told("VmHWM") - before)
"""


def grown(sentences: int) -> int:
    """By how many MB the peak of memory grows while so many distinct sentences stream through."""
    line = [sys.executable, "-c", STREAM, str(sentences)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=850, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_memory_does_not_grow_with_the_backlog() -> None:
    assert grown(6_000) < 100


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_hundred_thousand_pending_sentences_fit_the_bound() -> None:
    assert grown(100_000) < 600
