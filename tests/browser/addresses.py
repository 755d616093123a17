"""The desk's pages, as data: what each is called here, and its address in a stocked newsroom."""

from __future__ import annotations

from urllib.parse import quote

from tests.browser.stock import Stocked

TARGETS = ("fr", "pt", "ar", "he")

# {story} is a story's id, {text} the URI of its text in a language, {source} that of the text it was made from; {other}
# is another story, {lacking} one without a text in the language {free}.
PAGES = {
    "desk": "/",
    "desk, one language": "/?language=fr",
    "desk, what waits": "/?state=waits",
    "desk, search": "/?q=museum",
    "desk, nothing found": "/?q=nothinglikethis",
    "sources": "/sources",
    "sources, not read": "/sources/inbox/unread",
    "story": "/story/{story}",
    "raw": "/story/{story}/raw?uri={source}",
    "story, its history": "/story/{story}/history",
    "story, one text": "/story/{story}/text/{text}/1",
    "story, a version to write": "/story/{lacking}/write/{free}",
    "story, joined or not": "/story/{story}/join?other={other}",
    "story, killed or not": "/story/{story}/kill",
    "questions": "/questions",
    "editor": "/edit/{text}",
    "preview": "/preview/{text}",
    "glossary": "/glossary",
    "glossary, one term": "/glossary/term?term=quay&from=en&to=fr",
    "glossary, proposed terms": "/glossary/candidates",
    "memory": "/memory",
    "memory, search": "/memory?q=museum&from=en&to=fr",
    "people": "/people",
    "account": "/account",
}


def address(stocked: Stocked, page: str, announcement: str = "museum", language: str = "fr") -> str:
    """The address of a page, about one of the announcements where it is about one."""
    written = next(lang for name, lang in stocked.uris if name == announcement)
    source = next((uri for (name, lang), uri in stocked.uris.items() if name == announcement and lang == "en"), "")
    text = stocked.uri(announcement, language if language in stocked.languages(announcement) else written)
    lacking = announcement
    if not (free := [tag for tag in TARGETS if tag not in stocked.languages(lacking)]):
        lacking, free = "bridge", ["ar"]
    other = quote(stocked.stories["bridge"], safe="")
    return PAGES[page].format(
        story=stocked.stories[announcement],
        other=other,
        lacking=stocked.stories[lacking],
        free=free[0],
        text=text,
        source=quote(source, safe=""),
    )
