"""Texts that go to translators and come back: what is stored, what is not, and that nobody's words are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import acts, exchange
from pipeline.errors import ActError
from pipeline.exchange import Delivery, Sent, Verdict
from pipeline.glossary import Glossary
from pipeline.model import Origin, SegmentOrigin, SegmentState, State, Term
from pipeline.store import audit, people, work
from pipeline.store import segments as stored
from tests.acts.newsdesk import ENGLISH, FREE, OPENS, PLAN, SHOWS, Newsdesk
from tests.exchange import oasis
from tests.exchange.programs import omegat, said, toolkit

VERSIONS = pytest.mark.parametrize("version", exchange.FORMATS)


def export(desk: Newsdesk, uri: str, to: Path, version: str = "2.1", **options: object) -> Path:
    told = acts.export_texts(desk.store, [uri], to, version=version, by="Editor", now=desk.tick(), **options)  # type: ignore[arg-type]
    (sent,) = told
    assert isinstance(sent, Sent), sent
    assert oasis.faults(sent.path.read_bytes(), version) == []
    return sent.path


def change(path: Path, before: str, after: str) -> None:
    path.write_bytes(said(path.read_bytes(), before, after))


def bring(desk: Newsdesk, path: Path, by: str = "Translator", **options: object) -> Delivery:
    (found,) = acts.import_file(desk.store, path, by=by, now=desk.tick(), **options)  # type: ignore[arg-type]
    return found


def verdicts(found: Delivery) -> dict[str, tuple[Verdict, str]]:
    return {one.source: (one.verdict, one.why) for one in found.outcomes}


@VERSIONS
def test_what_a_translator_changed_becomes_an_edited_version_in_their_name(
    desk: Newsdesk, uri: str, tmp_path: Path, version: str
) -> None:
    path = export(desk, uri, tmp_path, version)
    for before, after in (("Mostra 300", "Tem 300"), ("agora", "já"), ("Museu abre", "O museu abre")):
        change(path, before, after)
    found = bring(desk, path)
    assert (found.count(Verdict.TAKEN), found.count(Verdict.UNCHANGED), found.whole) == (3, 2, True)
    ours = people.ours(desk.store, uri)
    assert (ours.version, ours.origin, ours.state) == (found.version, Origin.EDITED, State.CURRENT)
    assert (ours.headline, ours.body[0].text) == ("O museu abre", "O museu abre a 4 de maio. Tem 300 navios.")
    assert ours.body[1].html == 'Veja <a href="https://e.example/plan">o plano</a> já.'
    told = {one.source: (one.origin, one.state) for one in stored.of(desk.store, uri, ours.version)}
    assert told[SHOWS] == (SegmentOrigin.HUMAN, SegmentState.REVIEWED)
    assert told[FREE] == (SegmentOrigin.ENGINE, SegmentState.TRANSLATED)
    record = [(one.act, one.person, one.version) for one in audit.acts(desk.store)]
    assert record == [("export", "Editor", 1), ("edit", "Translator", 2), ("import", "Translator", 2)]
    assert work.of(desk.store, uri) == []
    again = bring(desk, path)
    assert (again.version, again.count(Verdict.UNCHANGED), again.whole) == (0, 5, True)
    assert people.ours(desk.store, uri).version == 2


@VERSIONS
def test_a_file_that_nobody_changed_changes_nothing(desk: Newsdesk, uri: str, tmp_path: Path, version: str) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.", by="Colleague")
    path = export(desk, uri, tmp_path, version)
    content = path.read_bytes()
    assert path.read_bytes() == export(desk, uri, tmp_path, version).read_bytes()
    for program in (toolkit, omegat):
        path.write_bytes(program(content, version))
        found = bring(desk, path)
        assert (found.version, {one.verdict for one in found.outcomes}) == (0, {Verdict.UNCHANGED})
    assert people.ours(desk.store, uri).version == 1
    assert [one.person for one in work.of(desk.store, uri)] == ["Colleague"]


def test_what_comes_back_is_checked(desk: Newsdesk, uri: str, tmp_path: Path) -> None:
    path = export(desk, uri, tmp_path)
    change(path, "Mostra 300", "Mostra 3000")
    found = bring(desk, path)
    (said_,) = [one for one in stored.of(desk.store, uri, found.version) if one.source == SHOWS]
    assert "numbers" in {issue.check for issue in said_.issues}
    assert "numbers" in export(desk, uri, tmp_path).read_text()  # and told to the next one who gets it
    assert 'from="critical:numbers"' in export(desk, uri, tmp_path, "1.2").read_text()


def test_terms_go_along(desk: Newsdesk, uri: str, tmp_path: Path) -> None:
    terms = Glossary([Term("ships", "en", "pt", "navios", forbidden=("barcos",), note="always")])
    told = export(desk, uri, tmp_path, glossary=terms).read_text()
    assert '<gls:translation source="newsroom">navios</gls:translation>' in told
    assert "never barcos; always" in told
    former = export(desk, uri, tmp_path, "1.2", glossary=terms).read_text()
    assert '<note from="glossary" priority="3" annotates="source">ships: navios (never barcos; always)</note>' in former


def test_onto_a_source_that_moved_on_only_sentences_that_stayed_are_taken(
    desk: Newsdesk, english: str, uri: str, tmp_path: Path
) -> None:
    path = export(desk, uri, tmp_path)
    for before, after in (("Mostra 300", "Tem 300"), ("A entrada é livre", "Não se paga")):
        change(path, before, after)
    desk.release("The museum opens on 4 May. It shows 320 ships.", *ENGLISH[1:])
    assert desk.machine(english, "pt", {"It shows 320 ships.": "Mostra 320 navios."})
    found = bring(desk, path)
    (refused,) = [one for one in found.outcomes if one.verdict is Verdict.REFUSED]
    assert (refused.source, refused.current) == (SHOWS, "It shows 320 ships.")
    assert (refused.target, refused.standing) == ("Tem 300 navios.", "Mostra 320 navios.")
    assert (found.count(Verdict.TAKEN), found.count(Verdict.MISSING), found.whole) == (1, 0, False)
    ours = people.ours(desk.store, uri)
    assert (ours.version, ours.origin, ours.state) == (found.version, Origin.EDITED, State.CURRENT)
    words = desk.said(uri)
    assert (words[FREE], words["It shows 320 ships."]) == ("Não se paga aos domingos.", "Mostra 320 navios.")


def test_onto_a_persons_outdated_text_words_wait_in_the_editor_until_somebody_looked(
    desk: Newsdesk, uri: str, tmp_path: Path
) -> None:
    desk.save(uri, OPENS, "O museu abre a 4 de maio!")
    desk.finish(uri)
    path = export(desk, uri, tmp_path)
    change(path, "A entrada é livre", "Não se paga")
    desk.release("The museum opens on 4 May. It shows 320 ships.", *ENGLISH[1:])
    desk.drafted()
    found = bring(desk, path)
    assert found.version == 0
    assert found.why.startswith("the sentences that were taken are saved in the editor")
    assert people.ours(desk.store, uri).version == 2
    assert [(one.person, one.after.partition(": ")[2]) for one in audit.acts(desk.store) if one.act == "import"] == [
        ("Translator", "1 sentences, in the editor")
    ]
    assert desk.line(uri, FREE).segment.target == "Não se paga aos domingos."
    desk.save(uri, "It shows 320 ships.", "Mostra 320 navios.")
    assert desk.finish(uri) == 3
    assert desk.said(uri)[FREE] == "Não se paga aos domingos."


def test_an_outdated_text_sent_out_after_its_source_changed_comes_back_up_to_date(
    desk: Newsdesk, english: str, uri: str, tmp_path: Path
) -> None:
    desk.save(uri, SHOWS, "Tem 300 navios.")
    desk.finish(uri)
    desk.release("The museum opens on 4 May. It shows 320 ships.", *ENGLISH[1:])
    desk.drafted()
    path = export(desk, uri, tmp_path)
    told = path.read_text()
    assert 'category="source-before" priority="1">It shows 300 ships.</note>' in told
    assert "Tem 300 navios." in told
    change(path, "[It shows 320 ships.]", "Tem 320 navios.")
    found = bring(desk, path)
    ours = people.ours(desk.store, uri)
    assert (ours.version, ours.state) == (found.version, State.CURRENT)
    assert ours.translated_from is not None
    assert ours.translated_from.version == 2
    assert desk.said(uri)["It shows 320 ships."] == "Tem 320 navios."


def test_what_colleagues_saved_since_stands_and_stays_in_the_editor(desk: Newsdesk, uri: str, tmp_path: Path) -> None:
    desk.save(uri, OPENS, "O museu abre em 4 de maio.", by="First")  # before: the translator has it in front of them
    path = export(desk, uri, tmp_path)
    for before, after in (("Mostra 300", "Tem 300"), ("agora", "já")):
        change(path, before, after)
    desk.save(uri, SHOWS, "São 300 navios.", by="Colleague")
    desk.save(uri, FREE, "Entrada livre aos domingos.", by="Colleague")
    found = bring(desk, path)
    assert verdicts(found)[SHOWS] == (Verdict.REFUSED, "Colleague saved other words for it since it was sent out")
    words = desk.said(uri)
    assert words[PLAN] == "Veja o plano já."
    assert words[OPENS] == "O museu abre em 4 de maio."
    assert (words[SHOWS], words[FREE]) == ("Mostra 300 navios.", "A entrada é livre aos domingos.")
    assert {(one.source, one.target, one.person) for one in work.of(desk.store, uri)} == {
        (SHOWS, "São 300 navios.", "Colleague"),
        (FREE, "Entrada livre aos domingos.", "Colleague"),
    }
    assert [one.person for one in audit.acts(desk.store) if one.act == "wrote"] == ["First"]


def test_what_a_colleague_kept_since_stands(desk: Newsdesk, uri: str, tmp_path: Path) -> None:
    path = export(desk, uri, tmp_path)
    change(path, "Mostra 300", "Tem 300")
    desk.save(uri, SHOWS, "São 300 navios.", by="Colleague")
    desk.finish(uri, by="Colleague")
    found = bring(desk, path)
    assert (found.version, verdicts(found)[SHOWS][0]) == (0, Verdict.REFUSED)
    assert desk.said(uri)[SHOWS] == "São 300 navios."


def test_a_colleague_who_saves_in_the_very_moment_is_not_overwritten(desk: Newsdesk, uri: str, tmp_path: Path) -> None:
    path = export(desk, uri, tmp_path)
    for before, after in (("Mostra 300", "Tem 300"), ("agora", "já")):
        change(path, before, after)

    def meanwhile(_: str) -> tuple[str, ...]:
        desk.save(uri, SHOWS, "São 300 navios.", by="Colleague")
        return ()

    found = bring(desk, path, leaving=meanwhile)
    (refused,) = [one for one in found.outcomes if one.verdict is Verdict.REFUSED]
    assert (refused.why, refused.standing) == (
        "Colleague saved other words for it since it was sent out",
        "São 300 navios.",
    )
    assert refused.target == "Tem 300 navios."
    assert desk.said(uri)[PLAN] == "Veja o plano já."
    assert [(one.target, one.person) for one in work.of(desk.store, uri)] == [("São 300 navios.", "Colleague")]


def test_an_approved_text_is_not_taken_off_channels_unless_that_is_meant(
    desk: Newsdesk, uri: str, tmp_path: Path
) -> None:
    acts.approve(desk.store, uri, by="Editor", now=desk.tick())
    path = export(desk, uri, tmp_path)
    assert '<segment state="final"' in path.read_text()
    change(path, "Mostra 300", "Tem 300")
    found = bring(desk, path, leaving=lambda _: ("website",))
    assert (found.version, verdicts(found)[SHOWS][0]) == (0, Verdict.REFUSED)
    assert "it leaves website" in found.why
    assert people.ours(desk.store, uri).origin is Origin.APPROVED
    assert work.of(desk.store, uri) == []
    assert bring(desk, path).version == 3
    assert people.ours(desk.store, uri).origin is Origin.EDITED


def test_words_too_long_for_a_sentence_are_refused_and_the_others_taken(
    desk: Newsdesk, uri: str, tmp_path: Path
) -> None:
    path = export(desk, uri, tmp_path)
    change(path, "agora", "já")
    change(path, "Mostra 300", "x" * 20_001)
    found = bring(desk, path)
    assert "longer than 20,000" in verdicts(found)[SHOWS][1]
    assert desk.said(uri)[PLAN] == "Veja o plano já."


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('trgLang="pt"', 'trgLang="fr"', "the file says “fr” where"),
        ('srcLang="en"', 'srcLang="zz-!"', "the file says “zz-!” where"),
        ("/pt", "/xx", "no text here has the URI"),
        ("/pt", "/en", "is the issuer's own text"),
    ],
)
def test_a_file_of_another_text_or_language_is_refused_as_a_whole(
    desk: Newsdesk, uri: str, tmp_path: Path, before: str, after: str, why: str
) -> None:
    path = export(desk, uri, tmp_path)
    change(path, "Mostra 300", "Tem 300")
    path.write_text(path.read_text().replace(before, after, 1))
    found = bring(desk, path)
    assert why in found.why
    assert {one.verdict for one in found.outcomes} == {Verdict.REFUSED}
    assert "Tem 300 navios." in [one.target for one in found.outcomes]
    assert people.ours(desk.store, uri).version == 1


def test_two_languages_go_out_each_in_a_file_of_its_own(desk: Newsdesk, english: str, uri: str, tmp_path: Path) -> None:
    assert desk.machine(english, "fr")
    french = english.replace("/en", "/fr")
    told = acts.export_texts(desk.store, [], tmp_path, language="fr", waiting=True, by="Editor", now=desk.tick())
    (sent,) = told
    assert isinstance(sent, Sent)
    assert (sent.uri, sent.language, sent.sentences) == (french, "fr", 5)
    assert sent.path.name.endswith(".en-fr.xlf")
    both = list(acts.export_texts(desk.store, [uri, french], tmp_path, by="Editor", now=desk.tick()))
    assert len({one.path for one in both if isinstance(one, Sent)}) == 2
    (other,) = acts.export_texts(desk.store, [english], tmp_path, language="pt", by="Editor", now=desk.tick())
    assert isinstance(other, Sent)
    assert other.uri == uri
    missing, none = acts.export_texts(
        desk.store, [english, "nothing"], tmp_path, language="de", by="Editor", now=desk.tick()
    )
    assert "has no text in de yet" in str(missing)
    assert "no article has the URI nothing" in str(none)
    change(sent.path, "Il montre", "Il expose")
    assert bring(desk, sent.path).version == 2
    assert people.ours(desk.store, uri).version == 1


def test_acts_in_nobodys_name_and_files_that_are_not_there_are_refused(
    desk: Newsdesk, uri: str, tmp_path: Path
) -> None:
    with pytest.raises(ActError, match="say who"):
        list(acts.export_texts(desk.store, [uri], tmp_path, by=" ", now=desk.tick()))
    with pytest.raises(ActError, match="cannot be read"):
        acts.import_file(desk.store, tmp_path / "none.xlf", by="Editor", now=desk.tick())
    with pytest.raises(ActError, match="say who"):
        acts.import_file(desk.store, tmp_path / "none.xlf", by="", now=desk.tick())
    blocked = tmp_path / "file"
    blocked.write_text("")
    (refused,) = acts.export_texts(desk.store, [uri], blocked / "x", by="Editor", now=desk.tick())
    assert "cannot be written" in str(refused)
    named = tmp_path / "one.xlf"
    assert export(desk, uri, named) == named
