"""How a story stands: usable, withheld, canceled, under embargo, spiked; each change with its reason and by whom."""

from __future__ import annotations

from datetime import datetime

from pipeline.errors import ActError
from pipeline.model import Embargo, PubStatus
from pipeline.store import audit
from pipeline.store.connection import Store, moment, text

# What follows the host and the day in a tag: URI, as the index has it.
NAME = "substr({0}, instr({0}, ',') + 12) COLLATE NOCASE = ?"
# Which standing each act may begin from, and where it leads.
ACTS = {
    "hold": ({PubStatus.USABLE}, PubStatus.WITHHELD),
    "release": ({PubStatus.WITHHELD}, PubStatus.USABLE),
    "kill": ({PubStatus.USABLE, PubStatus.WITHHELD}, PubStatus.CANCELED),
    "reinstate": ({PubStatus.CANCELED}, PubStatus.USABLE),
}
NOW_IS = {PubStatus.USABLE: "usable", PubStatus.WITHHELD: "held", PubStatus.CANCELED: "killed"}


def find(store: Store, story: str) -> str:
    """The full id of a story, given that, its end (`q3kf7a2m`), or the URI of one of its articles.

    Raises ActError when there is none, or more than one.
    """
    row = store.row("SELECT id, joined_into FROM story WHERE id = ?", (story,))
    if row is None:
        row = store.row(
            "SELECT id, joined_into FROM story WHERE id = (SELECT story FROM article WHERE uri = ?)", (story,)
        )
    if row is None and story.isalnum():
        found = store.rows(f"SELECT id, joined_into FROM story WHERE {NAME.format('id')} LIMIT 3", (story,))
        if len(found) > 1:
            raise ActError("{} fits more than one story; give the whole id, as `pipeline list --json` shows it", story)
        row = found[0] if found else None
    if row is None:
        raise ActError("no story is called {}; see `pipeline list --json` for those there are", story)
    return find(store, row["joined_into"]) if row["joined_into"] else str(row["id"])


def of(store: Store, story: str) -> PubStatus:
    """How a story stands, given its full id."""
    row = store.row("SELECT pub_status FROM story WHERE id = ?", (story,))
    assert row is not None
    return PubStatus(row["pub_status"])


def act(store: Store, story: str, name: str, *, by: str, why: str, now: datetime) -> None:
    """Hold, release, kill or reinstate a story in every language at once.

    Raises ActError when the story does not stand so that this can be done.
    """
    with store.write():
        row = store.row("SELECT pub_status FROM story WHERE id = ?", (story,))
        assert row is not None
        stands = PubStatus(row["pub_status"])
        begins, leads = ACTS[name]
        if stands not in begins:
            raise ActError("{} is {}; it cannot be {}", story, NOW_IS[stands], _done(name))
        put(store, story, leads, f"{_done(name)} by {by}: {why}")
        audit.record(store, name, story, by=by, now=now, why=why, was=stands.value, became=leads.value)
        if name in ("release", "reinstate"):  # a person looked: nothing is left to ask
            store.run("UPDATE notice SET settled = 1 WHERE story = ?", (story,))


def _done(name: str) -> str:
    return {"hold": "held", "release": "released", "kill": "killed", "reinstate": "reinstated"}[name]


def put(store: Store, story: str, status: PubStatus, why: str) -> None:
    """Set how a story stands, inside `write()`."""
    store.run("UPDATE story SET pub_status = ?, standing = ? WHERE id = ?", (status.value, why, story))


def worsen(store: Store, story: str, status: PubStatus, why: str) -> bool:
    """Set a graver standing, inside `write()`; a story that stands as grave or graver stays as it is."""
    order = list(PubStatus)
    row = store.row("SELECT pub_status FROM story WHERE id = ?", (story,))
    if row is None or order.index(PubStatus(row["pub_status"])) >= order.index(status):
        return False
    put(store, story, status, why)
    return True


def embargo(store: Store, story: str, found: Embargo) -> None:
    """Put a story under embargo in every language, inside `write()`; the latest time that any version names counts.

    Without a time that is beyond doubt the story is held for a person. A line that a person decided about says nothing
    new, however often it is read.
    """
    row = store.row("SELECT embargoed_until, embargo, embargo_by FROM story WHERE id = ?", (story,))
    assert row is not None
    if row["embargo_by"] and row["embargo"] == found.text:
        return
    if found.until is None:
        if row["embargo"] != found.text:  # a person may have looked at this very line already
            worsen(store, story, PubStatus.WITHHELD, f"embargo without a clear time: {found.text}")
            store.run("UPDATE story SET embargo = ? WHERE id = ?", (found.text, story))
        return
    until = moment(row["embargoed_until"])
    if until is None or until < found.until:
        store.run(
            "UPDATE story SET embargoed_until = ?, embargo = ?, embargo_by = '' WHERE id = ?",
            (text(found.until), found.text, story),
        )


def decide_embargo(store: Store, story: str, until: datetime | None, *, by: str, why: str, now: datetime) -> None:
    """Set the time a story is under embargo until, on a person's word, or lift its embargo where `until` is None.

    Raises ActError for a time that is past, and where there is no embargo to lift.
    """
    if until is not None and until <= now:
        raise ActError("that time is past; lift the embargo if the story may go out now")
    with store.write():
        row = store.row("SELECT embargoed_until FROM story WHERE id = ?", (story,))
        assert row is not None
        was, became = row["embargoed_until"], text(until) if until else None
        if until is None and not was:
            raise ActError("{} is under no embargo", story)
        store.run("UPDATE story SET embargoed_until = ?, embargo_by = ? WHERE id = ?", (became, by, story))
        name = "embargo" if until else "lift embargo"
        audit.record(store, name, story, by=by, now=now, why=why, was=was or "", became=became or "")


def spike(store: Store, story: str, *, by: str, why: str, now: datetime) -> None:
    """Put aside a story that nobody needs: neither translated nor published, and on no list of what waits.

    Raises ActError where it is spiked already.
    """
    with store.write():
        if _spiked(store, story):
            raise ActError("{} is spiked already", story)
        store.run("UPDATE story SET spiked = ? WHERE id = ?", (f"spiked by {by}: {why}", story))
        audit.record(store, "spike", story, by=by, now=now, why=why, was="", became="spiked")


def unspike(store: Store, story: str, *, by: str, why: str, now: datetime) -> None:
    """Take a spiked story up again; what it lacks is translated on the next run. Raises ActError where it is none."""
    with store.write():
        if not _spiked(store, story):
            raise ActError("{} is not spiked", story)
        store.run("UPDATE story SET spiked = '', todo = 1 WHERE id = ?", (story,))
        audit.record(store, "unspike", story, by=by, now=now, why=why, was="spiked", became="")


def _spiked(store: Store, story: str) -> bool:
    row = store.row("SELECT spiked FROM story WHERE id = ? AND joined_into IS NULL", (story,))
    if row is None:
        raise ActError("{} belongs to another story by now; look at that one", story)
    return bool(row["spiked"])
