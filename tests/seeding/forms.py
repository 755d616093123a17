"""Errors of form: text left out, repeated or in another language, broken addresses, markup, brackets and negation."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from pipeline.model import Sentence
from tests.pairs import CorrectPair
from tests.seeding.spans import ADDRESS, base, set_aside, spoilt, unspaced, words

BRACKETS = "()[]（）「」『』《》【】«»“”„״"
SENTENCE = re.compile(r".+?(?:(?<!\b\d)(?<!\b\d\d)(?<!\b[ap]\.m)[.!?…]+[»”\"״’)]*(?=\s+[^\W\d_a-zà-ÿα-ωа-я]|\s+[\"“«„”״„»(]|\s*$)|[。！？]+[”」』）]*|[।۔]+[”\"]*|$)", re.DOTALL)  # fmt: skip
CLAUSE = re.compile(r"[,،;؛]\s+|[，、；]")


def sentences(text: str) -> list[str]:
    """The sentences of a text, spaces and all; good for the corpus, not for the world."""
    return [found for found in SENTENCE.findall(text) if found.strip()]


def sentence_dropped(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A whole sentence of two or more is left out."""
    found = sentences(pair.sentence.target)
    if len(found) < 2 or min(map(len, found)) < (10 if unspaced(pair.sentence.target_language) else 25):
        return None
    gone = chance.randrange(len(found))
    return spoilt(pair, "".join(found[:gone] + found[gone + 1 :]))


def clause_dropped(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A quarter to two thirds of a sentence, between commas or up to its end, is left out."""
    text = pair.sentence.target
    marks = [match.start() for match in CLAUSE.finditer(text)]
    ends = [*marks, len(text.rstrip(".。!।۔ "))]
    spans = [(a, b) for a in marks for b in ends if a < b and 0.25 <= (b - a) / len(text) <= 0.67]
    if not spans:
        return None
    start, end = chance.choice(spans)
    return spoilt(pair, text[:start] + text[end:])


def loop_word(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A word is said over and over."""
    text = pair.sentence.target
    if unspaced(pair.sentence.target_language):
        at = chance.randrange(len(text) // 3, max(len(text) - 4, len(text) // 3 + 1))
        found = text[at : at + 2]
        return spoilt(pair, text[:at] + found * chance.randint(4, 9) + text[at + 2 :])
    parts = text.split(" ")
    places = [at for at, word in enumerate(parts) if len(word) > 3 and word.isalpha()]
    if not places:
        return None
    at = chance.choice(places)
    return spoilt(pair, " ".join([*parts[:at], *[parts[at]] * chance.randint(4, 9), *parts[at + 1 :]]))


def loop_phrase(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """Two to five words are said three times or more, up to the end of the text."""
    text = pair.sentence.target
    if unspaced(pair.sentence.target_language):
        length = min(chance.randint(4, 9), len(text) // 2)
        at = chance.randrange(0, len(text) - length)
        return spoilt(pair, text[: at + length] + text[at : at + length] * chance.randint(2, 6))
    parts = text.split(" ")
    length = chance.randint(2, 5)
    if len(parts) <= length + 1:
        return None
    at = chance.randrange(0, len(parts) - length)
    return spoilt(pair, " ".join(parts[: at + length] + parts[at : at + length] * chance.randint(2, 6)))


def loop_sentence(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """The last sentence comes twice or three times more."""
    last = sentences(pair.sentence.target)[-1]
    gap = "" if unspaced(pair.sentence.target_language) else " "
    return spoilt(pair, pair.sentence.target + (gap + last.strip()) * chance.randint(2, 3))


def loop_character(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A letter is said a dozen times or more."""
    text = pair.sentence.target
    aside = set_aside(text)
    places = [at for at, letter in enumerate(text) if letter.isalpha() and not any(a <= at < b for a, b in aside)]
    at = chance.choice(places)
    return spoilt(pair, text[:at] + text[at] * chance.randint(12, 40) + text[at + 1 :])


def addresses(pair: CorrectPair) -> list[re.Match[str]]:
    """The addresses in the target that its source holds too."""
    return [match for match in ADDRESS.finditer(pair.sentence.target) if match.group() in pair.sentence.source]


def readdressed(pair: CorrectPair, chance: random.Random, pattern: str, new: list[str]) -> Sentence | None:
    """The pair with one match of `pattern` in one of its addresses replaced by one of `new`."""
    text = pair.sentence.target
    spots = [
        (address.start() + match.start(), address.start() + match.end())
        for address in addresses(pair)
        for match in re.finditer(pattern, address.group().rstrip("./"))
    ]
    if not spots:
        return None
    start, end = chance.choice(spots)
    others = [instead for instead in new if instead != text[start:end]]
    return spoilt(pair, text[:start] + chance.choice(others) + text[end:])


def url_letters(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A letter of an address becomes another."""
    return readdressed(pair, chance, r"(?<=\w)[a-z](?=\w)", list("aeiou"))


def url_dot(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A dot of an address is lost, or followed by a space."""
    return readdressed(pair, chance, r"\.", ["", ". "])


def url_underscore(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """An underscore or hyphen of an address becomes a space."""
    return readdressed(pair, chance, r"[_-]", [" "])


def url_tail(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """The path of an address is translated or cut off."""
    return readdressed(pair, chance, r"(?<=[a-z])/[\w./?=&-]+$", ["", "/noticias", "/über", "/новости", "/relations"])


def url_at(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """The @ of an e-mail address becomes a hyphen or goes."""
    return readdressed(pair, chance, r"@", ["-", "", " @ "])


def language_third(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """The target is in a third language."""
    taken = {base(pair.sentence.source_language), base(pair.sentence.target_language)}
    others = [language for language in sorted(pair.passage.text) if base(language) not in taken]
    return spoilt(pair, pair.passage.text[chance.choice(others)]) if others else None


def same_language(pair: CorrectPair) -> bool:
    """Whether both sides are one language in two regions, where the source may well do as the target."""
    return base(pair.sentence.source_language) == base(pair.sentence.target_language) != "zh"


def language_source(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """The target is the source, untranslated."""
    return None if same_language(pair) else spoilt(pair, pair.sentence.source)


def language_half(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """One sentence stays in the source language."""
    source, target = sentences(pair.sentence.source), sentences(pair.sentence.target)
    if same_language(pair) or len(source) != len(target) or len(source) < 2:
        return None
    left = chance.randrange(len(source))
    if len(source[left].strip()) < (12 if unspaced(pair.sentence.source_language) else 30):
        return None
    mixed = [part.strip() for part in target]
    mixed[left] = source[left].strip()
    return spoilt(pair, " ".join(mixed))


def tagged(pair: CorrectPair, html: str) -> Sentence | None:
    """The pair with another markup of its target."""
    return replace(pair.sentence, target_html=html) if html != pair.sentence.target_html else None


def unwrapped(pair: CorrectPair, chance: random.Random, names: str) -> Sentence | None:
    """The pair without one of its elements of these names; its words stay."""
    markup = pair.sentence.target_html if pair.sentence.source_html else ""
    found = list(re.finditer(rf"<({names})\b[^>]*>(.*?)</\1>", markup))
    if not found:
        return None
    match = chance.choice(found)
    return tagged(pair, markup[: match.start()] + match.group(2) + markup[match.end() :])


def tag_link(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A link is lost; its words stay."""
    return unwrapped(pair, chance, "a")


def tag_bold(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """Bold or italic type is lost; its words stay."""
    return unwrapped(pair, chance, "strong|b|em|i")


def tag_malformed(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """An end tag is missing, or names the wrong element."""
    markup = pair.sentence.target_html if pair.sentence.source_html else ""
    found = list(re.finditer(r"</\w+>", markup))
    if not found:
        return None
    match = chance.choice(found)
    return tagged(pair, markup[: match.start()] + chance.choice(["", "</ a >", "</u>"]) + markup[match.end() :])


def tag_address(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A link leads elsewhere."""
    markup = pair.sentence.target_html if pair.sentence.source_html else ""
    found = list(re.finditer(r'(?<=href=")[^"]+(?=")', markup))
    if not found:
        return None
    match = chance.choice(found)
    wrong = chance.choice([match.group()[:-3], match.group().replace(".", " .", 1), "", match.group() + "/pt"])
    return tagged(pair, markup[: match.start()] + wrong + markup[match.end() :])


def bracket_lost(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A bracket or quotation mark is lost, its partner stays."""
    text = pair.sentence.target
    places = [at for at, letter in enumerate(text) if letter in BRACKETS]
    places = [at for at in places if text[at] != "״" or not re.fullmatch(r"\w״\w", text[at - 1 : at + 2])]
    if not places:
        return None
    at = chance.choice(places)
    return spoilt(pair, text[:at] + text[at + 1 :])


def negation_lost(pair: CorrectPair, chance: random.Random) -> Sentence | None:
    """A sentence says the contrary: its negation is gone."""
    text = pair.sentence.target
    for pattern, left in words()["negations"].get(pair.sentence.target_language, ()):
        found = list(re.finditer(pattern, text))
        if found:
            match = chance.choice(found)
            return spoilt(pair, text[: match.start()] + match.expand(left) + text[match.end() :])
    return None
