"""The settings: kept in their file, and shown in the window."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from annotator.core.codes import TagView
from annotator.errors import AnnotatorError
from annotator.ui.actions import Action
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit import theme as themes
from annotator.ui.kit.theme import Theme
from annotator.ui.settings import table as stored
from annotator.ui.settings.table import Settings

_TAGS = tuple(TagView)


class Preferences(QObject):
    """`changed` gives the settings as they are now; `scaled` comes when all letters have another
    size. A theme that is given by name goes before that of the system.
    """

    changed = Signal(object)
    scaled = Signal()

    def __init__(self, presenter: Presenter, table: tuple[Action, ...], theme: str) -> None:
        super().__init__(presenter)
        self._presenter, self._view = presenter, presenter.view
        self.table = table
        self.settings, self._problem = stored.read(table)
        self.theme: Theme = themes.load(theme or themes.system_name())
        self._theme_name, self._theme_set = theme, ""
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme)

    def start(self) -> None:
        """Show what is set, once there is a window to show it; tell of a damaged file."""
        self._show()
        if self._problem:
            self._presenter.strip.say(self._problem, is_warning=True)

    def keep(self, settings: Settings) -> None:
        """Take, show and store other settings; a file that can't be written is told."""
        if settings == self.settings:
            return
        self.settings = settings
        self._show()
        try:
            stored.write(settings)
        except AnnotatorError as error:
            self._presenter.complain(error)

    def zoom(self, way: int) -> None:
        """Larger or smaller text."""
        self._view.set_text_px(self._view.text_px + way)
        self.keep(replace(self.settings, text_px=self._view.text_px))

    def next_tags(self) -> None:
        """Names under open marks, under all, under none, in turn."""
        tags = _TAGS[(_TAGS.index(self._view.tags) + 1) % len(_TAGS)]
        self.keep(replace(self.settings, tags=tags))

    def next_theme(self) -> None:
        """Dark where it is light, and light where it is dark."""
        self.keep(replace(self.settings, theme="light" if self.theme.is_dark else "dark"))

    def set_theme(self, name: str) -> None:
        """Show "light", "dark", or "" for what the system has."""
        self._theme_name = name
        self.theme = themes.load(name or themes.system_name())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            themes.apply(application, self.theme)
        self._view.set_theme(self.theme)
        self._view.window().update()

    def _show(self) -> None:
        settings = self.settings
        name = "" if settings.theme == "system" else settings.theme
        if name != self._theme_set:
            self._theme_set = name
            self.set_theme(name)
        if themes.set_scale_for(settings.text_px):
            self.set_theme(self._theme_name)
            self.scaled.emit()
        if self._view.text_px != settings.text_px:
            self._view.set_text_px(settings.text_px)
        self._view.tags = TagView(settings.tags)
        project = self._presenter.project
        if project is not None and project.set_doubt(settings.doubt):
            self._presenter.arrived()
        self._view.refresh()
        self.changed.emit(settings)

    def _on_system_theme(self) -> None:
        if not self._theme_name:
            self.set_theme("")
