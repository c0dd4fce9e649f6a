"""Which review stands for an article where only one can: `chosen` of the export, which reading
back goes by as well.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from annotator.formats.articles import GivenReview, GivenSpan
from annotator.workspace.exchange.export_articles import best_of, chosen

DONE = GivenReview("ann", "done", edited_at="2024-05-02")
LATER = GivenReview("bob", "done", edited_at="2024-05-03")
SECOND = GivenReview("ann", "done", edited_at="2024-05-01", review_pass=2)
STARTED = GivenReview("cyd", "started", edited_at="2024-06-01")
FIRST = GivenReview("dee", "started", edited_at="2024-04-01")
SKIPPED = GivenReview("eve", "skipped", edited_at="2024-07-01", review_pass=3)
VISIT = GivenReview("fay", "new")


@pytest.mark.parametrize(
    ("reviews", "stands"),
    [
        ((DONE, LATER), LATER),
        ((DONE, LATER, SECOND), SECOND),
        ((DONE, STARTED), DONE),
        ((FIRST, STARTED), STARTED),
        ((DONE, SKIPPED, VISIT), DONE),
        ((SKIPPED, VISIT), None),
        ((), None),
    ],
)
def test_the_one_finished_last_of_the_latest_pass_stands(
    reviews: tuple[GivenReview, ...], stands: GivenReview | None
) -> None:
    for order in permutations(reviews):
        assert chosen(order) == stands


def test_what_stands_speaks_for_the_article() -> None:
    mine = replace(DONE, spans=(GivenSpan(0, 2, "PER", "Xi", "added"),))
    theirs = replace(LATER, spans=(GivenSpan(3, 5, "ORG", "UN", "moved", question="?"),))
    spans, topics = best_of((theirs, mine))
    assert spans == (GivenSpan(3, 5, "ORG", "UN"),)
    assert topics == ()
    assert best_of((SKIPPED,)) == ((), ())
