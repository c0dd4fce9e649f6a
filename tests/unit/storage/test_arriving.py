"""What comes with a new article (`storage/arriving.py`) is stored as acts would have stored it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.codes import ActKind
from annotator.core.records import (
    Act,
    BlindReview,
    BlindSpan,
    Change,
    Decision,
    ImpliedTopics,
    Outcome,
    Record,
    Review,
    Span,
    Status,
    Suggestion,
    TopicAnswer,
)
from annotator.errors import UserError
from annotator.storage import NewArticle, StaleState, Store
from annotator.storage.acts import IMPORT
from annotator.storage.arriving import NewColumns
from annotator.storage.codec import names_of
from annotator.storage.rows import changes_from_json
from tests.unit.storage.making import AT, SCHEME

TEXT = "Xi met Putin in Moscow."
FIRST = 2  # an article of another import is there already


@pytest.fixture
def stores(tmp_path: Path) -> list[Store]:
    """Two projects with the same article, and a run that is shown."""
    return [_store(tmp_path / name) for name in ("a.db", "b.db")]


def _store(path: Path) -> Store:
    store = Store.create(path, SCHEME, at=AT)
    store.annotators.id_of("ann")
    store.articles.add(NewArticle("Another one.", imported_at=AT))
    store.articles.add(NewArticle(TEXT, imported_at=AT))
    store.suggestions.run_id("en", "1", "f")
    return store


def records() -> list[Record]:
    others = ((1, 0.75), (None, 0.25))
    return [
        Suggestion(-1, FIRST, 0, 2, 1, "import", 0.75, False, 1, others),
        Suggestion(-2, FIRST, 7, 12, 1, "pipeline", None, False, 1),  # its run is not shown
        Suggestion(-3, FIRST, 16, 22, None, "import", None, True),
        Suggestion(-4, FIRST, None, None, 1, "import"),
        Span(FIRST, 1, 0, 2, 1, "Xi", "confirmed", -1, "sure?"),
        Span(FIRST, 1, 16, 22, 3, "Moscow"),
        TopicAnswer(FIRST, 1, 1, True),
        TopicAnswer(FIRST, 1, 2, False),
        Review(FIRST, 1, Status.DONE, note="é"),
        Decision(-1, 1, FIRST, Outcome.CONFIRMED, "key", AT, 0, 2, 1, label_shown=1),
        Decision(-2, 1, FIRST, Outcome.REJECTED, "key", AT),
        ImpliedTopics(FIRST, 1, AT, (1, -2), (2,)),
        BlindReview(FIRST, 1, AT, (1,)),
        BlindSpan(FIRST, 1, 0, 2, 1),
    ]


def arrive(store: Store, given: list[Record]) -> None:
    rows: dict[type[Record], list[tuple[object, ...]]] = {}
    for each in given:
        rows.setdefault(type(each), []).append(tuple(getattr(each, x) for x in each.__slots__))
    group = store.acts.commit(Act(IMPORT, None, (), "a.jsonl"), 1, AT)
    store.acts.commit_imported(FIRST, rows, "words", 1, AT, group)


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    connection = store._db.connection
    tables = (
        "suggestions spans article_topics reviews decisions implied_topics blind_reviews"
        " blind_spans project annotators article_runs"
    )
    return {
        name: sorted(connection.execute(f"SELECT * FROM {name}"), key=str)
        for name in tables.split()
    }


def test_rows_are_stored_as_acts_store_them(stores: list[Store]) -> None:
    arrived, acted = stores
    arrive(arrived, records())
    changes = tuple(Change(None, each) for each in records())
    acted.acts.commit(Act("article.import", FIRST, changes), 1, AT)
    assert content(arrived) == content(acted)
    assert arrived._db.value("SELECT current_suggestions FROM project") == 1
    assert not list(arrived.damage.all())
    assert {x.id: x.others for x in arrived.suggestions.of(FIRST)}[-1] == ((1, 0.75), (None, 0.25))


@pytest.mark.parametrize(
    ("wrong", "error", "match"),
    [
        (Span(FIRST, 1, 0, 2, 1, "Xí"), UserError, "in the text"),
        (Span(FIRST, 1, 4, 4, 1, ""), UserError, "in the text"),
        (Span(FIRST, 1, -2, 22, 1, ""), UserError, "in the text"),
        (Span(FIRST, 1, 16, 22, 3, "Moscow"), StaleState, "article 2"),
        (Span(FIRST, 1, 3, 6, 9, "met"), UserError, "article 2"),
        (Suggestion(-9, FIRST, 0, 2, 9), UserError, "label"),
        (Suggestion(-1, FIRST, 0, 2, 1), StaleState, "article 2"),
        (TopicAnswer(FIRST, 1, 9, True), UserError, "label"),
        (BlindSpan(FIRST, 1, 3, 6, 9), UserError, "label"),
        (Decision(-3, 1, FIRST, Outcome.CONFIRMED, "key", AT, 16, 22, 9), UserError, "label"),
        (Decision(-9, 1, FIRST, Outcome.REJECTED, "key", AT), UserError, "article 2"),
    ],
)
def test_what_cannot_be_stored_leaves_nothing(
    stores: list[Store], wrong: Record, error: type[Exception], match: str
) -> None:
    store = stores[0]
    before = content(store)
    with pytest.raises(error, match=match):
        arrive(store, [*records(), wrong])
    assert content(store) == before


def test_a_blind_review_of_a_topic_that_is_gone_is_refused(stores: list[Store]) -> None:
    given = [x for x in records() if not isinstance(x, BlindReview)]
    with pytest.raises(UserError, match="label"):
        arrive(stores[0], [*given, BlindReview(FIRST, 1, AT, (9,))])


def test_an_article_takes_few_statements_however_many_marks_it_has(stores: list[Store]) -> None:
    counts = []
    for store, number in zip(stores, (2, 20), strict=True):
        marks: list[Record] = [Suggestion(-1 - n, FIRST, 0, 1 + n, 1) for n in range(number)]
        seen: list[str] = []
        store._db.connection.set_trace_callback(seen.append)
        arrive(store, marks)
        counts.append(sum("INTO suggestions" not in each for each in seen))
    assert counts[0] == counts[1]


def test_a_text_just_stored_is_not_read_again_and_is_forgotten_when_it_is_taken_back(
    stores: list[Store],
) -> None:
    store = stores[0]
    group = store.acts.commit(Act(IMPORT, None, (), "a.jsonl"), 1, AT)
    new = NewArticle("Olaf Scholz spoke.", imported_at=AT)

    def arrives(surface: str) -> int:
        article, _ = store.articles.add(new)
        rows = {Span: [(article, 1, 0, len(surface), 1, surface, "added", None, "")]}
        store.acts.commit_imported(article, rows, "", 1, AT, group)
        return article

    with store.batch():
        with pytest.raises(UserError, match="in the text"), store.whole():
            arrives("Angela")
        with pytest.raises(UserError, match="no such article"):
            store.acts.commit(
                Act("span.add", 3, (Change(None, Span(3, 1, 0, 4, 1, "Olaf")),)), 1, AT
            )
        arrives("Olaf Scholz")
        seen: list[str] = []
        store._db.connection.set_trace_callback(seen.append)
        with store.whole():
            arrives("Olaf")
        store._db.connection.set_trace_callback(None)
    assert not [x for x in seen if x.startswith("SELECT text")]


def reviewed() -> list[Record]:
    """What a person did in two articles, which are there already."""
    return [
        Review(1, 1, Status.DONE, note="é", flagged=True),
        Review(FIRST, 1, Status.SKIPPED, "too long"),
        Span(1, 1, 0, 7, 1, "Another"),
        Span(FIRST, 1, 0, 2, 1, "Xi", "confirmed", None, "sure?"),
        Span(FIRST, 1, 16, 22, 3, "Moscow"),
        TopicAnswer(FIRST, 1, 1, True),
        TopicAnswer(FIRST, 1, 2, False),
        ImpliedTopics(FIRST, 1, AT, (1, -2), (2,)),
        BlindReview(FIRST, 1, AT, (1,)),
        BlindSpan(FIRST, 1, 0, 2, 1),
    ]


def side_by_side(given: list[Record]) -> NewColumns:
    kinds = dict.fromkeys(map(type, given))
    rows = {kind: [x for x in given if type(x) is kind] for kind in kinds}
    return {
        kind: [[getattr(x, name) for x in found] for name in names_of(kind)]
        for kind, found in rows.items()
    }


def commit_reviews(store: Store, given: list[Record]) -> int:
    with store.whole():
        group = store.acts.commit(Act(ActKind.PROJECT_MERGE, None, (), "a.work"), 1, AT)
        act = Act(ActKind.PROJECT_MERGE, None, (), "a.work")
        store.acts.commit_reviews(act, side_by_side(given), 1, AT, group)
    return group


def logged(store: Store) -> list[Change]:
    """The changes of the last act, in the order of their rows."""
    sql = "SELECT before, after FROM acts ORDER BY id DESC LIMIT 1"
    return sorted(changes_from_json(*store._db.rows(sql)[0]), key=repr)


def test_reviews_of_many_articles_are_stored_and_logged_as_changes_are(
    stores: list[Store],
) -> None:
    at_once, acted = stores
    before = content(at_once)
    commit_reviews(at_once, reviewed())
    acted.acts.commit(
        Act("article.finish", None, tuple(Change(None, x) for x in reviewed())), 1, AT
    )
    assert content(at_once) == content(acted)
    assert logged(at_once) == logged(acted)
    sums = "SELECT * FROM marked_surfaces"
    assert at_once._db.rows(sums) == acted._db.rows(sums)
    assert not list(at_once.damage.all())
    undone = at_once.history.undo(1, AT)
    assert undone is not None
    assert not undone.left
    assert content(at_once) == before
    assert at_once.history.redo(1, AT) is not None
    assert content(at_once) == content(acted)


@pytest.mark.parametrize(
    ("wrong", "error", "match"),
    [
        (Span(FIRST, 1, 7, 12, 1, "Pútin"), UserError, "in the text"),
        (Span(1, 1, 4, 4, 1, ""), UserError, "in the text"),
        (Span(FIRST, 1, 16, 22, 3, "Moscow"), StaleState, "article"),
        (Span(FIRST, 1, 3, 6, 9, "met"), UserError, "article"),
        (Span(9, 1, 3, 6, 1, "met"), UserError, "no such article"),
        (Review(FIRST, 1), StaleState, "article"),
        (Review(9, 1), UserError, "article"),
        (TopicAnswer(FIRST, 1, 9, True), UserError, "label"),
        (BlindSpan(FIRST, 1, 3, 6, 9), UserError, "label"),
    ],
)
def test_reviews_that_cannot_be_stored_leave_nothing(
    stores: list[Store], wrong: Record, error: type[Exception], match: str
) -> None:
    store = stores[0]
    before, last = content(store), store.acts.last()
    with pytest.raises(error, match=match):
        commit_reviews(store, [*reviewed(), wrong])
    assert content(store) == before
    assert store.acts.last() == last


def test_reviews_join_no_group_that_was_taken_back(stores: list[Store]) -> None:
    store = stores[0]
    group = commit_reviews(store, reviewed())
    store.history.undo(1, AT)
    act = Act(ActKind.PROJECT_MERGE, None, (), "a.work")
    with pytest.raises(UserError, match="undone"):
        store.acts.commit_reviews(act, side_by_side(reviewed()), 1, AT, group)
