"""News sitemaps: the pages of the last two days with their titles, for news search (Google's sitemap-news, 0.9)."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import islice

from pipeline import content, sitemaps
from pipeline.model import Feed

FILENAME = "newssitemap.xml"
MEDIA_TYPE = sitemaps.MEDIA_TYPE
MAX_AGE = timedelta(days=2)
MAX_ITEMS = 1000

# All of them: what a channel's own feeds are bounded to has nothing to do with what news search may find.
ALL_RECENT = True
# There is nothing to list where no other output of the channel gives items pages of their own.
NEEDS_PAGES = True

_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

# News search wants ISO 639 and makes these two exceptions.
_CHINESE = {"zh-Hans": "zh-cn", "zh-Hant": "zh-tw"}

_IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]")


def render(feed: Feed) -> bytes:
    """The sitemap in UTF-8 of those items that have a page of their own and a title, at most 1000 of them.

    Items keep the order they come in; the same feed gives the same bytes.
    """
    document = sitemaps.root("urlset", news=_NEWS)
    for item, address in islice(sitemaps.own_pages(feed), MAX_ITEMS):
        article = item.article
        title = content.line(article.headline) or content.lead(item)
        if not title:
            continue
        entry = sitemaps.add(document, "url", address, content.timestamp(article.updated))
        news = sitemaps.text(entry, _NEWS, "news")
        publication = sitemaps.text(news, _NEWS, "publication")
        sitemaps.text(publication, _NEWS, "name", _name(feed))
        sitemaps.text(publication, _NEWS, "language", _language(article.language))
        sitemaps.text(news, _NEWS, "publication_date", content.timestamp(content.published(item)))
        sitemaps.text(news, _NEWS, "title", title)
    return sitemaps.write(document, content.web_link(feed.url))


def _name(feed: Feed) -> str:
    """The publication as news search knows it: without what stands in brackets, unless nothing else does."""
    name = content.publisher(feed)
    return content.line(_IN_BRACKETS.sub("", name)) or name


def _language(tag: str) -> str:
    return _CHINESE.get(tag, tag.partition("-")[0])
