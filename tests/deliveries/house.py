"""A newsroom that only delivers, for tests: what a publish notes is put into its store by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline import files, run, status
from pipeline.config import Config, load
from pipeline.store import deliveries, opened, published

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SETTINGS = """
site: {title: Test newsroom, url: "https://news.example.org", contact: press@example.org}
languages: [en]
sources: []
channels:
"""


@cache
def empty_database() -> bytes:
    """A database as a first run makes it, for making one takes longer than most of these tests."""
    with TemporaryDirectory() as folder:
        with opened(Path(folder) / "p.db"):
            pass
        return (Path(folder) / "p.db").read_bytes()


class House:
    """A newsroom that only delivers: its store, its output folder, and a clock that stands still until it is moved."""

    def __init__(self, folder: Path, channels: str) -> None:
        self.folder = folder
        self.now = NOW
        if not (folder / "p.db").exists():
            (folder / "p.db").write_bytes(empty_database())
        (folder / "sources.yaml").write_text(f"{SETTINGS}{channels}store: p.db\noutput: out\n", "utf-8")
        self.config: Config = load(folder / "sources.yaml")

    def changes(self, channel: str, count: int, event: str = "published") -> None:
        """What a publish notes."""
        with opened(self.config.store) as store, store.write():
            for _ in range(count):
                row = store.row("SELECT count(*) AS found FROM change WHERE channel = ?", (channel,))
                number = row["found"] + 1 if row else 1
                values = {"channel": channel, "number": number, "language": "en", "uri": f"tag:n,2026:{number}"}
                values |= {"story": "s", "version": 1, "name": f"n{number}", "event": event, "notify": 1}
                store.insert("change", values | {"at": "2026-03-02T09:00:00.000000Z"})
            published.note(store, f"told {channel}", str(published.last_change(store, channel)[1]))

    def file(self, path: str, text: str) -> None:
        """A published file."""
        (self.config.output / path).parent.mkdir(parents=True, exist_ok=True)
        (self.config.output / path).write_text(text, "utf-8")
        row = {"path": path, "sha256": files.sha256(text.encode()), "size": 1, "channel": path.split("/")[0]}
        with opened(self.config.store) as store, store.write():
            store.insert("published_file", row | {"output": "atom"}, replace=True)

    def deliver(self, **options: Any) -> run.Report:
        report = run.Report()
        with opened(self.config.store) as store:
            run.deliver(store, self.config, report, clock=lambda: self.now, **options)
        return report

    def state(self, channel: str, name: str) -> deliveries.DeliveryState:
        with opened(self.config.store) as store:
            return deliveries.state(store, channel, name)

    def status(self) -> list[dict[str, Any]]:
        with opened(self.config.store) as store:
            found: list[dict[str, Any]] = status.status(store, self.config, self.now)["deliveries"]
        return found


def hook(name: str, url: str) -> str:
    return f'{{name: {name}, webhook: {{url: "{url}", secret: HOOK_SECRET, allow_private: true}}}}'


def channel(name: str, *deliver: str) -> str:
    return f"  - {{id: {name}, outputs: [atom], deliver: [{', '.join(deliver)}]}}\n"


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it never came about"
        time.sleep(0.02)
