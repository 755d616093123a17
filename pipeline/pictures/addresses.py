"""What an image's address tells before anybody asks for it.

A beacon counts whoever fetches it, so it must not even be looked at.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SUFFIX = re.compile(r"\.(?:jpe?g|jpe|jfif|png|gif|webp)$", re.IGNORECASE)
_PHOTO = re.compile(r"\.(?:jpe?g|webp)$", re.IGNORECASE)  # nobody counts with these
_NO_PHOTO = re.compile(r"\.(?:svgz?|ico|cur|bmp|tiff?|pdf|mp4|m4v|webm|mov|mp3|html?|php|aspx?|js|css)$", re.IGNORECASE)
# Hosts that count readers, or hold nothing but people's little faces and buttons.
_COUNTING = re.compile(
    r"^rt\.(?=[^.]+\.)|(?:^|\.)(?:track(?:ing)?|pixel|stats?|counter|beacon|metrics|analytics|ping|hits?)\.|"
    r"(?:^|\.)(?:gravatar\.com|doubleclick\.net|google-analytics\.com|scorecardresearch\.com|feedburner\.com|"
    r"feeds\.wordpress\.com|s\.w\.org|cts\.businesswire\.com|c212\.net|quantserve\.com|imrworldwide\.com)$",
    re.IGNORECASE,
)
# Whole parts of a path, without their suffix.
_BEACONS = re.compile(
    r"rt|ti|px|pix|pixels?|tr|track(?:er|ing)?|beacons?|count(?:er)?|hits?|stats?|log|collect|open|ping|imp|"
    r"impressions?|blank|clear|empty|transparent|trans|dot|spacer|null|1x1|1px",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:^|[/_.-])(?:1x1|spacer|favicon|sprites?|avatars?|emojis?|smil(?:ey|ies)|placeholder|loading|loader|ajax-loader|"
    r"web-?beacon|tracking-?pixel)(?=$|[/_.-])|"
    r"/icons?/|(?:^|[/_-])(?:share|social|facebook|twitter|linkedin|whatsapp|telegram|weibo|wechat|instagram|youtube)"
    r"[_-]?(?:icons?|button|btn|logo|sharing)(?=$|[/_.-])",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[?&;](?:NewsItemId|Transmission_Id|pix|pixel|beacon)=", re.IGNORECASE)
_HOUSE = re.compile(
    r"logo|(?:^|[/_.-])(?:share|sharing|social|default|fallback|generic|og[_-]?image|site[_-]?image|card)(?=$|[/_.-])",
    re.IGNORECASE,
)


def may_show(address: str) -> bool:
    """Whether an address may lead to a picture of the story: no beacon, icon, button, drawing or stand-in by its name.

    Only http and https do. The bytes behind it decide (`look`); this keeps beacons from being asked at all.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or len(address) > 2000:
        return False
    path = parts.path
    if _COUNTING.search(host) or _NO_PHOTO.search(path) or _COUNTED.search(f"?{parts.query}"):
        return False
    name = path.rstrip("/").rpartition("/")[2]
    if not name or _FURNITURE.search(path):
        return False
    if not _PHOTO.search(name) and _BEACONS.fullmatch(_SUFFIX.sub("", name)):
        return False
    if re.fullmatch(r"\w\.gif", name):
        return False
    return not (name.lower().endswith(".gif") and parts.query)  # a still picture needs no arguments, a counter does


def is_of_the_house(address: str) -> bool:
    """Whether an address looks like the picture a site shows for every page that has none: its logo."""
    return bool(_HOUSE.search(urlsplit(address).path))


def key(address: str) -> str:
    """What two addresses of the same picture share: wires offer one file in several sizes, told apart by the query.

    Addresses whose path does not end like a picture's keep their query, for it may name the picture.
    """
    parts = urlsplit(address)
    query = "" if _SUFFIX.search(parts.path) else f"?{parts.query}"
    return f"{parts.netloc.lower()}{parts.path}{query}"


def ends_like_one(address: str) -> bool:
    """Whether an address ends like that of a picture."""
    return bool(_SUFFIX.search(urlsplit(address).path))
