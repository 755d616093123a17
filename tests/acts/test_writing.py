"""A person's own version in a language that no engine reaches: typed, or brought as a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import acts
from pipeline.errors import ActError
from pipeline.model import BlockKind, Origin, Redraft, Rights, Segment, SegmentOrigin, SegmentState, State
from pipeline.store import Store, articles, audit, drafts, opened, overview, segments, translations
from tests.conftest import Newsroom
from tests.store.conftest import Desk

AMHARIC = "ኤግዚቢሽኑ ተከፈተ\n\nኤግዚቢሽኑ በግንቦት 4 ይከፈታል። 300 መርከቦችን ያሳያል።\n"
NEW = "በግንቦት 9 ይዘጋል።"
TEXT = "The fair opens on 4 May. It shows 300 ships."


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path / "p.db") as store:
        yield Desk(store)


@pytest.fixture
def story(floor: Desk) -> str:
    found = articles.story_of(floor.store, floor.release("en", TEXT))
    translations.settled(floor.store, found, [("en", "am"), ("en", "sw")])
    return found


def write(floor: Desk, story: str, language: str = "am", text: str = AMHARIC, **more: object) -> str:
    return acts.write(floor.store, story, language, text, by="Reviewer", now=floor.tick(), **more)  # type: ignore[arg-type]


def upload(floor: Desk, story: str, name: str, data: bytes) -> str:
    return acts.upload(floor.store, story, "am", name, data, by="Reviewer", now=floor.tick())


def missing(store: Store) -> list[str]:
    return [one.target for one in translations.without_route(store)]


def test_a_written_version_is_a_persons_beside_its_source(floor: Desk, story: str) -> None:
    uri = write(floor, story)
    found = overview.one(floor.store, uri)
    assert (found.origin, found.state, found.version, found.headline) == (
        Origin.EDITED,
        State.CURRENT,
        1,
        "ኤግዚቢሽኑ ተከፈተ",
    )
    assert found.translated_from is not None
    assert (found.translated_from.uri, found.translated_from.version) == (f"{story}/en", 1)
    pairs = segments.of(floor.store, uri, 1)
    assert [one.source for one in pairs] == ["Head", "The fair opens on 4 May.", "It shows 300 ships."]
    assert {(one.origin, one.state) for one in pairs} == {(SegmentOrigin.HUMAN, SegmentState.REVIEWED)}
    (act,) = audit.of_story(floor.store, story)
    assert (act.act, act.person, act.uri, act.version) == ("write", "Reviewer", uri, 1)
    assert missing(floor.store) == []  # the story is looked at anew
    (ahead,) = translations.ahead(floor.store)
    assert "am" in ahead.refused


def test_what_the_checks_find_in_it_is_stored(floor: Desk, story: str) -> None:
    uri = write(floor, story, text=AMHARIC.replace("300", "30"))
    issues = [issue.check for one in segments.of(floor.store, uri, 1) for issue in one.issues]
    assert "numbers" in issues


def test_the_machine_never_replaces_it_and_a_later_official_text_does(floor: Desk, story: str) -> None:
    uri = write(floor, story)
    assert not floor.machine(f"{story}/en", "am", "machine words")
    assert overview.one(floor.store, uri).origin is Origin.EDITED
    floor.release("am", "ኤግዚቢሽኑ ተከፈተ ይላል አዘጋጁ።", source="issuer")
    assert overview.one(floor.store, uri).origin is Origin.OFFICIAL


def test_it_becomes_outdated_when_its_source_changes(floor: Desk, story: str) -> None:
    uri = write(floor, story)
    floor.release("en", TEXT.replace("300", "320"))
    assert overview.one(floor.store, uri).state is State.OUTDATED


def drafted(floor: Desk, uri: str) -> Redraft:
    """Its source gets a third sentence, and a run makes a draft of what the text could become."""
    floor.release("en", f"{TEXT} It closes on 9 May.")
    (waiting,) = drafts.pending(floor.store)
    said = [(-1, "Head", "ማሽን"), (0, "The fair opens on 4 May.", "ማሽን 4።"), (0, "It shows 300 ships.", "ማሽን 300።")]
    machine = [Segment(*one) for one in [*said, (0, "It closes on 9 May.", NEW)]]
    assert drafts.put(floor.store, waiting, machine, floor.tick(), route="argos:en>am")
    return acts.redraft(floor.store, uri)


def test_a_persons_own_text_stays_theirs_through_edits_and_approval(floor: Desk, story: str) -> None:
    uri = write(floor, story)
    acts.edit(floor.store, uri, AMHARIC.replace("ይከፈታል", "ተከፈተ"), by="Reviewer", now=floor.tick())
    acts.approve(floor.store, uri, by="Reviewer", now=floor.tick())
    assert overview.one(floor.store, uri).route == ""


@pytest.mark.parametrize("way", ["desk", "file"])
def test_a_persons_text_that_took_up_a_machines_sentence_says_so_from_then_on(
    floor: Desk, story: str, way: str
) -> None:
    uri = write(floor, story)
    draft = drafted(floor, uri)
    assert [one.segment.route for one in draft.segments if one.segment.target == NEW] == ["argos:en>am"]
    assert {one.segment.route for one in draft.segments if one.segment.target != NEW} == {""}
    if way == "desk":
        acts.finish(floor.store, uri, by="Reviewer", now=floor.tick(), up_to_date=True)
    else:
        text = acts.draft_text(floor.store, draft, "am")
        acts.edit(floor.store, uri, text, by="Reviewer", now=floor.tick(), up_to_date=True)
    assert overview.one(floor.store, uri).route == "argos:en>am"
    acts.approve(floor.store, uri, by="Reviewer", now=floor.tick())
    found = overview.one(floor.store, uri)
    assert (found.origin, found.route) == (Origin.APPROVED, "argos:en>am")


def test_a_draft_that_was_rewritten_as_a_whole_leaves_a_persons_text_theirs(floor: Desk, story: str) -> None:
    uri = write(floor, story)
    drafted(floor, uri)
    own = AMHARIC.rstrip() + " መዝጊያው ግንቦት 9 ነው።\n"
    acts.edit(floor.store, uri, own, by="Reviewer", now=floor.tick(), up_to_date=True)
    found = overview.one(floor.store, uri)
    assert (found.route, found.state) == ("", State.CURRENT)


def test_set_pieces_that_people_worded_are_no_machines_hand(floor: Desk, story: str) -> None:
    uri = write(floor, story)
    floor.release("en", f"{TEXT} It closes on 9 May.")
    (waiting,) = drafts.pending(floor.store)
    locked = SegmentOrigin.LOCKED
    pieces = [
        Segment(0, "A new piece.", "theirs", locked, SegmentState.FINAL),
        Segment(0, "Another one.", "a machine's", locked, SegmentState.TRANSLATED),
    ]
    assert drafts.put(floor.store, waiting, pieces, floor.tick(), route="argos:en>am")
    routes = {one.segment.target: one.segment.route for one in acts.redraft(floor.store, uri).segments}
    assert (routes["theirs"], routes["a machine's"]) == ("", "argos:en>am")


def test_where_a_version_stands_already_nothing_is_written_beside_it(floor: Desk, story: str) -> None:
    floor.machine(f"{story}/en", "am")
    with pytest.raises(ActError, match="edit that one"):
        write(floor, story)
    floor.release("fr", "Le salon ouvre.")
    with pytest.raises(ActError, match="own text in fr"):
        write(floor, story, "fr")
    assert audit.of_story(floor.store, story) == []


def test_ours_may_stand_beside_an_official_text_for_the_house_only(floor: Desk, story: str) -> None:
    floor.release("am", "ለውስጥ ብቻ።", source="house", rights=Rights.INTERNAL)
    uri = write(floor, story)
    assert [one.origin for one in articles.live(floor.store, story) if one.uri == uri] == [
        Origin.OFFICIAL,
        Origin.EDITED,
    ]


def test_the_source_it_was_made_from_can_be_named(floor: Desk, story: str) -> None:
    french = floor.release("fr", "Le salon ouvre le 4 mai.")
    found = overview.one(floor.store, write(floor, story, made_from=french))
    assert found.translated_from is not None and found.translated_from.uri == french
    with pytest.raises(ActError, match="no official version"):
        write(floor, story, "sw", made_from="tag:elsewhere:x/en")


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("am", "", "the text is empty"),
        ("am", " \n\n ", "the text is empty"),
        ("am", "A headline only", "headline only"),
        ("am", "x" * 1_000_001, "longer than"),
        ("am", "a\n\n" * 6_000, "more than 5,000 paragraphs"),
        ("am", "PARIS, May 4, 2026 /Wire/ -- It opens.\n\nMore.", "headline above"),
        ("no such tag!", AMHARIC, "tag"),
        ("und", AMHARIC, "which language"),
        ("en", AMHARIC, "no official version in another language"),
        ("xx", AMHARIC, "languages:"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(
    floor: Desk, story: str, language: str, text: str, words: str
) -> None:
    with pytest.raises(ActError, match=words):
        write(floor, story, language, text, languages=("am", "en"))
    assert len(articles.live(floor.store, story)) == 1


def test_broken_characters_are_taken_out(floor: Desk, story: str) -> None:
    uri = write(floor, story, text="He\x00ad\ud800\n\nBody\x00 text\udfff.")
    assert overview.one(floor.store, uri).headline == "Head?"


def docx(*paragraphs: str) -> bytes:
    from docx import Document

    document = Document()
    document.add_heading(paragraphs[0], level=1)
    for words in paragraphs[1:]:
        document.add_paragraph().add_run(words).bold = True
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("fair.txt", b"Salon ouvert\n\nIl montre **300** bateaux.\n"),
        ("FAIR.TXT", "Salon ouvert\n\nIl montre 300 bateaux.\n".encode("utf-16")),
        ("fair.md", b"# Salon ouvert\n\nIl montre **300** bateaux.\n"),
        ("fair.md", b"---\ntitle: Salon ouvert\n---\nIl montre **300** bateaux.\n"),
        (
            "fair.html",
            b"<title>Salon ouvert</title><h1>Salon ouvert</h1><p>Il montre <b onclick=x()>300</b> bateaux.<script>x()</script>",
        ),
        ("C:\\texts\\fair.docx", docx("Salon ouvert", "Il montre 300 bateaux.")),
    ],
)
def test_files_of_each_kind_become_headline_and_paragraphs(floor: Desk, story: str, name: str, data: bytes) -> None:
    found = overview.one(floor.store, upload(floor, story, name, data))
    assert found.headline == "Salon ouvert"
    (block,) = found.body
    assert (block.kind, block.text.replace("**", "")) == (BlockKind.PARAGRAPH, "Il montre 300 bateaux.")
    if name.endswith((".md", ".html", ".docx")):
        assert "300" in block.html and "<" in block.html and "onclick" not in block.html


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("virus.exe", b"MZ", "ends in"),
        ("", b"text", "ends in"),
        ("fair.pdf", b"%PDF", "ends in"),
        ("fair.docx", b"not a zip", "fair.docx is not read"),
        ("fair.txt", b"\x00\x01\x02\xff" * 50, "not plain text"),
        ("fair.txt", b"", "empty"),
        ("fair.html", b"<html><body><div></div>", "no text"),
        ("fair.txt", b"x" * 4_000_001, "larger than 4 MB"),
        ("fair.html", b"<div>" * 60_000, "nested|no text"),
        ("a\nb\u202e.txt", b"Head only", "headline only"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_words(
    floor: Desk, story: str, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(ActError, match=words):
        upload(floor, story, name, data)
    assert len(articles.live(floor.store, story)) == 1


def test_the_command_line_writes_from_a_file(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.settings((newsroom.folder / "sources.yaml").read_text().replace("[en, pt]", "[en, pt, am]"))
    newsroom.drop("fair.en.txt", "The fair opens\n\nThe fair opens on 4 May with 300 ships.\n")
    newsroom.run()
    story = newsroom.json("list")[0]["story"].rpartition(":")[2]
    file = tmp_path / "fair.md"
    file.write_text(AMHARIC, "utf-8")
    assert "sw is not among" in newsroom.command("write", story, "sw", "--file", str(file)).stderr
    done = newsroom.command("--verbose", "write", story, "am", "--file", str(file), "--by", "Reviewer")
    assert done.returncode == 0, done.stderr
    assert "ኤግዚቢሽኑ" in newsroom.outputs()["monitor/am/atom.xml"].decode()
    again = newsroom.command("write", story, "am", "--file", "-", input=AMHARIC)
    assert again.returncode == 1 and "edit that one" in again.stderr
