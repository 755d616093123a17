"""Approving, one text or many, and seeing a text as it will be published."""

from __future__ import annotations

from flask import Blueprint, abort

from pipeline.review import at_hand

page = Blueprint("release", __name__)


@page.post("/approve")
def batch() -> str:
    """Approve several texts at once."""
    at_hand.person()
    abort(404)


@page.get("/preview/<path:uri>")
def preview(uri: str) -> str:
    """A text as each output publishes it."""
    at_hand.person()
    abort(404)
