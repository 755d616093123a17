"""Search: any language, two characters of Chinese, no accents needed, nothing a person types is a mistake."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Filters
from pipeline.store import Store, grid, opened, people, searching
from pipeline.store.codec import body
from tests.store.conftest import NOW, Desk

TEXTS = {
    "en": "The Straße café opens at Malmö; Dvořák is played. A state-of-the-art hall.",
    "fr": "L’été, les élèves visitent l’exposition « Œuvres du port » à Nîmes.",
    "zh-Hans": "海港博览会今天在上海开幕,来自许多国家的参观者很多。",
    "ja": "港の展覧会が開幕しました。ガラスの船を見る人が多い。",
    "th": "งานแสดงสินค้าท่าเรือเปิดวันนี้",
    "ko": "항만박람회가 오늘 부산에서 개막했습니다.",
    "ar": "اِفْتُتِحَ مَعْرِضُ الميناء في المدينة، ويشارك فيه عارضون كثيرون.",
    "he": "הַיָּרִיד נִפְתַּח הבוקר בנמל.",
    "hi": "बंदरगाह मेला आज खुला और हिंदी में भाषण हुआ।",
    "ru": "Ёлка стоит в порту; ярмарка открылась.",
    "el": "Η έκθεση του λιμανιού άνοιξε σήμερα.",
    "tr": "Istanbul limanı fuarı açıldı; İzmir de katıldı.",
    "de": "Die Messegesellschaft grüßt aus Köln.",
}


@dataclass
class Room:
    store: Store
    desk: Desk
    uris: dict[str, str]

    def find(self, words: str, **filters: str) -> list[str]:
        """The languages of the stories that a search shows, the newest first."""
        page = grid.page(self.store, Filters(text=words, **filters), languages=["en", "fr", "zh-Hans"], now=NOW)
        return [row.language for row in page.rows]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with opened(tmp_path_factory.mktemp("search") / "p.db") as store:
        desk = Desk(store)
        uris = {tag: desk.release(tag, said, origin=f"https://e.example/{tag}.html") for tag, said in TEXTS.items()}
        assert searching.catch_up(store)
        yield Room(store, desk, uris)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("strasse CAFE", "en"), ("malmo", "en"), ("Dvorak", "en"), ("state-of-the-art", "en"), ("“the state”", ""),
        ("\"état\"", ""), ("ete eleves", "fr"), ("œuvres", "fr"), ("oeuvres nimes", "fr"), ("l'exposition", "fr"),
        ("博览", "zh-Hans"), ("览会", "zh-Hans"), ("上海 开幕", "zh-Hans"), ("博览会今天在上海", "zh-Hans"), ("海", "zh-Hans"),
        ("上博", ""), ("博览会上海", ""), ("展覧会", "ja"), ("ガラス", "ja"), ("カラス", ""), ("ท่าเรือ", "th"), ("박람회", "ko"), ("부산", "ko"),
        ("معرض", "ar"), ("افتتح", "ar"), ("היריד", "he"), ("हिंदी", "hi"), ("елка", "ru"), ("ЯРМАРКА", "ru"), ("εκθεση", "el"),
        ("ISTANBUL", "tr"), ("izmir", "tr"), ("limanı", "tr"), ("messegesellschaft", "de"), ("messe", ""), ("GRUSST", "de"),
        ("\"grüßt aus\"", "de"), ("\"aus grüßt\"", ""), ("koln grusst", "de"), ("koln café", ""),
    ],
)  # fmt: skip
def test_words_are_found_as_their_readers_write_them(room: Room, words: str, language: str) -> None:
    assert room.find(words) == ([language] if language else [])


@given(st.text(max_size=300))
def test_nothing_that_is_typed_is_a_mistake(room: Room, words: str) -> None:
    assert len(room.find(words)) <= len(TEXTS)


@pytest.mark.parametrize("words", ['"', '""', '"a', "AND", "OR NOT", "word:", "tag : len", "*", "a*", "(", "NEAR(a b)", "^x", "-", "+", "{word} : x", "\x00", "'; --", "!!!", " ", "\u202e", "a" * 5000, "港" * 5000, '"' * 500])  # fmt: skip
def test_signs_that_mean_something_to_the_index_mean_nothing_here(room: Room, words: str) -> None:
    assert room.find(words) in ([], ["en"], ["en", "fr"])


def test_what_is_no_longer_live_is_not_found_and_what_took_its_place_is(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        desk = Desk(store)
        uri = desk.release("en", "A release about lanterns.")
        desk.machine(uri, "fr", "Un texte sur les lanternes.")
        room = Room(store, desk, {})
        searching.catch_up(store)
        assert room.find("lanternes") == room.find("lanterns") == room.find("lanternes", language="fr") == ["en"]
        assert room.find("lanternes", language="en") == []
        french = uri.rpartition("/")[0] + "/fr"
        words = body('[["paragraph", "Un texte sur les lampions.", ""]]')
        people.edit(
            store,
            french,
            headline="H",
            subhead="",
            body=words,
            dateline=None,
            up_to_date=False,
            by="R",
            now=desk.tick(),
        )
        assert room.find("lanternes") == []  # not in the text any more, though the index was not yet told
        searching.catch_up(store)
        assert (room.find("lampions"), room.find("lanternes")) == (["en"], [])
        people.approve(store, french, up_to_date=False, by="R", now=desk.tick())
        searching.catch_up(store)
        assert room.find("lampions") == ["en"]
        row = store.row("SELECT count(*) AS docs FROM indexed WHERE uri = ?", (french,))
        assert row is not None
        assert row["docs"] == 2  # approving changed no word, so nothing was indexed anew


def test_the_newest_story_is_found_first_page_by_page_each_once(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        desk = Desk(store)
        for number in range(9):
            uri = desk.release("en", f"Harbour news {number}.", origin=f"https://e.example/{number}.html")
            desk.machine(uri, "fr", f"harbour nouvelles {number}")
            desk.machine(uri, "pt", f"harbour novas {number}")
        with store.write():
            store.run("UPDATE story SET published = '2026-01-0' || (rowid % 3 + 1) || 'T00:00:00.000000Z'")
        assert not searching.catch_up(store, 5)
        assert searching.catch_up(store)
        found, after = [], ""
        for _ in range(20):
            page = grid.page(store, Filters(text="harbour"), languages=["en"], now=NOW, after=after, size=2)
            found += [(row.published, row.story) for row in page.rows]
            after = page.older
            if not after:
                break
        assert len(found) == len(set(found)) == 9
        assert [published for published, _ in found] == sorted((published for published, _ in found), reverse=True)


def test_hits_follow_a_story_to_another_date(tmp_path: Path) -> None:
    with opened(tmp_path / "p.db") as store:
        desk = Desk(store)
        uris = [desk.release("en", "Harbour news.", origin=f"https://e.example/{number}.html") for number in range(3)]
        searching.catch_up(store)
        for number, uri in enumerate(uris):
            with store.write():
                moved = (f"2026-02-0{9 - number}T00:00:00.000000Z", uri.rpartition("/")[0])
                store.run("UPDATE story SET published = ? WHERE id = ?", moved)
        assert searching.catch_up(store)
        page = grid.page(store, Filters(text="harbour"), languages=["en"], now=NOW)
        assert [row.story for row in page.rows] == [uri.rpartition("/")[0] for uri in uris]


def test_a_search_that_fits_little_stops_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "LOOKED", 3)
    with opened(tmp_path / "p.db") as store:
        desk = Desk(store)
        for number in range(8):
            desk.release(
                "en", f"Harbour news {number}.", source=f"s{number % 7}", origin=f"https://e.example/{number}.html"
            )
        searching.catch_up(store)
        asked = Filters(text="harbour", state="rejected")
        page = grid.page(store, asked, languages=["en"], now=NOW, size=1)
        assert (page.rows, page.searched) == ((), False)
        for _ in range(20):
            page = grid.page(store, asked, languages=["en"], now=NOW, after=page.older, size=1)
            if page.searched:
                break
        assert page.searched
        assert not page.older
