"""The glossary: terms and how each language says them."""

from __future__ import annotations

from flask import Blueprint, abort

from pipeline.review import at_hand

page = Blueprint("glossary", __name__)
NAVIGATION = (40, "Glossary", "glossary.terms", False)


@page.get("/glossary")
def terms() -> str:
    """All terms."""
    at_hand.person()
    abort(404)
