"""Signing in and out, the first password, one's own account."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for

from pipeline import acts
from pipeline.acts.passwords import SHORTEST
from pipeline.errors import AccountError
from pipeline.review import at_hand, explaining, signing_in
from pipeline.review.words import SPOKEN, gettext, ngettext
from pipeline.store import accounts, sessions

page = Blueprint("sign_in", __name__)
Answer = Response | tuple[str, int] | str


@page.get("/sign-in")
def form() -> Answer:
    """The form to sign in with; at the first start, how to get an account."""
    next = signing_in.own(request.args.get("next", ""))
    if at_hand.somebody() is not None:
        return _on(next)
    return _door(next)


@page.post("/sign-in")
def enter() -> Answer:
    """Sign somebody in by name and password."""
    if not signing_in.by_account():
        abort(404)
    next, name = signing_in.own(request.form.get("next", "")), request.form.get("name", "")
    try:
        password, address = request.form.get("password", ""), signing_in.address()
        person = acts.sign_in(at_hand.store(), name, password, address=address, now=at_hand.now())
    except AccountError as error:
        answer = make_response(_door(next, name=name[:200], error=told(error)), 429 if error.wait else 401)
        if error.wait:
            answer.headers["Retry-After"] = str(error.wait)
        return answer
    return signing_in.begin(person, _on(next))


@page.post("/sign-out")
def sign_out() -> Response:
    """Leave the desk at this browser."""
    answer = make_response(redirect(url_for("sign_in.form"), 303))
    flash(gettext("You are signed out."), "good")
    return signing_in.end(answer)


@page.get("/welcome/<token>")
def invited(token: str) -> Answer:
    """The form in which somebody with a one-time link chooses a password; looking at it does not use it up."""
    return _welcome(token)


@page.post("/welcome/<token>")
def settle(token: str) -> Answer:
    """Set the password and sign in; the link is used up."""
    if not signing_in.by_account():
        abort(404)
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        return _welcome(token, error=gettext("The two passwords differ. Type the same one twice."))
    try:
        person = acts.welcome(at_hand.store(), token, password, now=at_hand.now())
    except AccountError as error:
        return _welcome(token, error="" if error.reason == "link" else told(error))
    at_hand.note(
        gettext("Welcome, %(name)s. From now on sign in with this name and your password.") % {"name": person.name}
    )
    return signing_in.begin(person, make_response(redirect(url_for("desk.grid"), 303)))


@page.get("/account")
def account() -> Answer:
    """One's own account: password, language of the desk, where one is signed in."""
    at_hand.person()
    return _account()


@page.post("/account/password")
def change_password() -> Answer:
    """Choose a new password; every other browser is signed out."""
    person = at_hand.person()
    if not signing_in.by_account():
        abort(404)
    new = request.form.get("password", "")
    if new != request.form.get("again", ""):
        return _account({"again": gettext("The two passwords differ. Type the same one twice.")}), 422
    try:
        old, token, address = request.form.get("old", ""), signing_in.token(), signing_in.address()
        acts.change_password(at_hand.store(), person.name, old, new, address=address, now=at_hand.now(), token=token)
    except AccountError as error:
        where = "old" if error.reason in ("wrong", "wait") else "password"
        said = gettext("That is not your password as it is now.") if error.reason == "wrong" else told(error)
        answer = make_response(_account({where: said}), 429 if error.wait else 422)
        if error.wait:
            answer.headers["Retry-After"] = str(error.wait)
        return answer
    at_hand.note(gettext("Your password is changed; at every other browser you are signed out."))
    return redirect(url_for("sign_in.account"), 303)  # type: ignore[return-value]


@page.post("/account/everywhere")
def leave_everywhere() -> Response:
    """Sign out at every browser, this one too."""
    person = at_hand.person()
    sessions.end_all(at_hand.store(), person.name)
    flash(gettext("You are signed out everywhere."), "good")
    return signing_in.end(make_response(redirect(url_for("sign_in.form"), 303)))


@page.post("/language")
def speak() -> Response:
    """Have the desk speak a language: for good to somebody with an account, else to this browser."""
    language, person = request.form.get("language", ""), at_hand.somebody()
    if language and language not in SPOKEN:
        abort(400)
    answer = make_response(redirect(_back(), 303))
    if person is not None:
        accounts.speak(at_hand.store(), person.name, language)
        at_hand.note(gettext("Saved."))
    elif language:
        answer.set_cookie(
            "desk", language, max_age=31_536_000, httponly=True, samesite="Lax", secure=signing_in.secure()
        )
    return answer


def told(error: AccountError) -> str:
    """Why something cannot be done, in the reader's language."""
    said = {
        "wrong": gettext("Name or password is not right. Passwords tell capital letters from small ones."),
        "short": gettext("Take at least %(count)s characters; several words are easy to keep in mind.")
        % {"count": SHORTEST},
        "long": gettext("That is too long for a password: take at most 1,000 characters."),
        "named": gettext("A name is soon guessed. Take several words that mean something to you."),
        "common": gettext(
            "That is one of the first passwords anybody would try. Take several words that mean something to you."
        ),
        "link": gettext("This link was used already, or its time is over. Ask an editor for a new one."),
        "name": gettext("A name has 1 to 60 characters that can be seen."),
        "taken": gettext("Somebody has that name already. Add a second name or a department."),
        "alike": gettext("That name looks like somebody else's, in other letters. Choose another one."),
        "mixed": gettext("Write the name in letters of one script: Latin, Greek or Cyrillic, not mixed."),
        "language": gettext("That is no language we know. Write tags such as fr, ar or zh-Hans, with commas between."),
        "last": gettext(
            "This is the last editor who can sign in. Somebody else must be an editor with a password first."
        ),
        "closed": gettext("This account is closed. Open it first."),
        "unknown": gettext("Nobody here has that name."),
    }
    if error.reason == "wait":
        minutes = -(-error.wait // 60)
        wait = ngettext("Too many tries. Wait %(count)s second.", "Too many tries. Wait %(count)s seconds.", error.wait)
        if error.wait > 90:
            wait = ngettext(
                "Too many tries. Wait %(count)s minute.", "Too many tries. Wait %(count)s minutes.", minutes
            )
        return wait % {"count": minutes if error.wait > 90 else error.wait}
    return said.get(error.reason) or explaining.refused(error)


def _on(address: str) -> Response:
    return make_response(redirect(address, 303))


def _door(next: str, *, name: str = "", error: str = "") -> str:
    first = signing_in.by_account() and not accounts.any_editor(at_hand.store())
    return render_template("sign-in.html", next=next, name=name, error=error, first=first)


def _welcome(token: str, *, error: str = "") -> tuple[str, int]:
    person = accounts.linked(at_hand.store(), sessions.digest(token), now=at_hand.now())
    if person is None or not signing_in.by_account():
        return render_template("welcome-over.html"), 410
    return render_template("welcome.html", person=person, error=error, shortest=SHORTEST), 422 if error else 200


def _account(errors: dict[str, str] | None = None) -> str:
    person = at_hand.person()
    open = sessions.count(at_hand.store(), person.name, now=at_hand.now())
    return render_template("account.html", person=person, errors=errors or {}, open=open, shortest=SHORTEST)


def _back() -> str:
    """The page on which the language was chosen."""
    if request.form.get("from") == "account":
        return url_for("sign_in.account")
    return url_for("sign_in.form", next=signing_in.own(request.form.get("next", "")))
