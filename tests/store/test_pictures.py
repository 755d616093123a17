"""Images as rows: wanted, kept, shared by versions and languages, swept when nothing shows them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.model import Photo, PubStatus, Wanted
from pipeline.store import articles, pictures, standing
from pipeline.store.pictures import Waiting
from tests.store.conftest import Desk

ORIGIN = "https://e.example/p/1.html"
A, B = "https://w.example/media/1/a.jpg?p=publish", "https://w.example/media/2/b.jpg"


def photo(shade: int = 1) -> Photo:
    return Photo(bytes([shade]) * 50, "image/jpeg", 200, 100)


def want(desk: Desk, uri: str, *addresses: str, version: int = 1, block: int | None = None) -> None:
    with desk.store.write():
        pictures.want(desk.store, uri, version, "wire", [Wanted(one, block, "Wire") for one in addresses], desk.now)


def waiting(desk: Desk) -> list[Waiting]:
    return pictures.waiting(desk.store, desk.now, 100)


def keep(desk: Desk, **shades: int) -> None:
    for one in waiting(desk):
        with desk.store.write():
            pictures.keep(desk.store, one, photo(shades.get(one.address.split("?")[0][-5], 1)))


def addresses(desk: Desk, uri: str, version: int = 1) -> list[str]:
    return [one.address for one in pictures.of(desk.store, uri, version)]


def stale(desk: Desk) -> list[str]:
    rows = desk.store.rows("SELECT DISTINCT story FROM stale")
    with desk.store.write():
        desk.store.run("DELETE FROM stale")
    return [row["story"] for row in rows]


def test_an_official_version_has_its_images_and_its_translation_shows_them(desk: Desk) -> None:
    uri = desk.release()
    want(desk, uri, A, B, block=0)
    assert [(one.address, one.source, one.tries) for one in waiting(desk)] == [(A, "wire", 0), (B, "wire", 0)]
    assert pictures.of(desk.store, uri, 1) == ()
    stale(desk)
    keep(desk, a=1, b=2)
    assert stale(desk) == [articles.story_of(desk.store, uri)], "its files are due"
    assert waiting(desk) == []
    first, _ = pictures.of(desk.store, uri, 1)
    assert (first.address, first.size, first.block, first.blocks, first.credit) == (A, 50, 0, 1, "Wire")
    assert pictures.content(desk.store, first.sha256) == photo(1).content
    desk.machine(uri, "fr")
    french = uri.replace("/en", "/fr")
    assert pictures.of(desk.store, french, 1) == pictures.of(desk.store, uri, 1)
    with pytest.raises(KeyError):
        pictures.content(desk.store, "0" * 64)


def test_the_same_images_again_change_nothing_and_are_not_fetched_again(desk: Desk) -> None:
    uri = desk.release()
    want(desk, uri, A, B)
    keep(desk, a=1, b=2)
    stale(desk)
    want(desk, uri, A.replace("publish", "original"), B)
    assert (waiting(desk), stale(desk)) == ([], [])
    assert desk.release(text="Quite another text that the issuer sent as a correction.", entry=f"en-{ORIGIN}") == uri
    want(desk, uri, B, A, "https://w.example/c.jpg", version=2)
    assert addresses(desk, uri, 2) == [B, A]
    assert [one.address for one in waiting(desk)] == ["https://w.example/c.jpg"]
    assert addresses(desk, uri, 1) == [A, B], "a translation made from it still shows these"


def test_sister_versions_that_show_the_same_picture_wait_for_one_answer(desk: Desk) -> None:
    english, french = desk.release("en"), desk.release("fr", "Un texte sur la foire.")
    assert articles.story_of(desk.store, english) == articles.story_of(desk.store, french)
    for uri in (english, french):
        want(desk, uri, A)
    first, *_ = waiting(desk)
    with desk.store.write():
        pictures.keep(desk.store, first, photo())
    assert waiting(desk) == []
    assert addresses(desk, english) == addresses(desk, french) == [A]


def test_the_same_bytes_under_two_addresses_are_one_picture(desk: Desk) -> None:
    uri = desk.release()
    want(desk, uri, A, B)
    keep(desk)
    assert addresses(desk, uri) == [A]
    assert pictures.left_out(desk.store, uri, 1) == [(B, f"it is the same picture as {A}")]
    want(desk, uri, A, B)
    assert waiting(desk) == []


def test_what_could_not_be_had_is_tried_at_its_time_and_given_up(desk: Desk) -> None:
    uri = desk.release()
    want(desk, uri, A)
    (one,) = waiting(desk)
    with desk.store.write():
        pictures.leave(desk.store, one, "busy", desk.now + timedelta(minutes=9))
    assert waiting(desk) == []
    desk.now += timedelta(minutes=10)
    (one,) = waiting(desk)
    assert one.tries == 1
    with desk.store.write():
        pictures.leave(desk.store, one, "gone", None)
    want(desk, uri, A)
    want(desk, uri, A, B)
    desk.now += timedelta(days=9)
    assert [one.address for one in waiting(desk)] == [B], "given up is given up, also when the list changes"
    assert pictures.left_out(desk.store, uri, 1) == [(A, "gone")]


def test_nothing_is_fetched_for_a_killed_story_or_a_replaced_version(desk: Desk) -> None:
    uri = desk.release()
    want(desk, uri, A)
    with desk.store.write():
        standing.worsen(desk.store, articles.story_of(desk.store, uri), PubStatus.CANCELED, "killed")
    assert waiting(desk) == []
    other = desk.release("de", "Etwas ganz anderes.", origin="https://e.example/p/2.html")
    want(desk, other, B)
    desk.release(
        "de",
        "Und nun wieder etwas anderes.",
        entry="de-https://e.example/p/2.html",
        origin="https://e.example/p/2.html",
    )
    assert waiting(desk) == []


def test_a_sweep_takes_what_nothing_live_shows(desk: Desk) -> None:
    uri = desk.release()
    want(desk, uri, A, B)
    keep(desk, a=1, b=2)
    desk.machine(uri, "fr")
    desk.release(text="Quite another text that the issuer sent as a correction.", entry=f"en-{ORIGIN}")
    want(desk, uri, A, version=2)
    assert pictures.sweep(desk.store) == 0
    assert addresses(desk, uri, 1) == [A, B], "the French text was made from it"
    desk.machine(uri, "fr", "new machine words", version=2)
    assert pictures.sweep(desk.store) == 1
    assert (addresses(desk, uri, 1), addresses(desk, uri, 2)) == ([], [A])
    rows = desk.store.rows("SELECT sha256 FROM picture_content")
    assert [row["sha256"] for row in rows] == [one.sha256 for one in pictures.of(desk.store, uri, 2)]


def test_images_follow_a_text_into_the_story_that_it_turns_out_to_belong_to(desk: Desk) -> None:
    elder = desk.release("en")
    younger = desk.release("fr", "Un texte.", origin="https://e.example/p/2.html")
    desk.machine(elder, "fr")
    want(desk, younger, A, B)
    with desk.store.write():
        pictures.keep(desk.store, waiting(desk)[0], photo())
    with desk.store.write():
        stories = [articles.story_of(desk.store, uri) for uri in (younger, elder)]
        articles.join_stories(desk.store, *stories, desk.tick())
    moved = elder.replace("/en", "/fr")
    found = articles.official(desk.store, moved)
    assert found is not None
    assert addresses(desk, moved, found.version) == [A]
    assert [(one.uri, one.address) for one in waiting(desk)] == [(moved, B)]
