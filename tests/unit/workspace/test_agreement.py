"""Agreement of several people.

What is tested: `workspace/agreement/report.py`, `workspace/agreement/overlap.py`,
`workspace/agreement/telling.py`, `workspace/agreement/drifting.py`, `workspace/agreement/kept.py`,
`workspace/children/agreement_job.py`, `agreement_commands.py`, `core/agreement/tables.py`,
`core/agreement/codes.py`.
"""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annotator import agreement_commands
from annotator.cli import app
from annotator.core.agreement.nominal import alpha_of
from annotator.core.team import Round
from annotator.storage import NewArticle, Store
from annotator.workspace.agreement import kept, overlap
from annotator.workspace.children import agreement_job
from annotator.workspace.jobs.messages import Agreement, AgreementReport
from tests.unit.workspace.coded_twice import AT, SCHEME, Silent, coded, make


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("agreement") / "p.annotator")


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
    for name, value in found["unitizing"].items():
        low, high = found["unitizing_intervals"][name]
        assert low < value <= high
    place = figures["labels"]["Place"]
    assert place["ku_low"] < place["ku"] <= place["ku_high"]
    assert figures["coders"] == ["Ada", "Bo"]
    assert figures["articles"] == 40


def test_the_same_articles_give_the_same_figures(project: Path, figures: dict[str, Any]) -> None:
    assert agreement_job.run(Agreement(str(project)), Silent()).figures == figures


def test_what_was_computed_is_kept_until_something_is_done(
    project: Path, figures: dict[str, Any]
) -> None:
    with Store.open(project) as store:
        assert kept.kept(store) == (figures, True)
        before = kept.moment(store)
        store.team.add_round(Round(0, "", "one", AT, 1))
        assert kept.moment(store) != before
        article, _ = store.articles.add(NewArticle("One more.", imported_at=AT))
        coded(store, article, 1, [], {})
        assert kept.kept(store) == (figures, False)


def test_a_damaged_article_is_left_out_and_counted(tmp_path: Path) -> None:
    path = make(tmp_path / "p.annotator")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE spans SET label = 99 WHERE article = 3 AND annotator = 1")
    with Store.open(path, checks=False) as store:
        found = overlap.read(store)
    assert (len(found.overlap), found.left_out) == (39, 1)
    assert 3 not in [each.article for each in found.overlap]


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


def test_an_article_that_was_to_be_read_whole_was_coded_with_suggestions(tmp_path: Path) -> None:
    path = make(tmp_path / "p.db")
    told = {}
    for shown in ("shown", "read whole", "blind"):
        with closing(sqlite3.connect(path)) as rows, rows:
            rows.execute("UPDATE reviews SET shown = ?", (shown,))
        told[shown] = agreement_job.run(Agreement(str(path)), Silent()).figures["shown"]
    assert told["read whole"] == told["shown"] != told["blind"]
