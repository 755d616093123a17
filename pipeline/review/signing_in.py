"""Who asks: sessions of people with accounts, or the name a trusted proxy gives."""

from __future__ import annotations

import secrets

from flask import Flask

from pipeline.config import Config


def install(app: Flask) -> None:
    """Find out who asks before every page."""


def secret(config: Config) -> bytes:
    """The key that signs cookies."""
    return secrets.token_bytes(32)
