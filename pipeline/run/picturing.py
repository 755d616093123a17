"""Fetch the images that read releases wait for: politely, bounded, looked at. None of them ever fails a release."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

from pipeline import pictures, schedule
from pipeline.errors import ItemError, SourceError
from pipeline.http import Client
from pipeline.model import Source
from pipeline.run.report import Clock, Report
from pipeline.store import Store
from pipeline.store import pictures as store_pictures
from pipeline.store.pictures import Waiting
from pipeline.terminal import Progress

TOGETHER = 16  # images fetched before the next is looked at; so many are in memory at most
PATIENCE = 120.0  # seconds of one run for images; what is left has its turn in the next, for texts must not wait
SECONDS = 20.0  # for one image
TRIES = 3
STRIKES = 2  # images in a row that a host is too slow or too busy for, and its others wait for the next run
ACCEPT = "image/webp, image/jpeg, image/png, image/gif;q=0.9, */*;q=0.1"


def fetch_pictures(
    store: Store,
    sources: Mapping[str, Source],
    client: Client,
    pool: ThreadPoolExecutor,
    report: Report,
    clock: Clock,
    progress: Progress,
) -> None:
    """Fetch what waits, hosts side by side, and keep what is a picture; what is none is noted and left out.

    Each is one transaction, so a run that is killed goes on with the next one. What a host does not send is tried
    again in later runs, three times in all.
    """
    strikes: dict[str, int] = {}
    ends, after, done = time.monotonic() + PATIENCE, ("", 0, 0), 0
    while time.monotonic() < ends:
        batch = store_pictures.waiting(store, clock(), TOGETHER, after=after)
        if not batch:
            return
        after = (batch[-1].uri, batch[-1].version, batch[-1].position)
        known: set[tuple[str, str]] = set()  # sister versions show the same picture, which is fetched once
        asked = []
        for one in batch:
            name = (one.story, pictures.key(one.address))
            if one.source in sources and name not in known:
                known.add(name)
                asked.append(one)
        for one, answer in _ask(asked, sources, client, pool, strikes):
            _take(store, one, answer, sources[one.source], report, clock)
            done += 1
            progress("images", done, done + len(batch))


def _ask(
    asked: list[Waiting],
    sources: Mapping[str, Source],
    client: Client,
    pool: ThreadPoolExecutor,
    strikes: dict[str, int],
) -> list[tuple[Waiting, Future[bytes | None]]]:
    """Begin to fetch; one after the other on the same host. None comes where a host is better left alone for now."""
    answers: list[tuple[Waiting, Future[bytes | None]]] = [(one, Future()) for one in asked]
    groups: dict[str, list[tuple[Waiting, Future[bytes | None]]]] = {}
    for pair in answers:
        groups.setdefault(urlsplit(pair[0].address).netloc, []).append(pair)

    def get(host: str, group: list[tuple[Waiting, Future[bytes | None]]]) -> None:
        for one, answer in group:
            if strikes.get(host, 0) >= STRIKES:
                answer.set_result(None)
                continue
            began = time.monotonic()
            try:
                private = sources[one.source].allow_private
                found = client.get(
                    one.address, allow_private=private, accept=ACCEPT, max_bytes=pictures.MAX_BYTES, seconds=SECONDS
                )
                answer.set_result(found.content)
                strikes[host] = 0
            except BaseException as error:  # told where it is waited for
                status = error.status if isinstance(error, SourceError) else 0
                if status == 429 or status >= 500 or time.monotonic() - began > SECONDS / 2:
                    strikes[host] = strikes.get(host, 0) + 1
                answer.set_exception(error)

    for host, group in groups.items():
        pool.submit(get, host, group)
    return answers


def _take(
    store: Store, one: Waiting, answer: Future[bytes | None], source: Source, report: Report, clock: Clock
) -> None:
    """Keep one image, or note why it is left out."""
    next_try = None
    try:
        content = answer.result()
        if content is None:
            return
        photo = pictures.look(content)
    except SourceError as error:
        told = str(error)
        if one.tries + 1 < TRIES and error.status not in (404, 410):
            every = max(source.every, timedelta(minutes=30))
            next_try = schedule.next_visit(
                clock(), every, retry_after=error.retry_after, failures=one.tries + 1, seed=one.address
            )
    except ItemError as error:
        told = f"{one.address} is no picture to show: {error}"
    except Exception as error:  # what nobody foresaw in one image must not end the run
        told = f"{one.address} is left out: unforeseen {type(error).__name__}"
    else:
        with store.write():
            store_pictures.keep(store, one, photo)
        return
    with store.write():
        store_pictures.leave(store, one, told, next_try)
    later = "" if next_try else "; it is left out"
    report.notes.append(f"{one.source}: {told}{later}")
