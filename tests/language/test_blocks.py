"""A release in two languages is told block by block; a block that only might be in another language is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import base, identify_blocks

DATA = Path(__file__).parents[1] / "data" / "language"
TEXTS = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in sorted((DATA / "texts").glob("*.txt"))}


# Single sentences of Nynorsk and Bosnian read like their close kin.
@pytest.mark.parametrize("tag", [tag for tag in TEXTS if tag not in ("nn", "bs")])
def test_a_text_in_one_language_has_no_foreign_blocks(tag: str) -> None:
    assert identify_blocks(TEXTS[tag], main=tag) == [""] * len(TEXTS[tag])


@pytest.mark.parametrize(
    ("main", "other"),
    [("fr", "en"), ("en", "fr"), ("es", "en"), ("pt", "en"), ("de", "en"), ("zh-Hans", "en"), ("en", "zh-Hans"), ("en", "ja"), ("ja", "en"),
     ("ar", "en"), ("en", "ar"), ("ru", "en"), ("ru", "uk"), ("fr", "nl"), ("zh-Hans", "zh-Hant"), ("zh-Hant", "ja"), ("ko", "en"), ("fi", "sv"),
     ("et", "ru"), ("ca", "es"), ("kk", "ru"), ("cs", "sk"), ("hy", "ru"), ("ga", "en")],
)  # fmt: skip
def test_a_bilingual_release_is_told_per_block(main: str, other: str) -> None:
    longest = max(TEXTS[other], key=len)
    assert identify_blocks([*TEXTS[main], longest, TEXTS[main][0]], main=main) == ["" for _ in TEXTS[main]] + [
        other,
        "",
    ]


def test_the_main_language_is_found_where_it_is_not_given() -> None:
    assert identify_blocks([*TEXTS["fr"], TEXTS["en"][1]]) == ["", "", "", "en"]


def test_regions_do_not_make_another_language() -> None:
    assert identify_blocks(TEXTS["pt-BR"], main="pt-PT") == ["", "", ""]


def test_names_addresses_numbers_and_short_blocks_stay_with_the_text() -> None:
    blocks = [
        *TEXTS["fr"],
        "Contact : Zhang Yuhui, Haikou Meilan International Airport, Hainan Free Trade Port Development Office",
        "https://www.example.com/en/news/the-forum-will-open-in-may-and-the-organisers-expect-many-visitors",
        "10,018 – 337 – 1.03 – 2025",
        "Save the date",
        "",
        "张宇辉",
    ]
    assert identify_blocks(blocks, main="fr") == [""] * len(blocks)


def test_nothing_is_foreign_where_the_main_language_is_unknown() -> None:
    assert identify_blocks(["Haikou", "2025"]) == ["", ""]
    assert identify_blocks([]) == []


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=80), st.sampled_from([line for lines in TEXTS.values() for line in lines])),
        max_size=4,
    ),
    st.sampled_from(["", "fr", "zh-Hant", "und"]),
)
def test_every_block_has_an_answer(blocks: list[str], main: str) -> None:
    found = identify_blocks(blocks, main=main)
    assert len(found) == len(blocks)
    assert all(not tag or base(tag) != base(main or "und") for tag in found)
