"""What happens to spans and decisions when a range is taken (`core/mark_changes.py`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import acts, scheme_acts
from annotator.core.acts import DecisionContext
from annotator.core.mark_changes import take
from annotator.core.marks import Mark, MarkList, MarkState
from annotator.core.memory import Memory
from annotator.core.records import (
    BlindReview,
    BlindSpan,
    InputMethod,
    Label,
    Outcome,
    Suggestion,
    Topic,
)
from annotator.core.scheme_acts import AffectedRows
from annotator.core.sheet import Sheet
from annotator.core.span_index import MAX_SPAN
from annotator.errors import UserError
from annotator.faults import Fault
from tests.unit.core.making import scheme, sheet

TEXT = "Xi met Vladimir Putin in Moscow."
VLADIMIR, PUTIN, BOTH = (7, 15), (16, 21), (7, 21)
PERSON, ORG = 1, 2
HOW = DecisionContext(InputMethod.KEY, "2024-05-01")


def page(nested: bool = False) -> Sheet:
    return sheet(TEXT, [Suggestion(1, 1, *PUTIN, PERSON), Suggestion(2, 1, 0, 2, PERSON)], nested)


def taken(on: Sheet, place: tuple[int, int], label: int) -> None:
    on.apply(take(on, *place, label, HOW))


def spans(on: Sheet) -> list[tuple[int, int, int]]:
    return [(span.start, span.end, span.label) for span in on.spans]


def outcome(on: Sheet, number: int = 1) -> tuple[str, int | None, int | None, int | None]:
    decision = on.decisions[number]
    return decision.outcome, decision.start, decision.end, decision.label


def test_what_was_decided_goes_along_with_the_range_that_takes_its_place() -> None:
    on = page()
    taken(on, PUTIN, PERSON)
    assert outcome(on) == (Outcome.CONFIRMED, *PUTIN, PERSON)
    taken(on, BOTH, ORG)
    assert spans(on) == [(*BOTH, ORG)]
    assert outcome(on) == (Outcome.MOVED, *BOTH, ORG)
    taken(on, PUTIN, PERSON)  # as it was suggested, after all
    assert spans(on) == [(*PUTIN, PERSON)]
    assert outcome(on)[1:] == (*PUTIN, PERSON)
    assert outcome(on)[0] != Outcome.MOVED


def test_another_label_and_back_is_relabelled_and_confirmed() -> None:
    on = page()
    for label, told in ((ORG, Outcome.RELABELLED), (PERSON, Outcome.CONFIRMED)):
        taken(on, PUTIN, label)
        assert outcome(on) == (told, *PUTIN, label)
        assert spans(on) == [(*PUTIN, label)]


def test_a_moved_suggestion_stays_moved_under_another_label() -> None:
    on = page()
    taken(on, BOTH, PERSON)
    taken(on, BOTH, ORG)
    assert outcome(on) == (Outcome.MOVED, *BOTH, ORG)


def test_nested_spans_take_no_room_from_each_other() -> None:
    on = page(nested=True)
    taken(on, PUTIN, PERSON)
    taken(on, BOTH, ORG)
    assert spans(on) == [(*BOTH, ORG), (*PUTIN, PERSON)]
    assert outcome(on) == (Outcome.CONFIRMED, *PUTIN, PERSON)


def test_taking_what_is_there_changes_nothing() -> None:
    on = page()
    taken(on, PUTIN, PERSON)
    assert take(on, *PUTIN, PERSON, HOW) == []


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ((3, 3), Fault.NO_TEXT_HERE),
        ((-1, 2), Fault.RANGE_OUTSIDE_TEXT),
        ((0, 2 * MAX_SPAN + 5), Fault.RANGE_OUTSIDE_TEXT),
        ((2, 3), Fault.ONLY_WHITE_SPACE_HERE),
        ((0, MAX_SPAN + 1), Fault.SPAN_TOO_LONG),
    ],
)
def test_a_range_that_can_be_no_span_is_refused_with_the_reason(place, fault) -> None:
    on = sheet("Xi met " + "x" * (2 * MAX_SPAN - 7))
    with pytest.raises(UserError) as refused:
        acts.label(on, *place, PERSON, HOW)
    assert refused.value.code == fault


PLACES = st.tuples(st.integers(0, 9), st.integers(1, 4)).map(lambda x: (x[0], x[0] + x[1]))


@given(st.lists(PLACES, unique=True, max_size=9), PLACES)
def test_marks_in_front_and_behind_are_all_but_those_of_this_range(places, here) -> None:
    marks = MarkList()
    marks.fill([Mark(*place, 1, MarkState.SPAN, "s") for place in sorted(places)])
    before = [(x.start, x.end) for x in marks.before(*here)]
    after = [(x.start, x.end) for x in marks.after(*here)]
    assert before == sorted((x for x in places if x < here), reverse=True)
    assert after == sorted(x for x in places if x > here)
    assert [(x.start, x.end) for x in reversed(marks)] == sorted(places, reverse=True)


COUNTS = st.dictionaries(st.sampled_from([None, 1, 2]), st.integers(1, 5), max_size=3)


@given(COUNTS, COUNTS)
def test_what_is_put_into_memory_stands_in_the_place_of_what_was(first, then) -> None:
    memory = Memory()
    memory.put("Putin", first)
    memory.put("Xi", {1: 1})
    memory.put("Putin", then)
    assert dict(memory.about("Putin")) == then
    assert len(memory) == 1 + bool(then)
    assert dict(memory)["Xi"] == {1: 1}


# -- changes of the scheme ------------------------------------------------------------------


@pytest.mark.parametrize("is_nested", [True, False])
def test_nesting_is_changed_once(is_nested: bool) -> None:
    (change,) = scheme_acts.nest(scheme(not is_nested), is_nested).changes
    assert (change.before.is_nested, change.after.is_nested) == (not is_nested, is_nested)
    assert scheme_acts.nest(scheme(is_nested), is_nested).changes == ()


def test_a_label_is_retired_once() -> None:
    label = scheme().labels[0]
    (change,) = scheme_acts.retire(label).changes
    assert change.before == label and change.after.retired
    assert scheme_acts.retire(change.after).changes == ()


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (Label(9, "LAW", colour="no such"), Fault.NO_COLOUR),
        (Label(9, "LAW", key="7"), Fault.KEY_UNFIT_FOR_LABEL),
        (Label(9, "LAW", key="ab"), Fault.KEY_UNFIT_FOR_LABEL),
        (Topic(9, "War", 1, key="p"), Fault.KEY_UNFIT_FOR_TOPIC),
        (Topic(9, "War", 77), Fault.NO_SUCH_GROUP),
        (Label(9, "person"), Fault.NAME_TAKEN),
        (Label(9, " LAW"), Fault.NAME_UNFIT),
    ],
)
def test_what_does_not_fit_the_scheme_is_refused_with_the_reason(item, fault) -> None:
    with pytest.raises(UserError) as refused:
        scheme_acts.add(scheme(), item)
    assert refused.value.code == fault


def test_merging_joins_what_was_put_down_blind() -> None:
    source, target = scheme().labels[:2]
    blind = (BlindSpan(1, 1, 0, 2, PERSON), BlindSpan(1, 1, 0, 2, ORG), BlindSpan(1, 1, 7, 15, 1))
    merged = scheme_acts.merge_labels(scheme(), source, target, [AffectedRows(1, blind=blind)])
    changes = [x for act in merged for x in act.changes if isinstance(x.record, BlindSpan)]
    assert [(x.before, x.after) for x in changes] == [
        (blind[0], None),
        (blind[2], BlindSpan(1, 1, 7, 15, ORG)),
    ]


def test_merging_topics_joins_the_blind_answers() -> None:
    source, target = scheme().topics
    review = BlindReview(1, 1, "2024", (source.id, target.id))
    merged = scheme_acts.merge_topics(source, target, [AffectedRows(1, blind_reviews=[review])])
    (after,) = [x.after for act in merged for x in act.changes if isinstance(x.before, BlindReview)]
    assert after.topics == (target.id,)
