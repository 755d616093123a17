"""Which names of a text has its translation into another script lost?

There names may stand in Latin letters, be written as they sound, or in Chinese characters that sound otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.language.likeness import folded, same
from pipeline.language.name_evidence import NOUNS, is_capital_word, is_international, is_sure, is_word
from pipeline.language.name_words import INFLECTING, has_list, is_chinese, is_listed, may_be_chinese
from pipeline.language.naming import in_body, is_bent, is_body
from pipeline.language.proper_names import Found, Kind, Word, latin_words
from pipeline.language.transliteration import Heard, heard, listened, may_be_japanese, own_in_the_east, weight
from pipeline.language.vocabulary import EAST, scripts_of

_MOST = 30  # names that are looked for


def unheard(
    found: Found, text: str, translation: str, source: str, target: str, *, hole: bool
) -> Iterator[tuple[Word, str]]:
    """Names that a translation in another script has neither in Latin letters nor as they sound there.

    Each as its first word and as it is to be shown. `hole` tells that words seem to be gone from the translation.
    """
    written = frozenset(folded(one) for one in latin_words(translation))
    sounds: Heard | None = None
    loose = target.startswith("zh")
    told: set[str] = set()
    kept_latin = any(w.folded in written and w.kind is Kind.NAME and not w.opening for n in found.names for w in n)
    for name in found.names[:_MOST]:
        asked = [word for word in name if _has_to_stand(word, name, found, text, source, hole)]
        if not asked or told.issuperset(word.folded for word in asked):
            continue
        kept = [word for word in asked if word.folded in written or _written(word.folded, written)]
        if kept and len(kept) < len(asked):
            asked = [word for word in asked if word not in kept]  # what is kept in Latin letters is kept whole
        elif kept:
            continue
        if scripts_of(target) & EAST and _in_han(name, asked, kept_latin):
            continue
        sounds = listened(translation) if sounds is None else sounds
        whole = [word for word in name if word in asked or word.kind is Kind.PLACE]
        known = [
            word
            for word in name
            if len(word.text) > 2 and any(heard(f, sounds, loose=loose) for f in _stems(word.folded, source))
        ]
        if len(known) * 2 >= len(whole) or any(weight(word.folded) > 2 for word in known):
            continue
        told.update(word.folded for word in asked)
        yield asked[0], " ".join(word.text for word in asked)


def _has_to_stand(word: Word, name: tuple[Word, ...], found: Found, text: str, source: str, hole: bool) -> bool:
    if word.kind in (Kind.PLACE, Kind.ACRONYM) or len(word.text) < 3 or is_chinese(word.folded):
        return False
    if is_body(word.text, source):
        return False
    if word.kind is Kind.NAME and is_international(word.text, among=len(name) > 1):
        return False
    if scripts_of(source) != {"Latn"}:
        return not is_word(word.text, "en") and not is_listed(word.folded, "en")
    if word.kind is not Kind.NAME:
        return not (word.opening and len(name) == 1 and word.kind is Kind.PERSON)
    if is_sure(word, name, found, text, source, hole):
        return True
    plain = found.titled or found.shouted or word.opening or source in NOUNS or is_word(word.text, source)
    if plain or (not has_list(source) and sum(not one.opening for one in name) > 2):
        return False
    if not has_list(source) and len(name) == 1 and (not word.text.isascii() or is_bent(word.text, source)):
        return False
    return not in_body(text, name[0].start, lambda low, beside: is_capital_word(low, source, beside=beside))


def _written(low: str, written: frozenset[str]) -> bool:
    return any(one[:3] == low[:3] and same(low, one, inflected=True) for one in written)


def _stems(low: str, language: str) -> tuple[str, ...]:
    """A name, and where its language puts endings on names what it may be without them."""
    if language in INFLECTING:
        return tuple(low[: len(low) - cut] for cut in range(5) if not cut or len(low) - cut > 3)
    return (low, low.removesuffix("s"))


def _in_han(name: tuple[Word, ...], asked: list[Word], kept_latin: bool) -> bool:
    """Whether Chinese, Japanese and Korean write a name otherwise than it sounds.

    `kept_latin` tells that another name stands there in Latin letters, so that a brand would too.
    """
    if any(
        (word.folded in own_in_the_east() and not is_word(word.text, "en")) or is_chinese(word.folded) for word in name
    ):
        return True
    if all(word.folded in own_in_the_east() for word in name):
        return True  # General Motors, but not Calder Motors
    brand = kept_latin and any(is_international(word.text, among=False) for word in name)
    return not brand and all(may_be_japanese(word.folded) or may_be_chinese(word.folded) for word in asked)
