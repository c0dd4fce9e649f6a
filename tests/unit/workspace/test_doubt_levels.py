"""What the steps of doubt mean in a project: `workspace/learning/doubt_levels.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.codes import ModelKind
from annotator.core.looks import LEAST_ARTICLES, PROMISES
from annotator.core.records import Label, Scheme
from annotator.errors import EnvironmentFault
from annotator.faults import Fault
from annotator.storage import Store
from annotator.workspace.learning import reviewed_articles
from annotator.workspace.learning.doubt_levels import (
    DOUBT,
    USUAL,
    Levels,
    cuts_in,
    cuts_of,
    levels_in,
    levels_in_use,
    measure,
    step_of,
)
from annotator.workspace.learning.reviewed_articles import ReviewedArticle, read_whole
from annotator.workspace.open.project import Project
from tests.unit.workspace.judged import LOOKS, Outcome, add_version, finish, judge

AT = "2024-05-01T12:00:00.000+00:00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    scheme = Scheme(labels=(Label(1, "PERSON", key="p"),))
    with Store.create(tmp_path / "news.db", scheme, at=AT) as found:
        found.settings.set("suggestions", False)
        yield found


def judged(store: Store, count: int, looks: object = LOOKS) -> list[int]:
    """So many articles that a version of a corrector did not know and was judged by."""
    ids = finish(store, [("One word.", {"One": 1})] * count)
    add_version(store, ids[:1], 8.2, 14.6)
    judge(store, dict.fromkeys(ids, Outcome(1, 2, looks=looks)))
    return ids


def fingerprint(store: Store) -> str:
    return store.models.all(ModelKind.CORRECTOR)[0].fingerprint


def measured(store: Store) -> Levels | None:
    return measure(store, fingerprint(store))


def test_more_doubt_means_higher_thresholds_for_marks_and_lower_ones_for_maybes(
    store: Store,
) -> None:
    few, some, most = (cuts_of(None, name) for name in PROMISES)
    assert few.mark < some.mark < most.mark
    assert few.maybe > some.maybe > most.maybe
    assert cuts_of(None, "nonsense") == some == cuts_in(store)
    store.settings.set(DOUBT, "most")
    assert cuts_in(store) == most
    store.settings.set(DOUBT, 3)
    assert step_of(store) == "some"


def test_the_steps_are_measured_on_the_projects_own_reviews_and_kept(store: Store) -> None:
    judged(store, 12)
    found = measured(store)
    assert found is not None
    assert (found.articles, found.entities) == (12, 240)
    assert found == levels_in(store) == levels_in_use(store)
    few, some, most = (found.steps[name] for name in PROMISES)
    assert few.left.of_100 >= some.left.of_100 >= most.left.of_100
    assert most.left.lowest < 5 < most.left.highest, "one of twenty that nothing shows"
    assert few.looks <= some.looks <= most.looks
    assert all(x.left.lowest <= x.left.of_100 <= x.left.highest for x in found.steps.values())
    assert cuts_in(store) == some.cuts != USUAL["some"]
    assert cuts_in(store, "most") == most.cuts


@pytest.mark.parametrize("looks", [None, 3, "x", {}, {"gold": 1}, {**LOOKS, "marks": [None]}])
def test_what_earlier_versions_stored_or_nobody_can_read_promises_nothing(
    store: Store, looks: object
) -> None:
    judged(store, 30, looks)
    assert measured(store) is None
    assert levels_in(store) is None
    assert cuts_in(store) == USUAL["some"]


def test_too_few_or_unread_or_of_another_pipeline_promise_nothing(store: Store) -> None:
    judged(store, LEAST_ARTICLES - 1)
    assert measured(store) is None
    judged(store, 30, {**LOOKS, "is_read": False})
    assert measured(store) is None
    judged(store, 30)
    assert measure(store, "another pipeline") is None
    assert measured(store) is not None
    assert measure(store, "another pipeline") is None, "what was kept is forgotten"
    assert levels_in(store) is None


def test_only_while_a_corrector_is_in_use_it_is_told(store: Store) -> None:
    judged(store, 12)
    assert measured(store) is not None
    store.settings.set("learn", False)
    assert levels_in_use(store) is None


@pytest.mark.parametrize("kept", [3, {}, {"steps": 1}, {"steps": {"few": {"cuts": 1}}}])
def test_what_was_kept_and_is_damaged_is_as_if_it_were_not_there(
    store: Store, kept: object
) -> None:
    store.settings.set("doubt_levels", kept)
    assert levels_in(store) is None
    assert cuts_in(store) == USUAL["some"]


def test_an_open_project_goes_by_what_was_measured_and_stores_the_step(store: Store) -> None:
    judged(store, 12)
    found = measured(store)
    assert found is not None
    project = Project(store.path, "anna", window=False)
    try:
        assert project.doubt == "some"
        assert project.sheets.knowledge(1).threshold == found.steps["some"].cuts.mark
        assert project.set_doubt("most")
        assert not project.set_doubt("most")
        knowledge = project.sheets.knowledge(1)
        assert knowledge.threshold == found.steps["most"].cuts.mark
        assert knowledge.maybe_threshold == found.steps["most"].cuts.maybe
        assert step_of(project.store) == "most", "jobs count as seen what the person was asked"
    finally:
        project.close()


def test_a_project_that_another_program_holds_takes_the_step_all_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_name: str, _value: object) -> None:
        raise EnvironmentFault(Fault.LOCKED)

    project = Project(store.path, "anna", window=False)
    try:
        monkeypatch.setattr(project.store.settings, "set", held)
        assert project.set_doubt("most")
        assert project.sheets.knowledge(1).threshold == USUAL["most"].mark
    finally:
        monkeypatch.undo()
        project.close()


def article(number: int, weight: float, *, is_blind: bool = False, own: bool) -> ReviewedArticle:
    return ReviewedArticle(
        number, "One word.", ((0, 3, 1, weight),), {}, none_applies=False, is_blind=is_blind,
        edited_at=f"{number:03}", is_prompted=not own,
    )  # fmt: skip


def test_what_was_only_followed_or_forced_is_not_read() -> None:
    reading = [article(n, 1.0, own=n % 3 == 0) for n in range(1, 21)]
    forced = replace_at(reading, 4, article(5, reviewed_articles.FORCED, own=False))
    assert read_whole(forced) == set(range(1, 21)) - {5}
    following = [article(n, 1.0, own=False) for n in range(1, 21)]
    assert read_whole(following) == set()
    assert read_whole(replace_at(following, 6, article(7, 1.0, is_blind=True, own=True))) == {7}
    asked = replace(article(9, reviewed_articles.FORCED, own=False), is_whole=True)
    assert read_whole(replace_at(following, 8, asked)) == {9}, "Shift+Enter after all was read"


def replace_at(
    given: list[ReviewedArticle], at: int, one: ReviewedArticle
) -> list[ReviewedArticle]:
    return [*given[:at], one, *given[at + 1 :]]


def test_the_last_finished_come_last_and_what_is_damaged_is_left_out(store: Store) -> None:
    judged(store, 12)
    later = judged(store, 1, {**LOOKS, "gold": 7})
    assert [each.outcome["looks"]["gold"] for each in store.judgements.last(2)] == [20, 7]
    assert len(store.judgements.last(100)) == 13
    store.judgements._db.connection.execute(
        "UPDATE judgements SET outcome = '[broken' WHERE article = ?", (later[0],)
    )
    assert len(store.judgements.last(100)) == 12
