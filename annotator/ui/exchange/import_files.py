"""The files of an import, each with what it holds, and how the chosen one is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from annotator.notices import from_json
from annotator.ui.exchange.export_choice import small_choice
from annotator.ui.exchange.frame import Lines, caption, heading
from annotator.ui.kit import badges
from annotator.ui.kit.fields import Choice
from annotator.ui.kit.plain import tip
from annotator.ui.kit.row_list import (
    SPOKEN,
    TEXT,
    TIP,
    Place,
    RowList,
    RowModel,
    Words,
    upper_and_lower,
)
from annotator.ui.kit.theme import current, ui_font
from annotator.ui.words import exchange as say
from annotator.ui.words import jobs as jobs_say
from annotator.ui.words.errors import words_at
from annotator.workspace.exchange.sources import format_titles

if TYPE_CHECKING:
    from annotator.workspace.jobs.import_messages import FileChoices, FileSeen

ROW_HEIGHT = 48
TEXT_FIELD = "text_field"
FIELDS = ("title", "published", "source", "key", "labels", "topics")
_SIDE = 16
_MOST_FOUND = 3
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FileList(RowList["FileSeen"]):
    """Arrows move; Delete takes what a file came with off the list again."""

    moved = Signal()
    removal_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        words: Words = {TEXT: lambda x: x.name, SPOKEN: _told, TIP: lambda x: tip(x.path)}
        super().__init__(parent, ROW_HEIGHT, RowModel["FileSeen"](parent, words), _paint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say.FILES())
        self.empty_text = say.DROP_HERE()
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def show_files(self, files: Sequence[FileSeen]) -> None:
        """Show these; the one that is looked at stays so, by its name."""
        name = self.row.name if self.row is not None else ""
        self.rows.show_rows(list(files))
        place = next((at for at, each in enumerate(files) if each.name == name), 0)
        if files:
            self.setCurrentIndex(self.rows.index(place, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is left to the page."""
        if way := self.way_of(event.key()):
            self.step(way)
        elif event.key() == Qt.Key.Key_Delete and self.row is not None:
            self.removal_asked.emit(self.row.path)
        else:
            event.ignore()


def _title(name: str) -> str:
    """What the format of this name is called."""
    return jobs_say.title_of(name, format_titles().get(name, name))


def _facts(seen: FileSeen) -> str:
    language = max(seen.languages, key=lambda x: seen.languages[x], default="")
    return say.facts_of_file(seen, _title(seen.format), language)


def _told(seen: FileSeen) -> str:
    return f"{seen.name}, {say.articles_of(seen)}, {_facts(seen)}"


def _paint(painter: QPainter, seen: FileSeen, place: Place) -> None:
    """Two lines: the name and how many articles; format, encoding, language, what is amiss."""
    theme = current()
    upper, lower = upper_and_lower(painter, place, _SIDE)
    count, small = say.articles_of(seen), ui_font(0.9)
    ink = theme["ink_soft" if seen.articles or seen.joined else "warn"]
    taken = badges.paint_text(painter, upper, count, ink, small, align=_RIGHT)
    font = ui_font(1.0, QFont.Weight.DemiBold if place.is_current else QFont.Weight.Normal)
    room = upper.adjusted(0, 0, -taken - 10, 0)
    name = QFontMetricsF(font).elidedText(seen.name, Qt.TextElideMode.ElideMiddle, room.width())
    badges.paint_text(painter, room, name, theme["ink"], font)
    refused = say.refused_of(seen)
    if refused:
        took = badges.paint_text(painter, lower, refused, theme["warn"], small, align=_RIGHT)
        lower.adjust(0, 0, -took - 10, 0)
    facts = QFontMetricsF(small).elidedText(
        _facts(seen), Qt.TextElideMode.ElideRight, lower.width()
    )
    badges.paint_text(painter, lower, facts, theme["ink_soft"], small)


class FileDetails(QWidget):
    """How a file is read: format, encoding, the columns of a table; and what of it is refused."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._seen: FileSeen | None = None
        self.format, self.encoding = small_choice(self), small_choice(self)
        self.language = small_choice(self)
        self.columns: dict[str, Choice] = {
            name: small_choice(self) for name in (TEXT_FIELD, *FIELDS)
        }
        self.titles: dict[QWidget, str] = {}
        self.refusals = Lines(self)
        self._refusals_title = heading(say.NOT_TAKEN(), self)
        self._columns_title = heading(say.COLUMNS(), self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        self._field(grid, say.FORMAT(), self.format, 0, 0)
        self._field(grid, say.ENCODING(), self.encoding, 0, 1)
        self._field(grid, say.LANGUAGE(), self.language, 1, 0, columns=2)
        below = QGridLayout()
        below.setHorizontalSpacing(8)
        below.setVerticalSpacing(3)
        self._labels = [
            self._field(below, say.field(name), box, at // 2, at % 2)
            for at, (name, box) in enumerate(self.columns.items())
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 10, _SIDE, 12)
        column.setSpacing(6)
        column.addLayout(grid)
        self._columns_title.setContentsMargins(0, 8, 0, 0)
        self._refusals_title.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self._columns_title)
        column.addLayout(below)
        column.addWidget(self._refusals_title)
        column.addWidget(self.refusals)
        column.addStretch(1)
        for box in (self.format, self.encoding, self.language, *self.columns.values()):
            box.activated.connect(lambda _=0: self.changed.emit())

    @property
    def fields(self) -> tuple[QWidget, ...]:
        return (self.format, self.encoding, self.language, *self.columns.values())

    def show_file(self, seen: FileSeen | None, own: FileChoices | None = None) -> None:
        """Show how this one is read now, and what was chosen for it."""
        self._seen = seen
        if seen is None:
            return
        formats = dict.fromkeys((seen.format, *seen.could_be))
        _fill(self.format, {name: _title(name) for name in formats}, seen.format)
        encodings = dict.fromkeys(filter(None, (seen.encoding, *seen.encodings, *ENCODINGS)))
        has_one = bool(seen.encoding)
        _fill(self.encoding, {x: x for x in encodings} if has_one else {}, seen.encoding)
        self.encoding.setEnabled(has_one)
        self.format.setEnabled(len(formats) > 1)
        language = "" if own is None else own.language
        codes = dict.fromkeys((*filter(None, (language,)), *seen.languages, *LANGUAGES))
        found = [] if language else list(seen.languages)[:_MOST_FOUND]
        by_name = {code: say.language(code, _own_name(code)) for code in codes}
        _fill(self.language, {"": say.found_languages(found)} | by_name, language)
        names = {"": say.NO_COLUMN()} | {name: name for name in seen.columns}
        for name, box in self.columns.items():
            used = seen.text_column if name == TEXT_FIELD else seen.uses.get(name, "")
            _fill(box, {x: y for x, y in names.items() if x or name != TEXT_FIELD}, used)
        for widget in (self._columns_title, *self._labels, *self.columns.values()):
            widget.setVisible(bool(seen.columns))
        told = [*seen.refusals, *seen.left_out_first]
        lines = [words_at(from_json(x["where"]), from_json(x["reason"])) for x in told]
        self.refusals.show_lines(lines)
        for widget in (self._refusals_title, self.refusals):
            widget.setVisible(bool(lines))

    def choices(self, before: FileChoices | None) -> FileChoices:
        """What was chosen for the file, beside what was chosen before."""
        from annotator.workspace.jobs.import_messages import FileChoices

        seen, now = self._seen, before or FileChoices()
        assert seen is not None
        format_, encoding = str(self.format.currentData()), self.encoding.currentData() or ""
        if format_ != seen.format:
            # its columns are other ones
            return FileChoices(format_, now.encoding, language=now.language)
        uses: dict[str, str] = dict(now.columns)
        options = dict(now.options)
        if seen.columns:
            for name, box in self.columns.items():
                chosen = str(box.currentData() or "")
                if name == TEXT_FIELD:
                    if chosen != seen.text_column:
                        options[TEXT_FIELD] = chosen
                elif chosen != seen.uses.get(name, ""):
                    uses[name] = chosen
        same = encoding == seen.encoding
        language = str(self.language.currentData() or "")
        encoding = now.encoding if same else str(encoding)
        return FileChoices(now.format, encoding, options, uses, language)

    def _field(
        self,
        grid: QGridLayout,
        title: str,
        field: Choice,
        row: int,
        column: int,
        columns: int = 1,
    ) -> QWidget:
        label = caption(title, field)
        self.titles[label] = title
        label.setContentsMargins(0, 7 if row else 0, 0, 0)
        grid.addWidget(label, 2 * row, column, 1, columns)
        grid.addWidget(field, 2 * row + 1, column, 1, columns)
        return label


def _own_name(code: str) -> str:
    """What those who speak a language call it; "" where Qt does not know."""
    locale = QLocale(code)
    return "" if locale.language() == QLocale.Language.C else locale.nativeLanguageName()


def _fill(box: Choice, items: Mapping[str, str], chosen: str) -> None:
    box.clear()
    for value, words in items.items():
        box.addItem(words, value)
    box.setCurrentIndex(box.findData(chosen))


LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "ru", "uk", "el", "tr", "ar", "he",
    "fa", "hi", "th", "zh", "ja", "ko",
)  # fmt: skip
"""What a person may choose besides what is found."""

ENCODINGS = (
    "utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256",
    "iso-8859-2", "iso-8859-5", "iso-8859-7", "koi8-r", "cp932", "euc-jp", "gb18030", "big5",
    "euc-kr",
)  # fmt: skip
"""What a person may choose besides what the bytes look like."""
