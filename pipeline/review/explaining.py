"""Why a text is not out, why it was not approved, what a check found: in words for people, in their language."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline import proof
from pipeline.errors import ActError, SavedWordsError
from pipeline.glossary.terms import LONGEST
from pipeline.model import Article, Issue, Origin, Reach, Standing, State, Term, WhyNot
from pipeline.review.presenting import issue_text
from pipeline.review.words import gettext, moment, ngettext


def why(bar: WhyNot, reach: Reach, standing: Standing, article: Article) -> str:
    """Why a channel does not carry a text, as one sentence."""
    until, most = {"time": moment(standing.embargoed_until)}, {"most": reach.channel.max_items}
    told = {
        WhyNot.KILLED: gettext("The story was killed: it stays out of every feed, in every language."),
        WhyNot.WITHHELD: gettext("The story is withheld until somebody releases it."),
        WhyNot.EMBARGO: gettext("The story is under embargo until %(time)s.") % until,
        WhyNot.JOINED: gettext("The story was joined into another one, which goes out in its place."),
        WhyNot.SPIKED: gettext("The story was put aside: nobody needs it."),
        WhyNot.SUPERSEDED: gettext("A newer version of this text stands in its place."),
        WhyNot.REJECTED: gettext("This text was rejected."),
        WhyNot.LANGUAGE: gettext("This channel has no feed in the text's language."),
        WhyNot.LEVEL: _level(reach.channel.release, article.origin),
        WhyNot.RIGHTS: gettext("The text is for internal use only, and this channel is public."),
        WhyNot.SOURCE: gettext("This channel does not take stories from the source “%(source)s”.")
        % {"source": article.source},
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
    return gettext(str(error))


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
    return gettext(str(error))
