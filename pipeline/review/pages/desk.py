"""The desk itself: the grid of stories × languages."""

from __future__ import annotations

from flask import Blueprint, render_template

from pipeline.review import at_hand

page = Blueprint("desk", __name__)
NAVIGATION = (10, "Desk", "desk.grid", False)


@page.get("/")
def grid() -> str:
    """The grid, newest stories first."""
    at_hand.person()
    return render_template("desk.html")
