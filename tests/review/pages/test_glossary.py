"""The glossary at the desk: found, changed, brought in and taken away by editors, seen by everybody."""

from __future__ import annotations

import io
from collections.abc import Callable
from tempfile import gettempdir

import pytest
from flask.testing import FlaskClient

from pipeline import run
from pipeline.glossary import mark, read
from pipeline.model import Person, Role, Term
from pipeline.run.gleaning import glean
from pipeline.store import candidates, opened
from tests.conftest import Newsroom

HEAD = "term,source language,target language,translation,forbidden forms,do-not-translate,note\n"
FILE = HEAD + (
    "Harbour Museum,en,pt,Museu do Porto,Museu Harbour|Museu da Harbour,no,official\n"
    "# a comment\n"
    "Harbour Museum,en,ar,متحف الميناء,,no,\n"
    "<script>alert(1)</script>,en,*,,,yes,<b>x</b>\n"
)
NEW = {"term": "Old Bridge", "from": "en", "to": "pt", "translation": "Ponte Velha", "forbidden": "Ponte Antiga\nVelha"}
WAS = {"was-term": "Harbour Museum", "was-from": "en", "was-to": "pt"}


@pytest.fixture(autouse=True)
def file(newsroom: Newsroom) -> None:
    (newsroom.folder / "glossary.csv").write_text(FILE, "utf-8")


@pytest.fixture
def reviewer(browser_of: Callable[[Person], FlaskClient]) -> FlaskClient:
    return browser_of(Person("Reviewer", Role.REVIEWER, ("pt",), ready=True))


def term(newsroom: Newsroom, words: str, target: str = "pt") -> Term | None:
    terms = read(newsroom.folder / "glossary.csv").terms
    return next((one for one in terms if (one.term, one.target) == (words, target)), None)


def test_terms_are_found_by_words_and_languages_and_nothing_in_them_runs(browser: FlaskClient) -> None:
    whole = browser.get("/glossary").text
    assert "3 terms" in whole
    assert "1 line of the glossary is of no use" in whole
    assert '<span class="wrap" lang="ar" dir="rtl">متحف الميناء</span>' in whole
    assert "<script>alert" not in whole
    assert "stays as it is" in whole
    assert "1 term<" in browser.get("/glossary?q=MUSEU+porto").text
    assert "1 term<" in browser.get("/glossary?from=en&to=ar").text
    assert "No term fits." in browser.get("/glossary?q=nothing").text


def test_a_long_glossary_comes_in_pages(newsroom: Newsroom, browser: FlaskClient) -> None:
    lines = [f"Word {number:03},en,pt,palavra {number},,no,\n" for number in range(250)]
    (newsroom.folder / "glossary.csv").write_text(HEAD + "".join(lines), "utf-8")
    assert "page 1 of 3" in browser.get("/glossary").text
    last = browser.get("/glossary?page=2&q=word")
    assert "Word 249" in last.text
    assert "Word 199" not in last.text
    for page in ("99", "-1", "x", "9" * 30):
        assert browser.get(f"/glossary?page={page}").status_code == 200


def test_an_editor_adds_changes_and_removes_a_term(newsroom: Newsroom, browser: FlaskClient) -> None:
    done = browser.post("/glossary/term", data=NEW)
    assert done.status_code == 303
    found = term(newsroom, "Old Bridge")
    assert found == Term("Old Bridge", "en", "pt", "Ponte Velha", ("Ponte Antiga", "Velha"))
    assert "Kept: \u2068Old Bridge\u2069" in browser.get(done.headers["Location"]).text
    form = browser.get("/glossary/term?term=Harbour+Museum&from=en&to=pt").text
    assert 'value="Museu do Porto"' in form
    known = term(newsroom, "Harbour Museum")
    assert known is not None
    changed = {"term": "Harbour Museum", "from": "en", "to": "pt", "translation": "Museu Portuário", "note": ""}
    assert browser.post("/glossary/term", data=changed | WAS | {"seen": mark(known)}).status_code == 303
    assert term(newsroom, "Harbour Museum") == Term("Harbour Museum", "en", "pt", "Museu Portuário")
    assert "# a comment\n" in (newsroom.folder / "glossary.csv").read_text("utf-8")
    assert browser.post("/glossary/remove", data=WAS).status_code == 303
    assert term(newsroom, "Harbour Museum") is None
    assert browser.post("/glossary/remove", data={}).status_code == 400
    with opened(newsroom.config().store) as store:
        rows = store.rows("SELECT person, act, uri, was, became FROM act ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("Editor", "term", "term:en:Old Bridge", "", "pt: Ponte Velha; never Ponte Antiga, Velha"),
        (
            "Editor",
            "term",
            "term:en:Harbour Museum",
            "pt: Museu do Porto; never Museu Harbour, Museu da Harbour; official",
            "pt: Museu Portuário",
        ),
        ("Editor", "term", "term:en:Harbour Museum", "pt: Museu Portuário", "removed"),
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"term": " ", "translation": "x"}, "Write the words of the term."),
        ({"translation": "", "forbidden": ""}, "Write how it is said"),
        ({"to": "en"}, "The two languages are the same"),
        ({"forbidden": "Ponte Velha"}, "to be said and never to be said"),
        ({"translation": "x" * 201}, "longer than 200 characters"),
        ({"from": "no such"}, "no language tag"),
        ({"term": "Harbour Museum"}, "has this term already"),
        ({"note": "y" * 2001}, "the note is longer"),
    ],
)
def test_a_term_of_no_use_is_told_and_what_was_typed_stays(
    newsroom: Newsroom, browser: FlaskClient, change: dict[str, str], told: str
) -> None:
    answer = browser.post("/glossary/term", data=NEW | {"note": "typed"} | change)
    assert answer.status_code == 409
    assert told in answer.text
    assert 'value="typed"' in answer.text or "note" in change
    assert (newsroom.folder / "glossary.csv").read_text("utf-8") == FILE


def test_two_editors_of_one_term_do_not_overwrite_each_other(newsroom: Newsroom, browser: FlaskClient) -> None:
    known = term(newsroom, "Harbour Museum")
    assert known is not None
    seen = mark(known)
    path = newsroom.folder / "glossary.csv"
    path.write_text(FILE.replace("Museu do Porto", "Museu Marítimo"), "utf-8")
    mine = {"term": "Harbour Museum", "from": "en", "to": "pt", "translation": "Mine"} | WAS
    answer = browser.post("/glossary/term", data=mine | {"seen": seen})
    assert answer.status_code == 409
    assert "Somebody changed this term meanwhile." in answer.text
    assert "<bdi>Museu Marítimo</bdi>" in answer.text
    assert 'value="Mine"' in answer.text
    shown = answer.text.partition('name="seen" value="')[2].partition('"')[0]
    assert browser.post("/glossary/term", data=mine | {"seen": shown}).status_code == 303
    path.write_text(HEAD, "utf-8")
    gone = browser.post("/glossary/term", data=mine | {"seen": shown})
    assert (gone.status_code, "was-term" in gone.text) == (409, False)


def test_terms_are_brought_in_from_a_file_and_told(newsroom: Newsroom, browser: FlaskClient) -> None:
    sent = HEAD + "Harbour Museum,en,pt,Museu Novo,,no,\nFerry,en,pt,barca,,no,\nbroken,en\n"
    answer = browser.post("/glossary/import", data={"file": (io.BytesIO(sent.encode()), "..\\..\\<b>terms.csv")})
    assert answer.status_code == 200
    for told in ("1 added", "1 changed", "1 fault in the file", "<del><bdi>Museu do Porto</bdi></del>"):
        assert told in answer.text
    assert "<b>terms" not in answer.text
    tbx = browser.get("/glossary/export.tbx?to=pt")
    assert tbx.headers["Content-Disposition"] == "attachment; filename=glossary.tbx"
    again = browser.post("/glossary/import", data={"file": (io.BytesIO(tbx.data), "g.tbx")})
    assert "2 left as they were" in again.text
    csv = browser.get("/glossary/export.csv?q=ferry")
    assert csv.text == HEAD + "Ferry,en,pt,barca,,no,\n"
    assert browser.get("/glossary/export.exe").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("terms.exe", b"MZ", 409),
        ("terms.tbx", b"<html>", 409),
        ("terms.csv", "a".encode("utf-16"), 409),
        ("noending", b"x", 409),
        ("", b"", 409),
        ("terms.csv", b"x" * 4_100_000, 413),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    newsroom: Newsroom, browser: FlaskClient, name: str, content: bytes, status: int
) -> None:
    answer = browser.post("/glossary/import", data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == status
    assert "Traceback" not in answer.text and gettempdir() not in answer.text
    if name == "terms.exe":
        assert "terms.exe" in answer.text
    assert (newsroom.folder / "glossary.csv").read_text("utf-8") == FILE


def test_proposed_terms_wait_until_somebody_decides(newsroom: Newsroom, browser: FlaskClient) -> None:
    newsroom.drop("a.en.txt", "Marta Lindqvist opens fair\n\nMarta Lindqvist opened the fair. Marta Lindqvist spoke.\n")
    newsroom.run()
    with opened(newsroom.config().store) as store:
        glean(store, newsroom.config(), run.Report())
        waiting = candidates.waiting(store)
        assert [one.term for one in candidates.waiting(store, newest=10)] == [one.term for one in waiting]
        assert candidates.waiting(store, "fr", newest=10) == []
    assert "Marta Lindqvist" in {one.term for one in waiting}
    shown = browser.get("/glossary/candidates?language=en").text
    assert '<q class="wrap" lang="en" dir="ltr">Marta Lindqvist ' in shown
    form = browser.get("/glossary/term?term=Marta+Lindqvist&from=en&example=Marta+Lindqvist+spoke.").text
    assert "Marta Lindqvist spoke." in form
    data = {"term": "Marta Lindqvist", "language": "en", "narrowed": "en"}
    done = browser.post("/glossary/dismiss", data=data)
    assert (done.status_code, done.headers["Location"]) == (303, "/glossary/candidates?language=en")
    assert "Marta Lindqvist</span>" not in browser.get("/glossary/candidates").text
    assert browser.post("/glossary/dismiss", data=data).status_code == 409
    assert browser.post("/glossary/dismiss", data=data | {"language": "no such!"}).status_code == 409


def test_reviewers_read_and_editors_write(reviewer: FlaskClient) -> None:
    for address in ("/glossary", "/glossary/candidates", "/glossary/export.csv"):
        assert reviewer.get(address).status_code == 200
    shown = reviewer.get("/glossary").text
    assert "/glossary/term" not in shown
    assert "/glossary/import" not in shown
    assert reviewer.get("/glossary/term").status_code == 403
    for address in ("/glossary/term", "/glossary/remove", "/glossary/dismiss", "/glossary/import"):
        assert reviewer.post(address, data=NEW | WAS).status_code == 403
