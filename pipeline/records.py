"""Articles and states as plain records, for `--json` and whoever scripts against it. Field names are a promise."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pipeline.model import (
    Account,
    Approval,
    Article,
    Block,
    Cell,
    Dateline,
    Engine,
    Issue,
    Match,
    Origin,
    Preview,
    Redraft,
    Segment,
    State,
    Term,
    Work,
)
from pipeline.store import candidates, notices, proposals
from pipeline.store.deliveries import DeliveryState
from pipeline.store.overview import Past
from pipeline.store.problems import Problem
from pipeline.store.sources import SourceState

if TYPE_CHECKING:
    from pipeline.exchange import Delivery, Sent

Record = dict[str, Any]


def moment(value: datetime | None) -> str | None:
    """A time as RFC 3339 in UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def article(found: Article, second: tuple[Origin, State, int] | None = None) -> Record:
    """One article as `list --json` gives it; `second` is its other live version, where it has one."""
    source = found.translated_from
    return {
        "uri": found.uri,
        "story": found.story,
        "source": found.source,
        "language": found.language,
        "origin": found.origin.value,
        "state": found.state.value,
        "version": found.version,
        "headline": found.headline,
        "translated_from": (
            {"uri": source.uri, "version": source.version, "language": source.language} if source else None
        ),
        "route": found.route or None,
        "link": found.link or None,
        "published": moment(found.published),
        "updated": moment(found.updated),
        "rights": found.rights.value,
        "headline_derived": found.headline_derived,
        "second": {"origin": second[0].value, "state": second[1].value, "version": second[2]} if second else None,
    }


def waiting(found: Cell, headline: str) -> Record:
    """A translation that waits for a person, as `waiting --json` gives it."""
    return {
        "uri": found.uri,
        "story": found.story,
        "language": found.language,
        "origin": found.state.value,
        "version": found.ours,
        "outdated": found.outdated,
        "critical_issues": found.criticals,
        "functional_issues": found.functionals,
        "since": moment(found.since),
        "headline": headline,
    }


def whole(
    found: Article,
    *,
    evidence: str,
    history: Sequence[Past],
    sisters: Sequence[Article],
    segments: Sequence[Segment],
    approval: Approval | None = None,
) -> Record:
    """One article with its text, facts, history and sister versions, as `show --json` gives it."""
    return article(found) | {
        "subhead": found.subhead,
        "by": found.by,
        "located": found.located,
        "dateline": dateline(found.dateline),
        "origin_url": found.origin_url or None,
        "issuer": found.issuer or None,
        "authority": found.authority.value,
        "first_created": moment(found.first_created),
        "version_created": moment(found.version_created),
        "body": [block(item) for item in found.body],
        "text": "\n\n".join(item.text for item in found.body),
        "language_evidence": evidence,
        "history": [
            {
                "version": past.version,
                "origin": past.origin.value,
                "state": past.state.value,
                "created": moment(past.created),
                "by": past.editor or None,
                "change": json.loads(past.change) if past.change else None,
            }
            for past in history
        ],
        "sisters": [
            {"uri": s.uri, "language": s.language, "origin": s.origin.value, "state": s.state.value} for s in sisters
        ],
        "segments": [segment(item) for item in segments],
        "approval": approved(approval) if approval else None,
    }


def approved(found: Approval) -> Record:
    """Who stands for a version: `source_version` is that of its source when they approved it."""
    return {
        "by": found.person,
        "at": moment(found.at),
        "source_version": found.source.version,
        "override": found.override or None,
        "open": [{"segment": number, "check": check, "message": text} for number, check, text in found.stood],
    }


def preview(found: Preview) -> Record:
    """A text as an output would publish it, and for each channel why it does not: nothing where it does."""
    return {
        "uri": found.article.uri,
        "version": found.article.version,
        "channel": found.reach.channel.id,
        "output": found.output,
        "channels": [
            {
                "id": one.channel.id,
                "why_not": list(one.today),
                "why_not_once_approved": list(one.then),
                "goes_out_by_itself": moment(one.due),
            }
            for one in found.others
        ],
        "raw": found.raw,
    }


def segment(item: Segment) -> Record:
    """One sentence beside its translation, what made it, and what the checks found."""
    return {
        "block": item.block,
        "source": item.source,
        "target": item.target,
        "html": item.html,
        "origin": item.origin.value,
        "state": item.state.value,
        "score": item.score,
        "route": item.route,
        "models": item.models,
        "rungs": list(item.rungs),
        "issues": [issue(found) for found in item.issues],
    }


def issue(found: Issue) -> Record:
    """What a check found, as `show` and `try checks` tell it."""
    return {
        "check": found.check,
        "severity": found.severity.value,
        "message": found.text,
        "source_at": list(found.source_at) if found.source_at else None,
        "target_at": list(found.target_at) if found.target_at else None,
        "dismissed_by": found.dismissed_by or None,
    }


def work(found: Work) -> Record:
    """A person's saved words for a sentence, as `work --json` gives them."""
    return {
        "source": found.source,
        "target": found.target,
        "person": found.person,
        "at": found.at.isoformat(),
        "issues": [issue(one) for one in found.issues],
    }


def sent(found: Sent) -> Record:
    """A text that went to a translator, as `export xliff --json` gives it."""
    return {"uri": found.uri, "language": found.language, "file": str(found.path), "sentences": found.sentences}


def returned(found: Delivery) -> Record:
    """What became of a text that a translator gave back, as `import xliff --json` gives it.

    `version` is the one that was made of it, null where none was, and `why` tells why not. `source_now` is the
    sentence as the source has it where that is another one now, `standing` the words that stand here.
    """
    from pipeline.exchange import Verdict

    return {
        "file": found.file,
        "uri": found.uri,
        "language": found.language,
        "version": found.version or None,
        "why": found.why or None,
        **{verdict.value: found.count(verdict) for verdict in Verdict},
        "segments": [
            {
                "key": one.key,
                "verdict": one.verdict.value,
                "why": one.why or None,
                "source": one.source,
                "source_now": one.current or None,
                "target": one.target,
                "standing": one.standing,
            }
            for one in found.outcomes
        ],
    }


def redraft(found: Redraft) -> Record:
    """A draft as `show --draft --json` gives it: each sentence, and where the source changed what was there before."""
    return {
        "uri": found.uri,
        "version": found.version,
        "translated_from": {
            "uri": found.source.uri,
            "version": found.source.version,
            "language": found.source.language,
        },
        "reopened": sum(one.reopened for one in found.segments),
        "segments": [
            {
                "block": one.segment.block,
                "source": one.segment.source,
                "target": one.segment.target,
                "origin": one.segment.origin.value,
                "state": one.segment.state.value,
                "reopened": one.reopened,
                "source_before": one.before or None,
                "kept": one.kept or None,
            }
            for one in found.segments
        ],
    }


def match(found: Match) -> Record:
    """A remembered sentence as `memory search --json` gives it."""
    return {
        "source": found.source,
        "target": found.target,
        "score": found.score,
        "origin": found.origin,
        "person": found.person or None,
        "at": moment(found.at),
        "differs": [{"remembered": ours, "asked": theirs} for ours, theirs in found.differs],
    }


def block(item: Block) -> Record:
    """One block of a body."""
    return {"kind": item.kind.value, "text": item.text, "html": item.html}


def dateline(found: Dateline | None) -> Record | None:
    """A dateline as data."""
    if found is None:
        return None
    day = found.date.isoformat() if found.date else None
    return {"place": found.place, "date": day, "wire": found.wire, "text": found.text}


def source(name: str, kind: str, state: SourceState, waiting: int, alarms: Sequence[str]) -> Record:
    """How one source fares."""
    return {
        "id": name,
        "kind": kind,
        "last_attempt": moment(state.last_attempt),
        "last_success": moment(state.last_success),
        "failures": state.failures,
        "error": state.error or None,
        "error_since": moment(state.error_since),
        "new": state.new,
        "changed": state.changed,
        "unreadable": waiting,
        "next_visit": moment(state.next_visit),
        "moved_to": state.moved_to or None,
        "gone_since": moment(state.gone_since),
        "alarms": list(alarms),
        "notes": list(state.notes),
    }


def delivery(channel: str, kind: str, found: DeliveryState, waiting: int) -> Record:
    """How one delivery of a channel fares: `waiting` changes did not arrive yet.

    `stopped` says that it fails and is not tried again before a person asks for it.
    """
    return {
        "channel": channel,
        "name": found.name,
        "kind": kind,
        "delivered": found.delivered,
        "waiting": waiting,
        "last_success": moment(found.last_success),
        "failures": found.failures,
        "error": found.error or None,
        "error_since": moment(found.since),
        "next_try": moment(found.next_try),
        "stopped": bool(found.failures and found.next_try is None),
    }


def problem(found: Problem) -> Record:
    """One thing that fails now."""
    return {
        "kind": found.kind,
        "subject": found.subject,
        "message": found.message,
        "since": moment(found.since),
        "traceback": found.traceback or None,
    }


def term(found: Term) -> Record:
    """A glossary entry, as `glossary list --json` gives it."""
    return {
        "term": found.term,
        "source": found.source,
        "target": found.target,
        "translation": found.translation or None,
        "forbidden": list(found.forbidden),
        "keep": found.keep,
        "note": found.note or None,
    }


def candidate(found: candidates.Open) -> Record:
    """Words that a glossary may want, as `glossary candidates --json` gives them."""
    return {
        "language": found.language,
        "term": found.term,
        "kind": found.kind,
        "stories": found.stories,
        "seen": found.seen,
        "example": found.example,
    }


def models(engines: Mapping[str, Engine]) -> list[Record]:
    """The installed models of each engine, as `models list --json` gives them; None for what is not known."""
    rows = []
    for name, engine in engines.items():
        for pair in sorted(engine.pairs()):
            row: Record = {"engine": name, "source": pair.source, "target": pair.target, "model": engine.model(pair)}
            told = engine.details(pair) if hasattr(engine, "details") else {}
            rows.append(row | {key: told.get(key) or None for key in ("path", "size", "sha256", "url")})
    return rows


def account(found: Account) -> Record:
    """Somebody with an account, as `people list --json` gives it."""
    person = found.person
    state = "active" if person.ready else "invited" if found.link_until else "without password"
    return {
        "name": person.name,
        "role": person.role.value,
        "languages": list(person.languages),
        "account": state if person.active else "closed",
        "created": moment(found.created),
        "created_by": found.created_by,
        "link_until": moment(found.link_until),
        "sessions": found.sessions,
        "seen": moment(found.seen),
    }


def questions(proposed: Sequence[proposals.Open], notices: Sequence[notices.Open]) -> list[Record]:
    """What waits for a person, as `stories list --json` gives it."""
    return [
        *(
            {"question": "join", "uri": p.uri, "story": p.story, "score": p.score, "evidence": p.evidence}
            for p in proposed
        ),
        *(
            {
                "question": "notice",
                "kind": n.kind.value,
                "story": n.story or None,
                "source": n.source,
                "entry": n.entry,
                "verdict": n.verdict or None,
                "evidence": n.why,
                "text": n.text,
                "at": moment(n.at),
            }
            for n in notices
        ),
    ]
