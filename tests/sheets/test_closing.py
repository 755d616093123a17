"""A sheet put together again is the text it was opened from, but for the words a person changed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import segments
from pipeline.memory.pairing import pair
from pipeline.memory.redraft import carried
from pipeline.model import Article, Block, BlockKind, Line, Origin, Redraft, Segment, SegmentOrigin, SegmentState, Work
from pipeline.sheets import DATELINE, Base, base, close, overlaid
from tests.sheets.texts import MADE, NOW, article, marked, translated

SOURCE = article(
    "en",
    "Harbour museum opens its doors",
    "The museum opens on 4 May. It shows 300 model ships.\nEntry is free.",
    Block(BlockKind.HEADING, "Hours"),
    Block(BlockKind.LIST_ITEM, "Monday to Friday"),
    marked(BlockKind.PARAGRAPH, 'See <a href="https://e.example/x">the plan</a>. <b>Bring boots.</b> Thank you.'),
    Block(BlockKind.TABLE_ROW, "Adults | 5 euros | 6 dollars"),
    marked(BlockKind.CONTACT, "Press desk<br>Quay 1. Third door."),
    Block(BlockKind.PARAGRAPH, "***"),
    subhead="Three hundred ships. One hall.",
    dateline="PORTO, May 1 --",
)
WORDS = {
    "Harbour museum opens its doors": "O museu abre as portas",
    "The museum opens on 4 May.": "O museu abre a 4 de maio.",
    "It shows 300 model ships.": "Mostra 300 maquetes.",
    "Entry is free.": "A entrada é livre.",
    "See the plan.": 'Veja <a href="https://e.example/x">o plano</a>.',
    "Bring boots.": "<b>Traga botas.</b>",
    "Thank you.": "Obrigado.",
    "Three hundred ships.": "Trezentos navios.",
    "One hall.": "Uma sala.",
}


def portuguese() -> Base:
    ours, rows = translated(SOURCE, "pt", WORDS)
    ours = replace(ours, dateline=replace(SOURCE.dateline, text="PORTO, 1 de maio --"))  # type: ignore[type-var]
    return base(ours, SOURCE, rows)


def said(base: Base, **words: str) -> list[Line]:
    """The lines with other words, by the beginning of their source."""

    def changed(line: Line) -> Line:
        name = line.segment.source.split()[0].strip("*.") if line.segment.source.strip() else ""
        if name not in words:
            return line
        segment = replace(line.segment, target=words[name], html="", origin=SegmentOrigin.HUMAN)
        return replace(line, segment=segment)

    return [changed(line) for line in base.lines]


def test_nothing_changed_is_the_same_text_to_the_letter() -> None:
    opened = portuguese()
    closed = close(opened, opened.lines)
    assert (closed.headline, closed.subhead, closed.body) == (
        opened.ours.headline,
        opened.ours.subhead,
        opened.ours.body,
    )
    assert closed.dateline == opened.ours.dateline
    assert [one.block for one in closed.segments if one.block >= 0] == sorted(
        one.block for one in closed.segments if one.block >= 0
    )
    assert DATELINE not in {one.block for one in closed.segments}


def test_changed_words_stand_in_their_block_and_the_rest_keeps_spacing_links_and_kinds() -> None:
    opened = portuguese()
    closed = close(opened, said(opened, It="Tem 320.", Bring="Traga luvas.", Adults="Adultos", Press="Imprensa"))
    assert closed.body[0].text == "O museu abre a 4 de maio. Tem 320.\nA entrada é livre."
    assert closed.body[3].text == "Veja o plano. Traga luvas. Obrigado."
    assert closed.body[3].html == 'Veja <a href="https://e.example/x">o plano</a>. Traga luvas. Obrigado.'
    assert closed.body[4] == Block(BlockKind.TABLE_ROW, "Adultos | 5 euros | 6 dollars")
    assert closed.body[5].html == "Imprensa<br>Third door."
    assert [one.kind for one in closed.body] == [one.kind for one in SOURCE.body]


def test_a_sentence_taken_out_leaves_no_hole_and_a_block_without_words_goes() -> None:
    opened = portuguese()
    closed = close(opened, said(opened, It="", Hours="", Bring=""))
    assert closed.body[0].text == "O museu abre a 4 de maio.\nA entrada é livre."
    assert [one.kind for one in closed.body][:2] == [BlockKind.PARAGRAPH, BlockKind.LIST_ITEM]
    assert closed.body[2].text == "Veja o plano. Obrigado."
    by_source = {one.source: one for one in closed.segments}
    assert by_source["Monday to Friday"].block == 1
    assert by_source["Hours"].target == ""


def test_an_empty_line_in_a_sentence_begins_a_paragraph() -> None:
    opened = portuguese()
    closed = close(opened, said(opened, It="Tem 300.\n\nE mais uma."))
    assert [one.text for one in closed.body[:3]] == [
        "O museu abre a 4 de maio. Tem 300.",
        "E mais uma.\nA entrada é livre.",
        "Hours",
    ]
    by_source = {one.source: one.block for one in closed.segments}
    assert (by_source["It shows 300 model ships."], by_source["Entry is free."], by_source["Hours"]) == (0, 1, 2)
    again = base(replace(opened.ours, body=closed.body), SOURCE, closed.segments)
    assert close(again, again.lines).body == closed.body


def test_the_dateline_is_a_line_and_is_read_as_data_again() -> None:
    opened = portuguese()
    (line,) = [one for one in opened.lines if one.segment.block == DATELINE]
    assert (line.segment.source, line.segment.target) == ("PORTO, May 1 --", "PORTO, 1 de maio --")
    changed = [replace(one, segment=replace(one.segment, target="LISBOA, 2 de maio de 2026 (Fio) --")) if one is line else one for one in opened.lines]  # fmt: skip
    closed = close(opened, changed)
    assert closed.dateline is not None
    assert closed.dateline.text == "LISBOA, 2 de maio de 2026 (Fio) --"


def test_chinese_gets_no_space_between_sentences() -> None:
    ours, rows = translated(SOURCE, "zh-Hans", {"The museum opens on 4 May.": "博物馆五月四日开馆。", "It shows 300 model ships.": "展出三百艘。"})  # fmt: skip
    opened = base(ours, SOURCE, rows)
    closed = close(opened, said(opened, It="共三百艘。"))
    assert closed.body[0].text.startswith("博物馆五月四日开馆。共三百艘。")


def test_a_persons_own_paragraphs_are_kept_with_what_they_added() -> None:
    ours = article("pt", "Título", "Um. Junto: dois e três.", "Mais isto, só aqui.", "Quatro.", origin=Origin.EDITED)
    source = article("en", "Title", "One. Two.", "Three.", "Four.")
    units = segments.units(source.headline, source.subhead, source.body, "en")
    opened = base(ours, source, pair(units, ours.headline, "", ours.body, "pt"))
    assert close(opened, opened.lines).body == ours.body


NEWER = replace(
    SOURCE,
    version=2,
    body=(
        Block(BlockKind.PARAGRAPH, "Zwölf Boxkämpfer jagen quer! The museum opens on 4 May. It shows 320 model ships."),
        *SOURCE.body[2:],
    ),
)


def test_a_redraft_stands_in_the_blocks_of_the_newer_source() -> None:
    ours, rows = translated(SOURCE, "pt", WORDS)
    rows = [replace(one, state=SegmentState.FINAL) for one in rows]
    after = [
        Segment(unit.block, unit.text, f"[{unit.text}]")
        for unit in segments.units(NEWER.headline, NEWER.subhead, NEWER.body, "en")
    ]
    draft = Redraft(ours.uri, 1, replace(MADE, version=2), tuple(carried(rows, after)))
    opened = base(replace(ours, origin=Origin.APPROVED), NEWER, rows, draft, SOURCE)
    changed = {line.segment.source: (line.before, line.kept, line.machine) for line in opened.lines if line.changed}
    assert changed == {
        "Zwölf Boxkämpfer jagen quer!": ("", "", "[Zwölf Boxkämpfer jagen quer!]"),
        "It shows 320 model ships.": ("It shows 300 model ships.", "Mostra 300 maquetes.", "[It shows 320 model ships.]"),
    }  # fmt: skip
    closed = close(opened, opened.lines)
    assert closed.body[0].text == "[Zwölf Boxkämpfer jagen quer!] O museu abre a 4 de maio. [It shows 320 model ships.]"
    assert closed.body[2].html == ours.body[3].html
    assert [one.kind for one in closed.body] == [one.kind for one in NEWER.body]
    assert [line.touched for line in opened.lines if line.segment.source == "Entry is free."] == []


sentence = st.sampled_from(
    ["One day.", "Two!", "三。", "Mr. B came.", "5 | 6", "a", "x\ny.", "Il a dit : « oui ».", "***"]
)
kinds = st.sampled_from([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.HEADING])
bodies = st.lists(st.builds(lambda kind, parts: Block(kind, " ".join(parts)), kinds, st.lists(sentence, min_size=1, max_size=4)), min_size=1, max_size=5)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(bodies, st.sampled_from(["pt", "zh-Hans", "ar"]), st.data())
def test_any_text_comes_back_and_every_typed_word_is_in_it(
    body: list[Block], language: str, data: st.DataObject
) -> None:
    source: Article = article("en", "Head", *body)
    words = {unit.text: f"<{n}>" for n, unit in enumerate(segments.units("Head", "", body, "en"))}
    ours, rows = translated(source, language, {key: value.strip("<>") + "." for key, value in words.items()})
    opened = base(ours, source, rows)
    assert close(opened, opened.lines).body == ours.body
    typed = data.draw(st.lists(st.sampled_from(["", "neu.", "zwei. drei", "a\n\nb"]), min_size=len(rows), max_size=len(rows)))  # fmt: skip
    lines = [
        replace(line, segment=replace(line.segment, target=one if line.segment.block >= 0 else line.segment.target))
        for line, one in zip(opened.lines, typed, strict=True)
    ]
    closed = close(opened, lines)
    whole = "".join("".join(block.text.split()) for block in closed.body)
    for line in lines:
        if line.segment.block >= 0:
            assert "".join(line.segment.target.split()) in whole
    for one in closed.segments:
        if one.block >= 0 and one.target and "\n" not in one.target:
            assert one.target in closed.body[one.block].text
    reopened = base(replace(ours, body=closed.body or ours.body), source, closed.segments)
    if closed.body:
        assert close(reopened, reopened.lines).body == closed.body


def test_an_empty_dateline_is_to_look_at_until_somebody_has() -> None:
    for source, printed, origin, to_look_at in (
        (SOURCE, "", Origin.MACHINE, True),
        (SOURCE, "", Origin.EDITED, True),
        (SOURCE, "", Origin.APPROVED, False),
        (SOURCE, "PORTO, 1 de maio --", Origin.MACHINE, False),
    ):
        ours, rows = translated(source, "pt", WORDS)
        assert source.dateline is not None
        dateline = replace(source.dateline, text=printed) if printed else None
        opened = base(replace(ours, dateline=dateline, origin=origin), source, rows)
        (line,) = [one for one in opened.lines if one.segment.block == DATELINE]
        assert line.touched is to_look_at
    saved = Work(opened.ours.uri, line.key, line.segment.source, "", "", 1, "Reviewer", NOW)
    ours = replace(opened.ours, dateline=None, origin=Origin.MACHINE)
    sheet = overlaid(base(ours, SOURCE, rows), [saved], {}, (), False)
    (line,) = [one for one in sheet.lines if one.segment.block == DATELINE]
    assert not line.touched and line.person == "Reviewer"
