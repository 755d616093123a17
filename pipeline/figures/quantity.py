"""What a figure in running text is: its value, where it stands, and how sure the reading is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a figure tells."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    ORDINAL = "ordinal"
    CODE = "code"  # part of a name such as COVID-19 or G20
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    TIME = "time"  # minutes after midnight
    ZONE = "zone"  # hours before or behind UTC

    @property
    def of_calendar(self) -> bool:
        """Whether it is part of a date or a time."""
        return self in _CALENDAR


_CALENDAR = frozenset({Kind.YEAR, Kind.MONTH, Kind.DAY, Kind.WEEKDAY, Kind.TIME, Kind.ZONE})


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure: its value (the likeliest first), where it stands, whether in digits or words.

    `values` are the readings the language's habits allow (3 and 3,000,000 in "3 to 5 million"); `unusual` are those
    of other languages' habits (1,234 for "1.234" in English). `sure` is False for what may as well be no figure ("un",
    "second", "may"): it may answer a figure of the other language, but nothing is missed without it. Months count from
    1 for January, weekdays from 1 for Monday, times are minutes after midnight. `currency` is an ISO 4217 code or a
    name several currencies share ("$"); `label` the letters a code begins with.
    """

    start: int
    end: int
    values: tuple[Decimal, ...]
    kind: Kind = Kind.NUMBER
    spelled: bool = False
    sure: bool = True
    unusual: tuple[Decimal, ...] = ()
    currency: str = ""
    label: str = ""

    @property
    def value(self) -> Decimal:
        """The likeliest reading."""
        return self.values[0]


@dataclass(frozen=True, slots=True)
class Day:
    """A date in running text, the year where it is printed with it."""

    start: int
    end: int
    month: int
    day: int
    year: int | None = None
