"""What is tested: `workspace/children/judge.py`: which reviews are learned from."""

from __future__ import annotations

from annotator.workspace.children import judge
from annotator.workspace.learning.reviewed_articles import ReviewedArticle


def reviewed(number: int, size: int) -> ReviewedArticle:
    return ReviewedArticle(
        number, "x" * size, (), {}, none_applies=False, is_blind=False, edited_at=f"{number:04}"
    )


def test_the_latest_are_learned_from_as_far_as_there_is_room() -> None:
    size = judge.MOST_CHARACTERS // 4
    given = [reviewed(n, size) for n in range(7)]
    assert judge.latest(given[:4]) == given[:4]
    assert judge.latest(given) == given[3:]
    assert judge.latest([]) == []
    huge = [*given, reviewed(7, judge.MOST_CHARACTERS + 1)]
    assert judge.latest(huge) == huge[5:], "and others beside one that is larger than all of it"
