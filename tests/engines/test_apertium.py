"""Apertium: real translations where the program is installed, and every way it can fail with one that is ours."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.engines import apertium
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Pair

INSTALLED = Pair("fr", "es") in apertium.Engine().pairs()


@pytest.fixture
def engine() -> apertium.Engine:
    """The real program; where it is missing the test says so and ends."""
    if not INSTALLED:
        pytest.fail("this test translates with Apertium; install it with: apt-get install apertium apertium-fr-es")
    return apertium.Engine()


def translate(engine: apertium.Engine, *texts: str) -> list[str]:
    answers = engine.translate(texts, "fr", "es", n=3)
    assert all(len(answer) == 1 and answer[0].score is None for answer in answers)
    return [answer[0].text for answer in answers]


def test_sentences_are_translated_each_by_itself(engine: apertium.Engine) -> None:
    texts = ["Le chat mange.", "", "Le port a ouvert", " \n", "Bonjour !", "Le chat mange."]
    assert translate(engine, *texts) == [
        "El gato come.",
        "",
        "El puerto ha abierto",
        " \n",
        "Saludo !",
        "El gato come.",
    ]
    assert [translate(engine, text)[0] for text in texts] == translate(engine, *texts)
    assert engine.model(Pair("fr", "es")) == "apertium fr-es"


@pytest.mark.parametrize(
    "text",
    [
        "[5] {6} (7)",
        "^1$ ^2/3<4>$",
        r"1\2 \\ \[ \] \n \\",
        "@1 #1 *1 ~1 ~~",
        "@xyzzy #xyzzy *xyzzy xyzzy@xyzzy.example",
        "<b>5</b> &amp; &lt;",
        "[[t:b:abc]]5[[/]]",
        "<STREAMCMD:FLUSH> [<STREAMCMD:SETVAR:x>]",
        "5\n6\r\n\n  7\t8\n",
        "\\\n] \\[\n]",
        "5\x006\x00\x007",
        ".[]",
        ".",
        "..[]",
        "xyzzy .[]\x00",
        "https://example.org/1_2?3=4&5=%20#6",
        "$(touch /tmp/x) `id` ; rm -rf / | cat > x && exit 1",
        "-h --help -d /etc",
        "日本 😀 \u00a0\u202f\u2028\u200b\ufeff",
        "\x01\x1b[31m\x7f",
    ],
)
def test_characters_special_to_the_stream_come_through(engine: apertium.Engine, text: str) -> None:
    assert translate(engine, text, f" {text} ") == [text, f" {text} "]


def test_words_around_special_characters_are_translated(engine: apertium.Engine) -> None:
    text = "Le *chat* [noir]\nmange @maison #maison."
    assert translate(engine, text) == ["El *gato* [negro]\ncome @casa #casa."]


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.text(alphabet="[]{}^$/\\@<>*#~.| \n\t\0\x0112", max_size=30), max_size=8))
def test_any_text_without_words_comes_through(texts: list[str]) -> None:
    if INSTALLED:
        assert translate(apertium.Engine(), *texts) == texts


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.text(max_size=30), max_size=8))
def test_any_text_has_an_answer(texts: list[str]) -> None:
    if INSTALLED:
        assert len(translate(apertium.Engine(), *texts)) == len(texts)


def test_unknown_words_carry_no_mark(engine: apertium.Engine) -> None:
    assert translate(engine, "Le xyzzy mange.") == ["El xyzzy come."]


def test_a_day_of_sentences_is_one_process(engine: apertium.Engine) -> None:
    texts = [f"Le port a ouvert le terminal numéro {number}." for number in range(2000)]
    started = time.monotonic()
    answers = translate(engine, *texts)
    assert time.monotonic() - started < 10  # 2,000 processes would take minutes
    assert all(str(number) in answer for number, answer in enumerate(answers))


# ------------------------------------------------------------------------- a program of ours in the place of the real one


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Puts a script in front of the real program, with modes of its own; the test writes what it does."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "data" / "modes").mkdir(parents=True)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("APERTIUM_DATADIR", str(tmp_path / "data"))
    script = tmp_path / "bin" / "apertium"
    script.write_text("#!/bin/sh\ncat\n")
    script.chmod(0o755)
    modes(tmp_path, "fr-es")
    return script


def modes(folder: Path, *names: str) -> None:
    for name in names:
        (folder / "data" / "modes" / f"{name}.mode").write_text("")


def test_only_translations_are_pairs(program: Path, tmp_path: Path) -> None:
    modes(
        tmp_path, "eco-fr-es", "fr-es-tagger", "fr_es", "en-es_LATAM", "oc-ca_valencia", "fr-fra", "x-y", "spa", "a b-c"
    )
    assert apertium.Engine().pairs() == {Pair("fr", "es")}


def test_mode_names_become_language_tags(program: Path, tmp_path: Path) -> None:
    modes(
        tmp_path, "eng-spa", "fra-cat", "es-pt_BR", "nno-nob", "spa-arg", "ind-zlm", "eng-hbs_SR", "eng-hbs", "hbs-eng"
    )
    assert apertium.Engine().pairs() == {
        *(
            Pair("fr", "es"),
            Pair("en", "es"),
            Pair("fr", "ca"),
            Pair("es", "pt-BR"),
            Pair("nn", "nb"),
            Pair("es", "an"),
        ),
        *(Pair("id", "ms"), Pair("en", "sr-Latn"), Pair("hr", "en"), Pair("bs", "en"), Pair("sr-Latn", "en")),
    }


def test_no_program_or_no_data_is_no_pairs(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert apertium.Engine().pairs() == frozenset()
    monkeypatch.undo()
    monkeypatch.setenv("APERTIUM_DATADIR", str(tmp_path / "nothing"))
    assert apertium.Engine().pairs() == frozenset()


def test_a_pair_not_installed_names_the_command(program: Path) -> None:
    with pytest.raises(EngineError, match="apt-get install apertium-rus-ukr"):
        apertium.Engine().translate(["x"], "ru", "uk")
    with pytest.raises(EngineError, match="another language"):
        apertium.Engine().translate(["x"], "; rm -rf /", "uk")


def test_the_program_is_started_without_a_shell_or_a_word_of_the_text(program: Path, tmp_path: Path) -> None:
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$#" "$@" > {tmp_path}/arguments\ncat\n')
    assert translate(apertium.Engine(), "-h; $(id)") == ["-h; $(id)"]
    assert (tmp_path / "arguments").read_text().split("\n") == ["5", "-f", "none", "-z", "-u", "fr-es", ""]


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("cat; echo broken rules >&2; exit 1", "broken rules"),
        ("cat > /dev/null", "0 answers for 1 texts"),
        ("exit 3", "exit code 3"),
        ("cat; printf 'more.[]\\0'", "2 answers for 1 texts"),
        ("cat | tr -d '\\000'", "0 answers"),
        ("cat | tr -d '[]'", "1 answers"),
    ],
)
def test_a_failing_program_is_an_error_with_what_it_said(program: Path, script: str, complaint: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    with pytest.raises(EngineError, match=r"mode fr-es.* failed on 'chat'") as raised:
        apertium.Engine().translate(["chat"], "fr", "es")
    assert complaint in str(raised.value)


def test_where_texts_together_fail_each_is_tried_alone(program: Path) -> None:
    program.write_text("#!/bin/sh\nhead -c 8\n")  # `aaaa.[]` and its NUL
    assert translate(apertium.Engine(), "aaaa", "bbbb") == ["aaaa", "bbbb"]


def test_a_program_that_hangs_is_ended_with_all_it_started(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apertium, "TIMEOUT", 0.3)
    program.write_text(f"#!/bin/sh\n(sleep 60; echo late) &\necho $! > {tmp_path}/child\nsleep 60\n")
    started = time.monotonic()
    with pytest.raises(EngineError, match="did not answer"):
        apertium.Engine().translate(["chat"], "fr", "es")
    assert time.monotonic() - started < 10
    child = int((tmp_path / "child").read_text())
    time.sleep(0.05)
    status = Path(f"/proc/{child}/stat")
    assert not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_program_that_cannot_be_started_is_an_error(program: Path) -> None:
    engine = apertium.Engine()
    assert engine.pairs()
    program.write_text("#!/no/such/interpreter\n")
    with pytest.raises(EngineError, match="cannot be started"):
        engine.translate(["chat"], "fr", "es")


@pytest.mark.parametrize(
    ("answer", "source", "expected"),
    [
        ("le @gato come.[]", "le chat mange", "le gato come"),
        ("le #gato *come.[]", "le chat mange", "le gato come"),
        ("el #gato come.[]", "le #chat mange", "el #gato come"),
        (r"a\@b \@c.[]", "a@b @c", "a@b @c"),
        ("C# y 5*6.[]", "C et 5", "C# y 5*6"),
    ],
)
def test_marks_of_words_that_could_not_be_made_are_taken_off(
    program: Path, answer: str, source: str, expected: str
) -> None:
    program.with_name("answer").write_text(answer + "\0")
    program.write_text(f"#!/bin/sh\ncat > /dev/null\ncat {program.with_name('answer')}\n")
    assert apertium.Engine().translate([source], "fr", "es") == [[Hypothesis(expected)]]


@pytest.mark.parametrize(
    ("pair", "command"),
    [
        (Pair("fr", "es"), "apt-get install apertium-fr-es"),
        (Pair("es", "fr"), "apt-get install apertium-fr-es"),
        (Pair("en", "ca"), "apt-get install apertium-eng-cat"),
        (Pair("nn", "nb"), "apt-get install apertium-nno-nob"),
        (Pair("sv", "nb"), "apt-get install apertium-swe-nor"),
        (Pair("es", "pt-BR"), "apt-get install apertium-es-pt"),
        (Pair("is", "en"), "apt-get install apertium-isl-eng"),
        (Pair("en", "is"), ""),
        (Pair("en", "zh-Hans"), ""),
    ],
)
def test_what_debian_has(pair: Pair, command: str) -> None:
    assert apertium.installable(pair) == command
