"""What people do: edit, approve, hold, kill, join …. Command line and desk call these; each is one transaction."""

from pipeline.acts.memories import export_memory, import_memory, search_memory
from pipeline.acts.stories import (
    decline,
    embargo,
    hold,
    join,
    kill,
    lift_embargo,
    local_time,
    part,
    reinstate,
    release,
    settle,
    spike,
    unspike,
)
from pipeline.acts.texts import approve, dismiss, draft_text, edit, editable, redraft, reject
from pipeline.acts.writing import upload, write

__all__ = [
    "approve",
    "decline",
    "dismiss",
    "draft_text",
    "edit",
    "editable",
    "embargo",
    "export_memory",
    "hold",
    "import_memory",
    "join",
    "kill",
    "lift_embargo",
    "local_time",
    "part",
    "redraft",
    "reinstate",
    "reject",
    "release",
    "search_memory",
    "settle",
    "spike",
    "unspike",
    "upload",
    "write",
]
