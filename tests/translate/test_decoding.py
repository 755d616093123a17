"""Attempts to candidates: shared calls, scores and widths along a pivot, clauses put together again."""

from __future__ import annotations

import pytest

from pipeline import routes
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Pair
from pipeline.translate.decoding import Attempt, Part, along, decode
from pipeline.translate.rungs import Failing, split
from tests.translate.scripted import EN_PT, Call, Scripted, ready

PIVOT = routes.parse("script:en>es>pt")


def numbered(text: str, call: Call) -> list[Hypothesis]:
    return [Hypothesis(f"{text}{call.target}{k}", -0.5 - k) for k in range(call.n)]


def test_attempts_of_one_kind_share_a_call_and_a_text_is_decoded_once() -> None:
    engine = Scripted()
    one, other = ready("One pier"), ready("Two piers")
    attempts = [Attempt(s, (Part(s.masked),), EN_PT, n=n) for s, n in ((one, 1), (other, 1), (one, 1), (one, 4))]
    found = decode(attempts, {"script": engine})
    assert [[c.text for c in many] for many in found] == [["One pier"], ["Two piers"], ["One pier"], ["One pier"]]
    assert [(call.n, call.texts) for call in engine.calls] == [(1, ("One pier", "Two piers")), (4, ("One pier",))]


def test_width_is_capped_between_engines_and_scores_add_up() -> None:
    engine = Scripted(numbered, frozenset({Pair("en", "es"), Pair("es", "pt")}))
    (found,) = along(PIVOT, ["a"], {"script": engine}, 4)
    assert {call.n for call in engine.calls} == {2}
    assert [h.text for h in found] == ["aes0pt0", "aes0pt1", "aes1pt0", "aes1pt1"]
    assert [h.score for h in found] == [-1.0, -2.0, -2.0, -3.0]
    (single,) = along(EN_PT, ["a"], {"script": engine}, 4)
    assert len(single) == 4


def test_one_engine_without_scores_leaves_the_whole_without() -> None:
    def mixed(text: str, call: Call) -> list[Hypothesis]:
        return [Hypothesis(text, None if call.target == "pt" else -0.3)]

    assert along(PIVOT, ["a"], {"script": Scripted(mixed)}) == [[Hypothesis("a", None)]]


def test_the_same_words_by_two_ways_are_one_candidate() -> None:
    def narrow(text: str, call: Call) -> list[Hypothesis]:
        return [Hypothesis("x" if call.target == "pt" else f"{text}{k}", -1.0 - k) for k in range(call.n)]

    (found,) = along(PIVOT, ["a"], {"script": Scripted(narrow)}, 4)
    assert [(h.text, h.score) for h in found] == [("x", -2.0)]


@pytest.mark.parametrize("broken", ["nothing", "fewer"])
def test_an_engine_that_leaves_a_text_unanswered_is_told(broken: str) -> None:
    class Broken(Scripted):
        def translate(self, texts: object, source: str, target: str, n: int = 1, **how: bool) -> list[list[Hypothesis]]:
            return [[]] * 2 if broken == "nothing" else [[Hypothesis("a")]]

    with pytest.raises(EngineError, match="script left sentences from en to pt unanswered"):
        along(EN_PT, ["a", "b"], {"script": Broken()})


@pytest.mark.parametrize(
    ("source", "language", "target", "answers", "expected"),
    [
        (
            "The port opened a new terminal; the company https://a.cn/b hired three hundred people.",
            "en",
            "pt",
            ("O porto abriu um novo terminal.", "a empresa www.XXX1.com contratou trezentas pessoas."),
            "O porto abriu um novo terminal, a empresa https://a.cn/b contratou trezentas pessoas.",
        ),
        (
            "港口周一启用了一座全新的集装箱码头；该公司今年将在本市招聘三百名员工。",
            "zh",
            "en",
            ("The port opened a new terminal on Monday;", "the company will hire three hundred people."),
            "The port opened a new terminal on Monday; the company will hire three hundred people.",
        ),
        (
            "The port opened a new terminal on Monday; the company hired three hundred people.",
            "en",
            "zh",
            ("港口周一启用了新码头。", "公司招聘了三百人。"),
            "港口周一启用了新码头，公司招聘了三百人。",
        ),
        (
            "The port opened a new terminal on Monday; the company hired three hundred people.",
            "en",
            "ar",
            ("افتتح الميناء محطة جديدة.", "وظفت الشركة ثلاثمائة شخص."),
            "افتتح الميناء محطة جديدة، وظفت الشركة ثلاثمائة شخص.",
        ),
    ],
    ids=["stop becomes comma", "Chinese source", "no space in Chinese", "Arabic comma"],
)
def test_clauses_join_to_one_sentence(
    source: str, language: str, target: str, answers: tuple[str, str], expected: str
) -> None:
    route = routes.parse(f"script:{language}>{target}")
    sentence = ready(source, language=language, target=target)
    (attempt,) = split(Failing(sentence, route, (), ()))
    assert len(attempt.parts) == 2
    engine = Scripted(lambda text, call: answers[text != attempt.parts[0].masked.text])
    ((candidate,),) = decode([attempt], {"script": engine})
    assert candidate.text == expected
    assert candidate.score == pytest.approx(-0.1)
    assert engine.texts == [part.masked.text for part in attempt.parts]
