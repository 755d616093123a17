"""Which images are pictures of the story, and that no beacon ever is."""

from __future__ import annotations

import pytest

from pipeline.model import Block, BlockKind, Candidate, Wanted
from pipeline.pictures import choose, key, may_show, placed

SITE = "https://site.example/"


@pytest.mark.parametrize(
    "address",
    [
        "https://rt.prnewswire.com/rt.gif?NewsItemId=SF38264&Transmission_Id=202609011110PR_NEWS&DateId=20260901",
        "https://cdn.example/pic.jpg?NewsItemId=SF38264",
        "https://www.globenewswire.com/newsroom/ti?nf=ODk5&pix=1",
        "https://cts.businesswire.com/ct/CT?id=bwnews&sty=20260302",
        "https://stats.example.com/a.png",
        "https://pixel.wp.com/g.gif",
        "https://www.gravatar.com/avatar/0",
        f"{SITE}b.gif",
        f"{SITE}1x1.png",
        f"{SITE}img/spacer.gif",
        f"{SITE}count.gif?page=4",
        f"{SITE}track/open",
        f"{SITE}img/icons/mail.png",
        f"{SITE}share-button.png",
        f"{SITE}drawing.svg",
        f"{SITE}favicon.ico",
        f"{SITE}show.php?id=4",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "javascript:alert(1)",
        "ftp://site.example/a.jpg",
        "https://[broken/a.jpg",
        "/relative.jpg",
        "",
    ],
)
def test_beacons_icons_drawings_and_no_addresses_are_never_asked(address: str) -> None:
    assert not may_show(address)
    assert choose([Candidate(address)], [Candidate(address)], address, ()) == ()


@pytest.mark.parametrize(
    "address",
    [
        "https://mma.prnewswire.com/media/2834/harbour.jpg?p=publish",
        "https://mmx.prnewswire.com/media/MS0123?id=OA1&p=original",
        "https://ml.globenewswire.com/Resource/Download/8f1a",
        f"{SITE}img/race-track.jpg",
        f"{SITE}wp-content/uploads/2026/03/pixelated-ship.png",
        "https://img.rt.example/a.jpg",
        "https://cdn.example/上海.jpg",
    ],
)
def test_pictures_of_wires_and_sites_may_be(address: str) -> None:
    assert [one.address for one in choose([Candidate(address)], [], "", ())] == [address]


def test_the_text_comes_first_each_picture_once_and_the_pages_own_last_of_all() -> None:
    body = (
        Block(BlockKind.PARAGRAPH, "The hall opened."),
        Block(BlockKind.CAPTION, "Photo 1 - https://mma.example/media/7/line.jpg"),
        Block(BlockKind.CAPTION, "Logo - https://mma.example/media/8/company.jpg"),
        Block(BlockKind.PARAGRAPH, "See https://mma.example/media/9/inline.jpg for more."),
    )
    shown = [Candidate("https://mma.example/media/1/a.jpg?p=publish", "The hall")]
    listed = [
        Candidate("https://mma.example/media/1/a.jpg?p=original", credit="Wire"),
        Candidate("https://mma.example/b.jpg"),
    ]
    found = choose(shown, listed, f"{SITE}lead.jpg", body)
    assert [one.address.rpartition("/")[2] for one in found] == ["a.jpg?p=publish", "line.jpg", "b.jpg"]
    assert (found[0].caption, found[0].credit) == ("The hall", "Wire")
    assert choose((), (), f"{SITE}lead.jpg", ()) == (Candidate(f"{SITE}lead.jpg"),)
    assert choose((), (), f"{SITE}dam/prn_facebook_sharing_logo.jpg", ()) == ()
    assert len(choose([Candidate(f"{SITE}{n}.jpg") for n in range(40)], (), "", ())) == 10


def test_what_tells_pictures_apart_is_the_query_only_where_the_path_is_no_file() -> None:
    assert key(f"{SITE}a.JPG?w=1") == key("https://SITE.example/a.JPG?w=2")
    assert key(f"{SITE}media?id=1") != key(f"{SITE}media?id=2")


def test_a_caption_is_a_block_of_this_very_body_and_serves_once() -> None:
    body = (
        Block(BlockKind.PARAGRAPH, "The hall"),
        Block(BlockKind.CAPTION, "The hall"),
        Block(BlockKind.CAPTION, ""),
    )
    candidates = [Candidate("a", "The hall"), Candidate("b", "The hall"), Candidate("c", "Gone"), Candidate("d")]
    assert placed(candidates, body) == (Wanted("a", 1), Wanted("b"), Wanted("c"), Wanted("d"))
