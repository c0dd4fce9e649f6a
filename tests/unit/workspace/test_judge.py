"""What is tested: `workspace/children/judge.py`: what is learned from, and what judges."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from annotator.core.codes import ModelKind
from annotator.core.records import Act, Change, Review, Scheme, Status
from annotator.storage import Model, NewArticle, Store
from annotator.workspace.children import judge
from annotator.workspace.learning.reviewed_articles import ReviewedArticle
from annotator.workspace.learning.versions_in_use import GIVEN, learned_from


def reviewed(number: int, size: int) -> ReviewedArticle:
    return ReviewedArticle(
        number, "x" * size, (), {}, none_applies=False, is_blind=False, edited_at=f"{number:04}"
    )


def test_the_latest_are_learned_from_as_far_as_there_is_room() -> None:
    size = judge.MOST_CHARACTERS // 4
    given = [reviewed(n, size) for n in range(7)]
    assert judge.latest(given[:4]) == given[:4]
    assert judge.latest(given) == given[3:]
    assert judge.latest([]) == []
    huge = [*given, reviewed(7, judge.MOST_CHARACTERS + 1)]
    assert judge.latest(huge) == huge[5:], "and others beside one that is larger than all of it"


def test_only_versions_of_this_pipeline_judge_and_not_by_what_much_weaker_ones_did(
    tmp_path: Path,
) -> None:
    told = {"static": 5, "memory": 5, "learned": 3}
    with Store.create(tmp_path / "p.annotator.db", Scheme(), at="2025-01-01T00:00:00Z") as store:
        for count, pipeline in ((5, "one"), (9, "other"), (10, "one"), (20, "one")):
            version = store.models.add(
                ModelKind.CORRECTOR,
                b"",
                {},
                at="2025-01-01T00:00:00Z",
                fingerprint=pipeline,
                trained_on=range(1, count + 1),
                is_better=True,
            )
            article, _ = store.articles.add(NewArticle(f"Text {version}"))
            store.judgements.put({article: told}, version)
        ours: Any = SimpleNamespace(store=store, source=SimpleNamespace(fingerprint="one"))
        assert [each.version for each in judge.Judge.judged(ours)] == [3, 4]
        me = store.annotators.id_of("Ann")
        for article, at in ((1, "2025-03-01"), (3, "2025-02-03"), (4, "2025-02-02")):
            done = Review(article, me, Status.DONE, edited_at=at)
            store.acts.commit(Act("article.finish", article, (Change(None, done),)), me, at)
        found = [each.version for each in judge.Judge.judged(ours)]
        assert found == [3, 4], "whatever article was finished again last"


def test_a_version_that_came_with_a_hand_out_tells_how_many_taught_it() -> None:
    def model(articles: int, report: dict[str, Any]) -> Model:
        return Model("corrector", 1, "2025-01-01", "one", articles, is_better=True, report=report)

    assert learned_from(model(0, {GIVEN: 300})) == 300
    assert learned_from(model(20, {})) == learned_from(model(20, {GIVEN: "many"})) == 20
