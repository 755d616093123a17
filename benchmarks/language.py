"""How often is the language of a title, a sentence or a paragraph told right, and how fast?

Prints accuracy for langdetect alone, py3langid alone and ours, on texts of our own in `benchmarks/data/language`
(one file a language, a line each: T a title, S a sentence, P a paragraph; `und.txt` holds texts without a language),
the time a text takes, and what loading costs. No declarations are given. Run `python -m benchmarks.language`;
`--wrong` lists the mistakes.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from pipeline.language import base, canonical, identify

DATA = Path(__file__).with_name("data") / "language"
KINDS = {"T": "title", "S": "sentence", "P": "paragraph"}
CORE = """
ar bg ca cs da de el en es et fi fr he hi hu id it ja ko lt lv nb nl pl pt ro ru sk sl sv th tr uk vi zh-Hans zh-Hant
""".split()  # noqa: SIM905


def texts() -> list[tuple[str, str, str]]:
    """Every text of the set: its language, its kind (title, sentence, paragraph) and itself."""
    rows = []
    for path in sorted(DATA.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            kind, text = line.split(" ", 1)
            rows.append((path.stem, KINDS[kind], text))
    return rows


def group(tag: str, kind: str) -> str:
    """The line of the report a text counts in."""
    if tag == "und":
        return "no language"
    if tag in ("zh-Hans", "zh-Hant"):
        return "Hans or Hant"
    return f"core {kind}" if base(tag) in CORE else f"other {kind}"


def right(found: str, wanted: str) -> bool:
    """Whether an answer is right: the same language in the same script; the region is not asked for."""
    return found == wanted or (wanted != "und" and found != "und" and base(found) == base(wanted))


def accuracy(detect: Callable[[str], str]) -> dict[str, tuple[int, int]]:
    """By group: how many answers are right, and how many texts there are."""
    count: dict[str, list[bool]] = defaultdict(list)
    for tag, kind, text in texts():
        count[group(tag, kind)].append(right(detect(text), tag))
    return {name: (sum(answers), len(answers)) for name, answers in sorted(count.items())}


def langdetect_alone() -> Callable[[str], str]:
    """langdetect as it comes, seeded."""
    from langdetect import DetectorFactory, detect
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0

    def answer(text: str) -> str:
        try:
            return canonical(detect(text))
        except LangDetectException:
            return "und"

    return answer


def py3langid_alone() -> Callable[[str], str]:
    """py3langid as it comes."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    return lambda text: canonical({"zxx": "und"}.get(label := identifier.classify(text)[0], label))


def ours() -> Callable[[str], str]:
    """The pipeline's own answer, without any declaration."""
    return lambda text: identify(text).language


def memory() -> int:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Print the report."""
    write = sys.stdout.write
    started = time.perf_counter()
    identify("The first text loads the detectors for the Latin script.")
    write(f"loading: {time.perf_counter() - started:.1f} s, {memory()} MB\n")
    started = time.perf_counter()
    ours_found = accuracy(ours())
    write(f"all {len(texts())} texts, lingua loaded on the way: {time.perf_counter() - started:.1f} s, {memory()} MB\n")
    found = {
        "langdetect": accuracy(langdetect_alone()),
        "py3langid": accuracy(py3langid_alone()),
        "ours": ours_found,
    }
    write(f"\n{'':16}{'texts':>7}" + "".join(f"{name:>12}" for name in found) + "\n")
    for name, (_, many) in ours_found.items():
        shares = "".join(f"{100 * one[name][0] / many:11.1f}%" for one in found.values())
        write(f"{name:16}{many:7}{shares}\n")
    write("\n")
    for who, detect in (("langdetect", langdetect_alone()), ("py3langid", py3langid_alone()), ("ours", ours())):
        times = []
        for _, _, text in texts():
            started = time.perf_counter()
            detect(text)
            times.append(1000 * (time.perf_counter() - started))
        p95 = statistics.quantiles(times, n=20)[-1]
        write(f"{who}: {statistics.median(times):.1f} ms median, {p95:.1f} ms at the 95th percentile\n")
    write("\nhow sure, and how often right:\n")
    answers = [(identify(text), tag) for tag, _, text in texts()]
    for low, high in ((0.0, 0.01), (0.3, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 1.01)):
        seen = [right(one.language, tag) for one, tag in answers if low <= one.confidence < high]
        if seen:
            write(f"  {low:.2f}–{min(high, 1):.2f}: {100 * sum(seen) / len(seen):5.1f}% of {len(seen)}\n")
    if "--wrong" in sys.argv:
        for tag, _, text in texts():
            one = identify(text)
            if not right(one.language, tag):
                write(f"{tag} taken for {one.language} ({one.confidence}): {text[:80]}\n")


if __name__ == "__main__":
    main()
