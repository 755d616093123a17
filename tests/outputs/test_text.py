"""Posts: never longer than they may be, the address and the label always whole."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline import content, digest, labels
from pipeline.model import Block, BlockKind, Feed, Item, Origin, Rights, State, Withdrawn
from pipeline.outputs import text
from pipeline.outputs.text import Options, weight
from tests.outputs.conftest import make_feed, make_item

LANGUAGES = sorted(tomllib.loads(Path(labels.__file__).with_suffix(".toml").read_text(encoding="utf-8")))
PAGE = "https://news.example.org/website/en/2026-03-02-abcdefgh.html"


def item(language: str = "en", *, lead: str = "It shows 337 ships.", **values: Any) -> Item:
    stock = {"headline": "The fair opens its doors", "body": (Block(BlockKind.PARAGRAPH, lead),)}
    return replace(make_item(language, **(stock | values)), url=PAGE, name="2026-03-02-abcdefgh")


def post(one: Item, **options: Any) -> str:
    (raw,) = text.render_item(make_feed(options=Options(**options)), one).values()
    return raw.decode()


def test_a_post_is_headline_label_address_hashtags() -> None:
    assert post(item(), hashtags=("#fair", "Seeds_2026")) == (
        f"The fair opens its doors — It shows 337 ships.\n{PAGE}\n#fair #Seeds_2026"
    )
    assert post(item(origin=Origin.MACHINE)) == (
        f"The fair opens its doors — It shows 337 ships.\nMachine translation (French → English), not reviewed.\n{PAGE}"
    )


def test_the_newest_posts_stand_in_one_file_as_they_do_in_their_own(newsroom: Feed) -> None:
    whole = text.render(newsroom).decode()
    own = [text.render_item(newsroom, replace(one, name=f"{n}")) for n, one in enumerate(newsroom.items)]
    posts = [next(iter(files.values())).decode() for files in own]
    assert [list(files) for files in own] == [[f"posts/{n}.txt"] for n in range(6)]
    assert whole == "\n\n".join(posts) + "\n"
    assert whole.rstrip("\n").split("\n\n") == posts  # no empty line within a post
    assert text.render(newsroom) == text.render(newsroom)
    assert text.render(make_feed()) == b""


def test_a_post_that_was_withdrawn_goes_without_a_word(newsroom: Feed) -> None:
    gone = Withdrawn("tag:x", "tag:s", "fr", 1, "gone", newsroom.updated, newsroom.updated, 1)
    assert text.render_withdrawn(newsroom, gone) == {}
    assert text.render(replace(newsroom, withdrawn=(gone,))) == text.render(newsroom)


def test_where_room_is_short_the_languages_go_first_then_hashtags_then_the_headline_is_cut() -> None:
    one = item(origin=Origin.MACHINE, headline="A headline of the fair " * 6 + "ends", lead="")
    brief = "Machine translation, not reviewed."
    assert post(one, length=300, hashtags=("Fair",)) == (
        f"{one.article.headline}\nMachine translation (French → English), not reviewed.\n{PAGE}\n#Fair"
    )
    assert post(one, length=210, hashtags=("Fair",)) == f"{one.article.headline}\n{brief}\n{PAGE}\n#Fair"
    assert post(one, length=205, hashtags=("Fair", "Ships")) == f"{one.article.headline}\n{brief}\n{PAGE}"
    longer = item(origin=Origin.MACHINE, headline="A headline of the fair " * 9)
    cut, note, link = post(longer, length=200).split("\n")
    assert (note, link) == (brief, PAGE)
    assert cut.endswith("…") and longer.article.headline.startswith(cut[:-1])
    assert longer.article.headline[len(cut) - 1] == " "  # at the end of a word


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("state", [State.CURRENT, State.OUTDATED])
@pytest.mark.parametrize(("origin", "route"), [(o, r) for o in Origin for r in ("", "x") if o is not Origin.OFFICIAL])
def test_every_label_has_room_in_the_shortest_post_beside_a_few_words(
    tag: str, state: State, origin: Origin, route: str
) -> None:
    one = item(tag, origin=origin, route=route, state=state, headline="Ab cd " * 60, rights=Rights.INTERNAL)
    said = post(one, length=text.SHORTEST)
    brief = labels.brief(one.article)
    assert brief is not None
    assert f"\n{brief.text} {labels.internal(tag).text}\n{PAGE}" in said
    assert len(said.split("\n")[0]) >= 6
    assert weight(said) <= text.SHORTEST


def test_an_official_post_has_no_label() -> None:
    assert "translation" not in post(item(origin=Origin.OFFICIAL))


def test_hashtags_may_differ_by_language() -> None:
    by_language = {"fr": ["Salon"], "zh-tw": ["展覽"]}
    assert post(item("fr-CA"), hashtags=by_language).endswith("\n#Salon")
    assert post(item("zh-Hant-TW"), hashtags=by_language).endswith("\n#展覽")
    assert post(item("de"), hashtags=by_language).endswith(PAGE)


@pytest.mark.parametrize("tag", ["OpenDay", "#fair", "हिन्दी", "世博2026", "می‌خواهم", "ไทย"])
def test_hashtags_in_any_script(tag: str) -> None:
    assert post(item(), hashtags=(tag,)).endswith(f"\n#{tag.removeprefix('#')}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"hashtags": ["two words"]},
        {"hashtags": ["2026"]},
        {"hashtags": [""]},
        {"hashtags": ["a\nb"]},
        {"hashtags": ["a-b"]},
        {"hashtags": {"no tag!": ["a"]}},
        {"length": text.SHORTEST - 1},
        {"unknown": 1},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Options(**wrong)


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("", 0),
        ("a", 1),
        ("cafe\u0301", 4),
        ("ӑ", 1),
        ("ع", 1),
        ("字", 2),
        ("한", 2),
        ("…", 2),
        ("“‘’”—", 5),
        ("👾", 2),
        (f"see {PAGE}", 27),
        ("https://a.b", 23),
        ("look at example.com now", 35),
        ("p.m. and 3.5", 12),
    ],
)
def test_characters_count_as_x_counts_them(said: str, counted: int) -> None:
    assert weight(said) == counted


def test_what_is_cut_is_cut_between_characters_as_they_are_seen() -> None:
    family = "👨‍👩‍👧‍👦"
    cut = post(item("zh-Hans", headline=family * 60, lead=""), length=200).split("\n")[0]
    assert cut == family * (cut.count("👦")) + "…"
    marked = "क\u094dष\u093f" * 200
    cut = post(item("hi", headline=marked, lead=""), length=200).split("\n")[0][:-1]
    assert marked.startswith(cut) and not content.together(cut[-1], marked[len(cut)])
    thai = post(item("th", headline="ที่นี่" * 100, lead=""), length=200).split("\n")[0][:-1]
    assert not content.together(thai[-1], ("ที่นี่" * 100)[len(thai)])


def test_without_a_page_of_its_own_a_post_leads_to_the_issuer_or_the_original() -> None:
    official = replace(item(link="https://wire.example.com/1", origin_url="https://salon.example.net/1"), url="")
    assert digest.address(official) == "https://wire.example.com/1"
    assert digest.address(replace(official, url="javascript:alert(1)")) == "https://wire.example.com/1"
    made = replace(item("es", origin=Origin.MACHINE, origin_url="https://salon.example.net/1"), url="")
    assert digest.address(made) == content.source_link(made) == made.original_link
    assert digest.address(replace(made, original_link="")) == "https://salon.example.net/1"
    nowhere = replace(item(), url="")
    assert post(nowhere) == "The fair opens its doors — It shows 337 ships."


WORDS = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(" .:/字👨\u200d\u202e\u2067\n")), max_size=400)


@given(
    tag=st.sampled_from(LANGUAGES),
    origin=st.sampled_from(Origin),
    state=st.sampled_from(State),
    route=st.sampled_from(["", "x"]),
    headline=WORDS,
    lead=WORDS,
    path=st.text(max_size=300),
    length=st.integers(text.SHORTEST, 600),
    hashtags=st.lists(st.sampled_from(["Fair", "世博", "Ouverture", "x" * 90]), max_size=4),
)
@settings(max_examples=250, deadline=None)
def test_no_post_is_too_long_and_its_address_and_label_are_whole(
    tag: str, origin: Origin, state: State, route: str, headline: str, lead: str, path: str, length: int, hashtags: list[str]
) -> None:  # fmt: skip
    one = item(tag, origin=origin, state=state, route=route, headline=headline, lead=lead)
    one = replace(one, url=f"https://news.example.org/{path}")
    said = post(one, length=length, hashtags=hashtags)
    lines = said.split("\n")
    link = digest.address(one)
    assert weight(said) <= length
    assert link in lines or not link
    assert "" not in lines
    short, long = labels.brief(one.article), content.note(one)
    if short and long:
        assert lines.count(short.text) + lines.count(long.text) == 1
    else:
        assert origin is Origin.OFFICIAL
    assert said == content.printable(said)


def test_endless_words_take_no_longer() -> None:
    huge = item("zh-Hans", headline="字" * 1_000_000, body=(Block(BlockKind.PARAGRAPH, "a.b" * 300_000),))
    assert weight(post(huge, length=5_000)) <= 5_000
    assert post(item(headline="https://a.example/" + "x" * 1_000_000)).split("\n")[0].endswith("…")
