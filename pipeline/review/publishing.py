"""Brings outputs up to date after people's acts: one thread, so that no answer waits for files to be written."""

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


class Publisher:
    """Publishes once for all acts since it last did; ends with the program."""

    def __init__(self, config: Config, clock: Callable[[], datetime]) -> None:
        self._config = config
        self._clock = clock
        self._changed = threading.Condition()
        self._asked = self._done = 0
        self._thread: threading.Thread | None = None

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

    def _work(self) -> None:
        while True:
            with self._changed:
                while self._done >= self._asked:
                    self._changed.wait()
                asked = self._asked
            try:
                report = run.Report()
                with opened(self._config.store) as store:
                    run.publish(store, self._config, report, clock=self._clock)
                for message in report.failures:
                    logging.getLogger("pipeline.review").error(message)
            except (PipelineError, OSError) as error:
                logging.getLogger("pipeline.review").error("publishing failed: %s", error)
            with self._changed:
                self._done = asked
                self._changed.notify_all()
