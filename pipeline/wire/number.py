"""The number a wire gives a release, off its address or as printed; the same in every language version it has.

Numbers are digits, with letters only where the wire prints them. Addresses count only on the wires' own hosts: other
sites number their pages too, and two numbers that happen to agree would join two stories.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipeline.model import Block

HEAD = 6  # blocks at either end in which a printed number is looked for
TAIL = 8

# Host and path of a release's page on each wire; (?P<n>…) is its number.
_ADDRESSES = tuple(
    (re.compile(host), re.compile(path))
    for host, path in [
        (r"(?:^|\.)(?:prnewswire|prnasia|newswire|cision|multivu)\.", r"[-/](?P<n>\d{6,12})(?:_en)?\.html?$"),
        (r"(?:^|\.)prweb\.com$", r"(?:prweb|-)(?P<n>\d{6,12})\.html?$"),
        (r"(?:^|\.)businesswire\.", r"/(?P<n>\d{14,20})(?:/|$)"),
        (r"(?:^|\.)globenewswire\.com$", r"/news-release/\d{4}/\d{2}/\d{2}/(?P<n>\d{4,9})/"),
        (r"(?:^|\.)einpresswire\.com$", r"/(?:article|news)/(?P<n>\d{6,12})(?:/|$)"),
        (r"(?:^|\.)(?:accesswire|accessnewswire)\.com$", r"/(?P<n>\d{5,9})(?:/|$)"),
        (r"(?:^|\.)newsfilecorp\.com$", r"/release/(?P<n>\d{4,8})(?:/|$)"),
        (r"(?:^|\.)presseportal\.(?:de|ch)$", r"/pm/\d{3,7}/(?P<n>\d{5,9})(?:/|$)"),
        (r"(?:^|\.)kyodonewsprwire\.jp$", r"/release/(?P<n>\d{9,14})(?:/|$)"),
        (r"(?:^|\.)asianetnews\.", r"/(?P<n>\d{5,9})(?:/|$)"),
    ]
)
_PRN_TODAY = re.compile(r"-(?P<n>30[0-9]{7})\.html?$")  # PR Newswire's series since 2015, kept by copies of its pages
_PRINTED = re.compile(
    r"[\[(/*\s]{0,3}(?:"
    r"(?:cnw|prn|prnewswire|asianet|jbn|共同通信jbn|ots)\s?[:#]?"
    r"|(?:(?:press|news|media)\s)?release\s(?:number|no\.?|id)\s?[:#]?"
    r"|(?:numéro|n°|no)\s(?:du|de)\scommuniqué\s?[:#]?|número\sd[eo]\s(?:comunicado|release)\s?[:#]?"
    r"|melde(?:ungs)?-?(?:nummer|id)\s?[:#]?|meldungs-?(?:nummer|id)\s?[:#]?|pressemitteilung\snr\.?\s?[:#]?"
    r"|numero\s(?:del\s)?comunicato\s?[:#]?|numer\skomunikatu\s?[:#]?|persberichtnummer\s?[:#]?"
    r"|номер\s(?:пресс-)?релиза\s?[:#]?|(?:新闻稿|新聞稿)?(?:发布|發佈)?(?:编号|編號)\s?[:：#]"
    r"|(?:プレス)?リリース(?:番号|id)\s?[:：#]?|보도자료\s?번호\s?[:：#]?|رقم\sالبيان\s?[:#]?"
    r"|(?:news\s?item\s?)?id\s?[:#]"
    r")\s{0,3}(?P<n>(?:[a-z]{1,3}[-\s]?)?\d[\d\s-]{3,20}\d)[\])/*\s.]{0,3}",
    re.IGNORECASE,
)


def number_in_address(link: str) -> str:
    """The number that the address of a release's page ends in or holds; empty on other sites. Never raises."""
    try:
        parts = urlsplit(link.strip())
        host, path = (parts.hostname or "").lower(), parts.path[:2000]
    except ValueError:
        return ""
    for hosts, paths in _ADDRESSES:
        if hosts.search(host) and (match := paths.search(path)):
            return match["n"]
    match = _PRN_TODAY.search(path)
    return match["n"] if match and host else ""


def normal_number(printed: str) -> str:
    """A printed number in letters and digits alone: "V-9991" and "v9991" are one number."""
    return "".join(letter for letter in printed if letter.isalnum()).upper()


def take_number(body: Sequence[Block]) -> tuple[str, list[Block]]:
    """A printed number in a line of its own near either end, and the blocks without that line."""
    last = len(body) - TAIL
    for index, block in enumerate(body):
        if (index < HEAD or index >= last) and len(block.text) <= 80:
            match = _PRINTED.fullmatch(block.text.strip())
            if match:
                return normal_number(match["n"]), [*body[:index], *body[index + 1 :]]
    return "", list(body)
