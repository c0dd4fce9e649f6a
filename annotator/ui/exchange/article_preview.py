"""The first articles of an import as they will be read: title, date, text, spans drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.core.records import Article, Label, Scheme, Span
from annotator.core.sheet import Sheet
from annotator.notices import from_json
from annotator.ui.article.heading import Heading
from annotator.ui.article.shown import ShownArticle
from annotator.ui.exchange.export_choice import small_choice
from annotator.ui.words import exchange as say
from annotator.ui.words.errors import words_of
from annotator.workspace.scheme.files import PALETTE

if TYPE_CHECKING:
    from annotator.workspace.jobs.import_messages import ArticleSeen

MOST_SHOWN = 6_000
"""So many characters of a text: it is laid out in the window's own thread."""

_TEXT_PX = 16


class ArticlePreview(QWidget):
    """One article at a time; the box above it chooses which, Ctrl+Up and Ctrl+Down scroll."""

    def __init__(self, parent: QWidget, scheme: Scheme) -> None:
        super().__init__(parent)
        self._scheme = scheme
        self._articles: Sequence[ArticleSeen] = ()
        self._names: Mapping[str, str] = {}
        self._colours: dict[str, str] = {}
        self.which = small_choice(self)
        self.view = ShownArticle(_TEXT_PX)
        self.which.currentIndexChanged.connect(self._show)
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 16, 8)
        top.addWidget(self.which)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.view, 1)
        for keys, way in (("Ctrl+Down", 1), ("Ctrl+Up", -1)):
            QShortcut(QKeySequence(keys), self.window(), lambda way=way: self.view.scroll_page(way))

    def show_articles(self, articles: Sequence[ArticleSeen]) -> None:
        """Show these; the one that is looked at stays, where it still comes."""
        place = max(0, self.which.currentIndex())
        self._articles = articles
        self.which.blockSignals(True)
        self.which.clear()
        for number, each in enumerate(articles, 1):
            self.which.addItem(say.nth_article(number, len(articles), _called(each)))
        self.which.setCurrentIndex(min(place, len(articles) - 1))
        self.which.blockSignals(False)
        self.which.setEnabled(bool(articles))
        self._show()

    def go_to(self, file: str) -> None:
        """Show the first article of this file, unless one of it is looked at."""
        now = self.which.currentIndex()
        places = [at for at, each in enumerate(self._articles) if each.file == file]
        if places and now not in places:
            self.which.setCurrentIndex(places[0])

    def show_names(self, names: Mapping[str, str], colours: Mapping[str, str]) -> None:
        """Draw the labels by these names of the scheme, "" is left out; new ones have colours."""
        if (names, colours) != (self._names, self._colours):
            self._names, self._colours = dict(names), dict(colours)
            self._show()

    def _show(self) -> None:
        at = self.which.currentIndex()
        if not 0 <= at < len(self._articles):
            self.view.show_sheet(None)
            return
        seen = self._articles[at]
        scheme = self._with_new_labels(seen)
        text = seen.text[:MOST_SHOWN]
        spans: dict[tuple[int, int], Span] = {}
        for each in seen.spans:
            name = self._names.get(each.label, each.label)
            label = scheme.label_named(name) if name else None
            if label is not None and each.start < each.end <= len(text):
                place = each.start, each.end
                spans.setdefault(place, Span(1, 1, *place, label.id, text[slice(*place)]))
        article = Article(text, seen.title, seen.key, seen.published, seen.source, id=1)
        facts = (seen.published[:10], seen.source, seen.language, say.there(seen.there))
        begin = " ".join(text[: 4 * len(seen.title) + 200].split())
        title = " ".join(seen.title.split())
        heading = Heading(
            "     ".join(filter(None, facts)), "", "" if begin.startswith(title) else title
        )
        self.view.show_sheet(Sheet(article, scheme, 1, spans=spans.values()), heading)

    def _with_new_labels(self, seen: ArticleSeen) -> Scheme:
        """The scheme with the labels that would come to it with this article."""
        names = dict.fromkeys(self._names.get(x.label, x.label) for x in seen.spans)
        known = {label.name for label in self._scheme.labels}
        least = max((label.id for label in self._scheme.labels), default=0) + 1
        new = [name for name in names if name and name not in known]
        made = tuple(
            Label(
                least + at,
                name,
                name,
                self._colours.get(name) or PALETTE[(least + at) % len(PALETTE)],
            )
            for at, name in enumerate(new)
        )
        return replace(self._scheme, labels=(*self._scheme.labels, *made))


def _called(seen: ArticleSeen) -> str:
    return seen.title or " ".join(seen.text[:120].split()) or words_of(from_json(seen.where))
