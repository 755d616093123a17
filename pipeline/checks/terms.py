"""Glossary terms that are missing or said in another way.

What the glossary asks for must stand in the translation; another form of the same words is for a person to look at;
a form the glossary forbids must not be there, unless it is part of the wanted form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipeline.model import Issue, Sentence, Severity, Term

_WORD = re.compile(r"\w+")
# Scripts written without blanks between words: a term may begin and end anywhere in them.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_SEMITIC = re.compile("[\u0590-\u06ff]")
_CLITICS = "|".join(
    ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ف", "ب", "ك", "ل", "וה", "ו", "ה", "ב", "כ", "ל", "מ", "ש")
)
_MARKS = {ord(one): None for one in "\u200e\u200f\u200b\u2060\ufeff\u00ad\u0640"}
_ENDING = 4  # letters that may differ at the end of an inflected word
_ROOT = 3  # letters that must not


def check(sentence: Sentence) -> Iterator[Issue]:
    """Terms of the sentence that are not said as the glossary asks."""
    if not sentence.terms:
        return
    # As the reader sees it, and without case: the same length is not promised, so places are told in neither.
    plain = _composed(sentence.target)
    folded = _folded(sentence.target)
    said = [_folded(term.wanted) for term in sentence.terms if term.wanted]
    for term in sentence.terms:
        at = _source_at(sentence.source, term.term)
        if term.wanted:
            yield from _wanted(term, plain, folded, at)
        yield from _forbidden(term, folded, said, at, sentence.target)


def _wanted(term: Term, plain: str, folded: str, at: tuple[int, int] | None) -> Iterator[Issue]:
    wanted = term.wanted
    if term.keep:
        if _stands(_composed(wanted), plain):
            return
        if _stands(_folded(wanted), folded):
            if at is not None and wanted.upper() in plain:
                return  # the line is set in capitals
            told = "{} is written with other capitals or marks in the translation"
            yield Issue("terms", Severity.FUNCTIONAL, told, (wanted,), source_at=at)
        else:
            told = "{} must stay as it is, and is not in the translation"
            yield Issue("terms", Severity.CRITICAL, told, (wanted,), source_at=at)
    elif not _stands(_folded(wanted), folded):
        if _inflected(_folded(wanted), folded):
            yield Issue("terms", Severity.COSMETIC, "check the form of {}", (wanted,), source_at=at)
        else:
            told = "{} should be said as {}"
            yield Issue("terms", Severity.FUNCTIONAL, told, (term.term, wanted), source_at=at)


def _forbidden(term: Term, folded: str, said: list[str], at: tuple[int, int] | None, target: str) -> Iterator[Issue]:
    for form in term.forbidden:
        wrong = _folded(form)
        if not wrong or not _stands(wrong, folded):
            continue
        rest = folded
        for wanted in sorted(said, key=len, reverse=True):
            if wrong in wanted and wrong != wanted:
                rest = _pattern(wanted).sub("\n", rest)
        if _stands(wrong, rest):
            place = target.casefold().find(form.casefold())
            span = (place, place + len(form)) if place >= 0 and len(target.casefold()) == len(target) else None
            told = "{} must not be used for {}"
            yield Issue("terms", Severity.CRITICAL, told, (form, term.term), source_at=at, target_at=span)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_MARKS).replace("’", "'").replace("\u00a0", " ")


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS).replace("’", "'")
    return " ".join(unicodedata.normalize("NFC", text).split()).strip()


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    """A form as a whole word, except where its script writes no blanks between words, or Korean adds a particle."""
    before = "" if _UNSPACED.match(form[0]) or not form[0].isalnum() else r"(?<!\w)"
    after = "" if _UNSPACED.match(form[-1]) or _HANGUL.match(form[-1]) or not form[-1].isalnum() else r"(?!\w)"
    if before and not _HANGUL.match(form[0]):
        # A Latin name directly beside Chinese or Japanese characters stands alone there.
        before = rf"(?<![^\W{_UNSPACED.pattern[1:-1]}])"
    if after:
        after = rf"(?![^\W{_UNSPACED.pattern[1:-1]}{_HANGUL.pattern[1:-1]}])"
    if _SEMITIC.match(form[0]):
        before = rf"{before}(?:{_CLITICS})?"
    return re.compile(before + re.escape(form).replace(r"\ ", r"\s+") + after)


def _stands(form: str, text: str) -> bool:
    return bool(form) and _pattern(form).search(text) is not None


def _inflected(form: str, text: str) -> bool:
    """Whether the words of a form stand in the text, each with another ending, near each other and in their order."""
    words = _WORD.findall(form)
    if not words or _UNSPACED.search(form) or sum(map(len, words)) < _ROOT + 1:
        return False
    have = _WORD.findall(text)
    first = [number for number, one in enumerate(have) if _same_stem(words[0], one)]
    for start in first[:20]:
        at = start
        for word in words[1:]:
            at = next((n for n in range(at + 1, min(at + 4, len(have))) if _same_stem(word, have[n])), -1)
            if at < 0:
                break
        else:
            return True
    return False


def _same_stem(word: str, other: str) -> bool:
    """Whether two words are forms of one, by what they share from the beginning (in Arabic, behind the article)."""
    if word == other:
        return True
    if _SEMITIC.match(word):
        word, other = _bare(word), _bare(other)
    shared = 0
    for a, b in zip(word, other, strict=False):
        if a != b:
            break
        shared += 1
    root = max(min(_ROOT, len(word)), len(word) - _ENDING, (len(word) * 3 + 4) // 5)
    return shared >= min(root, len(word)) and len(other) - shared <= _ENDING + 1 and len(word) > 2


def _bare(word: str) -> str:
    stripped = re.sub(rf"^(?:{_CLITICS})(?=\w{{3}})", "", word)
    return stripped or word


def _source_at(source: str, term: str) -> tuple[int, int] | None:
    if not term:
        return None
    at = source.find(term)
    if at < 0 and len(source.casefold()) == len(source):
        at = source.casefold().find(term.casefold())
    return (at, at + len(term)) if at >= 0 else None
