"""Publish: what each channel may carry, rendered and put in place, file by file."""

from __future__ import annotations

from pipeline import feeds, files, parts
from pipeline.config import Config
from pipeline.errors import OutputError
from pipeline.run.report import Clock, Report, utc_now
from pipeline.store import Store, problems, publishable, searching
from pipeline.store import publishing as store_publishing

SEARCHABLE = 200  # texts made ready for search after one publish; what is left, after the next


def publish(store: Store, config: Config, report: Report, *, clock: Clock = utc_now) -> None:
    """Write every feed whose bytes changed, and remove those no channel has any more; never waits for a run.

    What changed can then be searched at the desk.
    """
    _publish(store, config, report, clock)
    searching.catch_up(store, SEARCHABLE)


def _publish(store: Store, config: Config, report: Report, clock: Clock) -> None:
    lock = config.store.with_name(config.store.name + ".publish")
    with files.locked(lock, wait=True, what="another publish"):
        before = store_publishing.written(store)
        expected, failed = _write(store, config, report, clock, before)
        for path in before.keys() - expected:
            try:
                files.remove(config.output / path)
            except OutputError as error:
                failed.append(str(error))
            else:
                store_publishing.removed(store, path)
        if not failed:
            problems.works(store, "output", str(config.output))
            return
        more = f" (and {len(failed) - 1} more files)" if len(failed) > 1 else ""
        problems.failed(store, "output", str(config.output), failed[0] + more, clock())
        report.failures = [told for told in report.failures if not told.startswith(failed[0])] + [failed[0] + more]


def _write(
    store: Store, config: Config, report: Report, clock: Clock, before: dict[str, str]
) -> tuple[set[str], list[str]]:
    """Render and replace; the paths below the output folder that belong to a channel, and what could not be written."""
    expected: set[str] = set()
    failed: list[str] = []
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
                expected.add(path)
                try:
                    if files.replace(config.output / path, content):
                        report.written.add(path)
                except OutputError as error:
                    failed.append(str(error))
                    continue
                if before.get(path) != files.sha256(content):
                    store_publishing.wrote(store, path, files.sha256(content))
    return expected, failed
