"""Which review stands for an article where only one can, by which reading back goes as well; and
which spans were seen.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from annotator.core.records import Act, Change, Decision, InputMethod, Outcome, Span, Status
from annotator.formats.articles import GivenReview, GivenSpan
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.standing_review import best_of, chosen
from annotator.workspace.jobs.article_choice import ArticleChoice
from tests.unit.storage.making import AT, finishing, new_store, suggest

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
    assert spans == theirs.spans
    assert topics == ()
    assert best_of((SKIPPED,)) == ((), ())


@pytest.mark.parametrize(
    ("is_focused", "way", "goes_out"),
    [
        (False, InputMethod.ENTER, False),
        (False, InputMethod.FORCED, False),
        (True, InputMethod.ENTER, True),
        (False, InputMethod.KEY, True),
    ],
)
def test_what_had_the_focus_was_seen(
    tmp_path: Path, is_focused: bool, way: InputMethod, goes_out: bool
) -> None:
    store, me, article = new_store(tmp_path / "p.annotator")
    with store:
        (number,) = suggest(store, article, {"Xi": 1})
        decided = Decision(
            number, me, article, Outcome.ACCEPTED, way, AT, 0, 2, 1, focused=is_focused
        )
        made = Span(article, me, 0, 2, 1, "Xi", "accepted", number)
        changes = (Change(None, decided), Change(None, made))
        store.acts.commit(Act("span.accept", article, changes, "Xi"), me, AT)
        store.acts.commit(finishing(None, article, me, Status.DONE), me, AT)
        for seen_only, count in ((False, 1), (True, int(goes_out))):
            given = next(
                iter(ArticleExporter(store, ArticleChoice(seen_only=seen_only)).articles())
            )
            assert len(given.spans) == count
