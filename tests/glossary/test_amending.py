"""One term changed in or taken out of a file that people also write by hand: all else stays byte for byte."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import ActError
from pipeline.glossary import amend, mark, read, recent, save
from pipeline.model import Term
from tests.conftest import Newsroom

FILE = (
    "term;source language;target language;translation;forbidden forms;do-not-translate;note;owner\r\n"
    "Harbour;en;pt;Porto;Cais|Doca;no;the place;Ann\r\n"
    "# a comment\r\n"
    "broken;en\r\n"
    "Ferry;en;pt;Barca;;no;;Ben\r\n"
    "Harbour;en;pt;Marina;;no;;Cleo\r\n"
    'Quay;en;*;;;yes;"two\r\nlines";Dan'
)
HARBOUR = Term("Harbour", "en", "pt")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.csv"
    path.write_bytes(FILE.encode())
    return path


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode().split("\r\n")


def test_a_changed_term_keeps_its_place_and_every_other_line_its_bytes(file: Path) -> None:
    before = lines(file)
    assert amend(file, HARBOUR, Term("Harbour", "en", "pt", "Porto velho", ("Cais",), False, "")) is None
    assert lines(file) == [before[0], "Harbour;en;pt;Porto velho;Cais;no;;Ann", *before[2:]]


def test_a_removed_term_is_gone_and_a_second_line_of_it_counts_from_then_on(file: Path) -> None:
    before = lines(file)
    again = amend(file, HARBOUR, None)
    assert lines(file) == [before[0], *before[2:]]
    assert again is not None
    assert again.translation == "Marina"
    assert amend(file, Term("Quay", "en", "*"), None) is None
    assert lines(file) == [before[0], *before[2:6], ""]


def test_a_term_may_take_other_words_or_languages_unless_they_are_taken(file: Path) -> None:
    with pytest.raises(ActError, match="already"):
        amend(file, Term("Ferry", "en", "pt"), Term("Harbour", "en", "pt", "Barca"))
    amend(file, Term("Ferry", "en", "pt"), Term("Ferry boat", "en", "fr", "bac"))
    assert "Ferry boat;en;fr;bac;;no;;Ben" in lines(file)


def test_what_somebody_changed_meanwhile_is_not_overwritten(file: Path) -> None:
    seen = mark(next(one for one in read(file).terms if one.term == "Ferry"))
    save(file, [Term("Ferry", "en", "pt", "Ferryboat")])
    after = Term("Ferry", "en", "pt", "Balsa")
    with pytest.raises(ActError, match="meanwhile"):
        amend(file, after, after, seen=seen)
    with pytest.raises(ActError, match="has no term"):
        amend(file, Term("None", "en", "pt"), None)
    with pytest.raises(ActError, match="neither a translation"):
        amend(file, after, Term("Ferry", "en", "pt"))
    assert "Ferry;en;pt;Ferryboat;;no;;Ben" in lines(file)


WORDS = st.sampled_from(["Harbour", "Ferry", "Quay", "Mole"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WORDS, st.sampled_from(["save", "change", "remove"])), max_size=8))
def test_whatever_is_done_comments_and_broken_lines_stay(file: Path, done: list[tuple[str, str]]) -> None:
    file.write_bytes(FILE.encode())
    for number, (word, act) in enumerate(done):
        term = Term(word, "en", "pt", f"said {number}")
        try:
            if act == "save":
                save(file, [term])
            else:
                amend(file, term, term if act == "change" else None)
        except ActError:
            assert act != "save"
    kept = lines(file)
    assert kept[0] == FILE.split("\r\n", 1)[0]
    assert [line for line in kept if line in ("# a comment", "broken;en")] == ["# a comment", "broken;en"]
    assert 'Quay;en;*;;;yes;"two' in kept


def test_people_who_write_at_once_lose_nothing(file: Path) -> None:
    def adds(number: int) -> None:
        save(file, [Term(f"Mole {number}", "en", "pt", "molhe")])
        amend(file, Term(f"Mole {number}", "en", "pt"), Term(f"Mole {number}", "en", "pt", f"molhe {number}"))

    threads = [threading.Thread(target=adds, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = {one.translation for one in read(file).terms}
    assert {f"molhe {number}" for number in range(8)} <= said


def test_the_file_is_read_anew_when_it_has_changed(file: Path) -> None:
    first = recent(file)
    assert recent(file) is first
    assert [one.term for one in first.terms] == ["Ferry", "Harbour", "Quay"]
    assert [one.term for one in first.found("CAIS")] == ["Harbour"]
    assert [one.term for one in first.found("", "en", "*")] == ["Quay"]
    assert first.found("cais ferry") == []
    save(file, [Term("Mole", "en", "pt", "molhe")])
    assert [one.term for one in recent(file).found("molhe")] == ["Mole"]
    assert recent(file.with_name("absent.csv")).terms == ()


def test_the_command_line_removes_a_term(newsroom: Newsroom) -> None:
    (newsroom.folder / "glossary.csv").write_bytes(FILE.encode())
    done = newsroom.command("glossary", "remove", "Harbour", "--from", "en", "--to", "pt", "--by", "Editor")
    assert done.returncode == 0
    assert "another line of the glossary says it too" in done.stderr
    assert "Marina" in done.stdout
    done = newsroom.command("glossary", "remove", "Nothing", "--from", "en", "--by", "Editor")
    assert (done.returncode, done.stderr.count("has no term")) == (1, 1)
