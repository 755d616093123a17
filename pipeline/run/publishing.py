"""Publish: settle what each channel carries, then render what changed and put it in place, file by file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline import files, formats
from pipeline.config import Config
from pipeline.model import Channel, Rights
from pipeline.parts import ROOT
from pipeline.run.rendering import Printing
from pipeline.run.report import Clock, Report, utc_now
from pipeline.run.settling import settle
from pipeline.run.writing import Writer
from pipeline.store import Store, problems, published, searching, written
from pipeline.store import publishing as store_publishing

SEARCHABLE = 200  # texts made ready for search after one publish; what is left, after the next

# What every output is made with, besides the modules at the top: when one changes, everything is rendered anew.
COMMON = ("labels.toml", "model", "language", "newsroom", "pictures", "run/rendering.py")


def publish(store: Store, config: Config, report: Report, *, clock: Clock = utc_now, anew: bool = False) -> None:
    """Bring every file up to date with what its channel may carry, and remove those no channel has any more.

    The work follows what changed since the last publish; with `anew`, and after the settings or the program changed,
    everything is looked at and rendered again. Never waits for a run. What changed can then be searched at the desk.
    """
    _publish(store, config, report, clock, anew)
    searching.catch_up(store, SEARCHABLE)


def _publish(store: Store, config: Config, report: Report, clock: Clock, anew: bool) -> None:
    lock = config.store.with_name(config.store.name + ".publish")
    with files.locked(lock, wait=True, what="another publish"):
        now = clock()
        began = store_publishing.began(store, now)
        writer = Writer(store, config.output, report, anew=anew)
        _take_back(store, config)
        digests = _look_again(store, config, anew)
        settle(store, config, now)
        for channel in config.channels:
            Printing(store, config, channel, writer, now, began, digests[channel.id]).everything()
        _remove_former(store, config, writer)
        _tell(store, config, report, writer.failed, now)


def _take_back(store: Store, config: Config) -> None:
    """What came from a source that is internal now may not be public any more, whatever it was when it came."""
    internal = sorted(source.id for source in config.sources if source.rights is Rights.INTERNAL)
    if published.setting(store, "internal") != (told := " ".join(internal)):
        with store.write():
            published.take_back(store, internal)
            published.note(store, "internal", told)


def _look_again(store: Store, config: Config, anew: bool) -> dict[str, str]:
    """Mark everything of a channel whose settings, templates or program changed, or whose files are gone.

    Returns for each channel a digest of all that.
    """
    digests = {}
    for channel in config.channels:
        digest = digests[channel.id] = _digest(config, channel)
        lost = not (config.output / channel.id).is_dir()
        if anew or lost or published.setting(store, f"settings {channel.id}") != digest:
            with store.write():
                published.everything_stale(store, channel.id)
                published.note(store, f"settings {channel.id}", digest)
    return digests


def _remove_former(store: Store, config: Config, writer: Writer) -> None:
    """Remove the files of channels that are no longer in the settings."""
    names = {channel.id for channel in config.channels}
    for former in published.channels(store):
        if former not in names:
            writer.obsolete(file.path for file in written.of_channel(store, former, items=True))
            with store.write():
                published.note(store, f"settings {former}", "")
    writer.clear()


def _tell(store: Store, config: Config, report: Report, failed: list[str], now: datetime) -> None:
    if not failed:
        problems.works(store, "output", str(config.output))
        return
    more = f" (and {len(failed) - 1} more files)" if len(failed) > 1 else ""
    problems.failed(store, "output", str(config.output), failed[0] + more, now)
    report.failures = [told for told in report.failures if not told.startswith(failed[0])] + [failed[0] + more]


def _digest(config: Config, channel: Channel) -> str:
    """What decides over a channel's files besides the stories: its settings, the site's, the program and templates."""
    told = (config.site, config.languages, replace(channel, deliver=()))
    digest = hashlib.sha256(repr(told).encode("utf-8", "surrogatepass"))
    for path in sorted(set(_sources(channel))):
        digest.update(str(path).encode("utf-8", "surrogateescape"))
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def _sources(channel: Channel) -> Iterator[Path]:
    yield from ROOT.glob("*.py")
    for name in COMMON:
        path = ROOT / name
        yield from path.rglob("*.py") if path.is_dir() else [path]
    for one in formats.of(channel):
        yield ROOT / "outputs" / f"{one.name}.py"
        if one.sources:
            yield from one.sources(channel.options.get(one.name))
