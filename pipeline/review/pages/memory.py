"""The memory: what people approved before."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Blueprint, render_template, request, send_file

from pipeline import acts
from pipeline.errors import ActError
from pipeline.review import at_hand, explaining
from pipeline.review.pages.glossary import uploaded
from pipeline.review.words import gettext
from pipeline.store import memory

page = Blueprint("memory", __name__)
NAVIGATION = (50, "Memory", "memory.search", False)

LONGEST = 2_000  # characters of a sentence that is looked for


@page.get("/memory")
def search() -> str:
    """Remembered sentences like one asked for, or with its words in them."""
    at_hand.person()
    return _shown()


@page.post("/memory/import")
def bring() -> str:
    """Take in the sentences of a TMX file; they never replace what was approved here."""
    me = at_hand.editor()
    faults: list[str] = []
    with uploaded("file") as file:
        taken, count = acts.import_memory(
            at_hand.store(),
            file,
            by=me.name,
            now=at_hand.now(),
            tell=lambda told: faults.append(explaining.told(told)),
        )
    return _shown(taken=taken, faults=faults, count=count)


@page.get("/memory/export.tmx")
def export() -> Any:
    """The memory as TMX 1.4b, or what leads from one language or into one."""
    at_hand.person()
    source, target = (request.args.get(name, "")[:40] for name in ("from", "to"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "memory.tmx"
        acts.export_memory(at_hand.store(), path, source, target)
        file = path.open("rb")  # it lives on until it is sent, though its folder does not
    return send_file(file, "application/x-tmx+xml", as_attachment=True, download_name="memory.tmx")


def _shown(**told: Any) -> str:
    """The page with what was found, if anything was asked for."""
    asked = {name: request.args.get(name, "").strip() for name in ("q", "from", "to")}
    known = memory.pairs(at_hand.store())
    languages = sorted({*at_hand.config().languages, *(tag for pair in known for tag in pair)})
    source, target = asked["from"], asked["to"]
    if not source and not target and known:  # begin with a pair there is something to find in
        asked["from"], asked["to"] = known[0]
    found, error = [], ""
    if len(asked["q"]) > LONGEST:
        error = gettext("That is longer than any sentence. Look for one sentence, or a few words.")
    elif asked["q"]:
        try:
            found = acts.search_memory(at_hand.store(), asked["q"], asked["from"], asked["to"])
        except ActError as refused:
            error = explaining.refused(refused)
    return render_template(
        "memory.html", asked=asked, found=found, error=error, languages=languages, known=known, **told
    )
