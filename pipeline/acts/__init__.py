"""What people do: edit, approve, hold, kill, join …. Command line and desk call these; each is one transaction."""

from pipeline.acts.accounts import (
    add_person,
    change_password,
    change_person,
    close_person,
    link_person,
    reopen_person,
    sign_in,
    welcome,
)
from pipeline.acts.memories import export_memory, import_memory, search_memory
from pipeline.acts.stories import hold, join, kill, part, reinstate, release
from pipeline.acts.texts import approve, dismiss, draft_text, edit, editable, redraft, reject

__all__ = [
    "add_person",
    "approve",
    "change_password",
    "change_person",
    "close_person",
    "dismiss",
    "draft_text",
    "edit",
    "editable",
    "export_memory",
    "hold",
    "import_memory",
    "join",
    "kill",
    "link_person",
    "part",
    "redraft",
    "reinstate",
    "reject",
    "release",
    "reopen_person",
    "search_memory",
    "sign_in",
    "welcome",
]
