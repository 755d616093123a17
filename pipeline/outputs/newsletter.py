"""A digest per language as an e-mail file, for whatever sends it: text and HTML of the same news (RFC 5322, 2046).

To whom it goes, its Message-ID and how to unsubscribe are the sender's to add. Lines are short and in ASCII, so that no
server on the way changes them. The HTML is made of tables with styles in place, as mail programs take it, and needs no
picture; the text is flowed (RFC 3676), so it fits a phone and is readable where nobody knows how to flow it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, timedelta
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.policy import SMTP, compat32
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pipeline import content, digest, labels, language
from pipeline.digest import Entry
from pipeline.labels import Label
from pipeline.model import Feed, Site

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

FILENAME = "newsletter.eml"
MEDIA_TYPE = "message/rfc822"
MAX_ITEMS = 20
MAX_AGE = timedelta(days=7)

_WIDTH = 72  # characters in a line of the text part, where its words allow that
_SUBJECT = 200  # characters; a mail program shows half of them
_TEXT = "font-family: -apple-system, 'Segoe UI', Roboto, Arial, 'Noto Sans', sans-serif; overflow-wrap: anywhere;"
_UTF8 = "utf-8"
_POLICY = SMTP.clone(cte_type="7bit")
# The newer policies lose spaces where they fold a header of several words that are not ASCII.
_HEADERS = compat32.clone(linesep="\r\n")


class Options(BaseModel):
    """What a digest holds and what it is called: the same for all languages, or by language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int = Field(MAX_AGE.days, ge=1, le=366, description="How far back a digest reaches")
    items: int = Field(MAX_ITEMS, ge=1, le=200, description="How many items it holds at most")
    title: Annotated[str | Mapping[str, str], BeforeValidator(digest.canonical)] = Field(
        "", description="What the digest is called; made of the site's title where it is empty"
    )


def bounds(options: object) -> tuple[int | None, timedelta | None]:
    """How many items a digest takes at most, and how old they may be."""
    chosen = _options(options)
    return chosen.items, timedelta(days=chosen.days)


def render(feed: Feed) -> bytes:
    """The digest as a message with CRLF line ends; the same feed gives the same bytes. Without items it says so."""
    entries = [digest.entry(item, feed.site.timezone) for item in feed.items]
    title = _title(feed)
    day = digest.day(feed.updated, feed.language, feed.site.timezone)
    text, html = _text(feed, title, day, entries), _html(feed, title, day, entries)
    # By itself the boundary would be drawn by lot.
    message = MIMEMultipart("alternative", f"=_{hashlib.sha256((text + html).encode()).hexdigest()[:40]}")
    message["Date"] = format_datetime(feed.updated.astimezone(UTC))
    sender = Header(content.publisher(feed), _UTF8, header_name="From")
    sender.append(f"<{_sender(feed.site)}>", "us-ascii")
    message["From"] = sender.encode()
    message["Subject"] = Header(f"{title} – {day.text}", _UTF8, header_name="Subject").encode()
    message["Content-Language"] = feed.language
    for words, subtype, params in ((text, "plain", {"format": "flowed"}), (html, "html", {})):
        part = EmailMessage(_POLICY)
        part.set_content(words, subtype=subtype, params=params)
        del part["MIME-Version"]
        message.attach(part)
    return message.as_bytes(policy=_HEADERS)


def _options(options: object) -> Options:
    return options if isinstance(options, Options) else Options()


def _title(feed: Feed) -> str:
    given = digest.chosen(_options(feed.options).title, feed.language)
    named = content.line(given) if isinstance(given, str) else ""
    title = named or f"{content.publisher(feed)} – {labels.word('digest', feed.language).text}"
    return digest.first(title, _SUBJECT)


def _sender(site: Site) -> str:
    """Whom to ask, where that is an e-mail address; else an address at the site that nobody reads."""
    host = urlsplit(content.web_link(site.url)).hostname or "invalid"  # RFC 2606: there is none by that name
    for spec in (content.line(site.contact).removeprefix("mailto:"), f"noreply@{host}"):
        try:
            address = Address(addr_spec=spec)
        except (MessageError, ValueError, IndexError):  # a web address, a name, nothing
            continue
        if spec.isascii() and address.domain:
            return address.addr_spec
    return "noreply@invalid"


# --- the text --------------------------------------------------------------------------------------------------------
def _text(feed: Feed, title: str, day: Label, entries: Sequence[Entry]) -> str:
    blocks = [[title, day.text]]
    for one in entries:
        lead = one.lead if one.lead != one.headline else ""
        blocks.append([one.headline, one.day.text, lead, *(note.text for note in one.notes), one.url])
    if not entries:
        blocks.append([labels.word("quiet", feed.language).text])
    blocks.append([content.publisher(feed), content.web_link(feed.site.url)])
    return "\n".join("".join(f"{line}\n" for said in block if said for line in _flowed(said)) for block in blocks)


def _flowed(said: str) -> Iterator[str]:
    """One paragraph in lines; all but its last end with a space, which says that it goes on (RFC 3676, 4.1).

    Words stay whole, so an address does; what a program might take for a quotation gets a space before it (4.4).
    """
    words = said.split(" ")
    made = words[0]
    for word in words[1:]:
        if len(made) + len(word) + 1 > _WIDTH:
            yield _stuffed(f"{made} ")
            made = word
        else:
            made = f"{made} {word}"
    yield _stuffed(made)


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((" ", ">", "From ")) or line == "-- " else line


# --- the HTML --------------------------------------------------------------------------------------------------------
def _html(feed: Feed, title: str, day: Label, entries: Sequence[Entry]) -> str:
    quiet = labels.word("quiet", feed.language)

    def spoken(label: Label, around: str = feed.language) -> Markup:
        return _in_language(label, around)

    return _template().render(
        language=feed.language,
        direction=language.direction(feed.language),
        title=title,
        day=day,
        preheader=" · ".join(one.headline for one in entries[:3]) or quiet.text,
        entries=entries,
        quiet=quiet,
        home=content.web_link(feed.site.url),
        publisher=content.publisher(feed),
        text=_TEXT,
        more=lambda tag: labels.word("more", tag),
        spoken=spoken,
    )


def _in_language(label: Label, around: str) -> Markup:
    """`lang` and `dir` of words that are not in the language around them."""
    from markupsafe import Markup

    if around == label.language or around.startswith(f"{label.language}-"):
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(label.language, language.direction(label.language))


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "templates"
    env = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return env.get_template("newsletter.html")
