"""What was written and not kept outlives the program (`workspace/open/drafts.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from annotator.workspace.open.drafts import Draft, draft_for, drafts_in, forget_draft, keep_draft
from annotator.workspace.open.project import Project
from tests.unit.storage.making import new_store

NOTE = Draft("note", 1, 0, 0, "ann", "sure?")
QUESTION = Draft("question", 1, 0, 2, "ann", "which Xi?")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    store, _, _ = new_store(tmp_path / "p.db")
    store.close()
    return tmp_path / "p.db"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    project = Project(path, "ann", window=False)
    yield project
    project.close()


def test_a_draft_is_there_when_the_project_is_opened_again(path: Path) -> None:
    for texts in ([], [NOTE], [NOTE, QUESTION]):
        project = Project(path, "ann", window=False)
        assert drafts_in(project) == texts
        keep_draft(project, QUESTION if texts else NOTE)
        project.close()


def test_one_text_for_each_purpose_and_place_the_latest_last(project: Project) -> None:
    for draft in (NOTE, QUESTION, replace(NOTE, text="no")):
        keep_draft(project, draft)
    assert drafts_in(project) == [QUESTION, replace(NOTE, text="no")]
    assert draft_for(project, replace(QUESTION, text="")) == QUESTION
    assert draft_for(project, replace(QUESTION, end=3)) is None


def test_what_is_kept_or_emptied_is_no_draft(project: Project) -> None:
    keep_draft(project, NOTE)
    keep_draft(project, QUESTION)
    forget_draft(project, replace(NOTE, text=""))
    assert drafts_in(project) == [QUESTION]
    forget_draft(project, NOTE)  # there is none any more
    keep_draft(project, replace(QUESTION, text=""))
    assert drafts_in(project) == []


def test_what_another_person_writes_is_theirs(project: Project) -> None:
    keep_draft(project, replace(NOTE, annotator="ben"))
    assert drafts_in(project) == []
    keep_draft(project, NOTE)
    forget_draft(project, NOTE)
    assert project.store.settings.get("draft") == [asdict(replace(NOTE, annotator="ben"))]


@pytest.mark.parametrize("stored", [None, 7, "x", [7], [{"purpose": "note"}], asdict(NOTE)])
def test_rows_that_are_no_drafts_are_passed_over_and_a_single_one_is_read(project, stored) -> None:
    project.store.settings.set("draft", stored)
    assert drafts_in(project) == ([NOTE] if stored == asdict(NOTE) else [])
