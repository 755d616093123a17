"""Correct translations raise no alarm, and seeded faults do: texts that say the same in twenty languages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from pipeline.checks import dates, dropped, length, numbers, punctuation, repetition
from pipeline.model import Issue, Sentence, Severity

DATA = Path(__file__).parents[1] / "data" / "figures"
CHECKS = (numbers, dates, length, repetition, dropped, punctuation)
TEXTS = {p.stem: p.read_text("utf-8").splitlines() for p in sorted((DATA / "parallel").glob("*.txt"))}
PAIRS = [line.split("\t") for line in (DATA / "pairs.tsv").read_text("utf-8").splitlines()]
LINES = len(TEXTS["en"])
ADDRESSES = LINES - 1  # the line with telephone number and address, whose digits are another check's
CODES = 5


def grave(sentence: Sentence) -> list[Issue]:
    return [i for check in CHECKS for i in check.check(sentence) if i.severity is not Severity.COSMETIC]


def some_pairs(share: float) -> Iterator[tuple[str, str, random.Random]]:
    chance = random.Random(4)
    for one, other in permutations(TEXTS, 2):
        if chance.random() < share:
            yield one, other, chance


def space(language: str) -> str:
    return "" if language in ("zh", "ja") else " "


@pytest.mark.parametrize("language", TEXTS)
def test_every_text_has_every_sentence(language: str) -> None:
    assert len(TEXTS[language]) == LINES
    assert all(TEXTS[language])


@pytest.mark.parametrize("source", TEXTS)
def test_correct_translations_pass(source: str) -> None:
    for target in TEXTS:
        for one, other in zip(TEXTS[source], TEXTS[target], strict=True):
            assert target == source or grave(Sentence(one, other, source, target)) == [], (one, other)


@pytest.mark.parametrize("case", range(len(PAIRS)))
def test_free_translations_pass(case: int) -> None:
    one, other, source, target = PAIRS[case]
    assert grave(Sentence(source, target, one, other)) == []
    assert grave(Sentence(target, source, other, one)) == []


def test_a_changed_digit_is_critical() -> None:
    found = tried = 0
    for one, other, chance in some_pairs(0.2):
        for line in range(LINES):
            target = TEXTS[other][line]
            digits = list(re.finditer(r"\d", target))
            if not digits or line in (CODES, ADDRESSES):
                continue
            digit = chance.choice(digits)
            new = chance.choice([d for d in "123456789" if d != digit[0]])
            changed = target[: digit.start()] + new + target[digit.end() :]
            issues = grave(Sentence(TEXTS[one][line], changed, one, other))
            tried += 1
            found += any(i.severity is Severity.CRITICAL and i.check in ("numbers", "dates") for i in issues)
    assert found >= 0.98 * tried, (found, tried)


def test_a_lost_sentence_is_told() -> None:
    found = tried = 0
    for one, other, chance in some_pairs(0.2):
        for size in (2, 3):
            lines = chance.sample(range(LINES), size)
            kept = list(lines)
            kept.remove(chance.choice(lines))
            source = space(one).join(TEXTS[one][line] for line in lines)
            target = space(other).join(TEXTS[other][line] for line in kept)
            tried += 1
            found += any(i.check == "dropped" for i in grave(Sentence(source, target, one, other)))
    assert found >= 0.97 * tried, (found, tried)


def test_joined_or_parted_sentences_pass() -> None:
    told = tried = 0
    for one, other, chance in some_pairs(0.5):
        first, second = chance.sample(range(LINES), 2)
        joined = []
        for language in (one, other):
            comma = "，" if language in ("zh", "ja") else ", "
            texts = TEXTS[language]
            joined.append(texts[first].rstrip(".。।") + comma + texts[second])
        whole = [space(language).join((TEXTS[language][first], TEXTS[language][second])) for language in (one, other)]
        for source, target in ((whole[0], joined[1]), (joined[0], whole[1])):
            issues = grave(Sentence(source, target, one, other))
            assert [i for i in issues if i.severity is Severity.CRITICAL] == []
            told += bool(issues)
            tried += 1
    assert told <= 0.02 * tried, (told, tried)


def test_a_loop_is_critical() -> None:
    found = tried = 0
    for one, other, chance in some_pairs(0.2):
        for line in range(LINES - 1):
            target = TEXTS[other][line]
            pieces = target.split(" ") if space(other) else list(target)
            if space(other) and len(pieces) < 6:
                continue
            size = chance.choice((1, 2, 3)) if space(other) else chance.choice((3, 4, 6))
            at = chance.randrange(len(pieces) - size)
            passage = pieces[at : at + size]
            if not any(any(c.isalpha() for c in piece) for piece in passage):
                continue
            looped = space(other).join([*pieces[: at + size], *passage * 4, *pieces[at + size :]])
            tried += 1
            found += any(i.check == "repetition" for i in grave(Sentence(TEXTS[one][line], looped, one, other)))
    assert found >= 0.97 * tried, (found, tried)


def test_a_translation_cut_short_is_told() -> None:
    found = tried = 0
    for one, other, _ in some_pairs(0.2):
        for line in range(LINES):
            target = TEXTS[other][line]
            tried += 1
            found += bool(grave(Sentence(TEXTS[one][line], target[: len(target) // 2], one, other)))
    assert found >= 0.95 * tried, (found, tried)
