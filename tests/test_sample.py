"""A French release without headline, as a wire sends it, from the drop folder to Spanish through Apertium."""

from __future__ import annotations

import json

import pytest

from tests.conftest import ROOT, SETTINGS, Newsroom

RELEASE = (ROOT / "tests" / "data" / "wires" / "fr-without-headline.txt").read_text("utf-8")


@pytest.mark.usefixtures("apertium")
def test_a_release_without_headline_becomes_a_spanish_version(newsroom: Newsroom) -> None:
    newsroom.settings(SETTINGS.replace("[en, pt]", "[fr, es]"))
    newsroom.drop("release.txt", RELEASE)
    assert newsroom.run().failures == []
    found = {article["language"]: newsroom.json("show", article["uri"]) for article in newsroom.json("list")}
    french, spanish = found["fr"], found["es"]
    assert french["dateline"]["place"] == "Pékin"
    assert (french["dateline"]["date"], french["dateline"]["wire"]) == ("2026-03-02", "PRNewswire")
    assert french["origin_url"] == spanish["origin_url"] == "https://en.example.org/p/348500.html"
    assert french["headline_derived"]
    assert french["headline"].startswith("La deuxième Rencontre")
    assert french["headline"].endswith("les autorités locales")
    assert spanish["route"] == "apertium:fr>es"
    whole = spanish["headline"] + " " + spanish["text"]
    for kept in ("Zhang Yuhui", "Hainan", "Haikou", "6", "7", "18", "10 018", "FTP"):
        assert kept.replace(" ", "") in whole.replace(" ", "").replace("\u202f", "").replace("\u00a0", "").replace(
            ".018", "018"
        ), kept
    first = [segment["source"] for segment in spanish["segments"] if segment["block"] == 0]
    assert any("du. 6 au 7 décembre, ont annoncé" in sentence for sentence in first)
    item = json.loads(newsroom.outputs()["monitor/es/feed.json"])["items"][0]
    assert "https://en.example.org/p/348500.html" in item["content_html"]
    assert "2 de marzo de 2026" in item["content_html"]
