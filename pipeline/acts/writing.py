"""What people do for a language that no engine reaches: write a version themselves, or bring it as a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath

from pipeline import extract
from pipeline.acts import typed
from pipeline.acts.told import named
from pipeline.errors import ActError, ItemError, Told, clean
from pipeline.extract import documents
from pipeline.glossary import Glossary
from pipeline.language import canonical
from pipeline.memory.pairing import pair
from pipeline.model import UNDETERMINED, Article, TranslatedFrom
from pipeline.segments import units
from pipeline.store import Store, standing, writing

LARGEST = 4_000_000  # bytes of one file
READ = (".txt", ".md", ".docx", ".html", ".htm")


def write(
    store: Store,
    story: str,
    language: str,
    text: str,
    *,
    by: str,
    now: datetime,
    glossary: Glossary | None = None,
    languages: Sequence[str] = (),
    made_from: str = "",
) -> str:
    """Put a person's version of a story into a language that has none of ours; returns its URI.

    The text is plain: the headline, an empty line, then paragraphs with empty lines between them. It counts as made
    from the official version `made_from` (a URI), else from the best one. `languages` are those it may be written in,
    where not in any. Raises ActError where there is a version already, no source, or no text.
    """
    source = _source(store, story, language, by, languages, made_from)
    return _put(store, source, language, typed.read(text, source), by, now, glossary)


def upload(
    store: Store,
    story: str,
    language: str,
    name: str,
    data: bytes,
    *,
    by: str,
    now: datetime,
    glossary: Glossary | None = None,
    languages: Sequence[str] = (),
    made_from: str = "",
) -> str:
    """The same with a file (.txt, .md, .docx, .html), whose `name` says which; bold, links and lists stay."""
    source = _source(store, story, language, by, languages, made_from)
    return _put(store, source, language, _document(name, data, source), by, now, glossary)


def _source(store: Store, story: str, language: str, by: str, languages: Sequence[str], made_from: str) -> Article:
    """The official version that a new text stands beside."""
    named(by)
    tag = _tag(language)
    if languages and tag not in languages:
        raise ActError("{} is not among `languages:` of sources.yaml; add it there, or nobody would publish it", tag)
    found = standing.find(store, story)
    choice = [one for one in writing.sources(store, found) if made_from in ("", one.uri) and one.language != tag]
    if not choice:
        raise ActError("{} has no official version in another language that a text could be made from", found)
    writing.free(store, found, tag, choice[0])
    return choice[0]


def _tag(language: str) -> str:
    try:
        tag = canonical(language)
    except ValueError as error:
        raise ActError(*error.args) from error
    if tag == UNDETERMINED:
        raise ActError("say which language the text is in")
    return tag


def _document(name: str, data: bytes, beside: Article) -> typed.Typed:
    """A file's text in its parts; raises ActError that says what is wrong with the file."""
    shown = clean(PurePath(name.replace("\\", "/")).name, 80) or Told("the file")
    suffix = PurePath(shown).suffix.lower()
    if suffix not in READ:
        raise ActError("{} is not read: bring a file that ends in {}", shown, ", ".join(READ[:-1]))
    if len(data) > LARGEST:
        raise ActError("{} is larger than {} MB; leave its pictures out and try again", shown, LARGEST // 1000000)
    try:
        document = documents.read(suffix, data)
        plain = document.content_type == "text/plain"
        draft = extract.plain(document.content) if plain else extract.fragment(document.content, url="")
    except ItemError as error:
        raise ActError("{} is not read: {}", shown, error) from error
    if sum(len(block.text) for block in draft.body) > typed.MAX_TEXT:
        raise ActError("{} is longer than {:,} characters; is this the right file?", shown, typed.MAX_TEXT)
    blocks = list(draft.body)
    if document.title and blocks and _letters(blocks[0].text) == _letters(document.title):
        del blocks[0]
    return typed.parted(blocks, beside, headline=document.title, titled=bool(document.title))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _put(
    store: Store,
    source: Article,
    language: str,
    said: typed.Typed,
    by: str,
    now: datetime,
    glossary: Glossary | None,
) -> str:
    tag = _tag(language)
    sentences = units(source.headline, source.subhead, source.body, source.language)
    found = pair(sentences, said.headline, said.subhead, said.body, tag)
    terms = glossary or Glossary()
    paired = [replace(one, issues=typed.issues(one, source, tag, said.body, terms)) for one in found]
    return writing.write(
        store,
        source.story,
        tag,
        TranslatedFrom(source.uri, source.version, source.language),
        headline=said.headline,
        subhead=said.subhead,
        body=said.body,
        dateline=said.dateline,
        paired=paired,
        by=by,
        now=now,
    )
