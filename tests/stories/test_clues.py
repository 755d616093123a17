"""Likely sister versions are proposed with what speaks for them; other stories of the same event are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.model import Block, BlockKind
from pipeline.stories.clues import clues, compare, propose

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def body(*texts: str) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)


ENGLISH = body(
    "The second Harbour Talent Week will take place in Quayport from March 16 to 18, authorities announced.",
    "About 1.03 million people have come to Marisland since 2018, and 337 companies offer 10,018 posts this year.",
    "Officials such as Zhang Yuhui, who heads the talent office, spoke of Quayport as a hub beside Northbridge.",
)
FRENCH = body(
    "La deuxième Semaine du talent portuaire se tiendra à Quayport du 16 au 18 mars, ont annoncé les autorités.",
    "Quelque 1,03 million de personnes sont venues à Marisland depuis 2018, et 337 entreprises proposent 10 018 postes.",
    "Les responsables tels que Zhang Yuhui, qui dirige le bureau, ont parlé de Quayport à côté de Northbridge.",
)
CHINESE = body(
    "第二届港口人才周将于3月16日至18日在Quayport举行。自2018年以来，约103万人来到Marisland，今年337家企业提供10018个岗位。",
    "负责人Zhang Yuhui谈到Quayport与Northbridge。",
)
FOLLOW_UP = body(
    "The Harbour Talent Week in Quayport closed on Sunday with a record, the organisers said on Monday in a statement.",
    "More than 6,200 people found work, said the director, and 41 start-ups were founded during the three days.",
)
OTHER = body(
    "A maker of kettles in Northbridge opened its second plant, which makes 2,000 kettles a day with 80 people."
)


def test_a_sister_version_shares_figures_and_names_whatever_its_language() -> None:
    own = clues("", ENGLISH)
    for other in (FRENCH, CHINESE):
        score, shared = compare(own, clues("", other))
        assert score > 0.45, shared
        assert "figure:10018" in shared
        assert "figure:337" in shared
    assert "name:zhang" in compare(own, clues("", FRENCH))[1]


def test_a_figure_counts_by_its_value() -> None:
    assert (
        set(clues("", body("x 10,018 y"))) == set(clues("", body("x 10 018 y"))) == set(clues("", body("x 10.018 y")))
    )


def test_the_follow_up_and_another_story_are_not_proposed() -> None:
    own = clues("", ENGLISH)
    others = [("follow-up", NOW, clues("", FOLLOW_UP)), ("kettles", NOW, clues("", OTHER))]
    assert propose(own, NOW, others) == []


def test_a_proposal_names_its_evidence() -> None:
    (found,) = propose(clues("", FRENCH), NOW, [("s", NOW - timedelta(days=1), clues("", ENGLISH))])
    assert found.story == "s"
    assert "10018" in found.evidence
    assert "1 days apart" in found.evidence


def test_nothing_is_proposed_across_more_than_three_days() -> None:
    late = NOW + timedelta(days=12)
    assert propose(clues("", FRENCH), late, [("s", NOW, clues("", ENGLISH))]) == []
