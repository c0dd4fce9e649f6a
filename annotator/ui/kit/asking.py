"""Small questions: the `ask` of each class puts one. Tests replace it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.kit.plain import PlainLabel, plain_box
from annotator.ui.words import kit as say

_WIDTH = 380
_SOON_MS = 300

OnText = Callable[[str], None]


class _Question(QDialog):
    """A title, what the subclass asks, and two buttons."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(18, 16, 18, 16)
        self.body.setSpacing(10)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def answer(self) -> str:
        raise NotImplementedError

    def close_with_buttons(self) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(self._buttons)

    def tell_while_written(self, changed: SignalInstance, on_text: OnText | None) -> None:
        """Tell `on_text` the answer so far, soon after it `changed`, and when one turns away."""
        if on_text is not None:
            self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
            self._soon.timeout.connect(lambda: on_text(self.answer()))
            changed.connect(self._soon.start)
            self.rejected.connect(lambda: self._soon.isActive() and on_text(self.answer()))

    def put(self) -> str | None:
        """Ask now; the answer, or None when the person turned away."""
        is_accepted = self.exec() == QDialog.DialogCode.Accepted
        answer = self.answer()
        self.deleteLater()
        return answer if is_accepted else None


class _WrittenQuestion(_Question):
    """A question that is answered by writing; `on_text` is told the text as it grows."""

    field: QLineEdit | QPlainTextEdit

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        question: str,
        text: str = "",
        on_text: OnText | None = None,
    ) -> None:
        super().__init__(parent, title)
        label = PlainLabel(question, self)
        label.setWordWrap(True)
        self.put_field(text)
        label.setBuddy(self.field)
        self.body.addWidget(label)
        self.body.addWidget(self.field)
        self.close_with_buttons()
        self.field.setFocus()
        self.tell_while_written(self.field.textChanged, on_text)

    def put_field(self, text: str) -> None:
        """Make the field, with this text to begin with."""
        raise NotImplementedError

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        title: str,
        question: str,
        text: str = "",
        on_text: OnText | None = None,
    ) -> str | None:
        """The text, or None when the person turned away."""
        return cls(parent, title, question, text, on_text).put()


class TextQuestion(_WrittenQuestion):
    """One line of text."""

    field: QLineEdit

    def put_field(self, text: str) -> None:
        self.field = QLineEdit(text, self)
        self.field.selectAll()

    def answer(self) -> str:
        return self.field.text().strip()


class LinesQuestion(_WrittenQuestion):
    """Several lines of text; Ctrl+Enter is done, Enter another line."""

    field: QPlainTextEdit

    def put_field(self, text: str) -> None:
        self.field = QPlainTextEdit(text, self)
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(5 * self.field.fontMetrics().lineSpacing() + 20)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.accept)

    def answer(self) -> str:
        return self.field.toPlainText().strip()


class ChoiceQuestion(_Question):
    """One of a few options."""

    def __init__(self, parent: QWidget | None, title: str, options: Sequence[str]) -> None:
        super().__init__(parent, title)
        self.list = _options(options, self)
        self.list.itemDoubleClicked.connect(self.accept)
        self.body.addWidget(self.list)
        self.close_with_buttons()
        self.list.setFocus()

    def answer(self) -> str:
        return _chosen(self.list)

    @staticmethod
    def ask(parent: QWidget | None, title: str, options: Sequence[str]) -> str | None:
        """The option, or None."""
        return ChoiceQuestion(parent, title, options).put()


class AnnotatorQuestion(_Question):
    """As whom to go on in a project that holds somebody's work: one of them, or a new annotator."""

    def __init__(
        self, parent: QWidget | None, known: Sequence[tuple[str, int]], proposed: str
    ) -> None:
        super().__init__(parent, say.WHO_ANNOTATES())
        self._names = [name for name, _ in known]
        name = self._names[0] if known else proposed
        label = PlainLabel(say.continue_as(name), self)
        label.setWordWrap(True)
        rows = [say.work_of(name, finished) for name, finished in known]
        self.list = _options([*rows, say.NEW_ANNOTATOR()], self)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemDoubleClicked.connect(self.accept)
        self.field = QLineEdit(proposed, self)
        self.field.setAccessibleName(say.NAME_OF_ANNOTATOR())
        self.field.setPlaceholderText(say.NAME_OF_ANNOTATOR())
        self.field.textChanged.connect(self._on_row)
        for widget in (label, self.list, self.field):
            self.body.addWidget(widget)
        self.close_with_buttons()
        self._on_row()
        self.list.setFocus()

    def answer(self) -> str:
        row = self.list.currentRow()
        return self._names[row] if row < len(self._names) else self.field.text().strip()

    def _on_row(self, *_: object) -> None:
        is_new = self.list.currentRow() >= len(self._names)
        self.field.setVisible(is_new)
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self.answer()))

    @staticmethod
    def ask(parent: QWidget | None, known: Sequence[tuple[str, int]], proposed: str) -> str | None:
        """The name, or None when the person turned away; `known` are names with how many articles
        each finished.
        """
        return AnnotatorQuestion(parent, known, proposed).put()


class SkipQuestion(_Question):
    """Why an article is skipped: a reason from the list, or words of one's own."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, say.SKIP_THIS())
        reasons = (
            say.NOT_THE_SUBJECT(),
            say.DUPLICATE(),
            say.NOT_AN_ARTICLE(),
            say.BROKEN_TEXT(),
            say.WRONG_LANGUAGE(),
            say.TOO_HARD(),
        )
        self.list = _options(reasons, self)
        self.field = _ReasonField(self.list, self)
        self.field.setPlaceholderText(say.OTHER_REASON())
        self.list.itemDoubleClicked.connect(self.accept)
        self.body.addWidget(self.list)
        self.body.addWidget(self.field)
        self.close_with_buttons()
        self.list.setFocus()

    def answer(self) -> str:
        return self.field.text().strip() or _chosen(self.list)

    @staticmethod
    def ask(parent: QWidget | None) -> str | None:
        """The reason, or None."""
        return SkipQuestion(parent).put()


class _ReasonField(QLineEdit):
    """Up goes back to the list."""

    def __init__(self, above: QListWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._above = above

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up:
            self._above.setFocus()
        else:
            super().keyPressEvent(event)


class ButtonQuestion:
    """A few words, and a button for each answer; the last one is that of who turns away."""

    @staticmethod
    def ask(parent: QWidget | None, text: str, options: Sequence[str]) -> str:
        """The option that was chosen."""
        box = plain_box(parent, text)
        role = box.ButtonRole
        answers = {box.addButton(option, role.AcceptRole): option for option in options[:-1]}
        box.setEscapeButton(box.addButton(options[-1], role.RejectRole))
        box.exec()
        chosen = box.clickedButton()
        answer = next((x for button, x in answers.items() if button is chosen), options[-1])
        box.deleteLater()
        return answer


class TrustQuestion(_Question):
    """Whether a pipeline of a project from elsewhere may be loaded."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent, say.LOAD_PIPELINE())
        words = say.PIPELINE_RUNS_CODE()
        for text in (words, name):
            label = PlainLabel(text, self)
            label.setWordWrap(True)
            self.body.addWidget(label)
        ok, cancel = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel
        self._buttons.button(ok).setText(say.LOAD_IT())
        self._buttons.button(ok).setAutoDefault(False)
        self._buttons.button(cancel).setText(say.DO_NOT_LOAD_IT())
        self._buttons.button(cancel).setDefault(True)
        self.close_with_buttons()
        self._buttons.button(cancel).setFocus()

    def answer(self) -> str:
        return "yes"

    @staticmethod
    def ask(parent: QWidget | None, name: str) -> bool:
        """Whether it may."""
        return TrustQuestion(parent, name).put() is not None


def _options(options: Sequence[str], parent: QWidget) -> QListWidget:
    found = QListWidget(parent)
    found.addItems(list(options))
    found.setCurrentRow(0)
    height = found.sizeHintForRow(0) if options else 0
    found.setFixedHeight(min(320, max(50, height * len(options) + 6)))
    return found


def _chosen(options: QListWidget) -> str:
    return options.currentItem().text() if options.currentRow() >= 0 else ""
