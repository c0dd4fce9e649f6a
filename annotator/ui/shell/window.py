"""The window: where the parts are put together, and projects are shown in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from annotator.core.codes import JobName, StatusFilter
from annotator.errors import AnnotatorError
from annotator.ui.article.topic_bar import TopicBar
from annotator.ui.article.view import ArticleView
from annotator.ui.desk.desk import Desk
from annotator.ui.desk.mouse_bar import MouseBar
from annotator.ui.desk.removing import remove
from annotator.ui.desk.saving import Saving
from annotator.ui.desk.strip import Strip
from annotator.ui.desk.suggestions import Suggestions
from annotator.ui.desk.writing import tell_draft
from annotator.ui.exchange.dropping import Dropping, may_be_merged
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.kit import theme as themes
from annotator.ui.kit import window_state
from annotator.ui.kit.waiting import keep_painting
from annotator.ui.kit.window_state import Rooms, WindowState
from annotator.ui.learning.training import Learning
from annotator.ui.lists.article_list import ArticleList
from annotator.ui.lists.side_panel import SidePanel
from annotator.ui.settings.table import Settings
from annotator.ui.shell.backing_up import BackingUp
from annotator.ui.shell.commands import TABLE, BoundCommands
from annotator.ui.shell.empty_page import EmptyPage
from annotator.ui.shell.finding_copies import FindingCopies
from annotator.ui.shell.host import Files
from annotator.ui.shell.indexing import Indexing
from annotator.ui.shell.listing import Listing
from annotator.ui.shell.menus import Menus
from annotator.ui.shell.pages import PageId, Pages
from annotator.ui.shell.panels import Panels
from annotator.ui.shell.preferences import Preferences
from annotator.ui.shell.resting import Resting
from annotator.ui.shell.stall_watch import WatchedLoop
from annotator.ui.shell.status_line import StatusLine
from annotator.ui.shell.watching import Watching
from annotator.ui.shell.welcome import Welcome
from annotator.ui.words import shell as say
from annotator.ui.words.errors import words_of, words_of_error
from annotator.workspace.open.project import Project
from annotator.workspace.open.review import Result

if TYPE_CHECKING:
    from annotator.workspace.team.training import Feedback


class Window(QMainWindow):
    """One window, with one project or the welcome page."""

    closed = Signal()
    project_closed = Signal()

    def __init__(self, theme_name: str = "", rooms: Rooms = window_state.screens) -> None:
        super().__init__()
        self.files: Files | None = None
        self._is_worker_due = False
        self._rooms = rooms
        self.list, self.side, self.strip = ArticleList(), SidePanel(), Strip()
        self.topics, self.status, self.welcome = TopicBar(), StatusLine(), Welcome()
        self.view = ArticleView(themes.load(theme_name or themes.system_name()), self.topics)
        self.desk = Desk(self.view, self.strip, self.side, self.topics, self)
        presenter, articles = self.desk.presenter, self.desk.articles
        self.preferences = Preferences(presenter, TABLE, theme_name)
        self.suggestions = Suggestions(self)
        self.learning = Learning(presenter)
        self.resting = Resting(articles, self.suggestions.stored)
        self.indexing = Indexing(presenter)
        self.saving = Saving(articles, self.close_project)
        self.listing = Listing(articles, self.list, self.status, self.indexing)
        self.watching = Watching(articles, self.listing, self.resting, self.saving)
        self.jobs = Jobs(presenter)
        self.copies = FindingCopies(presenter, self.jobs)
        self.backing = BackingUp(presenter)
        self.panels = Panels(self.list, self.view, self.strip, self.side)
        self.commands = self.desk.commands = BoundCommands(self, self)
        self.pages = Pages(self, self)
        self.menus = Menus(self, self.commands, presenter)
        self.mouse_bar = MouseBar(self.view)
        self.empty = EmptyPage(self.view)
        self.dropping = Dropping(self, lambda: self.project is not None, self._on_dropped)
        self._put_together()
        self._connect()
        self._set_up(window_state.recalled())
        self.show_welcome()
        self.preferences.start()

    @property
    def project(self) -> Project | None:
        return self.desk.project

    # -- projects --------------------------------------------------------------------------

    def open_project(self, project: Project) -> None:
        """Show a project where it was left; the worker starts after the first paint."""
        self.close_project()
        self.desk.presenter.project = project
        project.set_doubt(self.preferences.settings.doubt)
        project.file.while_writing(keep_painting)
        self.side.show_scheme(project.scheme)
        self.list.set_fetch(project.lists.rows)
        self._stack.setCurrentIndex(1)
        self.setWindowTitle(say.title(project.name))
        self.status.set_people(project.annotator_name)
        self.status.set_saved(True)
        self.listing.show(StatusFilter.TODO)
        self._show_place(project)
        self.menus.enable(True)
        self.view.setFocus()
        self.watching.timer.start()
        self._is_worker_due = True

    def leave_project(self) -> None:
        """Back to the welcome page."""
        if self.saving.may_close():
            self.close_project()
            self.show_welcome()

    def close_project(self) -> None:
        """Close what is open; where the person was is kept."""
        self.pages.hide_all()
        self.empty.hide()
        self.watching.timer.stop()
        self.listing.stop()
        for part in (
            self.learning, self.suggestions, self.resting, self.indexing, self.copies, self.backing
        ):  # fmt: skip
            part.stop()
        self.saving.stop()
        self.strip.say("")
        project, self.desk.presenter.project = self.project, None
        if project is not None:
            try:
                project.desk.remember_place(self.view.verticalScrollBar().value())
            except AnnotatorError as error:
                self.strip.say(words_of_error(error), is_warning=True)
            self.list.set_ids(())  # a closed project has no rows to paint
            project.close()
            self.project_closed.emit()
        self.desk.presenter.show_nothing()

    def show_welcome(self) -> None:
        self._stack.setCurrentIndex(0)
        self.setWindowTitle("Annotator")
        self.welcome.start_home()
        self.menus.enable(False)

    def open_page(self, page_id: str) -> None:
        self.pages.open(page_id)

    def use_pipeline(self, name: str) -> None:
        """Let another pipeline suggest, "" for the one that comes along; or UserError."""
        if self.project is not None:
            self.project.learning.use_pipeline(name)
            self.project.supply.forget()
            self.suggestions.start(self.project)

    def watch_stalls(self) -> None:
        """Write down from now on where the window is held up."""
        watched = WatchedLoop(self)
        self.closed.connect(watched.stop)

    def refresh_articles(self) -> None:
        """Articles came or went: list and counts anew, and something on the desk; behind one that
        was removed elsewhere, what the queue as it was has there.
        """
        project = self.project
        if project is None:
            return
        removed = None if project.review is not None else project.desk.removed
        following = None if removed is None else project.next_to_do(removed)
        self.listing.show_again()
        if project.review is None:
            self._show_place(project, following)
        self.suggestions.ask_more()

    def _show_place(self, project: Project, following: int | None = None) -> None:
        place = None if following is not None else project.desk.place_before()
        article = place.article if place is not None else following or project.next_to_do(None)
        if article is None:
            article = project.soundness.first_sound(project.lists.listed(StatusFilter.ALL))
        passed_over = project.soundness.news()
        if article is None:
            self.strip.say(say.NO_ARTICLES_YET(), "Ctrl+I")
            self.empty.show_in_place()
            return
        self.desk.articles.open(article, "" if place is None else place.chosen)
        if passed_over:
            self.strip.say(words_of(passed_over), is_warning=True)
        if place is not None and project.review is not None:
            project.review.walk.set_focus(*place.focus)
            self.desk.presenter.opening.at(place.scroll)

    # -- putting together ------------------------------------------------------------------

    def _put_together(self) -> None:
        desk = QWidget()
        rows = QVBoxLayout(desk)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.panels, 1)
        rows.addWidget(self.status)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(desk)
        self.setCentralWidget(self._stack)

    def _connect(self) -> None:
        presenter, articles, suggestions = self.desk.presenter, self.desk.articles, self.suggestions
        presenter.key_of = self.commands.key_of
        presenter.saved.connect(self.status.set_saved)
        presenter.acted.connect(self.mouse_bar.hide)
        articles.shown.connect(self._on_article_shown)
        articles.moved.connect(self.refresh_articles)
        articles.trained.connect(self._on_trained)
        self.list.removal_asked.connect(self._on_removal_asked)
        self.list.order_asked.connect(self.menus.show_orders)
        self.preferences.changed.connect(self._on_settings)
        self.preferences.scaled.connect(self.panels.set_least_widths)
        self.empty.step_asked.connect(self.commands.run)
        self.view.painted.connect(self._on_painted)
        self.view.menu_asked.connect(self.menus.show_context)
        self.view.range_dragged.connect(self._show_label_bar)
        self.mouse_bar.label_picked.connect(presenter.give_label)
        for pane in (self.list, self.side):
            pane.left.connect(presenter.to_text)
        self.view.painted.connect(suggestions.put_off)
        suggestions.arrived.connect(presenter.arrived)
        suggestions.stored.connect(self.listing.refresh)
        suggestions.told.connect(self.status.set_model)
        self.desk.topic_words.asked.connect(suggestions.explain)
        told = self.desk.topic_words.on_told
        suggestions.explained.connect(told, Qt.ConnectionType.QueuedConnection)
        self.learning.told.connect(self.status.set_model)
        self.learning.replaced.connect(suggestions.ask_more)
        self.learning.learned.connect(self.listing.show_counts)
        self.jobs.progressed.connect(self.status.set_job)
        self.jobs.over.connect(self._on_job_over)
        self.copies.ended.connect(self.listing.show_again)
        self.status.cancel_asked.connect(self.jobs.cancel)

    # -- what happens ----------------------------------------------------------------------

    def _on_painted(self) -> None:
        if self._is_worker_due and self.project is not None:
            self._is_worker_due = False
            QTimer.singleShot(0, self._start_worker)

    def _start_worker(self) -> None:
        if self.project is not None:
            self.suggestions.start(self.project)
            self.indexing.start()
            self.copies.go_on()
            self.backing.start(self.project)

    def _on_trained(self, told: Feedback, result: Result) -> None:
        from annotator.ui.team.training_page import show_training  # few projects need it

        show_training(self.desk.articles, told, result)

    def _on_article_shown(self, _article: int) -> None:
        self.empty.hide()
        self.mouse_bar.hide()
        self.suggestions.ask_more()
        tell_draft(self.desk.presenter)

    def _on_removal_asked(self, wanted: list[int]) -> None:
        self.desk.presenter.guarded(lambda: remove(self.desk.articles, wanted))

    def _on_job_over(self, kind: str) -> None:
        self.watching.show_scheme()
        if kind in (JobName.IMPORT, JobName.MERGE):
            self.refresh_articles()
            self.indexing.start()  # where it was cancelled as it indexed

    def _on_dropped(self, paths: list[Path]) -> None:
        is_work = any(map(may_be_merged, paths))
        page = self.pages.page(PageId.MERGE if is_work else PageId.IMPORT)
        assert isinstance(page, QDialog)
        page.open()
        page.add(paths)  # type: ignore[attr-defined]

    def _on_settings(self, settings: Settings) -> None:
        self.commands.set_keys(settings.keys)
        self.listing.show_counts()

    def _show_label_bar(self, place: QPoint) -> None:
        """After a drag: the labels, where the eye and the mouse are."""
        if self.project is not None:
            labels = self.project.scheme.labels
            self.mouse_bar.show_at(place, [label for label in labels if not label.retired])

    # -- where it stands -------------------------------------------------------------------

    def _set_up(self, state: WindowState) -> None:
        """Stand where the window stood, as far as the screen allows."""
        self.setGeometry(window_state.placed(state.place, self._rooms()))
        if state.is_maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.panels.set_up(state.hidden, state.panes, self.width())

    def _keep_state(self) -> None:
        area = self.normalGeometry() if self.isMaximized() else self.geometry()
        place = (area.x(), area.y(), area.width(), area.height())
        sizes = tuple(self.panels.sizes())
        is_known = self._stack.currentIndex() == 1 and min(sizes) > 0  # never laid out before
        panes = sizes if is_known else window_state.recalled().panes
        window_state.keep(WindowState(place, self.isMaximized(), panes, self.panels.hidden))

    # -- Qt --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.menus.press(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.panels.arrange(self.width())
        self.pages.place_all()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything is saved already, unless another program holds the project."""
        if not self.saving.may_close():
            event.ignore()
            return
        self._keep_state()
        self.close_project()
        super().closeEvent(event)
        self.closed.emit()
