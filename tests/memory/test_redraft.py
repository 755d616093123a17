"""A person's text on a newer source: theirs where it stayed, opened again where it changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.memory.redraft import carried, kept, paragraphs
from pipeline.model import Segment, SegmentOrigin, SegmentState


def theirs(source: str, target: str, block: int = 0) -> Segment:
    return Segment(block, source, target, SegmentOrigin.HUMAN, SegmentState.FINAL)


def new(source: str, block: int = 0) -> Segment:
    return Segment(block, source, f"machine: {source}")


def told(before: list[Segment], after: list[Segment]) -> list[tuple[str, bool, str, str]]:
    return [(one.segment.target, one.reopened, one.before, one.kept) for one in carried(before, after)]


def test_only_the_sentence_that_changed_is_opened_again() -> None:
    before = [
        theirs("Head", "Kopf", -1),
        theirs("The fair opens on 4 May.", "Die Messe beginnt am 4. Mai."),
        theirs("Entry is free.", "Freier Eintritt.", 1),
    ]
    after = [new("Head", -1), new("The fair opens on 6 May."), new("Entry is  free.", 1)]
    assert told(before, after) == [
        ("Kopf", False, "", ""),
        ("machine: The fair opens on 6 May.", True, "The fair opens on 4 May.", "Die Messe beginnt am 4. Mai."),
        ("Freier Eintritt.", False, "", ""),
    ]


def test_a_new_sentence_has_nothing_before_it_and_a_gone_one_is_gone() -> None:
    before = [theirs("A first thing was said.", "Erstens."), theirs("Doors open at ten o'clock.", "Um zehn.")]
    after = [new("A first thing was said."), new("Wholly 17 other matters follow, namely xylophones.")]
    assert told(before, after)[1] == ("machine: Wholly 17 other matters follow, namely xylophones.", True, "", "")


def test_sentences_that_a_person_put_together_stay_together() -> None:
    before = [theirs("One. Two.", "Eins und zwei."), theirs("Three.", "Drei.")]
    assert [row[0] for row in told(before, [new("One."), new("Two."), new("Three!")])] == [
        "Eins und zwei.",
        "machine: Three!",
    ]
    assert kept(before)["One. Two."].target == "Eins und zwei."


def test_what_a_person_added_or_left_out_stays_so() -> None:
    before = [theirs("", "Vorweg."), theirs("One here.", "Eins."), theirs("", "Dazu."), theirs("Two there.", "")]
    after = [new("One here."), new("Two there."), new("Three elsewhere.")]
    assert [row[0] for row in told(before, after)] == ["Vorweg.", "Eins.", "Dazu.", "", "machine: Three elsewhere."]
    assert [row[0] for row in told(before, [new("Entirely different matter 99.")])][-1] == "Dazu."


def test_the_draft_reads_as_headline_subhead_paragraphs() -> None:
    drafted = carried([], [new("H", -1), new("A.", 0), new("B.", 0), new("S", -2)])
    assert list(paragraphs(drafted, tight=False)) == [
        (-1, "machine: H"),
        (-2, "machine: S"),
        (0, "machine: A. machine: B."),
    ]
    assert dict(paragraphs(drafted, tight=True))[0] == "machine: A.machine: B."


SENTENCES = st.lists(st.sampled_from(["Aa.", "Bb 1.", "Bb 2.", "Cc cc.", "Dd dd dd."]), max_size=8)


@given(SENTENCES, SENTENCES, st.lists(st.booleans(), min_size=8, max_size=8))
def test_every_new_sentence_is_there_once_and_every_addition_is_kept(
    old: list[str], fresh: list[str], added: list[bool]
) -> None:
    before = []
    for number, source in enumerate(old):
        before.append(theirs(source, f"p{number}"))
        if added[number]:
            before.append(theirs("", f"extra{number}"))
    drafted = carried(before, [new(source) for source in fresh])
    assert "".join(one.segment.source for one in drafted).replace(" ", "") == "".join(fresh).replace(" ", "")
    extras = [one.target for one in before if not one.source]
    assert sorted(one.segment.target for one in drafted if not one.segment.source) == sorted(extras)
    for one in drafted:
        assert one.reopened == (one.segment.source != "" and one.segment.source not in old)
