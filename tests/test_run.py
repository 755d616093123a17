"""The whole way on real parts: loopback HTTP, SQLite, the starter models, files on disk."""

from __future__ import annotations

import json
import socket
import sqlite3
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from pipeline import acts, extract, run
from pipeline.model import Origin, State
from pipeline.store import opened, overview
from pipeline.translate import translate
from tests.conftest import Newsroom
from tests.loopback import Loopback

ENGLISH = """Quayport to host talent week

QUAYPORT, March 2, 2026 /PRNewswire/ -- The second Harbour Talent Week will take place from March 16 to 18.

The meeting is expected to draw 4,500 visitors and 120 employers.

Original link: https://talent.example.org/p/1047.html
"""
PERSONS = "A segunda Harbour Talent Week vai de 16 a 18 de março; esperam-se 4.500 visitantes e 120 empregadores."
# One announcement in five languages, told apart by nothing but language, joined by nothing but the tail line.
VERSIONS = {
    "en": ("Quayport to host talent week", "QUAYPORT, March 2, 2026 /PRNewswire/ -- The second Harbour Talent Week will take place in Quayport from March 16 to 18, local authorities announced on Monday. The meeting is expected to draw many visitors.", "Original link: "),
    "fr": ("Quayport accueillera une semaine du talent", "QUAYPORT, 2 mars 2026 /PRNewswire/ -- La deuxième Semaine du talent se tiendra à Quayport du 16 au 18 mars, ont annoncé lundi les autorités locales. La rencontre devrait attirer de nombreux visiteurs.", "Lien original : "),
    "es": ("Quayport acogerá una semana del talento", "QUAYPORT, 2 de marzo de 2026 /PRNewswire/ -- La segunda Semana del Talento se celebrará en Quayport del 16 al 18 de marzo, anunciaron el lunes las autoridades locales. Se espera que atraiga a muchos visitantes.", "Enlace original: "),
    "de": ("Quayport veranstaltet eine Talentwoche", "QUAYPORT, 2. März 2026 /PRNewswire/ -- Die zweite Talentwoche findet vom 16. bis 18. März in Quayport statt, teilten die örtlichen Behörden am Montag mit. Zu dem Treffen werden viele Besucher erwartet.", "Originallink: "),
    "pt": ("Quayport recebe a semana do talento", "QUAYPORT, 2 de março de 2026 /PRNewswire/ -- A segunda Semana do Talento vai realizar-se em Quayport de 16 a 18 de março, anunciaram na segunda-feira as autoridades locais. Espera-se que a reunião atraia muitos visitantes.", "Link original: "),
}  # fmt: skip
ORIGIN = "https://talent.example.org/p/1047.html"
FOLLOW_UP = ("Talent week in Quayport ends with record", "QUAYPORT, March 19, 2026 /PRNewswire/ -- The second Harbour Talent Week in Quayport ended on Wednesday with a record number of visitors, the organisers said. More than 300 people found work there.", "Original link: https://talent.example.org/p/1101.html")  # fmt: skip

FEED = """
site: {title: Test newsroom, url: "https://news.example.org", contact: press@example.org}
languages: [en, fr, es, de, pt]
sources:
  - {id: wire, kind: feed, url: "ADDRESS/feed.xml", authority: wire, rights: public, every: 0s, allow_private: true}
channels:
  - {id: monitor, outputs: [atom, rss, jsonfeed], release: machine, rights: internal}
translation: {engines: [argos], models: models}
store: pipeline.db
output: output
"""


def page(headline: str, *paragraphs: str, lang: str = "en") -> str:
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html lang={lang}><head><title>{headline}</title></head><body><h1>{headline}</h1><article>{inner}</article></body></html>"


def feed(web: Loopback, *items: tuple[str, str, str]) -> str:
    """An RSS feed of (path, title, day) that carries teasers only."""
    shown = "".join(
        f"<item><title>{title}</title><link>{web.url(path)}</link><guid>{path}</guid>"
        f"<pubDate>{day} 09:00:00 +0000</pubDate><description>{title}...</description></item>"
        for path, title, day in items
    )
    return f"<rss version='2.0'><channel><title>Wire</title><link>{web.url('/')}</link><description>d</description>{shown}</channel></rss>"


def five_languages(web: Loopback, follow_up: bool = True) -> None:
    items = []
    for tag, (headline, text, label) in VERSIONS.items():
        web.page(f"/{tag}.html", page(headline, text, text.split(" -- ")[1], label + ORIGIN, lang=tag))
        items.append((f"/{tag}.html", headline, "Mon, 02 Mar 2026"))
    if follow_up:
        headline, text, tail = FOLLOW_UP
        web.page("/after.html", page(headline, text, tail))
        items.append(("/after.html", headline, "Thu, 19 Mar 2026"))
    web.page("/feed.xml", feed(web, *items), content_type="application/rss+xml", etag='"1"')


def origins(newsroom: Newsroom) -> dict[str, str]:
    return {f"{a['story'][-4:]} {a['language']}": a["origin"] for a in newsroom.json("list")}


def test_a_text_in_the_inbox_comes_out_in_both_languages(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    report = newsroom.run()
    assert (report.failures, report.read, report.translated) == ([], 1, 1)
    found = {article["language"]: article for article in newsroom.json("list")}
    assert (found["en"]["origin"], found["pt"]["origin"]) == ("official", "machine")
    assert found["pt"]["translated_from"]["uri"] == found["en"]["uri"]
    assert found["pt"]["route"] == "argos:en>pt"
    whole = newsroom.json("show", found["pt"]["uri"])
    assert whole["dateline"] == {
        "place": "Quayport",
        "date": "2026-03-02",
        "wire": "PRNewswire",
        "text": whole["dateline"]["text"],
    }
    assert "2 de março de 2026" in whole["dateline"]["text"]
    assert whole["origin_url"] == ORIGIN
    assert "120" in whole["text"]
    assert "PRNewswire" not in whole["text"]


def test_a_second_run_without_news_touches_nothing(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    stamps = {path: path.stat().st_mtime_ns for path in (newsroom.folder / "output").rglob("*")}
    again = newsroom.run()
    assert (again.read, again.translated, again.written) == (0, 0, set())
    assert {path: path.stat().st_mtime_ns for path in (newsroom.folder / "output").rglob("*")} == stamps


def test_machine_text_is_labelled_and_stays_out_of_the_public_channel_until_approved(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    outputs = newsroom.outputs()
    public = json.loads(outputs["website/pt/feed.json"])
    monitor = json.loads(outputs["monitor/pt/feed.json"])
    assert public["items"] == []
    assert monitor["items"][0]["_translation"]["origin"] == "machine"
    assert "Tradução automática" in monitor["items"][0]["content_html"]
    uri = monitor["items"][0]["id"]
    assert newsroom.command("approve", uri, "--by", "Ann").returncode == 0
    public = json.loads(newsroom.outputs()["website/pt/feed.json"])
    assert [item["id"] for item in public["items"]] == [uri]
    assert (
        "Tradução automática (" not in public["items"][0]["content_html"]
        or "revist" in public["items"][0]["content_html"]
    )


def test_five_official_versions_are_one_story_and_the_follow_up_another(newsroom: Newsroom, web: Loopback) -> None:
    newsroom.settings(FEED.replace("ADDRESS", web.url("")))
    five_languages(web)
    report = newsroom.run()
    assert report.failures == []
    found = newsroom.json("list")
    families: dict[str, dict[str, str]] = {}
    for article in found:
        families.setdefault(article["story"], {})[article["language"]] = article["origin"]
    assert sorted(len([o for o in family.values() if o == "official"]) for family in families.values()) == [1, 5]
    whole = next(family for family in families.values() if len(family) == 5)
    assert set(whole.values()) == {"official"}
    after = next(family for family in families.values() if family is not whole)
    assert after == {"en": "official", "pt": "machine"}
    entry = next(e for e in feedparser.parse(newsroom.outputs()["monitor/fr/atom.xml"]).entries)
    linked = {link["hreflang"]: link["href"] for link in entry.links if link.get("hreflang")}
    assert {tag: linked[tag] for tag in ("en", "es", "de", "pt")} == {
        tag: web.url(f"/{tag}.html") for tag in ("en", "es", "de", "pt")
    }


def test_any_order_of_the_feed_gives_the_same_families(newsroom: Newsroom, web: Loopback) -> None:
    newsroom.settings(FEED.replace("ADDRESS", web.url("")))
    five_languages(web)
    items = [(f"/{tag}.html", VERSIONS[tag][0], "Mon, 02 Mar 2026") for tag in reversed(VERSIONS)]
    for number in range(1, len(items) + 1):  # one more with every visit
        web.page("/feed.xml", feed(web, *items[:number]), content_type="application/rss+xml")
        assert newsroom.run().failures == []
    assert len({article["story"] for article in newsroom.json("list")}) == 1
    assert {article["origin"] for article in newsroom.json("list")} == {"official"}


def test_a_not_modified_feed_is_asked_with_its_validators_and_changes_nothing(
    newsroom: Newsroom, web: Loopback
) -> None:
    newsroom.settings(FEED.replace("ADDRESS", web.url("")))
    five_languages(web)
    newsroom.run()
    before = len(web.asked)
    newsroom.run()
    after = web.asked[before:]
    assert [(request.path, request.headers.get("if-none-match")) for request in after] == [("/feed.xml", '"1"')]


def test_a_source_is_not_asked_again_before_its_time(newsroom: Newsroom, web: Loopback) -> None:
    newsroom.settings(FEED.replace("ADDRESS", web.url("")).replace("every: 0s", "every: 30m"))
    five_languages(web)
    newsroom.run()
    before = len(web.asked)
    newsroom.run()
    assert len(web.asked) == before
    newsroom.run(now=True)
    assert len(web.asked) == before + 1
    newsroom.run(clock=lambda: datetime.now(UTC) + timedelta(minutes=31))
    assert len(web.asked) == before + 2


def test_only_stories_that_mention_a_word_are_kept_also_when_only_the_page_does(
    newsroom: Newsroom, web: Loopback
) -> None:
    newsroom.settings(FEED.replace("ADDRESS", web.url("")).replace("every: 0s", "every: 0s, keep: [employers]"))
    filler = "The company makes kettles in its old plant by the river and sells them in many countries of the world."
    web.page("/a.html", page("A quiet headline", filler, "The fair brings 120 employers to the coast this spring."))
    web.page("/b.html", page("Another headline", filler, "The kettles are blue and the sales went up by a tenth."))
    web.page("/feed.xml", feed(web, ("/a.html", "A quiet headline", "Mon, 02 Mar 2026"), ("/b.html", "Another headline", "Mon, 02 Mar 2026")))  # fmt: skip
    newsroom.run()
    assert {article["headline"] for article in newsroom.json("list", "--origin", "official")} == {"A quiet headline"}
    newsroom.settings(
        FEED.replace("ADDRESS", web.url("")).replace("every: 0s", "every: 0s, keep: [employers, kettles]")
    )
    newsroom.run()
    assert len(newsroom.json("list", "--origin", "official")) == 2


def test_a_late_official_version_takes_the_place_of_ours_under_the_same_id(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    before = {article["language"]: article for article in newsroom.json("list")}
    headline, text, _ = VERSIONS["pt"]
    newsroom.drop("week.pt.txt", f"{headline}\n\n{text}\n")
    newsroom.run()
    after = {article["language"]: article for article in newsroom.json("list")}
    assert after["pt"]["origin"] == "official"
    assert after["pt"]["uri"] == before["pt"]["uri"]
    assert [item["id"] for item in json.loads(newsroom.outputs()["website/pt/feed.json"])["items"]] == [
        after["pt"]["uri"]
    ]


def test_a_changed_file_is_a_new_version_and_a_deleted_one_kills_nothing(newsroom: Newsroom) -> None:
    path = newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    newsroom.drop("week.en.txt", ENGLISH.replace("4,500", "5,200"))
    newsroom.run()
    found = {article["language"]: article for article in newsroom.json("list")}
    assert found["en"]["version"] == 2
    assert found["pt"]["translated_from"]["version"] == 2
    assert (
        "5.200" in newsroom.json("show", found["pt"]["uri"])["text"]
        or "5,200" in newsroom.json("show", found["pt"]["uri"])["text"]
    )
    path.unlink()
    newsroom.run()
    assert len(newsroom.json("list")) == 2


def test_a_touched_file_is_no_news(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    newsroom.drop("week.en.txt", ENGLISH, age=30)
    assert newsroom.run().read == 0


def test_a_text_whose_language_nobody_can_tell_is_shown_to_staff_and_goes_nowhere(newsroom: Newsroom) -> None:
    newsroom.drop("figures.txt", "4,500 120 2026\n\n1,000.00 + 2,000.00 = 3,000.00 https://e.example/1\n")
    newsroom.run()
    assert [article["language"] for article in newsroom.json("list")] == ["und"]
    assert len(newsroom.json("status")["undetermined"]) == 1
    assert json.loads(newsroom.outputs()["monitor/en/feed.json"])["items"] == []


def test_a_rejected_translation_leaves_the_feeds_and_is_not_made_again_until_its_source_changes(
    newsroom: Newsroom,
) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    uri = newsroom.json("list", "--language", "pt")[0]["uri"]
    assert newsroom.command("reject", uri, "--by", "Ann").returncode == 0
    (left,) = json.loads(newsroom.outputs()["monitor/pt/feed.json"])["items"]
    assert (left["id"], left["_status"]["status"]) == (uri, "withheld")
    assert newsroom.run().translated == 0
    newsroom.drop("week.en.txt", ENGLISH.replace("4,500", "5,200"))
    assert newsroom.run().translated == 1
    assert [a["state"] for a in newsroom.json("list", "--language", "pt")] == ["current"]


def test_a_persons_edit_made_while_a_run_translates_that_article_stays(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    newsroom.drop("week.en.txt", ENGLISH.replace("4,500", "5,200"))
    config = newsroom.config()
    uri = newsroom.json("list", "--language", "pt")[0]["uri"]
    real = translate

    def edited_meanwhile(*given):  # type: ignore[no-untyped-def]
        for outcome in real(*given):
            # The machine has its new text ready; just now a person, in another process, saves theirs.
            (newsroom.folder / "mine.txt").write_text(f"Minhas palavras\n\n{PERSONS}\n", "utf-8")
            done = newsroom.command("edit", uri, "--file", str(newsroom.folder / "mine.txt"), "--by", "Ann")
            assert done.returncode == 0, done.stderr
            in_feed = json.loads(newsroom.outputs()["monitor/pt/feed.json"])["items"][0]
            assert in_feed["title"] == "Minhas palavras"
            yield outcome

    monkeypatch.setattr("pipeline.run.translating.translate_jobs", edited_meanwhile)
    report = newsroom.run()
    assert report.translated == 0
    with opened(config.store) as store:
        article = overview.one(store, uri)
        assert (article.origin, article.headline) == (Origin.EDITED, "Minhas palavras")
        assert article.body[0].text == PERSONS
        assert article.state is State.OUTDATED  # it was written against the source as it stood before
    monkeypatch.undo()
    newsroom.run()
    with opened(config.store) as store:
        assert overview.one(store, uri).headline == "Minhas palavras"


def test_the_text_that_show_prints_comes_back_unchanged_through_edit(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    uri = newsroom.json("list", "--language", "pt")[0]["uri"]
    before = newsroom.json("show", uri)
    with opened(newsroom.config().store) as store:
        acts.edit(store, uri, acts.editable(overview.one(store, uri)), by="Ann", now=datetime.now(UTC))
    after = newsroom.json("show", uri)
    assert (after["headline"], after["body"], after["dateline"]) == (
        before["headline"],
        before["body"],
        before["dateline"],
    )
    assert after["origin"] == "edited"


def test_offline_means_offline(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.drop("week.en.txt", ENGLISH)

    def blocked(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, blocked)
    report = newsroom.run()
    assert (report.failures, report.translated) == ([], 1)


def test_one_bad_source_leaves_the_others_alone(newsroom: Newsroom, web: Loopback) -> None:
    text = FEED.replace("ADDRESS", web.url(""))
    bad = "\n".join(
        f'  - {{id: {name}, kind: feed, url: "{url}", every: 0s, allow_private: true}}'
        for name, url in {
            "html": web.url("/page.html"),
            "empty": web.url("/empty.xml"),
            "broken": web.url("/500.xml"),
            "nobody": "http://127.0.0.1:9/feed.xml",
            "nowhere": "http://no-such-host.invalid/feed.xml",
        }.items()
    )
    newsroom.settings(text.replace("channels:", f"{bad}\nchannels:"))
    five_languages(web)
    web.page("/page.html", page("Welcome", "This is a page and no feed."))
    web.page("/empty.xml", feed(web), content_type="application/rss+xml")
    web.page("/500.xml", "oops", status=500)
    done = newsroom.command("run")
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert sorted(line.partition(":")[0] for line in lines) == ["broken", "empty", "html", "nobody", "nowhere"]
    assert "500" in next(line for line in lines if line.startswith("broken"))
    found = newsroom.json("status")
    failing = {source["id"]: source["failures"] for source in found["sources"]}
    assert failing == {"wire": 0, "html": 1, "empty": 1, "broken": 1, "nobody": 1, "nowhere": 1}
    assert found["articles"]["fr"]["official"] == 1
    web.page("/500.xml", feed(web, ("/fr.html", "x", "Mon, 02 Mar 2026")), content_type="application/rss+xml")
    newsroom.run()
    assert next(s for s in newsroom.json("status")["sources"] if s["id"] == "broken")["error"] is None


def test_an_exception_nobody_foresaw_stays_within_its_source(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.drop("other.en.txt", ENGLISH.replace("Quayport", "Northbridge").replace("1047", "2000"))
    real = extract.plain

    def shaky(text: str):  # type: ignore[no-untyped-def]
        if "Northbridge" in text:
            raise ZeroDivisionError("a bug")
        return real(text)

    monkeypatch.setattr(extract, "plain", shaky)
    report = newsroom.run()
    assert len(report.failures) == 1
    assert "unforeseen ZeroDivisionError" in report.failures[0]
    assert report.translated == 1
    problem = newsroom.json("status")["problems"][0]
    assert "ZeroDivisionError: a bug" in problem["traceback"]
    monkeypatch.undo()
    assert newsroom.run().read == 1
    assert newsroom.json("status")["problems"] == []


def test_an_unreadable_page_is_told_and_tried_again(newsroom: Newsroom, web: Loopback) -> None:
    newsroom.settings(FEED.replace("ADDRESS", web.url("")))
    five_languages(web)
    web.page("/fr.html", "gone for a moment", status=503)
    report = newsroom.run()
    assert len(report.failures) == 1
    assert "503" in report.failures[0]
    headline, text, label = VERSIONS["fr"]
    web.page("/fr.html", page(headline, text, text.split(" -- ")[1], label + ORIGIN, lang="fr"))
    assert newsroom.run().failures == []
    assert newsroom.json("status")["articles"]["fr"] == {"official": 1}


def test_an_output_folder_that_cannot_be_written_is_told_and_the_rest_is_done(newsroom: Newsroom) -> None:
    (newsroom.folder / "output").write_text("a file in the way")
    newsroom.drop("week.en.txt", ENGLISH)
    done = newsroom.command("run")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "cannot be written" in done.stderr
    assert newsroom.json("status")["articles"]["pt"] == {"machine": 1}
    (newsroom.folder / "output").unlink()
    assert newsroom.command("publish").returncode == 0
    assert "website/en/atom.xml" in newsroom.outputs()


def test_a_channel_that_is_gone_takes_its_files_along(newsroom: Newsroom) -> None:
    newsroom.drop("week.en.txt", ENGLISH)
    newsroom.run()
    assert any(path.startswith("monitor/") for path in newsroom.outputs())
    text = (newsroom.folder / "sources.yaml").read_text("utf-8")
    newsroom.settings("\n".join(line for line in text.splitlines() if "id: monitor" not in line))
    newsroom.run()
    assert not any(path.startswith("monitor/") for path in newsroom.outputs())


def test_an_internal_official_version_does_not_keep_ours_from_the_public(newsroom: Newsroom) -> None:
    text = (newsroom.folder / "sources.yaml").read_text("utf-8")
    text = text.replace("channels:", "  - {id: wire, kind: folder, path: wire, authority: wire}\nchannels:")
    newsroom.settings(text.replace("release: approved", "release: machine"))
    (newsroom.folder / "wire").mkdir()
    newsroom.drop("week.en.txt", ENGLISH)
    headline, body, label = VERSIONS["pt"]
    newsroom.drop("../wire/other.pt.txt", f"{headline}\n\n{body}\n\n{label}{ORIGIN}\n")
    assert newsroom.run().failures == []
    monitor = json.loads(newsroom.outputs()["monitor/pt/feed.json"])["items"]
    website = json.loads(newsroom.outputs()["website/pt/feed.json"])["items"]
    assert [item["title"] for item in monitor] == [headline]
    assert [item["_translation"]["origin"] for item in website] == ["machine"]
    assert website[0]["id"] == monitor[0]["id"]


def test_a_run_while_another_runs_leaves_it_to_finish(newsroom: Newsroom) -> None:
    with run.alone(newsroom.config()):
        done = newsroom.command("run")
        assert done.returncode == 75
        assert "at work already" in done.stderr
        assert newsroom.command("publish").returncode == 0
        assert newsroom.command("status").returncode == 0


def test_a_database_held_by_another_program_ends_with_3(newsroom: Newsroom) -> None:
    newsroom.run()
    other = sqlite3.connect(newsroom.folder / "pipeline.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    done = newsroom.command("run")
    other.close()
    assert done.returncode == 3
    assert "held by another program" in done.stderr
    assert len(done.stderr.splitlines()) == 1
