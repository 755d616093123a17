"""JSON feeds, for programs that would rather not read XML (jsonfeed.org/version/1.1).

Extensions carry what the format has no words for: `_story` the family of an item and its sister versions,
`_translation` how a version was made (absent from official ones), `_rights` that it may not leave the house, `_image`
what a picture measures and whose it is, and `_status` that an item was withdrawn; such an item keeps its id and has a
notice in place of its text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pipeline import content, labels, withdrawals
from pipeline.model import Feed, Item, Origin, Rights, Sister, State, Withdrawn

FILENAME = "feed.json"
MEDIA_TYPE = "application/feed+json"
PAGE_SIZE = 50

VERSION = "https://jsonfeed.org/version/1.1"


def page_name(number: int, count: int) -> str:
    """The file name of a page that holds `count` items.

    A page that still grows gets another name with each arrival, because a program that followed `next_url` once need
    not ask for that address again.
    """
    return f"feed-{number}.json" if count >= PAGE_SIZE else f"feed-{number}-{count}.json"


def render(feed: Feed) -> bytes:
    """The feed as a JSON Feed document in UTF-8; the same feed gives the same bytes.

    Items keep the order they come in. Links that are not http or https, and values that are empty, are left out.
    `next_url` leads to the pages with everything older.
    """
    older = feed.page.previous if feed.page else ""
    document = {
        "version": VERSION,
        "title": content.line(feed.title),
        "home_page_url": content.web_link(feed.site.url),
        "feed_url": f"{feed.url}{FILENAME}",
        "next_url": f"{feed.url}{older}" if older else "",
        "language": feed.language,
        "authors": [{"name": content.publisher(feed)}],
        "items": [
            _withdrawn(entry) if isinstance(entry, Withdrawn) else _item(feed, entry)
            for entry in withdrawals.in_place(feed)
        ],
    }
    for optional in ("home_page_url", "next_url"):
        if not document[optional]:
            del document[optional]
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def render_page(feed: Feed) -> bytes:
    """A page of older items: a document like that of the newest, of the same feed, that leads on to older ones still.

    `feed_url` stays that of the newest items, for it is what identifies a feed.
    """
    return render(feed)


def _item(feed: Feed, item: Item) -> dict[str, Any]:
    article = item.article
    official = article.origin is Origin.OFFICIAL
    own = content.web_link(item.url)
    issuers = content.web_link(article.link) if official else ""
    elsewhere = content.source_link(item) or (issuers if own else "") or content.web_link(article.origin_url)
    attachments = _attachments(item)
    values = {
        "id": content.line(article.uri),
        "url": own or issuers,
        "external_url": elsewhere,
        "title": content.line(article.headline),
        "content_html": content.html(item),
        "summary": content.line(article.subhead),
        "image": attachments[0]["url"] if attachments else "",
        "date_published": content.timestamp(content.published(item)),
        "date_modified": content.timestamp(article.updated),
        "language": article.language,
        "authors": [{"name": content.byline(item, feed)}],
        "attachments": attachments,
        "_rights": _rights(item),
        "_story": _story(article.story, article.version, item.sequence, item.sisters),
        "_translation": {} if official else _translation(item),
    }
    return {key: value for key, value in values.items() if value}


def _withdrawn(withdrawn: Withdrawn) -> dict[str, Any]:
    replaced_by = withdrawn.replaced_by
    replacement = withdrawals.replacement(withdrawn)
    values = {
        "id": content.line(withdrawn.uri),
        "url": content.web_link(withdrawn.url),
        "title": content.notice(withdrawn).text,
        "content_text": withdrawals.text(withdrawn),
        "date_published": content.timestamp(withdrawn.published),
        "date_modified": content.timestamp(withdrawn.when),
        "language": withdrawals.language(withdrawn),
        "_status": {
            "status": content.status(withdrawn),
            "withdrawn_at": content.timestamp(withdrawn.when),
            "replaced_by": _alternate(replaced_by, replacement) if replaced_by and replacement else None,
        },
        "_story": _story(withdrawn.story, withdrawn.version, withdrawn.sequence, ()),
    }
    return {key: value for key, value in values.items() if value}


def _story(uri: str, version: int, sequence: int, versions: Iterable[Sister]) -> dict[str, Any]:
    sisters = sorted(versions, key=lambda sister: (sister.language, sister.type, sister.uri))
    alternates = [_alternate(sister, url) for sister in sisters if (url := content.web_link(sister.link))]
    return {"uri": content.line(uri), "version": version, "sequence": sequence, "alternates": alternates}


def _alternate(sister: Sister, url: str) -> dict[str, str]:
    return {"language": sister.language, "id": content.line(sister.uri), "url": url, "type": sister.type}


def _attachments(item: Item) -> list[dict[str, Any]]:
    """The pictures; a title only where no other has the same, because that would make them copies of one another."""
    captions = Counter(content.line(image.caption) for image in item.images)
    attachments = []
    for image in item.images:
        caption = content.line(image.caption)
        measures = {"width": image.width, "height": image.height, "credit": content.line(image.credit)}
        values = {
            "url": content.web_link(image.url),
            "mime_type": image.media_type,
            "title": caption if captions[caption] == 1 else "",
            "size_in_bytes": image.size,
            "_image": {key: value for key, value in measures.items() if value},
        }
        if values["url"]:
            attachments.append({key: value for key, value in values.items() if value})
    return attachments


def _translation(item: Item) -> dict[str, Any]:
    """How a version was made; `from`, `source_uri`, `source_version` and `route` are null where nobody knows.

    `outdated` is there, and true, once the text it was made from has a newer version.
    """
    article = item.article
    made_from = article.translated_from
    label = content.note(item)
    source_type = content.digital_source_type(article)
    values = {
        "origin": article.origin.value,
        "state": article.state.value,
        "from": content.source_language(item) or None,
        "source_uri": content.line(made_from.uri) if made_from else None,
        "source_version": made_from.version if made_from else None,
        "route": content.line(article.route) or None,
        "label": label.text if label else None,
        "digital_source_type": f"{content.DIGITAL_SOURCE_TYPES}{source_type}" if source_type else None,
    }
    return values | ({"outdated": True} if article.state is State.OUTDATED else {})


def _rights(item: Item) -> dict[str, str]:
    if item.article.rights is not Rights.INTERNAL:
        return {}
    return {"use": item.article.rights.value, "label": labels.internal(item.article.language).text}
