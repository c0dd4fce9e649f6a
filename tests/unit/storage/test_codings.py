"""What is tested: `storage/codings.py`, `core/agreement/codings.py`, `core/topic_reader.py`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.agreement.codings import CodedArticle, Coding, overlap
from annotator.core.codes import Part
from annotator.core.records import Act, Change, Review, Status, TopicAnswer
from annotator.core.team import Draw, Round
from annotator.storage import NewArticle, Store
from annotator.storage.damage_kind import Damage
from tests.unit.storage.making import AT, adding, answering, finishing, span


def review(store: Store, article: int, who: int, *places: tuple[int, int, int]) -> None:
    """Finish an article with these spans."""
    if places:
        spans = [span(store, article, who, *place) for place in places]
        store.acts.commit(adding(*spans), who, AT)
    store.acts.commit(finishing(None, article, who, Status.DONE), who, AT)


@pytest.fixture
def two(made: tuple[Store, int, int]) -> tuple[Store, int, int, int]:
    """A store with two annotators who both finished its article."""
    store, ann, article = made
    bea = store.annotators.id_of("bea")
    review(store, article, ann, (0, 2, 1), (7, 12, 1))
    review(store, article, bea, (0, 2, 1), (16, 22, 3))
    return store, ann, bea, article


def test_each_finished_review_is_a_coding(two: tuple[Store, int, int, int]) -> None:
    store, ann, bea, article = two
    [found] = store.codings.of()
    assert found.article == article
    assert [(each.annotator, each.coder) for each in found.codings] == [(ann, "ann"), (bea, "bea")]
    assert [each.spans for each in found.codings] == [
        {(0, 2, 1), (7, 12, 1)},
        {(0, 2, 1), (16, 22, 3)},
    ]


def test_a_review_that_is_not_finished_is_none(made: tuple[Store, int, int]) -> None:
    store, ann, article = made
    store.acts.commit(adding(span(store, article, ann, 0, 2)), ann, AT)
    store.acts.commit(finishing(None, article, ann, Status.STARTED), ann, AT)
    store.reviews.save_measures(Review(article, store.annotators.id_of("visitor")))
    assert list(store.codings.of()) == []


def test_only_articles_that_so_many_finished(two: tuple[Store, int, int, int]) -> None:
    store, ann, _, article = two
    other, _ = store.articles.add(NewArticle("Nobody else read this.", imported_at=AT))
    review(store, other, ann)
    assert [each.article for each in store.codings.of()] == [article, other]
    assert [each.article for each in store.codings.of(least=2)] == [article]
    assert [each.article for each in store.codings.of({other})] == [other]


def test_what_follows_from_an_answer_is_an_answer(two: tuple[Store, int, int, int]) -> None:
    store, ann, bea, article = two
    store.acts.commit(answering(article, ann, 1), ann, AT)
    none = Act("topic.none", article, (Change(None, TopicAnswer(article, bea, 0, True)),))
    store.acts.commit(none, bea, AT)
    [found] = store.codings.of()
    assert [each.topics for each in found.codings] == [{1: True, 2: False}, {1: False, 2: False}]
    assert [each.none for each in found.codings] == [frozenset(), {1}]
    assert found.codings[0].yes == {1}


def test_what_was_not_answered_is_missing(two: tuple[Store, int, int, int]) -> None:
    store, *_ = two
    [found] = store.codings.of()
    assert [dict(each.topics) for each in found.codings] == [{}, {}]


def test_pages_do_not_matter(
    two: tuple[Store, int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, ann, *_ = two
    for number in range(5):
        review(store, store.articles.add(NewArticle(f"Text {number}"))[0], ann, (0, 4, 2))
    whole = list(store.codings.of())
    monkeypatch.setattr("annotator.storage.codings._PAGE", 2)
    assert list(store.codings.of()) == whole
    assert len(whole) == 6


def test_a_damaged_article_is_told_and_left_out(
    two: tuple[Store, int, int, int], tmp_path: Path
) -> None:
    store, ann, _, article = two
    other, _ = store.articles.add(NewArticle("A second text.", imported_at=AT))
    review(store, other, ann, (2, 8, 1))
    store.close()
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("UPDATE spans SET label = 99 WHERE article = ?", (article,))
    told: list[Damage] = []
    with Store.open(store.path, checks=False) as again:
        assert [each.article for each in again.codings.of(on_damage=told.append)] == [other]
    assert [each.article for each in told] == [article]


def test_how_an_article_came_to_a_coder(two: tuple[Store, int, int, int]) -> None:
    store, ann, bea, article = two
    again = store.team.make_repeat(ann)
    review(store, article, again, (0, 2, 1))
    review(store, article, store.team.make_gold(), (0, 2, 1))
    store.team.add_round(
        Round(0, "", "one", AT, 1),
        [
            Draw(1, article, ann, Part.OVERLAP, 0.5, 7),
            Draw(1, article, ann, Part.REPEAT, 0.1, 99),
            Draw(1, article, bea, Part.OVERLAP, 0.5, 3),
        ],
    )
    [found] = store.codings.of()
    told = [(x.coder, x.role, x.of, x.part, x.chance, x.position) for x in found.codings]
    assert told == [
        ("ann", "", None, "overlap", 0.5, 7),
        ("bea", "", None, "overlap", 0.5, 3),
        ("ann (repeat)", "repeat", ann, "repeat", 0.1, 99),
        ("gold", "gold", None, "", 1.0, None),
    ]
    assert [each.coder for each in found.people] == ["ann", "bea"]


def test_overlap_is_what_two_people_coded() -> None:
    gold = Coding(1, 3, "gold", role="gold")
    both = CodedArticle(1, (Coding(1, 1, "A"), Coding(1, 2, "B"), gold))
    one = CodedArticle(2, (Coding(2, 1, "A"), Coding(2, 4, "A (repeat)", role="repeat", of=1)))
    assert [(each.article, len(each.codings)) for each in overlap([both, one])] == [(1, 2)]
    assert both.gold == both.by("gold") == gold
    assert one.gold is None
    assert one.by("B") is None
