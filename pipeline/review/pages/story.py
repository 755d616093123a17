"""One story in all its languages: facts, history, and what people do to the whole of it."""

from __future__ import annotations

from flask import Blueprint, abort

from pipeline.review import at_hand

page = Blueprint("story", __name__)


@page.get("/story/<path:id>")
def story(id: str) -> str:
    """All versions side by side."""
    at_hand.person()
    abort(404)
