"""What the grid should say, counted plainly from what is stored, without any of the tables that are kept for it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pipeline.store import Store
from pipeline.store.segments import of

Cells = dict[str, dict[str, Any]]


def cells(store: Store) -> Cells:
    """Every cell by its URI, from stories, articles, versions and issues."""
    found: Cells = {}
    stories = {row["id"]: row for row in store.rows("SELECT * FROM story")}
    for article in store.rows("SELECT * FROM article"):
        story = stories[article["story"]]
        live = store.rows("SELECT * FROM version WHERE uri = ? AND state <> 'superseded'", (article["uri"],))
        if not live or story["joined_into"]:
            continue
        ours = next((row for row in live if row["ours"]), None)
        first = min(live, key=_precedence)
        issues = [i for one in of(store, ours["uri"], ours["version"]) for i in one.issues] if ours else []
        count = Counter(issue.severity.value for issue in issues if not issue.dismissed_by)
        standing = "spiked" if story["spiked"] else story["pub_status"]
        begun = ours is not None and ours["state"] != "rejected"
        waits = begun and (ours["origin"] != "approved" or ours["state"] == "outdated")
        found[article["uri"]] = {
            "story": article["story"],
            "language": article["language"],
            "published": story["published"],
            "standing": standing,
            "state": "rejected" if first["state"] == "rejected" else first["origin"],
            "version": first["version"],
            "ours": ours["version"] if ours else 0,
            "outdated": int(ours is not None and ours["state"] == "outdated"),
            "waits": int(bool(waits) and standing == "usable"),
            "criticals": count["critical"],
            "functionals": count["functional"],
            "source": first["source"],
            "person": ours["editor"] if ours and ours["origin"] in ("edited", "approved") else "",
        }
    return found


def _precedence(version: Any) -> tuple[bool, int]:
    origin, copy = version["origin"], version["authority"] == "copy"
    order = ["official", "approved", "edited", "copied", "machine"]
    return version["state"] == "rejected", order.index("copied" if origin == "official" and copy else origin)


KIND = ("language", "state", "standing", "outdated", "waits", "severity")


def assert_agrees(store: Store) -> None:
    """Fail where the grid's tables say anything else than a plain recount."""
    expected = cells(store)
    kept = {row["uri"]: dict(row) for row in store.rows("SELECT * FROM cell")}
    assert {uri: {name: row[name] for name in expected.get(uri, row)} for uri, row in kept.items()} == expected
    tally = {tuple(row[name] for name in KIND): row["cells"] for row in store.rows("SELECT * FROM tally")}
    kinds = {row["kind"]: tuple(row[name] for name in KIND) for row in store.rows("SELECT * FROM tally")}
    counted = Counter(tuple(row[name] for name in KIND) for row in kept.values())
    assert {kind: cells for kind, cells in tally.items() if cells} == dict(counted)
    assert all(kinds[row["kind"]] == tuple(row[name] for name in KIND) for row in kept.values())
    stories: dict[str, list[dict[str, Any]]] = {}
    for uri, cell in expected.items():
        stories.setdefault(cell["story"], []).append(cell | {"uri": uri})
    grid = {row["story"]: row for row in store.rows("SELECT grid.*, spread.languages AS spreads, "
                                                    "spread.standing AS spread_standing FROM grid JOIN spread ON spread.id = spread")}  # fmt: skip
    assert grid.keys() == stories.keys()
    for story, found in stories.items():
        row = grid[story]
        assert row["languages"] == row["spreads"] == " ".join(sorted(cell["language"] for cell in found))
        assert row["standing"] == row["spread_standing"] == found[0]["standing"]
        assert row["published"] == found[0]["published"]
        assert row["source"] == min(found, key=lambda cell: (cell["state"] != "official", cell["uri"]))["source"]
        told = store.row("SELECT embargoed_until FROM story WHERE id = ?", (story,))
        assert told is not None
        assert row["embargoed_until"] == told["embargoed_until"]
    spread = Counter((row["languages"], row["standing"]) for row in grid.values())
    told = store.rows("SELECT * FROM spread WHERE stories <> 0")
    assert {(row["languages"], row["standing"]): row["stories"] for row in told} == dict(spread)
    hands = {(row["editor"], row["uri"]) for row in store.rows("SELECT editor, uri FROM version WHERE editor <> ''")}
    hands |= {(row["person"], row["uri"]) for row in store.rows("SELECT person, uri FROM work")}
    found_hands = {(row["person"], row["uri"]): row for row in store.rows("SELECT * FROM hand")}
    assert hands <= found_hands.keys()
    for (_, uri), hand in found_hands.items():
        assert hand["kind"] == (kept[uri]["kind"] if uri in kept else 0)
        if uri in kept:
            assert (hand["story"], hand["published"], hand["source"]) == tuple(
                kept[uri][name] for name in ("story", "published", "source")
            )
