"""Which translations a story lacks, and whose version stands in for whose. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.language import sisters
from pipeline.model import UNDETERMINED, Origin, Rights, State
from pipeline.stories.placement import KnownArticle


def stands_in(official: KnownArticle, rights: Rights) -> bool:
    """Whether an official version takes the place of ours wherever a text with these rights could go."""
    return official.rights is Rights.PUBLIC or rights is Rights.INTERNAL


@dataclass(frozen=True, slots=True)
class Need:
    """A translation that a story lacks: into `target`, from the best of `sources` (best rights first)."""

    story: str
    target: str
    sources: tuple[KnownArticle, ...]


def needs(
    articles: Sequence[KnownArticle], *, languages: Sequence[str], public: Collection[str], refused: Mapping[str, str]
) -> list[Need]:
    """The translations a story lacks, or has from an older version of its source.

    `languages` are those every story should exist in, `public` those that some channel asks for with public rights.
    `refused` maps a target language to the uri of a live version that a person wrote, approved or rejected: no machine
    text is made there.
    """
    officials = [a for a in articles if a.origin is Origin.OFFICIAL and a.language != UNDETERMINED]
    found = []
    for target in languages:
        if target in refused or not officials:
            continue
        rights = Rights.PUBLIC if target in public and _any_public(officials) else Rights.INTERNAL
        if any(stands_in(a, rights) for a in officials if counts_as(a.language, target, languages)):
            continue
        if any(a.language == target and _good(a, rights) for a in articles if a.origin is Origin.MACHINE):
            continue
        ranked = (
            sorted(officials, key=lambda a: a.rights is not Rights.PUBLIC) if rights is Rights.PUBLIC else officials
        )
        usable = [a for a in ranked if a.rights is rights or rights is Rights.INTERNAL]
        usable = [a for a in usable if a.language != target]
        if usable:
            found.append(Need(officials[0].story, target, tuple(usable)))
    return found


def counts_as(have: str, wanted: str, languages: Sequence[str]) -> bool:
    """Whether a version in `have` serves readers of `wanted`: that very tag, or a sister not asked for itself."""
    return have == wanted or (sisters(have, wanted) and have not in languages)


def _any_public(articles: Iterable[KnownArticle]) -> bool:
    return any(a.rights is Rights.PUBLIC for a in articles)


def _good(machine: KnownArticle, rights: Rights) -> bool:
    """Whether a machine translation we have still does: made from the source as it stands, with rights enough."""
    return machine.state is State.CURRENT and (machine.rights is Rights.PUBLIC or rights is Rights.INTERNAL)
