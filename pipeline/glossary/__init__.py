"""The glossary: how terms are said in each language, what must not be said, what stays as it is.

table        glossary.csv <-> terms, with a warning for every line that cannot be used
terms        what makes a term a sound one; which one serves a language
matching     which terms occur in a sentence, and what is put behind placeholders for them
merging      terms added to a file that several people write to, changed there, taken out of it
recent       the file as it stands, read anew only when it has changed
tbx          terms from and to other terminology tools (ISO 30042)
candidates   names and phrases of a release that no glossary knows (imported by itself: it reads sentences)
"""

from pipeline.glossary.matching import Glossary, Match, Replacement, spans
from pipeline.glossary.merging import Merged, amend, mark, merge, save
from pipeline.glossary.recent import Recent, recent
from pipeline.glossary.table import COLUMNS, Table, load, parse, read, written
from pipeline.glossary.terms import checked

__all__ = [
    "COLUMNS",
    "Glossary",
    "Match",
    "Merged",
    "Recent",
    "Replacement",
    "Table",
    "amend",
    "checked",
    "load",
    "mark",
    "merge",
    "parse",
    "read",
    "recent",
    "save",
    "spans",
    "written",
]
