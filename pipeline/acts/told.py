"""What every act is told: who does it, and why."""

from __future__ import annotations

from pipeline.errors import ActError


def reason(why: str) -> str:
    """A reason as it is kept; raises ActError where there is none."""
    if not why.strip() or len(why) > 1000:
        raise ActError('say why: --why "…", at most 1,000 characters')
    return " ".join(why.split())


def named(by: str) -> None:
    """Refuse an act in nobody's name."""
    if not by.strip() or not by.isprintable() or len(by) > 100:
        raise ActError("say who does this: --by NAME, at most 100 printable characters")
