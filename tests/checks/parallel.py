"""The correct pairs of tests/data/checks/parallel.txt, and faults made out of them."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Sentence
from tests.conftest import ROOT

PARALLEL = ROOT / "tests" / "data" / "checks" / "parallel.txt"
LATIN = ("en", "fr", "es", "pt", "it", "de", "nl")


def blocks() -> list[list[tuple[str, str]]]:
    """Each sentence in its languages: (language tag, text)."""
    found = []
    for block in PARALLEL.read_text("utf-8").split("\n\n"):
        rows = [line.split("\t", 1) for line in block.splitlines() if "\t" in line]
        if rows:
            found.append([(tag, text) for tag, text in rows])
    return found


def pairs(*among: str) -> Iterator[Sentence]:
    """Every two languages of a sentence, both ways; only of the languages `among`, if any are named."""
    for block in blocks():
        rows = [row for row in block if not among or row[0] in among]
        for source, text in rows:
            for target, translation in rows:
                if source != target:
                    yield Sentence(text, translation, source, target)
