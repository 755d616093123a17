"""The desk's pages, as data: what each is called here, and its address in a stocked newsroom."""

from __future__ import annotations

from urllib.parse import quote

from tests.browser.stock import Stocked

# {story} is a story's id, {text} the URI of its text in a language, {source} that of the text it was made from.
PAGES = {
    "desk": "/",
    "desk, one language": "/?language=fr",
    "desk, what waits": "/?state=waits",
    "desk, search": "/?q=museum",
    "desk, nothing found": "/?q=nothinglikethis",
    "sources": "/sources",
    "story": "/story/{story}",
    "raw": "/story/{story}/raw?uri={source}",
    "questions": "/questions",
    "editor": "/edit/{text}",
    "preview": "/preview/{text}",
    "glossary": "/glossary",
    "memory": "/memory",
    "people": "/people",
    "account": "/account",
}


def address(stocked: Stocked, page: str, announcement: str = "museum", language: str = "fr") -> str:
    """The address of a page, about one of the announcements where it is about one."""
    written = next(lang for name, lang in stocked.uris if name == announcement)
    source = next((uri for (name, lang), uri in stocked.uris.items() if name == announcement and lang == "en"), "")
    text = stocked.uri(announcement, language if language in stocked.languages(announcement) else written)
    return PAGES[page].format(story=stocked.stories[announcement], text=text, source=quote(source, safe=""))
