"""The story a page was asked for, and what whoever asks may do to the whole of it."""

from __future__ import annotations

from flask import abort, request

from pipeline.errors import ActError
from pipeline.model import Article
from pipeline.review import at_hand
from pipeline.review.words import gettext
from pipeline.store import dossier, standing

LONGEST = 1_000  # characters of a reason


def story(id: str) -> str:
    """The full id of the story that is meant, also by its end or one that was joined into it; answers 404 for none."""
    try:
        return standing.find(at_hand.store(), id)
    except ActError:
        abort(404)


def text_of(story: str, uri: str) -> str:
    """A text's URI, if it is one of the story's; answers 404 otherwise."""
    if not dossier.within(at_hand.store(), story, uri):
        abort(404)
    return uri


def version(story: str, uri: str, number: int) -> Article:
    """One version of one of the story's texts; answers 404 where there is none."""
    found = dossier.version(at_hand.store(), text_of(story, uri), number)
    return found if found is not None else abort(404)


def page_number() -> int:
    """Which page of a list is asked for, from 1 on."""
    asked = request.args.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:6]) < 100_000 else 1


class RefusedError(Exception):
    """Something in a form cannot be taken as it is: which field, and why, in words for the page it came from."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


def why() -> str:
    """The reason that was given; raises RefusedError where there is none."""
    said = " ".join(request.form.get("why", "").split())
    if not said:
        raise RefusedError("why", gettext("Say why, in a few words: it is kept with the story."))
    if len(said) > LONGEST:
        raise RefusedError("why", gettext("Say why in at most 1,000 characters."))
    return said
