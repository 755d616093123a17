"""What people do to a whole story: hold, kill, embargo, spike, join, part; each with its reason, each at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pipeline import acts
from pipeline.errors import ActError
from pipeline.model import Channel, Person
from pipeline.review import at_hand, telling
from pipeline.review.pages.story import shown
from pipeline.review.story_at_hand import RefusedError, text_of, why
from pipeline.review.story_at_hand import story as story_of
from pipeline.review.words import gettext
from pipeline.store import Store, dossier, publishable, standing

page = Blueprint("story_acts", __name__)
Answer = Response | tuple[str, int]


@page.post("/story/<id>/hold")
def hold(id: str) -> Answer:
    """Keep it out of every output until it is released; whoever sees a mistake may stop it."""
    person = at_hand.person()
    said = gettext("The story is held: it leaves every output now.")
    if not person.editor:
        said += " " + gettext("An editor can let it out again.")
    return _done(id, person, "hold", acts.hold, said)


@page.post("/story/<id>/release")
def release(id: str) -> Answer:
    """Let a held story out again."""
    return _done(id, at_hand.editor(), "release", acts.release, gettext("The story is released."))


@page.post("/story/<id>/kill")
def kill(id: str) -> Answer:
    """Take it out of every output for good."""
    person = at_hand.editor()
    try:
        return _done(id, person, "kill", acts.kill, gettext("The story is killed: it leaves every output now."))
    except RefusedError as refused:
        return _kill_page(story_of(id), refused), 422


@page.get("/story/<id>/kill")
def confirm_kill(id: str) -> str:
    """Say what a kill does, and where the story stands now, before it is done."""
    at_hand.editor()
    return _kill_page(story_of(id))


def _kill_page(story: str, refused: RefusedError | None = None) -> str:
    return render_template(
        "story-kill.html",
        story=story,
        headline=dossier.headline(at_hand.store(), story),
        out=telling.channel_languages(_out(story)),
        tongues=dossier.tongues(at_hand.store(), story),
        refused=refused,
        telling=telling,
        typed=request.form,
    )


def _out(story: str) -> list[tuple[Channel, Sequence[str]]]:
    """The channels that may carry a story now, each with the languages it stands there in."""
    store, config, now = at_hand.store(), at_hand.config(), at_hand.now()

    def carried(channel: Channel, tag: str) -> bool:
        return bool(publishable(store, channel, tag, languages=config.languages, now=now, stories=[story]))

    return [(one, [tag for tag in one.languages if carried(one, tag)]) for one in config.channels]


@page.post("/story/<id>/reinstate")
def reinstate(id: str) -> Answer:
    """Undo a kill."""
    said = gettext("The kill is undone: the story goes out again by the rules of each channel.")
    return _done(id, at_hand.editor(), "reinstate", acts.reinstate, said)


@page.post("/story/<id>/embargo")
def embargo(id: str) -> Answer:
    """Keep it out of every output until a time in the newsroom's zone."""
    person = at_hand.editor()

    def act(store: Store, story: str, **told: Any) -> str:
        zone = at_hand.config().site.timezone
        try:
            until = acts.local_time(request.form.get("until", ""), zone)
        except ActError:
            said = gettext("Give a date and a time that exist in %(zone)s, such as 2026-12-01 09:00.") % {"zone": zone}
            raise RefusedError("until", said) from None
        if until <= at_hand.now():
            raise RefusedError("until", gettext("That time is past. Lift the embargo if the story may go out now."))
        return acts.embargo(store, story, until, **told)

    return _done(id, person, "embargo", act, gettext("The embargo is set: no output carries the story before."))


@page.post("/story/<id>/lift")
def lift(id: str) -> Answer:
    """Let it out before its embargo ends."""
    return _done(id, at_hand.editor(), "lift", acts.lift_embargo, gettext("The embargo is lifted."))


@page.post("/story/<id>/spike")
def spike(id: str) -> Answer:
    """Put aside a story nobody needs."""
    said = gettext("The story is spiked: it waits for nobody, and is neither translated nor published.")
    return _done(id, at_hand.editor(), "spike", acts.spike, said)


@page.post("/story/<id>/unspike")
def unspike(id: str) -> Answer:
    """Take a spiked story up again."""
    said = gettext("The story is taken up again; what it lacks is translated on the next run.")
    return _done(id, at_hand.editor(), "unspike", acts.unspike, said)


def _done(id: str, person: Person, name: str, act: Callable[..., str], said: str) -> Answer:
    """Do it, have it published, and show the story; where the form was not right, the story with what was wrong."""
    story = story_of(id)
    try:
        act(at_hand.store(), story, by=person.name, why=why(), now=at_hand.now())
    except RefusedError as refused:
        if name == "kill":
            raise
        return shown(story, refused=refused, act=name), 422
    except ActError:
        # The form was of a page that showed the story as it stood before.
        at_hand.note(
            gettext("That was not done: somebody changed this story meanwhile. Here is how it stands."), "critical"
        )
        return redirect(url_for("story.story", id=story), 303)
    at_hand.publish()
    at_hand.note(said)
    return redirect(url_for("story.story", id=story), 303)


@page.get("/story/<id>/join")
def confirm_join(id: str) -> Answer | str:
    """Two stories side by side, before they are made one."""
    at_hand.editor()
    story, store = story_of(id), at_hand.store()
    asked = _named(request.args.get("other", ""))
    try:
        other = standing.find(store, asked)
    except ActError:
        refused = RefusedError(
            "other", gettext("No story is known by that. Paste its address on this desk, or its id.")
        )
        return shown(story, refused=refused, act="join"), 404
    if other == story:
        refused = RefusedError("other", gettext("That is this very story."))
        return shown(story, refused=refused, act="join"), 422
    both = [dossier.of(store, one) for one in (story, other)]
    both.sort(key=lambda one: (one.created, one.story))
    return render_template("story-join.html", elder=both[0], younger=both[1], telling=telling, length=telling.PREVIEW)


def _named(asked: str) -> str:
    """A story as people point at one: its id, or the address of its page."""
    return asked.strip().rpartition("/story/")[2].partition("?")[0].partition("#")[0].strip("/")[:500]


@page.post("/story/<id>/join")
def join(id: str) -> Answer:
    """Make two stories one."""
    person = at_hand.editor()
    other = story_of(request.form.get("other", ""))
    story = story_of(id)
    if other != story:
        story = acts.join(at_hand.store(), story, other, by=person.name, now=at_hand.now())
        at_hand.publish()
    at_hand.note(gettext("Both are one story now."))
    return redirect(url_for("story.story", id=story), 303)


@page.post("/story/<id>/decline")
def decline(id: str) -> Answer:
    """Answer a proposal with no."""
    person, story = at_hand.editor(), story_of(id)
    try:
        acts.decline(at_hand.store(), request.form.get("uri", ""), story, by=person.name, now=at_hand.now())
        at_hand.note(gettext("They stay two stories; that is not asked again."))
    except ActError:
        at_hand.note(gettext("Somebody has answered that already."), "functional")
    return redirect(_back(story), 303)


def _back(story: str) -> str:
    """Where the form was: the questions, or the story it was asked about."""
    if request.form.get("from") == "questions":
        return url_for("questions.waiting")
    return url_for("story.story", id=story_of(request.form.get("from") or story))


@page.get("/story/<id>/part")
def confirm_part(id: str) -> str:
    """Say what parting a text from its story does, before it is done."""
    at_hand.editor()
    story = story_of(id)
    uri = text_of(story, request.args.get("uri", ""))
    tongues = dossier.tongues(at_hand.store(), story)
    made = [one.article for one in tongues if one.article.translated_from and one.article.translated_from.uri == uri]
    article = next((one.article for one in tongues if one.article.uri == uri), None)
    return render_template("story-part.html", story=story, uri=uri, article=article, made=made, telling=telling)


@page.post("/story/<id>/part")
def part(id: str) -> Answer:
    """Make one official text a story of its own."""
    person, story = at_hand.editor(), story_of(id)
    uri = text_of(story, request.form.get("uri", ""))
    found = acts.part(at_hand.store(), uri, by=person.name, now=at_hand.now())
    at_hand.publish()
    at_hand.note(gettext("The text is a story of its own now; this is it."))
    return redirect(url_for("story.story", id=found), 303)
