"""Brings outputs up to date after people's acts: one thread, so that no answer waits for files to be written.

What is out is delivered by another thread: a receiver that hangs never holds up the next publish.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from pipeline import run
from pipeline.config import Config
from pipeline.errors import PipelineError
from pipeline.store import opened

RETRY = 30.0  # seconds until outputs that could not be written are tried again


class Publisher:
    """Publishes once for all acts since it last did; ends with the program."""

    def __init__(self, config: Config, clock: Callable[[], datetime]) -> None:
        self._config = config
        self._clock = clock
        self._changed = threading.Condition()
        self._asked = self._done = 0
        self._thread: threading.Thread | None = None
        self._deliverer = run.Deliverer(config, clock, _logged)

    def ask(self) -> None:
        """Something changed that may go out, or must not any more."""
        with self._changed:
            self._asked += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="publishing", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def settled(self, seconds: float = 30.0) -> bool:
        """Wait until everything asked for so far is out; returns whether it is."""
        until = time.monotonic() + seconds
        with self._changed:
            asked = self._asked
            while self._done < asked:
                left = until - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
        return True

    def end(self, seconds: float) -> None:
        """Give what was published last some seconds to be delivered; what does not arrive is sent by the next run."""
        self._deliverer.end(seconds)

    def _work(self) -> None:
        sound = True
        while True:
            with self._changed:
                while sound and self._done >= self._asked:
                    self._changed.wait()
                if not sound:  # a kill must not stay out because a disk was full for a minute
                    self._changed.wait(RETRY)
                asked = self._asked
            sound = self._published()
            self._deliverer.ask()
            with self._changed:
                self._done = asked
                self._changed.notify_all()

    def _published(self) -> bool:
        """Bring every output up to date; returns whether all went well. Whatever goes wrong, the thread lives on."""
        log = logging.getLogger("pipeline.review")
        report = run.Report()
        try:
            with opened(self._config.store) as store:
                run.publish(store, self._config, report, clock=self._clock)
        except (PipelineError, OSError) as error:
            log.error("publishing failed: %s", error)
            return False
        except Exception:
            log.exception("publishing failed")
            return False
        _logged(report)
        return not report.failures


def _logged(report: run.Report) -> None:
    for message in report.failures:
        logging.getLogger("pipeline.review").error(message)
