"""Spoils correct translations, one kind of error at a time, as machines spoil them.

Each seed takes a correct pair and a source of chance and gives the damaged sentence, or None where its kind does not
apply. `SEEDS` names them `group/variety`. The same pair and seed always give the same damage. Seeds of text work on
the pair without its markup (`clean` tells what to compare with); seeds of markup leave the text alone.
"""

from __future__ import annotations

import random

from pipeline.model import Sentence
from tests.pairs import CorrectPair
from tests.seeding import figures, forms, names
from tests.seeding.spans import Seed

SEEDS: dict[str, Seed] = {
    "number changed/digit": figures.number_digit,
    "number changed/transposed": figures.number_transposed,
    "number changed/decimal": figures.number_decimal,
    "number changed/magnitude": figures.number_magnitude,
    "number changed/year": figures.number_year,
    "number changed/lost": figures.number_lost,
    "date changed/day": figures.date_day,
    "date changed/month": figures.date_month,
    "name dropped/everywhere": names.name_dropped,
    "name damaged/letters": names.name_damaged,
    "sentence dropped/whole": forms.sentence_dropped,
    "clause dropped/between commas": forms.clause_dropped,
    "loop/word": forms.loop_word,
    "loop/phrase": forms.loop_phrase,
    "loop/sentence": forms.loop_sentence,
    "loop/character": forms.loop_character,
    "URL broken/letters": forms.url_letters,
    "URL broken/dot": forms.url_dot,
    "URL broken/underscore": forms.url_underscore,
    "URL broken/tail": forms.url_tail,
    "URL broken/at": forms.url_at,
    "wrong language/third": forms.language_third,
    "wrong language/source": forms.language_source,
    "wrong language/half": forms.language_half,
    "term ignored/other": names.term_other,
    "term ignored/forbidden": names.term_forbidden,
    "tag lost/link": forms.tag_link,
    "tag lost/bold": forms.tag_bold,
    "tag lost/malformed": forms.tag_malformed,
    "tag lost/address": forms.tag_address,
    "bracket lost/one": forms.bracket_lost,
    "negation lost/cue": forms.negation_lost,
}
# The kinds whose recall is promised, and how much of each must be found.
PROMISED = {
    "number changed",
    "name dropped",
    "sentence dropped",
    "loop",
    "URL broken",
    "wrong language",
    "term ignored",
    "tag lost",
}


def group(seed: str) -> str:
    """The kind of error a seed belongs to."""
    return seed.split("/")[0]


def seeded(seed: str, pair: CorrectPair) -> Sentence | None:
    """A correct pair with one error of a kind, or None where it does not apply; always the same."""
    return SEEDS[seed](pair, random.Random(f"{seed} {pair.key}"))


def clean(seed: str, pair: CorrectPair) -> Sentence:
    """The correct pair that a seeded one is to be compared with."""
    return pair.sentence if group(seed) == "tag lost" else pair.plain
