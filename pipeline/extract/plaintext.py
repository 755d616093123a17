"""Plain text becomes paragraphs: blank lines part them, hard-wrapped lines are joined."""

from __future__ import annotations

import re
import unicodedata

# Not "- FIN -" or "* * *": a line that ends as it begins is an end mark.
_BULLET = re.compile(r"\s*([-•*·▪●◦‣])\s+(?=\S)(?!.*\1\s*$)")
_INDENT = re.compile(r"\t|\u3000|[ \u00a0]{2}")
_LONG = 120  # columns; no wire wraps its lines later
_SHORT = 30  # columns; nor earlier
_SENTENCE_END = tuple(".!?:;…。！？：；।؟")
# Scripts written without spaces between words: a wrapped line goes on without one.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    r"\uff01-\uff60\U00020000-\U0003ffff“”‘’—…]"
)
_FIRMLY_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]")


def paragraphs(text: str) -> list[tuple[str, bool]]:
    """The paragraphs of a plain text, each with whether it is a list item (`- `, `• `, `* ` begin one).

    A line break inside a paragraph is a wrap, and joined, where the next word would not have fitted on the line or
    the next line goes on in lower case; in a text of long lines every line is a paragraph of its own. A full-width
    character counts as two columns.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n")
    lines = re.split(r"[\n\v\f\x85\u2028]", text.lstrip("\ufeff"))
    widths = [_columns(line) for line in lines if line.strip()]
    unwrapped = sum(width > _LONG for width in widths) * 10 > len(widths)
    width = max((w for w in widths if w <= _LONG), default=0)
    indented = [bool(_INDENT.match(line)) for line in lines if line.strip()]
    indent_parts = 0 < sum(indented) <= len(indented) / 2 or any(line.startswith("\u3000") for line in lines)

    found: list[tuple[str, bool]] = []
    last = ""  # the line before, empty after a blank one
    for line in lines:
        bullet = _BULLET.match(line)
        words = (line[bullet.end() :] if bullet else line).strip()
        if not words:
            last = ""
            continue
        starts = not last or bullet or (indent_parts and _INDENT.match(line) and not found[-1][1])
        if not starts and _wrapped(last, words, width, unwrapped):
            before, item = found[-1]
            found[-1] = (_join(before, words), item)
        else:
            found.append((words, bool(bullet)))
        last = line
    return found


def _wrapped(line: str, following: str, width: int, unwrapped: bool) -> bool:
    """Whether the break after a line is a mere wrap."""
    line = line.rstrip()
    if following[0].islower() and not line.endswith(_SENTENCE_END):
        return True
    columns = _columns(line)
    if unwrapped or columns > _LONG or width < _SHORT:
        return False
    word = following.split()[0]
    if _FIRMLY_UNSPACED.search(word):
        word = word[:2]
    # Writers wrap by hand and never quite at the edge; a line that ends a sentence must reach it.
    room = 0.9 if line.endswith(_SENTENCE_END) else 0.75
    return columns + 1 + _columns(word) > room * width


def _join(before: str, after: str) -> str:
    if re.search(r"[^\W\d_]-$", before) and after[:1].isalnum():
        return before + after
    pair = before[-1] + after[0]
    if all(_UNSPACED.match(c) for c in pair) and _FIRMLY_UNSPACED.search(pair):
        return before + after
    return f"{before} {after}"


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.strip())
