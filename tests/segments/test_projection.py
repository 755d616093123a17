"""Links and bold on the right words of a translation: with word links, over a pivot, by anchors, or at the end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.engines import apertium as apertium_engine
from pipeline.engines import argos
from pipeline.model import Block, BlockKind, Link
from pipeline.model import Engine as AnyEngine
from pipeline.segments import (
    Mark,
    Projection,
    anchors_needed,
    assemble,
    compose,
    cut,
    mask,
    plain,
    project,
    read,
    units,
    unmask,
)
from tests.segments.wellformed import is_well_formed

DATA = Path(__file__).parents[1] / "data" / "markup"
URL = "https://port.example.org/"
Hops = Sequence[tuple[AnyEngine, str, str]]


@pytest.fixture(scope="module")
def engine(models: Path) -> Iterator[argos.Engine]:
    engine = argos.Engine(models)
    yield engine
    engine.close()


def along(hops: Hops, texts: list[str]) -> list[tuple[str, tuple[Link, ...]]]:
    links: list[tuple[Link, ...]] = []
    for number, (engine, source, target) in enumerate(hops):
        answers = [answer[0] for answer in engine.translate(texts, source, target, align=True)]
        texts = [answer.text for answer in answers]
        own = [answer.links for answer in answers]
        links = [compose(a, b) for a, b in zip(links, own, strict=True)] if number else own
    return list(zip(texts, links, strict=True))


def projected(hops: Hops, sentences: list[tuple[str, tuple[Mark, ...]]]) -> list[tuple[str, str]]:
    """The translation and its html, as the translating stage goes about it: masks, links, anchors."""
    masked = [mask(text) for text, _ in sentences]
    found = []
    for (text, marks), hidden, (received, links) in zip(
        sentences, masked, along(hops, [m.text for m in masked]), strict=True
    ):
        target = unmask(received, hidden)
        sentence = Projection(text, marks, hidden.text, received, target, links)
        if needed := anchors_needed(sentence):
            anchors = [answer for answer, _ in along(hops, list(needed))]
            sentence = replace(sentence, anchors=dict(zip(needed, anchors, strict=True)))
        found.append((target, project(sentence)))
    return found


def cases(name: str) -> list[tuple[str, list[str]]]:
    rows = [line.split(" | ") for line in (DATA / f"{name}.txt").read_text("utf-8").splitlines() if line[0] != "#"]
    return [(row[0], [pattern.strip() for pattern in row[1:]]) for row in rows]


def marked(sentence: str) -> tuple[str, tuple[Mark, ...]]:
    """`[words]` as links with addresses 0, 1, 2 …"""
    numbers = iter(range(99))
    found = read(re.sub(r"\[([^\]]*)\]", lambda m: f'<a href="{URL}{next(numbers)}">{m[1]}</a>', sentence))
    return found.text, cut(found, 0, len(found.text))


def linked(html: str, number: int) -> str:
    m = re.search(rf'<a href="{re.escape(URL)}{number}">(.*?)</a>', html)
    assert m, f"{number} lost in {html}"
    return plain(m[1])


def share_on_the_right_words(hops: Hops, name: str, kept_ratio: bool = False) -> float:
    from rapidfuzz import fuzz

    rows = cases(name)
    sentences = [marked(sentence) for sentence, _ in rows]
    right = total = 0
    for (text, marks), (_, patterns), (target, html) in zip(sentences, rows, projected(hops, sentences), strict=True):
        assert is_well_formed(html)
        assert plain(html) == target or "(" in plain(html)
        for number, pattern in enumerate(patterns):
            words = linked(html, number)
            source = text[marks[number].start : marks[number].end]
            right += (
                fuzz.ratio(words.lower(), source.lower()) >= 70 if kept_ratio else bool(re.fullmatch(pattern, words))
            )
            total += 1
    return right / total


def test_links_lie_on_the_right_words(engine: argos.Engine) -> None:
    assert share_on_the_right_words([(engine, "en", "pt")], "en-pt") >= 0.95
    assert share_on_the_right_words([(engine, "pt", "en")], "pt-en") >= 0.95


def test_links_lie_on_the_right_words_over_a_pivot(engine: argos.Engine) -> None:
    """There and back: the words are likely to be the same again; the rest are other words for the same thing."""
    assert share_on_the_right_words([(engine, "en", "pt"), (engine, "pt", "en")], "en-pt", True) >= 0.9
    assert share_on_the_right_words([(engine, "pt", "en"), (engine, "en", "pt")], "pt-en", True) >= 0.9


def test_links_find_their_words_by_anchors_alone(apertium: None) -> None:
    assert share_on_the_right_words([(apertium_engine.Engine(), "fr", "es")], "fr-es") >= 0.9


EN = Block(
    BlockKind.PARAGRAPH,
    "The port opened a new container terminal on Monday. The minister said that more than 200 ships are expected "
    "this year, according to the official website. Details: press@port.example.org.",
    f'The port opened a <a href="{URL}a?x=1&amp;y=2">new <b>container terminal</b></a> on Monday. The minister said '
    f'that <strong>more than 200 ships</strong> are expected this year, according to the <a href="{URL}b">official '
    'website</a>. Details: <a href="mailto:press@port.example.org">press@port.example.org</a>.',
)
PT = Block(
    BlockKind.PARAGRAPH,
    "O porto abriu um novo terminal de contêineres na segunda-feira. O ministro disse que mais de 200 navios são "
    "esperados este ano, segundo o site oficial. Detalhes: press@port.example.org.",
    f'O porto abriu um <a href="{URL}a?x=1&amp;y=2">novo <b>terminal de contêineres</b></a> na segunda-feira. O '
    f'ministro disse que <strong>mais de 200 navios</strong> são esperados este ano, segundo o <a href="{URL}b">site '
    'oficial</a>. Detalhes: <a href="mailto:press@port.example.org">press@port.example.org</a>.',
)


def through(block: Block, hops: Hops) -> Block:
    language, target = hops[0][1], hops[-1][2]
    found = units("", "", [block], language)
    source = read(block.html, block.text)
    sentences = [(unit.text, cut(source, unit.start, unit.start + len(unit.text))) for unit in found]
    answers = projected(hops, sentences)
    _, _, [result] = assemble(found, [a for a, _ in answers], "", "", [block], target, [html for _, html in answers])
    return result


@pytest.mark.parametrize(
    ("block", "way", "words"),
    [
        (EN, ("en", "pt"), ("novo terminal de contêiner(es)?", "terminal de contêiner(es)?", "mais de 200 navios", "site oficial")),
        (PT, ("pt", "en"), ("new container terminal", "container terminal", "more than 200 ships", "official (web)?site")),
        (EN, ("en", "pt", "en"), ("new container terminal", "container terminal", "more than 200 ships", "official (web)?site")),
        (PT, ("pt", "en", "pt"), ("novo terminal de contêiner(es)?", "terminal de contêiner(es)?", "mais de 200 navios", "site oficial")),
    ],
    ids=["en-pt", "pt-en", "en-pt-en", "pt-en-pt"],
)  # fmt: skip
def test_a_paragraph_keeps_its_links_and_bold_on_their_words(
    engine: argos.Engine, block: Block, way: tuple[str, ...], words: tuple[str, ...]
) -> None:
    result = through(block, [(engine, a, b) for a, b in itertools.pairwise(way)])
    link, bold, strong, site = words
    assert is_well_formed(result.html)
    assert plain(result.html) == result.text
    links = dict(re.findall(r'<a href="([^"]*)">(.*?)</a>', result.html))
    assert re.fullmatch(link, plain(links[f"{URL}a?x=1&amp;y=2"])), result.html
    assert re.fullmatch(bold, re.findall("<b>(.*?)</b>", result.html)[0]), result.html
    assert re.fullmatch(strong, re.findall("<strong>(.*?)</strong>", result.html)[0]), result.html
    assert re.fullmatch(site, links[f"{URL}b"]), result.html
    assert links["mailto:press@port.example.org"] == "press@port.example.org"


def test_french_to_spanish_without_links(apertium: None) -> None:
    html = (
        f'La ville ouvre un <a href="{URL}1">nouveau musée</a> en septembre. Le <b>rapport annuel</b> est sur '
        f'<a href="{URL}2">{URL}2</a> et chez <a href="{URL}3">Claire Dupont</a>.'
    )
    result = through(Block(BlockKind.PARAGRAPH, plain(html), html), [(apertium_engine.Engine(), "fr", "es")])
    assert f'<a href="{URL}1">nuevo museo</a>' in result.html
    assert "<b>informe anual</b>" in result.html
    assert f'<a href="{URL}2">{URL}2</a>' in result.html
    assert f'<a href="{URL}3">Claire Dupont</a>' in result.html


def by_words(source: str, target: str, pairs: str) -> tuple[Link, ...]:
    """Links from `0-1 1-0`: which word of the source is which of the target, both split at white space."""
    here, there = ([m.span() for m in re.finditer(r"\S+", text)] for text in (source, target))
    numbers = [tuple(map(int, pair.split("-"))) for pair in pairs.split()]
    return tuple(Link(*here[a], *there[b]) for a, b in numbers)


@pytest.mark.parametrize(
    ("source", "target", "pairs", "html"),
    [
        # over the whole sentence, with and without its full stop
        ("<b>It opens today.</b>", "Abre hoje.", "", "<b>Abre hoje.</b>"),
        ("<b>It opens today</b>.", "Abre hoje.", "", "<b>Abre hoje</b>."),
        ("<i>“It opens.”</i>", "« Ça ouvre. »", "", "<i>« Ça ouvre. »</i>"),
        ("“<i>It opens.</i>”", "« Ça ouvre. »", "", "« <i>Ça ouvre.</i> »"),
        # figures in another format, with their unit
        ("It cost <b>3,400 euros</b> then.", "Custou 3.400 euros então.", "0-0 1-0 2-1 3-2 4-3", "Custou <b>3.400 euros</b> então."),
        ("It cost <b>3,400</b> euros.", "Custou 3.400 euros.", "", "Custou <b>3.400</b> euros."),
        ("It cost <b>80 million dollars</b> then.", "It was then $80 million.", "0-0 1-1 2-3 3-4 4-4 5-2", "It was then <b>$80 million</b>."),
        # a name that stays, against misleading links and in order
        ("Ask <b>Ana Lima</b> now.", "Agora pergunte a Ana Lima.", "1-1 2-1 0-4 3-0", "Agora pergunte a <b>Ana Lima</b>."),
        ("Xi'an and <b>Xi'an</b> again", "Xi'an e Xi'an de novo", "", "Xi'an e <b>Xi'an</b> de novo"),
        # a bold word that is only part of a name elsewhere is not taken for it
        ("The <b>port</b> opens.", "O porto abre.", "0-0 1-1 2-2", "O <b>porto</b> abre."),
        # bold without a place is left out, a link kept at the end
        ("The <b>thing</b> is.", "Aquilo existe.", "", ""),
        ("The <a href='https://www.a.example/x'>thing</a> is.", "Aquilo existe.", "", "Aquilo existe (<a href=\"https://www.a.example/x\">a.example</a>)."),
        ("The <a href='https://a.example/x'>thing</a> is here.", "它在这里。", "", "它在这里（<a href=\"https://a.example/x\">a.example</a>）。"),
        ("See <a href='mailto:x@a.example'>it</a>", "Ver", "", "Ver (<a href=\"mailto:x@a.example\">x@a.example</a>)"),
        # Chinese and Thai: the characters linked
        ("The <b>free trade</b> port", "自由 贸易 港", "1-0 2-1 3-2", "<b>自由 贸易</b> 港"),
        # right to left
        ("The <b>new port</b> opens", "يفتح الميناء الجديد", "1-2 2-1 3-0", "يفتح <b>الميناء الجديد</b>"),
        # a foreign word inside does not part it, one at its edge is not taken in
        ("a <b>wine shop</b> there", "la tienda de vino", "0-0 1-3 2-1", "la <b>tienda de vino</b>"),
        # small letters only on the very characters
        ("So CO<sub>2</sub> rose", "Assim CO2 subiu", "", "Assim CO<sub>2</sub> subiu"),
        ("So big<sup>a</sup> things", "Coisas grandes", "1-1 2-0", ""),
        # of two links for one word the weightier has it, the other is not lost
        (f"<a href='{URL}1'>new</a> <a href='{URL}2'>port</a> opens", "Neuhafen öffnet", "0-0 1-0 2-1", f'<a href="{URL}2">Neuhafen</a> öffnet (<a href="{URL}1">port.example.org</a>)'),
        # the same address twice is not added twice
        (f"<a href='{URL}'>new</a> <a href='{URL}'>port</a> opens", "Neuhafen öffnet", "0-0 1-0 2-1", f'<a href="{URL}">Neuhafen</a> öffnet'),
        # nested marks stay nested
        (f"The <a href='{URL}'><b>new</b> port</a> opens", "O porto novo abre", "0-0 1-2 2-1 3-3", f'O <a href="{URL}">porto <b>novo</b></a> abre'),
        # what is special in html
        ("Ask <b>R&amp;D</b> &lt;now&gt;", "Pergunte R&D <já>", "0-0 1-1 2-2", "Pergunte <b>R&amp;D</b> &lt;já&gt;"),
        # a break stays between the words it stood between, or goes
        ("One<br>two three", "Um dois três", "0-0 1-1 2-2", "Um<br>dois três"),
        ("One<br>two three", "Três dois um", "0-2 1-1 2-0", ""),
        # a compound is one word
        ("On <b>Monday</b> then", "Na segunda-feira então", "0-0 1-1 2-2", "Na <b>segunda-feira</b> então"),
        ("L'<b>annexe</b> ouvre", "O anexo abre", "0-1 1-2", "O <b>anexo</b> abre"),
        # nothing translated: as it was
        ("<b>Haikou</b>, Hainan", "Haikou, Hainan", "", "<b>Haikou</b>, Hainan"),
        ("<b>Haikou</b>", "", "", ""),
    ],
)  # fmt: skip
def test_where_marks_go(source: str, target: str, pairs: str, html: str) -> None:
    here = read(source)
    links = by_words(here.text, target, pairs)
    assert project(Projection(here.text, here.marks, here.text, target, target, links)) == html


def test_links_of_masked_and_undressed_texts_count_in_the_printed_ones() -> None:
    source = f"NEW TERMINAL OPENS AT {URL}x TODAY"
    start = source.index("TERMINAL")
    sent, received = "New terminal opens at XXX1 today", "Novo terminal abre em XXX1 hoje"
    links = by_words(sent, received, "0-0 1-1 2-2 3-3 4-4 5-5")
    target = f"NOVO TERMINAL ABRE EM « {URL}x » HOJE"
    marks = (
        Mark(0, 3, "i"),
        Mark(start, start + 14, "b"),
        Mark(22, 22 + len(URL) + 1, "a", URL),
        Mark(len(source) - 5, len(source), "em"),
    )
    assert project(Projection(source, marks, sent, received, target, links)) == (
        f'<i>NOVO</i> <b>TERMINAL ABRE</b> EM « <a href="{URL}">{URL}x</a> » <em>HOJE</em>'
    )


def test_anchors_are_asked_for_only_where_nothing_else_tells() -> None:
    html = f"<b>Ana Lima</b> visita el <a href='{URL}'>museo <i>nuevo</i></a> con 3,400 <b>personas</b>."
    here = read(html)
    target = "Ana Lima visits the new museums with 3.400 people."
    sentence = Projection(here.text, here.marks, here.text, target, target)
    assert anchors_needed(sentence) == ("museo nuevo", "nuevo", "personas")
    anchors = {"museo nuevo": "The New Museum", "nuevo": "new", "personas": "persons"}
    assert project(replace(sentence, anchors=anchors)) == (
        f'<b>Ana Lima</b> visits <a href="{URL}">the <i>new</i> museums</a> with 3.400 people.'
    )
    tied = by_words(here.text, target, "0-0 1-1 2-2 3-3 4-5 5-4 6-6 7-7 8-8")
    assert anchors_needed(replace(sentence, links=tied)) == ()


words = st.lists(st.sampled_from(["the", "Port", "3,400", "XXX1", "segunda-feira", "l’eau", "海南", "الميناء", "&", "<b>", "(", ").", "“", "a_b", "\u00a0", " ", "ก่"]), max_size=10).map(" ".join)  # fmt: skip
spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))
targets = st.sampled_from([f"{URL}1", f"{URL}2", "mailto:a@b.example", 'https://x.example/"<b>&'])


@given(source=words, sent=words, received=words, target=words, data=st.data())
def test_whatever_comes_html_is_well_formed_says_the_target_and_has_every_link(
    source: str, sent: str, received: str, target: str, data: st.DataObject
) -> None:
    marks: list[Mark] = []
    for start, end in data.draw(st.lists(spans, max_size=5)):
        if start <= end <= len(source):
            tag = data.draw(st.sampled_from(["a", "b", "em", "sub", "br"]))
            if (start < end and tag != "br") or tag == "a" or (tag == "br" and source[start:end] == " "):
                marks.append(Mark(start, end, tag, data.draw(targets) if tag == "a" else ""))
    links = tuple(
        Link(*a, *b)
        for a, b in data.draw(st.lists(st.tuples(spans, spans), max_size=8))
        if a[0] < a[1] <= len(sent) and b[0] < b[1] <= len(received)
    )
    sentence = Projection(source, tuple(marks), sent, received, target, links)
    needed = anchors_needed(sentence)
    if data.draw(st.booleans()):
        sentence = replace(sentence, anchors={anchor: data.draw(words) for anchor in needed})
    html = project(sentence)
    assert is_well_formed(html)
    hrefs = {mark.href for mark in read(html).marks if mark.tag == "a"}
    assert hrefs == {mark.href for mark in marks if mark.tag == "a"}
    if html:
        said = plain(html)
        pattern = "".join(re.escape(c) + ("(?: ?[(（].*[)）])?" if c else "") for c in ["", *target])
        assert said.split() == target.split() or re.fullmatch("(?:[(（].*[)）])?" + pattern, said), (said, target)
    if not any(mark.tag == "a" for mark in marks) and html:
        assert plain(html) == target


def test_a_very_long_sentence_is_done_in_time() -> None:
    source = "the port opens " * 4_000
    target = "o porto abre " * 4_000
    marks = tuple(Mark(at, at + 8, "b") for at in range(0, 3_000, 150))
    links = by_words(source, target, " ".join(f"{n}-{n}" for n in range(12_000)))
    html = project(Projection(source, marks, source, target, target, links))
    assert plain(html) == target
    assert html.count("<b>") == 20
