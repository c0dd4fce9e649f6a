"""What guidelines quote is suggested in a project (`core/guideline_examples.py`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme, Source
from annotator.core.tokens import cut
from annotator.nlp.memory_suggestions import apply_memory
from annotator.storage import NewArticle, Store
from annotator.workspace.exchange.names_list import import_names
from annotator.workspace.open.project import Project
from annotator.workspace.open.scheme_editing import SchemeEditing

AT = "2024-05-01T12:00:00.000+00:00"
TEXT = "Ada Brook left the Harbour Council for Acme."
PERSON, BODY = 1, 2
GUIDELINE = "Bodies that decide, such as “the Harbour Council”. Not “Acme”."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    body = Label(BODY, "Body", key="b", guideline=GUIDELINE, leave_out=("the",))
    scheme = Scheme(labels=(Label(PERSON, "Person", key="p"), body))
    with Store.create(tmp_path / "p.db", scheme, at=AT) as made:
        made.articles.add(NewArticle(TEXT))
    return tmp_path / "p.db"


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    opened = Project(path, "anna", window=False)
    yield opened
    opened.close()


def test_an_example_is_suggested_from_the_first_article_on(project: Project) -> None:
    memory = Memory.of(project.store.memory.all())
    found = apply_memory([], TEXT, cut(TEXT), memory, frozenset({PERSON, BODY}))
    assert [(TEXT[x.start : x.end], x.label, x.source) for x in found] == [
        ("Harbour Council", BODY, Source.MEMORY)
    ]
    assert project.example_of("Harbour\nCouncil") == BODY
    assert project.example_of("Acme") is None


def test_a_decision_outranks_an_example_until_it_is_undone(project: Project) -> None:
    project.open_article(1)
    place = TEXT.index("Harbour"), TEXT.index("Harbour") + len("Harbour Council")
    project.review.walk.to_range(*place)
    project.review.deciding.label(PERSON)
    assert project.store.memory.of("Harbour Council") == {PERSON: 1}
    assert project.store.memory.all() == {"Harbour Council": {PERSON: 1}}
    assert project.known_elsewhere("Harbour Council") == {}, "it was decided nowhere else"
    project.undoing.undo()
    assert project.store.memory.of("Harbour Council") == {BODY: 1}


def test_a_list_outranks_an_example(path: Path, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name,label\nHarbour Council,Person\n", "utf-8")
    with Store.open(path) as store:
        import_names(store, [tmp_path / "names.csv"])
        assert store.memory.of("Harbour Council") == {PERSON: 1}
        assert store.memory.all() == {"Harbour Council": {PERSON: 1}}


def test_another_guideline_gives_other_examples_and_what_suggests_is_told(project: Project) -> None:
    project.supply.news()
    editing = SchemeEditing(project)
    editing.change(editing.scheme.label(PERSON), guideline="People: “Ada Brook”.")
    assert project.store.memory.all() == {"Ada Brook": {PERSON: 1}, "Harbour Council": {BODY: 1}}
    told = project.supply.news()
    assert told is not None and told.surfaces is None, "all that memory knows is told anew"
    editing.undo()
    assert project.store.memory.of("Ada Brook") == {}
    editing.retire(editing.scheme.label(BODY))
    assert project.store.memory.all() == {}


def test_a_damaged_guideline_does_no_harm(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE labels SET guideline = CAST(x'ff80' AS TEXT) WHERE id = 2")
        connection.commit()
    with Store.open(path) as store:
        assert store.memory.all() == {}
        assert store.memory.of("Harbour Council") == {}
