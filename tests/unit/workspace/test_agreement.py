"""Agreement of several people.

What is tested: `workspace/agreement/report.py`, `workspace/agreement/overlap.py`,
`workspace/agreement/telling.py`, `workspace/agreement/drifting.py`, `workspace/agreement/kept.py`,
`workspace/children/agreement_job.py`, `agreement_commands.py`, `core/agreement/tables.py`,
`core/agreement/codes.py`.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotator import agreement_commands
from annotator.cli import app
from annotator.core.agreement.nominal import alpha_of
from annotator.core.records import (
    Act,
    Change,
    Label,
    Review,
    Scheme,
    Span,
    Status,
    Topic,
    TopicAnswer,
    TopicGroup,
)
from annotator.storage import NewArticle, Store
from annotator.workspace.agreement import kept
from annotator.workspace.children import agreement_job
from annotator.workspace.jobs.messages import Agreement, AgreementReport

AT = "2026-02-01T00:00:00+00:00"
SCHEME = Scheme(
    labels=(Label(1, "Person", key="p"), Label(2, "Place", key="l", position=1)),
    groups=(TopicGroup(1, "About"), TopicGroup(2, "Tone", several=False)),
    topics=(Topic(1, "War", 1), Topic(2, "Trade", 1), Topic(3, "Good", 2), Topic(4, "Bad", 2)),
)
TEXT = "Ann met Bob in Rome and Carl came from Oslo too on day {}."
PLACES = [(0, 3, 1), (8, 11, 1), (15, 19, 2), (24, 28, 1), (39, 43, 2)]


class Silent:
    """A job's way to its parent that leads nowhere."""

    def check(self) -> None:
        pass

    def tell(self, *_: object) -> None:
        pass


def coded(store: Store, article: int, who: int, spans: Any, answers: dict[int, bool]) -> None:
    text = store.articles.get(article).text
    changes = [Span(article, who, x, y, label, text[x:y]) for x, y, label in spans]
    changes += [TopicAnswer(article, who, topic, yes) for topic, yes in answers.items()]
    changes.append(Review(article, who, Status.DONE, edited_at=f"2026-02-01T00:{article:02}:00"))
    done = Act("article.finish", article, tuple(Change(None, each) for each in changes))
    store.acts.commit(done, who, AT)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty articles that Ada and Bo coded, Bo with errors, and one that only Ada did."""
    path = tmp_path_factory.mktemp("agreement") / "p.annotator"
    rng = random.Random(5)
    with Store.create(path, SCHEME, at=AT) as store:
        ada, bo = store.annotators.id_of("Ada"), store.annotators.id_of("Bo")
        for number in range(1, 42):
            article, _ = store.articles.add(NewArticle(TEXT.format(number), imported_at=AT))
            answers = {1: number % 3 == 0, 2: number <= 7, 3 + number % 2: True}
            coded(store, article, ada, PLACES, answers)
            if number == 41:
                continue
            seen = [x for x in PLACES if rng.random() > 0.2]
            seen = [(x, y, 3 - label if rng.random() < 0.1 else label) for x, y, label in seen]
            others = {1: answers[1] != (number % 10 == 0), 2: answers[2], 3 + number % 2: True}
            coded(store, article, bo, seen, others)
    return path


@pytest.fixture(scope="module")
def figures(project: Path) -> dict[str, Any]:
    return dict(agreement_job.run(Agreement(str(project)), Silent()).figures)


def test_alpha_of_a_topic_with_its_interval(figures: dict[str, Any]) -> None:
    war = figures["topics"]["War"]
    said = [[n % 3 == 0, (n % 3 == 0) != (n % 10 == 0)] for n in range(1, 41)]
    assert war["alpha"] == pytest.approx(alpha_of(said), abs=1e-4)
    assert war["agreement"] == pytest.approx(36 / 40)
    assert war["n"] == 40
    assert war["low"] < war["alpha"] < war["high"]
    assert war["below_667"] < war["below_800"]
    low, high = war["jackknife"]
    assert low < war["alpha"] < high
    assert war["differ"] == [10, 20, 30, 40]
    assert war["pairs"][0]["coders"] == ["Ada", "Bo"]
    assert "why" not in war


def test_too_few_yes_give_no_figure(figures: dict[str, Any]) -> None:
    trade = figures["topics"]["Trade"]
    assert [trade[x] for x in ("alpha", "low", "high", "agreement", "ac1")] == [None] * 5
    assert trade["why"] == "too few (7 of 10)"
    assert trade["n"] == 40


def test_complete_agreement_is_not_certain(figures: dict[str, Any]) -> None:
    tone = figures["groups"]["Tone"]
    assert tone["alpha"] == tone["high"] == 1
    assert 0.7 < tone["low"] < 0.97


def test_spans_are_told_by_finding_edges_and_label(figures: dict[str, Any]) -> None:
    found = figures["spans"]
    names = ("f1_exact", "f1_overlap", "f1_unlabelled", "found", "edges", "label")
    assert all(isinstance(found[name], float) for name in names)
    assert found["why"] == {}
    assert found["edges"] == 1
    assert found["off"] == 0
    assert found["f1_exact"] < found["f1_unlabelled"] < 1
    for name in names:
        low, high = found["intervals"][name]
        assert low <= found[name] <= high
    cells = {(x["first"], x["second"]): x for x in figures["confusion"]}
    assert sum(x["count"] for x in figures["confusion"]) == 200
    assert cells["Person", "Person"]["places"] == []
    assert cells["Person", "Place"]["count"] == len(cells["Person", "Place"]["places"])
    assert cells["Person", "Place"]["places"][0][3:] == ["Ada", "Bo"]
    assert set(figures["labels"]) == {"Person", "Place"}
    assert figures["labels"]["Place"]["alpha"] is not None
    assert set(found["unitizing"]) == {"u", "bar_u", "cu"}
    assert figures["coders"] == ["Ada", "Bo"]
    assert figures["articles"] == 40


def test_the_same_articles_give_the_same_figures(project: Path, figures: dict[str, Any]) -> None:
    assert agreement_job.run(Agreement(str(project)), Silent()).figures == figures


def test_what_was_computed_is_kept_until_something_is_done(
    project: Path, figures: dict[str, Any]
) -> None:
    with Store.open(project) as store:
        assert kept.kept(store) == (figures, True)
        article, _ = store.articles.add(NewArticle("One more.", imported_at=AT))
        coded(store, article, 1, [], {})
        assert kept.kept(store) == (figures, False)


def test_nobody_coded_anything_twice(tmp_path: Path) -> None:
    with Store.create(tmp_path / "p.annotator", SCHEME, at=AT) as store:
        article, _ = store.articles.add(NewArticle("Alone.", imported_at=AT))
        coded(store, article, store.annotators.id_of("Ada"), [(0, 5, 1)], {1: True})
    found = agreement_job.run(Agreement(str(store.path)), Silent()).figures
    assert (found["articles"], found["coders"], found["topics"]) == (0, [], {})
    assert found["spans"]["f1_exact"] is None
    assert found["spans"]["why"]["f1_exact"] == "nobody else coded it"


def test_the_command_tells_all_as_lines_json_and_a_table(
    figures: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreement_commands, "run", lambda _request: AgreementReport(figures))
    told = CliRunner().invoke(app, ["agreement", "p"])
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("40 articles coded by several of Ada, Bo\n")
    assert "too few (7 of 10)" in told.stdout
    rows = list(csv.reader(CliRunner().invoke(app, ["agreement", "p", "--csv"]).stdout.split("\n")))
    heads = ["about", "name", "coders", "figure", "value", "low", "high", "n", "why"]
    assert rows[0] == heads
    assert ["topic", "Trade", "", "alpha", "", "", "", "40", "too few (7 of 10)"] in rows
    assert all(len(row) == len(heads) for row in rows if row)
