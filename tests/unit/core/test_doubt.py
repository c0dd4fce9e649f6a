from __future__ import annotations

import pytest

from annotator.core import acts
from annotator.core.acts import How
from annotator.core.records import Source, Suggestion, Way
from annotator.core.sheet import Knowledge
from tests.unit.core.making import sheet

TEXT = "Xi met Putin in Moscow."


def scored(number: int, surface: str, score: float, *, is_maybe: bool = False) -> Suggestion:
    start = TEXT.index(surface)
    end = start + len(surface)
    return Suggestion(number, 1, start, end, 1, Source.CORRECTOR, score, is_maybe)


@pytest.mark.parametrize(
    ("thresholds", "doubtful"),
    [
        ((0.4, 1.0), set()),
        ((0.6, 0.3), {"Putin", "Moscow"}),
        ((0.95, 0.1), {"Xi", "Putin", "Moscow"}),
    ],
)
def test_what_is_unlikely_and_what_is_nearly_likely_needs_the_eye(
    thresholds: tuple[float, float], doubtful: set[str]
) -> None:
    marks = [
        scored(1, "Xi", 0.9),
        scored(2, "Putin", 0.55),
        scored(3, "Moscow", 0.35, is_maybe=True),
    ]
    page = sheet(TEXT, marks)
    page.know(Knowledge(*thresholds))
    assert {mark.surface for mark in page.marks if mark.needs_eye} == doubtful
    assert len(page.marks.doubtful) == len(doubtful)
    assert page.marks.open_count == 2


def test_a_doubtful_maybe_is_not_accepted_with_the_article() -> None:
    page = sheet(TEXT, [scored(1, "Xi", 0.9), scored(2, "Moscow", 0.45, is_maybe=True)])
    assert page.marks.doubtful == {2}
    act = acts.finish(page, How(Way.ENTER, "2024-01-01"))
    page.apply(act.changes)
    assert [span.surface for span in page.spans] == ["Xi"]
