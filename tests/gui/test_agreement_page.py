"""How far people agree, in the window: figures, the worst first, and the places behind them.

What is tested: `ui/agreement/page.py`, `ui/agreement/figure_list.py`, `ui/agreement/instances.py`,
`ui/agreement/computing.py`, `ui/words/agreement.py`, `workspace/open/agreement.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.core.records import Act, Change, Review, Span, TopicAnswer
from annotator.storage import Store
from annotator.ui.agreement.figure_list import spoken
from annotator.ui.agreement.instances import spoken as instance_spoken
from annotator.ui.agreement.page import AgreementPage
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.workspace.children import agreement_job, reliability_job
from annotator.workspace.jobs.messages import Agreement
from tests.gui.seat import AT, SHORT, place_of

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)

PERSON, ORG, PLACE = 1, 2, 3
TRADE, HEALTH = 11, 12


class Silent:
    """A job's way to its parent that leads nowhere."""

    def check(self) -> None:
        pass

    def tell(self, *_: object) -> None:
        pass


def coded(store: Store, article: int, who: str, marked, topics) -> None:
    me, text = store.annotators.id_of(who), store.articles.get(article).text
    spans = [Span(article, me, *place_of(text, x), label, x) for x, label in marked]
    answers = [TopicAnswer(article, me, topic, yes) for topic, yes in topics.items()]
    rows = (*spans, *answers, Review(article, me, "done", edited_at=AT))
    act = Act("article.finish", article, tuple(Change(None, x) for x in rows))
    store.acts.commit(act, me, AT)


@pytest.fixture
def seat(sit):
    """Twenty articles that two people coded: Sarn is confused in five, Trade differs in two."""
    seat = sit([(f"{SHORT} It is day {number}.", None) for number in range(1, 21)])
    with Store.open(seat.path) as store:
        for number in range(1, 21):
            trade = {TRADE: number % 2 == 0, HEALTH: number == 1}
            coded(store, number, "Ann", [("Ben Okoro", PERSON), ("Sarn", PLACE)], trade)
            label = ORG if number % 4 == 0 else PLACE
            trade = trade | {TRADE: trade[TRADE] or number < 4}
            coded(store, number, "Bea", [("Ben Okoro", PERSON), ("Sarn", label)], trade)
    return seat


def shown(seat) -> AgreementPage:
    seat.press("Ctrl+Shift+A")
    page = QApplication.activeModalWidget()
    assert isinstance(page, AgreementPage)
    settle()
    return page


def rows(page) -> list[str]:
    return [spoken(each) for each in page.figures.rows.rows]


def test_figures_the_worst_first_and_their_places(seat):
    agreement_job.run(Agreement(str(seat.path)), Silent())
    seat.open()
    page = shown(seat)
    assert not page.computing.is_running
    told = rows(page)
    assert told[0] == "Topics and questions"
    assert told[1].startswith("Trade · 0.80 · ")
    assert told[3] == "Health · too few (1 of 10) · 20"
    assert "Edges: the same where both found · 1.00 · " in "\n".join(told)
    at = told.index("PLACE or ORG · 5")
    assert page.headline.text() == "20 articles coded by several people · Ann and Bea"
    assert "κ of Ann and Bea" in page.details.text()
    assert [instance_spoken(x) for x in page.instances.rows.rows] == ["Article 1", "Article 3"]
    while page.figures.currentIndex().row() < at:
        press(page, "Down")
    settle()
    places = [instance_spoken(x) for x in page.instances.rows.rows]
    assert places[0] == "Ben Okoro left[Sarn]. It is day 4. · Article 4"
    assert len(places) == 5
    press(page, "Enter")
    press(page, "Down")
    press(page, "Enter")
    wait_for(lambda: seat.window.desk.articles.here == 8, "the article")
    assert QApplication.activeModalWidget() is None


def test_what_was_never_computed_is_computed_by_a_job(seat):
    seat.open()
    page = shown(seat)
    assert page.computing.is_running
    assert page.message.text().startswith("Computing the figures…")
    wait_for(lambda: not page.computing.is_running, "the figures")
    settle()
    assert rows(page)[1].startswith("Trade")
    press(page, "Esc")
    page = shown(seat)
    assert not page.computing.is_running
    assert rows(page)[1].startswith("Trade")
    press(page, "Esc")


def test_a_report_is_written_into_a_folder_of_its_own(seat, tmp_path, monkeypatch):
    agreement_job.run(Agreement(str(seat.path)), Silent())
    seat.open()
    page = shown(seat)
    chosen = staticmethod(lambda *_: str(tmp_path))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", chosen)
    asked = []
    monkeypatch.setattr(page.reporting, "start", asked.append)
    press(page, "Alt+R")
    assert [Path(x.to).parent for x in asked] == [tmp_path]
    report = reliability_job.run(asked[0], Silent())
    page.reporting.computed.emit(report, None)
    assert page.message.text().startswith("11 files written · ")
    assert (Path(asked[0].to) / "methods.md").is_file()
    press(page, "Esc")


def test_a_project_of_one_says_so(sit):
    seat = sit(((SHORT, None),))
    agreement_job.run(Agreement(str(seat.path)), Silent())
    seat.open()
    page = shown(seat)
    assert page.headline.text() == "No article was finished by two people yet."
    assert rows(page) == []
    press(page, "Esc")
