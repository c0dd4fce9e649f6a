"""Go to any article of the project: by its number in the queue, its title, or words it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from annotator.ui.desk.articles import Articles
from annotator.ui.kit.fuzzy_find import Match, match
from annotator.ui.kit.overlay import Overlay
from annotator.ui.kit.overlay_rows import Row, fitting
from annotator.ui.kit.threads import teller
from annotator.ui.words import find as say
from annotator.ui.words.translating import dotted
from annotator.workspace.open.list_beside import ListBeside, NamedWanted, Part, Wanted
from annotator.workspace.open.project import Project
from annotator.workspace.open.queue import index_of
from annotator.workspace.open.word_search import articles_holding

_NEAR = 100  # articles that are offered before anything is typed, and looked through as it is
_MOST = 50  # rows of each kind


class GoTo(Overlay):
    """A field over articles. All of the project are searched, however many there are: in the
    store's index, not in a list of titles.
    """

    most_rows = 14
    _read_beside = Signal(object, object)

    def __init__(self, parent: QWidget, articles: Articles) -> None:
        super().__init__(parent, say.GO_TO_FIELD())
        self._articles, self._presenter = articles, articles.presenter
        self.toggle_key = Qt.Key.Key_G
        self.rows_for = self._rows
        self._ids: Sequence[int] = ()
        self._near: list[Row] = []
        self._beside: ListBeside | None = None
        self._found: tuple[str, list[int]] = "", []  # what was read beside the window, and for what
        self._read_so_far: list[int] = []
        self._wanted: NamedWanted | None = None
        self._awaited: bool | None = None  # Enter was pressed before that: with Shift or without
        self._read_beside.connect(self._on_read, Qt.ConnectionType.QueuedConnection)
        self.chosen.connect(self._on_chosen)

    def open(self, typed: str = "") -> None:
        """Show it; the articles from the one on the desk on are read once."""
        project = self._presenter.project
        if project is not None:
            self._ids = project.queue.all_ids() if self._knows(project) else ()
            here = None if project.review is None else project.review.sheet.article.id
            at = max(0, index_of(self._ids, here))
            near = self._ids[at : at + _NEAR] or project.queue.from_on(here, _NEAR)
            self._near = _rows(project, near)
        super().open(typed)

    def _on_chosen(self, article: object, _is_shifted: bool) -> None:
        if isinstance(article, int):
            self._presenter.guarded(lambda: self._articles.open(article, "picked"))

    def _rows(self, typed: str) -> Sequence[Row]:
        project = self._presenter.project
        words = typed.strip()
        if project is None or not words:
            return self._near
        rows = [*self._numbered(project, words), *_near(words, self._near, typos=False)]
        rows += _rows(project, self._named(project, words))
        found: dict[object, Row] = {}
        for row in rows:
            found.setdefault(row.value, _marked(words, row))
        if self._wanted is not None:
            return list(found.values())
        return list(found.values()) or _near(words, self._near, typos=True)

    def _named(self, project: Project, words: str) -> list[int]:
        """Articles by title, then by what they hold; of many as soon as they are read beside."""
        if not project.queue.is_long:
            held = articles_holding(project, words, _MOST) if len(words) > 1 else ()
            return [*(number for number, _ in project.lists.titled(words, _MOST)), *held]
        if self._found[0] == words:
            return self._found[1]
        if self._wanted is None or self._wanted.typed != words:
            self._wanted = NamedWanted(words, _MOST)
            self._found = "", []
            if self._beside is None:
                self._beside = ListBeside(project.path, teller(self._read_beside))
            self._beside.ask(self._wanted)
        return []

    @property
    def is_whole(self) -> bool:
        """Whether nothing is read beside the window for what is typed."""
        return self._wanted is None

    def _on_read(self, wanted: Wanted, part: Part | None) -> None:
        if wanted is not self._wanted or wanted is None:
            return
        found = [] if part is None or part.is_first else self._read_so_far
        self._read_so_far = [*found, *(() if part is None else part.ids)]
        if part is not None and not part.is_last:
            return
        self._wanted, self._found = None, (wanted.typed, self._read_so_far)
        self._narrow(self.field.text())
        if self._awaited is not None:
            self._take(0, self._awaited)

    def _take(self, at: int, is_shifted: bool) -> None:
        """As soon as it is known what there is."""
        self._awaited = is_shifted if self._wanted is not None else None
        if self._wanted is None:
            super()._take(at, is_shifted)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is read for it any more."""
        super().hideEvent(event)
        self._wanted = self._awaited = None
        if self._beside is not None:
            self._beside.stop()
            self._beside = None

    def _knows(self, project: Project) -> bool:
        """Whether the places of all articles are known, or soon found out."""
        return project.queue.knows_all or not project.queue.is_long

    def _numbered(self, project: Project, words: str) -> list[Row]:
        """The article that stands at this place of the queue."""
        digits = words.replace(",", "").replace("\N{NARROW NO-BREAK SPACE}", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 12):
            return []
        at = int(digits) - 1
        if not self._ids and self._knows(project):
            self._ids = project.queue.all_ids()
        if not 0 <= at < len(self._ids):
            return []
        place = say.place_in_queue(at + 1)
        return [
            Row(row.text, row.value, dotted(place, row.detail))
            for row in _rows(project, [self._ids[at]])  # none: it has just gone to the bin
        ]


def _rows(project: Project, ids: Iterable[int]) -> list[Row]:
    found = project.lists.rows(list(ids))
    return [Row(row.title, row.id, dotted(row.published, row.source)) for row in found]


def _near(words: str, rows: Sequence[Row], *, typos: bool) -> list[Row]:
    return [row for row, _ in fitting(words, rows, typos=typos, most=_MOST)]


def _marked(words: str, row: Row) -> Row:
    ranges = (match(words, row.text) or Match(0)).ranges
    return Row(row.text, row.value, row.detail, ranges=ranges)
