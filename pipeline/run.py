"""Calls the stages in order. The flow:

    fetch      fetchers.<kind>.fetch -> entries -> extract + wire.read -> language.identify -> stories.place -> store
    publish    store.publishable -> outputs.<name>.render -> file, only if its bytes changed
    translate  stories.needs -> routes -> translate (batches of sentences) -> store -> publish, batch by batch

Every stage takes what waits from the store and leaves what it did there, so any of them may be killed and begun again.
What fails is recorded and told in the report; the rest goes on.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from pipeline import extract, feeds, files, language, parts, segments, stories, wire
from pipeline.config import Config
from pipeline.errors import ItemError, OutputError, PipelineError, SourceError, StoreError
from pipeline.http import Client
from pipeline.model import Draft, Source, TranslatedFrom, Validators
from pipeline.plan import engines, plan, wishes
from pipeline.store import Store, articles, problems, publishable, sources, translations
from pipeline.store import publishing as store_publishing
from pipeline.terminal import Progress, quiet
from pipeline.translate import Done, Failed
from pipeline.translate import translate as translate_jobs

HEADLINE = 400  # characters of a headline derived from a first sentence
CUT = re.compile(r"(…|\.\.\.)\s*$")


@dataclass(slots=True)
class Report:
    """What a command did and what went wrong, for the person or cron that started it."""

    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    read: int = 0
    translated: int = 0
    written: set[str] = field(default_factory=set)

    @property
    def exit_code(self) -> int:
        """1 when anything went wrong that is on record now, else 0."""
        return 1 if self.failures else 0


Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@contextmanager
def alone(config: Config) -> Iterator[None]:
    """One run at a time on one store; raises BusyError while another is at work. People's acts never wait for it."""
    lock = config.store.with_name(config.store.name + ".lock")
    with files.locked(lock, wait=False, what="another run on this database"):
        yield


def run(
    store: Store, config: Config, *, clock: Clock = utc_now, progress: Progress = quiet, now: bool = False
) -> Report:
    """Everything in turn: fetch, publish, translate and publish batch by batch."""
    report = Report()
    fetch(store, config, report, clock=clock, progress=progress, now=now)
    publish(store, config, report, clock=clock)
    translate(store, config, report, clock=clock, progress=progress)
    return report


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

    `only` narrows to some sources. An exception nobody foresaw inside one source stays within that source.
    """
    chosen = [source for source in config.sources if not only or source.id in set(only)]
    with Client(config.site.contact, config.site.url) as client:
        for number, source in enumerate(chosen):
            progress(f"fetch {source.id}", number, len(chosen))
            asked = now or _due(store, source, clock())
            if asked:
                _list(store, source, client, report, clock)
            for waiting in sources.waiting(store, source.id, failed=asked):
                _take(store, config, source, waiting, client, report, clock)
            progress(f"fetch {source.id}", number + 1, len(chosen))


def _due(store: Store, source: Source, now: datetime) -> bool:
    state = sources.state(store, source.id)
    settled = state.last_success is not None and not state.error and state.settings == _settings(source)
    return not settled or state.last_success is None or now - state.last_success >= source.every


def _settings(source: Source) -> str:
    """What of a source's configuration decides over its entries; when it changes, validators count no more."""
    told = (repr(source.options), source.languages, source.keep)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _list(store: Store, source: Source, client: Client, report: Report, clock: Clock) -> None:
    known = sources.state(store, source.id)
    settings = _settings(source)
    validators = known.validators if known.settings == settings else Validators()
    try:
        listing = parts.find("fetchers", source.kind).fetch(source, client, validators)
        sources.listed(store, source.id, listing, settings, clock())
        problems.works(store, "source", source.id)
        report.notes += [f"{source.id}: {note}" for note in listing.notes]
    except StoreError:
        raise
    except SourceError as error:
        _source_failed(store, source, str(error), "", report, clock)
    except Exception as error:  # unforeseen: it stays within this source
        _source_failed(store, source, _unforeseen(error), traceback.format_exc(), report, clock)


def _source_failed(store: Store, source: Source, message: str, trace: str, report: Report, clock: Clock) -> None:
    sources.failed(store, source.id, message, clock())
    problems.failed(store, "source", source.id, message, clock(), trace)
    report.failures.append(f"{source.id}: {message}")


def _unforeseen(error: Exception) -> str:
    return f"unforeseen {type(error).__name__}: {' '.join(str(error).split())[:300]} (see `pipeline status --json`)"


def _take(
    store: Store,
    config: Config,
    source: Source,
    waiting: sources.Waiting,
    client: Client,
    report: Report,
    clock: Clock,
) -> None:
    """Read one entry and store it where it belongs."""
    entry = waiting.entry
    subject = f"{source.id} {entry.id}"
    try:
        reading = _read(source, waiting, client, clock)
    except StoreError:
        raise
    except Exception as error:
        foreseen = isinstance(error, PipelineError)
        message = str(error) if foreseen else _unforeseen(error)
        sources.unreadable(store, source.id, entry.id, message)
        problems.failed(store, "item", subject, message, clock(), "" if foreseen else traceback.format_exc())
        report.failures.append(f"{source.id}: {message}")
        return
    problems.works(store, "item", subject)
    if reading is None:
        sources.skipped(store, source.id, entry.id)
        return
    item, said = reading
    with store.write():
        before = articles.became(store, waiting.uri)
        known = articles.known(store, (*item.keys, item.origin_key))
        placement = stories.place(item, known, before=before)
        articles.add(store, item, said, placement, site_url=config.site.url, now=clock())
    report.read += placement.action is not stories.Action.SAME


def _read(
    source: Source, waiting: sources.Waiting, client: Client, clock: Clock
) -> tuple[stories.Item, articles.Text] | None:
    """Extract, read the wire's conventions, tell the language. None: it mentions none of the words to keep."""
    entry = waiting.entry
    draft, address = _draft(source, waiting, client)
    published = entry.published or draft.published
    title = draft.headline if draft.headline and (not entry.title or CUT.search(entry.title)) else entry.title
    release = wire.read(draft.body, headline=title, published=published)
    if not release.body:
        where = entry.link or entry.id
        raise ItemError(f"no text found at {where}; look at the page and set article.body for {source.id}")
    running = "\n".join(block.text for block in release.body)
    if not stories.mentions(f"{release.headline}\n{release.subhead}\n{running}", source.keep):
        return None
    detected = language.identify(running, declared=source.languages, page=draft.language, feed=entry.language)
    headline = release.headline or segments.first_sentence(release.body[0].text, detected.language, HEADLINE)
    links = [alternate.link for alternate in draft.alternates]
    item = stories.Item(
        source=source.id,
        entry=entry.id,
        language=detected.language,
        authority=source.authority,
        rights=source.rights,
        keys=stories.keys(entry, source=source.id, canonical=draft.canonical, alternates=[address, *links]),
        origin_key=stories.origin_key(release.origin_url),
        fingerprint=stories.fingerprint(headline, release.body),
        shingles=stories.shingles(release.body),
        published=published or entry.updated or clock(),
    )
    said = articles.Text(
        headline=headline,
        headline_derived=not release.headline,
        subhead=release.subhead or draft.subhead,
        by=draft.by,
        dateline=release.dateline,
        body=release.body,
        origin_url=release.origin_url,
        issuer=release.issuer,
        link=entry.link,
        evidence="; ".join(detected.evidence),
    )
    return item, said


def _draft(source: Source, waiting: sources.Waiting, client: Client) -> tuple[Draft, str]:
    """The body, from the entry itself where it is whole, else from its page; and the page's final address."""
    entry = waiting.entry
    if entry.content_type == "text/plain":
        return extract.plain(entry.content), ""
    if entry.complete or not entry.link:
        return extract.fragment(entry.content or entry.summary, url=entry.link), ""
    page = client.get(entry.link, allow_private=source.allow_private, accept="text/html,application/xhtml+xml")
    draft = extract.article(page.content, url=page.url, charset=page.charset, selectors=source.article)
    if not draft.body:
        raise ItemError(f"no text found at {entry.link}; look at the page and set article.body for {source.id}")
    return draft, page.url


def translate(
    store: Store, config: Config, report: Report, *, clock: Clock = utc_now, progress: Progress = quiet
) -> None:
    """Make every translation that stories lack, the newest story first; publish after each batch."""
    at_hand = engines(config)
    pairs = {name: engine.pairs() for name, engine in at_hand.items()}
    asked = wishes(config)
    told = repr((asked.languages, sorted(asked.public), dict(asked.prefer), dict(asked.pinned)))
    told += repr([(name, sorted(found)) for name, found in pairs.items()])
    translations.look_again(store, hashlib.sha256(told.encode()).hexdigest())
    steps = {step.story: step for step in plan(translations.ahead(store), asked, pairs)}
    for step in steps.values():
        if not step.jobs:
            translations.settled(store, step.story, step.missing)
    left = {story: len(step.jobs) for story, step in steps.items()}
    jobs = {job: step.story for step in steps.values() for job in step.jobs}
    made = 0
    try:
        for outcome in translate_jobs(jobs, lambda source: translations.current(store, *_version(source)), at_hand):
            if isinstance(outcome, Failed):
                _route_failed(store, outcome, report, clock)
                continue
            for done in outcome:
                made += 1
                if _keep(store, done, clock()):
                    report.translated += 1
                    story = jobs[done.job]
                    left[story] -= 1
                    if not left[story]:
                        translations.settled(store, story, steps[story].missing)
            progress("translate", made, len(jobs))
            publish(store, config, report, clock=clock)
    finally:
        for engine in at_hand.values():
            engine.close()


def _version(source: TranslatedFrom) -> tuple[str, int]:
    return source.uri, source.version


def _keep(store: Store, done: Done, now: datetime) -> bool:
    problems.works(store, "engine", done.route)
    printed = done.source.dateline
    if printed is not None:  # data, not prose: it never goes through an engine
        printed = replace(printed, text=wire.render_dateline(printed, done.job.target))
    return translations.add(
        store,
        done.job.source,
        done.job.target,
        headline=done.headline,
        subhead=done.subhead,
        body=done.body,
        dateline=printed,
        route=done.route,
        models=done.models,
        segments=done.segments,
        now=now,
    )


def _route_failed(store: Store, failed: Failed, report: Report, clock: Clock) -> None:
    message = f"{failed.message} ({failed.jobs} translations wait for {failed.route})"
    problems.failed(store, "engine", failed.route, message, clock())
    report.failures.append(message)


def publish(store: Store, config: Config, report: Report, *, clock: Clock = utc_now) -> None:
    """Write every feed whose bytes changed, and remove those no channel has any more; never waits for a run."""
    lock = config.store.with_name(config.store.name + ".publish")
    with files.locked(lock, wait=True, what="another publish"):
        before = store_publishing.written(store)
        try:
            expected = _write(store, config, report, clock, before)
            for path in before.keys() - expected:
                files.remove(config.output / path)
                store_publishing.removed(store, path)
            problems.works(store, "output", str(config.output))
        except OutputError as error:
            problems.failed(store, "output", str(config.output), str(error), clock())
            if str(error) not in report.failures:
                report.failures.append(str(error))


def _write(store: Store, config: Config, report: Report, clock: Clock, before: dict[str, str]) -> set[str]:
    """Render and replace; returns the paths below the output folder that belong to a channel."""
    expected = set()
    now, began = clock(), store_publishing.began(store, clock())
    for channel in config.channels:
        outputs = [parts.find("outputs", name) for name in channel.outputs]
        by_language = {
            tag: publishable(store, channel, tag, languages=config.languages, now=now) for tag in channel.languages
        }
        file = (outputs[0].FILENAME, outputs[0].MEDIA_TYPE)
        for feed in feeds.build(config.site, channel, by_language, file=file, began=began):
            for output in outputs:
                path = f"{channel.id}/{feed.language}/{output.FILENAME}"
                content: bytes = output.render(feed)
                if files.replace(config.output / path, content):
                    report.written.add(path)
                if before.get(path) != files.sha256(content):
                    store_publishing.wrote(store, path, files.sha256(content))
                expected.add(path)
    return expected
