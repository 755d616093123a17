"""Models in memory: loaded once, shared by engines, and the longest unused go before the process outgrows its bound."""

from __future__ import annotations

import threading
from pathlib import Path

from pipeline.engines import argos
from pipeline.model import Pair
from pipeline.packages import Loaded, loaded

BOTH = [Pair("en", "pt"), Pair("pt", "en")]
MB = 10**6


def test_a_model_is_loaded_once() -> None:
    made: list[int] = []
    room = Loaded()
    for _ in range(3):
        assert room.get("a", 1, lambda: made.append(1) or "model") == "model"
    assert made == [1]


def test_the_longest_unused_goes_first_and_is_told() -> None:
    dropped: list[str] = []
    room = Loaded(10**15)
    for key in ("a", "b", "a"):
        room.get(key, MB, lambda key=key: key.upper(), dropped.append)
    room.get("c", 10**15, lambda: "C")
    assert dropped == ["B", "A"], "both had to go, b first, for a was used after it"
    assert room.keys() == ["c"]


def test_one_larger_than_the_bound_is_loaded_alone() -> None:
    room = Loaded(1)
    room.get("a", 1, lambda: "A")
    assert room.get("huge", 10**12, lambda: "huge") == "huge"
    assert room.keys() == ["huge"]


def test_a_model_that_does_not_load_leaves_no_trace() -> None:
    room = Loaded()

    def fail() -> str:
        raise ValueError("damaged")

    for _ in range(2):
        try:
            room.get("a", 1, fail)
        except ValueError:
            continue
        raise AssertionError("it loaded")
    assert room.keys() == []


def test_an_engine_forgets_its_own_alone() -> None:
    room = Loaded()
    mine, other = object(), object()
    room.get((mine, "a"), 1, lambda: "A")
    room.get((other, "a"), 1, lambda: "B")
    room.forget(mine)
    assert room.keys() == [(other, "a")]


def test_what_a_process_holds_grows_and_shrinks() -> None:
    before = loaded.resident()
    block = bytearray(b"x" * 80 * MB)
    assert loaded.resident() - before > 60 * MB
    del block
    assert loaded.resident() - before < 60 * MB


def test_with_a_small_bound_the_starter_models_take_turns_and_translate_the_same(models: Path) -> None:
    wide, tight = Loaded(10**15), Loaded(1)
    answers = {}
    for room in (wide, tight):
        engine = argos.Engine(models, None, room)
        for pair in BOTH * 2:
            [[best]] = engine.translate(["The port is open."], pair.source, pair.target)
            answers.setdefault(pair, best)
            assert best.text == answers[pair].text
        assert len(room.keys()) == (2 if room is wide else 1)
        engine.close()
        assert room.keys() == []


def test_many_turns_do_not_add_up(models: Path) -> None:
    engine = argos.Engine(models, None, Loaded(1))
    for pair in BOTH:
        engine.translate(["The port is open."], pair.source, pair.target)
    before = loaded.resident()
    for pair in BOTH * 6:
        engine.translate(["The port is open."], pair.source, pair.target)
    assert loaded.resident() - before < 60 * MB, "twelve models of 20 MB each would be 240 MB and more"
    engine.close()


def test_two_threads_load_a_model_once(models: Path) -> None:
    room = Loaded()
    engine = argos.Engine(models, None, room)
    found: list[str] = []
    work = [
        threading.Thread(target=lambda: found.append(engine.translate(["Good morning."], "en", "pt")[0][0].text))
        for _ in range(4)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(room.keys()) == 1
    engine.close()
