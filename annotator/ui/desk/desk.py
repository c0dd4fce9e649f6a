"""The desk: the open review with all that is done to it by keys in the text."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeyEvent

from annotator.core.codes import NoteCode
from annotator.core.records import Scheme
from annotator.ui.actions import Commands
from annotator.ui.article.topic_bar import TopicBar
from annotator.ui.article.view import ArticleView
from annotator.ui.desk.articles import Articles
from annotator.ui.desk.evidence import TopicWords
from annotator.ui.desk.jumping import Jumping
from annotator.ui.desk.presenter import Presenter
from annotator.ui.desk.strip import Strip
from annotator.ui.kit.key_names import names_of
from annotator.ui.lists.side_panel import SidePanel
from annotator.workspace.open.project import Project
from annotator.workspace.open.review import Note, OpenReview


class Desk(QObject):
    """Puts the parts of the desk together, and gives each key to the one that knows it."""

    def __init__(
        self, view: ArticleView, strip: Strip, side: SidePanel, topics: TopicBar, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.presenter = Presenter(view, strip, side, topics, self)
        self.articles = Articles(self.presenter)
        self.jumping = Jumping(self.presenter)
        self.topic_words = TopicWords(self.presenter)
        self.commands: Commands | None = None
        self.articles.leaving.connect(self.jumping.leave)
        self.articles.leaving.connect(self.topic_words.leave)
        self.presenter.shown.connect(self.topic_words.renew)
        for pointed in (view.place_picked, view.range_picked, side.place_picked):
            pointed.connect(self.jumping.leave)
        view.on_key = self.press

    @property
    def project(self) -> Project | None:
        return self.presenter.project

    @property
    def review(self) -> OpenReview | None:
        return self.presenter.review

    def press(self, event: QKeyEvent) -> bool:
        """A key in the text. True when the table, a label or a topic knows it."""
        if self.review is not None:
            self.review.attention.touch()
        if self.jumping.press(event):
            return True
        self.topic_words.press(event)
        names = names_of(event)
        return self._press_action(names, event.isAutoRepeat()) or any(
            self._press_scheme(name, event.isAutoRepeat()) for name in names
        )

    def _press_action(self, names: list[str], is_repeat: bool) -> bool:
        if self.commands is None:
            return False
        action = next(filter(None, map(self.commands.action_of, names)), None)
        if action is None:
            return False
        if not (action.decides and is_repeat):
            self.commands.run(action.id)
        return True

    def _press_scheme(self, name: str, is_repeat: bool) -> bool:
        """The letter of a label, or the digit of a topic."""
        key = name.removeprefix("Shift+")
        if self.project is None or self.review is None or len(key) != 1 or not key.isalnum():
            return False
        if not is_repeat:
            press = self._press_topic if key.isdigit() else self._press_label
            press(key, name != key)
        return True

    @property
    def _scheme(self) -> Scheme:
        assert self.project is not None
        return self.project.scheme

    def _press_topic(self, key: str, with_shift: bool) -> None:
        topic = self._scheme.topic_with_key(key)
        if topic is None:
            self.presenter.tell(Note(NoteCode.NO_SUCH_TOPIC, {"key": key}))
        else:
            self.presenter.do(lambda r: r.remarks.topic(topic.id, no=with_shift))

    def _press_label(self, key: str, with_shift: bool) -> None:
        label, retired = self._scheme.label_with_key(key), self._scheme.retired_with_key(key)
        if label is not None:
            self.presenter.do(lambda r: r.deciding.label(label.id, alone=with_shift))
        elif retired is not None:
            self.presenter.tell(Note(NoteCode.RETIRED_LABEL, {"label": retired.id}))
        else:
            self.presenter.tell(Note(NoteCode.NO_SUCH_LABEL, {"key": key.upper()}))
