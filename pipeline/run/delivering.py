"""Deliver: each channel to where it is taken, after each publish and again after each failure, until it arrived.

    change, channel_files --due?--> range noted --> deliveries.<kind>.deliver, in a thread --> arrived, or tried again

What is sent is noted before it is sent, so that an attempt that was cut off is repeated as it was, under the same key.
Threads only send; the store is asked and told by the one that called.
"""

from __future__ import annotations

import hashlib
import json
import logging
import queue
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline import changelog, files, formats, parts, schedule
from pipeline.config import Config
from pipeline.errors import BusyError, DeliveryError, PipelineError
from pipeline.model import Change, Channel, Delivery, Site
from pipeline.run.report import Clock, Report, utc_now
from pipeline.store import Store, deliveries, opened, published

AT_ONCE = 8
LOOK = 1.0  # seconds between looks at what became due while others are still being sent
EVERY = 10.0  # seconds between the looks of a thread that delivers beside other work


@dataclass(frozen=True, slots=True)
class _Place:
    """One delivery of one channel; `target` is a digest of where it goes."""

    channel: Channel
    delivery: Delivery
    part: ModuleType
    target: str

    @property
    def whole(self) -> bool:
        """Whether it takes all files as they are, not the changes one by one."""
        return bool(getattr(self.part, "WHOLE", False))

    @property
    def name(self) -> str:
        """What a report calls it."""
        return f"{self.channel.id} to {self.delivery.name}"


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What is sent: the changes up to `until`, or the files as they were at a count of them."""

    place: _Place
    until: int
    files: int
    key: str
    changes: Sequence[dict[str, Any]] = ()  # as changes.json has them


def deliver(
    store: Store, config: Config, report: Report, *, clock: Clock = utc_now, now: bool = False
) -> datetime | None:
    """Deliver what is due, until nothing is; returns when something that fails is due again.

    With `now` what fails is tried at once, and files are compared where nothing is known to have changed. What fails is
    recorded with the time of the next try, told in the report, and the rest goes on. While another process delivers,
    that one takes over what is due here; BusyError where it was asked for `now`. Not to be called while publishing.
    """
    places = _places(config)
    forced = set(range(len(places))) if now else set()
    while places:
        try:
            with files.locked(_beside(config, "deliver"), wait=False, what="another delivery"):
                _deliver(store, config, places, report, clock, forced)
        except BusyError:
            if now:
                raise
            return None
        # Whoever published since the last look found the lock held, and left it to us.
        if not _due(store, config, places, clock()):
            break
    tries = [deliveries.state(store, one.channel.id, one.delivery.name).next_try for one in places]
    return min((when for when in tries if when is not None), default=None)


def _places(config: Config) -> list[_Place]:
    return [
        _Place(channel, one, parts.find("deliveries", one.kind), _digest(one.kind, repr(one.options)))
        for channel in config.channels
        for one in channel.deliver
    ]


def _deliver(
    store: Store, config: Config, places: Sequence[_Place], report: Report, clock: Clock, forced: set[int]
) -> None:
    """Send all that is due, a few at once and each delivery in its order, until nothing is due or under way."""
    ended: queue.SimpleQueue[tuple[int, _Attempt, DeliveryError | None]] = queue.SimpleQueue()
    flying: set[int] = set()
    while True:
        for number, attempt in _due(store, config, places, clock(), forced, flying):
            deliveries.trying(
                store,
                attempt.place.channel.id,
                attempt.place.delivery.name,
                target=attempt.place.target,
                until=attempt.until,
            )
            _start(number, attempt, config, clock(), ended)
            flying.add(number)
            forced.discard(number)
        if not flying:
            return
        try:
            number, attempt, error = ended.get(timeout=LOOK)
        except queue.Empty:
            continue
        flying.discard(number)
        _record(store, attempt, error, report, clock())


def _due(
    store: Store,
    config: Config,
    places: Sequence[_Place],
    now: datetime,
    forced: set[int] | None = None,
    flying: set[int] | None = None,
) -> list[tuple[int, _Attempt]]:
    """What is to be sent now, by the number of its delivery."""
    busy, pressed = flying or set(), forced or set()
    # No publish is at work while this is read: a change is told of only once its files are in place.
    with files.locked(_beside(config, "publish"), wait=True, what="a publish"):
        found = {
            channel: (published.told(store, channel), deliveries.files(store, channel))
            for channel in {place.channel.id for place in places}
        }
    due: list[tuple[int, _Attempt]] = []
    for number, place in enumerate(places):
        if number not in busy and len(busy) + len(due) < AT_ONCE:
            attempt = _attempt(store, config.site, place, *found[place.channel.id], now, force=number in pressed)
            if attempt is not None:
                due.append((number, attempt))
    return due


def _attempt(
    store: Store, site: Site, place: _Place, newest: int, count: int, now: datetime, *, force: bool
) -> _Attempt | None:
    """What is to be sent there now; None where nothing is, or where what fails is to rest."""
    channel, name = place.channel.id, place.delivery.name
    state = deliveries.state(store, channel, name)
    moved = state.target != place.target
    if state.failures and not moved and not force and (state.next_try is None or state.next_try > now):
        return None
    if place.whole:
        if not count or (count == state.files and not moved and not force):
            return None
        return _Attempt(place, newest, count, _digest(channel, name, newest, count))
    until = state.trying if state.trying > state.delivered else newest
    waiting = published.changes(store, since=state.delivered, channel=channel, limit=place.part.BATCH)
    changes = [one for one in waiting if one.sequence <= until]
    if not changes:
        return None
    shelf = formats.shelf(place.channel)
    told = [changelog.entry(site, one, shelf) for one in changes]
    return _Attempt(place, changes[-1].sequence, count, _key(channel, name, changes), told)


def _key(channel: str, name: str, changes: Sequence[Change]) -> str:
    """The same for the same changes, and for no others: a database begun anew counts from 1 again."""
    told = [(one.sequence, one.uri, one.version, one.event.value, one.at.isoformat()) for one in changes]
    return "msg_" + _digest(channel, name, told)[:40]


def _digest(*values: object) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=True).encode("ascii")).hexdigest()


def _start(
    number: int,
    attempt: _Attempt,
    config: Config,
    now: datetime,
    ended: queue.SimpleQueue[tuple[int, _Attempt, DeliveryError | None]],
) -> None:
    place = attempt.place

    def send() -> None:
        error: DeliveryError | None = None
        try:
            place.part.deliver(
                config.output / place.channel.id,
                place.channel.id,
                attempt.changes,
                key=attempt.key,
                options=place.delivery.options,
                now=now,
            )
        except DeliveryError as told:
            error = told
        except Exception as unforeseen:  # its words are not told: they may hold what was sent
            where = traceback.extract_tb(unforeseen.__traceback__)[-1]
            error = DeliveryError(
                "{} ended with {} in {}, line {}; tell those who look after this program",
                place.delivery.kind,
                type(unforeseen).__name__,
                where.filename.rpartition("/")[2],
                where.lineno or 0,
            )
        ended.put((number, attempt, error))

    # A daemon: whoever interrupts the program does not wait for a receiver that hangs.
    threading.Thread(target=send, name=f"delivering {place.name}", daemon=True).start()


def _record(store: Store, attempt: _Attempt, error: DeliveryError | None, report: Report, now: datetime) -> None:
    place = attempt.place
    channel, name = place.channel.id, place.delivery.name
    if error is None:
        deliveries.arrived(store, channel, name, until=attempt.until, files=attempt.files, now=now)
        report.notes.append(f"delivered {place.name}, up to change {attempt.until}")
        return
    failures = deliveries.state(store, channel, name).failures + 1
    again = None if error.gone else schedule.next_attempt(now, failures, retry_after=error.retry_after)
    deliveries.failed(store, channel, name, str(error), now=now, next_try=again)
    report.failures.append(f"{place.name}: {error}")


class Deliverer:
    """Delivers in a thread of its own, beside other work, and tries again what failed; `tell` hears what came of it."""

    def __init__(self, config: Config, clock: Clock, tell: Callable[[Report], None]) -> None:
        self._config = config
        self._clock = clock
        self._tell = tell
        self._changed = threading.Condition()
        self._asked = self._ended = False
        self._thread: threading.Thread | None = None

    def ask(self) -> None:
        """Something was published; begins the thread where there is anything to deliver to."""
        with self._changed:
            self._asked = True
            if self._thread is None and not self._ended and any(one.deliver for one in self._config.channels):
                self._thread = threading.Thread(target=self._work, name="delivering", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def end(self, seconds: float | None = None) -> None:
        """End the thread once what it was asked for is sent, waiting `seconds` at most, or as long as that takes."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(seconds)

    def _work(self) -> None:
        again: datetime | None = None
        while True:
            with self._changed:
                if not self._asked and not self._ended:
                    left = (again - self._clock()).total_seconds() if again else EVERY
                    self._changed.wait(min(max(left, 0.1), EVERY))
                if self._ended and not self._asked:
                    return
                self._asked = False
            again = self._delivered()

    def _delivered(self) -> datetime | None:
        """One look at what is due; whatever goes wrong, the thread lives on."""
        report, again = Report(), None
        try:
            with opened(self._config.store) as store:
                again = deliver(store, self._config, report, clock=self._clock)
        except (PipelineError, OSError) as error:
            report.failures.append(f"delivering failed: {error}")
        except Exception:
            logging.getLogger("pipeline.run").exception("delivering failed")
        if report.failures or report.notes:
            self._tell(report)
        return again


@contextmanager
def deliver_meanwhile(store: Store, config: Config, report: Report, *, clock: Clock = utc_now) -> Iterator[None]:
    """While the block lasts, deliver what is published meanwhile; at its end, what is left of it."""
    told: list[Report] = []
    beside = Deliverer(config, clock, told.append)
    beside.ask()
    try:
        yield
    except BaseException:
        beside.end(0)
        raise
    beside.end()
    deliver(store, config, report, clock=clock)
    report.failures += dict.fromkeys(failure for one in told for failure in one.failures)
    report.notes += [note for one in told for note in one.notes]


def _beside(config: Config, what: str) -> Path:
    """A lock file beside the database; that of `publish` is held while files are written."""
    return config.store.with_name(f"{config.store.name}.{what}")
