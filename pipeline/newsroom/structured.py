"""What machines read of a page: one NewsArticle of schema.org, with what it was translated from and by whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline import content, labels
from pipeline.model import Feed, Image, Item, Origin, Rights, Sister
from pipeline.newsroom.addresses import host

if TYPE_CHECKING:
    from markupsafe import Markup

HEADLINE_LENGTH = 300

_SCHEMA = "https://schema.org"
# What ends a script or a line of one, in a page and in JavaScript.
_ESCAPES = {one: f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}


def article_data(feed: Feed, item: Item, url: str, sisters: list[Sister]) -> Markup:
    """The data of an item's page, safe within `<script type="application/ld+json">`; empty values are left out."""
    from markupsafe import Markup

    article = item.article
    values: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": "NewsArticle",
        "@id": content.line(article.uri),
        "url": url,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": content.shortened(article.headline, HEADLINE_LENGTH),
        "description": content.lead(item),
        "inLanguage": article.language,
        "datePublished": content.timestamp(content.published(item)),
        "dateModified": content.timestamp(max(article.updated, content.published(item))),
        "version": article.version,
        "author": _author(feed, item),
        "publisher": _publisher(feed),
        "image": [_image(image, link) for image in item.images if (link := content.web_link(image.url))],
        "isBasedOn": content.source_link(item) or content.web_link(article.origin_url),
        "creativeWorkStatus": _status(feed, item),
        "conditionsOfAccess": _internal(item),
        **_translation(feed, item, sisters),
    }
    text = json.dumps({key: value for key, value in values.items() if value}, ensure_ascii=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)


def _author(feed: Feed, item: Item) -> dict[str, str]:
    """Who speaks; only an issuer and the site are known to be organizations."""
    if content.line(item.article.issuer):
        return {"@type": "Organization", "name": content.byline(item, feed)}
    if content.line(item.article.by):
        return {"@type": "Person", "name": content.byline(item, feed)}
    return _publisher(feed)


def _publisher(feed: Feed) -> dict[str, str]:
    return {"@type": "Organization", "name": content.publisher(feed), "url": host(feed)}


def _image(image: Image, link: str) -> dict[str, Any]:
    values = {
        "@type": "ImageObject",
        "url": link,
        "width": image.width,
        "height": image.height,
        "encodingFormat": image.media_type,
        "caption": content.line(image.caption),
        "creditText": content.line(image.credit),
    }
    return {key: value for key, value in values.items() if value}


def _status(feed: Feed, item: Item) -> list[Any]:
    """Whose words they are, as a term of the site's own list, and how fresh the version is."""
    origin = {"@type": "DefinedTerm", "termCode": item.article.origin.value}
    if label := content.note(item):
        origin["name"] = label.text
    return [origin | {"inDefinedTermSet": content.origin_scheme(feed.site)}, item.article.state.value]


def _internal(item: Item) -> str:
    return labels.internal(item.article.language).text if item.article.rights is Rights.INTERNAL else ""


def _translation(feed: Feed, item: Item, sisters: list[Sister]) -> dict[str, Any]:
    """How the work stands to its other languages: made from one of them, or what they were made from."""
    article = item.article
    if article.origin is Origin.OFFICIAL:
        made = [_work(one.uri, one.language, one.link) for one in sisters if one.translated_from == article.uri]
        return {"workTranslation": made}
    made_from = article.translated_from
    source = next((one for one in sisters if made_from and one.uri == made_from.uri), None)
    link = source.link if source else content.source_link(item)
    original = _work(made_from.uri if made_from else "", content.source_language(item), link)
    source_type = content.digital_source_type(article)
    return {
        "translationOfWork": original if len(original) > 1 else None,
        "translator": _translators(feed, item),
        # schema.org names the terms of IPTC's list in its own way.
        "digitalSourceType": source_type and f"{_SCHEMA}/{source_type[0].upper()}{source_type[1:]}DigitalSource",
    }


def _translators(feed: Feed, item: Item) -> list[dict[str, str]]:
    """Who answers for the translation: the machine for what nobody reviewed, the newsroom for what it approved."""
    article = item.article
    machine = {"@type": "SoftwareApplication", "name": content.GENERATOR}
    if route := content.line(article.route):
        machine["description"] = route
    if article.origin is Origin.MACHINE:
        return [machine]
    if article.origin is Origin.EDITED and article.route:
        return [_publisher(feed), machine]
    return [_publisher(feed)]


def _work(uri: str, tag: str, link: str) -> dict[str, str]:
    values = {"@id": content.line(uri), "inLanguage": tag, "url": content.web_link(link)}
    return {"@type": "NewsArticle"} | {key: value for key, value in values.items() if value}
