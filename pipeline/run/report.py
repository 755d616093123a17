"""What a command did and what went wrong, told at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(slots=True)
class Report:
    """What a command did and what went wrong, for the person or cron that started it."""

    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    read: int = 0
    translated: int = 0
    written: set[str] = field(default_factory=set)

    @property
    def exit_code(self) -> int:
        """1 when anything went wrong that is on record now, else 0."""
        return 1 if self.failures else 0


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)
