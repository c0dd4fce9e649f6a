"""The list of articles as it is asked for: by its filter or by a search, with the counts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.core.codes import StatusFilter
from annotator.errors import AnnotatorError
from annotator.ui.desk.articles import Articles
from annotator.ui.kit.threads import teller
from annotator.ui.lists.article_list import ArticleList
from annotator.ui.shell.indexing import Indexing
from annotator.ui.shell.status_line import StatusLine
from annotator.ui.shell.today import left_words, today_words
from annotator.ui.words import find as find_words
from annotator.ui.words import kit as kit_words
from annotator.ui.words import lists as list_words
from annotator.ui.words import shell as say
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.translating import dotted
from annotator.workspace.open.list_beside import ListBeside, Part, SearchWanted, Wanted
from annotator.workspace.open.project import Project
from annotator.workspace.open.queue import QueueWanted
from annotator.workspace.open.word_search import is_made_anew


class Listing(QObject):
    """Keeps list, counts and the status line at what is stored."""

    _read_beside = Signal(object, object)

    def __init__(
        self, articles: Articles, shown: ArticleList, status: StatusLine, indexing: Indexing
    ) -> None:
        super().__init__(articles)
        self._articles, self._presenter = articles, articles.presenter
        self._list, self._status, self._indexing = shown, status, indexing
        self._filter = StatusFilter.TODO
        self._beside: ListBeside | None = None
        self._wanted: Wanted | None = None  # beside the window
        self._wanted_besides: Wanted | None = None  # not to be shown, but to be known
        self._read_beside.connect(self._on_read, Qt.ConnectionType.QueuedConnection)
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self.show_counts)
        shown.status_picked.connect(self.show)
        shown.search_asked.connect(self.search)
        shown.article_picked.connect(self._on_picked)
        articles.shown.connect(self._on_shown)
        articles.order_changed.connect(self.show_again)
        self._presenter.acted.connect(self.refresh)
        self._presenter.many_acted.connect(shown.refresh_all)
        self._presenter.judged.connect(self._late.start)
        indexing.ended.connect(self._on_indexed)

    def show(self, status: str) -> None:
        """The articles of a status, a StatusFilter."""
        status = StatusFilter(status)
        project = self._presenter.project
        if project is None:
            return
        self._filter, self._wanted = status, None
        self._list.search.reset()
        self._list.set_empty_text(list_words.NO_ARTICLES())
        self._list.set_status(status)
        if project.queue.is_long:
            self._ask(project.lists.wanted(status))
        else:
            self._list.set_ids(project.lists.listed(status))
        self._list.set_order(project.queue.order)
        if self._articles.here is not None:
            self._list.set_current(self._articles.here)
        self.show_counts()

    def show_again(self) -> None:
        """The list as it is asked for now: by a search, or by its filter."""
        if self._list.search.applied:
            self.search(self._list.search.applied)
        else:
            self.show(self._filter)

    def search(self, query: str) -> None:
        """Show what is searched for; while the index is not complete, say so."""
        project = self._presenter.project
        if project is None:
            return
        if not query.strip():
            self.show(self._filter)
            return
        if project.queue.is_long:
            self._search_beside(project, query)
        else:
            self._search_here(query)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the list is read beside the window any more."""
        return self._wanted is None

    def stop(self) -> None:
        """The project is closed; nothing is searched for any more."""
        if self._beside is not None:
            self._beside.stop()
            self._beside = self._wanted = None

    def _ask(self, wanted: Wanted) -> None:
        project = self._presenter.project
        if self._beside is None and project is not None:
            self._beside = ListBeside(project.path, teller(self._read_beside))
        self._wanted = wanted
        if self._beside is not None:
            self._beside.ask(wanted)

    def _search_beside(self, project: Project, query: str) -> None:
        try:
            wanted = project.lists.search_wanted(query)
        except AnnotatorError as error:
            self._show_not_understood(error)
            return
        self._ask(wanted)

    def _on_read(self, wanted: Wanted, part: Part | None) -> None:
        project = self._presenter.project
        if project is not None and part is not None and wanted is self._wanted_besides:
            project.lists.know(part)
        if project is None or wanted is not self._wanted:
            return
        if part is None:  # a broken index, perhaps
            self._read_here(project, wanted)
            return
        if part.is_last:
            self._wanted = None
        count = project.lists.take(part)
        if part.is_first:
            self._list.set_ids(part.ids)
        else:
            self._list.add_ids(part.ids)
        if isinstance(wanted, SearchWanted):
            self._tell_found(project, count, is_all=part.is_last)
        elif part.is_last and self._beside is not None and not project.queue.knows_all:
            self._wanted_besides = project.lists.wanted(StatusFilter.ALL)
            self._beside.ask(self._wanted_besides)

    def _read_here(self, project: Project, wanted: Wanted) -> None:
        if isinstance(wanted, SearchWanted):
            self._search_here(wanted.typed)
        elif isinstance(wanted, QueueWanted):
            self._list.set_ids(project.lists.listed(wanted.what.status))

    def _search_here(self, query: str) -> None:
        project = self._presenter.project
        if project is None:
            return
        self._wanted = None
        try:
            found = project.lists.found(query)
        except AnnotatorError as error:
            self._show_not_understood(error)
            return
        self._list.set_ids(found)
        self._tell_found(project, len(found), is_all=True)

    def _show_not_understood(self, error: AnnotatorError) -> None:
        self._wanted = None
        self._list.set_empty_text(words_of_error(error))
        self._list.set_ids(())
        self._list.set_found(say.NOT_UNDERSTOOD())
        self._presenter.strip.say(words_of_error(error), is_warning=True)

    def _tell_found(self, project: Project, count: int, *, is_all: bool) -> None:
        """How many there are, or as far as they are found."""
        if is_made_anew(project):
            self._indexing.start()
        searching = self._indexing.words()
        self._list.set_empty_text(searching or find_words.NOTHING_FOUND())
        said = say.found(count) if is_all else f"{say.found(count)} …"
        self._list.set_found(said)
        self._presenter.strip.say(dotted(said, searching))

    def refresh(self, article: int) -> None:
        """Something of an article is stored: its row, and soon the counts."""
        self._list.refresh(article)
        self._late.start()

    def show_counts(self) -> None:
        """How many are done, what today came to, and what Enter would do."""
        project = self._presenter.project
        if project is None:
            return
        if project.lists.is_stale and self._filter == StatusFilter.TODO:
            self._list.set_ids(project.lists.listed(StatusFilter.TODO))
        counts = project.counts()
        self._list.set_counts(counts)
        self._status.set_progress(counts["done"], counts["all"])
        self._status.set_today(today_words(project, counts["todo"]))
        self._status.set_left(*left_words(project))
        self._status.set_hints(self._hints())

    # -- private ---------------------------------------------------------------------------

    def _hints(self) -> list[tuple[str, str]]:
        """The truth about Enter: what it would accept, and what would be accepted unseen."""
        review = self._presenter.review
        if review is None:
            return [("?", say.KEYS_KEY())]
        hints = [(kit_words.SPACE(), say.CONFIRM_KEY()), ("?", say.KEYS_KEY())]
        if review.sheet.marks.is_judged:  # else it is told as soon as it is known
            finish = say.finishing(*review.counts(), review.sheet.is_hiding)
            hints.insert(1, (kit_words.ENTER(), finish))
        return hints

    def _on_shown(self, article: int) -> None:
        self._list.set_current(article)
        self._late.start()

    def _on_picked(self, article: int) -> None:
        self._articles.open(article, "picked")
        self._presenter.to_text()

    def _on_indexed(self) -> None:
        if self._list.search.applied:
            self.search(self._list.search.applied)
