"""The memory at the desk: searched by everybody, brought in by editors, taken away as TMX."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from pipeline import acts
from pipeline.model import Person, Role
from pipeline.store import memory, opened, overview
from tests.conftest import Newsroom

RELEASE = "Harbour museum opens\n\nIt shows 300 model ships in May.\n"
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header srclang="en" creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t"
adminlang="en" datatype="plaintext"/><body>
<tu><tuv xml:lang="en"><seg>It shows 310 model ships in May.</seg></tuv><tuv xml:lang="ar"><seg>يعرض 310 سفن.</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>&lt;script&gt;alert(1)&lt;/script&gt; ships</seg></tuv><tuv xml:lang="ar"><seg>سفن</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>alone</seg></tuv></tu>
</body></tmx>
"""


@pytest.fixture
def learnt(newsroom: Newsroom) -> None:
    """One approved text."""
    newsroom.drop("museum.en.txt", RELEASE)
    newsroom.run()
    with opened(newsroom.config().store) as store:
        uri = overview.articles(store, language="pt")[0].uri
        config = newsroom.config()
        text = "Museu do porto abre\n\nMostra 300 maquetes de navios em maio.\n"
        now = memory.codec.always("2026-03-02T09:00:00+00:00")
        acts.edit(store, uri, text, by="Reviewer", now=now)
        acts.approve(store, uri, by="Reviewer", now=now, override="so it is")
        assert memory.pairs(store) == [("en", "pt")]
        assert config.languages == ("en", "pt")


def test_a_sentence_like_one_that_was_approved_is_shown_with_what_differs(learnt: None, browser: FlaskClient) -> None:
    shown = browser.get("/memory?q=It+shows+350+model+ships+in+May.&from=en&to=pt").text
    assert "1 sentence found" in shown
    assert "Mostra 300 maquetes de navios em maio." in shown
    assert "<del><bdi>300</bdi></del>" in shown
    assert "<ins><bdi>350</bdi></ins>" in shown
    assert "% alike" in shown
    assert "<bdi>Reviewer</bdi>" in shown
    same = browser.get("/memory?q=It+shows+300+model+ships+in+May.&from=en&to=pt").text
    assert "the same sentence" in same
    words = browser.get("/memory?q=ships&from=en&to=pt").text
    assert "has these words" in words
    assert "% alike" not in words
    assert "Nothing like it is remembered" in browser.get("/memory?q=zebra&from=en&to=pt").text
    assert '<option value="en" selected>' in browser.get("/memory").text


@pytest.mark.parametrize(
    "query", ["?q=" + "x" * 3000, "?q=a&from=no+such!&to=pt", '?q="%20OR%20*&from=en&to=pt', "?q=%00"]
)
def test_whatever_is_asked_is_answered(learnt: None, browser: FlaskClient, query: str) -> None:
    assert browser.get("/memory" + query).status_code == 200


def test_an_empty_memory_says_so(browser: FlaskClient) -> None:
    assert "Nothing is remembered yet." in browser.get("/memory").text


def test_sentences_are_brought_in_and_taken_away_as_tmx(newsroom: Newsroom, learnt: None, browser: FlaskClient) -> None:
    answer = browser.post("/memory/import", data={"file": (io.BytesIO(TMX.encode()), "theirs.tmx")})
    assert "2 sentences taken in; 1 fault in the file" in answer.text
    assert "<bdi>theirs.tmx: unit 3" in answer.text
    shown = browser.get("/memory?q=ships&from=en&to=ar").text
    assert 'lang="ar" dir="rtl"><strong>يعرض 310 سفن.</strong>' in shown
    assert "<script>alert" not in shown
    assert "brought in" in shown
    taken = browser.get("/memory/export.tmx?from=en&to=ar")
    assert taken.headers["Content-Disposition"] == "attachment; filename=memory.tmx"
    assert taken.text.count("<tu ") == 2
    assert browser.get("/memory/export.tmx").text.count("<tu ") > 2
    assert browser.get("/memory/export.tmx?from=no+such!").status_code == 409
    assert browser.post("/memory/import", data={"file": (io.BytesIO(b"<html/>"), "x.tmx")}).status_code == 409
    assert browser.post("/memory/import", data={}).status_code == 409


def test_reviewers_search_and_editors_bring_in(learnt: None, browser_of: Callable[[Person], FlaskClient]) -> None:
    reviewer = browser_of(Person("Reviewer", Role.REVIEWER, ("pt",), ready=True))
    assert "/memory/import" not in reviewer.get("/memory").text
    assert reviewer.post("/memory/import", data={}).status_code == 403
    assert reviewer.get("/memory/export.tmx").status_code == 200
