"""How good: plain Argos Translate and this pipeline with the same model, against people's translations.

    python -m benchmarks.quality [--sentences 1000]

For English to Portuguese and back: chrF (sacrebleu) of Argos as a user would call it, of the pipeline's first
candidates, and of what it keeps after the ladder; and the share of segments with a critical issue in each. The texts
were composed for this project (`data/sentences.toml`); headlines come as they are printed: as sentences, in Title Case
and in capitals. The checks judge all three alike.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.releases import LANGUAGES, headlines, pairs
from pipeline import packages, proof, segments
from pipeline.model import Hop, Pair, Route, Sentence, Severity
from pipeline.segments import capitals
from pipeline.translate import Aids, choose, sentence

MODELS = Path(__file__).parents[1] / "models"


def plain(texts: Sequence[str], source: str, target: str) -> list[str]:
    """Argos Translate as a user would call it, with this project's splitter in place of one that downloads."""
    from argostranslate import translate as argos

    class Splitter:
        def __init__(self, package: Any) -> None:
            self.language = package.from_code

        def split_sentences(self, text: str) -> list[str]:
            return [piece.strip() for piece in segments.split(text, self.language)]

    argos.MiniSBDSentencizer = Splitter
    return [argos.translate(text, source, target) for text in texts]


def ours(texts: Sequence[str], source: str, target: str, engines: Any, *, headline: bool, ladder: bool) -> list[str]:
    """What the pipeline makes of sentences, with the ladder or with each sentence's first candidate only."""
    from pipeline.glossary import Glossary

    route = Route(source, target, (Hop("argos", Pair(source, target)),))
    words = capitals.lexicon((), source)
    ready = [sentence(text, source, target, Glossary(), words, headline=headline) for text in texts]
    return [chosen.target for chosen in choose(ready, route, engines, Aids(ladder=None if ladder else ()))]


def critical(texts: Sequence[str], targets: Sequence[str], source: str, target: str, *, headline: bool) -> list[bool]:
    """Whether each translation has a critical issue."""
    judged = (
        proof.read(Sentence(text, made, source, target, headline=headline))
        for text, made in zip(texts, targets, strict=True)
    )
    return [any(issue.severity is Severity.CRITICAL for issue in issues) for issues in judged]


def sets(count: int, side: int) -> Iterator[tuple[str, bool, list[str], list[str]]]:
    """Each text set: its name, whether it is of headlines, the sources and people's translations."""
    found = list(pairs(count))
    yield "sentences", False, [pair[side] for pair in found], [pair[1 - side] for pair in found]
    for style, told in headlines(60).items():
        yield f"headlines, {style}", True, [pair[side] for pair in told], [pair[1 - side] for pair in told]


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=1000)
    count = parser.parse_args().sentences
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        folder, own = Path(place) / "models", f"{place}/argos"  # away from the home folder
        os.environ |= {
            "ARGOS_PACKAGES_DIR": str(folder),
            "XDG_DATA_HOME": own,
            "XDG_CONFIG_HOME": own,
            "XDG_CACHE_HOME": own,
        }
        os.environ["ARGOS_INTRA_THREADS"] = "1"
        for archive in MODELS.glob("*.argosmodel"):
            packages.install(archive, folder)
        from pipeline.engines.argos import Engine

        engines = {"argos": Engine(folder)}
        for side, source in enumerate(LANGUAGES):
            compare(source, LANGUAGES[1 - side], side, count, engines)


def compare(source: str, target: str, side: int, count: int, engines: Any) -> None:
    """One direction: a line for each text set and way of translating."""
    from sacrebleu.metrics import CHRF

    for name, headline, texts, references in sets(count, side):
        print(f"{source} > {target}, {len(texts)} {name}")
        made = {
            "plain": plain(texts, source, target),
            "first": ours(texts, source, target, engines, headline=headline, ladder=False),
            "ours": ours(texts, source, target, engines, headline=headline, ladder=True),
        }
        for way, targets in made.items():
            score = CHRF().corpus_score(targets, [references]).score
            failed = critical(texts, targets, source, target, headline=headline)
            print(f"  {way:6} chrF {score:5.1f}   critical in {sum(failed):4} ({sum(failed) / len(texts):.1%})")


if __name__ == "__main__":
    main()
