"""Cut a stretch out of a block's text and the same stretch out of its markup, so that the two never disagree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from pipeline.model import Block

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,20})[^<>]*>|<[^<>]*>|&[#\w]{1,32};|[^<&]+|.", re.DOTALL
)
_TAG = re.compile(r"<[^<>]*>")
_BREAKS = ("<br>", "<br/>", "<br />")


def cut(block: Block, spans: Sequence[tuple[int, int]]) -> Block:
    """The block without some stretches of its text, the markup cut to match.

    `spans` are offsets into `text`, from and up to, that do not overlap. `html` becomes empty where it has no markup
    left, or where it cannot be cut safely: unbalanced tags, or another text than `text`. White space is not compared.
    Never raises.
    """
    pieces: list[str] = []
    gone = bytearray()
    kept_to = position = 0
    for start, end in [*sorted(spans), (len(block.text), len(block.text))]:
        piece = block.text[position:start]
        if kept := piece.strip():
            kept_from = position + piece.index(kept)
            joint = "\n" if "\n" in block.text[kept_to:kept_from] else " "
            pieces += [joint, kept] if pieces else [kept]
            kept_to = kept_from + len(kept)
        gone += bytes(len(_solid(piece))) + b"\1" * len(_solid(block.text[start:end]))
        position = end
    text = "".join(pieces)
    markup = _without(block.html, gone) if block.html and text else ""
    if "<" not in markup or _solid(unescape(_TAG.sub("", markup))) != _solid(text):
        markup = ""
    return replace(block, text=text, html=markup)


def _without(source: str, gone: bytearray) -> str:
    """Markup without the visible characters that `gone` marks, and without the elements that leaves empty."""
    out: list[str] = []
    open_tags: list[tuple[str, int]] = []
    filled = -1  # where in `out` the last visible character or line break stands
    position = 0
    for token in _TOKEN.finditer(source):
        name = (token["name"] or "").lower()
        if name == "br":
            if not _inside(position, gone):
                out.append("<br>")
        elif name and not token["close"]:
            open_tags.append((name, len(out)))
            out.append(token[0])
        elif name:
            if not open_tags or open_tags[-1][0] != name:
                return ""
            _, opened = open_tags.pop()
            if filled < opened:
                del out[opened:]
            else:
                out.append(token[0])
        elif token[0].startswith("<") and len(token[0]) > 1:
            return ""  # a comment or something stranger: not what the sanitiser lets through
        else:
            kept, position = _kept(token[0], position, gone)
            if kept:
                out.append(kept)
                if not kept.isspace():
                    filled = len(out) - 1
    return "" if open_tags else _trimmed(out)


def _kept(piece: str, position: int, gone: bytearray) -> tuple[str, int]:
    """What stays of a piece of text that begins at visible character `position`, and where the next piece begins."""
    if piece.startswith("&") and len(piece) > 1:
        size = len(_solid(unescape(piece)))
        return ("" if _at(position, gone) else piece), position + size
    kept = []
    for letter in piece:
        if letter.isspace():
            if not _inside(position, gone):
                kept.append(letter)
            continue
        if not _at(position, gone):
            kept.append(letter)
        position += 1
    return "".join(kept), position


def _at(position: int, gone: bytearray) -> bool:
    return position < len(gone) and bool(gone[position])


def _inside(position: int, gone: bytearray) -> bool:
    """Whether the white space before a visible character stands within a stretch that goes."""
    return position > 0 and _at(position - 1, gone) and _at(position, gone)


def _trimmed(tokens: list[str]) -> str:
    """The pieces joined, without white space and line breaks at either end, inside the outermost tags too."""
    start = 0
    while start < len(tokens):
        token = tokens[start]
        if token in _BREAKS or token.isspace():
            tokens[start] = ""
        elif not token.startswith("<"):
            tokens[start] = token.lstrip()
            break
        start += 1
    end = len(tokens) - 1
    while end >= start:
        token = tokens[end]
        if token in _BREAKS or token.isspace():
            tokens[end] = ""
        elif token and not token.startswith("<"):
            tokens[end] = token.rstrip()
            break
        end -= 1
    return "".join(tokens)


def _solid(text: str) -> str:
    return "".join(text.split())
