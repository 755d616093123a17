"""The set pieces around a release: what an issuer says of itself, contacts, captions, end marks.

They are told by their first words, in the languages of `boilerplate.toml`. A block that merely looks a little like
one stays what it is.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from html import unescape
from pathlib import Path

from pipeline.model import Block, BlockKind

_URL = re.compile(r"https?://\S", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]@[^\s@]|\[email\s?protected\]")
_PHONE = re.compile(r"\+?\(?\d[\d\s().\-–/]{6,24}\d")
_QUOTES = re.compile("[\"«»“”„‟「」『』]|'(?!\\w)|(?<!\\w)'")
_UNSPACED = 0x2E80  # from here on scripts do not separate words, or not as labels do
_STOPS = ".!?…。！？؟"
_DASHES = "-‐‑‒–—―−"
_ATTACHMENTS = re.compile(
    r"image attachments? links?|画像添付リンク", re.IGNORECASE
)  # AsiaNet: link and caption follow
_ATTACHMENT = re.compile(r"(?:link|caption)\s?[:：]", re.IGNORECASE)
_END_FRAME = re.compile(rf"[\s#()\[\]<>*/.{_DASHES[1:]}-]+")


@dataclass(frozen=True, slots=True)
class _Lexicon:
    about: tuple[str, ...]
    about_before_capital: tuple[str, ...]
    about_suffixes: tuple[str, ...]
    about_whole: frozenset[str]
    about_never: tuple[str, ...]
    disclaimers: tuple[str, ...]
    legal: tuple[str, ...]
    legal_documents: tuple[str, ...]
    legal_openings: tuple[str, ...]
    contact: re.Pattern[str]
    caption: frozenset[str]
    caption_phrases: tuple[str, ...]
    end: frozenset[str]
    company_suffixes: frozenset[str]


def mark_kinds(body: Iterable[Block]) -> list[Block]:
    """Give captions, the issuer's description of itself, legal text and contacts their kinds.

    A description runs to the contacts, to a heading that does not open another one, or to the end. Contacts run as
    long as the lines look like contacts: short, or with an address or telephone number.
    """
    region: BlockKind | None = None
    marked = []
    attached = False
    for block in body:
        if is_caption(block) or (attached and _ATTACHMENT.match(block.text.strip())):
            marked.append(replace(block, kind=BlockKind.CAPTION))
            attached = attached or bool(_ATTACHMENTS.match(block.text.strip()))
            continue
        if is_contact_label(block) or _is_card(block):
            region = BlockKind.CONTACT
        elif opens_description(block):
            region = BlockKind.BOILERPLATE
        elif is_legal(block):  # by itself: what follows it may be news again
            marked.append(replace(block, kind=BlockKind.BOILERPLATE))
            continue
        elif block.kind is BlockKind.HEADING or (region is BlockKind.CONTACT and not _is_contact_line(block)):
            region = None
        marked.append(replace(block, kind=region) if region else block)
    return marked


def opens_description(block: Block) -> bool:
    """Whether this opens what an issuer says of itself: a line "About Acme", or a paragraph that begins with one."""
    if block.kind in {BlockKind.TABLE_ROW, BlockKind.LIST_ITEM, BlockKind.CAPTION}:
        return False
    text = block.text.strip()
    if text.startswith(_lexicon().disclaimers):
        return True
    line = text.rstrip(":： ")
    if len(line) <= 100 and not re.search(r"[:：\n]", line) and not ends_sentence(line):
        return _is_about(line) or _is_legal_title(line)
    bold = re.match(r"\s{0,9}<(strong|b)>([^<]{3,100})</\1>", block.html[:200])
    if bold and _is_about(unescape(bold[2]).strip(" :：")):
        return True
    label = re.match(r"([^:：\n]{3,80})(?:[:：]|\n)", text)
    if label is None:
        return False
    name = label[1].strip()
    named = any(letter.isupper() for letter in name[1:]) or name.lower() == name.upper()  # not "About noon: doors open"
    return named and _is_about(name)


def is_legal(block: Block) -> bool:
    """Whether this paragraph is legal text by its first words: "This press release contains forward-looking …"."""
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.QUOTATION}:
        return False
    said = _QUOTES.sub("", normal(block.text[:400]))
    lexicon = _lexicon()
    if said.startswith(lexicon.legal_openings):
        return True
    return any(word in said for word in lexicon.legal) and any(word in said for word in lexicon.legal_documents)


def _is_legal_title(line: str) -> bool:
    """Whether a line that is no sentence names legal text: "Note on forward-looking statements"."""
    said = _QUOTES.sub("", normal(line))
    return len(said.split()) <= 12 and (said.startswith(_lexicon().legal) or said.endswith(_lexicon().legal))


def is_contact_label(block: Block) -> bool:
    """Whether this opens the contacts: "Media contact:", "Contact presse : …", "联系人：…"."""
    text = block.text.strip()
    if block.kind is BlockKind.TABLE_ROW or len(text) > 600:
        return False
    label, colon, _ = text.split("\n", 1)[0].replace("：", ":").partition(":")
    if len(label) > 60 or len(label.split()) > 8:
        return False
    word = _lexicon().contact.search(normal(label))
    if word is None:
        return False
    if ord(word[0][0]) >= _UNSPACED and len(label) > (16 if colon else 10):  # one "word" there may be a sentence
        return False
    return bool(colon) or (len(label) <= 40 and len(label.split()) <= 3 and not ends_sentence(label))


def is_caption(block: Block) -> bool:
    """Whether this is a picture's line: "Photo - https://…", "Logo : …"."""
    text = block.text.strip()
    if block.kind in {BlockKind.TABLE_ROW, BlockKind.CAPTION} or len(text) > 600:
        return block.kind is BlockKind.CAPTION
    if normal(text[:60]).startswith(_lexicon().caption_phrases):
        return True
    label = re.match(r"[(\[]?([^\W\d_]{2,16}(?: [^\W\d_]{2,16})?)\s?\d{0,2}\s{0,3}([-–—:：])\s{0,3}(?=\S)", text)
    if label is None or normal(label[1]) not in _lexicon().caption:
        return False
    linked = _URL.search(text) or "href" in block.html
    return bool(linked) or (label[2] in ":：" and len(text) <= 300)


def is_end_mark(block: Block) -> bool:
    """Whether this only says that the release ends: ###, -30-, – FIN –."""
    text = block.text.strip()
    if len(text) > 24 or block.kind is BlockKind.TABLE_ROW:
        return False
    if len(text) > 1 and not text.strip("# "):
        return True
    word = _END_FRAME.sub("", normal(text))
    if word not in _lexicon().end or len(text) < 3:
        return False
    if word.isdigit():
        return text[0] in _DASHES and text[-1] in _DASHES
    return (not text[0].isalnum() and not text[-1].isalnum()) or text.isupper()


def has_address(text: str) -> bool:
    """Whether a text holds a web or e-mail address."""
    return bool(_URL.search(text) or _EMAIL.search(text))


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does; "Acme Co., Ltd." and "S.A." do not."""
    text = text.rstrip(" \"'”’»)）」』")
    if not text or text[-1] not in _STOPS:
        return False
    last = text.split()[-1]
    return not (text[-1] == "." and ("." in last[:-1] or last[:-1].lower() in _lexicon().company_suffixes))


def normal(text: str) -> str:
    """A label as the word lists spell it: NFKC, lower case, single spaces, straight apostrophes."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").lower().split())


def whole_word(word: str) -> str:
    """A pattern for a whole word where a script separates words, for any stretch of text where it does not."""
    return rf"(?<!\w){re.escape(word)}(?!\w)" if ord(word[0]) < _UNSPACED else re.escape(word)


def _is_about(line: str) -> bool:
    lexicon = _lexicon()
    line = " ".join(unicodedata.normalize("NFKC", line).split())  # so that a prefix is as long here as in `said`
    said = normal(line)
    if said.endswith(lexicon.about_never) and said not in lexicon.about_whole:
        return False
    if said in lexicon.about_whole or (said.endswith(lexicon.about_suffixes) and len(said) <= 40):
        return True
    if len(said.split()) > 12:
        return False
    return any(_names(line, said, prefix) for prefix in lexicon.about) or any(
        _names(line, said, prefix, capital=True) for prefix in lexicon.about_before_capital
    )


def _names(line: str, said: str, prefix: str, *, capital: bool = False) -> bool:
    """Whether a name follows the prefix; a number does not name anyone ("About 300 guests")."""
    rest = line[len(prefix) :]
    glued = ord(prefix[-1]) >= _UNSPACED or prefix.endswith("'")
    name = rest.strip()
    if not said.startswith(prefix) or not name or not (glued or rest[0].isspace()):
        return False
    return not name[0].isdigit() and (name[0].isupper() or not capital)


def _is_contact_line(block: Block) -> bool:
    text = block.text.strip()
    if len(text) <= 400 and (_EMAIL.search(text) or _PHONE.search(text)):
        return True
    return len(text) <= 100 and not ends_sentence(text)


def _is_card(block: Block) -> bool:
    """Whether these are a contact's lines without a label: name, office, telephone, address."""
    lines = block.text.strip()[:600].split("\n")
    if block.kind is not BlockKind.PARAGRAPH or len(block.text) > 500 or not 3 <= len(lines) <= 12:
        return False
    reachable = any(_EMAIL.search(line) or _PHONE.fullmatch(line.strip()) for line in lines)
    return reachable and all(len(line) <= 80 and not ends_sentence(line) for line in lines)


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    about = data["about"]
    return _Lexicon(
        tuple(about["prefixes"]),
        tuple(about["prefixes_before_capital"]),
        tuple(about["suffixes"]),
        frozenset(about["whole"]),
        tuple(about["never"]),
        tuple(about["disclaimers"]),
        tuple(data["legal"]["phrases"]),
        tuple(data["legal"]["documents"]),
        tuple(data["legal"]["openings"]),
        re.compile("|".join(whole_word(word) for word in data["contact"]["words"])),
        frozenset(data["caption"]["words"]),
        tuple(data["caption"]["phrases"]),
        frozenset(data["end"]["words"]),
        frozenset(data["company"]["suffixes"]),
    )
