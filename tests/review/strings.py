"""The desk's strings: which there are, in templates, code and checks; catalogues brought up to date with them.

python -m tests.review.strings        adds what is new to `pipeline/review/words/*.po`, untranslated, and drops
                                      what is no longer used; translations stay
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from pipeline import proof
from pipeline.checks import markup
from pipeline.review import explaining
from tests.conftest import ROOT

# Rooms whose texts pages show: what they refuse (errors), and what is wrong with files (Told).
ROOMS = ["acts", "sheets", "store", "glossary", "memory", "language", "run", "extract"]
SAID = {"ActError": 0, "ItemError": 0, "Told": 0, "_refused": 0}  # AccountError has its own words at the desk
REVIEW = ROOT / "pipeline" / "review"
CATALOGUES = REVIEW / "words"
Id = str | tuple[str, str]
MESSAGE = re.compile(r"(?:the|a|an|part|most|nothing|check|“?\{\}”?) .*[a-z}”]$|(?:traditional|simplified)$")
HEADERS = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Report-Msgid', '"Last-Trans', '"Language-Team')


def in_use() -> dict[Id, list[tuple[str, int]]]:
    """Every string that goes through gettext, with where it stands."""
    found: dict[Id, list[tuple[str, int]]] = {}
    for path in sorted([*REVIEW.rglob("*.py"), *REVIEW.rglob("*.html")]):
        for line, text in _extracted(path):
            found.setdefault(text, []).append((path.relative_to(ROOT).as_posix(), line))
    for path in sorted((ROOT / "pipeline" / "checks").glob("*.py")):
        for line, text in _messages(path):
            found.setdefault(text, []).append((path.relative_to(ROOT).as_posix(), line))
    for room in ROOMS:
        for path in sorted((ROOT / "pipeline" / room).rglob("*.py")):
            for line, text in _told(path):
                found.setdefault(text, []).append((path.relative_to(ROOT).as_posix(), line))
    for text in explaining.INSTEAD.values():
        found.setdefault(text, []).append(("pipeline/review/explaining.py", 1))
    for name in markup.NAMES.values():
        found.setdefault(name, []).append(("pipeline/checks/markup.py", 1))
    for name, title in proof.titles().items():
        found.setdefault(title, []).append((f"pipeline/checks/{name}.py", 1))
    return found


def _extracted(path: Path) -> Iterator[tuple[int, Id]]:
    method = "python" if path.suffix == ".py" else "jinja2.ext:babel_extract"
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    options = {"trimmed": "true", "newstyle_gettext": "true"} if path.suffix == ".html" else {}
    with path.open("rb") as file:
        for line, text, _, _ in extract(method, file, keywords=keywords, options=options):
            if text:
                yield line, (text[0], text[1]) if isinstance(text, tuple) else text
    if path.suffix == ".py":
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "NAVIGATION":
                yield node.lineno, str(ast.literal_eval(node.value)[1])


def _messages(path: Path) -> Iterator[tuple[int, str]]:
    """What a check may say: its sentences that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    about = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and text not in about and MESSAGE.match(text):
            yield node.lineno, text


def _told(path: Path) -> Iterator[tuple[int, str]]:
    """The templates of what a room refuses or finds wrong, but for those that the desk says in words of its own."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID and node.args:
            text = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            options = isinstance(text, str) and text.startswith(("--", "{} {}:"))  # what only the command line asks for
            if isinstance(text, str) and not options and text.strip("{}: ,") and text not in explaining.INSTEAD:
                yield node.lineno, text


def catalogue(language: str) -> Catalog:
    """One language's catalogue as it stands."""
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language.replace("-", "_"))
    with path.open("rb") as file:
        return read_po(file, locale=language.replace("-", "_"))


def update(language: str) -> int:
    """Bring one catalogue up to date; returns how many strings wait for a translation."""
    before = catalogue(language)
    after = Catalog(
        locale=language.replace("-", "_"),
        project="Newsroom pipeline",
        charset="utf-8",
        fuzzy=False,
        header_comment=f"# {language}",
    )
    waiting = 0
    for text, places in in_use().items():
        known = before.get(text[0] if isinstance(text, tuple) else text)
        said = known.string if known and known.string else ""
        waiting += not said
        after.add(text, said, locations=sorted({(place, 0) for place, _ in places}))
    written = io.BytesIO()
    write_po(written, after, width=110, sort_output=True, include_lineno=False, omit_header=False)
    lines = written.getvalue().decode().splitlines()
    kept = [line for line in lines if not line.startswith(HEADERS)]
    CATALOGUES.mkdir(exist_ok=True)
    (CATALOGUES / f"{language}.po").write_text("\n".join(kept) + "\n", "utf-8")
    return waiting


if __name__ == "__main__":
    for spoken in ("fr", "zh-Hans", "es"):
        print(spoken, update(spoken), "to translate")  # noqa: T201
