"""Learning in an open project, as the window directs it: on or off, when, and which version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from annotator.core.codes import JobName, ModelKind
from annotator.storage import Store
from annotator.storage.settings import LEARNS
from annotator.workspace.learning.pipelines import choose_pipeline
from annotator.workspace.learning.reviewed_articles import due_job
from annotator.workspace.learning.versions_in_use import choose_version

if TYPE_CHECKING:
    from annotator.workspace.learning.report import Overview


class LearningControl:
    """What a person can ask and say about learning."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def due_job(self) -> Literal[JobName.TRAIN, JobName.JUDGE] | None:
        """The job that is due, after what was reviewed since the last one."""
        return due_job(self._store)

    def reviewed(self) -> int:
        """How many articles somebody has finished."""
        return self._store.reviews.done_count()

    def survey(self) -> Iterator[Overview]:
        """How the models do, fuller with each step."""
        from annotator.workspace.learning.report import survey

        return survey(self._store)

    def set_on(self, is_on: bool) -> None:
        """Switch learning on or off altogether."""
        self._store.settings.set(LEARNS, is_on)

    def use_corrector(self, version: int | None) -> None:
        """Use this version from now on; 0: none; None: the newest while it is better."""
        choose_version(self._store, ModelKind.CORRECTOR, version)

    def use_pipeline(self, name: str) -> None:
        """Let another pipeline suggest, "" for the one that comes along; or UserError."""
        choose_pipeline(self._store, name)
