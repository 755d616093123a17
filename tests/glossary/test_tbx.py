"""TBX of other tools, in its three dialects; a case is a file in tests/data/glossary with its entries beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import ActError
from pipeline.glossary import tbx
from pipeline.model import Term
from tests.conftest import ROOT

CASES = sorted((ROOT / "tests" / "data" / "glossary").glob("*.tbx"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_dialect_is_read(case: Path) -> None:
    expected = json.loads(case.with_suffix(".json").read_text("utf-8"))
    found, warnings = tbx.read(case.read_bytes(), case.name, source=expected.get("from", ""))
    assert [[t.term, t.source, t.target, t.translation, list(t.forbidden), t.keep, t.note] for t in found] == expected[
        "terms"
    ]
    assert [part in told for part, told in zip(expected["warnings"], warnings, strict=True)] == [True] * len(warnings)


def test_one_direction_may_be_asked_for() -> None:
    content = (ROOT / "tests" / "data" / "glossary" / "dca.tbx").read_bytes()
    found, _ = tbx.read(content, "dca.tbx", source="fr", target="en")
    assert [(t.term, t.translation) for t in found] == [
        ("zone franche portuaire", "free trade port"),
        ("port de libre-échange", "free trade port"),
        ("Lumières du port", "Harbour Lights"),
    ]
    assert {(t.source, t.target) for t in found} == {("fr", "en")}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not readable as XML"),
        (b"<html><body>no</body></html>", "is no TBX file"),
        (b"<TBX><text>", "not readable as XML"),
        (b"\x00" * 100, "not readable as XML"),
        (b"<TBX>" + b"<a>" * 100_000, "not readable as XML"),
    ],
    ids=["empty", "a web page", "cut off", "binary", "deep"],
)
def test_what_is_no_tbx_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(ActError, match=told):
        tbx.read(content, "x.tbx")


def test_a_tbx_follows_no_entity(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("password")
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    content = f"""<?xml version="1.0"?>
<!DOCTYPE TBX SYSTEM "http://127.0.0.1:9/none.dtd" [<!ENTITY secret SYSTEM "{(tmp_path / "secret.txt").as_uri()}">
<!ENTITY l0 "lol">{lol}]>
<TBX xml:lang="en"><text><body><conceptEntry>
<langSec xml:lang="en"><termSec><term>quay &secret;</term></termSec></langSec>
<langSec xml:lang="fr"><termSec><term>quai &l11;</term></termSec></langSec>
</conceptEntry></body></text></TBX>"""
    try:
        found, warnings = tbx.read(content.encode(), "x.tbx")
    except ActError:
        return  # newer parsers refuse such a file altogether
    assert "password" not in repr((found, warnings))
    assert len(repr((found, warnings))) < 2000


def test_what_is_written_says_what_tools_look_for() -> None:
    text = tbx.write(
        [Term("Kai", "de", "fr", "quai", ("débarcadère",)), Term("Nordwind", "de", "*", keep=True)]
    ).decode()
    assert '<TBX xmlns="urn:iso:std:iso:30042:ed-2" style="dca" type="TBX-Basic" xml:lang="en">' in text
    assert '<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>' in text
    assert "<note>do-not-translate: yes</note>" in text
