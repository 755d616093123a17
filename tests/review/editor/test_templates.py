from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from flask import render_template

from pipeline.model import Issue, Segment, SegmentOrigin, Severity
from tests.conftest import SETTINGS, Newsroom
from tests.review.editor.double import ROOT, Double, Suggestion, app_of
from tests.review.editor.sheets import PROGRAMME, key, sample

Reader = Callable[..., BeautifulSoup]
SCRIPTS = sorted((ROOT / "static" / "editor").glob("*.js"))


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """The editor's page of a text, as it is sent."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "models").mkdir()
    newsroom = Newsroom(tmp_path)
    newsroom.settings(SETTINGS)

    def page(double: Double, *, who: str = "Editor", act: str = "", **form: Any) -> BeautifulSoup:
        client = app_of(newsroom.config(), double).test_client()
        client.set_cookie("who", who)
        address = f"/edit/{double.sheet.uri}"
        if act:
            answer = client.post(address, data={"act": act, **form}, headers={"Sec-Fetch-Site": "same-origin"})
        else:
            answer = client.get(address)
        assert answer.status_code in (200, 409)
        return BeautifulSoup(answer.text, "html.parser")

    return page


def one(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, f"{len(found)} of {selector}"
    return found[0]


@pytest.mark.parametrize(("language", "direction"), [("pt", "ltr"), ("ar", "rtl"), ("zh-Hans", "ltr")])
def test_every_text_says_how_it_is_written_and_every_field_what_it_is(
    read: Reader, language: str, direction: str
) -> None:
    page = read(sample(language))
    for field in page.select("#lines textarea"):
        assert (field["lang"], field["dir"], field["spellcheck"]) == (language, direction, "true")
        assert page.select(f'label[for="{field["id"]}"]')
        for told in str(field["aria-describedby"]).split():
            assert page.find(id=told) is not None
    for words in page.select(".source > .words"):
        assert (words["lang"], words["dir"]) == ("en", "ltr")
    assert len(page.select("h1")) == 1
    names = [tag["id"] for tag in page.select("[id]")]
    assert len(names) == len(set(names))


def test_nothing_inline_may_run_or_style(read: Reader) -> None:
    page = read(sample())
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], tag
    assert all(script.get("src") and not script.text.strip() for script in page.select("script"))


def test_the_source_shows_its_links_and_terms_and_the_target_what_became_of_them(read: Reader) -> None:
    double = sample()
    linked = double.line(key(6))
    target = f'Leia o programa completo no <a href="{PROGRAMME.replace("&", "&amp;")}">site do museu</a>.'
    double.change(key(6), segment=replace(linked.segment, html=target))
    page = read(double)
    link = one(page, f"#source-{key(6)} a")
    assert (link["href"], link.text, link["rel"]) == (PROGRAMME, "museum website", ["noopener", "noreferrer"])
    assert one(page, f"#source-{key(6)} b").text == "full"
    bold, chip = page.select(f"#line-{key(6)} .chip")
    assert (bold["data-tag"], "chip-lost" in bold["class"]) == ("b", True)
    assert one(BeautifulSoup(str(chip), "html.parser"), ".chip-words").text == "site do museu"
    assert json.loads(str(one(page, f"#target-{key(6)}")["data-marks"])) == [[28, 41, "a", PROGRAMME]]
    assert one(page, f"#source-{key(2)} mark").text == "Harbour Museum"
    assert one(page, f"#line-{key(2)} .term")["data-put"] == "Entrada ★"


def test_words_without_a_place_are_shown_and_may_be_thrown_away_after_asking(read: Reader) -> None:
    page = read(sample())
    form = one(page, "#homeless details:not([open]) form")
    assert "Throw these words away?" in one(page, "#homeless details").text
    assert str(form["action"]).endswith(f"/line/{key(40)}/revert")
    assert not page.select("form form")
    assert "Parking is free." in one(page, "#homeless ul").text


def test_a_changed_source_shows_what_changed_and_both_wordings(read: Reader) -> None:
    page = read(sample())
    changed = f"#line-{key(5)}"
    assert [tag.text.strip() for tag in page.select(f"{changed} .was del, {changed} .was ins")] == [
        "10",
        "12",
        "under 12",
    ]
    assert [str(tag["data-text"])[:22] for tag in page.select(f"{changed} .take")] == [
        "Os bilhetes custam 10 ",
        "Os bilhetes custam 12 ",
    ]


def test_a_dateline_is_said_to_be_printed_from_data_and_a_missing_one_is_told(read: Reader) -> None:
    for printed, told in (("PORTO, 2 de março --", "printed from data"), ("", "this text has none")):
        double = sample()
        segment = Segment(-3, "PORTO, March 2 --", printed, SegmentOrigin.COPIED)
        double.change(key(0), segment=segment, touched=not printed)
        state = one(read(double), f"#state-{key(0)}")
        assert told in state.text and "the same as the source" not in state.text
        assert state["data-look"] == ("0" if printed else "1")


def test_issues_are_said_with_sign_and_word_worst_first_and_values_stay_words(read: Reader) -> None:
    double = sample()
    odd = Issue("length", Severity.FUNCTIONAL, "the translation has only {} % of {x} {", ("<b>5</b>",))
    known = double.line(key(3))
    done = replace(known.segment.issues[0], dismissed_by="Reviewer")
    double.change(key(3), segment=replace(known.segment, issues=(odd, done, known.segment.issues[1])))
    page = read(double)
    found = page.select(f"#state-{key(3)} .issue")
    assert [issue["class"][1] for issue in found] == ["issue-critical", "issue-functional", "issue-dismissed"]
    assert [value.text for value in found[0].select("bdi")] == ["4,200", "2400"]
    assert "critical" in found[0].text
    assert "<b>5</b>" in found[1].text
    assert "dismissed by Reviewer" in found[2].text
    assert one(page, f"#state-{key(3)}")["data-worst"] == "critical"


def test_who_may_only_read_can_change_nothing(read: Reader) -> None:
    page = read(sample(), who="Reader")
    assert all(field.has_attr("readonly") for field in page.select("#lines textarea"))
    assert not page.select('button[name="act"]')
    assert not page.select(".tool, .term, .take, .dismiss, .chip, #term")


def test_only_editors_are_offered_terms_and_overriding(read: Reader) -> None:
    double = sample()
    asked = {f"target-{line.key}": line.segment.target for line in double.sheet.lines}
    asked[f"target-{key(0)}"] = "Escrito agora"
    for who, wanted in (("Editor", 1), ("Reviewer", 0)):
        page = read(double, who=who, act="approve", **asked)
        assert len(page.select("[data-override]")) == wanted
        assert len(page.select("#term")) == wanted
        assert len(page.select('[name="why"]')) == 1
        field = one(page, f"#target-{key(0)}")
        assert field.text.strip() == "Escrito agora"
        assert field["data-saved"] == "O Museu do Porto abre a nova ala em 14 de maio"
        assert one(page, ".refusal [data-go]")["data-go"] == key(3)


def test_suggestions_say_whence_they_are_and_what_is_new_in_them(read: Reader, tmp_path: Path) -> None:
    double = sample()
    app = app_of(Newsroom(tmp_path).config(), double)
    with app.test_request_context():
        html = render_template(
            "editor-suggestions.html",
            suggestions=[
                Suggestion(
                    1, "A ala duplica <i>isto</i>.", "memory", 0.874, "Reviewer", (("same", "It "), ("gone", "<b>"))
                )
            ],
            line=double.line(key(3)),
            sheet=double.sheet,
        )
        bare = render_template("editor-suggestions.html", suggestions=[Suggestion(1, "<x>", "kept")])
    page = BeautifulSoup(html, "html.parser")
    assert "from memory · 87 % · Reviewer" in one(page, ".offer-kind").text
    assert one(page, ".take")["data-text"] == "A ala duplica <i>isto</i>."
    assert page.select("ins")
    assert not page.select("i, b")
    assert [tag.text for tag in page.select("del")] == ["<b>"]
    assert one(BeautifulSoup(bare, "html.parser"), ".offer-words").text == "<x>"


def test_the_browser_has_a_word_for_everything_it_says_and_every_part(read: Reader) -> None:
    form = one(read(sample()), "#editor")
    words, parts = json.loads(str(form["data-words"])), json.loads(str(form["data-parts"]))
    code = "".join(path.read_text("utf-8") for path in SCRIPTS)
    said = set(re.findall(r'\bword\(\s*"(\w+)"', code)) | set(re.findall(r"[\"'(?:{ ](\w+)\"", code)) & set(words)
    assert said == set(words)
    assert set(parts) | {"main"} == {path.stem for path in SCRIPTS}
    assert all(len(path.read_text("utf-8").splitlines()) <= 400 for path in SCRIPTS)


def test_no_script_makes_code_of_text_or_styles_that_the_policy_forbids() -> None:
    for path in SCRIPTS:
        code = path.read_text("utf-8")
        assert not re.search(
            r"\beval\(|new Function|setAttribute\(\"style|cssText|insertAdjacentHTML|document\.write", code
        )
