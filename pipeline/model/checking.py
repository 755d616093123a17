"""What is checked about a translated sentence, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipeline.model.editorial import BlockKind


class Severity(StrEnum):
    """How bad an issue is, worst first."""

    CRITICAL = "critical"  # a reader would be told something false or unreadable; keeps a version from approval
    FUNCTIONAL = "functional"  # probably wrong; a person should look
    COSMETIC = "cosmetic"

    @property
    def rank(self) -> int:
        """0 for the worst, growing as it gets milder."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry: how `term` of `source` language is said in `target` language ("*" for every target).

    `keep` means that the term itself stays untranslated; `forbidden` are forms that must not appear in its place.
    """

    term: str
    source: str
    target: str
    translation: str = ""
    forbidden: tuple[str, ...] = ()
    keep: bool = False
    note: str = ""

    @property
    def wanted(self) -> str:
        """The form that should stand in a translation."""
        return self.term if self.keep else self.translation


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence beside its translation, as the checks see them: plain text, BCP 47 tags, what is known of the place.

    `source_html` and `target_html` hold the same text with inline markup, empty where it has none. `terms` are the
    glossary entries whose term occurs in the source. A "sentence" may be a whole paragraph: people paste those.
    """

    source: str
    target: str
    source_language: str
    target_language: str
    kind: BlockKind = BlockKind.PARAGRAPH
    headline: bool = False
    terms: tuple[Term, ...] = ()
    source_html: str = ""
    target_html: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """What a check found in one segment.

    `check` names the module in `checks/`. `message` is one line for staff with `{}` for each of `values`, so that it
    can be said in another language. `source_at` and `target_at` are start and end in the plain texts, where there is
    something to point at.
    """

    check: str
    severity: Severity
    message: str
    values: tuple[str, ...] = ()
    source_at: tuple[int, int] | None = None
    target_at: tuple[int, int] | None = None
    dismissed_by: str = ""

    @property
    def text(self) -> str:
        """The message with its values, in English."""
        return self.message.format(*self.values)
