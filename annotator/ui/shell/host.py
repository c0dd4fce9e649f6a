"""What commands and pages may ask of the window that they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from annotator.ui.actions import Commands
from annotator.ui.desk.desk import Desk
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.learning.training import Learning
from annotator.ui.lists.article_list import ArticleList
from annotator.ui.shell.backing_up import BackingUp
from annotator.ui.shell.finding_copies import FindingCopies
from annotator.ui.shell.panels import Panels
from annotator.ui.shell.preferences import Preferences
from annotator.workspace.open.project import Project


class Files(Protocol):
    """What opens projects in the window, and makes new ones."""

    def ask_new(self) -> None: ...
    def ask_open(self) -> None: ...
    def ask_copy(self) -> None: ...
    def ask_annotator(self) -> None: ...

    def guarded(self, what: Callable[..., object]) -> Callable[..., None]:
        """The same, but what goes wrong is told in a box."""


class Host(Protocol):
    """The window. `files` is None as long as nothing opens projects in it."""

    files: Files | None
    desk: Desk
    list: ArticleList
    panels: Panels
    preferences: Preferences
    jobs: Jobs
    learning: Learning
    copies: FindingCopies
    backing: BackingUp

    @property
    def project(self) -> Project | None: ...

    @property
    def commands(self) -> Commands: ...

    def window(self) -> QWidget:
        """The widget over which pages lie."""

    def close(self) -> bool: ...

    def leave_project(self) -> None: ...

    def open_page(self, page_id: str) -> None: ...

    def use_pipeline(self, name: str) -> None:
        """Let another pipeline suggest, "" for the one that comes along; or UserError."""
