"""Text set as its readers expect it: quotation marks, spaces, full-width and opened marks of each language.

What each language wants is in typography.toml; here it is only applied. Where a mark may be something else (inches,
feet, an unpaired quotation mark), it stays as it is. Sources: CLDR delimiters; Imprimerie nationale, "Lexique des
règles typographiques"; RAE, "Ortografía"; W3C, "Requirements for Chinese Text Layout" and for Japanese.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.segments.placeholders import protected_spans
from pipeline.segments.quotations import set_quotations

_CJK = r"\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff"
_HAN = r"\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_OWN = (
    r"\u0370-\u03ff\u1f00-\u1fff\u0590-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"  # scripts of `marks`
)
_NUMBER = r"\d+(?:['’.,:/\u00a0\u202f -]?\d+)*"
# Paths, variables, tags, mark-up, clock times, ratios, feet and inches: anything that a program or a ruler reads.
_CODE = re.compile(
    rf"(?<!\S)(?=[^\s]{{0,200}}[_\\{{}}<>=|`@#~^$*])[^\s\u2e80-\u9fff\uff00-\uffef«»“”„\"]{{2,200}}"
    rf"|\d{{1,3}}['′]\s?\d{{1,2}}(?:[\"″]|'')|[^\W\d_]{{1,30}}\.[a-z0-9]{{2,4}}(?![\w.])|(?<![\w:]):-?[()DP](?!\w)"
    rf"|(?P<number>{_NUMBER})",
)
_KINDS = {  # one unused letter or digit stands for a span that stays, so that its neighbours still see what it is
    "latin": range(0x10000, 0x1005E),
    "number": range(0x1D7D8, 0x1D7E2),
    "han": range(0x2A6B0, 0x2A6DE),
    "own": range(0x08A0, 0x08B5),
}
_BREAK = re.compile(r"([\n\r\t\v\f\x1c-\x1e\x85\u2028\u2029]+)")
_ROUNDS = 4
_BLANK = " \u00a0\u202f"
_WIDE_ASTRAY = {"，": ",", "。": ".", "：": ":", "；": ";", "？": "?", "！": "!", "（": "(", "）": ")"}
_ASTRAY = re.compile(f"[{''.join(_WIDE_ASTRAY)}]")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What typography.toml says of one language."""

    quotes: tuple[str, ...]
    inside: str
    accepts: frozenset[tuple[str, str]]
    before: Mapping[str, str]
    apostrophe: bool
    ellipsis: str
    opened: Mapping[str, str]
    asking: str
    wide: Mapping[str, str]
    marks: Mapping[str, str]
    percent: str


def dress(text: str, language: str, kept: Sequence[str] = ()) -> str:
    """A translation with the marks and spaces that readers of `language` (BCP 47) expect; words stay as they are.

    `kept` are spans that no mark may change in: addresses, codes, protected terms. A second time changes nothing. A
    language without rules gets its text back. Never raises.
    """
    rules = _rules(language)
    if rules is None or not text.strip():
        return text
    pieces = {piece for span in kept for piece in _BREAK.split(span) if piece.strip()}
    spans = tuple(sorted(pieces, key=lambda span: (-len(span), span)))
    done = text
    for _ in range(_ROUNDS):
        again = "".join(_line(line, rules, spans) for line in _BREAK.split(done))
        if again == done:
            return done
        done = again
    return text  # marks that cannot settle are no text


@cache
def _rules(language: str) -> _Rules | None:
    """The rules of a tag, joined from its shorter forms."""
    data = _data()
    parts = language.replace("_", "-").split("-")
    parts[0] = {"nn": "nb", "no": "nb", "tl": "fil", "pb": "pt-BR", "zt": "zh-Hant"}.get(
        parts[0].lower(), parts[0].lower()
    )
    parts = "-".join(parts).split("-")
    if parts[0] == "zh" and {part.upper() for part in parts[1:]} & {"TW", "HK", "MO"} and "Hant" not in parts:
        parts.insert(1, "Hant")
    folded = {name.lower(): table for name, table in data.items()}
    if parts[0] not in folded:
        return None
    table: dict[str, object] = {}
    for end in range(1, len(parts) + 1):
        for name in dict.fromkeys(("-".join(parts[:end]), f"{parts[0]}-{parts[end - 1]}" if end > 1 else parts[0])):
            table |= folded.get(name.lower(), {})

    def mapping(key: str) -> dict[str, str]:
        held = table.get(key, {})
        return {str(k): str(v) for k, v in held.items()} if isinstance(held, dict) else {}

    accepted = table.get("accepts", [])
    pairs = [str(pair).split() for pair in accepted] if isinstance(accepted, list) else []
    if table.get("typed"):
        pairs.append(['"', '"'])
    return _Rules(
        tuple(str(table.get("quotes", "")).split()),
        str(table.get("inside", "")),
        frozenset((pair[0], pair[1]) for pair in pairs),
        mapping("before"),
        bool(table.get("apostrophe")),
        str(table.get("ellipsis", "")),
        mapping("opened"),
        "|".join(str(table.get("asking", "")).split()),
        mapping("wide"),
        mapping("marks"),
        str(table.get("percent", "")),
    )


@cache
def _data() -> dict[str, dict[str, object]]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


# --- what stays ------------------------------------------------------------------------------------------------------
def _line(line: str, rules: _Rules, kept: tuple[str, ...]) -> str:
    """One line dressed, with what must stay put behind single letters meanwhile."""
    if not line.strip():
        return line
    letters = {kind: next((chr(n) for n in room if chr(n) not in line), "") for kind, room in _KINDS.items()}
    if not all(letters.values()):
        return line
    held: dict[str, list[str]] = {letter: [] for letter in letters.values()}
    shown, at = [], 0
    for start, end, kind in _staying(line, kept):
        shown.append(line[at:start] + letters[kind])
        held[letters[kind]].append(line[start:end])
        at = end
    dressed = _dressed("".join([*shown, line[at:]]), rules)
    waiting = {letter: iter(spans) for letter, spans in held.items()}
    return "".join(next(waiting[c], c) if c in waiting else c for c in dressed)


def _staying(line: str, kept: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """What no rule may look into, in order: start, end, and what kind of text it is."""
    found: list[tuple[int, int, str]] = []
    if kept:
        pattern = re.compile("|".join(re.escape(span) for span in kept))
        found += [(m.start(), m.end(), _kind(m[0])) for m in pattern.finditer(line) if m[0]]
    found += [(start, end, _kind(line[start:end])) for start, end in protected_spans(line) if start < end]
    taken: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(found):
        if taken and start < taken[-1][1]:  # where two overlap, all of both stays
            before, until, first = taken[-1]
            taken[-1] = (before, max(until, end), kind if end > until else first)
        else:
            taken.append((start, end, kind))
    covered = bytearray(len(line))
    for start, end, _ in taken:
        covered[start:end] = b"\1" * (end - start)
    likely = [m for m in _CODE.finditer(line) if not any(covered[m.start() : m.end()])]
    return sorted([*taken, *((m.start(), m.end(), "number" if m["number"] else _kind(m[0])) for m in likely)])


def _kind(span: str) -> str:
    last = next((c for c in reversed(span) if c.isalnum()), "a")
    if last.isdigit():
        return "number"
    return "han" if re.match(f"[{_HAN}]", last) else "own" if re.match(f"[{_OWN}]", last) else "latin"


# --- the rules -------------------------------------------------------------------------------------------------------
def _dressed(text: str, rules: _Rules) -> str:
    text = re.sub(r"(?<=[^\s|]) {2,10}(?=[^\s|])", " ", text)
    text = re.sub(r"(?<=[\w)\]}»”’\"%]) {1,10}(?=(?:[,.](?![.,\w])|[،؛؟۔。，、！？：；]))", "", text)
    if rules.ellipsis:
        text = re.sub(r"(?<![.…])\.\.\.(?![.…])", rules.ellipsis if not rules.wide else _wide_dots, text)
    text = _widened(text, rules.wide) if rules.wide else _ASTRAY.sub(_narrowed, text)
    for mark, own in rules.marks.items():
        text = _own_marks(text, mark, own)
    if rules.quotes:
        text = set_quotations(text, rules.quotes, rules.inside, rules.accepts)
    if rules.apostrophe:
        text = re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", "’", text)
    for mark, opening in rules.opened.items():
        text = _opened(text, mark, opening, rules.asking)
    text = _spaced(text, rules)
    if rules.percent:
        text = re.sub(rf"(?<=\d)[{_BLANK}]?%(?![\w%])", f"{rules.percent}%", text)
    return text


def _wide_dots(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    return "……" if re.match(f"[{_CJK}]", before) else match[0]


def _narrowed(match: re.Match[str]) -> str:
    """A full-width mark that an engine left among letters of another script."""
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if re.match(f"[{_CJK}]", before or after or " ") or re.match(f"[{_CJK}]", after or " "):
        return match[0]
    mark = _WIDE_ASTRAY[match[0]]
    if mark == "(":
        return " (" if before.isalnum() else "("
    return mark + (" " if after.isalnum() else "")


def _widened(text: str, wide: Mapping[str, str]) -> str:
    """Full-width marks beside Chinese characters and kana, half-width ones inside Latin runs; no spaces between."""
    han = f"[{_HAN}]"
    text = re.sub(rf"(?<={han}) {{1,10}}(?={han})", "", text)
    closing = rf"(?<=[{_HAN}”’」』）》])"
    for mark, own in wide.items():
        if mark in "()":
            continue
        sign = re.escape(mark)
        behind = rf"{closing} ?{sign}(?![\w{sign}]|$)" if mark == "." else rf"{closing} ?{sign}(?!{sign})"
        text = re.sub(behind, own, text)
        if mark == ".":
            text = re.sub(rf"{closing}\.(?=$|[{_HAN}])", own, text)
            if re.search(f"[{_HAN}]", text):
                text = re.sub(r"(?<=[\d%])\.$", own, text)
        else:
            text = re.sub(rf"(?<=[\w%)]){sign} ?(?=[{_HAN}“‘「『《])", own, text)
            if mark in "?!" and re.search(f"[{_HAN}]", text):
                text = re.sub(rf"(?<=[\w%)]){sign}$", own, text)
    if "(" in wide:
        text = re.sub(rf"(?<=[{_HAN}”」』》]) ?\(([^()（）\n]{{1,200}})\)", rf"{wide['(']}\1{wide[')']}", text)
        text = re.sub(
            rf"\((?=[^()（）\n]{{0,200}}[{_HAN}])([^()（）\n]{{1,200}})\)", rf"{wide['(']}\1{wide[')']}", text
        )
    return re.sub(
        r"(?<=[，。、！？：；（）「」『』《》]) {1,10}(?=\S)|(?<=\S) {1,10}(?=[，。、！？：；）」』》])", "", text
    )


def _own_marks(text: str, mark: str, own: str) -> str:
    """A Latin mark behind a letter of the language's own script, or before one, becomes the script's own."""
    sign = re.escape(mark)
    strict = mark in ".?"
    follows = r"(?=\s|$|[»”\"')\]])" if strict else r"(?!\d)"
    before = rf"(?<=[{_OWN}»”])"
    text = re.sub(rf"(?<![\d.]){before} ?{sign}(?!{sign}){follows}", own, text)
    if not strict:
        text = re.sub(rf"(?<=[\w)]){sign}(?=[ \u00a0][{_OWN}«])", own, text)
    elif mark == "?" and own == "؟" and re.search(f"[{_OWN}]", text):
        text = re.sub(r"(?<=[\w)%])\?(?=$)", own, text)
    return text


def _opened(text: str, mark: str, opening: str, asking: str) -> str:
    """¿ and ¡ at the start of the question or exclamation: after a comma where a question word begins there."""
    ends = [m.end() for m in re.finditer(rf"[{re.escape(mark)}]+(?![\w])", text)]
    begins = 0
    parts = []
    for end in ends:
        clause = text[begins:end]
        parts.append(_with_opening(clause, text[end : end + 2], mark, opening, asking))
        begins = end
    return "".join(parts) + text[begins:]


def _with_opening(clause: str, after: str, mark: str, opening: str, asking: str) -> str:
    cuts = [m.end() for m in re.finditer(r"[.!?…]+[»”’\")\]]*\s+|[»”)]\s*[—–:]\s+|(?<!\w)[—–]\s?(?=\w)", clause[:-1])]
    start = cuts[-1] if cuts else 0
    sentence = clause[start:]
    inner = re.search(r"[«“\"(¿¡][^«»“”\"()]*$", sentence)
    if inner and inner.start() and sentence[inner.start()] not in "¿¡":
        start += inner.start()
        sentence = clause[start:]
    name = mark == "!" and (after[:1] == "," or (after[:1] == " " and after[1:2].islower()))
    if name or opening in sentence or not re.search(r"[^\W\d_]{2}", sentence):
        return clause
    within = list(
        re.finditer(
            rf"[,;:]\s+(?=(?:(?:a|con|de|desde|en|hacia|hasta|para|por|sobre|y|pero|entonces)\s)?(?:{asking})\b)",
            sentence,
            re.IGNORECASE,
        )
    )
    at = within[-1].end() if within and asking else len(sentence) - len(sentence.lstrip(" \u00a0«“\"'‘([—–-"))
    return clause[:start] + sentence[:at] + opening + sentence[at:]


def _spaced(text: str, rules: _Rules) -> str:
    """The space before ; : ! ? as the language has it, or none."""
    solid = r"(?<=[\w)\]}»”’\"%°…])"
    for mark in ";:!?":
        sign = re.escape(mark)
        if mark in rules.before:
            sign = rf"{solid}[{_BLANK}]?{sign}(?!\w" + (r"|[/\\)(-])" if mark == ":" else ")")
            text = re.sub(sign, f"{rules.before[mark]}{mark}", text)
            if mark in "!?":
                text = re.sub(rf"(?<=[!?])[{_BLANK}](?={re.escape(mark)})", "", text)
        else:
            text = re.sub(rf"{solid}[{_BLANK}]{sign}(?=\s|$|[»”’\"!?])", mark, text)
    return text
