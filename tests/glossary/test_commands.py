"""The commands for terms: what they print, where they write, with which exit code they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import run
from pipeline.run.gleaning import glean
from pipeline.store import opened
from tests.conftest import ROOT, SETTINGS, Newsroom
from tests.test_structure import loaded_by

DATA = ROOT / "tests" / "data" / "glossary"


def test_a_term_is_added_changed_and_listed(newsroom: Newsroom) -> None:
    words = ("glossary", "add", "Harbour Lights", "--from", "en", "--to", "PT_br")
    done = newsroom.command(*words, "--translation", "Luzes do Porto", "--forbid", "Luz do Porto", "--note", "festival")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "added Harbour Lights (en > pt-BR) is Luzes do Porto, never Luz do Porto\n"
    done = newsroom.command(*words, "--translation", "Festival Luzes do Porto")
    assert done.stdout.startswith("changed Harbour Lights (en > pt-BR) is Luzes do Porto")
    assert newsroom.command("glossary", "add", "Nordwind", "--from", "de", "--keep").returncode == 0
    assert newsroom.json("glossary", "list") == [
        {
            "term": "Harbour Lights",
            "source": "en",
            "target": "pt-BR",
            "translation": "Festival Luzes do Porto",
            "forbidden": [],
            "keep": False,
            "note": "festival",
        },
        {
            "term": "Nordwind",
            "source": "de",
            "target": "*",
            "translation": None,
            "forbidden": [],
            "keep": True,
            "note": None,
        },
    ]
    assert newsroom.command("glossary", "list", "--from", "de").stdout == "Nordwind\tde\t*\t(stays)\t\t\n"
    assert [t["term"] for t in newsroom.json("glossary", "list", "--to", "fr")] == ["Nordwind"]


@pytest.mark.parametrize(
    ("words", "told", "code"),
    [
        (("add", "Kai", "--from", "de"), "neither a translation, nor forbidden forms", 1),
        (("add", "Kai", "--from", "german", "--keep"), "source language: “german” is no language tag", 1),
        (("add", "Kai"), "--from", 2),
        (("import", "none.csv"), "none.csv cannot be read", 1),
        (("import", "none.xlsx"), ".xlsx is no format for terms", 1),
        (("export", "none"), "is no format for terms", 1),
        (("list", "--from", "german"), "--from: “german” is no language tag", 1),
        (("dismiss", "Kai", "--language", "de"), "no candidate is called “Kai” in de", 1),
    ],
    ids=["empty", "tag", "no source", "no file", "format", "export format", "list tag", "dismiss"],
)
def test_what_cannot_be_done_says_why(newsroom: Newsroom, words: tuple[str, ...], told: str, code: int) -> None:
    done = newsroom.command("glossary", *words)
    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (newsroom.folder / "glossary.csv").exists()


def test_import_tells_what_it_did(newsroom: Newsroom) -> None:
    newsroom.command("glossary", "add", "free trade port", "--from", "en", "--to", "fr", "--translation", "port franc")
    done = newsroom.command("glossary", "import", str(DATA / "dca.tbx"))
    assert done.returncode == 1
    assert "dca.tbx, line " in done.stderr
    assert done.stdout.splitlines()[-1].startswith("changed free trade port (en > fr) is port franc to ")
    assert done.stdout.count("added ") == 4
    again = newsroom.command("glossary", "import", str(DATA / "dca.tbx"))
    assert again.stdout.count("skipped") == 5
    assert "stands there already" in again.stdout


@pytest.mark.parametrize("kind", ["csv", "tbx"])
def test_export_and_import_change_nothing(newsroom: Newsroom, tmp_path: Path, kind: str) -> None:
    newsroom.command("glossary", "import", str(DATA / "dct.tbx"))
    newsroom.command("glossary", "add", "Nordwind", "--from", "de", "--keep", "--forbid", "Nordhauch", "--note", "a, b")
    before = newsroom.json("glossary", "list")
    out = tmp_path / f"terms.{kind}"
    assert newsroom.command("glossary", "export", str(out)).returncode == 0
    (newsroom.folder / "glossary.csv").unlink()
    assert newsroom.command("glossary", "import", str(out)).returncode == 0
    assert newsroom.json("glossary", "list") == before
    assert len(before) == 3


def test_candidates_are_listed_and_dismissed(newsroom: Newsroom) -> None:
    newsroom.drop("quay.en.txt", "A quay opens\n\nAnna Weber met Otto Klein. Anna Weber was glad.\n")
    config = newsroom.config()
    with opened(config.store) as store:
        run.fetch(store, config, run.Report())
        glean(store, config)
    assert [c["term"] for c in newsroom.json("glossary", "candidates", "--language", "en")] == [
        "Anna Weber",
        "Otto Klein",
    ]
    shown = newsroom.command("glossary", "candidates").stdout.splitlines()
    assert shown[0] == "Anna Weber\ten\tname\t1\t2\tAnna Weber met Otto Klein."
    newsroom.command("glossary", "add", "Anna Weber", "--from", "en", "--keep")
    assert [c["term"] for c in newsroom.json("glossary", "candidates")] == ["Otto Klein"]
    assert newsroom.command("glossary", "dismiss", "Otto Klein", "--language", "en", "--by", "Ada").returncode == 0
    assert newsroom.json("glossary", "candidates") == []


def test_a_broken_glossary_is_told_and_stops_nothing(newsroom: Newsroom) -> None:
    newsroom.settings(SETTINGS + "glossary: words/terms.csv\n")
    (newsroom.folder / "words").mkdir()
    (newsroom.folder / "words" / "terms.csv").write_text(
        "term;source language;target language;translation\nKai;de;fr;quai\nKai;de;xx;quai;;\nHafen;;fr;port\n"
    )
    done = newsroom.command("check")
    assert done.returncode == 2
    assert "terms.csv, line 4: source language: no language tag given" in done.stderr
    told = newsroom.json("status")["glossary"]
    assert told["terms"] == 2
    assert len(told["warnings"]) == 1
    assert "glossary: terms.csv, line 4" in newsroom.command("status").stdout
    assert newsroom.command("run").returncode == 0
    (newsroom.folder / "words" / "terms.csv").write_text("term,source language,target language\n")
    assert newsroom.command("check").returncode == 0


def test_quick_commands_load_nothing_heavy(newsroom: Newsroom) -> None:
    (newsroom.folder / "glossary.csv").write_text("term,source language,target language,translation\nKai,de,fr,quai\n")
    for words in (("glossary", "--help"), ("glossary", "list", "--json"), ("glossary", "candidates", "--json")):
        newsroom.command("status")
        assert loaded_by(newsroom, *words) == set()


def test_json_is_json_also_with_control_characters(newsroom: Newsroom) -> None:
    (newsroom.folder / "glossary.csv").write_text(
        'term,source language,target language,translation\n"Ka""i",de,fr,q\u202eu\n'
    )
    done = newsroom.command("glossary", "list", "--json")
    assert json.loads(done.stdout)[0]["translation"] == "qu"
