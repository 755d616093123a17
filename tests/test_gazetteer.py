"""Places are called what each language's readers call them, and datelines are printed with them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import gazetteer
from pipeline.errors import ConfigError
from pipeline.gazetteer import Place, load, place
from pipeline.wire import render_dateline
from pipeline.wire.dateline import read_dateline
from tests.conftest import Newsroom

LANGUAGES = [
    "en",
    "fr",
    "es",
    "pt-BR",
    "it",
    "de",
    "nl",
    "pl",
    "ru",
    "ar",
    "zh-Hans",
    "zh-TW",
    "ja",
    "ko",
    "tr",
    "und",
    "",
]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Beijing"),
        ("es", "Pekín"),
        ("pt", "Pequim"),
        ("pt-BR", "Pequim"),
        ("it", "Pechino"),
        ("de", "Peking"),
        ("nl", "Peking"),
        ("pl", "Pekin"),
        ("ru", "Пекин"),
        ("uk", "Пекін"),
        ("ar", "بكين"),
        ("tr", "Pekin"),
        ("ja", "北京"),
        ("ko", "베이징"),
        ("zh-Hans", "北京"),
        ("zh-Hant", "北京"),
        ("el", "Πεκίνο"),
        ("sv", "Peking"),
        ("vi", "Bắc Kinh"),
    ],
)
def test_one_city_in_many_languages(language: str, said: str) -> None:
    assert place("PÉKIN", "fr", language) == said


@pytest.mark.parametrize(
    ("name", "source", "target", "said"),
    [
        ("AKRON, Ohio", "en", "fr", "Akron, Ohio"),
        ("AKRON, Ohio", "en", "zh-Hans", "俄亥俄州阿克伦"),
        ("CAPE CORAL, Fla.", "en", "fr", "Cape Coral, Floride"),
        ("ATLANTA, Georgia", "en", "zh", "佐治亚州亚特兰大"),
        ("TBILISI, Georgia", "en", "fr", "Tbilissi, Géorgie"),
        ("WASHINGTON, D.C.", "en", "ru", "Вашингтон"),
        ("XI'AN, China", "en", "zh-Hant", "中國西安"),
        ("XI’AN, China", "en", "ko", "중국 시안"),
        ("XI'AN, Chine", "fr", "en", "Xi'an, China"),
        ("HAIKOU, China", "en", "pt", "Haikou, China"),
        ("HAIKOU", "de", "ar", "هايكو"),
        ("PINGTAN, China", "en", "fr", "Pingtan, Chine"),
        ("PINGTAN, China", "en", "zh", "Pingtan, China"),
        ("北京", "zh-Hans", "en", "Beijing"),
        ("海口市", "zh", "de", "Haikou"),
        ("中国西安", "zh", "fr", "Xi'an, Chine"),
        ("呼和浩特", "zh", "en", "Hohhot"),
        ("東京", "ja", "en", "Tokyo"),
        ("베이징", "ko", "it", "Pechino"),
        ("МОСКВА", "ru", "en", "Moscow"),
        ("القاهرة", "ar", "de", "Kairo"),
        ("GENEVE", "fr", "en", "Geneva"),
        ("KÖLN", "de", "es", "Colonia"),
        ("MUNICH", "en", "de", "München"),
        ("VENEZIA", "it", "en", "Venice"),
        ("BEIJING", "de", "fr", "Pékin"),
        ("NEW YORK and LONDON", "en", "fr", "New York et Londres"),
        ("NEW YORK, LONDON and PARIS", "en", "zh-Hans", "纽约、伦敦、巴黎"),
        ("NEW YORK/LONDON", "en", "es", "Nueva York y Londres"),
        ("PARIS et GENÈVE", "fr", "en", "Paris and Geneva"),
        ("NEW YORK, New York", "en", "zh-Hans", "纽约州纽约"),
        ("SARAJEVO, Bosnia and Herzegovina", "en", "fr", "Sarajevo, Bosnie-Herzégovine"),
        ("DUBAI, UAE", "en", "fr", "Dubaï, Émirats arabes unis"),
        ("Nowhere", "en", "zh", "Nowhere"),
        ("无名镇", "zh", "en", "无名镇"),
        ("PÉKIN", "fr", "fr-CA", "Pékin"),
        ("", "fr", "en", ""),
    ],
)
def test_places_as_wires_print_them(name: str, source: str, target: str, said: str) -> None:
    assert place(name, source, target) == said


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "Beijing, November 27, 2025 /PRNewswire/ --"),
        ("es", "Pekín, 27 de noviembre de 2025 /PRNewswire/ --"),
        ("pt-BR", "Pequim, 27 de novembro de 2025 /PRNewswire/ --"),
        ("de", "Peking, 27. November 2025 /PRNewswire/ --"),
        ("zh-Hans", "北京2025年11月27日 /PRNewswire/ --"),
        ("ko", "베이징 2025년 11월 27일 /PRNewswire/ --"),
        ("ar", "بكين، 27 نوفمبر 2025 /PRNewswire/ --"),
    ],
)
def test_a_dateline_is_printed_with_its_place(language: str, printed: str) -> None:
    found = read_dateline("PÉKIN, 27 novembre 2025 /PRNewswire/ -- La conférence ouvre.")
    assert found is not None
    assert render_dateline(found[0], language, "fr") == printed


def test_the_table_is_whole() -> None:
    rows = list(csv.DictReader(Path(gazetteer.__file__).with_suffix(".csv").open(encoding="utf-8")))
    assert len(rows) >= 250
    assert len([column for column in rows[0] if column not in ("kind", "in")]) >= 15
    assert all(row["en"] == row["en"].strip() for row in rows)
    assert load(Path(gazetteer.__file__).with_suffix(".csv"))


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag not in ("und", "")])
def test_every_city_goes_to_another_language_and_back(language: str) -> None:
    """From English and back; cities that share a name in some language are left out."""
    rows = load(Path(gazetteer.__file__).with_suffix(".csv"))
    english = [dict(row.names)["en"][0] for row in rows if row.kind == "city"]
    back = {name: place(place(name, "en", language), language, "en") for name in english}
    shared = {
        "Port of Spain",
        "San Jose",
        "San Diego",
        "Frankfurt am Main",
        "Frankfurt",
        "Washington, D.C.",
        "Washington",
        "Alexandria",
    }
    assert {name: said for name, said in back.items() if said != name and name not in shared} == {}


def test_a_newsroom_adds_its_own_places(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("\ufeffen,fr,zh-Hans,in\nPingtan,Pingtan,平潭,CN\nBeijing,Beijing|Pékin,,CN\n", "utf-8")
    more = load(file)
    assert more[0] == Place((("en", ("Pingtan",)), ("fr", ("Pingtan",)), ("zh-Hans", ("平潭",))), "city", "CN")
    assert place("PINGTAN, China", "en", "zh-CN", more) == "中国平潭"
    assert place("BEIJING", "en", "fr", more) == "Beijing"
    file.write_text("en;fr\nLeith;Leith\n", "utf-8")
    assert place("LEITH", "en", "fr", load(file)) == "Leith"


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("en,klingon!\nA,B\n", ["line 1: 'klingon!' is no language tag; write one such as fr or zh-Hans"]),
        ("en,fr\nA,B,C\n\nD,\n", ["line 2: has 3 cells, the first line 2"]),
        ("en,fr\nA,B\nA,C\n,\n,E\n", ["line 3: A stands already on line 2"]),
        (
            "kind,en\nlake,A\ncity,\n",
            ["line 2: kind is 'lake'; write city or state", "line 3: has no name in any language"],
        ),
        ("kind,in\n", ["line 1: write the languages as columns, such as en,fr,zh-Hans"]),
        ("", ["line 1: write the languages as columns, such as en,fr,zh-Hans"]),
    ],
)
def test_mistakes_in_a_table_are_told_with_their_lines(tmp_path: Path, text: str, mistakes: list[str]) -> None:
    file = tmp_path / "places.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as told:
        load(file)
    assert told.value.mistakes == [f"places.csv: {mistake}" for mistake in mistakes]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(b"en,fr\nGeneva,Gen\xe8ve\n")
    with pytest.raises(ConfigError):
        load(tmp_path / "latin.csv")


def test_sources_yaml_names_the_table(newsroom: Newsroom) -> None:
    settings = (newsroom.folder / "sources.yaml").read_text("utf-8")
    (newsroom.folder / "places.csv").write_text("en,pt\nPingtan,Pingtã\n", "utf-8")
    newsroom.settings(settings + "gazetteer: places.csv\n")
    assert place("PINGTAN", "en", "pt", newsroom.config().places) == "Pingtã"
    newsroom.drop("a.en.txt", "Fair opens\n\nPINGTAN, Dec. 6, 2025 /PRNewswire/ -- The fair opens today in the city.\n")
    newsroom.run()
    (article,) = newsroom.json("list", "--language", "pt")
    dateline = newsroom.json("show", article["uri"])["dateline"]
    assert (dateline["place"], dateline["text"]) == ("Pingtã", "Pingtã, 6 de dezembro de 2025 /PRNewswire/ --")
    (newsroom.folder / "places.csv").write_text("en,pt\nA,B,C\n", "utf-8")
    with pytest.raises(ConfigError, match=r"gazetteer: places\.csv: line 2"):
        newsroom.config()


@given(st.text(max_size=40), st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_no_name_breaks_it(name: str, source: str, target: str) -> None:
    assert bool(place(name, source, target)) == bool(name.split())


@pytest.mark.parametrize("name", ["A, " * 5000, "与" * 150, "AND and " * 24, "中" * 190])
def test_long_nonsense_is_answered(name: str) -> None:
    assert place(name, "zh", "en")
