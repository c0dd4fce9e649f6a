"""When the hands rest, the log is folded in, so that the project is its one file.

People copy projects to sticks and into cloud folders while the window is open; what is still in the
log is not in such a copy.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, SignalInstance

from annotator.ui.desk.articles import Articles

REST_MS = 400  # a copy taken a second after the last key shall hold everything
_AFTER_ARTICLE_MS = 60  # the next article is shown first
_QUIET_MS = 1000  # between two answers of the worker: it is at work
_LOOK_MS = 15
_AGAIN_MS = 250  # somebody was reading


class Resting(QObject):
    """Folds the log of the project in the window; the long part of it runs in a thread."""

    def __init__(self, articles: Articles, stored: SignalInstance) -> None:
        """`stored` comes with each answer of the worker."""
        super().__init__(articles)
        self._articles, self._presenter = articles, articles.presenter
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._begin)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._begin)
        self._look = QTimer(self, singleShot=True)
        self._look.timeout.connect(self._end)
        self._is_after_article = False
        self._presenter.acted.connect(self._on_acted)
        self._presenter.many_acted.connect(lambda: self._on_acted(None))
        stored.connect(self._quiet.start)

    def stop(self) -> None:
        """The project is closed: that folds its log."""
        for timer in (self._due, self._quiet, self._look):
            timer.stop()
        self._is_after_article = False

    def look(self) -> None:
        """Fold what others have written, or what nobody told of."""
        if not any(timer.isActive() for timer in (self._due, self._quiet, self._look)):
            self._begin()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to fold, as far as it was told."""
        return not any(timer.isActive() for timer in (self._due, self._quiet, self._look))

    def _on_acted(self, article: int | None) -> None:
        """Each act puts it off, but for an article that is finished: it may be left by now."""
        if self._is_after_article and self._due.isActive():
            return
        is_left = article is not None and article != self._articles.here
        self._is_after_article = is_left or self._articles.is_closed
        self._due.start(_AFTER_ARTICLE_MS if self._is_after_article else REST_MS)

    def _begin(self) -> None:
        if self._presenter.project is not None:
            self._presenter.project.file.begin_folding()
            self._look.start(0)

    def _end(self) -> None:
        project = self._presenter.project
        if project is None:
            return
        is_folded = project.file.end_folding()
        if is_folded is None:
            self._look.start(_LOOK_MS)
        elif not is_folded and not self._due.isActive():
            self._due.start(_AGAIN_MS)
