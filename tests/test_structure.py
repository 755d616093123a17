"""The house keeps its rules: imports run one way, heavy libraries stay out of quick commands, what exists is documented."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import parts
from pipeline.cli import app
from tests.conftest import ROOT, Newsroom

PACKAGE = ROOT / "pipeline"
# From the ground up; a module imports from its own row or those above, never from below.
ROWS = [
    {"errors"},
    {"model"},
    {
        "parts",
        "files",
        "extract",
        "wire",
        "language",
        "stories",
        "segments",
        "routes",
        "schedule",
        "labels",
        "content",
        "feeds",
        "changelog",
        "digest",
        "exchange",
        "newsroom",
        "pictures",
        "sitemaps",
        "withdrawals",
        "xmlfeeds",
        "terminal",
        "dates",
        "alarms",
        "figures",
        "glossary",
        "memory",
        "gazetteer",
        "sheets",
    },
    {"http", "store", "packages", "options", "syndication"},
    {"fetchers", "engines", "outputs", "checks", "deliveries"},
    {"config", "translate", "plan", "proof", "formats"},
    {"run", "acts", "records", "status", "show", "probe", "bench"},
    {"demo", "review"},
    {"cli"},
    {"__main__"},
]
HEAVY = {"argostranslate", "ctranslate2", "sentencepiece", "trafilatura", "feedparser", "httpx", "httpcore", "bs4"}
HEAVY |= {"langdetect", "sentencex", "lxml", "numpy", "onnxruntime", "minisbd", "rich", "sqlite_utils", "nh3"}
HEAVY |= {"flask", "jinja2", "werkzeug", "waitress", "argon2", "babel"}
HEAVY |= {"fxtranslate", "py3langid", "lingua", "docx", "markdown_it", "protego", "h2", "rapidfuzz"}
HEAVY |= {"translate", "PIL"}


def modules() -> dict[str, Path]:
    return {".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))}


def rank(module: str) -> int:
    top = module.split(".")[0]
    for number, row in enumerate(ROWS):
        if top in row:
            return number
    raise AssertionError(f"{module} has no row; put it in its place in ROWS and in ARCHITECTURE.md")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "pipeline":
            if node.module == "pipeline":
                found |= {alias.name for alias in node.names}
            else:
                found.add(node.module.removeprefix("pipeline."))
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("pipeline.") for a in node.names if a.name.startswith("pipeline.")}
    return found


@pytest.mark.parametrize("module", [name for name in modules() if name != "__init__"])
def test_imports_run_one_way(module: str) -> None:
    for other in imported(modules()[module]):
        assert rank(other) <= rank(module), f"{module} imports {other}, which stands above it"


@pytest.mark.parametrize("room", ["fetchers", "engines", "outputs", "checks", "deliveries"])
def test_parts_know_neither_the_store_nor_each_other(room: str) -> None:
    for name in parts.names(room):
        others = {other.split(".")[0] for other in imported(PACKAGE / room / f"{name}.py")}
        assert "store" not in others
        assert others & {"fetchers", "engines", "outputs", "checks", "deliveries", "run", "config"} == set()


def test_only_the_store_knows_sql() -> None:
    sql = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b")
    for module, path in modules().items():
        if not module.startswith("store"):
            assert not sql.search(path.read_text("utf-8")), f"{module} speaks SQL"


@pytest.mark.parametrize("module", modules())
def test_no_file_outgrows_a_mind(module: str) -> None:
    assert len(modules()[module].read_text("utf-8").splitlines()) <= 420


@pytest.mark.parametrize("module", [name for name in modules() if not name.startswith("demo")])
def test_everything_public_has_a_docstring(module: str) -> None:
    tree = ast.parse(modules()[module].read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body, f"{module} has no docstring"
    public = [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]
    missing = [node.name for node in public if not ast.get_docstring(node)]
    assert missing == []


def loaded_by(newsroom: Newsroom, *words: str) -> set[str]:
    code = (
        "import sys\nsys.argv = ['pipeline', *sys.argv[1:]]\nfrom pipeline.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(' '.join({name.split('.')[0] for name in sys.modules}))\n"
    )
    line = [sys.executable, "-c", code, "--config", str(newsroom.folder / "sources.yaml"), *words]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout
    return set(done.stderr.split()) & HEAVY


@pytest.mark.parametrize(
    "words", [("--help",), ("status", "--json"), ("list", "--json"), ("check",), ("models", "routes", "--json")]
)
def test_quick_commands_load_nothing_heavy(newsroom: Newsroom, words: tuple[str, ...]) -> None:
    newsroom.run()
    assert loaded_by(newsroom, *words) == set()


def commands() -> list[tuple[str, object]]:
    import typer

    root = typer.main.get_command(app)
    found: list[tuple[str, object]] = [("", root)]
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        found.append((name, command))
        found += [(f"{name} {sub}", inner) for sub, inner in getattr(command, "commands", {}).items()]
    return found


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_and_option_has_help_and_a_line_in_the_readme(name: str, command: object) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    if name:
        assert f"`pipeline {name}" in readme, f"pipeline {name} is not in the README"
    assert command.help  # type: ignore[attr-defined]
    for parameter in command.params:  # type: ignore[attr-defined]
        if parameter.name in ("help", "install_completion", "show_completion"):
            continue
        assert getattr(parameter, "help", ""), f"{name} {parameter.name} has no help"
        if parameter.param_type_name == "option":
            assert f"`{parameter.opts[0]}" in readme, f"{parameter.opts[0]} of {name!r} is not in the README"


def test_every_part_and_setting_is_in_the_readme() -> None:
    from pipeline.config.entries import (
        ArticleEntry,
        ChannelEntry,
        FileEntry,
        ReviewEntry,
        SiteEntry,
        SourceEntry,
        TranslationEntry,
    )

    readme = (ROOT / "README.md").read_text("utf-8")
    for room in ("fetchers", "engines", "outputs", "checks", "deliveries"):
        for name in parts.names(room):
            assert f"`{name}`" in readme, f"{room}/{name} is not in the README"
    for model in (FileEntry, SiteEntry, SourceEntry, ArticleEntry, ChannelEntry, TranslationEntry, ReviewEntry):
        for name in model.model_fields:
            assert f"`{name}`" in readme or f"{name}:" in readme, f"the setting {name} is not in the README"


def test_the_architecture_names_every_room() -> None:
    told = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    tops = {name.split(".")[0] for name in modules()} - {"__init__", "__main__"}
    assert sorted(top for top in tops if f"{top}.py" not in told and f"{top}/" not in told) == []
