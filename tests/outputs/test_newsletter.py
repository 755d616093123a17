"""Digests as e-mail files, read back by Python's mail parser and by html5lib in strict mode."""

from __future__ import annotations

import email
import email.policy
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pydantic import ValidationError

from pipeline import content, digest, labels, language
from pipeline.model import Block, BlockKind, Feed, Item, Origin, State, Withdrawn
from pipeline.outputs import newsletter
from pipeline.outputs.newsletter import Options
from tests.outputs.conftest import SITE, make_feed, make_item

LANGUAGES = tomllib.loads(Path(labels.__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WORDS = st.text(st.characters(codec="utf-8"), max_size=60)


def read(feed: Feed) -> EmailMessage:
    message = email.message_from_bytes(newsletter.render(feed), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(message: EmailMessage) -> str:
    """The text part with its paragraphs whole again, as RFC 3676 has it."""
    part = message.get_body(("plain",))
    assert part is not None and part.get_param("format") == "flowed" and not part.defects
    lines = [line.removeprefix(" ") for line in part.get_content().split("\r\n")]
    return re.sub(r" \n", " ", "\n".join(lines))


def html_of(message: EmailMessage) -> etree._Element:
    part = message.get_body(("html",))
    assert part is not None and not part.defects
    return html5lib.HTMLParser(html5lib.getTreeBuilder("lxml"), strict=True, namespaceHTMLElements=False).parse(
        part.get_content().replace("\r\n", "\n")
    )


def shown(root: etree._Element) -> list[str]:
    """What a reader sees, paragraph by paragraph, without the part that only lists of messages show."""
    found = root.xpath("//body//h1 | //body//h2 | //body//p | //body//td[not(.//p) and not(.//table)]")
    return [" ".join("".join(one.itertext()).split(" ")).strip() for one in found]


@pytest.fixture(scope="module")
def sent(newsroom: Feed) -> EmailMessage:
    return read(newsroom)


def test_it_is_one_message_of_text_and_html_with_what_a_sender_needs(newsroom: Feed, sent: EmailMessage) -> None:
    assert sent.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]
    assert sent["Subject"] == "Nouvelles de la conférence – Résumé de l’actualité – 2 mars 2026"
    assert sent["From"] == "Nouvelles de la conférence <desk@example.org>"
    assert sent["Date"].datetime == newsroom.updated
    assert sent["Content-Language"] == "fr"
    assert {"To", "Message-ID", "List-Unsubscribe"}.isdisjoint(sent.keys())


def test_no_server_on_the_way_has_reason_to_change_it(newsroom: Feed) -> None:
    raw = newsletter.render(newsroom)
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert all(len(line) <= 78 for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n"))


def test_the_same_feed_gives_the_same_bytes_and_another_another_boundary(newsroom: Feed) -> None:
    assert newsletter.render(newsroom) == newsletter.render(newsroom)
    boundaries = {read(feed).get_boundary() for feed in (newsroom, replace(newsroom, items=newsroom.items[1:]))}
    assert len(boundaries) == 2


def test_both_parts_say_the_same(newsroom: Feed, sent: EmailMessage) -> None:
    text, seen = text_of(sent), shown(html_of(sent))
    for item in newsroom.items:
        one = digest.entry(item, "UTC")
        for words in (one.headline, one.day.text, one.lead, *(note.text for note in one.notes)):
            assert words in text
            assert words in seen
        assert one.url in text
        if one.url:
            assert one.url in html_of(sent).xpath("//h2/a/@href")
    assert seen[0] == text.split("\n")[0]


def test_each_item_carries_its_language_and_how_it_was_made(sent: EmailMessage) -> None:
    root = html_of(sent)
    cells = {cell.get("lang"): cell for cell in root.xpath("//td[@data-origin]")}
    assert [cell.get("data-origin") for cell in root.xpath("//td[@data-origin]")] == [
        "official", "machine", "machine", "approved", "official", "official",
    ]  # fmt: skip
    assert (cells["ar"].get("dir"), cells["ar"].get("align"), cells["es"].get("dir")) == ("rtl", "right", "ltr")
    machine = f"{content.DIGITAL_SOURCE_TYPES}trainedAlgorithmicMedia"
    assert {tag: cell.get("data-digital-source-type") for tag, cell in cells.items()} == {
        "fr": None, "es": machine, "ar": machine, "zh-Hans": None, "en": None, "de": None,
    }  # fmt: skip
    assert labels.machine("ar", "fr").text in "".join(cells["ar"].itertext())
    assert labels.internal("es").text in "".join(cells["es"].itertext())
    assert labels.approved("zh-Hans", "fr").text in "".join(cells["zh-Hans"].itertext())


def test_the_html_is_made_for_mail_programs(sent: EmailMessage) -> None:
    root = html_of(sent)
    assert (root.getroot().get("lang"), root.getroot().get("dir")) == ("fr", "ltr")
    assert {table.get("role") for table in root.xpath("//table")} == {"presentation"}
    assert root.xpath("//table[@width='600']")
    assert not root.xpath("//img | //script | //link | //form | //@onclick | //svg")
    assert all(href.startswith("https://") for href in root.xpath("//@href"))
    assert all(one.get("style") for one in root.xpath("//body//td | //body//p | //body//h1 | //body//h2 | //body//a"))
    hidden = root.xpath("//body/div")[0]
    assert hidden.text.startswith("Le salon des semences ouvre ses portes · El salón")
    assert "display: none" in hidden.get("style")


def test_an_address_is_never_broken_nor_flowed_into_other_words() -> None:
    address = f"https://news.example.org/{'very-long-' * 40}page.html?a=1&b=2"
    item = replace(make_item(body=(Block(BlockKind.PARAGRAPH, "Un mot " * 40),)), url=address)
    part = read(make_feed(item)).get_body(("plain",))
    assert part is not None
    lines = part.get_content().split("\r\n")
    assert address in lines
    assert all(len(line) <= 73 for line in lines if line != address)
    assert any(line.endswith(" ") for line in lines)


def test_a_digest_without_items_says_so_in_every_language() -> None:
    for tag in LANGUAGES:
        message = read(make_feed(language=tag))
        quiet = labels.word("quiet", tag)
        assert quiet.text in text_of(message)
        assert quiet.text in shown(html_of(message))
        assert labels.word("digest", tag).text in message["Subject"]
        assert html_of(message).getroot().get("dir") == language.direction(tag)


def test_a_language_without_words_reads_english_and_says_so() -> None:
    root = html_of(read(make_feed(make_item("sw", origin=Origin.MACHINE), language="sw")))
    (more,) = root.xpath("//p[a]")
    assert ("".join(more.itertext()), more.get("lang"), more.get("dir")) == ("Read more", "en", "ltr")
    note = next(p for p in root.xpath("//p") if "Machine translation" in "".join(p.itertext()))
    assert note.get("lang") == "en"
    assert root.xpath("//td[@lang='sw']")


def test_nothing_of_what_was_withdrawn_is_in_it(newsroom: Feed) -> None:
    gone = Withdrawn(
        "tag:x", "tag:s", "fr", 1, "2026-03-01-gonegone", newsroom.updated, newsroom.updated, 1, canceled=True
    )
    assert newsletter.render(replace(newsroom, withdrawn=(gone,))) == newsletter.render(newsroom)


def test_a_text_behind_its_original_says_so() -> None:
    message = read(make_feed(make_item("es", origin=Origin.EDITED, state=State.OUTDATED)))
    assert labels.outdated("es").text in text_of(message)
    assert any(labels.outdated("es").text in words for words in shown(html_of(message)))


def test_the_day_is_that_of_the_site() -> None:
    item = make_item(published=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    feed = make_feed(item)
    assert digest.entry(item, "UTC").day.text == "2 mars 2026"
    assert "3 mars 2026" in text_of(read(replace(feed, site=replace(SITE, timezone="Asia/Tokyo"))))


def test_what_it_holds_and_is_called_can_be_set() -> None:
    assert newsletter.bounds(None) == (20, timedelta(days=7)) == (newsletter.MAX_ITEMS, newsletter.MAX_AGE)
    assert newsletter.bounds(Options(days=1, items=5)) == (5, timedelta(days=1))
    options = Options(title={"fr": "La lettre", "zh-tw": "通訊"})
    for tag, title in (("fr-CA", "La lettre"), ("zh-Hant-TW", "通訊"), ("de", SITE.title)):
        subject = read(make_feed(language=tag, options=options))["Subject"]
        assert subject.startswith(title)
    assert read(make_feed(options=Options(title="Brief")))["Subject"] == "Brief – 2 mars 2026"


@pytest.mark.parametrize(
    "wrong", [{"days": 0}, {"items": 0}, {"title": {"no tag!": "x"}}, {"unknown": 1}, {"days": 1000}]
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Options(**wrong)


@pytest.mark.parametrize(
    ("contact", "sender"),
    [
        ("desk@example.org", "desk@example.org"),
        ("mailto:desk@example.org", "desk@example.org"),
        ("https://example.org/contact", "noreply@news.example.org"),
        ("desk@exämple.org", "noreply@news.example.org"),
        ("a@b>\r\nBcc: x@example.net", "noreply@news.example.org"),
        ("", "noreply@news.example.org"),
    ],
)
def test_a_contact_that_is_no_e_mail_address_is_not_written_from(contact: str, sender: str) -> None:
    message = read(make_feed(site=replace(SITE, contact=contact)))
    (address,) = message["From"].addresses
    assert address.addr_spec == sender
    assert "Bcc" not in message


@given(title=WORDS, headline=WORDS, lead=WORDS)
@settings(max_examples=60, deadline=None)
def test_no_words_break_out_of_their_place(title: str, headline: str, lead: str) -> None:
    item = make_item("en", headline=headline, body=(Block(BlockKind.PARAGRAPH, lead),), issuer=title)
    feed = make_feed(item, site=replace(SITE, title=title), options=Options(title=title))
    raw = newsletter.render(feed)
    assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998
    message = read(feed)
    assert sorted(message.keys()) == sorted(
        ["Date", "From", "Subject", "Content-Language", "MIME-Version", "Content-Type"]
    )
    assert len(list(message.iter_parts())) == 2
    (address,) = message["From"].addresses
    assert address.addr_spec == "desk@example.org"
    one = digest.entry(item, "UTC")
    root = html_of(message)
    assert not root.xpath("//script")
    assert len(root.xpath("//h2")) == 1
    assert "".join(root.xpath("//h2")[0].itertext()) == one.headline
    assert one.headline.replace("\u00a0", " ") in text_of(message).replace("\u00a0", " ")


def test_endless_words_do_not_make_an_endless_message(build: tuple[Callable[..., Feed], Callable[..., Item]]) -> None:
    make, item = build
    huge = item("en", headline="word " * 200_000, body=(Block(BlockKind.PARAGRAPH, "字" * 1_000_000),))
    assert len(newsletter.render(make(huge))) < 20_000
