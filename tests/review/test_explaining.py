"""What goes wrong at the desk is said in the reader's language and in the desk's own words."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pipeline.errors import ActError, ItemError, Told
from pipeline.glossary import checked
from pipeline.model import Term
from pipeline.review import explaining, telling
from pipeline.store.dossier import Event
from tests.conftest import ROOT
from tests.review.strings import catalogue, in_use

ASIDE = {"accounts.py", "candidates.py", "memory.py", "terms.py"}  # their acts belong to no story or text
NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "Il existe déjà une version en « pt ». Modifiez celle-là."),
        ("es", "Ya hay una versión en «pt». Edite aquella."),
        ("zh-CN", "已有pt版本。请编辑该版本。"),
        ("en", "There is a version in pt already. Edit that one."),
    ],
)
def test_a_refusal_is_told_in_each_language_without_the_address_of_the_text(
    desk: Flask, language: str, told: str
) -> None:
    error = ActError("there is a version in {} already, {}; edit that one", "pt", "tag:example.org,2026:x/pt")
    with desk.test_request_context("/", headers={"Accept-Language": language}):
        assert explaining.refused(error).replace(WIDE, " ") == told


def test_values_are_told_too_numbers_errors_and_names_of_files(desk: Flask) -> None:
    with desk.test_request_context("/", headers={"Accept-Language": "fr"}):
        long = ActError("the text is longer than {:,} characters; is this the right file?", 200_000)
        assert f"200{NARROW}000 caractères" in explaining.refused(long)
        inner = ItemError("it is empty")
        assert explaining.refused(ActError("{} is not read: {}", "a {}.txt", inner)) == (
            f"a {{}}.txt n’a pas été lu{WIDE}: il est vide"
        )
        broken = ActError("{} is no TMX file: it has no <tmx> element", Path("/somewhere/hidden/theirs.tmx"))
        assert "hidden" not in explaining.refused(broken)
        assert explaining.refused(broken).startswith("theirs.tmx n’est pas")
        fault = Told("unit {}, line {}: {}", 3, 8, Told("it has no two languages"))
        assert explaining.told(fault) == f"unité 3, ligne 8{WIDE}: elle n’a pas deux langues"
        assert explaining.told("what nobody translated {}") == "what nobody translated {}"


@pytest.mark.parametrize(
    "term",
    [
        Term("", "en", "pt", "x"),
        Term("a", "en", "en", "x"),
        Term("a", "en", "pt", "b" * 300),
        Term("a", "en", "xx yy zz", "x"),
        Term("a\ue000", "en", "pt", "x"),
        Term("a", "en", "pt", "x", tuple(map(str, range(60)))),
    ],
)
def test_every_fault_of_a_term_is_told_in_french(desk: Flask, term: Term) -> None:
    with pytest.raises(ValueError) as refused:
        checked(term)
    with desk.test_request_context("/", headers={"Accept-Language": "fr"}):
        said = explaining.told(refused.value.args[0])
    assert said != str(refused.value)
    assert not re.search(r"\b(the|is|are|of|no|and|than)\b", said)


def test_no_word_of_the_command_line_reaches_a_page() -> None:
    commands = re.compile(r"`|(?<!\w)--[a-z]|\bURI\b")
    places = (text if isinstance(text, str) else text[0] for text in in_use())
    assert [text for text in places if commands.search(text)] == []


def test_the_desk_only_rewords_what_can_be_refused() -> None:
    texts = "\n".join(
        "".join(node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if _is_text(node))  # type: ignore[attr-defined]
        for path in sorted((ROOT / "pipeline").rglob("*.py"))
        if path.name != "explaining.py"
    )
    assert [message for message in explaining.INSTEAD if message not in texts] == []


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_act_on_a_text_or_story_has_words_in_its_history() -> None:
    acts = set(_recorded())
    assert {"save", "drop", "wrote", "approve", "lift embargo", "settle"} <= acts
    at = datetime(2026, 3, 1, tzinfo=UTC)
    bare = [act for act in sorted(acts) if telling.event(Event(at, "uri", "en", act=act)) == act]
    assert bare == []


def _recorded() -> Iterator[str]:
    """The names that acts on texts and stories go on record under."""
    for path in sorted([*(ROOT / "pipeline" / "store").glob("*.py"), *(ROOT / "pipeline" / "acts").glob("*.py")]):
        if path.name in ASIDE:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.record", "_follow"):
                named = [one for one in node.args[1:4] if isinstance(one, ast.Constant)]
                yield from (str(one.value) for one in named if isinstance(one.value, str))
                if isinstance(node.args[1], ast.Name) and node.args[1].id == "name":
                    yield from ("hold", "release", "kill", "reinstate", "embargo", "lift embargo")


def test_what_an_act_left_is_told_in_words(desk: Flask) -> None:
    with desk.test_request_context("/", headers={"Accept-Language": "fr"}):
        assert telling.setting("2 sentences of version 3") == "2 phrases de la version 3"
        assert telling.setting("rejected") == "rejeté"
        assert telling.setting("two sentences") == "two sentences"


def test_a_file_that_is_no_memory_is_refused_in_the_readers_language(browser: FlaskClient) -> None:
    answer = browser.post(
        "/memory/import",
        data={"file": (io.BytesIO(b"nothing"), "theirs.tmx")},
        headers={"Accept-Language": "fr"},
    )
    assert answer.status_code == 409
    assert f"theirs.tmx n’est pas un fichier TMX{WIDE}:" in answer.text
    assert "/tmp" not in answer.text


def test_a_line_of_a_file_of_terms_is_refused_in_the_readers_language(browser: FlaskClient) -> None:
    head = "term,source language,target language,translation\n"
    file = (io.BytesIO(f"{head}one,en,pt,um\ntwo,en,en,dois\n".encode()), "terms.csv")
    answer = browser.post("/glossary/import", data={"file": file}, headers={"Accept-Language": "es"})
    assert "línea 3: el idioma de origen y el de destino son en; escriba dos idiomas distintos" in answer.text


def test_the_catalogues_keep_the_order_of_values() -> None:
    assert catalogue("fr").get("{}, line {}: {}").string == f"{{}}, ligne {{}}{WIDE}: {{}}"  # type: ignore[union-attr]
