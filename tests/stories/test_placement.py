"""Where an item belongs and what a story needs, decided on values alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from pipeline import stories
from pipeline.model import Alternate, Authority, Block, BlockKind, Entry, Origin, Rights, State
from pipeline.stories import Action, Item, Known, KnownArticle

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def body(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)


def item(language: str = "en", *, origin: str = "", keys: tuple[str, ...] = (), text: str = "", **more: object) -> Item:
    said = body(text or f"A text in {language} about the fair that opens its doors to everyone next week in town.")
    values: dict[str, object] = {
        "source": "wire",
        "entry": f"{language}-{origin}",
        "language": language,
        "authority": Authority.WIRE,
        "rights": Rights.PUBLIC,
        "keys": keys,
        "origin_key": stories.origin_key(origin),
        "fingerprint": stories.fingerprint("", said),
        "shingles": stories.shingles(said),
        "published": NOW,
    }
    return Item(**(values | more))  # type: ignore[arg-type]


def article(language: str = "en", origin: Origin = Origin.OFFICIAL, **more: object) -> KnownArticle:
    values: dict[str, object] = {
        "uri": f"tag:x,2026:s/{language}",
        "story": "tag:x,2026:s",
        "language": language,
        "origin": origin,
        "state": State.CURRENT,
        "authority": Authority.WIRE,
        "rights": Rights.PUBLIC,
        "version": 1,
        "source": "wire",
        "published": NOW,
    }
    return KnownArticle(**(values | more))  # type: ignore[arg-type]


def known(
    *articles: KnownArticle, keys: tuple[str, ...], story: str = "tag:x,2026:s", created: datetime = NOW
) -> Known:
    return Known(story, created, frozenset(keys), articles)


def test_link_keys_ignore_what_does_not_tell_pages_apart() -> None:
    same = {
        stories.link_key(url)
        for url in (
            "http://www.example.org/p/1.html",
            "https://example.org/p/1.html#top",
            "https://EXAMPLE.org:443/p/1.html?utm_source=rss",
            "https://example.org/p/1.html/",
        )
    }
    assert same == {"example.org/p/1.html"}
    assert stories.link_key("https://example.org/p?id=1") != stories.link_key("https://example.org/p?id=2")
    assert stories.link_key("https://example.org:8443/p") == "example.org:8443/p"
    assert [stories.link_key(bad) for bad in ("", "mailto:a@b", "http://[", "/p/1", "http://x:99999999/p")] == [""] * 5


def test_front_pages_and_sections_are_no_keys() -> None:
    for url in (
        "https://example.org",
        "https://example.org/",
        "https://example.org/fr/",
        "https://example.org/en/news/",
    ):
        assert stories.origin_key(url) == ""
    assert stories.origin_key("https://example.org/p/348500.html") == "link:example.org/p/348500.html"
    assert stories.origin_key("https://example.org/?p=12") == "link:example.org?p=12"


def test_an_item_is_known_by_its_own_page_its_sisters_and_its_file_name() -> None:
    entry = Entry(
        id="1",
        link="https://a.example/en/one",
        alternates=(Alternate("fr", "https://a.example/fr/un"), Alternate("es", "https://a.example/es/")),
        family="opening",
    )
    found = stories.keys(
        entry, source="inbox", canonical="https://a.example/en/one", alternates=["https://b.example/1"]
    )
    assert found == ("link:a.example/en/one", "link:a.example/fr/un", "link:b.example/1", "file:inbox/opening")


def test_an_unknown_item_begins_a_story() -> None:
    assert stories.place(item(), []).action is Action.NEW_STORY


def test_the_shared_original_link_joins_languages() -> None:
    origin = "https://en.example.org/p/1.html"
    placed = stories.place(item("fr", origin=origin), [known(article("en"), keys=(stories.origin_key(origin),))])
    assert (placed.action, placed.story) == (Action.NEW_ARTICLE, "tag:x,2026:s")


def test_the_same_text_in_the_same_language_is_the_same_article() -> None:
    again = item("en", origin="https://e.example/p/1")
    there = article("en", fingerprint=again.fingerprint, shingles=again.shingles, source="other")
    placed = stories.place(again, [known(there, keys=(again.origin_key,))])
    assert (placed.action, placed.uri) == (Action.SAME, there.uri)


def test_another_text_in_the_same_language_stays_its_own_story_whatever_link_it_shares() -> None:
    origin = "https://e.example/p/event"
    there = article(
        "en", fingerprint="other", shingles=stories.shingles(body("Something else altogether was said here."))
    )
    placed = stories.place(item("en", origin=origin), [known(there, keys=(stories.origin_key(origin),))])
    assert placed.action is Action.NEW_STORY


def test_a_link_that_stands_in_two_stories_joins_the_one_of_the_same_days_or_none() -> None:
    origin = "https://e.example/p/event"
    key = stories.origin_key(origin)
    then = NOW - timedelta(days=20)
    one = known(article("en", published=then), keys=(key,), story="tag:x,2026:one", created=then)
    two = known(article("en"), keys=(key,), story="tag:x,2026:two")
    assert stories.place(item("fr", origin=origin), [one, two]).story == "tag:x,2026:two"
    between = item("fr", origin=origin, published=NOW - timedelta(days=10))
    assert stories.place(between, [one, two]).action is Action.NEW_STORY


def test_a_second_wording_of_the_announcement_is_another_place_and_not_another_story() -> None:
    origin = "https://e.example/p/1.html"
    there = known(article("en"), article("fr", fingerprint="first"), keys=(stories.origin_key(origin),))
    second = item("fr", origin=origin, source="other wire", text="Une tout autre traduction du même texte anglais.")
    placed = stories.place(second, [there])
    assert (placed.action, placed.uri) == (Action.SAME, "tag:x,2026:s/fr")
    assert stories.place(item("es", origin=origin), [there]).action is Action.NEW_ARTICLE


def test_the_issuers_own_words_take_the_place_of_a_copys() -> None:
    origin = "https://e.example/p/1.html"
    copy = article("fr", fingerprint="first", authority=Authority.COPY, source="portal")
    own = item("fr", origin=origin, source="inbox", authority=Authority.ISSUER)
    assert stories.place(own, [known(copy, keys=(own.origin_key,))]).action is Action.NEW_VERSION


def test_a_language_version_may_trail_in_but_not_for_ever() -> None:
    origin = "https://e.example/p/1"
    there = known(article("en"), keys=(stories.origin_key(origin),))
    late = item("fr", origin=origin, published=NOW + timedelta(days=20))
    years = item("fr", origin=origin, published=NOW + timedelta(days=400))
    assert stories.place(late, [there]).action is Action.NEW_ARTICLE
    assert stories.place(years, [there]).action is Action.NEW_STORY


def test_the_same_entry_read_again_is_the_same_or_a_new_version() -> None:
    first = item()
    same = article(fingerprint=first.fingerprint)
    assert stories.place(first, [], before=same).action is Action.SAME
    assert stories.place(item(text="Wholly new words."), [], before=same).action is Action.NEW_VERSION


def test_a_copy_that_differs_does_not_change_what_the_wire_wrote() -> None:
    wire = item(
        "en", origin="https://e.example/p/1", text="The fair opens on 6 March at nine in the old customs house."
    )
    copied = item(
        "en",
        origin="https://e.example/p/1",
        text="The fair opens on 6 March at nine in the old customs house today.",
        source="portal",
        authority=Authority.COPY,
    )
    there = article("en", fingerprint=wire.fingerprint, shingles=wire.shingles)
    assert stories.place(copied, [known(there, keys=(wire.origin_key,))]).action is Action.SAME


def test_an_item_that_names_two_stories_joins_them_under_the_elder() -> None:
    elder = known(article("en", story="tag:x,2026:a"), keys=("link:e/1",), story="tag:x,2026:a")
    younger = known(
        article("fr", story="tag:x,2026:b"), keys=("link:e/2",), story="tag:x,2026:b", created=NOW + timedelta(hours=1)
    )
    placed = stories.place(item("es", keys=("link:e/1", "link:e/2")), [younger, elder])
    assert (placed.action, placed.story, placed.join) == (Action.NEW_ARTICLE, "tag:x,2026:a", ("tag:x,2026:b",))


def test_two_stories_with_official_texts_in_one_language_are_never_joined() -> None:
    one = known(article("en", story="tag:x,2026:a"), keys=("link:e/1",), story="tag:x,2026:a")
    two = known(article("en", story="tag:x,2026:b"), keys=("link:e/2",), story="tag:x,2026:b")
    assert stories.place(item("es", keys=("link:e/1", "link:e/2")), [one, two]).join == ()


def test_fingerprints_ignore_case_space_and_punctuation_only() -> None:
    one = stories.fingerprint("The fair", body("Opens, on 6 March."))
    assert one == stories.fingerprint("THE  fair", body("opens on 6 March"))
    assert one != stories.fingerprint("The fair", body("Opens, on 7 March."))


def test_likeness_is_high_for_an_edited_text_and_low_for_another() -> None:
    words = [f"word{n}" for n in range(300)]
    text, edited = " ".join(words), " ".join([*words[:150], "changed", *words[151:]])
    assert stories.likeness(stories.shingles(body(text)), stories.shingles(body(edited))) > 0.9
    other = " ".join(f"other{n}" for n in range(300))
    assert stories.likeness(stories.shingles(body(text)), stories.shingles(body(other))) == 0
    chinese = "中国海南国际人才交流大会将于十二月在海口举行欢迎各地人才参加本次大会"
    assert stories.likeness(stories.shingles(body(chinese)), stories.shingles(body(chinese))) == 1


def needs(
    *articles: KnownArticle, languages: tuple[str, ...], public: tuple[str, ...] = (), **refused: str
) -> list[str]:
    found = stories.needs(articles, languages=languages, public=public, refused=refused)
    return [f"{need.target}<{','.join(a.language for a in need.sources)}" for need in found]


def test_every_language_without_an_official_version_is_needed() -> None:
    assert needs(article("en"), article("fr"), languages=("en", "fr", "es", "pt")) == ["es<en,fr", "pt<en,fr"]


def test_an_undetermined_text_is_not_translated() -> None:
    assert needs(article("und"), languages=("en", "fr")) == []


def test_a_sister_variant_counts_unless_both_are_asked_for() -> None:
    assert needs(article("pt-BR"), article("en"), languages=("en", "pt")) == []
    assert needs(article("pt-BR"), article("en"), languages=("en", "pt", "pt-BR")) == ["pt<pt-BR,en"]
    assert needs(article("zh-Hans"), languages=("zh-Hans", "zh-Hant")) == ["zh-Hant<zh-Hans"]


def test_a_current_machine_version_is_enough_and_an_outdated_one_is_not() -> None:
    machine = article("fr", Origin.MACHINE)
    assert needs(article("en"), machine, languages=("fr",)) == []
    assert needs(article("en"), article("fr", Origin.MACHINE, state=State.OUTDATED), languages=("fr",)) == ["fr<en"]


def test_what_a_person_wrote_or_rejected_is_not_made_by_machine() -> None:
    assert needs(article("en"), languages=("fr",), fr="tag:x,2026:s/fr") == []


def test_an_official_version_stands_in_only_where_it_may_be_published() -> None:
    internal = article("fr", rights=Rights.INTERNAL)
    public = article("en")
    assert needs(public, internal, languages=("en", "fr")) == []
    assert needs(public, internal, languages=("en", "fr"), public=("en", "fr")) == ["fr<en"]
    assert needs(article("en", rights=Rights.INTERNAL), internal, languages=("en", "fr"), public=("en", "fr")) == []


def test_a_public_translation_starts_from_a_public_text() -> None:
    found = needs(article("en", rights=Rights.INTERNAL), article("es"), languages=("pt",), public=("pt",))
    assert found == ["pt<es"]


def test_words_to_keep_are_found_as_words() -> None:
    assert stories.mentions("News from HAINAN's free\ntrade port", ["Hainan"])
    assert stories.mentions("the free\n trade port", ["Free Trade Port"])
    assert stories.mentions("2026年海南自由贸易港", ["海南"])
    assert not stories.mentions("Hainanese chicken", ["Hainan"])
    assert stories.mentions("anything", [])


@given(st.permutations(["en", "fr", "es", "de", "pt"]), st.sets(st.sampled_from(["en", "fr", "es"]), min_size=1))
def test_any_order_of_arrival_makes_one_story_of_linked_languages(order: list[str], self_links: set[str]) -> None:
    origin = "https://en.example.org/p/1.html"
    held: list[Known] = []
    for language in order:
        arriving = item(language, origin=origin, keys=(f"link:wire/{language}",))
        placed = stories.place(arriving, held)
        articles = held[0].articles if held else ()
        assert placed.action is (Action.NEW_ARTICLE if held else Action.NEW_STORY)
        held = [known(*articles, article(language), keys=(arriving.origin_key,))]
    assert len(held[0].articles) == 5


def test_any_order_of_two_announcements_keeps_them_apart() -> None:
    """Two releases of one event in three languages each, told apart by their original links."""
    arrivals = [(tag, n) for n in (1, 2) for tag in ("en", "fr")]
    for order in permutations(arrivals):
        held: dict[str, Known] = {}
        for tag, number in order:
            arriving = item(tag, origin=f"https://e.example/p/{number}.html", text=f"Text {number} in {tag} " * 9)
            placed = stories.place(arriving, list(held.values()))
            name = placed.story or f"tag:x,2026:{number}"
            before = held[name].articles if name in held else ()
            keys = tuple((held[name].keys if name in held else frozenset()) | {arriving.origin_key})
            held[name] = known(*before, article(tag, story=name), keys=keys, story=name)
        assert sorted(len(story.articles) for story in held.values()) == [2, 2]
