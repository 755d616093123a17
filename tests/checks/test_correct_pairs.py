"""Correct translations raise next to nothing, faults are found, and no text makes a check fall over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import parts
from pipeline.model import Issue, Sentence, Severity, Term
from tests.checks.parallel import LATIN, blocks, pairs

MINE = ("untranslated", "language", "script", "names", "negation", "links", "markup", "terms")
NAMES = [
    "Marta Kowalczyk",
    "Hainan",
    "Qingdao",
    "Rotterdam",
    "Daniel Okafor",
    "Coimbra",
    "Zhang Yuhui",
    "Haikou",
    "Solvant Energy",
    "Elena Marchetti",
    "Ingrid Halvorsen",
    "LumenSoft",
    "BrightPath",
    "Jean-Pierre Lemaire",
    "Amina Haddad",
    "Tomás Ribeiro",
    "Bogotá",
    "Sunita Rao",
    "UNESCO",
    "Henrik Lindqvist",
    "Göteborg",
    "Ulsan",
    "Herøya",
    "Anders Kronborg",
    "Orsini",
]


def issues(check: str, sentence: Sentence) -> list[Issue]:
    return list(parts.find("checks", check).check(sentence))


def share_found(check: str, sentences: Iterator[Sentence]) -> float:
    results = [bool(issues(check, sentence)) for sentence in sentences]
    assert len(results) > 50
    return sum(results) / len(results)


def test_there_is_enough_to_measure_on() -> None:
    sentences = list(pairs())
    assert len(sentences) >= 200
    assert len({(one.source_language, one.target_language) for one in sentences}) >= 15


@pytest.mark.parametrize("check", MINE)
def test_correct_translations_raise_no_critical_and_hardly_a_functional_issue(check: str) -> None:
    sentences = list(pairs())
    raised = [issue for sentence in sentences for issue in issues(check, sentence)]
    assert [issue.text for issue in raised if issue.severity is Severity.CRITICAL] == []
    functional = sum(issue.severity is Severity.FUNCTIONAL for issue in raised)
    assert functional <= len(sentences) * 0.005
    assert len(raised) <= len(sentences) * 0.02


def test_a_sentence_left_as_it_was_is_found() -> None:
    left = (replace(one, target=one.source) for one in pairs() if len(one.source) > 30)
    assert share_found("untranslated", left) >= 0.98


def test_english_in_place_of_the_wanted_language_is_found() -> None:
    english = {text: dict(block)["en"] for block in blocks() if "en" in dict(block) for _, text in block}
    wrong = (replace(one, target=english[one.source]) for one in pairs() if one.target_language != "en")
    long = (one for one in wrong if len(one.target) > 50 and "en" not in (one.source_language, one.target_language))
    assert share_found("language", long) >= 0.95


def test_a_lost_name_is_found() -> None:
    def dropped() -> Iterator[Sentence]:
        for one in pairs(*LATIN):
            for name in NAMES:
                if name in one.source and name in one.target:
                    target = re.sub(r"\s+([,.])", r"\1", " ".join(one.target.replace(name, "").split()))
                    yield replace(one, target=target)

    assert share_found("names", dropped()) >= 0.93


def test_a_misspelt_person_is_found() -> None:
    def damaged() -> Iterator[Sentence]:
        for one in pairs(*LATIN):
            for name in NAMES:
                last = name.split()[-1]
                if " " in name and name in one.source and name in one.target and name != "Solvant Energy":
                    yield replace(one, target=one.target.replace(last, last[:2] + last[3:]))

    assert share_found("names", damaged()) >= 0.9


def test_a_changed_address_is_found() -> None:
    def changed() -> Iterator[Sentence]:
        for one in pairs():
            for right, wrong in (("register", "registar"), ("press@", "presse@"), ("55 01 23", "55 10 23")):
                if (
                    right in one.source
                    and f"{right}" in one.target
                    and ("@" in one.target or "/register" in one.target)
                ):
                    yield replace(one, target=one.target.replace(right, wrong))

    assert share_found("links", changed()) >= 0.98


TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("aA éЖ中のم不<>/&;=\"'“«([#@:._-+0\u202e\ufffd\u0301 "),
    ),
    max_size=60,
) | st.sampled_from([text for block in blocks() for _, text in block])
TAGS = st.sampled_from(["en", "fr", "de", "pl", "ru", "ar", "zh-Hans", "ja", "th", "ko", "xx", "", "not a tag"])


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS, TAGS, TAGS, TEXTS, st.booleans())
def test_no_text_makes_a_check_fall_over(source: str, target: str, a: str, b: str, term: str, flag: bool) -> None:
    terms = (Term(term, a, b, translation=term[::-1], forbidden=(term[:3],), keep=flag),)
    sentence = Sentence(source, target, a, b, headline=flag, terms=terms, source_html=target, target_html=source)
    for check in MINE:
        for issue in issues(check, sentence):
            assert issue.check == check
            assert "\n" not in issue.message
            assert issue.text
            for at, text in ((issue.source_at, source), (issue.target_at, target)):
                assert at is None or 0 <= at[0] <= at[1] <= len(text)


@pytest.mark.parametrize("check", MINE)
@pytest.mark.parametrize("piece", ["a ", "Ab ", "<b>", "“", "@a", "n'ai ", "不", '<a href="'])
def test_long_texts_are_read_in_time(check: str, piece: str) -> None:
    text = piece * (40_000 // len(piece))
    found = issues(check, Sentence(text, text[:-3] + "z", "en", "fr", source_html=text, target_html=text))
    assert len(found) < 1000
