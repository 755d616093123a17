"""Kinds of value that the options of sources hold, each with words for whoever wrote a wrong one."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from pipeline.errors import SourceError
from pipeline.http.addresses import check

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _web_address(url: str) -> str:
    try:
        check(url)
    except SourceError as error:
        raise ValueError(str(error)) from None
    return url


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d{1,6})\s*([smhd])", str(value).strip())
    if match is None:
        raise ValueError("write a number and s, m, h or d, such as 12h or 7d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _selector(css: str) -> str:
    """CSS by its outward form; the parser itself would make every command wait for its import."""
    bare = re.sub(r"\\.|\"[^\"]*\"|'[^']*'", "x", css)
    opened: list[str] = []
    for mark in re.findall(r"[\[\](){}\"']", bare):
        if mark in "[(":
            opened.append(mark)
        elif mark in "{}\"'" or not opened or opened.pop() + mark not in ("[]", "()"):
            raise ValueError(f"is no CSS selector: {mark} has no other half")
    if opened:
        raise ValueError(f"is no CSS selector: {opened[-1]} has no other half")
    if re.search(r"^\s*,|,\s*(?:,|$)|[>+~]\s*$|^\s*/", bare):
        raise ValueError("is no CSS selector: something is missing at its beginning or end")
    return css.strip()


def _pattern(expression: str) -> str:
    try:
        re.compile(expression)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is no regular expression ({error})") from None
    return expression


def _size(value: object) -> int:
    match = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)\s*([MG])i?B", str(value).strip(), re.IGNORECASE)
    if match is None:
        raise ValueError("write a number and MB or GB, such as 800MB or 2GB")
    return int(float(match[1]) * (10**6 if match[2] in "mM" else 10**9))


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,99}", value):
        raise PydanticCustomError(
            "secret",
            "write the name of an environment variable, such as APP_HOOK_SECRET; "
            "the secret itself does not belong into this file",
        )
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Duration = Annotated[timedelta, BeforeValidator(_duration, json_schema_input_type=str)]
Size = Annotated[int, BeforeValidator(_size, json_schema_input_type=str)]
Selector = Annotated[str, Field(max_length=1000), AfterValidator(_selector)]
Pattern = Annotated[str, Field(max_length=1000), AfterValidator(_pattern)]
Variable = Annotated[str, AfterValidator(_variable)]  # the environment's, which holds a secret
