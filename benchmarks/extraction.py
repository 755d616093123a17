"""How well are pages read? Body, headline, date, noise and time, ours beside trafilatura alone.

Run `python -m benchmarks.extraction` (`-v` names each miss).
The pages are composed: each layout in `data/extraction/layouts` (wires, portals, common site software, with the
furniture of their kind) is filled with the texts it names from `data/extraction/texts`. A layout begins with a comment
in TOML: `texts`, and where they apply `lead` (before the first paragraph), `tail` (further lines that belong to the
body), `offset` (hours from UTC of the site's dates), `url`, `only` (so many paragraphs), `flat` (no headings or lists).

Body F1 is that of words (of characters in Chinese, Japanese, Thai and the like), counted as a bag, the mean over
pages. Noise is the share of what was found that is not in the gold text. A headline must be the same to the letter,
blanks aside; a date must be the day that the page states.

The same pages are read again without the names that layouts give away (`nameless`: every class and id is scrambled),
without JSON-LD and OpenGraph (`bare`), and with menus and teasers outweighing the text (`crowded`).
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from html import escape
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "extraction"
_DENSE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what should be found on it."""

    name: str
    language: str
    url: str
    html: bytes
    headline: str
    published: date
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader of pages found."""

    headline: str
    published: date | None
    body: str


@dataclass(frozen=True, slots=True)
class Score:
    """The means over all pages; `by_language` is the body F1 of each, `misses` names what was wrong."""

    body: float
    by_language: dict[str, float]
    headlines: float
    dates: float
    noise: float
    milliseconds: float
    misses: tuple[str, ...]


def pages() -> Iterator[Page]:
    """The corpus, in the order of the file names."""
    texts = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((DATA / "texts").glob("*.toml"))}
    for path in sorted((DATA / "layouts").glob("*.html")):
        comment, _, html = path.read_text("utf-8").partition("-->")
        layout = tomllib.loads(comment.removeprefix("<!--"))
        for stem in layout["texts"]:
            yield _page(f"{path.stem}/{stem}", layout, html.lstrip(), texts[stem])


def _page(name: str, layout: dict[str, Any], html: str, text: dict[str, Any]) -> Page:
    from babel.dates import format_date, format_datetime

    moment: datetime = text["date"].replace(tzinfo=timezone(timedelta(hours=layout.get("offset", 0))))
    locale = text["language"].replace("-", "_")
    noise = text["noise"]
    lines: list[str] = [line for line in text["paragraphs"] if not layout.get("flat") or line[:2] not in ("# ", "* ")]
    lines = lines[: layout.get("only", len(lines))]
    words = {key: value for key, value in text.items() if isinstance(value, str)}
    words |= {key: value for key, value in noise.items() if isinstance(value, str)}
    words |= {
        "lang": text["language"],
        "dir": "rtl" if text["language"] == "ar" else "ltr",
        "iso": moment.isoformat(),
        "iso_utc": moment.astimezone(UTC).isoformat(),
        "day": moment.date().isoformat(),
        "us_day": f"{moment:%m/%d/%Y}",
        "year": f"{moment:%Y}",
        "month": f"{moment:%m}",
        "dayno": f"{moment:%d}",
        "url_day": f"{moment:%Y/%m/%d}",
        "numeric": f"{moment:%d.%m.%Y}",
        "long": format_date(moment, "long", locale=locale),
        "long_time": format_datetime(moment, "long", locale=locale),
        "slug": re.sub(r"\W+", "-", text["headline"].lower()).strip("-"),
        "HEADLINE": text["headline"].upper(),
        "headline_cut": text["headline"][: len(text["headline"]) * 2 // 3].rstrip() + "...",
    }
    lines[0] = layout.get("lead", "").format(**words) + lines[0]
    tail = [line.format(**words) for line in layout.get("tail", [])]
    markup = {
        "menu": "".join(f'<li><a href="/{n}">{escape(item)}</a></li>' for n, item in enumerate(noise["menu"])),
        "related": "".join(f'<li><a href="/r{n}">{escape(item)}</a></li>' for n, item in enumerate(noise["related"])),
        "json_body": json.dumps("\n".join(lines), ensure_ascii=False)[1:-1],
        **{f"related{n + 1}": escape(item) for n, item in enumerate(noise["related"])},
    }

    def fill(found: re.Match[str]) -> str:
        key, *asked = found[1].split(":")
        if key == "body":
            start, end = (int(asked[1] or 0), int(asked[2]) if asked[2] else None) if len(asked) > 1 else (0, None)
            return _BODIES[asked[0]](lines[start:end])
        return markup[key] if key in markup else escape(words[key])

    return Page(
        name=name,
        language=text["language"],
        url=layout.get("url", "https://www.site.example/news/1.html").format(**words),
        html=re.sub(r"\{\{([^{}]+)\}\}", fill, html).encode(),
        headline=text["headline"],
        published=moment.date(),
        body="\n".join(re.sub(r"^[#*] ", "", line) for line in [*lines, *tail]),
    )


def _paragraphs(lines: list[str], around: str = "p", head: str = "h2") -> str:
    html = "".join(
        f"<{head}>{escape(line[2:])}</{head}>"
        if line.startswith("# ")
        else f"<li>{escape(line[2:])}</li>"
        if line.startswith("* ")
        else f"<{around}>{escape(line, quote=False)}</{around}>\n"
        for line in lines
    )
    return re.sub(r"((?:<li>.*?</li>)+)", r"<ul>\1</ul>", html)


_BODIES: dict[str, Callable[[list[str]], str]] = {
    "p": _paragraphs,
    "prn": lambda lines: _paragraphs(["\0" + line for line in lines[:1]] + lines[1:]).replace(
        "\0", '<span class="x"></span>'
    ),
    "div": lambda lines: _paragraphs(lines, "div", "h3"),
    "span": lambda lines: "".join(f"<div><span>{escape(line.lstrip('#* '))}</span></div>" for line in lines),
    "br": lambda lines: "<br><br>\n".join(escape(line.lstrip("#* ")) for line in lines),
}


def ours(page: Page) -> Found:
    """This project's reading; captions are no running text."""
    from pipeline.extract import article
    from pipeline.model import BlockKind

    draft = article(page.html, url=page.url, now=NOW)
    text = "\n".join(block.text for block in draft.body if block.kind is not BlockKind.CAPTION)
    return Found(draft.headline, draft.stated.date() if draft.stated else None, text)


def trafilatura_alone(page: Page) -> Found:
    """Trafilatura's reading with its defaults."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(page.html, url=page.url, with_metadata=True, include_comments=False)
    if found is None:
        return Found("", None, "")
    return Found(found.title or "", date.fromisoformat(found.date) if found.date else None, found.text or "")


def _nameless(html: str) -> str:
    def scrambled(found: re.Match[str]) -> str:
        names = (hashlib.sha256(name.encode()).hexdigest()[:6] for name in found[2].split())
        return f'{found[1]}="{" ".join(f"c{name}" for name in names)}"'

    return re.sub(r'\b(class|id)="([^"]*)"', scrambled, html)


def _bare(html: str) -> str:
    html = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
    return re.sub(r"<meta [^>]*(?:og:|twitter|date|publi|DC)[^>]*>", "", html, flags=re.IGNORECASE)


def _crowded(html: str) -> str:
    menu = "".join(f'<a href="/c{n}">Category number {n}</a> ' for n in range(150))
    teaser = '<div><a href="/s{n}"><h3>Another story of some length, number {n}</h3></a><p>{text}</p></div>'
    text = "A teaser of about twenty words that tells a little of what the other story is about, and then ends here."
    teasers = "".join(teaser.format(n=n, text=text) for n in range(25))
    html = re.sub(r"<body[^>]*>", lambda body: f"{body[0]}<div>{menu}</div>", html, count=1)
    return html.replace("</body>", f"<div>{teasers}</div><div>{menu}</div></body>")


VARIANTS: dict[str, Callable[[str], str]] = {"": str, "nameless": _nameless, "bare": _bare, "crowded": _crowded}


def measure(read: Callable[[Page], Found], variant: str = "") -> Score:
    """Reads the whole corpus, in one of its `VARIANTS`, and scores it."""
    change = VARIANTS[variant]
    corpus = [replace(page, html=change(page.html.decode()).encode()) for page in pages()]
    read(corpus[0])  # what is loaded on first use is not the page's
    began = time.perf_counter()
    found = [read(page) for page in corpus]
    spent = time.perf_counter() - began
    by_language: dict[str, list[float]] = defaultdict(list)
    noise, headlines, days, misses = [], 0, 0, []
    for page, result in zip(corpus, found, strict=True):
        precision, recall = _shares(page.body, result.body)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        by_language[page.language].append(f1)
        noise.append(1 - precision)
        same = " ".join(result.headline.split()) == " ".join(page.headline.split())
        headlines += same
        days += result.published == page.published
        if f1 < 0.95:
            misses.append(f"{page.name}: body {f1:.2f} (precision {precision:.2f}, recall {recall:.2f})")
        if not same:
            misses.append(f"{page.name}: headline {result.headline!r}")
        if result.published != page.published:
            misses.append(f"{page.name}: date {result.published} for {page.published}")
    return Score(
        body=_mean([score for scores in by_language.values() for score in scores]),
        by_language={language: _mean(scores) for language, scores in sorted(by_language.items())},
        headlines=headlines / len(corpus),
        dates=days / len(corpus),
        noise=_mean(noise),
        milliseconds=1000 * spent / len(corpus),
        misses=tuple(misses),
    )


def _shares(gold: str, found: str) -> tuple[float, float]:
    """Precision and recall of the found text as a bag of tokens."""
    wanted, got = Counter(_tokens(gold)), Counter(_tokens(found))
    common = (wanted & got).total()
    return common / got.total() if got else 0.0, common / wanted.total() if wanted else 0.0


def _tokens(text: str) -> list[str]:
    spaced = _DENSE.sub(lambda found: f" {found[0]} ", text.lower())
    return re.findall(r"\w+", spaced)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def main() -> None:
    """Prints both scores; with `-v` also each miss of ours."""
    print(f"{sum(1 for _ in pages())} pages")
    for variant in VARIANTS:
        print(f"\n{variant or 'as composed'}")
        for name, read in (("trafilatura alone", trafilatura_alone), ("ours", ours)):
            score = measure(read, variant)
            print(
                f"{name}: body F1 {score.body:.3f}, headlines {score.headlines:.1%}, dates {score.dates:.1%}, "
                f"noise {score.noise:.1%}, {score.milliseconds:.0f} ms a page\n  "
                + " ".join(f"{language} {f1:.3f}" for language, f1 in score.by_language.items())
            )
            if "-v" in sys.argv and read is ours:
                print("\n".join(f"  {miss}" for miss in score.misses))


if __name__ == "__main__":
    main()
