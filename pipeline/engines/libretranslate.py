"""LibreTranslate: a server that runs Argos models, on this machine or one nearby, for those who have one.

It is asked only where sources.yaml names it among `translation.engines`; nothing is sent anywhere else. The interface:
https://docs.libretranslate.com/guides/api_usage
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pipeline import language
from pipeline.errors import EngineError, SourceError, clean
from pipeline.http import Client, Response
from pipeline.http.answers import retry_after
from pipeline.model import Hypothesis, Pair
from pipeline.options import WebAddress
from pipeline.packages import Loaded
from pipeline.segments.pieces import edges, pieces

CHARACTERS = 10_000  # of one request, where the server allows as many
TEXTS = 50
LANGUAGES = 400  # more than there are models of; a server that lists more is not believed
SECONDS = 300.0  # for one request: a small server takes its time
ASKING = 5.0  # seconds for the list of languages, which every command waits for
AGAIN = 60.0  # seconds before a server that did not answer is asked again
ATTEMPTS = 4
PAUSE = 1.0  # seconds before the second attempt, doubled for each further one
LONGEST_WAIT = 60.0  # seconds a server may ask to be left alone for in one run
AGENT = "newsroom-pipeline"


def _bare(url: str) -> str:
    if "?" in url or "#" in url:
        raise ValueError("write the server's address alone, such as http://127.0.0.1:5000")
    return url.rstrip("/")


class Options(BaseModel):
    """Where the server is, and what it asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[WebAddress, AfterValidator(_bare)] = Field(description="Its address, such as http://127.0.0.1:5000")
    key: str = Field(
        "", pattern=r"^(?:[A-Za-z_][A-Za-z0-9_]*)?$", description="The environment variable that holds its API key"
    )
    allow_private: bool = Field(False, description="True for a server on this machine or your own network")


# What each server can do, asked once in the life of this process: pairs with the server's codes, or why not, and until
# when that is believed.
_known: dict[Options, tuple[dict[Pair, tuple[str, str]] | str, float]] = {}
_asking = threading.Lock()


def installable(pair: Pair) -> str:
    """Nothing: what the server can translate is decided where it runs."""
    return ""


class Engine:
    """Translates by asking the configured server; may be used from several threads, which take turns."""

    def __init__(
        self, models: Path | None = None, options: Options | None = None, loaded: Loaded | None = None
    ) -> None:
        self._options = options
        self._client: Client | None = None
        self._limit = 0
        self._most = TEXTS
        self._lock = threading.Lock()

    def pairs(self) -> frozenset[Pair]:
        """The directions the server offers; none where it does not answer, and `troubles` says why."""
        known = self._codes()
        return frozenset() if isinstance(known, str) else frozenset(known)

    def troubles(self) -> list[str]:
        """Why the server offers nothing, where it does not."""
        known = self._codes()
        return [known] if isinstance(known, str) else []

    def model(self, pair: Pair) -> str:
        """The server that translates, for provenance: `libretranslate 127.0.0.1:5000`. Raises `EngineError`."""
        self._pair(pair)
        return f"libretranslate {urlsplit(self._options.url).netloc}" if self._options else ""

    def translate(
        self, texts: Sequence[str], source: str, target: str, n: int = 1, *, careful: bool = False, align: bool = False
    ) -> list[list[Hypothesis]]:
        """Up to `n` different translations of each text, without scores, in the order of `texts`.

        Empty and blank texts come back as they are; longer ones than the server takes are translated in pieces. Raises
        `EngineError` where the server does not answer, refuses, or gives what is no translation.
        """
        codes = self._pair(Pair(source, target))
        limit = self._limits()
        cut = {text: [edges(piece) for piece in pieces(text, limit)] for text in dict.fromkeys(texts)}
        wanted = list(dict.fromkeys(core for parts in cut.values() for _, core, _ in parts if core))
        found: dict[str, list[str]] = {}
        while batch := _batch(wanted[len(found) :], limit, self._most):
            made = self._translated(batch, codes, max(n, 1))
            if made is None:
                self._most = len(batch) // 2  # later batches too: it would find as many too many again
            else:
                found.update(zip(batch, made, strict=True))
        return [_joined(text, cut[text], found) for text in texts]

    def close(self) -> None:
        """End the connections to the server."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _pair(self, pair: Pair) -> tuple[str, str]:
        known = self._codes()
        if isinstance(known, str):
            raise EngineError(known)
        if pair not in known:
            raise EngineError(
                f"libretranslate: {self._where()} does not translate {pair.source}>{pair.target}; see its models"
            )
        return known[pair]

    def _codes(self) -> dict[Pair, tuple[str, str]] | str:
        options = self._options
        if options is None:
            return "libretranslate: no server is configured; write its url under translation.libretranslate"
        with _asking:
            known, until = _known.get(options, ("", 0.0))
            if time.monotonic() >= until:
                known = _languages(options)
                _known[options] = known, time.monotonic() + (AGAIN if isinstance(known, str) else float("inf"))
            return known

    def _limits(self) -> int:
        """The characters one request may have: the server's own limit, or ours where it has none or is larger."""
        if not self._limit:
            told = None
            with contextlib.suppress(SourceError, EngineError, AttributeError):  # not every server tells
                told = _json(self._ask("/frontend/settings")).get("charLimit")
            self._limit = min(told, CHARACTERS) if isinstance(told, int) and told > 0 else CHARACTERS
        return self._limit

    def _translated(self, batch: list[str], codes: tuple[str, str], n: int) -> list[list[str]] | None:
        """The translations of each text; None where the server finds so many texts too much at once."""
        asked: dict[str, Any] = {"q": batch, "source": codes[0], "target": codes[1], "format": "text"}
        if n > 1:
            asked["alternatives"] = n - 1
        if key := self._key():
            asked["api_key"] = key
        answer = self._patiently("/translate", asked)
        if answer.status in (400, 413) and len(batch) > 1:
            return None
        if answer.status == 400 and n > 1:
            return self._translated(batch, codes, 1)  # a server may limit the alternatives, or know none
        if answer.status != 200:
            raise EngineError(self._refusal(answer))
        return _read(_json(answer), len(batch), self._where())

    def _key(self) -> str:
        name = self._options.key if self._options else ""
        if not name:
            return ""
        if not (key := os.environ.get(name, "")):
            raise EngineError(f"libretranslate: the environment variable {name}, which should hold its key, is not set")
        return key

    def _patiently(self, path: str, asked: Mapping[str, Any]) -> Response:
        """An answer that is no passing trouble: a server that starts, is overrun or asks for a pause is waited for."""
        began, waited = time.monotonic(), 0.0
        for attempt in range(ATTEMPTS):
            pause = PAUSE * 2**attempt
            try:
                answer = self._ask(path, asked)
            except SourceError as error:
                trouble = f"libretranslate: {error}"
            else:
                if answer.status != 429 and answer.status < 500:
                    return answer
                trouble = self._refusal(answer)
                asks = retry_after(answer.headers, datetime.now(UTC))
                pause = max(pause, asks) if asks is not None else pause
            waited += pause
            if attempt == ATTEMPTS - 1 or waited > LONGEST_WAIT or time.monotonic() - began > SECONDS / 2:
                break
            time.sleep(pause)
        raise EngineError(trouble)

    def _ask(self, path: str, asked: Mapping[str, Any] | None = None) -> Response:
        options = self._options
        assert options is not None  # `_pair` refused before
        with self._lock:
            if self._client is None:
                self._client = Client(AGENT, timeout=SECONDS)
            client = self._client
        url, private = options.url + path, options.allow_private
        if asked is None:
            return client.get(url, allow_private=private, accept="application/json", program=True)
        return client.post_json(url, asked, allow_private=private)

    def _where(self) -> str:
        return clean(self._options.url) if self._options else ""

    def _refusal(self, answer: Response) -> str:
        """What the server said, without what it was sent."""
        reason = ""
        try:
            told = json.loads(answer.content)
            reason = clean(told["error"]) if isinstance(told, dict) and isinstance(told.get("error"), str) else ""
        except (ValueError, RecursionError):
            pass
        if answer.status in (401, 403):
            advice = "name the environment variable with its key under translation.libretranslate.key, or renew the key"
        elif answer.status == 429 or answer.status >= 500:
            advice = "it is tried again on the next run"
        else:
            advice = "check the address and the server's version"
        said = f"libretranslate: {self._where()} answered {answer.status}"
        return f"{said}{f' ({reason})' if reason else ''}; {advice}"


def _languages(options: Options) -> dict[Pair, tuple[str, str]] | str:
    """What a server offers, as pairs in BCP 47 with the server's own codes; or, in one line, why that is not known."""
    where = clean(options.url)
    try:
        with Client(AGENT, timeout=ASKING, connect_timeout=ASKING / 2) as client:
            answer = client.get(
                options.url + "/languages",
                allow_private=options.allow_private,
                accept="application/json",
                program=True,
            )
        listed = json.loads(answer.content.decode("utf-8-sig"))
    except SourceError as error:
        return f"libretranslate: {error}"
    except (ValueError, RecursionError):
        return f"libretranslate: {where}/languages is not JSON, so there is no such server; check the address"
    if not isinstance(listed, list) or len(listed) > LANGUAGES:
        return f"libretranslate: {where}/languages is no list of languages; check the address"
    rows = [row for row in listed if isinstance(row, dict) and isinstance(row.get("code"), str)]
    every = [row["code"] for row in rows]
    found: dict[Pair, tuple[str, str]] = {}
    for row in rows:
        targets = row.get("targets", every)  # servers before 1.3.11 do not tell, and go everywhere
        for target in targets[:LANGUAGES] if isinstance(targets, list) else []:
            source_tag, target_tag = _tag(row["code"]), _tag(target)
            if source_tag and target_tag and source_tag != target_tag:
                found.setdefault(Pair(source_tag, target_tag), (row["code"], target))
    if not found:
        return f"libretranslate: {where} offers no pair of languages; install models there"
    return found


def _tag(code: object) -> str:
    """BCP 47 for a server's code, which is Argos' own (`zt`, `pb`) or, on newer servers, a tag (`zh-Hant`, `pt-BR`)."""
    if not isinstance(code, str) or len(code) > 20:
        return ""
    try:
        return language.from_argos(code)
    except ValueError:
        return ""


def _batch(texts: Sequence[str], limit: int, most: int) -> list[str]:
    """The first of the texts, as many as one request may carry; one at least, where there is one."""
    size = 0
    for count, text in enumerate(texts[:most]):
        size += len(text)
        if count and size > limit:
            return list(texts[:count])
    return list(texts[:most])


def _json(answer: Response) -> Any:
    try:
        return json.loads(answer.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise EngineError(
            f"libretranslate: {clean(answer.url)} gave an answer that is not JSON; check the address"
        ) from None


def _read(told: Any, count: int, where: str) -> list[list[str]]:
    """The translation of each text and its alternatives, none twice."""
    best = told.get("translatedText") if isinstance(told, dict) else None
    others = told.get("alternatives") if isinstance(told, dict) else None
    if not isinstance(best, list) or len(best) != count or not all(isinstance(text, str) for text in best):
        raise EngineError(f"libretranslate: {where} did not translate each text by itself; check the server's version")
    if not isinstance(others, list) or len(others) != count:
        others = [[]] * count
    sound = [[text for text in row if isinstance(text, str)] if isinstance(row, list) else [] for row in others]
    return [list(dict.fromkeys(map(_whole, (text, *more)))) for text, more in zip(best, sound, strict=True)]


def _whole(text: str) -> str:
    """A text that can be stored: JSON may carry half a character (a lone surrogate)."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def _joined(text: str, cut: Sequence[tuple[str, str, str]], found: Mapping[str, list[str]]) -> list[Hypothesis]:
    """The i-th best of each piece put together, with the white space that stood around them."""
    if not any(core for _, core, _ in cut):
        return [Hypothesis(text)]
    several = min(len(found[core]) for _, core, _ in cut if core)
    made = (
        "".join(f"{before}{found[core][i] if core else ''}{after}" for before, core, after in cut)
        for i in range(several)
    )
    return [Hypothesis(one) for one in dict.fromkeys(made)]
