"""`evaluate` compares suggestions with reviews, and finds the slips in them.

What is tested: `workspace/children/evaluate_job.py`, `workspace/children/topic_evaluation.py`.
"""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from annotator import tables
from annotator.core.codes import LANGUAGE_MODEL
from annotator.core.records import Act, BlindReview, BlindSpan, Change, Review, Span
from annotator.errors import UserError
from annotator.nlp.corrector.training import train
from annotator.nlp.sources.language_model import LanguageModel
from annotator.storage import NewArticle, Store
from annotator.workspace.children import evaluate_job, train_job
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work, run_job
from annotator.workspace.open.mention_search import Concordance, find_articles
from annotator.workspace.open.project import Project
from tests.unit.workspace.test_learning import AT, PEOPLE, SCHEME, SHIPS, review

FIRST = "Captain {} sailed the {} home. The storm was not small. {}"


def fill(path: Path, rounds: int = 4) -> Path:
    with Store.create(path, SCHEME, at=AT) as store:
        for n in range(7 * rounds):
            person, ship = PEOPLE[n % 7], SHIPS[(n // 2) % 7]
            review(store, FIRST.format(person, ship, n), {person: 1, ship: 2})
    return path


def evaluate(project: Path) -> messages.EvaluateReport:
    return run_job(messages.Evaluate(project=str(project), pipeline="blank:en"))


@pytest.fixture(scope="module")
def slips(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, messages.EvaluateReport]:
    """A project with a ship that was called a sailor, and a sailor that was overlooked."""
    project = fill(tmp_path_factory.mktemp("slips") / "ships.db")
    with Store.open(project) as store:
        review(store, FIRST.format("Ada Brook", "Aurora", "a"), {"Ada Brook": 1, "Aurora": 1})
        review(store, FIRST.format("Ben Croft", "Castor", "b"), {"Castor": 2})
    return project, evaluate(project)


@pytest.mark.parametrize("job", [evaluate_job, train_job])
def test_the_language_model_takes_no_memory_while_it_learns(tmp_path, monkeypatch, job) -> None:
    """What it says of all articles is asked first, and then it is let go."""
    known = []

    def learned(*given: object, **how: object) -> object:
        in_memory = [x for x in gc.get_objects() if isinstance(x, LanguageModel)]
        known.append((given[0][0].evidence.reading.views_of, len(in_memory)))  # type: ignore[index]
        return train(*given, **how)  # type: ignore[arg-type]

    project = fill(tmp_path / "ships.db", rounds=1)
    monkeypatch.setattr("annotator.nlp.corrector.training.train", learned)
    message = messages.Train if job is train_job else messages.Evaluate
    job.run(message(project=str(project), pipeline="blank:en"), Work())
    assert known and set(known) == {(LANGUAGE_MODEL, 0)}


def test_each_way_to_suggest_has_its_scores(slips) -> None:
    _, report = slips
    ways = report.ways
    assert report.articles == 30
    assert ways["pipeline"]["all"]["found"] == 0
    assert ways["pipeline"]["repairs"] == pytest.approx(59 / 30, abs=0.01)
    assert ways["corrector"]["articles"] == 30
    assert ways["corrector"]["all"]["f1"] > 0.9
    assert ways["corrector"]["labels"]["SHIP"]["wanted"] == 29
    assert ways["shown"]["articles"] == 0
    assert report.blind is None
    assert report.in_use["articles"] == 0


def test_slips_in_the_reviews_are_found_and_nothing_else(slips) -> None:
    _, report = slips
    found = {(x["surface"], x["reviewed"], x["said"]) for x in report.contradictions}
    assert found == {("Aurora", "SAILOR", "SHIP"), ("Ben Croft", None, "SAILOR")}
    assert report.contradicted == 2
    assert all(x["probability"] >= 0.95 for x in report.contradictions)


def test_the_report_is_told_in_lines(slips) -> None:
    lines = "\n".join(tables.evaluation_lines(slips[1]))
    assert "cross-validated" in lines
    assert "search for is:contradicted" in lines
    assert "'Aurora': SAILOR in the review, SHIP says the corrector" in lines
    assert max(len(line) for line in lines.splitlines()) < 140


def test_the_window_finds_them_until_they_are_settled(slips) -> None:
    path, _ = slips
    project = Project(path, "anna", window=False)
    try:
        assert list(find_articles(project, "is:contradicted")) == [29, 30]
        hits = [
            hit.mention for hits in Concordance(project, "is:contradicted").all() for hit in hits
        ]
        assert [(hit.article, hit.surface) for hit in hits] == [(29, "Aurora"), (30, "Ben Croft")]
        text = project.store.articles.get(29).text
        at = text.index("Aurora")
        wrong = Span(29, project.annotator, at, at + 6, 1, "Aurora")
        right = Span(29, project.annotator, at, at + 6, 2, "Aurora")
        changes = (Change(wrong, None), Change(None, right))
        group = project.store.acts.commit(Act("span.label", 29, changes), project.annotator, AT)
        assert list(find_articles(project, "is:contradicted")) == [30]
        assert group
        project.store.history.undo(project.annotator, AT)
        assert list(find_articles(project, "is:contradicted")) == [29, 30]
    finally:
        project.close()


def test_blind_reviews_are_held_against_the_others(tmp_path: Path) -> None:
    project = tmp_path / "p.db"
    with Store.create(project, SCHEME, at=AT) as store:
        me = store.annotators.id_of("anna")
        for n in range(12):
            shown = "blind" if n % 2 else "shown"
            spans = {"Ada Brook": 1} if n % 2 else {"Ada Brook": 1, "Aurora": 2}
            article = review(store, FIRST.format("Ada Brook", "Aurora", n), spans, shown=shown)
            if n % 2:
                put_down = Change(None, BlindSpan(article, me, 8, 17, 1))
                blind = Change(None, BlindReview(article, me, ""))
                store.acts.commit(Act("article.done", article, (blind, put_down)), me, AT)
    report = evaluate(project)
    blind = report.blind
    assert (blind["shown_articles"], blind["blind_articles"]) == (6, 6)
    assert blind["labels"]["SAILOR"]["shown"] == blind["labels"]["SAILOR"]["blind"]
    assert blind["labels"]["SHIP"]["blind"] == 0 < blind["labels"]["SHIP"]["shown"]
    lines = "\n".join(tables.evaluation_lines(report))
    assert "in 6 articles with suggestions, and in 6 reviewed blind" in lines
    assert blind["topics"] == {"weather": {"shown": 1.0, "blind": 0.0}}
    assert "weather   100      0" in lines


def test_one_review_is_enough_to_say_little(tmp_path: Path) -> None:
    with Store.create(tmp_path / "p.db", SCHEME, at=AT) as store:
        review(store, "Ada Brook slept.", {"Ada Brook": 1})
    report = evaluate(tmp_path / "p.db")
    assert report.ways["corrector"]["articles"] == 0
    assert report.contradictions == ()
    assert list(tables.evaluation_lines(report))


def test_without_reviews_it_says_so(tmp_path: Path) -> None:
    with Store.create(tmp_path / "p.db", SCHEME, at=AT) as store:
        article, _ = store.articles.add(NewArticle("Nothing is done."))
        me = store.annotators.id_of("anna")
        started = Review(article, me, "started")
        store.acts.commit(Act("review.start", article, (Change(None, started),)), me, AT)
    with pytest.raises(UserError, match="no article is finished yet"):
        evaluate(tmp_path / "p.db")


def test_topics_are_scored_with_their_noes(tmp_path: Path) -> None:
    """Half of the articles are about the weather, the others about trade."""
    with Store.create(tmp_path / "p.db", SCHEME, at=AT) as store:
        for n in range(28):
            about = ("cargo of tea", "storm")[n % 2]
            review(store, f"Ada Brook saw the {about}, and it was not small. {n}", {"Ada Brook": 1})
    report = evaluate(tmp_path / "p.db")
    topics = report.topics
    assert (topics["articles"], topics["ways"]["shown"]["articles"]) == (28, 0)
    learned = topics["ways"]["learned"]
    assert (learned["articles"], learned["macro_f1"]) == (28, 1)
    counts = {x: (y["wanted"], y["unwanted"], y["found"]) for x, y in learned["topics"].items()}
    assert counts == {"trade": (14, 14, 14), "weather": (14, 14, 14)}
    assert topics["ways"]["keywords"]["macro_f1"] == 0
    assert topics["always_yes_f1"] == pytest.approx(2 / 3, abs=1e-4)
    lines = "\n".join(tables.evaluation_lines(report))
    assert "macro F1 1.00 as learned, 0.00 by keywords alone; saying yes always: 0.67" in lines


def test_what_was_to_be_read_whole_counts_as_shown(tmp_path: Path) -> None:
    found = []
    for shown in ("shown", "read whole", "blind"):
        project = tmp_path / f"{shown}.db"
        with Store.create(project, SCHEME, at=AT) as store:
            for n in range(6):
                text = FIRST.format("Ada Brook", "Aurora", n)
                review(store, text, {"Ada Brook": 1, "Aurora": 2}, shown=shown)
        report = evaluate(project)
        assert report.topics is not None
        found.append((report.ways["shown"]["articles"], report.topics["ways"]["shown"]))
    as_shown, whole, blind = found
    assert whole == as_shown
    assert as_shown[0] == 6 > blind[0]
