"""The three detectors of other people, each loaded when it is first asked: langdetect, py3langid and lingua.

langdetect reads its profiles of one script's languages (about 0.3 s for Latin); all groups of letters of a text are
counted instead of a random draw, so that an answer repeats and is graded. py3langid loads in about a second. lingua
takes a quarter of a second and 35 MB for each language, so it is asked for close pairs alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.language.tables import lists, pairs
from pipeline.language.tags import from_langdetect

SMOOTHING = 5e-5  # langdetect's ALPHA_DEFAULT / BASE_FREQ
UNLIKELY = 1e-3  # lingua's least share that counts, so that one detector alone cannot rule a language out


@lru_cache(maxsize=8)
def _profiles(script: str) -> Any:
    """langdetect with the languages of one script, read in a fixed order."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    codes = sorted(lists("profiles")[script])
    factory.load_json_profile([Path(PROFILES_DIRECTORY, code).read_text(encoding="utf-8") for code in codes])
    return factory


def langdetect(script: str, sample: str) -> dict[str, float]:
    """How langdetect scores each language of a script: 0 for the best, lower for the others; empty if nothing tells.

    Log-likelihoods over the root of the count of letter groups, to compare texts of any length.
    """
    import numpy

    if script not in lists("profiles"):
        return {}
    factory = _profiles(script)
    detector = factory.create()
    detector.append(sample)
    detector.cleaning_text()
    groups = Counter(detector._extract_ngrams())
    if not groups:
        return {}
    known = numpy.array([factory.word_lang_prob_map[group] for group in groups])
    times = numpy.array(list(groups.values()))
    scores = (numpy.log(SMOOTHING + known) * times[:, None]).sum(0) / math.sqrt(times.sum())
    return dict(zip(map(from_langdetect, factory.langlist), (scores - scores.max()).tolist(), strict=True))


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def py3langid_knows(tag: str) -> bool:
    """Whether py3langid has a label for a language."""
    return pairs("py3langid").get(tag, tag) in _identifier().labels


def py3langid(tags: Sequence[str], sample: str) -> dict[str, float]:
    """How py3langid scores each of `tags`: 0 for the best, lower for the others, over the root of the text's bytes."""
    ranked = dict(_identifier().rank(sample))
    size = math.sqrt(len(sample.encode("utf-8", "replace")) or 1)
    scores = {tag: ranked[label] / size for tag in tags if (label := pairs("py3langid").get(tag, tag)) in ranked}
    best = max(scores.values(), default=0.0)
    return {tag: score - best for tag, score in scores.items()}


@lru_cache(maxsize=1)
def _lingua_languages() -> dict[str, Any]:
    from lingua import Language

    return {one.iso_code_639_1.name.lower(): one for one in Language.all()}


@lru_cache(maxsize=64)
def _lingua(tags: tuple[str, ...]) -> Any:
    from lingua import LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(*(_lingua_languages()[tag] for tag in tags)).build()


def lingua(tags: Sequence[str], sample: str) -> dict[str, float]:
    """How lingua scores those of `tags` it knows: 0 for the best, down to -7; empty where it knows fewer than two."""
    known = tuple(sorted(tag for tag in tags if tag in _lingua_languages()))
    if len(known) < 2:
        return {}
    values = _lingua(known).compute_language_confidence_values(sample)
    scores = {one.language.iso_code_639_1.name.lower(): math.log(max(one.value, UNLIKELY)) for one in values}
    best = max(scores.values())
    return {tag: score - best for tag, score in scores.items()}
