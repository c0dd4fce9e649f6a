"""The other mentions of a surface (`core/mentions.py`)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import acts, mentions
from annotator.core.mark_changes import DecisionContext
from annotator.core.records import Suggestion
from annotator.core.tokens import cut
from tests.unit.core.making import sheet

HOW = DecisionContext(at="2025-01-01T00:00:00")


def others(text: str, surface: str, *suggested: tuple[str, bool]) -> list[tuple[int, int | None]]:
    """Where the other mentions of the first `surface` begin, each with its suggestion."""
    rows = [
        Suggestion(
            n, 1, text.index(each), text.index(each) + len(each), 1, "pipeline", is_maybe=is_maybe
        )
        for n, (each, is_maybe) in enumerate(suggested, 1)
    ]
    start = text.index(surface)
    found = mentions.other_mentions(sheet(text, rows), start, start + len(surface))
    return [(first, number) for first, _, number in found]


@given(st.text(alphabet="ab", max_size=30), st.text(alphabet="ab", max_size=3))
def test_occurrences_do_not_overlap_and_none_is_missed(text: str, surface: str) -> None:
    found = mentions.occurrences(text, surface)
    assert all(text[start:end] == surface for start, end in found)
    assert len(found) == (text.count(surface) if surface else 0)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_case_counts_and_parts_of_words_do_not() -> None:
    assert others("Rome and rome; Romeo saw Rome.", "Rome") == [(25, None)]


def test_white_space_has_no_mentions() -> None:
    assert mentions.other_mentions(sheet("a b c"), 1, 2) == []


def test_a_part_of_a_longer_name_is_no_mention_unless_it_is_suggested_itself() -> None:
    text = "Xi spoke. Then Xi Jinping left."
    assert others(text, "Xi") == []
    at = text.index("Xi Jinping")
    page = sheet(text, [Suggestion(1, 1, at, at + 2, 1, "pipeline")])
    assert mentions.other_mentions(page, 0, 2) == [(at, at + 2, 1)]


def test_what_is_marked_around_or_beside_it_is_in_the_way_but_a_maybe_is_not() -> None:
    text = "Rome fell. In ancient Rome it rained."
    assert others(text, "Rome", ("ancient Rome", False)) == []
    assert others(text, "Rome", ("ancient Rome", True)) == [(22, None)]


def test_what_was_rejected_or_marked_there_is_decided() -> None:
    text = "Rome fell. Then Rome rose."
    page = sheet(text, [Suggestion(1, 1, 16, 20, 3, "pipeline")])
    assert mentions.other_mentions(page, 0, 4) == [(16, 20, 1)]
    act = acts.reject(page, 16, 20, HOW)
    page.apply(act.changes)
    assert mentions.was_decided(page, 16, 20)
    assert mentions.other_mentions(page, 0, 4) == []
    page.apply([change.inverse() for change in reversed(act.changes)])
    page.apply(acts.label(page, 16, 20, 3, HOW, follow=False).changes)
    assert mentions.other_mentions(page, 0, 4) == []


@pytest.mark.parametrize(
    ("text", "name", "is_alone", "ends"),
    [
        ("Xi spoke", "Xi", True, False),
        ("Chinese President Xi Jinping spoke", "Xi Jinping", False, True),
        ("President Xi spoke", "Xi", False, True),
        ("Premier League Xi spoke", "Xi", False, False),
        ("New York Times", "York", False, False),
        ("old York Times", "Times", False, False),
        ("  ", " ", False, False),
    ],
)
def test_a_name_alone_or_at_the_end_of_a_run(
    text: str, name: str, is_alone: bool, ends: bool
) -> None:
    start = text.index(name)
    tokens = cut(text)
    assert mentions.is_alone(text, tokens, start, start + len(name)) is is_alone
    assert mentions.ends_run(text, tokens, start, start + len(name)) is ends
    assert mentions.stands_alone(sheet(text), start, start + len(name)) is is_alone


def test_mentions_are_counted_as_whole_words_and_very_many_as_they_stand() -> None:
    assert mentions.standing_count(sheet("Rome, Romeo, Rome"), "Rome") == 2
    many = "Rome Romeo " * 600
    assert mentions.standing_count(sheet(many), "Rome") == 1200
