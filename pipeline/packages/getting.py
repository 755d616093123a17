"""A package from the index to the models folder: chosen, downloaded, checked against its checksum, installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline import files
from pipeline.errors import OutputError, PackageError, SourceError, clean
from pipeline.http import Client, Download, download
from pipeline.packages import archives, index
from pipeline.packages.inventory import Origin, Package, installed

DOWNLOADS = ".downloads"
MAX_BYTES = 2 * 2**30
SECONDS = 4 * 3600.0
STALL = 60.0  # seconds without a byte
AGENT = "newsroom-pipeline models"

Tick = Callable[[str, int, int], object]  # what, bytes there, of how many


def get(
    source: str,
    target: str,
    models: Path,
    *,
    address: str = index.ADDRESS,
    allow_private: bool = False,
    sha256: str = "",
    contact: str = "",
    tick: Tick = lambda what, done, of: None,
    tell: Callable[[str], object] = lambda said: None,
    trial: archives.Trial | None = None,
) -> Package:
    """Download the newest package for a pair from the index and install it below `models`.

    The checksum demanded (`sha256`) or told by the index must be that of the archive; then come the same checks as for
    a file. A download that broke off is taken up where it stopped. `tell` hears what a person may want to know. Raises
    PackageError, BusyError where another process downloads, OutputError where the disk is full.
    """
    wanted = archives.checksum(sha256) if sha256 else ""
    with Client(contact or AGENT, connect_timeout=10) as client:
        found = index.fetch(client, address, models, allow_private=allow_private)
        if found.note:
            tell(found.note)
        offer = index.choose(found.offers, source, target, [package.pair for package in installed(models)])
        if wanted and offer.sha256 and wanted != offer.sha256:
            raise PackageError(
                f"{offer.code} {offer.version}: the index tells the SHA-256 {offer.sha256}, not the one demanded; "
                "one of the two is of another version"
            )
        folder = models / DOWNLOADS
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} cannot be made: {error.strerror}; mend the permissions") from error
        with files.locked(folder / ".lock", wait=False, what="a download of models"):
            plain = not address.lower().startswith("https:")  # whoever can change the files can change the index too
            archive = _brought(client, offer, folder, allow_private, plain, wanted or offer.sha256, tick, tell)
            try:
                origin = Origin(archive.sha256, archive.size, archive.url)
                package = archives.install(archive.path, models, origin=origin, expected=offer.pair, trial=trial)
            finally:
                archive.path.unlink(missing_ok=True)
    return package


def _brought(
    client: Client,
    offer: index.Offer,
    folder: Path,
    allow_private: bool,
    plain: bool,
    wanted: str,
    tick: Tick,
    tell: Callable[[str], object],
) -> Download:
    """The archive from the first of its links that gives it whole and with the right checksum."""
    name = f"{offer.code} {offer.version}"
    if not offer.links:
        kinds = "links of other kinds, such as ipfs, which are not followed" if offer.elsewhere else "no link"
        raise PackageError(f"{name}: the index has {kinds}; get the file another way and install that")
    if offer.elsewhere:
        tell(f"{name}: {offer.elsewhere} link(s) that are not web addresses, such as ipfs, are left out")
    troubles: list[str] = []
    secured = not plain and not wanted
    for link in offer.links:
        if secured and not link.lower().startswith("https:"):
            troubles.append(
                f"{clean(link)} is not secured (https); tell its checksum with --sha256 to take it from there"
            )
            continue
        path = folder / f"{offer.code}-{offer.version.replace('.', '_')}.argosmodel"
        try:
            archive = download(
                client,
                link,
                path,
                allow_private=allow_private,
                max_bytes=MAX_BYTES,
                seconds=SECONDS,
                stall=STALL,
                tick=lambda done, of: tick(name, done, of),
            )
        except SourceError as error:
            troubles.append(str(error))
            continue
        if wanted and archive.sha256 != wanted:
            path.unlink(missing_ok=True)
            troubles.append(
                f"{clean(link)} has the SHA-256 {archive.sha256}, not {wanted}: "
                "it is damaged, or not the file that was meant"
            )
            continue
        return archive
    raise PackageError(f"{name} could not be downloaded: {'; '.join(troubles)}")
