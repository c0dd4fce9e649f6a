"""The page without a project: the sample, a new project, an existing one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

Colours = Sequence[tuple[str, str]]


class Welcome(QWidget):
    """A calm page in place of the text."""

    sample_asked = Signal()
    project_picked = Signal(str)
    open_asked = Signal()
    project_asked = Signal(str, str)

    def set_recent(self, projects: Sequence[tuple[str, str]]) -> None:
        """The projects opened last: name and path."""

    def set_schemes(self, schemes: Sequence[tuple[str, str, str, Colours]]) -> None:
        """The schemes to choose from: name, title, description, labels with their colours."""

    def set_folder(self, folder: str, suffix: str) -> None:
        """Where new projects are proposed, and how their files end."""

    def start_new(self) -> None:
        """Go to the page of a new project."""

    def start_home(self) -> None:
        """Go to the first page."""
