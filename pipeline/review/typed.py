"""A whole form of typed sentences, as a browser without JavaScript sends it: what was changed, saved, refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline import acts
from pipeline.acts import Opened
from pipeline.errors import ActError
from pipeline.glossary import Glossary
from pipeline.model import Conflict, Gone
from pipeline.review import explaining
from pipeline.store import Store


@dataclass(slots=True)
class Outcome:
    """What came of a form: `unsaved` are words that were typed and not stored, by key, each with the reason.

    `moved` are sentences that somebody else saved since the form was drawn and that the person left alone; `gone` tells
    how many words were kept that have no place any more, `stored` which revision each stored sentence came to.
    """

    conflicts: dict[str, Conflict] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    unsaved: dict[str, str] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    stored: dict[str, int] = field(default_factory=dict)
    gone: int = 0

    @property
    def whole(self) -> bool:
        """Whether everything that was typed is stored."""
        return not (self.conflicts or self.refused or self.gone)


def save(
    store: Store, opened: Opened, form: Mapping[str, str], *, by: str, now: datetime, glossary: Glossary
) -> Outcome:
    """Store the sentences of a form that the person changed, one by one; nothing that was typed is lost."""
    outcome = Outcome()
    uri = opened.ours.uri
    lines = {line.key: line for line in opened.sheet.lines}
    former = {line.key: line.segment.target for line in opened.base.lines}
    for name, words in form.items():
        key = name.removeprefix("target-")
        if key == name or len(key) > 40:
            continue
        seen = _number(form.get(f"revision-{key}", ""))
        line = lines.get(key)
        if line is not None:
            if _same(words, line.segment.target):
                continue
            if seen != line.revision and _same(words, former[key]):
                outcome.moved.append(key)  # left as it stood before somebody else saved
                continue
        try:
            found = acts.save(store, uri, key, words, revision=seen, by=by, now=now, glossary=glossary)
        except ActError as error:
            outcome.refused[key] = explaining.refused(error)
            outcome.unsaved[key] = words
            continue
        if isinstance(found, Conflict):
            outcome.conflicts[key] = found
            outcome.unsaved[key] = words
        elif isinstance(found, Gone):
            outcome.gone += found.work.revision > 0
        else:
            outcome.stored[key] = found.line.revision
    return outcome


def seen(opened: Opened, form: Mapping[str, str], stored: Mapping[str, int]) -> dict[str, int]:
    """For each sentence by key the revision that the person knows of: as the form shows it, or as it stored it itself.

    Of a sentence that the form does not tell of, that in which it stood before anything of the form was stored.
    """
    found = {}
    for line in opened.sheet.lines:
        told = form.get(f"revision-{line.key}", "")
        found[line.key] = max(stored.get(line.key, 0), _number(told) if told else line.revision)
    return found


def unseen(opened: Opened, form: Mapping[str, str], stored: Mapping[str, int]) -> list[str]:
    """The keys of sentences that others saved since the form was drawn; `stored` are those the form itself saved."""
    found = []
    for line in opened.sheet.lines:
        told = form.get(f"revision-{line.key}", "")
        seen = stored.get(line.key, _number(told))
        if told and seen < line.revision:
            found.append(line.key)
    return found


def _same(one: str, other: str) -> bool:
    return one.split() == other.split() and one.count("\n\n") == other.count("\n\n")


def _number(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0
