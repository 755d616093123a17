"""Announcements as people save and send them (.txt .md .docx .html .eml): text, and what they say of themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import Message

from pipeline import dates
from pipeline.errors import ItemError, clean
from pipeline.extract import charset, markup, metadata, word

MEGABYTE = 1024 * 1024
# Suffixes in the order of preference where one announcement lies there in several formats, with the largest size in
# bytes that is read: pictures make Word files and mails large, not their text.
SUFFIXES = {
    ".txt": 2 * MEGABYTE,
    ".md": 2 * MEGABYTE,
    ".docx": 20 * MEGABYTE,
    ".html": 5 * MEGABYTE,
    ".htm": 5 * MEGABYTE,
    ".eml": 20 * MEGABYTE,
}
_FRONT = re.compile(r"\A---[ \t]*\n(?P<lines>.{0,4000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_SAID = re.compile(
    r"^(?P<key>title|date|lang|language)[ \t]*:[ \t]*(?P<value>.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_FORWARDED = re.compile(
    r"^(?:\s*(?:re|aw|fwd?|tr|wg|rv|enc|i|odp|vs|vl|ynt|回复|转发|回覆|轉寄)\s*[:：]\s*)+", re.IGNORECASE
)
_NO_TITLE = re.compile(
    r"(?:untitled|document|new page|sans titre|unbenannt|word|microsoft|无标题)\b.*|\S+\.\w{2,5}|\S*", re.IGNORECASE
)
_SIGNATURE = re.compile(r"^-- \r?$", re.MULTILINE)  # RFC 3676, 4.3
# A header that is looked at, with its continuation lines, longer than any mail needs: parsing it takes for ever.
_LONG_HEADER = re.compile(
    rb"^(?:(?:Subject|Date):(?:[^\r\n]|\r?\n[ \t]){4000}|Content-[\w-]{1,40}:(?:[^\r\n]|\r?\n[ \t]){1000})",
    re.MULTILINE | re.IGNORECASE,
)
_MAX_BOUNDARIES = 200  # parts of one mail
# Documents that came along; pictures and signatures are not worth a word.
_ENCLOSED = ("application/vnd", "application/msword", "application/pdf", "application/octet-stream", "text/")


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says: `content_type` is text/html or text/plain; `notes` go on from the file's name: "is …"."""

    content: str
    content_type: str = "text/html"
    title: str = ""
    published: datetime | None = None
    language: str = ""
    notes: tuple[str, ...] = ()


def read(suffix: str, data: bytes, *, timezone: str = "") -> Document:
    """A file's text by its suffix (one of SUFFIXES); dates without a zone are taken in `timezone`.

    The title is given only where a file states one; a heading inside the text stays there. Raises ItemError, whose
    words complete "the file is not read: …".
    """
    readers = {".txt": _text, ".md": _markdown, ".docx": _word, ".html": _page, ".htm": _page, ".eml": _mail}
    try:
        document = readers[suffix.lower()](data, timezone)
    except RecursionError:
        raise ItemError("it is nested too deeply; save the text alone in a new file") from None
    plain = document.content_type == "text/plain"
    if not (document.content if plain else markup.text(document.content)).strip():
        if plain or not data.strip():
            raise ItemError("it is empty")
        raise ItemError("there is no text in it")
    return document


def _text(data: bytes, timezone: str) -> Document:
    text, encoding = charset.guess(data)
    if not encoding or "\x00" in text:
        raise ItemError("it is not plain text; save it as UTF-8 text")
    notes: tuple[str, ...] = ()
    if not encoding.startswith("utf"):
        notes = (f"is not UTF-8 and was read as {encoding}; save it as UTF-8 to be sure of its accents",)
    return Document(text, "text/plain", notes=notes)


def _markdown(data: bytes, timezone: str) -> Document:
    """CommonMark with tables; HTML in it is text. The lines between `---` at its top may say title, date, lang."""
    from markdown_it import MarkdownIt

    plain = _text(data, timezone)
    text = plain.content.replace("\r\n", "\n").lstrip("\ufeff\n")
    front = _FRONT.match(text)
    said = {m["key"].lower(): m["value"].strip("\"'") for m in _SAID.finditer(front["lines"])} if front else {}
    try:
        html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text[front.end() :] if front else text)
    except RecursionError:
        raise
    except Exception as error:
        # The parser is strict about its own state, which odd bytes can upset.
        raise ItemError("it is no Markdown that can be read ({}); save it as plain text", clean(error, 80)) from None
    return replace(
        plain,
        content=html,
        content_type="text/html",
        title=markup.fold(said.get("title", ""))[:1000],
        published=dates.read(said.get("date", ""), timezone=timezone),
        language=metadata.tag(said.get("lang", "") or said.get("language", "")),
    )


def _word(data: bytes, timezone: str) -> Document:
    return Document(word.html(data))


def _page(data: bytes, timezone: str, header: str = "") -> Document:
    """A page saved or written by hand: all of its body, with the headline, date and language it declares."""
    from lxml.html import tostring

    root = markup.parse(charset.page(data, header))
    if root is None:
        raise ItemError("there is no text in it")
    about = metadata.read(root, "", datetime.now(UTC))
    body = root.find("body")
    heading = root.find(".//h1")
    # The name that a program gave the page is no headline.
    title = "" if heading is None and _NO_TITLE.fullmatch(about.headline) else about.headline
    content = tostring(root if body is None else body, encoding="unicode")
    moment = about.published.astimezone(UTC) if about.published else None
    return Document(content, title=title, published=moment, language=about.language)


def _mail(data: bytes, timezone: str) -> Document:
    """A saved e-mail: its HTML part, or its plain one where that says more; the subject is the title."""
    from email import message_from_bytes

    if _LONG_HEADER.search(data) or data.count(b"\n--") > _MAX_BOUNDARIES:
        raise ItemError("its headers or parts are too many for a mail; save its text as .txt")
    if not re.match(rb"\s*(?:From |[!-9;-~]{1,60}:)", data):
        raise ItemError("it is no saved e-mail; save its text as .txt")
    try:
        # Not with policy.default, which parses each header anew at every look, in time that grows with its square.
        return _letter(message_from_bytes(data), timezone)
    except (ItemError, RecursionError):
        raise
    except Exception as error:
        # The parser promises to take anything, and breaks its promise on odd headers.
        raise ItemError("it is no e-mail that can be read ({}); save its text as .txt", clean(error, 80)) from None


def _letter(message: Message, timezone: str) -> Document:
    texts: dict[str, str] = {}
    enclosed: list[str] = []
    forwarded: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        kind, held = part.get_content_type(), part.get_payload()
        if isinstance(held, list):
            inside = [one for one in held if isinstance(one, Message)]
            if kind == "message/rfc822":
                forwarded += inside
            else:
                waiting = inside + waiting
        elif kind in ("text/html", "text/plain") and not _is_attached(part):
            texts.setdefault(kind, _decoded(part))
        elif (name := part.get_filename()) and kind.startswith(_ENCLOSED):
            enclosed.append(clean(name, 60))
    if not any(texts.values()):
        if forwarded:
            return _letter(forwarded[0], timezone)
        raise ItemError("there is no text in it")
    rich, written = texts.get("text/html", ""), _SIGNATURE.split(texts.get("text/plain", ""))[0]
    html = _page(rich.encode("utf-8", "replace"), timezone, "utf-8").content if rich.strip() else ""
    told = markup.text(html) if html else ""
    # Some senders put only "view this in a browser" or a picture into the HTML part.
    use_plain = len("".join(written.split())) > 1.5 * len("".join(told.split())) + 50 or not told.strip()
    notes = (f"has attachments that are not read: {', '.join(enclosed[:5])}; put them into the folder",)
    return Document(
        written if use_plain else html,
        "text/plain" if use_plain else "text/html",
        title=_FORWARDED.sub("", markup.fold(_header(message, "subject")))[:1000],
        published=dates.read(_header(message, "date"), timezone=timezone),
        language=metadata.tag(_header(message, "content-language").split(",")[0]),
        notes=notes if enclosed else (),
    )


def _is_attached(part: Message) -> bool:
    return _header(part, "content-disposition").strip().lower().startswith("attachment")


def _decoded(part: Message) -> str:
    """The text of a part; a wrong or unknown charset is mended as on pages."""
    payload = part.get_payload(decode=True)
    try:
        declared = part.get_content_charset() or ""
    except (LookupError, ValueError):
        declared = ""
    return charset.page(payload, declared).replace("\x00", "") if isinstance(payload, bytes) else ""


def _header(message: Message, name: str) -> str:
    """A header as text: encoded words (RFC 2047) decoded, raw bytes beyond ASCII by what they are."""
    from email.errors import HeaderParseError
    from email.header import decode_header

    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    text = charset.page(raw.encode("utf-8", "surrogateescape")).replace("\r", "").replace("\n", "")
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    # What stands between encoded words comes back as bytes that only this codec undoes (bpo-22833).
    return "".join(
        one
        if isinstance(one, str)
        else charset.page(one, label)
        if label
        else one.decode("raw_unicode_escape", "replace")
        for one, label in pieces
    )
