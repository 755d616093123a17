"""How many seeded errors do the checks find, how often do they cry wolf on correct translations, and how fast?

Takes the pairs of `tests/data/pairs`: `open`, which checks may be tuned on, and `kept`, which tells whether that
generalises. Prints, for each, the share of correct pairs with a critical and with a functional issue (by check, by
direction), the recall for each kind of seeded error (found: a critical or functional issue that the correct pair does
not have; for a lost negation a cosmetic one counts too; by target language), and the time each check takes.

Run `python -m benchmarks.checks`. `--part open` takes one part; `--sample N` so many cases of each kind (400);
`--all` every case; `--show CHECK` lists the correct pairs on which a check speaks; `--misses KIND` the seeded errors
of a kind, or of one variety of it, that nothing finds; `--found KIND` what finds the others.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from pipeline import parts, proof
from pipeline.model import Issue, Sentence, Severity
from tests.pairs import PARTS, CorrectPair, pairs
from tests.seeding import PROMISED, SEEDS, clean, group, seeded

LIMIT = 40  # listed cases


@cache
def read(sentence: Sentence) -> tuple[Issue, ...]:
    """The issues of a sentence; correct ones are asked for again with every seed."""
    return proof.read(sentence)


def told(sentence: Sentence, least: Severity) -> Counter[tuple[str, Severity, str]]:
    """The issues of a sentence that are at least so bad, as values that can be compared."""
    return Counter((i.check, i.severity, i.text) for i in read(sentence) if i.severity.rank <= least.rank)


def new(seed: str, pair: CorrectPair, damaged: Sentence) -> Counter[tuple[str, Severity, str]]:
    """What the checks say of a damaged sentence and do not say of the correct one."""
    least = Severity.COSMETIC if group(seed) == "negation lost" else Severity.FUNCTIONAL
    return told(damaged, least) - told(clean(seed, pair), least)


def cases(part: str, seed: str, size: int | None) -> Iterator[tuple[CorrectPair, Sentence]]:
    """Seeded errors of one variety, spread evenly over passages and directions, the same ones each time."""
    found = 0
    for pair in sorted(pairs(part), key=lambda pair: hashlib.sha256(f"{seed} {pair.key}".encode()).hexdigest()):
        if size is not None and found >= size:
            return
        damaged = seeded(seed, pair)
        if damaged is not None:
            found += 1
            yield pair, damaged


def false_alarms(part: str) -> None:
    """Print on how many correct pairs the checks speak."""
    every = list(pairs(part))
    worst: dict[str, set[str]] = {"critical": set(), "functional": set(), "cosmetic": set()}
    by_check: dict[str, Counter[str]] = defaultdict(Counter)
    by_direction: Counter[str] = Counter()
    for pair in every:
        issues = read(pair.sentence)
        for severity in worst:
            checks = {issue.check for issue in issues if issue.severity == severity}
            worst[severity] |= {pair.key} if checks else set()
            for check in checks:
                by_check[check][severity] += 1
        if any(issue.severity != Severity.COSMETIC for issue in issues):
            by_direction[pair.direction] += 1
    directions = len({pair.direction for pair in every})
    print(f"\n{part}: {len(every)} correct pairs in {directions} directions")
    for severity, keys in worst.items():
        print(f"  with a {severity} issue: {len(keys)} ({len(keys) / len(every):.2%})")
    for check, count in sorted(by_check.items(), key=lambda item: -item[1].total()):
        print(f"    {check:16} " + ", ".join(f"{severity} {count[severity]}" for severity in worst if count[severity]))
    if by_direction:
        print("    most in: " + ", ".join(f"{direction} {count}" for direction, count in by_direction.most_common(12)))


def recall(part: str, size: int | None) -> None:
    """Print how many seeded errors are found, by kind, variety and target language."""
    print(f"\n{part}: seeded errors found")
    by_group: dict[str, list[bool]] = defaultdict(list)
    by_language: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for seed in SEEDS:
        hits = []
        for pair, damaged in cases(part, seed, size):
            hits.append(bool(new(seed, pair, damaged)))
            by_language[group(seed)][pair.sentence.target_language].append(hits[-1])
        by_group[group(seed)] += hits
        print(f"  {seed:32} {share(hits)}")
    print(f"\n{part}: by kind (* promised), and the target languages where fewer than 95 % are found")
    for kind, hits in by_group.items():
        weak = {
            language: found for language, found in sorted(by_language[kind].items()) if sum(found) < 0.95 * len(found)
        }
        told_weak = ", ".join(f"{language} {sum(found) / len(found):.0%}" for language, found in weak.items())
        print(f"  {'*' if kind in PROMISED else ' '} {kind:18} {share(hits)}  {told_weak}")


def share(hits: list[bool]) -> str:
    """How many of the cases, in words."""
    return f"{sum(hits) / len(hits):7.1%} of {len(hits):5}" if hits else "    no case   "


def speed(part: str) -> None:
    """Print the time each check takes for a sentence, the first one, which loads its data, told apart."""
    sentences = [pair.sentence for pair in pairs(part)][:: max(1, len(list(pairs(part))) // 400)]
    total = 0.0
    print(f"\ntime of each check, on {len(sentences)} sentences")
    for name in parts.names("checks"):
        check = parts.find("checks", name).check
        start = time.perf_counter()
        list(check(sentences[0]))
        loaded = time.perf_counter()
        for sentence in sentences:
            list(check(sentence))
        each = (time.perf_counter() - loaded) / len(sentences)
        total += each
        print(f"  {name:16} {each * 1000:7.3f} ms a sentence, the first {(loaded - start) * 1000:.0f} ms")
    print(f"  {'all':16} {total * 1000:7.3f} ms a sentence")


def listed(pair: CorrectPair, sentence: Sentence, issues: Counter[tuple[str, Severity, str]]) -> None:
    """Print one case."""
    print(f"\n{pair.passage.part} {pair.key}")
    print(f"  source  {sentence.source_html or sentence.source}")
    if sentence.target != pair.sentence.target or sentence.target_html not in ("", pair.sentence.target_html):
        print(f"  correct {(sentence.target_html and pair.sentence.target_html) or pair.sentence.target}")
    print(f"  target  {sentence.target_html or sentence.target}")
    for (check, severity, text), _ in sorted(issues.items()):
        print(f"    {check} {severity}: {text}")


def show(part: str, check: str, limit: int) -> None:
    """List correct pairs on which a check speaks, the worst first."""
    found = []
    for pair in pairs(part):
        issues = Counter((i.check, i.severity, i.text) for i in read(pair.sentence) if i.check == check)
        if issues:
            found.append((min(severity.rank for _, severity, _ in issues), pair, issues))
    found.sort(key=lambda case: case[0])
    print(f"{part}: {check} speaks on {len(found)} correct pairs")
    for _, pair, issues in found[:limit]:
        listed(pair, pair.sentence, issues)


def misses(part: str, kind: str, size: int | None, limit: int, *, found: bool) -> None:
    """List the seeded errors of a kind that nothing finds, or (`found`) what finds them."""
    for seed in [seed for seed in SEEDS if kind in (seed, group(seed))]:
        told_cases = [(pair, damaged, new(seed, pair, damaged)) for pair, damaged in cases(part, seed, size)]
        wanted = [case for case in told_cases if bool(case[2]) == found]
        print(f"\n{part}: {seed}: {'found' if found else 'missed'} {len(wanted)} of {len(told_cases)}")
        for case in wanted[:limit]:
            listed(*case)


def main() -> None:
    """Measure, or list cases."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checks")
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--show", metavar="CHECK")
    parser.add_argument("--misses", metavar="KIND")
    parser.add_argument("--found", metavar="KIND")
    parser.add_argument("--limit", type=int, default=LIMIT)
    chosen = parser.parse_args()
    kinds = sorted({*SEEDS, *map(group, SEEDS)})
    kind = chosen.misses or chosen.found
    if kind and kind not in kinds:
        parser.error(f"no kind {kind!r}; there are: {', '.join(kinds)}")
    if chosen.show and chosen.show not in parts.names("checks"):
        parser.error(f"no check {chosen.show!r}; there are: {', '.join(parts.names('checks')) or 'none'}")
    size = None if chosen.all else chosen.sample
    for part in [chosen.part] if chosen.part else PARTS:
        if chosen.show:
            show(part, chosen.show, chosen.limit)
        elif kind:
            misses(part, kind, size, chosen.limit, found=bool(chosen.found))
        else:
            false_alarms(part)
            recall(part, size)
    if not chosen.show and not kind:
        speed(chosen.part or "open")


if __name__ == "__main__":
    main()
