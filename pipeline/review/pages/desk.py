"""The desk itself: the grid of stories × languages, what waits, and what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from pipeline.model import STATES, Backlog, Filters, Person, Role, Severity
from pipeline.review import at_hand
from pipeline.review.words import gettext, spoken
from pipeline.store import Store, notices, proposals, searching
from pipeline.store import grid as stored

page = Blueprint("desk", __name__)
NAVIGATION = (10, "Desk", "desk.grid", False)

READY = 40  # texts made ready for search before one search; the rest is done after each run
ASKED = 99  # questions of each kind that are counted
LONGEST = 200  # characters of a filter that are heeded


@page.get("/")
def grid() -> Response:
    """The grid, newest stories first."""
    me, store, config = at_hand.person(), at_hand.store(), at_hand.config()
    filters, asked = _asked(me)
    ready = searching.catch_up(store, READY) if filters.text else True
    turn = stored.turn(store)
    found = stored.page(
        store,
        filters,
        languages=config.languages,
        now=at_hand.now(),
        reading=spoken(),
        after=request.args.get("after", "")[:LONGEST],
    )
    answer = make_response(
        render_template(
            "desk.html",
            found=found,
            filters=filters,
            asked=asked,
            columns=_columns(config.languages, me, filters.language),
            waiting=_waiting(me, stored.backlogs(store)),
            withheld=stored.withheld(store),
            questions=_questions(me, store),
            sources=stored.sources(store),
            states=_states(),
            after=request.args.get("after", ""),
            ready=ready,
            turn=turn,
            why=why,
        )
    )
    if "HX-Request" in request.headers:
        answer.headers["HX-Push-Url"] = url_for("desk.grid", **asked)
    return answer


@page.get("/next")
def oldest() -> Answer:
    """On to the text that has waited longest for whoever asks."""
    me = at_hand.person()
    language, after = request.args.get("language", "")[:LONGEST], request.args.get("after", "")[:1000]
    uri = stored.oldest_waiting(at_hand.store(), me, after, language=language, now=at_hand.now())
    if uri:
        return redirect(url_for("editor.sheet", uri=uri), 303)
    at_hand.note(gettext("Nothing waits for you: every text is read. Well done."))
    return redirect(url_for("desk.grid"), 303)


@page.get("/news")
def news() -> Answer | str:
    """What changed since the page was drawn: nothing (204), or a quiet bar and the counts as they are now."""
    me, store = at_hand.person(), at_hand.store()
    since, seen = request.args.get("since", 0, type=int), request.args.get("seen", 0, type=int)
    turn = stored.turn(store)
    if turn == seen:
        return Response(status=204)
    since = min(max(since, 0), turn)
    return render_template(
        "desk-news.html",
        since=since,
        turn=turn,
        texts=stored.news(store, since, me.name),
        most=stored.NEWS,
        asked=_asked(me)[1],
        waiting=_waiting(me, stored.backlogs(store)),
        withheld=stored.withheld(store),
        questions=_questions(me, store),
    )


def _asked(me: Person) -> tuple[Filters, dict[str, Any]]:
    """The filters of the address, and those among them that are in use, as an address has them."""
    given = {name: request.args.get(name, "").replace("\x00", "")[:LONGEST].strip() for name in FIELDS}
    if given["state"] not in STATES:
        given["state"] = ""
    if given["severity"] not in (Severity.CRITICAL, Severity.FUNCTIONAL):
        given["severity"] = ""
    asked: dict[str, Any] = {name: value for name, value in given.items() if value}
    filters = Filters(
        language=given["language"],
        source=given["source"],
        state=given["state"],
        severity=given["severity"],
        mine=me.name if given["mine"] else "",
        embargoed=bool(given["embargoed"]),
        text=given["q"],
    )
    return filters, asked


FIELDS = ("q", "language", "state", "severity", "source", "mine", "embargoed")


def _columns(languages: tuple[str, ...], me: Person, chosen: str) -> list[tuple[int, str]]:
    """The columns, each language with its place among a row's cells: the chosen one, the reader's, the others."""
    return sorted(enumerate(languages), key=lambda placed: (placed[1] != chosen, not _own(me, placed[1])))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: in the languages they review, in the others, and both counted."""

    own: tuple[Backlog, ...]
    others: tuple[Backlog, ...]
    texts: int
    criticals: int


def _waiting(me: Person, backlogs: list[Backlog]) -> Waiting:
    own = tuple(one for one in backlogs if _own(me, one.language))
    others = tuple(one for one in backlogs if not _own(me, one.language))
    return Waiting(own, others, sum(one.texts for one in own), sum(one.criticals for one in own))


def _questions(me: Person, store: Store) -> int:
    """How many questions wait for an answer by somebody like this person."""
    if not me.editor:
        return 0
    return len(proposals.waiting(store, limit=ASKED)) + len(notices.waiting(store, limit=ASKED))


def _own(me: Person, language: str) -> bool:
    """Whether a language is one somebody named as theirs; all are, where they named none."""
    return not me.languages or replace(me, role=Role.REVIEWER).reviews(language)


def _states() -> list[tuple[str, str]]:
    """What the grid can be narrowed to, in words."""
    words = {
        "waits": gettext("waits for a person"),
        "official": gettext("official"),
        "approved": gettext("approved"),
        "edited": gettext("edited"),
        "machine": gettext("machine"),
        "rejected": gettext("rejected"),
        "missing": gettext("missing"),
        "outdated": gettext("outdated"),
        "withheld": gettext("withheld"),
        "killed": gettext("killed"),
        "spiked": gettext("spiked"),
    }
    return [(state, words[state]) for state in STATES]


def why(reason: str) -> str:
    """Why there is no text in a language, in words."""
    from pipeline.review.words import language_name

    kind, _, language = reason.partition(":")
    words: dict[str, str] = {
        "route": gettext("no engine translates from %(language)s"),
        "waiting": gettext("the next run makes it"),
        "killed": gettext("the story was killed"),
        "spiked": gettext("a spiked story is not translated"),
        "undetermined": gettext("nobody knows the language of the original"),
        "unasked": gettext("there is nothing to make it from"),
    }
    return words.get(kind, "") % {"language": language_name(language)}
