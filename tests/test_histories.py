"""Whole histories as a wire tells them: correction, kill, hold, embargo, late versions, in any order of arrival."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

from tests.conftest import Newsroom
from tests.loopback import Loopback
from tests.test_run import FEED, ORIGIN, VERSIONS, page

HEAD = VERSIONS["en"][0]
BODY = VERSIONS["en"][1]
LONG = (
    "The organisers expect visitors from many countries and have prepared a programme of talks, visits and meetings "
    "that fills three days in the old customs house and on the quays beside it."
)
RELEASE = ("/release-302700001.html", HEAD, (BODY, LONG, f"Original link: {ORIGIN}"))
FRENCH = (
    "/release-302700002.html",
    VERSIONS["fr"][0],
    (VERSIONS["fr"][1], VERSIONS["fr"][1], f"Lien original : {ORIGIN}"),
)
KILL = (
    "/notice-302700009.html",
    f"/KILL/ {HEAD}",
    (
        (
            f"We are advised by the company that journalists and other readers should disregard the news release, {HEAD}, "
            "issued 02-Mar-2026 over PR Newswire."
        ),
    ),
)
CORRECTION = (
    "/release-302700003.html",
    f"CORRECTING and REPLACING {HEAD}",
    (
        "Dates in the first paragraph should read: March 17 to 19 (instead of March 16 to 18).",
        "The updated release reads:",
        BODY.replace("March 16 to 18", "March 17 to 19"),
        LONG,
        f"Original link: {ORIGIN}",
    ),
)


def publish(web: Loopback, *items: tuple[str, str, tuple[str, ...]], etag: str = "") -> None:
    """The wire's feed as it stands now, with its pages."""
    shown = []
    for path, headline, paragraphs in items:
        lang = "fr" if "accueillera" in headline else "en"
        web.page(path, page(headline, *paragraphs, lang=lang))
        shown.append(
            f"<item><title>{headline}</title><link>{web.url(path)}</link><guid>{web.url(path)}</guid>"
            f"<pubDate>Mon, 02 Mar 2026 0{len(shown) + 1}:00:00 +0000</pubDate><description>{headline}...</description></item>"
        )
    feed = f"<rss version='2.0'><channel><title>Wire</title><link>{web.url('/')}</link><description>d</description>{''.join(shown)}</channel></rss>"
    web.page("/feed.xml", feed, content_type="application/rss+xml", etag=etag)


@pytest.fixture
def wire(newsroom: Newsroom, web: Loopback) -> Newsroom:
    newsroom.settings(FEED.replace("ADDRESS", web.url("")).replace("[en, fr, es, de, pt]", "[en, fr, pt]"))
    return newsroom


def titles(newsroom: Newsroom, tag: str) -> list[str]:
    return [item["title"] for item in carried(newsroom.outputs()[f"monitor/{tag}/feed.json"])]


def carried(feed: bytes) -> list[dict[str, Any]]:
    """The items of a feed, but for the notices in place of those that were withdrawn."""
    return [item for item in json.loads(feed)["items"] if "_status" not in item]


def test_a_kill_from_the_storys_own_wire_empties_every_language_at_once(wire: Newsroom, web: Loopback) -> None:
    publish(web, RELEASE, FRENCH)
    assert wire.run().failures == []
    assert len(titles(wire, "en")) == len(titles(wire, "fr")) == len(titles(wire, "pt")) == 1
    publish(web, RELEASE, FRENCH, KILL)
    assert wire.run().failures == []
    assert titles(wire, "en") == titles(wire, "fr") == titles(wire, "pt") == []
    held = wire.json("status")["held"]
    assert [story["status"] for story in held] == ["canceled"]
    assert "killed by a notice from wire" in held[0]["why"]
    assert len(wire.json("list")) == 3  # kept, not published, and the notice is no story
    assert wire.command("reinstate", held[0]["story"], "--why", "the company called", "--by", "Ann").returncode == 0
    assert len(titles(wire, "pt")) == 1


@pytest.mark.parametrize(
    "order", list(permutations((RELEASE, FRENCH, KILL))), ids=lambda order: "-".join(i[0][9:12] for i in order)
)
def test_no_order_of_arrival_publishes_a_killed_story(
    wire: Newsroom, web: Loopback, order: tuple[tuple[str, str, tuple[str, ...]], ...]
) -> None:
    for number in range(1, len(order) + 1):
        publish(web, *order[:number])
        wire.run()
    assert titles(wire, "en") == titles(wire, "fr") == titles(wire, "pt") == []
    assert len({article["story"] for article in wire.json("list")}) == 1


def test_a_kill_from_a_copy_only_holds_and_asks(wire: Newsroom, web: Loopback) -> None:
    publish(web, RELEASE)
    wire.run()
    settings = (wire.folder / "sources.yaml").read_text("utf-8")
    wire.settings(
        settings.replace(
            "channels:",
            f"  - {{id: portal, kind: feed, url: '{web.url('/portal.xml')}', every: 0s, allow_private: true}}\nchannels:",
        )
    )
    path, headline, paragraphs = KILL
    web.page(path, page(headline, *paragraphs))
    web.page("/portal.xml", f"<rss version='2.0'><channel><title>Portal</title><link>x</link><description>d</description><item><title>{headline}</title><link>{web.url(path)}</link><pubDate>Mon, 02 Mar 2026 12:00:00 +0000</pubDate></item></channel></rss>", content_type="application/rss+xml")  # fmt: skip
    wire.run()
    assert titles(wire, "en") == []
    status = wire.json("status")
    assert [story["status"] for story in status["held"]] == ["withheld"]
    assert status["questions"] == 1
    (question,) = wire.json("stories", "list")
    assert (question["question"], question["kind"], question["verdict"]) == ("notice", "kill", "hold")
    assert wire.command("release", question["story"], "--why", "a false alarm", "--by", "Ann").returncode == 0
    assert len(titles(wire, "en")) == 1
    assert wire.json("stories", "list") == []


def test_a_correction_is_a_new_version_of_the_same_article_and_reaches_every_language(
    wire: Newsroom, web: Loopback
) -> None:
    publish(web, RELEASE)
    wire.run()
    before = {article["language"]: article for article in wire.json("list")}
    publish(web, RELEASE, CORRECTION)
    wire.run()
    after = {article["language"]: article for article in wire.json("list")}
    assert len(after) == 2
    assert after["en"]["uri"] == before["en"]["uri"]
    assert after["en"]["version"] == before["en"]["version"] + 1
    text = wire.json("show", after["en"]["uri"])["text"]
    assert "March 17 to 19" in text
    assert "instead of" not in text
    assert "17" in wire.json("show", after["pt"]["uri"])["text"]
    assert after["pt"]["translated_from"]["version"] == after["en"]["version"]
    assert titles(wire, "en") == [HEAD]


def test_an_embargo_holds_every_language_until_its_time_and_one_without_zone_waits_for_a_person(
    newsroom: Newsroom,
) -> None:
    headline, text, _ = VERSIONS["en"]
    newsroom.drop("a.en.txt", f"EMBARGOED UNTIL 09:00 GMT 3 March 2999\n\n{headline}\n\n{text}\n\n{LONG}\n")
    newsroom.drop("b.en.txt", f"EMBARGOED UNTIL 09:00 3 March 2024\n\nAnother fair opens\n\n{LONG}\n\n{LONG[::-1]}\n")
    assert newsroom.run().failures == []
    outputs = newsroom.outputs()
    assert all(carried(outputs[path]) == [] for path in outputs if path.endswith("feed.json"))
    assert {article["language"] for article in newsroom.json("list")} == {"en", "pt"}  # ready for the hour
    (held,) = newsroom.json("status")["held"]
    assert "embargo without a clear time" in held["why"]
    assert "EMBARGOED" not in newsroom.json("show", newsroom.json("list")[0]["uri"])["text"]
    assert newsroom.command("release", held["story"], "--why", "it is past", "--by", "Ann").returncode == 0
    assert titles(newsroom, "en") == ["Another fair opens"]


def test_a_likely_sister_version_is_proposed_with_evidence_and_a_person_joins_or_parts_it(newsroom: Newsroom) -> None:
    settings = (newsroom.folder / "sources.yaml").read_text("utf-8").replace("[en, pt]", "[en, fr]")
    newsroom.settings(settings.replace("[argos, apertium]", "[argos]"))  # no way from French to English
    facts = "Marisland, Zhang Yuhui, Northbridge, 10,018, 337, 1.03"
    english = "About 1.03 million people came to Marisland, and 337 companies offer 10,018 posts, said Zhang Yuhui in Quayport near Northbridge."
    french = "Quelque 1,03 million de personnes sont venues à Marisland, et 337 entreprises offrent 10 018 postes, a dit Zhang Yuhui à Quayport, près de Northbridge."
    newsroom.drop(
        "one.en.txt",
        f"Talent week opens\n\nQUAYPORT, March 2, 2026 /PRNewswire/ -- {english} It was the largest meeting of its kind.\n",
    )
    newsroom.drop(
        "deux.fr.txt",
        f"La semaine du talent\n\nQUAYPORT, 2 mars 2026 /CNW/ - {french} C'était la plus grande rencontre du genre.\n",
    )
    newsroom.run()
    (question,) = newsroom.json("stories", "list")
    assert question["question"] == "join"
    assert "10018" in question["evidence"]
    assert facts
    stories = {article["language"]: article["story"] for article in newsroom.json("list")}
    assert stories["en"] != stories["fr"]
    assert newsroom.command("stories", "join", stories["en"], stories["fr"], "--by", "Ann").returncode == 0
    joined = newsroom.json("list")
    assert len({article["story"] for article in joined}) == 1
    assert newsroom.json("stories", "list") == []
    uri = next(article["uri"] for article in joined if article["language"] == "fr")
    assert newsroom.command("stories", "part", uri, "--by", "Ann").returncode == 0
    parted = newsroom.json("list")
    assert len({article["story"] for article in parted}) == 2
    newsroom.run()
    assert newsroom.json("stories", "list") == []  # what a person parted is not proposed again


def test_acts_on_a_story_need_a_reason_and_a_fitting_state(newsroom: Newsroom) -> None:
    newsroom.drop("a.en.txt", f"{HEAD}\n\n{BODY}\n")
    newsroom.run()
    story = newsroom.json("list")[0]["story"]
    assert newsroom.command("hold", story, "--why", "", "--by", "Ann").returncode == 1
    assert newsroom.command("release", story, "--why", "x", "--by", "Ann").returncode == 1
    assert newsroom.command("kill", "tag:nowhere", "--why", "x", "--by", "Ann").returncode == 1
    assert newsroom.command("hold", story.rpartition(":")[2], "--why", "legal asks", "--by", "Ann").returncode == 0
    assert titles(newsroom, "en") == []
    assert newsroom.command("kill", story, "--why", "legal insists", "--by", "Ann").returncode == 0
    done = newsroom.command("hold", story, "--why", "x", "--by", "Ann")
    assert "is killed; it cannot be held" in done.stderr


def test_a_page_gone_upstream_is_told_and_the_text_stays_until_a_person_acts(wire: Newsroom, web: Loopback) -> None:
    publish(web, RELEASE)
    wire.run()
    path, headline, paragraphs = RELEASE
    publish(web, (path, headline + " (updated)", paragraphs))
    web.page(path, "gone", status=410)
    report = wire.run()
    assert any("gone upstream (410) and still published here" in failure for failure in report.failures)
    assert len(titles(wire, "en")) == 1


def test_evidence_is_kept_shown_and_replayed_without_the_network(wire: Newsroom, web: Loopback) -> None:
    path, headline, paragraphs = RELEASE
    publish(web, RELEASE)
    web.page(
        path, page(headline, *paragraphs, "Follow us on every channel there is and subscribe to our daily letter.")
    )
    wire.run()
    uri = wire.json("list", "--language", "en")[0]["uri"]
    done = wire.command("show", uri, "--raw")
    assert "<h1>" in done.stdout
    assert "SHA-256" in done.stderr
    assert "Follow us" in wire.json("show", uri)["text"]
    asked = len(web.requests)
    settings = (wire.folder / "sources.yaml").read_text("utf-8")
    wire.settings(
        settings.replace("allow_private: true", 'allow_private: true, article: {drop: ["p:last-of-type"]}', 1)
    )
    assert wire.command("replay", "--source", "wire").returncode == 0
    assert len(web.requests) == asked
    assert "Follow us" not in wire.json("show", uri)["text"]


def test_a_gap_in_the_feed_is_told_and_filled_from_the_backfill(wire: Newsroom, web: Loopback) -> None:
    def item(number: int, hour: int) -> str:
        path = f"/r{number}.html"
        web.page(path, page(f"Release number {number} of the harbour", f"QUAYPORT, March 2, 2026 -- Release {number} tells of ship {number}. {LONG} Number {number * 7919}.", f"{number * 31337} people heard of it on day {number}, when the {number}th ship came in."))  # fmt: skip
        return f"<item><title>Release number {number} of the harbour</title><link>{web.url(path)}</link><pubDate>Mon, 02 Mar 2026 {hour:02}:00:00 +0000</pubDate></item>"

    def serve(path: str, *items: str) -> None:
        web.page(path, f"<rss version='2.0'><channel><title>W</title><link>x</link><description>d</description>{''.join(items)}</channel></rss>", content_type="application/rss+xml")  # fmt: skip

    every = [item(number, number) for number in range(1, 9)]
    serve("/feed.xml", *every[:2])
    serve("/all.xml", *every)
    wire.run()
    serve("/feed.xml", *every[6:])
    report = wire.run()
    assert any("may have been missed" in warning for warning in report.warnings)
    assert any("may have been missed" in alarm for alarm in wire.json("status")["sources"][0]["alarms"])
    assert len(wire.json("list", "--origin", "official")) == 4
    settings = (wire.folder / "sources.yaml").read_text("utf-8")
    more = f"allow_private: true, backfill: {{kind: feed, url: '{web.url('/all.xml')}'}}"
    wire.settings(settings.replace("allow_private: true", more, 1))
    every += [item(number, number) for number in range(9, 14)]
    serve("/feed.xml", *every[11:])
    serve("/all.xml", *every)
    wire.run()
    assert len(wire.json("list", "--origin", "official")) == 13


def test_a_kill_acts_from_the_listing_alone_when_its_page_cannot_be_had(wire: Newsroom, web: Loopback) -> None:
    publish(web, RELEASE)
    wire.run()
    path, headline, paragraphs = KILL
    publish(web, RELEASE, KILL)
    kept = web._routes["/feed.xml"].content.decode()
    web.page(path, "down", status=503)
    web.page("/feed.xml", kept.replace(f"<description>{headline}...</description>", f"<description>{paragraphs[0]}</description>"), content_type="application/rss+xml")  # fmt: skip
    assert wire.run().failures == []
    assert titles(wire, "en") == []
    assert wire.json("status")["held"][0]["status"] == "canceled"


def test_what_a_correction_corrects_may_arrive_after_it(wire: Newsroom, web: Loopback) -> None:
    publish(web, CORRECTION)
    wire.run()
    publish(web, CORRECTION, RELEASE)
    wire.run()
    (english,) = wire.json("list", "--language", "en")
    assert "March 17 to 19" in wire.json("show", english["uri"])["text"]


def test_replay_undoes_nothing_a_person_decided(wire: Newsroom, web: Loopback) -> None:
    publish(web, RELEASE, KILL)
    wire.run()
    story = wire.json("status")["held"][0]["story"]
    assert wire.command("reinstate", story, "--why", "the company called", "--by", "Ann").returncode == 0
    assert wire.command("replay").returncode == 0
    assert wire.json("status")["held"] == []


def test_a_copy_with_a_word_changed_is_the_same_story_and_dies_with_it(wire: Newsroom, web: Loopback) -> None:
    publish(web, RELEASE)
    wire.run()
    settings = (wire.folder / "sources.yaml").read_text("utf-8")
    wire.settings(
        settings.replace(
            "channels:",
            f"  - {{id: portal, kind: feed, url: '{web.url('/portal.xml')}', every: 0s, allow_private: true}}\nchannels:",
        )
    )
    text = f"<p>{BODY.replace('many visitors', 'numerous visitors')}</p><p>{LONG}</p>"
    web.page("/portal.xml", f"<rss version='2.0' xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>Portal</title><link>x</link><description>d</description><item><title>Talent week planned in Quayport</title><guid>p1</guid><pubDate>Mon, 02 Mar 2026 12:00:00 +0000</pubDate><c:encoded><![CDATA[{text}]]></c:encoded></item></channel></rss>", content_type="application/rss+xml")  # fmt: skip
    wire.run()
    assert len(wire.json("list", "--origin", "official")) == 1


def test_staff_hear_when_an_official_version_takes_the_place_of_theirs(newsroom: Newsroom) -> None:
    headline, text, _ = VERSIONS["en"]
    newsroom.drop("week.en.txt", f"{headline}\n\n{text}\n\n{LONG}\n")
    newsroom.run()
    uri = newsroom.json("list", "--language", "pt")[0]["uri"]
    assert newsroom.command("approve", uri, "--by", "Ann").returncode == 0
    headline, text, _ = VERSIONS["pt"]
    newsroom.drop("week.pt.txt", f"{headline}\n\n{text}\n")
    report = newsroom.run()
    assert [warning for warning in report.warnings if "in place of what Ann wrote or approved" in warning]
    assert report.exit_code == 0


def test_a_selector_that_matches_nothing_is_an_alarm_and_a_change_is_told_in_the_history(
    wire: Newsroom, web: Loopback
) -> None:
    settings = (wire.folder / "sources.yaml").read_text("utf-8")
    wire.settings(settings.replace("allow_private: true", 'allow_private: true, article: {body: ".gone"}', 1))
    publish(web, RELEASE)
    wire.run()
    assert any("a selector matched nothing on 1 of" in alarm for alarm in wire.json("status")["sources"][0]["alarms"])
    path, headline, paragraphs = RELEASE
    publish(web, (path, headline + " again", (BODY.replace("March 16 to 18", "March 20 to 22"), *paragraphs[1:])))
    wire.run()
    (english,) = wire.json("list", "--language", "en")
    change = wire.json("show", english["uri"])["history"][-1]["change"]
    assert change["substantive"]
    assert any("figure: 16, 18 → 20, 22" in fact for fact in change["facts"])


def test_a_permanent_move_is_believed_after_two_good_answers_and_410_stops(wire: Newsroom, web: Loopback) -> None:
    publish(web, RELEASE)
    feed = web._routes["/feed.xml"].content.decode()
    web.page("/new.xml", feed, content_type="application/rss+xml")
    web.redirect("/feed.xml", "/new.xml", status=301)
    for visit in range(3):
        before = len(web.asked)
        wire.run()
        assert (web.asked[before].path == "/new.xml") == (visit == 2)
    assert wire.json("status")["sources"][0]["moved_to"].endswith("/new.xml")
    web.page("/new.xml", "gone", status=410)
    assert wire.run().exit_code == 1
    asked = len(web.asked)
    assert wire.run().exit_code == 0
    assert len(web.asked) == asked
    assert any("410" in alarm for alarm in wire.json("status")["sources"][0]["alarms"])


def test_another_wires_wording_without_the_link_is_proposed_and_the_follow_up_is_not(
    wire: Newsroom, web: Loopback
) -> None:
    facts = {
        "en": "About 1.03 million people came to Marisland since the plan began, 337 companies offer 10,018 posts, said Zhang Yuhui in Quayport, near Northbridge.",
        "fr": "Quelque 1,03 million de personnes sont venues à Marisland depuis le début du plan, 337 entreprises offrent 10 018 postes, a dit Zhang Yuhui à Quayport, près de Northbridge.",
    }
    english = (*RELEASE[:2], (BODY, facts["en"], f"Original link: {ORIGIN}"))
    french = (*FRENCH[:2], (VERSIONS["fr"][1], facts["fr"], f"Lien original : {ORIGIN}"))
    publish(web, english, french)
    other = "QUAYPORT, 3 mars 2026 /CNW/ - La ville portuaire accueille bientôt une semaine entière pour les métiers. Au total, 337 sociétés proposent 10 018 emplois, selon Zhang Yuhui, et Marisland a attiré 1,03 million d'habitants en venant de Northbridge à Quayport."
    after = "QUAYPORT, 20 mars 2026 /CNW/ - La semaine de Quayport s'est achevée vendredi. Zhang Yuhui a salué 337 sociétés de Marisland et 10 018 visiteurs, dont 1,03 million en ligne depuis Northbridge, a-t-il dit devant la presse."
    items = ""
    for path, title, text, day in (
        ("/cnw-1.html", "Une semaine pour les métiers à Quayport", other, "Tue, 03"),
        ("/cnw-2.html", "La semaine de Quayport s'achève", after, "Fri, 20"),
    ):
        web.page(path, page(title, text, lang="fr"))
        items += f"<item><title>{title}</title><link>{web.url(path)}</link><pubDate>{day} Mar 2026 10:00:00 +0000</pubDate></item>"
    web.page("/cnw.xml", f"<rss version='2.0'><channel><title>CNW</title><link>x</link><description>d</description>{items}</channel></rss>", content_type="application/rss+xml")  # fmt: skip
    settings = (wire.folder / "sources.yaml").read_text("utf-8")
    wire.settings(
        settings.replace(
            "channels:",
            f"  - {{id: cnw, kind: feed, url: '{web.url('/cnw.xml')}', authority: wire, every: 0s, allow_private: true}}\nchannels:",
        )
    )
    assert wire.run().failures == []
    found = wire.json("list", "--origin", "official")
    assert len({article["story"] for article in found}) == 3
    (question,) = wire.json("stories", "list")
    assert question["question"] == "join"
    assert "10018" in question["evidence"]
    sister = next(article for article in found if article["link"] == web.url("/cnw-1.html"))
    assert question["uri"] == sister["uri"]
