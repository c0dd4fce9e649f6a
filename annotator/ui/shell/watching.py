"""What the command line or another program writes into the open project is noticed and shown."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, QTimer

from annotator.errors import EnvironmentFault
from annotator.ui.desk.articles import Articles
from annotator.ui.desk.saving import Saving
from annotator.ui.shell.listing import Listing
from annotator.ui.shell.resting import Resting


class Watching(QObject):
    """Looks at the file every two seconds while a project is open."""

    def __init__(
        self, articles: Articles, listing: Listing, resting: Resting, saving: Saving
    ) -> None:
        super().__init__(articles)
        self._articles, self._presenter = articles, articles.presenter
        self._listing, self._resting, self._saving = listing, resting, saving
        self.timer = QTimer(self, interval=2000)
        self.timer.timeout.connect(self.look)

    def look(self) -> None:
        """Show what others have written since the last look."""
        project = self._presenter.project
        if project is None or project.file.is_busy:
            return
        with suppress(EnvironmentFault):  # the disk is full, or gone: the next act tells of it
            scheme = project.scheme
            if project.notice():
                is_other = project.scheme is not scheme
                if is_other:
                    self._presenter.side.show_scheme(project.scheme)
                if is_other or self._is_read_anew():
                    self._presenter.arrived()
                if project.review is None:
                    self._presenter.show_nothing()
                    self._articles.moved.emit()
                self._listing.show_again()
            self._resting.look()
            self._saving.look()

    def _is_read_anew(self) -> bool:
        """Whether another sheet is on the desk than is shown."""
        review = self._presenter.review
        return review is not None and review.sheet is not self._presenter.view.sheet

    def show_scheme(self) -> None:
        """Take the scheme as another process left it, and show it wherever it is seen."""
        project = self._presenter.project
        if project is None:
            return
        before = project.scheme
        project.reload_scheme()
        if project.scheme is not before:
            self._presenter.side.show_scheme(project.scheme)
            self._presenter.arrived()
