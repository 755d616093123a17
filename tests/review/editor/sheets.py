"""Texts to open in the editor: small ones, composed here, in several scripts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Issue,
    Line,
    Mark,
    Origin,
    Rights,
    Segment,
    SegmentOrigin,
    Severity,
    Sheet,
    State,
    TranslatedFrom,
    Work,
)
from tests.review.editor.double import Double, Suggestion, TermHere

THEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

ENGLISH = (
    (-1, "Harbour Museum opens its new wing on 14 May"),
    (-2, "Free entry for the first 3,000 visitors"),
    (0, "The Harbour Museum will open its new wing on 14 May 2026."),
    (0, "It doubles the exhibition space to 4,200 square metres."),
    (1, "Admission"),
    (2, "Tickets cost 12 euros; children under 12 enter free."),
    (3, "Read the full programme on the museum website."),
    (4, "About the Harbour Museum: founded in 1921, it keeps 60,000 objects."),
)
TARGETS = {
    "pt": (
        "O Museu do Porto abre a nova ala em 14 de maio",
        "Entrada livre para os primeiros 3000 visitantes",
        "O Museu do Porto abrirá a nova ala em 14 de maio de 2026.",
        "A ala duplica o espaço de exposição para 2400 metros quadrados.",
        "Entrada",
        "Os bilhetes custam 12 euros; crianças com menos de 12 anos não pagam.",
        "Leia o programa completo no site do museu.",
        "Sobre o Museu do Porto: fundado em 1921, guarda 60 000 objetos.",
    ),
    "ar": (
        "متحف الميناء يفتتح جناحه الجديد في 14 مايو",
        "دخول مجاني لأول 3000 زائر",
        "يفتتح متحف الميناء (Harbour Museum) جناحه الجديد في 14 مايو 2026.",
        "ويضاعف مساحة العرض إلى 2400 متر مربع.",
        "الدخول",
        "سعر التذكرة 12 يورو، والدخول مجاني للأطفال دون 12 عاما.",
        "اقرأ البرنامج الكامل على موقع المتحف.",
        "عن متحف الميناء: تأسس عام 1921 ويضم 60 ألف قطعة.",
    ),
    "zh-Hans": (
        "海港博物馆新馆5月14日开放",
        "前3000名观众免费入场",
        "海港博物馆(Harbour Museum)新馆将于2026年5月14日开放。",
        "展览面积将翻一番，达到2400平方米。",
        "门票",
        "门票12欧元；12岁以下儿童免费。",
        "请在博物馆网站上阅读完整节目单。",
        "关于海港博物馆：成立于1921年，藏品6万件。",
    ),
}
PROGRAMME = "https://museum.example.org/programme?lang=en&year=2026"


def key(number: int) -> str:
    """A line's key, as the server names them."""
    return f"{number:016x}-0"


def sample(language: str = "pt") -> Double:
    """A release half worked through: a wrong figure, a changed source, a changed fact, a lost link, terms, homeless work."""
    source = article("en", ENGLISH, Origin.OFFICIAL)
    targets = TARGETS[language]
    ours = article(language, tuple((b, t) for (b, _), t in zip(ENGLISH, targets, strict=True)), Origin.MACHINE)
    found = []
    for number, ((block, said), target) in enumerate(zip(ENGLISH, targets, strict=True)):
        origin = SegmentOrigin.LOCKED if number == 7 else SegmentOrigin.ENGINE
        found.append(Line(key(number), Segment(block, said, target, origin), touched=number in (2, 3, 5, 6)))
    at = targets[3].index("2400")
    wrong = Issue(
        "numbers",
        Severity.CRITICAL,
        "the source says {}, the translation {}",
        ("4,200", "2400"),
        (37, 42),
        (at, at + 4),
    )
    minor = Issue("punctuation", Severity.COSMETIC, "a full stop is missing")
    found[3] = replace(found[3], segment=replace(found[3].segment, issues=(minor, wrong)))
    found[5] = replace(
        found[5],
        before="Tickets cost 10 euros; children enter free.",
        kept=targets[5].replace("12", "10", 1),
        machine=targets[5],
    )
    found[2] = replace(found[2], marks=(Mark(key(2), "fr", "14 mai", "15 mai", "Second reviewer", THEN),))
    html = f'Read the <b>full</b> programme on the <a href="{PROGRAMME.replace("&", "&amp;")}">museum website</a>.'
    found[6] = replace(found[6], source_html=html)
    sheet = Sheet(
        "urn:newsroom:harbour-museum:" + language,
        "harbour-museum",
        language,
        3,
        TranslatedFrom("urn:newsroom:harbour-museum:en", 2, "en"),
        True,
        tuple(found),
        (Work("urn:x", key(40), "Parking is free.", targets[4] + " 2", "", 2, "Reviewer", THEN),),
    )
    terms = {key(2): [TermHere(4, 18, "Harbour Museum", targets[4] + " ★", "The name the city uses")]}
    suggestions = {
        key(3): [
            Suggestion(1, targets[3].replace("2400", "4200"), "memory", 0.87, "2025-11-03"),
            Suggestion(2, targets[3].replace("2400", "4.200"), "engine"),
            Suggestion(3, targets[3], "machine"),
        ]
    }
    return Double(sheet, source, ours, terms, suggestions)


def article(language: str, lines: tuple[tuple[int, str], ...], origin: Origin) -> Article:
    """An article of the lines' texts."""
    kinds = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.PARAGRAPH, BlockKind.BOILERPLATE)
    body = [Block(kind, " ".join(text for b, text in lines if b == at)) for at, kind in enumerate(kinds)]
    return Article(
        "urn:newsroom:harbour-museum:" + language,
        "harbour-museum",
        2,
        language,
        origin,
        State.CURRENT,
        Rights.PUBLIC,
        lines[0][1],
        tuple(body),
        THEN,
        THEN,
        THEN,
    )


def long(number: int) -> Double:
    """A text of many sentences."""
    first = sample()
    found = tuple(
        Line(key(n), Segment(0, f"Sentence number {n} of a long report.", f"Frase número {n} de um longo relatório."))
        for n in range(number)
    )
    return Double(replace(first.sheet, lines=found, homeless=()), first.source, first.ours)
