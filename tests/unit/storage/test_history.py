"""The history: pages of groups, back to one, and one taken back alone; coding rules beside it.

What is tested: `storage/history.py`, `storage/reviews.py`.
"""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.records import Act, Change, CodingRule
from annotator.errors import UserError
from annotator.storage import NewArticle, Store, migrations
from tests.unit.storage.making import AT, adding, answering, content, new_store, span


def coding_rule(article: int, me: int, surface: str = "Xi", at: str = AT) -> Act:
    made = CodingRule(surface, me, at, 1, f"{surface} is a person", article)
    return Act("ruling.add", article, (Change(None, made),), surface)


def test_groups_are_rows_newest_first_and_undo_is_a_state(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    first = store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    second = store.acts.commit_many([answering(article, me, 1), answering(article, me, 2)], me, AT)
    rows = store.history.page(me)
    assert [(row.group, row.kind, row.acts) for row in rows] == [
        (second, "topic.yes", 2),
        (first, "span.label", 1),
    ]
    assert not any(row.is_undone for row in rows)
    store.history.undo(me, AT)
    assert [row.is_undone for row in store.history.page(me)] == [True, False]
    store.history.redo(me, AT)
    assert [row.is_undone for row in store.history.page(me)] == [False, False]
    assert store.history.page(store.annotators.id_of("bob")) == []


def test_pages_follow_each_other(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    for number in range(7):
        store.acts.commit(answering(article, me, 1, number % 2 == 0), me, AT)
        store.history.undo(me, AT)
    seen: list[int] = []
    before = 2**62
    while page := store.history.page(me, before, 3):
        seen += [row.group for row in page]
        before = page[-1].group
    assert len(seen) == 7
    assert seen == sorted(seen, reverse=True)


def test_back_to_here_undoes_one_after_another_and_redo_brings_them_again(
    made: tuple[Store, int, int],
) -> None:
    store, me, article = made
    empty = content(store, me)
    groups = [
        store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT),
        store.acts.commit(answering(article, me, 1), me, AT),
        store.acts.commit(answering(article, me, 2), me, AT),
    ]
    full = content(store, me)
    assert [store.history.steps_back(group, me) for group in groups] == [3, 2, 1]
    store.history.undo(me, AT)
    assert [store.history.steps_back(group, me) for group in groups] == [2, 1, 0]
    assert len(store.history.undo_back_to(groups[0], me, AT, most=1)) == 1
    assert len(store.history.undo_back_to(groups[0], me, AT)) == 1
    assert store.history.undo_back_to(groups[0], me, AT) == []
    assert content(store, me) == empty
    for _ in groups:
        assert store.history.redo(me, AT) is not None
    assert content(store, me) == full


def test_one_is_taken_back_alone_and_undo_takes_that_back(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    first = store.acts.commit(adding(span(store, article, me, 0, 2)), me, AT)
    store.acts.commit(answering(article, me, 1), me, AT)
    full = content(store, me)
    undone = store.history.take_back(first, me, AT)
    assert (undone.kind, undone.left, len(undone.changes)) == ("span.label", 0, 1)
    assert store.sheets.read(article, me).spans == []
    assert len(store.sheets.read(article, me).topic_answers) == 1
    rows = store.history.page(me)
    assert [(row.kind, row.of, row.is_undone) for row in rows] == [
        ("history.undo", first, False),
        ("topic.yes", None, False),
        ("span.label", None, True),
    ]
    with pytest.raises(UserError, match="already"):
        store.history.take_back(first, me, AT)
    store.history.undo(me, AT)
    assert content(store, me) == full
    assert [row.is_undone for row in store.history.page(me)] == [True, False, False]
    store.history.redo(me, AT)
    assert store.sheets.read(article, me).spans == []


def test_only_what_still_stands_is_taken_back(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    kept, gone = span(store, article, me, 0, 2), span(store, article, me, 3, 6)
    group = store.acts.commit(adding(kept, gone), me, AT)
    store.acts.commit(Act("span.reject", article, (Change(gone, None),), "met"), me, AT)
    undone = store.history.take_back(group, me, AT)
    assert (len(undone.changes), undone.left) == (1, 1)
    again = store.acts.commit(adding(kept), me, AT)
    store.acts.commit(Act("span.reject", article, (Change(kept, None),), "Xi"), me, AT)
    with pytest.raises(UserError, match="changed since"):
        store.history.take_back(again, me, AT)


def test_a_bulk_act_of_many_articles_is_one_row_and_can_be_taken_back(
    made: tuple[Store, int, int],
) -> None:
    store, me, _ = made
    articles = [store.articles.add(NewArticle(f"Xi came {n}."))[0] for n in range(40)]
    acts = [adding(span(store, each, me, 0, 2)) for each in articles]
    group = store.acts.commit_many(acts, me, AT)
    store.acts.commit(answering(articles[0], me, 1), me, AT)
    assert [row.acts for row in store.history.page(me)] == [1, 40]
    undone = store.history.take_back(group, me, AT)
    assert sorted(undone.articles) == articles
    assert [row.acts for row in store.history.page(me)] == [40, 1, 40]
    store.history.undo_back_to(group, me, AT)
    assert store.sheets.read(articles[3], me).spans == []


@given(data=st.data())
def test_any_way_back_leads_back_again(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Acts, undos and single undos in any order: undo until nothing is left is the beginning."""
    store, me, article = new_store(tmp_path_factory.mktemp("p") / "p.annotator")
    with store:
        empty = content(store, me)
        for _ in range(data.draw(st.integers(1, 8))):
            _step(store, me, article, data)
        full = content(store, me)
        steps = 0
        while store.history.undo(me, AT):
            steps += 1
        assert content(store, me) == empty
        assert all(store.history.redo(me, AT) for _ in range(steps))
        assert content(store, me) == full


def _step(store: Store, me: int, article: int, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["topic", "undo", "redo", "alone", "back"]))
    groups = [row.group for row in store.history.page(me) if not row.is_undone]
    if kind == "topic":
        topic = data.draw(st.integers(1, 2))
        answers = {x.topic: x for x in store.sheets.read(article, me).topic_answers}
        before = answers.get(topic)
        changes: tuple[Any, ...] = (Change(before, None),)
        if before is None:
            changes = answering(article, me, topic).changes
        store.acts.commit(Act("topic.answer", article, changes, "x"), me, AT)
    elif kind in ("undo", "redo"):
        getattr(store.history, kind)(me, AT)
    elif groups:
        group = data.draw(st.sampled_from(groups))
        if kind == "back":
            steps = store.history.steps_back(group, me)
            assert len(store.history.undo_back_to(group, me, AT)) == steps
        else:
            with contextlib.suppress(UserError):
                store.history.take_back(group, me, AT)


# -- coding rules, flags, unsure spans ------------------------------------------------------------


def test_coding_rules_are_acts_and_the_latest_comes_first(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    store.acts.commit(coding_rule(article, me), me, AT)
    store.acts.commit(coding_rule(article, me, at="2024-06-01T10:00:00"), me, AT)
    store.acts.commit(coding_rule(article, me, "Putin"), me, AT)
    assert [x.at[:7] for x in store.coding_rules.about("Xi")] == ["2024-06", "2024-05"]
    assert len(store.coding_rules.all()) == 3
    store.history.undo(me, AT)
    assert store.coding_rules.about("Putin") == []
    store.history.redo(me, AT)
    assert store.coding_rules.about("Putin")[0].text == "Putin is a person"


def test_unsure_spans_are_found_round_the_end(made: tuple[Store, int, int]) -> None:
    store, me, article = made
    assert store.reviews.next_unsure(me, article, 0) is None
    unsure = span(store, article, me, 7, 12)
    unsure = type(unsure)(article, me, 7, 12, 1, unsure.surface, question="who?")
    store.acts.commit(adding(span(store, article, me, 0, 2), unsure), me, AT)
    assert store.reviews.next_unsure(me, article, 0) == (article, 7, 12)
    assert store.reviews.next_unsure(me, article, 7) == (article, 7, 12)
    assert store.reviews.next_unsure(me, article + 5, 0) == (article, 7, 12)


def test_titles_are_found_by_the_beginnings_of_words(made: tuple[Store, int, int]) -> None:
    store, _, article = made
    other, _ = store.articles.add(NewArticle("Text about Moscow", title="Grain “tariff” news"))
    while store.search.index_some(10):
        pass
    assert store.search.titled("mosc xi", 5) == [article]
    assert store.search.titled("TARI", 5) == [other]
    assert store.search.titled('" * (', 5) == []


def test_articles_without_a_title_are_found_by_how_they_begin(
    made: tuple[Store, int, int],
) -> None:
    store, _, article = made
    first, _ = store.articles.add(
        NewArticle("Mecca was crowded.\nMoscow was not. " + "More. " * 99)
    )
    second, _ = store.articles.add(NewArticle("More. " * 99 + "Mecca"))
    while store.search.index_some(10):
        pass
    assert store.search.titled("mecca crow", 5) == [first]
    assert store.search.titled("mosc", 5) == [article, first]
    assert store.search.titled("mosc", 1) == [article]
    assert second not in store.search.titled("mecca", 5)


def test_a_project_from_before_coding_rules_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "p.annotator"
    step = next(n for n, each in enumerate(migrations.STEPS) if each.__name__ == "rulings")
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        migrations.migrate(plain, migrations.STEPS[:step])
        assert plain.execute("PRAGMA user_version").fetchone() == (step,)
    with Store.open(path) as store:
        me = store.annotators.id_of("ann")
        article, _ = store.articles.add(NewArticle("Xi met Putin.", imported_at=AT))
        made = CodingRule("Xi", me, AT, None, "no label for Xi", article)
        store.acts.commit(Act("ruling.add", article, (Change(None, made),), "Xi"), me, AT)
        assert len(store.coding_rules.all()) == 1
