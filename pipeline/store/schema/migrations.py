"""The list of migrations that each file beside this one adds to."""

from __future__ import annotations

from sqlite_utils import Migrations

migrations = Migrations("pipeline")
