"""TMX in and out: other programs' files, broken ones, hostile ones, and our own read back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ActError
from pipeline.memory import tmx
from pipeline.memory.tmx import Fault, Pairing

DATA = Path(__file__).parents[1] / "data" / "memory"


def file(tmp_path: Path, units: str, header: str = '<header srclang="en"/>') -> Path:
    path = tmp_path / "m.tmx"
    path.write_text(f'<?xml version="1.0"?>\n<tmx version="1.4">{header}<body>\n{units}\n</body></tmx>', "utf-8")
    return path


def unit(english: str, french: str) -> str:
    return f'<tu><tuv xml:lang="en"><seg>{english}</seg></tuv><tuv xml:lang="fr"><seg>{french}</seg></tuv></tu>'


def test_another_programs_file_is_read_with_its_codes_dropped_and_its_people_kept() -> None:
    found = list(tmx.read(DATA / "office.tmx"))
    assert found == [
        Pairing("The mill opens on 3 May.", "Le moulin ouvre le 3 mai.", "en-GB", "fr", "lea", datetime(2025, 2, 3, 4, 5, 6, tzinfo=UTC)),
        Pairing("The mill opens on 3 May.", "Die Mühle öffnet am 3. Mai.", "en-GB", "de", "lea", datetime(2024, 1, 1, 0, 0, tzinfo=UTC)),
        Pairing("Welcome", "Bem-vindos", "en-GB", "pt-BR"),
    ]  # fmt: skip


def test_a_file_of_all_languages_serves_every_direction(tmp_path: Path) -> None:
    found = list(tmx.read(file(tmp_path, unit("Yes", "Oui"), '<header srclang="*all*"/>')))
    assert found == [Pairing("Yes", "Oui", "en", "fr"), Pairing("Oui", "Yes", "fr", "en")]


def test_the_source_language_may_be_told_more_exactly_beside_the_words(tmp_path: Path) -> None:
    exact = unit("Yes", "Oui").replace('"en"', '"en-US"')
    assert list(tmx.read(file(tmp_path, exact))) == [Pairing("Yes", "Oui", "en-US", "fr")]
    both = exact.replace("<tu>", '<tu><tuv xml:lang="en-GB"><seg>Aye</seg></tuv>')
    (fault,) = tmx.read(file(tmp_path, both))
    assert isinstance(fault, Fault), "which of the two it is nobody can tell"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (unit("Tom & Co", "Tom"), "broken XML"),
        (unit("&secret;", "Tom"), "Entity 'secret' not defined"),
        ('<tu><tuv xml:lang="en"><seg>never closed', "not closed"),
        ('<tu><tuv xml:lang="en"><seg>one</tuv></tu>', "broken XML"),
        ("<tu></tu>", "no two languages"),
        ('<tu><tuv xml:lang="!"><seg>a</seg></tuv><tuv xml:lang="fr"><seg>b</seg></tuv></tu>', "no language tag"),
        ('<tu><tuv><seg>a</seg></tuv><tuv xml:lang="fr"><seg>b</seg></tuv></tu>', "names no language"),
        ('<tu><tuv xml:lang="en"/><tuv xml:lang="fr"><seg>b</seg></tuv></tu>', "has no seg"),
        ('<tu><tuv xml:lang="de"><seg>a</seg></tuv><tuv xml:lang="fr"><seg>b</seg></tuv></tu>', "source language en"),
        (unit(" ", "b"), "is empty"),
        (unit("a" * 10_001, "b"), "longer than 10,000"),
        ("<tu>" + '<tuv xml:lang="en"><seg>a</seg></tuv>' * 61 + "</tu>", "more than 60"),
    ],
    ids=lambda value: value[:24] if len(value) < 30 else "",
)
def test_a_unit_that_cannot_be_used_is_told_with_its_place_and_the_rest_goes_on(
    tmp_path: Path, broken: str, said: str
) -> None:
    found = list(tmx.read(file(tmp_path, f"{unit('First', 'Un')}\n{broken}\n{unit('Last', 'Fin')}")))
    faults = [one for one in found if isinstance(one, Fault)]
    assert [one.source for one in found if isinstance(one, Pairing)] == ["First", "Last"]
    assert faults
    assert {(one.unit, one.line) for one in faults} == {(2, 4)}
    assert any(said in one.message for one in faults)


def test_a_file_cut_short_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.tmx"
    path.write_text('<tmx><header srclang="en"/><body>' + unit("One", "Un") + unit("Two", "Deux")[:40], "utf-8")
    one, fault = tmx.read(path)
    assert isinstance(one, Pairing)
    assert isinstance(fault, Fault)
    assert "too early" in fault.message


@pytest.mark.parametrize("content", ["", "no markup", "<html><body><p>page</p></body></html>", "\x00\x01\x02"])
def test_what_is_no_tmx_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "no.tmx"
    path.write_text(content, "utf-8")
    with pytest.raises(ActError, match="no TMX file"):
        list(tmx.read(path))
    with pytest.raises(ActError, match="cannot be read"):
        list(tmx.read(tmp_path / "absent.tmx"))


def test_entities_neither_read_files_nor_grow(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words", "utf-8")
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha" * 50}">' for n in range(12))
    doctype = f'<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!ENTITY f SYSTEM "file://{tmp_path}/secret">{nested}]>'
    path = tmp_path / "m.tmx"
    path.write_text(f'{doctype}<tmx><header srclang="en"/><body>{unit("&f;", "a")}{unit("&e11;", "b")}</body></tmx>')
    found = list(tmx.read(path))
    assert [type(one) for one in found] == [Fault, Fault]
    assert "secret words" not in repr(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1"])
def test_the_files_own_encoding_counts(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "m.tmx"
    declared = encoding.removesuffix("-sig").removesuffix("-le")
    text = f'<?xml version="1.0" encoding="{declared}"?><tmx><header srclang="en"/><body>{unit("Été", "Noël")}</body></tmx>'
    path.write_bytes(text.encode(encoding))
    assert list(tmx.read(path)) == [Pairing("Été", "Noël", "en", "fr")]


WORDS = st.text(min_size=1, max_size=30).filter(lambda text: tmx._allowed(text).split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, WORDS), max_size=5))
def test_what_is_written_reads_back_as_it_was_but_for_white_space(tmp_path: Path, said: list[tuple[str, str]]) -> None:
    at = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    told = [Pairing(one, other, "en", "zh-Hans", 'An"n <&>', at) for one, other in said]
    path = tmp_path / "out.tmx"
    assert tmx.write(path, told) == len(said)

    def folded(text: str) -> str:
        return " ".join(tmx._allowed(text).split())

    want = [Pairing(folded(one.source), folded(one.target), "en", "zh-Hans", 'An"n <&>', at) for one in told]
    assert list(tmx.read(path)) == want


def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ActError, match="cannot be written"):
        tmx.write(tmp_path / "no" / "m.tmx", [])
    assert list(tmp_path.iterdir()) == []
