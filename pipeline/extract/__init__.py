"""Pages, feed content and text files -> drafts: headline, date, language and a body in blocks."""

from pipeline.extract.pages import article, fragment, plain

__all__ = ["article", "fragment", "plain"]
