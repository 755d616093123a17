"""Keeping and approving in the editor: only what the person saw, and nothing leaves a channel unasked."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from pipeline import acts
from pipeline.model import Origin
from pipeline.store import Store
from tests.conftest import Newsroom
from tests.review.pages.test_editor import RELEASE, As, approved, as_, form_of, line_of, portuguese, sheet_of, words

__all__ = ["as_", "portuguese"]


def test_words_saved_while_a_form_is_on_its_way_are_not_approved_unseen(
    newsroom: Newsroom, portuguese: str, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = line_of(newsroom, portuguese).key
    finish = acts.finish

    def later(store: Store, uri: str, **options: Any) -> int:
        acts.save(store, uri, key, "Tem 900 navios.", revision=None, by="Second reviewer", now=options["now"])
        return finish(store, uri, **options)

    monkeypatch.setattr(acts, "finish", later)  # the moment between what the page looks at and what it does
    form = form_of(sheet_of(newsroom, portuguese), Entry="Entra-se de graça aos domingos.")
    answer = as_("Reviewer").post(f"/edit/{portuguese}", data=form | {"act": "approve"})
    assert answer.status_code == 409
    assert "Somebody changed 1 sentence since you opened this page." in answer.text
    ours = approved(newsroom, portuguese)
    assert (ours.origin, ours.version) == (Origin.MACHINE, 1)
    monkeypatch.undo()
    form = form_of(sheet_of(newsroom, portuguese), It="Tem 300 navios.")
    assert as_("Reviewer").post(f"/edit/{portuguese}", data=form | {"act": "approve"}).status_code == 303
    assert approved(newsroom, portuguese).origin is Origin.APPROVED


def test_what_is_out_as_approved_is_not_taken_off_without_asking(
    newsroom: Newsroom, portuguese: str, as_: As, desk: Flask
) -> None:
    reviewer, address = as_("Reviewer"), f"/edit/{portuguese}"

    def out() -> list[str]:
        assert desk.extensions["desk"].publisher.settled()
        found = {path.split("/")[0] for path, content in newsroom.outputs().items() if "Museu" in content.decode()}
        return sorted(found)

    reviewer.post(address, data=form_of(sheet_of(newsroom, portuguese)) | {"act": "approve"})
    before = out()
    assert "website" in before
    kept = reviewer.post(address, data=form_of(sheet_of(newsroom, portuguese)) | {"act": "finish"})
    assert kept.status_code == 303  # nothing to keep, nothing to ask
    form = form_of(sheet_of(newsroom, portuguese), It="Tem 300 navios.")
    asked = reviewer.post(address, data=form | {"act": "finish"})
    assert asked.status_code == 409
    assert "leaves the channel \u2068website\u2069 until somebody approves it again" in asked.text
    assert "Keep and take it off: website" in words(asked.text)
    assert 'name="off" value="yes"' in asked.text
    assert "Approve instead" in asked.text
    assert f'href="{address}">Go on editing</a>' in asked.text
    assert approved(newsroom, portuguese).origin is Origin.APPROVED
    assert line_of(newsroom, portuguese).segment.target == "Tem 300 navios."
    assert out() == before
    told = newsroom.command("finish", portuguese, "--by", "Reviewer")
    assert (told.returncode, "it leaves website until" in told.stderr) == (1, True)
    form = form_of(sheet_of(newsroom, portuguese))
    assert reviewer.post(address, data=form | {"off": "yes"}).status_code == 303
    assert approved(newsroom, portuguese).origin is Origin.EDITED
    assert "website" not in out()
    # An edited text that is not out is kept without a word.
    form = form_of(sheet_of(newsroom, portuguese), It="São 300 navios.")
    assert reviewer.post(address, data=form | {"act": "finish"}).status_code == 303


def test_the_command_line_takes_an_approved_text_off_only_if_told(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    as_("Reviewer").post(f"/edit/{portuguese}", data={"act": "approve"})
    key = line_of(newsroom, portuguese).key
    as_("Reviewer").post(f"/edit/{portuguese}/line/{key}", data={"target": "Tem 300 navios.", "revision": "0"})
    assert newsroom.command("finish", portuguese, "--by", "Reviewer").returncode == 1
    assert approved(newsroom, portuguese).origin is Origin.APPROVED
    assert newsroom.command("finish", portuguese, "--by", "Reviewer", "--off").returncode == 0
    assert approved(newsroom, portuguese).origin is Origin.EDITED


def test_words_saved_before_the_source_changed_are_offered_in_the_new_sentences_row(
    newsroom: Newsroom, portuguese: str, as_: As
) -> None:
    reviewer, address = as_("Reviewer"), f"/edit/{portuguese}"
    reviewer.post(address, data=form_of(sheet_of(newsroom, portuguese)) | {"act": "approve"})
    line = line_of(newsroom, portuguese)
    saved = {"target": "Tem 300 navios.", "revision": str(line.revision)}
    assert reviewer.post(f"{address}/line/{line.key}", data=saved).status_code == 200
    newsroom.drop("museum.en.txt", RELEASE.replace("300 model", "350 model"), age=30)
    newsroom.run()
    page = reviewer.get(address).text
    new = line_of(newsroom, portuguese, "It shows 350 model ships.")
    row = page.split(f'id="line-{new.key}"')[1].split('</li>\n<li class="line')[0]
    assert "saved by Reviewer for the old sentence Tem 300 navios. Take" in words(row).replace("Take", " Take").replace(
        "  ", " "
    )
    assert 'data-text="Tem 300 navios."' in row


def test_a_silent_fix_in_the_editor_keeps_the_time_readers_have(newsroom: Newsroom, portuguese: str, as_: As) -> None:
    reviewer, address = as_("Reviewer"), f"/edit/{portuguese}"
    reviewer.post(address, data=form_of(sheet_of(newsroom, portuguese)) | {"act": "approve"})
    before = approved(newsroom, portuguese)
    assert 'value="silent"' in reviewer.get(address).text
    form = form_of(sheet_of(newsroom, portuguese), It="Tem 300 navios.") | {"act": "approve"}
    assert reviewer.post(address, data=form | {"readers": "silent"}).status_code == 303
    fixed = approved(newsroom, portuguese)
    assert (fixed.origin, fixed.updated) == (Origin.APPROVED, before.updated)
    assert fixed.version > before.version
    loud = form_of(sheet_of(newsroom, portuguese), It="Mostra 300 navios.") | {"act": "approve", "readers": "tell"}
    assert reviewer.post(address, data=loud).status_code == 303
    assert approved(newsroom, portuguese).updated > before.updated
