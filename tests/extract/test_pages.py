"""Pages, fragments and texts. A new case is a page in tests/data/extract with its expectation beside it.

An expectation names the `url`, perhaps `selectors`, and all that must be found; `body` is a list of
`[kind, text]` or `[kind, text, html]`.
"""

from __future__ import annotations

import json
import random
import re
import time
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ItemError
from pipeline.extract import article, charset, fragment, markup, plain
from pipeline.model import BlockKind, Draft, Selectors

DATA = Path(__file__).parents[1] / "data" / "extract"
PAGES = sorted(DATA.glob("*.html"))
URL = "https://site.example/a/b"
ALLOWED = re.compile(r'<(?:/?(?:a|em|strong|b|i|sub|sup)|br|a href="(?:https?:|mailto:)[^"<>]*")>')


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.body]


def check(draft: Draft) -> Draft:
    """What must hold for every draft, whatever it was read from."""
    for block in draft.body:
        assert block.text
        assert block.text == markup.fold(block.text)
        assert not re.search(r"[\x00-\x1f]", block.text)
        block.text.encode("utf-8")
        if block.html:
            assert "<" not in ALLOWED.sub("", block.html)
            assert "<" in block.html
            said = re.sub(r"<[^<>]*>", "", block.html.replace("<br>", " "))
            assert markup.fold(unescape(said)) == block.text
    assert "\n" not in draft.headline
    assert draft.published is None or draft.published.utcoffset() is not None
    return draft


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_page_reads_as_expected(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    asked = expected.pop("selectors", {})
    selectors = Selectors(**{**asked, "drop": tuple(asked.get("drop", ()))})
    draft = check(article(path.read_bytes(), url=expected["url"], selectors=selectors))
    assert [
        [str(block.kind), block.text, *([block.html] if block.html else [])] for block in draft.body
    ] == expected.pop("body")
    found = {
        "url": expected["url"],
        "headline": draft.headline,
        "subhead": draft.subhead,
        "by": draft.by,
        "published": draft.published and draft.published.isoformat(),
        "stated": draft.stated and draft.stated.isoformat(),
        "language": draft.language,
        "canonical": draft.canonical,
        "alternates": [[other.language, other.link] for other in draft.alternates],
        "transmission": draft.transmission,
        "notes": list(draft.notes),
    }
    assert {key: value for key, value in found.items() if value or key in expected} == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one<br>two</p>", [("one two", "one<br>two")]),
        ("<div>one<br> <br/>two<br>\n</div>", [("one", ""), ("two", "")]),
        ("<b>one<br><br>two</b> three", [("one", "<b>one</b>"), ("two three", "<b>two</b> three")]),
        ("<b>one<p>two</p></b>", [("one", "<b>one</b>"), ("two", "")]),
        ("<p>a <b> b </b> c</p>", [("a b c", "a <b>b</b> c")]),
        ("<p>a<b></b><i> </i>b</p>", [("a b", "")]),
        ("<p>&lt;script&gt; &amp; <em>x</em></p>", [("<script> & x", "&lt;script&gt; &amp; <em>x</em>")]),
        ("<p>x<script>alert(1)</script><style>p{}</style><iframe src=x>y</iframe></p>", [("x", "")]),
        ('<p><a href="javascript:x">a</a> <a href="//h.example/x">b</a> <a>c</a></p>', [("a b c", 'a <a href="https://h.example/x">b</a> c')]),
        ('<a href="/x y?q=&quot;1&quot;">a</a>', [("a", '<a href="https://site.example/x%20y?q=%221%22">a</a>')]),
        ('<p onclick="x"><span style="color:red">a</span><u>b</u></p>', [("ab", "")]),
        ('<img src="https://rt.wire.example/rt.gif" width=1 height=1>', []),
        ("<p>&nbsp;</p><p>\u200b</p><hr>", []),
        ("<p>Soft\u00adhy\u200bphen \u202ereversed</p>", [("Softhyphen reversed", "")]),
        ("<p>prix\u00a0: 5\u00a0000\u202f€, a\u00a0b «\u00a0c\u00a0»</p>", [("prix\u00a0: 5\u00a0000\u202f€, a b «\u00a0c\u00a0»", "")]),
        ("<p>cafe\u0301</p>", [("café", "")]),
        ("no markup at all", [("no markup at all", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_fragments(html: str, expected: list[tuple[str, str]]) -> None:
    draft = check(fragment(html, url=URL))
    assert [(block.text, block.html) for block in draft.body] == expected


def test_fragments_lose_what_is_no_running_text() -> None:
    html = (
        '<nav>Menu</nav><div class="share-buttons">Tell a friend</div><div class="shareholders">Shareholders met.</div>'
        "<form>Sign up</form><aside>Elsewhere</aside><p>Modal title</p><p style='display: none'>Hidden</p>"
        "<p>They voted on all that was before them, and all went home again content.</p><footer>Imprint</footer>"
    )
    assert texts(fragment(html, url=URL)) == [
        "Shareholders met.",
        "They voted on all that was before them, and all went home again content.",
    ]


def test_what_holds_most_of_the_text_stays_whatever_it_is_called() -> None:
    html = "<form class='modal'><p>" + "The whole page stands in a form here. " * 5 + "</p></form>"
    assert len(texts(fragment(html, url=URL))) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("\ufeffOne.\r\n\r\n\r\n Two. \r\n", ["One.", "Two."]),
        ("A line that was wrapped by hand at some\nwidth and goes on here.\n\nNext.", ["A line that was wrapped by hand at some width and goes on here.", "Next."]),
        ("It is a well-\nknown port on the\nlake.", ["It is a well-known port on the lake."]),
        ("He came -\nand went away", ["He came - and went away"]),
        ("林道港口周五为口译员开设了一个大厅，这是湖\n上的第一个此类大厅，也是众所周知的一个大厅，\n港口说。\n\n第二段。", ["林道港口周五为口译员开设了一个大厅，这是湖上的第一个此类大厅，也是众所周知的一个大厅，港口说。", "第二段。"]),
        ("　　第一段说了一些话。\n　　第二段也说了一些话。", ["第一段说了一些话。", "第二段也说了一些话。"]),
        ("항구는 금요일에 통역사를 위한 홀을\n열었다고 밝혔다.", ["항구는 금요일에 통역사를 위한 홀을 열었다고 밝혔다."]),
        ("Programme:\n- one\n- two goes on\n  here\n• three\n* four\n\nEnd", ["Programme:", "* one", "* two goes on here", "* three", "* four", "End"]),
        ("One\fTwo\tb\u00a0c", ["One", "Two b c"]),
        ("The port of Lindau opened a hall for interpreters on Friday, the first\nof its kind.\n\nContact:\nPress office of the port\nTel. 1", ["The port of Lindau opened a hall for interpreters on Friday, the first of its kind.", "Contact:", "Press office of the port", "Tel. 1"]),
        ("A long line " * 15 + "\n" + "Another long line " * 12, [("A long line " * 15).strip(), ("Another long line " * 12).strip()]),
        ("Long line without a blank one after it. " * 4 + "\nSOURCE Port\nContact: x", [("Long line without a blank one after it. " * 4).strip(), "SOURCE Port", "Contact: x"]),
        ("Text.\n\n- FIN -\n\n* * *\n\n# # #\n\n-30-", ["Text.", "- FIN -", "* * *", "# # #", "-30-"]),
        ("> The port opened a hall on Friday, and the talk\n> lasted two hours.", ["The port opened a hall on Friday, and the talk lasted two hours."]),
        ("Media contact:\nAnna Keller, Director of Communications of the Port of Lindau\nHarbour Lines Inc., 12 Long Street, Second Floor of the Old House\nBoston, Mass. 02110, United States of America\n+1 617 555 0100\npress@port.example.org", ["Media contact:", "Anna Keller, Director of Communications of the Port of Lindau", "Harbour Lines Inc., 12 Long Street, Second Floor of the Old House", "Boston, Mass. 02110, United States of America", "+1 617 555 0100", "press@port.example.org"]),
        ("Everything about the hall and its many interpreters is on the page\nhttps://www.port.example.org/hall\nof the port.", ["Everything about the hall and its many interpreters is on the page https://www.port.example.org/hall of the port."]),
        ("The plan has three parts that all ports on the lake will carry out by 2030:\n1. Build a hall for interpreters that is large enough for all who work at the\nport\n2. Train pilots\n3. Open a school", ["The plan has three parts that all ports on the lake will carry out by 2030:", "1. Build a hall for interpreters that is large enough for all who work at the port", "2. Train pilots", "3. Open a school"]),
        ("Der Hafen von Lindau öffnet seine neue Halle für alle, die übersetzen, am\n6. Dezember.", ["Der Hafen von Lindau öffnet seine neue Halle für alle, die übersetzen, am 6. Dezember."]),
        ("PORT OF LINDAU OPENS HALL FOR INTERPRETERS ON FRIDAY WITH MANY GUESTS\nThe port opened a hall for interpreters on Friday, the first of its kind on the\nlake.", ["PORT OF LINDAU OPENS HALL FOR INTERPRETERS ON FRIDAY WITH MANY GUESTS", "The port opened a hall for interpreters on Friday, the first of its kind on the lake."]),
        ("Results of the port in millions of euros, compared with those of the year before\nRevenue            120        110\nNet profit          12         10", ["Results of the port in millions of euros, compared with those of the year before", "Revenue 120 110", "Net profit 12 10"]),
        ("The sea is wide and grey,\nThe harbour lights are low,\nAnd every ship must sail away\nWhere only sailors go.", ["The sea is wide and grey,", "The harbour lights are low,", "And every ship must sail away", "Where only sailors go."]),
        ("  \n\n\t\n", []),
        ("", []),
    ],
)  # fmt: skip
def test_plain_text(text: str, expected: list[str]) -> None:
    draft = check(plain(text))
    assert [("* " if b.kind is BlockKind.LIST_ITEM else "") + b.text for b in draft.body] == expected


def test_a_large_file_of_short_lines_is_read_in_time() -> None:
    assert len(plain("some short words\n" * 50_000).body[0].text) == 17 * 50_000 - 1


@given(st.text())
def test_plain_text_loses_no_word(text: str) -> None:
    draft = check(plain(text))
    kept = "".join(c for c in markup.clean(text) if c.isalnum())
    assert "".join(c for block in draft.body for c in block.text if c.isalnum()) == kept


@given(st.lists(st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<br>", "<a href='/x'>", "</a>", "<table><tr><td>", "</td>", "<td>", "<li>", "<blockquote>", "<pre>", "</div>", "x", " ", "\u00a0", "&", "&lt;", "«", "\x01", "<!--", "-->", "<i>", "</i>", "1", "<h2>", "<form>"])))  # fmt: skip
def test_any_markup_gives_clean_blocks(pieces: list[str]) -> None:
    check(fragment("".join(pieces), url=URL))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PAGES), st.randoms(use_true_random=False))
def test_damaged_pages_are_read(path: Path, chance: random.Random) -> None:
    page = bytearray(path.read_bytes())
    for _ in range(chance.randrange(1, 40)):
        place = chance.randrange(len(page) + 1)
        what = [b"", b"<", b">", b"</div>", b"<table>", b"\x00", b"\xff", b'"', b"&#xD800;", b"<p>", b"]}", b"<!--"]
        page[place : place + chance.randrange(5)] = chance.choice(what)
    check(article(bytes(page), url=URL))


@given(st.binary(max_size=500), st.text(max_size=20))
def test_any_bytes_are_read(page: bytes, label: str) -> None:
    check(article(page, url=URL, charset=label))


@pytest.mark.parametrize(
    ("page", "header", "text"),
    [
        ("Été".encode("utf-8-sig"), "iso-8859-1", "Été"),
        ("Été".encode("utf-16"), "", "Été"),
        ("Été".encode("latin-1"), "ISO-8859-1", "Été"),
        ("Été “x”".encode("cp1252"), "iso-8859-1", "Été “x”"),
        ("Été".encode(), "iso-8859-1", "Été"),
        ('<meta charset="gb2312">北京镕'.encode("gb18030"), "", '<meta charset="gb2312">北京镕'),
        ('<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">東京'.encode("cp932"), "", '<meta http-equiv="Content-Type" content="text/html; charset=shift_jis">東京'),
        ("東京".encode("euc-jp"), "euc-jp", "東京"),
        (("Der Hafen eröffnet einen Saal für Dolmetscher, größer als je. " * 3).encode("cp1252"), "utf-8", "Der Hafen eröffnet einen Saal für Dolmetscher, größer als je. " * 3),
        (b"plain", "no-such-charset", "plain"),
        (b"plain", "base64", "plain"),
        (b"plain", "\x00", "plain"),
        (b"", "", ""),
    ],
)  # fmt: skip
def test_charsets(page: bytes, header: str, text: str) -> None:
    assert charset.page(page, header) == text


def test_wrong_selectors_are_passed_over() -> None:
    page = (DATA / "wordpress.html").read_bytes()
    usual = article(page, url=URL)
    wrong = Selectors(body="div[", headline="h9", date="::x", drop=("p:::", "", ".none"))
    draft = article(page, url=URL, selectors=wrong)
    assert replace(draft, notes=()) == usual
    assert [note.split("; ")[0] for note in draft.notes] == [
        "selector headline: h9 matches nothing",
        "selector date: ::x is no CSS selector",
        "selector drop: p::: is no CSS selector",
        "selector body: div[ is no CSS selector",
    ]


def hostile() -> dict[str, bytes]:
    paragraph = b"<p>One of very many paragraphs, <b>each</b> with some words in it and none of them new.</p>"
    return {
        "deep": b"<html><body>" + b"<div>" * 50_000 + b"x",
        "deep inline": b"<p>" + b"<b>" * 50_000 + b"x",
        "deep tables": b"<table><tr><td>" * 20_000 + b"x",
        "many attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x</p>",
        "long": b"<html><body><main>" + paragraph * 40_000 + b"</main>",
        "brackets": b"<" * 400_000,
        "breaks": b"<p>x" + b"<br>" * 50_000 + b"y",
        "spaces": b"<p>x" + b" \t" * 2_000_000 + b"y",
        "json": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>x",
        "open comment": b"<p>x<!--" * 50_000,
        "one word": b"<p>" + b"x" * 5_000_000,
        "hidden in hidden": b"<div hidden>" * 200 + paragraph * 1000,
        "menus": b"<body><div>" + b"<a href=/x>y</a> " * 20_000,
    }


@pytest.mark.parametrize("name", sorted(hostile()))
def test_hostile_pages_end_soon(name: str) -> None:
    began = time.monotonic()
    try:
        check(article(hostile()[name], url=URL))
    except ItemError as error:
        assert str(error).isprintable()
    assert time.monotonic() - began < 60  # a tenth of it where nothing else runs, a quarter for the longest


def test_a_page_with_nothing_to_read_warns_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    assert article(b"<html><body><p>x", url=URL).headline == ""
    assert capfd.readouterr() == ("", "")


def test_a_page_too_large_for_an_article_is_refused_in_words() -> None:
    with pytest.raises(ItemError, match="13 MB long, too long for an article; check the address"):
        article(b"x" * 13_000_000, url=URL)
