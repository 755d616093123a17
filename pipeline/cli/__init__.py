"""The commands. No logic: each opens what it needs, calls one thing, and shows what came of it."""

from pipeline.cli import desk, exchange, flow, glossary, memory, models, people, stories, trials, views, work
from pipeline.cli.shared import app

__all__ = [
    "app",
    "desk",
    "exchange",
    "flow",
    "glossary",
    "memory",
    "models",
    "people",
    "stories",
    "trials",
    "views",
    "work",
]
