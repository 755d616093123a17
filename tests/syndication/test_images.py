"""The images that feed entries come with, and that they are no news by themselves."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.fetchers import feed, jsonfeed
from pipeline.http import Response
from pipeline.model import Candidate, Entry
from pipeline.store import codec
from pipeline.store.sources import _fingerprint
from pipeline.syndication import reading

URL = "https://wire.example/feed"
MEDIA = """
<media:content url="https://mma.example/media/1/a.jpg" type="image/jpeg" width="400"/>
<media:content url="https://video.example/watch?v=1" type="video/mp4"/>
<media:group><media:content url="/b.png" medium="image"/><media:content url="/c" medium="video"/></media:group>
<media:thumbnail url="https://mma.example/media/1/a.jpg"/>
<media:credit role="publishing company">  Wire &lt;b&gt; </media:credit>
<enclosure url="https://mma.example/d.webp" type="image/webp" length="9"/>
<enclosure url="https://mma.example/speech.mp3" type="audio/mpeg" length="9"/>
<media:content url="https://rt.prnewswire.com/rt.gif?NewsItemId=SF38264" type="image/gif"/>
<media:content url="javascript:alert(1)" type="image/png"/>
"""


def rss(media: str) -> bytes:
    return (
        "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>Wire</title>"
        f"<item><title>Ships</title><link>https://wire.example/1</link><description>Ships …</description>{media}</item>"
        "</channel></rss>"
    ).encode()


def test_media_rss_and_enclosures_are_candidates_and_beacons_are_not() -> None:
    (entry,) = feed.read(Response(URL, 200, content=rss(MEDIA))).entries
    assert entry.images == (
        Candidate("https://mma.example/media/1/a.jpg", credit="Wire <b>"),
        Candidate("https://wire.example/b.png", credit="Wire <b>"),
        Candidate("https://mma.example/d.webp", credit="Wire <b>"),
    )


def test_of_several_credits_none_is_taken() -> None:
    two = '<media:content url="/a.jpg" type="image/jpeg"/><media:credit>A</media:credit><media:credit>B</media:credit>'
    (entry,) = feed.read(Response(URL, 200, content=rss(two))).entries
    assert [one.credit for one in entry.images] == [""]


def test_a_feed_read_in_a_process_of_its_own_tells_the_same() -> None:
    text = rss(MEDIA).decode()
    assert reading.parse_apart(text, URL, URL) == reading.parse(text, URL)


@pytest.mark.parametrize("value", [None, 4, [], {}, "x", [{"url": 3}], [["a"]]])
def test_a_json_feed_has_its_image_and_attachments(value: object) -> None:
    item = {
        "id": "1",
        "content_text": "Ships.",
        "image": "/a.jpg",
        "attachments": [
            {"url": "https://mma.example/b.png", "mime_type": "image/png"},
            {"url": "https://mma.example/c.mp3", "mime_type": "audio/mpeg"},
        ],
    }
    odd = {"id": "2", "content_text": "Ships.", "image": value, "attachments": value}
    content = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "W", "items": [item, odd]}).encode()
    found = {one.id: one for one in jsonfeed.read(Response(URL, 200, content=content)).entries}
    assert [one.address for one in found["1"].images] == ["https://wire.example/a.jpg", "https://mma.example/b.png"]
    assert found["2"].images in ((), (Candidate("https://wire.example/x"),))


def test_images_alone_make_no_entry_new() -> None:
    plain = Entry("1", "https://wire.example/1", "Ships")
    with_images = replace(plain, images=(Candidate("https://w.example/a.jpg?sign=1", credit="W"),))
    assert _fingerprint(plain) == _fingerprint(with_images)
    assert '"images"' not in codec.entry_text(plain), "what was stored before there were images reads the same"
    assert codec.entry(codec.entry_text(with_images)) == with_images
    assert codec.entry(codec.entry_text(plain)) == plain
