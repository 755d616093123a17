"""ninjs documents against the IPTC's own schemas of both versions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline import content, labels
from pipeline.model import Block, BlockKind, Feed, Item, Origin, Rights, State
from pipeline.outputs import ninjs
from tests.outputs import schemas
from tests.outputs.conftest import PARIS, make_feed, make_item, sisters
from tests.outputs.samples import PICTURES, REPLACEMENT, hostile, make_withdrawn, with_page, with_pages

Build = tuple[Callable[..., Feed], Callable[..., Item]]
Validators = dict[str, Any]

MACHINE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
NAME = "2026-03-02-abcdefgh"


@pytest.fixture(scope="session")
def validators() -> Validators:
    return {version: schemas.ninjs(version) for version in ("3.1", "2.1")}


def read(item: Item) -> tuple[Any, Any]:
    """The item in 3.1 and in 2.1."""
    files = ninjs.render_item(make_feed(), item)
    assert list(files) == [f"ninjs/{item.name}.json", f"ninjs-2.1/{item.name}.json"]
    new, old = (json.loads(file) for file in files.values())
    return new, old


def mistakes(validators: Validators, document: Any) -> list[str]:
    return [error.message for error in validators[document["standard"]["version"]].iter_errors(document)]


def translation(**values: Any) -> Item:
    return with_page(make_item("es", **({"origin": Origin.MACHINE, "dateline": PARIS} | values)))


def test_every_item_is_valid_in_both_versions(newsroom: Feed, validators: Validators) -> None:
    pictured = with_page(make_item(), images=PICTURES)
    internal = translation(rights=Rights.INTERNAL, state=State.OUTDATED)
    for item in (*with_pages(newsroom).items, pictured, internal, hostile()):
        for document in read(item):
            assert mistakes(validators, document) == []


def test_every_item_of_the_list_is_valid(newsroom: Feed, validators: Validators) -> None:
    gone = (make_withdrawn(), make_withdrawn("he", canceled=True, uri="tag:news.example.org,2026:killed/he"))
    items = json.loads(ninjs.render(replace(newsroom, withdrawn=gone)))["items"]
    assert [mistakes(validators, item) for item in items] == [[]] * 8
    assert {item["standard"]["version"] for item in items} == {"3.1"}
    assert {item["uri"] for item in items} == {one.article.uri for one in newsroom.items} | {one.uri for one in gone}
    assert json.loads(ninjs.render(make_feed())) == {"items": []}


@pytest.mark.parametrize(
    "change", [{"rel": "x"}, {"pubStatus": "killed"}, {"uri": "no uri"}, {"versionCreated": "today"}]
)
def test_the_schemas_are_ones_that_can_refuse(validators: Validators, change: dict[str, str]) -> None:
    new, old = read(translation())
    assert mistakes(validators, new | change)
    assert mistakes(validators, old | {key.lower(): value for key, value in change.items()})
    assert mistakes(validators, old | {"digitalSourceType": {"literal": "unknown to 2.1"}})


def test_an_official_release(newsroom: Feed) -> None:
    item = with_page(newsroom.items[0])
    document, _ = read(item)
    associations = document.pop("associations")
    assert [(one["rel"], one["uri"], one["language"], one["name"]) for one in associations] == [
        ("languageVersion", f"tag:news.example.org,2026:opening/{tag}", tag, name)
        for tag, name in (("es", "espagnol"), ("zh-Hans", "chinois simplifié"))
    ]
    assert document == {
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        },
        "uri": "tag:news.example.org,2026:opening/fr",
        "type": "text",
        "language": "fr",
        "version": "7",
        "pubStatus": "usable",
        "representationType": "full",
        "firstCreated": "2026-03-02T09:05:00Z",
        "versionCreated": "2026-03-02T11:00:00Z",
        "contentCreated": "2026-03-02T08:00:00Z",
        "copyrightHolder": "Salon des semences",
        "by": "Salon des semences",
        "located": "PARIS",
        "headlines": [
            {"role": "main", "value": "Le salon des semences ouvre ses portes"},
            {"role": "subhead", "value": "Trois jours à Lyon"},
        ],
        "descriptions": [
            {"role": "summary", "contentType": "text/plain", "value": "Le salon accueille 337 exposants."}
        ],
        "bodies": [
            {"role": "main", "contentType": "text/plain", "value": content.text(item)},
            {"role": "main", "contentType": "text/html", "value": content.html(item)},
        ],
        "infoSources": [{"name": "Salon des semences", "role": "https://news.example.org/ns/role/issuer"}],
        "genres": [{"uri": "https://news.example.org/ns/origin/official", "literal": "official"}],
        "renditions": [{"name": "web", "href": item.url, "contentType": "text/html"}],
        "altIds": [
            {"role": "story", "value": "tag:news.example.org,2026:opening"},
            {"role": "sequence", "value": "7"},
            {"role": "version", "value": "3"},
            {"role": "issuer", "value": "https://wire.example.com/fr/opening.html?id=1&lang=fr"},
            {"role": "original", "value": "https://salon.example.net/p/1.html"},
        ],
    }


def test_a_machine_translation_says_so_in_both_versions() -> None:
    label = labels.machine("es", "fr").text
    new, old = read(translation())
    origin = {"name": label, "uri": "https://news.example.org/ns/origin/machine", "literal": "machine"}
    source_type = {"uri": MACHINE, "literal": "trainedAlgorithmicMedia"}
    assert (new["digitalSourceType"], new["genres"]) == (source_type, [origin])
    assert old["genres"] == [origin, source_type]
    for document, plural in ((new, "contentType"), (old, "contenttype")):
        assert {"role": "provenance", plural: "text/plain", "value": label} in document["descriptions"]
        assert all(label in body["value"] for body in document["bodies"])


@pytest.mark.parametrize(
    ("origin", "route"), [(Origin.APPROVED, "a"), (Origin.EDITED, "a"), (Origin.APPROVED, ""), (Origin.OFFICIAL, "")]
)
def test_nothing_else_is_called_machine_made(origin: Origin, route: str) -> None:
    for document in read(with_page(make_item("es", origin=origin, route=route))):
        assert "trainedAlgorithmicMedia" not in json.dumps(document)
        assert document["genres"][0]["literal"] == origin.value
        said = document["genres"][0].get("name")
        assert said != labels.machine("es", "fr").text
        assert (said is None) == (origin is Origin.OFFICIAL)


def test_a_translation_leads_to_its_original_and_its_sisters() -> None:
    item = replace(translation(), sisters=sisters("fr", "de"))
    new, old = read(item)
    original = {
        "name": "francés",
        "rel": "translationOf",
        "uri": "tag:news.example.org,2026:opening/fr",
        "type": "text",
        "language": "fr",
        "renditions": [{"name": "web", "href": "https://wire.example.com/fr/opening.html", "contentType": "text/html"}],
        "version": "2",
    }
    assert new["associations"][0] == original
    assert [(one["rel"], one["language"]) for one in new["associations"][1:]] == [("languageVersion", "de")]
    assert [one["name"] for one in old["associations"]] == ["translationOf", "languageVersion"]
    assert not any("rel" in one for one in old["associations"])


def test_a_translation_of_a_page_alone_leads_there() -> None:
    item = replace(translation(translated_from=None), original_language="")
    assert [(one["rel"], one["uri"]) for one in read(item)[0]["associations"]] == [
        ("translationOf", "https://wire.example.com/fr/opening.html")
    ]


def test_internal_and_outdated_texts_say_so() -> None:
    new, old = read(translation(rights=Rights.INTERNAL, state=State.OUTDATED))
    assert new["usageTerms"] == old["usageterms"] == labels.internal("es").text
    assert new["rightsInfo"] == {"langId": "https://news.example.org/ns/rights", "encodedRights": "internal"}
    outdated = {"name": labels.outdated("es").text, "uri": "https://news.example.org/ns/state/outdated"}
    for document in (new, old):
        assert document["genres"][1] == outdated | {"literal": "outdated"}


def test_pictures_are_associated() -> None:
    new, old = read(with_page(make_item(), images=PICTURES))
    assert new["associations"] == [
        {
            "name": "picture 1",
            "rel": "picture",
            "uri": "https://news.example.org/website/media/aa11.jpg",
            "type": "picture",
            "language": "fr",
            "by": "R. Photo",
            "descriptions": [{"role": "caption", "contentType": "text/plain", "value": "Lúc 🌱 ]]> halle"}],
            "renditions": [
                {
                    "name": "original",
                    "href": "https://news.example.org/website/media/aa11.jpg",
                    "contentType": "image/jpeg",
                    "width": 1200,
                    "height": 800,
                    "sizeInBytes": 91_233,
                }
            ],
        },
        {
            "name": "picture 2",
            "rel": "picture",
            "uri": "https://news.example.org/website/media/bb22.png",
            "type": "picture",
            "renditions": [
                {
                    "name": "original",
                    "href": "https://news.example.org/website/media/bb22.png",
                    "contentType": "image/png",
                    "width": 640,
                    "height": 480,
                    "sizeInBytes": 12_000,
                }
            ],
        },
    ]
    assert [one["renditions"][0]["sizeinbytes"] for one in old["associations"]] == [91_233, 12_000]


@pytest.mark.parametrize(("canceled", "status"), [(True, "canceled"), (False, "withheld")])
def test_what_left_keeps_its_identity_and_none_of_its_words(
    validators: Validators, canceled: bool, status: str
) -> None:
    gone = make_withdrawn("fr", canceled=canceled, replaced_by=REPLACEMENT, url="https://news.example.org/g.html")
    files = ninjs.render_withdrawn(make_feed(), gone)
    assert list(files) == [f"ninjs/{gone.name}.json", f"ninjs-2.1/{gone.name}.json"]
    new, old = (json.loads(file) for file in files.values())
    assert mistakes(validators, new) == mistakes(validators, old) == []
    label = (labels.canceled("fr") if canceled else labels.withdrawn("fr")).text
    assert new.pop("associations")[0]["rel"] == "replacedBy"
    assert new.pop("standard")
    assert new == {
        "uri": gone.uri,
        "type": "text",
        "language": "fr",
        "version": "12",
        "pubStatus": status,
        "representationType": "partial",
        "versionCreated": "2026-03-04T12:00:30Z",
        "edNote": label,
        "by": "Nouvelles de la conférence",
        "renditions": [{"name": "web", "href": "https://news.example.org/g.html", "contentType": "text/html"}],
        "altIds": [{"role": "story", "value": gone.story}, {"role": "sequence", "value": "12"}],
    }
    assert (old["pubstatus"], old["ednote"]) == (status, label)


def test_a_file_takes_the_place_of_the_one_it_withdraws() -> None:
    item = with_page(make_item())
    gone = make_withdrawn(name=item.name)
    assert ninjs.render_item(make_feed(), item).keys() == ninjs.render_withdrawn(make_feed(), gone).keys()


def test_a_channel_may_want_one_version_only() -> None:
    old = make_feed(make_item(), options=ninjs.Options(versions=("2.1",)))
    assert list(ninjs.render_item(old, with_page(make_item()))) == [f"ninjs-2.1/{NAME}.json"]
    assert json.loads(ninjs.render(old))["items"][0]["pubstatus"] == "usable"
    both = make_feed(make_item(), options=ninjs.Options(versions=("2.1", "3.1", "2.1")))
    assert ninjs.render(both) == ninjs.render(make_feed(make_item()))
    assert list(ninjs.render_item(both, with_page(make_item()))) == [f"ninjs/{NAME}.json", f"ninjs-2.1/{NAME}.json"]
    for wrong in ((), ("1.0",)):
        with pytest.raises(ValidationError):
            ninjs.Options(versions=wrong)


def test_hostile_fields_are_harmless() -> None:
    new, _ = read(hostile())
    assert new["headlines"][0]["value"] == "Seeds 🌱 ]]> <b>🌾 & evil"
    assert [one["value"] for one in new["altIds"]] == ["tag:news.example.org,2026:opening", "7", "3"]
    assert [one["uri"] for one in new["associations"]] == ["https://news.example.org/a%20b%22%3C%3E.jpg"]
    assert not any(word in json.dumps(new) for word in ("javascript:", "secret", "\\u202e", "\\u0000", "\\ud800"))


def test_the_same_item_gives_the_same_bytes_in_readable_utf_8(newsroom: Feed) -> None:
    for item in with_pages(newsroom).items:
        shuffled = replace(item, sisters=item.sisters[::-1])
        assert ninjs.render_item(newsroom, item) == ninjs.render_item(newsroom, shuffled)
    document = ninjs.render(newsroom)
    assert "种子展览会开幕".encode() in document
    assert document.endswith(b"}\n")


@settings(deadline=None, max_examples=50)
@given(headline=st.text(), body=st.text(), address=st.text() | st.text().map("https://{}".format))
def test_any_text_gives_a_valid_document(validators: Validators, headline: str, body: str, address: str) -> None:
    blocks = (Block(BlockKind.PARAGRAPH, body),)
    values = {"headline": headline, "subhead": body, "body": blocks, "link": address, "issuer": body}
    item = replace(make_item("fr", origin_url=address, **values), name=NAME, url=address)
    machine = replace(translation(**values, route=body), original_link=address)
    for document in (*read(item), *read(machine)):
        assert mistakes(validators, document) == []
        assert [one["value"] for one in document.get("headlines", []) if one["role"] == "main"] == list(
            filter(None, [content.line(headline)])
        )
