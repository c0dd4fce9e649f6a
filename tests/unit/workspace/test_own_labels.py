"""A scheme from names that are typed (`workspace/scheme/own_labels.py`), and one that grows with an
import (`workspace/scheme/growing.py`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Act, Label, Scheme, Topic, TopicGroup
from annotator.errors import UserError
from annotator.formats.articles import (
    GivenArticle,
    GivenBlind,
    GivenReview,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
)
from annotator.storage import Store
from annotator.workspace.scheme import own_labels
from annotator.workspace.scheme.growing import GrowingScheme

AT = "2024-05-01T10:00:00"
PIPELINE = ("PERSON", "ORG", "GPE", "LOC", "DATE")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Person, Place", ("Person", "Place")),
        ("  a   b ,, c,\nA B, d ", ("a b", "c", "d")),
        ("", ()),
        (" , \n ,", ()),
    ],
)
def test_names_are_parted_by_commas_and_lines_each_once(typed: str, names: tuple[str, ...]) -> None:
    assert own_labels.names_of(typed) == names


@given(st.lists(st.text(alphabet="aB ,\né", max_size=6), max_size=6))
def test_no_name_is_empty_or_there_twice(parts: list[str]) -> None:
    names = own_labels.names_of(",".join(parts))
    assert all(name.strip() == name != "" for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_labels_have_keys_of_their_own_and_are_fed_by_what_is_called_so() -> None:
    scheme = own_labels.scheme_of(("Person", "Place", "Party", "Gene"), PIPELINE)
    assert [label.name for label in scheme.labels] == ["Person", "Place", "Party", "Gene"]
    keys = [label.key for label in scheme.labels]
    assert len({*keys}) == len(keys)
    assert len({label.id for label in scheme.labels}) == 4
    assert scheme.label_map["PERSON"] == scheme.labels[0].id
    assert scheme.labels[3].id not in scheme.label_map.values()


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(UserError):
        own_labels.scheme_of(("Person", "x" * 500), PIPELINE)


# -- growing ---------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    scheme = Scheme(labels=(Label(1, "PER", key="p"),), topics=(), groups=())
    with Store.create(tmp_path / "p.annotator", scheme, at=AT) as made:
        yield made


def growing(store: Store, *known: Scheme) -> GrowingScheme:
    me = store.annotators.id_of("ann")

    def commit(act: Act) -> None:
        store.acts.commit(act, me, AT)

    return GrowingScheme(store, commit, known)


FULL = GivenArticle(
    "Xi met Rome on May 3",
    suggestions=(
        GivenSuggestion(0, 2, "SUGGESTED", others=(("OTHER", 0.5), (None, 0.5))),
        GivenSuggestion(None, None, "War"),
    ),
    reviews=(
        GivenReview(
            "ann",
            spans=(GivenSpan(0, 2, "PER"), GivenSpan(7, 11, "GPE")),
            topics=(GivenTopic("Trade"), GivenTopic("")),
            blind=GivenBlind(AT, ("Art", ""), (GivenSpan(7, 11, "BLIND"),)),
            implied=("Sport",),
        ),
    ),
)


def test_everything_that_a_record_names_is_added_once_and_stored(store: Store) -> None:
    scheme = growing(store)
    scheme.fit(FULL)
    scheme.fit(FULL)
    assert scheme.labels_added == ["GPE", "BLIND", "SUGGESTED", "OTHER"]
    assert set(scheme.topics_added) == {"Trade", "Art", "War", "Sport"}
    stored = store.scheme.read()
    assert {x.name: x.id for x in stored.labels} == scheme.labels
    assert {x.name: x.id for x in stored.topics} == scheme.topics
    ids = [x.id for x in (*stored.labels, *stored.topics)]
    assert len(set(ids)) == len(ids)
    assert len({x.key for x in stored.labels}) == len(stored.labels)
    assert not scheme.became_nested


def test_what_would_be_added_is_refused_where_the_scheme_is_to_stay(store: Store) -> None:
    scheme = growing(store)
    with pytest.raises(UserError, match="no label “GPE”"):
        scheme.check(FULL)
    topics = GivenArticle("t", reviews=(GivenReview("ann", topics=(GivenTopic("War"),)),))
    with pytest.raises(UserError, match="no topic “War”"):
        scheme.check(topics)
    scheme.check(GivenArticle("Xi", spans=(GivenSpan(0, 2, "PER"),)))


def test_spans_over_each_other_make_the_scheme_nested_and_neighbours_do_not(store: Store) -> None:
    scheme = growing(store)
    side = GivenReview("ann", spans=(GivenSpan(0, 2, "PER"), GivenSpan(2, 4, "PER")))
    scheme.fit(GivenArticle("XiBo met", reviews=(side,)))
    assert not scheme.became_nested
    over = GivenReview("ann", spans=(GivenSpan(0, 3, "PER"), GivenSpan(2, 4, "PER")))
    with pytest.raises(UserError, match="overlap"):
        scheme.check(GivenArticle("XiBo met", reviews=(over,)))
    scheme.fit(GivenArticle("XiBo met", reviews=(over,)))
    assert scheme.became_nested
    assert store.scheme.read().nested


def test_what_is_known_of_a_label_comes_with_it_but_no_key_that_is_taken(store: Store) -> None:
    known = Scheme(
        labels=(
            Label(7, "GPE", "Place", "green", "p", guideline="states too"),
            Label(8, "ORG", "Firm", "blue", "f"),
        ),
        groups=(TopicGroup(4, "Subject"),),
        topics=(Topic(9, "War", 4, "1", ("troops",)),),
    )
    scheme = growing(store, known)
    review = GivenReview(
        "ann", spans=(GivenSpan(0, 2, "GPE"), GivenSpan(3, 4, "ORG")), topics=(GivenTopic("War"),)
    )
    scheme.fit(GivenArticle("Xi met", reviews=(review,)))
    stored = store.scheme.read()
    place, firm = stored.label_named("GPE"), stored.label_named("ORG")
    war = stored.topic_named("War")
    assert place is not None and firm is not None and war is not None
    assert (place.short, place.colour, place.guideline) == ("Place", "green", "states too")
    assert place.key not in ("", "p")
    assert firm.key == "f"
    assert war.keywords == ("troops",)
    assert [group.name for group in stored.groups] == ["Subject"]


def test_a_project_without_labels_takes_all_of_what_is_known(tmp_path: Path) -> None:
    known = Scheme(
        name="news",
        labels=(Label(7, "GPE", key="g"), Label(8, "ORG", key="o")),
        label_map={"GPE": 7, "LOC": None},
    )
    with Store.create(tmp_path / "empty.annotator", Scheme(), at=AT) as store:
        scheme = growing(store, known)
        scheme.fit(GivenArticle("Xi"))
        stored = store.scheme.read()
        assert [label.name for label in stored.labels] == ["GPE", "ORG"]
        assert stored.label_map == {"GPE": stored.labels[0].id, "LOC": None}
        assert stored.name == "news"
