"""Bytes of pages and text files become text: which character encoding is it?"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:+-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^<>]{0,100}?encoding\s*=\s*[\"']([\w.:+-]{1,40})", re.IGNORECASE)

# What a label means on the web (WHATWG Encoding): the wider sibling, as the narrow one is rarely what was used.
_WIDER = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "tis-620": "cp874",
    "windows-874": "cp874",
}
_WESTERN = frozenset(map(chr, range(0x80))) | frozenset(
    "àâäáãåæçéèêëíìîïñóòôöõøœúùûüÿßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜŸ«»‹›„“”‚‘’–—…•·°€£§©®™¿¡ºª\u00a0"
)
_SAMPLE = 64 * 1024


def page(data: bytes, header: str = "") -> str:
    """The text of a web page: byte order mark, then header, then meta, then UTF-8, then the best guess; never fails.

    A declared encoding that does not fit the bytes is passed over, and bytes that are valid UTF-8 beyond ASCII are
    UTF-8 whatever is declared: that does not happen by chance.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    unicode = _strict(data, "utf-8")
    if unicode is not None and not data.isascii():
        return unicode
    head = data[:4096]
    declared = [header]
    declared += [found[1].decode("ascii") for found in (_META.search(head), _XML.search(head)) if found]
    for label in declared:
        text = _strict(data, _WIDER.get(label.lower(), label.lower())) if label else None
        if text is not None:
            return text
    if unicode is not None:
        return unicode
    return guess(data)[0] or data.decode("utf-8", "replace")


def guess(data: bytes) -> tuple[str, str]:
    """The text of bytes that declare nothing, with the encoding it was read as; two empty strings where none fits."""
    from charset_normalizer import from_bytes

    for mark, name in _BOMS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], name)
            return ("", "") if text is None else (text, name)
    text = _strict(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return "", ""
    text = data.decode(best.encoding, "replace")
    western = _strict(data, "cp1252")
    if western is not None and _is_latin(text) and set(western) <= _WESTERN:
        # The same bytes spell other accents in cp1250 and its like; the guess cannot tell, the odds can.
        return western, "cp1252"
    return text, best.encoding


def _is_latin(text: str) -> bool:
    return all(c < "\u0250" for c in text if c.isalpha())


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        # A page cannot ask for a codec that is no character encoding (base64, zlib, idna …).
        if not codecs.lookup(encoding)._is_text_encoding or codecs.lookup(encoding).name in _NOT_FOR_PAGES:
            return None
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


_NOT_FOR_PAGES = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined", "mbcs", "oem"}
