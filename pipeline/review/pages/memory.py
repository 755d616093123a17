"""The memory: what people approved before."""

from __future__ import annotations

from flask import Blueprint, abort

from pipeline.review import at_hand

page = Blueprint("memory", __name__)
NAVIGATION = (50, "Memory", "memory.search", False)


@page.get("/memory")
def search() -> str:
    """Remembered sentences like one asked for."""
    at_hand.person()
    abort(404)
