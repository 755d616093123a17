"""What waits for a person's answer: texts that may be one story, notices that were not sure enough to act."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pipeline import acts
from pipeline.errors import ActError
from pipeline.review import at_hand, telling
from pipeline.review.story_at_hand import RefusedError, page_number, why
from pipeline.review.words import gettext
from pipeline.store import dossier, notices, proposals

page = Blueprint("questions", __name__)
NAVIGATION = (20, "Questions", "questions.waiting", False)
AT_ONCE = 20  # of each kind on one page


@page.get("/questions")
def waiting() -> str:
    """Proposals with their evidence, and notices; a page of each at a time."""
    return _shown()


def _shown(refused: RefusedError | None = None) -> str:
    person, store = at_hand.person(), at_hand.store()
    beyond = AT_ONCE * (page_number() - 1)
    proposed = proposals.waiting(store, limit=AT_ONCE + 1, beyond=beyond)
    told = notices.waiting(store, limit=AT_ONCE + 1, beyond=beyond)
    stories = {one for p in proposed for one in (p.story, p.other)} | {n.story for n in told if n.story}
    return render_template(
        "questions.html",
        proposed=proposed[:AT_ONCE],
        notices=told[:AT_ONCE],
        names={story: dossier.headline(store, story) for story in stories},
        number=page_number(),
        more=max(len(proposed), len(told)) > AT_ONCE,
        decides=person.editor,
        refused=refused,
        typed=request.form,
        telling=telling,
    )


@page.post("/questions/settle")
def settle() -> Response | tuple[str, int]:
    """Say that a notice was looked at; the story stands as it stood."""
    person = at_hand.editor()
    source, entry = request.form.get("source", ""), request.form.get("entry", "")
    try:
        story = acts.settle(at_hand.store(), source, entry, by=person.name, why=why(), now=at_hand.now())
    except RefusedError as refused:
        return _shown(refused), 422
    except ActError:
        at_hand.note(gettext("Somebody has settled that notice already."), "functional")
        return redirect(url_for("questions.waiting"), 303)
    at_hand.note(gettext("Settled; the story stands as it stood."))
    back = url_for("story.story", id=story) if story and request.form.get("from") else url_for("questions.waiting")
    return redirect(back, 303)
