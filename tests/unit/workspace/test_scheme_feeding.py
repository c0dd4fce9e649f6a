"""What feeds the labels of an open project, spans over each other, the order, what is in use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.core.scheme_acts import Use
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.workspace.open.project import Project
from annotator.workspace.open.scheme_editing import SchemeEditing
from tests.unit.storage.making import AT

PERSON, PLACE, COURT = 1, 2, 3
SCHEME = Scheme(
    "fed",
    labels=(
        Label(PERSON, "Person", key="p"),
        Label(PLACE, "Place", key="l", position=1),
        Label(COURT, "Court", key="c", position=2),
    ),
    groups=(TopicGroup(1, "Tone", several=False),),
    topics=(Topic(11, "Calm", 1, "1"), Topic(12, "Loud", 1, "2", position=1)),
    label_map={"PERSON": PERSON, "GPE": PLACE, "SHIP": PLACE},
)


@pytest.fixture
def editing(tmp_path: Path) -> Iterator[SchemeEditing]:
    with Store.create(tmp_path / "p.db", SCHEME, at=AT) as store:
        store.settings.set("suggestions", False)
        store.articles.add(NewArticle("The Court of Sarn sat."))
    project = Project(tmp_path / "p.db", "ann", window=False)
    yield SchemeEditing(project)
    project.close()


def label(editing: SchemeEditing, number: int) -> Label:
    return editing.scheme.label(number)


def test_the_pipelines_labels_are_told_with_what_else_is_mapped_and_whom_they_feed(editing):
    assert "ORG" in editing.pipeline_labels
    names, fed, others = editing.feeding(label(editing, PLACE))
    assert names[-1] == "SHIP", "this pipeline lacks it, and it is mapped"
    assert set(editing.pipeline_labels) <= set(names)
    assert fed == editing.feeds(label(editing, PLACE)) == ("GPE", "SHIP")
    assert others == {"PERSON": "Person"}


def test_a_label_is_fed_by_just_what_is_chosen_and_undo_brings_the_rest_back(editing):
    before = dict(editing.scheme.label_map)
    group = editing.feed(label(editing, COURT), ["ORG", "GPE"])
    assert group is not None
    assert editing.feeds(label(editing, COURT)) == ("GPE", "ORG")
    assert editing.feeds(label(editing, PLACE)) == ("GPE", "SHIP")
    assert editing.feeding(label(editing, PLACE))[2]["ORG"] == "Court"
    assert editing.feed(label(editing, COURT), ["ORG", "GPE"]) is None, "nothing to do"
    joined = editing.feed(label(editing, COURT), ["LAW"], joins=group)
    assert joined == group
    assert editing.feeds(label(editing, COURT)) == ("LAW",)
    assert editing.undo() is not None
    assert dict(editing.scheme.label_map) == before
    assert editing.undo() is None


def test_a_label_of_ones_own_is_fed_by_what_its_name_means(editing):
    made = editing.add_label(" Party ")
    assert (made.name, editing.feeds(made)) == ("Party", ("ORG",))
    assert made.key == "a", "p is taken"
    editing.undo()
    assert editing.scheme.label_named("Party") is None
    assert dict(editing.scheme.label_map) == dict(SCHEME.label_map)


def test_spans_may_overlap_no_more_only_where_none_do(editing):
    project = editing._project
    editing.nest(True)
    assert editing.scheme.nested
    review = project.open_article(1)
    review.walk.set_focus(4, 9)
    review.deciding.label(COURT)
    review.walk.set_focus(4, 17)
    review.deciding.label(PLACE)
    with pytest.raises(UserError, match="in 1 of the articles"):
        editing.nest(False)
    assert editing.scheme.nested
    project.undoing.undo()
    editing.nest(False)
    assert not editing.scheme.nested


def test_the_order_changes_up_to_its_ends(editing):
    assert editing.move(label(editing, COURT), -1)
    assert [x.id for x in editing.scheme.labels] == [PERSON, COURT, PLACE]
    assert not editing.move(label(editing, PERSON), -1)
    assert not editing.move(label(editing, PLACE), +1)


def test_what_is_not_used_is_told_so_and_what_is_gone_is_none(editing):
    group = editing.scheme.groups[0]
    assert editing.use(group) == Use()
    assert editing.counts() == ({}, {})
    court = label(editing, COURT)
    editing.change(court, name="Tribunal")
    assert editing.now(court).name == "Tribunal"
    editing.delete(label(editing, COURT))
    assert editing.now(court) is None


def test_the_first_topic_brings_its_group(editing):
    made = editing.add_topic(" Trade ", None, "Subject")
    assert (made.name, made.key) == ("Trade", "3")
    assert [x.name for x in editing.scheme.groups] == ["Tone", "Subject"]
    assert made.group == editing.scheme.groups[-1].id
    assert editing.add_group(" More ").name == "More"
    editing.undo()
    editing.undo()
    assert editing.scheme.groups == SCHEME.groups
    assert editing.redo() is not None
    assert [x.name for x in editing.scheme.groups] == ["Tone", "Subject"]


def test_a_merge_says_first_what_it_can_join_and_where_two_become_one(editing):
    person, place = label(editing, PERSON), label(editing, PLACE)
    editing.retire(label(editing, COURT))
    assert [x.id for x in editing.targets(person)] == [PLACE]
    assert [x.id for x in editing.targets(editing.scheme.topic(11))] == [12]
    assert editing.twins(person, place) == 0
    assert editing.twins(editing.scheme.topic(11), editing.scheme.topic(12)) == 0
    with pytest.raises(UserError):
        editing.merge(person, label(editing, COURT))
