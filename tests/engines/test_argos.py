"""Argos: real translations with the starter models, offline, and nothing written at home."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.engines import argos
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Pair
from pipeline.packages import tuning

SENTENCE = "The port opened a new terminal on Monday."


@pytest.fixture(scope="module")
def engine(models: Path) -> Iterator[argos.Engine]:
    engine = argos.Engine(models)
    yield engine
    engine.close()


def test_the_pairs_and_models_installed(engine: argos.Engine) -> None:
    assert engine.pairs() == {Pair("en", "pt"), Pair("pt", "en")}
    assert engine.model(Pair("en", "pt")) == "translate-en_pt 1.0"


def test_a_sentence_is_translated_there_and_back(engine: argos.Engine) -> None:
    [[there]] = engine.translate([SENTENCE], "en", "pt")
    assert "porto" in there.text
    assert "segunda-feira" in there.text
    [[back]] = engine.translate([there.text], "pt", "en")
    assert "port" in back.text
    assert "Monday" in back.text


def test_answers_stand_in_the_order_of_the_texts_each_alone(engine: argos.Engine) -> None:
    texts = [SENTENCE, "", "Hello", " \n\t", SENTENCE, "The price rose by 5 percent."]
    answers = engine.translate(texts, "en", "pt")
    assert [len(answer) for answer in answers] == [1] * 6
    assert answers[1] == [Hypothesis("")]
    assert answers[3] == [Hypothesis(" \n\t")]
    assert answers[0] == answers[4]
    for text, answer in zip(texts, answers, strict=True):
        [[alone]] = engine.translate([text], "en", "pt")
        assert alone.text == answer[0].text
    assert "5" in answers[5][0].text


def test_no_texts_are_no_answers(engine: argos.Engine) -> None:
    assert engine.translate([], "en", "pt") == []


def test_several_hypotheses_are_different_and_best_first(engine: argos.Engine) -> None:
    [hypotheses] = engine.translate([SENTENCE], "en", "pt", n=6)
    assert len({hypothesis.text for hypothesis in hypotheses}) == len(hypotheses) > 3
    assert hypotheses[0].text == engine.translate([SENTENCE], "en", "pt")[0][0].text
    scores = [hypothesis.score for hypothesis in hypotheses]
    assert scores[0] == max(score for score in scores if score is not None)


def test_the_score_is_the_mean_log_probability(engine: argos.Engine, models: Path) -> None:
    """CTranslate2's own scoring of the same translation, averaged over its tokens and the end, says the same."""
    import ctranslate2
    import sentencepiece

    [[best]] = engine.translate([SENTENCE], "en", "pt")
    folder = models / "translate-en_pt-1_0"
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    translator = ctranslate2.Translator(str(folder / "model"))
    [scored] = translator.score_batch([pieces.encode(SENTENCE, out_type=str)], [pieces.encode(best.text, out_type=str)])
    assert best.score == pytest.approx(sum(scored.log_probs) / len(scored.log_probs), abs=0.02)


def test_a_text_beyond_what_a_model_holds_is_not_cut(engine: argos.Engine) -> None:
    numbers = list(range(100, 700, 5))
    text = " ".join(f"On Monday the port received {number} visitors." for number in numbers)
    [[answer]] = engine.translate([text], "en", "pt")
    found = sum(str(number) in answer.text for number in numbers)
    assert found > 0.9 * len(numbers)
    assert str(numbers[-1]) in answer.text


@pytest.mark.parametrize("text", ["\ud800 broken", "a\0b", "😀😀", "\u200b", "مرحبا", "_" * 50, "x" * 3000])
def test_odd_texts_have_an_answer(engine: argos.Engine, text: str) -> None:
    [[answer]] = engine.translate([text], "en", "pt")
    assert answer.text.encode().decode() == answer.text


def test_a_pair_not_installed_names_the_command(engine: argos.Engine) -> None:
    with pytest.raises(EngineError, match=r"pipeline models install fr en"):
        engine.translate(["Bonjour"], "fr", "en")
    with pytest.raises(EngineError, match="route through English"):
        engine.model(Pair("fr", "es"))


def test_a_damaged_model_is_named_with_what_to_do(models: Path, tmp_path: Path) -> None:
    for part in ("model/model.bin", "model/shared_vocabulary.json", "sentencepiece.model"):
        folder = tmp_path / part.replace("/", "_")
        shutil.copytree(models / "translate-en_pt-1_0", folder / "translate-en_pt-1_0")
        (folder / "translate-en_pt-1_0" / part).write_bytes(b"damaged")
        with pytest.raises(EngineError, match=r"translate-en_pt 1\.0 .*pipeline models install en pt"):
            argos.Engine(folder).translate(["Hello"], "en", "pt")


def test_close_drops_the_models_and_looks_again(models: Path, tmp_path: Path) -> None:
    engine = argos.Engine(tmp_path)
    assert engine.pairs() == frozenset()
    shutil.copytree(models / "translate-en_pt-1_0", tmp_path / "translate-en_pt-1_0")
    assert engine.pairs() == frozenset()
    engine.close()
    assert engine.pairs() == {Pair("en", "pt")}
    engine.translate(["Hello"], "en", "pt")
    engine.close()
    assert engine.translate(["Hello"], "en", "pt")[0][0].text


def test_the_target_prefix_of_a_package_is_asked_for_and_taken_off(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "translate-en_pt-1_0"
    shutil.copytree(models / "translate-en_pt-1_0", folder)
    metadata = json.loads((folder / "metadata.json").read_text())
    (folder / "metadata.json").write_text(json.dumps({**metadata, "target_prefix": "▁As"}))
    engine = argos.Engine(tmp_path)
    [[plain]] = argos.Engine(models).translate(["The ports opened."], "en", "pt")
    [[prefixed]] = engine.translate(["The ports opened."], "en", "pt")
    assert plain.text.startswith("As ")
    assert not prefixed.text.startswith("As")
    assert prefixed.text.endswith(plain.text.removeprefix("As "))


def test_the_target_prefix_has_no_part_in_the_links(models: Path, tmp_path: Path) -> None:
    folder = tmp_path / "translate-en_pt-1_0"
    shutil.copytree(models / "translate-en_pt-1_0", folder)
    metadata = json.loads((folder / "metadata.json").read_text())
    (folder / "metadata.json").write_text(json.dumps({**metadata, "target_prefix": "▁As"}))
    source = "The ports of Recife and Lisbon opened in 2024."
    [[found]] = argos.Engine(tmp_path).translate([source], "en", "pt", align=True)
    tied = {(source[k.source_start : k.source_end], found.text[k.target_start : k.target_end]) for k in found.links}
    assert {("Recife", "Recife"), ("Lisbon", "Lisboa"), ("2024", "2024")} <= tied


def test_a_model_whose_attention_lags_behind_is_found_out(models: Path) -> None:
    """Decoders without guided alignment may attend, at each step, to what they said last."""
    source = "The ports of Recife and Lisbon opened in 2024."
    engine = argos.Engine(models)
    [[plain]] = engine.translate([source], "en", "pt", align=True)
    lagging = argos.Engine(models)
    model = lagging._model(Pair("en", "pt"))
    model._translator = Attending(model._translator, lambda rows: rows[:1] + rows[:-1])
    [[found]] = lagging.translate([source], "en", "pt", align=True)
    assert len(plain.links) >= 8
    assert found.text == plain.text
    end = len(plain.text) - len(" 2024.")  # what the last token looks at is not told
    assert [k for k in found.links if k.target_end < end] == [k for k in plain.links if k.target_end < end]


def test_a_model_whose_attention_tells_nothing_has_no_links(models: Path) -> None:
    engine = argos.Engine(models)
    model = engine._model(Pair("en", "pt"))
    model._translator = Attending(model._translator, lambda rows: [[1 / len(row)] * len(row) for row in rows])
    [[found]] = engine.translate(["The ports of Recife and Lisbon opened in 2024."], "en", "pt", align=True)
    assert "Recife" in found.text
    assert found.links == ()


class Attending:
    """A translator that returns another attention."""

    def __init__(self, translator: Any, change: Callable[[list[list[float]]], list[list[float]]]) -> None:
        self._translator = translator
        self._change = change

    def translate_batch(self, *args: Any, **options: Any) -> list[Any]:
        answers = self._translator.translate_batch(*args, **options)
        return [SimpleNamespace(result=lambda answer=answer: self._changed(answer.result())) for answer in answers]

    def _changed(self, answer: Any) -> SimpleNamespace:
        attention = [self._change(rows) for rows in answer.attention]
        return SimpleNamespace(hypotheses=answer.hypotheses, scores=answer.scores, attention=attention)


def test_careful_decoding_says_nothing_over_and_over(engine: argos.Engine) -> None:
    text = "The port opened. " * 6
    runs = []
    for careful in (False, True):
        [[answer]] = engine.translate([text], "en", "pt", careful=careful)
        words = answer.text.casefold().split()
        runs.append(len(words) - len(set(zip(words, words[1:], words[2:], words[3:], strict=False))))
    assert runs[0] > 10
    assert runs[1] == 3  # each run of four words once


def test_careful_decoding_leaves_sound_sentences_nearly_as_they_are(engine: argos.Engine) -> None:
    sentences = [SENTENCE, "Sales rose 12 percent to 340 million euros in 2024.", "The bridge is open to all."]
    plain = engine.translate(sentences, "en", "pt")
    careful = engine.translate(sentences, "en", "pt", careful=True)
    assert [answer[0].text for answer in careful] == [answer[0].text for answer in plain]


def test_threads_and_batches_are_as_measured_but_for_what_is_set(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ctranslate2

    made: list[dict[str, object]] = []

    class Recorded(ctranslate2.Translator):
        def __init__(self, path: str, **options: object) -> None:
            made.append(options)
            super().__init__(path, **options)

    monkeypatch.setattr(ctranslate2, "Translator", Recorded)
    (tmp_path / "translate-en_pt-1_0").symlink_to(models / "translate-en_pt-1_0")
    cores = tuning.cores()
    tuning.write(tmp_path, tuning.Tuning(1, cores, 2048, cores))
    for options in (None, argos.Options(inter_threads=3)):
        engine = argos.Engine(tmp_path, options)
        assert "porto" in engine.translate([SENTENCE], "en", "pt")[0][0].text
        engine.close()
    assert [(one["inter_threads"], one["intra_threads"]) for one in made] == [(1, cores), (3, cores)]


def test_details_of_a_model(engine: argos.Engine) -> None:
    details = engine.details(Pair("en", "pt"))
    assert Path(str(details["path"])).is_dir()
    assert isinstance(details["size"], int) and details["size"] > 15_000_000
    assert len(str(details["sha256"])) == 64
    assert engine.troubles() == []


@pytest.mark.parametrize(
    ("pair", "command"),
    [
        (Pair("fr", "en"), "pipeline models install fr en"),
        (Pair("en", "zh-Hant"), "pipeline models install en zh-Hant"),
        (Pair("zh-Hans", "en"), "pipeline models install zh-Hans en"),
        (Pair("en", "pt-BR"), "pipeline models install en pt-BR"),
        (Pair("fil", "en"), "pipeline models install fil en"),
        (Pair("pt", "es"), "pipeline models install pt es"),
        (Pair("es", "pt"), "pipeline models install es pt"),
        (Pair("fr", "es"), ""),
        (Pair("fr-CA", "en"), ""),  # the model is one of fr
        (Pair("en", "en"), ""),
        (Pair("en", "sw"), ""),
        (Pair("no tag; rm -rf", "en"), ""),
    ],
)
def test_what_the_public_index_has(pair: Pair, command: str) -> None:
    assert argos.installable(pair) == command


OFFLINE = """
import socket, sys
def refuse(*args, **kwargs): raise OSError("the network is off")
socket.socket = type("Socket", (socket.socket,), {"__init__": refuse})
socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from pipeline.engines import argos
assert not {"ctranslate2", "argostranslate", "sentencepiece"} & set(sys.modules), "heavy at import"
engine = argos.Engine(Path(sys.argv[1]))
engine.pairs()
assert not {"ctranslate2", "argostranslate", "sentencepiece"} & set(sys.modules), "heavy for pairs"
import os
def environment(): return {k: v for k, v in os.environ.items() if not k.startswith("KMP_")}
before = environment()
print(engine.translate(["Hello"], "en", "pt")[0][0].text)
assert environment() == before
assert not {"argostranslate.translate", "argostranslate.sbd", "minisbd", "onnxruntime", "stanza"} & set(sys.modules)
"""


@pytest.mark.parametrize("mode", [0o755, 0o555])
def test_it_works_without_network_and_writes_nothing_at_home(models: Path, tmp_path: Path, mode: int) -> None:
    home = tmp_path / "home"
    home.mkdir()
    folder = tmp_path / "models"
    shutil.copytree(models, folder)
    folder.chmod(mode)
    before = sorted(folder.rglob("*"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ARGOS_"))} | {"HOME": str(home)}
    run = subprocess.run(
        [sys.executable, "-c", OFFLINE, str(folder)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert (run.stderr, run.returncode) == ("", 0)
    assert run.stdout.strip() == "Olá"
    assert list(home.iterdir()) == []
    assert sorted(folder.rglob("*")) == before
