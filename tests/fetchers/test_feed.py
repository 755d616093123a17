"""Feeds good, odd and hostile. A new case is a file in tests/data/feed with its expectation beside it.

An expectation is `{"error": words}`, or `{"entries": [...], "notes": [...]}`: each entry names the fields that matter,
each note words that must occur in it; perhaps with `title`, `language` and `wait` (seconds) of the feed. It may name a
`timezone` for the source.
"""

from __future__ import annotations

import json
import random
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.errors import SourceError
from pipeline.fetchers.feed import Options, fetch, read
from pipeline.http import Client, Response
from pipeline.model import Entry, Listing, Source, Validators
from pipeline.syndication.entries import is_complete
from tests.loopback import Loopback

DATA = Path(__file__).parent.parent / "data" / "feed"
CASES = sorted(path for path in DATA.iterdir() if path.suffix != ".json")
SENTENCE = "The organisers said that the hall will open in spring and house forty booths for interpreters. "


def listing(content: bytes, charset: str = "", timezone: str = "", now: datetime | None = None) -> Listing:
    url = "https://feeds.example/all.rss"
    headers = {"content-type": "application/rss+xml"}
    return read(Response(url, 200, "application/rss+xml", charset, headers, content), timezone, now)


def plainly(entry: Entry, name: str) -> object:
    value = getattr(entry, name)
    if isinstance(value, datetime):
        return value.isoformat()
    return [[a.language, a.link] for a in value] if name == "alternates" else value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_feed_reads_as_expected(path: Path) -> None:
    expected = json.loads((DATA / f"{path.name.split('.')[0]}.json").read_text("utf-8"))
    if "error" in expected:
        with pytest.raises(SourceError, match=expected["error"]) as caught:
            listing(path.read_bytes())
        assert "https://feeds.example/all.rss" in str(caught.value)
        return
    found = listing(path.read_bytes(), timezone=expected.get("timezone", ""))
    assert [
        {name: plainly(entry, name) for name in wanted}
        for entry, wanted in zip(found.entries, expected["entries"], strict=True)
    ] == expected["entries"]
    for note, words in zip(found.notes, expected["notes"], strict=True):
        assert words in note
        assert note.isprintable()
    about = {"title": found.title, "language": found.language, "wait": found.wait and found.wait.total_seconds()}
    assert {name: about[name] for name in about if name in expected} == {n: expected[n] for n in about if n in expected}


def test_every_case_has_its_expectation_and_the_other_way_round() -> None:
    assert {path.name.split(".")[0] for path in CASES} == {path.stem for path in DATA.glob("*.json")}


def test_a_feed_over_the_network_and_not_modified_after() -> None:
    with Loopback() as web, Client("x") as client:
        url = web.page("/f", (DATA / "wordpress.xml").read_bytes(), content_type="application/rss+xml", etag='"1"')
        source = Source(id="s", kind="feed", options=Options(url=url), allow_private=True)
        first = fetch(source, client, Validators())
        assert len(first.entries) == 3
        assert first.validators == Validators('"1"')
        second = fetch(source, client, first.validators)
        assert second == Listing(validators=Validators('"1"'), not_modified=True)
        assert "application/atom+xml" in web.asked[0].headers["accept"]


def test_relative_links_count_from_where_redirects_ended() -> None:
    with Loopback() as web, Client("x") as client:
        web.page(
            "/new/f.xml", "<rss version='2.0'><channel><title>t</title><item><link>a.html</link></item></channel></rss>"
        )
        source = Source("s", "feed", Options(url=web.redirect("/f", "/new/f.xml")), allow_private=True)
        assert fetch(source, client, Validators()).entries[0].link == web.url("/new/a.html")


@pytest.mark.parametrize(
    ("content", "link", "from_element", "complete"),
    [
        (f"<p>{SENTENCE * 4}</p>", "https://a.example/", True, True),
        (f"<p>{SENTENCE * 4}</p>", "https://a.example/", False, False),
        (f"<p>{SENTENCE * 4}</p><p>{SENTENCE * 4}</p>", "https://a.example/", False, True),
        (f"<p>{SENTENCE * 8}</p>", "https://a.example/", False, False),
        (f"{SENTENCE * 4}<br/><br/>{SENTENCE * 4}", "https://a.example/", False, True),
        (f"<p>{SENTENCE}</p>", "https://a.example/", True, False),
        (f"<p>{SENTENCE}</p>", "", False, True),
        ("<p> </p><img src='x'>", "", True, False),
        ("", "", False, False),
        *[
            (f"<p>{SENTENCE * 4}</p><p>{SENTENCE * 4}{mark}</p>", "https://a.example/", True, False)
            for mark in (
                "...", "…", "[…]", "[&#8230;]", "[ ... ]", "Read more", "<a href='x'>Read more</a>", "(Continue reading)",
                "<a>Weiterlesen →</a>", "Leer más »", "… more", "</p><p>Continue reading <span>The hall</span> →",
                "</p><p>阅读全文 >>", "</p><p>続きを読む", "</p><p>Lire la suite de « La salle »", "</p><a>Suite</a>",
            )
        ],
        *[
            (f"<p>{SENTENCE * 4}</p><p>{SENTENCE * 4}{end}</p>", "https://a.example/", True, True)
            for end in (
                "And much more.", "</p><p>More information: https://a.example/", "</p><p>La suite du programme suit.",
                "</p><p>SOURCE Port of Lindau", "</p><p>The post <a>X</a> appeared first on <a>Y</a>.",
            )
        ],
    ],
)  # fmt: skip
def test_what_counts_as_the_whole_text(content: str, link: str, from_element: bool, complete: bool) -> None:
    assert is_complete(content, "text/html", link, from_element=from_element) is complete


def test_plain_text_content_counts_paragraphs_by_blank_lines() -> None:
    text = f"{SENTENCE * 4}\n\n{SENTENCE * 4}"
    assert is_complete(text, "text/plain", "https://a.example/", from_element=False)
    assert not is_complete(text.replace("\n\n", " "), "text/plain", "https://a.example/", from_element=False)


@pytest.mark.parametrize("url", ["", "feed.xml", "file:///etc/passwd", "http://u:p@a.example/", "http://a b/"])
def test_options_refuse_what_is_no_web_address(url: str) -> None:
    with pytest.raises(ValidationError):
        Options(url=url)


def test_options_refuse_what_they_do_not_know() -> None:
    with pytest.raises(ValidationError):
        Options(url="https://a.example/", pat="x")  # type: ignore[call-arg]


def entries_or_refusal(content: bytes) -> None:
    try:
        found = listing(content)
    except SourceError as error:
        assert str(error).isprintable()
        return
    assert found.entries
    assert len({entry.id for entry in found.entries}) == len(found.entries)
    for entry in found.entries:
        assert entry.id
        assert entry.link == "" or entry.link.startswith(("http://", "https://"))
        assert entry.published is None or entry.published.utcoffset() is not None
        assert "\n" not in entry.title
        (entry.id + entry.title + entry.summary + entry.content).encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.randoms(use_true_random=False), st.integers(1, 30))
def test_damaged_feeds_are_read_or_refused(path: Path, chance: random.Random, damages: int) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(damages):
        place = chance.randrange(len(content) + 1)
        what = chance.choice(
            [b"", b"<", b">", b"&", b"]]>", b"\x00", b"\xff\xfe", b"&#xD800;", b"&#99999999;", b"<!--", b'"']
        )
        content[place : place + chance.randrange(4)] = what
    if chance.random() < 0.3:
        del content[chance.randrange(len(content) + 1) :]
    entries_or_refusal(bytes(content))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
@example(b"<rss>")
@example(b"<feed><entry>" * 500)
@example(b"<rss><channel><item><title>" + b"<b>" * 5000)
@example(b"<rss><channel><item><description>" + b"&lt;div>" * 5000 + b"</description></item></channel></rss>")
@example(
    b"<rss><channel><item><guid>"
    + b"x" * 5000
    + b"</guid><pubDate>Fri, 99 Zzz 99999 99:99</pubDate></item></channel></rss>"
)
@example(
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><content type='image/png'>iVBORw==</content><updated>0000-00-00T00:00:00Z</updated></entry></feed>"
)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    entries_or_refusal(b"<rss version='2.0'><channel><item>" + content)
    entries_or_refusal(content)


def test_entities_do_not_unfold_in_memory() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    entries_or_refusal(
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]><rss version="2.0"><channel><title>t</title><item><title>&l9;</title><link>https://a.example/</link></item></channel></rss>'.encode()
    )


def test_files_of_this_machine_stay_unread() -> None:
    secret = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>t</title><item><title>&x;</title><link>https://a.example/</link></item></channel></rss>'
    assert "root:" not in listing(secret.encode()).entries[0].title
