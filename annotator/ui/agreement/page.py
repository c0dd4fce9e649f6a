"""The page of agreement: figures at the left, the worst first; what is behind one at the right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QSizePolicy, QWidget

from annotator.errors import AnnotatorError
from annotator.ui.agreement.computing import Computing
from annotator.ui.agreement.figure_list import FigureList
from annotator.ui.agreement.instances import Instances
from annotator.ui.desk.articles import Articles
from annotator.ui.kit.hints import Hints, in_column, in_row, rule, stack, upright
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import px, set_look, ui_font
from annotator.ui.kit.window_state import fit_page
from annotator.ui.words import agreement as say
from annotator.ui.words import kit as kit_words
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.translating import dotted
from annotator.workspace.open.agreement import AgreementFigures, FigureRow, Instance, rows_of
from annotator.workspace.open.project import Project

_WIDTH, _HEIGHT = 1320, 860


class AgreementPage(QDialog):
    """Shows what was computed last at once, and computes anew where something was done since."""

    def __init__(self, parent: QWidget, articles: Articles, project: Project) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say.AGREEMENT())
        self._articles, self._project = articles, project
        self._figures = AgreementFigures(project)
        self.computing = Computing(self)
        self.headline, self.about = PlainLabel(self), PlainLabel(self)
        self.figures = FigureList(self)
        self.name, self.details = PlainLabel(self), PlainLabel(self)
        self.instances = Instances(self)
        self.message, self.hints = PlainLabel(self), Hints(self)
        self.reporting = Computing(self)
        self.report_button = QPushButton(say.REPORT(), self)
        self.close_button = QPushButton(kit_words.CLOSE(), self)
        self._put_together()
        self._connect()
        fit_page(self, parent, px(_WIDTH), px(_HEIGHT))

    def open(self) -> None:
        """Show what was kept; what is not of now is computed."""
        try:
            figures, is_of_now = self._figures.kept()
        except AnnotatorError as error:
            figures, is_of_now = None, True
            self.say(words_of_error(error), is_bad=True)
        self._show(figures)
        super().open()
        self.figures.setFocus()
        if not is_of_now:
            self.compute()

    def done(self, code: int) -> None:
        """Closed: nothing is computed any more, as the project may be closed too."""
        self.computing.stop()
        self.reporting.stop()
        super().done(code)

    def compute(self) -> None:
        """Compute the figures anew, in a job."""
        if not self.computing.is_running:
            self.say(say.COMPUTING())
            self.computing.start(self._figures.request())

    def report(self) -> None:
        """Ask for a folder, and write the report into one of its own there."""
        if self.reporting.is_running:
            return
        chosen = QFileDialog.getExistingDirectory(self, say.WHERE(), str(self._project.path.parent))
        if chosen:
            self.say(say.WRITING())
            self.reporting.start(self._figures.report_request(Path(chosen)))

    def say(self, text: str, *, is_bad: bool = False) -> None:
        """A line at the foot."""
        set_look(self.message, "ink", "warn" if is_bad else "ink")
        self.message.setText(text)

    # -- what is shown ---------------------------------------------------------------------

    def _show(self, figures: Mapping[str, Any] | None) -> None:
        if figures is None:
            self.headline.setText(say.COMPUTING() if self.computing.is_running else "")
            return
        self.headline.setText(say.headline(figures))
        self.about.setText(say.about(figures))
        self.figures.show_sections(rows_of(figures))
        self._show_row(self.figures.row)

    def _show_row(self, row: object) -> None:
        is_row = isinstance(row, FigureRow)
        self.name.setText(say.name_of(row) if isinstance(row, FigureRow) else "")
        self.details.setText("\n".join(say.details(row)) if isinstance(row, FigureRow) else "")
        found: list[Instance] = []
        if isinstance(row, FigureRow) and row.places:
            try:
                found = self._figures.instances(row)
            except AnnotatorError as error:
                self.say(words_of_error(error), is_bad=True)
        self.instances.rows.show_rows(found)
        self.instances.empty_text = say.no_places(row) if isinstance(row, FigureRow) else ""
        self.instances.mark(0)
        self.instances.setVisible(is_row)

    # -- what is done ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Right go to the places of a figure, Left back; Enter goes to the place."""
        enters = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right)
        if event.key() in enters and self.figures.hasFocus():
            if self.instances.rows.rows:
                self.instances.setFocus()
        elif event.key() == Qt.Key.Key_Left and self.instances.hasFocus():
            self.figures.setFocus()
        else:
            super().keyPressEvent(event)

    def _go(self, row: object) -> None:
        if isinstance(row, Instance):
            self.accept()
            try:
                self._articles.go_to(*row.place)
            except AnnotatorError as error:
                self._articles.presenter.complain(error)

    def _on_computed(self, report: Any, error: object) -> None:
        if isinstance(error, Exception):
            self.say(words_of_error(error), is_bad=True)
        elif report is not None:
            self.say("")
            self._show(report.figures)

    def _on_reported(self, report: Any, error: object) -> None:
        if isinstance(error, Exception):
            self.say(words_of_error(error), is_bad=True)
        elif report is not None:
            self.say(say.written(report.files, len(report.missing)))

    def _on_progressed(self, share: float) -> None:
        self.say(dotted(say.COMPUTING(), f"{share:.0%}"))

    # -- putting together ------------------------------------------------------------------

    def _connect(self) -> None:
        self.figures.walked.connect(self._show_row)
        self.instances.row_picked.connect(self._go)
        self.computing.computed.connect(self._on_computed)
        self.computing.progressed.connect(self._on_progressed)
        self.reporting.computed.connect(self._on_reported)
        self.report_button.clicked.connect(self.report)
        self.close_button.clicked.connect(self.reject)
        for chord, what in (("Alt+N", self.compute), ("Alt+R", self.report)):
            QShortcut(QKeySequence(chord), self, what)

    def _put_together(self) -> None:
        self.headline.setFont(ui_font(1.15, QFont.Weight.DemiBold))
        self.headline.setWordWrap(True)
        self.name.setFont(ui_font(1.05, QFont.Weight.DemiBold))
        for line in (self.about, self.details):
            line.setProperty("soft", True)
            line.setWordWrap(True)
        self.name.setWordWrap(True)
        for each in (self.figures, self.instances):
            set_look(each, "ground", "paper")
        self.figures.setAccessibleName(say.FIGURES())
        self.instances.setAccessibleName(say.PLACES())
        for button in (self.report_button, self.close_button):
            button.setAutoDefault(False)
        aside = QWidget(self)
        told = in_column(self.name, self.details, margins=(16, 12, 16, 12), spacing=6)
        within = in_column(told, rule(aside), self.instances, wide=(self.instances,))
        aside.setLayout(within)
        aside.setFixedWidth(px(520))
        aside.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        top = in_column(self.headline, self.about, margins=(16, 10, 16, 10), spacing=2)
        middle = in_row(self.figures, upright(self), aside, wide=(self.figures,))
        foot = in_row(
            self.message, self.hints, self.report_button, self.close_button,
            margins=(16, 7, 14, 9), spacing=14, wide=(self.message, self.hints),
        )  # fmt: skip
        stack(self, (top, middle, foot), middle)
        self.hints.show_hints(
            (
                ("↑ ↓", say.FIGURE_KEY()),
                (kit_words.ENTER(), say.PLACES_KEY()),
                ("←", say.BACK_KEY()),
                ("Alt+N", say.ANEW_KEY()),
                ("Alt+R", say.REPORT_KEY()),
                (kit_words.ESC(), kit_words.CLOSE_KEY()),
            )
        )
