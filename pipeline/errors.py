"""Everything that can go wrong, as one tree, and the exit code each ends with.

    PipelineError
    ├── ConfigError      sources.yaml is wrong; nothing was started           exit 2
    ├── SourceError      one source failed; recorded, the others go on         exit 1 at the end
    ├── ItemError        one item of a source failed; recorded, the rest go on exit 1 at the end
    ├── EngineError      one engine or model failed; recorded, the rest go on  exit 1 at the end
    ├── PackageError     a model package was refused; nothing was installed    exit 1
    ├── OutputError      a file could not be written; recorded, the rest go on exit 1 at the end
    ├── DeliveryError    a channel did not arrive; recorded, the rest go on    exit 1 at the end
    ├── ActError         what a person asked for cannot be done; says why      exit 1
    │   └── AccountError     of an account or a sign-in; `reason` in one word  exit 1
    │   └── CriticalError   a text is not approved while critical issues stand open in it
    │   └── SavedWordsError a text is not approved without the sentences people saved for it
    │   └── MovedError      somebody saved sentences that whoever asks has not seen
    ├── StoreError       the database cannot be used; the run stops            exit 3
    └── BusyError           another run holds the lock; try later                 exit 75 (EX_TEMPFAIL)

Every message says what happened, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MAX_TOLD = 20  # issues of one text that a message names


class Told(str):
    """A text in English made from a template, its `message`, and `values` for each `{}` of it.

    It is that text to whoever takes it as one; the review desk says it in its reader's language, from the template and
    the values. A value may be such a text itself, or an error that holds one.
    """

    message: str
    values: tuple[object, ...]

    def __new__(cls, message: str, *values: object) -> Told:
        """Fill the template; without values the text is taken as it stands, braces and all."""
        told = super().__new__(cls, message.format(*values) if values else message)
        told.message, told.values = message, values
        return told


class PipelineError(Exception):
    """The root of the tree; `exit_code` is what a command ends with when it meets one.

    `message` is the template of what it says, `values` what stands at each `{}`; `str()` is the text with its values.
    """

    exit_code = 1

    def __init__(self, message: str = "", *values: object) -> None:
        told = message if isinstance(message, Told) and not values else Told(message, *values)
        super().__init__(told)
        self.message, self.values = told.message, told.values


class ConfigError(PipelineError):
    """The configuration is wrong; `mistakes` lists each with its path."""

    exit_code = 2

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


class SourceError(PipelineError):
    """A source could not be asked or listed: unreachable, refused, not what it should be.

    `status` is the HTTP status where one was given, `retry_after` how many seconds the server asked to be left alone,
    `gone` whether it said that there is nothing any more and never will be (410).
    """

    def __init__(self, message: str, *, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after

    @property
    def gone(self) -> bool:
        """Whether the server said 410 Gone."""
        return self.status == 410


class ItemError(PipelineError):
    """One item could not be read; it is tried again on the next run."""


class EngineError(PipelineError):
    """A translation engine failed on this machine or with this model."""


class PackageError(PipelineError):
    """A model package is damaged, hostile or not a translation model."""


class OutputError(PipelineError):
    """A published file could not be written."""


class DeliveryError(PipelineError):
    """What a channel publishes did not arrive where it should; it is tried again later.

    `retry_after` is how many seconds the receiver asked to be left alone, `gone` whether it said that it wants nothing
    any more (410).
    """

    def __init__(self, message: str, *values: object, retry_after: float | None = None, gone: bool = False) -> None:
        super().__init__(message, *values)
        self.retry_after = retry_after
        self.gone = gone


class ActError(PipelineError):
    """A person asked for something that cannot be done as asked."""


class AccountError(ActError):
    """What was asked of an account cannot be done, or somebody may not come in.

    `reason` is a word by which the desk says it in the reader's language; `wait` how many seconds to let pass first.
    """

    def __init__(self, reason: str, message: str, *values: object, wait: int = 0) -> None:
        super().__init__(message, *values)
        self.reason = reason
        self.wait = wait


class CriticalError(ActError):
    """A text was not approved: critical issues stand open in it.

    `issues` has each as the number of its segment, counted from 1, and the Issue.
    """

    def __init__(self, uri: str, issues: Sequence[tuple[int, Any]]) -> None:
        self.issues = tuple(issues)
        told = [f"segment {number}: {issue.check}: {clean(issue.text)}" for number, issue in self.issues[:MAX_TOLD]]
        if len(self.issues) > MAX_TOLD:
            told.append(f"and {len(self.issues) - MAX_TOLD} more")
        super().__init__(
            "{} was not approved, for it has open critical issues ({}); mend the text with `pipeline edit`, set an "
            'issue aside with `pipeline dismiss`, or approve it with --override "why"',
            uri,
            "; ".join(told),
        )


class SavedWordsError(ActError):
    """A text was not approved: people saved sentences for it that are not part of the version.

    `people` has the number of such sentences by name.
    """

    def __init__(self, people: Mapping[str, int]) -> None:
        self.people = dict(people)
        count = sum(self.people.values())
        told = "1 sentence here that is" if count == 1 else f"{count} sentences here that are"
        names = " and ".join(clean(name) for name in self.people)
        super().__init__(f"{names} saved {told} not part of this version; open it in the editor")


class MovedError(ActError):
    """Nothing was made of a text: somebody saved sentences of it that the person has not seen.

    `keys` are those of the sentences.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = tuple(keys)
        super().__init__("somebody saved sentences here since you looked; look at them, then go on")


class StoreError(PipelineError):
    """The database cannot be opened, read or written."""

    exit_code = 3


class BusyError(PipelineError):
    """Another run is at work; EX_TEMPFAIL of sysexits.h, so cron wrappers can tell it from failure."""

    exit_code = 75


def said(error: Exception) -> str:
    """What an error says, as the Told it was made with where it was."""
    return error.args[0] if error.args and isinstance(error.args[0], Told) else str(error)


def clean(text: object, limit: int = 200) -> str:
    """Text of a stranger made safe for a one-line message: printable, folded, cut at `limit` characters."""
    words = " ".join("".join(c if c.isprintable() else " " for c in str(text)[: limit * 4]).split())
    return words if len(words) <= limit else words[: limit - 1] + "…"
