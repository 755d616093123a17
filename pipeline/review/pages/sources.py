"""The health of each source."""

from __future__ import annotations

from flask import Blueprint, abort

from pipeline.review import at_hand

page = Blueprint("sources", __name__)
NAVIGATION = (30, "Sources", "sources.health", False)


@page.get("/sources")
def health() -> str:
    """How each source fares."""
    at_hand.person()
    abort(404)
