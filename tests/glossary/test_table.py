"""glossary.csv: read with every broken line told, written with every other line untouched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ActError
from pipeline.glossary import COLUMNS, checked, merge, parse, read, save, tbx, written
from pipeline.glossary.table import MAX_WARNINGS, of
from pipeline.model import Term
from tests.conftest import ROOT

HEAD = ",".join(COLUMNS) + "\n"


def table(*lines: str, head: str = HEAD) -> bytes:
    return (head + "".join(f"{line}\n" for line in lines)).encode()


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_what_spreadsheets_write_is_read(mark: str, delimiter: str, end: str) -> None:
    rows = (
        delimiter.join(COLUMNS),
        delimiter.join(
            ["Nordwind-Preis", "de", "pt_BR", "Prêmio Nordwind", "Preço Nordwind|Nordwind Preis", "no", "x"]
        ),
        "",
        delimiter.join(["Harbour Lights", "en", "*", "", "", "YES", '"a festival, said so; really"']),
    )
    found = parse((mark + end.join(rows)).encode(), "glossary.csv")
    assert found.warnings == ()
    assert found.terms == (
        Term("Nordwind-Preis", "de", "pt-BR", "Prêmio Nordwind", ("Preço Nordwind", "Nordwind Preis"), False, "x"),
        Term("Harbour Lights", "en", "*", keep=True, note="a festival, said so; really"),
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Hafen,de,fr,port,,no,", ""),
        ("Hafen,german,fr,port,,,", "source language: “german” is no language tag"),
        ("Hafen,de,,port,,,", "target language: no language tag given"),
        ("Hafen,de,de,port,,,", "source and target language are both de"),
        (",de,fr,port,,,", "the term has no letter or digit"),
        ("Hafen,de,fr,,,,", "neither a translation, nor forbidden forms, nor do-not-translate"),
        ("Hafen,de,fr,port,,perhaps,", "do-not-translate is “perhaps”; write yes or no"),
        ("Hafen,de,fr,port,,yes,", "do-not-translate says yes, but the translation is “port”"),
        ("Hafen,de,fr,port,port|havre,,", "“port” is both wanted and forbidden"),
        ("Hafen,de,fr,port,,,,,more", "more cells than the head row"),
        ('"Hafen,de,fr,port,,,', "a quotation mark opens a cell and never closes"),
        ('"Hafen" alt,de,fr,port,,,', "a quotation mark stands where none may"),
        (f"{'x' * 201},de,fr,port,,,", "the term is longer than 200 characters"),
        ("Ha\x07fen,de,fr,port,,,", "U+0007, which cannot be printed"),
        ("Kai,de,fr,quai,,,", "says the same as line 2"),
        ("Kai,de,fr,embarcadère,,,", "contradicts line 2"),
    ],
    ids=lambda value: "" if not isinstance(value, str) else value[:24].encode("ascii", "replace").decode(),
)
def test_a_broken_line_is_told_and_the_others_count(line: str, told: str) -> None:
    found = parse(table("Kai,de,fr,quai,,,", line, "Werft,de,fr,chantier naval,,,"), "glossary.csv")
    assert [term.term for term in found.terms] == (["Kai", "Werft"] if told else ["Kai", "Hafen", "Werft"])
    if told:
        (warning,) = found.warnings
        assert warning.startswith("glossary.csv, line 3: ")
        assert told in warning
    assert written(found) == table("Kai,de,fr,quai,,,", line, "Werft,de,fr,chantier naval,,,")


def test_bytes_that_are_no_utf_8_spoil_their_line_only() -> None:
    content = (
        table("Kai,de,fr,quai,,,") + "Präsident,de,fr,président,,,\n".encode("latin-1") + b"Werft,de,fr,chantier,,,\n"
    )
    found = parse(content, "g.csv")
    assert [term.term for term in found.terms] == ["Kai", "Werft"]
    assert "line 3: holds bytes that are no UTF-8" in found.warnings[0]
    assert written(found) == content


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ""),
        (b"\xef\xbb\xbf\n\n", ""),
        (b"Begriff,Sprache\nHafen,de\n", "line 1: the head row has no column term / source language / "),
        (HEAD.encode("utf-16"), "is UTF-16"),
        (b"\x00\x01\x02" * 1000, "the head row has no column"),
    ],
    ids=["empty", "blank", "other head", "UTF-16", "binary"],
)
def test_a_file_that_is_no_glossary_gives_no_terms(content: bytes, told: str) -> None:
    found = parse(content, "g.csv")
    assert found.terms == ()
    assert (told in found.warnings[0]) if told else not found.warnings
    assert found.refused is bool(told)


def test_a_file_that_is_not_there_or_cannot_be_read(tmp_path: Path) -> None:
    assert read(tmp_path / "none.csv").warnings == ()
    assert "cannot be read" in read(tmp_path).warnings[0]
    (tmp_path / "large.csv").write_bytes(b"x" * 20_000_001)
    assert "larger than" in read(tmp_path / "large.csv").warnings[0]


def test_thousands_of_broken_lines_are_told_in_short() -> None:
    found = parse(table(*("Hafen,nowhere at all,fr,port,,," for _ in range(3000))), "g.csv")
    assert len(found.warnings) == MAX_WARNINGS + 1
    assert "2800 more lines" in found.warnings[-1]


def test_merging_keeps_order_other_columns_and_notes() -> None:
    content = (
        "Owner;Term;Source;Target;Translation;Note\r\nAnna;Kai;de;fr;quai;seen\r\n;;;;\r\nBo;Werft;de;fr;chantier;"
    )
    before = parse(content.encode(), "g.csv")
    assert not before.warnings
    merged = merge(
        before,
        [
            Term("Werft", "de", "fr", "chantier naval", ("werf",)),
            Term("Kai", "de", "fr", "quai"),
            Term("Nordwind", "de", "*", keep=True),
            Term("", "de", "fr", "x"),
        ],
    )
    assert written(merged.table).decode().split("\r\n") == [
        "Owner;Term;Source;Target;Translation;Note;forbidden forms;do-not-translate",
        "Anna;Kai;de;fr;quai;seen;;",
        ";;;;",
        "Bo;Werft;de;fr;chantier naval;;werf;no",
        ";Nordwind;de;*;;;;yes",
        "",
    ]
    assert [term.term for term in merged.added] == ["Nordwind"]
    assert [(a.translation, b.translation) for a, b in merged.changed] == [("chantier", "chantier naval")]
    assert [why.split(";")[0] for _, why in merged.skipped] == [
        "stands there already",
        "the term has no letter or digit",
    ]


word = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"]),
    min_size=1,
    max_size=12,
)
phrase = st.lists(word, min_size=1, max_size=3).map(" ".join)
tags = st.sampled_from(["en", "fr", "pt", "pt-BR", "zh-Hans", "zh-Hant", "ar", "*", "sr-Latn"])


@st.composite
def terms(draw: st.DrawFn) -> Term:
    keep = draw(st.booleans())
    term = Term(
        draw(phrase),
        draw(tags),
        draw(tags),
        "" if keep else draw(st.one_of(st.just(""), phrase)),
        tuple(draw(st.lists(phrase, max_size=3))),
        keep,
        draw(st.one_of(st.just(""), phrase, st.sampled_from(["do-not-translate: yes", "source language: fr"]))),
    )
    try:
        return checked(term)
    except ValueError:
        return Term("Nordwind", "de", "fr", "Vent du nord")


distinct = st.lists(terms(), max_size=6, unique_by=lambda term: (term.term, term.source, term.target))


@given(terms=distinct)
def test_what_is_checked_stays_as_it_is(terms: list[Term]) -> None:
    assert [checked(term) for term in terms] == terms


@given(terms=distinct)
def test_a_round_trip_through_csv_changes_nothing(terms: list[Term]) -> None:
    found = parse(written(of(terms)), "g.csv")
    assert (list(found.terms), found.warnings) == (terms, ())


@given(terms=distinct)
def test_a_round_trip_through_tbx_changes_nothing(terms: list[Term]) -> None:
    found, warnings = tbx.read(tbx.write(terms), "g.tbx")
    assert found == terms
    assert warnings == [] or not terms


@given(content=st.one_of(st.binary(max_size=300), st.text(alphabet='ab",;|\n\r\t\x00é*', max_size=200).map(str.encode)))
def test_any_bytes_are_read_without_a_crash_and_stay(content: bytes) -> None:
    content = HEAD.encode() + content
    found = parse(content, "g.csv")
    assert written(found) == content
    assert all(checked(term) == term for term in found.terms)


def test_saving_follows_a_link_and_keeps_the_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared.csv"
    shared.write_bytes(table("Kai,de,fr,quai,,,"))
    shared.chmod(0o664)
    (tmp_path / "glossary.csv").symlink_to(shared)
    save(tmp_path / "glossary.csv", [Term("Werft", "de", "fr", "chantier")])
    assert (tmp_path / "glossary.csv").is_symlink()
    assert shared.stat().st_mode & 0o777 == 0o664
    assert [term.term for term in read(shared).terms] == ["Kai", "Werft"]


def test_a_file_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "glossary.csv"
    path.write_bytes("Begriff\nHafen\n".encode("utf-16"))
    with pytest.raises(ActError, match="left as it is"):
        save(path, [Term("Werft", "de", "fr", "chantier")])
    assert path.read_bytes() == "Begriff\nHafen\n".encode("utf-16")


def test_several_who_add_at_once_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.glossary import save; from pipeline.model import Term\n"
        "for n in range(15): save(Path(sys.argv[1]), [Term(f'Term {sys.argv[2]} {n}', 'en', 'fr', 'x')])"
    )
    path = tmp_path / "glossary.csv"
    line = [sys.executable, "-c", code, str(path)]
    at_work = [subprocess.Popen([*line, who], cwd=ROOT, env=dict(os.environ)) for who in "ABC"]
    assert [process.wait(60) for process in at_work] == [0, 0, 0]
    assert len(read(path).terms) == 45
    assert not read(path).warnings
