"""Records as rows and as JSON (`storage/rows.py`), and lists of changes (`storage/changes.py`)."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.kept_apart import KeptApart
from annotator.core.listed_names import ListedName
from annotator.core.records import (
    Binned,
    BlindReview,
    BlindSpan,
    Change,
    CodingRule,
    Decision,
    ImpliedTopics,
    Label,
    Mapped,
    Nesting,
    Outcome,
    Particulars,
    Record,
    Review,
    Span,
    Suggestion,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.core.settled import Settled
from annotator.storage import changes
from annotator.storage.codec import column_of, decoded, names_of
from annotator.storage.damage_kind import Damaged
from annotator.storage.faults import StaleState
from annotator.storage.rows import TABLES, changes_from_json, changes_json, record_json

SPAN = Span(1, 2, 3, 5, 4, "é😀", "moved", -7, "sure?")
RECORDS: tuple[Record, ...] = (
    Label(1, "Person", "PER", key="p", leave_out=("the", "’s"), exceptions=("The Hague",)),
    TopicGroup(1, "About", several=True, required=True),
    Topic(2, "War", 1, "1", ("troops", "a, b")),
    Mapped("GPE", 3, (4, 5)),
    Nesting(is_nested=True),
    Suggestion(9, 1, 0, 2, 3, score=0.25, is_maybe=True, others=((None, 0.5), (4, 0.25))),
    Suggestion(10, 1, None, None, 2),
    Decision(9, 2, 1, Outcome.MOVED, "key", "2024", 0, 2, 3, focused=True, threshold=0.6),
    SPAN,
    TopicAnswer(1, 2, 2, False),
    Review(1, 2, "done", flagged=True, seconds=1.5, is_forced=True),
    ImpliedTopics(1, 2, "2024", (2, -4), (3,)),
    BlindReview(1, 2, "2024", (0, 2)),
    BlindSpan(1, 2, 3, 5, 4),
    CodingRule("Rome", 2, "2024", 3, "a place", 1),
    Particulars(1, "k", "Title", "Title", "2024-05-01", "Wire", "u", "en", '{"a": 1}'),
    KeptApart(5, 2),
    ListedName("Rome", 3, "places.csv"),
    Settled(1, "span", 3, 5, "[]", "side", 2, "2024", "edge", "2024"),
)


def test_every_kind_of_record_is_among_them() -> None:
    assert {type(record) for record in RECORDS} == set(TABLES) - {Binned}


@pytest.mark.parametrize("record", RECORDS, ids=lambda x: type(x).__name__)
def test_a_record_comes_back_from_its_row_and_from_json(record: Record) -> None:
    table = TABLES[type(record)]
    # A database has no booleans.
    row = tuple(int(x) if isinstance(x, bool) else x for x in table.encode(record))
    columns = [column_of(name).strip('"') for name in names_of(type(record))]
    assert decoded(type(record), columns, [row]) == [record]
    for change in (Change(None, record), Change(record, None), Change(record, record)):
        before, after = changes_json([change, change])
        assert changes_from_json(before, after) == (change, change)


@pytest.mark.parametrize("record", RECORDS, ids=lambda x: type(x).__name__)
def test_fields_that_came_later_get_their_defaults(record: Record) -> None:
    stored: Any = record_json(record)
    (table,) = stored
    optional = [x for x in fields(type(record)) if x.name in stored[table]]
    last = optional[-1]
    if last.default is not last.default_factory:  # it has a default, which older acts had
        del stored[table][last.name]
        (change,) = changes_from_json("[null]", json.dumps([stored]))
        assert change.after == replace(record, **{last.name: last.default})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[]"),
        ("[]", "[null]"),
        ('[{"nothing": {}}]', "[null]"),
        ('[{"spans": {"start": 1}}]', "[null]"),
        ("[" * 100_000, "[]"),
    ],
)
def test_what_was_never_written_is_damage(before: str, after: str) -> None:
    with pytest.raises(Damaged, match="an act is not as it was stored"):
        changes_from_json(before, after)


# -- lists of changes ------------------------------------------------------------------------

STATES = st.lists(
    st.one_of(st.none(), st.integers(0, 3).map(lambda n: replace(SPAN, question=str(n)))),
    min_size=2,
    max_size=6,
)


@given(STATES)
def test_successive_changes_of_a_row_are_one(states: list[Span | None]) -> None:
    steps = [Change(before, after) for before, after in pairwise(states) if before or after]
    found = changes.net(steps)
    is_same = states[0] == states[-1]
    assert found == ([] if is_same else [Change(states[0], states[-1])])


def test_changes_that_do_not_follow_each_other_are_stale() -> None:
    other = replace(SPAN, question="other")
    with pytest.raises(StaleState) as told:
        changes.net([Change(None, SPAN), Change(other, None)])
    assert str(told.value.where) == "article 1"


def test_another_key_is_another_row() -> None:
    moved = replace(SPAN, start=2)
    assert changes.net([Change(SPAN, moved)]) == [Change(SPAN, None), Change(None, moved)]


@given(st.permutations(RECORDS), st.data())
def test_children_go_before_their_parents_and_come_after_them(
    records: list[Record], data: st.DataObject
) -> None:
    made = [Change(None, x) if data.draw(st.booleans()) else Change(x, None) for x in records]
    found = changes.ordered(made)
    assert sorted(map(str, found)) == sorted(map(str, made))
    gone = [TABLES[type(x.record)].rank for x in found if x.after is None]
    come = [TABLES[type(x.record)].rank for x in found if x.after is not None]
    assert gone == sorted(gone, reverse=True)
    assert come == sorted(come)
    assert [x.after is None for x in found] == [True] * len(gone) + [False] * len(come)


@pytest.mark.parametrize(
    ("record", "where"), [(SPAN, "article 1"), (RECORDS[0], "Person"), (Nesting(True), "")]
)
def test_an_error_says_where(record: Record, where: str) -> None:
    assert str(changes.place(record)) == where
