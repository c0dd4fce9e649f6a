"""The page of the settings for the open project: which spaCy pipeline suggests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.ui.kit import file_places
from annotator.ui.kit.fields import Choice
from annotator.ui.kit.plain import PlainLabel, set_tip
from annotator.ui.kit.theme import set_look
from annotator.ui.words import kit as kit_words
from annotator.ui.words import settings as say
from annotator.ui.words.errors import words_of_error
from annotator.workspace.learning.pipelines import others_installed
from annotator.workspace.open.project import Project


class PipelinePage(QWidget):
    """The pipelines of this machine to choose from; a name or a folder can be typed too.

    `use` takes the choice, "" for the pipeline that comes along; what it refuses is told here.
    """

    def __init__(self, project: Project, use: Callable[[str], None]) -> None:
        super().__init__()
        self._project, self._use = project, use
        self._installed: list[str] = []
        self.folder = QPushButton(kit_words.CHOOSE_FOLDER())
        self.folder.setAutoDefault(False)
        self.box = Choice(self)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setMinimumSize(380, self.folder.sizeHint().height())
        self.box.setAccessibleName(say.SUGGESTIONS_FROM())
        self.line = PlainLabel()
        self.line.setWordWrap(True)
        self._put_together()
        self._show()
        self._say(say.ABOUT_PIPELINE())
        self.box.activated.connect(lambda at: self._choose(str(self.box.itemData(at))))
        self.folder.clicked.connect(self._ask_folder)
        field = self.box.lineEdit()
        if field is not None:
            field.returnPressed.connect(lambda: self._choose(self._typed()))

    def showEvent(self, event: QShowEvent) -> None:
        """Looking through all packages takes long: when the page is wanted, not with others."""
        if not self._installed:
            self._installed = others_installed()
            self._show()
        super().showEvent(event)

    def _put_together(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(28, 24, 28, 24)
        form.setHorizontalSpacing(22)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.box)
        row.addWidget(self.folder)
        row.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.line)
        form.addRow(say.SUGGESTIONS_FROM(), column)

    def _show(self) -> None:
        """The choices, and the one that is made."""
        chosen = self._project.pipeline or ""
        self.box.clear()
        self.box.addItem(say.OWN_PIPELINE(), "")
        for name in dict.fromkeys([*self._installed, *([chosen] if chosen else [])]):
            self.box.addItem(name, name)
        self.box.setCurrentIndex(self.box.findData(chosen))
        field = self.box.lineEdit()
        if field is not None:
            field.setCursorPosition(0)  # a long name is read from its beginning
        set_tip(self.box, chosen or self.box.currentText())

    def _typed(self) -> str:
        """What the text in the box stands for."""
        text = self.box.currentText().strip()
        at = self.box.findText(text)
        return str(self.box.itemData(at)) if at >= 0 else text

    def _choose(self, name: str) -> None:
        if name == (self._project.pipeline or ""):
            return
        try:
            self._use(name)
        except AnnotatorError as error:
            self._say(words_of_error(error), is_bad=True)
            return
        self._show()
        self._say(f"{say.LOADING_PIPELINE()} {say.ABOUT_PIPELINE()}")

    def _ask_folder(self) -> None:
        title, begin = say.FOLDER_OF_PIPELINE(), file_places.begin_in("pipeline")
        found = QFileDialog.getExistingDirectory(self, title, str(begin))
        file_places.remember("pipeline", str(Path(found).parent) if found else "")
        if found:
            self._choose(found)

    def _say(self, text: str, *, is_bad: bool = False) -> None:
        set_look(self.line, "ink", "warn" if is_bad else "ink_soft")
        self.line.setText(text)
