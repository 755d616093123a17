"""How fast: Argos Translate as a user would call it, this pipeline, and bare CTranslate2, on the same releases.

    python -m benchmarks.translate [--releases 300] [--rounds 3]

Every role is a process of its own with the same model, cores and beam, one after the other, in rounds:

    plain      argostranslate.translate.translate() for each release, as it comes
    plain-1    the same with ARGOS_INTRA_THREADS=1, its best setting on few cores
    ours       the translate stage: split, mask, decode, check, climb, assemble
    once       the same without the ladder: each sentence decoded once, and checked
    bare       CTranslate2 alone on the distinct sentences, in one call: the bound that nothing can pass

Argos gets this project's sentence splitter in place of its own, which would download a model. Models are loaded, and
one release translated, before the clock starts. Ratios within one run are the claim; words per second depend on the
machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.releases import Release, releases
from pipeline import packages, segments
from pipeline.model import (
    Article,
    Hop,
    Job,
    Origin,
    Pair,
    Rights,
    Route,
    State,
    TranslatedFrom,
)

ROLES = ("plain", "plain-1", "ours", "once", "bare")
MODELS = Path(__file__).parents[1] / "models"
ROUTE = Route("en", "pt", (Hop("argos", Pair("en", "pt")),))


def article(number: int, release: Release, language: str = "en") -> Article:
    """A release as the article that the translate stage takes."""
    then = datetime(2026, 1, 1, tzinfo=UTC)
    return Article(
        f"tag:{number}", f"{number}", 1, language, Origin.OFFICIAL, State.CURRENT, Rights.PUBLIC,
        release.headline, release.body, then, then, then,
    )  # fmt: skip


def sentences(found: list[Release]) -> list[str]:
    """The distinct sentences of releases, as an engine is given them."""
    units = (unit for one in found for unit in segments.units(one.headline, "", one.body, "en"))
    return list(dict.fromkeys(unit.text for unit in units))


def play(role: str, found: list[Release], folder: Path) -> dict[str, Any]:
    """One role in this process: seconds, peak memory in MiB, and what it made of each release."""
    made: list[str] = []
    if role.startswith("plain"):
        from argostranslate import translate as argos

        class Splitter:
            def __init__(self, _: object) -> None:
                pass

            def split_sentences(self, text: str) -> list[str]:
                return [piece.strip() for piece in segments.split(text, "en")]

        argos.MiniSBDSentencizer = Splitter
        texts = ["\n".join([one.headline, *(block.text for block in one.body)]) for one in found]
        argos.translate(texts[0], "en", "pt")
        began = time.perf_counter()
        made = [argos.translate(text, "en", "pt") for text in texts]
    elif role in ("ours", "once"):
        from pipeline.engines.argos import Engine
        from pipeline.translate import Aids, Work, translate

        engines: dict[str, Any] = {"argos": Engine(folder)}
        articles = {f"tag:{number}": article(number, one) for number, one in enumerate(found)}
        jobs = [Job(TranslatedFrom(uri, 1, "en"), "pt", ROUTE) for uri in articles]
        aids = Aids(ladder=()) if role == "once" else Aids()
        list(translate(jobs[:1], lambda job: Work(articles[job.source.uri]), engines, aids))
        began = time.perf_counter()
        for outcome in translate(jobs, lambda job: Work(articles[job.source.uri]), engines, aids):
            assert isinstance(outcome, list), outcome
            made += ["\n".join([done.headline, *(block.text for block in done.body)]) for done in outcome]
    else:
        import ctranslate2
        import sentencepiece

        (package,) = [one for one in packages.installed(folder) if one.pair == ROUTE.hops[0].pair]
        cores = len(os.sched_getaffinity(0))
        translator = ctranslate2.Translator(str(package.path / "model"), inter_threads=cores, intra_threads=1)
        tokenizer = sentencepiece.SentencePieceProcessor(str(package.path / "sentencepiece.model"))
        tokens = tokenizer.encode(sentences(found), out_type=str)
        settings = {"beam_size": 4, "length_penalty": 0.2, "batch_type": "tokens", "max_batch_size": 1024}
        translator.translate_batch(tokens[:8], **settings)
        began = time.perf_counter()
        translator.translate_batch(tokens, **settings)
    took = time.perf_counter() - began
    return {
        "seconds": took,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "made": made,
        "words": sum(one.words for one in found),
    }


def main() -> None:
    """Run the roles in rounds and print the table, or play one role for the run above it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--role", choices=ROLES)
    parser.add_argument("--repeated", action="store_true")
    parser.add_argument("--folder", type=Path)
    told = parser.parse_args()
    if told.role:
        print(json.dumps(play(told.role, releases(told.releases, repeated=told.repeated), told.folder)))
        return
    with tempfile.TemporaryDirectory() as place:
        for archive in MODELS.glob("*.argosmodel"):
            packages.install(archive, Path(place))
        for repeated in (False, True):
            measure(Path(place), told.releases, told.rounds, repeated=repeated)


def measure(folder: Path, count: int, rounds: int, *, repeated: bool) -> None:
    """All roles on one set of releases, and how they compare."""
    from sacrebleu.metrics import CHRF

    found = releases(count, repeated=repeated)
    told = "with the usual repetition" if repeated else "without repetition"
    print(
        f"{count} releases {told}: {sum(r.words for r in found):,} words, {len(sentences(found)):,} distinct sentences"
    )
    results: dict[str, list[dict[str, Any]]] = {role: [] for role in ROLES}
    for _ in range(rounds):
        for role in ROLES:
            results[role].append(_process(role, folder, count, repeated=repeated))
    reference = ["\n".join([r.headline, *(b.text for b in r.body)]) for r in releases(count, "pt", repeated=repeated)]
    speed = {role: statistics.median(r["words"] / r["seconds"] for r in runs) for role, runs in results.items()}
    for role, runs in results.items():
        quality = ""
        if runs[0]["made"]:
            quality = f"chrF {CHRF().corpus_score(runs[0]['made'], [reference]).score:.1f}"
        peak = max(run["peak"] for run in runs)
        print(f"  {role:8} {speed[role]:8,.0f} words/s   peak {peak:5,.0f} MiB   {quality}")
    print(f"  ours / plain {speed['ours'] / speed['plain']:.1f}, ours / plain-1 {speed['ours'] / speed['plain-1']:.1f}")
    print(f"  ours / bare {speed['ours'] / speed['bare']:.2f}, without the ladder {speed['once'] / speed['bare']:.2f}")


def _process(role: str, folder: Path, count: int, *, repeated: bool) -> dict[str, Any]:
    """One role in a process of its own, kept away from the home folder."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "ARGOS_PACKAGES_DIR": str(folder), "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        environment |= {"XDG_CACHE_HOME": home} | ({"ARGOS_INTRA_THREADS": "1"} if role == "plain-1" else {})
        line = [sys.executable, "-m", "benchmarks.translate", "--role", role, "--releases", str(count)]
        line += ["--folder", str(folder)] + (["--repeated"] if repeated else [])
        done = subprocess.run(line, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{role} failed: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
