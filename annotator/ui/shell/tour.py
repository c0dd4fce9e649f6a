"""The tour: a script of work in the real window, off-screen, with real key events.

It needs no display and no data: the sample articles are imported, suggested, corrected, finished
and exported. Each step is printed in one line and kept as a picture. Time moves with the script
only, so that its exports come out the same each time; `exports/sample` is such a one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from annotator import paths, terminal
from annotator.errors import EnvironmentFault
from annotator.faults import Fault
from annotator.leftovers import WorkFolder
from annotator.ui.kit import theme
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.kit.qt_messages import keep_in_log
from annotator.ui.kit.window_state import USUAL_SIZE
from annotator.ui.shell.window import Window
from annotator.workspace.exchange.export_target import Format, formats_to_write
from annotator.workspace.open import projects
from annotator.workspace.open.project import Project

ANNOTATOR = "tour"
SCHEME = "news"
_BEGIN = datetime(2024, 1, 2, 9, 0, tzinfo=UTC)
_STEP_S = 4.0
_PATIENCE_MS = 180_000
_MOST_KEYS = 400


def run(to: Path) -> int:
    """Go through it all, with pictures in `to` and exports in `to`/export; the exit status."""
    to.mkdir(parents=True, exist_ok=True)
    with _application(), WorkFolder("annotator-tour-") as folder:
        tour = Tour(to, Path(folder))
        try:
            tour.go()
        except TimeoutError as error:
            terminal.say(f"the tour broke off: {error}")
            return 1
        finally:
            tour.close()
    terminal.say(f"pictures of each step: {to}")
    terminal.say(f"what was exported:     {to / 'export'}")
    return 0


def places(formats: Iterable[Format], to: Path) -> Iterator[tuple[Format, Path]]:
    """Where each format that can be written here goes, a place of its own for each in `to`."""
    taken = set()
    for each in formats:
        if each.missing:
            continue
        ending = each.endings[0]
        name = f"tour{ending}" if ending not in taken else f"{each.name}{ending}"
        if len(each.parts) == 1:
            taken.add(ending)
        yield each, to / (name if len(each.parts) == 1 else each.name)


@contextmanager
def _application() -> Iterator[None]:
    """The application, off-screen unless there is one already."""
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        keep_in_log()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setWindowIcon(QIcon(str(paths.icons_dir() / "annotator.svg")))
    theme.apply(application, theme.load("light"))
    yield


class Tour:
    """The window, the script, and a clock that the script moves."""

    def __init__(self, to: Path, folder: Path) -> None:
        self._to = to
        self._project = folder / "tour.annotator.db"
        self._seconds = 0.0
        self._number = 0
        self._model = ""
        self.window = Window("light")
        self.window.resize(USUAL_SIZE)  # an off-screen screen is small
        self.window.desk.articles.enter_guard_ms = 0
        self.window.suggestions.told.connect(self._on_told)

    def go(self) -> None:
        """The whole script."""
        self._begin()
        self._correct_the_first()
        self._finish_some()
        self._export()
        self._look()

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        settle()

    # -- the script ------------------------------------------------------------------------

    def _begin(self) -> None:
        self.window.show()
        self._shot("The welcome page")
        projects.create(self._project, SCHEME)
        project = Project(self._project, ANNOTATOR, clock=lambda: self._seconds, now=self._now)
        self.window.open_project(project)
        self._shot("A new project, with the labels of the scheme “news”")
        self._job(lambda: self.window.jobs.import_paths([paths.samples_dir()]))
        self._shot(f"The samples are in: {project.counts()['all']} articles")
        wait_for(self._is_suggested, "suggestions for all articles", _PATIENCE_MS)
        self._shot(f"{project.counts()['suggestions']} suggestions, of {self._model}")

    def _correct_the_first(self) -> None:
        self._press("Alt+Right", "Alt+Right")
        self._shot("Alt+Right twice: the start of “Veldora, Ilan Moreau” moves to “Ilan Moreau”")
        self._press("p")
        self._shot("P: it is a person, not an organisation; on to the next doubtful one")
        self._go_to("Tuesday")
        self._press("Space")
        self._shot("Space confirms “Tuesday”")
        self._step_to("Veldora", "Left")
        self._press("g")
        self._shot("G on a bare word adds “Veldora”; its other mentions follow and stay open")
        self._press("=")
        self._shot("= decides them too")
        self._go_to("Easter")
        self._press("d")
        self._shot("D: “Easter” is a date, not a place")
        self._go_to("end of the afternoon")
        self._press("Backspace")
        self._shot("Backspace rejects “end of the afternoon”")
        self._press("Ctrl+Z")
        self._shot("Ctrl+Z takes that back")
        self._press("Ctrl+Shift+Z")
        self._shot("Ctrl+Shift+Z does it again")
        self._press("1", "Shift+3")
        self._shot("1: about diplomacy; Shift+3: not about trade")
        self._finish("Enter finishes the article, a missing step at a time")

    def _finish_some(self) -> None:
        self._press("3")
        self._finish("The second is about trade; Enter accepts the rest")
        self._go_to("Tamaris")
        self._press("g", "6")
        self._finish("In the third, “Tamaris” is a place wherever it stands")
        self._press("5", "Ctrl+D")
        self._finish("The fourth is flagged, for someone to look at again")

    def _export(self) -> None:
        for each in formats_to_write():
            if each.missing:
                packages = " ".join(each.missing)
                terminal.say(f"    without {each.name}: pip install {packages}")
        for each, path in places(formats_to_write(), self._to / "export"):
            self._job(partial(self.window.jobs.export, each.name, path))
            if not path.exists():
                raise EnvironmentFault(Fault.EXPORT_FAILED, where=str(path), name=each.name)
            self._shot(f"Exported and read back: {path.name}")

    def _look(self) -> None:
        self._press("g")
        for name in ("light", "dark"):
            self.window.preferences.set_theme(name)
            self._shot(f"The next article, {name}")

    # -- doing -----------------------------------------------------------------------------

    def _press(self, *keys: str) -> None:
        for each in keys:
            press(self.window, each)
            settle()

    def _go_to(self, surface: str) -> None:
        self._step_to(surface, "Tab")

    def _step_to(self, surface: str, key: str) -> None:
        """Press a key until a surface has the focus."""
        for _ in range(_MOST_KEYS):
            if self._focused() == surface:
                return
            self._press(key)
        raise TimeoutError(f"“{surface}” never had the focus")

    def _finish(self, title: str) -> None:
        """Press Enter; where that only shows what was not looked at, finish all the same."""
        article = self._article()
        self._press("Enter")
        if self._article() == article:
            self._press("Shift+Enter")
            title += " (Enter, Shift+Enter)"
        if self._article() == article:
            raise TimeoutError("the article never came to its end")
        self._shot(title)

    def _job(self, start: Callable[[], None]) -> None:
        ended: list[str] = []
        self.window.jobs.ended.connect(ended.append)
        start()
        wait_for(lambda: ended, "the job to end", _PATIENCE_MS)
        self.window.jobs.ended.disconnect(ended.append)

    def _shot(self, title: str) -> None:
        """Keep a picture of the window, say what it shows, and let some seconds go by."""
        self._number += 1
        settle()
        self.window.grab().save(str(self._to / f"{self._number:02}.png"))
        terminal.say(f"{self._number:2}  {title}")
        self._seconds += _STEP_S

    # -- looking ---------------------------------------------------------------------------

    def _now(self) -> str:
        at = _BEGIN + timedelta(seconds=self._seconds)
        return at.isoformat(timespec="milliseconds")

    def _focused(self) -> str:
        review = self.window.desk.review
        return "" if review is None else review.sheet.text[slice(*review.focus)]

    def _article(self) -> int:
        review = self.window.desk.review
        return 0 if review is None else review.sheet.article.id

    def _is_suggested(self) -> bool:
        return self.window.project is not None and self.window.suggestions.is_idle

    def _on_told(self, text: str) -> None:
        self._model = text
