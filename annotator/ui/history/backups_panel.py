"""The backups of a project, to look through and to put one back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.overlay import Overlay
from annotator.ui.kit.overlay_rows import Row
from annotator.ui.words import backups as say
from annotator.workspace.backups.keeping import Backup, backups_of

_NOW, _WHOLE = "now", "whole"


class BackupsPanel(Overlay):
    """A field over the backups, the latest first. `asked` comes when one shall be put back,
    `wanted` when one shall be made, `saving` when what is whole of a project that was found damaged
    shall go into a new one.
    """

    asked = Signal(object)
    wanted = Signal()
    saving = Signal()

    most_rows = 14

    def __init__(self, parent: QWidget, presenter: Presenter) -> None:
        super().__init__(parent, say.FIELD())
        self._presenter = presenter
        self.toggle_key = Qt.Key.Key_unknown
        self.rows_for = self._rows
        self._all: list[Row] = []
        self._is_damaged = False
        self.chosen.connect(self._on_chosen)

    def open(self, typed: str = "") -> None:
        """Show it, with the backups that there are now."""
        project = self._presenter.project
        found = [] if project is None else backups_of(project.path)
        self._all = [_row(each) for each in found]
        self._is_damaged = project is not None and project.is_damaged
        super().open(typed)

    def _rows(self, typed: str) -> Sequence[Row]:
        words = typed.casefold().split()
        if not words:
            now = [Row(say.BACK_UP_NOW(), _NOW)]
            if self._is_damaged:
                now.append(Row(say.SAVE_WHOLE(), _WHOLE))
            return [*now, *(self._all or [Row(say.NO_BACKUPS())])]
        fit = [
            row
            for row in self._all
            if all(word in f"{row.text} {row.detail}".casefold() for word in words)
        ]
        return fit or [Row(say.NOTHING_LIKE_THAT())]

    def _on_chosen(self, value: object, _is_shifted: bool) -> None:
        if value == _NOW:
            self.wanted.emit()
        elif value == _WHOLE:
            self.saving.emit()
        elif isinstance(value, Backup):
            self.asked.emit(value)


def _row(backup: Backup) -> Row:
    return Row(say.time(backup.at), backup, say.reason(backup.reason, backup.bytes))
