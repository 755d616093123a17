"""How deciding on a new feed grows with what is stored: a year of a busy source, then 50 entries more.

    python -m benchmarks.store [--entries 100000]

Prints, for a tenth of the entries and for all of them in one process: the time to place 50 new entries, the time of
`status`, and the size of the database. The ratio is the claim; single times depend on the machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline import stories
from pipeline.model import Authority, Block, BlockKind, Entry, Listing, Rights, Source
from pipeline.store import Store, articles, opened, overview, proposals, sources
from pipeline.stories.clues import clues, propose

BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
SOURCE = Source("wire", "feed", None)


def add(store: Store, first: int, count: int) -> float:
    """List and place `count` entries from number `first` on, as a run does; seconds taken by the deciding alone."""
    entries = tuple(
        Entry(id=f"e{number}", link=f"https://w.example/{number}.html") for number in range(first, first + count)
    )
    now = BEGAN + timedelta(minutes=5 * first)
    sources.listed(store, SOURCE, Listing(entries), "", now, next_visit=now)
    took = 0.0
    for number, entry in enumerate(entries, first):
        text = (
            f"Release {number} tells of ship {number * 7919} and of {number * 31337} visitors from Port{number % 997}."
        )
        body = (Block(BlockKind.PARAGRAPH, text), Block(BlockKind.PARAGRAPH, f"Captain Nr{number} spoke. " * 20))
        published = BEGAN + timedelta(minutes=5 * number)
        item = stories.Item(
            "wire", entry.id, "en", Authority.WIRE, Rights.INTERNAL, stories.keys(entry, source="wire"), "",
            stories.fingerprint("", body), stories.shingles(body), published,
        )  # fmt: skip
        said = articles.Text(f"Release {number}", False, "", "", None, body, "", "", entry.link, "")
        own = clues("", body)
        began = time.perf_counter()
        with store.write():
            placed = stories.place(item, articles.known(store, item.keys))
            uri = articles.add(store, item, said, placed, site_url="https://n.example", now=now)
            proposals.remember(store, uri, own, published)
            others = proposals.likely(store, articles.story_of(store, uri), "en", "wire", own, published)
            proposals.propose(store, uri, propose(own, published, others), now)
        took += time.perf_counter() - began
    return took


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    most = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "p.db") as store:
        at = 0
        figures = []
        for goal in (most // 10, most):
            while at < goal:
                add(store, at, min(1000, goal - at))
                at = min(goal, at + 1000)
            took = add(store, at, 50)
            at += 50
            began = time.perf_counter()
            overview.counts(store)
            counted = time.perf_counter() - began
            size = (Path(folder) / "p.db").stat().st_size / 2**20
            figures.append(took)
            print(
                f"{goal:>8,} entries: 50 more placed in {took * 1000:.0f} ms, "
                f"counted in {counted * 1000:.0f} ms, {size:.0f} MiB"
            )
        print(f"ten times the entries: {figures[1] / figures[0]:.2f} times the time to place 50 more")


if __name__ == "__main__":
    main()
