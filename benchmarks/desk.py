"""How fast the desk answers over many stories in eight languages, and whether any query reads a table from end to end.

    python -m benchmarks.desk [--stories 100000] [--folder DIR] [--times 15]

Builds the newsroom through the real tables and triggers (with --folder it is kept there and used again), then asks the
WSGI application for every address of ADDRESSES as somebody who is signed in. Prints the median and the worst time in
milliseconds, the processor's share of it (which other work on the machine hardly changes), and what SQLite would read
from end to end of the tables that grow. The claim: each answers in under 200 ms and nothing is read so.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import g

from pipeline.config import load
from pipeline.model import Person, Role
from pipeline.review import create_app
from pipeline.store import Store, grid, opened, searching
from pipeline.store.connection import text
from pipeline.store.segments import digest

LANGUAGES = ("en", "fr", "pt", "es", "de", "ar", "ru", "zh-Hans")
NOW = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
LIMIT = 200  # milliseconds
GROWING = {
    "version",
    "article",
    "story",
    "cell",
    "grid",
    "segment",
    "issue",
    "indexed",
    "hand",
    "entry",
    "act",
    "missing",
}
SOURCES = 60
SETTINGS = """
site: {title: Benchmark, url: "https://news.example.org", contact: press@example.org, timezone: Asia/Shanghai}
languages: [LANGUAGES]
sources:
SOURCES
channels:
  - {id: website, outputs: [atom], release: approved, rights: public}
translation: {engines: [], models: models}
store: pipeline.db
output: output
"""
# What a page is called, and its address; {story}, {uri}, {older}, {found} are filled in from the newsroom.
ADDRESSES = [
    ("desk", "/"),
    ("desk, page 50", "/?after={older}"),
    ("language", "/?language=fr"),
    ("source, common", "/?source=s01"),
    ("source, rare", "/?source=rare"),
    *((f"state {state}", f"/?state={state}") for state in ("waits", "official", "machine", "approved", "edited")),
    *((f"state {state}", f"/?state={state}") for state in ("rejected", "missing", "outdated", "withheld", "killed")),
    ("critical", "/?severity=critical"),
    ("mine", "/?mine=1"),
    ("under embargo", "/?embargoed=1"),
    ("rejected in Russian", "/?state=rejected&language=ru"),
    ("missing in German", "/?state=missing&language=de"),
    ("rare source, edited, critical, French", "/?source=rare&state=edited&severity=critical&language=fr"),
    ("common source, rejected, mine", "/?source=s01&state=rejected&mine=1"),
    ("mine, outdated, critical, Arabic", "/?mine=1&state=outdated&severity=critical&language=ar"),
    ("embargo, waits, German", "/?embargoed=1&state=waits&language=de"),
    ("search: rare word", "/?q=ornithopter"),
    ("search: frequent word", "/?q=harbour"),
    ("search: two frequent words", "/?q=harbour+visitors"),
    ("search: phrase", "/?q=%22visitors+of+the+fair%22"),
    ("search: two Chinese characters", "/?q=港口"),
    ("search: one Chinese character", "/?q=展"),
    ("search: nothing such", "/?q=zzyzx"),
    ("search: frequent, rejected, Russian", "/?q=harbour&state=rejected&language=ru"),
    ("search: frequent, rare source", "/?q=harbour&source=rare"),
    ("search: frequent, missing, mine", "/?q=harbour&mine=1&state=outdated"),
    ("search: next page", "/?q=harbour&after={found}"),
    ("news", "/news?since=0&seen=0"),
    ("next", "/next"),
    ("next in Arabic", "/next?language=ar"),
    ("sources", "/sources"),
    ("sources, page 3", "/sources?page=3"),
    ("unread", "/sources/s01/unread"),
    ("story", "/story/{story}"),
    ("editor", "/edit/{uri}"),
    ("preview", "/preview/{uri}"),
    ("glossary", "/glossary"),
    ("memory", "/memory"),
    ("people", "/people"),
]
WORDS = {
    "zh-Hans": "港口博览会的参观者来自许多国家,展馆里有船只、钟表和书籍。",
    "ar": "يأتي زوار معرض الميناء من بلدان كثيرة وفي القاعات سفن وساعات وكتب.",
    "ru": "Посетители портовой ярмарки приезжают из многих стран, в залах корабли и часы.",
}
LATIN = "The harbour welcomes visitors of the fair from many countries; ships, clocks and books stand in its halls."


def build(store: Store, stories: int) -> None:
    """Fill a store with stories, the newest of them waiting, older ones approved, rare cases strewn in."""
    chance = random.Random(5)
    for first in range(0, stories, 1000):
        with store.write():
            for number in range(first, min(stories, first + 1000)):
                _story(store, number, stories, chance)


def _story(store: Store, number: int, stories: int, chance: random.Random) -> None:
    story, published = f"tag:news.example.org,2026:{number:08x}", NOW - timedelta(minutes=5 * (stories - number))
    source = "rare" if number % 2500 == 7 else f"s{number % (SOURCES - 1):02d}"
    at, own = text(published), LANGUAGES[number % 3]
    status = "withheld" if number % 5000 == 11 else "canceled" if number % 4000 == 13 else "usable"
    embargo = text(NOW + timedelta(hours=number % 90)) if number % 3000 == 17 else None
    store.insert(
        "story", {"id": story, "created": at, "published": at, "pub_status": status, "embargoed_until": embargo}
    )
    failed = number % 997 == 5
    entry = {"source": source, "id": f"https://w.example/{number}", "state": "failed" if failed else "read"}
    entry |= {"error": "the page has no text" if failed else None, "uri": None if failed else f"{story}/{own}"}
    store.insert("entry", entry | {"fingerprint": "", "position": number, "first_seen": at})
    new = number > stories - max(50, stories // 50)
    for tag in sorted(LANGUAGES, key=lambda tag: tag != own):
        if tag != own and chance.random() < 0.002:
            store.insert("missing", {"story": story, "target": tag, "language": own})
            continue
        uri = f"{story}/{tag}"
        store.insert("article", {"uri": uri, "story": story, "language": tag, "first_created": at})
        rare = chance.random()
        state, origin = "current", "machine" if new or rare < 0.01 else "edited" if rare < 0.02 else "approved"
        if rare > 0.998:
            state, origin = ("rejected", "machine") if rare > 0.9997 else ("outdated", "approved")
        origin = "official" if tag == own else origin
        _version(store, uri, tag, f"{story}/{own}", source, number, at, "current" if tag == own else state, origin)
        if origin != "official":
            _segments(store, uri, chance, origin)


def _version(
    store: Store, uri: str, tag: str, made_from: str, source: str, number: int, at: str, state: str, origin: str
) -> None:
    said = f"{WORDS.get(tag, LATIN)} {number}" + (" ornithopter" if number % 20011 == 3 else "")
    ours = origin != "official"
    row = {"uri": uri, "version": 1, "origin": origin, "state": state, "source": source, "authority": "wire"}
    row |= {
        "rights": "public",
        "headline": f"{said[:60]} ({number})",
        "headline_derived": 0,
        "subhead": "",
        "byline": "",
    }
    row |= {
        "body": json.dumps([["paragraph", said, ""]], ensure_ascii=False),
        "origin_url": "",
        "issuer": "",
        "link": "",
    }
    row |= {"published": at, "created": at, "updated": at, "fingerprint": "", "from_uri": made_from if ours else None}
    row |= {"from_version": 1 if ours else None, "from_language": made_from.rpartition("/")[2] if ours else None}
    store.insert("version", row | {"editor": f"Reviewer {number % 9}" if origin in ("edited", "approved") else ""})


def _segments(store: Store, uri: str, chance: random.Random, origin: str) -> None:
    segment = {
        "uri": uri,
        "version": 1,
        "position": 0,
        "block": 0,
        "source": LATIN,
        "target": LATIN,
        "origin": "engine",
    }
    store.insert("segment", segment | {"state": "translated"})
    if chance.random() < (0.15 if origin == "machine" else 0.005):
        severity = chance.choice(["critical", "functional", "functional"])
        issue = {"uri": uri, "version": 1, "position": 0, "number": 0, "check_name": "numbers", "severity": severity}
        issue |= {"message": "figures differ", "said": "figures differ", "words": digest(LATIN, LATIN)}
        store.insert("issue", issue | {"told": '{"values": [], "source": null, "target": null}'})


def addresses(store: Store) -> Iterator[tuple[str, str]]:
    """The addresses to ask, with what stands in this newsroom filled in."""
    waiting = store.row("SELECT uri, story FROM cell WHERE waits ORDER BY turn DESC LIMIT 1")
    assert waiting is not None
    place = store.row("SELECT published, story FROM grid ORDER BY published DESC LIMIT 1 OFFSET 1249")
    older = f"{place['published']}~{place['story']}" if place else ""
    hit = store.row(
        "SELECT rowid AS doc FROM text_words WHERE text_words MATCH 'harbour' ORDER BY rowid DESC LIMIT 1 OFFSET 5000"
    )
    found = hit["doc"] if hit else ""
    for name, path in ADDRESSES:
        yield name, path.format(story=waiting["story"], uri=waiting["uri"], older=older, found=found)


def scans(store: Store, asked: dict[str, Any]) -> list[str]:
    """What SQLite would read from end to end, among the tables that grow."""
    found = []
    for sql, values in asked.items():
        if re.match(r"\s*(SELECT|WITH)", sql):
            for row in store.rows(f"EXPLAIN QUERY PLAN {sql}", values):
                scanned = re.match(r"SCAN (\w+)\b(?! USING (COVERING )?INDEX cell_unsought)", row["detail"])
                if scanned and scanned[1] in GROWING:
                    found.append(f"{row['detail']}: {' '.join(sql.split())[:100]}")
    return found


def measure(folder: Path, times: int) -> int:
    """Ask every address and print what it took; returns how many were slower than the limit."""
    config = load(folder / "sources.yaml")
    app = create_app(config, clock=lambda: NOW)
    me = Person("Reviewer 3", Role.EDITOR, ready=True)
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: setattr(g, "person", me))
    asked: dict[str, Any] = {}
    with ExitStack() as stack:
        for name in ("row", "rows"):
            real = getattr(Store, name)

            def heard(self: Store, sql: str, values: Any = (), *, real: Any = real) -> Any:
                asked.setdefault(sql, values)
                return real(self, sql, values)

            setattr(Store, name, heard)
            stack.callback(setattr, Store, name, real)
        browser, slow = app.test_client(), 0
        with opened(config.store) as store:
            paths = list(addresses(store))
        for name, path in paths:
            asked.clear()
            took = []
            processor = time.process_time()
            for _ in range(times):
                began = time.perf_counter()
                answer = browser.get(path)
                took.append((time.perf_counter() - began) * 1000)
            processor = (time.process_time() - processor) * 1000 / times
            with opened(config.store) as store:
                told = scans(store, dict(asked))
            slow += median(took) > LIMIT or bool(told)
            print(
                f"{name:40} {answer.status_code}  median {median(took):6.1f}  worst {max(took):6.1f}  "
                f"processor {processor:6.1f}  "
                f"{len(asked):3} queries  {'; '.join(told)}"
            )
    return slow


def main() -> None:
    """Build the newsroom where there is none yet, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--times", type=int, default=15)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = told.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        names = ["rare", *(f"s{number:02d}" for number in range(SOURCES - 1))]
        sources = "\n".join(f"  - {{id: {name}, kind: folder, path: inbox, authority: wire}}" for name in names)
        settings = SETTINGS.replace("LANGUAGES", ", ".join(LANGUAGES)).replace("SOURCES", sources)
        (folder / "sources.yaml").write_text(settings, "utf-8")
        (folder / "inbox").mkdir(exist_ok=True)
        with opened(folder / "pipeline.db") as store:
            if not grid.turn(store):
                began = time.perf_counter()
                build(store, told.stories)
                print(f"{told.stories:,} stories stored in {time.perf_counter() - began:.0f} s")
            began = time.perf_counter()
            while not searching.catch_up(store, 5000):
                pass
            print(f"made ready for search in {time.perf_counter() - began:.0f} s")
        print(f"database: {(folder / 'pipeline.db').stat().st_size / 2**20:,.0f} MiB")
        slow = measure(folder, told.times)
        print(f"{slow} addresses took more than {LIMIT} ms or read a whole table" if slow else f"all under {LIMIT} ms")


if __name__ == "__main__":
    main()
