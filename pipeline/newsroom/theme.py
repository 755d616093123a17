"""How the pages look: our templates and files, or those of the same name in a newsroom's own folder.

A template of the folder takes the place of ours and may begin with ours (`{% extends "ours/base.html" %}`). A style
sheet `theme.css` is added to ours; any other file (a logo, a font) is published as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import files
from pipeline.errors import OutputError

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
STYLES = ("style.css", "theme.css")
PUBLISHED = frozenset({".css", ".svg", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".woff2"})

_DIGEST_LENGTH = 10


class Theme:
    """Templates and files of one look; `folder` is the newsroom's own, "" for ours alone."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None

    def page(self, template: str, values: Mapping[str, Any]) -> bytes:
        """A page in UTF-8. OutputError, with file and line, for a template that is broken."""
        from jinja2 import TemplateError

        if self._folder is not None and not self._folder.is_dir():
            raise OutputError("the theme {} is no folder; mend `theme:` in sources.yaml", str(self._folder))
        try:
            text = _environment(self._folder).get_template(template).render(values)
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            if (place := self._place(error)) is None:
                raise
            file, line = place
            raise OutputError("the template {}, line {}: {}", file, line, str(error)) from error
        return f"{text.rstrip()}\n".encode()

    def assets(self) -> dict[str, bytes]:
        """The files that pages need, by their names below the channel's folder. OutputError for an unreadable one."""
        try:
            return {name: path.read_bytes() for name, path in sorted(self._static().items())}
        except OSError as error:
            raise OutputError("{} cannot be read: {}; mend the theme", error.filename, error.strerror) from error

    def links(self, names: tuple[str, ...] = STYLES) -> list[str]:
        """The names of those of some assets that there are, each with a mark that changes with its content."""
        folders = (self._folder, STATIC) if self._folder else (STATIC,)
        paths = (next((folder / name for folder in folders if (folder / name).is_file()), None) for name in names)
        return [f"{path.name}?{_digest(path, _stamp(path))}" for path in paths if path]

    def sources(self) -> list[Path]:
        """Every file whose change means that pages are to be rendered anew, sorted."""
        ours = [*TEMPLATES.glob("*.html"), *STATIC.iterdir(), *Path(__file__).parent.glob("*.py")]
        own = list(_visible(self._folder)) if self._folder else []
        return sorted(ours) + sorted(own)

    def _static(self) -> dict[str, Path]:
        found = {path.name: path for path in STATIC.iterdir() if path.suffix in PUBLISHED}
        for path in _visible(self._folder) if self._folder else ():
            if path.suffix.lower() in PUBLISHED:
                found[path.name] = path
        return found

    def _place(self, error: Exception) -> tuple[str, int] | None:
        """The template and line an error came from; None where it came from elsewhere."""
        from jinja2 import TemplateNotFound, TemplateSyntaxError

        if isinstance(error, TemplateSyntaxError):
            return error.filename or error.name or "", error.lineno
        trace, place = error.__traceback__, None
        while trace:
            name = trace.tb_frame.f_code.co_filename
            if name.endswith(".html"):
                place = name, trace.tb_lineno
            trace = trace.tb_next
        if place is None and isinstance(error, TemplateNotFound):
            return str(error.name), 0
        return place


def sources(folder: str) -> list[Path]:
    """Every file whose change means that pages of a theme are to be rendered anew (see `Theme.sources`)."""
    return Theme(folder).sources()


@cache
def _environment(folder: Path | None) -> Environment:
    """Compiled templates, kept for the life of the process; a file that changes is compiled anew."""
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

    ours = FileSystemLoader(TEMPLATES)
    own = [FileSystemLoader(folder)] if folder else []
    return Environment(
        loader=ChoiceLoader([*own, ours, PrefixLoader({"ours": ours})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=folder is not None,
    )


def _visible(folder: Path) -> Iterator[Path]:
    """The files right in a folder, without those that editors and systems hide."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


@cache
def _digest(path: Path, stamp: tuple[int, int]) -> str:
    """The mark of a file's content; read again only when its time or size changed."""
    return files.sha256(path.read_bytes())[:_DIGEST_LENGTH]
