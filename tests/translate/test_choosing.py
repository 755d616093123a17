"""The best of n: what the checks find decides, then the score; the ladder is climbed only as far as it must."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import routes
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Issue, Pair, Route, Sentence, Severity
from pipeline.translate import Aids, choose
from pipeline.translate.rungs import candidates
from tests.translate.scripted import EN_PT, Call, Scripted, ready

LONG = "The port opened a new terminal on Monday, and the company hired very many people from the town."
OTHER = routes.parse("other:en>pt")
RUNGS = ["candidates", "careful", "wording", "split", "route"]

weights = st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 2))
scored = st.lists(st.tuples(weights, st.floats(-9, -0.01)), min_size=1, max_size=4)


def issues(critical: int, functional: int = 0, cosmetic: int = 0) -> tuple[Issue, ...]:
    counted = ((Severity.CRITICAL, critical), (Severity.FUNCTIONAL, functional), (Severity.COSMETIC, cosmetic))
    return tuple(Issue("scripted", severity, "bad") for severity, many in counted for _ in range(many))


@given(told=scored, with_scores=st.booleans())
def test_the_best_has_the_fewest_critical_then_functional_issues_then_the_best_score(
    told: list[tuple[tuple[int, int, int], float]], with_scores: bool
) -> None:
    told = sorted(told, key=lambda one: -one[1])  # an engine gives its best first
    texts = [f"resposta {'abcd'[number]}" for number in range(len(told))]
    found = dict(zip(texts, told, strict=True))
    engine = Scripted(lambda text, call: [Hypothesis(t, found[t][1] if with_scores else None) for t in texts])

    def check(sentence: Sentence) -> tuple[Issue, ...]:
        return issues(*found[sentence.target][0])

    (chosen,) = choose([ready("An answer")], EN_PT, {"script": engine}, Aids(ladder=(candidates,)), check)
    first = found[texts[0]][0][:2]
    if first == (0, 0):
        assert chosen.target == texts[0]
        assert [call.n for call in engine.calls] == [1], "it passed; no other was asked for"
        assert chosen.rungs == ()
    else:
        assert found[chosen.target][0][:2] == min(weight[:2] for weight, _ in told)
        equals = [t for t in texts if found[t][0][:2] == found[chosen.target][0][:2]]
        assert chosen.target == equals[0], "of equals the one the engine holds for best"
        assert [call.n for call in engine.calls] == [1, 4]
        assert chosen.rungs == ("candidates",)
    assert chosen.issues == issues(*found[chosen.target][0])


def on_rung(text: str, call: Call) -> str:
    """Which rung an engine was asked on."""
    if call.careful:
        return "careful"
    if text == LONG:
        return "candidates" if call.n > 1 else "first"
    return "split" if len(text) < len(LONG) - 10 else "wording"


@pytest.mark.parametrize("passing", ["first", *RUNGS, "none"])
def test_each_rung_is_tried_only_when_those_before_it_failed(passing: str) -> None:
    engine = Scripted(lambda text, call: "bom" if on_rung(text, call) == passing else "mau")
    other = Scripted(lambda text, call: "bom" if passing == "route" else "mau")
    aids = Aids(others=lambda route: [OTHER])

    def check(sentence: Sentence) -> tuple[Issue, ...]:
        return () if sentence.target.startswith("bom") else issues(1)

    (chosen,) = choose([ready(LONG)], EN_PT, {"script": engine, "other": other}, aids, check)
    climbed = [] if passing == "first" else RUNGS[: RUNGS.index(passing) + 1] if passing in RUNGS else RUNGS
    assert list(chosen.rungs) == climbed
    asked = list(dict.fromkeys(on_rung(text, call) for call in engine.calls for text in call.texts))
    assert asked == ["first", *(rung for rung in climbed if rung != "route")]
    assert len(other.calls) == ("route" in climbed)
    assert bool(chosen.issues) == (passing == "none"), "what never passed is kept, and flagged"
    assert chosen.route == (OTHER if passing == "route" else EN_PT)


def test_only_those_that_failed_climb_and_the_order_stays() -> None:
    engine = Scripted(lambda text, call: f"mau {text}" if "seven" in text and call.n == 1 else f"bom {text}")

    def check(sentence: Sentence) -> tuple[Issue, ...]:
        return issues(1) if sentence.target.startswith("mau") else ()

    sentences = [ready(f"Pier {number} opens") for number in ("five", "six", "seven", "eight")]
    found = choose(sentences, EN_PT, {"script": engine}, Aids(), check)
    assert [one.target for one in found] == [f"bom {sentence.text}" for sentence in sentences]
    assert [one.rungs for one in found] == [(), (), ("candidates",), ()]
    assert [call.texts for call in engine.calls] == [tuple(s.text for s in sentences), ("Pier seven opens",)]


def test_a_functional_issue_is_worth_more_candidates_but_not_the_ladder() -> None:
    engine = Scripted(lambda text, call: "assim")
    (chosen,) = choose([ready(LONG)], EN_PT, {"script": engine}, Aids(), lambda sentence: issues(0, 1))
    assert chosen.rungs == ("candidates",)
    assert chosen.issues == issues(0, 1)


def test_a_cosmetic_issue_is_no_reason_to_look_further() -> None:
    engine = Scripted(lambda text, call: "assim")
    (chosen,) = choose([ready(LONG)], EN_PT, {"script": engine}, Aids(), lambda sentence: issues(0, 0, 2))
    assert chosen.rungs == ()
    assert len(engine.calls) == 1


def test_without_a_score_a_later_one_does_not_win_a_tie() -> None:
    other = Scripted(lambda text, call: [Hypothesis("outro", None)])
    engine = Scripted(lambda text, call: [Hypothesis("este", -3.0)])
    engines = {"script": engine, "other": other}
    (chosen,) = choose([ready(LONG)], EN_PT, engines, Aids(others=lambda route: [OTHER]), lambda s: issues(1))
    assert (chosen.target, chosen.score, chosen.route) == ("este", -3.0, EN_PT)


def test_another_route_that_fails_leaves_what_there_was() -> None:
    def down(text: str, call: Call) -> str:
        raise EngineError("the server is down")

    engines = {"script": Scripted(lambda text, call: "mau"), "other": Scripted(down)}
    aids = Aids(others=lambda route: [OTHER])
    (chosen,) = choose([ready(LONG)], EN_PT, engines, aids, lambda sentence: issues(1))
    assert chosen.target == "mau"
    engines["script"] = Scripted(down)
    with pytest.raises(EngineError, match="the server is down"):
        choose([ready(LONG)], EN_PT, engines, aids, lambda sentence: issues(1))


# --- shielded names and figures ----------------------------------------------------------------------------------------
def damaging(text: str, call: Call) -> str:
    """An engine that mangles names and figures it can read."""
    for was, becomes in (
        ("opened", "abriu"),
        ("rooms", "quartos"),
        ("in", "em"),
        ("and", "e"),
        ("pays", "paga"),
        ("euros", "euros"),
        ("Northbridge", "Pontenorte"),
        ("1,250", "1,25"),
        ("4,300.75", "43"),
    ):
        text = " ".join(becomes if word.strip(",.") == was else word for word in text.split(" "))
    return text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Nordwind opened 1,250 rooms in Northbridge.", ("1.250", "Northbridge")),
        ("Nordwind pays 4,300.75 euros in Northbridge and opened 1,250 rooms.", ("4.300,75", "Northbridge", "1.250")),
    ],
    ids=["one figure", "two figures"],
)
def test_damaged_names_come_back_as_they_were_and_figures_as_the_target_writes_them(
    source: str, expected: Sequence[str]
) -> None:
    def check(sentence: Sentence) -> tuple[Issue, ...]:
        wanted = {"1,250": "1.250", "4,300.75": "4.300,75", "Northbridge": "Northbridge"}
        return tuple(
            Issue(
                "numbers" if told[0].isdigit() else "names", Severity.CRITICAL, "lost", source_at=(at, at + len(told))
            )
            for told, said in wanted.items()
            if (at := sentence.source.find(told)) >= 0 and said not in sentence.target
        )

    (chosen,) = choose([ready(source)], EN_PT, {"script": Scripted(damaging)}, Aids(), check)
    for words in expected:
        assert words in chosen.target
    assert "XXX" not in chosen.target
    assert chosen.issues == ()
    assert chosen.rungs == ("candidates", "shield")


def test_the_checks_themselves_lead_to_the_shield() -> None:
    engine = Scripted(damaging)
    (chosen,) = choose([ready("Nordwind opened 1,250 rooms in Northbridge.")], EN_PT, {"script": engine}, Aids())
    assert "1.250" in chosen.target
    assert "shield" in chosen.rungs


# --- routes ------------------------------------------------------------------------------------------------------------
def test_another_route_is_recorded_where_it_won() -> None:
    pivot = routes.parse("other:en>es>pt")
    other = Scripted(lambda text, call: "bom", installed=frozenset({Pair("en", "es"), Pair("es", "pt")}))

    def others(route: Route) -> list[Route]:
        assert route == EN_PT
        return [pivot]

    def check(sentence: Sentence) -> tuple[Issue, ...]:
        return () if sentence.target == "bom" else issues(2)

    engines = {"script": Scripted(lambda text, call: "mau"), "other": other}
    (chosen,) = choose([ready(LONG)], EN_PT, engines, Aids(others=others), check)
    assert (chosen.target, chosen.route) == ("bom", pivot)
    assert chosen.rungs[-1] == "route"
    assert max(call.n for call in other.calls) <= 2
