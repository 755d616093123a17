"""Notices have a wire's form; text that merely speaks of killing, holding or correcting is none."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.model import Block, BlockKind, NoticeKind
from pipeline.wire import read
from pipeline.wire.notices import take_notice


def paragraph(text: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text)


@pytest.mark.parametrize(
    ("headline", "kind", "left"),
    [
        ("CORRECTING and REPLACING Forum Opens", "correction", "Forum Opens"),
        ("CORRECTING AND REPLACING PHOTO Forum Opens", "correction", "Forum Opens"),
        ("/C O R R E C T I O N -- Forum Office/", "correction", ""),
        ("/CORRECTION -- Forum Office/", "correction", ""),
        ("CORRECTION: Forum Opens", "correction", "Forum Opens"),
        ("Correction: Forum Opens", "correction", "Forum Opens"),
        ("CORRECTED-Forum Opens", "correction", "Forum Opens"),
        ("REFILE-Forum Opens", "correction", "Forum Opens"),
        ("UPDATE: Forum Opens", "correction", "Forum Opens"),
        ("Acme Announces Correction of Previous Press Release", "correction", None),
        ("Rectificatif : Le forum ouvre", "correction", "Le forum ouvre"),
        ("ERRATUM - Le forum ouvre", "correction", "Le forum ouvre"),
        ("Korrektur: Forum beginnt", "correction", "Forum beginnt"),
        ("BERICHTIGUNG: Forum beginnt", "correction", "Forum beginnt"),
        ("CORRECCIÓN: Abre el foro", "correction", "Abre el foro"),
        ("Correção: Abre o fórum", "correction", "Abre o fórum"),
        ("RETTIFICA: Apre il forum", "correction", "Apre il forum"),
        ("Korekta: Rusza forum", "correction", "Rusza forum"),
        ("RECTIFICATIE: Forum begint", "correction", "Forum begint"),
        ("Исправление: Форум открывается", "correction", "Форум открывается"),
        ("更正：论坛开幕", "correction", "论坛开幕"),
        ("【訂正】フォーラム開幕", "correction", "フォーラム開幕"),
        ("[정정] 포럼 개막", "correction", "포럼 개막"),
        ("تصحيح: افتتاح المنتدى", "correction", "افتتاح المنتدى"),
        ("KILL KILL KILL", "kill", None),
        ("/KILL -- Forum Office/", "kill", None),
        ("/DISREGARD RELEASE: Forum Office/", "kill", None),
        ("STORY WITHDRAWN", "kill", None),
        ("WITHDRAWN: Forum Opens", "kill", None),
        ("ANNULATION : Le forum ouvre", "kill", None),
        ("STORNO: Forum beginnt", "kill", None),
        ("WIDERRUF: Forum beginnt", "kill", None),
        ("ZURÜCKGEZOGEN: Forum beginnt", "kill", None),
        ("ANULADO: Abre el foro", "kill", None),
        ("RETIRADO: Abre el foro", "kill", None),
        ("ANNULLATA: Apre il forum", "kill", None),
        ("ОТЗЫВ: Форум открывается", "kill", None),
        ("【撤稿】论坛开幕", "kill", None),
        ("【取り消し】フォーラム開幕", "kill", None),
        ("[취소] 포럼 개막", "kill", None),
        ("إلغاء: افتتاح المنتدى", "kill", None),
        ("HOLD HOLD HOLD", "hold", None),
        ("/HOLD -- Forum Office/", "hold", None),
        ("/ADVISORY -- Forum Office/", "advisory", None),
        ("/A D D E N D U M -- Forum Office/", "advisory", None),
        ("REPEAT -- Forum Opens", "repeat", "Forum Opens"),
        ("/REPEAT -- Forum Office/", "repeat", ""),
    ],
)
def test_headlines_of_notices(headline: str, kind: str, left: str | None) -> None:
    notice, rest, _ = take_notice(headline, [paragraph("The forum opens on Friday.")])
    assert notice is not None and notice.kind.value == kind
    assert rest == (headline if left is None else left)
    same, _, blocks = take_notice("", [paragraph(headline), paragraph("The forum opens on Friday.")])
    assert same is not None and same.kind is notice.kind
    assert blocks[-1].text == "The forum opens on Friday."


@pytest.mark.parametrize(
    "headline",
    [
        "Corrections Officers Strike", "Correction of the Budget Begins", "Kill Bill Returns to Cinemas", "Killing Time",
        "Bank Withdrawn From the Market", "Hold: a Song", "Hold the Date", "Repeat Offenders", "MEDIA ADVISORY: Forum Opens",
        "ADVISORY: Forum Opens", "Travel Advisory: Snow", "Update: Forum Opens", "Storno im Hafen", "Retirado el barco",
        "Cancelled: Harbour Run", "Annulation de la course", "更正记录的论坛", "取り消しの理由", "Updates", "",
    ],
)  # fmt: skip
def test_other_headlines_are_none(headline: str) -> None:
    body = [paragraph("The forum opens on Friday.")]
    assert take_notice(headline, body) == (None, headline, body)


@pytest.mark.parametrize(
    "text",
    [
        "The drug will kill the virus, and a correction of the dose follows.",
        "Please hold the date.",
        "The editor said: kill the story, and hold the page.",
        "The company has withdrawn from the market and retracted its outlook.",
        "The minister should read the report (instead of the summary).",
        "Journalists should disregard rumours.",
        "A press release has been drafted.",
        "The press release is the oldest tool of the trade. It was cancelled culture that changed it.",
    ],
)
def test_running_text_is_none(text: str) -> None:
    body = [paragraph(text), paragraph("It goes on.")]
    assert take_notice("Forum Opens", body)[0] is None
    assert take_notice("", body)[0] is None


@pytest.mark.parametrize(
    ("text", "kind", "number", "headline", "issued"),
    [
        ('KILL KILL KILL = Please kill item dpa 157 "Forum opens". More follows.', "kill", "157", "Forum opens", None),
        ("HOLD HOLD HOLD = Please hold item dpa 158 „Forum beginnt“.", "hold", "158", "Forum beginnt", None),
        ("Please kill the story Forum-Fire, V-9991. A kill is mandatory.", "kill", "V9991", "Forum-Fire", None),
        (
            "Journalists and other readers should disregard the news release, Acme Opens, issued 10-Nov-2025 over PRN.",
            "kill", "", "Acme Opens", date(2025, 11, 10),
        ),
        (
            'The press release titled "Acme Opens", issued on November 3, 2026, has been retracted.',
            "kill", "", "Acme Opens", date(2026, 11, 3),
        ),
        (
            "Please disregard the release https://www.prnewswire.com/news-releases/acme-302650009.html.",
            "kill", "302650009", "", None,
        ),
        ("Le communiqué « Le forum ouvre », diffusé le 3 novembre 2026, est retiré.", "kill", "", "Le forum ouvre",
         date(2026, 11, 3)),
    ],
)  # fmt: skip
def test_sentences_of_notices(text: str, kind: str, number: str, headline: str, issued: date | None) -> None:
    notice, _, blocks = take_notice("", [paragraph(text)])
    assert notice is not None
    assert (notice.kind.value, notice.number, notice.headline, notice.issued) == (kind, number, headline, issued)
    assert blocks == [paragraph(text)]


def test_the_corrected_text_is_the_body() -> None:
    body = [
        "Headline should read: Forum Opens on Friday (instead of Forum Opens on Monday).",
        "The corrected release follows:",
        "FORUM OPENS ON FRIDAY",
        "TAMPA, Fla.--(BUSINESS WIRE)--The forum opens on Friday.",
    ]
    release = read([paragraph(text) for text in body], headline="CORRECTING and REPLACING Forum Opens on Friday")
    assert release.notice is not None and release.notice.kind is NoticeKind.CORRECTION
    assert release.headline == "Forum Opens on Friday"
    assert [block.text for block in release.body] == ["The forum opens on Friday."]
    assert "instead of" in release.notice.text


def test_a_notice_without_a_story_keeps_its_own_text() -> None:
    release = read([Block(BlockKind.HEADING, "STORY WITHDRAWN")])
    assert release.notice is not None and release.notice.kind is NoticeKind.KILL
    assert [block.text for block in release.body] == ["STORY WITHDRAWN"]
