"""What translators' programs do to a file, and lines to send out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st
from lxml import etree

from pipeline import exchange, segments
from pipeline.exchange import Outcome, Parcel
from pipeline.model import (
    Article,
    Authority,
    Block,
    BlockKind,
    Issue,
    Line,
    Origin,
    Rights,
    Segment,
    SegmentOrigin,
    SegmentState,
    Severity,
    State,
    Term,
    TranslatedFrom,
)
from pipeline.sheets import keys
from tests.exchange.oasis import CORE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def article(language: str, *, origin: Origin = Origin.OFFICIAL) -> Article:
    made = TranslatedFrom("tag:n.example,2026:s/en", 3, "en") if origin is not Origin.OFFICIAL else None
    return Article(
        uri=f"tag:n.example,2026:s/{language}", story="s", source="wire", language=language, origin=origin,
        state=State.CURRENT, version=3, headline="h", subhead="", dateline=None,
        body=(Block(BlockKind.PARAGRAPH, "b"),), link="", rights=Rights.PUBLIC, authority=Authority.WIRE,
        first_created=NOW, version_created=NOW, published=NOW, updated=NOW, translated_from=made,
    )  # fmt: skip


def line(source: str, target: str, *, source_html: str = "", html: str = "", **told: object) -> Line:
    """One line with its key as if it stood alone; `told` goes to the segment or the line."""
    own = {name: told.pop(name) for name in list(told) if name in ("origin", "state", "issues", "block")}
    segment = Segment(own.pop("block", 0), source, target, html=html, **own)  # type: ignore[arg-type]
    return Line(keys([segment])[0], segment, source_html=source_html, **told)  # type: ignore[arg-type]


def numbered(lines: Sequence[Line]) -> list[Line]:
    """Lines as those of one text: with keys that differ."""
    from dataclasses import replace

    return [replace(one, key=key) for one, key in zip(lines, keys([one.segment for one in lines]), strict=True)]


def parcel(lines: Sequence[Line], language: str = "ar", terms: tuple[Term, ...] = ()) -> Parcel:
    return exchange.parcel(article(language, origin=Origin.MACHINE), article("en"), lines, lambda _: terms)


def back(content: bytes, lines: Sequence[Line]) -> tuple[Outcome, ...]:
    (returned,) = exchange.read(content, "f.xlf")
    return exchange.received(returned, lines)


# --- what programs do ------------------------------------------------------------------------------------------------
def toolkit(content: bytes, version: str) -> bytes:
    """Read and written again by translate-toolkit, every target set to what it is."""
    from translate.storage.xliff import Xliff1File
    from translate.storage.xliff2 import Xliff2File

    store = (Xliff2File if version == "2.1" else Xliff1File).parsestring(content)
    for unit in store.units:
        if unit.target:
            unit.target = unit.target
    return bytes(store)


def omegat(content: bytes, version: str) -> bytes:
    """As OmegaT leaves a file nobody changed: states its own, notes and what it does not know dropped, targets said."""
    core = CORE[version]
    root = etree.fromstring(content)
    for element in list(root.iter()):
        local = etree.QName(element).localname
        if local in ("note", "notes", "context-group", "metadata", "glossary", "header"):
            tail = element.tail
            parent = element.getparent()
            before = element.getprevious()
            parent.remove(element)
            if before is not None:
                before.tail = tail
        elif local == "target":
            element.set(SPACE, "preserve")
            if version == "1.2":
                element.attrib.pop("state-qualifier", None)
                element.set("state", "translated")
        elif local == "trans-unit":
            element.set("approved", "no")
        elif local == "segment" and element.find(f"{{{core}}}target") is not None:
            element.set("state", "translated")
            element.attrib.pop("subState", None)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def said(content: bytes, before: str, after: str) -> bytes:
    """A file with other words in its targets."""
    text = content.decode()
    done = re.sub(
        r"(<target\b[^>]*>)(.*?)(</target>)", lambda m: m[1] + m[2].replace(before, after) + m[3], text, flags=re.S
    )
    assert done != text, before
    return done.encode()


# --- sentences -------------------------------------------------------------------------------------------------------
WORDS = st.sampled_from(
    [
        "word", "été", "مرحبا", "שלום", "新闻发布", "ニュース", "👩‍🚀", "🇫🇷", "]]>", "&amp;", "<b>", "a < b & c", "\x01", "\x0b",
        "\ufffe", "\u2028", "\u00a0", "  ", "\t", "\n", "\r\n", "\u200f", "\u202b", "e\u0301", "https://e.example/a?b=1&c=2",
        "press@e.example", "@museum", "%s", "{0}", "'\"", "\x85",
    ]
)  # fmt: skip
PLAIN = st.lists(
    st.one_of(WORDS, st.text(st.characters(exclude_categories=["Cs"]), max_size=6)), min_size=1, max_size=8
)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, str]:
    """A sentence and its html."""
    text = draw(st.sampled_from(["", " "])).join(draw(PLAIN))
    marks = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        tag = draw(st.sampled_from(["a", "em", "strong", "b", "i", "sub", "sup", "br"]))
        href = draw(st.sampled_from(["https://e.example/1", "https://e.example/2?x=1&y=2", "mailto:p@e.example"]))
        marks.append(segments.Mark(start, end if tag != "br" else start + 1, tag, href if tag == "a" else ""))
    html = segments.render(text, marks)
    return text, html if "<" in html.replace("&lt;", "") else ""


@st.composite
def texts(draw: st.DrawFn) -> list[Line]:
    """The lines of one text."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        source, source_html = draw(marked())
        target, html = draw(st.one_of(marked(), st.just((source, source_html)), st.just(("", ""))))
        origin = draw(st.sampled_from(SegmentOrigin))
        state = draw(st.sampled_from(SegmentState)) if target.strip() else SegmentState.INITIAL
        issue = Issue("numbers", Severity.CRITICAL, "the source has {}", (source,))
        told = {"origin": origin, "state": state, "issues": (issue,) if draw(st.booleans()) else ()}
        if source.strip():
            found.append(line(source, target, source_html=source_html, html=html, **told))
    return numbered(found)
