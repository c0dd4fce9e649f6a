"""Marks that wait until they are looked at are what they would have been at once
(`core/shown_marks.py`, `core/marks.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import shown_marks
from annotator.core.marks import Mark, MarkState
from annotator.core.records import Source, Suggestion
from annotator.core.review_state import Knowledge
from annotator.core.sheet import Sheet
from annotator.core.tokens import cut
from annotator.errors import UserError
from tests.unit.core.making import article, scheme
from tests.unit.core.test_acts import TEXT, choose, ranges, undo

AT_ONCE, LATER = 1 << 30, 0

suggestions = st.lists(
    st.builds(
        Suggestion,
        st.integers(1, 40),
        st.just(1),
        st.just(0),
        st.just(1),
        st.none() | st.integers(1, 4),
        st.sampled_from([Source.PIPELINE, Source.CORRECTOR, Source.SHAPE, Source.FOLLOW]),
        st.none() | st.sampled_from([0.1, 0.5, 0.9]),
        st.booleans(),
    ),
    unique_by=lambda each: each.id,
    min_size=8,
    max_size=12,
)
NAMES = [x.span() for x in re.finditer("Xi Jinping|Xi|Biden|The Hague", TEXT)]
where = st.lists(ranges, max_size=4).flatmap(
    lambda more: st.permutations([*NAMES, *more]).map(lambda found: found[:12])
)
kinds = st.sampled_from(["label", "reject", "reject", "move", "others", "cut", "finish"])
names = st.sampled_from(NAMES)
wider = names.map(lambda place: (place[0], place[1] + 4))
todos = st.lists(st.tuples(kinds, names, wider, st.integers(1, 4)), min_size=3, max_size=9)
looks = st.lists(st.sampled_from(["", "some", "all", "view", "after", "exactly"]), max_size=20)
knowledge = st.builds(
    Knowledge,
    is_first_days=st.booleans(),
    labels_of=st.sampled_from([{}, {"Xi": {1: 2}}, {"Biden": {1: 1, 2: 1}, "Xi": {None: 1}}]).map(
        lambda known: lambda surface: known.get(surface, {})
    ),
)


def judged(when: int, do: Callable[[], Any]) -> Any:
    """Do something with marks that are judged at once, or later."""
    before, shown_marks.JUDGED_AT_ONCE = shown_marks.JUDGED_AT_ONCE, when
    try:
        return do()
    finally:
        shown_marks.JUDGED_AT_ONCE = before


def look(page: Sheet, way: str, place: tuple[int, int]) -> object:
    """Look at some marks, as painting, a step or time to spare do."""
    marks = page.marks
    if way == "some":
        marks.judge_some(3)
    elif way == "all":
        return marks.doubtful, marks.stops, list(reversed(marks))
    elif way == "view":
        return marks.touching(*place)
    elif way == "after":
        return next(marks.after(*place), None), next(marks.before(*place), None), marks.part(1, 2)
    elif way == "exactly":
        return marks.exactly(*place)
    return len(marks), marks.open_count


def whole(page: Sheet) -> tuple[object, ...]:
    return list(page.marks), page.marks.open_count, page.marks.doubtful, page.marks.stops


@given(suggestions, where, todos, looks, knowledge, st.booleans())
def test_marks_that_wait_become_what_they_would_have_been_at_once(
    rows: list[Suggestion],
    at: list[tuple[int, int]],
    todo: list[tuple[str, tuple[int, int], tuple[int, int], int]],
    ways: list[str],
    known: Knowledge,
    nested: bool,
) -> None:
    placed = [
        replace(row, start=start, end=end) for row, (start, end) in zip(rows, at, strict=False)
    ]

    def page() -> Sheet:
        return Sheet(
            article(TEXT), scheme(nested), 1, tokens=cut(TEXT), suggestions=placed, knowledge=known
        )

    eager, lazy = judged(AT_ONCE, page), judged(LATER, page)
    done = []
    for number, (kind, old, new, label) in enumerate(todo):
        way = ways[number % len(ways)] if ways else ""
        assert look(lazy, way, old) == look(eager, way, old)
        if kind == "move":
            old = (new[0], new[1] - 4)
        try:
            act = choose(eager, kind, old, new, label)
        except UserError:
            continue
        assert choose(lazy, kind, old, new, label) == act
        judged(AT_ONCE, lambda act=act: eager.apply(act.changes))
        judged(LATER, lambda act=act: lazy.apply(act.changes))
        done.append(act)
        assert (len(lazy.marks), lazy.marks.open_count) == (
            len(eager.marks),
            eager.marks.open_count,
        )
    for act in reversed(done):
        judged(AT_ONCE, lambda act=act: undo(eager, act))
        judged(LATER, lambda act=act: undo(lazy, act))
    assert whole(lazy) == whole(eager)


def long_page(count: int = 5_000) -> Sheet:
    text = "Then Xi met Biden. " * count
    rows = [
        Suggestion(2 * n + half + 1, 1, 19 * n + at, 19 * n + at + size, 1 + half)
        for n in range(count)
        for half, (at, size) in enumerate(((5, 2), (12, 5)))
    ]
    return Sheet(article(text), scheme(), 1, tokens=cut(text), suggestions=rows)


@pytest.fixture
def judgements(monkeypatch: pytest.MonkeyPatch) -> list[Mark]:
    """The marks of suggestions that were made so far."""
    made: list[Mark] = []
    of_one = shown_marks.ShownMarks._open_mark

    def noted(self: Any, suggestion: Suggestion) -> Mark | None:
        mark = of_one(self, suggestion)
        made.extend([mark] if mark is not None else [])
        return mark

    monkeypatch.setattr(shown_marks.ShownMarks, "_open_mark", noted)
    return made


def test_a_long_article_opens_and_is_stepped_through_without_judging_all(
    judgements: list[Mark],
) -> None:
    page = long_page()
    assert (len(page.marks), page.marks.open_count, judgements) == (10_000, 10_000, [])
    assert [m.surface for m in page.marks.touching(0, 38)] == ["Xi", "Biden"] * 2
    assert len(judgements) == 4
    assert next(page.marks.after(90_000, 90_001)).state is MarkState.SUGGESTED
    assert not page.marks.judge_some(100) and len(judgements) <= 105
    while not page.marks.judge_some(1_000):
        assert not page.marks.is_judged
    assert page.marks.is_judged and len(judgements) == 10_000
    assert len(page.marks.doubtful) == 5_000  # ORG is doubtful in this scheme
