"""A preview is what goes out: compared line by line with the file that is then published."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from pipeline import acts, run
from pipeline.errors import ActError
from pipeline.model import Origin, Preview, WhyNot
from pipeline.store import opened, overview
from tests.conftest import SETTINGS, Newsroom

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RELEASE = "Harbour museum opens its doors\n\nThe harbour museum opens on 4 May. Entry is free on Sundays.\n"
FILES = {"atom": "atom.xml", "rss": "rss.xml", "jsonfeed": "feed.json"}


@pytest.fixture
def portuguese(newsroom: Newsroom) -> str:
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.drop("other.en.txt", "Bakers strike\n\nThe bakers of the old town strike today.\n")
    newsroom.run()
    with opened(newsroom.config().store) as store:
        return next(one.uri for one in overview.articles(store, language="pt") if "useu" in one.headline)


def seen(newsroom: Newsroom, uri: str, channel: str = "", output: str = "") -> Preview:
    with opened(newsroom.config().store) as store:
        return run.preview(store, newsroom.config(), uri, channel=channel, output=output, now=NOW)


def unnumbered(raw: str) -> str:
    """What an output wrote, but for the number of the change, which only publishing gives, and how far it stands in."""
    lines = "\n".join(line.strip() for line in raw.split("\n"))
    return re.sub(r'"sequence": \d+,?\n| sequence="\d+"', "", lines)


@pytest.mark.parametrize("output", ["atom", "rss", "jsonfeed"])
def test_what_is_shown_before_approval_is_what_is_published_after_it(
    newsroom: Newsroom, portuguese: str, output: str
) -> None:
    found = seen(newsroom, portuguese, "website", output)
    assert (found.reach.today, found.reach.then) == ((WhyNot.LEVEL,), ())
    with opened(newsroom.config().store) as store:
        acts.approve(store, portuguese, by="Editor", now=NOW)
        run.publish(store, newsroom.config(), run.Report())
    published = newsroom.outputs()[f"website/pt/{FILES[output]}"].decode()
    assert unnumbered(found.raw) in unnumbered(published)
    again = seen(newsroom, portuguese, "website", output)
    assert (again.reach.today, again.reach.then) == ((), ())
    assert unnumbered(again.raw) == unnumbered(found.raw)
    assert not again.raw.startswith(" ")


def test_a_channel_that_takes_machine_text_shows_its_label(newsroom: Newsroom, portuguese: str) -> None:
    found = seen(newsroom, portuguese, "monitor", "jsonfeed")
    assert found.reach.today == ()
    assert found.feed.items[0].article.origin is Origin.MACHINE
    assert '"origin": "machine"' in found.raw
    assert found.raw.count('"id": "tag:') == 1 + len(found.feed.items[0].sisters)


def test_an_outdated_text_is_shown_as_it_goes_out_once_it_is_approved(newsroom: Newsroom, portuguese: str) -> None:
    with opened(newsroom.config().store) as store:
        acts.edit(store, portuguese, "Museu abre\n\nO museu abre a 4 de maio.\n", by="Reviewer", now=NOW)
    newsroom.drop("museum.en.txt", RELEASE.replace("Sundays", "Mondays"), age=30)
    newsroom.run()
    found = seen(newsroom, portuguese, "website", "jsonfeed")
    assert found.article.state.value == "outdated"
    with opened(newsroom.config().store) as store:
        acts.approve(store, portuguese, by="Editor", now=NOW, up_to_date=True, override="shortened")
        run.publish(store, newsroom.config(), run.Report())
    assert unnumbered(seen(newsroom, portuguese, "website", "jsonfeed").raw) == unnumbered(found.raw)


def test_an_embargo_still_keeps_back_what_is_approved(newsroom: Newsroom, portuguese: str) -> None:
    with opened(newsroom.config().store) as store, store.write():
        until = (NOW + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        store.run("UPDATE story SET embargoed_until = ?", (until,))
    found = seen(newsroom, portuguese, "website")
    assert (found.reach.today, found.reach.then) == ((WhyNot.EMBARGO, WhyNot.LEVEL), (WhyNot.EMBARGO,))
    assert found.standing.embargoed_until == NOW + timedelta(hours=2)


def test_a_full_feed_carries_the_newest_only(newsroom: Newsroom, portuguese: str) -> None:
    newsroom.settings(SETTINGS.replace("rights: internal}", "rights: internal, max_items: 1}"))
    with opened(newsroom.config().store) as store:
        texts = overview.articles(store, language="pt")
    told = {one.uri: seen(newsroom, one.uri, "monitor").reach.today for one in texts}
    assert sorted(told.values()) == [(), (WhyNot.OLD,)]


def test_the_first_channel_with_a_feed_for_the_language_is_shown(newsroom: Newsroom, portuguese: str) -> None:
    newsroom.settings(SETTINGS.replace("release: approved,", "release: approved, languages: [en],"))
    assert seen(newsroom, portuguese).reach.channel.id == "monitor"
    assert seen(newsroom, portuguese, "website").reach.today == (WhyNot.LANGUAGE, WhyNot.LEVEL)
    assert "Museu" in seen(newsroom, portuguese, "website").raw
    with pytest.raises(ActError, match="no channel is called nowhere"):
        seen(newsroom, portuguese, "nowhere")
    with pytest.raises(ActError, match="has no output rss"):
        seen(newsroom, portuguese, "monitor", "rss")


def test_the_command_line_shows_the_entry_and_why_it_is_not_out(newsroom: Newsroom, portuguese: str) -> None:
    done = newsroom.command("preview", portuguese, "--channel", "website", "--output", "rss")
    assert done.returncode == 0
    assert done.stdout.startswith('<item xml:lang="pt">')
    assert "website does not carry it: it is not released as far as the channel asks" in done.stderr
    assert "once it is approved, it goes out as shown" in done.stderr
    told = newsroom.json("preview", portuguese, "--channel", "monitor")
    assert told["channels"] == [
        {"id": "website", "why_not": ["level"], "why_not_once_approved": [], "goes_out_by_itself": None},
        {"id": "monitor", "why_not": [], "why_not_once_approved": [], "goes_out_by_itself": None},
    ]
    assert newsroom.command("preview", portuguese, "--channel", "nowhere").returncode == 1
