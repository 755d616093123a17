"""Who may work at the desk."""

from __future__ import annotations

from flask import Blueprint, abort

from pipeline.review import at_hand

page = Blueprint("people", __name__)
NAVIGATION = (60, "People", "people.everyone", True)


@page.get("/people")
def everyone() -> str:
    """All accounts."""
    at_hand.person()
    abort(404)
