"""A translation open for editing, sentence by sentence."""

from __future__ import annotations

from flask import Blueprint, abort

from pipeline.review import at_hand

page = Blueprint("editor", __name__)


@page.get("/edit/<path:uri>")
def sheet(uri: str) -> str:
    """Source and target, aligned."""
    at_hand.person()
    abort(404)
