"""What readers get of an item: its body, its dateline, its links and notes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from pipeline import content, labels, wire
from pipeline.labels import Label
from pipeline.model import Article, Block, BlockKind, Dateline, Item, Origin, Rights, State, TranslatedFrom

P = BlockKind.PARAGRAPH
DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LYON = Dateline("LYON, France", date(2026, 3, 2), "PRNewswire", "LYON, France, 2 mars 2026 /PRNewswire/ --")


def make(
    *body: Block, language: str = "fr", original_link: str = "", original_language: str = "", **values: Any
) -> Item:
    stock: dict[str, Any] = {
        "uri": "tag:news.example.org,2026:1/fr",
        "story": "tag:news.example.org,2026:1",
        "version": 1,
        "origin": Origin.OFFICIAL,
        "state": State.CURRENT,
        "rights": Rights.PUBLIC,
        "headline": "Titre",
        "first_created": DAY,
        "version_created": DAY,
        "updated": DAY,
    }
    article = Article(language=language, body=body, **(stock | values))
    return Item(article, (), original_link, original_language)


def test_every_kind_of_block() -> None:
    item = make(
        Block(P, "Un & deux"),
        Block(BlockKind.HEADING, "Programme"),
        Block(BlockKind.LIST_ITEM, "lundi"),
        Block(BlockKind.LIST_ITEM, "mardi", "<b>mardi</b>"),
        Block(BlockKind.QUOTATION, "Bienvenue."),
        Block(BlockKind.TABLE_ROW, "Exposants | 337"),
        Block(BlockKind.TABLE_ROW, "Pays | 41", "<b>Pays | 41</b>"),
        Block(BlockKind.CAPTION, "La halle"),
        Block(BlockKind.BOILERPLATE, "À propos du salon"),
        Block(BlockKind.CONTACT, "Contact\npresse@example.org"),
        subhead="Trois jours",
    )
    assert content.html(item) == (
        '<div lang="fr" dir="ltr">\n'
        "<p><strong>Trois jours</strong></p>\n"
        "<p>Un &amp; deux</p>\n"
        "<h2>Programme</h2>\n"
        "<ul>\n<li>lundi</li>\n<li><b>mardi</b></li>\n</ul>\n"
        "<blockquote>\n<p>Bienvenue.</p>\n</blockquote>\n"
        "<table>\n<tr><td>Exposants</td><td>337</td></tr>\n<tr><td><b>Pays</b></td><td>41</td></tr>\n</table>\n"
        '<p class="caption">La halle</p>\n'
        '<p class="boilerplate">À propos du salon</p>\n'
        '<p class="contact">Contact<br>presse@example.org</p>\n'
        "</div>"
    )
    assert content.text(item) == (
        "Trois jours\n\nUn & deux\n\nProgramme\n\n• lundi\n• mardi\n\nBienvenue.\n\nExposants | 337\n\nPays | 41\n\nLa halle\n\nÀ propos du salon\n\n"
        "Contact\npresse@example.org"
    )


def test_two_lists_stay_two_lists() -> None:
    item = make(Block(BlockKind.LIST_ITEM, "a"), Block(P, "b"), Block(BlockKind.LIST_ITEM, "c"))
    assert content.html(item).count("<ul>") == 2


def test_an_official_dateline_stands_as_printed_before_the_first_paragraph() -> None:
    item = make(
        Block(BlockKind.HEADING, "H"), Block(P, "Le salon.", "Le <em>salon</em>."), Block(P, "Fin."), dateline=LYON
    )
    assert "<p>LYON, France, 2 mars 2026 /PRNewswire/ -- Le <em>salon</em>.</p>\n<p>Fin.</p>" in content.html(item)
    assert content.text(item) == "H\n\nLYON, France, 2 mars 2026 /PRNewswire/ -- Le salon.\n\nFin."


def test_a_translation_prints_its_dateline_as_it_was_rendered_or_written_by_a_person() -> None:
    rendered = replace(LYON, text=wire.render_dateline(LYON, "de"))
    assert rendered.text != LYON.text
    item = make(Block(P, "Der Salon."), language="de", origin=Origin.MACHINE, dateline=rendered)
    assert f"<p>{rendered.text} Der Salon.</p>" in content.html(item)
    assert content.text(item).startswith(f"{rendered.text} Der Salon.\n\n")


def test_a_dateline_without_paragraph_is_one() -> None:
    assert "<p>LYON, France, 2 mars 2026 /PRNewswire/ --</p>\n<h2>H</h2>" in content.html(
        make(Block(BlockKind.HEADING, "H"), dateline=LYON)
    )


def test_a_dateline_does_not_stand_for_a_paragraph_whose_markup_is_lost() -> None:
    item = make(Block(P, "Le salon.", "<script>1</script>"), dateline=LYON)
    assert "/PRNewswire/ -- Le salon.</p>" in content.html(item)


def test_an_official_release_has_its_original_link_and_no_label() -> None:
    item = make(Block(P, "a"), origin_url="https://salon.example.net/p/1.html?a=1&b=2")
    assert content.html(item).endswith(
        '<p class="original-link">Lien original\u202f: <a href="https://salon.example.net/p/1.html?a=1&amp;b=2" dir="ltr">'
        "https://salon.example.net/p/1.html?a=1&amp;b=2</a></p>\n</div>"
    )
    assert content.text(item) == "a\n\nLien original\u202f: https://salon.example.net/p/1.html?a=1&b=2"
    assert content.note(item) is None
    assert content.source_link(item) == content.source_language(item) == ""


@pytest.mark.parametrize(
    ("origin", "label"),
    [(Origin.MACHINE, labels.machine), (Origin.EDITED, labels.reviewed), (Origin.APPROVED, labels.approved)],
)
def test_a_translation_says_how_it_was_made(origin: Origin, label: Any) -> None:
    link = "https://wire.example.com/fr/1.html"
    values = {"origin": origin, "route": "argos:fr>es", "original_link": link, "original_language": "fr"}
    item = make(Block(P, "a"), language="es", **values)
    words = label("es", "fr").text
    assert content.html(item).endswith(
        f'<p class="translation-note" lang="es" dir="ltr">{words} Enlace original: '
        f'<a href="{link}" hreflang="fr" dir="ltr">{link}</a></p>\n</div>'
    )
    assert content.text(item) == f"a\n\n{words} Enlace original: {link}"


def test_a_translation_behind_its_original_says_so_in_both_forms() -> None:
    item = make(Block(P, "a"), origin=Origin.EDITED, state=State.OUTDATED, original_language="en")
    words = "Traduction (anglais → français). L’original a changé depuis."
    assert content.note(item) == Label(words, "fr")
    assert content.text(item) == f"a\n\n{words}"
    assert f'<p class="translation-note" lang="fr" dir="ltr">{words}</p>' in content.html(item)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("route", ["", "argos:fr>es"])
@pytest.mark.parametrize("origin", Origin)
def test_only_a_machines_words_are_marked_as_such_in_data(origin: Origin, route: str, state: State) -> None:
    item = make(Block(P, "a"), language="es", origin=origin, route=route, state=state)
    machine = content.digital_source_type(item.article) == "trainedAlgorithmicMedia"
    assert machine == (origin is Origin.MACHINE)
    note = content.note(item)
    assert (note is None) == (origin is Origin.OFFICIAL)
    assert (note is not None and "automática" in note.text) == (
        origin is Origin.MACHINE or (note is not None and route != "")
    )


def test_a_translation_names_its_source_language_even_without_a_link() -> None:
    made_from = TranslatedFrom("tag:news.example.org,2026:1/en", 1, "en")
    item = make(Block(P, "a"), origin=Origin.MACHINE, translated_from=made_from)
    assert content.text(item) == "a\n\nTraduction automatique (anglais → français), non relue."


def test_one_address_is_not_given_twice() -> None:
    link = "https://salon.example.net/p/1.html"
    item = make(Block(P, "a"), origin=Origin.MACHINE, original_link=link, origin_url=link, original_language="en")
    assert content.html(item).count(f'href="{link}"') == 1
    assert "translation-note" in content.html(item)


def test_right_to_left_text_says_so_and_keeps_addresses_left_to_right() -> None:
    item = make(
        Block(P, "نص"), language="ar", origin=Origin.MACHINE, original_link="https://a.example/", original_language="en"
    )
    made = content.html(item)
    assert made.startswith('<div lang="ar" dir="rtl">')
    assert '<p class="translation-note" lang="ar" dir="rtl">' in made
    assert '<a href="https://a.example/" hreflang="en" dir="ltr">' in made


def test_words_in_another_language_than_the_text_say_so() -> None:
    item = make(Block(P, "Habari"), language="sw", origin=Origin.MACHINE, origin_url="https://a.example/")
    assert '<p class="original-link" lang="en" dir="ltr">' in content.html(item)
    assert '<p class="translation-note" lang="en" dir="ltr">Machine translation' in content.html(item)


def test_chinese_marks_bring_their_own_space() -> None:
    item = make(Block(P, "文"), language="zh-Hans", origin_url="https://a.example/")
    assert content.text(item) == "文\n\n原文链接：https://a.example/"
    made = content.html(make(Block(P, "文"), language="ja", origin=Origin.MACHINE, original_link="https://a.example/"))
    assert '、未校閲。原文リンク：<a href="https://a.example/"' in made


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('<b onclick="x()">a</b>', "<b>a</b>"),
        ("<script>alert(1)</script>a", "a"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="java&#10;script:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="/relative">a</a>', "<a>a</a>"),
        ('<a href="mailto:desk@example.org">a</a>', '<a href="mailto:desk@example.org">a</a>'),
        (
            '<a href="https://a.example/?b=1&amp;c=2" target="_top">a</a>',
            '<a href="https://a.example/?b=1&amp;c=2">a</a>',
        ),
        ('a<img src="https://a.example/rt.gif">', "a"),
        ("a&#1;&#0;b", "a\ufffdb"),
        ("<b>open <i>a", "<b>open <i>a</i></b>"),
        ("</p></div><p>a", "a"),
        ("a<br>b H<sub>2</sub>O", "a<br>b H<sub>2</sub>O"),
        ("<!-- x -->", "text"),
        ("a &#x2067;b <b>c</b>&#x202c;", "a b <b>c</b>"),
    ],
)
def test_markup_is_sanitised_once_more(given: str, kept: str) -> None:
    assert content.html(make(Block(P, "text", given))) == f'<div lang="fr" dir="ltr">\n<p>{kept}</p>\n</div>'


@pytest.mark.parametrize(
    ("given", "one_line"),
    [
        ("a\x00b\x1f\x7f\x9fc\ufffe", "abc"),
        ("  a\r\n\tb\x85c\u2028d ", "a b c d"),
        ("Lien\u202f: «\u00a0a\u00a0»", "Lien\u202f: «\u00a0a\u00a0»"),
        ("\u202eabc\u202c", "abc"),
        ("a \u2067b\u2069 c", "a \u2067b\u2069 c"),
        ("a \u2067b\u202b c", "a b c"),
        ("\ud83c\udf3e", "🌾"),
        ("a\ud800b\udc00", "a\ufffdb\ufffd"),
        ("👩\u200d🌾 ]]>", "👩\u200d🌾 ]]>"),
    ],
)
def test_headlines_are_folded_without_loss(given: str, one_line: str) -> None:
    assert content.line(given) == one_line


@pytest.mark.parametrize(
    ("given", "link"),
    [
        ("https://a.example/p?q=1#f", "https://a.example/p?q=1#f"),
        ("HTTPS://a.example/é/%C3%A9", "https://a.example/%C3%A9/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        (" https://a.example/a b\n", "https://a.example/a%20b"),
        ("javascript:alert(1)", ""),
        ("mailto:desk@example.org", ""),
        ("//a.example/", ""),
        ("https:///path", ""),
        ("https://[::1", ""),
        ("https://a.example:port/", ""),
        ("https://a<b>.example/", ""),
        ('https://a.example/"onload="x', "https://a.example/%22onload=%22x"),
        ("https://user:secret@a.example/", ""),
        ("https://a.example/100%?q=5%zz&r=%41", "https://a.example/100%25?q=5%25zz&r=%41"),
        ("https://a%20b.example/", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_links(given: str, link: str) -> None:
    assert content.web_link(given) == link


@given(st.text().map("https://a.example/{}".format) | st.text().map("http://{}".format))
def test_a_link_is_a_uri_and_stays_as_it_is(address: str) -> None:
    link = content.web_link(address)
    assert not link or re.fullmatch(r"https?://(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+", link)
    assert content.web_link(link) == link


@pytest.mark.parametrize(
    ("given", "length", "lead"),
    [
        ("Une phrase courte.", 300, "Une phrase courte."),
        ("Une phrase, longue", 13, "Une phrase…"),
        ("展览会迎来参展商", 5, "展览会迎…"),
        ("abcd👩\u200d🌾efgh", 7, "abcd…"),
        ("abcdéfg".replace("é", "e\u0301"), 6, "abcd…"),
    ],
)
def test_leads_are_cut_at_a_word(given: str, length: int, lead: str) -> None:
    assert content.lead(make(Block(BlockKind.HEADING, "H"), Block(P, given)), length) == lead


def test_the_lead_of_a_release_without_text_is_its_subhead() -> None:
    assert content.lead(make(subhead="Trois jours")) == "Trois jours"
    assert content.lead(make()) == ""


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_lead_is_never_longer_than_asked(given: str, length: int) -> None:
    assert len(content.lead(make(Block(P, given)), length)) <= length


@given(st.text())
def test_printable_text_fits_xml_and_stays_so(given: str) -> None:
    once = content.printable(given)
    element = etree.Element("a")
    element.text = once
    assert etree.fromstring(etree.tostring(element)).text == (once or None)
    assert content.printable(once) == once


@settings(deadline=None)
@given(st.text(), st.text(), st.sampled_from(BlockKind))
def test_no_text_breaks_out_of_its_paragraph(given: str, marked_up: str, kind: BlockKind) -> None:
    made = lxml_html.fragment_fromstring(content.html(make(Block(kind, given, marked_up), dateline=LYON)))
    allowed = {"div", "p", "h2", "ul", "li", "blockquote", "table", "tr", "td", "tbody", *content.INLINE_TAGS}
    assert {element.tag for element in made.iter()} <= allowed
    assert {name for element in made.iter() for name in element.attrib} <= {"lang", "dir", "class", "href"}


def test_a_deep_nest_of_markup_is_no_crash() -> None:
    made = content.html(make(Block(P, "text", "<b>" * 20_000 + "a")))
    assert made.startswith('<div lang="fr" dir="ltr">')


def test_a_percent_sign_that_encodes_nothing_is_encoded() -> None:
    assert content.web_link("https://example.org/100%/a%20b?c=%zz") == "https://example.org/100%25/a%20b?c=%25zz"


def test_a_line_is_shortened_at_a_word() -> None:
    assert content.shortened("Le salon\nouvre ses portes", 14) == "Le salon…"
    assert content.shortened("Le salon\x00 ouvre", 14) == "Le salon ouvre"


def test_an_address_for_mail_is_a_uri() -> None:
    block = Block(P, "a", '<a href="mailto:a b@example.org?subject=x%">a</a>')
    assert 'href="mailto:a%20b@example.org?subject=x%25"' in content.html(make(block))
