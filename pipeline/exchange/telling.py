"""What people are told of files that went out or came back; on the command line only, so in English."""

from __future__ import annotations

UNWRITABLE = "{} cannot be written; name another place: --to FOLDER"
UNREADABLE = "{} cannot be read: {}"
NO_SISTER = "the story of {} has no text in {} yet; see `pipeline list`"
NO_TEXT = "no text here has the URI “{}”, which the file is of"
OTHER_LANGUAGE = "the file says “{}” where {} is in {}"
LEAVING = (
    "it is out as approved; with these words it leaves {} until somebody approves it again; say --off if that is meant"
)
SAVED_SINCE = "{} saved other words for it since it was sent out"
SOMEBODY = "somebody"
NOT_KEPT = "the sentences that were taken are saved in the editor, and no version was made of them: {}"
