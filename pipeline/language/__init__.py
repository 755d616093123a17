"""Languages: canonical tags, their names and direction, other programs' codes, and which one a text is in."""

from pipeline.language.blocks import identify_blocks
from pipeline.language.identify import identify
from pipeline.language.tags import (
    base,
    canonical,
    direction,
    from_argos,
    from_langdetect,
    name,
    sisters,
    to_argos,
    to_langdetect,
)

__all__ = [
    "base",
    "canonical",
    "direction",
    "from_argos",
    "from_langdetect",
    "identify",
    "identify_blocks",
    "name",
    "sisters",
    "to_argos",
    "to_langdetect",
]
