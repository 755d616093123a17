"""Calls the stages in order. The flow:

    fetch      fetchers.<kind>.fetch -> entries -> extract + wire.read -> language.identify -> stories.place -> store
    publish    store.publishable -> outputs.<name>.render -> file, only if its bytes changed
    translate  stories.needs -> routes -> translate (batches of sentences) -> store -> publish, batch by batch
    deliver    store.deliveries -> deliveries.<kind>.deliver, beside the translating and after each publish

Every stage takes what waits from the store and leaves what it did there, so any of them may be killed and begun again.
What fails is recorded and told in the report; the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline import files
from pipeline.config import Config
from pipeline.run.again import again
from pipeline.run.delivering import Deliverer, deliver, deliver_meanwhile
from pipeline.run.fetching import fetch, replay
from pipeline.run.previewing import leaving, preview, read_already
from pipeline.run.publishing import publish
from pipeline.run.report import Clock, Report, utc_now
from pipeline.run.translating import translate
from pipeline.store import Store, searching
from pipeline.terminal import Progress, quiet

__all__ = [
    "Clock",
    "Deliverer",
    "Report",
    "again",
    "alone",
    "deliver",
    "deliver_meanwhile",
    "fetch",
    "leaving",
    "preview",
    "publish",
    "read_already",
    "replay",
    "run",
    "translate",
    "utc_now",
]

SEARCHABLE = 20_000  # texts made ready for search in one run; an older database is ready after a few


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """One run at a time on one store; raises BusyError while another is at work. People's acts never wait for it."""
    lock = config.store.with_name(config.store.name + ".lock")
    with files.locked(lock, wait=False, what="another run on this database"):
        yield


def run(
    store: Store, config: Config, *, clock: Clock = utc_now, progress: Progress = quiet, now: bool = False
) -> Report:
    """Everything in turn: fetch, publish, translate and publish batch by batch; what is out is delivered meanwhile."""
    report = Report()
    fetch(store, config, report, clock=clock, progress=progress, now=now)
    publish(store, config, report, clock=clock)
    with deliver_meanwhile(store, config, report, clock=clock):
        translate(store, config, report, clock=clock, progress=progress)
    searching.catch_up(store, SEARCHABLE)
    return report
