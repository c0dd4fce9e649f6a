"""A scheme comes out of a project as it was put in (`storage/scheme.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.records import Label, Scheme, Topic, TopicGroup
from annotator.storage import Store
from annotator.storage.scheme import SchemeRows, insert_scheme
from tests.unit.storage.making import AT, SCHEME, adding, new_store, span

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
LISTS = st.lists(WORDS, max_size=3).map(tuple)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    names = draw(st.lists(WORDS, unique=True, max_size=4))
    labels = tuple(
        Label(
            number, name, draw(WORDS), leave_out=draw(LISTS), exceptions=draw(LISTS),
            doubtful=draw(st.booleans()), position=number, retired=draw(st.booleans()),
        )
        for number, name in enumerate(names, 1)
    )  # fmt: skip
    groups = (TopicGroup(1, draw(WORDS), several=draw(st.booleans())),)
    topics = (Topic(1, draw(WORDS), 1, keywords=draw(LISTS), position=1),)
    numbers = st.sampled_from([None, *(label.id for label in labels)])
    fed = draw(st.dictionaries(WORDS, numbers, max_size=4))
    also = {name: tuple(x.id for x in labels) for name in fed if draw(st.booleans()) and labels}
    return Scheme(draw(WORDS), draw(st.booleans()), labels, groups, topics, fed, 7, also)


@given(schemes())
@settings(max_examples=25)
def test_what_is_put_in_comes_out(scheme: Scheme) -> None:
    with (
        TemporaryDirectory() as folder,
        Store.create(Path(folder) / "p.db", SCHEME, at=AT) as store,
    ):
        for table in ("label_map", "topics", "topic_groups", "labels"):
            store._db.connection.execute(f"DELETE FROM {table}")
        insert_scheme(store._db.connection, scheme)
        assert SchemeRows(store._db).read() == scheme


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store, _, _ = new_store(tmp_path / "p.db")
    yield store
    store.close()


def test_each_change_is_a_new_version_and_leaves_the_rest(store: Store) -> None:
    before = store.scheme.read()
    assert before == SCHEME
    store.scheme.change(name="papers")
    store.scheme.change(nested=True)
    store.scheme.change(label_map={"PER": 1, "MISC": None}, also_fed={"PER": (3,)})
    assert store.scheme.read() == replace(
        before, name="papers", nested=True, label_map={"PER": 1, "MISC": None},
        also_fed={"PER": (3,)}, version=before.version + 3,
    )  # fmt: skip
    store.scheme.change(label_map={"PER": 2})
    assert store.scheme.read().also_fed == {}


def test_articles_are_counted_in_which_spans_of_one_person_lie_over_each_other(
    store: Store,
) -> None:
    me, you = store.annotators.id_of("ann"), store.annotators.id_of("ben")
    assert store.scheme.nested_articles() == 0
    store.scheme.change(nested=True)
    store.acts.commit(adding(span(store, 1, me, 0, 2), span(store, 1, me, 2, 12)), me, AT)
    store.acts.commit(adding(span(store, 1, you, 0, 12)), you, AT)
    assert store.scheme.nested_articles() == 0  # they touch, and another's is no matter
    store.acts.commit(adding(span(store, 1, me, 7, 12)), me, AT)
    assert store.scheme.nested_articles() == 1
