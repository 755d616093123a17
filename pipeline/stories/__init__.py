"""Stories: which item belongs where, what changed, which notice means what, and what is still to be translated."""

from pipeline.stories.carrying import best, better, due, feed_for, why_not
from pipeline.stories.headlines import TooLong, too_long
from pipeline.stories.placement import (
    Action,
    Ahead,
    Item,
    Known,
    KnownArticle,
    Placement,
    best_rights,
    fingerprint,
    keys,
    likeness,
    link_key,
    mentions,
    origin_key,
    place,
    shingles,
    word_keys,
)
from pipeline.stories.wanted import Need, counts_as, needs, stands_in

__all__ = [
    "Action",
    "Ahead",
    "Item",
    "Known",
    "KnownArticle",
    "Need",
    "Placement",
    "TooLong",
    "best",
    "best_rights",
    "better",
    "counts_as",
    "due",
    "feed_for",
    "fingerprint",
    "keys",
    "likeness",
    "link_key",
    "mentions",
    "needs",
    "origin_key",
    "place",
    "shingles",
    "stands_in",
    "too_long",
    "why_not",
    "word_keys",
]
