"""Releases and sentence pairs for the benchmarks, filled in from `data/sentences.toml`; the same for the same seed."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.model import Block, BlockKind

LANGUAGES = ("en", "pt")


@dataclass(frozen=True)
class Release:
    """One release in one language: a headline and a body in blocks."""

    headline: str
    body: tuple[Block, ...]

    @property
    def words(self) -> int:
        """How many words it has, headline included."""
        return len(self.headline.split()) + sum(len(block.text.split()) for block in self.body)


def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).with_name("data") / "sentences.toml").read_text("utf-8"))


def _grouped(number: int, language: str) -> str:
    return f"{number:,}" if language == "en" else f"{number:,}".replace(",", ".")


def _decimal(number: float, language: str) -> str:
    return f"{number}" if language == "en" else f"{number}".replace(".", ",")


def _slots(chance: random.Random, slots: dict[str, Any]) -> tuple[dict[str, str], ...]:
    """A value for every slot, in both languages."""
    filled: tuple[dict[str, str], ...] = ({}, {})
    for name, choices in slots.items():
        value = chance.choice(choices)
        for side, words in enumerate(value if isinstance(value, list) else (value, value)):
            filled[side][name] = words
    first = chance.randint(1, 25)
    n, big, year = chance.randint(21, 990), chance.randint(1_100, 980_000), chance.randint(2024, 2031)
    one, two, small = chance.randint(11, 480) / 10, chance.randint(490, 990) / 10, chance.randint(12, 60)
    million, more, hour = chance.randint(12, 400) / 10, chance.randint(410, 990) / 10, chance.randint(8, 11)
    for side, language in enumerate(LANGUAGES):
        word = "million" if language == "en" else "milhões de dólares"
        filled[side].update(
            d1=f"{first}",
            d2=f"{first + 2}",
            n=_grouped(n, language),
            big=_grouped(big, language),
            year=f"{year}",
            small=f"{small}",
            pct=f"{_decimal(one, language)}%",
            pct2=f"{_decimal(two, language)}%",
            money=f"${_decimal(million, language)} {word}" if side == 0 else f"{_decimal(million, language)} {word}",
            money2=f"${_decimal(more, language)} {word}" if side == 0 else f"{_decimal(more, language)} {word}",
            time=f"{hour} a.m." if side == 0 else f"{hour}h",
        )
    return filled


def pairs(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """`count` different sentences in English, each with its Portuguese translation."""
    chance = random.Random(seed)
    data = _data()
    templates = data["lead"] + data["body"]
    seen: set[str] = set()
    number = 0
    while len(seen) < count:
        template = templates[number % len(templates)]
        number += 1
        slots = _slots(chance, data["slots"])
        english, portuguese = (text.format(**slots[side]) for side, text in enumerate(template))
        if english not in seen or number > 50 * count:
            seen.add(english)
            yield english, portuguese


def headlines(count: int, seed: int = 2) -> dict[str, list[tuple[str, str]]]:
    """`count` headlines in English, each with its Portuguese translation, by style: as sentences, Title Case, capitals.

    Portuguese has no Title Case; there the headline stays a sentence.
    """
    chance = random.Random(seed)
    data = _data()
    found = []
    for number in range(count):
        slots = _slots(chance, data["slots"])
        template = data["headline"][number % len(data["headline"])]
        found.append((str(template[0]).format(**slots[0]), str(template[1]).format(**slots[1])))
    small = {"to", "in", "of", "by", "as", "the", "and"}
    titled = [
        (" ".join(w if w in small else w[:1].upper() + w[1:] for w in english.split()), portuguese)
        for english, portuguese in found
    ]
    return {
        "as sentences": found,
        "in Title Case": titled,
        "in capitals": [(english.upper(), portuguese.upper()) for english, portuguese in found],
    }


def releases(count: int, language: str = "en", seed: int = 1, *, repeated: bool = True) -> list[Release]:
    """`count` releases of some 250 to 450 words.

    With `repeated`, set pieces and some plain sentences recur, as they do with real issuers; else nearly none does.
    """
    chance = random.Random(seed)
    data, side = _data(), LANGUAGES.index(language)
    standing = [_slots(chance, data["slots"]) for _ in range(6)]
    found = []
    seen: set[str] = set()
    for _ in range(count):
        slots = _slots(chance, data["slots"])

        def said(kind: str, slots: tuple[dict[str, str], ...] = slots) -> str:
            return str(chance.choice(data[kind])[side]).format(**slots[side])

        blocks = [Block(BlockKind.PARAGRAPH, said("lead"))]
        for _ in range(chance.randint(4, 7)):
            texts = []
            for _ in range(chance.randint(2, 4)):
                text = said("body", _slots(chance, data["slots"]))
                while not repeated and text in seen:
                    text = said("body", _slots(chance, data["slots"]))
                seen.add(text)
                texts.append(text)
            blocks.append(Block(BlockKind.PARAGRAPH, " ".join(texts)))
        if repeated and chance.random() < 0.4:
            blocks += [Block(BlockKind.LIST_ITEM, str(item[side]).format(**slots[side])) for item in data["list"]]
        if repeated:
            issuer = chance.randrange(len(standing))
            piece = data["boilerplate"][issuer % len(data["boilerplate"])]
            blocks.append(Block(BlockKind.BOILERPLATE, str(piece[side]).format(**standing[issuer][side])))
            blocks.append(Block(BlockKind.BOILERPLATE, str(data["boilerplate"][2][side])))
        headline = said("headline")
        found.append(Release(re.sub(r"\s+", " ", headline), tuple(blocks)))
    return found
