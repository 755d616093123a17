"""A release is read as a wire editor reads it: one file per pattern in tests/data/wire, its expectation beside it."""

from __future__ import annotations

import html
import json
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Block, BlockKind, NoticeKind, Release
from pipeline.wire import read

DATA = Path(__file__).parents[1] / "data" / "wire"
TAG = re.compile(r"<[^<>]*>")


def blocks(text: str) -> list[Block]:
    """A case's paragraphs: `## ` opens a heading, a closing tag somewhere makes a paragraph markup."""
    made = []
    for piece in text.strip("\n").split("\n\n"):
        kind = BlockKind.HEADING if piece.startswith("## ") else BlockKind.PARAGRAPH
        words = piece.removeprefix("## ")
        made.append(Block(kind, visible(words), words) if "</" in words else Block(kind, words))
    return made


def visible(markup: str) -> str:
    return html.unescape(TAG.sub("", markup.replace("<br>", " ")))


def told(release: Release) -> dict[str, Any]:
    line, embargo, notice = release.dateline, release.embargo, release.notice
    seldom: dict[str, Any] = {"number": release.number} if release.number else {}
    if embargo:
        seldom["embargo"] = {"until": embargo.until and embargo.until.isoformat(), "text": embargo.text}
    if notice:
        day = notice.issued and notice.issued.isoformat()
        seldom["notice"] = {"kind": notice.kind.value, "number": notice.number, "headline": notice.headline}
        seldom["notice"] |= {"issued": day, "text": notice.text}
    return seldom | {
        "headline": release.headline,
        "subhead": release.subhead,
        "dateline": line
        and {"place": line.place, "date": line.date and line.date.isoformat(), "wire": line.wire, "text": line.text},
        "origin_url": release.origin_url,
        "issuer": release.issuer,
        "warnings": list(release.warnings),
        "body": [[block.kind.value, block.text, *([block.html] if block.html else [])] for block in release.body],
    }


@pytest.mark.parametrize("case", sorted(DATA.glob("*.txt")), ids=lambda case: case.stem)
def test_reads_as_a_wire_editor_would(case: Path) -> None:
    told_of = json.loads(case.with_suffix(".json").read_text(encoding="utf-8"))
    given = told_of.get("given", {})
    published = datetime.fromisoformat(given["published"]) if "published" in given else None
    body = blocks(case.read_text(encoding="utf-8"))
    release = read(body, headline=given.get("headline", ""), published=published, link=given.get("link", ""))
    assert told(release) == told_of["expect"]


def test_every_language_has_a_case() -> None:
    seen = {case.stem.partition("-")[0] for case in DATA.glob("*.txt")}
    assert seen >= {"en", "fr", "es", "de", "pt", "it", "pl", "nl", "ru", "zh", "ja", "ko", "ar"}


def paragraph(text: str, markup: str = "") -> Block:
    return Block(BlockKind.PARAGRAPH, text, markup)


@pytest.mark.parametrize(
    "line",
    [
        "Website: https://forum.example.org/",
        "Photo: https://forum.example.org/1.jpg",
        "Contact: https://forum.example.org/contact",
        "Read more: https://forum.example.org/more",
        "Original link: ftp://forum.example.org/p.html",
        "Original link: https://",
        "Original link: https://[::1",
        "Here, at some length, is what the label of the original link is: https://forum.example.org/",
    ],
)
def test_only_a_label_of_the_original_gives_the_origin(line: str) -> None:
    release = read([paragraph("HAIKOU, Dec. 6, 2026 – The forum opens."), paragraph(line)])
    assert release.origin_url == ""
    assert release.body[-1].text == line


@pytest.mark.parametrize(
    "label",
    [
        "Lien original\u00a0:", "Lien de l'article original :", "ENLACE ORIGINAL:", "Originallink:", "Link zum Original:",
        "Link original:", "Link originale:", "Oryginalny link:", "Originele link:", "Ссылка на оригинал:", "原文链接：",
        "原文鏈接：", "原文リンク：", "원문 링크:", "الرابط الأصلي:",
    ],
)  # fmt: skip
def test_original_link_in_every_language(label: str) -> None:
    release = read(
        [paragraph("HAIKOU, Dec. 6, 2026 – The forum opens."), paragraph(f"{label} https://a.example/p.html.")]
    )
    assert release.origin_url == "https://a.example/p.html"
    assert [block.text for block in release.body] == ["The forum opens."]


def test_original_link_is_found_behind_boilerplate_and_contacts() -> None:
    behind = [
        "About Acme",
        *[f"Acme has {n} ports." for n in range(9)],
        "Media contact:",
        "Press office",
        "p@acme.example",
    ]
    body = [paragraph(text) for text in ["The forum opens.", "Original link: https://a.example/p.html", *behind]]
    assert read(body, headline="x").origin_url == "https://a.example/p.html"


def test_original_link_and_source_share_a_paragraph() -> None:
    release = read([paragraph("The forum opens."), paragraph("Original link: https://a.example/p.htmlSOURCE Acme")])
    assert (release.origin_url, release.issuer, len(release.body)) == ("https://a.example/p.html", "Acme", 1)
    release = read([paragraph("The forum opens."), paragraph("SOURCE Acme\nOriginal link: https://a.example/p.html")])
    assert (release.origin_url, release.issuer, len(release.body)) == ("https://a.example/p.html", "Acme", 1)


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("SOURCE Deloitte", "Deloitte"),
        ("Source : Bureau du port", "Bureau du port"),
        ("SOURCE: Acme Co., Ltd.", "Acme Co., Ltd."),
        ("ŹRÓDŁO Biuro Portu", "Biuro Portu"),
        ("来源：港口论坛", "港口论坛"),
        ("Source code is what the forum is about.", ""),
        ("Source Capital opens an office", ""),
        ("Source: the company said on Monday that it opens.", ""),
        ("Source: https://a.example/", ""),
        ("SOURCES OF PRIDE", ""),
    ],
)
def test_source_line_names_the_issuer(line: str, issuer: str) -> None:
    release = read([paragraph("The forum opens."), paragraph(line)], headline="x")
    assert release.issuer == issuer
    assert [block.text for block in release.body] == ["The forum opens."] + ([] if issuer else [line])


HOSTILE = [
    "A, " * 33_000,
    "BEIJING, Nov. " * 7_000,
    "/" * 100_000,
    "/PRNewswire" * 9_000,
    "(" * 100_000,
    "【" + "1" * 100_000,
    "1" * 100_000,
    " " * 100_000 + "x",
    "x" + " " * 100_000 + "x",
    "https://a.example/" + "(" * 50_000 + ")" * 50_000,
    "Original link: https://a.example/" + ")" * 100_000,
    "Original link" * 8_000 + ":",
    "View original content " * 5_000,
    "View original content: " * 5_000,
    "View original content" + " " * 100_000,
    "View original content: https://" * 3_200,
    "SOURCE " * 15_000,
    "https://a.example/.html" + "SOURCE" * 16_000,
    "# " * 50_000,
    "a@" * 50_000,
    "+1 (" * 25_000,
    "Photo - " * 12_000,
    "\n" * 50_000 + "SOURCE\n" * 7_000,
    "SOURCE " + "https://a.example/x SOURCE " * 4_000,
    "EMBARGOED UNTIL " + "9:00 " * 20_000,
    "EMBARGOED\n" * 10_000,
    "CORRECTING and REPLACING " * 4_000,
    "/" + "C O R R E C T I O N " * 5_000,
    "In the news release, " * 5_000,
    "The press release " * 6_000,
    "journalists should disregard the news release, " * 2_200,
    "KILL " * 20_000,
    "BEIJING " * 12_000 + "/PRNewswire/ --",
    "x. " * 33_000 + "/PRNewswire/ --",
    "ID: " + "1 " * 50_000,
    "monday " * 14_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text.strip()[:24])
def test_hostile_text_takes_no_time(text: str) -> None:
    markups = [
        "",
        "<b>" * 30_000 + text,
        f"<b>{html.escape(text)}</b>",
        "<b>BEIJING, Nov. 27, 2025 – </b>" + html.escape(text),
    ]
    read([paragraph("x")])  # the word lists are read once
    began = time.perf_counter()
    for markup in markups:
        body = [paragraph(text, markup), paragraph("BEIJING, Nov. 27, 2025 – " + text, markup), paragraph(text, markup)]
        read(body)
    assert time.perf_counter() - began < 30  # twelve texts of 100 kB and their markup


WORDS = st.sampled_from(
    [
        "forum",
        "port",
        "Haikou",
        "BEIJING,",
        "Nov.",
        "27,",
        "2025",
        "/PRNewswire/",
        "--",
        "–",
        "–",
        "(Xinhua)",
        "北京",
        "12月11日",
        "电",
        "le",
        "de",
        "In",
        "SOURCE",
        "Source",
        ":",
        "About",
        "Acme",
        "Contact:",
        "Photo",
        "-",
        "Original",
        "link:",
        "https://a.example/p.html",
        "View",
        "original",
        "content",
        ".htmlSOURCE",
        "###",
        "-30-",
        "FIN",
        "原文链接：",
        "&",
        "<",
        ">",
        "a@b.example",
        "\n",
        "\xa0",
        "。",
        "Inc.",
        "300",
        "FOR",
        "IMMEDIATE",
        "RELEASE",
        "EMBARGOED",
        "UNTIL",
        "CORRECTION:",
        "KILL",
        "/",
        "should read:",
        "The corrected release follows:",
        "09:00",
        "CET",
        "CNW 816235083",
    ]
)
TEXTS = st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60)
RANDOM_BLOCKS = st.lists(st.builds(Block, st.sampled_from(BlockKind), TEXTS, TEXTS), max_size=9)


def solid(text: str) -> str:
    return "".join(text.split())


def is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(letter in rest for letter in part)


@settings(max_examples=400, deadline=None)
@given(RANDOM_BLOCKS, st.sampled_from(["", "forum", "BEIJING"]), st.none() | st.just(datetime(2026, 2, 28, tzinfo=UTC)))
def test_nothing_is_invented_and_order_is_kept(body: list[Block], headline: str, published: datetime | None) -> None:
    release = read(body, headline=headline, published=published, link=headline)
    whole = solid("".join(block.text for block in body))
    assert is_subsequence(solid("".join(block.text for block in release.body)), whole)
    for part in (release.subhead, release.issuer, release.dateline.text if release.dateline else ""):
        assert solid(part) in whole
    assert all(block.text.strip() for block in release.body)


PLAIN = st.lists(
    st.sampled_from(["forum", "port", "opens", "today,", "it", "is", "long;", "Haikou", "300", "été", "港口", "порт"]),
    min_size=1,
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(Block, st.sampled_from([BlockKind.PARAGRAPH, BlockKind.HEADING]), PLAIN.map(" ".join)), max_size=8
    ),
    st.booleans(),
)
def test_text_without_conventions_is_never_lost(body: list[Block], dated: bool) -> None:
    opening = "HAIKOU, China, Dec. 6, 2026 /PRNewswire/ -- "
    if dated:
        body = [*body[:4], paragraph(opening + "The forum opens."), *body[4:]]
    release = read(body)
    parts = [release.headline, release.subhead, *(block.text for block in release.body)]
    if dated:
        assert release.dateline is not None
        assert solid("".join(parts)) == solid("".join(block.text for block in body).replace(opening, ""))
    else:
        assert solid("".join(parts)) == solid("".join(block.text for block in body))


def test_importing_is_cheap() -> None:
    import subprocess
    import sys

    code = "import sys, pipeline.wire; print({'babel', 'lxml', 'bs4', 'httpx'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "set()"
    )


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        (
            "ANULADO: El puerto acoge la semana",
            "Se ruega ignorar «El puerto acoge la semana», publicado el 21 de noviembre de 2026.",
        ),
        ("撤稿：港口人才周将举行", "请撤回稿件《港口人才周将举行》，2026年11月21日发布。"),
        ("取り消し：人材週間を開催", "2026年11月21日配信の「人材週間を開催」を取り消します。"),
    ],
)
def test_the_one_day_a_kill_names_is_that_of_its_item(headline: str, text: str) -> None:
    notice = read([Block(BlockKind.PARAGRAPH, text)], headline=headline).notice
    assert notice is not None
    assert (notice.kind, notice.issued) == (NoticeKind.KILL, date(2026, 11, 21))
