"""The tables, as migrations that are only ever appended to; each sets `user_version`, which `VERSION` must equal.

    source ──< entry ──> article ──< version ──< segment ──< issue
                            │
              story_key >─ story          act: what people did     problem: what went wrong

An article is one story in one language, under one permanent URI. Its versions are never changed or removed; what is
live is every version not superseded: at most one official (the issuer's words) and one of ours (machine or staff).
"""

# Importing a file adds its migration, so they stand in the order in which they are applied.
# isort: off
from pipeline.store.schema.first_tables import first_tables
from pipeline.store.schema.good_citizen import good_citizen
from pipeline.store.schema.checked_and_remembered import checked_and_remembered
from pipeline.store.schema.people_at_the_desk import people_at_the_desk
from pipeline.store.schema.work_in_hand import work_in_hand
from pipeline.store.schema.the_grid import the_grid
from pipeline.store.schema.spiked import spiked
from pipeline.store.schema.what_is_out import what_is_out

# isort: on
from pipeline.store.schema.migrations import migrations

__all__ = [
    "checked_and_remembered",
    "first_tables",
    "good_citizen",
    "migrations",
    "people_at_the_desk",
    "spiked",
    "the_grid",
    "what_is_out",
    "work_in_hand",
]
