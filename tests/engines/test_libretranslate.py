"""LibreTranslate: against a server on this machine that answers as it does, in several of its versions."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.engines import argos, libretranslate
from pipeline.errors import EngineError
from pipeline.model import Hypothesis, Pair
from tests.loopback import Loopback, Request, Route

MODERN = {"en": ["fr", "pt-BR", "zh-Hans", "zh-Hant"], "fr": ["en"], "zh-Hant": ["en"]}
SECRET = "d41d8cd9-key"


class Server:
    """The interface of LibreTranslate: languages with their targets, limits, alternatives, keys, and bad days."""

    def __init__(self, web: Loopback) -> None:
        self.web, self.languages = web, MODERN
        self.char_limit = self.batch_limit = self.alternatives_limit = -1
        self.key = ""
        self.translate: Callable[[str, str, str, int], list[str]] = _marked
        self.trouble: list[Route] = []
        self.bodies: list[dict[str, Any]] = []
        web.program("/languages", lambda _: self.listed())
        web.program("/frontend/settings", lambda _: _json({"charLimit": self.char_limit}))
        web.program("/translate", self._translate)

    def listed(self) -> Route:
        return _json([{"code": c, "name": c, "targets": [c, *targets]} for c, targets in self.languages.items()])

    def _translate(self, request: Request) -> Route:
        body = json.loads(request.body)
        self.bodies.append(body)
        if self.trouble:
            return self.trouble.pop(0)
        if self.key and body.get("api_key") != self.key:
            return _json({"error": "Invalid API key"}, 403)
        texts = body["q"]
        if self.batch_limit != -1 and len(texts) > self.batch_limit:
            return _json({"error": f"Invalid request: request ({len(texts)}) exceeds text limit"}, 400)
        if self.char_limit != -1 and sum(map(len, texts)) > self.char_limit:
            return _json({"error": "Invalid request: request exceeds text limit"}, 400)
        several = body.get("alternatives", 0)
        if self.alternatives_limit != -1 and several > self.alternatives_limit:
            return _json({"error": "Invalid request: too many alternatives"}, 400)
        made = [self.translate(text, body["source"], body["target"], several + 1) for text in texts]
        answer: dict[str, Any] = {"translatedText": [html.unescape(one[0]) for one in made]}
        if several:
            answer["alternatives"] = [one[1:] for one in made]
        return _json(answer)


def _json(value: object, status: int = 200, **headers: str) -> Route:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Route(json.dumps(value).encode(), status, {"Content-Type": "application/json", **named})


def _marked(text: str, source: str, target: str, n: int) -> list[str]:
    return [f"<{target}{i or ''}> {text}" for i in range(n)]


@pytest.fixture
def server(web: Loopback, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(libretranslate, "PAUSE", 0.01)
    monkeypatch.setattr(libretranslate, "_known", {})
    yield Server(web)


def engine(server: Server, **options: Any) -> libretranslate.Engine:
    told = libretranslate.Options(url=server.web.url().rstrip("/"), allow_private=True, **options)
    return libretranslate.Engine(Path("models"), told)


def texts(found: list[list[Hypothesis]]) -> list[list[str]]:
    assert all(hypothesis.score is None for row in found for hypothesis in row)
    return [[hypothesis.text for hypothesis in row] for row in found]


def test_the_pairs_are_those_the_server_lists_in_our_tags(server: Server) -> None:
    here = engine(server)
    pairs = {("en", "fr"), ("en", "pt-BR"), ("en", "zh-Hans"), ("en", "zh-Hant"), ("fr", "en"), ("zh-Hant", "en")}
    assert here.pairs() == {Pair(*pair) for pair in pairs}
    assert here.troubles() == []
    assert here.model(Pair("en", "fr")) == f"libretranslate 127.0.0.1:{server.web.port}"
    assert [request.path for request in server.web.requests] == ["/languages"], "asked once, without robots.txt"
    assert engine(server).pairs() == here.pairs()
    assert len(server.web.requests) == 1, "and once for the whole process"


@pytest.mark.parametrize(("code", "asked"), [("zt", "zt"), ("zh-Hant", "zh-Hant"), ("zh-TW", "zh-TW")])
def test_the_server_is_asked_in_its_own_codes(server: Server, code: str, asked: str) -> None:
    server.languages = {"pb": [code], code: ["pb"]}
    here = engine(server)
    assert texts(here.translate(["Bom dia"], "pt-BR", "zh-Hant")) == [[f"<{asked}> Bom dia"]]
    assert (server.bodies[0]["source"], server.bodies[0]["target"]) == ("pb", asked)
    assert server.bodies[0]["format"] == "text"
    assert "api_key" not in server.bodies[0]


def test_a_server_that_tells_no_targets_goes_everywhere(server: Server, web: Loopback) -> None:
    web.page("/languages", json.dumps([{"code": "en", "name": "English"}, {"code": "ar", "name": "Arabic"}]))
    assert engine(server).pairs() == {Pair("en", "ar"), Pair("ar", "en")}


def test_answers_stand_in_the_order_of_the_texts_each_asked_once(server: Server) -> None:
    given = ["One.", "", "Two.", " \n", "One.", " Three. ", "café ☕ 港 😀 \ud800", "a\0b"]
    found = texts(engine(server).translate(given, "en", "fr"))
    expected = ["<fr> One.", "", "<fr> Two.", " \n", "<fr> One.", " <fr> Three. ", "<fr> café ☕ 港 😀 ?", "<fr> a\0b"]
    assert found == [[text] for text in expected]
    assert server.bodies[0]["q"] == ["One.", "Two.", "Three.", "café ☕ 港 😀 \ud800", "a\0b"]
    assert engine(server).translate([], "en", "fr") == []


def test_alternatives_become_hypotheses(server: Server) -> None:
    found = texts(engine(server).translate(["One."], "en", "fr", n=3))
    assert found == [["<fr> One.", "<fr1> One.", "<fr2> One."]]
    server.translate = lambda text, source, target, n: ["same"] * n
    assert texts(engine(server).translate(["One."], "en", "fr", n=3)) == [["same"]]
    server.alternatives_limit = 1
    assert texts(engine(server).translate(["One."], "en", "fr", n=3)) == [["same"]]


def test_requests_stay_within_the_servers_limits(server: Server) -> None:
    server.char_limit, server.batch_limit = 40, 3
    given = [f"Ship number {n} is here." for n in range(9)] + ["x"] * 2 + list("abcdefg")
    assert texts(engine(server).translate(given, "en", "fr")) == [[f"<fr> {text}"] for text in given]
    assert all(sum(map(len, body["q"])) <= 40 for body in server.bodies)
    assert sum(len(body["q"]) > 3 for body in server.bodies) <= 2, "it learns how many are too many"


def test_a_text_beyond_the_servers_limit_goes_in_pieces(server: Server) -> None:
    server.char_limit = 30
    server.translate = lambda text, source, target, n: [text.upper()] * n
    text = "The port is open today. Ships may come in again. It was closed."
    assert texts(engine(server).translate([text], "en", "fr")) == [[text.upper()]]


def test_long_lists_go_in_several_requests(server: Server) -> None:
    given = [f"Sentence number {n} " + "x" * 300 for n in range(120)]
    assert texts(engine(server).translate(given, "en", "fr"))[119] == [f"<fr> {given[119]}"]
    assert all(len(body["q"]) <= libretranslate.TEXTS for body in server.bodies)
    assert all(sum(map(len, body["q"])) <= libretranslate.CHARACTERS for body in server.bodies)


def test_the_key_comes_from_the_environment_and_stays_out_of_messages(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.key = SECRET
    with pytest.raises(EngineError, match=r"answered 403 \(Invalid API key\); name the environment variable"):
        engine(server).translate(["One."], "en", "fr")
    here = engine(server, key="TEST_LIBRE_KEY")
    with pytest.raises(EngineError, match="TEST_LIBRE_KEY, which should hold its key, is not set"):
        here.translate(["One."], "en", "fr")
    monkeypatch.setenv("TEST_LIBRE_KEY", SECRET)
    assert texts(here.translate(["One."], "en", "fr")) == [["<fr> One."]]
    server.trouble = [_json({"error": "no"}, 404)]
    with pytest.raises(EngineError) as caught:
        here.translate(["One."], "en", "fr")
    assert SECRET not in str(caught.value)


def test_passing_trouble_is_waited_out(server: Server) -> None:
    server.trouble = [_json({"error": "Slow down"}, 429, Retry_After="0"), Route(b"starting", 503), Route(b"", 502)]
    assert texts(engine(server).translate(["One."], "en", "fr")) == [["<fr> One."]]
    assert len(server.bodies) == 4


def test_trouble_that_does_not_pass_ends(server: Server) -> None:
    server.trouble = [_json({"error": "Cannot translate text: boom"}, 500)] * 9
    with pytest.raises(EngineError, match=r"answered 500 \(Cannot translate text: boom\)"):
        engine(server).translate(["One."], "en", "fr")
    assert len(server.bodies) == libretranslate.ATTEMPTS


def test_a_server_that_asks_for_a_long_pause_is_left_alone(server: Server) -> None:
    server.trouble = [_json({"error": "Slow down"}, 429, Retry_After="3600")]
    with pytest.raises(EngineError, match="Slow down"):
        engine(server).translate(["One."], "en", "fr")
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Route(b"<html>", 200),
        Route(b"[" * 100_000, 200),
        _json([]),
        _json({}),
        _json({"translatedText": "one text"}),
        _json({"translatedText": []}),
        _json({"translatedText": [None]}),
        _json({"translatedText": ["a", "b"]}),
        Route(b"\xff", 200),
        Route(b"", 302, {"Location": "http://example.org/translate"}),
    ],
)
def test_what_is_no_translation_is_refused(server: Server, answer: Route) -> None:
    server.trouble = [answer] * 4
    with pytest.raises(EngineError) as caught:
        engine(server).translate(["One."], "en", "fr")
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("alternatives", [None, "x", [], [[]], [[1, {}]], [None], {"a": 1}])
def test_odd_alternatives_are_left_out(server: Server, alternatives: object) -> None:
    server.trouble = [_json({"translatedText": ["Un."], "alternatives": alternatives})]
    assert texts(engine(server).translate(["One."], "en", "fr", n=3)) == [["Un."]]


@pytest.mark.parametrize(
    "listed",
    [
        "",
        "<html>",
        "{}",
        "[]",
        "[1, null]",
        '[{"code": "en"}]',
        '[{"code": 5, "targets": ["x"]}]',
        "[" * 9000,
        json.dumps([{"code": "en", "targets": "fr"}]),
        json.dumps([{"code": "en", "targets": [None, {}, "?", "e" * 99]}]),
        json.dumps([{"code": f"a{n}"} for n in range(1000)]),
    ],
)
def test_a_list_that_is_none_leaves_no_pairs_and_a_reason(server: Server, web: Loopback, listed: str) -> None:
    web.page("/languages", listed, content_type="application/json")
    here = engine(server)
    assert here.pairs() == frozenset()
    (trouble,) = here.troubles()
    assert trouble.startswith("libretranslate: ")
    with pytest.raises(EngineError) as caught:
        here.translate(["One."], "en", "fr")
    assert str(caught.value) == trouble


def test_a_server_that_is_down_fails_nothing_until_it_is_asked_to_translate(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = libretranslate.Engine(None, libretranslate.Options(url="http://127.0.0.1:9", allow_private=True))
    assert here.pairs() == frozenset()
    assert "cannot reach 127.0.0.1" in here.troubles()[0]
    with pytest.raises(EngineError, match="cannot reach"):
        here.model(Pair("en", "fr"))
    private = libretranslate.Engine(None, libretranslate.Options(url=server.web.url().rstrip("/")))
    assert private.pairs() == frozenset()
    assert "allow_private" in private.troubles()[0]
    assert server.web.requests == []


def test_a_server_that_comes_back_is_found_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libretranslate, "AGAIN", 0.0)
    listed = server.listed()
    server.web.page("/languages", "", status=503)
    assert engine(server).pairs() == frozenset()
    server.web.program("/languages", lambda _: listed)
    assert engine(server).pairs()


def test_a_pair_the_server_has_not_is_told(server: Server) -> None:
    with pytest.raises(EngineError, match="does not translate fr>sw"):
        engine(server).translate(["One."], "fr", "sw")
    assert libretranslate.installable(Pair("fr", "en")) == ""


def test_without_options_nothing_is_asked() -> None:
    here = libretranslate.Engine(Path("models"))
    assert here.pairs() == frozenset()
    with pytest.raises(EngineError, match="no server is configured"):
        here.translate(["One."], "en", "fr")
    here.close()


@pytest.mark.parametrize(
    "options",
    [{}, {"url": "ftp://x"}, {"url": "http://x?q=1"}, {"url": "http://x", "key": "a key"}, {"url": "http://x", "k": 1}],
)
def test_wrong_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        libretranslate.Options(**options)


def test_it_gives_what_the_same_model_gives_here(server: Server, models: Path) -> None:
    model = argos.Engine(models)
    server.languages = {"en": ["pt"], "pt": ["en"]}
    server.translate = lambda text, source, target, n: [h.text for h in model.translate([text], source, target, n)[0]]
    given = ["The port opened a new terminal on Monday.", "Tickets cost 12 euros."]
    there = texts(engine(server).translate(given, "en", "pt", n=2))
    assert there == texts([[Hypothesis(h.text) for h in row] for row in model.translate(given, "en", "pt", 2)])
    model.close()
