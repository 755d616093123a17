"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, abort

from pipeline.review import at_hand

page = Blueprint("sign_in", __name__)


@page.get("/sign-in")
def sign_in() -> str:
    """The form to sign in with."""
    at_hand.person()
    abort(404)


@page.post("/sign-out")
def sign_out() -> str:
    """Leave the desk."""
    at_hand.person()
    abort(404)
