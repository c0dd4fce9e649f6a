"""The quiet line about pace."""

from annotator.workspace.open.pace import Pace


def test_a_reader_is_not_told() -> None:
    pace = Pace()
    assert [pace.finished(400, 90, is_forced=False) for _ in range(8)] == [None] * 8


def test_too_fast_is_told_after_some_articles() -> None:
    pace = Pace()
    told = [pace.finished(400, 20, is_forced=False) for _ in range(4)]
    assert told == [None, None, ("pace", 1200), ("pace", 1200)]


def test_five_forced_in_a_row_are_told() -> None:
    pace = Pace()
    told = [pace.finished(100, 60, is_forced=True) for _ in range(5)]
    assert told == [None] * 4 + [("forced", 5)]


def test_one_that_was_looked_at_ends_the_row() -> None:
    pace = Pace()
    for is_forced in (True, True, True, True, False):
        assert pace.finished(100, 60, is_forced=is_forced) is None
    assert pace.finished(100, 60, is_forced=True) is None
