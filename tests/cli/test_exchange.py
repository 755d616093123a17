"""The commands for translators' files, from a release that the real models translated to the text that came back."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import ActError
from pipeline.model import Origin
from pipeline.store import opened, overview, people
from tests.conftest import SETTINGS, Newsroom
from tests.exchange import oasis
from tests.exchange.programs import omegat, said

QUIET = SETTINGS[: SETTINGS.index("channels:")] + "channels: []\n" + SETTINGS[SETTINGS.index("translation:") :]
RELEASE = """New night ferry for the islands

The harbour office adds a night ferry from 4 May. It carries 300 passengers and 40 cars.

Tickets cost 12 euros; see https://ferry.example/tickets or write to desk@ferry.example.
"""


def command(newsroom: Newsroom, *words: str) -> Result:
    """A command in this process, which is quicker than one of its own; the real console script is tried elsewhere."""
    return CliRunner().invoke(app, ["--config", str(newsroom.folder / "sources.yaml"), *words])


def test_a_translated_release_goes_out_and_comes_back_edited(newsroom: Newsroom) -> None:
    newsroom.settings(QUIET)
    newsroom.drop("ferry.en.txt", RELEASE)
    newsroom.run()
    out = newsroom.folder / "out"
    waiting = ("export", "xliff", "--waiting", "--language", "pt", "--by", "Editor")
    (one,) = json.loads(command(newsroom, *waiting, "--to", str(out), "--json").stdout)
    path = Path(one["file"])
    assert (path.parent, one["language"], path.suffix) == (out, "pt", ".xlf")
    content = path.read_bytes()
    assert oasis.faults(content, "2.1") == []
    path.write_bytes(omegat(content, "2.1"))
    bring = ("import", "xliff", "--by", "Translator")
    done = command(newsroom, *bring, str(path), "--json")
    (nothing,) = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (nothing["version"], nothing["taken"], nothing["refused"], nothing["missing"]) == (None, 0, 0, 0)

    path.write_bytes(said(content, "300", "cerca de 300"))
    done = command(newsroom, *bring, str(path), "--json")
    (taken,) = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (taken["version"], taken["taken"], taken["refused"]) == (2, 1, 0)
    (segment,) = [row for row in taken["segments"] if row["verdict"] == "taken"]
    assert "cerca de 300" in segment["target"]
    with opened(newsroom.config().store) as store:
        ours, past = people.ours(store, one["uri"]), overview.history(store, one["uri"])
    assert (ours.origin, ours.version, past[-1].editor) == (Origin.EDITED, 2, "Translator")
    text = "\n".join(block.text for block in ours.body)
    assert "cerca de 300" in text
    assert "https://ferry.example/tickets" in text

    broken = content.decode().replace("carries", "carried")
    path.write_text(broken.replace("300", "301"), "utf-8")
    foreign = newsroom.folder / "foreign.xlf"
    foreign.write_text("<html/>")
    told = newsroom.command("import", "xliff", str(path), str(foreign), "--by", "Translator")
    assert told.returncode == 1
    assert "1 refused, 0 missing; no new version" in told.stdout
    assert "its source was changed in the file" in told.stderr
    assert "foreign.xlf is no XLIFF file" in told.stderr
    assert "Traceback" not in told.stderr
    with opened(newsroom.config().store) as store:
        assert people.ours(store, one["uri"]).version == 2
    for version in ("2.1", "1.2"):
        done = command(newsroom, *waiting, "--version", version, "--to", str(newsroom.folder / "a.xlf"))
        assert (done.exit_code, done.stdout.split("\t")[0]) == (0, str(newsroom.folder / "a.xlf"))
        assert f'version="{version}"'.encode() in (newsroom.folder / "a.xlf").read_bytes()


def test_export_says_what_it_lacks(newsroom: Newsroom) -> None:
    newsroom.settings(QUIET)
    to = newsroom.folder / "out"
    for words, told in (
        ((), "say which texts"),
        (("--waiting",), "say which language"),
        (("--waiting", "--language", "pt", "--version", "3.0"), "there is no XLIFF 3.0 here; say 2.1 or 1.2"),
        (("--waiting", "--language", "x!"), "x!"),
    ):
        done = command(newsroom, "export", "xliff", *words, "--to", str(to), "--by", "Editor")
        assert isinstance(done.exception, ActError), words
        assert told in str(done.exception)
    done = command(newsroom, "export", "xliff", "nothing/pt", "--to", str(to), "--by", "Editor")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "no article has the URI nothing/pt" in done.stderr
    assert not to.exists()
