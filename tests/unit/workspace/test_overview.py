"""What learning has brought, in numbers, from a project's own records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.judging import RECENT
from annotator.core.records import (
    Act,
    Change,
    Label,
    Review,
    Scheme,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.storage import Store
from annotator.storage.settings import LEARNS
from annotator.storage.upkeep import Upkeep
from annotator.ui.words.learning import topic_words
from annotator.workspace.learning import versions_in_use as models
from annotator.workspace.learning.report import (
    Density,
    Fair,
    Overview,
    overview,
    running_mean,
    survey,
)
from annotator.workspace.learning.reviewed_articles import put_trained_at
from tests.unit.workspace.judged import Outcome, add_version, done_at, finish, judge

SCHEME = Scheme(
    labels=(Label(1, "SAILOR", key="s"), Label(2, "SHIP", key="h")),
    groups=(TopicGroup(1, "Subject"),),
    topics=(Topic(11, "Trade", 1, "1"), Topic(12, "War", 1, "2")),
)
PLAIN = ("Captain Ada sailed the Drake home.", {"Ada": 1, "Drake": 2})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "ships.db", SCHEME, at="2024-05-01") as store:
        yield store


def test_a_new_project_says_when_it_will_learn(store: Store) -> None:
    assert overview(store) == Overview(due=3, is_complete=True)
    finish(store, [PLAIN])
    found = overview(store)
    assert (found.done, found.due, found.to_go, found.used) == (1, 3, 2, None)
    put_trained_at(store, 5)
    assert overview(store).due == 7


def test_the_newest_version_is_in_use_while_it_is_better_or_the_chosen_one(store: Store) -> None:
    ids = finish(store, [PLAIN] * 15)
    add_version(store, ids[:5], None, None)
    add_version(store, ids[:10], 9.0, 14.5)
    add_version(store, ids, 9.5, 14.5, is_better=False)
    found = overview(store)
    assert [(v.number, v.reviews, v.is_better, v.is_used) for v in found.versions] == [
        (3, 15, False, False),
        (2, 10, True, False),
        (1, 5, True, False),
    ]
    assert (found.choice, found.used) == (None, None)
    add_version(store, ids, 8.5, 14.5)
    found = overview(store)
    assert (found.choice, found.used) == (None, found.versions[0])
    assert (found.used.repairs, found.used.before) == (8.5, 14.5)
    models.choose_version(store, "corrector", 3)
    assert overview(store).used == overview(store).versions[1]
    models.choose_version(store, "corrector", 0)
    assert (overview(store).choice, overview(store).used) == (0, None)
    store.settings.set(LEARNS, False)
    assert (overview(store).learns, overview(store).used) == (False, None)


def test_articles_at_random_are_told_apart_from_those_that_came_as_doubtful(store: Store) -> None:
    before = finish(store, [PLAIN] * 2, chosen="random")
    doubtful = finish(store, [PLAIN] * 3, chosen="doubt")
    add_version(store, before, None, None)
    judge(store, dict.fromkeys(before, Outcome(40, 40)))
    judge(store, dict.fromkeys(doubtful, Outcome(12, 20)))
    assert overview(store).fair is None, "none came at random since"
    fair = finish(store, [PLAIN] * 2, chosen="random")
    others = finish(store, [PLAIN], chosen="picked")
    blind = finish(store, [PLAIN], chosen="random", shown="blind")
    judge(store, {fair[0]: Outcome(6, 9), fair[1]: Outcome(9, 9), others[0]: Outcome(50, 50)})
    judge(store, {blind[0]: Outcome(30, 30, is_blind=True)})
    assert overview(store).fair == Fair(3, 12.0, 2, 7.5)


def test_repairs_go_by_the_order_of_the_work_and_leave_blind_and_reopened_ones_out(
    store: Store,
) -> None:
    ids = finish(store, [PLAIN] * 9)
    add_version(store, ids[:5], None, None)
    late, early, blind, reopened = ids[5:]
    me = store.annotators.id_of("anna")
    for article, status, at in ((late, "done", "2025"), (reopened, "started", "2024")):
        before = Review(article, me, "done", shown="shown", edited_at=done_at(article))
        after = Review(article, me, status, shown="shown", edited_at=at)
        store.acts.commit(Act("review.edit", article, (Change(before, after),)), me, at)
    outcomes = {late: Outcome(2, 8), early: Outcome(4, 10), reopened: Outcome(99, 99)}
    judge(store, {**outcomes, blind: Outcome(50, 50, is_blind=True)})
    trend = overview(store).trend
    assert trend.places == (6, 8)
    assert trend.shown == (4.0, 3.0)
    assert trend.static == (10.0, 9.0)


def test_labels_and_calibration_speak_of_the_last_articles(store: Store) -> None:
    ids = finish(store, [PLAIN] * (RECENT + 2))
    add_version(store, ids[:1], None, None)
    bins = [[0, 0.0, 0] for _ in range(9)] + [[4, 3.8, 3]]
    old = Outcome(1, 1, {1: (0, 9, 9)}, bins)
    new = Outcome(1, 1, {1: (1, 2, 4), 2: (0, 1, 0)}, bins)
    judge(store, {ids[1]: old, **dict.fromkeys(ids[2:], new)})
    found = overview(store)
    person, ship = found.labels
    assert found.recent == RECENT
    assert (person.label, person.right, person.suggested, person.wanted) == (1, 60, 120, 240)
    assert (person.precision, person.recall) == (0.5, 0.25)
    assert (ship.precision, ship.recall) == (0.0, None)
    assert found.calibration.count == 4 * RECENT
    assert found.calibration.error == pytest.approx(0.8 / 4)
    assert found.calibration.bins[9] == (240, pytest.approx(3.8 * 60), 180)


def test_what_people_mark_without_suggestions_is_compared(store: Store) -> None:
    shown = finish(store, [PLAIN] * 4) + finish(store, [PLAIN] * 2, shown="read whole")
    assert overview(store).leading is None
    bare = ("Captain Ada sailed the Drake home.", {"Ada": 1})
    finish(store, [bare] * 4, shown="blind")
    found = overview(store).leading
    assert found is not None
    assert (found.shown_articles, found.blind_articles) == (len(shown), 4)
    assert found.is_beyond_chance is None
    assert found.all.shown == pytest.approx(1000 * 2 / 6)
    assert found.all.blind == pytest.approx(1000 * 1 / 6)
    assert [(d.label, round(d.shown), round(d.blind)) for d in found.labels] == [
        (1, 167, 167),
        (2, 167, 0),
    ]
    finish(store, [bare, PLAIN, bare], shown="blind")
    found = overview(store).leading
    assert found is not None and found.is_beyond_chance is True


def test_a_blind_article_counts_as_it_was_before_the_suggestions_came(store: Store) -> None:
    finish(store, [PLAIN])
    (blind,) = finish(store, [PLAIN], shown="blind")
    me = store.annotators.id_of("anna")
    with store._db.maintaining(Upkeep.MEASURES):
        store._db.write("INSERT INTO blind_reviews VALUES (?, ?, '', '[]')", (blind, me))
        store._db.write("INSERT INTO blind_spans VALUES (?, ?, 8, 11, 1)", (blind, me))
    found = overview(store).leading
    assert found is not None
    assert found.all.blind == pytest.approx(found.all.shown / 2)
    with store._db.maintaining(Upkeep.MEASURES):
        store._db.write("DELETE FROM blind_spans")
    found = overview(store).leading
    assert found is not None
    assert found.all.blind == 0, "nothing was marked before"


def test_topics_are_compared_as_they_were_before_the_suggestions_came(store: Store) -> None:
    finish(store, [PLAIN] * 3, topics=(11,))
    shown = finish(store, [PLAIN], topics=(12,))
    me = store.annotators.id_of("anna")
    no = TopicAnswer(shown[0], me, 11, False)
    none = TopicAnswer(shown[0], me, 0, True)
    changes = (Change(None, no), Change(None, none))
    store.acts.commit(Act("topic.answer", shown[0], changes), me, "t")
    blind = finish(store, [PLAIN] * 2, shown="blind", topics=(11, 12))
    with store._db.maintaining(Upkeep.MEASURES):
        for article, topics in zip(blind, ("[0]", "[12]"), strict=True):
            row = (article, me, topics)
            store._db.write("INSERT INTO blind_reviews VALUES (?, ?, '', ?)", row)
    found = overview(store).leading
    assert found is not None
    assert found.topics == (Density(11, 0.75, 0.0), Density(12, 0.25, 0.5))
    finish(store, [PLAIN] * 2, shown="blind", topics=(11,))
    found = overview(store).leading
    assert found is not None
    assert found.topics[0] == Density(11, 0.75, 0.5), "reviews that nothing was compared with count"


def test_it_comes_in_small_pieces(store: Store) -> None:
    ids = finish(store, [PLAIN] * 200)
    finish(store, [PLAIN], shown="blind")
    add_version(store, ids[:5], None, None)
    judge(store, dict.fromkeys(ids[5:], Outcome(3, 5)))
    steps = list(survey(store))
    assert len(steps) > 10
    assert [step.is_complete for step in steps] == [False] * (len(steps) - 1) + [True]
    assert steps[0].versions and steps[-1] == overview(store)
    assert len(steps[-1].trend.places) == 195


@given(st.lists(st.integers(0, 60), max_size=40), st.integers(1, 12))
def test_a_running_mean_is_the_mean_of_the_last(values: list[int], window: int) -> None:
    found = running_mean(values, window)
    assert len(found) == len(values)
    for at, mean in enumerate(found):
        last = values[max(0, at + 1 - window) : at + 1]
        assert mean == pytest.approx(sum(last) / len(last))


def test_an_article_left_undecided_says_nothing_about_how_often_a_topic_is(store: Store) -> None:
    """One of two articles that were answered has the topic; two more were not answered."""
    finish(store, [PLAIN], topics=(11,))
    finish(store, [PLAIN], topics=(12,))
    finish(store, [PLAIN] * 2)
    finish(store, [PLAIN] * 2, shown="blind", topics=(11,))
    found = overview(store).leading
    assert found is not None
    assert found.topics[0] == Density(11, 0.5, 1.0)


def test_what_topics_are_worth_is_told_beside_saying_yes_always(store: Store) -> None:
    report = {"f1": 0.8, "keywords_f1": 0.3, "calibration_error": 0.1, "always_yes_f1": 0.44}
    store.models.add("topics", b"", report, at="2024", fingerprint="", trained_on=[],
                    is_better=True)  # fmt: skip
    found = overview(store).topics
    assert found is not None and found.always_yes_f1 == 0.44
    assert "F1 .80 · keywords alone .30 · always yes .44" in topic_words(found)
