"""BCP 47 tags in their canonical form, their kin, names and direction, and the codes of other programs (RFC 5646)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.errors import Told, clean
from pipeline.language.tables import lists, pairs, tables, usual_scripts
from pipeline.model import UNDETERMINED

if TYPE_CHECKING:
    from babel import Locale

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-(?P<extlang>[a-z]{3})(?:-[a-z]{3}){0,2})?"
    r"(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
)


def canonical(tag: str) -> str:
    """The one spelling of a language tag that the store uses: `PT_br` is `pt-BR`, `zh_CN` is `zh-Hans`.

    BCP 47 (RFC 5646) by shape, with these choices: retired and three-letter codes give way to the usual one (`iw` is
    `he`, `fra` is `fr`); a script that goes without saying is dropped (`en-Latn` is `en`, `sr-Cyrl` is `sr`); Chinese
    always says its script and never its region; variants, extensions and private parts are dropped, as no engine and
    no feed tells them apart. `und` stays, and `mul`, `mis` and `zxx` become it. Raises ValueError for what is no
    language tag, among it the empty string and `x-default`.
    """
    text = tag.strip()
    if not text:
        raise ValueError(Told("no language tag given"))
    if len(text) > 64 or not text.isascii():
        raise ValueError(Told("“{}” is no language tag (RFC 5646)", clean(text, 40)))
    return _canonical(text.lower().replace("_", "-"))


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str:
    if text in pairs("irregular"):
        return pairs("irregular")[text]
    match = _TAG.fullmatch(text)
    if match is None:
        raise ValueError(Told("“{}” is no language tag (RFC 5646), such as fr, pt-BR or zh-Hant", clean(text, 40)))
    aliases, code, extended = pairs("aliases"), match["language"], match["extlang"]
    if extended and not (aliases.get(extended) == code or (code == "zh" and extended in tables()["chinese"].split())):
        raise ValueError(
            Told("“{}” is no language tag: “{}” is no variety of {} (regions have two letters)", text, extended, code)
        )
    code = extended or code
    language, _, meant = aliases.get(code, code).partition("-")
    if language == UNDETERMINED:
        return UNDETERMINED
    script = (match["script"] or meant).capitalize()
    region = (match["region"] or "").upper()
    region = {"UK": "GB"}.get(region, region)
    if language == "es" and region == "LA":  # what social networks call Latin American Spanish
        region = "419"
    usual = _usual_script(language, region)
    if language == "zh":
        return f"zh-{usual if script in ('', 'Hani') else script}"
    return "-".join(part for part in (language, script if script != usual else "", region) if part)


def _usual_script(language: str, region: str) -> str:
    return pairs("region_scripts").get(f"{language}-{region}") or usual_scripts().get(language, "Latn")


def parts(tag: str) -> tuple[str, str, str]:
    """Language, script (always said) and region of a canonical tag."""
    language, *rest = tag.split("-")
    script = rest.pop(0) if rest and len(rest[0]) == 4 else ""
    region = rest[0] if rest else ""
    return language, script or _usual_script(language, region), region


def base(tag: str) -> str:
    """The language without its region: `pt-BR` is `pt`; a script that decides the writing stays: `zh-Hant`.

    Raises ValueError for what is no language tag.
    """
    language, script, _ = parts(canonical(tag))
    return _canonical(f"{language}-{script}".lower())


def sisters(a: str, b: str) -> bool:
    """Whether two tags are one language in one script, differing in region alone: pt, pt-BR and pt-PT are.

    A tag is not its own sister; what is no tag, and `und`, has none.
    """
    try:
        return canonical(a) != canonical(b) and base(a) == base(b)
    except ValueError:
        return False


def from_argos(code: str) -> str:
    """The tag for a code of the Argos package index: `zt` is `zh-Hant`, `pb` is `pt-BR`. Raises ValueError."""
    wanted = code.strip().lower()
    return next((tag for tag, known in pairs("argos").items() if known == wanted), "") or canonical(code)


def to_argos(tag: str) -> str:
    """The code Argos packages bear for a language: `zh-Hant` is `zt`, `fr-CA` is `fr`. Raises ValueError.

    Where the script is not the language's usual one, the answer is the tag itself, which no package bears.
    """
    clean = canonical(tag)
    wide = base(clean)
    codes = pairs("argos")
    return codes.get(clean) or codes.get(wide, wide)


def from_langdetect(code: str) -> str:
    """The tag for a code of langdetect: `zh-cn` is `zh-Hans`, `no` is `nb`. Raises ValueError."""
    return canonical(code)


def to_langdetect(tag: str) -> str | None:
    """The code langdetect answers for a language; None where it has no profile of it. Raises ValueError."""
    wide = base(tag)
    code = pairs("langdetect").get(wide, wide)
    known = wide in tables()["by_script"].split() or any(code in codes for codes in lists("profiles").values())
    return code if known else None


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Which way a language is written, for the `dir` attribute; `ltr` for what is no language tag."""
    try:
        return "rtl" if parts(canonical(tag))[1] in tables()["rtl"].split() else "ltr"
    except ValueError:
        return "ltr"


@lru_cache(maxsize=4096)
def name(tag: str, inside: str) -> str:
    """The name of a language in the words of another: `zh-Hans` inside `fr` is "chinois simplifié".

    From CLDR by way of Babel. The tag itself where CLDR has no name, or does not know the other language.
    """
    try:
        clean, inner = canonical(tag), canonical(inside)
    except ValueError:
        return tag
    locale = _locale(inner) or _locale(base(inner))
    if locale is None:
        return clean
    named = locale.languages.get(clean.replace("-", "_"))
    language, script, region = parts(clean)
    if named or language not in locale.languages:
        return str(named or clean)
    details = [locale.scripts.get(script, script)] if script != _usual_script(language, region) else []
    details += [locale.territories.get(region, region)] if region else []
    return f"{locale.languages[language]} ({', '.join(details)})" if details else str(locale.languages[language])


def _locale(tag: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
