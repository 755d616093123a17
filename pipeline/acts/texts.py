"""What people do to a text: edit, approve, reject, dismiss what a check found, take up a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pipeline.acts.told import named, reason
from pipeline.acts.typed import issues, read
from pipeline.errors import ActError
from pipeline.glossary import Glossary
from pipeline.memory.pairing import pair
from pipeline.memory.redraft import paragraphs
from pipeline.model import (
    Article,
    Block,
    BlockKind,
    Origin,
    Redraft,
    Segment,
    SegmentState,
    TranslatedFrom,
)
from pipeline.segments import units
from pipeline.store import Store, drafts, overview, people, translations
from pipeline.store import segments as stored


def edit(
    store: Store,
    uri: str,
    text: str,
    *,
    by: str,
    now: datetime,
    up_to_date: bool = False,
    glossary: Glossary | None = None,
) -> int:
    """Put a person's text in the place of a translation; returns the new version's number.

    The text is plain: the headline, an empty line, then paragraphs with empty lines between them. A dateline at its
    beginning is read as data. Raises ActError when there is nothing to edit or the text has no body.
    """
    named(by)
    uri = overview.find(store, uri)
    before = people.ours(store, uri)
    typed = read(text, before, headline=before.headline)
    words = (typed.headline, typed.subhead, typed.body)
    paired, paired_with = _paired(store, before, *words, up_to_date=up_to_date, glossary=glossary)
    return people.edit(
        store,
        uri,
        headline=typed.headline,
        subhead=typed.subhead,
        body=typed.body,
        dateline=typed.dateline or before.dateline,
        up_to_date=up_to_date,
        by=by,
        now=now,
        paired=paired,
        paired_with=paired_with,
    )


def _paired(
    store: Store,
    before: Article,
    headline: str,
    subhead: str,
    body: tuple[Block, ...],
    *,
    up_to_date: bool,
    glossary: Glossary | None = None,
) -> tuple[list[Segment], TranslatedFrom | None]:
    """A person's text beside the source it counts as made from, sentence by sentence, with what the checks find.

    A sentence that is as it was in the version before, or in the draft, keeps what is known of it: where it came from,
    whether a person approved it, its issues. Nothing is paired where the source is not at hand.
    """
    made_from = before.translated_from
    source = translations.source_of(store, made_from.uri, made_from.version) if made_from else None
    if made_from is not None and up_to_date:
        source = translations.newest(store, made_from.uri) or source
    if made_from is None or source is None:
        return [], None
    known = stored.of(store, before.uri, before.version)
    people_wrote = before.origin in (Origin.EDITED, Origin.APPROVED)
    if not people_wrote:  # a machine's text is not approved by being left as it is
        known = [replace(one, state=SegmentState.REVIEWED) for one in known]
    draft = drafts.of(store, before.uri)
    if draft is not None and draft.source.version == source.version:
        known += [one.segment for one in draft.segments]
    former = {one.source: one.target for one in known if one.source and one.target}
    sentences = units(source.headline, source.subhead, source.body, source.language)
    alike = {_words(one): one for one in reversed(known)}
    found = []
    for one in pair(sentences, headline, subhead, body, before.language, former=former):
        same = alike.get(_words(one))
        if same is None:
            found.append(replace(one, issues=issues(one, source, before.language, body, glossary or Glossary())))
        else:
            state = same.state if same.state is SegmentState.FINAL and people_wrote else SegmentState.REVIEWED
            found.append(replace(same, block=one.block, state=state, source=one.source, target=one.target))
    return found, TranslatedFrom(source.uri, source.version, source.language)


def _words(segment: Segment) -> tuple[str, str]:
    return " ".join(segment.source.split()), " ".join(segment.target.split())


def approve(
    store: Store,
    uri: str,
    *,
    by: str,
    now: datetime,
    up_to_date: bool = False,
    override: str = "",
    version: int = 0,
    silent: bool = False,
    without_saved: bool = False,
    revisions: Mapping[str, int] | None = None,
    glossary: Glossary | None = None,
) -> int:
    """Release a translation as it stands; returns the number of the approved version.

    Raises CriticalError while a critical issue stands open in it, unless `override` is the reason why it goes out all
    the same, which is kept. `silent` says that it is a fix readers need not hear of: its `updated` stays that of the
    version they have. `version` is the one the person read, 0 for the one that stands now; ActError when another has
    taken its place. SavedWordsError while somebody's saved sentences are not part of it, unless `without_saved`
    leaves them out: they stay in the editor; MovedError where somebody saved a sentence since its revision in
    `revisions`. A text that was never checked is checked first, by the terms of `glossary`.
    """
    named(by)
    override = reason(override) if override else ""
    uri = overview.find(store, uri)
    before = people.ours(store, uri)
    paired: list[Segment] = []
    paired_with: TranslatedFrom | None = None
    if up_to_date or not stored.of(store, uri, before.version):  # its sentences stand for others now, or are not known
        words = (before.headline, before.subhead, before.body)
        paired, paired_with = _paired(store, before, *words, up_to_date=up_to_date, glossary=glossary)
    return people.approve(
        store,
        uri,
        up_to_date=up_to_date,
        by=by,
        now=now,
        paired=paired,
        paired_with=paired_with,
        seen=version or before.version,
        override=override,
        silent=silent,
        without_saved=without_saved,
        revisions=revisions,
    )


def unapprove(store: Store, uri: str, *, by: str, why: str, now: datetime) -> int:
    """Take an approval back: the same words stand as edited ones; returns the new version's number."""
    named(by)
    return people.unapprove(store, overview.find(store, uri), by=by, why=reason(why), now=now)


def reject(store: Store, uri: str, *, by: str, now: datetime, why: str = "") -> int:
    """Refuse a translation: neither published nor made again until its source changes; `why` is kept."""
    named(by)
    return people.reject(store, overview.find(store, uri), by=by, now=now, why=reason(why) if why else "")


def dismiss(store: Store, uri: str, segment: int, check: str, *, by: str, why: str, now: datetime) -> int:
    """Set aside what a check found in one segment of a translation, counted from 1, until its words change.

    Returns how many issues that were. Raises ActError where there is no such issue.
    """
    named(by)
    why = reason(why)
    uri = overview.find(store, uri)
    version = people.ours(store, uri).version
    with store.write():
        return stored.dismiss(store, uri, version, segment - 1, check, by=by, why=why, now=now)


def redraft(store: Store, uri: str) -> Redraft:
    """The draft of a person's text whose source has a newer version; ActError where there is none."""
    found = drafts.of(store, uri)
    if found is None:
        raise ActError(
            "{} has no draft; one is made by `pipeline translate` for what a person wrote or approved, "
            "when its source has a newer version",
            uri,
        )
    return found


def draft_text(store: Store, draft: Redraft, language: str) -> str:
    """A draft as the plain text that `edit` takes: the person's words where the source stayed, new ones elsewhere."""
    source = translations.source_of(store, draft.source.uri, draft.source.version)
    kinds = [block.kind for block in source.body] if source else []
    tight = language.partition("-")[0] in ("zh", "ja", "th", "lo", "km", "my")
    parts = []
    for block, words in paragraphs(draft.segments, tight):
        listed = 0 <= block < len(kinds) and kinds[block] is BlockKind.LIST_ITEM
        parts.append(f"- {words}" if listed else words)
    return "\n\n".join(parts) + "\n"


def editable(article: Article) -> str:
    """An article as the plain text that `edit` takes back: headline, subhead, paragraphs, an empty line between."""
    marks = {BlockKind.LIST_ITEM: "- "}
    parts = [article.headline, article.subhead, *(marks.get(b.kind, "") + b.text for b in article.body)]
    return "\n\n".join(part for part in parts if part) + "\n"
