"""Approving on the command line: silent fixes, headlines that a channel has no room for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import Result
from typer.testing import CliRunner

from pipeline.cli import app, shared
from pipeline.model import Article, Policy
from pipeline.store import audit, opened, overview
from tests.conftest import Newsroom

RELEASE = "Harbour museum opens its doors\n\nThe harbour museum opens on 4 May. Entry is free on Sundays.\n"
EDITED = "Museu abre as portas\n\nO museu do porto abre a 4 de maio. A entrada é grátis aos domingos.\n"


def told(newsroom: Newsroom, *words: str) -> Result:
    return CliRunner().invoke(app, ["--config", str(newsroom.folder / "sources.yaml"), *words])


def portuguese(newsroom: Newsroom) -> Article:
    with opened(newsroom.config().store) as store:
        return overview.articles(store, language="pt")[0]


def test_a_silent_fix_keeps_the_time_readers_have_and_is_on_record(newsroom: Newsroom) -> None:
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    uri = portuguese(newsroom).uri
    assert told(newsroom, "approve", uri, "--by", "Editor").exit_code == 0
    first = portuguese(newsroom)
    (newsroom.folder / "text.txt").write_text(EDITED, "utf-8")
    assert told(newsroom, "edit", uri, "--file", str(newsroom.folder / "text.txt"), "--by", "Editor").exit_code == 0
    assert portuguese(newsroom).updated > first.updated
    done = told(newsroom, "approve", uri, "--by", "Editor", "--silent")
    assert done.exit_code == 0, done.output
    assert portuguese(newsroom).updated == first.updated
    with opened(newsroom.config().store) as store:
        assert [one.person for one in audit.of_story(store, first.story) if one.act == "silent"] == ["Editor"]


def test_a_long_headline_is_told_and_approved_all_the_same(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    config = newsroom.config()
    strict = [replace(one, by_language={"pt": Policy(headline_max=5)}) for one in config.channels]
    monkeypatch.setattr(shared, "configured", lambda _: replace(config, channels=tuple(strict)))
    text = portuguese(newsroom)
    done = told(newsroom, "approve", text.uri, "--by", "Editor")
    assert done.exit_code == 0, done.output
    assert f"its headline has {len(text.headline)} characters; website has room for 5" in done.output


def test_a_preview_says_when_a_text_goes_out_by_itself(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    config, text = newsroom.config(), portuguese(newsroom)
    patient = tuple(replace(one, grace=timedelta(hours=24)) for one in config.channels)
    monkeypatch.setattr(shared, "configured", lambda _: replace(config, channels=patient))
    when = text.version_created + timedelta(hours=24)
    done = told(newsroom, "preview", text.uri, "--channel", "website")
    assert f"it goes out by itself at {when:%Y-%m-%d %H:%M}Z unless somebody rejects it" in done.output
    shown = told(newsroom, "preview", text.uri, "--channel", "website", "--json").output
    assert f'"goes_out_by_itself": "{when:%Y-%m-%dT%H:%M:%S}Z"' in shown
