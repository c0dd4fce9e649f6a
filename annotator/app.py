"""The composition root of the window: builds everything once, in order, and runs it."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from annotator import paths, terminal
from annotator.bugs import log_bug
from annotator.errors import AnnotatorError, EnvironmentFault, UserError
from annotator.faults import Fault, Unplanned
from annotator.ui.words.errors import words_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from annotator.core.records import Scheme
    from annotator.storage import Store
    from annotator.ui.settings.table import Settings
    from annotator.ui.shell.rescuing import Rescuing
    from annotator.ui.shell.window import Window
    from annotator.workspace.backups.keeping import Backup

LIBRARIES = (
    "apt-get install -y libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libxcb-cursor0"
)


def main(project: Path | None = None, annotator: str = "") -> int:
    """Open the window; without a display run the tour instead, unless a project was asked for.
    The exit status. `annotator` is whose work the project is opened as.
    """
    from annotator.workspace.clearing import clear_leftovers

    check_qt()
    if not has_display():
        if project is not None:
            raise EnvironmentFault(Fault.NO_DISPLAY, project=str(project))
        from annotator.ui.shell import tour

        terminal.say("There is no display here, so this is the tour: the real window, off-screen.")
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        collect_from_now_on()
        return tour.run(paths.exports_dir() / "tour")
    clear_leftovers()
    application = make_application()
    if project is not None and _is_shown_elsewhere(project):
        terminal.say(f"{project} is open already: its window is in front now")
        return 0
    window, opener = build()
    sys.excepthook = _teller(window)
    if project is not None:
        opener.open_or_offer(project, annotator)
    else:
        opener.open_last()
    window.show()
    collect_from_now_on()
    window.watch_stalls()
    return application.exec()


def collect_from_now_on() -> None:
    """Let Python collect what is no longer used, but for the program itself, which stays."""
    gc.freeze()
    gc.enable()


def _is_shown_elsewhere(project: Path) -> bool:
    hand_over = _hand_over()
    return hand_over is not None and bool(hand_over.bring_to_front(project))


def _hand_over() -> ModuleType | None:
    """What speaks with other starts; None where Qt's part for networks can't be loaded: it needs a
    library of the system (libgssapi_krb5) that the window itself does without.
    """
    try:
        from annotator.ui.shell import hand_over
    except ImportError:
        return None
    return hand_over


def _teller(window: Window) -> Callable[..., None]:
    """What is done with an error of ours in the window: logged each time, shown once, no work
    lost.
    """
    shown: set[str] = set()

    def tell_of(_kind: type[BaseException], error: BaseException, _traceback: object) -> None:
        line = log_bug(error)
        if line not in shown:
            shown.add(line)
            window.strip.say(line, is_warning=True)

    return tell_of


def check_qt() -> None:
    """Raise EnvironmentFault with the one line that helps when Qt's libraries are missing."""
    try:
        import PySide6.QtGui
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        raise EnvironmentFault(
            Fault.QT_NOT_LOADED, reason=str(error), libraries=LIBRARIES
        ) from error


def has_display() -> bool:
    """Whether a window could be shown. An explicit QT_QPA_PLATFORM counts, off-screen does not."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform:
        return platform not in ("offscreen", "minimal")
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def make_application() -> QApplication:
    """The one application object, in the theme and the language of the system."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from annotator.ui.kit import theme
    from annotator.ui.kit.qt_messages import keep_in_log
    from annotator.ui.shell.languages import speak

    existing = QApplication.instance()
    if existing is None:
        keep_in_log()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Annotator")
    speak(application)
    application.setWindowIcon(QIcon(str(paths.icons_dir() / "annotator.svg")))
    theme.apply(application, theme.load(theme.system_name()))
    return application


def build(annotator: str = "") -> tuple[Window, Opener]:
    """The window and what opens projects in it."""
    from annotator.ui.shell.window import Window

    window = Window()
    opener = Opener(window, annotator or window.preferences.settings.annotator or user_name())
    return window, opener


def user_name() -> str:
    """Who annotates, until they say otherwise: the name of the system's user."""
    from annotator.workspace.open.annotators import login_name

    return login_name()


def _schemes() -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """The schemes that a new project can begin with, as the welcome page shows them."""
    from annotator.workspace.scheme import files

    found = sorted(files.presets(), key=lambda each: (each.name != "news", each.name))
    return [(each.name, each.title, each.description, _colours(files.load(each.name)))
            for each in found]  # fmt: skip


def _colours(scheme: Scheme) -> list[tuple[str, str]]:
    return [(label.name, label.colour) for label in scheme.labels]


class Opener:
    """Opens projects in a window, and makes new ones."""

    def __init__(self, window: Window, annotator: str) -> None:
        self._window = window
        hand_over = _hand_over()
        self._listener = None if hand_over is None else hand_over.Listener(window)
        if self._listener is not None:
            window.project_closed.connect(self._listener.stop)
        self._annotator = annotator
        self.jobs = window.jobs
        welcome = window.welcome
        welcome.sample_asked.connect(self.guarded(self.open_sample))
        welcome.project_picked.connect(self.guarded(lambda path: self.open_or_offer(Path(path))))
        welcome.project_forgotten.connect(self.guarded(self._forget))
        welcome.open_asked.connect(self.guarded(self.ask_open))
        welcome.project_asked.connect(self.guarded(self.make))
        welcome.set_choices(_schemes, str(paths.default_projects_dir()), ".annotator.db")
        self._show_recent()
        window.backing.restoring.connect(self.guarded(self.put_back))
        window.saving.saved_to.connect(self.guarded(lambda path: self.open_path(Path(path))))
        window.files = self
        window.backing.rescuing.connect(self.guarded(self._save_whole))
        self._name_set = window.preferences.settings.annotator
        window.preferences.changed.connect(self.guarded(self._on_settings))

    def open_or_offer(self, path: Path, annotator: str = "") -> None:
        """The same as `open_path`; but where something can be done about a project that can't be
        opened, the person is asked.
        """
        try:
            self.open_path(path, annotator)
        except AnnotatorError as error:
            if not self._rescuing().offer(path, error):
                raise

    def _rescuing(self) -> Rescuing:
        from annotator.ui.shell.rescuing import Rescuing

        return Rescuing(self._window, self.guarded(self.open_path), self._complain)

    def _save_whole(self) -> None:
        """What is whole of the open project, which was found damaged, goes into a new one."""
        project = self._window.project
        if project is not None and self._window.saving.may_close():
            self._rescuing().save_whole(project.path)

    def open_path(self, path: Path, annotator: str = "") -> None:
        """Open a project file, if it is not the open one; raises UserError when it can't be.

        `annotator` is whose work to go on with, whoever it was before.
        """
        from annotator.workspace.open import projects
        from annotator.workspace.open.project import Project

        shown = self._window.project
        if shown is not None and path.is_file() and path.samefile(shown.path):
            return
        if not self._window.saving.may_close():
            return
        project = Project(path, lambda store: self._whose(store, annotator), words_of)
        self._window.open_project(project)
        if self._listener is not None:
            self._listener.listen(path)
        for line in project.file.told:
            self._window.strip.say(words_of(line), is_warning=True)
        projects.remember(path)
        self._show_recent()

    def _whose(self, store: Store, annotator: str) -> str:
        """Under which name to go on; asked where the work there is another's."""
        from annotator.workspace.open import annotators

        self._require_coder(store)
        name = annotator or annotators.choose(store, self._annotator)
        if name is None:
            name = self._asked_name(store)
        if not name:
            raise UserError(Fault.NOBODY_ANNOTATES)
        annotators.remember(store, name)
        return name

    def _require_coder(self, store: Store) -> None:
        """Where hand-outs are made, one is opened only when the person says that they are its coder
        now: once for each.
        """
        origin = store.team.origin
        if origin is None:
            return
        from annotator.workspace.open import annotators
        from annotator.workspace.team.leads import is_lead_here

        if annotators.remembered(store) or not is_lead_here(origin.project):
            return
        from annotator.ui.kit.asking import ChoiceQuestion
        from annotator.ui.words import team as say

        yes = say.work_as(origin.coder)
        options = [yes, say.LEAVE_CLOSED()]
        if ChoiceQuestion.ask(self._window, say.whose(origin.coder), options) != yes:
            where = store.path.name
            raise UserError(Unplanned.HANDOUT_LEFT_CLOSED, where=where, coder=origin.coder)

    def _asked_name(self, store: Store) -> str | None:
        from annotator.ui.kit.asking import AnnotatorQuestion
        from annotator.workspace.open.annotators import others_work

        known = [(each.name, each.done) for each in others_work(store)]
        return AnnotatorQuestion.ask(self._window, known, self._annotator)

    def ask_annotator(self) -> None:
        """Let the person go on under another name in the open project."""
        project = self._window.project
        if project is None:
            return
        name = self._asked_name(project.store)
        if name and name != project.annotator_name:
            self._reopen(name)

    def _reopen(self, name: str) -> None:
        project, saving = self._window.project, self._window.saving
        if project is None or not saving.may_close():
            return
        path = project.path if self._window.project is project else saving.saved_as
        self._window.close_project()
        self._window.show_welcome()  # what stays where it can't be opened again
        self.open_path(path, name)

    def put_back(self, backup: Backup) -> None:
        """Put a backup in the place of the open project, and open that again."""
        project = self._window.project
        if project is None or not self._window.saving.may_close():
            return
        path, name = project.path, project.annotator_name
        self._window.close_project()
        self._window.show_welcome()
        self._window.setEnabled(False)  # nothing else is opened meanwhile
        then = self.guarded(partial(self._on_put_back, path, name))
        self._window.backing.put_back(path, backup, then)

    def _on_put_back(self, path: Path, name: str, words: str, error: AnnotatorError | None) -> None:
        self._window.setEnabled(True)
        self.open_path(path, name)
        if error is not None:
            raise error
        self._window.strip.say(words, "Ctrl+Shift+B")

    def open_last(self) -> None:
        """The project that was open last, or the welcome page."""
        from annotator.workspace.open import projects

        for path in projects.remembered()[:1]:
            if not path.is_file():
                return  # the welcome page says so in its list
            try:
                self.open_or_offer(path)
            except AnnotatorError as error:
                self._complain(error)

    def open_sample(self) -> None:
        """A project with the sample articles, made at the first time."""
        path = paths.default_projects_dir() / "Sample.annotator.db"
        if path.is_file():
            self.open_or_offer(path)
        else:
            self.make(str(path), "news", 0, sample=True)

    def make(
        self,
        path: str,
        scheme: str,
        blind_share: int,
        own: tuple[str, ...] = (),
        *,
        sample: bool = False,
    ) -> None:
        from annotator.workspace.open import projects

        made = projects.create(Path(path), scheme, blind_share=blind_share, own=own)
        self.open_path(made)
        if sample:
            self.jobs.import_paths([paths.samples_dir()])

    def ask_open(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        from annotator.ui.kit import file_places

        usual = paths.default_projects_dir()
        begin = file_places.begin_in("open", usual)
        name, _ = QFileDialog.getOpenFileName(
            self._window, "", str(begin), "*.db *.sqlite *.annotator;;*"
        )
        file_places.remember("open", name)
        if name:
            self.open_or_offer(Path(name))

    def ask_new(self) -> None:
        self._window.leave_project()
        self._window.welcome.start_new()

    def ask_copy(self) -> None:
        """A copy; where the project itself can't be written, the work goes there."""
        project = self._window.project
        if project is None or (not project.unsaved and project.file.is_in_place):
            self.jobs.ask_copy()
        elif (to := self._window.saving.save_elsewhere()) is not None:
            self.open_path(to)

    def _on_settings(self, settings: Settings) -> None:
        """Another name is another annotator: the open project is shown as theirs."""
        if settings.annotator == self._name_set:
            return
        self._name_set = settings.annotator
        self._annotator = settings.annotator or user_name()
        self._reopen(self._annotator)

    def _show_recent(self) -> None:
        from annotator.workspace.open import projects

        found = [
            (path.name.removesuffix(".annotator.db"), str(path), not path.is_file())
            for path in projects.remembered()
        ]
        self._window.welcome.set_recent(found)

    def _forget(self, path: str) -> None:
        from annotator.workspace.open import projects

        projects.forget(Path(path))
        self._show_recent()

    def guarded(self, what: Callable[..., object]) -> Callable[..., None]:
        """The same, but what goes wrong is told in a box: there may be no project to tell it in."""

        def guarded(*values: object) -> None:
            try:
                what(*values)
            except AnnotatorError as error:
                self._complain(error)

        return guarded

    def _complain(self, error: AnnotatorError) -> None:
        if not isinstance(error, UserError):
            logging.getLogger(__name__).warning("%s", error)
        from annotator.ui.kit.telling import tell
        from annotator.ui.words.errors import words_of_error

        tell(self._window, words_of_error(error))
