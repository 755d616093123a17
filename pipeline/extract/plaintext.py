"""Plain text becomes paragraphs: blank lines part them, hard-wrapped lines are joined."""

from __future__ import annotations

import re
import unicodedata

# Not "- FIN -" or "* * *": a line that ends as it begins is an end mark.
_BULLET = re.compile(r"\s*([-•*·▪●◦‣])\s+(?=\S)(?!.*\1\s*$)")
_INDENT = re.compile(r"\t|\u3000|[ \u00a0]{2}")
_NUMBERED = re.compile(r"\s*\(?(\d{1,2}|[a-z])([.)])\s+(?=\S)")
_QUOTED = re.compile(r"(?:>[ \u00a0]?)+")
_COLUMNS = re.compile(r"\S(?:\t| {3,})\S")
# A line of a contact or an address and nothing else: telephone, mail, web, "Label: …".
_CONTACT = re.compile(
    r"(?:[^\W\d_][\w.-]{0,20}[ \u00a0]?){0,2}[:：.]?\s{0,3}"
    r"(?:\+?[\d(][\d\s()./-]{6,30}|\S{1,100}@\S{1,100}|(?:https?://|www\.)\S{1,300})\s*",
    re.IGNORECASE,
)
_RUNS_ON = re.compile(r"(?:^|\s)[a-zß-öø-ÿа-я]+[,:]?\s*$")  # "… please visit", before an address on its own line
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
    the next line goes on in lower case; in a text of long lines every line is a paragraph of its own, but for passages
    that are plainly wrapped. A full-width character counts as two columns.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n")
    lines = re.split(r"[\n\v\f\x85\u2028]", text.lstrip("\ufeff"))
    widths = [_columns(line) for line in lines if line.strip()]
    unwrapped = sum(width > _LONG for width in widths) * 10 > len(widths)
    width = max((w for w in widths if w <= _LONG), default=0)
    indented = [bool(_INDENT.match(line)) for line in lines if line.strip()]
    indent_parts = 0 < sum(indented) <= len(indented) / 2 or any(line.startswith("\u3000") for line in lines)

    found: list[tuple[list[str], bool]] = []  # the joined lines of each paragraph
    last = ""  # the line before, empty after a blank one
    number = ""  # of the last item of a numbered list
    held = _contact_lines(lines)
    wrapped = _wrapped_groups(lines) if unwrapped else set()
    for at, line in enumerate(lines):
        line = _QUOTED.sub("", line, count=1) if line.startswith(">") else line
        bullet = _BULLET.match(line)
        words = (line[bullet.end() :] if bullet else line).strip()
        if not words:
            last = ""
            continue
        numbered = _next_number(line, number, last)
        contact = at in held and (not words[0].islower() or bool(_CONTACT.fullmatch(words[:400])))
        starts = not last or bool(bullet or numbered) or contact or _stands_alone(last, line)
        starts = starts or bool(indent_parts and _INDENT.match(line) and not found[-1][1])
        number = numbered or (number if last else "")
        if not starts and _wrapped(last, words, width, unwrapped and at not in wrapped):
            joined = found[-1][0]
            joined.append(_gap(joined[-1], words) + words)
        else:
            found.append(([words], bool(bullet)))
        last = line
    return [("".join(joined), item) for joined, item in found]


def _contact_lines(lines: list[str]) -> set[int]:
    """The lines of a group around a telephone number or an address, from the last sentence or label before it on."""
    held: set[int] = set()
    start = 0
    opened = False
    for at, line in enumerate(lines):
        words = line.strip()
        if not words:
            start, opened = at + 1, False
        elif _CONTACT.fullmatch(words[:400]) and not _RUNS_ON.search(lines[at - 1] if at > start else ""):
            held.update(range(start, at + 1))
            start, opened = at + 1, True
        elif words.endswith(_SENTENCE_END) and not words.endswith("."):
            start = at + 1
        elif words.endswith(".") and _columns(words) > _SHORT:
            start, opened = at + 1, False
        elif opened:
            held.add(at)
    return held


def _next_number(line: str, before: str, last: str) -> str:
    """The number of a list item that begins here, "1." or "b)", and "" where a wrapped line only looks like one."""
    found = _NUMBERED.match(line)
    if found is None:
        return ""
    mark, bracket = found[1], found[2]
    if mark.isdigit():
        first, follows = mark == "1", before.isdigit() and int(mark) == int(before) + 1
    else:
        first, follows = mark == "a", before.isalpha() and ord(mark) == ord(before) + 1
    if bracket == "." and not mark.isdigit():
        return ""
    return mark if follows or (first and (not last or last.rstrip().endswith(_SENTENCE_END) or bracket == ")")) else ""


def _stands_alone(line: str, following: str) -> bool:
    """Whether two lines are no running text: a heading in capitals before a text, rows of columns."""
    if _COLUMNS.search(line.strip()) or _COLUMNS.search(following.strip()):
        return True
    shouted = [sum(c.isalpha() for c in one) >= 8 and one.upper() == one != one.lower() for one in (line, following)]
    return shouted[0] and not shouted[1] and any(c.islower() for c in following)


def _wrapped_groups(lines: list[str]) -> set[int]:
    """In a text of long lines, those of passages that are wrapped all the same: all but the last about equally long."""
    held: set[int] = set()
    start = 0
    for at, line in enumerate([*lines, ""]):
        if line.strip():
            continue
        widths = [_columns(one) for one in lines[start:at]]
        if len(widths) >= 3 and _SHORT <= max(widths) <= _LONG and min(widths[:-1]) >= 0.75 * max(widths):
            held.update(range(start, at))
        start = at + 1
    return held


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


def _gap(before: str, after: str) -> str:
    """What stands between two joined lines."""
    if re.search(r"[^\W\d_]-$", before[-2:]) and after[:1].isalnum():
        return ""
    pair = before[-1] + after[0]
    return "" if all(_UNSPACED.match(c) for c in pair) and _FIRMLY_UNSPACED.search(pair) else " "


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line.strip())
