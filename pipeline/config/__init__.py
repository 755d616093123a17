"""sources.yaml, the file a comms officer edits: its shape, how it is read, and what it comes to."""

from pipeline.config.entries import schema
from pipeline.config.loading import Config, Review, Translation, check_selectors, default, load

__all__ = ["Config", "Review", "Translation", "check_selectors", "default", "load", "schema"]
