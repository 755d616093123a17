"""A story in the desk's words: what was done to it, what it lacks and why, where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline import content, stories
from pipeline.model import UNDETERMINED, Article, Authority, Channel, Origin, PubStatus, Rights, State
from pipeline.review.presenting import Sign
from pipeline.review.words import gettext, language_name, moment, ngettext
from pipeline.store.dossier import Dossier, Event

HEADLINE = 300  # characters of a headline that is named; the text itself has it whole
PREVIEW = 420
WHOLE = 20_000  # characters of one text where all are shown side by side
CUT = "…"
WROTE = re.compile(r"([0-9]{1,6}) sentences of version ([0-9]{1,6})")  # as it is recorded, whatever the number
# What turns the direction of letters around it, or hides: named where a page shows bytes as they came.
HIDDEN = {chr(one) for one in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)}


@dataclass(frozen=True, slots=True)
class Lack:
    """A language the story should exist in and does not; `writable` where a person may write it."""

    language: str
    why: str
    writable: bool


def line(text: str, length: int = HEADLINE) -> str:
    """A text on one line, without control characters, cut to a length."""
    told = content.line(text[: length * 4])
    return told if len(told) <= length else told[: length - 1].rstrip() + CUT


def paragraphs(article: Article, length: int) -> list[str]:
    """The subhead and the paragraphs of a text as far as a length goes, the dateline before the first of them."""
    dateline = content.line(article.dateline.text) if article.dateline else ""
    told: list[str] = []
    left = length
    for text in (article.subhead, *(block.text for block in article.body)):
        said = content.printable(text).strip()
        if not said:
            continue
        if dateline and text != article.subhead:
            said, dateline = f"{dateline} {said}", ""
        told.append(said if len(said) <= left else said[: max(0, left - 1)].rstrip() + CUT)
        left -= len(said)
        if left <= 0:
            break
    return told


def lacks(dossier: Dossier, languages: Sequence[str]) -> list[Lack]:
    """The languages a story has no text in, each with the reason in words."""
    have = [tongue.article for tongue in dossier.tongues]
    sources = [one for one in have if one.origin is Origin.OFFICIAL]
    found = []
    for tag in languages:
        if any(stories.counts_as(one.language, tag, languages) for one in have):
            continue
        writable = any(one.language != tag for one in sources)
        if not sources:
            why = gettext("there is no official text to translate from")
        elif all(one.language == UNDETERMINED for one in sources):
            why = gettext("nobody could tell which language the original is in")
        elif tag in dossier.missing:
            why = gettext("no engine translates %(language)s into it") % {
                "language": language_name(dossier.missing[tag])
            }
        elif dossier.spiked:
            why = gettext("a spiked story is not translated")
        else:
            why = gettext("not translated yet; the next run makes it")
        found.append(Lack(tag, why, writable))
    return found


def where_from(article: Article) -> str:
    """Whose word a source is, in words."""
    return {
        Authority.ISSUER: gettext("the issuer itself"),
        Authority.WIRE: gettext("a wire"),
        Authority.COPY: gettext("a site that copies"),
    }[article.authority]


def rights(article: Article) -> str:
    """Where a text may go, in words."""
    return gettext("public") if article.rights is Rights.PUBLIC else gettext("inside the house only")


def standing(status: PubStatus) -> str:
    """What a standing means for readers, in one sentence."""
    return {
        PubStatus.USABLE: gettext("Goes out by the rules of each channel."),
        PubStatus.WITHHELD: gettext("Held: stands in no output, in no language, until somebody releases it."),
        PubStatus.CANCELED: gettext("Killed: taken out of every output, in every language."),
    }[status]


def story_signs(dossier: Dossier, *, embargoed: bool) -> list[Sign]:
    """What holds for the whole story beside its standing."""
    signs = [Sign("embargo", "⏲", gettext("under embargo"))] if embargoed else []
    return signs + ([Sign("missing", "⤓", gettext("spiked"))] if dossier.spiked else [])


def event(told: Event) -> str:
    """What happened, in a few words; an act this page has no words for is named as it is recorded."""
    if not told.act:
        if told.origin is Origin.OFFICIAL:
            return gettext("a new official version came") if told.former else gettext("the official text came")
        return gettext("translated by machine") if told.origin is Origin.MACHINE else gettext("a new version")
    return {
        "edit": gettext("edited"),
        "write": gettext("wrote a version"),
        "approve": gettext("approved"),
        "silent": gettext("called it a silent fix"),
        "unapprove": gettext("withdrew the approval"),
        "reject": gettext("rejected"),
        "again": gettext("had it translated again"),
        "dismiss": gettext("set a finding aside"),
        "hold": gettext("held the story"),
        "release": gettext("released the story"),
        "kill": gettext("killed the story"),
        "reinstate": gettext("reinstated the story"),
        "embargo": gettext("set an embargo"),
        "lift embargo": gettext("lifted the embargo"),
        "spike": gettext("spiked the story"),
        "unspike": gettext("took the story up again"),
        "join": gettext("joined two stories"),
        "part": gettext("made a text a story of its own"),
        "decline": gettext("said that a text does not belong to another story"),
        "settle": gettext("settled a notice"),
        "save": gettext("changed a sentence that a colleague had saved"),
        "drop": gettext("took back a saved sentence"),
        "wrote": gettext("wrote part of a version"),
        "export": gettext("sent it out to be translated elsewhere"),
        "import": gettext("brought it back from a translator"),
    }.get(told.act, told.act)


def setting(text: str) -> str:
    """What an act found or left, in words: a standing, a time in the newsroom's zone, else as it is recorded."""
    told = {
        "": "–",
        PubStatus.USABLE.value: gettext("released"),
        PubStatus.WITHHELD.value: gettext("withheld"),
        PubStatus.CANCELED.value: gettext("killed"),
        "spiked": gettext("spiked"),
        "settled": gettext("settled"),
        "dismissed": gettext("set aside"),
        State.CURRENT.value: gettext("up to date"),
        State.OUTDATED.value: gettext("outdated"),
        State.REJECTED.value: gettext("rejected"),
    }
    if text in told:
        return told[text]
    if wrote := WROTE.fullmatch(text):
        said = ngettext(
            "%(count)s sentence of version %(version)s", "%(count)s sentences of version %(version)s", int(wrote[1])
        )
        return said % {"count": wrote[1], "version": wrote[2]}
    try:
        return moment(datetime.fromisoformat(text)) if text[:2] == "20" and "T" in text[:12] else line(text, 120)
    except ValueError:
        return line(text, 120)


def channel_languages(out: Sequence[tuple[Channel, Sequence[str]]]) -> list[tuple[str, str]]:
    """Channels beside the names of the languages a story stands there in."""
    return [(channel.id, ", ".join(language_name(tag) for tag in tags)) for channel, tags in out if tags]


def visible(text: str) -> str:
    """A text with what cannot be seen named by its code point: controls, marks that turn the direction of letters."""
    return "".join(one if _seen(one) else f"⟨U+{ord(one):04X}⟩" for one in text)


def _seen(one: str) -> bool:
    return one in "\n\t" or (one >= " " and one not in HIDDEN and not "\x7f" <= one <= "\x9f")
