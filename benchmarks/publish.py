"""How long a publish takes when little changed, and how that grows with what is published.

    python -m benchmarks.publish [--versions 1000,10000,100000] [--outputs NAMES] [--folder DIR] [--changed 10]

Builds newsrooms of releases in eight languages through the real tables and triggers (with --folder they are kept there
and used again) and publishes them to a channel with every output there is. Then, several times each: nothing changed,
some texts anywhere were corrected, the newest ones were, some stories were killed. Prints the medians in seconds, how
many files each publish replaced, and how the time grows from the smallest newsroom to the largest. The claim:
with 100,000 published versions and 10 changed, under 2 seconds, and no file but those concerned.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from pipeline import parts, run
from pipeline.config import Config, default
from pipeline.model import Block, BlockKind, Channel, Origin, Rights, Site
from pipeline.store import Store, opened, people
from pipeline.store.connection import text

LANGUAGES = ("en", "fr", "pt", "es", "de", "ar", "ru", "zh-Hans")
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
LIMIT = 2.0  # seconds
WORDS = {
    "zh-Hans": "港口博览会的参观者来自许多国家,展馆里有船只、钟表和书籍。",
    "ar": "يأتي زوار معرض الميناء من بلدان كثيرة وفي القاعات سفن وساعات وكتب.",
    "ru": "Посетители портовой ярмарки приезжают из многих стран, в залах корабли и часы.",
}
LATIN = "The harbour welcomes visitors of the fair from many countries; ships, clocks and books stand in its halls."
PARAGRAPHS, SENTENCES = 6, 4  # some 2,500 characters, as a short release has


def settings(folder: Path, names: str) -> Config:
    """A newsroom with one public channel that has some outputs, or every one."""
    site = Site("Harbour fair", "https://news.example.org", "press@example.org", "Asia/Shanghai")
    outputs = tuple(names.split(",")) if names else tuple(parts.names("outputs"))
    channel = Channel("website", outputs, Origin.APPROVED, Rights.PUBLIC, LANGUAGES)
    return replace(
        default(folder / "sources.yaml"),
        site=site,
        languages=LANGUAGES,
        channels=(channel,),
        store=folder / "pipeline.db",
        output=folder / "output",
    )


def build(store: Store, stories: int) -> None:
    """Fill a store with stories, each official in one language and approved in seven."""
    for first in range(0, stories, 500):
        with store.write():
            for number in range(first, min(stories, first + 500)):
                _story(store, number, NOW - timedelta(minutes=20 * (stories - number)))


def _story(store: Store, number: int, published: datetime) -> None:
    story, at, own = f"tag:news.example.org,{published:%Y-%m-%d}:{number:08x}", text(published), LANGUAGES[number % 3]
    store.insert("story", {"id": story, "created": at, "published": at, "todo": 0})
    for tag in sorted(LANGUAGES, key=lambda tag: tag != own):
        uri, ours = f"{story}/{tag}", tag != own
        store.insert("article", {"uri": uri, "story": story, "language": tag, "first_created": at})
        sentence = WORDS.get(tag, LATIN)
        body = [["paragraph", " ".join([sentence] * SENTENCES) + f" {number}", ""]] * PARAGRAPHS
        row = {"uri": uri, "version": 1, "origin": "approved" if ours else "official", "state": "current"}
        row |= {"source": "wire", "authority": "wire", "rights": "public", "headline": f"{sentence[:60]} ({number})"}
        row |= {"headline_derived": 0, "subhead": "", "byline": "", "body": json.dumps(body, ensure_ascii=False)}
        row |= {"origin_url": "", "issuer": "Harbour fair", "link": f"https://wire.example.com/{number}"}
        row |= {"published": at, "created": at, "updated": at, "fingerprint": "", "route": "argos" if ours else ""}
        row |= {"from_uri": f"{story}/{own}" if ours else None, "from_version": 1 if ours else None}
        store.insert("version", row | {"from_language": own if ours else None, "editor": "Editor" if ours else ""})


def correct(store: Store, uris: list[str], turn: int) -> None:
    """Give texts other words, and approve them."""
    for uri in uris:
        words = (Block(BlockKind.PARAGRAPH, f"Corrected for the time {turn}."),)
        now = NOW + timedelta(minutes=turn)
        edited = {"headline": f"Corrected {turn}", "subhead": "", "body": words, "dateline": None}
        people.edit(store, uri, **edited, up_to_date=False, by="Editor", now=now)
        people.approve(store, uri, up_to_date=False, by="Editor", now=now)


def kill(store: Store, stories: list[str]) -> None:
    """Kill stories."""
    with store.write():
        for story in stories:
            store.run("UPDATE story SET pub_status = 'canceled', standing = 'killed' WHERE id = ?", (story,))


def timed(store: Store, config: Config, turn: int) -> tuple[float, int]:
    """Publish; the seconds it took, and how many files it replaced."""
    report = run.Report()
    began = time.perf_counter()
    run.publish(store, config, report, clock=lambda: NOW + timedelta(minutes=turn))
    seconds = time.perf_counter() - began
    assert not report.failures, report.failures
    return seconds, len(report.written)


def measure(folder: Path, outputs: str, versions: int, changed: int, times: int) -> dict[str, tuple[float, int]]:
    """Medians of seconds and of files by what changed, in one newsroom."""
    config, chance = settings(folder, outputs), random.Random(7)
    found: dict[str, tuple[float, int]] = {}
    with opened(config.store) as store:
        if store.row("SELECT 1 FROM story LIMIT 1") is None:
            build(store, versions // len(LANGUAGES))
        seconds, files = timed(store, config, 0)
        if files:
            found["everything"] = (seconds, files)
        row = store.row("SELECT value FROM meta WHERE key = 'benchmark turn'")
        turn = int(row["value"]) if row else 0
        where = "FROM published WHERE channel = 'website' AND status = 'usable'"
        uris = [
            row["uri"] for row in store.rows(f"SELECT uri {where} AND made_from <> '' ORDER BY published DESC, uri")
        ]
        newest, stories = uris[:200], sorted({uri.partition("/")[0] for uri in uris}, reverse=True)
        chance.shuffle(stories)
        kinds = {
            "nothing": lambda: None,
            f"{changed} anywhere": lambda: correct(store, chance.sample(uris, changed), turn),
            f"{changed} of the newest": lambda: correct(store, chance.sample(newest, changed), turn),
            f"{changed} stories killed": lambda: kill(
                store, [stories.pop() for _ in range(min(changed, len(stories)))]
            ),
        }
        for name, change in kinds.items():
            taken = []
            for _ in range(times):
                turn += 1
                change()
                taken.append(timed(store, config, turn))
            found[name] = (median(one[0] for one in taken), round(median(one[1] for one in taken)))
        with store.write():
            store.run("INSERT OR REPLACE INTO meta VALUES ('benchmark turn', ?)", (str(turn),))
    return found


def main() -> None:
    """Measure newsrooms of several sizes and print how they compare."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--versions", default="1000,10000,100000")
    asked.add_argument("--outputs", default="", help="a comma between; every one if not given")
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--changed", type=int, default=10)
    asked.add_argument("--times", type=int, default=3)
    told = asked.parse_args()
    sizes = sorted(int(size) for size in told.versions.split(","))
    found: dict[int, dict[str, tuple[float, int]]] = {}
    for size in sizes:
        with ExitStack() as stack:
            folder = (
                told.folder / str(size) if told.folder else Path(stack.enter_context(tempfile.TemporaryDirectory()))
            )
            folder.mkdir(parents=True, exist_ok=True)
            found[size] = measure(folder, told.outputs, size, told.changed, told.times)
        for name, (seconds, files) in found[size].items():
            print(f"{size:>9,} versions  {name:<24} {seconds:8.2f} s  {files:>9,} files replaced", flush=True)
    if len(sizes) > 1:
        first, last = found[sizes[0]], found[sizes[-1]]
        for name in last:
            if name in first:
                ratio = last[name][0] / first[name][0]
                print(f"{name:<24} {ratio:6.1f} times the time for {sizes[-1] // sizes[0]} times the versions")
    over = [name for name, (seconds, _) in found[sizes[-1]].items() if name != "everything" and seconds >= LIMIT]
    print(f"over {LIMIT:.0f} s: {', '.join(over) or 'nothing'}")


if __name__ == "__main__":
    main()
