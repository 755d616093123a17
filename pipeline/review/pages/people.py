"""Who may work at the desk: accounts, roles, languages, one-time links. For editors."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from pipeline import acts
from pipeline.acts.accounts import LINK_GOOD
from pipeline.errors import AccountError
from pipeline.model import Person, Role
from pipeline.review import at_hand, signing_in
from pipeline.review.pages.sign_in import told
from pipeline.review.words import gettext
from pipeline.store import accounts

page = Blueprint("people", __name__)
NAVIGATION = (60, "People", "people.everyone", True)
AT_ONCE = 50  # accounts on one page
COMMAS = str.maketrans(dict.fromkeys(",;，、،", " "))


@page.get("/people")
def everyone() -> str:
    """All accounts, in the order of their names."""
    at_hand.editor()
    return _everyone()


@page.post("/people/add")
def add() -> Response | tuple[str, int]:
    """Give somebody an account and show the one-time link to hand over, this once."""
    by = at_hand.editor().name
    name = request.form.get("name", "")[:200]
    try:
        person, token = acts.add_person(
            at_hand.store(),
            name,
            _role(),
            _languages(),
            by=by,
            now=at_hand.now(),
            link=signing_in.by_account(),
        )
    except AccountError as error:
        field = "others" if error.reason == "language" else "name"
        return _everyone(errors={field: told(error)}, name=name), 422
    if token:
        return _handed(person, token)
    at_hand.note(gettext("%(name)s may come in now.") % {"name": person.name})
    return _back()


@page.post("/people/change")
def change() -> Response | tuple[str, int]:
    """Give somebody another role or other languages."""
    by, name = at_hand.editor().name, request.form.get("name", "")
    try:
        found = acts.change_person(
            at_hand.store(),
            name,
            role=_role(),
            languages=_languages(),
            by=by,
            now=at_hand.now(),
            passwords=signing_in.by_account(),
        )
    except AccountError as error:
        return _refused(error, name)
    at_hand.note(gettext("Saved: %(name)s.") % {"name": found.name})
    return _back()


@page.post("/people/link")
def link() -> Response | tuple[str, int]:
    """Show a new one-time link for somebody who lost their password; the old one stays until it is used."""
    by, name = at_hand.editor().name, request.form.get("name", "")
    try:
        return _handed(*acts.link_person(at_hand.store(), name, by=by, now=at_hand.now()))
    except AccountError as error:
        return _refused(error, name)


@page.post("/people/close")
def close() -> Response | tuple[str, int]:
    """Close an account; whoever is signed in with it is out at once."""
    by, name = at_hand.editor().name, request.form.get("name", "")
    try:
        found = acts.close_person(at_hand.store(), name, by=by, now=at_hand.now(), passwords=signing_in.by_account())
    except AccountError as error:
        return _refused(error, name)
    at_hand.note(gettext("The account of %(name)s is closed.") % {"name": found.name})
    return _back()


@page.post("/people/open")
def reopen() -> Response | tuple[str, int]:
    """Open a closed account again."""
    by, name = at_hand.editor().name, request.form.get("name", "")
    try:
        found = acts.reopen_person(at_hand.store(), name, by=by, now=at_hand.now())
    except AccountError as error:
        return _refused(error, name)
    at_hand.note(gettext("The account of %(name)s is open again.") % {"name": found.name})
    return _back()


def _everyone(*, errors: dict[str, str] | None = None, refused: str = "", name: str = "") -> str:
    beyond = request.args.get("after", "")[:200]
    found = accounts.everyone(at_hand.store(), now=at_hand.now(), beyond=beyond, limit=AT_ONCE + 1)
    return render_template(
        "people.html",
        people=found[:AT_ONCE],
        after=found[AT_ONCE - 1].person.name if len(found) > AT_ONCE else "",
        beyond=beyond,
        errors=errors or {},
        refused=refused,
        name=name,
        others=request.form.get("others", "")[:500] if errors else "",
        ticked=request.form.getlist("language")[:200] if errors else (),
        role=_role() if errors else Role.REVIEWER,
        languages=at_hand.config().languages,
    )


def _refused(error: AccountError, name: str) -> tuple[str, int]:
    found = accounts.find(at_hand.store(), name[:200])
    return _everyone(refused=f"{found.name}: {told(error)}" if found else told(error)), 409


def _handed(person: Person, token: str) -> Response:
    """The page with a one-time link; reached by no other way, so it is seen once."""
    address = signing_in.base() + url_for("sign_in.invited", token=token)
    until = at_hand.now() + LINK_GOOD
    return make_response(render_template("people-link.html", person=person, address=address, until=until))


def _role() -> Role:
    return Role.EDITOR if request.form.get("role") == Role.EDITOR else Role.REVIEWER


def _languages() -> list[str]:
    """The languages ticked, then those written out; commas of any script stand between them, or spaces."""
    written = request.form.get("others", "")[:2_000].translate(COMMAS)
    return [*request.form.getlist("language")[:200], *written.split()]


def _back() -> Response:
    return make_response(redirect(url_for("people.everyone"), 303))
