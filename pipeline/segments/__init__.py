"""Bodies into sentences and back, with addresses and codes kept out of the engines' hands."""

from pipeline.segments.placeholders import Masked, mask, spans_by_kind, unmask
from pipeline.segments.sentences import HEADLINE, LONGEST, SUBHEAD, Unit, assemble, first_sentence, split, units

__all__ = [
    "HEADLINE",
    "LONGEST",
    "SUBHEAD",
    "Masked",
    "Unit",
    "assemble",
    "first_sentence",
    "mask",
    "spans_by_kind",
    "split",
    "units",
    "unmask",
]
