"""Items as IPTC ninjs, for other newsrooms' systems: a file per item in versions 3.1 and 2.1, and a list of the newest.

ninjs has no list, so `ninjs.json` is an object whose `items` are each a document by themselves. What both versions know
is built as 3.1 and then spelt as 2.1 has it. ninjs knows no translations: they are `associations`, which in 3.1 say by
`rel`, in 2.1 by `name`, what they are to the item (`translationOf`, `languageVersion`, `picture`, `replacedBy`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from pipeline import content, labels, language, withdrawals
from pipeline.model import Article, Feed, Item, Origin, PubStatus, Rights, Site, State, Withdrawn

FILENAME = "ninjs.json"
MEDIA_TYPE = "application/json"

Version = Literal["3.1", "2.1"]
_FOLDERS: dict[Version, str] = {"3.1": "ninjs", "2.1": "ninjs-2.1"}


class Options(BaseModel, extra="forbid", frozen=True, use_attribute_docstrings=True):
    """What a channel may say of its ninjs files."""

    versions: tuple[Version, ...] = Field(("3.1", "2.1"), min_length=1)
    """The versions of ninjs to write; the list of the newest items is in the highest of them."""


def render(feed: Feed) -> bytes:
    """The newest items as `{"items": [...]}` in UTF-8, withdrawn ones among them; the same feed, same bytes."""
    version = max(_options(feed).versions)
    documents = [
        _withdrawn(feed.site, entry) if isinstance(entry, Withdrawn) else _item(feed, entry)
        for entry in withdrawals.in_place(feed)
    ]
    return _write({"items": [_in_version(document, version) for document in documents]})


def render_item(feed: Feed, item: Item) -> Mapping[str, bytes]:
    """The files of an item, one in each version of ninjs: `ninjs/…json` and `ninjs-2.1/…json`."""
    return _files(feed, item.name, _item(feed, item))


def render_withdrawn(feed: Feed, withdrawn: Withdrawn) -> Mapping[str, bytes]:
    """The same files for an item that left: its identity and its status, none of its words."""
    return _files(feed, withdrawn.name, _withdrawn(feed.site, withdrawn))


def _options(feed: Feed) -> Options:
    return feed.options if isinstance(feed.options, Options) else Options()


def _files(feed: Feed, name: str, document: dict[str, Any]) -> dict[str, bytes]:
    versions = sorted(set(_options(feed).versions), reverse=True)
    return {f"{_FOLDERS[version]}/{name}.json": _write(_in_version(document, version)) for version in versions}


def _item(feed: Feed, item: Item) -> dict[str, Any]:
    """One item in 3.1, but for the property `standard`."""
    article = item.article
    headlines = {"main": content.line(article.headline), "subhead": content.line(article.subhead)}
    label = content.note(item)
    descriptions = {"summary": content.lead(item), "provenance": label.text if label else ""}
    bodies = (("text/plain", content.text(item)), ("text/html", content.html(item)))
    internal = article.rights is Rights.INTERNAL
    version = _version_of(item.sequence, article.version)
    values = _identity(article.uri, article.language, version, PubStatus.USABLE.value) | {
        "representationType": "full",
        "firstCreated": content.timestamp(article.first_created),
        "versionCreated": content.timestamp(article.version_created),
        "contentCreated": content.timestamp(content.published(item)),
        "copyrightHolder": content.line(article.issuer),
        "usageTerms": labels.internal(article.language).text if internal else "",
        "rightsInfo": {"langId": _term(feed.site, "rights"), "encodedRights": article.rights.value} if internal else {},
        "by": content.byline(item, feed),
        "located": content.line(article.located),
        "headlines": [{"role": role, "value": value} for role, value in headlines.items() if value],
        "descriptions": [
            {"role": role, "contentType": "text/plain", "value": value} for role, value in descriptions.items() if value
        ],
        "bodies": [{"role": "main", "contentType": form, "value": value} for form, value in bodies],
        "infoSources": list(_sources(feed.site, article)),
        "genres": list(_genres(feed.site, item)),
        "digitalSourceType": _digital_source_type(article),
        "renditions": [_page(item.url)] if content.web_link(item.url) else [],
        "associations": [*_versions(item), *_pictures(item)],
        "altIds": _alt_ids(
            story=article.story,
            sequence=str(item.sequence),
            version=str(article.version),
            issuer=content.web_link(article.link) if article.origin is Origin.OFFICIAL else "",
            original=content.source_link(item) or content.web_link(article.origin_url),
        ),
    }
    return {key: value for key, value in values.items() if value}


def _withdrawn(site: Site, withdrawn: Withdrawn) -> dict[str, Any]:
    version = _version_of(withdrawn.sequence, withdrawn.version)
    values = _identity(withdrawn.uri, withdrawn.language, version, content.status(withdrawn)) | {
        "representationType": "partial",
        "versionCreated": content.timestamp(withdrawn.when),
        "edNote": content.notice(withdrawn).text,
        "by": content.line(site.title),
        "renditions": [_page(withdrawn.url)] if content.web_link(withdrawn.url) else [],
        "altIds": _alt_ids(story=withdrawn.story, sequence=str(withdrawn.sequence)),
    }
    if withdrawn.replaced_by and (link := withdrawals.replacement(withdrawn)):
        other = withdrawn.replaced_by
        page = _page(link, other.type)
        values["associations"] = [_version("replacedBy", other.uri, other.language, withdrawn.language, page)]
    return {key: value for key, value in values.items() if value}


def _version_of(sequence: int, version: int) -> int:
    """What stands for the version: the number of the last change, for a receiver that asks only for greater ones.

    The version of the text does not grow when its story is killed, and a kill must not be overlooked.
    """
    return sequence or version


def _identity(uri: str, tag: str, version: int, status: str) -> dict[str, Any]:
    return {
        "uri": content.line(uri),
        "type": "text",
        "language": tag,
        "version": str(version),
        "pubStatus": status,
    }


def _sources(site: Site, article: Article) -> Iterator[dict[str, str]]:
    """Who had a part in it: the issuer, and the engines a translation went through."""
    if issuer := content.line(article.issuer):
        yield {"name": issuer, "role": _term(site, "role/issuer")}
    if route := content.line(article.route):
        yield {"name": route, "role": _term(site, "role/translator")}


def _genres(site: Site, item: Item) -> Iterator[dict[str, str]]:
    """How the text came to be and, where its source has moved on, that it is behind: as data, and in words."""
    article = item.article
    label = labels.provenance(article, content.source_language(item))
    name = {"name": label.text} if label else {}
    yield {**name, "uri": f"{content.origin_scheme(site)}/{article.origin}", "literal": article.origin.value}
    if article.state is State.OUTDATED:
        words = labels.outdated(article.language).text
        yield {"name": words, "uri": _term(site, "state/outdated"), "literal": article.state.value}


def _digital_source_type(article: Article) -> dict[str, str]:
    term = content.digital_source_type(article)
    return {"uri": f"{content.DIGITAL_SOURCE_TYPES}{term}", "literal": term} if term else {}


def _versions(item: Item) -> Iterator[dict[str, Any]]:
    """The text it was translated from, and its versions in other languages."""
    article = item.article
    made_from = article.translated_from
    original = content.source_link(item)
    if article.origin is not Origin.OFFICIAL and (made_from or original):
        page = _page(original) if original else None
        tag = content.source_language(item)
        of = _version("translationOf", made_from.uri if made_from else original, tag, article.language, page)
        yield of | ({"version": str(made_from.version)} if made_from else {})
    for sister in sorted(item.sisters, key=lambda sister: (sister.language, sister.type, sister.uri)):
        if not made_from or sister.uri != made_from.uri:
            page = _page(sister.link, sister.type) if content.web_link(sister.link) else None
            yield _version("languageVersion", sister.uri, sister.language, article.language, page)


def _version(rel: str, uri: str, tag: str, inside: str, page: dict[str, str] | None) -> dict[str, Any]:
    values = {
        "name": language.name(tag, inside) or rel,
        "rel": rel,
        "uri": content.line(uri),
        "type": "text",
        "language": tag,
        "renditions": [page] if page else [],
    }
    return {key: value for key, value in values.items() if value}


def _pictures(item: Item) -> Iterator[dict[str, Any]]:
    for number, image in enumerate(item.images, 1):
        address = content.web_link(image.url)
        if not address:
            continue
        caption = content.line(image.caption)
        file = {
            "name": "original",
            "href": address,
            "contentType": image.media_type,
            "width": image.width,
            "height": image.height,
            "sizeInBytes": image.size,
        }
        values = {
            "name": f"picture {number}",
            "rel": "picture",
            "uri": address,
            "type": "picture",
            "language": item.article.language if caption else "",
            "by": content.line(image.credit),
            "descriptions": [{"role": "caption", "contentType": "text/plain", "value": caption}] if caption else [],
            "renditions": [{key: value for key, value in file.items() if value}],
        }
        yield {key: value for key, value in values.items() if value}


def _page(url: str, media_type: str = "text/html") -> dict[str, str]:
    return {"name": "web", "href": content.web_link(url), "contentType": media_type}


def _alt_ids(**ids: str) -> list[dict[str, str]]:
    return [{"role": role, "value": value} for role, given in ids.items() if (value := content.line(given))]


def _term(site: Site, path: str) -> str:
    """The address of a term of our own, beside those of `content.origin_scheme`."""
    return content.web_link(f"{site.url.rstrip('/')}/ns/{path}")


def _in_version(document: dict[str, Any], version: Version) -> dict[str, Any]:
    if version == "2.1":
        document = _older(document)
    name = f"http://www.iptc.org/std/ninjs/ninjs-schema_{version}.json#"
    return {"standard": {"name": "ninjs", "version": version, "schema": name}, **document}


def _older(document: dict[str, Any]) -> dict[str, Any]:
    """The same in 2.1: no capitals in names, how a text came to be as a genre, `rel` as the name of an association."""
    older = {key.lower(): _lowered(value) for key, value in document.items()}
    if source_type := older.pop("digitalsourcetype", None):
        older["genres"] = [*older["genres"], source_type]
    for association in older.get("associations", ()):
        association["name"] = association.pop("rel")
    return older


def _lowered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key.lower(): _lowered(inner) for key, inner in value.items()}
    return [_lowered(inner) for inner in value] if isinstance(value, list) else value


def _write(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
