"""What is read once a transaction is never older than the transaction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.codes import ActKind
from annotator.core.records import Act, Change, Label, Suggestion
from annotator.errors import UserError
from annotator.storage import NewArticle, Store
from annotator.storage.acts import IMPORT
from annotator.storage.remembered import Remembered
from tests.unit.storage.making import AT, new_store


@pytest.fixture
def made(tmp_path: Path) -> tuple[Store, int, int]:
    return new_store(tmp_path / "p.db")


def take_back(store: Store, do: Callable[[], object]) -> None:
    """Let a part of a transaction do something and fail."""

    def part() -> None:
        with store.whole():
            do()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        part()


def test_it_is_read_again_in_the_next_transaction_and_after_a_part_was_taken_back(
    made: tuple[Store, int, int],
) -> None:
    store, _, _ = made
    database = store._db
    times: list[int] = []

    def read() -> int:
        times.append(1)
        return len(times)

    value = Remembered(database, read)
    assert [value(), value()] == [1, 2]  # others may write at any time
    with database.transaction():
        assert [value(), value()] == [3, 3]
        value.put(9)
        assert value() == 9
        take_back(store, lambda: None)
        assert value() == 4
        value.forget()
        assert value() == 5
    with database.transaction():
        assert value() == 6


def test_a_group_that_is_undone_in_a_batch_is_open_no_more(made: tuple[Store, int, int]) -> None:
    store, me, _ = made
    label = Label(77, "New")
    with store.batch():
        group = store.acts.commit(Act(ActKind.LABEL_ADD, None, (Change(None, label),)), me, AT)
        assert store.acts.is_open_group(group)
        store.history.undo(me, AT)
        assert not store.acts.is_open_group(group)


def test_a_label_that_is_gone_again_in_a_batch_is_known_no_more(
    made: tuple[Store, int, int],
) -> None:
    store, me, _ = made
    label = Label(77, "New")

    def take(number: int, text: str) -> None:
        article, _ = store.articles.add(NewArticle(text))
        row = (number, article, 0, 1, 77, "import", None, False, None, ())
        store.acts.commit_imported(article, {Suggestion: [row]}, "", me, AT, head)

    with store.batch():
        head = store.acts.commit(Act(IMPORT, None, (), "a"), me, AT)
        store.acts.commit(Act(ActKind.LABEL_ADD, None, (Change(None, label),)), me, AT)
        take_back(store, lambda: take(1, "one"))
        store.history.undo(me, AT)
        with pytest.raises(UserError), store.whole():
            take(1, "two")


def test_ids_of_suggestions_grow_in_a_batch_and_those_taken_back_are_given_again(
    made: tuple[Store, int, int],
) -> None:
    store, _, _ = made
    with store.batch():
        first = store.suggestions.next_ids(3)
        assert store.suggestions.next_ids(2) == range(first.stop, first.stop + 2)
        assert len(store.suggestions.next_ids(0)) == 0
        take_back(store, lambda: store.suggestions.next_ids(5))
        assert store.suggestions.next_ids(1) == range(first.start, first.start + 1)
