"""`pipeline try`: one stage on one input, nothing stored, no configuration needed."""

from pipeline.probe.reading import feeds, languages, pages
from pipeline.probe.showing import as_line, shown
from pipeline.probe.translating import checks, translations

__all__ = ["as_line", "checks", "feeds", "languages", "pages", "shown", "translations"]
