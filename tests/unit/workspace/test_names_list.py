"""Lists of names in a project (`workspace/exchange/names_list.py`, `storage/listed_names.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.memory import Memory
from annotator.core.records import Label, Scheme, Source
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.nlp.memory_suggestions import apply_memory
from annotator.storage import NewArticle, Store
from annotator.ui.words.acts import words_of_entry
from annotator.workspace.exchange.names_list import import_names
from annotator.workspace.open.annotators import login_name
from annotator.workspace.open.past_acts import History
from annotator.workspace.open.project import Project
from annotator.workspace.open.scheme_editing import SchemeEditing

AT = "2024-05-01T12:00:00.000+00:00"
TEXT = "Ada Brook left Acme for the Harbour Council."
PERSON, ORG = 1, 2


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    scheme = Scheme(labels=(Label(PERSON, "PERSON", key="p"), Label(ORG, "ORG", key="o")))
    with Store.create(tmp_path / "p.db", scheme, at=AT) as made:
        made.articles.add(NewArticle(TEXT))
        yield made


def listed(store: Store, folder: Path, rows: str, name: str = "cabinet.csv", **more):
    (folder / name).write_text("name,label\n" + rows, "utf-8")
    return import_names(store, [folder / name], **more)


def test_a_listed_name_is_suggested_from_the_first_article_on(store, tmp_path) -> None:
    report = listed(store, tmp_path, "Ada Brook,PERSON\nAcme,ORG\nAcme,ORG\n")
    assert (dict(report.lists), report.labels_added) == ({"cabinet.csv": 2}, ())
    memory = Memory.of(store.memory.all())
    found = apply_memory([], TEXT, cut(TEXT), memory, frozenset({PERSON, ORG}))
    assert [(TEXT[x.start : x.end], x.label, x.source) for x in found] == [
        ("Ada Brook", PERSON, Source.MEMORY),
        ("Acme", ORG, Source.MEMORY),
    ]


def test_the_same_file_again_takes_the_place_of_the_list(store, tmp_path) -> None:
    listed(store, tmp_path, "Ada Brook,PERSON\nAcme,ORG\n")
    listed(store, tmp_path, "Acme,PERSON\n")
    listed(store, tmp_path, "Brook,PERSON\n", "other.csv")
    assert store.memory.all() == {"Acme": {PERSON: 1}, "Brook": {PERSON: 1}}
    assert store.listed_names.lists() == {"cabinet.csv": 1, "other.csv": 1}


def test_labels_that_are_missing_are_added_as_one_undo_or_refused(store, tmp_path) -> None:
    with pytest.raises(UserError) as refused:
        listed(store, tmp_path, "Acme,Firm\n", is_strict=True)
    assert refused.value.code == Fault.SCHEME_LACKS_LABEL and not store.memory.all()
    report = listed(store, tmp_path, "Acme,Firm\nRhine,River\n")
    assert report.labels_added == ("Firm", "River")
    assert {label.name for label in store.scheme.read().labels} >= {"Firm", "River"}


def test_a_list_is_one_act_that_is_undone_and_done_again(store, tmp_path) -> None:
    """With the labels that it brought, and with the list that it took the place of."""
    listed(store, tmp_path, "Acme,ORG\nAda Brook,PERSON\n")
    before, acts = everything(store), store.acts.last()
    listed(store, tmp_path, "Acme,Firm\nRhine,River\nAda Brook,PERSON\n")
    after = everything(store)
    assert store.acts.last() == acts + 1 and after != before
    store.close()
    project = Project(tmp_path / "p.db", login_name(), window=False)
    try:
        entry, _ = History(project).page()
        assert words_of_entry(entry, project.scheme) == "List of names: cabinet.csv"
        project.undoing.undo()  # it says first what it would take back
        project.undoing.undo()
        assert everything(project.store) == before
        assert {x.name for x in project.scheme.labels} == {"PERSON", "ORG"}
        assert project.store.memory.all() == {"Acme": {ORG: 1}, "Ada Brook": {PERSON: 1}}
        project.undoing.redo()
        assert everything(project.store) == after
        assert {x.name for x in project.scheme.labels} >= {"Firm", "River"}
    finally:
        project.close()


def test_the_same_list_again_is_no_act(store, tmp_path) -> None:
    listed(store, tmp_path, "Acme,ORG\n")
    acts = store.acts.last()
    assert dict(listed(store, tmp_path, "Acme,ORG\nAcme,ORG\n").lists) == {"cabinet.csv": 1}
    assert store.acts.last() == acts


def test_labels_go_by_other_names_or_are_left_out(store, tmp_path) -> None:
    report = listed(store, tmp_path, "Acme,Firm\nRhine,River\n", map_={"Firm": "ORG", "River": ""})
    assert report.labels_added == () and store.memory.all() == {"Acme": {ORG: 1}}


def test_a_file_without_a_name_is_an_error_and_changes_nothing(store, tmp_path) -> None:
    listed(store, tmp_path, "Acme,ORG\n")
    with pytest.raises(UserError) as refused:
        listed(store, tmp_path, "…,ORG\n")
    assert refused.value.code == Fault.NO_NAMES and store.memory.all() == {"Acme": {ORG: 1}}


def test_what_was_decided_outranks_the_list_until_it_is_undone(store, tmp_path) -> None:
    listed(store, tmp_path, "Acme,PERSON\n")
    store.close()
    project = Project(tmp_path / "p.db", "anna", window=False)
    try:
        project.open_article(1)
        place = (TEXT.index("Acme"), TEXT.index("Acme") + 4)
        project.review.walk.to_range(*place)
        project.review.deciding.label(ORG)
        assert project.store.memory.of("Acme") == {ORG: 1}
        assert project.known_elsewhere("Acme") == {}
        assert project.lists_with("Acme") == [(PERSON, "cabinet.csv")]
        project.undoing.undo()
        assert project.store.memory.of("Acme") == {PERSON: 1}
    finally:
        project.close()


def everything(store) -> set[tuple[str, int, str]]:
    ids = (x for label in store.scheme.read().labels for x in store.listed_names.of_label(label.id))
    return {(x.surface, x.label, x.source) for x in ids}


@pytest.fixture
def editing(store, tmp_path) -> Iterator[SchemeEditing]:
    """The scheme of a project with two lists, one of which gives Acme both labels."""
    listed(store, tmp_path, "Acme,PERSON\nAcme,ORG\nAda Brook,PERSON\n")
    listed(store, tmp_path, "Brook,PERSON\n", "other.csv")
    store.close()
    project = Project(tmp_path / "p.db", "anna", window=False)
    yield SchemeEditing(project)
    project.close()


def test_names_follow_their_label_into_another_and_back(editing) -> None:
    store, before = editing._project.store, everything(editing._project.store)
    person, org = (editing.scheme.label(x) for x in (PERSON, ORG))
    editing.merge(person, org)
    assert everything(store) == {
        ("Acme", ORG, "cabinet.csv"), ("Ada Brook", ORG, "cabinet.csv"),
        ("Brook", ORG, "other.csv"),
    }  # fmt: skip
    assert store.memory.all()["Ada Brook"] == {ORG: 1}
    editing.undo()
    assert everything(store) == before


def test_a_label_that_is_deleted_takes_its_names_along_and_brings_them_back(editing) -> None:
    store, before = editing._project.store, everything(editing._project.store)
    editing.delete(editing.scheme.label(PERSON))
    assert everything(store) == {("Acme", ORG, "cabinet.csv")}
    editing.undo()
    assert everything(store) == before


def test_a_list_that_is_removed_comes_back(editing) -> None:
    store, before = editing._project.store, everything(editing._project.store)
    editing._project.supply.news()
    editing.remove_names("cabinet.csv")
    assert store.listed_names.lists() == {"other.csv": 1}
    assert store.memory.all() == {"Brook": {PERSON: 1}}
    told = editing._project.supply.news()
    assert told is not None and told.surfaces is None, "what suggests does not know it either"
    editing.undo()
    assert everything(store) == before
