"""Bold, italic and links that were lost or misplaced.

Compares the inline tags of source and translation: how many of each kind, properly nested, none empty, none around
the whole sentence where it marked a word. Also finds tags and character references that became visible text.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.model import Issue, Sentence, Severity

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})\b([^<>]{0,4000})>")
_VISIBLE = re.compile(
    r"</?(?:a|abbr|b|br|div|em|h[1-6]|i|img|li|ol|p|span|strong|sub|sup|table|td|tr|u|ul)(?:\s[^<>]{0,300})?\s?/?>"
    r"|&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,6});",
    re.IGNORECASE,
)
_SAME = {"b": "strong", "i": "em"}
_VOID = frozenset({"br", "img", "hr", "wbr"})
NAMES = {"a": "a link", "strong": "bold", "em": "italic", "sub": "subscript", "sup": "superscript", "br": "line break"}
_WIDE, _NARROW = 0.9, 0.5  # shares of the sentence's characters
_ENOUGH = 20  # characters; a tag around all of a shorter sentence is no surprise


@dataclass(slots=True)
class _Tags:
    """The tags of one text: how many of each kind, how much text each pair holds, and whether they nest."""

    counts: Counter[str]
    held: list[tuple[str, str]]
    nested: bool
    text: str


def check(sentence: Sentence) -> Iterator[Issue]:
    """Tags lost, invented, badly nested, empty or around too much; markup that shows as text."""
    yield from _shown(sentence)
    if sentence.source_html or sentence.target_html:
        source = _read(sentence.source_html or sentence.source)
        target = _read(sentence.target_html or html.escape(sentence.target, quote=False))
        yield from _counted(source, target)
        yield from _shaped(source, target)


def _shown(sentence: Sentence) -> Iterator[Issue]:
    if "<" not in sentence.target and "&" not in sentence.target:
        return
    for m in _VISIBLE.finditer(sentence.target):
        if m[0] not in sentence.source:
            told = "{} shows as text in the translation"
            yield Issue("markup", Severity.FUNCTIONAL, told, (m[0][:60],), target_at=m.span())
            return


def _read(markup: str) -> _Tags:
    counts: Counter[str] = Counter()
    spans: list[tuple[str, int, int]] = []
    open_tags: list[tuple[str, int]] = []
    nested = True
    pieces: list[str] = []
    length = at = 0
    for m in _TAG.finditer(markup):
        piece = html.unescape(markup[at : m.start()])
        pieces.append(piece)
        length += len(piece)
        at = m.end()
        name = _SAME.get(m[2].lower(), m[2].lower())
        if name in _VOID:
            counts[name] += not m[1]
        elif not m[1]:
            counts[name] += 1
            open_tags.append((name, length))
        elif open_tags and open_tags[-1][0] == name:
            spans.append((name, open_tags.pop()[1], length))
        else:
            nested = False
    pieces.append(html.unescape(markup[at:]))
    text = "".join(pieces)
    held = [(name, text[start:end]) for name, start, end in spans]
    return _Tags(counts, held, nested and not open_tags, text)


def _counted(source: _Tags, target: _Tags) -> Iterator[Issue]:
    for name in sorted(source.counts.keys() | target.counts.keys()):
        before, after = source.counts[name], target.counts[name]
        told = NAMES.get(name, f"<{name}>")
        if after < before:
            severity = {"a": Severity.CRITICAL, "br": Severity.COSMETIC}.get(name, Severity.FUNCTIONAL)
            lost = next((text for tag, text in source.held if tag == name), "")
            values = (told, str(after), str(before))
            if words := lost.strip()[:60]:
                message = "{} was lost in the translation, {} of {} left: it stood on “{}”"
                yield Issue("markup", severity, message, (*values, words))
            else:
                yield Issue("markup", severity, "{} was lost in the translation: {} of {} left", values)
        elif after > before:
            severity = Severity.COSMETIC if name in ("br", "wbr") else Severity.FUNCTIONAL
            yield Issue("markup", severity, "the translation has {} that the source has not", (told,))


def _shaped(source: _Tags, target: _Tags) -> Iterator[Issue]:
    if not target.nested and source.nested:
        yield Issue("markup", Severity.FUNCTIONAL, "a tag is not closed, or closed in the wrong order")
    # An empty tag is no fault of a translation when the source has it (an anchor, an icon).
    spare = Counter(name for name, text in source.held if not text.strip())
    for name, text in target.held:
        if not text.strip():
            if spare[name]:
                spare[name] -= 1
                continue
            yield Issue("markup", Severity.FUNCTIONAL, "{} has no text on it", (NAMES.get(name, f"<{name}>"),))
    if min(len(source.text), len(target.text)) < _ENOUGH:
        return
    for name in sorted({name for name, _ in target.held}):
        widest = max(len(text.strip()) for tag, text in target.held if tag == name) / len(target.text.strip() or " ")
        before = [len(text.strip()) for tag, text in source.held if tag == name]
        if before and widest > _WIDE and max(before) / len(source.text.strip() or " ") < _NARROW:
            told = "{} covers the whole sentence, in the source only part of it"
            yield Issue("markup", Severity.COSMETIC, told, (NAMES.get(name, f"<{name}>"),))
