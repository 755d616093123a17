"""Images the whole way: from a page over loopback HTTP into the store, and into a translation by the real models."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pipeline import pictures, plan, routes, run
from pipeline.model import Article, BlockKind, Job, Picture, TranslatedFrom
from pipeline.run import picturing
from pipeline.run.aids import aids
from pipeline.run.translating import keep
from pipeline.store import Store, articles, opened, people
from pipeline.store import pictures as store_pictures
from pipeline.translate import Failed, Work, translate
from tests.conftest import ROOT, Newsroom
from tests.loopback import Loopback, Request, Route
from tests.pictures.making import bomb, exif, picture

SETTINGS = """
site: {title: Test newsroom, url: "https://news.example.org", contact: press@example.org}
languages: [en, pt]
sources:
  - {id: wire, kind: feed, url: "ADDRESS/feed.xml", authority: wire, rights: public, every: 0s, allow_private: true}
channels:
  - {id: monitor, outputs: [atom], release: machine, rights: internal}
translation: {engines: [argos], models: models}
store: pipeline.db
output: output
"""
TEXT = (
    "QUAYPORT, March 2, 2026 /PRNewswire/ -- The harbour museum opens its new hall on Monday, the city announced.",
    "Entry is free on Sundays until the end of the year, and guided tours of the hall start every day at noon.",
    "The museum expects twice as many visitors as last year.",
)
CAPTION = "The new hall shows three hundred ships."
BEACON = '<img src="/rt.gif?NewsItemId=SF38264&amp;Transmission_Id=202603021110PR_NEWS">'


@pytest.fixture
def wire(newsroom: Newsroom, web: Loopback) -> Newsroom:
    newsroom.settings(SETTINGS.replace("ADDRESS", web.url("")))
    return newsroom


def release(
    web: Loopback, *images: str, media: str = "", text: str = "", path: str = "/a.html", tag: str = "1"
) -> None:
    """A feed with one release, whose page shows some images between its paragraphs."""
    head, second, last = TEXT
    inner = f"<p>{head}</p>{''.join(images)}<p>{text or second}</p><p>{last}</p>{BEACON}"
    web.page(
        path,
        f"<html lang=en><head><title>Museum opens hall</title></head><body><h1>Museum opens hall</h1><article>{inner}</article></body></html>",
    )
    item = f"<item><title>Museum opens hall</title><link>{web.url(path)}</link><guid>{path}</guid><pubDate>Mon, 02 Mar 2026 09:00:00 +0000</pubDate><description>Version {tag} ...</description>{media}</item>"
    feed = f"<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Wire</title><link>{web.url('/')}</link><description>d</description>{item}</channel></rss>"
    web.page("/feed.xml", feed, content_type="application/rss+xml", etag=f'"{tag}"')


def fetched(room: Newsroom, **options: Any) -> run.Report:
    report = run.Report()
    config = room.config()
    with run.alone(config), opened(config.store) as store:
        run.fetch(store, config, report, now=True, **options)
    assert report.failures == []
    return report


def stored(room: Newsroom) -> tuple[Article, tuple[Picture, ...]]:
    with opened(room.config().store) as store:
        article = official(store)
        return article, store_pictures.of(store, article.uri, article.version)


def official(store: Store) -> Article:
    row = store.row("SELECT uri FROM article")
    assert row is not None
    found = articles.official(store, row["uri"])
    assert found is not None
    return found


def asked(web: Loopback) -> list[str]:
    return [one.path for one in web.requests if one.path not in ("/robots.txt", "/feed.xml", "/a.html")]


def test_the_wires_images_are_fetched_looked_at_and_kept_and_the_beacon_is_never_asked(
    wire: Newsroom, web: Loopback
) -> None:
    web.page("/hall.jpg", picture("JPEG", exif=exif()), content_type="text/plain")
    web.page("/ship.png", picture("PNG"), content_type="image/gif")
    media = f'<media:content url="{web.url("/ship.png")}" type="image/jpeg"/><media:credit role="publishing company">Wire</media:credit>'
    release(web, f"<figure><img src=/hall.jpg><figcaption>{CAPTION}</figcaption></figure>", media=media)
    report = fetched(wire)
    assert report.notes == []
    article, (hall, ship) = stored(wire)
    assert (hall.media_type, hall.width, hall.height, hall.address) == ("image/jpeg", 160, 120, web.url("/hall.jpg"))
    assert (ship.media_type, ship.credit, ship.block) == ("image/png", "Wire", None)
    assert hall.block is not None
    assert article.body[hall.block].text == CAPTION
    with opened(wire.config().store) as store:
        content = store_pictures.content(store, hall.sha256)
    assert (len(content), b"Phonemaker" in content) == (hall.size, False)
    assert sorted(asked(web)) == ["/hall.jpg", "/ship.png"]


def test_nothing_is_fetched_twice_not_by_a_run_a_replay_nor_a_correction(wire: Newsroom, web: Loopback) -> None:
    web.page("/hall.jpg", picture("JPEG"))
    web.page("/none.jpg", "<html>", content_type="image/jpeg")
    images = f"<figure><img src=/hall.jpg><figcaption>{CAPTION}</figcaption></figure><img src=/none.jpg>"
    release(web, images)
    fetched(wire)
    assert sorted(asked(web)) == ["/hall.jpg", "/none.jpg"]
    first, shown = stored(wire)
    config = wire.config()
    with opened(config.store) as store:
        run.replay(store, config, run.Report())
    fetched(wire)
    assert stored(wire) == (first, shown)
    assert len(asked(web)) == 2
    release(web, images, text="Entry costs 12 euros on all days of the week, said the city on Tuesday.", tag="2")
    fetched(wire)
    second, kept = stored(wire)
    assert (second.version, kept) == (2, shown)
    assert asked(web).count("/hall.jpg") == 1


def test_an_image_added_to_an_unchanged_text_is_fetched_alone(wire: Newsroom, web: Loopback) -> None:
    web.page("/hall.jpg", picture("JPEG"))
    web.page("/late.jpg", picture("JPEG", shade=7))
    release(web, "<img src=/hall.jpg>")
    fetched(wire)
    release(web, "<img src=/hall.jpg><img src=/late.jpg>", tag="2")
    fetched(wire)
    article, shown = stored(wire)
    assert (article.version, [one.address for one in shown]) == (1, [web.url("/hall.jpg"), web.url("/late.jpg")])
    assert asked(web) == ["/hall.jpg", "/late.jpg"]


def dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 90000\r\n\r\n")
    for _ in range(40):
        connection.sendall(b"x")
        time.sleep(0.1)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + picture("PNG"))
    for _ in range(20):
        connection.sendall(bytes(1_000_000))


HOSTILE: dict[str, Callable[[Loopback], object]] = {
    "/html.png": lambda web: web.page("/html.png", "<html><script>alert(1)</script></html>", content_type="image/png"),
    "/tiny.gif": lambda web: web.page("/tiny.gif", picture("GIF", (1, 1)), content_type="image/gif"),
    "/bomb.png": lambda web: web.page("/bomb.png", bomb(), content_type="image/png"),
    "/metadata.jpg": lambda web: web.redirect("/metadata.jpg", "http://169.254.169.254/latest/meta-data/"),
    "/file.jpg": lambda web: web.redirect("/file.jpg", "file:///etc/passwd"),
    "/huge.jpg": lambda web: web.page("/huge.jpg", headers={"Content-Length": str(9 * 2**20)}),
    "/endless.png": lambda web: web.raw("/endless.png", endless),
    "/gone.jpg": lambda web: web.page("/gone.jpg", "gone", status=410),
    "/closed.jpg": lambda web: web.page("/closed.jpg", "no", status=403),
}


def test_no_image_ever_fails_a_release(wire: Newsroom, web: Loopback) -> None:
    for prepare in HOSTILE.values():
        prepare(web)
    web.page("/good.png", picture("PNG"))
    release(web, *(f"<img src={path}>" for path in [*HOSTILE, "/good.png"]))
    report = fetched(wire)
    assert report.read == 1
    _, shown = stored(wire)
    assert [one.address for one in shown] == [web.url("/good.png")]
    assert len(report.notes) == len(HOSTILE), report.notes
    for path in HOSTILE:
        assert any(path in note or "169.254" in note for note in report.notes), path
    assert not any("passwd" in one.path or "meta-data" in one.path for one in web.requests)


def test_an_image_that_drips_is_left_and_its_host_is_left_alone(
    wire: Newsroom, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picturing, "SECONDS", 0.4)
    for number in range(4):
        web.raw(f"/slow{number}.png", dripping)
    release(web, *(f"<img src=/slow{number}.png>" for number in range(4)))
    began = time.monotonic()
    report = fetched(wire)
    assert time.monotonic() - began < 20
    assert [note for note in report.notes if "within 0.4 s" in note] == report.notes
    assert len(asked(web)) == len(report.notes) == picturing.STRIKES


def test_what_failed_is_tried_again_later_and_then_given_up(wire: Newsroom, web: Loopback) -> None:
    web.page("/busy.png", "later", status=503)
    release(web, "<img src=/busy.png>")
    for day in range(picturing.TRIES + 2):
        fetched(wire, clock=lambda day=day: run.utc_now() + timedelta(days=day))
    assert len(asked(web)) == picturing.TRIES
    article, shown = stored(wire)
    with opened(wire.config().store) as store:
        ((address, error),) = store_pictures.left_out(store, article.uri, article.version)
    assert (shown, address, "503" in error) == ((), web.url("/busy.png"), True)


def test_robots_and_private_addresses_are_respected(wire: Newsroom, web: Loopback) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /closed/", content_type="text/plain")
    web.page("/closed/a.png", picture("PNG"))
    other = Loopback()
    with other:
        other.page("/near.png", picture("PNG"))
        release(web, f"<img src=/closed/a.png><img src={other.url('/near.png', host='localhost')}>")
        fetched(wire)
        assert [one.path for one in other.requests if one.path != "/robots.txt"] == ["/near.png"]
        other.requests.clear()
        with opened(wire.config().store) as store, store.write():
            store.run("DELETE FROM picture")
            store.run("UPDATE picture_wanted SET next_try = '2026-01-01', tries = 0")
            store.run(
                "INSERT INTO picture_wanted (uri, version, position, address, source, next_try) "
                "SELECT uri, version, 8, ?, 'wire', '2026-01-01' FROM version",
                (other.url("/near.png"),),
            )
        wire.settings(SETTINGS.replace("ADDRESS", web.url("")).replace(", allow_private: true", ""))
        report = run.Report()
        with opened(wire.config().store) as store:
            run.fetch(store, wire.config(), report, now=True)
        assert other.requests == []
    assert "/closed/a.png" not in asked(web)
    assert any("on this machine itself" in note for note in report.notes)


def test_one_picture_is_asked_once_for_all_releases_of_a_story(wire: Newsroom, web: Loopback) -> None:
    hits: list[Request] = []

    def count(request: Request) -> Route:
        hits.append(request)
        return Route(picture("PNG"), headers={"Content-Type": "image/png"})

    web.program("/hall.png", count)
    release(web, "<img src=/hall.png><img src='/hall.png?p=large'>")
    fetched(wire)
    assert len(hits) == 1
    assert hits[0].headers["accept"].startswith("image/")
    assert "referer" not in hits[0].headers
    assert "cookie" not in hits[0].headers


def test_a_translation_shows_the_images_with_its_own_captions(wire: Newsroom, web: Loopback) -> None:
    web.page("/hall.jpg", picture("JPEG"))
    release(web, f"<figure><img src=/hall.jpg><figcaption>{CAPTION}</figcaption></figure>")
    fetched(wire)
    config = wire.config()
    with opened(config.store) as store:
        source = official(store)
        at_hand = plan.engines(config)
        try:
            route = routes.find({name: engine.pairs() for name, engine in at_hand.items()}, "en", "pt")
            assert route is not None
            job = Job(TranslatedFrom(source.uri, source.version, "en"), "pt", route)
            for outcome in translate([job], lambda _: Work(source), at_hand, aids(store, config, at_hand)):
                assert not isinstance(outcome, Failed)
                for done in outcome:
                    assert keep(store, config, done, run.utc_now())
        finally:
            for engine in at_hand.values():
                engine.close()
        ours = people.ours(store, source.uri.replace("/en", "/pt"))
        assert [block.kind for block in ours.body] == [block.kind for block in source.body]
        (image,) = pictures.shown(ours, store_pictures.of(store, ours.uri, ours.version), "https://n.example/web/")
    captions = [block.text for block in ours.body if block.kind is BlockKind.CAPTION]
    assert [image.caption] == captions != [CAPTION]
    assert "navios" in image.caption or "salão" in image.caption or "sala" in image.caption
    assert image.url.startswith("https://n.example/web/images/")


CHILD = """
import os, signal, sys
from pathlib import Path
from pipeline import run
from pipeline.config import load
from pipeline.store import connection, opened, pictures

steps, fatal = 0, int(sys.argv[2])

def around(name):
    real = getattr(pictures, name)
    def stepped(*given, **named):
        global steps
        steps += 1
        if steps == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*given, **named)
        steps += 1
        if steps == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(pictures, name, stepped)

for name in ("want", "waiting", "_add", "keep"):
    around(name)
config = load(Path(sys.argv[1]))
with run.alone(config), opened(config.store) as store:
    run.fetch(store, config, run.Report(), now=True)
print(steps)
"""


def test_a_run_killed_among_its_images_leaves_nothing_half_and_the_next_one_ends_alike(
    wire: Newsroom, web: Loopback
) -> None:
    web.page("/hall.jpg", picture("JPEG"))
    web.page("/ship.png", picture("PNG"))
    release(web, f"<figure><img src=/hall.jpg><figcaption>{CAPTION}</figcaption></figure><img src=/ship.png>")
    line = [sys.executable, "-c", CHILD, str(wire.folder / "sources.yaml")]
    for fatal in (2, 7, 10):
        for path in wire.folder.glob("pipeline.db*"):
            path.unlink()
        done = subprocess.run([*line, str(fatal)], capture_output=True, text=True, cwd=ROOT, timeout=120)
        assert done.returncode == -signal.SIGKILL, (fatal, done.stdout, done.stderr)
        with opened(wire.config().store) as store:
            assert store.rows("SELECT 1 FROM picture_content WHERE sha256 NOT IN (SELECT sha256 FROM picture)") == []
            assert store.rows("SELECT 1 FROM picture JOIN picture_wanted USING (uri, version, position)") == []
        fetched(wire)
        _, shown = stored(wire)
        assert [one.address.rpartition("/")[2] for one in shown] == ["hall.jpg", "ship.png"]
        assert shown[0].block is not None
