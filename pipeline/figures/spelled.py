"""Numbers in words: which words next to each other make one number, and which."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.figures.lexicon import Lexeme

_ZERO = Decimal(0)
_ONE = Decimal(1)
_THOUSAND = Decimal(1000)


class Sum:
    """A number that grows word by word: "two" "hundred" "twenty" "five" "thousand".

    `add` takes the next word and says whether it can be part of the same number; if not, nothing changes.
    """

    __slots__ = ("_above", "_done", "_last", "_last_role", "_ordinals", "_reversed", "_scale", "parts")

    def __init__(self, reversed_tens: bool, ordinals_first: bool = False) -> None:
        self._reversed = reversed_tens
        self._ordinals = ordinals_first  # "the seventh and twenty"
        self._above = _ZERO  # thousands and more that are complete
        self._done = _ZERO  # hundreds that are complete
        self._last: Decimal | None = None
        self._last_role = ""
        self._scale = _ZERO
        self.parts = 0

    def add(self, role: str, value: Decimal, joined: bool = False) -> bool:
        """Whether this word goes on with the number; `joined` where an "and" stands before it."""
        taken = role in ("scale", "teen") if self._last_role == "digits" else True
        taken = taken and getattr(self, f"_{role}", self._refuse)(value, joined)
        if taken:
            self._last_role = "scale" if role == "dual" else role
            self.parts += 1
        return taken

    @property
    def value(self) -> Decimal:
        """What the words so far are worth."""
        return self._above + self._done + (self._last or _ZERO)

    @property
    def _ones(self) -> tuple[str, ...]:
        return ("unit", "ordinal") if self._ordinals else ("unit",)

    def _refuse(self, value: Decimal, joined: bool) -> bool:
        return False

    def _digits(self, value: Decimal, joined: bool) -> bool:
        if self.parts:
            return False
        self._last = value
        return True

    def _half(self, value: Decimal, joined: bool) -> bool:
        if joined and self._last_role == "scale" and self._scale >= _THOUSAND and self._last is None:
            self._above += self._scale * value  # a million and a half
            return True
        if joined and self._last_role == "unit" and self._last is not None:
            self._last += value  # two and a half
            return True
        return self._digits(value, joined)

    def _dual(self, value: Decimal, joined: bool) -> bool:
        if self.parts:
            return False
        self._last = Decimal(2)
        self._scale_up(value / 2)  # two millions in one word
        return True

    def _composed(self, value: Decimal, joined: bool) -> bool:
        if self._last is not None or (self._done and value >= 100):
            return False
        self._last = value
        return True

    def _hundreds(self, value: Decimal, joined: bool) -> bool:
        if self._last is not None or self._done:
            return False
        self._done = value
        return True

    def _unit(self, value: Decimal, joined: bool) -> bool:
        if self._last is None:
            if self._last_role in ("scale", "hundreds") or not self.parts:
                self._last = value
                return True
            return False
        if self._last_role == "tens" and value and (value < 10 or (self._last in (60, 80) and value < 20)):
            self._last += value
            return True
        return False

    def _ordinal(self, value: Decimal, joined: bool) -> bool:
        if self._last_role == "tens" and value < 10 and self._last is not None:
            self._last += value
            return True
        if self._last_role == "ordinal" and value < 10 and self._last is not None:  # vigésima primera
            self._last += value
            return True
        starts = not self.parts and (value % 10 == 0 or self._ordinals)
        if starts or (self.parts and self._last_role == "scale"):
            self._last = value
            return True
        return False

    def _tens(self, value: Decimal, joined: bool) -> bool:
        if self._last is None:
            self._last = value
            return True
        if self._reversed and self._last_role in self._ones and self._last < 10 and (value == 10 or joined):
            self._last += value
            return True
        return False

    def _teen(self, value: Decimal, joined: bool) -> bool:
        if self._last is None or self._last_role != "unit" or self._last > 9:
            return False
        self._last += value
        return True

    def _scale_up(self, value: Decimal) -> None:
        below = self._done + (self._last if self._last is not None else _ZERO)
        if value > self._scale and self._above:
            self._above = (self._above + below) * value
        else:
            self._above += (below or _ONE) * value
        self._scale, self._done, self._last = value, _ZERO, None

    def _scale_small(self, value: Decimal) -> bool:
        if self._last is None and self.parts and self._last_role == "scale" and self._scale < value:
            return False
        if self._last is not None and self._last >= 100:
            return False
        self._done += (self._last if self._last is not None else _ONE) * value
        self._last = None
        return True

    def add_scale(self, value: Decimal) -> bool:
        """Multiply what came before by a hundred, a thousand, a million …"""
        if self._ordinals and self._last_role == "ordinal":
            return False
        if self._last_role == "half" and value == self._scale:
            return True  # a million and half a million
        if value >= _THOUSAND:
            self._scale_up(value)
        elif not self._scale_small(value):
            return False
        self._last_role = "scale"
        self.parts += 1
        return True


def combine(parts: Iterable[Lexeme], reversed_tens: bool) -> Decimal | None:
    """The number that the parts of one word make; None where they make none."""
    total = Sum(reversed_tens)
    for part in parts:
        if part.number is None:
            return None
        taken = total.add_scale(part.number) if part.role == "scale" else total.add(part.role, part.number, joined=True)
        if not taken:
            return None
    return total.value if total.parts else None
