"""Rows and dataclasses: by the names of columns and fields, in whatever order they come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import (
    Act,
    Change,
    Label,
    Mapped,
    Review,
    Scheme,
    Source,
    Suggestion,
)
from annotator.errors import Bug
from annotator.storage import Store
from annotator.storage.codec import column_encoder, columns_of, decoded, encoder, names_of
from annotator.storage.rows import TABLES, changes_from_json, changes_json

AT = "2024-05-01T10:00:00"
WORDS = st.text("ab,“é\"'", max_size=4)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "int": st.integers(1, 9),
    "float": st.floats(0, 9),
    "str": WORDS,
    "bool": st.booleans(),
    "int | None": st.none() | st.integers(1, 9),
    "float | None": st.none() | st.floats(0, 9),
    "tuple[int, ...]": st.lists(st.integers(0, 9)).map(tuple),
    "tuple[str, ...]": st.lists(WORDS).map(tuple),
    "tuple[tuple[int | None, float], ...]": st.lists(
        st.tuples(st.none() | st.integers(0, 9), st.floats(0, 1))
    ).map(tuple),
}


@st.composite
def made(draw: st.DrawFn) -> Any:
    kind = draw(st.sampled_from(list(TABLES)))
    return kind(**{field.name: draw(VALUES[str(field.type)]) for field in fields(kind)})


@given(records=st.lists(made(), min_size=1, max_size=3), order=st.randoms())
def test_a_record_comes_back_from_columns_in_any_order(records: list[Any], order: Any) -> None:
    kind = type(records[0])
    records = [x for x in records if type(x) is kind]
    names = list(names_of(kind))
    order.shuffle(names)
    rows = [encoder(kind, tuple(names))(x) for x in records]
    columns = ["topic_group" if name == "group" else name for name in names]
    assert decoded(kind, columns, rows) == records


@given(records=st.lists(made(), min_size=1, max_size=3))
def test_many_rows_are_written_as_one_is(records: list[Any]) -> None:
    kind = type(records[0])
    table, names = TABLES[kind], names_of(kind)
    values = [tuple(getattr(x, name) for name in names) for x in records if type(x) is kind]
    rows = [table.encode(x) for x in records if type(x) is kind]
    assert [*zip(*table.encode_values([*zip(*values, strict=True)]), strict=True)] == rows


def test_many_suggestions_are_values_that_sqlite_takes_as_they_are() -> None:
    """A member of an enum, or True, takes three times as long to store, each time."""
    names = [name for name in names_of(Suggestion) if name != "others"]
    found = Suggestion(1, 2, 3, 4, 5, Source.MEMORY, 0.5, True, 6, ((5, 0.5),))
    values = [next(iter(column)) for column in column_encoder(Suggestion, names)([found])]
    columns = TABLES[Suggestion].encode_values([[getattr(found, x)] for x in names_of(Suggestion)])
    assert {*map(type, values)} == {int, str, float}
    assert values == [1, 2, 3, 4, 5, "memory", 0.5, 1, 6]
    assert type(columns[names_of(Suggestion).index("is_maybe")][0]) is int


@given(before=made(), after=made())
def test_a_change_comes_back_from_the_log(before: Any, after: Any) -> None:
    changes = (Change(before, None), Change(None, after))
    assert changes_from_json(*changes_json(changes)) == changes


def test_a_column_too_many_or_too_few_is_a_fault_of_ours() -> None:
    names = names_of(Review)
    row = encoder(Review, names)(Review(1, 1))
    with pytest.raises(Bug, match=names[-1]):
        decoded(Review, names[:-1], [row[:-1]])
    with pytest.raises(Bug, match="mood"):
        decoded(Review, [*names, "mood"], [(*row, 1)])
    with pytest.raises(Bug, match="twice"):
        decoded(Review, [*names[:-1], *names[-1:] * 2], [(*row, 1)])


@dataclass(frozen=True, slots=True)
class Reported:
    report: Mapping[str, Any]


def test_a_damaged_object_is_empty_and_the_others_are_whole() -> None:
    found = decoded(Reported, ["report"], [('{"a": 1}',), ("{",), ("[1]",), (None,)])
    assert [x.report for x in found] == [{"a": 1}, {}, {}, {}]


def test_columns_are_quoted_where_sql_has_the_word() -> None:
    assert columns_of(Suggestion, "g.").startswith('g.id, g.article, g.start, g."end", g.label')


def test_a_feeding_of_several_labels_can_be_changed(tmp_path: Path) -> None:
    """However its list was written: old files have it with spaces."""
    scheme = Scheme(
        labels=tuple(Label(n, f"L{n}") for n in (1, 2, 3)),
        label_map={"ORG": 1},
        also_fed={"ORG": (2, 3)},
    )
    with Store.create(tmp_path / "p.db", scheme, at=AT) as store:
        me = store.annotators.id_of("ann")
        old = Mapped("ORG", 1, (2, 3))
        change = Change(old, replace(old, also=(2,)))
        store.acts.commit(Act("label.feed", None, (change,)), me, AT)
        assert store.scheme.read().also_fed == {"ORG": (2,)}
        store.history.undo(me, AT)
        assert store.scheme.read().also_fed == {"ORG": (2, 3)}
