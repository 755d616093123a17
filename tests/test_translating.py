"""Translations from the inbox to the feeds: links on their words, terms forced, people's words reused, drafts, anew."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conftest import SETTINGS, Newsroom
from tests.near import Near
from tests.segments.wellformed import is_well_formed

# With one engine only: what else is installed on a machine must not decide what comes out.
ARGOS = SETTINGS.replace("[argos, apertium]", "[argos]")
ATOM = "{http://www.w3.org/2005/Atom}"
RELEASE = """Harbour museum opens its doors

The harbour museum opens on 4 May. It shows 300 model ships.

Entry is free on Sundays. Guided tours start at noon.
"""


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    newsroom.settings(ARGOS)
    return Near(newsroom.folder)


def of(room: Newsroom, language: str, headline: str = "") -> dict[str, Any]:
    """The one article in a language as `show --json` tells it, with headline where there are several."""
    found = [a for a in room.json("list") if a["language"] == language and headline in a["headline"]]
    (one,) = found
    shown = room.json("show", one["uri"])
    assert isinstance(shown, dict)
    return shown


def fed(room: Newsroom, language: str, channel: str = "monitor") -> list[str]:
    """The body of the newest item in every feed of a channel."""
    files = room.outputs()
    bodies = [json.loads(files[f"{channel}/{language}/feed.json"])["items"][0]["content_html"]]
    atom = ElementTree.fromstring(files[f"{channel}/{language}/atom.xml"])
    content = atom.find(f"{ATOM}entry/{ATOM}content")
    assert content is not None
    bodies.append(content.text or ElementTree.tostring(content, "unicode"))
    return bodies


# --- markup ------------------------------------------------------------------------------------------------------------
LINKS = {
    "https://port.example.org/terminal?a=1&b=2": "terminal",
    "https://jobs.example.org/": r"empregos|trabalhos|postos",
    "https://www.northbridge.example/en/": "Northbridge",
}
HTML = """<!doctype html><html lang="en"><head><title>Port opens a new terminal</title></head><body><article>
<h1>Port opens a new terminal</h1>
<p>The port opened <a href="https://port.example.org/terminal?a=1&amp;b=2">a new terminal</a> on Monday. The company
created <a href="https://jobs.example.org/">300 jobs</a> in the city and <b>invested 40 million euros</b> in the project.</p>
<p>The project of <a href="https://www.northbridge.example/en/">Northbridge</a> started in 2024, and the mayor visited the
terminal with many guests from the region.</p>
</article></body></html>
"""
MARKDOWN = """# Port opens a new terminal

The port opened [a new terminal](https://port.example.org/terminal?a=1&b=2) on Monday. The company created
[300 jobs](https://jobs.example.org/) in the city and **invested 40 million euros** in the project.

The project of [Northbridge](https://www.northbridge.example/en/) started in 2024, and the mayor visited the
terminal with many guests from the region.
"""
ANCHOR = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>')


def linked(html: str) -> dict[str, str]:
    """The words of each link by its address."""
    return {href.replace("&amp;", "&"): re.sub("<[^>]+>", "", words) for href, words in ANCHOR.findall(html)}


@pytest.mark.parametrize(("name", "text"), [("port.html", HTML), ("port.md", MARKDOWN)], ids=["html", "markdown"])
def test_links_and_bold_stand_on_their_words_in_store_and_feeds(room: Newsroom, name: str, text: str) -> None:
    room.drop(name, text)
    assert room.run().failures == []
    shown = of(room, "pt")
    bodies = ["".join(block["html"] for block in shown["body"]), *fed(room, "pt")]
    for body in bodies:
        words = linked(body)
        assert set(LINKS) <= set(words), body
        for href, expected in LINKS.items():
            assert re.search(expected, words[href]), (href, words[href])
        assert re.search(r"<(b|strong)>[^<]*40 milhões", body)
    assert all(is_well_formed(block["html"]) for block in shown["body"])
    assert all(block["text"] in shown["text"] and "<" not in block["text"] for block in shown["body"])


PORTUGUESE = """# Porto abre um novo terminal

O porto abriu [um novo terminal](https://port.example.org/terminal?a=1&b=2) na segunda-feira. A empresa criou
[300 empregos](https://jobs.example.org/) na cidade e **investiu 40 milhões de euros** no projeto.

O projeto de [Northbridge](https://www.northbridge.example/en/) começou em 2024, e o presidente visitou o
terminal com muitos convidados da região.
"""


def test_links_survive_a_pivot_on_the_right_words(room: Newsroom, models: Path) -> None:
    folder = room.folder / "models"
    folder.unlink()
    shutil.copytree(models, folder)
    for metadata in folder.rglob("metadata.json"):  # en>pt poses as en>gl: no other language is nearer
        told = json.loads(metadata.read_text("utf-8"))
        if told["to_code"] == "pt":
            metadata.write_text(json.dumps(told | {"to_code": "gl", "to_name": "Galician"}), "utf-8")
    room.settings(
        ARGOS.replace("[en, pt]", "[pt, gl]").replace(
            "models: models}", "models: models, routes: {pt>gl: argos:pt>en>gl}}"
        )
    )
    room.drop("port.pt.md", PORTUGUESE)
    assert room.run().failures == []
    shown = of(room, "gl")
    assert shown["route"] == "argos:pt>en>gl"
    # Posing as another language is grave: it goes out once somebody says why.
    done = room.command("approve", shown["uri"], "--by", "Ann", "--override", "posing as another language")
    assert done.returncode == 0, done.stderr
    for body in ["".join(block["html"] for block in shown["body"]), *fed(room, "gl")]:
        words = linked(body)
        assert set(LINKS) <= set(words), body
        right = sum(bool(re.search(expected, words[href])) for href, expected in LINKS.items())
        assert right >= 2, words
        assert re.search(r"<(b|strong)>", body)
    assert all(is_well_formed(block["html"]) for block in shown["body"])


# --- glossary and `translate --again` ----------------------------------------------------------------------------------
def add_term(room: Newsroom, translation: str) -> None:
    words = ("glossary", "add", "Harbour Lights", "--from", "en", "--to", "pt", "--translation", translation)
    assert room.command(*words).returncode == 0


LIGHTS = """Festival opens in May

The Harbour Lights festival opens on 4 May in the old town. It shows 300 model ships.

Entry to Harbour Lights is free on Sundays. Guided tours start at noon.
"""


def test_a_term_forces_a_name_and_translating_again_brings_the_new_one(room: Newsroom) -> None:
    add_term(room, "Luzes do Cais")
    room.drop("lights.en.txt", LIGHTS)
    done = room.command("run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "a run that succeeds says nothing"
    first = of(room, "pt")
    assert first["text"].count("Luzes do Cais") == 2
    sources = [row["source"] for row in first["segments"]]
    assert all(set(issue) >= {"check", "severity", "message"} for row in first["segments"] for issue in row["issues"])

    assert room.command("translate").stdout == ""
    assert of(room, "pt")["version"] == first["version"], "a new term alone changes nothing"
    add_term(room, "Clarões do Porto")
    number = str(next(n for n, text in enumerate(sources, 1) if text.startswith("Entry")))
    done = room.command("--verbose", "translate", "--again", first["uri"], "--segments", number, "--by", "Ann")
    assert done.returncode == 0, done.stderr
    assert "this is version 2" in done.stdout
    second = of(room, "pt")
    before = {row["source"]: row["target"] for row in first["segments"]}
    changed = [row["source"] for row in second["segments"] if row["target"] != before[row["source"]]]
    assert changed == [text for text in sources if text.startswith("Entry")], "the segment that was named, no other"
    assert "Clarões do Porto" in second["text"] and "Luzes do Cais" in second["text"]

    assert room.command("translate", "--again", first["uri"], "--by", "Ann").returncode == 0
    third = of(room, "pt")
    assert (third["version"], third["text"].count("Clarões do Porto")) == (3, 2)
    assert [past["origin"] for past in third["history"]] == ["machine"] * 3
    done = room.command("--verbose", "translate", "--again", first["uri"], "--by", "Ann")
    assert "nothing came out differently" in done.stdout
    assert of(room, "pt")["version"] == 3
    assert "Clarões do Porto" in fed(room, "pt")[0], "and it is published at once"


def test_naming_a_sentence_changes_it_wherever_it_stands_and_leaves_set_pieces(room: Newsroom) -> None:
    about = "About Harbour Lights\n\nHarbour Lights is a festival of light in the port of the town. It was founded in 1987.\n"
    add_term(room, "Luzes do Cais")
    room.drop("lights.en.txt", f"{LIGHTS}\nEntry to Harbour Lights is free on Sundays.\n\n{about}")
    assert room.command("run").returncode == 0
    first = of(room, "pt")
    assert {block["kind"] for block in first["body"]} >= {"boilerplate"}
    add_term(room, "Clarões do Porto")
    entries = [n for n, row in enumerate(first["segments"], 1) if row["source"].startswith("Entry")]
    assert len(entries) == 2
    done = room.command("translate", "--again", first["uri"], "--segments", str(entries[0]), "--by", "Ann")
    assert done.returncode == 0, done.stderr
    second = of(room, "pt")
    for one, other in zip(first["segments"], second["segments"], strict=True):
        assert (one["target"] != other["target"]) == one["source"].startswith("Entry"), one["source"]


def test_words_of_people_and_issuers_are_never_translated_again(room: Newsroom) -> None:
    room.drop("museum.en.txt", RELEASE)
    room.command("run")
    portuguese, english = of(room, "pt"), of(room, "en")
    done = room.command("translate", "--again", english["uri"])
    assert (done.returncode, done.stdout) == (1, "")
    assert "the issuer's own text" in done.stderr
    for words, told in (
        (("99",), "there is no 99"),
        (("1-100000",), "there is no"),
        (("0",), "from 1 on"),
        (("x",), "write numbers such as"),
        ((",",), "write numbers such as"),
        (("3-1",), "from 1 on"),
    ):
        done = room.command("translate", "--again", portuguese["uri"], "--segments", *words)
        assert done.returncode == 1, words
        assert told in done.stderr
        assert len(done.stderr) < 300
    assert "--segments goes with --again" in room.command("translate", "--segments", "1").stderr
    assert room.command("translate", "--again", "no:such").returncode == 1
    file = room.folder / "edited.txt"
    file.write_text("Museu\n\nO museu abre a 4 de maio.\n", "utf-8")
    assert room.command("edit", portuguese["uri"], "--file", str(file), "--by", "Ann").returncode == 0
    for act in ("", "approve"):
        if act:
            said = ("--by", "Bob", "--override", "short on purpose")
            assert room.command(act, portuguese["uri"], *said).returncode == 0
        done = room.command("translate", "--again", portuguese["uri"])
        assert done.returncode == 1
        assert "a person's words" in done.stderr
    assert of(room, "pt")["headline"] == "Museu"


# --- memory, set pieces, drafts ----------------------------------------------------------------------------------------
def test_what_was_approved_is_reused_in_the_next_release(room: Newsroom) -> None:
    about = "About the harbour museum\n\nThe harbour museum was founded in 1987 and shows the history of the port.\n"
    room.drop("museum.en.txt", f"{RELEASE}\n{about}")
    room.command("run")
    first = of(room, "pt")
    file = room.folder / "edited.txt"
    text = "\n\n".join([first["headline"], *(block["text"] for block in first["body"])])
    tours = next(row["target"] for row in first["segments"] if row["source"].startswith("Guided"))
    piece = next(block["text"] for block in first["body"] if "1987" in block["text"])
    file.write_text(
        text.replace(tours, "Há visitas às 12.").replace(piece, "Nasceu em 1987. É grátis, sempre."), "utf-8"
    )
    assert room.command("edit", first["uri"], "--file", str(file), "--by", "Ann").returncode == 0
    assert room.command("approve", first["uri"], "--by", "Bob").returncode == 0

    other = RELEASE.replace("Harbour museum opens its doors", "Ferry museum shuts for the winter").replace(
        "Entry is free on Sundays", "The ferry museum shuts on 3 November"
    )
    other = other.replace(
        "The harbour museum opens on 4 May. It shows 300 model ships.", "The town council voted for it last week."
    )
    room.drop("ferry.en.txt", f"{other}\n{about}")
    room.command("run")
    (second,) = [a for a in room.json("list") if a["language"] == "pt" and a["uri"] != first["uri"]]
    rows = {row["source"]: row for row in room.json("show", second["uri"])["segments"]}
    assert (rows["Guided tours start at noon."]["origin"], rows["Guided tours start at noon."]["target"]) == ("memory", "Há visitas às 12.")  # fmt: skip
    locked = [row for row in rows.values() if row["origin"] == "locked"]
    assert "Nasceu em 1987. É grátis, sempre." in {row["target"] for row in locked}
    assert {row["state"] for row in locked} == {"final"}
    fresh = rows["The town council voted for it last week."]
    assert (fresh["origin"], fresh["state"]) == ("engine", "translated")
    assert fresh["score"] < 0


def test_a_newer_source_reopens_only_what_changed(room: Newsroom) -> None:
    room.drop("museum.en.txt", RELEASE)
    room.command("run")
    first = of(room, "pt")
    file = room.folder / "edited.txt"
    edited = "Museu do porto\n\nO museu abre a 4 de maio. Tem 300 navios.\n\nÉ grátis aos domingos. Há visitas às 12.\n"
    file.write_text(edited, "utf-8")
    assert room.command("edit", first["uri"], "--file", str(file), "--by", "Ann").returncode == 0
    assert room.command("approve", first["uri"], "--by", "Bob").returncode == 0
    room.drop("museum.en.txt", RELEASE.replace("300 model", "320 model"), age=30)
    done = room.command("run")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        of(room, "pt")["text"]
        == "O museu abre a 4 de maio. Tem 300 navios.\n\nÉ grátis aos domingos. Há visitas às 12."
    )
    draft = room.json("show", first["uri"], "--draft")
    assert draft["reopened"] == 1
    (reopened,) = [row for row in draft["segments"] if row["reopened"]]
    assert reopened["source"] == "It shows 320 model ships."
    assert "320" in reopened["target"]
    kept = [row["target"] for row in draft["segments"] if not row["reopened"]]
    assert kept == ["Museu do porto", "O museu abre a 4 de maio.", "É grátis aos domingos.", "Há visitas às 12."]


def test_issues_are_stored_shown_and_dismissed(room: Newsroom) -> None:
    words = ("glossary", "add", "museum", "--from", "en", "--to", "pt", "--forbid", "museu")
    assert room.command(*words).returncode == 0
    room.drop("museum.en.txt", RELEASE)
    done = room.command("run")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "an issue is for the desk, not for cron's mail"
    shown = of(room, "pt")
    flagged = {row["source"]: row for row in shown["segments"] if row["issues"]}
    row = flagged["The harbour museum opens on 4 May."]
    (issue,) = row["issues"]
    assert (issue["check"], issue["severity"]) == ("terms", "critical")
    start, end = issue["target_at"]
    assert row["target"][start:end].casefold() == "museu"
    assert row["rungs"][0] == "candidates", "it was tried to do better"
    number = str(shown["segments"].index(row) + 1)
    done = room.command("dismiss", shown["uri"], number, "terms", "--why", "it is a museum", "--by", "Ann")
    assert done.returncode == 0, done.stderr
    again = of(room, "pt")["segments"]
    assert [one["issues"][0]["dismissed_by"] for one in again if one["source"] == row["source"]] == ["Ann"]
    assert "Ann" in room.command("show", shown["uri"]).stdout


@pytest.mark.usefixtures("apertium")
def test_where_a_model_does_not_load_another_engine_translates_and_the_failure_is_told(
    newsroom: Newsroom, models: Path
) -> None:
    own = newsroom.folder / "own-models"
    (package,) = models.glob("translate-en_pt*")
    broken = own / "translate-fr_es-1_0"
    shutil.copytree(package, broken)
    told = json.loads((broken / "metadata.json").read_text("utf-8"))
    (broken / "metadata.json").write_text(json.dumps(told | {"from_code": "fr", "to_code": "es"}), "utf-8")
    weights = broken / "model" / "model.bin"
    weights.write_bytes(weights.read_bytes()[:50_000])
    newsroom.settings(SETTINGS.replace("[en, pt]", "[fr, es]").replace("models: models", "models: own-models"))
    newsroom.drop("musee.fr.txt", "Le musée du port ouvre ses portes\n\nLe musée ouvre le 4 mai. L'entrée est libre.\n")
    report = newsroom.run()
    assert report.translated == 1
    assert report.exit_code == 1
    assert "the model translate-fr_es" in report.failures[0]
    assert "go apertium:fr>es" in report.failures[0]
    (article,) = [a for a in newsroom.json("list") if a["language"] == "es"]
    assert article["headline"].startswith("El museo del puerto")
