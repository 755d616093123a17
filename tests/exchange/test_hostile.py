"""Files that are no files of ours: broken, foreign, hostile."""

from __future__ import annotations

import importlib.util
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import exchange
from pipeline.errors import ActError
from pipeline.exchange import Verdict, xliff
from tests.exchange.programs import back, line, parcel

ONE = line("It shows 300 ships.", "Il montre 300 navires.")
FILES = {version: exchange.write(parcel([ONE], "fr"), version) for version in exchange.FORMATS}
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + ']><xliff version="1.2"><file original="x"><body><trans-unit id="1"><source>&m;</source></trans-unit></body></file></xliff>'
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not readable as XML"),
        (b"PK\x03\x04", "not readable as XML"),
        (FILES["2.1"][:-30], "not readable as XML"),
        (b"<tmx version='1.4'/>", "is no XLIFF file of version 2.x or 1.2: it begins with <tmx> 1.4"),
        (b"<xliff version='3.0'><file/></xliff>", "is no XLIFF file of version 2.x or 1.2"),
        (b"<xliff version='1.2'></xliff>", "it has no <file>"),
        (b"<xliff version='2.1' xmlns='urn:oasis:names:tc:xliff:document:2.0'/>", "it has no <file>"),
        (
            b"<xliff version='2.1' xmlns='urn:oasis:names:tc:xliff:document:1.2'><file/></xliff>",
            "is no XLIFF file of version 2.x",
        ),
        (BOMB.encode(), "f.xlf"),
        (b"<!DOCTYPE xliff SYSTEM 'http://127.0.0.1:9/x.dtd'><xliff version='1.2'><file/></xliff>", "document type"),
        (
            b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><xliff version='1.2'><file original='&e;'/></xliff>",
            "f.xlf",
        ),
        (b"<a>" * 100_000, "not readable as XML"),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(content: bytes, why: str) -> None:
    with pytest.raises(ActError) as refused:
        exchange.read(content, "f.xlf")
    assert why in str(refused.value)
    assert "root:" not in str(refused.value)


def test_a_file_larger_than_any_of_ours_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xliff, "MAX_BYTES", 1000)
    with pytest.raises(ActError, match=r"larger than 1,000 bytes"):
        exchange.read(FILES["2.1"], "f.xlf")
    monkeypatch.undo()
    monkeypatch.setattr(xliff, "MAX_UNITS", 0)
    with pytest.raises(ActError, match="more than 0 units"):
        exchange.read(FILES["2.1"], "f.xlf")


@pytest.mark.parametrize("version", exchange.FORMATS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_damage_brings_it_down_and_nothing_else_is_taken(version: str, data: st.DataObject) -> None:
    content = FILES[version].decode()
    pieces = re.findall(r"<[^>]*>|[^<]+", content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        what = data.draw(st.sampled_from(["drop", "double", "swap", "junk", "attribute"]))
        if what == "drop":
            del pieces[at]
        elif what == "double":
            pieces.insert(at, pieces[at])
        elif what == "swap":
            pieces[at], pieces[-1 - at] = pieces[-1 - at], pieces[at]
        elif what == "junk":
            pieces.insert(
                at,
                data.draw(st.sampled_from(["<x id='1'/>", "<unit/>", "<segment/>", "]]>", "&#1;", "<file/>", "<?x?>"])),
            )
        else:
            pieces[at] = re.sub(
                r'="[^"]*"', f'="{data.draw(st.sampled_from(["", "0", "-1", "é", "9" * 40]))}"', pieces[at], count=1
            )
    try:
        for returned in exchange.read("".join(pieces).encode(), "f.xlf"):
            outcomes = exchange.received(returned, [ONE])
            assert {one.key for one in outcomes if one.verdict is Verdict.TAKEN} <= {ONE.key}
    except ActError as error:
        assert str(error)


def test_a_sentence_of_ten_thousand_codes_is_refused_by_itself() -> None:
    many = '<x id="1"/>a' * 10_000
    content = FILES["1.2"].decode().replace("Il montre", f"Il expose {many}")
    (found,) = back(content.encode(), [ONE])
    assert found.verdict is Verdict.REFUSED
    assert "codes" in found.why


def test_without_the_toolkit_a_person_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "translate" else find(name, *a))
    with pytest.raises(ActError, match=re.escape("pip install newsroom-pipeline[translators]")):
        exchange.write(parcel([ONE], "fr"))
    with pytest.raises(ActError, match="no XLIFF 3"):
        exchange.ready("3")


def test_a_text_without_sentences_is_not_sent() -> None:
    with pytest.raises(ActError, match="no sentence to translate"):
        exchange.write(parcel([]))
