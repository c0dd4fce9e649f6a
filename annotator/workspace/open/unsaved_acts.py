"""Acts that can't be stored yet: they stay in their order, and are stored when that is possible."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from annotator.bugs import log_bug
from annotator.core.records import Act
from annotator.errors import AnnotatorError, Bug, EnvironmentFault
from annotator.faults import Fault
from annotator.storage import ProjectDisplaced, ProjectLocked, StaleState, Store
from annotator.storage.one_name import require_closed
from annotator.values import dataclass

__all__ = [
    "ProjectDisplaced",
    "ProjectLocked",
    "UnsavedAct",
    "UnsavedActs",
    "named",
    "saved_elsewhere",
]


@dataclass(frozen=True, slots=True)
class UnsavedAct:
    """An act, when it was done, and where the focus was before."""

    act: Act
    at: str
    focus: tuple[int, int]


class UnsavedActs:
    """The acts that wait because another program holds the project, or its file is gone."""

    def __init__(self, store: Callable[[UnsavedAct], None], on_stale: Callable[[], None]) -> None:
        """`store` stores an act; `on_stale` is called when one that was shown as done was left out,
        before anything newer is stored.
        """
        self._store = store
        self._on_stale = on_stale
        self.kept: list[UnsavedAct] = []
        self.fault: EnvironmentFault | None = None
        self._left_out: AnnotatorError | None = None

    def __len__(self) -> int:
        return len(self.kept)

    @property
    def is_displaced(self) -> bool:
        """Whether what they wait for is the file, not another program."""
        return isinstance(self.fault, ProjectDisplaced)

    def put(self, new: UnsavedAct) -> None:
        """Store an act behind those that wait, or keep it with them.

        Raises what keeps it from ever being stored as it is; then it is not kept. What became of
        the older ones is in `take_left_out`.
        """
        self._store_kept()
        if self.kept:
            self.kept.append(new)
            return
        try:
            self._store(new)
        except (ProjectLocked, ProjectDisplaced) as fault:
            self.kept.append(new)
            self.fault = fault
        except StaleState:
            self._on_stale()
            raise

    def flush(self) -> bool:
        """Store what waits, as far as that is possible now; whether nothing is left.

        Raises what keeps an act from ever being stored, and leaves it out; the others are stored.
        """
        self._store_kept()
        left_out = self.take_left_out()
        if left_out is not None:
            raise left_out
        if self.fault is not None and not isinstance(self.fault, ProjectLocked | ProjectDisplaced):
            raise self.fault
        return not self.kept

    def take_left_out(self) -> AnnotatorError | None:
        """Why an act that had waited was left out, if one was since this was last asked."""
        left_out, self._left_out = self._left_out, None
        return left_out

    def _store_kept(self) -> None:
        is_any_left_out = False
        self.fault = None
        while self.kept and self.fault is None:
            try:
                self._store(self.kept[0])
            except EnvironmentFault as fault:
                self.fault = fault
                continue
            except AnnotatorError as error:
                left_out = error
            except Exception as error:  # what is behind it can be stored all the same
                log_bug(error)
                left_out = Bug(Fault.ACT_NOT_STORED)
            else:
                self.kept.pop(0)
                continue
            self.kept.pop(0)
            self._left_out = self._left_out or left_out
            is_any_left_out = True
        if is_any_left_out:
            self._on_stale()

    def require_none(self) -> None:
        """Raise what keeps acts from being stored, if any wait: for what goes beyond them."""
        if self.kept and not self.flush() and self.fault is not None:
            raise self.fault

    def clear(self) -> None:
        """They are stored elsewhere, or given up."""
        self.kept.clear()
        self.fault = None


class UnsavedProject(Protocol):
    """A project, open or closed just now, with acts that wait."""

    path: Path
    store: Store
    unsaved: UnsavedActs

    @property
    def annotator_name(self) -> str: ...


def saved_elsewhere(project: UnsavedProject, to: Path) -> Path:
    """A file beside `to` with all of the project and the acts that wait; it is to be renamed.

    The project may be closed before: `to` may be the very name that its file had. Raises UserError
    where `to` is a project that is open.
    """
    if to.resolve() != project.path.resolve():
        require_closed(to)
    half = to.with_name(f".annotator-{os.getpid()}-{to.name[:80]}.saved")
    half.unlink(missing_ok=True)
    try:
        project.store.copy_to(half)
        with Store.open(half) as store:
            annotator = store.annotators.id_of(project.annotator_name)
            for kept in project.unsaved.kept:
                store.acts.commit(kept.act, annotator, kept.at)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return half


def named(half: Path, to: Path) -> Path:
    """Give a saved file its name or, where that can't be replaced, a free one like it; which."""
    try:
        half.replace(to)
    except OSError:
        number = 1
        while (free := to.with_name(f"{to.stem} {number}{to.suffix}")).exists():
            number += 1
        half.rename(free)
        return free
    return to
