"""The health of each source: what came, what went wrong and since when, what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from pipeline.model import Health
from pipeline.review import at_hand
from pipeline.review.words import gettext
from pipeline.status import warnings
from pipeline.store import health as stored

page = Blueprint("sources", __name__)
NAVIGATION = (30, "Sources", "sources.health", False)

SHOWN = 25  # sources on a page
LISTED = 50  # unread entries on a page


@dataclass(frozen=True, slots=True)
class Shown:
    """One source as the page shows it; `signs` are (what changed, in words; the detail, in English)."""

    health: Health
    kind: str
    standing: str  # fine, failing, gone, warned, new
    signs: tuple[tuple[str, str], ...]
    most: int

    @property
    def arrived(self) -> int:
        """What came in all the days shown."""
        return sum(self.health.days)


@page.get("/sources")
def health() -> str:
    """How each source fares, those that fail first."""
    at_hand.person()
    store, config, now = at_hand.store(), at_hand.config(), at_hand.now()
    troubled = stored.troubled(store)
    ordered = sorted(config.sources, key=lambda source: source.id not in troubled)
    last = max(1, -(-len(ordered) // SHOWN))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    shown = []
    for source in ordered[(number - 1) * SHOWN : number * SHOWN]:
        found = stored.of(store, source.id, now)
        signs = tuple((_sign(kind), detail) for kind, detail in warnings(store, source.id, now))
        shown.append(Shown(found, source.kind, _standing(found, signs), signs, max(found.days, default=0)))
    return render_template(
        "sources.html",
        sources=shown,
        troubled=len(troubled & {source.id for source in config.sources}),
        total=len(ordered),
        number=number,
        last=last,
        notices=stored.notices(store),
        counted=stored.COUNTED,
        days=stored.DAYS,
    )


@page.get("/sources/<id>/unread")
def unread(id: str) -> str:
    """What one source listed and could not be read."""
    at_hand.person()
    if id not in {source.id for source in at_hand.config().sources}:
        abort(404)
    after = max(request.args.get("after", 0, type=int), 0)
    found = stored.unread(at_hand.store(), id, after=min(after, 2**62), size=LISTED + 1)
    return render_template("sources-unread.html", id=id, found=found[:LISTED], more=len(found) > LISTED, after=after)


def _standing(found: Health, signs: tuple[tuple[str, str], ...]) -> str:
    if found.gone_since:
        return "gone"
    if found.failures:
        return "failing"
    if signs or found.unread:
        return "warned"
    return "fine" if found.last_success else "new"


def _sign(kind: str) -> str:
    """What an alarm is about, in words."""
    words = {
        "silent": gettext("It has been silent for longer than usual."),
        "short": gettext("Its texts have become much shorter."),
        "selectors": gettext("Its pages look different now; parts of them are no longer found."),
        "gap": gettext("Some items may have been missed between two visits."),
        "gone": gettext("Its server says that it is gone for good."),
    }
    return words[kind]
