"""A WordPress site, asked through its REST interface: whole texts, and which posts are each other's translations.

See https://developer.wordpress.org/rest-api/reference/posts/; translations are those of Polylang Pro
(https://polylang.pro/documentation/rest-api/) and WPML with its REST extension.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, Field

from pipeline import dates
from pipeline.errors import SourceError, clean
from pipeline.extract import charset, markup
from pipeline.http import Client, Response
from pipeline.language import canonical
from pipeline.model import Alternate, Entry, Listing, Raw, Source, Validators
from pipeline.options import WebAddress

ACCEPT = "application/json"
PER_PAGE = 50
MAX_PAGES = 40  # of one visit that takes up where the last one ended
_FIELDS = (
    "id,link,date,date_gmt,modified,modified_gmt,title,content,excerpt,"
    "lang,translations,wpml_current_locale,wpml_translations"
)
# `modified_after` is compared with the site's own wall clock, which is never further than this from UTC.
_CLOCKS = timedelta(hours=26)
_CLOSED = (401, 403, 404, 405)
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_MAX_CONTENT = 1_000_000  # characters


class Options(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What `sources.yaml` says of a WordPress site, beside what all sources have."""

    url: WebAddress
    """The site's address, without /wp-json."""
    type: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")] = "posts"
    """The kind of post as the site's REST interface calls it."""
    categories: tuple[Annotated[int, Field(ge=1)], ...] = ()
    """Numbers of the categories to list; empty for all."""
    query: dict[str, str | int] = {}
    """Further parameters of the question, such as {lang: fr} or {search: Hainan}."""
    max_pages: int = Field(3, ge=1, le=40)
    """At most so many pages of 50 posts on the first visit."""


def fetch(
    source: Source, client: Client, validators: Validators, *, known: Callable[[str], bool] = lambda _: False
) -> Listing:
    """Lists a site's posts, the longest unchanged first, with their whole texts.

    The first visit ends with the first page of known posts or after `max_pages`. The date of the newest change
    (`modified_gmt`, verbatim) goes into `validators.last_modified`, and the next visit asks only for what changed
    since. Raises SourceError where the REST interface is closed, or answers with something else than posts.
    """
    options = source.options
    assert isinstance(options, Options)
    mark = validators.last_modified if _STAMP.fullmatch(validators.last_modified) else ""
    since = dates.read(mark) if mark else None
    found: dict[str, Entry] = {}
    newest, raws, notes = mark, list[Raw](), list[str]()
    complete = True
    posts: list[dict[str, Any]] = []
    for number in range(1, (MAX_PAGES if mark else options.max_pages) + 1):
        try:
            response = client.get(_question(options, since, number), allow_private=source.allow_private, accept=ACCEPT)
        except SourceError as error:
            if number > 1:
                complete = error.status == 400  # what WordPress answers for a page beyond the last
                notes += [] if complete else [f"page {number} cannot be had, it is asked for again: {error}"]
                break
            raise _closed(options, error) from None
        raws.append(Raw(response.url, tuple(response.headers.items()), response.content))
        page = read(response)
        posts += page
        ids = [_identity(post, options.url) for post in page]
        changed = [post for post in page if not since or (_changed(post) or since) > since]
        stamps = [str(post.get("modified_gmt")) for post in page if _STAMP.fullmatch(str(post.get("modified_gmt")))]
        newest = max([newest, *stamps])
        whole = str(response.headers.get("x-wp-totalpages", ""))
        last = number >= int(whole) if whole.isdecimal() and len(whole) < 8 else len(page) < PER_PAGE
        if last or not page or (not changed if since else all(known(one) for one in ids)):
            break
    else:
        if mark:
            notes.append(f"more than {MAX_PAGES * PER_PAGE} posts changed since the last visit; some may be missing")
    if not posts and not mark:
        raise SourceError(f"{clean(options.url)} lists no posts; check `type`, `categories` and `query`")
    links = {post["id"]: str(post.get("link") or "") for post in posts if isinstance(post.get("id"), int)}
    for post in posts:
        entry = _entry(post, options.url, source.timezone, links)
        if entry is None:
            notes.append("a post without link and text is left out")
        else:
            found.setdefault(entry.id, entry)
    if posts and not found:
        raise SourceError(f"no post of {clean(options.url)} can be read; check `type` and `query`")
    # Where a page is missing, the mark stays, and the next visit asks for all of it again.
    kept = Validators(last_modified=newest if complete else mark)
    return Listing(
        tuple(found.values())[::-1],
        kept,
        not_modified=not posts,
        notes=tuple(dict.fromkeys(notes))[:20],
        raw=tuple(raws),
    )


def read(response: Response) -> list[dict[str, Any]]:
    """The posts of one answer, as the interface writes them; raises SourceError for anything else."""
    where = clean(response.url)
    text = charset.page(response.content, response.charset).lstrip("\ufeff \t\r\n")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        page = "a web page" if re.search(r"<(?:!doctype|html|body)", text[:3000], re.IGNORECASE) else "no JSON"
        raise SourceError(
            f"{where} answers with {page}; the site is no WordPress, or its REST interface is switched off: "
            f"use kind: feed with the address /feed/"
        ) from None
    if isinstance(said, dict) and "code" in said:
        reason = f"{clean(said.get('code'), 60)}: {clean(said.get('message'), 120)}"
        raise SourceError(f"{where} refuses ({reason}); check `type` and `query`, or use kind: feed with /feed/")
    if not isinstance(said, list):
        raise SourceError(f"{where} does not answer with a list of posts; check `url` and `type`")
    return [post for post in said[:PER_PAGE] if isinstance(post, dict)]


def _question(options: Options, since: datetime | None, page: int) -> str:
    asked: dict[str, str | int] = {"per_page": PER_PAGE, "page": page, "orderby": "modified", "order": "desc"}
    asked |= {"_fields": _FIELDS}
    if options.categories:
        asked["categories"] = ",".join(map(str, options.categories))
    if since:
        asked["modified_after"] = f"{since - _CLOCKS:%Y-%m-%dT%H:%M:%S}"
    parts = urlsplit(options.url)
    path = parts.path.rstrip("/").removesuffix("/wp-json") + f"/wp-json/wp/v2/{options.type}"
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(asked | options.query, safe=",:"), ""))


def _closed(options: Options, error: SourceError) -> SourceError:
    if error.status not in _CLOSED:
        return error
    return SourceError(
        f"the REST interface of {clean(options.url)} is closed or not there ({error}); "
        f"use kind: feed with the site's /feed/, or check `type`",
        status=error.status,
        retry_after=error.retry_after,
    )


def _entry(post: dict[str, Any], site: str, timezone: str, links: dict[int, str]) -> Entry | None:
    """A post as entry; None for one that says nothing."""
    link = markup.web_link(str(post.get("link") or ""), site) if post.get("link") else ""
    content = _rendered(post, "content")[:_MAX_CONTENT].strip()
    if not link and not content:
        return None
    language, alternates, sisters = _translations(post, links)
    excerpt = re.sub(r"<[^<>]*>", " ", _rendered(post, "excerpt")[:5000])
    return Entry(
        id=_identity(post, site),
        link=link,
        title=_plain(_rendered(post, "title")[:2000]),
        summary=markup.fold(unescape(excerpt)),
        content=content,
        complete=bool(content and markup.fold(unescape(re.sub(r"<[^<>]*>", " ", content[:20_000])))),
        published=_moment(post, "date", timezone),
        updated=_moment(post, "modified", timezone),
        language=language,
        alternates=alternates,
        # The eldest of the posts that translate each other names them all, so that a new one changes no name.
        family=f"post {min(sisters)}" if len(sisters) > 1 else "",
    )


def _translations(post: dict[str, Any], links: dict[int, str]) -> tuple[str, tuple[Alternate, ...], set[int]]:
    """The post's language, the addresses of its other languages, and the numbers of them all, its own included."""
    language = _tag(post.get("lang")) or _tag(post.get("wpml_current_locale"))
    named: list[tuple[object, object, object]] = []
    if isinstance(polylang := post.get("translations"), dict):
        named += [(tag, number, links.get(number, "")) for tag, number in polylang.items() if isinstance(number, int)]
    if isinstance(wpml := post.get("wpml_translations"), list):
        named += [(one.get("locale"), one.get("id"), one.get("href")) for one in wpml if isinstance(one, dict)]
    alternates: dict[tuple[str, str], Alternate] = {}
    sisters = {number for number in [post.get("id")] if isinstance(number, int)}
    for told, number, href in named[:200]:
        if isinstance(number, int):
            sisters.add(number)
        tag, link = _tag(told), markup.web_link(str(href), "") if href else ""
        if tag and link:
            alternates[tag, link] = Alternate(tag, link)
    return language, tuple(alternates.values()), sisters


def _rendered(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    value = value.get("rendered") if isinstance(value, dict) and not value.get("protected") else value
    return value if isinstance(value, str) else ""


def _plain(html: str) -> str:
    return markup.fold(unescape(re.sub(r"</?[a-zA-Z][^<>]*>", "", re.sub(r"<br\b[^<>]*>", " ", html))))


def _identity(post: dict[str, Any], site: str) -> str:
    """What WordPress itself calls a post for ever: its permanent link by number, which is also its guid in feeds."""
    number = post.get("id")
    if isinstance(number, int):
        return f"{site.rstrip('/')}/?p={number}"[:500]
    return clean(post.get("link") or site, 500)


def _changed(post: dict[str, Any]) -> datetime | None:
    return _moment(post, "modified", "UTC")


def _moment(post: dict[str, Any], name: str, timezone: str) -> datetime | None:
    """A date in UTC, else by the site's wall clock, which `timezone` is for."""
    said = post.get(f"{name}_gmt"), post.get(name)
    in_utc = dates.read(said[0]) if isinstance(said[0], str) else None
    return in_utc or (dates.read(said[1], timezone=timezone) if isinstance(said[1], str) else None)


def _tag(words: object) -> str:
    try:
        return canonical(words) if isinstance(words, str) else ""
    except ValueError:
        return ""
