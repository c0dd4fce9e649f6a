"""Near copies as they are stored (`storage/near_copies.py`): who has some, who is kept apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.core.codes import ActKind
from annotator.core.kept_apart import KeptApart, kept_apart
from annotator.core.query import parse
from annotator.core.records import Act, Binned, Change, Scheme
from annotator.storage import NewArticle, Store
from annotator.storage.near_copies import NearCopy
from annotator.workspace.open.list_rows import ListRows

AT = "2024-05-01T12:00:00.000+00:00"
PAIRS = (NearCopy(3, 1, 0.8), NearCopy(4, 3, 0.9), NearCopy(6, 5, 0.75))


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    """Seven articles: 1, 3 and 4 are one family, 5 and 6 another."""
    with Store.create(tmp_path / "p.db", Scheme(), at=AT) as store:
        for number in range(1, 8):
            store.articles.add(NewArticle(f"Text number {number}."))
        store.near_copies.put_sketches((x, b"") for x in range(1, 8))
        store.near_copies.put_pairs(PAIRS)
        store.near_copies.compared(range(1, 8))
        yield store


def commit(store: Store, change: Change) -> None:
    me = store.annotators.id_of("anna")
    store.acts.commit(Act(ActKind.COPY_APART, 3, (change,), ""), me, AT)


def found(store: Store, typed: str) -> list[int]:
    return list(store.filters.articles(parse(typed), (), store.annotators.id_of("anna")))


def rows(store: Store) -> dict[int, tuple[int, float]]:
    shown = ListRows(store, store.annotators.id_of("anna"), lambda _article: False)
    return {row.id: (row.copy_of, row.copy_share) for row in shown.of(range(1, 8), None)}


def test_each_is_told_with_the_one_most_alike(store: Store) -> None:
    assert rows(store) == {
        1: (3, 0.8), 2: (0, 0.0), 3: (4, 0.9), 4: (3, 0.9), 5: (6, 0.75), 6: (5, 0.75), 7: (0, 0.0),
    }  # fmt: skip
    assert [store.near_copies.family(x) for x in (1, 4, 7)] == [[1, 3, 4], [1, 3, 4], [7]]


def test_they_can_be_searched_for(store: Store) -> None:
    assert found(store, "copy:yes") == [1, 3, 4, 5, 6]
    assert found(store, "copy:no") == [2, 7]
    assert found(store, "copy:1") == found(store, "copy:#4") == [1, 3, 4]
    assert found(store, "copy:1,6 copy:yes") == [1, 3, 4, 5, 6]
    assert found(store, "copy:7") == [7]
    assert found(store, "copy:99") == []


def test_in_the_bin_it_is_no_copy(store: Store) -> None:
    commit(store, Change(None, Binned(3)))
    assert found(store, "copy:yes") == [5, 6]
    assert store.near_copies.family(1) == [1]


def test_kept_apart_they_are_none_and_undo_makes_them_again(store: Store) -> None:
    before = rows(store), store.near_copies.families(), found(store, "copy:yes")
    commit(store, Change(None, kept_apart(1, 3)))
    assert store.near_copies.is_apart(1, 3) and store.near_copies.is_apart(3, 1)
    assert found(store, "copy:yes") == [3, 4, 5, 6] and rows(store)[1] == (0, 0.0)
    assert store.near_copies.families() == {3: 3, 4: 3, 5: 5, 6: 5}
    assert [x.other for x in store.near_copies.of(3)] == [3]
    undone = store.history.undo(store.annotators.id_of("anna"), AT)
    assert undone is not None and undone.changes == (Change(KeptApart(3, 1), None),)
    assert (rows(store), store.near_copies.families(), found(store, "copy:yes")) == before


def test_whether_articles_are_left_is_known_at_once(store: Store) -> None:
    assert store.near_copies.is_begun() and not store.near_copies.may_be_left()
    store.articles.add(NewArticle("Text number 1."))  # the same text: nothing is compared
    assert not store.near_copies.may_be_left()
    number, _ = store.articles.add(NewArticle("Another text."))
    assert store.near_copies.may_be_left()
    store.near_copies.put_sketches([(number, b"")])
    assert store.near_copies.may_be_left()
    store.near_copies.compared([number])
    assert not store.near_copies.may_be_left()
