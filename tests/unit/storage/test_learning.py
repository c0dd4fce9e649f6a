"""Versions of models and what pipelines saw (`storage/models.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.memory import LATELY, MOST_OF_ONE
from annotator.core.records import (
    Act,
    Change,
    Decision,
    InputMethod,
    Label,
    Review,
    Scheme,
    Source,
    Span,
    Suggestion,
)
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store

AT = "2024-05-01T12:00:00.000+00:00"
TEXT = "Xi met Putin in Moscow."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    scheme = Scheme(labels=(Label(1, "PERSON", key="p"), Label(2, "GPE", key="g")))
    with Store.create(tmp_path / "a.db", scheme, at=AT) as made:
        yield made


def test_models_are_kept_in_versions(store: Store) -> None:
    assert store.models.all("corrector") == [] and store.models.weights("corrector", 1) is None
    first = store.models.add(
        "corrector",
        b"\x00one",
        {"repairs": 11.5},
        at=AT,
        fingerprint="f",
        trained_on=[3, 1],
        is_better=True,
    )
    second = store.models.add(
        "corrector", b"two", {}, at=AT, fingerprint="f", trained_on=[1], is_better=False
    )
    other = store.models.add(
        "topics", b"t", {}, at=AT, fingerprint="", trained_on=[], is_better=True
    )
    assert (first, second, other) == (1, 2, 1)
    newest, oldest = store.models.all("corrector")
    assert (newest.version, newest.is_better) == (2, False)
    assert (oldest.version, oldest.articles, oldest.report) == (1, 2, {"repairs": 11.5})
    assert store.models.weights("corrector", 1) == b"\x00one"
    assert store.models.trained_on("corrector", 1) == {1, 3}


@pytest.mark.parametrize("report", ["{", "[1]", ""])
def test_a_damaged_report_takes_nothing_from_the_versions(store: Store, report: str) -> None:
    for blob in (b"one", b"two"):
        store.models.add(
            "corrector",
            blob,
            {"repairs": 1.0},
            at=AT,
            fingerprint="f",
            trained_on=[1],
            is_better=True,
        )
    store._db.connection.execute("UPDATE models SET report = ? WHERE version = 1", (report,))
    newest, oldest = store.models.all("corrector")
    assert (newest.report, oldest.report) == ({"repairs": 1.0}, {})


def test_a_reading_is_of_one_pipeline(store: Store) -> None:
    article, _ = store.articles.add(NewArticle(TEXT))
    store.readings.put(article, "old", b"1")
    store.readings.put(article, "new", b"2")
    assert store.readings.get(article, "new") == b"2"
    assert store.readings.get(article, "old") is None


def test_memory_by_article_adds_up_to_memory(store: Store) -> None:
    me = store.annotators.id_of("anna")
    articles = [store.articles.add(NewArticle(TEXT + "x" * n))[0] for n in range(3)]
    for article, label in zip(articles, (1, 1, 2), strict=True):
        span = Span(article, me, 0, 2, label, "Xi")
        store.acts.commit(Act("span.add", article, (Change(None, span),)), me, AT)
    by_article = store.memory.by_article()
    assert by_article == {
        articles[0]: {"Xi": {1: 1}},
        articles[1]: {"Xi": {1: 1}},
        articles[2]: {"Xi": {2: 1}},
    }
    assert store.memory.all() == {"Xi": {1: 2, 2: 1}}


def test_usage_is_of_the_articles_that_were_finished_last(store: Store) -> None:
    """In the order in which they were finished, whoever did; others do not count."""
    ann, bob = store.annotators.id_of("ann"), store.annotators.id_of("bob")
    assert store.memory.usage() == {}
    for number in range(14):
        article, _ = store.articles.add(NewArticle(f"{TEXT} {number}"))
        me = (ann, bob)[number % 2]
        at = f"2024-05-{30 - number:02}"  # the first of them was finished last
        label, status = (1, "done") if number < 4 else (2, "done")
        if number == 13:
            at, status = "2024-06-01", "started"
        spans = [Span(article, me, 0, 2, label, "Xi"), Span(article, me, 7, 12, label, "Putin")]
        done = Review(article, me, status, edited_at=at)
        changes = (Change(None, done), *(Change(None, span) for span in spans))
        store.acts.commit(Act("review.finish", article, changes), me, AT)
    assert store.memory.usage() == {1: 8, 2: 12}


def test_usage_is_of_so_many_articles_also_where_two_finish_each(store: Store) -> None:
    for number in range(14):
        article, _ = store.articles.add(NewArticle(f"{TEXT} {number}"))
        for who in ("ann", "bob"):
            me = store.annotators.id_of(who)
            done = Review(article, me, "done", edited_at=f"2024-05-{number + 1:02}")
            span = Span(article, me, 0, 2, 1, "Xi")
            changes = (Change(None, done), Change(None, span))
            store.acts.commit(Act("review.finish", article, changes), me, AT)
    assert store.memory.usage() == {1: LATELY}


def test_of_a_long_list_not_all_counts_nor_what_is_retired(store: Store) -> None:
    article, _ = store.articles.add(NewArticle("x" * 24))
    me = store.annotators.id_of("ann")
    spans = [Span(article, me, n, n + 1, 1 + (n > 20), "x") for n in range(24)]
    done = Review(article, me, "done", edited_at=AT)
    changes = (Change(None, done), *(Change(None, span) for span in spans))
    store.acts.commit(Act("review.finish", article, changes), me, AT)
    assert store.memory.usage() == {1: MOST_OF_ONE, 2: 3}
    store._db.connection.execute("UPDATE labels SET retired = 1 WHERE id = 1")
    assert store.memory.usage() == {2: 3}


def test_an_article_is_judged_once_and_in_the_order_of_work(store: Store) -> None:
    me = store.annotators.id_of("anna")
    articles = [store.articles.add(NewArticle(TEXT + "x" * n))[0] for n in range(2)]
    for article, at in zip(articles, ("2024-05-02", "2024-05-01"), strict=True):
        done = Review(article, me, "done", edited_at=at)
        store.acts.commit(Act("review.finish", article, (Change(None, done),)), me, AT)
    store.judgements.put({articles[0]: {"static": 3}, articles[1]: {"static": 2}}, 1)
    store.judgements.put({articles[0]: {"static": 9}}, 2)
    assert list(store.judgements.all()) == [
        (articles[1], 1, {"static": 2}),
        (articles[0], 1, {"static": 3}),
    ]
    assert store.reviews.done_count() == 2


def test_scores_tell_how_doubtful_an_article_is(store: Store) -> None:
    run = store.suggestions.run_id("en", "1", "f", "1")
    scored = []
    for scores in ((0.9, 0.8), (0.5, 0.4), (None, None)):
        article, _ = store.articles.add(NewArticle(TEXT + str(scores)))
        rows = [
            Suggestion(0, article, start, end, 1, Source.CORRECTOR, score)
            for (start, end), score in zip(((0, 2), (7, 12)), scores, strict=True)
        ]
        store.suggestions.put(article, run, cut(TEXT), [0], rows)
        scored.append(article)
    assert list(store.lists.ids(store.annotators.id_of("anna"), order="doubt")) == [
        scored[1],
        scored[0],
        scored[2],
    ]


def test_the_other_readings_of_a_suggestion_are_stored(store: Store) -> None:
    article, _ = store.articles.add(NewArticle(TEXT))
    me = store.annotators.id_of("ann")
    others = ((1, 0.71), (2, 0.22), (None, 0.07))
    row = Suggestion(0, article, 0, 2, 1, Source.CORRECTOR, 0.71, others=others)
    store.suggestions.put(article, store.suggestions.run_id("en", "1", "f"), cut(TEXT), [0], [row])
    (found,) = store.suggestions.of(article)
    assert found.others == others
    store.acts.commit(Act("merge", article, (Change(found, None),)), me, AT)
    assert store.suggestions.of(article) == []
    store.history.undo(me, AT)
    assert store.suggestions.of(article) == [found]


def test_memory_can_leave_out_an_article(store: Store) -> None:
    me = store.annotators.id_of("ann")
    numbers = [store.articles.add(NewArticle(f"{TEXT} {n}"))[0] for n in range(2)]
    for label, article in enumerate(numbers, 1):
        span = Span(article, me, 0, 2, label, "Xi")
        store.acts.commit(Act("span.label", article, (Change(None, span),)), me, AT)
    run = store.suggestions.run_id("en", "1", "f")
    store.suggestions.put(numbers[1], run, cut(TEXT), [0], [])
    putin = Suggestion(-1, numbers[1], 7, 12, 1, Source.FOLLOW)
    decided = Decision(-1, me, numbers[1], "confirmed", InputMethod.KEY, AT, 7, 12, 1)
    store.acts.commit(
        Act("span.label", numbers[1], (Change(None, putin), Change(None, decided))), me, AT
    )
    assert store.memory.of("Xi") == {1: 1, 2: 1}
    assert store.memory.decided("Xi", but_not_in=numbers[0]) == {2: 1}
    assert store.memory.of("Putin") == {1: 1}
    assert store.memory.decided("Putin", but_not_in=numbers[1]) == {}
