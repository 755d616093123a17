"""What people do: edit, approve, hold, kill, join …. Command line and desk call these; each is one transaction."""

from pipeline.acts.accounts import (
    LINK_GOOD,
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
from pipeline.acts.opening import Opened, open_sheet
from pipeline.acts.passwords import hashed
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
from pipeline.acts.terms import add_term, change_term, dismiss_candidate, import_terms, remove_term
from pipeline.acts.texts import approve, dismiss, draft_text, edit, editable, redraft, reject, unapprove
from pipeline.acts.told import named
from pipeline.acts.work import MAX_LINE, confirm, dismiss_line, finish, revert, save, wording
from pipeline.acts.writing import LARGEST, READ, upload, write
from pipeline.errors import CriticalError

__all__ = [
    "LARGEST",
    "LINK_GOOD",
    "MAX_LINE",
    "READ",
    "CriticalError",
    "Opened",
    "add_person",
    "add_term",
    "approve",
    "change_password",
    "change_person",
    "change_term",
    "close_person",
    "confirm",
    "decline",
    "dismiss",
    "dismiss_candidate",
    "dismiss_line",
    "draft_text",
    "edit",
    "editable",
    "embargo",
    "export_memory",
    "finish",
    "hashed",
    "hold",
    "import_memory",
    "import_terms",
    "join",
    "kill",
    "lift_embargo",
    "link_person",
    "local_time",
    "named",
    "open_sheet",
    "part",
    "redraft",
    "reinstate",
    "reject",
    "release",
    "remove_term",
    "reopen_person",
    "revert",
    "save",
    "search_memory",
    "settle",
    "sign_in",
    "spike",
    "unapprove",
    "unspike",
    "upload",
    "welcome",
    "wording",
    "write",
]
