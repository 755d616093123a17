"""Names that look alike though they are written in other letters (UTS #39): Latin, Greek and Cyrillic."""

from __future__ import annotations

import unicodedata

_LATIN = "ABEKMHOPCTXYIJSaeopcxyijskABEZHIKMNOPTYXoaikpvuhdqw"
_OTHERS = "АВЕКМНОРСТХУІЈЅаеорсхуіјѕкΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαικρνυһԁԛԝ"
_SKELETON = str.maketrans(_OTHERS, _LATIN)
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def skeleton(name: str) -> str:
    """What a name looks like, in whatever letters and case: two that look alike have the same."""
    plain = unicodedata.normalize("NFKC", " ".join(name.split())).translate(_SKELETON)
    return unicodedata.normalize("NFKC", plain).casefold()


def mixed(name: str) -> bool:
    """Whether Latin, Greek and Cyrillic letters stand together in a name."""
    letters = (c for c in unicodedata.normalize("NFKC", name) if c.isalpha())
    found = {unicodedata.name(c, "").partition(" ")[0] for c in letters}
    return len(found.intersection(_SCRIPTS)) > 1
