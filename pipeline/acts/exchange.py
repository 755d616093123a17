"""What people do with files of translators' programs: send texts out, take them back sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline import exchange, files
from pipeline.acts import work
from pipeline.acts.opening import Opened, open_sheet
from pipeline.acts.told import named
from pipeline.errors import ActError, OutputError, Told, clean, said
from pipeline.exchange import Delivery, Outcome, Returned, Sent, Verdict, telling
from pipeline.glossary import Glossary
from pipeline.language import canonical
from pipeline.model import Conflict, Saved, Term
from pipeline.store import Store, audit, grid, overview

MOST_WAITING = 10_000  # texts in one export

Leaving = Callable[[str], Sequence[str]]  # the channels that a text leaves where its approval falls


def export_texts(
    store: Store,
    uris: Sequence[str],
    to: Path,
    *,
    language: str = "",
    waiting: bool = False,
    version: str = exchange.FORMATS[0],
    by: str,
    now: datetime,
    glossary: Glossary | None = None,
) -> Iterator[Sent | ActError]:
    """Write texts as XLIFF, one file each, as they are to be edited now: with people's saved words, issues and terms.

    `uris` are those of translations or, with `language`, of anything of their stories. `waiting` adds all that wait for
    a person in that language. `to` is a folder, or a file where there is one text only. A text that cannot be sent out
    is told, and the others go.
    """
    named(by)
    exchange.ready(version)
    language = _tag(language) if language else ""
    wanted: dict[str, None] = {}
    faults: list[ActError] = []
    for uri in uris:
        try:
            wanted[_translation(store, overview.find(store, uri), language)] = None
        except ActError as error:
            faults.append(error)
    if waiting:
        wanted.update(dict.fromkeys(cell.uri for cell, _ in grid.waiting(store, language, MOST_WAITING)))
    folder = to.is_dir() or len(wanted) > 1 or not to.suffix
    yield from faults
    for uri in wanted:
        try:
            yield _sent(store, uri, to, folder, version, by, now, glossary or Glossary())
        except ActError as error:
            yield error


def _translation(store: Store, uri: str, language: str) -> str:
    """The text meant: in `language` of the story of that URI, else the one under it."""
    if not language or overview.one(store, uri).language == language:
        return uri
    found = next((one.uri for one in overview.sisters(store, uri) if one.language == language), None)
    if found is None:
        raise ActError(telling.NO_SISTER, uri, language)
    return found


def _sent(
    store: Store, uri: str, to: Path, folder: bool, version: str, by: str, now: datetime, glossary: Glossary
) -> Sent:
    opened = open_sheet(store, uri, glossary=glossary)
    source, ours = opened.source, opened.ours

    def terms(text: str) -> tuple[Term, ...]:
        return glossary.applying(text, source.language, ours.language)

    parcel = exchange.parcel(ours, source, opened.sheet.lines, terms)
    path = to / _name(uri, source.language, ours.language) if folder else to
    content = exchange.write(parcel, version)
    try:
        files.replace(path, content)
    except OutputError as error:
        raise ActError(telling.UNWRITABLE, path) from error
    with store.write():
        told = f"XLIFF {version}: {len(parcel.units)} sentences"
        audit.record(store, "export", uri, by=by, now=now, version=ours.version, became=told)
    return Sent(uri, ours.language, path, len(parcel.units))


def _name(uri: str, source: str, language: str) -> str:
    """What a text's file is called: the end of its URI and the languages, in characters that every system takes."""
    tail = uri.rpartition(":")[2]
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in tail.removesuffix(f"/{language}"))
    return f"{kept.strip('-')[-80:]}.{source}-{language}.xlf"


def import_file(
    store: Store,
    path: Path,
    *,
    by: str,
    now: datetime,
    up_to_date: bool = False,
    leaving: Leaving | None = None,
    glossary: Glossary | None = None,
) -> list[Delivery]:
    """Take a translator's file back: what they changed is saved as `by`'s words, and a version is made of it.

    Raises ActError for what is no such file. What a text or a sentence is refused for is told in what is returned.
    Sentences are saved first, as in the editor, and kept then; where they cannot be kept (the source changed elsewhere
    and nobody looked, unless `up_to_date` says that somebody did) they wait in the editor, and the delivery says why.
    `leaving` tells the channels that a text leaves with its approval: where there are any, nothing of it is taken.
    """
    named(by)
    exchange.ready()
    return [
        _delivered(store, path.name, one, by=by, now=now, up_to_date=up_to_date, leaving=leaving, glossary=glossary)
        for one in exchange.read(_content(path), path.name)
    ]


def _content(path: Path) -> bytes:
    from pipeline.exchange.xliff import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ActError(telling.UNREADABLE, path, error.strerror) from error


def _delivered(
    store: Store,
    file: str,
    returned: Returned,
    *,
    by: str,
    now: datetime,
    up_to_date: bool,
    leaving: Leaving | None,
    glossary: Glossary | None,
) -> Delivery:
    language = clean(returned.language, 40)
    try:
        opened = _opened(store, returned, glossary)
    except ActError as error:
        lost = exchange.received(returned, ())
        why = said(error)
        return Delivery(file, clean(returned.uri), language, tuple(replace(one, why=why) for one in lost), why=why)
    uri = opened.ours.uri
    outcomes = exchange.received(returned, opened.sheet.lines)
    delivery = Delivery(file, uri, opened.ours.language, outcomes)
    if not delivery.count(Verdict.TAKEN):
        return delivery
    gone = leaving(uri) if leaving else ()
    if gone:
        why = Told(telling.LEAVING, ", ".join(gone))
        return replace(delivery, outcomes=_all_refused(outcomes, why), why=why)
    saved: dict[str, int] = {}
    outcomes = tuple(
        _saved(store, opened, one, saved, by=by, now=now, glossary=glossary) if one.verdict is Verdict.TAKEN else one
        for one in outcomes
    )
    delivery = replace(delivery, outcomes=outcomes)
    if not saved:
        return delivery
    seen = {one.key: one.seen for one in outcomes if one.verdict is Verdict.UNCHANGED}
    used = {
        line.key: line.revision
        for line in opened.sheet.lines
        if line.person and line.revision <= seen.get(line.key, -1)  # the translator had these words before them
    }
    return _kept(store, delivery, used | saved, opened, by=by, now=now, up_to_date=up_to_date, glossary=glossary)


def _opened(store: Store, returned: Returned, glossary: Glossary | None) -> Opened:
    """The text that a file is of; raises ActError where there is none, or it is one of other languages."""
    if not overview.known(store, returned.uri):
        raise ActError(telling.NO_TEXT, clean(returned.uri))
    opened = open_sheet(store, returned.uri, glossary=glossary)
    for wanted, told in (
        (opened.source.language, returned.source_language),
        (opened.ours.language, returned.language),
    ):
        if _canonical(told) != wanted:
            raise ActError(telling.OTHER_LANGUAGE, clean(told, 40) or "–", opened.ours.uri, wanted)
    return opened


def _saved(
    store: Store,
    opened: Opened,
    one: Outcome,
    saved: dict[str, int],
    *,
    by: str,
    now: datetime,
    glossary: Glossary | None,
) -> Outcome:
    """One sentence saved as a person's, unless somebody else's words came first; `saved` learns its revision."""
    line = opened.line(one.key)
    assert line is not None
    try:
        found = work.bring(store, opened, line, one.target, one.html, by=by, now=now, glossary=glossary)
    except ActError as error:
        return replace(one, verdict=Verdict.REFUSED, why=said(error))
    if isinstance(found, Saved):
        saved[one.key] = found.line.revision
        return one
    assert isinstance(found, Conflict)
    why = Told(telling.SAVED_SINCE, clean(found.person, 100) or telling.SOMEBODY)
    return replace(one, verdict=Verdict.REFUSED, why=why, standing=found.theirs)


def _kept(
    store: Store,
    delivery: Delivery,
    used: Mapping[str, int],
    opened: Opened,
    *,
    by: str,
    now: datetime,
    up_to_date: bool,
    glossary: Glossary | None,
) -> Delivery:
    """A version of what was saved; words that colleagues saved since stay beside it, in the editor."""
    sheet, kept, why = opened.sheet, 0, ""
    try:
        kept = work.finish(
            store,
            delivery.uri,
            by=by,
            now=now,
            version=sheet.version,
            from_version=sheet.source.version,
            up_to_date=up_to_date,
            revisions=used,
            only=frozenset(used),
            glossary=glossary,
        )
    except ActError as error:
        why = Told(telling.NOT_KEPT, said(error))
    taken = delivery.count(Verdict.TAKEN)
    with store.write():
        told = f"{clean(delivery.file, 80)}: {taken} sentences{'' if kept else ', in the editor'}"
        audit.record(store, "import", delivery.uri, by=by, now=now, version=kept or sheet.version, became=told)
    return replace(delivery, version=kept, why=why)


def _all_refused(outcomes: Sequence[Outcome], why: str) -> tuple[Outcome, ...]:
    return tuple(
        replace(one, verdict=Verdict.REFUSED, why=why) if one.verdict is Verdict.TAKEN else one for one in outcomes
    )


def _canonical(tag: str) -> str:
    try:
        return canonical(tag)
    except ValueError:
        return ""


def _tag(named: str) -> str:
    try:
        return canonical(named)
    except ValueError as error:
        raise ActError(*error.args) from error
