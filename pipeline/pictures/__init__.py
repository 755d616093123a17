"""Images of releases: which of those on a page are meant, what their bytes really are, how an item shows them.

Pure rules; `extract` and `syndication` find the candidates, `run` has them fetched, `store.pictures` keeps them.
"""

from pipeline.pictures.addresses import ends_like_one, key, may_show
from pipeline.pictures.choosing import choose, placed
from pipeline.pictures.looking import MAX_BYTES, look
from pipeline.pictures.showing import FOLDER, file_name, shown

__all__ = ["FOLDER", "MAX_BYTES", "choose", "ends_like_one", "file_name", "key", "look", "may_show", "placed", "shown"]
