"""sources.yaml as plain values, read with the care that any file from outside needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import ConfigError

MAX_BYTES = 1_000_000
MAX_NODES = 100_000


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML that refuses what it would otherwise take silently: one key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | bool | None) or key in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} stands here twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def read(path: Path) -> Any:
    """What the file says.

    Raises ConfigError when it is missing, too large, or no YAML mapping, with line and column where there is one.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError([f"{path}: larger than {MAX_BYTES:,} bytes; this is no sources.yaml"])
        text = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file; name it with --config FILE"]) from None
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read ({error.strerror}); mend its permissions"]) from error
    try:
        raw = yaml.load(text, Loader=_Loader)  # a subclass of SafeLoader
        _bounded(raw)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigError([f"{path.name}{where}: {error.problem or error.context}; mend the YAML there"]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200] or "nested too deep"
        raise ConfigError([f"{path.name}: not readable as YAML ({reason})"]) from error
    if not isinstance(raw, dict):
        raise ConfigError([f"{path.name}: the file must be a mapping with site:, languages:, sources:, channels:"])
    return raw


def _bounded(raw: Any) -> None:
    """Refuse a file whose aliases unfold into more than a person could have written."""
    stack, count = [raw], 0
    while stack:
        value = stack.pop()
        count += 1
        if count > MAX_NODES:
            raise ValueError("its aliases unfold without end")
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
