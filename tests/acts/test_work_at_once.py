"""Ten reviewers, a run and a wire at once over one database: nothing anybody saved is lost, nobody meets a lock."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from pipeline import acts
from pipeline.errors import ActError
from pipeline.model import Conflict, Gone, Saved
from pipeline.sheets import keys
from pipeline.store import Store, opened, overview, work
from pipeline.store import segments as stored
from tests.acts.newsdesk import ENGLISH, Newsdesk

REVIEWERS = 10
ROUNDS = 8


def test_nothing_is_lost_when_everybody_works_at_once(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    with opened(path) as store:
        desk = Newsdesk(store)
        english = desk.release()
        uris = [english.replace("/en", tail) for tail in ("/pt", "/fr")]
        assert desk.machine(english, "pt")
        assert desk.machine(english, "fr")
    accepted: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    failures: list[BaseException] = []
    guard = threading.Lock()
    begin = threading.Barrier(REVIEWERS + 2)

    def told(found: object, uri: str, key: str) -> None:
        with guard:
            if isinstance(found, Saved):
                line = found.line
                known = accepted[uri, key].setdefault(line.revision, line.segment.target)
                assert known == line.segment.target, "two people were given the same revision"
            elif isinstance(found, Gone):
                accepted[uri, key][found.work.revision] = found.work.target

    def reviewer(store: Store, number: int) -> None:
        chance, desk, name = random.Random(number), Newsdesk(store), f"Reviewer {number}"
        for round_ in range(ROUNDS):
            uri = chance.choice(uris)
            sheet = acts.open_sheet(store, uri).sheet
            for line in chance.sample(sheet.lines, 2):
                words = f"{name} wrote {number * 1000 + round_} here"
                told(acts.save(store, uri, line.key, words, revision=line.revision, by=name, now=desk.tick()), uri, line.key)  # fmt: skip
            try:
                if chance.random() < 0.4:
                    version = acts.finish(store, uri, by=name, now=desk.tick(), up_to_date=True)
                    if chance.random() < 0.5:
                        acts.approve(store, uri, by=name, now=desk.tick(), version=version, override="seen")
            except ActError:
                continue  # somebody was faster: told, and nothing done

    def run(store: Store, _: int) -> None:
        desk = Newsdesk(store)
        for round_ in range(ROUNDS * 2):
            for language in ("pt", "fr"):
                desk.machine(english, language, {ENGLISH[2]: f"machine {round_}"})
            desk.drafted()

    def wire(store: Store, _: int) -> None:
        desk = Newsdesk(store)
        for round_ in range(ROUNDS):
            desk.release(f"The museum opens on 4 May. It shows {300 + round_} ships.", *ENGLISH[1:])

    def work_on(job: Callable[[Store, int], None], number: int) -> None:
        try:
            with opened(path) as store:
                begin.wait()
                job(store, number)
        except BaseException as error:
            failures.append(error)

    jobs = [(reviewer, number) for number in range(REVIEWERS)] + [(run, 0), (wire, 0)]
    threads = [threading.Thread(target=work_on, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []

    with opened(path) as store:
        for uri in uris:
            history = overview.history(store, uri)
            origins = [one.origin.value for one in history]
            first = next((n for n, origin in enumerate(origins) if origin != "machine"), len(origins))
            assert "machine" not in origins[first:], "a machine's version came after a person's"
            published: dict[str, set[str]] = defaultdict(set)
            for past in history:
                rows = stored.of(store, uri, past.version)
                for key, row in zip(keys(rows), rows, strict=True):
                    published[key].add(row.target)
            waiting = {one.key: one.target for one in work.of(store, uri)}
            for (text, key), saves in accepted.items():
                if text == uri:
                    last = saves[max(saves)]
                    assert last == waiting.get(key) or last in published[key], f"lost: {last}"
    assert sum(map(len, accepted.values())) > REVIEWERS
    assert not any(isinstance(one, Conflict) for one in failures)
