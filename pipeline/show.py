"""What commands show to a person: the same records as `--json`, laid out for reading."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline import plan
from pipeline import routes as ways
from pipeline.config import Config
from pipeline.errors import ActError
from pipeline.glossary import Merged
from pipeline.model import Article, Change, Origin, Preview, Term, WhyNot
from pipeline.records import models as model_records
from pipeline.records import moment
from pipeline.store import Store, evidence
from pipeline.store import candidates as queue
from pipeline.terminal import say, shown, table, warn

UNSTEADY = 1.2  # rounds of one setting this far apart say more of the machine's other work than of the setting


def status(found: dict[str, Any]) -> None:
    """The state of the newsroom."""
    say("Sources")
    table(
        ["source", "last success", "new", "changed", "trouble"],
        [
            [
                source["id"],
                source["last_success"] or "never",
                source["new"],
                source["changed"],
                f"since {source['error_since']}: {source['error']}" if source["error"] else "",
            ]
            for source in found["sources"]
        ],
    )
    say(f"\n{found['stories']} stories; articles by language and origin")
    origins = [origin.value for origin in Origin]
    table(
        ["language", *origins],
        [[tag, *(counts.get(origin, "") for origin in origins)] for tag, counts in found["articles"].items()],
    )
    for row in found["untranslated"]:
        said = f"{row['source']} > {row['target']}: {row['stories']} stories, {row['reason']}"
        say(said + (f"; install with: {row['command']}" if row["command"] else ""))
    for source in found["sources"]:
        for told in (*source["alarms"], *source["notes"]):
            say(f"{source['id']}: {shown(told)}")
    for held in found["held"]:
        say(f"{held['status']}: {held['story']} {shown(held['headline'])} ({shown(held['why'])})")
    if found["questions"]:
        say(f"{found['questions']} questions wait for a person: see `pipeline stories list`")
    for uri in found["undetermined"]:
        say(f"language undetermined: {uri}")
    for told in found["glossary"]["warnings"]:
        say(f"glossary: {shown(told)}")
    for one in found["deliveries"]:
        if one["failures"]:
            then = (
                f"next try {one['next_try']}" if one["next_try"] else "not tried again before `pipeline deliver --now`"
            )
            said = f"delivery {one['channel']} to {one['name']} fails since {one['error_since']}"
            say(f"{said}: {shown(one['error'])}; {then}; {one['waiting']} changes wait")
    for problem in found["problems"]:
        if problem["kind"] != "source":
            say(f"{problem['kind']} since {problem['since']}: {shown(problem['message'])}")


def articles(found: Sequence[Article]) -> None:
    """Articles, a row each."""
    table(
        ["uri", "language", "origin", "state", "headline"],
        [[a.uri, a.language, a.origin.value, a.state.value, a.headline] for a in found],
    )


def waiting(found: Sequence[dict[str, Any]]) -> None:
    """Translations that wait for a person, a row each."""
    table(
        ["uri", "waits since", "critical", "headline"],
        [[row["uri"], row["since"], row["critical_issues"] or "", row["headline"]] for row in found],
    )


def article(whole: dict[str, Any]) -> None:
    """One article for reading."""
    facts = ("uri", "language", "origin", "state", "version", "source", "link", "route", "published", "origin_url")
    for name in facts:
        if whole[name] is not None and whole[name] != "":
            say(f"{name + ':':13}{shown(whole[name])}")
    if whole["headline_derived"]:
        say("headline:    derived from the first sentence")
    if whole["language_evidence"]:
        say(f"evidence:    {shown(whole['language_evidence'])}")
    say(f"\n{shown(whole['headline'])}\n")
    lead = whole["dateline"]["text"] + " " if whole["dateline"] else ""
    for text in [whole["subhead"], *(block["text"] for block in whole["body"])]:
        if text:
            said = text if text == whole["subhead"] else lead + text
            lead = lead if text == whole["subhead"] else ""
            say(shown(said) + "\n")
    for number, part in enumerate(whole["segments"], 1):
        for issue in part["issues"]:
            aside = f" (dismissed by {shown(issue['dismissed_by'])})" if issue["dismissed_by"] else ""
            say(f"segment {number}: {issue['severity']}, {issue['check']}: {shown(issue['message'])}{aside}")
    if approval := whole["approval"]:
        said = f"approved by {shown(approval['by'])} at {approval['at']}, on version {approval['source_version']}"
        say(f"{said} of its source")
        if approval["override"]:
            say(f"approved in spite of {len(approval['open'])} critical issues: {shown(approval['override'])}")
    for past in whole["history"]:
        by = f" by {shown(past['by'])}" if past["by"] else ""
        say(f"version {past['version']}: {past['origin']}, {past['state']}, {past['created']}{by}")
    for sister in whole["sisters"]:
        say(f"also in {sister['language']}: {sister['uri']} ({sister['origin']}, {sister['state']})")


WHY_NOT = {
    WhyNot.KILLED: "its story was killed",
    WhyNot.WITHHELD: "its story is withheld",
    WhyNot.EMBARGO: "its story is under embargo",
    WhyNot.JOINED: "its story was joined into another",
    WhyNot.SPIKED: "its story was put aside (spiked)",
    WhyNot.SUPERSEDED: "a newer version stands in its place",
    WhyNot.REJECTED: "it was rejected",
    WhyNot.LANGUAGE: "the channel has no feed in its language",
    WhyNot.LEVEL: "it is not released as far as the channel asks",
    WhyNot.RIGHTS: "it is for internal use, the channel is public",
    WhyNot.SOURCE: "the channel does not take from its source",
    WhyNot.CRITICAL: "critical issues stand open in it, or it was never checked",
    WhyNot.OUTDATED: "its source has a newer version, and the channel carries no text that is behind",
    WhyNot.BETTER: "a better version of its story stands in its place",
    WhyNot.OLD: "newer items fill the feed",
}


def preview(found: Preview) -> None:
    """What an output would write, on standard output; on standard error why the channel does not carry it."""
    reach = found.reach
    if reach.today:
        warn(f"{reach.channel.id} does not carry it: {'; '.join(WHY_NOT[bar] for bar in reach.today)}")
        then = "; ".join(WHY_NOT[bar] for bar in reach.then)
        warn(f"once it is approved: {then}" if then else "once it is approved, it goes out as shown")
        if reach.due:
            warn(f"it goes out by itself at {reach.due:%Y-%m-%d %H:%M}Z unless somebody rejects it")
    say(found.raw)


def changes(found: Sequence[Change]) -> None:
    """What came out, changed or left: sequence, channel, language, what happened, whether readers should hear of it."""
    heads = ["sequence", "at", "channel", "language", "event", "notify", "version", "uri"]
    rows = [
        [
            one.sequence,
            moment(one.at),
            one.channel,
            one.language,
            one.event.value,
            "yes" if one.notify else "no",
            one.version,
            one.uri,
        ]
        for one in found
    ]
    table(heads, rows)


def matches(found: Sequence[dict[str, Any]]) -> None:
    """Remembered sentences, the likest first."""
    for row in found:
        say(f"{row['score']:.0%} {row['origin']}, {shown(row['person'] or 'nobody named')}, {row['at']}")
        say(f"    {shown(row['source'])}\n    {shown(row['target'])}")
        for differs in row["differs"]:
            ours, theirs = shown(differs["remembered"]) or "nothing", shown(differs["asked"]) or "nothing"
            say(f"    differs: {ours} there, {theirs} here")


def questions(found: Sequence[dict[str, Any]]) -> None:
    """What waits for a person."""
    for row in found:
        if row["question"] == "join":
            say(f"{row['uri']} may belong to {row['story']} ({row['score']:.0%}): {shown(row['evidence'])}")
            say(f"    to join them: pipeline stories join {row['uri'].rpartition('/')[0]} {row['story']}")
            say(f"    if it does not: pipeline stories decline {row['uri']} {row['story']}")
        else:
            of = f"of {row['story']}" if row["story"] else "of no story known here"
            said = shown(row["text"])[:200]
            say(f"{row['kind']} {of}, from {row['source']} at {row['at']}: {said} ({row['evidence']})")
            if row["story"]:
                say(f"    to decide: pipeline kill {row['story']}, or pipeline release {row['story']}")
            say(f"    to leave it as it is: pipeline stories settle {row['source']} {shown(row['entry'])} --why …")


def records(found: Iterable[dict[str, Any]], *, json: bool) -> None:
    """Trial results as they come: a line of JSON each, or laid out for reading."""
    from pipeline import probe

    for record in found:
        if json:
            say(probe.as_line(record))
        else:
            for line in probe.shown(record):
                say(shown(line))
            say()
        sys.stdout.flush()


def raw(store: Store, uri: str) -> None:
    """The page an article was read from, byte for byte, on standard output; when it was fetched, on standard error."""
    kept = evidence.page(store, uri)
    if kept is None:
        raise ActError(f"no page is kept of {uri}: it came with its feed or from a file, or `retain:` has passed")
    warn(f"{kept.raw.url} fetched {kept.first_fetched:%Y-%m-%dT%H:%M:%SZ}, SHA-256 {kept.sha256}")
    sys.stdout.buffer.write(kept.raw.content)


def models(config: Config, *, json: bool) -> None:
    """The installed models of every engine."""
    engines = plan.engines(config)
    rows = model_records(engines)
    if json:
        _print_json(rows)
        return
    table(
        ["engine", "from", "to", "model", "size"],
        [
            [r["engine"], r["source"], r["target"], r["model"], f"{r['size'] / 1e6:.0f} MB" if r["size"] else ""]
            for r in rows
        ],
    )
    for trouble in plan.troubles(engines):
        say(shown(trouble))


def routes(config: Config, *, json: bool) -> None:
    """The matrix of language pairs: the chain of engines, or none."""
    engines = plan.engines(config)
    pairs = {name: engine.pairs() for name, engine in engines.items()}
    found = ways.matrix(pairs, config.languages, pinned=config.translation.routes)
    if json:
        _print_json(
            [
                {"source": source, "target": target, "route": ways.describe(route) if route else None}
                for (source, target), route in found.items()
            ]
        )
        return
    table(
        ["from", "to", "route"],
        [[source, target, ways.describe(route) if route else "none"] for (source, target), route in found.items()],
    )
    for trouble in plan.troubles(engines):
        say(shown(trouble))


def bench(found: dict[str, Any], *, json: bool) -> None:
    """How fast models are here, and how they run best."""
    if json:
        _print_json(found)
        return
    if tuning := found["tuning"]:
        threads = f"{tuning['inter_threads']} × {tuning['intra_threads']} threads"
        said = f"{found['cores']} cores; models run best with {threads}, batches of {tuning['batch_tokens']} tokens"
        say(said if found["kept"] else f"{said}; not kept, for the models folder cannot be written")
        if found["apart"] > UNSTEADY:
            say(f"the same setting was {found['apart']:.1f} times faster in one round than in another: measure again")
            say("when the machine has nothing else to do")
    table(
        ["engine", "from", "to", "model", "words/s", "loaded in"],
        [
            [
                *(row[key] for key in ("engine", "source", "target", "model")),
                f"{row['words_per_second']:,.0f}" if row["words_per_second"] else row["trouble"],
                f"{row['load_seconds']:.1f} s" if row["words_per_second"] else "",
            ]
            for row in found["pairs"]
        ],
    )


def _print_json(value: Any) -> None:
    import json

    say(json.dumps(value, ensure_ascii=False, indent=2))


def terms(found: Sequence[Term]) -> None:
    """Glossary entries, a row each."""
    table(
        ["term", "from", "to", "translation", "forbidden", "note"],
        [
            [t.term, t.source, t.target, "(stays)" if t.keep else t.translation, " | ".join(t.forbidden), t.note]
            for t in found
        ],
    )


def merged(found: Merged) -> None:
    """What came of terms that were put into the glossary."""
    for term in found.added:
        say(f"added {_told(term)}")
    for before, after in found.changed:
        say(f"changed {_told(before)} to {_told(after)}")
    for term, why in found.skipped:
        say(shown(f"skipped {term.term} ({term.source} > {term.target}): {why}"))


def _told(term: Term) -> str:
    said = "stays as it is" if term.keep else f"is {term.translation}" if term.translation else "has no translation"
    more = f", never {' or '.join(term.forbidden)}" if term.forbidden else ""
    return shown(f"{term.term} ({term.source} > {term.target}) {said}{more}")


def candidates(found: Sequence[queue.Open]) -> None:
    """Names and phrases that wait to become terms, a row each."""
    table(
        ["term", "language", "kind", "stories", "seen", "example"],
        [[c.term, c.language, c.kind, c.stories, c.seen, c.example] for c in found],
    )


def deliveries(found: Sequence[dict[str, Any]]) -> None:
    """What became of texts that translators gave back, a line each."""
    for one in found:
        made = f"this is version {one['version']}" if one["version"] else "no new version"
        counts = ", ".join(f"{one[name]} {name}" for name in ("taken", "unchanged", "refused", "missing"))
        say(shown(f"{one['file']}: {one['uri'] or 'no text'}: {counts}; {made}"))


def refusals(found: dict[str, Any]) -> list[str]:
    """What of a translator's text was not taken: why, and their words, so that none are lost."""
    told = [f"{found['file']}: {found['why']}"] if found["why"] else []
    for one in found["segments"]:
        if one["verdict"] not in ("refused", "missing"):
            continue
        said = f"{found['file']}: “{one['source']}”: {one['why']}"
        if one["source_now"]:
            said += f"; the source says now “{one['source_now']}”"
        if one["verdict"] == "refused":
            said += f"; the file says “{one['target']}”"
            said += f", here stands “{one['standing']}”" if one["standing"] else ""
        told.append(said)
    return told
