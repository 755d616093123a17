"""The public index of Argos packages: what there is to install, kept for when the machine is offline.

The index is one JSON array (https://github.com/argosopentech/argospm-index); the copy below the models folder is asked
for anew with its validators, and told from where there is no network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from pipeline import files, language
from pipeline.errors import OutputError, PackageError, SourceError, clean
from pipeline.model import Pair, Validators
from pipeline.packages.inventory import CODE, VERSION, version_rank

if TYPE_CHECKING:
    from pipeline.http import Client

ADDRESS = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
KEPT = ".index.json"
MAX_ENTRIES = 20_000
MAX_BYTES = 20 * 2**20
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """One package of the index: its pair in BCP 47, and the web addresses it is kept at, https before http.

    `elsewhere` counts links of other kinds, such as ipfs. `sha256` is what the index says of the archive, "" where it
    says nothing.
    """

    source: str
    target: str
    version: str
    from_code: str
    to_code: str
    links: tuple[str, ...]
    elsewhere: int = 0
    sha256: str = ""

    @property
    def pair(self) -> Pair:
        """The direction the package translates."""
        return Pair(self.source, self.target)

    @property
    def code(self) -> str:
        """The package's name in the index, without version: `translate-fr_en`."""
        return f"translate-{self.from_code}_{self.to_code}"


@dataclass(frozen=True, slots=True)
class Index:
    """What the index offers; `note` says why it is an older copy, "" when it is fresh."""

    offers: tuple[Offer, ...]
    note: str = ""


def fetch(client: Client, address: str, models: Path, *, allow_private: bool = False) -> Index:
    """The index as it is now, or the copy of an earlier day where it cannot be had.

    Raises PackageError where there is neither, or the address holds no index.
    """
    kept, validators = _kept(models, address)
    try:
        answer = client.get(
            address,
            validators=validators if kept is not None else None,
            allow_private=allow_private,
            accept="application/json, */*;q=0.5",
            program=True,
        )
    except SourceError as error:
        if kept is None:
            raise PackageError(
                f"the package index cannot be had: {error}; without a network, copy the .argosmodel file here and "
                "install that"
            ) from None
        return Index(kept, f"the package index cannot be had ({error}); told from the copy kept here")
    if answer.not_modified and kept is not None:
        return Index(kept)
    try:
        offers = read(answer.content, address)
    except PackageError as error:
        if kept is None:
            raise
        return Index(kept, f"{error}; told from the copy kept here")
    copy = {
        "address": address,
        "etag": answer.validators.etag,
        "last_modified": answer.validators.last_modified,
        "index": answer.content.decode("utf-8-sig", "replace"),
    }
    try:
        files.replace(models / KEPT, json.dumps(copy).encode("ascii"))
    except OutputError as error:  # a convenience for offline days; installing tells of the disk by itself
        return Index(offers, f"no copy of the index is kept: {error}")
    return Index(offers)


def read(content: bytes, address: str) -> tuple[Offer, ...]:
    """The translation packages an index lists, the newest version of each pair; entries that are none are left out.

    Raises PackageError where it is no index at all.
    """
    where = clean(address)
    if len(content) > MAX_BYTES:
        raise PackageError(f"{where}: larger than {MAX_BYTES:,} bytes, so it is no package index; mend the address")
    try:
        listed = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise PackageError(f"{where}: is not JSON, so it is no package index; mend translation.index") from None
    if not isinstance(listed, list):
        raise PackageError(f"{where}: is no list of packages, so it is no package index; mend translation.index")
    newest: dict[Pair, Offer] = {}
    for entry in listed[:MAX_ENTRIES]:
        offer = _offer(entry, address)
        if offer and (
            offer.pair not in newest or version_rank(offer.version) > version_rank(newest[offer.pair].version)
        ):
            newest[offer.pair] = offer
    if not newest:
        raise PackageError(f"{where}: lists no translation package, so it is no package index; mend translation.index")
    return tuple(newest[pair] for pair in sorted(newest))


def choose(offers: Iterable[Offer], source: str, target: str, installed: Iterable[Pair] = ()) -> Offer:
    """The package for a pair, named by BCP 47 tags or by Argos' own codes (`zt`, `pb`).

    Raises PackageError where the index has none, with the commands that lead there through English.
    """
    found = list(offers)
    wanted = Pair(_tag(source), _tag(target))
    for offer in found:
        if offer.pair == wanted or (offer.from_code, offer.to_code) == (source.lower(), target.lower()):
            return offer
    raise PackageError(_instead(found, wanted, set(installed)))


def _instead(offers: Sequence[Offer], wanted: Pair, installed: set[Pair]) -> str:
    """What there is where a pair is not: its base languages, or the two halves through English."""
    known = {offer.pair for offer in offers}
    said = f"the package index has no {wanted.source} > {wanted.target}"
    starts, ends = _served(wanted.source), _served(wanted.target)
    if direct := next((Pair(a, b) for b in ends for a in starts if Pair(a, b) in known and a != b), None):
        return f"{said}; a model of the base language serves it: {_command(direct)}"
    if "en" not in (*starts, *ends):
        halves = [
            next((Pair(a, b) for b in b_side for a in a_side if Pair(a, b) in known | installed), None)
            for a_side, b_side in ((starts, ["en"]), (["en"], ends))
        ]
        if all(halves):
            lacking = [_command(half) for half in halves if half and half not in installed]
            return f"{said}; it goes through English" + (
                f": {' && '.join(lacking)}" if lacking else ", and both halves are installed"
            )
    here = sorted({offer.target for offer in offers if offer.source == wanted.source})
    if here:
        return f"{said}; from {wanted.source} it has: {', '.join(here[:60])}"
    return f"{said}, and nothing from {wanted.source}; it has packages from: " + ", ".join(
        sorted({offer.source for offer in offers})[:100]
    )


def _command(pair: Pair) -> str:
    return f"pipeline models install {pair.source} {pair.target}"


def _served(tag: str) -> list[str]:
    return list(dict.fromkeys((tag, language.base(tag))))


def _tag(given: str) -> str:
    try:
        return language.canonical(given)
    except ValueError as error:
        raise PackageError(f"{error}; name a pair as in: pipeline models install fr en") from None


def _kept(models: Path, address: str) -> tuple[tuple[Offer, ...] | None, Validators]:
    """The copy of an earlier day and its validators; None where there is none of this address."""
    try:
        copy: Any = json.loads((models / KEPT).read_bytes())
        if copy["address"] == address:
            validators = Validators(str(copy["etag"])[:1024], str(copy["last_modified"])[:1024])
            return read(str(copy["index"]).encode("utf-8", "replace"), address), validators
    except (OSError, ValueError, TypeError, KeyError, RecursionError, PackageError):
        pass
    return None, Validators()


def _offer(entry: object, address: str) -> Offer | None:
    """One entry as a package, or None where it is no translation package that could be installed."""
    if not isinstance(entry, Mapping) or entry.get("type", "translate") != "translate":
        return None
    from_code, to_code, version = (entry.get(key) for key in ("from_code", "to_code", "package_version"))
    links = entry.get("links")
    if not (isinstance(from_code, str) and isinstance(to_code, str) and isinstance(version, str)):
        return None
    if not (CODE.fullmatch(from_code) and CODE.fullmatch(to_code) and VERSION.fullmatch(version)):
        return None
    if not isinstance(links, list):
        return None
    try:
        source, target = language.from_argos(from_code), language.from_argos(to_code)
    except ValueError:
        return None
    if source == target:
        return None
    told = [link for link in links[:20] if isinstance(link, str) and 0 < len(link) <= 2000 and link.isprintable()]
    web = [joined for link in told if (joined := _web(address, link))]
    return Offer(
        source,
        target,
        version,
        from_code,
        to_code,
        tuple(sorted(dict.fromkeys(web), key=lambda link: not link.lower().startswith("https:"))),
        len(told) - len(web),
        _checksum(entry),
    )


def _web(address: str, link: str) -> str:
    """A link as a full web address, as it stands in the index at `address`; nothing for ipfs and the like."""
    try:
        joined = urljoin(address, link)
        return joined if urlsplit(joined).scheme in ("http", "https") and urlsplit(joined).hostname else ""
    except ValueError:
        return ""


def _checksum(entry: Mapping[str, object]) -> str:
    for key in ("sha256", "hash", "checksum"):
        value = entry.get(key)
        if isinstance(value, str) and (match := _SHA256.fullmatch(value.strip())):
            return match[1].lower()
    return ""
