"""The command line: what each command prints, and with which exit code it ends."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, SETTINGS, STARTER, Newsroom
from tests.loopback import Loopback
from tests.test_run import ENGLISH

PERSONS = """Quayport acolhe a semana do talento

A segunda Semana do Talento Harbour enche nossos salões de 16 a 18 de março.

Esperam-se 4.500 visitantes e 120 empregadores.
"""

ARGOS_ONLY = SETTINGS.replace("[argos, apertium]", "[argos]")  # whatever pairs of Apertium the machine has


def test_a_mistake_in_the_settings_ends_with_2_before_anything_is_done(newsroom: Newsroom) -> None:
    newsroom.settings("site: {title: [")
    for command in ("check", "run", "status", "publish"):
        done = newsroom.command(command)
        assert done.returncode == 2
        assert "sources.yaml, line " in done.stderr
        assert "Traceback" not in done.stderr
    assert not (newsroom.folder / "pipeline.db").exists()


def test_check_says_what_there_is(newsroom: Newsroom) -> None:
    done = newsroom.command("check")
    assert done.returncode == 0
    assert done.stdout.endswith("is in order: 1 sources, 2 languages, 2 channels\n")


def test_schema_is_json(newsroom: Newsroom) -> None:
    assert "sources" in json.loads(newsroom.command("schema").stdout)["properties"]


def test_run_is_silent_on_success_and_talks_when_asked(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    done = newsroom.command("run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    done = newsroom.command("--verbose", "run")
    assert done.stdout == "0 read, 0 translated, 0 files written\n"


def test_the_stages_can_be_run_one_by_one(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    assert newsroom.command("fetch").returncode == 0
    waiting = newsroom.json("status")["untranslated"]
    assert [(row["source"], row["target"], row["stories"]) for row in waiting] == [("en", "pt", 1)]
    assert "pipeline run" in waiting[0]["reason"]
    assert newsroom.outputs() == {} if (newsroom.folder / "output").exists() else True
    assert newsroom.command("translate").returncode == 0
    assert newsroom.json("status")["untranslated"] == []
    assert newsroom.command("publish").returncode == 0
    assert "monitor/pt/atom.xml" in newsroom.outputs()


def test_fetch_of_one_source_only(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    assert newsroom.command("fetch", "--source", "inbox").returncode == 0
    done = newsroom.command("fetch", "--source", "radio")
    assert done.returncode == 1
    assert "no source is called radio" in done.stderr


def test_list_gives_the_promised_fields(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    found = newsroom.json("list")
    promised = {"uri", "story", "source", "language", "origin", "state", "version", "headline", "translated_from"}
    promised |= {"route", "link", "published"}
    assert all(promised <= set(article) for article in found)
    assert [a["language"] for a in newsroom.json("list", "--origin", "machine")] == ["pt"]
    assert newsroom.json("list", "--state", "rejected") == []
    plain = newsroom.command("list").stdout.splitlines()
    assert [line.split("\t")[1] for line in plain] == ["en", "pt"]


def test_status_gives_the_promised_fields(newsroom: Newsroom) -> None:
    newsroom.settings(ARGOS_ONLY.replace("[en, pt]", "[en, pt, fr]"))
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    found = newsroom.json("status")
    assert set(found["sources"][0]) >= {"id", "last_attempt", "last_success", "failures", "error", "new", "changed"}
    assert found["stories"] == 1
    assert found["articles"] == {"en": {"official": 1}, "pt": {"machine": 1}}
    (row,) = found["untranslated"]
    assert (row["source"], row["target"]) == ("en", "fr")
    assert row["command"] == "pipeline models install en fr"
    shown = newsroom.command("status").stdout
    assert "install with: pipeline models install en fr" in shown


def test_an_installed_model_makes_what_was_missing(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.settings(ARGOS_ONLY)
    (newsroom.folder / "models").unlink()
    newsroom.drop("week.en.txt", ENGLISH)
    assert newsroom.run().translated == 0
    assert newsroom.json("status")["untranslated"][0]["command"]
    done = newsroom.command("models", "install", *map(str, STARTER))
    assert done.returncode == 0
    assert "installed en > pt, version 1.0" in done.stdout
    assert newsroom.run().translated == 1


def test_a_bad_archive_is_refused_and_the_good_ones_are_installed(newsroom: Newsroom, tmp_path: Path) -> None:
    (newsroom.folder / "models").unlink()
    bad = tmp_path / "bad.argosmodel"
    bad.write_bytes(STARTER[0].read_bytes()[:5000])
    done = newsroom.command("models", "install", str(bad), str(STARTER[0]))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "bad.argosmodel" in done.stderr
    assert [row["source"] for row in newsroom.json("models", "list") if row["engine"] == "argos"] == ["en"]


def test_a_package_that_is_whole_and_does_not_translate_leaves_the_one_before_it_in_place(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    (newsroom.folder / "models").unlink()
    assert newsroom.command("models", "install", str(STARTER[0])).returncode == 0
    lame = tmp_path / "lame.argosmodel"
    with zipfile.ZipFile(STARTER[0]) as whole, zipfile.ZipFile(lame, "w") as written:
        for name in whole.namelist():
            data = whole.read(name)
            written.writestr(name, data[: len(data) // 2] if name.endswith("model.bin") else data)
    done = newsroom.command("models", "install", str(lame))
    assert done.returncode == 1
    assert "does not translate here, and was not installed" in done.stderr
    (row,) = [row for row in newsroom.json("models", "list") if row["engine"] == "argos"]
    assert row["sha256"] == hashlib.sha256(STARTER[0].read_bytes()).hexdigest()


def test_models_routes_is_the_matrix_of_the_languages(newsroom: Newsroom) -> None:
    newsroom.settings((newsroom.folder / "sources.yaml").read_text().replace("[en, pt]", "[en, pt-BR, fi]"))
    found = {(row["source"], row["target"]): row["route"] for row in newsroom.json("models", "routes")}
    assert found["en", "pt-BR"] == "argos:en>pt (for pt-BR)"
    assert found["pt-BR", "en"] == "argos:pt>en (from pt-BR)"
    assert found["en", "fi"] is None
    assert len(found) == 6
    assert "none" in newsroom.command("models", "routes").stdout


def test_acts_name_who_did_them_and_refuse_what_cannot_be(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    english, portuguese = (newsroom.json("list", "--language", tag)[0]["uri"] for tag in ("en", "pt"))
    tail = portuguese.rpartition(":")[2]
    assert newsroom.command("approve", tail, "--by", "Ann").returncode == 0
    assert [past["by"] for past in newsroom.json("show", tail)["history"]] == [None, "Ann"]
    for words in (
        ("approve", english),
        ("reject", "tag:nowhere"),
        ("edit", portuguese, "--file", str(newsroom.folder / "none.txt")),
        ("approve", portuguese, "--by", "\x1b[31mred"),
        ("show", "tag:nowhere"),
    ):
        done = newsroom.command(*words)
        assert done.returncode == 1, words
        assert len(done.stderr.splitlines()) == 1, words


@pytest.mark.parametrize(
    ("text", "told"), [("", "empty"), ("Only a headline\n", "headline only"), ("\xff\xfe\x00", "")]
)
def test_an_edit_without_a_text_is_refused(newsroom: Newsroom, text: str, told: str) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    uri = newsroom.json("list", "--language", "pt")[0]["uri"]
    file = newsroom.folder / "mine.txt"
    file.write_bytes(text.encode("latin-1"))
    done = newsroom.command("edit", uri, "--file", str(file), "--by", "Ann")
    assert done.returncode == 1
    assert told in done.stderr
    assert newsroom.json("show", uri)["origin"] == "machine"


def test_an_edit_from_standard_input_is_published_at_once(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    uri = newsroom.json("list", "--language", "pt")[0]["uri"]
    done = newsroom.command("edit", uri, "--file", "-", "--by", "Ann", input=PERSONS)
    assert (done.returncode, done.stderr) == (0, "")
    item = json.loads(newsroom.outputs()["monitor/pt/feed.json"])["items"][0]
    assert item["title"] == PERSONS.partition("\n")[0]
    assert "nossos salões" in item["content_html"]
    assert newsroom.command("show", uri, "--text").stdout == PERSONS


def test_an_edit_with_something_grave_in_it_goes_out_nowhere_and_says_so(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    uri = newsroom.json("list", "--language", "pt")[0]["uri"]
    done = newsroom.command("edit", uri, "--file", "-", "--by", "Ann", input="Título\n\nUm parágrafo.\n")
    assert done.returncode == 0
    assert "goes out nowhere" in done.stderr
    (left,) = json.loads(newsroom.outputs()["monitor/pt/feed.json"])["items"]
    assert left["_status"]["status"] == "withheld"


def test_a_headline_cannot_paint_the_terminal(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH.replace("Quayport to host", "Quay\x1b[31mport \u202eto host"))
    newsroom.run()
    for words in (("list",), ("show", newsroom.json("list", "--language", "en")[0]["uri"])):
        shown = newsroom.command(*words).stdout
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_a_reader_that_has_seen_enough_is_no_error(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    line = f"'{sys.executable}' -m pipeline --config '{newsroom.folder}/sources.yaml' list --json | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == ""


def test_unknown_commands_and_options_end_with_2(newsroom: Newsroom) -> None:
    assert newsroom.command("sing").returncode == 2
    assert newsroom.command("run", "--fast").returncode == 2


def test_the_console_script_is_installed() -> None:
    script = Path(sys.executable).with_name("pipeline")
    done = subprocess.run([script, "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "for cron" in done.stdout


def test_a_pair_is_installed_from_the_configured_index(newsroom: Newsroom, web: Loopback) -> None:
    (newsroom.folder / "models").unlink()
    data = STARTER[0].read_bytes()
    link = web.page("/en_pt.argosmodel", data, content_type="application/zip", etag='"1"')
    entry = {"package_version": "1.0", "from_code": "en", "to_code": "pt", "links": [link]}
    index = web.page("/index.json", json.dumps([entry]), content_type="text/plain")
    settings = (newsroom.folder / "sources.yaml").read_text("utf-8")
    private = f'models: models, index: {{url: "{index}", allow_private: true}}}}'
    newsroom.settings(settings.replace("models: models}", private))
    done = newsroom.command("models", "install", "fr", "pt")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing from fr" in done.stderr
    done = newsroom.command("models", "install", "en>pt", "--sha256", "0" * 64)
    assert done.returncode == 1
    digest = hashlib.sha256(data).hexdigest()
    done = newsroom.command("models", "install", "en", "pt", "--sha256", digest)
    assert (done.returncode, done.stderr) == (0, ""), "nobody's terminal sees progress"
    assert done.stdout == "installed en > pt, version 1.0\n"
    (row,) = [row for row in newsroom.json("models", "list") if row["engine"] == "argos"]
    assert (row["sha256"], row["url"]) == (digest, link)
    assert row["size"] > 15_000_000
    assert Path(row["path"]).name == "translate-en_pt-1_0"


def test_what_to_install_must_be_said_rightly(newsroom: Newsroom) -> None:
    for words in (["fr"], ["x.zip"], ["a.argosmodel", "b.argosmodel", "--sha256", "0" * 64]):
        done = newsroom.command("models", "install", *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert len(done.stderr.splitlines()) == 1
    done = newsroom.command("models", "install", str(STARTER[0]), "--sha256", "0" * 64)
    assert "not the one demanded" in done.stderr


def test_routes_show_every_configured_engine(newsroom: Newsroom, web: Loopback) -> None:
    listed = [{"code": "en", "name": "English", "targets": ["fr"]}]
    web.page("/languages", json.dumps(listed), content_type="application/json")
    server = f'libretranslate: {{url: "{web.url().rstrip("/")}", allow_private: true}}'
    engines = f"translation: {{engines: [argos, firefox, libretranslate], models: models, {server}}}"
    settings = SETTINGS.replace("translation: {engines: [argos, apertium], models: models}", engines)
    newsroom.settings(settings.replace("languages: [en, pt]", "languages: [en, fr]", 1))
    done = newsroom.command("models", "routes")
    assert "en\tfr\tlibretranslate:en>fr" in done.stdout
    assert "firefox: there is no folder" in done.stdout
    web.remove("/languages")
    assert "answered 404" in newsroom.command("models", "list").stdout
