from __future__ import annotations

import pytest

from pipeline.sheets import changed


@pytest.mark.parametrize(
    ("before", "after", "source", "wanted"),
    [
        ("Abre a 4 de maio.", "Abre a 5 de maio.", "It opens on 4 May.", ("4 de maio", "5 de maio")),
        ("Mostra 300 navios.", "Mostra 320 navios.", "It shows 300 ships.", ("300", "320")),
        ("Custa 20 milhões de euros.", "Custa 25 milhões de euros.", "It costs EUR 20 million.", ("20 milhões de euros", "25 milhões de euros")),
        ("Mostra 300 navios.", "Mostra navios.", "It shows 300 ships.", ("300", "")),
        # An error of the translation set right: the source says it, and so the others have it from there.
        ("Mostra 30 navios.", "Mostra 300 navios.", "It shows 300 ships.", None),
        ("Mostra 300 navios.", "Aqui há 300 navios.", "It shows 300 ships.", None),
        ("Mostra 300 navios.", "Mostra trezentos navios.", "It shows 300 ships.", None),
        ("Igual.", "Igual.", "Same.", None),
    ],
)  # fmt: skip
def test_what_a_person_changed_against_the_source_is_told_as_printed(
    before: str, after: str, source: str, wanted: tuple[str, str] | None
) -> None:
    assert changed(before, after, "pt", source, "en") == wanted


def test_it_reads_other_scripts_and_tells_no_novels() -> None:
    assert changed("展出300艘船。", "展出320艘船。", "zh-Hans", "It shows 300 ships.", "en") == ("300", "320")
    many = " ".join(str(n) for n in range(100, 190))
    found = changed("x", many, "pt", "y", "en")
    assert found is not None
    assert len(found[1]) <= 120
