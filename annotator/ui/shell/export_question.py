"""Which format to export: under the list stands what of the project the chosen one can't hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from annotator.ui.kit.asking import ChoiceQuestion
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.threads import teller
from annotator.ui.words import jobs as say
from annotator.workspace.jobs.process import JobProcess

if TYPE_CHECKING:
    from annotator.workspace.exchange.export_target import Format
    from annotator.workspace.jobs.messages import LossesReport

_NOTE_LINES = 4


class ExportQuestion(ChoiceQuestion):
    """Asks for a format while a job counts what each would lose of the project at `path`."""

    _counted = Signal(object, object)

    def __init__(self, parent: QWidget | None, formats: Sequence[Format], path: str) -> None:
        from annotator.workspace.jobs.messages import CountLosses

        titles = [say.title_of(each.name, each.title) for each in formats]
        super().__init__(parent, say.EXPORT(), titles)
        self._formats = formats
        self._report: LossesReport | None = None
        self.note = PlainLabel(say.COUNTING_LOSSES(), self)
        self.note.setWordWrap(True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.note.setMinimumHeight(_NOTE_LINES * self.note.fontMetrics().lineSpacing())
        self.body.insertWidget(1, self.note)
        self.list.currentRowChanged.connect(self._show)
        self._counted.connect(self._on_counted, Qt.ConnectionType.QueuedConnection)
        self._job = JobProcess(CountLosses(path), on_end=teller(self._counted))
        self.finished.connect(self._job.cancel)
        self._job.start()

    def chosen(self) -> Format | None:
        """The format that the list stands on."""
        row = self.list.currentRow()
        return self._formats[row] if row >= 0 else None

    def _on_counted(self, report: LossesReport | None, _error: object) -> None:
        self._report = report
        if report is None:
            self.note.clear()
        self._show()

    def _show(self) -> None:
        chosen = self.chosen()
        if self._report is not None and chosen is not None:
            self.note.setText(say.losses(self._report.formats[chosen.name]))


def ask_format(parent: QWidget | None, formats: Sequence[Format], path: str) -> Format | None:
    """The format to export the project at `path` in, or None when the person turned away."""
    question = ExportQuestion(parent, formats, path)
    return None if question.put() is None else question.chosen()
