"""Everything about translations where no connection can be opened: the kernel forbids sockets, in compiled code too."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.conftest import SETTINGS, Newsroom
from tests.walled import WALL

WALLED = (
    WALL
    + """
import json
for words, given in json.loads(sys.argv[1]):
    from tests.near import near
    done = near(words, given)
    print(json.dumps([done.returncode, done.stdout, done.stderr]))
"""
)
RELEASE = """Harbour museum opens its doors

The harbour museum opens on 4 May. It shows 300 model ships of Harbour Lights.

Entry is free on Sundays. Guided tours start at noon.
"""


def walled(room: Newsroom, *commands: tuple[str, ...] | tuple[tuple[str, ...], str]) -> list[tuple[int, str, str]]:
    """What each command does behind the wall, in one process: code, output, complaints."""
    settings = str(room.folder / "sources.yaml")
    asked = []
    for one in commands:
        words, given = (one[0], one[1]) if isinstance(one[0], tuple) else (one, "")
        asked.append((["--config", settings, *words], given))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XDG_")} | {
        "HOME": str(room.folder / "home")
    }
    line = [sys.executable, "-c", WALLED, json.dumps(asked)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
    return [tuple(json.loads(told)) for told in done.stdout.splitlines()]


def test_run_trials_glossary_memory_and_show_need_no_socket(newsroom: Newsroom) -> None:
    (newsroom.folder / "home").mkdir()
    newsroom.settings(SETTINGS.replace("[argos, apertium]", "[argos]"))
    newsroom.drop("museum.en.txt", RELEASE)
    pair = json.dumps({"source": "It has 30 rooms.", "target": "Tem 40 quartos."})
    pt = ("--from", "en", "--to", "pt")
    done = walled(
        newsroom,
        ("glossary", "add", "Harbour Lights", *pt, "--translation", "Luzes do Cais"),
        ("run",),
        ("list", "--json"),
        (("try", "translation", *pt, "--json"), "The port opened on Monday.\n"),
        (("try", "checks", *pt, "--json"), f"{pair}\n"),
        ("glossary", "list"),
        ("glossary", "candidates"),
        ("memory", "search", "Entry is free on Saturdays.", *pt),
    )
    assert [(code, err) for code, _, err in done] == [(0, "")] * len(done)
    _, ran, listed, translated, checked, terms, *_ = [out for _, out, _ in done]
    assert ran == ""
    assert "segunda-feira" in json.loads(translated)["target"]
    assert [issue["check"] for issue in json.loads(checked)["issues"]] == ["numbers"]
    assert "Luzes do Cais" in terms
    uri = next(article["uri"] for article in json.loads(listed) if article["language"] == "pt")
    done = walled(
        newsroom,
        ("show", uri, "--json"),
        ("translate", "--again", uri, "--by", "Ann"),
        ("approve", uri, "--by", "Ann"),
        ("memory", "search", "Entry is free on Sundays.", *pt, "--json"),
        ("memory", "export", str(newsroom.folder / "memory.tmx")),
        ("models", "list"),
    )
    assert [(code, err) for code, _, err in done] == [(0, "")] * len(done)
    assert "Luzes do Cais" in json.loads(done[0][1])["text"]
    assert json.loads(done[3][1])[0]["origin"] == "approved"
    assert newsroom.outputs()["website/pt/feed.json"]
    assert list((newsroom.folder / "home").iterdir()) == [], "and nothing is written at home"
