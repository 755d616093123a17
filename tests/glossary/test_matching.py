"""Which terms occur in a sentence; what is masked for them; what comes back."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines.argos import Engine
from pipeline.glossary import Glossary, checked, spans
from pipeline.model import Term
from pipeline.segments import mask, unmask

TERMS = [
    Term("Port", "en", "fr", "Le Port"),
    Term("free trade port", "en", "fr", "port de libre-échange"),
    Term("Aurelia Free Trade Port", "en", "fr", "Port de libre-échange d'Aurelia"),
    Term("city", "en", "fr", "ville"),
    Term("prize", "en", "fr", "prix"),
    Term("iBoat", "*", "*", keep=True),
    Term("Yahoo!", "en", "*", keep=True),
    Term("Lake Day", "en", "pt", "Dia do Lago"),
    Term("Lake Day", "en", "pt-BR", "Dia da Lagoa"),
    Term("Lake Day", "en", "*", "Lake Day (lac)"),
    Term("Xi'an", "en", "pt", "Xian"),
    Term("cheval", "fr", "en", "horse"),
    Term("Université de Nérée", "fr", "en", "Nérée University"),
    Term("organización", "es", "en", "organisation"),
    Term("estação", "pt", "en", "station"),
    Term("порт", "ru", "en", "port"),
    Term("Синеград", "ru", "en", "Sinegrad"),
    Term("海蓝自由港", "zh", "en", "Hailan Free Port"),
    Term("海蓝", "zh", "en", "Hailan"),
    Term("A股", "zh", "en", "A-share"),
    Term("自由港", "zh", "ja", "自由港区"),
    Term("ท่าเรือ", "th", "en", "port"),
    Term("바다항", "ko", "en", "Bada Port"),
    Term("ميناء", "ar", "fr", "port"),
    Term("बंदरगाह", "hi", "en", "port"),
]
GLOSSARY = Glossary(checked(term) for term in TERMS)


@pytest.mark.parametrize(
    ("text", "languages", "found"),
    [
        ("The port and the Port of Nova.", "en>fr", ["Port"]),
        ("THE PORT OPENS TODAY", "en>fr", ["PORT"]),
        ("The PORT card is new.", "en>fr", []),
        ("Portable reports, airport, Port-au-Prince.", "en>fr", []),
        ("Port-side cafés", "en>fr", ["Port"]),
        ("The Aurelia Free Trade Port is a free trade port.", "en>fr", ["Aurelia Free Trade Port", "free trade port"]),
        ("THE AURELIA FREE TRADE PORT and more of it here in lower case", "en>fr", ["AURELIA FREE TRADE PORT"]),
        ("Free-trade  ports in two cities won Prizes", "en>fr", ["Free-trade  ports", "cities", "Prizes"]),
        ("Capacity and velocity", "en>fr", []),
        ("an iBoat’s crew, IBOATS, iboat", "de>ja", ["iBoat"]),
        ("Yahoo! said yahoo", "en>de", ["Yahoo!"]),
        ("Lake Day", "en>pt", ["Lake Day"]),
        ("in Xi’an today", "en-GB>pt-BR", ["Xi’an"]),
        ("in Xi’an today", "en>fr", []),
        ("les chevaux de l’Université de Nérée", "fr-CA>en", ["chevaux", "Université de Nérée"]),
        ("las organizaciones", "es-419>en-US", ["organizaciones"]),
        ("As estações", "pt-BR>en", ["estações"]),
        ("в порту Синеграда, аэропорт", "ru>en", ["порту", "Синеграда"]),
        ("海蓝自由港和海蓝2026年A股", "zh-Hans>en", ["海蓝自由港", "海蓝", "A股"]),
        ("海蓝自由港", "zh-Hans>ja", ["自由港"]),
        ("海蓝自由港", "zh-Hant>en", []),
        ("SA股", "zh-Hans>en", []),
        ("ไปท่าเรือใหม่", "th>en", ["ท่าเรือ"]),
        ("바다항은 열렸다", "ko>en", ["바다항"]),
        ("افتتح الميناء الجديد", "ar>fr", ["الميناء"]),
        ("नया बंदरगाह खुला, बंदर", "hi>en", ["बंदरगाह"]),
        ("Port", "nonsense>fr", []),
        ("", "en>fr", []),
    ],
)
def test_terms_are_found(text: str, languages: str, found: list[str]) -> None:
    source, _, target = languages.partition(">")
    assert [text[m.start : m.end] for m in GLOSSARY.matches(text, source, target)] == found


def test_accents_set_apart_are_found() -> None:
    text = "l'Universite\u0301 de Ne\u0301re\u0301e"
    (match,) = GLOSSARY.matches(text, "fr", "en")
    assert text[match.start : match.end] == text[2:]


@pytest.mark.parametrize(
    ("target", "wanted"),
    [("pt", "Dia do Lago"), ("pt-BR", "Dia da Lagoa"), ("pt-PT", "Dia do Lago"), ("sv", "Lake Day (lac)")],
)
def test_the_closest_language_counts(target: str, wanted: str) -> None:
    (term,) = GLOSSARY.applying("On Lake Day, Lake Day opens.", "en", target)
    assert term.wanted == wanted


def test_a_term_known_or_not() -> None:
    assert GLOSSARY.knows("Aurelia free trade port", "en") is False
    assert GLOSSARY.knows("free trade ports", "en")
    assert GLOSSARY.knows("«iBoat»", "fr") is False
    assert GLOSSARY.knows("the city", "en") is False


@given(
    words=st.lists(
        st.sampled_from(["Port", "port", "free", "trade", "city", "x", "海蓝", "股", "A", "-", ".", "’s", " "])
    ),
    source=st.sampled_from(["en", "zh", "ru", "fr"]),
)
def test_matches_are_apart_in_order_and_inside(words: list[str], source: str) -> None:
    text = " ".join(words)
    found = GLOSSARY.matches(text, source, "fr")
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert set(GLOSSARY.applying(text, source, "fr")) == {m.term for m in found}


def test_fifty_thousand_terms_are_looked_up_in_no_time() -> None:
    chance = random.Random(1)
    syllables = "ka ri to mo len var shin dor pel ast ung fer ra li su ne".split()  # noqa: SIM905
    words = ["".join(chance.choices(syllables, k=3)) for _ in range(4000)]
    terms = [Term(" ".join(chance.choices(words, k=1 + n % 4)), "en", "fr", f"x{n}") for n in range(50_000)]
    large, small = Glossary(terms), Glossary(terms[:50])
    sentences = [" ".join(chance.choices(words, k=2) + [f"word{n}" for n in range(20)]) for _ in range(500)]

    def seconds(glossary: Glossary) -> float:
        glossary.applying("a", "en", "fr")
        start = time.perf_counter()
        for sentence in sentences:
            glossary.applying(sentence, "en", "fr")
        return time.perf_counter() - start

    assert seconds(large) < 20 * seconds(small) + 0.5
    assert sum(len(large.applying(sentence, "en", "fr")) for sentence in sentences) > 500


# --- what is masked ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("term", "sentence", "put"),
    [
        (Term("Harbour Lights", "en", "fr", "Lumières du port"), "See Harbour Lights now", ["Lumières du port"]),
        (Term("Harbour Lights", "en", "*", keep=True), "SEE HARBOUR LIGHTS", ["HARBOUR LIGHTS"]),
        (Term("harbour light", "en", "fr", "fanal"), "See Harbour Lights now", []),
        (Term("Free Port", "en", "fr", "port franc"), "the Free Port", []),
        (Term("Free Port", "en", "fr", "Port franc"), "the Free Ports", []),
        (Term("blue harbour", "en", "fr", "port bleu"), "their book “blue harbour” and a blue harbour", ["port bleu"]),
        (Term("blue harbour", "en", "fr", "", ("port azur",)), "“blue harbour”", []),
        (Term("海蓝日报", "zh", "en", "Hailan Daily"), "海蓝日报报道", ["Hailan Daily"]),
        (Term("海蓝日报", "zh", "ja", "海藍日報"), "《海蓝日报》报道，海蓝日报", ["海藍日報"]),
        (Term("海蓝日报", "zh", "ja", "海藍日報", note="proper name"), "海蓝日报报道", ["海藍日報"]),
        (Term("Aurelia", "en", "ru", "Аурелия"), "in Aurelia", []),
        (Term("Aurelia Week", "en", "ru", "Неделя Аурелии"), "in Aurelia Week", ["Неделя Аурелии"]),
        (Term("Синеград", "ru", "en", "Sinegrad"), "в Синеграде", ["Sinegrad"]),
        (Term("Hafen", "de", "en", "port"), "Der Hafen", []),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_names_are_masked_and_common_nouns_are_not(term: Term, sentence: str, put: list[str]) -> None:
    assert [place.text for place in spans(sentence, [term])] == put
    assert list(mask(sentence, [term]).restored) == put


def test_a_term_wins_over_a_code_and_loses_to_an_address() -> None:
    terms = [Term("COVID-19", "en", "fr", "Covid-19"), Term("Nordwind", "*", "*", keep=True)]
    masked = mask("COVID-19 rules of Nordwind: https://nordwind.example/Nordwind, @Nordwind", terms)
    assert masked.restored == ("Covid-19", "Nordwind", "https://nordwind.example/Nordwind", "@Nordwind")
    assert masked.text == "XXX1 rules of XXX2: www.XXX3.com, XXX4"


@pytest.mark.parametrize(
    ("translated", "expected"),
    [
        ("Le XXX1 ouvre (XXX2).", "Le Lumières du port ouvre (a@b.cn)."),
        ("LeXXX 1 ouvre.", "Le Lumières du port ouvre (a@b.cn)."),
        ("Ouvre XXX2 !", "Lumières du port Ouvre a@b.cn !"),
        ("Le XXX1 ou XXX1 (XXX2).", "Le Lumières du port ou (a@b.cn)."),
        ("Lumières du port ouvre (XXX2).", "Lumières du port ouvre (a@b.cn)."),
    ],
    ids=["whole", "bent", "lost", "doubled", "from the memory"],
)
def test_a_name_comes_back_once_as_the_glossary_says(translated: str, expected: str) -> None:
    masked = mask("Harbour Lights opens (a@b.cn).", [Term("Harbour Lights", "en", "fr", "Lumières du port")])
    assert unmask(translated, masked) == expected


def test_a_sentence_that_is_but_a_name_needs_no_engine() -> None:
    masked = mask("Harbour Lights", [Term("Harbour Lights", "en", "fr", "Lumières du port")])
    assert masked.nothing_to_translate
    assert unmask(masked.text, masked) == "Lumières du port"


def test_wanted_words_may_be_written_into_the_sentence() -> None:
    terms = [Term("Harbour Lights", "en", "fr", "Lumières du port"), Term("Nordwind", "*", "*", keep=True)]
    masked = mask("Nordwind's Harbour Lights: https://a.cn", terms, inline=True)
    assert masked.text == "Nordwind's Lumières du port: www.XXX1.com"
    assert masked.inlined == ("Nordwind", "Lumières du port")
    assert masked.copied("Lumières du port de Nordwind : XXX1")
    assert not masked.copied("Lumières du Port de Nordwind : XXX1")
    assert not masked.copied("Lumières du port de Nordwind de Nordwind")


@given(
    words=st.lists(
        st.sampled_from(["Port", "Nordwind", "“Nordwind”", "XXX1", "海蓝", "https://a.cn/b", "2", ".", "the"])
    ),
    answer=st.lists(st.sampled_from(["XXX1", "XXX2", "xxx 3", "Porto", "a", "(", ")", ".", "Nordwind", "XYZ1"])),
)
def test_no_name_is_lost_whatever_the_engine_returns(words: list[str], answer: list[str]) -> None:
    terms = [Term("Port", "en", "pt", "Porto"), Term("Nordwind", "en", "*", keep=True)]
    masked = mask(" ".join(words), terms)
    result = unmask(" ".join(answer), masked)
    assert all(result.count(name) >= masked.restored.count(name) for name in masked.restored)
    if "Port" not in words:
        assert unmask(masked.text, masked) == " ".join(words)


NAMES = {
    "the Aurelia Free Trade Port": "Porto de Livre Comércio de Aurelia",
    "the Harbour Lights Festival": "Festival Luzes do Porto",
    "the Northwind Port Authority": "Autoridade Portuária Northwind",
    "the Silk Week Conference": "Conferência Semana da Seda",
}
FRAMES = [
    "The city council and {} signed an agreement on Tuesday.",
    "{} will host 300 companies from 40 countries in December.",
    "According to {}, exports rose by 12 percent in the first half of the year.",
    "A spokesperson for {} declined to comment on the report.",
    "Since its launch, {} has attracted investors from around the world.",
]


def test_names_survive_a_real_model(models: Path) -> None:
    """Masked, every one is there. Written in, nearly every one is copied, and with its article."""
    terms = [Term(name.removeprefix("the "), "en", "pt", wanted) for name, wanted in NAMES.items()]
    glossary = Glossary(terms)
    cases = [
        (f"{frame.format(name)[0].upper()}{frame.format(name)[1:]}", NAMES[name]) for frame in FRAMES for name in NAMES
    ]
    engine = Engine(models)
    applying = [glossary.applying(sentence, "en", "pt") for sentence, _ in cases]
    masked = [mask(sentence, found) for (sentence, _), found in zip(cases, applying, strict=True)]
    answers = engine.translate([m.text for m in masked], "en", "pt")
    for (_, wanted), m, answer in zip(cases, masked, answers, strict=True):
        assert unmask(answer[0].text, m).count(wanted) == 1
    inline = [mask(sentence, found, inline=True) for (sentence, _), found in zip(cases, applying, strict=True)]
    answers = engine.translate([m.text for m in inline], "en", "pt")
    assert sum(m.copied(a[0].text) for m, a in zip(inline, answers, strict=True)) >= 0.95 * len(cases)
    feminine = [a[0].text.lower() for a, (_, wanted) in zip(answers, cases, strict=True) if wanted[0] in "AC"]
    assert sum(
        f" {p} {w}" in f" {text}" for text in feminine for p in ("a", "da") for w in ("aut", "conf")
    ) > 0.8 * len(feminine)
