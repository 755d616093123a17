"""Bodies into sentences and back, with addresses and codes kept out of the engines' hands and links on their words."""

from pipeline.segments.clauses import clauses, rejoin
from pipeline.segments.links import compose
from pipeline.segments.markup import Mark, Marked, cut, plain, read, render
from pipeline.segments.placeholders import Masked, address_spans, mask, spans_by_kind, unmask
from pipeline.segments.projection import Projection, anchors_needed, project
from pipeline.segments.sentences import (
    HEADLINE,
    LONGEST,
    SUBHEAD,
    Unit,
    assemble,
    first_sentence,
    spacing,
    split,
    units,
    unspaced,
)

__all__ = [
    "HEADLINE",
    "LONGEST",
    "SUBHEAD",
    "Mark",
    "Marked",
    "Masked",
    "Projection",
    "Unit",
    "address_spans",
    "anchors_needed",
    "assemble",
    "clauses",
    "compose",
    "cut",
    "first_sentence",
    "mask",
    "plain",
    "project",
    "read",
    "rejoin",
    "render",
    "spacing",
    "spans_by_kind",
    "split",
    "units",
    "unmask",
    "unspaced",
]
