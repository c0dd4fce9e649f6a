"""What the suggestion worker's child is taught of a project: memory, and the models in use.

A version that the child can't use, or dies of, is left out from then on.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import leftovers
from annotator.core.codes import ModelKind, WorkerState
from annotator.core.memory import Usage
from annotator.errors import AnnotatorError, UserError
from annotator.notices import Value
from annotator.storage import Store
from annotator.workspace.learning.reviewed_articles import weight
from annotator.workspace.learning.versions_in_use import leave_out, model_in_use

if TYPE_CHECKING:
    from annotator.worker_messages import Remember, UseModel

_SURFACES_A_MESSAGE = 2000

Remembered = Mapping[str, Mapping[int | None, int]]


class Teaching:
    """Reads a project for the child, by a connection of its own; None: there is nothing to teach.

    `on_failed` gets why a model, or all of it, can't be had.
    """

    def __init__(
        self, project: Path | None, ids: Iterator[int], on_failed: Callable[[Value], None]
    ) -> None:
        self._project = project
        self._ids = ids
        self._on_failed = on_failed
        self._lock = threading.Lock()
        self._taught: dict[int, tuple[ModelKind, str]] = {}
        self._suspect: tuple[ModelKind, str] | None = None

    @property
    def is_done(self) -> bool:
        """Whether the child has answered for every model."""
        with self._lock:
            return not self._taught

    def begin(self) -> None:
        """There is a new child, which knows nothing."""
        with self._lock:
            self._taught.clear()

    def messages(self) -> Iterator[Remember | UseModel]:
        """All that the child needs to know of the project. Runs in the writing thread."""
        if self._project is None:
            return
        try:
            with Store.open(self._project) as store:
                memory, usage, weighed = store.memory.all(), store.memory.usage(), weight(store)
                models = [self._model(store, kind) for kind in ModelKind]
        except (AnnotatorError, OSError, TypeError, ValueError) as error:  # of a damaged row too
            why = error.in_full if isinstance(error, AnnotatorError) else str(error)
            self._on_failed(why)
            return
        yield from memory_messages(self._ids, memory, usage, weighed)
        for model in models:
            with self._lock:
                self._taught[model.id] = (model.kind, model.version)
            yield model

    def answered(self, number: int, *, is_refused: bool) -> WorkerState | None:
        """What an answer to one of these messages says of the child; None: nothing yet."""
        with self._lock:
            taught = self._taught.pop(number, None)
        if taught is None:
            return None
        if is_refused:
            self._leave_out(taught)
            return WorkerState.MODEL_FAILED
        return WorkerState.LEARNED if taught[0] == tuple(ModelKind)[-1] else None

    def child_died(self) -> None:
        """A child that died before it answered for a model, twice, died of that."""
        with self._lock:
            waiting = [self._taught[number] for number in sorted(self._taught)]
            self._taught.clear()
        first = waiting[0] if waiting else None
        if first is not None and first[1] and first == self._suspect:
            self._leave_out(first)
        self._suspect = first

    def _model(self, store: Store, kind: ModelKind) -> UseModel:
        """A message about the model in use; one that can't be read is left out, with a line."""
        from annotator.worker_messages import UseModel

        number = next(self._ids)
        try:
            return _with_weights(store, kind, number)
        except UserError as error:
            model = model_in_use(store, kind)
            if model is not None:
                leave_out(store, kind, model.version)
            self._on_failed(error.in_full)
            return UseModel(id=number, kind=kind, version="")

    def _leave_out(self, taught: tuple[ModelKind, str]) -> None:
        """Do not use a version again that the child could not use."""
        kind, version = taught
        if self._project is None or not version:
            return
        try:
            with Store.open(self._project) as store:
                leave_out(store, kind, int(version))
        except (AnnotatorError, OSError):
            return  # the next child will fail at it too


def memory_messages(
    ids: Iterator[int],
    surfaces: Remembered,
    usage: Usage,
    weighed: tuple[Counter[str], bool] | None = None,
) -> Iterator[Remember]:
    """What these surfaces are decided as, and what is usual; with what memory was `weighed` as, all
    that was told before is to be forgotten.
    """
    from annotator.worker_messages import Remember, Weighed

    first = None if weighed is None else Weighed(*weighed)
    usual = list(usage.items())
    rows = [(surface, list(counts.items())) for surface, counts in surfaces.items()]
    for start in range(0, max(len(rows), 1), _SURFACES_A_MESSAGE):
        some = dict(rows[start : start + _SURFACES_A_MESSAGE])
        yield Remember(id=next(ids), surfaces=some, usual=usual, weighed=first)
        first = None


def _with_weights(store: Store, kind: ModelKind, number: int) -> UseModel:
    """The version in use ("": none), with a file of its weights, which the child deletes."""
    from annotator.worker_messages import UseModel

    model = model_in_use(store, kind)
    weights = None if model is None else store.models.weights(kind, model.version)
    if model is None or weights is None:
        return UseModel(id=number, kind=kind, version="")
    path = leftovers.make_temp_file(weights, f".{kind}")
    return UseModel(
        id=number,
        kind=kind,
        version=str(model.version),
        path=str(path),
        taught_by=model.fingerprint,
    )
