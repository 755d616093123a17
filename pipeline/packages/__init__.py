"""Argos packages: what is installed is told from metadata alone; archives are opened only to check and install them."""

from __future__ import annotations

from pathlib import Path

from pipeline.packages.inventory import Package, broken, installed

__all__ = ["Package", "broken", "inspect", "install", "installed", "remove"]


def inspect(archive: Path) -> Package:
    """Check an archive to the last byte without unpacking it; see `archives.inspect`."""
    from pipeline.packages import archives  # what unpacks archives would slow down commands that only look

    return archives.inspect(archive)


def install(archive: Path, models: Path) -> Package:
    """Check an archive and install it below `models`; see `archives.install`."""
    from pipeline.packages import archives

    return archives.install(archive, models)


def remove(models: Path, source: str, target: str) -> list[Package]:
    """Remove the packages of one direction; see `archives.remove`."""
    from pipeline.packages import archives

    return archives.remove(models, source, target)
