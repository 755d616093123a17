"""Mistakes in sources.yaml, each as `path: what is wrong`, in words for someone who edits a file, not a program."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from pipeline import language, parts
from pipeline.config.entries import ChannelEntry, DeliveryEntry, TranslationEntry

Model = TypeVar("Model", bound=BaseModel)
Options = TypeVar("Options", bound=BaseModel)
# Beside their own keys these hold the names of parts, with what those are told.
OWN_KEYS: dict[type[BaseModel], str] = {
    TranslationEntry: "engines",
    ChannelEntry: "outputs",
    DeliveryEntry: "deliveries",
}
PATHS = {"path", "theme"}  # options that are files or folders, written as text


def validated(model: type[Model], raw: Any, at: str, mistakes: list[str]) -> Model | None:
    """What was written at `at`, as its model; None, and each mistake told, where it is wrong."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        told = [_words(detail, at, model) for detail in error.errors(include_url=False)]
        mistakes += dict.fromkeys(told)  # a union tells the same mistake once per shape it tried
        return None


def _words(detail: Any, at: str, model: type[BaseModel]) -> str:
    """One mistake as `path: what is wrong`, in words for someone who edits a file, not a program."""
    where = at
    for step in detail["loc"]:
        if isinstance(step, int):
            where += f"[{step}]"
        elif not re.search(r"[\[(]|^constrained-", step):  # pydantic's own names for the shapes it tried
            where += f".{step}" if where else str(step)
    given = detail.get("input")
    match detail["type"]:
        case "missing":
            said = "is missing"
        case "extra_forbidden":
            known = _keys(model, detail["loc"][:-1])
            close = difflib.get_close_matches(str(detail["loc"][-1]), known, n=1)
            said = "unknown key" + (f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(known)}")
        case "string_pattern_mismatch":
            said = "write lower-case letters, digits, - and _ only, beginning with a letter or digit"
        case "tuple_type" | "dict_type" if "prefer" in where:
            said = "write a list of languages, or lists by target such as {es: [fr, en]}"
        case "tuple_type":
            said = f"write a list, such as [{given if isinstance(given, str | int) else 'a, b'}]"
        case "too_short" | "string_too_short":
            said = "is empty"
        case "string_type" if isinstance(given, bool):
            said = f'YAML reads this as {str(given).lower()}; put it in quotes, such as "no"'
        case "secret":  # what was written may be one, and is not told on
            said = str(detail["msg"])
        case _:
            said = str(detail["msg"]).removeprefix("Value error, ")
            if isinstance(given, str | int | float | bool) and repr(given) not in said:
                said += f" (it says {given!r})"
    return f"{where}: {said}"


def _keys(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """The keys that may stand at `loc` inside `model`."""
    for step in loc:
        annotation = model.model_fields[step].annotation if step in model.model_fields else None
        inner = [annotation, *getattr(annotation, "__args__", ())]
        found = [kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if found:
            model = found[0]
    return [*model.model_fields, *(parts.names(OWN_KEYS[model]) if model in OWN_KEYS else [])]


def canonical(tag: Any) -> str:
    """A tag as it is kept, "" for what is none: that is told where it is checked."""
    try:
        return language.canonical(tag) if isinstance(tag, str) else ""
    except ValueError:
        return ""


def listed(value: Any) -> list[Any]:
    """What was written as a list; nothing for anything else, which is told where it is checked."""
    return value if isinstance(value, list) else []


def twice(at: str, names: Sequence[Any], key: str = "") -> list[str]:
    """A mistake for each name of a list that stands there already."""
    return [
        f"{at}[{n}]{key}: {name} stands already at {at}[{names.index(name)}]"
        for n, name in enumerate(names)
        if name and names.index(name) != n
    ]


def strangers(at: str, what: str, given: Any, known: list[str]) -> list[str]:
    """A mistake for each name of a list that leads nowhere."""
    return [
        f"{at}: no {what} is called {name!r}; there are: {', '.join(known)}"
        for name in listed(given)
        if isinstance(name, str) and name not in known
    ]


def located(options: Options, base: Path) -> Options:
    """Options whose paths count from `base`, the folder of sources.yaml."""
    paths: dict[str, Path | str] = {}
    for key, value in options:
        if isinstance(value, Path):
            paths[key] = base / value
        elif isinstance(value, str) and value and key in PATHS:
            paths[key] = str(base / value)
    return options.model_copy(update=paths)
