"""The list of articles as it is asked for: by its filter or by a search, with the counts."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from contextlib import suppress

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.core.codes import StatusFilter
from annotator.errors import AnnotatorError
from annotator.ui.desk.articles import Articles
from annotator.ui.lists.article_list import ArticleList
from annotator.ui.shell.indexing import Indexing
from annotator.ui.shell.status_line import StatusLine
from annotator.ui.shell.today import today_words
from annotator.ui.words import find as find_words
from annotator.ui.words import kit as kit_words
from annotator.ui.words import lists as list_words
from annotator.ui.words import shell as say
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.translating import dotted
from annotator.workspace.open.search_beside import WordsBeside, is_long
from annotator.workspace.open.word_search import is_made_anew


class Listing(QObject):
    """Keeps list, counts and the status line at what is stored."""

    _found_beside = Signal(str, object)

    def __init__(
        self, articles: Articles, shown: ArticleList, status: StatusLine, indexing: Indexing
    ) -> None:
        super().__init__(articles)
        self._articles, self._presenter = articles, articles.presenter
        self._list, self._status, self._indexing = shown, status, indexing
        self._filter = StatusFilter.TODO
        self._beside: WordsBeside | None = None
        self._found_beside.connect(self._on_found_beside, Qt.ConnectionType.QueuedConnection)
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self.show_counts)
        shown.status_picked.connect(self.show)
        shown.search_asked.connect(self.search)
        shown.article_picked.connect(self._on_picked)
        articles.shown.connect(self._on_shown)
        articles.order_changed.connect(self.show_again)
        self._presenter.acted.connect(self.refresh)
        self._presenter.many_acted.connect(shown.refresh_all)
        indexing.ended.connect(self._on_indexed)

    def show(self, status: str) -> None:
        """The articles of a status, a StatusFilter."""
        status = StatusFilter(status)
        project = self._presenter.project
        if project is None:
            return
        self._filter = status
        self._list.search.reset()
        self._list.set_empty_text(list_words.NO_ARTICLES())
        self._list.set_status(status)
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
        if is_long(project, query):
            self._search_beside(query)
            return
        self._search_here(query)

    def stop(self) -> None:
        """The project is closed; nothing is searched for any more."""
        if self._beside is not None:
            self._beside.stop()
            self._beside = None

    def _search_beside(self, query: str) -> None:
        if self._beside is None and self._presenter.project is not None:
            self._beside = WordsBeside(self._presenter.project.path, self._tell_found)
        if self._beside is not None:
            self._beside.ask(query)

    def _tell_found(self, query: str, ids: object) -> None:
        """In the thread of the search; the window may be gone by then."""
        with suppress(RuntimeError):
            self._found_beside.emit(query, ids)

    def _on_found_beside(self, query: str, ids: array[int] | None) -> None:
        project = self._presenter.project
        if project is None or self._beside is None or query != self._list.search.applied:
            return
        if ids is None:  # a broken index, perhaps
            self._search_here(query)
            return
        self._show_found(project.lists.found(query, ids))

    def _search_here(self, query: str) -> None:
        project, strip = self._presenter.project, self._presenter.strip
        if project is None:
            return
        try:
            found = project.lists.found(query)
        except AnnotatorError as error:
            self._list.set_empty_text(words_of_error(error))
            self._list.set_ids(())
            self._list.set_found(say.NOT_UNDERSTOOD())
            strip.say(words_of_error(error), is_warning=True)
            return
        self._show_found(found)

    def _show_found(self, found: Sequence[int]) -> None:
        project, strip = self._presenter.project, self._presenter.strip
        if project is None:
            return
        if is_made_anew(project):
            self._indexing.start()
        searching = self._indexing.words()
        self._list.set_empty_text(searching or find_words.NOTHING_FOUND())
        self._list.set_ids(found)
        said = say.found(len(found))
        self._list.set_found(said)
        strip.say(dotted(said, searching))

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
        self._status.set_hints(self._hints())

    # -- private ---------------------------------------------------------------------------

    def _hints(self) -> list[tuple[str, str]]:
        """The truth about Enter: what it would accept, and what would be accepted unseen."""
        review = self._presenter.review
        if review is None:
            return [("?", say.KEYS_KEY())]
        count, doubtful = review.counts()
        finish = say.finishing(count, doubtful, review.sheet.is_hiding)
        return [
            (kit_words.SPACE(), say.CONFIRM_KEY()),
            (kit_words.ENTER(), finish),
            ("?", say.KEYS_KEY()),
        ]

    def _on_shown(self, article: int) -> None:
        self._list.set_current(article)
        self._late.start()

    def _on_picked(self, article: int) -> None:
        self._articles.open(article, "picked")
        self._presenter.to_text()

    def _on_indexed(self) -> None:
        if self._list.search.applied:
            self.search(self._list.search.applied)
