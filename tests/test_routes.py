"""Routes: the order of preference, what is written and read back, and what would be missing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import routes
from pipeline.errors import ConfigError
from pipeline.model import Hop, Pair, Route


def pairs(**engines: str) -> dict[str, list[Pair]]:
    """`argos="fr>en en>es"` as the pairs of each engine, in the order written."""
    return {name: [Pair(*pair.split(">")) for pair in text.split()] for name, text in engines.items()}


def written(route: Route | None) -> str:
    return routes.describe(route) if route else ""


@pytest.mark.parametrize(
    ("installed", "source", "target", "expected"),
    [
        (pairs(argos="fr>en"), "fr", "en", "argos:fr>en"),
        (pairs(argos="fr>en en>es"), "fr", "es", "argos:fr>en>es"),
        (pairs(argos="fr>en en>es fr>es"), "fr", "es", "argos:fr>es"),
        # Engines in the configured order come before fewest steps.
        (pairs(argos="fr>en en>es", apertium="fr>es"), "fr", "es", "argos:fr>en>es"),
        (pairs(apertium="fr>es", argos="fr>en en>es"), "fr", "es", "apertium:fr>es"),
        # Mixed chains come last, however short.
        (pairs(argos="ca>en", apertium="fr>ca fr>es es>pt pt>en"), "fr", "en", "apertium:fr>es>pt>en"),
        (pairs(argos="ca>en", apertium="fr>ca"), "fr", "en", "apertium:fr>ca argos:ca>en"),
        (pairs(argos="ca>en en>de", apertium="fr>ca"), "fr", "de", "apertium:fr>ca argos:ca>en>de"),
        # Ties: English first, then the alphabet; between mixed chains the order of engines first.
        (pairs(argos="fr>de de>es fr>en en>es fr>ca ca>es"), "fr", "es", "argos:fr>en>es"),
        (pairs(argos="fr>de de>es fr>ca ca>es"), "fr", "es", "argos:fr>ca>es"),
        (pairs(argos="fr>ca en>es", apertium="fr>en ca>es"), "fr", "es", "argos:fr>ca apertium:ca>es"),
        # Three steps at most, and none in a circle.
        (pairs(argos="fr>it it>en en>es"), "fr", "es", "argos:fr>it>en>es"),
        (pairs(argos="fr>it it>en en>de de>es"), "fr", "es", ""),
        (pairs(argos="fr>en en>fr"), "fr", "es", ""),
        ({}, "fr", "es", ""),
        # Variants: exact before base, never the other way, never across scripts, never within one language.
        (pairs(argos="en>pt"), "en", "pt-BR", "argos:en>pt (for pt-BR)"),
        (pairs(argos="en>pt en>pt-BR"), "en", "pt-BR", "argos:en>pt-BR"),
        (pairs(argos="es>pt es>en en>pt-BR"), "es", "pt-BR", "argos:es>en>pt-BR"),
        (pairs(argos="en>pt", apertium="en>pt-BR"), "en", "pt-BR", "argos:en>pt (for pt-BR)"),
        (pairs(argos="en>pt-BR"), "en", "pt", ""),
        (pairs(argos="pt-BR>en"), "pt", "en", ""),
        (pairs(argos="fr>en"), "fr-CA", "en", "argos:fr>en (from fr-CA)"),
        (pairs(argos="fr>en en>pt"), "fr-CA", "pt-BR", "argos:fr>en>pt (from fr-CA, for pt-BR)"),
        (pairs(argos="en>zh-Hans"), "en", "zh-Hant", ""),
        (pairs(argos="en>sr"), "en", "sr-Latn", ""),
        (pairs(argos="zh-Hans>en en>zh-Hant"), "zh-Hans", "zh-Hant", ""),
        (pairs(argos="pt>en en>pt-BR"), "pt", "pt-BR", ""),
        (pairs(argos="fr>en en>fr"), "fr", "fr", ""),
        (pairs(argos="fr>en"), "und", "en", ""),
        (pairs(argos="fr>en"), "no tag", "en", ""),
    ],
)
def test_the_route_taken(installed: dict[str, list[Pair]], source: str, target: str, expected: str) -> None:
    assert written(routes.find(installed, source, target)) == expected


INSTALLED = pairs(argos="fr>en en>es en>pt", apertium="fr>es es>fr fr>ca ca>es")


@pytest.mark.parametrize(
    ("pin", "expected"),
    [
        ("apertium", "apertium:fr>es"),
        ("argos", "argos:fr>en>es"),
        (" argos ", "argos:fr>en>es"),
        ("apertium:fr>ca>es", "apertium:fr>ca>es"),
        ("argos:fr>en argos:en>es", "argos:fr>en>es"),
        ("argos:fr>de>es", ""),
        ("nosuchengine", ""),
    ],
)
def test_a_pinned_route_is_taken_or_there_is_none(pin: str, expected: str) -> None:
    assert written(routes.find(INSTALLED, "fr", "es", pinned={("fr", "es"): pin})) == expected


def test_a_pin_is_for_its_pair_alone() -> None:
    assert written(routes.find(INSTALLED, "fr", "pt", pinned={("fr", "es"): "apertium"})) == "argos:fr>en>pt"


def test_a_pinned_chain_may_serve_a_variant() -> None:
    found = routes.find(INSTALLED, "fr-CA", "pt-BR", pinned={("fr-CA", "pt-BR"): "argos:fr>en>pt"})
    assert written(found) == "argos:fr>en>pt (from fr-CA, for pt-BR)"


@pytest.mark.parametrize(
    "pin",
    [
        "Argos!",
        "argos:",
        "argos:fr",
        "argos:fr>",
        "argos:fr>en,en>es",
        "argos:fr>en apertium:ca>es",
        "argos:fr>en>fr>es",
        "argos:fr>en>de>it>es",
        "argos:french>es",
        "argos:fr>es (to es)",
        "argos:fr>es (for pt)",
        "argos:fr>pt",
        "argos:en>es",
    ],
)
def test_a_malformed_pin_is_one_mistake(pin: str) -> None:
    with pytest.raises(ConfigError) as raised:
        routes.find(INSTALLED, "fr", "es", pinned={("fr", "es"): pin})
    assert len(raised.value.mistakes) == 1
    assert raised.value.mistakes[0].startswith("translation.routes: ")
    assert repr(pin) in raised.value.mistakes[0]


def test_a_written_route_is_read_in_any_spelling_of_its_tags() -> None:
    assert routes.parse("argos:FR>en>pt_br".replace("_", "-")).hops[-1].pair == Pair("en", "pt-BR")


@pytest.mark.parametrize(
    ("sources", "prefer", "expected"),
    [
        (["es", "fr"], [], "argos:fr>en>pt"),  # argos comes before apertium
        (["fr", "en"], [], "argos:en>pt"),  # fewest steps
        (["fr", "de"], [], "argos:fr>en>pt"),  # equal: the order given
        (["de", "fr"], [], "argos:de>en>pt"),
        (["fr", "en"], ["fr"], "argos:fr>en>pt"),
        (["fr", "en"], ["ja", "fr"], "argos:fr>en>pt"),  # ja is no source here
        (["ja", "en"], ["ja"], "argos:en>pt"),  # ja leads nowhere
        (["ca", "es"], [], "apertium:es>pt"),  # mixed chains last
        (["pt", "pt-BR"], [], ""),
        ([], [], ""),
    ],
)
def test_the_best_of_several_sources(sources: list[str], prefer: list[str], expected: str) -> None:
    installed = pairs(argos="fr>en de>en en>pt", apertium="es>pt", other="ca>es")
    assert written(routes.best_source(installed, sources, "pt", prefer)) == expected


def test_a_pin_counts_for_the_best_source_too() -> None:
    installed = pairs(argos="fr>en en>es", apertium="fr>es")
    best = routes.best_source(installed, ["fr"], "es", pinned={("fr", "es"): "apertium"})
    assert written(best) == "apertium:fr>es"


def argos(pair: Pair) -> str:
    known = {"fr": "fr", "es": "es", "pt-BR": "pb", "pt": "pt", "zh-Hans": "zh"}
    codes = [known.get(tag, tag) for tag in (pair.source, pair.target)]
    if "en" in codes and set(codes) - {"en"} <= set(known.values()):
        return f"pipeline models install {pair.source} {pair.target}"
    return ""


def apertium(pair: Pair) -> str:
    return "apt-get install apertium-fr-es" if {pair.source, pair.target} == {"fr", "es"} else ""


@pytest.mark.parametrize(
    ("source", "target", "have", "expected"),
    [
        ("fr", "en", {}, "pipeline models install fr en"),
        ("fr", "es", {}, "apt-get install apertium-fr-es"),
        ("fr", "pt", {}, "pipeline models install fr en && pipeline models install en pt"),
        ("fr", "pt", pairs(argos="en>pt"), "pipeline models install fr en"),
        ("fr", "pt", pairs(argos="fr>en en>pt"), ""),
        ("fr", "pt-BR", {}, "pipeline models install fr en && pipeline models install en pt-BR"),
        ("fr-CA", "en", {}, "pipeline models install fr en"),
        ("fr-CA", "pt-PT", {}, "pipeline models install fr en && pipeline models install en pt"),
        ("ca", "pt", pairs(argos="", apertium="ca>en"), "pipeline models install en pt"),
        ("sw", "pt", {}, ""),
        ("en", "sw", {}, ""),
        ("pt", "pt-BR", {}, ""),
    ],
)
def test_the_command_that_would_make_a_route(
    source: str, target: str, have: dict[str, list[Pair]], expected: str
) -> None:
    assert routes.missing(source, target, {"argos": argos, "apertium": apertium}, have) == expected


def test_halves_of_different_engines_are_two_commands() -> None:
    half = {
        "argos": lambda pair: "install a" if pair == Pair("fr", "en") else "",
        "apertium": lambda pair: "get b" if pair == Pair("en", "es") else "",
    }
    assert routes.missing("fr", "es", half) == "install a && get b"


def test_the_matrix_has_every_pair_of_different_languages_in_order() -> None:
    found = routes.matrix(INSTALLED, ["fr", "en", "es"])
    assert list(found) == [("fr", "en"), ("fr", "es"), ("en", "fr"), ("en", "es"), ("es", "fr"), ("es", "en")]
    assert {key: written(route) for key, route in found.items()}[("en", "fr")] == "argos:en>es apertium:es>fr"


# ------------------------------------------------------------------------------------------ rules for all inputs

TAGS = st.sampled_from(["en", "fr", "fr-CA", "es", "pt", "pt-BR", "zh-Hans", "zh-Hant", "ca", "sr", "sr-Latn"])
PAIR = st.builds(Pair, TAGS, TAGS).filter(lambda pair: pair.source != pair.target)
INSTALLATIONS = st.dictionaries(st.sampled_from(["argos", "apertium", "other"]), st.lists(PAIR, max_size=9), max_size=3)


@given(INSTALLATIONS, TAGS, TAGS)
def test_every_route_is_a_connected_chain_of_installed_pairs(
    installed: Mapping[str, list[Pair]], source: str, target: str
) -> None:
    route = routes.find(installed, source, target)
    if route is None:
        return
    assert (route.source, route.target) == (source, target)
    assert 1 <= len(route.hops) <= 3
    assert all(hop.pair in installed[hop.engine] for hop in route.hops)
    assert all(a.pair.target == b.pair.source for a, b in zip(route.hops, route.hops[1:], strict=False))
    assert route.hops[0].pair.source in {source, source.removesuffix("-CA").removesuffix("-BR")}
    assert route.hops[-1].pair.target in {target, target.removesuffix("-CA").removesuffix("-BR")}


@given(INSTALLATIONS, TAGS, TAGS)
def test_the_answer_does_not_hang_on_the_order_pairs_are_listed_in(
    installed: Mapping[str, list[Pair]], source: str, target: str
) -> None:
    other = {engine: frozenset(reversed(its)) for engine, its in installed.items()}
    assert routes.find(installed, source, target) == routes.find(other, source, target)


@given(INSTALLATIONS, TAGS, TAGS)
def test_a_mixed_chain_only_where_no_engine_gets_there_alone(
    installed: Mapping[str, list[Pair]], source: str, target: str
) -> None:
    alone = [routes.find({engine: its}, source, target) for engine, its in installed.items()]
    route = routes.find(installed, source, target)
    if any(alone):
        assert route == next(filter(None, alone))
    elif route:
        assert len({hop.engine for hop in route.hops}) > 1


@given(INSTALLATIONS, TAGS, TAGS)
def test_more_installed_never_takes_a_route_away(installed: Mapping[str, list[Pair]], source: str, target: str) -> None:
    if routes.find(installed, source, target):
        more = {engine: [*its, Pair("en", "de"), Pair("de", "fr")] for engine, its in installed.items()}
        assert routes.find(more, source, target)


@given(INSTALLATIONS, TAGS, TAGS)
def test_what_is_described_is_read_back(installed: Mapping[str, list[Pair]], source: str, target: str) -> None:
    route = routes.find(installed, source, target)
    if route:
        assert routes.parse(routes.describe(route)) == route
        assert routes.find(installed, source, target, pinned={(source, target): routes.describe(route)}) == route


@given(st.text(max_size=40) | st.from_regex(r"argos:[a-z>( )-]{0,20}", fullmatch=True))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        route = routes.parse(text)
    except ConfigError:
        return
    assert routes.parse(routes.describe(route)) == route


def test_a_route_is_a_value() -> None:
    assert routes.parse("argos:en>pt (for pt-BR)") == Route("en", "pt-BR", (Hop("argos", Pair("en", "pt")),))
