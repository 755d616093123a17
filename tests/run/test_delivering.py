"""Deliveries over time: what is due, what is repeated as it was, what rests, and that nothing is lost or told twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import files, run, show, status
from pipeline.deliveries import webhook
from pipeline.errors import BusyError
from pipeline.run import delivering
from pipeline.store import opened, overview
from tests.conftest import ROOT, Newsroom
from tests.conftest import SETTINGS as FIXED
from tests.deliveries.house import NOW, SECRET, House, channel, hook, until
from tests.loopback import Loopback, Request, Route


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    monkeypatch.setattr(delivering, "LOOK", 0.05)
    monkeypatch.setattr(delivering, "EVERY", 0.05)


def told(request: Request) -> tuple[int, int]:
    body = json.loads(request.body)
    return body["from"], body["to"]


def keys(web: Loopback, path: str = "/hook") -> list[str]:
    return [request.headers["idempotency-key"] for request in web.requests if request.path == path]


def test_changes_go_out_once_in_their_order_and_in_batches(
    tmp_path: Path, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "BATCH", 4)
    house = House(tmp_path, channel("web", hook("app", web.page("/hook"))))
    assert house.deliver().exit_code == 0
    assert web.requests == []
    house.changes("web", 10)
    report = house.deliver()
    assert [told(request) for request in web.requests] == [(1, 4), (5, 8), (9, 10)]
    assert report.notes[-1] == "delivered web to app, up to change 10"
    house.deliver()
    house.deliver(now=True)
    assert len(web.requests) == 3
    assert len(set(keys(web))) == 3


def test_what_failed_is_sent_again_as_it_was_under_its_key_then_what_is_new(tmp_path: Path, web: Loopback) -> None:
    answers = iter([500, 502, 200, 200])
    url = web.program("/hook", lambda request: Route(status=next(answers)))
    house = House(tmp_path, channel("web", hook("app", url)))
    house.changes("web", 2)
    report = house.deliver()
    assert report.exit_code == 1
    assert report.failures == ["web to app: 127.0.0.1 answered 500; it is tried again later"]
    house.changes("web", 3)
    assert house.deliver().failures == [], "it rests, and is told of once"
    house.now += timedelta(minutes=1)
    house.deliver()
    assert house.state("web", "app").next_try == house.now + timedelta(minutes=2)
    house.now += timedelta(minutes=2)
    assert house.deliver().exit_code == 0
    assert [told(request) for request in web.requests] == [(1, 2), (1, 2), (1, 2), (3, 5)]
    first, second, third, last = keys(web)
    assert first == second == third != last
    assert len({request.body for request in web.requests[:3]}) == 1
    found = house.state("web", "app")
    assert (found.delivered, found.trying, found.failures, found.error) == (5, 0, 0, "")


def test_failures_rest_longer_and_longer(tmp_path: Path, web: Loopback) -> None:
    house = House(tmp_path, channel("web", hook("app", web.page("/hook", status=500))))
    house.changes("web", 1)
    rests = []
    for _ in range(12):
        house.deliver()
        again = house.state("web", "app").next_try
        assert again is not None
        rests.append((again - house.now) // timedelta(minutes=1))
        house.now = again - timedelta(microseconds=1)
        house.deliver()
        house.now = again
    assert rests == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert len(web.requests) == 12, "it is left alone while it rests"
    assert house.state("web", "app").since == NOW


def test_a_receiver_that_asks_for_a_pause_gets_it(tmp_path: Path, web: Loopback) -> None:
    house = House(tmp_path, channel("web", hook("app", web.page("/hook", status=503, headers={"Retry-After": "7200"}))))
    house.changes("web", 1)
    house.deliver()
    assert house.state("web", "app").next_try == NOW + timedelta(hours=2)
    house.now += timedelta(minutes=90)
    house.deliver()
    assert len(web.requests) == 1
    house.deliver(now=True)
    assert len(web.requests) == 2, "a person need not wait"


def test_a_receiver_that_is_gone_is_left_alone_until_a_person_says_so(
    tmp_path: Path, web: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House(tmp_path, channel("web", hook("app", web.page("/hook", status=410))))
    house.changes("web", 3)
    assert "wants to hear of no more changes" in house.deliver().failures[0]
    house.now += timedelta(days=30)
    house.changes("web", 1)
    assert house.deliver().failures == []
    assert len(web.requests) == 1
    (row,) = house.status()
    assert (row["stopped"], row["next_try"], row["waiting"], row["failures"]) == (True, None, 4, 1)
    with opened(house.config.store) as store:
        show.status(status.status(store, house.config, house.now))
    said = capsys.readouterr().out
    assert "delivery web to app fails since 2026-03-02T09:00:00Z: 127.0.0.1 answered 410" in said
    assert "not tried again before `pipeline deliver --now`; 4 changes wait" in said
    web.page("/hook")
    assert house.deliver(now=True).exit_code == 0
    assert house.state("web", "app").delivered == 4


def test_a_mended_address_is_tried_at_once_and_goes_on_where_it_stopped(tmp_path: Path, web: Loopback) -> None:
    house = House(tmp_path, channel("web", hook("app", web.page("/old", status=410))))
    house.changes("web", 3)
    house.deliver()
    house = House(tmp_path, channel("web", hook("app", web.page("/new"))))
    assert house.deliver().exit_code == 0
    assert keys(web, "/old") == keys(web, "/new")
    assert house.state("web", "app").delivered == 3


def test_one_that_fails_holds_up_no_other(tmp_path: Path, web: Loopback) -> None:
    channels = channel("web", hook("bad", web.page("/bad", status=500)), hook("good", web.page("/good")))
    house = House(tmp_path, channels + channel("app", hook("good", web.page("/app"))))
    house.changes("web", 1)
    house.changes("app", 1)
    report = house.deliver()
    assert len(report.failures) == 1
    assert [row["failures"] for row in house.status()] == [1, 0, 0]
    assert [row["waiting"] for row in house.status()] == [1, 0, 0]


def test_one_that_hangs_holds_up_no_other(tmp_path: Path, web: Loopback) -> None:
    arrived = threading.Event()

    def wait(request: Request) -> Route:
        assert arrived.wait(20)
        return Route()

    house = House(tmp_path, channel("web", hook("slow", web.program("/slow", wait)), hook("app", web.page("/hook"))))
    house.changes("web", 1)
    thread = threading.Thread(target=house.deliver)
    thread.start()
    until(lambda: house.state("web", "app").delivered == 1)
    house.changes("web", 1, "canceled")
    assert house.deliver().failures == [], "another process finds the lock held and leaves it"
    until(lambda: house.state("web", "app").delivered == 2)
    assert house.state("web", "slow").delivered == 0
    arrived.set()
    thread.join(20)
    assert house.state("web", "slow").delivered == 2


def test_a_second_process_leaves_it_and_says_so_where_it_was_asked(tmp_path: Path, web: Loopback) -> None:
    house = House(tmp_path, channel("web", hook("app", web.page("/hook"))))
    house.changes("web", 1)
    with files.locked(tmp_path / "p.db.deliver", wait=False, what="another delivery"):
        assert house.deliver().exit_code == 0
        with pytest.raises(BusyError, match="another delivery is at work already"):
            house.deliver(now=True)
    assert web.requests == []


def test_what_is_published_while_the_lock_is_let_go_of_is_not_left_behind(
    tmp_path: Path, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path, channel("web", hook("app", web.page("/hook"))))
    house.changes("web", 1)
    work = delivering._deliver

    def published_meanwhile(*given: Any) -> None:
        work(*given)
        if len(web.requests) == 1:
            house.changes("web", 1)

    monkeypatch.setattr(delivering, "_deliver", published_meanwhile)
    house.deliver()
    assert [told(request) for request in web.requests] == [(1, 1), (2, 2)]


def test_nothing_is_told_while_files_are_being_written(tmp_path: Path, web: Loopback) -> None:
    house = House(tmp_path, channel("web", hook("app", web.page("/hook"))))
    with files.locked(tmp_path / "p.db.publish", wait=False, what="a publish"):
        house.changes("web", 1)
        thread = threading.Thread(target=house.deliver)
        thread.start()
        time.sleep(0.3)
        assert web.requests == []
    thread.join(20)
    assert len(web.requests) == 1


def test_an_attempt_that_was_killed_is_repeated_under_its_key(tmp_path: Path, web: Loopback) -> None:
    arrived, answer = threading.Event(), threading.Event()

    def answering(request: Request) -> Route:
        arrived.set()
        answer.wait(20)
        return Route()

    url = web.program("/hook", answering)
    house = House(tmp_path, channel("web", hook("app", url)))
    house.changes("web", 2)
    line = [sys.executable, "-m", "pipeline", "--config", str(tmp_path / "sources.yaml"), "deliver"]
    process = subprocess.Popen(line, cwd=ROOT, env=os.environ | {"HOOK_SECRET": SECRET})
    assert arrived.wait(20)
    process.kill()
    process.wait(10)
    answer.set()
    house.changes("web", 2)
    house.deliver()
    assert [told(request) for request in web.requests] == [(1, 2), (1, 2), (3, 4)]
    first, second, third = keys(web)
    assert first == second != third


def test_a_database_begun_anew_gives_other_keys(tmp_path: Path, web: Loopback) -> None:
    url = web.page("/hook")
    for folder, event in ((tmp_path / "a", "published"), (tmp_path / "b", "canceled")):
        folder.mkdir()
        house = House(folder, channel("web", hook("app", url), hook("other", url)))
        house.changes("web", 1, event)
        house.deliver()
    assert len(set(keys(web))) == 4


def test_what_nobody_foresaw_is_told_without_its_words(
    tmp_path: Path, web: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any, **options: Any) -> None:
        raise ValueError(f"the secret is {SECRET}")

    monkeypatch.setattr(webhook, "deliver", broken)
    house = House(tmp_path, channel("web", hook("app", web.page("/hook"))))
    house.changes("web", 1)
    (failure,) = house.deliver().failures
    assert failure.startswith("web to app: webhook ended with ValueError in test_delivering.py, line ")
    assert SECRET not in failure
    assert SECRET not in json.dumps(house.status())


def mirrored(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def test_a_mirror_follows_files_whether_or_not_an_item_changed(tmp_path: Path) -> None:
    www = tmp_path / "www"
    house = House(tmp_path, channel("web", f'{{name: mirror, rsync: "{www}"}}'))
    assert house.deliver().exit_code == 0, "nothing was ever published"
    house.file("web/en/atom.xml", "one")
    house.file("web/en/item.html", "words")
    house.changes("web", 1)
    house.deliver()
    assert mirrored(www) == {"en/atom.xml": "one", "en/item.html": "words"}
    assert house.state("web", "mirror").delivered == 1
    house.file("web/style.css", "a new look")
    house.deliver()
    assert mirrored(www)["style.css"] == "a new look"
    before = house.state("web", "mirror").last_success
    house.now += timedelta(hours=1)
    house.deliver()
    assert house.state("web", "mirror").last_success == before, "nothing changed, and nobody was asked"
    (www / "style.css").write_text("damaged by somebody else's hand", "utf-8")
    house.deliver(now=True)
    assert mirrored(www)["style.css"] == "a new look"


def test_a_kill_reaches_the_mirror_and_another_folder_is_filled_at_once(tmp_path: Path) -> None:
    house = House(tmp_path, channel("web", f'{{name: mirror, rsync: "{tmp_path}/www"}}'))
    house.file("web/en/atom.xml", "one")
    house.file("web/en/item.html", "words that must go")
    house.changes("web", 1)
    house.deliver()
    (house.config.output / "web/en/item.html").unlink()
    with opened(house.config.store) as store, store.write():
        store.run("DELETE FROM published_file WHERE path = 'web/en/item.html'")
    house.changes("web", 1, "canceled")
    house.deliver()
    assert mirrored(tmp_path / "www") == {"en/atom.xml": "one"}
    house = House(tmp_path, channel("web", f'{{name: mirror, rsync: "{tmp_path}/elsewhere"}}'))
    house.deliver()
    assert mirrored(tmp_path / "elsewhere") == {"en/atom.xml": "one"}


def test_a_run_delivers_beside_its_work_and_at_its_end(tmp_path: Path, web: Loopback) -> None:
    answers = iter([200, 500])
    house = House(tmp_path, channel("web", hook("app", web.program("/hook", lambda r: Route(status=next(answers))))))
    house.changes("web", 1)
    report = run.Report()
    with opened(house.config.store) as store:
        with run.deliver_meanwhile(store, house.config, report, clock=lambda: house.now):
            until(lambda: house.state("web", "app").delivered == 1)
            house.changes("web", 1)
        assert report.failures == ["web to app: 127.0.0.1 answered 500; it is tried again later"]
    assert [told(request) for request in web.requests] == [(1, 1), (2, 2)]


def test_a_deliverer_tries_again_by_itself_and_ends(tmp_path: Path, web: Loopback) -> None:
    answers = iter([500, 200])
    house = House(tmp_path, channel("web", hook("app", web.program("/hook", lambda r: Route(status=next(answers))))))
    house.changes("web", 1)
    told: list[run.Report] = []
    deliverer = run.Deliverer(house.config, lambda: house.now, told.append)
    deliverer.ask()
    until(lambda: house.state("web", "app").failures == 1)
    house.now += timedelta(minutes=1)
    until(lambda: house.state("web", "app").delivered == 1)
    deliverer.end(20)
    assert [bool(one.failures) for one in told] == [True, False]
    until(lambda: not any(thread.name.startswith("deliver") for thread in threading.enumerate()))


def test_without_deliveries_there_is_no_thread(tmp_path: Path) -> None:
    house = House(tmp_path, channel("web"))
    before = threading.active_count()
    deliverer = run.Deliverer(house.config, lambda: house.now, lambda report: None)
    deliverer.ask()
    assert threading.active_count() == before
    deliverer.end()
    assert not (tmp_path / "p.db.deliver").exists()
    assert house.deliver().exit_code == 0


def test_on_the_command_line(tmp_path: Path, web: Loopback) -> None:
    house = House(tmp_path, channel("web", hook("app", web.page("/hook", status=500))))
    house.changes("web", 2)

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "pipeline", "--config", str(tmp_path / "sources.yaml"), *words]
        return subprocess.run(line, capture_output=True, text=True, timeout=60, cwd=ROOT)

    first = command("deliver")
    assert first.returncode == 1
    assert "web to app: 127.0.0.1 answered 500; it is tried again later" in first.stderr
    (row,) = json.loads(command("status", "--json").stdout)["deliveries"]
    assert row["next_try"] > row["error_since"]
    assert {key: row[key] for key in ("channel", "name", "kind", "delivered", "waiting", "failures", "stopped")} == {
        "channel": "web",
        "name": "app",
        "kind": "webhook",
        "delivered": 0,
        "waiting": 2,
        "failures": 1,
        "stopped": False,
    }
    web.page("/hook")
    last = command("--verbose", "deliver", "--now")
    assert (last.returncode, "delivered web to app, up to change 2" in last.stdout) == (0, True)
    assert SECRET not in first.stderr + last.stdout


class Receiver:
    """A program that heeds keys: what it was told under one it knows, it has heard already."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}
        self.heard: list[int] = []

    def hear(self, key: str, body: bytes) -> None:
        assert self.known.setdefault(key, body) == body, "one key, one message"
        for change in json.loads(body)["changes"]:
            if change["sequence"] not in self.heard:
                self.heard.append(change["sequence"])
            else:
                assert key in self.told, "told twice, under two keys"
        self.told = {*getattr(self, "told", set()), key}


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with Loopback() as found:
        yield found


STEPS = st.lists(
    st.one_of(
        st.integers(1, 5),  # so many changes
        st.sampled_from(["refused", "lost", "cut off", "killed", "gone", "later"]),  # what becomes of an attempt
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, batch=st.integers(1, 4))
def test_over_any_failures_nothing_is_lost_and_nothing_told_twice(
    server: Loopback, tmp_path_factory: pytest.TempPathFactory, steps: list[int | str], batch: int
) -> None:
    receiver, fate = Receiver(), ["heard"]

    def answer(request: Request) -> Route:
        now = fate[0]
        if now not in ("refused", "later", "gone"):
            receiver.hear(request.headers["webhook-id"], request.body)
        if now == "cut off":
            return Route(raw=lambda socket: None)
        return Route(status={"refused": 500, "lost": 502, "later": 429, "gone": 410}.get(now, 200))

    house = House(tmp_path_factory.mktemp("house"), channel("web", hook("app", server.program("/hook", answer))))
    record = delivering._record

    def killed(*given: Any) -> None:
        raise KeyboardInterrupt

    made = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webhook, "BATCH", batch)
        for step in steps:
            house.now += timedelta(hours=25)
            if isinstance(step, int):
                house.changes("web", step)
                made += step
                continue
            fate[0] = step
            patch.setattr(delivering, "_record", killed if step == "killed" else record)
            try:
                house.deliver(now=step == "gone")
            except KeyboardInterrupt:
                assert step == "killed"
        patch.setattr(delivering, "_record", record)
        fate[0] = "heard"
        house.deliver(now=True)
    assert receiver.heard == list(range(1, made + 1))
    assert house.state("web", "app").delivered == made
    assert house.status()[0]["waiting"] == 0


def test_a_kill_on_the_command_line_reaches_the_mirror_and_the_app_at_once(newsroom: Newsroom, web: Loopback) -> None:
    www = newsroom.folder / "www"
    deliver = f'deliver: [{{name: mirror, rsync: "{www}"}}, {hook("app", web.page("/hook"))}]'
    newsroom.settings(FIXED.replace("release: approved,", f"release: approved, {deliver},"))
    newsroom.drop("museum.en.txt", "Harbour museum opens its doors\n\nThe harbour museum opens on 4 May.\n")
    newsroom.run()
    assert "Harbour museum opens" in (www / "en/atom.xml").read_text("utf-8")
    with opened(newsroom.config().store) as store:
        story = overview.articles(store, language="en")[0].story
    done = newsroom.command("kill", story, "--why", "withdrawn by its issuer", "--by", "Editor")
    assert done.returncode == 0, done.stderr
    assert "Harbour museum opens" not in (www / "en/atom.xml").read_text("utf-8")
    assert mirrored(www) == mirrored(newsroom.folder / "output" / "website")
    heard = [change for request in web.requests for change in json.loads(request.body)["changes"]]
    assert [(change["event"], change["language"]) for change in heard] == [("published", "en"), ("canceled", "en")]
    listed = json.loads((www / "changes.json").read_bytes())["changes"]
    assert heard == listed, "what the app was told is what the list of changes says"
