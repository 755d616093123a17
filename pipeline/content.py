"""What every output says of an item: its body as HTML and as plain text, its byline, its provenance.

Whatever a source sent, what leaves here is safe to put into XML 1.0, JSON and a web page: no character that XML
forbids, no markup outside a small list, no address but http, https and mailto.
"""

from __future__ import annotations

import html as markup
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby
from urllib.parse import quote, urlsplit, urlunsplit

from pipeline import labels, language
from pipeline.labels import Label
from pipeline.language.bidi import balanced
from pipeline.model import Article, Block, BlockKind, Feed, Item, Origin, Site, Withdrawn

LEAD_LENGTH = 300

GENERATOR = "newsroom-pipeline"

# IPTC NewsCodes, Digital Source Type: how a text came to be, for machines that must know (EU AI Act, Art. 50(2)).
DIGITAL_SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"

INLINE_TAGS = frozenset({"a", "b", "br", "em", "i", "strong", "sub", "sup"})

# Not a Char of XML 1.0 (production 2), or discouraged there: C0 and C1 controls and the two non-characters. And the two
# direction overrides, which show a text as another than it is.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Not \s: the no-break spaces before a French colon are part of the text.
_SPACE = re.compile("[ \t\n]+")
_CELL_END = re.compile(r"\s\|\s")  # as extraction joins the cells of a table row

# Characters RFC 3986 allows in a path, query or fragment, and % so that what is encoded already stays as it is.
_URL_CHARACTERS = "/?:@!$&'()*+,;=-._~%"
_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")  # stands for itself: what is encoded has two digits after it

_CLASS = {
    BlockKind.CAPTION: "caption",
    BlockKind.BOILERPLATE: "boilerplate",
    BlockKind.CONTACT: "contact",
}


@lru_cache(512)  # each output of a feed asks for the same items
def html(item: Item, *, pictured: bool = False) -> str:
    """The whole text as one `<div>` that carries its language and direction.

    In order: subhead, dateline and body, the link to the issuer's original, and for a translation a note that says
    how it was made and leads to the text it was made from. `pictured` where the page shows the item's images with
    their captions, which then do not stand in the text once more.
    """
    article = item.article
    parts = []
    if subhead := line(article.subhead):
        parts.append(f"<p><strong>{_escape(subhead)}</strong></p>")
    parts.extend(_body_html(without_captions(item).article if pictured else article))
    parts.extend(_links_html(item))
    lang = article.language
    return "\n".join([f"<div{_in_language(lang)}>", *parts, "</div>"])


def text(item: Item) -> str:
    """The same as plain text: paragraphs with an empty line between them, list items after a bullet."""
    article = item.article
    paragraphs = [line(article.subhead)]
    for is_list, blocks in groupby(_dated(article), key=lambda block: block.kind is BlockKind.LIST_ITEM):
        plain = [printable(block.text).strip() for block in blocks]
        if is_list:
            paragraphs.append("\n".join(f"• {one}" for one in plain if one))
        else:
            paragraphs.extend(plain)
    if url := _origin_url(item):
        paragraphs.append(_labelled(labels.original(article.language), url))
    if label := note(item):
        url = source_link(item)
        tail = f"{_gap(label)}{_labelled(labels.original(article.language), url)}" if url else ""
        paragraphs.append(f"{label.text}{tail}")
    return "\n\n".join(filter(None, paragraphs))


def lead(item: Item, length: int = LEAD_LENGTH) -> str:
    """The first paragraph on one line, without its dateline, cut at a word to at most `length` characters."""
    kinds = (BlockKind.PARAGRAPH, BlockKind.QUOTATION, BlockKind.LIST_ITEM)
    lines = (line(block.text) for block in item.article.body if block.kind in kinds)
    return _cut(next(filter(None, lines), line(item.article.subhead)), length)


def note(item: Item) -> Label | None:
    """How a translation was made and whether its original has changed since, in its own language.

    None for an official version.
    """
    return labels.note(item.article, source_language(item))


def source_language(item: Item) -> str:
    """The language a translation was made from (BCP 47); empty for an official version or where it is not known."""
    if item.article.origin is Origin.OFFICIAL:
        return ""
    made_from = item.article.translated_from
    return item.original_language or (made_from.language if made_from else "")


def source_link(item: Item) -> str:
    """A page with the text a translation was made from; empty for an official version or where there is none."""
    if item.article.origin is Origin.OFFICIAL:
        return ""
    return web_link(item.original_link) or web_link(item.article.link)


def digital_source_type(article: Article) -> str:
    """The IPTC term for how the text came to be (of `DIGITAL_SOURCE_TYPES`); empty where a person had a hand in it."""
    return "trainedAlgorithmicMedia" if article.origin is Origin.MACHINE else ""


def origin_scheme(site: Site) -> str:
    """The address that names the list `official, approved, edited, machine` in a category."""
    return f"{site.url.rstrip('/')}/ns/origin"


def byline(item: Item, feed: Feed) -> str:
    """Who speaks: the issuer, else the writer, else the site that publishes; never empty."""
    return line(item.article.issuer) or line(item.article.by) or publisher(feed)


def publisher(feed: Feed) -> str:
    """The name of the site, or of the channel where the site has none; a feed's author must have a name."""
    return line(feed.site.title) or feed.channel


def published(item: Item) -> datetime:
    """When the item came out: as its source says, else when it was first stored."""
    return item.article.published or item.article.first_created


def timestamp(when: datetime) -> str:
    """The time in UTC as RFC 3339 has it, in whole seconds: 2025-11-27T08:10:00Z."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def printable(given: str) -> str:
    """The text with line breaks as `\\n` and without control characters or what else XML 1.0 forbids (production 2).

    Two halves of a surrogate pair become the character they stand for, a half by itself U+FFFD. What turns the
    direction of text and does not end in its line is left out.
    """
    if _SURROGATE.search(given):
        given = given.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return balanced(_FORBIDDEN.sub("", _NEWLINE.sub("\n", given)))


def line(given: str) -> str:
    """The text on one line: `printable`, and each run of spaces and line breaks as one space; no-break spaces stay."""
    return _SPACE.sub(" ", printable(given)).strip(" ")


@lru_cache(4096)
def web_link(url: str) -> str:
    """The address as a URI (RFC 3986) if it is http or https with a host and without a password, else nothing."""
    try:
        parts = urlsplit(line(url))
        parts.port  # noqa: B018  (raises for a port that is no number)
        host = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode("ascii")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s<>\"\\^`{|}@%]", host):
        return ""
    return urlunsplit((parts.scheme, host, *map(_quoted, (parts.path, parts.query, parts.fragment))))


def _quoted(part: str) -> str:
    return quote(_PERCENT.sub("%25", part), safe=_URL_CHARACTERS)


def _body_html(article: Article) -> Iterator[str]:
    for kind, run in groupby(_dated(article), key=lambda block: block.kind):
        inner = [one for one in map(_inline, run) if one]
        if not inner:
            continue
        match kind:
            case BlockKind.HEADING:
                yield from (f"<h2>{one}</h2>" for one in inner)
            case BlockKind.LIST_ITEM:
                yield from ("<ul>", *(f"<li>{one}</li>" for one in inner), "</ul>")
            case BlockKind.QUOTATION:
                yield from ("<blockquote>", *(f"<p>{one}</p>" for one in inner), "</blockquote>")
            case BlockKind.TABLE_ROW:
                yield from ("<table>", *(f"<tr>{_cells(one)}</tr>" for one in inner), "</table>")
            case _:
                name = f' class="{_CLASS[kind]}"' if kind in _CLASS else ""
                yield from (f"<p{name}>{one}</p>" for one in inner)


def _dated(article: Article) -> Iterable[Block]:
    """The body with the dateline before its first paragraph; its text is in the article's own language already."""
    if not article.dateline:
        return article.body
    dateline = line(article.dateline.text)
    if not dateline:
        return article.body
    body = list(article.body)
    first = next((index for index, block in enumerate(body) if block.kind is BlockKind.PARAGRAPH), None)
    if first is None:
        return [Block(BlockKind.PARAGRAPH, dateline), *body]
    block = body[first]
    # _inline decides first whether the markup survives, so that a dateline never stands for a lost paragraph.
    marked_up = f"{_escape(dateline)} {_inline(block)}" if block.html else ""
    body[first] = Block(BlockKind.PARAGRAPH, f"{dateline} {block.text}", marked_up)
    return body


def _links_html(item: Item) -> Iterator[str]:
    lang = item.article.language
    original = labels.original(lang)
    if url := _origin_url(item):
        yield f'<p class="original-link"{_if_other(original, lang)}>{_labelled_link(original, url, "")}</p>'
    if label := note(item):
        link = source_link(item)
        tail = f"{_gap(label)}{_labelled_link(original, link, source_language(item))}" if link else ""
        yield f'<p class="translation-note"{_in_language(label.language)}>{_escape(label.text)}{tail}</p>'


def _origin_url(item: Item) -> str:
    """The issuer's original, unless the translation note leads to the same page."""
    url = web_link(item.article.origin_url)
    return "" if url == source_link(item) else url


def _inline(block: Block) -> str:
    """One block's text as inline HTML, from its markup where it has any that survives."""
    if block.html and (clean := _sanitised(block.html)):
        return clean
    return _escape(printable(block.text).strip()).replace("\n", "<br>")


def _cells(row: str) -> str:
    """The cells of a row; each is sanitised by itself, so that markup across two of them is closed in the first."""
    return "".join(f"<td>{_sanitised(cell)}</td>" for cell in _CELL_END.split(row))


def _sanitised(fragment: str) -> str:
    import nh3

    def safe(element: str, attribute: str, value: str) -> str | None:
        return _quoted(line(value)) if value.startswith("mailto:") else web_link(value) or None

    clean = nh3.clean(
        printable(fragment),
        tags=set(INLINE_TAGS),
        attributes={"a": {"href"}},
        attribute_filter=safe,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    # Once more: a character reference such as &#1; has become the character itself by now.
    return printable(clean).strip()


def _labelled(label: Label, url: str) -> str:
    return f"{label.text}{_gap(label)}{url}"


def _labelled_link(label: Label, url: str, hreflang: str) -> str:
    target = f' hreflang="{_escape(hreflang)}"' if hreflang else ""
    address = _escape(url)
    # Left to right even in Arabic or Hebrew: an address is read from its scheme on.
    return f'{_escape(label.text)}{_gap(label)}<a href="{address}"{target} dir="ltr">{address}</a>'


def _gap(label: Label) -> str:
    return labels.gap(label.text)


def _in_language(tag: str) -> str:
    return f' lang="{_escape(tag)}" dir="{language.direction(tag)}"'


def _if_other(label: Label, lang: str) -> str:
    """Name the language of a label that is not in the language of the text around it."""
    return "" if lang == label.language or lang.startswith(f"{label.language}-") else _in_language(label.language)


def _escape(given: str) -> str:
    return markup.escape(given, quote=True)


def _cut(given: str, length: int) -> str:
    if len(given) <= length:
        return given
    end = given.rfind(" ", length // 2, length)
    if end < 0:  # no word ends here: Chinese, Japanese, Thai, or one very long address
        end = length - 1
        while end > length // 2 and _joined(given[end - 1], given[end]):
            end -= 1
    return balanced(given[:end]).rstrip(" ,;:–—-") + "…"


def _joined(before: str, after: str) -> bool:
    """Whether a cut between the two would break what is seen as one character (marks, emoji sequences)."""
    joiner = "\u200d"
    modifier = "\U0001f3fb" <= after <= "\U0001f3ff"
    flag = all("\U0001f1e6" <= one <= "\U0001f1ff" for one in (before, after))
    return modifier or flag or joiner in (before, after) or unicodedata.category(after).startswith("M")


def together(before: str, after: str) -> bool:
    """Whether two characters that follow each other are seen as one, so that no cut may come between them."""
    return _joined(before, after)


def status(withdrawn: Withdrawn) -> str:
    """How an item left, in the words of IPTC ninjs: `canceled`, everywhere and for good, or `withheld`."""
    return "canceled" if withdrawn.canceled else "withheld"


def notice(withdrawn: Withdrawn) -> Label:
    """What stands in place of an item that left, in its language; none of its former words."""
    return labels.canceled(withdrawn.language) if withdrawn.canceled else labels.withdrawn(withdrawn.language)


def notice_html(withdrawn: Withdrawn) -> str:
    """The notice as HTML, with a link to what stands in its place, if anything does."""
    label = notice(withdrawn)
    parts = [f"<p{_in_language(label.language)}>{_escape(label.text)}</p>"]
    if (instead := withdrawn.replaced_by) and (href := web_link(instead.link)):
        words = labels.word("replaced", withdrawn.language)
        parts.append(f"<p{_in_language(words.language)}>{_labelled_link(words, href, instead.language)}</p>")
    return "\n".join(parts)


def shortened(given: str, length: int) -> str:
    """The text on one line, cut at a word to at most `length` characters, with an ellipsis where it was cut."""
    return _cut(line(given), length)


def without_captions(item: Item) -> Item:
    """The item without the blocks that are captions of its images, for a page that shows them with the images."""
    captions = {image.caption for image in item.images} - {""}
    if not captions:
        return item
    article = item.article
    body = tuple(b for b in article.body if b.kind is not BlockKind.CAPTION or line(b.text) not in captions)
    return replace(item, article=replace(article, body=body))
