"""Argos Translate, offline: neural models installed below the models folder.

The package's own tokenizer and CTranslate2 model are used directly. Argos' `translate` module is left alone: it
brings a sentence splitter that downloads models on first use, and texts come to an engine split already.
"""

from __future__ import annotations

import functools
import os
import tempfile
import threading
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from pipeline import language, packages
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Link, Pair
from pipeline.packages import tuning
from pipeline.segments import links

BEAM = 4
LENGTH_PENALTY = 0.2  # as Argos decodes, which its models were chosen with
SMALLEST = 96  # tokens in a batch below which splitting it gains nothing
PIECE = 240  # tokens decoded at once; longer than any sentence, and models end at 1024 positions
SENTENCE_ENDS = (".", "!", "?", "。", "！", "？", "؟", "।")
BUCKETS = (24, 80, PIECE)  # a runaway repetition in a headline must not run as long as a long sentence may

# Of 42 runaway repetitions (starter models) these leave 5, a penalty of 1.2 alone 13, n-grams of 4 alone 15; sound
# sentences stay as they were to chrF 98. N-grams of 3 leave none, but spoil lists that repeat for good reason.
CAREFUL = {"repetition_penalty": 1.2, "no_repeat_ngram_size": 4}
TRUSTED = 0.35  # share of a copied word's attention that must be on its source; with less, anchors find more
# Names and figures, which models of any pair copy; see `_lag`.
PROBES = (
    "Maria Souza 1947, Boeing 320, Madrid 58.",
    "Samsung 2026, Toyota 715, Carlos Mendes 34.",
    "Nokia 8110, Berlin 1250, Anna Keller 96.",
)

ARGOS_FOLDERS = ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")

_importing = threading.Lock()


class Options(BaseModel):
    """How models are run here, in place of what `pipeline models bench` measured."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    inter_threads: int | None = Field(None, ge=1, le=256, description="Batches decoded side by side")
    intra_threads: int | None = Field(None, ge=1, le=256, description="Threads for each batch")
    batch_tokens: int | None = Field(None, ge=64, le=65_536, description="Tokens decoded together")


def installable(pair: Pair) -> str:
    """The command that installs the model for one pair, or nothing when the public Argos index has none.

    What the index has is a snapshot (argos.toml), so that it can be told without a network.
    """
    try:
        source, target = language.to_argos(pair.source), language.to_argos(pair.target)
    except ValueError:
        return ""
    if Pair(language.from_argos(source), language.from_argos(target)) != pair:
        return ""  # a model of the base language, which is another pair
    english, direct = _index()
    if (
        sorted((source, target)) in direct
        or (source == "en" and target in english)
        or (target == "en" and source in english)
    ):
        return f"pipeline models install {pair.source} {pair.target}"
    return ""


@functools.cache
def _index() -> tuple[list[str], list[list[str]]]:
    index = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["index"]
    return index["english"], index["direct"]


def tried(package: packages.Package) -> None:
    """See whether a package translates at all, wherever it lies. Raises EngineError where it does not."""
    try:
        (found,) = _Model(package, tuning.default()).translate(["Good morning."], 1, False, False)
    except Exception as error:  # CTranslate2, SentencePiece and the file system each raise their own
        raise EngineError(f"the model fails: {error}") from error
    if not found or not found[0].text.strip():
        raise EngineError("the model gives no words back")


class Engine:
    """Translates sentences with the Argos packages installed below `models`; loads a model when it is first used.

    May be used from several threads. `close` drops the loaded models; before, those that `loaded` has no room for go.
    """

    def __init__(self, models: Path, options: Options | None = None, loaded: packages.Loaded | None = None) -> None:
        self._models = models
        self._options = options or Options()
        self._packages: dict[Pair, packages.Package] | None = None
        self._loaded = loaded if loaded is not None else packages.Loaded()

    def pairs(self) -> frozenset[Pair]:
        """The pairs installed, from the packages' metadata alone."""
        return frozenset(self._installed())

    def troubles(self) -> list[str]:
        """What looks like a package below `models` and cannot be used: where, why, what to do."""
        return packages.broken(self._models)

    def details(self, pair: Pair) -> dict[str, object]:
        """Of the model for a pair its `path`, its `size` in bytes, the `sha256` and `url` of its archive if known."""
        package = self._package(pair)
        origin = packages.origin(package)
        told = {"sha256": origin.sha256, "url": origin.url} if origin else {}
        return {"path": str(package.path), "size": packages.size(package), **told}

    def model(self, pair: Pair) -> str:
        """The name and version of the model for a pair, for provenance: `translate-en_pt 1.0`.

        Raises `EngineError` where none is installed.
        """
        package = self._package(pair)
        return f"{package.code} {package.version}"

    def translate(
        self, texts: Sequence[str], source: str, target: str, n: int = 1, *, careful: bool = False, align: bool = False
    ) -> list[list[Hypothesis]]:
        """Up to `n` different translations of each sentence, best first, in the order of `texts`.

        Each distinct text is decoded once. An empty or blank text comes back as it is. The beam grows with `n`.
        Scores are mean log-probabilities per token; with `careful` those after the penalty, so they compare only among
        themselves. `align` costs a tenth to a fifth of the speed. Raises `EngineError` for a pair not installed or a
        damaged model.
        """
        pair = Pair(source, target)
        package = self._package(pair)
        wanted = list(dict.fromkeys(text for text in texts if text.strip()))
        answers = {text: [Hypothesis(text)] for text in texts if not text.strip()}
        if wanted:
            try:
                found = self._model(pair).translate(wanted, max(n, 1), careful, align)
                answers.update(zip(wanted, found, strict=True))
            except ImportError as error:
                raise EngineError(
                    f"argos: cannot be loaded: {error}; install this program's dependencies again"
                ) from error
            except Exception as error:  # CTranslate2, SentencePiece and the file system each raise their own
                raise EngineError(
                    f"argos: the model {package.code} {package.version} in {package.path} fails: {error}; "
                    f"install it again with: pipeline models install {pair.source} {pair.target}"
                ) from error
        return [answers[text] for text in texts]

    def close(self) -> None:
        """Drop the loaded models and look again at what is installed on next use."""
        self._loaded.forget(self)
        self._packages = None

    def _installed(self) -> dict[Pair, packages.Package]:
        if self._packages is None:
            newest: dict[Pair, packages.Package] = {}
            for package in packages.installed(self._models):
                newest.setdefault(package.pair, package)
            self._packages = newest
        return self._packages

    def _package(self, pair: Pair) -> packages.Package:
        try:
            return self._installed()[pair]
        except KeyError:
            how = installable(pair)
            advice = (
                f"install it with: {how}" if how else "the public Argos index has none either; route through English"
            )
            raise EngineError(f"argos: no model for {pair.source}>{pair.target} in {self._models}; {advice}") from None

    def _model(self, pair: Pair) -> _Model:
        package = self._package(pair)
        return self._loaded.get((self, package.path), packages.size(package), lambda: _Model(package, self._tuning()))

    def _tuning(self) -> packages.Tuning:
        """How to run models: as measured on this machine, but for what the configuration sets itself."""
        return replace(tuning.read(self._models), **self._options.model_dump(exclude_none=True))


class _Model:
    """One loaded package: tokenizer and CTranslate2 translator."""

    def __init__(self, package: packages.Package, tuning: packages.Tuning) -> None:
        with _importing, _no_home():
            from argostranslate.package import Package as ArgosPackage
        import ctranslate2

        argos = ArgosPackage(package.path)
        self._tokenizer: Any = argos.tokenizer
        # argostranslate before 1.10 knows no target_prefix, so it comes from our own reading of the metadata.
        self._prefix = package.target_prefix
        self._translator: Any = ctranslate2.Translator(
            str(package.path / "model"),
            device="cpu",
            inter_threads=tuning.inter_threads,
            intra_threads=tuning.intra_threads,
        )
        self._batch_tokens = tuning.batch_tokens
        self._side_by_side = tuning.inter_threads

    def translate(self, texts: Sequence[str], n: int, careful: bool, align: bool) -> list[list[Hypothesis]]:
        pieces: list[list[str]] = []
        owners: list[range] = []
        for text in texts:
            tokens = self._tokens(text)
            cut = list(_cut(tokens))
            owners.append(range(len(pieces), len(pieces) + len(cut)))
            pieces += cut
        decoded = self._decode(pieces, n, careful, align)
        return [
            self._joined(text, [pieces[i] for i in owner], [decoded[i] for i in owner]) if owner else [Hypothesis(text)]
            for text, owner in zip(texts, owners, strict=True)
        ]

    def _tokens(self, text: str) -> list[str]:
        tokens: list[str] = self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"))
        return tokens

    def _decode(self, pieces: list[list[str]], n: int, careful: bool, align: bool) -> list[Any]:
        """CTranslate2's answer for each piece, short and long ones apart."""
        results: list[Any] = [None] * len(pieces)
        pending: list[tuple[list[int], list[Any]]] = []
        shortest = 0
        for longest in BUCKETS:
            indexes = [i for i, piece in enumerate(pieces) if shortest < len(piece) <= longest]
            shortest = longest
            if not indexes:
                continue
            answers = self._translator.translate_batch(
                [pieces[i] for i in indexes],
                target_prefix=[[self._prefix]] * len(indexes) if self._prefix else None,
                asynchronous=True,
                beam_size=max(n, BEAM),
                num_hypotheses=n,
                length_penalty=LENGTH_PENALTY,
                replace_unknowns=True,
                batch_type="tokens",
                max_batch_size=self._batch_size([len(pieces[i]) for i in indexes]),
                max_decoding_length=3 * longest + 64,
                return_scores=True,
                return_attention=align,
                **(CAREFUL if careful else {}),
            )
            pending.append((indexes, answers))
        for indexes, answers in pending:
            for i, answer in zip(indexes, answers, strict=True):
                results[i] = answer.result()
        return results

    def _batch_size(self, lengths: list[int]) -> int:
        """Tokens in a batch: as measured, but of a few sentences every core gets its share."""
        share = sum(lengths) // self._side_by_side + max(lengths)
        return min(self._batch_tokens, max(share, SMALLEST))

    def _joined(self, source: str, pieces: list[list[str]], results: list[Any]) -> list[Hypothesis]:
        """The hypotheses of one text; for one cut into pieces the i-th best of each, put together."""
        hypotheses: dict[str, Hypothesis] = {}
        spans: list[links.Span] = []
        for i in range(min(len(result.hypotheses) for result in results)):
            parts = [self._text(result.hypotheses[i]) for result in results]
            text = " ".join(filter(None, parts))
            if text in hypotheses:
                continue
            # CTranslate2 divides the sum of log-probabilities by length ** penalty; the length counts the end token.
            lengths = [len(result.hypotheses[i]) + 1 for result in results]
            total = sum(r.scores[i] * size**LENGTH_PENALTY for r, size in zip(results, lengths, strict=True))
            tied: tuple[Link, ...] = ()
            if results[0].attention and (lag := self._lag) is not None:
                spans = spans or links.located([token for piece in pieces for token in piece], source)
                rows = [self._attention(r.hypotheses[i], r.attention[i], lag) for r in results]
                tied = tuple(self._links(source, pieces, spans, parts, rows))
            hypotheses[text] = Hypothesis(text, total / sum(lengths), tied)
        return list(hypotheses.values())

    def _links(
        self,
        source: str,
        pieces: list[list[str]],
        spans: list[links.Span],
        parts: list[str],
        decoded: list[tuple[list[str], list[list[float]]]],
    ) -> Iterator[Link]:
        """The word links of one hypothesis, piece by piece, in characters of the whole texts."""
        column = offset = 0
        for piece, part, (tokens, attention) in zip(pieces, parts, decoded, strict=True):
            own = spans[column : column + len(piece)]
            column += len(piece)
            placed = [span for span in own if span[0] < span[1]]
            if not part:
                continue
            if placed:
                start, end = min(placed)[0], max(end for _, end in placed)
                for link in links.attended(
                    attention,
                    source[start:end],
                    [(max(a - start, 0), max(b - start, 0)) for a, b in own],
                    part,
                    links.located(tokens, part),
                ):
                    yield Link(
                        link.source_start + start,
                        link.source_end + start,
                        link.target_start + offset,
                        link.target_end + offset,
                    )
            offset += len(part) + 1

    def _attention(
        self, tokens: list[str], attention: list[list[float]], lag: int
    ) -> tuple[list[str], list[list[float]]]:
        """The tokens of a hypothesis, each with its row of attention, without the target prefix."""
        spoken = self._spoken(tokens)
        rows = attention[lag:] + attention[-1:] * lag
        return spoken, rows[len(tokens) - len(spoken) :]

    @functools.cached_property
    def _lag(self) -> int | None:
        """By how many steps this model's attention lags behind its tokens: 0 or 1; None where it tells no links.

        CTranslate2 returns the attention of the last layer, the mean of the heads that the converter chose for
        alignment, else of the first head. Models trained with guided alignment look at the word they translate,
        others may look at the one said before, or anywhere. Told from names and figures, which a model copies.
        """
        seen = [0.0, 0.0]
        pairs = 0
        probes = [self._tokens(text) for text in PROBES]
        for tokens, result in zip(probes, self._decode(probes, 1, False, True), strict=True):
            here = [token.strip("▁@") for token in tokens]
            said, attention = [token.strip("▁@") for token in result.hypotheses[0]], result.attention[0]
            for row, token in enumerate(said[:-1]):
                if token.isalnum() and said.count(token) == here.count(token) == 1:
                    pairs += 1
                    for lag in (0, 1):
                        seen[lag] += attention[row + lag][here.index(token)]
        if pairs and max(seen) < TRUSTED * pairs:
            return None
        return int(seen[1] > 1.25 * seen[0])

    def _text(self, tokens: list[str]) -> str:
        text: str = self._tokenizer.decode(self._spoken(tokens))
        return text.strip()

    def _spoken(self, tokens: list[str]) -> list[str]:
        # Taken off as a token: decoded, `__pt__` would no longer look like itself.
        return tokens[1:] if self._prefix and tokens[:1] == [self._prefix] else tokens


def _cut(tokens: list[str]) -> Iterator[list[str]]:
    """Pieces that the model can hold: nearly always all of it; else its sentences, or words where no sentence ends."""
    start = 0
    for end in range(1, len(tokens) if len(tokens) > PIECE else 0):
        length = end - start
        word = tokens[end].startswith("▁")
        if (word and length >= 8 and tokens[end - 1].endswith(SENTENCE_ENDS)) or (
            length >= PIECE * 3 // 4 and (word or length == PIECE)
        ):
            yield tokens[start:end]
            start = end
    if tokens:
        yield tokens[start:]


@contextmanager
def _no_home() -> Iterator[None]:
    """Lead argostranslate, which creates folders when imported, away from the home folder.

    It keeps only downloads and settings there, and neither is used here, so the folder may go at once.
    """
    before = {name: os.environ.get(name) for name in ARGOS_FOLDERS}
    with tempfile.TemporaryDirectory(prefix="argos-") as place:
        os.environ.update(dict.fromkeys(ARGOS_FOLDERS, place))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
