"""Why a text is not out, why it was not approved, what a check found: in words for people, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipeline import proof
from pipeline.errors import ActError, PipelineError, SavedWordsError, Told, said
from pipeline.glossary.terms import LONGEST
from pipeline.model import Article, Issue, Origin, Reach, Standing, State, Term, WhyNot
from pipeline.review.presenting import issue_text
from pipeline.review.words import gettext, moment, ngettext, number

# What the desk says in place of a text that speaks of commands, of files of the server or of long names of texts. A
# number in braces takes that value of the text; the others are left out.
INSTEAD = {
    "{} was not approved, for it has open critical issues ({}); mend the text with `pipeline edit`, set an issue aside "
    'with `pipeline dismiss`, or approve it with --override "why"': (
        "It was not approved: critical issues stand open in it. Mend the text, set them aside, or say why it goes out "
        "all the same."
    ),
    "{} is outdated: its source changed after it was translated; edit it, or approve it with --up-to-date if it still "
    "says what the source says": (
        "Its source has changed since it was translated. Edit it, or say that it is up to date if it still says what "
        "the source says."
    ),
    "{} changed meanwhile; look at it again with `pipeline show {}`": (
        "It was changed while you had it before you. Look at it again."
    ),
    "{} or its source changed meanwhile; look at it again with `pipeline show {}`": (
        "The text or its source was changed while you had it before you. Look at it again."
    ),
    "{} changed meanwhile; look at it again": "It was changed while you had it before you. Look at it again.",
    "{} changed meanwhile; look at it again, then send your text once more": (
        "The original was changed while you wrote. Look at it again, then send your text once more."
    ),
    "{} is no longer in use; see `pipeline list` for what stands in its place": (
        "This text is no longer in use. Look at its story for what stands in its place."
    ),
    "no article has the URI {}; see `pipeline list` for those there are": (
        "There is no such text, or no longer. Look for its story on the desk."
    ),
    "{} fits more than one article; give the whole URI, as `pipeline list` shows it": (
        "More than one text is meant by “{}”. Give its whole address."
    ),
    "{} has no text yet; see `pipeline list` for those that have": "There is no text here yet.",
    "{} fits more than one story; give the whole id, as `pipeline list --json` shows it": (
        "More than one story is meant by “{}”. Give its whole number."
    ),
    "no story is called {}; see `pipeline list --json` for those there are": (
        "There is no story “{}”. Copy its number from its page."
    ),
    "{} is {}; it cannot be {}": "The story does not stand as it did when you opened it. Look at it again.",
    "{} is under no embargo": "The story is under no embargo any more.",
    "{} is spiked already": "The story is spiked already.",
    "{} is not spiked": "The story is not spiked any more.",
    "{} belongs to another story by now; look at that one": (
        "This story belongs to another one by now. Look at that one."
    ),
    "{} is the issuer's own text; only our translations are edited, approved or rejected": (
        "It is the issuer's own text: only our translations are edited, approved or rejected."
    ),
    "{} was rejected; edit it first, then approve it": "It was rejected. Edit it first, then approve it.",
    "{} is not approved; there is no approval to take back": "It is not approved: there is no approval to take back.",
    "nobody asks whether {} belongs to {}, or somebody has answered already": (
        "Nobody asks whether these two are one story, or somebody has answered already."
    ),
    "{} is one story already": "The two are one story already.",
    "{} is no official version; only those are parted from a story": (
        "Only an issuer's own text can be made a story of its own."
    ),
    "{} is the only official version of its story; there is nothing to part": (
        "It is the only official text of its story: there is nothing to part."
    ),
    "there is a version in {} already, {}; edit that one": "There is a version in {0} already. Edit that one.",
    "the issuer's own text in {} is there, {}; it goes out as it is": (
        "The issuer's own text in {0} is there; it goes out as it is."
    ),
    "no notice “{}” of {} waits; somebody may have settled it": "This question is settled already.",
    "{} has no source text any more; nothing to edit it beside": (
        "Its original is gone: there is nothing to edit it beside."
    ),
    "{} has no source text any more; nothing to translate it from": (
        "Its original is gone: there is nothing to translate it from."
    ),
    "{} holds a person's words, and the machine never replaces those; edit it instead": (
        "It holds a person's words, and the machine never replaces those. Edit it instead."
    ),
    "{} has no draft; one is made by `pipeline translate` for what a person wrote or approved, when its source has a "
    "newer version": "It has no new draft by the machine yet.",
    "{} has {} segments; there is no {}": "This sentence is no longer in the text. Load the page again.",
    "segment {} of {} has no issue of the check “{}”; see `pipeline show`": (
        "This sentence does not have that issue any more. Load the page again."
    ),
    "this sentence has no issue of the check “{}” any more": (
        "This sentence does not have that issue any more. Load the page again."
    ),
    "no candidate is called “{}” in {}; see `pipeline glossary candidates`": (
        "“{}” is not proposed any more: somebody may have answered already."
    ),
    'say why: --why "…", at most 1,000 characters': "Say why, in at most 1,000 characters.",
    "say who does this: --by NAME, at most 100 printable characters": "Sign in again: it is not clear who does this.",
    "{} is not among `languages:` of sources.yaml; add it there, or nobody would publish it": (
        "The newsroom does not publish in {}. Ask the person who runs this desk to add it."
    ),
    "{} has no official version in another language that a text could be made from": (
        "The story has no official text in another language that yours could be made from."
    ),
    "there is no channel to publish to; add one under `channels:` in sources.yaml": (
        "There is no channel to publish to. Ask the person who runs this desk to add one."
    ),
    "the glossary {} cannot be written; mend the permissions of its folder": (
        "The glossary cannot be written here. Tell the person who runs this desk."
    ),
    "{} cannot be read: {}; name a file that can": "{0} cannot be read. Choose another file.",
    "{} cannot be read: {}": "{0} cannot be read. Choose another file.",
    "{}: {} is no format for terms; name a .csv or .tbx file": "{0} is no file of terms. Choose a .csv or .tbx file.",
    "{} cannot be written; name a place where you may write": (
        "The file could not be made. Tell the person who runs this desk."
    ),
    "{} cannot be written: {}": "The file could not be made. Tell the person who runs this desk.",
    "{}: cannot be read ({}); mend its permissions": "{0} cannot be read. Tell the person who runs this desk.",
    "the engine could not answer: {}": "The engine could not answer. Ask again in a moment.",
}


def refused(error: PipelineError) -> str:
    """Why something cannot be done, in the reader's language and in the desk's own words."""
    return told(said(error))


def told(text: str) -> str:
    """A text of the newsroom's rooms in the reader's language, with the values it was made with."""
    message = text.message if isinstance(text, Told) else text
    words = gettext(INSTEAD.get(message, message))
    if not isinstance(text, Told) or not text.values:
        return words
    return words.replace("{:,}", "{}").format(*map(_value, text.values))


def _value(value: object) -> str:
    """A value as a page shows it: what is a text or an error of ours in words, of a file its name only."""
    if isinstance(value, Exception):
        return told(said(value))
    if isinstance(value, Told):
        return told(value)
    if isinstance(value, int):
        return number(value)
    return value.name if isinstance(value, Path) else str(value)


def why(bar: WhyNot, reach: Reach, standing: Standing, article: Article) -> str:
    """Why a channel does not carry a text, as one sentence."""
    policy = reach.channel.policy(reach.language or article.language)
    until, most = {"time": moment(standing.embargoed_until)}, {"most": policy.max_items}
    told = {
        WhyNot.KILLED: gettext("The story was killed: it stays out of every feed, in every language."),
        WhyNot.WITHHELD: gettext("The story is withheld until somebody releases it."),
        WhyNot.EMBARGO: gettext("The story is under embargo until %(time)s.") % until,
        WhyNot.JOINED: gettext("The story was joined into another one, which goes out in its place."),
        WhyNot.SPIKED: gettext("The story was put aside: nobody needs it."),
        WhyNot.SUPERSEDED: gettext("A newer version of this text stands in its place."),
        WhyNot.REJECTED: gettext("This text was rejected."),
        WhyNot.LANGUAGE: gettext("This channel has no feed in the text's language."),
        WhyNot.LEVEL: _level(policy.release, article.origin),
        WhyNot.RIGHTS: gettext("The text is for internal use only, and this channel is public."),
        WhyNot.SOURCE: gettext("This channel does not take stories from the source “%(source)s”.")
        % {"source": article.source},
        WhyNot.CRITICAL: gettext(
            "Critical issues stand open in it, or it was never checked. It goes out once a person answers for it."
        ),
        WhyNot.OUTDATED: gettext("Its source has changed since, and this channel carries no text that is behind."),
        WhyNot.BETTER: _better(reach),
        WhyNot.OLD: gettext("Newer items fill this feed; it has room for %(most)s.") % most,
    }
    return told[bar]


def _level(least: Origin, origin: Origin) -> str:
    """What a channel asks of a text, and what this text is."""
    asked = {
        Origin.OFFICIAL: gettext("This channel carries only the issuers' own texts."),
        Origin.APPROVED: gettext("This channel carries only approved texts."),
        Origin.EDITED: gettext("This channel carries only texts that a person edited or approved."),
        Origin.MACHINE: "",
    }
    given = {
        Origin.OFFICIAL: "",
        Origin.APPROVED: gettext("This is an approved translation."),
        Origin.EDITED: gettext("This one is edited and not approved yet."),
        Origin.MACHINE: gettext("This one is the machine's."),
    }
    return f"{asked[least]} {given[origin]}".strip()


def _better(reach: Reach) -> str:
    by = {
        Origin.OFFICIAL: gettext("The issuer's own text stands in its place."),
        Origin.APPROVED: gettext("An approved text stands in its place."),
        Origin.EDITED: gettext("An edited text stands in its place."),
        Origin.MACHINE: gettext("Another text stands in its place."),
    }
    return by[reach.better.origin if reach.better else Origin.MACHINE]


def critical(count: int) -> str:
    """That critical issues keep a text from approval."""
    said = ngettext("%(count)s critical issue stands open in it.", "%(count)s critical issues stand open in it.", count)
    return said % {"count": count}


def saved_words(people: Mapping[str, int]) -> str:
    """That people saved sentences which are not part of a version."""
    count = sum(people.values())
    said = ngettext(
        "%(names)s saved %(count)s sentence here that is not part of this version.",
        "%(names)s saved %(count)s sentences here that are not part of this version.",
        count,
    )
    return said % {"names": ", ".join(f"\u2068{name}\u2069" for name in people), "count": count}


def refusal(article: Article, error: ActError) -> str:
    """Why a text was not approved, told from how it stands; what the act itself says where that does not tell."""
    if isinstance(error, SavedWordsError):
        return saved_words(error.people) + " " + gettext("Open it in the editor.")
    if article.origin is Origin.OFFICIAL:
        return gettext("It is the issuer's own text: there is nothing to approve.")
    if article.state is State.REJECTED:
        return gettext("It was rejected. Edit it first, then approve it.")
    if article.state is State.OUTDATED:
        return gettext("Its source has changed since. Look at what changed, then approve it as up to date.")
    if "meanwhile" in str(error):
        return gettext("It was changed while you had it before you. Read it again, then approve it.")
    return refused(error)


def issue(found: Issue) -> str:
    """What a check found, in one line."""
    return issue_text(found)


def check(name: str) -> str:
    """What a check looks for, in words."""
    return gettext(proof.titles().get(name, name))


def output(name: str) -> str:
    """What an output is called."""
    return {"atom": "Atom", "rss": "RSS", "jsonfeed": "JSON Feed", "html": "HTML", "ninjs": "ninjs"}.get(name, name)


def term_refused(term: Term, error: ActError) -> str:
    """Why a term was not kept, told from what it says; what the act itself says where that does not tell."""
    said = term.translation.strip()
    if not any(c.isalnum() for c in term.term):
        return gettext("Write the words of the term.")
    if term.source == term.target != "*":
        return gettext("The two languages are the same: choose two.")
    if not (term.keep or said or term.forbidden):
        return gettext("Write how it is said, or a form never to say, or tick that it stays as it is.")
    if (term.term.strip() if term.keep else said) in term.forbidden:
        return gettext("The same words are to be said and never to be said: take them out of one of the two.")
    if max(map(len, (term.term, said, *term.forbidden))) > LONGEST:
        return gettext("A term or a form of it is longer than %(most)s characters: shorten it.") % {"most": LONGEST}
    if "meanwhile" in str(error):
        return gettext("Somebody changed this term meanwhile. Keep it once more if yours is to count.")
    if "already" in str(error):
        return gettext("The glossary has this term already: change that one.")
    return refused(error)
