"""Descriptions, contacts, captions and end marks are told by their first words, and little else is."""

from __future__ import annotations

import pytest

from pipeline.model import Block, BlockKind
from pipeline.wire import read
from pipeline.wire.boilerplate import mark_kinds


def paragraph(text: str, markup: str = "") -> Block:
    return Block(BlockKind.PARAGRAPH, text, markup)


@pytest.mark.parametrize(
    "text",
    [
        "About Acme", "About the organisers", "About Acme: Acme builds ports.", "À propos de la fondation", "À propos d’Acme",
        "Über Acme", "Acerca de Acme", "Sobre a Acme", "Informazioni su Acme", "O firmie Acme", "Over Acme", "О компании Acme",
        "关于港口论坛", "關於港口論壇", "港湾フォーラムについて", "항만 포럼 소개", "حول المنتدى", "Forward-looking statements",
    ],
)  # fmt: skip
def test_opens_a_description(text: str) -> None:
    assert [block.kind for block in mark_kinds([paragraph(text), paragraph("It was founded in 1999.")])] == [
        BlockKind.BOILERPLATE
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        "About 300 seats", "About noon: doors open", "About half of the guests came from abroad.", "Over the past year",
        "Über 300 Gäste", "Contact us today to learn more.", "They stayed in contact for years", "Photo of the year", "Logo", "关于举办港口论坛的通知", "フォーラム開催について",
        "港口论坛设立联系人制度并公布名单",
    ],
)  # fmt: skip
def test_ordinary_text_keeps_its_kind(text: str) -> None:
    assert mark_kinds([paragraph(text)]) == [paragraph(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Media contact:", "Contact presse : a@b.example", "Pressekontakt", "Contacto de prensa: Acme", "Ufficio stampa: Acme",
        "Контакты для СМИ: a@b.example", "联系人：港口论坛", "お問い合わせ先：事務局", "문의: 사무국", "للتواصل: مكتب المنتدى",
    ],
)  # fmt: skip
def test_contacts_run_as_long_as_they_look_like_contacts(text: str) -> None:
    body = [
        paragraph(text),
        paragraph("Press Office"),
        paragraph("+86 898 0000 0000"),
        paragraph("The forum opens in May."),
    ]
    kinds = [block.kind for block in mark_kinds(body)]
    assert kinds == [BlockKind.CONTACT] * 3 + [BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    "text",
    [
        "Photo - https://a.example/1.jpg",
        "Logo : https://a.example/1.png",
        "Foto: Acme",
        "Photo 2: the pier",
        "图片：港口",
        "사진: 항만",
    ],
)
def test_captions(text: str) -> None:
    assert mark_kinds([paragraph(text)]) == [Block(BlockKind.CAPTION, text)]


def test_a_bold_name_opens_a_description() -> None:
    block = paragraph("About Acme Acme builds ports.", "<strong>About Acme</strong> Acme builds ports.")
    assert mark_kinds([block])[0].kind is BlockKind.BOILERPLATE


def test_a_description_ends_with_the_next_heading() -> None:
    texts = ["The forum opens.", "About Acme", "Acme builds ports."]
    body = [*map(paragraph, texts), Block(BlockKind.HEADING, "Programme"), paragraph("It begins at two.")]
    kinds = [block.kind.value for block in read(body, headline="x").body]
    assert kinds == ["paragraph", "boilerplate", "boilerplate", "heading", "paragraph"]


@pytest.mark.parametrize("mark", ["###", "# # #", "-30-", "– FIN –", "- END -", "(完)", "（完）", "ENDS"])
def test_end_marks_go(mark: str) -> None:
    assert [b.text for b in read([paragraph("The forum opens."), paragraph(mark)], headline="x").body] == [
        "The forum opens."
    ]


@pytest.mark.parametrize("text", ["30", "(30)", "Fin", "The end", "#", "* * *"])
def test_what_is_no_end_mark_stays(text: str) -> None:
    assert read([paragraph("The forum opens."), paragraph(text)], headline="x").body[-1].text == text


LEGAL = [
    "This press release contains forward-looking statements within the meaning of the law.",
    "Certain statements in this release are “forward-looking statements” and involve risks.",
    "Le présent communiqué contient des énoncés prospectifs au sens des lois applicables.",
    "Diese Pressemitteilung enthält zukunftsgerichtete Aussagen, die auf Annahmen beruhen.",
    "Este comunicado contiene declaraciones a futuro sujetas a riesgos.",
    "Este comunicado contém declarações prospectivas sujeitas a riscos.",
    "Il presente comunicato stampa contiene «dichiarazioni previsionali».",
    "Dit persbericht bevat toekomstgerichte verklaringen.",
    "Niniejszy komunikat zawiera stwierdzenia dotyczące przyszłości.",
    "Настоящий пресс-релиз содержит заявления прогнозного характера.",
    "本新闻稿包含前瞻性陈述，涉及风险和不确定因素。",
    "本新聞稿包含前瞻性陳述。",
    "本資料には将来の見通しに関する記述が含まれています。",
    "이 보도자료에는 미래예측 진술이 포함되어 있습니다.",
    "يحتوي هذا البيان الصحفي على بيانات تطلعية.",
    "Neither the TSX Venture Exchange nor its Regulation Services Provider has reviewed this text.",
]


@pytest.mark.parametrize("text", LEGAL)
def test_a_legal_paragraph_is_a_set_piece_and_the_next_one_is_news_again(text: str) -> None:
    kinds = [block.kind for block in mark_kinds([paragraph("News."), paragraph(text), paragraph("More news.")])]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.BOILERPLATE, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    "title",
    [
        "Cautionary Note Regarding Forward-Looking Statements", "Forward-Looking Statements Disclaimer", "Safe Harbour Statement",
        "Mise en garde concernant les énoncés prospectifs", "Hinweis zu zukunftsgerichteten Aussagen",
        "Advertencia sobre declaraciones prospectivas", "Declarações de caráter prospectivo", "将来の見通しに関する記述",
    ],
)  # fmt: skip
def test_a_legal_title_opens_legal_text(title: str) -> None:
    kinds = [
        block.kind for block in mark_kinds([paragraph("News."), paragraph(title), paragraph("They involve risks.")])
    ]
    assert kinds == [BlockKind.PARAGRAPH, BlockKind.BOILERPLATE, BlockKind.BOILERPLATE]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor made forward-looking statements about the tram.",
        "This press release contains three photos.",
        "Forward-looking statements by ministers were welcomed by the hall on Tuesday.",
    ],
)
def test_news_about_the_future_is_no_legal_text(text: str) -> None:
    assert mark_kinds([paragraph(text)]) == [paragraph(text)]
