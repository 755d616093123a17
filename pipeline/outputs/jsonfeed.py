"""JSON feeds, for programs that would rather not read XML (jsonfeed.org/version/1.1).

Three extensions carry what the format has no words for: `_story` the family of an item and its sister versions,
`_translation` how a version was made (absent from official ones), `_rights` that it may not leave the house.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline import content, labels
from pipeline.model import Feed, Item, Origin, Rights

FILENAME = "feed.json"
MEDIA_TYPE = "application/feed+json"

VERSION = "https://jsonfeed.org/version/1.1"


def render(feed: Feed) -> bytes:
    """The feed as a JSON Feed document in UTF-8; the same feed gives the same bytes.

    Items keep the order they come in. Links that are not http or https, and values that are empty, are left out.
    """
    document = {
        "version": VERSION,
        "title": content.line(feed.title),
        "home_page_url": content.web_link(feed.site.url),
        "feed_url": f"{feed.url}{FILENAME}",
        "language": feed.language,
        "authors": [{"name": content.publisher(feed)}],
        "items": [_item(feed, item) for item in feed.items],
    }
    if not document["home_page_url"]:
        del document["home_page_url"]
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _item(feed: Feed, item: Item) -> dict[str, Any]:
    article = item.article
    official = article.origin is Origin.OFFICIAL
    values = {
        "id": content.line(article.uri),
        "url": content.web_link(article.link) if official else "",
        "external_url": content.source_link(item) or content.web_link(article.origin_url),
        "title": content.line(article.headline),
        "content_html": content.html(item),
        "summary": content.line(article.subhead),
        "date_published": content.timestamp(content.published(item)),
        "date_modified": content.timestamp(article.updated),
        "language": article.language,
        "authors": [{"name": content.byline(item, feed)}],
        "_rights": _rights(item),
        "_story": _story(item),
        "_translation": {} if official else _translation(item),
    }
    return {key: value for key, value in values.items() if value}


def _story(item: Item) -> dict[str, Any]:
    sisters = sorted(item.sisters, key=lambda sister: (sister.language, sister.type, sister.uri))
    alternates = [
        {"language": sister.language, "id": content.line(sister.uri), "url": url, "type": sister.type}
        for sister in sisters
        if (url := content.web_link(sister.link))
    ]
    return {"uri": content.line(item.article.story), "version": item.article.version, "alternates": alternates}


def _translation(item: Item) -> dict[str, Any]:
    """How a version was made; `from`, `source_uri`, `source_version` and `route` are null where nobody knows."""
    article = item.article
    made_from = article.translated_from
    label = content.note(item)
    source_type = content.digital_source_type(article)
    return {
        "origin": article.origin.value,
        "state": article.state.value,
        "from": content.source_language(item) or None,
        "source_uri": content.line(made_from.uri) if made_from else None,
        "source_version": made_from.version if made_from else None,
        "route": content.line(article.route) or None,
        "label": label.text if label else None,
        "digital_source_type": f"{content.DIGITAL_SOURCE_TYPES}{source_type}" if source_type else None,
    }


def _rights(item: Item) -> dict[str, str]:
    if item.article.rights is not Rights.INTERNAL:
        return {}
    return {"use": item.article.rights.value, "label": labels.internal(item.article.language).text}
