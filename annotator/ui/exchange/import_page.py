"""The page of an import: what was dropped, as it will be read; labels and what they become.

A job looks at the files while one chooses. Enter imports; the rest is told in the status line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.core.codes import LabelsBecome
from annotator.errors import AnnotatorError
from annotator.notices import from_json
from annotator.ui.exchange.article_preview import ArticlePreview
from annotator.ui.exchange.command_line import CommandLine
from annotator.ui.exchange.counting import Counting
from annotator.ui.exchange.dropping import dropped
from annotator.ui.exchange.frame import ExchangeFrame, caption, heading
from annotator.ui.exchange.import_files import FileDetails, FileList
from annotator.ui.exchange.import_labels import ImportLabels
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.kit import file_places
from annotator.ui.kit.hints import in_column, in_row, rule, upright
from annotator.ui.kit.scrolled import scrolled
from annotator.ui.kit.theme import px
from annotator.ui.words import exchange as say
from annotator.ui.words import jobs as jobs_say
from annotator.ui.words import kit as kit_words
from annotator.ui.words.errors import words_at, words_of_error
from annotator.workspace.exchange.commands import as_typed, import_command
from annotator.workspace.open.project import Project

if TYPE_CHECKING:
    from annotator.workspace.jobs.import_messages import (
        FileChoices,
        FileSeen,
        ImportChoices,
        Preview,
        PreviewReport,
    )

_LEFT = 416
_FIRST, _SHOWN = 200, 60
"""So many articles of each file are looked at first; then all, while one reads."""


class ImportPage(ExchangeFrame):
    """Enter imports; files can be dropped here, too."""

    def __init__(self, parent: QWidget, project: Project, jobs: Jobs) -> None:
        super().__init__(parent, jobs_say.IMPORT(), say.IMPORT_NOW())
        self.setAcceptDrops(True)
        self._project, self._jobs = project, jobs
        self.paths: list[Path] = []
        self._own: dict[str, FileChoices] = {}
        people = dict.fromkeys((project.annotator_name, *project.people()))
        self.files, self.details = FileList(self), FileDetails(self)
        self.labels = ImportLabels(self, project.scheme, list(people))
        self.preview = ArticlePreview(self, project.scheme)
        self.files_button = QPushButton(jobs_say.FILES(), self)
        self.folder_button = QPushButton(jobs_say.FOLDER(), self)
        self.command = CommandLine(self)
        self._command_title = caption(say.COMMAND(), self.command.field)
        self._which_title = caption(say.AS_READ(), self.preview.which)
        self._counting = Counting(self)
        self._put_together()
        self._connect()
        self._show_nothing()
        self.files_button.setFocus()

    def add(self, paths: Iterable[Path]) -> None:
        """Look at these, too."""
        new = [path for path in paths if path not in self.paths]
        if new:
            self.paths += new
            self.files.setFocus()
            self._look()

    @property
    def choices(self) -> ImportChoices:
        """What is chosen now."""
        from annotator.workspace.jobs.import_messages import ImportChoices

        become = LabelsBecome(self.labels.become.currentData())
        is_review = become == LabelsBecome.REVIEW
        return ImportChoices(
            str(self._project.path),
            tuple(map(str, self.paths)),
            become=become,
            annotator=self.labels.whose.currentText().strip() if is_review else "",
            if_there=self.labels.if_there.currentData(),
            files=dict(self._own),
            labels=self.labels.names(topics=False),
            topics=self.labels.names(topics=True),
        )

    def run(self) -> None:
        """Import, and leave the page: the status line says how far it is."""
        from annotator.workspace.jobs.import_messages import Import

        why = say.NOTHING_CHOSEN() if not self.paths else self._jobs.why_not()
        if why:
            self.say(why, is_bad=True)
            return
        who = self._project.annotator_name
        choices = self.choices
        request = choices.asked(Import, annotator=choices.annotator or who, by=who)
        self.accept()
        self._jobs.start(request)

    def done(self, code: int) -> None:
        """Closed: nothing is looked at any more."""
        self._counting.stop()
        super().done(code)

    # -- files -----------------------------------------------------------------------------

    def ask_files(self) -> None:
        begin = str(file_places.begin_in("import"))
        names, _ = QFileDialog.getOpenFileNames(self, jobs_say.IMPORT(), begin)
        self._take(names)

    def ask_folder(self) -> None:
        begin = str(file_places.begin_in("import"))
        self._take([QFileDialog.getExistingDirectory(self, jobs_say.IMPORT(), begin)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add(dropped(event))

    def _take(self, names: list[str]) -> None:
        names = [name for name in names if name]
        file_places.remember("import", names[0] if names else "")
        self.add(map(Path, names))

    def _remove(self, file: str) -> None:
        """Take what a file came with off the list: itself, or its folder."""
        whole = Path(file)
        gone = {x for x in self.paths if x == whole or x in whole.parents}
        self.paths = [x for x in self.paths if x not in gone]
        for row in self.files.rows.rows:
            if gone & {Path(row.path), *Path(row.path).parents}:
                self._own.pop(row.name, None)
        self._look()

    # -- looking ---------------------------------------------------------------------------

    def _look(self, first: int = _FIRST) -> None:
        from annotator.workspace.jobs.import_messages import Preview

        self._show_command()
        if not self.paths:
            self._counting.stop()
            self._show_nothing()
            return
        self.files.empty_text = ""
        self.say(say.LOOKING())
        choices = self.choices
        # How labels are called and what they become changes nothing of what is read.
        self._counting.ask(choices.asked(Preview, labels={}, topics={}, first=first, shown=_SHOWN))

    def _on_seen(
        self, request: Preview, report: PreviewReport | None, error: AnnotatorError | None
    ) -> None:
        if report is None:
            self.say(words_of_error(error) if error is not None else "", is_bad=True)
            if error is not None and len(self.paths) > len(self.files.rows.rows):
                self.paths.pop()  # what can't be taken at all
                self._show_command()
            return
        self._own = {x.name: self._own[x.name] for x in report.files if x.name in self._own}
        self.files.show_files(report.files)
        self.labels.show_labels(report.labels)
        self.labels.setVisible(True)
        self.preview.show_names(self._shown_names(), self.labels.new_colours())
        self.preview.show_articles(report.articles)
        self._show_file()
        self._show_command()
        self._name_fields()
        not_opened = [
            words_at(from_json(x["where"]), from_json(x["reason"])) for x in report.refusals
        ]
        self.say(say.seen_in_all(report, not_opened), is_bad=bool(not_opened))
        self.do_button.setEnabled(any(x.articles or x.joined for x in report.files))
        if request.first and not all(map(_is_known, report.files)):
            self._counting.ask(
                self.choices.asked(type(request), labels={}, topics={}, first=0, shown=_SHOWN)
            )

    def _show_details(self) -> None:
        self._show_file()
        if self.files.row is not None:
            self.preview.go_to(self.files.row.name)

    def _show_file(self) -> None:
        row = self.files.row
        self.details.show_file(row, None if row is None else self._own.get(row.name))
        self._details_area.setVisible(self.files.row is not None)

    def _on_details(self) -> None:
        """A file is to be read otherwise."""
        row = self.files.row
        if row is not None:
            self._own[row.name] = self.details.choices(self._own.get(row.name))
            self._look()

    def _on_labels(self) -> None:
        self.preview.show_names(self._shown_names(), self.labels.new_colours())
        self._show_command()

    def _shown_names(self) -> dict[str, str]:
        return self.labels.names(topics=False)

    def _show_nothing(self) -> None:
        self.files.empty_text = say.DROP_HERE()
        self.files.show_files(())
        self.labels.show_labels(())
        self.labels.hide()
        self.preview.show_articles(())
        self._show_file()
        self.do_button.setEnabled(False)
        self.say("")
        self._show_command()
        self._name_fields()

    def _show_command(self) -> None:
        choices = self.choices
        is_one = len(self.files.rows.rows) == 1
        words = import_command(_for_all(choices) if is_one else choices)
        self.command.show_command(as_typed(words) if self.paths else "")
        self.command.copy_button.setEnabled(bool(self.paths))

    # -- putting together ------------------------------------------------------------------

    def _connect(self) -> None:
        self.files_button.clicked.connect(self.ask_files)
        self.folder_button.clicked.connect(self.ask_folder)
        self.files.moved.connect(self._show_details)
        self.files.removal_asked.connect(self._remove)
        self.details.changed.connect(self._on_details)
        self.labels.changed.connect(self._on_labels)
        self.do_button.clicked.connect(self.run)
        self.command.copied.connect(lambda: self.say(say.COPIED()))
        self._counting.counted.connect(self._on_seen)

    def _name_fields(self) -> None:
        self.give_letters(
            {
                self.do_button: say.IMPORT_NOW(),
                self.files_button: jobs_say.FILES(),
                self.folder_button: jobs_say.FOLDER(),
                **self.details.titles,
                self._which_title: say.AS_READ(),
                **self.labels.titles,
                self._command_title: say.COMMAND(),
                self.command.copy_button: say.COPY(),
            }
        )
        order = [
            self.files_button, self.folder_button, self.files, *self.details.fields,
            self.preview.which, *self.labels.fields, self.command.field,
            self.command.copy_button, self.do_button, self.close_button,
        ]  # fmt: skip
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _put_together(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 0, 16, 4)
        buttons.setSpacing(8)
        buttons.addWidget(heading(say.FILES(), self), 1)
        buttons.addWidget(self.files_button)
        buttons.addWidget(self.folder_button)
        column = QVBoxLayout()
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(6)
        column.addLayout(buttons)
        column.addWidget(self.files, 3)
        column.addWidget(rule(self))
        self._details_area = scrolled(self.details)
        column.addWidget(self._details_area, 4)
        left = QWidget(self)
        left.setLayout(column)
        left.setFixedWidth(px(_LEFT))
        self._which_title.setContentsMargins(16, 0, 16, 0)
        parts = self._which_title, self.preview, rule(self), self.labels
        right = in_column(*parts, margins=(0, 10, 0, 0), spacing=4, wide=[self.preview])
        middle = in_row(left, upright(self), right, wide=[right])
        line = self._command_title, self.command
        low = in_row(*line, margins=(16, 10, 14, 10), spacing=10, wide=[self.command])
        self.hints.show_hints(
            (
                (kit_words.TAB(), say.FIELDS_KEY()),
                ("Ctrl+↑↓", say.SCROLL_KEY()),
                (kit_words.DELETE_KEY(), say.REMOVE_KEY()),
                (kit_words.ENTER(), say.IMPORT_KEY()),
                (kit_words.ESC(), kit_words.CLOSE_KEY()),
            )
        )
        self.put_together((middle, low), middle)


def _is_known(seen: FileSeen) -> bool:
    """Whether all of a file was looked at, languages too, which take a second to find out."""
    return seen.is_whole and sum(seen.languages.values()) >= seen.articles


def _for_all(choices: ImportChoices) -> ImportChoices:
    """The same with what was chosen for its one file as that for all."""
    if not choices.files:
        return choices
    one = next(iter(choices.files.values()))
    return replace(
        choices,
        files={},
        format=one.format,
        encoding=one.encoding,
        options=one.options,
        columns=one.columns,
        language=one.language,
    )
