"""What people do: edit, approve, hold, kill, join …. Command line and desk call these; each is one transaction."""

from pipeline.acts.memories import export_memory, import_memory, search_memory
from pipeline.acts.stories import hold, join, kill, part, reinstate, release
from pipeline.acts.texts import approve, dismiss, draft_text, edit, editable, redraft, reject

__all__ = [
    "approve",
    "dismiss",
    "draft_text",
    "edit",
    "editable",
    "export_memory",
    "hold",
    "import_memory",
    "join",
    "kill",
    "part",
    "redraft",
    "reinstate",
    "reject",
    "release",
    "search_memory",
]
