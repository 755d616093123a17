"""The record taken out is whole, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.acts.record import COLUMNS, bound, export_record
from pipeline.errors import ActError
from pipeline.model import Act

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def act(**more: str) -> Act:
    return Act(1, NOW, "Editor", "edit", "tag:e,2026:1/fr", 2, story="tag:e,2026:1", language="fr", **more)  # type: ignore[arg-type]


def table(*found: Act) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    export_record(found, out, table=True)
    out.seek(0)
    return list(csv.DictReader(out))


def test_a_line_of_json_has_every_column() -> None:
    out = io.StringIO()
    assert export_record([act(before="Avant", after="Après")], out, table=False) == 1
    told = json.loads(out.getvalue())
    assert tuple(told) == COLUMNS
    assert (told["time"], told["before"], told["after"], told["version"]) == (
        "2026-03-02T09:00:00Z",
        "Avant",
        "Après",
        2,
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1", '=HYPERLINK("http://e.example")']
)
def test_no_cell_is_a_formula(text: str) -> None:
    [row] = table(act(why=text, before=text, after=text))
    assert row["why"] == row["before"] == row["after"] == "'" + text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30), max_size=3))
def test_whatever_was_written_comes_out_in_its_own_cell(words: list[str]) -> None:
    found = table(*(act(after=text) for text in words))
    assert [row["after"].removeprefix("'") for row in found] == [text.removeprefix("'") for text in words]
    assert all(row["person"] == "Editor" for row in found)


def test_a_day_is_the_newsrooms_day() -> None:
    zone = "Asia/Shanghai"
    assert bound("2026-03-02", zone, "--since") == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert bound("2026-03-02", zone, "--until", end=True) == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert bound("2026-03-02T09:00Z", zone, "--until", end=True) == NOW
    assert bound("", zone, "--since") is None


@pytest.mark.parametrize("told", ["yesterday", "2026-13-01", "9999-12-31", "2026-02-30"])
def test_what_is_no_day_is_refused(told: str) -> None:
    with pytest.raises(ActError, match="--until"):
        bound(told, "America/New_York", "--until", end=True)
