"""How much room a text takes in a line, as newsrooms count it: a full-width character counts two."""

from __future__ import annotations

import unicodedata

_JOINER, _AS_EMOJI, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"


def width(text: str) -> int:
    """The characters of a text, a full-width one counting two and a combining mark none; an emoji counts two.

    An emoji of several (a family, a flag, a skin colour, a number in a box) is one. Widths are those of Unicode's
    East Asian Width (UAX #11); a character that is wide in some fonts only counts one.
    """
    total = last = 0
    symbol = joined = half_flag = False
    for char in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(char)
        flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        if char in (_AS_EMOJI, _KEYCAP):
            if last == 1 and (symbol or char == _KEYCAP):
                total, last = total + 1, 2
        elif char == _JOINER:
            joined = symbol
        elif kind[0] == "M" or kind in ("Cf", "Cc") or "\u1160" <= char <= "\u11ff":  # the rest of an old syllable
            pass
        elif (flag and half_flag) or (symbol and "\U0001f3fb" <= char <= "\U0001f3ff") or (joined and kind == "So"):
            half_flag = joined = False
        else:
            last = 2 if flag or unicodedata.east_asian_width(char) in ("W", "F") else 1
            total += last
            symbol, joined, half_flag = kind[0] in "SP", False, flag
    return total
