"""Feeds good, odd and hostile. A new case is a file in tests/data/feed with its expectation beside it.

An expectation is `{"error": words}`, or `{"entries": [...], "notes": [...]}`: each entry names the fields that matter,
each note words that must occur in it; perhaps with `title`, `language` and `wait` (seconds) of the feed. It may name a
`timezone` for the source.
"""

from __future__ import annotations

import gzip
import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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


def assert_read_or_refused(content: bytes) -> None:
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
    assert_read_or_refused(bytes(content))


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
    assert_read_or_refused(b"<rss version='2.0'><channel><item>" + content)
    assert_read_or_refused(content)


def item(n: int, words: str = "Words") -> str:
    date = f"Mon, 02 Mar 2026 {n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02} +0000"
    return (
        f"<item><title>T {n}</title><guid>g{n}</guid><pubDate>{date}</pubDate><description>{words}</description></item>"
    )


def rss(inside: str, before: str = "") -> bytes:
    return f"{before}<rss version='2.0'><channel><title>T</title>{inside}</channel></rss>".encode()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "attributes": rss("<item " + " ".join(f'a{n}="x"' for n in range(50_000)) + "><title>t</title></item>" + item(1)),
    "attributes with angles": rss("<item " + " ".join(f'a{n}="<"' for n in range(50_000)) + "><title>t</title></item>"),
    "attributes in the malformed": rss(
        "<item " + " ".join(f"a{n}=1" for n in range(50_000)) + "><title>t & u</title></item>"
    ),
    "namespaces": rss("<item " + " ".join(f'xmlns:a{n}="urn:{n}"' for n in range(50_000)) + "><title>t</title></item>"),
    "depth": rss(item(1, "<b>" * 100_000 + "x" + "</b>" * 100_000)),
    "depth unclosed": rss(item(1) + "<item><title>t" + "<b>" * 40_000),
    "depth escaped": rss(item(1, "&lt;div>" * 40_000)),
    "a long text": rss(item(1, "words " * 1_000_000)),
    "a long CDATA": rss(item(1, "<![CDATA[" + "words " * 1_000_000 + "]]>")),
    "a long CDATA in the malformed": rss("<title>a & b</title>" + item(1, "<![CDATA[" + "words " * 1_000_000)),
    "billion laughs": rss("<item><title>&l9;</title></item>", f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "quadratic blow-up": rss(item(1, "&a;" * 20_000), f'<!DOCTYPE rss [<!ENTITY a "{"x" * 50_000}">]>'),
    "short entities, many times": rss(item(1, "&a;" * 500_000), f'<!DOCTYPE rss [<!ENTITY a "{"x" * 200}">]>'),
    "parameter entities": rss(
        item(1), "<!DOCTYPE rss [<!ENTITY % a \"<!ENTITY b SYSTEM 'file:///etc/hostname'>\">%a;]>"
    ),
    "many entities": rss(item(1), "<!DOCTYPE rss [" + "".join(f'<!ENTITY a{n} "x">' for n in range(3000)) + "]>"),
    "ampersands": rss(item(1, "& " * 100_000)),
    "comments that never end": rss(item(1) + "<item><title>t</title>" + "<!-- " * 200_000),
    "entries that never end": rss("<item>" * 5_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_feeds_are_read_or_refused_in_bounded_time(name: str) -> None:
    start = time.perf_counter()
    assert_read_or_refused(HOSTILE[name])
    assert time.perf_counter() - start < 40


def test_fifty_thousand_attributes_cost_nothing_and_the_entries_are_used() -> None:
    start = time.perf_counter()
    found = listing(HOSTILE["attributes"])
    assert time.perf_counter() - start < 15
    assert [entry.title for entry in found.entries] == ["T 1", "t"]
    assert "50,000 attributes" in found.notes[0]


def test_of_fifty_thousand_entries_the_newest_are_read() -> None:
    start = time.perf_counter()
    found = listing(rss("".join(item(n) for n in range(50_000))))
    assert time.perf_counter() - start < 60
    assert [entry.title for entry in found.entries] == [f"T {n}" for n in range(45_000, 50_000)]
    assert found.notes == ("the feed lists 50,000 entries; the newest 5,000 are read",)


def test_a_text_too_odd_to_read_is_left_out_and_its_entry_kept() -> None:
    found = listing(rss(item(1, "<![CDATA[" + "<b>" * 510_000 + "]]>") + item(2)))
    assert [(entry.title, entry.complete) for entry in found.entries] == [("T 1", False), ("T 2", True)]
    assert "the text of an entry is left out" in found.notes[0]


def test_entities_do_not_unfold_in_memory() -> None:
    assert listing(HOSTILE["billion laughs"]).entries[0].title == "&l9;"
    assert len(listing(HOSTILE["short entities, many times"]).entries[0].content) <= 1_100_000


def test_files_of_this_machine_stay_unread() -> None:
    secret = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>t</title><item><title>&x;</title><link>https://a.example/</link></item></channel></rss>'
    assert "root:" not in listing(secret.encode()).entries[0].title


ENCODED = Path(__file__).parent.parent / "data" / "charset"


@pytest.mark.parametrize("path", sorted(ENCODED.glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize(
    ("header", "declared"),
    [("", ""), ("", "utf-8"), ("iso-8859-1", "right"), ("utf-8", "iso-8859-1"), ("right", "utf-16")],
)
def test_feeds_are_read_whatever_header_and_declaration_say(path: Path, header: str, declared: str) -> None:
    lines = path.read_text("utf-8").splitlines()
    for encoding in [*json.loads(path.with_suffix(".json").read_text("utf-8"))["encodings"], "utf-8", "utf-16"]:
        title, words = (line.encode(encoding, "ignore").decode(encoding).replace("&", "") for line in lines)
        said = encoding if declared == "right" else declared
        declaration = f'<?xml version="1.0" encoding="{said}"?>' if said else ""
        feed = f"{declaration}<rss version='2.0'><channel><title>x</title><item><title>{title}</title><guid>1</guid><description>{words}</description></item></channel></rss>"
        found = listing(feed.encode(encoding), encoding if header == "right" else header)
        assert (found.entries[0].title, found.entries[0].content) == (title, words)


def test_a_wrong_declaration_is_noted_and_a_right_one_is_not() -> None:
    feed = "<?xml version='1.0' encoding='{}'?><rss version='2.0'><channel><title>海南新闻</title><item><title>国际人才交流大会在海口举行</title></item></channel></rss>"
    assert "read as gb18030" in listing(feed.format("utf-8").encode("gbk")).notes[0]
    assert listing(feed.format("gb2312").encode("gbk"), "gb2312").notes == ()


def test_gzip_that_nothing_announces() -> None:
    plain = rss(item(1))
    found = listing(gzip.compress(plain, mtime=0))
    assert found.entries[0].id == "g1"
    assert found.raw[0].content == plain  # what is kept as evidence can be read


def test_the_answer_is_kept_and_what_the_server_asks_for() -> None:
    class Answer:
        """A response that says how long to wait and where the feed moved to."""

        url, charset, content, validators = (
            "https://feeds.example/f",
            "",
            rss("<ttl>30</ttl>" + item(1)),
            Validators('"1"'),
        )
        headers: dict[str, str] = {"etag": '"1"'}  # noqa: RUF012
        wait, moved_to = timedelta(minutes=20), "https://feeds.example/new"

    answer: Any = Answer()
    found = read(answer)
    assert (found.wait, found.moved_to) == (timedelta(minutes=30), "https://feeds.example/new")
    answer.wait = timedelta(hours=2)
    assert read(answer).wait == timedelta(hours=2)
    answer.content = rss("<ttl>525600</ttl>" + item(1))
    assert read(answer).wait == timedelta(hours=24)
    assert found.raw[0].headers == (("etag", '"1"'),)


def test_ids_stay_when_the_feed_moves() -> None:
    feed = rss(
        "<item><title>a</title><guid>17</guid></item><item><title>b</title><guid isPermaLink='false'>18</guid></item>"
    )
    ids = [
        [entry.id for entry in read(Response(url, 200, content=feed)).entries]
        for url in ("http://a.example/f", "https://b.example/feed/")
    ]
    assert ids == [["18", "17"], ["18", "17"]]


def test_entries_from_the_future_are_noted() -> None:
    assert listing(rss(item(1)), now=datetime(2026, 3, 2, tzinfo=UTC)).notes == ()
    assert "in the future" in listing(rss(item(1)), now=datetime(2026, 2, 2, tzinfo=UTC)).notes[0]


def test_a_feed_that_cannot_be_right_is_refused_and_its_validators_are_not_kept() -> None:
    with Loopback() as web, Client("x") as client:
        url = web.page("/f", "<html><body>Maintenance</body></html>", content_type="application/rss+xml", etag='"2"')
        source = Source(id="s", kind="feed", options=Options(url=url), allow_private=True)
        with pytest.raises(SourceError, match="web page"):
            fetch(source, client, Validators('"1"'))
