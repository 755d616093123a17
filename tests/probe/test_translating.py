"""`try translation` and `try checks`: what comes out for each line, whatever the lines are; no store, no settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SETTINGS, Newsroom
from tests.near import Near, near

PT = ("--from", "en", "--to", "pt")


@pytest.fixture
def room(newsroom: Newsroom) -> Near:
    newsroom.settings(SETTINGS.replace("[argos, apertium]", "[argos]"))
    return Near(newsroom.folder)


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# --- translation -------------------------------------------------------------------------------------------------------
def test_a_line_in_gives_a_line_out_also_a_blank_one(room: Near) -> None:
    lines = [
        "The port opened on Monday. Entry is free.",
        "",
        "   ",
        "https://a.example/b_c",
        "5",
        "\u200b",
        "Thank you.",
    ]
    done = room.command("try", "translation", *PT, input="\n".join(lines) + "\n")
    assert (done.returncode, done.stderr) == (0, "")
    out = done.stdout.split("\n")[:-1]
    assert len(out) == len(lines)
    assert "segunda-feira" in out[0]
    assert (out[1].strip(), out[2].strip(), out[3:5]) == ("", "", ["https://a.example/b_c", "5"])
    assert "brigad" in out[6]


def test_json_tells_route_sentences_scores_and_issues(room: Near) -> None:
    text = "The port opened on Monday. Entry is free."
    done = room.command("try", "translation", *PT, "--json", input=f"{text}\n\n")
    first, blank = records(done.stdout)
    assert set(first) == {"source", "target", "route", "segments"}
    assert (first["source"], first["route"]) == (text, "argos:en>pt")
    assert [row["source"] for row in first["segments"]] == ["The port opened on Monday.", "Entry is free."]
    assert " ".join(row["target"] for row in first["segments"]) == first["target"]
    for row in first["segments"]:
        assert set(row) >= {"source", "target", "score", "issues"}
        assert row["score"] < 0
        assert row["issues"] == []
    assert blank == {"source": "", "target": "", "route": "argos:en>pt", "segments": []}


def test_lines_beyond_one_helping_stay_in_order(room: Near) -> None:
    done = room.command("try", "translation", *PT, input="".join(f"{n}\n" for n in range(450)))
    assert done.stdout.split() == [str(n) for n in range(450)]


def test_terms_of_the_glossary_count(room: Near) -> None:
    words = ("glossary", "add", "Harbour Lights", "--from", "en", "--to", "pt", "--translation", "Luzes do Cais")
    assert room.command(*words).returncode == 0
    assert "Luzes do Cais" in room.command("try", "translation", *PT, input="Harbour Lights opens in May.\n").stdout


def test_without_a_configuration_it_takes_the_models_of_this_folder(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "models").symlink_to(models)
    monkeypatch.chdir(tmp_path)
    done = near(["try", "translation", *PT, "-"], "Good morning.\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Bom dia")
    done = near(["try", "checks", *PT, "-", "--json"], '{"source": "It has 30 rooms.", "target": "Tem 40 quartos."}\n')
    assert done.returncode == 0
    assert [issue["check"] for issue in records(done.stdout)[0]["issues"]] == ["numbers"]
    assert [path.name for path in tmp_path.iterdir()] == ["var"], "nothing is stored"
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["models"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "en", "--to", "xx"), "nothing installed leads from en to xx"),
        (("--from", "en", "--to", "fr"), "nothing installed leads from en to fr"),
        (("--from", "english", "--to", "pt"), "--from and --to name languages"),
        (("--from", "en", "--to", "no such"), "--from and --to name languages"),
        (("--from", "en", "--to", ""), "--from and --to name languages"),
        (("--from", "en", "--to", "en"), "nothing installed leads from en to en"),
        (("--from", "en", "--to", "pt", "absent.txt"), "absent.txt cannot be read"),
    ],
    ids=["unknown", "no route", "not a tag", "two words", "empty", "itself", "no file"],
)
@pytest.mark.parametrize("trial", ["translation", "checks"])
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    room: Near, trial: str, words: tuple[str, ...], told: str
) -> None:
    done = room.command("try", trial, *words, input="Good morning.\n" if trial == "translation" else "")
    if trial == "checks" and "leads from" in told:
        assert (done.returncode, done.stderr) == (0, ""), "checks need no route"
        return
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "line",
    [
        "x" * 20_000,
        "a " * 1_500,
        "\0 broken \udc80",
        "((((((((",
        "<b>not <i>html",
        "@" * 3_000,
        "。" * 2_000,
        "1," * 3_000,
    ],
    ids=["no space", "words", "broken", "brackets", "tags", "at", "stops", "figures"],
)
def test_odd_lines_have_an_answer(room: Near, line: str) -> None:
    done = room.command("try", "translation", *PT, "--json", input=f"{line}\n")
    assert done.returncode == 0, done.stderr
    assert len(records(done.stdout)) == 1


# --- checks ------------------------------------------------------------------------------------------------------------
def test_each_pair_has_its_issues(room: Near) -> None:
    given = [
        {"source": "It has 30 rooms.", "target": "Tem 30 quartos."},
        {"source": "It has 30 rooms.", "target": "Tem 40 quartos."},
        {"source": "", "target": ""},
    ]
    lines = [json.dumps(one) for one in given]
    done = room.command("try", "checks", *PT, "--json", input="\n".join([lines[0], "", lines[1], lines[2]]))
    assert done.returncode == 0
    good, bad, empty = records(done.stdout)
    assert good == given[0] | {"issues": []}
    assert (bad["source"], bad["target"]) == (given[1]["source"], given[1]["target"])
    (issue,) = bad["issues"]
    assert (issue["check"], issue["severity"]) == ("numbers", "critical")
    assert "30" in issue["message"]
    assert bad["source"][slice(*issue["source_at"])] == "30"
    assert empty["issues"] == []


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "null",
        '"text"',
        '{"source": "a"}',
        '{"source": 5, "target": "b"}',
        '{"source": "a", "target": "b", "kind": "poem"}',
        '{"source": "a", "target": "b", "terms": [5]}',
        '{"source": "a", "target": "b", "terms": [{"term": "a", "forbidden": 5}]}',
        '{"source": "a", "target": "b", "source_html": 5}',
        '{"source": "a", "target": "b", "kind": []}',
        "[" * 100_000,
        '{"source": "' + "a" * 1_100_000 + '", "target": "b"}',
    ],
    ids=[
        "cut",
        "list",
        "null",
        "text",
        "no target",
        "number",
        "kind",
        "term",
        "forbidden",
        "html",
        "odd kind",
        "deep",
        "long",
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_go_on(room: Near, line: str) -> None:
    sound = '{"source": "It has 30 rooms.", "target": "Tem 30 quartos."}'
    done = room.command("try", "checks", *PT, "--json", input=f"{line}\n{sound}\n")
    bad, good = records(done.stdout)
    assert (bad["issues"], good["issues"], "problems" in good) == ([], [], False)
    (problem,) = bad["problems"]
    assert problem.startswith("line 1: ")
    assert "\n" not in problem and len(problem) < 400
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_pair_may_bring_its_terms_and_markup(room: Near) -> None:
    pair = {"source": "The port opens.", "target": "O cais abre.", "terms": [{"term": "port", "translation": "porto"}]}
    html = {
        "source": "See the plan.",
        "target": "Veja o plano.",
        "source_html": 'See <a href="https://a.example/">the plan</a>.',
        "target_html": "Veja o plano.",
    }
    done = room.command("try", "checks", *PT, "--json", input=f"{json.dumps(pair)}\n{json.dumps(html)}\n")
    term, link = records(done.stdout)
    assert "terms" in {issue["check"] for issue in term["issues"]}
    assert {"links", "markup"} & {issue["check"] for issue in link["issues"]}


def test_without_json_it_is_laid_out_for_reading(room: Near) -> None:
    done = room.command("try", "checks", *PT, input='{"source": "It has 30 rooms.", "target": "Tem 40 quartos."}\n')
    assert "30" in done.stdout and "numbers" in done.stdout
