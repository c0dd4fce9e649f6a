"""The learning page by its keys and the mouse: what it shows, what is chosen, what is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from annotator.core.records import Label, Scheme
from annotator.storage import Store
from annotator.storage.settings import LEARNS
from annotator.ui.kit import theme
from annotator.ui.kit.pressing import activate, press, settle, wait_for
from annotator.ui.kit.theme import ui_font
from annotator.ui.learning.charts import apart, nice_step, thinned
from annotator.ui.learning.page import LearningPage
from annotator.ui.shell.pages import PageId
from annotator.ui.words.learning import headline, worth_of
from annotator.ui.words.looks import left_words
from annotator.workspace.learning import versions_in_use as models
from annotator.workspace.learning.doubt_levels import measure
from annotator.workspace.learning.report import Overview, Trend, Version
from annotator.workspace.learning.reviewed_articles import put_trained_at
from tests.gui.seat import SCHEME, SHORT, Seat, make_project
from tests.unit.workspace.judged import LOOKS, Outcome, add_version, finish, judge

Sit = Callable[[Callable[[Store], object]], "Hands"]
BARE: Mapping[str, int] = {}
LABELS = {1: (8, 10, 16), 2: (1, 2, 1)}
BINS = [[0, 0.0, 0]] * 9 + [[10, 9.5, 9]]


class Hands:
    """The page over a seat's window, and keys for it."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.open()

    def open(self) -> None:
        self.seat.press("Ctrl+Shift+L")
        page = QApplication.activeModalWidget()
        assert isinstance(page, LearningPage)
        self.page = page
        self.wait()

    def wait(self) -> None:
        """Until all is read and shown."""
        wait_for(lambda: self.page.found.is_complete, "the figures")
        settle()

    def wait_for_training(self) -> None:
        """Until its process has ended, however slow the machine is."""
        job = self.seat.window.learning._job
        if job is not None:
            job.wait()

    def press(self, *keys: str) -> Hands:
        for each in keys:
            press(self.page, each)
            settle()
        self.wait()
        return self

    def click_row(self, text: str) -> None:
        rows = self.page.versions.rows.rows
        at = next(n for n, row in enumerate(rows) if row.text == text)
        place = self.page.versions.visualRect(self.page.versions.rows.index(at, 0)).center()
        QTest.mouseClick(self.page.versions.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settle()
        self.wait()

    def close(self) -> None:
        press(self.page, "Esc")
        wait_for(lambda: QApplication.activeModalWidget() is None, "the page to close")

    @property
    def stored(self) -> object:
        store = self.seat.window.project.store
        return models.chosen_version(store, "corrector")

    @property
    def chosen(self) -> list[str]:
        return [row.text for row in self.page.versions.rows.rows if row.is_chosen]

    @property
    def used(self) -> list[str]:
        return [row.text for row in self.page.versions.rows.rows if row.is_used]

    @property
    def said(self) -> str:
        return self.page.figures.spoken()


@pytest.fixture
def sit_with(opener, tmp_path) -> Sit:
    """Sit down at a project that something was put into, with the page open."""

    def sit(fill: Callable[[Store], object], scheme: Scheme = SCHEME) -> Hands:
        path = make_project(tmp_path / "news.db", [(SHORT, ())], scheme)
        with Store.open(path) as store:
            fill(store)
        return Hands(Seat(opener, path))

    return sit


def learned(store: Store) -> None:
    """Three versions, the last in use; eleven judged articles and five blind ones."""
    ids = finish(store, [("One word after the other.", {"One": 1, "word": 2})] * 15)
    one = [("One word after the other.", {"One": 1})]
    blind = finish(store, one * 4, shown="blind")
    blind += finish(store, one, shown="blind", topics=(11,))
    add_version(store, ids[:5], None, None)
    add_version(store, ids[:10], 9.1, 14.5, is_better=False)
    add_version(store, ids[:15], 8.2, 14.6)
    judge(store, dict.fromkeys(ids[5:], Outcome(8, 14, LABELS, BINS)))
    judge(store, dict.fromkeys(blind, Outcome(30, 30, is_blind=True)))
    put_trained_at(store, 20)


def looked_at(store: Store) -> None:
    """A version in use, and twelve articles that tell what looking only where asked leaves."""
    ids = finish(store, [("One word after the other.", {"One": 1})] * 12)
    add_version(store, ids[:1], 8.2, 14.6)
    judge(store, dict.fromkeys(ids, Outcome(8, 14, LABELS, BINS, looks=LOOKS)))
    measure(store, "f00")


def one_finished(store: Store) -> None:
    finish(store, [("Nobody came.", BARE)])


def shown(widget: QWidget) -> set[str]:
    """The colours that are painted."""
    image: QImage = widget.grab().toImage()
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(*at).name() for at in pixels}


def test_where_nothing_is_learned_it_says_what_will_happen_and_when(sit_with: Sit) -> None:
    hands = sit_with(one_finished)
    assert hands.page.figures.headline.text() == "Nothing is learned yet"
    assert "after 3 finished articles: 2\u00a0to\u00a0go" in hands.page.figures.beginning.text()
    assert hands.chosen == ["Automatic"]
    assert not hands.page.figures.trend.isVisible()
    assert not hands.page.figures.labels.isVisible()


def test_it_shows_repairs_labels_calibration_and_blind_reviews(sit_with: Sit) -> None:
    hands = sit_with(learned)
    figures = hands.page.figures
    assert figures.headline.text() == "Corrector 3: 8.2 corrections per article (before: 14.6)"
    assert "22 finished articles: 2\u00a0to\u00a0go" in figures.about.text()
    for words in (
        "8.0 corrections per article in the end",
        "pipeline alone 14.0",
        "PERSON: 80 of 100 suggested were right, precision 80 %",
        "80 of 160 wanted were suggested, recall 50 %",
        "Off by .05 on average, over 100 suggestions",
        "400.0 entities in 1,000 words with suggestions (15 articles), 200.0 without (5 articles)",
        "That is more than chance",
        "ORG: 0.0 without, 200.0 with suggestions, only with",
        "Trade: in 100 % of the articles without, 0 % with suggestions",
    ):
        assert words in hands.said
    tables = (figures.labels, figures.leading, figures.leading_topics)
    for drawn in (figures.trend, figures.calibration, *tables):
        assert drawn.accessibleName() and drawn.accessibleDescription()


def test_what_stays_where_one_looks_only_where_asked_is_told_and_follows_the_setting(
    sit_with: Sit,
) -> None:
    hands = sit_with(looked_at)
    window, figures = hands.seat.window, hands.page.figures
    levels = window.project.doubt_levels()
    assert figures.looks.isVisible()
    assert "Some · in use: " in hands.said
    told = {name: left_words(level, levels) for name, level in levels.steps.items()}
    assert told["some"] in hands.said
    assert "(0–" not in told["some"]
    assert "12 articles" in told["some"]
    hands.close()
    activate(window)
    settle()
    assert told["some"] in window.status.text()
    assert told["some"] in window.status.toolTip()
    hands.seat.press("Ctrl+,")
    dialog = window.pages.page(PageId.SETTINGS)
    most = dialog.general.fields["doubt"].buttons.button(2)
    QTest.mouseClick(most, Qt.MouseButton.LeftButton)
    settle()
    assert told["most"] != told["some"]
    assert told["most"] in window.status.text()
    review = window.desk.review
    assert review.sheet.knowledge.threshold == levels.steps["most"].cuts.mark
    press(dialog, "Esc")
    activate(window)
    hands.open()
    assert "Most · in use: " in hands.said
    assert told["most"] in hands.said


def test_too_few_articles_to_tell_what_stays(sit_with: Sit) -> None:
    hands = sit_with(learned)
    assert not hands.page.figures.looks.isVisible()
    assert "Too few articles can tell yet" in hands.said
    assert "of 100 stay" not in hands.seat.window.status.text()


def test_keys_choose_a_version_none_and_the_best_again(sit_with: Sit) -> None:
    hands = sit_with(learned)
    assert (hands.chosen, hands.used) == (["Automatic"], ["Corrector 3"])
    hands.press("End", "Enter")
    assert (hands.stored, hands.chosen, hands.used) == (1, ["Corrector 1"], ["Corrector 1"])
    hands.press("Home", "Down", "Space")
    assert (hands.stored, hands.chosen, hands.used) == (0, ["Off"], [])
    assert hands.page.figures.headline.text() == "The corrector is off"
    hands.press("Up", "Enter")
    assert (hands.stored, hands.chosen, hands.used) == (None, ["Automatic"], ["Corrector 3"])
    hands.press("Up", "Up")
    assert hands.page.versions.currentIndex().row() == 1


def test_what_versions_are_worth_is_not_cut(sit_with: Sit) -> None:
    page = sit_with(learned).page
    metrics, version = QFontMetricsF(ui_font(0.92)), page.found.versions[0]
    words = worth_of(replace(version, repairs=1.7, before=6.4, reviews=355, is_better=True))
    assert words == "1.7 corrections (before: 6.4) · 355 articles"
    beside = 54  # the mark of the choice, and what is left free
    for room in (page.versions.viewport().width(), page.versions.width() - 12):  # a bar beside
        assert metrics.horizontalAdvance(words) + beside <= room


def test_a_click_chooses_and_the_worker_is_told(sit_with: Sit) -> None:
    hands = sit_with(learned)
    supply = hands.seat.window.project.supply
    supply.news()
    age = supply._age
    hands.click_row("Corrector 2")
    assert (hands.stored, hands.used) == (2, ["Corrector 2"])
    assert supply._age > age
    assert hands.page.message.isVisible()
    hands.press("Down")
    assert not hands.page.message.isVisible()
    hands.click_row("VERSIONS")
    assert hands.stored == 2


def test_the_choice_is_there_again_after_closing(sit_with: Sit) -> None:
    hands = sit_with(learned)
    hands.press("End", "Enter").close()
    activate(hands.seat.window)
    assert hands.seat.window.view.hasFocus()
    hands.seat.open()
    hands.open()
    assert hands.chosen == ["Corrector 1"]
    assert hands.page.versions.currentIndex().row() == hands.page.versions.rows.rowCount() - 1


def test_learning_is_switched_off_and_on(sit_with: Sit) -> None:
    hands = sit_with(learned)
    hands.press("Alt+L")
    store = hands.seat.window.project.store
    assert store.settings.get(LEARNS) is False
    assert (hands.chosen, hands.used) == ([], [])
    assert hands.page.figures.headline.text() == "Learning is switched off"
    hands.press("Alt+L")
    assert store.settings.get(LEARNS) is True
    assert hands.used == ["Corrector 3"]
    hands.press("Alt+L", "End", "Enter")
    assert (store.settings.get(LEARNS), hands.used) == (True, ["Corrector 1"])
    assert hands.page.learns.isChecked()


def test_a_version_that_comes_while_it_is_open_is_shown(sit_with: Sit) -> None:
    hands = sit_with(learned)
    hands.press("Down")
    window = hands.seat.window
    add_version(window.project.store, range(1, 21), 7.1, 14.4)
    window.learning.told.emit("Corrector 4: 7.1 corrections per article (before: 14.4)")
    window.learning.learned.emit({"version": 4})
    hands.wait()
    wait_for(lambda: hands.used == ["Corrector 4"], "the new version")
    assert hands.page.message.text() == "Corrector 4: 7.1 corrections per article (before: 14.4)"
    assert hands.page.versions.currentIndex().row() == 2


def test_learn_now_trains_at_once(sit_with: Sit) -> None:
    people = ("Ada Brook", "Ben Croft", "Cara Dunn", "Dan Ellis", "Eva Frost", "Finn Gale")

    def fill(store: Store) -> None:
        finish(store, [(f"Captain {name} sailed home.", {name: 1}) for name in people])
        store.settings.set("pipeline", "blank:en")

    hands = sit_with(fill)
    press(hands.page, "Alt+N")
    assert hands.page.learn_button.text().replace("&", "") == "Stop learning"
    hands.wait_for_training()
    wait_for(lambda: "Corrector 1" in hands.used, "the first version")
    assert hands.page.learn_button.text().replace("&", "") == "Learn now"
    assert hands.page.figures.headline.text().startswith("Corrector 1: ")
    assert hands.seat.window.status.text().count("Corrector 1: ") == 1


def test_a_training_can_be_stopped(sit_with: Sit) -> None:
    def fill(store: Store) -> None:
        finish(store, [("Captain Ada sailed home.", {"Ada": 1})] * 6)
        store.settings.set("pipeline", "blank:en")

    hands = sit_with(fill)
    press(hands.page, "Alt+N")
    assert hands.seat.window.learning.is_running
    QTest.mouseClick(hands.page.learn_button, Qt.MouseButton.LeftButton)
    hands.wait_for_training()
    wait_for(lambda: not hands.seat.window.learning.is_running, "the end")
    hands.page.read()
    hands.wait()
    assert hands.page.found.versions == ()


def test_nothing_can_be_learned_before_an_article_is_finished(sit_with: Sit) -> None:
    hands = sit_with(lambda store: None)
    assert not hands.page.learn_button.isEnabled()
    hands.press("Alt+N")
    assert not hands.seat.window.learning.is_running


def test_tab_leads_to_the_figures_and_keys_scroll_them(sit_with: Sit) -> None:
    hands = sit_with(learned)
    hands.page.resize(800, 420)
    hands.press("Tab")
    assert QApplication.focusWidget() is hands.page.pane
    hands.press("PageDown")
    assert hands.page.pane.verticalScrollBar().value() > 0


@pytest.mark.parametrize("name", ["light", "dark"])
def test_it_is_drawn_in_the_colours_of_the_theme(
    qapp: QApplication, sit_with: Sit, name: str
) -> None:
    hands = sit_with(learned)
    theme.apply(qapp, theme.load(name))
    settle()
    colours, figures = theme.current(), hands.page.figures
    for drawn in (figures.trend, figures.calibration):
        assert colours["accent"].name() in shown(drawn)
    assert colours["ink_soft"].name() in shown(figures.trend)
    assert colours.label_colour("orange").name() in shown(figures.labels)
    assert colours["paper"].name() in shown(figures)
    theme.apply(qapp, theme.load("light"))


def test_many_labels_with_long_names_find_their_place(sit_with: Sit) -> None:
    many = Scheme(
        labels=tuple(
            Label(n, f"A_LABEL_WITH_QUITE_A_LONG_NAME_{n}", "", "blue") for n in range(1, 41)
        )
    )

    def fill(store: Store) -> None:
        ids = finish(store, [("Nobody came.", BARE)] * 9)
        add_version(store, ids[:5], 8.2, 14.6)
        outcome = Outcome(8, 14, dict.fromkeys(range(1, 45), (1, 2, 3)))
        judge(store, dict.fromkeys(ids[5:], outcome))

    hands = sit_with(fill, many)
    for width in (700, 940, 1180):
        hands.page.resize(width, 580)
        settle()
        figures, pane = hands.page.figures, hands.page.pane
        assert figures.width() == pane.viewport().width()
        assert figures.labels.height() == figures.labels.sizeHint().height()
        areas = [x.geometry() for x in figures._sections.values() if x.isVisible()]
        assert not any(a.intersects(b) for a in areas for b in areas if a is not b)
    assert "A_LABEL_WITH_QUITE_A_LONG_NAME_40" in hands.said
    assert len(figures.labels._rows) == 40  # the labels that are gone have no row


def test_the_list_is_a_sound_model_and_speaks(sit_with: Sit) -> None:
    hands = sit_with(learned)
    model = hands.page.versions.rows
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    hands.press("End", "Enter")
    told = [
        model.data(model.index(at, 0), Qt.ItemDataRole.AccessibleTextRole)
        for at in range(model.rowCount())
    ]
    assert any("Corrector 1, chosen, in use, not judged · 5 articles" in words for words in told)
    assert any("9.1 corrections: not better · 10 articles" in words for words in told)


def test_hovering_a_label_tells_its_numbers(sit_with: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, words, _widget: told.append(words))
    table = sit_with(learned).page.figures.labels
    for y in (5, 40, 500):
        place = QPoint(20, y)
        event = QHelpEvent(QEvent.Type.ToolTip, place, table.mapToGlobal(place))
        QApplication.sendEvent(table, event)
    assert len(told) == 1
    assert told[0].startswith("PERSON: 80 of 100 suggested were right")


def test_articles_at_random_speak_for_all(sit_with: Sit) -> None:
    def fill(store: Store) -> None:
        ids = finish(store, [("Nobody came.", BARE)] * 4, chosen="doubt")
        ids += finish(store, [("Nobody came.", BARE)], chosen="random")
        add_version(store, ids[:1], None, None)
        judge(store, dict.fromkeys(ids[:4], Outcome(12, 20)) | {ids[4]: Outcome(7, 9)})

    hands = sit_with(fill)
    assert "by doubt: 12.0 corrections per article (4 articles)" in hands.said
    assert "at random among them: 7.0 (1)" in hands.said


def test_the_page_goes_with_its_project(sit_with: Sit) -> None:
    hands = sit_with(learned)
    hands.seat.window.close_project()
    settle()
    assert QApplication.activeModalWidget() is None


def test_a_version_that_was_not_judged_has_a_headline_without_figures() -> None:
    version = Version(1, "", 5, None, None, is_better=True, is_used=True)
    assert headline(Overview(versions=(version,))) == "Corrector 1"
    unused = replace(version, is_used=False)
    assert headline(Overview(versions=(unused,))) == "No corrector in use"


@pytest.mark.parametrize(
    ("highest", "step"), [(0.4, 1), (3.9, 1), (9.0, 5), (14.6, 5), (41.0, 20), (163.0, 50)]
)
def test_the_steps_of_the_scale_are_round(highest: float, step: float) -> None:
    assert nice_step(highest, 4) == step


@pytest.mark.parametrize("count", [0, 1, 240, 241, 1999])
def test_a_long_line_is_drawn_by_some_of_its_points(count: int) -> None:
    values = tuple(float(n) for n in range(count))
    drawn = thinned(Trend(tuple(range(count)), values, values))
    assert len(drawn.places) <= 240
    assert drawn.places[-1:] == tuple(range(count))[-1:]
    assert drawn.shown == tuple(map(float, drawn.places))


def test_two_words_at_the_ends_of_lines_are_kept_apart() -> None:
    assert apart(100.0, 103.0, 17.0) == (93.0, 110.0)
    assert apart(103.0, 100.0, 17.0) == (110.0, 93.0)
    assert apart(100.0, 150.0, 17.0) == (100.0, 150.0)
