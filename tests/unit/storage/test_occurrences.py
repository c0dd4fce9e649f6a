"""Where surfaces stand: candidates, places, and what bulk acts leave open.

What is tested: `storage/occurrences.py`.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.concordance import read
from annotator.core.query import parse
from annotator.core.records import Act, Change, Decision, InputMethod, Outcome, Span, Suggestion
from annotator.core.tokens import cut
from annotator.storage import NewArticle, Store, migrations
from tests.unit.storage.making import AT, adding, confirming, new_store, span, suggest


@pytest.fixture
def made(tmp_path: Path):
    store, me, article = new_store(tmp_path / "p.annotator")
    yield store, me, article
    store.close()


@pytest.mark.parametrize("is_indexed", [True, False])
@pytest.mark.parametrize(
    ("surface", "found"),
    [
        ("Xi", [1, 3]),
        ("The Hague", [1]),
        ("Hague\nobjected", []),
        ("北京", [2]),
        ("O'Hara's", [3]),
        ('say "no"', [3]),
        ("Karsheim", []),
    ],
)
def test_candidates_hold_the_surface(made, surface, found, is_indexed):
    store, *_ = made
    store.articles.add(NewArticle("他去了北京。"))
    store.articles.add(NewArticle("O'Hara's Xi did say \"no\" twice."))
    if is_indexed:
        assert store.search.index_some() == 3
    candidates = store.occurrences.candidates(surface)
    texts = store.occurrences.texts(candidates, 1)
    assert [x.id for x in texts if surface in x.text] == found
    assert not is_indexed or surface == "Hague\nobjected" or list(candidates) == found


def test_a_sign_is_looked_for_in_all_texts(made):
    store, *_ = made
    store.search.index_some()
    assert list(store.occurrences.candidates("😀")) == [1]


def test_rows_near_a_place_and_no_others(made):
    store, me, article = made
    suggest(store, article, {"Xi": 1, "Putin": 1, "Moscow": 3})
    numbers = {x.start: x.id for x in store.suggestions.of(article)}
    store.acts.commit(confirming(store, article, me, numbers[0], InputMethod.KEY), me, AT)
    texts = store.occurrences.texts([article], me)
    text = texts[0].text
    at = text.index("Putin")
    (near,) = store.occurrences.surroundings(texts, {article: [(0, 2), (at, at + 5)]}, me)
    assert [(x.start, x.surface) for x in near.spans] == [(0, "Xi")]
    assert sorted(x.start for x in near.suggestions) == [0, at]
    assert near.decisions[numbers[0]].outcome == Outcome.CONFIRMED
    assert [x.standing for x in read(near, [(0, 2), (at, at + 5)])] == ["span", "open"]


def test_marked_places_are_spans_and_open_suggestions(made):
    store, me, article = made
    first, _second, third = suggest(store, article, {"Xi": 1, "Putin": 1, "Moscow": 3})
    store.acts.commit(confirming(store, article, me, first, InputMethod.KEY), me, AT)
    rejected = Decision(third, me, article, Outcome.REJECTED, InputMethod.KEY, AT)
    store.acts.commit(Act("span.reject", article, (Change(None, rejected),)), me, AT)
    store.acts.commit(adding(span(store, article, me, 25, 30)), me, AT)
    assert store.occurrences.marked([article], me) == {article: [(0, 2), (7, 12), (25, 30)]}


def test_an_exact_duplicate_is_looked_at_only_if_worked_on(made):
    store, me, article = made
    text = store.articles.get(article).text
    twin, of = store.articles.add(NewArticle(text))
    assert of == article
    assert [x.id for x in store.occurrences.texts([article, twin], me)] == [article]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("date:2023", [2]),
        ("date:2023-06..", [2, 3]),
        ("date:..2023-06", [2]),
        ("source:ap", [2]),
        ("source:ap,Wire", [2, 3]),
        ("flag:yes", []),
        ("status:new date:2020..", [2, 3]),
        ("harbour", [2]),
        ("harbour status:done", []),
        ("status:todo", [1, 2, 3]),
        ("is:forced", []),
        ("is:unseen", []),
    ],
)
def test_filters(made, typed, found):
    store, me, _ = made
    store.articles.add(NewArticle("The harbour.", published="2023-06-15", source="AP"))
    store.articles.add(NewArticle("The fog.", published="2024-01-01", source="Newswire"))
    store.search.index_some()
    assert list(store.filters.articles(parse(typed), (), me)) == found


def test_labels_of_spans_and_of_open_suggestions_count(made):
    store, me, article = made
    first, *_ = suggest(store, article, {"Xi": 1, "Moscow": 3})
    assert list(store.filters.articles(parse(""), {1}, me)) == [article]
    assert list(store.filters.articles(parse(""), {2}, me)) == []
    rejected = Decision(first, me, article, Outcome.REJECTED, InputMethod.KEY, AT)
    store.acts.commit(Act("span.reject", article, (Change(None, rejected),)), me, AT)
    assert list(store.filters.articles(parse(""), {1}, me)) == []
    store.acts.commit(adding(span(store, article, me, 0, 2, 2)), me, AT)
    assert list(store.filters.articles(parse(""), {2}, me)) == [article]


def test_mixed_surfaces_are_found_by_the_index(made):
    store, me, article = made
    store.acts.commit(
        adding(span(store, article, me, 0, 2), span(store, article, me, 7, 12)), me, AT
    )
    again = store.articles.get(article).text.index("Xi", 5)
    store.acts.commit(adding(span(store, article, me, again, again + 2, 2)), me, AT)
    assert store.filters.mixed_surfaces(me) == ["Xi"]
    assert store.filters.marked_surfaces(me) == ["Xi", "Putin"]
    assert list(store.filters.articles(parse("is:mixed"), (), me)) == [article]


def _bulk(article: int, me: int, number: int, run: int | None = None) -> list[Change]:
    proposed = Suggestion(number, article, 0, 2, 1, "follow", run=run)
    taken = Decision(number, me, article, Outcome.CONFIRMED, InputMethod.BULK, AT, 0, 2, 1)
    made = Span(article, me, 0, 2, 1, "Xi", "confirmed", number)
    return [Change(None, proposed), Change(None, taken), Change(None, made)]


def test_bulk_acts_before_the_first_answer_do_not_keep_suggestions_away(made):
    store, me, article = made
    store.acts.commit(Act("project.propagate", article, tuple(_bulk(article, me, -99))), me, AT)
    text = store.articles.get(article).text
    rows = [Suggestion(0, article, 7, 12, 1)]
    assert store.suggestions.put(
        article, store.suggestions.run_id("en", "1", "f"), cut(text), [0], rows
    )
    assert {x.start for x in store.suggestions.of(article)} == {0, 7}
    store.acts.commit(adding(span(store, article, me, 7, 12)), me, AT)
    assert not store.suggestions.put(
        article, store.suggestions.run_id("en", "2", "f"), cut(text), [0], rows
    )


def test_surfaces_are_counted_in_projects_of_earlier_versions(tmp_path: Path):
    path = tmp_path / "old.annotator"
    before = migrations.STEPS.index(migrations.marked_surfaces)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.migrate(connection, migrations.STEPS[:before])
        connection.execute("INSERT INTO annotators (id, name, spans) VALUES (7, 'ann', 3)")
        for label in (1, 2):
            connection.execute(
                f"INSERT INTO labels VALUES ({label}, 'L{label}', '', '', '', '', '', '', 0, 0, 0)"
            )
        for start, label in ((0, 1), (3, 2), (6, 1)):
            connection.execute(
                "INSERT INTO spans VALUES (1, 7, ?, ?, ?, 'Xi', 'added', NULL, '')",
                (start, start + 2, label),
            )
    with Store.open(path) as store:
        assert store.filters.mixed_surfaces(7) == store.filters.marked_surfaces(7) == ["Xi"]
        assert store.label_use.counts()[0] == {1: 2, 2: 1}
        assert not list(store.sums.damages())
    with closing(sqlite3.connect(path)) as connection:
        of_label = "SELECT article FROM spans WHERE label = 1"
        of_annotator = "SELECT surface FROM marked_surfaces WHERE annotator = 1 GROUP BY surface"
        for sql in (of_label, of_annotator):
            ((*_, told),) = connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
            assert told.startswith("SEARCH")
