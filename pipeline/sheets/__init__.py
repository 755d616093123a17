"""A translation open for editing: its sentences as lines, and back again. Pure.

    keys       names by which a sentence is found again, whatever version it is in
    opening    a text, its sentences, people's saved work  -> the sheet: lines in order, and work without a place
    carrying   links and bold of one wording               -> on the words of another
    facts      two wordings of a sentence                  -> the dates and figures a person changed
    closing    the lines                                   -> headline, subhead, dateline, body, sentences

Work is matched to lines by key, so it stays in place when the machine makes a new version or the source changes
elsewhere; what finds no line is kept as homeless until a person takes or drops it.
"""

from pipeline.sheets.carrying import allowed, carried
from pipeline.sheets.closing import Closed, close
from pipeline.sheets.facts import changed
from pipeline.sheets.keys import keys
from pipeline.sheets.opening import DATELINE, Base, base, overlaid, proofread

__all__ = [
    "DATELINE",
    "Base",
    "Closed",
    "allowed",
    "base",
    "carried",
    "changed",
    "close",
    "keys",
    "overlaid",
    "proofread",
]
