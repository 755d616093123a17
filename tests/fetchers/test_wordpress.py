"""WordPress sites. A new case is an answer in tests/data/wordpress with what it should be read as."""

from __future__ import annotations

import json
import random
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.errors import SourceError
from pipeline.fetchers.wordpress import Options, fetch
from pipeline.http import Client, Response
from pipeline.model import Entry, Listing, Source, Validators
from tests.loopback import Loopback

DATA = Path(__file__).parent.parent / "data" / "wordpress"
CASES = sorted(DATA.glob("*.json"))
SITE = "https://port.example"


class Canned(Client):
    """The network replaced by one answer."""

    def __init__(self, content: bytes) -> None:
        super().__init__("x")
        self.content = content

    def get(self, url: str, **_: Any) -> Response:
        return Response(url, 200, "application/json", content=self.content)


def look(content: bytes, timezone: str = "") -> Listing:
    with Canned(content) as client:
        return fetch(Source("s", "wordpress", Options(url=SITE), timezone=timezone), client, Validators())


def plainly(entry: Entry, name: str) -> object:
    value = getattr(entry, name)
    if isinstance(value, datetime):
        return value.isoformat()
    return [[a.language, a.link] for a in value] if name == "alternates" else value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_each_answer_reads_as_expected(path: Path) -> None:
    case = json.loads(path.read_text("utf-8"))
    content = (case.get("raw") or json.dumps(case["answer"])).encode()
    if "error" in case:
        with pytest.raises(SourceError, match=case["error"]):
            look(content)
        return
    found = look(content, case.get("timezone", ""))
    assert [
        {name: plainly(entry, name) for name in wanted}
        for entry, wanted in zip(found.entries, case["entries"], strict=True)
    ] == case["entries"]
    assert list(found.notes) == case["notes"]


def posts(*stamps: str) -> str:
    return json.dumps(
        [
            {"id": int(stamp[8:10]), "link": f"{SITE}/{stamp}", "modified_gmt": stamp, "title": {"rendered": stamp}, "content": {"rendered": "x"}}
            for stamp in stamps
        ]
    )  # fmt: skip


def days(*numbers: int) -> tuple[str, ...]:
    return tuple(f"2026-09-{number:02}T08:00:00" for number in numbers)


class Site:
    """A WordPress site on this machine whose pages are set by number."""

    def __init__(self, web: Loopback, **options: Any) -> None:
        self.web = web
        self.source = Source("s", "wordpress", Options(url=web.url("/site"), **options), allow_private=True)

    def visit(
        self, pages: list[str], validators: Validators | None = None, known: frozenset[str] = frozenset()
    ) -> Listing:
        class Paged(Client):
            def get(self, url: str, **options: Any) -> Response:
                number = parse_qs(urlsplit(url).query)["page"][0]
                return super().get(url.replace("/posts?", f"/posts/{number}?"), **options)

        for number, page in enumerate(pages, 1):
            path = f"/site/wp-json/wp/v2/posts/{number}"
            if page:
                self.web.page(path, page, headers={"X-WP-TotalPages": str(len(pages))})
            else:
                self.web.page(path, "busy", status=503)
        with Paged("x") as client:
            return fetch(self.source, client, validators or Validators(), known=known.__contains__)


def test_the_newest_change_is_the_mark_from_which_the_next_visit_asks(web: Loopback) -> None:
    site = Site(web)
    first = site.visit([posts(*days(20, 19)), posts(*days(18, 17))])
    assert [entry.id[-2:] for entry in first.entries] == ["17", "18", "19", "20"]
    assert first.validators == Validators(last_modified="2026-09-20T08:00:00")
    query = parse_qs(urlsplit(web.asked[0].path).query)
    assert query["orderby"] == ["modified"]
    assert "modified_after" not in query
    second = site.visit([posts(*days(21, 20)), posts(*days(19))], first.validators)
    assert [entry.id[-2:] for entry in second.entries] == ["19", "20", "21"]
    assert parse_qs(urlsplit(web.asked[-1].path).query)["modified_after"] == ["2026-09-19T06:00:00"]
    assert second.validators == Validators(last_modified="2026-09-21T08:00:00")
    quiet = site.visit(["[]"], second.validators)
    assert (quiet.not_modified, quiet.validators) == (True, second.validators)


def test_the_first_visit_ends_with_a_page_of_known_posts(web: Loopback) -> None:
    site = Site(web, max_pages=9)
    pages = [posts(*days(20, 19)), posts(*days(18, 17)), posts(*days(16))]
    found = site.visit(pages, known=frozenset(f"{web.url('/site')}/?p={n}" for n in (18, 17, 16)))
    assert [entry.id[-2:] for entry in found.entries] == ["17", "18", "19", "20"]


def test_a_missing_page_leaves_the_mark_where_it_was(web: Loopback) -> None:
    mark = Validators(last_modified="2026-09-01T08:00:00")
    found = Site(web).visit([posts(*days(20, 19)), "", posts(*days(16))], mark)
    assert len(found.entries) == 2
    assert found.validators == mark
    assert "page 2 cannot be had" in found.notes[0]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_closed_interface_says_what_to_do_instead(web: Loopback, status: int) -> None:
    web.page("/site/wp-json/wp/v2/posts", "no", status=status)
    with Client("x") as client, pytest.raises(SourceError, match=r"is closed or not there .*use kind: feed") as caught:
        fetch(Site(web).source, client, Validators())
    assert caught.value.status == status


def test_the_question_carries_type_categories_and_query(web: Loopback) -> None:
    web.page("/site/wp-json/wp/v2/press", posts(*days(3)))
    source = Source("s", "wordpress", Options(url=web.url("/site/"), type="press", categories=(3, 5), query={"lang": "fr"}), allow_private=True)  # fmt: skip
    with Client("x") as client:
        assert len(fetch(source, client, Validators()).entries) == 1
    query = parse_qs(urlsplit(web.asked[0].path).query)
    assert (query["categories"], query["lang"], query["per_page"]) == (["3,5"], ["fr"], ["50"])


@pytest.mark.parametrize(
    "options", [{"url": "ftp://x/"}, {"type": "../users"}, {"categories": (0,)}, {"max_pages": 99}]
)
def test_options_refuse_what_cannot_be(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Options(**{"url": SITE, **options})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["2026-09-20T08:00:00", "fr", "javascript:x", "https://[", "https://a.example/ "]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["rendered", "protected", "en", "id", "href", "locale"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
FIELDS = "id link date date_gmt modified modified_gmt title content excerpt lang translations wpml_translations"


@settings(max_examples=120, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS.split()), VALUES, max_size=9), max_size=4))
def test_no_fields_make_it_fail_but_as_a_source_error(answer: list[dict[str, Any]]) -> None:
    try:
        found = look(json.dumps(answer).encode())
    except SourceError as error:
        assert str(error).isprintable()
    else:
        assert all(entry.id and (entry.link or entry.content) for entry in found.entries)


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_damaged_answers_never_fail_but_as_source_errors(chance: random.Random) -> None:
    data = bytearray(json.dumps(json.loads((DATA / "polylang.json").read_text("utf-8"))["answer"]).encode())
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        assert look(bytes(data)).raw
    except SourceError as error:
        assert str(error).isprintable()
