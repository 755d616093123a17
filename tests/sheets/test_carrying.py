from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import segments
from pipeline.errors import ActError
from pipeline.sheets import allowed, carried

LINK = '<a href="https://e.example/x">maquetes de navios</a>'


@pytest.mark.parametrize(
    ("html", "after", "wanted"),
    [
        (f"Mostra 300 {LINK}.", "Mostra 320 maquetes de navios.", f"Mostra 320 {LINK}."),
        (
            f"Mostra 300 {LINK}.",
            "Mostra 300 navios em miniatura.",
            'Mostra 300 <a href="https://e.example/x">navios</a> em miniatura.',
        ),
        (
            f"Mostra 300 {LINK}.",
            "Estão 300 maquetes grandes de navios aqui.",
            'Estão 300 <a href="https://e.example/x">maquetes grandes de navios</a> aqui.',
        ),
        (f"Mostra {LINK} e <b>mais</b>.", "Mostra e mais.", 'Mostra e <a href="https://e.example/x"><b>mais</b></a>.'),
        (f"Mostra {LINK}.", "Mostra nada!", 'Mostra <a href="https://e.example/x">nada</a>!'),
        ("Muito <b>bom</b> dia.", "Dia.", ""),
        ("看<b>三百</b>个模型。", "请看<b>三百</b>个大模型。".replace("<b>", "").replace("</b>", ""), "请看<b>三百</b>个大模型。"),
        ("متحف <a href=\"https://e.example/\">الميناء</a> هنا", "هذا متحف الميناء", "هذا متحف <a href=\"https://e.example/\">الميناء</a>"),
    ],
)  # fmt: skip
def test_links_and_emphasis_follow_their_words(html: str, after: str, wanted: str) -> None:
    assert carried(segments.plain(html), html, after) == wanted


def test_a_link_whose_words_are_gone_goes_to_the_last_word_that_has_none() -> None:
    html = f"{LINK} abre hoje."
    assert carried(segments.plain(html), html, "Abre") == '<a href="https://e.example/x">Abre</a>'
    two = '<a href="https://e.example/1">um</a> <a href="https://e.example/2">dois</a>'
    moved = carried("um dois", two, "nada mesmo aqui")
    assert {"https://e.example/1", "https://e.example/2"} == {m.href for m in segments.read(moved).marks}


@given(st.text(alphabet="ab c.é中<&", max_size=30), st.text(alphabet="ab c.é中<&", max_size=30), st.data())
def test_the_words_are_never_touched_and_no_link_is_lost_while_a_word_is_left(
    before: str, after: str, data: st.DataObject
) -> None:
    spots = st.integers(0, len(before))
    a, b = sorted((data.draw(spots), data.draw(spots)))
    html = segments.render(before, [segments.Mark(a, b, "a", "https://e.example/")])
    found = carried(before, html, after)
    if found:
        assert segments.plain(found) == after
    if "<a" in html and any(c.isalpha() for c in after):
        assert "<a" in found


def test_long_sentences_are_carried_in_bounded_time() -> None:
    words = " ".join(f"w{n}" for n in range(6000))
    html = f"<b>w-1</b> {words} <b>end</b>"
    found = carried(segments.plain(html), html, segments.plain(html).replace("w3000", "other"))
    assert found.startswith("<b>w-1</b>")
    assert found.endswith("<b>end</b>")


def test_a_browser_may_only_put_the_originals_marks_within_the_words() -> None:
    source = 'See <a href="https://e.example/">this</a> <b>now</b>'
    assert [m.tag for m in allowed([[0, 3, "a", "https://e.example/"], [4, 6, "b", ""]], "Veja já", source)] == [
        "a",
        "b",
    ]
    for told in (
        [[0, 3, "a", "https://evil.example/"]],
        [[0, 3, "a", "javascript:alert(1)"]],
        [[0, 3, "script", ""]],
        [[0, 300, "b", ""]],
        [[3, 3, "b", ""]],
        [[True, 2, "b", ""]],
        [["0", 2, "b", ""]],
        [[0, 2, ["b"], {}]],
        {"a": 1},
        "b",
        None,
        [[0, 1, "b", ""]] * 1000,
    ):
        with pytest.raises(ActError):
            allowed(told, "Veja já", source)
