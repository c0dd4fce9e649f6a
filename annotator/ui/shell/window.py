"""The window: where the panels are put together, and nothing else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError, EnvironmentFault
from annotator.ui.article.topic_bar import TopicBar
from annotator.ui.article.view import ArticleView
from annotator.ui.desk.desk import Desk
from annotator.ui.desk.mouse_bar import MouseBar
from annotator.ui.desk.removing import remove, show_nothing
from annotator.ui.desk.saving import Saving
from annotator.ui.desk.strip import Strip
from annotator.ui.desk.suggestions import Suggestions
from annotator.ui.desk.writing import tell_draft
from annotator.ui.kit import theme as themes
from annotator.ui.kit import window_state
from annotator.ui.kit.theme import px
from annotator.ui.kit.waiting import keep_painting
from annotator.ui.kit.window_state import Rooms, WindowState
from annotator.ui.learning.training import Learning
from annotator.ui.lists.article_list import ArticleList
from annotator.ui.lists.side_panel import SidePanel
from annotator.ui.settings.table import Settings
from annotator.ui.shell.empty_page import EmptyPage
from annotator.ui.shell.indexing import Indexing
from annotator.ui.shell.menus import Menus
from annotator.ui.shell.overlays import Overlays
from annotator.ui.shell.resting import Resting
from annotator.ui.shell.status_line import StatusLine
from annotator.ui.shell.today import today_words
from annotator.ui.shell.welcome import Welcome
from annotator.ui.words.errors import words_of_error
from annotator.workspace.open.project import Project, StatusFilter


class Window(QMainWindow):
    """One window, with one project or the welcome page."""

    closed = Signal()

    def __init__(self, theme_name: str = "", rooms: Rooms = window_state.screens) -> None:
        super().__init__()
        self._theme_name, self._theme_set = theme_name, ""
        self.theme = themes.load(theme_name or themes.system_name())
        self.project: Project | None = None
        self._status: StatusFilter = "todo"
        self._is_worker_due = False
        self._rooms = rooms
        self._hidden: frozenset[str] = frozenset()
        self.list = ArticleList()
        self.topics = TopicBar()
        self.view = ArticleView(self.theme, self.topics)
        self.strip = Strip()
        self.side = SidePanel()
        self.status = StatusLine()
        self.welcome = Welcome()
        self.desk = Desk(self.view, self.strip, self.side, self.topics, self)
        self.suggestions = Suggestions(self)
        self.learning = Learning(self)
        self.resting = Resting(self)
        self.indexing = Indexing(self)
        self.saving = Saving(self)
        self._stack = QStackedWidget()
        self.overlays = Overlays(self, self.desk)
        self.menus = Menus(self, self.desk)
        self.mouse_bar = MouseBar(self.view)
        self.empty = EmptyPage(self.view)
        self.empty.step_asked.connect(self.desk.run)
        self._put_together()
        self._connect()
        self._watch = QTimer(self, interval=2000)
        self._watch.timeout.connect(self._on_watch)
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self._show_counts)
        self._set_up(window_state.recalled())
        self.show_welcome()
        self.overlays.start()

    # -- projects --------------------------------------------------------------------------

    def open_project(self, project: Project) -> None:
        """Show a project where it was left; the worker starts after the first paint."""
        self.close_project()
        self.project = self.desk.project = project
        project.set_doubt(self.overlays.settings.doubt)
        project.file.while_writing(keep_painting)
        self.side.show_scheme(project.scheme)
        self.list.set_fetch(project.rows)
        self._stack.setCurrentIndex(1)
        self.setWindowTitle(f"{project.name} — Annotator")
        self.status.set_people(project.annotator_name)
        self.status.set_saved(True)
        self._show_list("todo")
        self._show_place(project)
        self.menus.enable(True)
        self.view.setFocus()
        self._watch.start()
        self._is_worker_due = True

    def leave_project(self) -> None:
        """Back to the welcome page."""
        if not self.saving.may_close():
            return
        self.close_project()
        self.show_welcome()

    def close_project(self) -> None:
        """Close what is open; where the person was is kept."""
        self.overlays.hide_all()
        self.empty.hide()
        self._watch.stop()
        self.learning.stop()
        self.suggestions.stop()
        self.resting.stop()
        self.indexing.stop()
        self.saving.stop()
        self.strip.say("")
        project, self.project, self.desk.project = self.project, None, None
        if project is not None:
            try:
                project.remember_place(self.view.verticalScrollBar().value())
            except AnnotatorError as error:
                self.strip.say(words_of_error(error), is_warning=True)
            self.list.set_ids(())  # a closed project has no rows to paint
            project.close()
        show_nothing(self.desk)

    def show_welcome(self) -> None:
        self._stack.setCurrentIndex(0)
        self.setWindowTitle("Annotator")
        self.welcome.start_home()
        self.menus.enable(False)

    def use_pipeline(self, name: str) -> None:
        """Let another pipeline suggest, "" for the one that comes along; or UserError."""
        if self.project is not None:
            self.project.learning.use_pipeline(name)
            self.project.supply.forget()
            self.suggestions.start(self.project)

    def refresh_articles(self) -> None:
        """Articles came or went: list and counts anew, and something on the desk."""
        if self.project is None:
            return
        self._show_list_again()
        if self.project.review is None:
            self._show_place(self.project)
        self.suggestions.ask_more()

    def _show_place(self, project: Project) -> None:
        place = project.reopen_place()
        article = place.article if place is not None else project.next_to_do(None)
        if article is None:
            article = project.soundness.first_sound(project.listed("all"))
        passed_over = project.soundness.news()
        if article is None:
            self.strip.say(self.tr("The project has no articles yet"), "Ctrl+I")
            self.empty.show_in_place()
            return
        self.desk.open_article(article, "" if place is None else place.chosen)
        if passed_over:
            self.strip.say(passed_over, is_warning=True)
        if place is not None and project.review is not None:
            project.review.set_focus(*place.focus)
            self.desk.opening.at(place.scroll)

    # -- putting together ------------------------------------------------------------------

    def _put_together(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.strip)
        panes = self._panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setHandleWidth(1)
        panes.setChildrenCollapsible(False)
        for pane, stretch in ((self.list, 0), (middle, 1), (self.side, 0)):
            panes.addWidget(pane)
            panes.setStretchFactor(panes.count() - 1, stretch)
        middle.setMinimumWidth(300)
        self._set_least_widths()
        desk = QWidget()
        rows = QVBoxLayout(desk)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(panes, 1)
        rows.addWidget(self.status)
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(desk)
        self.setCentralWidget(self._stack)

    def _connect(self) -> None:
        self.desk.article_shown.connect(self._on_article_shown)
        self.desk.acted.connect(self._on_acted)
        self.desk.window_asked.connect(self._on_asked)
        self.desk.saved.connect(self.status.set_saved)
        self.desk.many_acted.connect(self.list.refresh_all)
        self.desk.search_asked.connect(self.list.search.ask)
        self.desk.articles_moved.connect(self.refresh_articles)
        self.list.removal_asked.connect(self._on_removal_asked)
        self.desk.order_changed.connect(self._show_list_again)
        self.list.order_asked.connect(self.menus.show_orders)
        self.overlays.settings_changed.connect(self._on_settings)
        self.view.painted.connect(self._on_painted)
        self.view.menu_asked.connect(self.menus.show_context)
        self.mouse_bar.label_picked.connect(self.desk.give_label)
        self.desk.article_shown.connect(self.mouse_bar.hide)
        self.desk.acted.connect(self.mouse_bar.hide)
        self.view.range_dragged.connect(self._show_label_bar)
        self.list.article_picked.connect(self._on_article_picked)
        self.list.status_picked.connect(self._show_list)
        self.list.search_asked.connect(self._on_search)
        for pane in (self.list, self.side):
            pane.left.connect(self.desk.to_text)
        self.view.painted.connect(self.suggestions.put_off)
        self.suggestions.arrived.connect(self.desk.arrived)
        self.suggestions.stored.connect(self._on_stored)
        self.suggestions.told.connect(self.status.set_model)
        self.desk.topic_words.asked.connect(self.suggestions.explain)
        told = self.desk.topic_words.on_told
        self.suggestions.explained.connect(told, Qt.ConnectionType.QueuedConnection)
        self.indexing.ended.connect(self._on_indexed)
        self.learning.told.connect(self.status.set_model)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_theme)

    # -- what happens ----------------------------------------------------------------------

    def _on_painted(self) -> None:
        if self._is_worker_due and self.project is not None:
            self._is_worker_due = False
            QTimer.singleShot(0, self._start_worker)

    def _start_worker(self) -> None:
        if self.project is not None:
            self.suggestions.start(self.project)
            self.indexing.start()

    def _on_article_shown(self, article: int) -> None:
        self.empty.hide()
        self.list.set_current(article)
        self._late.start()
        self.suggestions.ask_more()
        tell_draft(self.desk)

    def _on_asked(self, what: str) -> None:
        if what in window_state.PANELS:
            self.toggle_panel(what)

    def _on_acted(self, article: int) -> None:
        self.list.refresh(article)
        self._late.start()

    def _on_stored(self, article: int) -> None:
        self.list.refresh(article)
        self._late.start()

    def _on_article_picked(self, article: int) -> None:
        self.desk.open_article(article, "picked")
        self.desk.to_text()

    def _on_removal_asked(self, articles: list[int]) -> None:
        self.desk.guarded(lambda: remove(self.desk, articles))

    def _on_search(self, query: str) -> None:
        """Show what is searched for; while the index is not complete, say so."""
        if self.project is None:
            return
        if not query.strip():
            self._show_list(self._status)
            return
        try:
            found = self.project.found(query)
        except AnnotatorError as error:
            self.list.set_empty_text(words_of_error(error))
            self.list.set_ids(())
            self.list.set_found(self.tr("Search: not understood"))
            self.strip.say(words_of_error(error), is_warning=True)
            return
        searching = self.indexing.words()
        self.list.set_empty_text(searching or self.tr("Nothing found"))
        self.list.set_ids(found)
        count = len(found)
        said = _counted(count, self.tr("one article found"), self.tr("{n} articles found"))
        self.list.set_found(said)
        self.strip.say(" · ".join(filter(None, (said, searching))))

    def _on_indexed(self) -> None:
        if self.list.search.applied:
            self._on_search(self.list.search.applied)

    def _show_list(self, status: StatusFilter) -> None:
        if self.project is None:
            return
        self._status = status
        self.list.search.reset()
        self.list.set_empty_text(self.tr("No articles here"))
        self.list.set_status(status)
        self.list.set_ids(self.project.listed(status))
        self.list.set_order(self.project.queue.order)
        if self.project.review is not None:
            self.list.set_current(self.project.review.sheet.article.id)
        self._show_counts()

    def _show_list_again(self) -> None:
        """The list as it is asked for now: by a search, or by its filter."""
        if self.list.search.applied:
            self._on_search(self.list.search.applied)
        else:
            self._show_list(self._status)

    def _show_counts(self) -> None:
        if self.project is None:
            return
        if self.project.is_list_stale and self._status == "todo":
            self.list.set_ids(self.project.listed("todo"))
        counts = self.project.counts()
        self.list.set_counts(counts)
        self.status.set_progress(counts["done"], counts["all"])
        self.status.set_today(today_words(self.project, counts["todo"]))
        self.status.set_hints(self._hints())

    def _hints(self) -> list[tuple[str, str]]:
        """The truth about Enter: what it would accept, and what would be accepted unseen."""
        review = self.desk.review
        if review is None:
            return [("?", self.tr("keys"))]
        count, doubtful = review.counts()
        accept = self.tr("accept {n}").format(n=count) if count else self.tr("done, next")
        if review.sheet.is_hiding:
            accept = self.tr("compare with the suggestions")
        if doubtful:
            accept += self.tr(" · {n} doubtful").format(n=doubtful)
        return [("Space", self.tr("confirm")), ("Enter", accept), ("?", self.tr("keys"))]

    def _on_watch(self) -> None:
        """Notice what the command line or another program wrote."""
        if self.project is None or self.project.file.is_busy:
            return
        with suppress(EnvironmentFault):  # the disk is full, or gone: the next act tells of it
            scheme = self.project.scheme
            if self.project.notice():
                is_other = self.project.scheme is not scheme
                if is_other:
                    self.side.show_scheme(self.project.scheme)
                if is_other or self._is_read_anew():
                    self.desk.arrived()
                if self.project.review is None:
                    show_nothing(self.desk)
                    self.refresh_articles()
                self._show_list_again()
            self.resting.look()
            self.saving.look()

    def _is_read_anew(self) -> bool:
        """Whether another sheet is on the desk than is shown."""
        review = self.desk.review
        return review is not None and review.sheet is not self.view.sheet

    def show_stored_scheme(self) -> None:
        """Take the scheme as another process left it, and show it wherever it is seen."""
        if self.project is None:
            return
        before = self.project.scheme
        self.project.reload_scheme()
        if self.project.scheme is not before:
            self.side.show_scheme(self.project.scheme)
            self.desk.arrived()

    def set_theme(self, name: str) -> None:
        """Show "light", "dark", or "" for what the system has."""
        self._theme_name = name
        self.theme = themes.load(name or themes.system_name())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            themes.apply(application, self.theme)
        self.view.set_theme(self.theme)
        self.update()

    def _on_settings(self, settings: Settings) -> None:
        """Show what the person has set."""
        name = "" if settings.theme == "system" else settings.theme
        if name != self._theme_set:
            self._theme_set = name
            self.set_theme(name)
        if themes.set_scale_for(settings.text_px):
            self.set_theme(self._theme_name)
            self._set_least_widths()
        if self.view.text_px != settings.text_px:
            self.view.set_text_px(settings.text_px)
        self.view.tags = settings.tags
        self.desk.set_actions(settings.actions)
        self.menus.show_keys(settings.actions)
        if self.project is not None and self.project.set_doubt(settings.doubt):
            self.desk.arrived()
        self.view.refresh()

    def _on_system_theme(self) -> None:
        if not self._theme_name:
            self.set_theme("")

    def next_theme(self) -> None:
        name = "light" if self.theme.name == "dark" else "dark"
        self.overlays.keep(replace(self.overlays.settings, theme=name))

    def next_panel(self) -> None:
        """Round the panels: text, list, side."""
        widget = QApplication.focusWidget()
        if widget is not None and self.list.isAncestorOf(widget):
            self.side.labels.setFocus(Qt.FocusReason.TabFocusReason)
        elif widget is not None and self.side.isAncestorOf(widget):
            self.view.setFocus()
        else:
            self.list.focus_list()

    def _show_label_bar(self, place: QPoint) -> None:
        """After a drag: the labels, where the eye and the mouse are."""
        if self.project is not None:
            labels = self.project.scheme.labels
            self.mouse_bar.show_at(place, [label for label in labels if not label.retired])

    # -- where it stands -------------------------------------------------------------------

    def toggle_panel(self, name: str) -> None:
        """Put the "list" or the "side" panel away, or show it again."""
        self._hidden = self._hidden ^ {name}
        self._show_panels()

    def _set_up(self, state: WindowState) -> None:
        """Stand where the window stood, as far as the screen allows."""
        self._hidden = state.hidden
        self.setGeometry(window_state.placed(state.place, self._rooms()))
        if state.is_maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        middle = max(1, self.width() - px(264) - px(300))
        self._panes.setSizes(list(state.panes) or [px(264), middle, px(300)])
        self._show_panels()

    def _keep_state(self) -> None:
        area = self.normalGeometry() if self.isMaximized() else self.geometry()
        place = (area.x(), area.y(), area.width(), area.height())
        sizes = tuple(self._panes.sizes())
        is_known = self._stack.currentIndex() == 1 and min(sizes) > 0  # never laid out before
        panes = sizes if is_known else window_state.recalled().panes
        window_state.keep(WindowState(place, self.isMaximized(), panes, self._hidden))

    def _show_panels(self) -> None:
        has_list, has_side = window_state.shown_panels(self.width(), self._hidden)
        self.list.setVisible(has_list)
        self.side.setVisible(has_side)
        shown = zip(window_state.PANELS, (has_list, has_side), strict=True)
        self.desk.panels = frozenset(name for name, is_on in shown if is_on)

    def _set_least_widths(self) -> None:
        self.list.setMinimumWidth(px(190))
        self.side.setMinimumWidth(px(220))

    # -- Qt --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.menus.press(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_panels()
        self.overlays.place_all()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Everything is saved already, unless another program holds the project."""
        if not self.saving.may_close():
            event.ignore()
            return
        self._keep_state()
        self.close_project()
        super().closeEvent(event)
        self.closed.emit()


def _counted(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.format(n=count)
