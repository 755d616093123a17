"""Feeds as documents: bytes become mended text, text becomes items, raw dates become times, within bounds."""
