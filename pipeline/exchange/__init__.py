"""Translations as files that translators' own programs open, and back again. Pure: values and bytes.

    values     what such a file holds, and what came of a file that came back
    codes      a sentence with links, emphasis and addresses  <-> words and numbered codes
    sending    a text open for editing, terms                 -> a parcel of units
    xliff      the frame of a file: parcel -> XLIFF 2.1 or 1.2 -> what came back, hostile until proven otherwise
    inline     codes                                          <-> elements inside <source> and <target>
    telling    what people are told of all this
    receiving  what came back, the text as it stands          -> for each sentence taken, unchanged or refused, and why

Files are written and read with translate-toolkit, an extra of its own, because its licence (GPL) is not this product's.
"""

from pipeline.exchange.receiving import received
from pipeline.exchange.sending import parcel
from pipeline.exchange.values import Delivery, Outcome, Parcel, Returned, Sent, Verdict
from pipeline.exchange.xliff import FORMATS, read, ready, write

__all__ = [
    "FORMATS",
    "Delivery",
    "Outcome",
    "Parcel",
    "Returned",
    "Sent",
    "Verdict",
    "parcel",
    "read",
    "ready",
    "received",
    "write",
]
