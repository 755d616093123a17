"""The measure of this machine: what it tells, what it keeps, and that it is asked of what is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline import bench
from pipeline.errors import ActError
from pipeline.model import Pair
from pipeline.packages import tuning
from tests.conftest import Newsroom

ARGOS = "translation: {engines: [argos], models: own}"


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "LEAST", 4)
    monkeypatch.setattr(bench, "ROUNDS", 1)


@pytest.mark.parametrize(
    ("usual", "other", "chosen"),
    [((100, 100), (90, 120), "other"), ((100, 101), (100, 102), "usual"), ((60, 100), (90, 150), "usual")],
)
def test_another_setting_must_gain_more_than_the_rounds_lie_apart(
    room: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
    usual: tuple[int, int],
    other: tuple[int, int],
    chosen: str,
) -> None:
    turns: dict[int, list[int]] = {}

    def speed(engine: Any, one: Pair, trial: float, rounds: int = 2) -> float:
        batch = engine._options.batch_tokens or 0
        turn = turns.setdefault(batch, [])
        turn.append(batch)
        return float((other if batch == 4096 else usual)[len(turn) % 2])

    monkeypatch.setattr(bench, "_speed", speed)
    monkeypatch.setattr(bench, "ROUNDS", 2)
    found = bench.measure(room.config())
    assert found["tuning"]["batch_tokens"] == (4096 if chosen == "other" else 1024)


@pytest.fixture
def room(newsroom: Newsroom, models: Path) -> Newsroom:
    """A newsroom with one Argos model, in a folder that may be written."""
    (newsroom.folder / "own").mkdir()
    (newsroom.folder / "own" / "translate-en_pt-1_0").symlink_to(models / "translate-en_pt-1_0")
    text = (newsroom.folder / "sources.yaml").read_text("utf-8")
    newsroom.settings(text.replace("translation: {engines: [argos, apertium], models: models}", ARGOS))
    return newsroom


def test_it_tells_how_fast_each_pair_is_and_keeps_the_best_setting(room: Newsroom) -> None:
    heard: list[str] = []
    found = bench.measure(room.config(), progress=lambda what, done, of: heard.append(what), trial=0.05)
    (row,) = found["pairs"]
    assert (row["engine"], row["source"], row["target"]) == ("argos", "en", "pt")
    assert row["model"] == "translate-en_pt 1.0"
    assert 1 < row["words_per_second"] < 1_000_000
    assert found["kept"]
    best = tuning.read(room.folder / "own")
    assert found["tuning"] == json.loads((room.folder / "own" / "tuning.json").read_text())
    tried = [(t["inter_threads"], t["intra_threads"], t["batch_tokens"]) for t in found["tried"]]
    assert (best.inter_threads, best.intra_threads, best.batch_tokens) in tried
    assert (tuning.cores(), 1, 1024) in tried
    assert {batch for _, _, batch in tried} == {512, 1024, 2048, 4096}
    assert all(inter * intra <= tuning.cores() for inter, intra, _ in tried)
    assert found["apart"] >= 1
    assert heard[-1] == "argos en>pt"
    json.dumps(found)


def test_only_a_pair_that_is_there_can_be_measured(room: Newsroom) -> None:
    with pytest.raises(ActError, match="no model is installed here for en>fr"):
        bench.measure(room.config(), pairs=[Pair("en", "fr")])
    assert not (room.folder / "own" / "tuning.json").exists()
    assert bench.pair("EN > pt_br") == Pair("en", "pt-BR")
    for text in ("en", "en>", "", "english>french>", "en pt"):
        with pytest.raises(ActError, match="--pair"):
            bench.pair(text)


def test_rules_are_measured_too(room: Newsroom, apertium: None) -> None:
    room.settings((room.folder / "sources.yaml").read_text("utf-8").replace("[argos]", "[apertium]"))
    found = bench.measure(room.config(), pairs=[Pair("fr", "es")], trial=0.05)
    assert found["tuning"] is None
    assert found["pairs"][0]["words_per_second"] > 1


def test_a_damaged_model_is_told_and_the_rest_is_measured(room: Newsroom, models: Path) -> None:
    import shutil

    own = room.folder / "own"
    shutil.copytree(models / "translate-pt_en-1_0", own / "translate-pt_en-1_0")
    (own / "translate-pt_en-1_0" / "model" / "model.bin").write_bytes(b"damaged")
    good, bad = bench.measure(room.config(), trial=0.05)["pairs"]
    assert good["words_per_second"] and good["trouble"] is None
    assert bad["words_per_second"] is None and "fails" in bad["trouble"]


def test_samples_differ_and_are_in_their_language() -> None:
    for tag in ("en", "fr", "pt-BR", "zh-Hans", "ja", "ar"):
        texts = bench.sample(tag, 300)
        assert len(set(texts)) == 300
        assert "#" not in "".join(texts)
    assert bench.sample("zh-Hans", 3) != bench.sample("en", 3) == bench.sample("yo", 3)
    assert bench.words(["The port is open."]) == 4
    assert bench.words(["港务局周一启用了可停靠的码头。"]) == 7


def test_the_command_shows_it(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline import show

    row = {"engine": "argos", "source": "en", "target": "pt", "model": "m 1.0", "words_per_second": 900.0}
    row |= {"load_seconds": 0.2, "trouble": None}
    best = {"inter_threads": 2, "intra_threads": 1, "batch_tokens": 512, "cores": 2}
    found = {"cores": 2, "tuning": best, "kept": False, "apart": 1.5, "tried": [], "pairs": [row]}
    lines: list[str] = []
    monkeypatch.setattr(show, "say", lines.append)
    show.bench(found, json=False)
    assert lines[0] == (
        "2 cores; models run best with 2 × 1 threads, batches of 512 tokens; not kept, for the models folder cannot be written"
    )
    assert "measure again" in lines[1]
    done = room.command("models", "bench", "--pair", "en>fr")
    assert (done.returncode, done.stdout) == (1, "")
    assert "no model is installed" in done.stderr
