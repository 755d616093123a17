"""Fetch: list every source that is due, hosts side by side, and read what is new or changed."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from inspect import signature
from itertools import islice
from urllib.parse import urlsplit

from pipeline import alarms, parts, schedule, stories
from pipeline.config import Config
from pipeline.errors import ItemError, PipelineError, SourceError, StoreError
from pipeline.http import Client, Robots
from pipeline.model import Entry, Listing, Raw, Source, Validators
from pipeline.run.picturing import fetch_pictures
from pipeline.run.placing import put
from pipeline.run.reading import Reading, is_notice, needs_page, read
from pipeline.run.report import Clock, Report, utc_now
from pipeline.store import Store, evidence, pictures, problems, sources
from pipeline.terminal import Progress, quiet

HOSTS = 32  # asked at the same time, one request at a time each
TRIES = 10  # of an entry that cannot be read; with the pauses between them that is about a week
GONE_TRIES = 3  # of one whose page is not there
AHEAD = 48  # pages fetched ahead of what is stored


def fetch(
    store: Store,
    config: Config,
    report: Report,
    *,
    clock: Clock = utc_now,
    progress: Progress = quiet,
    now: bool = False,
    only: Iterable[str] = (),
) -> None:
    """Ask every source that is due (all of them with `now`) and read what is new or changed.

    `only` narrows to some sources. Different hosts are asked side by side; what they answer is stored in the order of
    sources.yaml, so that stories come out the same however fast anybody answers. An exception nobody foresaw inside one
    source stays within that source.
    """
    chosen = [source for source in config.sources if not only or source.id in set(only)]
    asked = [source for source in chosen if now or sources.state(store, source.id).due(_settings(source), clock())]
    robots = Robots()
    robots.load(sources.robots(store))
    with (
        Client(config.site.contact, config.site.url, robots=robots) as client,
        ThreadPoolExecutor(HOSTS, thread_name_prefix="host") as pool,
    ):
        answers = _ask(store, asked, client, pool)
        for number, source in enumerate(asked):
            progress("fetch", number, len(asked))
            _listed(store, source, answers[source.id], client, report, clock)
        _read_waiting(store, config, chosen, client, pool, report, clock, progress)
        fetch_pictures(store, {source.id: source for source in chosen}, client, pool, report, clock, progress)
        sources.keep_robots(store, robots.dump(clock()))
    for source in chosen:
        evidence.forget(store, source.id, clock() - source.retain)
    if report.read:
        pictures.sweep(store)


def _settings(source: Source) -> str:
    """What of a source's configuration decides over its entries; when it changes, validators count no more."""
    told = (repr(source.options), source.languages, source.keep)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _ask(store: Store, asked: list[Source], client: Client, pool: ThreadPoolExecutor) -> dict[str, Future[Listing]]:
    """Begin to list every source; one after the other on the same host."""
    answers: dict[str, Future[Listing]] = {source.id: Future() for source in asked}
    groups: dict[str, list[tuple[Source, Validators, Callable[[str], bool]]]] = {}
    for source in asked:
        state = sources.state(store, source.id)
        source = sources.at_present_address(source, state)
        held = state.validators if state.settings == _settings(source) else Validators()
        # Only kinds that turn pages need it, and it is read here: the database belongs to this thread.
        known = sources.known_ids(store, source.id) if _turns_pages(source) else frozenset()
        host = _host(getattr(source.options, "url", "")) or source.id
        groups.setdefault(host, []).append((source, held, known.__contains__))

    def ask(group: list[tuple[Source, Validators, Callable[[str], bool]]]) -> None:
        for source, held, known in group:
            try:
                answers[source.id].set_result(_list(source, client, held, known))
            except BaseException as error:  # told where it is waited for
                answers[source.id].set_exception(error)

    for group in groups.values():
        pool.submit(ask, group)
    return answers


def _turns_pages(source: Source) -> bool:
    """Whether this kind of source asks what is known, to stop where the last visit began."""
    return "known" in signature(parts.find("fetchers", source.kind).fetch).parameters


def _list(source: Source, client: Client, validators: Validators, known: Callable[[str], bool]) -> Listing:
    fetcher = parts.find("fetchers", source.kind)
    more = {"known": known} if _turns_pages(source) else {}
    listing: Listing = fetcher.fetch(source, client, validators, **more)
    return listing


def _listed(
    store: Store, source: Source, answer: Future[Listing], client: Client, report: Report, clock: Clock
) -> None:
    settings, known = _settings(source), sources.state(store, source.id)
    try:
        listing = answer.result()
        gap = _gap(store, source, listing)
        if gap and source.backfill is not None:
            listing = _backfilled(store, source, listing, client, report)
        visit = schedule.next_visit(
            clock(), source.every, wait=listing.wait, retry_after=None, failures=0, seed=source.id
        )
        unfilled = gap and source.backfill is None
        sources.listed(store, source, listing, settings, clock(), next_visit=visit, gap=unfilled)
        problems.works(store, "source", source.id)
        for note in listing.notes:  # told once; `status` keeps showing what holds
            told = report.notes if note in known.notes else report.warnings
            told.append(f"{source.id}: {note}")
        if gap:
            filled = "looked into its backfill" if source.backfill else "set backfill: or ask it more often"
            report.warnings.append(f"{source.id}: some items may have been missed since the last visit; {filled}")
    except StoreError:
        raise
    except Exception as error:
        _source_failed(store, source, error, report, clock)


def _gap(store: Store, source: Source, listing: Listing) -> bool:
    if listing.not_modified or not listing.entries:
        return False
    dates = [entry.published for entry in listing.entries if entry.published]
    both = sum(sources.knows(store, source.id, entry.id) for entry in listing.entries)
    return alarms.gap(min(dates, default=None), sources.newest(store, source.id), both)


def _backfilled(store: Store, source: Source, listing: Listing, client: Client, report: Report) -> Listing:
    """The listing with what its backfill has besides, older first."""
    assert source.backfill is not None
    known = sources.known_ids(store, source.id)
    try:
        more = _list(source.backfill, client, Validators(), known.__contains__)
    except SourceError as error:
        report.failures.append(f"{source.id}: its backfill failed: {error}")
        return listing
    listed = {entry.id for entry in listing.entries} | {entry.link for entry in listing.entries}
    missed = [e for e in more.entries if e.id not in known and e.id not in listed and e.link not in listed]
    return replace(listing, entries=(*missed, *listing.entries), raw=(*more.raw, *listing.raw))


def _source_failed(store: Store, source: Source, error: Exception, report: Report, clock: Clock) -> None:
    """Record what went wrong with a source and when to ask it again; what nobody foresaw keeps its traceback."""
    foreseen = isinstance(error, SourceError)
    message = str(error) if foreseen else _unforeseen(error)
    trace = "" if foreseen else "".join(traceback.format_exception(error))
    gone = isinstance(error, SourceError) and error.gone
    visit = schedule.next_visit(
        clock(),
        source.every,
        wait=None,
        retry_after=error.retry_after if isinstance(error, SourceError) else None,
        failures=sources.state(store, source.id).failures + 1,
        seed=source.id,
    )
    sources.failed(
        store, source.id, message, clock(), next_visit=None if gone else visit, settings=_settings(source), gone=gone
    )
    problems.failed(store, "source", source.id, message, clock(), trace)
    report.failures.append(f"{source.id}: {message}")


def _unforeseen(error: BaseException) -> str:
    return f"unforeseen {type(error).__name__}: {' '.join(str(error).split())[:300]} (see `pipeline status --json`)"


Page = Future[Raw] | None


def _read_waiting(
    store: Store,
    config: Config,
    chosen: list[Source],
    client: Client,
    pool: ThreadPoolExecutor,
    report: Report,
    clock: Clock,
    progress: Progress,
) -> None:
    """Read every entry that waits, in order; pages are fetched ahead, a host at a time each."""
    by_id = {source.id: source for source in chosen}
    began = clock()
    ahead = (waiting for source in chosen for waiting in sources.waiting(store, source.id, began))
    done = 0
    while batch := list(islice(ahead, AHEAD)):
        pages = _pages(batch, by_id, client, pool)
        for waiting, page in zip(batch, pages, strict=True):
            _take(store, config, by_id[waiting.source], waiting, page, report, clock)
            done += 1
            progress("read", done, done + len(batch))


def _pages(
    batch: list[sources.Waiting], by_id: dict[str, Source], client: Client, pool: ThreadPoolExecutor
) -> list[Page]:
    pages: list[Page] = [Future() if needs_page(waiting.entry) else None for waiting in batch]
    groups: dict[str, list[tuple[Future[Raw], Entry, bool]]] = {}
    for waiting, page in zip(batch, pages, strict=True):
        if page is not None:
            private = by_id[waiting.source].allow_private
            groups.setdefault(_host(waiting.entry.link), []).append((page, waiting.entry, private))

    def get(group: list[tuple[Future[Raw], Entry, bool]]) -> None:
        for page, entry, private in group:
            try:
                answer = client.get(entry.link, allow_private=private, accept="text/html,application/xhtml+xml")
                page.set_result(Raw(answer.url, tuple(answer.headers.items()), answer.content))
            except BaseException as error:  # told where it is waited for
                page.set_exception(error)

    for group in groups.values():
        pool.submit(get, group)
    return pages


def _take(
    store: Store,
    config: Config,
    source: Source,
    waiting: sources.Waiting,
    page: Page,
    report: Report,
    clock: Clock,
) -> None:
    """Read one entry and store it where it belongs."""
    entry = waiting.entry
    subject = f"{source.id} {entry.id}"
    try:
        raw = _page(waiting, page)
        reading = read(source, entry, raw, clock)
    except StoreError:
        raise
    except Exception as error:
        _item_failed(store, source, waiting, error, report, clock)
        return
    problems.works(store, "item", subject)
    if raw is not None:
        with store.write():
            evidence.keep(store, source.id, raw, clock())
    if reading is None:
        sources.skipped(store, source.id, entry.id)
        return
    action = _put(store, config, reading, waiting.uri, clock, report)
    report.read += action is not stories.Action.SAME


def _page(waiting: sources.Waiting, page: Page) -> Raw | None:
    """The entry's page, or None where the entry itself must do: no page, or a page that is gone."""
    if page is None:
        return None
    try:
        return page.result()
    except SourceError as error:
        whole = waiting.entry.content and not waiting.entry.cut
        if error.status in (404, 410) and whole and not waiting.page:
            return None
        if is_notice(waiting.entry):  # a kill must not wait for a page which may never come
            return None
        raise


def _item_failed(
    store: Store, source: Source, waiting: sources.Waiting, error: Exception, report: Report, clock: Clock
) -> None:
    """Record what went wrong with an entry, tell it, and when to try again: less and less often, then no more."""
    entry = waiting.entry
    foreseen = isinstance(error, PipelineError)
    message = str(error) if foreseen else _unforeseen(error)
    status = error.status if isinstance(error, SourceError) else 0
    if waiting.uri and status in (404, 410):
        message = f"{entry.link} is gone upstream ({status}) and still published here as {waiting.uri}"
    tries = sources.attempts(store, source.id, entry.id) + 1
    last = tries >= (GONE_TRIES if status in (404, 410) else TRIES)
    retry_after = error.retry_after if isinstance(error, SourceError) else None
    again = schedule.next_visit(
        clock(), source.every, wait=None, retry_after=retry_after, failures=tries, seed=f"{source.id} {entry.id}"
    )
    sources.unreadable(store, source.id, entry.id, message, None if last else again)
    trace = "" if foreseen else "".join(traceback.format_exception(error))
    problems.failed(store, "item", f"{source.id} {entry.id}", message, clock(), trace)
    given_up = "; given up until its listing changes" if last else ""
    report.failures.append(f"{source.id}: {message}{given_up}")


def _put(store: Store, config: Config, reading: Reading, uri: str, clock: Clock, report: Report) -> stories.Action:
    return put(store, reading, uri, site_url=config.site.url, now=clock(), told=report.warnings.append)


def replay(store: Store, config: Config, report: Report, *, clock: Clock = utc_now, only: Iterable[str] = ()) -> None:
    """Read every entry again from the evidence, without the network: after a selector or a rule was mended.

    Entries whose page is kept no more are left as they are.
    """
    for source in config.sources:
        if only and source.id not in set(only):
            continue
        for waiting in _again(store, source):
            raw = None
            if needs_page(waiting.entry):
                kept = evidence.latest(store, waiting.page or waiting.entry.link)
                if kept is None:
                    report.notes.append(f"{source.id}: no evidence is kept of {waiting.entry.link}")
                    continue
                raw = kept.raw
            try:
                reading = read(source, waiting.entry, raw, clock)
            except ItemError as error:
                report.failures.append(f"{source.id}: {error}")
                continue
            if reading is None:
                sources.skipped(store, source.id, waiting.entry.id)
                continue
            action = _put(store, config, reading, waiting.uri, clock, report)
            report.read += action is not stories.Action.SAME


def _again(store: Store, source: Source) -> Iterator[sources.Waiting]:
    return sources.all_entries(store, source.id)
