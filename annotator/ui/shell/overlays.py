"""What lies over the window: palette, names, history, settings, key sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.core.records import Scheme
from annotator.errors import AnnotatorError
from annotator.ui.desk.desk import Desk
from annotator.ui.find.go_to import GoTo
from annotator.ui.find.palette import Palette, run_chosen
from annotator.ui.find.type_ahead import TypeAhead, give_name
from annotator.ui.history.bin_panel import BinPanel
from annotator.ui.history.panel import HistoryPanel
from annotator.ui.settings import table as stored
from annotator.ui.settings.dialog import SettingsDialog
from annotator.ui.settings.key_sheet import KeySheet
from annotator.ui.settings.table import Settings

if TYPE_CHECKING:
    from annotator.ui.learning.page import LearningPage
    from annotator.ui.scheme.editor import SchemeEditor
    from annotator.ui.shell.window import Window


class Overlays(QObject):
    """Opens each on its key, and keeps the settings: `settings_changed` tells who shows them."""

    settings_changed = Signal(object)

    def __init__(self, window: Window, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self.settings, self._problem = stored.read()
        self.palette = Palette(window, desk)
        self.names = TypeAhead(window, desk)
        self.history = HistoryPanel(window, desk)
        self.go_to = GoTo(window, desk)
        self.bin = BinPanel(window, desk)
        self._all = (self.palette, self.names, self.history, self.go_to, self.bin)
        self._editor: SchemeEditor | None = None
        self._learning: LearningPage | None = None
        for overlay in self._all:
            overlay.left.connect(desk.to_text)
        self.palette.chosen.connect(lambda value, _: self._run(value))
        self.go_to.chosen.connect(lambda article, _: self._run(("article", article)))
        self.names.chosen.connect(
            lambda value, is_shifted: give_name(desk, value[0], value[1], is_shifted)
        )
        desk.window_asked.connect(self._on_asked)

    def start(self) -> None:
        """Show what is set, once there is a window to show it; tell of a damaged file."""
        self.settings_changed.emit(self.settings)
        if self._problem:
            self._desk.strip.say(self._problem, is_warning=True)

    def hide_all(self) -> None:
        """Nothing over the window: its project goes away."""
        for overlay in self._all:
            overlay.hide()
        self._desk.strip.cover(0)
        if self._editor is not None:
            self._editor.close()
        if self._learning is not None:
            self._learning.close()

    def keep(self, settings: Settings) -> None:
        """Take and store other settings; a file that can't be written is told."""
        if settings == self.settings:
            return
        self.settings = settings
        self.settings_changed.emit(settings)
        try:
            stored.write(settings)
        except AnnotatorError as error:
            self._desk.complain(error)

    def keep_view(self) -> None:
        """Keep what keys have changed in the view itself: the size of the text, the tags."""
        view = self._desk.view
        self.keep(replace(self.settings, text_px=view.text_px, tags=view.tags))

    def place_all(self) -> None:
        """Keep each in its place: the window has another size."""
        for overlay in self._all:
            if overlay.isVisible():
                overlay.place()

    def _on_asked(self, what: str) -> None:
        open_it = {
            "palette": self.palette.open,
            "names": self.names.open,
            "go": self._go,
            "history": self.history.open,
            "bin": self.bin.open,
            "settings": self._show_settings,
            "keys": self._show_keys,
            "view": self.keep_view,
            "scheme": self._edit_scheme,
            "learning": self._show_learning,
        }.get(what)
        if open_it is not None:
            open_it()

    def _go(self) -> None:
        if self._desk.project is not None:
            self.go_to.open()

    def _show_settings(self) -> None:
        from annotator.ui.settings.pipeline_page import (
            PipelinePage,  # not needed to show an article
        )

        dialog = SettingsDialog(self._window, self.settings, self._scheme())
        if self._desk.project is not None:
            dialog.add_project(PipelinePage(self._desk.project, self._window.use_pipeline))
        dialog.changed.connect(self.keep)
        dialog.open()

    def _show_keys(self) -> None:
        KeySheet(self._window, self._desk.actions, self._scheme()).open()

    def _edit_scheme(self) -> None:
        from annotator.ui.scheme.editor import edit_scheme  # not needed to show an article

        self._editor = edit_scheme(self._window, self._desk)
        if self._editor is not None:
            self._editor.finished.connect(self._on_editor_left)

    def _on_editor_left(self) -> None:
        self._editor = None

    def _show_learning(self) -> None:
        from annotator.ui.learning.page import show_learning  # not needed to show an article

        if self._desk.project is not None:
            window = self._window
            self._learning = show_learning(window, self._desk.project, window.learning)
            self._learning.finished.connect(self._on_learning_left)

    def _on_learning_left(self) -> None:
        self._learning = None
        self._desk.to_text()

    def _scheme(self) -> Scheme | None:
        return None if self._desk.project is None else self._desk.project.scheme

    def _run(self, value: object) -> None:
        try:
            run_chosen(self._desk, value)
        except AnnotatorError as error:
            self._desk.complain(error)
