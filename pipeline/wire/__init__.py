"""Reads a body as a wire editor does: dateline, source line, original link, boilerplate and notices become data."""

from pipeline.wire.dateline import render_dateline
from pipeline.wire.release import read

__all__ = ["read", "render_dateline"]
