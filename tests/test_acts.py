"""What people do, from the command line to the rows: edits with their segments, drafts, dismissals, the memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import acts
from pipeline.errors import ActError
from pipeline.model import Issue, Segment, SegmentOrigin, SegmentState, Severity
from pipeline.store import Store, drafts, memory, opened, overview, segments
from tests.conftest import Newsroom

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RELEASE = """Harbour museum opens its doors

The harbour museum opens on 4 May. It shows 300 model ships.

Entry is free on Sundays. Guided tours start at noon.
"""
HARBOUR = "Museu do porto abre as portas\n\nO museu do porto abre a 4 de maio. Mostra 300 maquetes de navios.\n\n"
EDITED = HARBOUR + "A entrada é livre aos domingos. As visitas guiadas começam ao meio-dia.\n"


@pytest.fixture
def portuguese(newsroom: Newsroom) -> str:
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    return next(a["uri"] for a in newsroom.json("list") if a["language"] == "pt")


@pytest.fixture
def edited(newsroom: Newsroom, portuguese: str) -> str:
    with opened(newsroom.config().store) as store:
        acts.edit(store, portuguese, EDITED, by="Ann", now=NOW)
    return portuguese


def now_of(store: Store, uri: str) -> list[Segment]:
    return segments.of(store, uri, overview.one(store, uri).version)


def test_an_edit_is_laid_beside_its_source_and_what_was_left_keeps_its_origin(
    newsroom: Newsroom, portuguese: str
) -> None:
    with opened(newsroom.config().store) as store:
        machine = now_of(store, portuguese)
        text = acts.editable(overview.one(store, portuguese)).replace(
            machine[2].target, "Traz 300 navios em miniatura."
        )
        acts.edit(store, portuguese, text, by="Ann", now=NOW)
        found = now_of(store, portuguese)
        assert [one.source for one in found] == [one.source for one in machine]
        assert found[2].target == "Traz 300 navios em miniatura."
        assert [one.origin is SegmentOrigin.HUMAN for one in found] == [n == 2 for n in range(len(found))]
        assert {one.state for one in found} == {SegmentState.REVIEWED}
        assert found[1].score == machine[1].score
        acts.approve(store, portuguese, by="Bob", now=NOW)
        assert {one.state for one in now_of(store, portuguese)} == {SegmentState.FINAL}
        said = memory.exact(store, ["It shows 300 model ships."], "en", "pt")
        assert said["It shows 300 model ships."].target == "Traz 300 navios em miniatura."


def test_an_edit_of_an_approved_text_reopens_only_what_it_touched(newsroom: Newsroom, edited: str) -> None:
    with opened(newsroom.config().store) as store:
        acts.approve(store, edited, by="Bob", now=NOW)
        acts.edit(store, edited, EDITED.replace("ao meio-dia", "às 12"), by="Ann", now=NOW)
        states = [one.state for one in now_of(store, edited)]
        assert states == [SegmentState.FINAL] * 4 + [SegmentState.REVIEWED]


def test_a_draft_carries_a_persons_text_to_the_newer_source_and_back_through_edit(
    newsroom: Newsroom, edited: str
) -> None:
    with opened(newsroom.config().store) as store:
        acts.approve(store, edited, by="Bob", now=NOW)
    assert "has no draft" in newsroom.command("show", edited, "--draft").stderr
    newsroom.drop("museum.en.txt", RELEASE.replace("300 model", "320 model"), age=30)
    newsroom.run()
    shown = newsroom.command("show", edited, "--draft").stdout
    told = newsroom.json("show", edited, "--draft")
    (open_one,) = [one for one in told["segments"] if one["reopened"]]
    assert "320" in open_one["target"]
    assert shown == EDITED.replace("Mostra 300 maquetes de navios.", open_one["target"])
    assert told["reopened"] == 1
    assert (open_one["source"], open_one["source_before"], open_one["kept"]) == (
        "It shows 320 model ships.", "It shows 300 model ships.", "Mostra 300 maquetes de navios.",
    )  # fmt: skip
    with opened(newsroom.config().store) as store:
        acts.edit(
            store, edited, shown.replace(open_one["target"], "Mostra 320 maquetes."), by="Ann", now=NOW, up_to_date=True
        )
        found = now_of(store, edited)
        assert [one.state is SegmentState.FINAL for one in found] == [True, True, False, True, True]
        assert drafts.of(store, edited) is None
        assert overview.one(store, edited).state.value == "current"


def test_approving_an_outdated_text_lays_it_beside_the_source_as_it_is_now(newsroom: Newsroom, edited: str) -> None:
    newsroom.drop("museum.en.txt", RELEASE.replace("Guided tours", "All guided tours"), age=30)
    newsroom.run()
    with opened(newsroom.config().store) as store:
        acts.approve(store, edited, by="Bob", now=NOW, up_to_date=True)
        assert now_of(store, edited)[-1].source == "All guided tours start at noon."
        assert "All guided tours start at noon." in {one.source for one in memory.everything(store)}


ISSUE = Issue("numbers", Severity.CRITICAL, "the figure {} is missing", ("300",))


def flagged(store: Store, uri: str) -> None:
    """An issue as a check would have left it in segment 3."""
    with store.write():
        version = overview.one(store, uri).version
        row = {"uri": uri, "version": version, "position": 2, "number": 90, "check_name": "numbers"}
        told = json.dumps({"values": ["300"], "source": None, "target": None})
        store.insert("issue", row | {"severity": "critical", "message": ISSUE.message, "told": told})


def test_a_dismissed_issue_stays_dismissed_until_its_words_change(newsroom: Newsroom, edited: str) -> None:
    def dismissed(store: Store) -> list[str]:
        return [i.dismissed_by for i in now_of(store, edited)[2].issues if i.text == ISSUE.text]

    with opened(newsroom.config().store) as store:
        flagged(store, edited)
    done = newsroom.command("--verbose", "dismiss", edited, "3", "numbers", "--why", "it is a nickname", "--by", "Ann")
    assert done.returncode == 0, done.stderr
    assert "Ann" in newsroom.command("show", edited).stdout.split("segment 3: critical, numbers")[1].splitlines()[0]
    with opened(newsroom.config().store) as store:
        assert dismissed(store) == ["Ann"]
        acts.edit(store, edited, EDITED.replace("ao meio-dia", "às 12"), by="Ann", now=NOW)
        assert dismissed(store) == ["Ann"]
        acts.approve(store, edited, by="Bob", now=NOW)
        assert dismissed(store) == ["Ann"]
        acts.edit(store, edited, EDITED.replace("maquetes de navios", "maquetes"), by="Ann", now=NOW)
        flagged(store, edited)
        assert dismissed(store) == [""]
        with pytest.raises(ActError, match="no issue of the check"):
            acts.dismiss(store, edited, 1, "nonsense", by="Ann", why="so", now=NOW)
        with pytest.raises(ActError, match="say why"):
            acts.dismiss(store, edited, 3, "numbers", by="Ann", why=" ", now=NOW)


def test_the_memory_is_exported_imported_and_searched_from_the_command_line(
    newsroom: Newsroom, edited: str, tmp_path: Path
) -> None:
    with opened(newsroom.config().store) as store:
        acts.approve(store, edited, by="Bob", now=NOW)
    file = tmp_path / "memory.tmx"
    done = newsroom.command("memory", "export", str(file), "--from", "en", "--to", "pt")
    assert (done.returncode, done.stdout.split()[0]) == (0, "5")
    file.write_text(
        file.read_text("utf-8").replace("Guided tours", "<b>broken").replace("shows 300", "shows 400"), "utf-8"
    )
    done = newsroom.command("memory", "import", str(file), "--by", "Tess")
    assert (done.returncode, done.stdout.split()[0]) == (1, "4")
    assert "unit 5, line" in done.stderr
    first, *_ = newsroom.json("memory", "search", "It shows 350 model ships.", "--from", "en", "--to", "pt")
    assert (first["target"], first["origin"]) == ("Mostra 300 maquetes de navios.", "approved")
    assert first["differs"] == [{"remembered": "300", "asked": "350"}]
    shown = newsroom.command("memory", "search", "Sundays", "--from", "en", "--to", "pt").stdout
    assert "A entrada é livre aos domingos." in shown
    assert newsroom.command("memory", "search", "x", "--from", "no such!", "--to", "pt").returncode == 1
    assert newsroom.command("memory", "import", str(tmp_path / "absent.tmx")).returncode == 1
