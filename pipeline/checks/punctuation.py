"""Brackets, quotation marks and final marks that differ from the source

Every language's own marks count as equal: « », „ “, 「」, “ ” and ". A question that is no longer one, brackets or
quotation marks left open are functional, signs that an engine leaves behind (XXX1, <unk>, ⁇) critical, the rest
cosmetic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Issue, Sentence, Severity

_PLACEHOLDER = re.compile(
    r"\b(?:XXX|XYZ|ABC|KLM|X{4,12})[ \u00a0]?\d{1,3}\b|<unk>|⁇|\ufffd|▁|@-@|<pad>|</s>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:amp|quot|lt|gt|nbsp|apos|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_FINAL = re.compile(r"[\s\"'”’“»›)\]）】」』》〉*_]+$")
_QUESTION = "?？؟⸮՞፧"
_EXCLAMATION = "!！"
_STOP = ".。।॥．۔።"
_COLON = ":："
_GREEK_QUESTION = ";\u037e"
_ASKING = {"ja": re.compile(r"か(?:[。」』\s]|$)"), "ko": re.compile(r"[까요니가지](?:[.\s]|$)"), "th": re.compile("")}
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,2000}")
_OPEN = "([{（［【｛〔"
_CLOSE = ")]}）］】｝〕"
_ENUMERATED = re.compile(
    r"(?:^|[\s;,，；、。.])(?:\d{1,3}|[a-zA-Zа-яА-Яα-ω]|[ivxIVX]{1,5}|[一二三四五六七八九十]{1,3})[)）]"
)
_QUOTES = '"“”„‟＂«»「」『』《》〈〉'
_OPENING = "「『《〈"
_CLOSING = "」』》〉"
_INCH = re.compile(r"\d\s?[\"”″]")
_SMILE = re.compile(r"[:;]-?[)(]")
_TWICE = re.compile(r"[,;:]\s?[,;:]|(?<!\.)\.\.(?!\.)|[，。；：、]{2,}|[,;:]\.(?!\w)|(?<!\.)\.[,;](?<!\w\w\.[,;])")
_GAP = re.compile(r"(?<=[^\W\d_])\s+[,.](?=\s|$)")
_MARKED = frozenset(_OPEN + _CLOSE + _QUOTES)


def check(sentence: Sentence) -> Iterator[Issue]:
    """Marks lost, left open, doubled, or left behind by the engine."""
    source, target = sentence.source.strip(), sentence.target.strip()
    if not source or not target:
        return
    yield from _leftovers(source, sentence.target)
    yield from _final(sentence, source, target)
    if not _MARKED.isdisjoint(source) or not _MARKED.isdisjoint(target):
        yield from _brackets(source, target)
        yield from _quotes(source, target)
    if (m := _TWICE.search(sentence.target)) and not _TWICE.search(source):
        yield _issue(Severity.COSMETIC, "punctuation stands twice: {}", (m[0],), m.span())
    spaced = sentence.target_language.partition("-")[0] not in ("zh", "ja", "th")
    if spaced and (m := _GAP.search(sentence.target)) and not _GAP.search(source):
        yield _issue(Severity.COSMETIC, "a space stands before {}", (m[0].strip(),), m.span())


def _issue(severity: Severity, message: str, values: tuple[str, ...] = (), at: tuple[int, int] | None = None) -> Issue:
    return Issue("punctuation", severity, message, values, None, at)


def _leftovers(source: str, target: str) -> Iterator[Issue]:
    if (m := _PLACEHOLDER.search(target)) and m[0] not in source:
        yield _issue(Severity.CRITICAL, "the engine left {} behind", (m[0],), m.span())
    if "&" in target and (m := _ENTITY.search(target)) and m[0] not in source:
        yield _issue(Severity.FUNCTIONAL, "a sign is written as code: {}", (m[0],), m.span())


def _ending(text: str) -> str:
    return _FINAL.sub("", text[-40:])[-1:]


def _final(sentence: Sentence, source: str, target: str) -> Iterator[Issue]:
    one, other = _ending(source), _ending(target)
    language = sentence.target_language.partition("-")[0].lower()
    origin = sentence.source_language.partition("-")[0].lower()
    asks = _QUESTION + (_GREEK_QUESTION if origin == "el" else "")
    answers = _QUESTION + (_GREEK_QUESTION if language == "el" else "")
    asked = any(c in source for c in asks)
    if asked and ("://" in source or "www." in source):
        asked = any(c in _ADDRESS.sub("", source) for c in asks)
    if asked and not any(c in target for c in answers):
        pattern = _ASKING.get(language)
        if pattern is None or not pattern.search(target):
            yield _issue(Severity.FUNCTIONAL, "the source asks a question, the translation does not")
        return
    if other and not asked and other in _QUESTION and not any(c in source for c in _QUESTION + _GREEK_QUESTION):
        if origin not in _ASKING or not _ASKING[origin].search(source):
            yield _issue(Severity.FUNCTIONAL, "the translation asks a question, the source does not")
        return
    if not one or not other or one == other:
        return
    if one in _COLON and other not in _COLON:
        yield _issue(Severity.COSMETIC, "the source ends with a colon, the translation does not")
    elif one in _EXCLAMATION and not any(c in target for c in _EXCLAMATION):
        yield _issue(Severity.COSMETIC, "the source ends with an exclamation mark, the translation does not")
    elif one in _STOP and other.isalnum() and language not in ("th", "lo", "km", "my") and not sentence.headline:
        yield _issue(Severity.COSMETIC, "the final full stop is missing")
    elif other in ",;，；、" and one not in ",;，；、":
        yield _issue(Severity.COSMETIC, "the translation ends with {}", (other,), (len(target) - 1, len(target)))


def _brackets(source: str, target: str) -> Iterator[Issue]:
    one, other = _count_brackets(source), _count_brackets(target)
    if other[0] != other[1] and one[0] == one[1]:
        opened = other[0] > other[1]
        told = "a bracket is opened but not closed" if opened else "a bracket is closed but not opened"
        yield _issue(Severity.FUNCTIONAL, told)
    elif one[0] == one[1] and one != other:
        values = (str(one[0]), str(other[0]))
        yield _issue(Severity.COSMETIC, "the source has brackets {} times, the translation {} times", values)


def _count_brackets(text: str) -> tuple[int, int]:
    if ")" in text or "）" in text:
        # 1) and a) close nothing
        opened = sum(text.count(c) for c in _OPEN)
        closed = sum(text.count(c) for c in _CLOSE)
        if closed > opened:
            text = _SMILE.sub("", _ENUMERATED.sub(" ", text))
    return sum(text.count(c) for c in _OPEN), sum(text.count(c) for c in _CLOSE)


def _quotes(source: str, target: str) -> Iterator[Issue]:
    one, other = _count_quotes(source), _count_quotes(target)
    if other % 2 and not one % 2:
        yield _issue(Severity.FUNCTIONAL, "a quotation mark is left open or closed without need")
    elif one % 2 == 0 and one != other:
        values = (str(one // 2), str(other // 2))
        yield _issue(Severity.COSMETIC, "the source quotes {} times, the translation {} times", values)


def _count_quotes(text: str) -> int:
    count = sum(text.count(c) for c in _QUOTES)
    if count % 2 and ('"' in text or "”" in text or "″" in text):
        count -= len(_INCH.findall(text)) % 2
    return count
