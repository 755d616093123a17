"""Every type of value that passes between the stages: frozen, in the field's own words.

Times are timezone-aware UTC. Languages are canonical BCP 47 tags (`fr`, `pt-BR`, `zh-Hans`), `und` where a text's
language could not be determined. Nothing here knows the network, the database or a model.
"""

from pipeline.model.checking import Issue, Sentence, Severity, Term
from pipeline.model.editorial import (
    UNDETERMINED,
    Article,
    Authority,
    Block,
    BlockKind,
    Dateline,
    Embargo,
    Notice,
    NoticeKind,
    Origin,
    PubStatus,
    Release,
    Rights,
    State,
    TranslatedFrom,
)
from pipeline.model.fetching import Alternate, Detected, Draft, Entry, Listing, Raw, Selectors, Source, Validators
from pipeline.model.publication import Channel, Feed, Item, Sister, Site
from pipeline.model.translation import (
    Engine,
    Hop,
    Hypothesis,
    Job,
    Link,
    Pair,
    Route,
    Segment,
    SegmentOrigin,
    SegmentState,
)

__all__ = [
    "UNDETERMINED",
    "Alternate",
    "Article",
    "Authority",
    "Block",
    "BlockKind",
    "Channel",
    "Dateline",
    "Detected",
    "Draft",
    "Embargo",
    "Engine",
    "Entry",
    "Feed",
    "Hop",
    "Hypothesis",
    "Issue",
    "Item",
    "Job",
    "Link",
    "Listing",
    "Notice",
    "NoticeKind",
    "Origin",
    "Pair",
    "PubStatus",
    "Raw",
    "Release",
    "Rights",
    "Route",
    "Segment",
    "SegmentOrigin",
    "SegmentState",
    "Selectors",
    "Sentence",
    "Severity",
    "Sister",
    "Site",
    "Source",
    "State",
    "Term",
    "TranslatedFrom",
    "Validators",
]
