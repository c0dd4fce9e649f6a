"""What the window asks the suggestion worker for, and when it takes an answer as fresh.

What is tested: `ui/desk/suggestions.py`.
"""

from __future__ import annotations

from typing import Any

import pytest

from annotator.core.feeding import digest
from annotator.core.records import Source
from annotator.core.tokens import cut
from annotator.ui.desk.suggestions import Suggestions
from annotator.worker_messages import Run, Suggested, SuggestedSpan
from tests.gui.seat import SHORT, TEXT, Seat, make_project

OTHER = f"{TEXT} Again."


class Worker:
    """One that has answered all that it was asked; the answers are given by hand."""

    is_idle = True

    def __init__(self) -> None:
        self.asked: list[int] = []

    def is_asked(self, _article: int) -> bool:
        return False

    def ask(self, article: int, _text: str) -> None:
        self.asked.append(article)

    def __getattr__(self, _name: str) -> Any:
        return lambda *_: None


@pytest.fixture
def seat(opener, tmp_path) -> Seat:
    texts = (SHORT, TEXT, OTHER)
    return Seat(opener, make_project(tmp_path / "p.annotator", [(each, ()) for each in texts]))


def test_an_answer_under_way_is_not_taken_for_one_from_what_is_known_now(seat: Seat) -> None:
    """It was told before something was decided, and waits for the window; if the article were asked
    for again meanwhile, the old answer would count as the new one.
    """
    project = seat.window.project
    assert project is not None
    suggestions, worker = Suggestions(seat.window), Worker()
    suggestions.worker, suggestions._project = worker, project  # type: ignore[assignment]
    suggestions._scheme = project.scheme
    run = Run("en", "1", "f", digest(project.scheme))

    def answered(article: int, label: int) -> None:
        text = {2: TEXT, 3: OTHER}[article]
        span = SuggestedSpan(0, 3, label, Source.PIPELINE)
        answer = Suggested(id=1, run=run, tokens=cut(text), sentences=[0], suggestions=[span])
        suggestions._on_answer(suggestions._number, article, answer)

    project.supply.renew()
    suggestions.ask_more()
    assert worker.asked == [2, 3]
    project.supply.renew()
    suggestions.ask_more()
    assert worker.asked == [2, 3], "their answers come"
    for article in (2, 3):
        answered(article, 1)
        assert not suggestions.is_fresh
        assert worker.asked[-1] == article, "asked anew as soon as the old answer is taken"
    for article in (2, 3):
        answered(article, 2)
    assert suggestions.is_fresh
    assert worker.asked == [2, 3, 2, 3]
    assert seat.rows(
        "SELECT g.article, g.label FROM suggestions g JOIN article_runs r"
        " ON r.article = g.article AND r.suggested_run = g.run ORDER BY g.article"
    ) == [(2, 2), (3, 2)]
