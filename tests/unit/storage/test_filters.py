"""Which articles a query asks for (`storage/filters.py`), and the lists of articles by their order
(`storage/listing.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.query import parse
from annotator.core.records import Change, InputMethod, Review, Status
from annotator.storage import NewArticle, Store
from tests.unit.storage.making import (
    AT,
    SCHEME,
    adding,
    confirming,
    finishing,
    span,
    suggest,
)

DATES = ("2024-04-30", "2024-05-01", "2024-05-31", "2024-06-01", "")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[Store, int]]:
    """Five articles, one a date, of two sources; the annotator's id."""
    with Store.create(tmp_path / "p.annotator", SCHEME, at=AT) as store:
        for number, date in enumerate(DATES, 1):
            source = "Reuters" if number % 2 else "AP"
            new = NewArticle(f"Rome {number} met Oslo.", published=date, source=source)
            store.articles.add(new)
        while store.search.index_some(10):
            pass
        yield store, store.annotators.id_of("ann")


def found(made: tuple[Store, int], typed: str, *labels: int) -> list[int]:
    store, me = made
    return list(store.filters.articles(parse(typed), labels, me))


@pytest.mark.parametrize(
    ("typed", "articles"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("date:2024-05", [2, 3]),
        ("date:2024", [1, 2, 3, 4]),
        ("date:2024-05-31", [3]),
        ("date:2024-05..", [2, 3, 4]),
        ("date:..2024-05", [1, 2, 3]),
        ("date:2024-05-02..2024-06-01", [3, 4]),
        ("source:reut", [1, 3, 5]),
        ("source:AP,Reuters", [1, 2, 3, 4, 5]),
        ("rome 3", [3]),
        ("oslo date:2024-05 source:ap", [2]),
        ("nothing", []),
    ],
)
def test_dates_sources_and_words(made: tuple[Store, int], typed: str, articles: list[int]) -> None:
    assert found(made, typed) == articles


def test_status_and_flag_are_the_annotators_own(made: tuple[Store, int]) -> None:
    store, me = made
    other = store.annotators.id_of("bob")
    for article, status in ((1, Status.DONE), (2, Status.SKIPPED), (3, Status.STARTED)):
        store.acts.commit(finishing(None, article, me, status), me, AT)
    store.acts.commit(finishing(None, 5, other, Status.DONE), other, AT)
    flagged = Change(None, Review(4, me, flagged=True))
    act = finishing(None, 4, me, Status.NEW)
    store.acts.commit(type(act)("article.flag", 4, (flagged,)), me, AT)
    assert found(made, "status:done") == [1]
    assert found(made, "status:skipped") == [2]
    assert found(made, "status:todo") == [3, 4, 5]
    assert found(made, "status:started") == [3]
    assert found(made, "status:new") == [4, 5]
    assert found(made, "status:done,skipped") == [1, 2]
    assert found(made, "flag:yes") == [4]
    assert found(made, "flag:no") == [1, 2, 3, 5]
    assert list(store.lists.ids(me)) == [3, 4, 5]
    assert list(store.lists.ids(other)) == [1, 2, 3, 4]
    assert store.lists.to_do_among([5, 2, 4, 1, 99], me) == [5, 4]


def test_labels_are_those_of_spans_and_of_what_is_open(made: tuple[Store, int]) -> None:
    store, me = made
    store.acts.commit(adding(span(store, 1, me, 0, 4, 3)), me, AT)
    (number,) = suggest(store, 2, {"Rome": 3})
    suggest(store, 3, {"Oslo": 1})
    assert found(made, "", 3) == [1, 2]
    assert found(made, "", 1, 3) == [1, 2, 3]
    store.acts.commit(confirming(store, 2, me, number, InputMethod.KEY), me, AT)
    assert found(made, "", 3) == [1, 2]


def test_what_was_accepted_unseen_or_is_under_two_labels(made: tuple[Store, int]) -> None:
    store, me = made
    (first,) = suggest(store, 1, {"Rome": 3})
    act = confirming(store, 1, me, first, InputMethod.ENTER)
    store.acts.commit(act, me, AT)
    store.acts.commit(adding(span(store, 2, me, 0, 4, 1)), me, AT)
    store.acts.commit(adding(span(store, 3, me, 11, 15, 1)), me, AT)
    assert found(made, "is:mixed") == [1, 2]
    assert store.filters.mixed_surfaces(me) == ["Rome"]
    assert store.filters.marked_surfaces(me) == ["Rome", "Oslo"]
    assert found(made, "is:unseen") == ([] if _is_focused(act) else [1])


def _is_focused(act: object) -> bool:
    return any(getattr(x.after, "focused", False) for x in act.changes)  # type: ignore[attr-defined]


def test_articles_go_by_date_with_undated_ones_last_or_by_a_seed(made: tuple[Store, int]) -> None:
    store, me = made
    store.articles.add(NewArticle("Rome 6", published="2024-01-01"))
    assert list(store.lists.ids(me, order="date")) == [6, 1, 2, 3, 4, 5]
    shuffled = list(store.lists.ids(me, order="random", seed=7))
    assert sorted(shuffled) == [1, 2, 3, 4, 5, 6]
    assert list(store.lists.ids(me, order="random", seed=7)) == shuffled
    assert any(list(store.lists.ids(me, order="random", seed=n)) != shuffled for n in range(5))


def test_duplicates_are_not_to_do_unless_they_are_asked_for_or_done(
    made: tuple[Store, int],
) -> None:
    store, me = made
    again, of = store.articles.add(NewArticle(store.articles.get(1).text))
    assert (again, of) == (6, 1)
    assert list(store.lists.ids(me)) == [1, 2, 3, 4, 5]
    assert list(store.lists.ids(me, include_duplicates=True)) == [1, 2, 3, 4, 5, 6]
    store.acts.commit(finishing(None, 6, me, Status.DONE), me, AT)
    assert list(store.lists.ids(me, status="done")) == [6]
    assert store.counts.of(me)["todo"] == 5
