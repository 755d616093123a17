"""Addresses, handles, tickers, telephone numbers and codes that are missing or changed.

Everything of this kind must stand in the translation byte for byte (patterns: segments/placeholders.py); the addresses
behind links as well. Let pass: another notation of a telephone number, the name of a stock exchange in the other
language, COVID-19 as Covid-19, amounts and units glued to figures.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from pipeline.language.vocabulary import frequent, language_of, scripts_of
from pipeline.model import Issue, Sentence, Severity
from pipeline.segments import spans_by_kind

_HREF = re.compile(r"<a\s[^<>]{0,2000}?\bhref\s*=\s*(?:\"([^\"]{0,4000})\"|'([^']{0,4000})')", re.IGNORECASE)
_ANYTHING = re.compile(r"[0-9@#＃_]|://|www\.|\w\.\w|[:：]", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:US|HK|NT|CA|AU|A|C|S|R)?(?:RMB|CNY|EUR|USD|GBP|JPY|HKD|CHF|CAD|AUD|SGD|MXN|BRL|INR|KRW|RUB|ZAR|SEK|NOK|DKK)"
    r"[0-9][0-9,.]*[KMBT]?N?"
    r"|[0-9][0-9.,]*[A-Z]{1,3}"  # 50MW, 4K, 100GB
    r"|(?:FY|CY|AY|Q[1-4]|[1-4]?[QHF])[-/]?(?:[0-9]{2}|[0-9]{4})(?:[-/][0-9]{2,4})?|[1-4][QH][0-9]{2,4}"  # FY2025
    r"|[A-Z]{1,3}[0-9]{1,2}"  # G20, F1, A4: often told in words
)
_SEPARATORS = re.compile(r"[\s\u00a0\u202f()./_,٫·\u2010-\u2015-]+")  # PM2.5 is PM2,5 elsewhere
_LETTERS = "A-Za-z0-9À-ÖØ-öø-ɏ"
_STOP = r"\s<>\"“”„«»‘’\u0590-\u06ff\u3000-\u9fff\uac00-\ud7ff\uff00-\uffef"
# An address without a scheme, whatever it ends in; the placeholders know the usual endings only.
_BARE = re.compile(
    rf"(?<![{_LETTERS}_@./-])(?P<host>(?:[{_LETTERS}_-]{{1,63}}\.){{1,8}}(?P<end>[a-z]{{2,24}}|рф|рус|укр|xn--[a-z0-9-]{{2,60}}))"
    rf"(?![{_LETTERS}_@]|-[{_LETTERS}]|\.[A-Za-z0-9])(?P<path>(?::[0-9]{{2,5}})?/[^{_STOP}]{{0,2000}}|[?#][^{_STOP}]{{1,2000}})?"
    rf"|(?<![\w@./-])[а-яё0-9-]{{1,63}}\.(?:рф|рус|укр|бел|бг|срб|қаз|мкд|москва|дети|онлайн|сайт)(?![\w-])(?:/[^\s<>«»]{{0,2000}})?"
    rf"|[{_LETTERS}._%+-]{{1,64}}@(?:[{_LETTERS}-]{{1,63}}\.){{1,8}}[a-zà-ɏ]{{2,24}}"
)
_OPEN = {")": "(", "]": "["}
_FIRM = frozenset({"url", "email", "handle"})


def check(sentence: Sentence) -> Iterator[Issue]:
    """What of this kind the source has and the translation has not, and what it has invented."""
    yield from _behind_links(sentence)
    source, target = sentence.source, sentence.target
    before, after = _spans(source, sentence.source_language), _spans(target, sentence.target_language)
    if not before and not after:
        return
    plain, folded = unicodedata.normalize("NFC", target), ""
    invented = [(kind, start, end) for kind, start, end in after if target[start:end] not in source]
    elsewhere = scripts_of(sentence.target_language) != {"Latn"}
    done: set[str] = set()
    for kind, start, end in before:
        span = source[start:end]
        if span in done or span in target or unicodedata.normalize("NFC", span) in plain:
            continue
        done.add(span)
        folded = folded or _folded(target)
        if issue := _missing(kind, span, (start, end), folded, invented, elsewhere):
            yield issue
    folded_source = _folded(source) if invented else ""
    for kind, start, end in invented:
        span = target[start:end]
        if span in done or _folded(span) in folded_source:
            continue
        done.add(span)
        if kind in _FIRM:
            told = "{} is in the translation and not in the source"
            yield Issue("links", Severity.CRITICAL, told, (span[:200],), target_at=(start, end))


def _spans(text: str, language: str) -> list[tuple[str, int, int]]:
    """What must stay as it is, with bare addresses of any ending."""
    if not _ANYTHING.search(text):
        return []
    found = spans_by_kind(text)
    if "." not in text:
        return found
    for m in _BARE.finditer(text):
        start, end = m.start(), m.start() + len(_trimmed(m[0]))
        inside = [one for one in found if one[1] < end and start < one[2]]
        if any(one <= start and end <= other for _, one, other in inside):
            continue
        plain = m["end"] is not None and not m["path"]
        if plain and not inside and _is_prose(m["host"], m["end"], language):
            continue
        if any(kind in _FIRM and one < start for kind, one, _ in inside):
            continue
        found = [one for one in found if one not in inside]
        sure = not plain or "-" in m[0] or m[0].count(".") > 1
        found.append(("email" if "@" in m[0] else "url" if sure else "domain", start, end))
    return sorted(found, key=lambda one: one[1])


def _is_prose(host: str, ending: str, language: str) -> bool:
    """Whether a dot between letters is an abbreviation (p.ex, z.B, e.g) or a full stop that lost its space."""
    labels = host.split(".")[:-1]
    if max(map(len, labels)) < 3 or all(label.isdigit() for label in labels):
        return True
    return ending in frequent(language_of(language))


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence behind it."""
    while address and (
        address[-1] in ".,;:!?'\"*_~"
        or (address[-1] in _OPEN and address.count(address[-1]) > address.count(_OPEN[address[-1]]))
    ):
        address = address[:-1]
    return address


def _missing(
    kind: str,
    span: str,
    at: tuple[int, int],
    target: str,
    invented: list[tuple[str, int, int]],
    elsewhere: bool,
) -> Issue | None:
    """The issue for a span that does not stand in the translation as it is; none where its other form is right."""
    told, severity = "{} is not in the translation", Severity.CRITICAL
    if kind == "ticker":
        symbol = re.split("[:：]", span)[-1].strip()
        if _folded(symbol) in target:
            return None
    elif kind == "phone":
        digits = _folded(span)
        if digits in target or digits.lstrip("+0")[-9:] in target:
            return None
    elif kind in ("code", "handle"):
        if _folded(span) in target:
            return None
        if kind == "code" and elsewhere and all(one in target for one in re.findall("[0-9]+", span)):
            return None  # COVID-19 in Arabic letters
        if kind == "code" and _AMOUNT.fullmatch(span):
            if any(digits in target for digits in re.findall("[0-9]+", span)) or not span[-1].isdigit():
                return None
            severity = Severity.COSMETIC
        elif kind == "code" and sum(map(str.isdigit, span)) < 2 and len(span) < 6:
            severity = Severity.FUNCTIONAL
    elif kind == "domain":
        severity = Severity.FUNCTIONAL  # its ending is no usual one
    elif kind == "hashtag":
        if _folded(span) in target:
            return None
        if any(other == "hashtag" for other, _, _ in invented):
            told, severity = "the hashtag {} was changed", Severity.FUNCTIONAL
    return Issue("links", severity, told, (span[:200],), source_at=at)


def _folded(text: str) -> str:
    """Without case, separators and kinds of digits: what two notations of one code or number have in common."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = "".join(str(unicodedata.digit(one)) if one.isdigit() else one for one in text)
    return _SEPARATORS.sub("", text)


def _behind_links(sentence: Sentence) -> Iterator[Issue]:
    if "<" not in sentence.source_html and "<" not in sentence.target_html:
        return
    before, after = _addresses(sentence.source_html), _addresses(sentence.target_html)
    for address in before - after:
        yield Issue("links", Severity.CRITICAL, "the link to {} is not in the translation", (address[:200],))
    for address in after - before:
        told = "the translation links to {}, the source does not"
        yield Issue("links", Severity.CRITICAL, told, (address[:200],))


def _addresses(markup: str) -> Counter[str]:
    return Counter(html.unescape(m[1] if m[1] is not None else m[2]) for m in _HREF.finditer(markup))
