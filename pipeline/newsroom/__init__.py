"""The public pages: templates and themes, addresses, dates and words in the reader's language, data for machines."""

from pipeline.newsroom.addresses import alternates, chooser, host, near, page, page_in, ways
from pipeline.newsroom.structured import article_data
from pipeline.newsroom.theme import Theme, sources
from pipeline.newsroom.words import Moment, Phrase, attributes, moment, own_name, page_number, phrase, territory, words

__all__ = [
    "Moment",
    "Phrase",
    "Theme",
    "alternates",
    "article_data",
    "attributes",
    "chooser",
    "host",
    "moment",
    "near",
    "own_name",
    "page",
    "page_in",
    "page_number",
    "phrase",
    "sources",
    "territory",
    "ways",
    "words",
]
