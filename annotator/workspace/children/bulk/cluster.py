"""A Dask cluster that suggests: the same requests as the processes of this machine, far away.

Dask gives a task again where its worker is lost; one that was lost too often comes back as such.
"""

from __future__ import annotations

import importlib
import queue
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from annotator.errors import EnvironmentFault, UserError
from annotator.faults import Unsuggested
from annotator.worker_messages import (
    Loaded,
    SuggestedMany,
    SuggestMany,
    answer_from,
    to_bytes,
)
from annotator.workspace.children.bulk.executor import AHEAD, Answered, Lesson, Lost

_CONNECT_S = 10
_PATIENCE_S = 60.0  # without any worker: a cluster may be starting new ones
_LOOK_S = 5.0
_KILLED = "KilledWorker"  # what Dask calls a task whose workers died
_SAME = ("annotator", "spacy")  # what has to be of one version everywhere


class DaskCluster:
    """Connected to the cluster at an address, whose workers have the `lesson` and read alike."""

    def __init__(
        self, address: str, lesson: Lesson, loaded: Loaded, check: Callable[[], None]
    ) -> None:
        self._address = address
        self._check = check
        self._came: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._numbers: dict[Any, int] = {}
        bodies = [to_bytes(request) for request in lesson]
        self._lesson = f"annotator-{sha256(b''.join(bodies)).hexdigest()[:16]}"
        self._client = _connected(address)
        try:
            self.processes = self._workers()
            if not self.processes:
                raise EnvironmentFault(Unsuggested.CLUSTER_EMPTY, where=address)
            self._require_versions()
            self._teach(bodies, loaded)
        except BaseException:
            self.close()
            raise
        self._looked = self._seen = time.monotonic()

    @property
    def has_room(self) -> bool:
        return len(self._numbers) < AHEAD * max(1, self.processes)

    def put(self, request: SuggestMany) -> None:
        from annotator.workspace.children.bulk import cluster_task

        future = self._client.submit(
            cluster_task.answer, self._lesson, to_bytes(request), pure=False
        )
        self._numbers[future] = request.id
        future.add_done_callback(self._came.put)

    def next(self, timeout_s: float) -> Answered | Lost | None:
        try:
            future = self._came.get(timeout=timeout_s)
        except queue.Empty:
            self._require_workers()
            return None
        return self._outcome(future, self._numbers.pop(future))

    def close(self) -> None:
        with suppress(Exception):  # the cluster may be gone, and nothing of ours is lost with it
            self._client.cancel(list(self._numbers))
            self._client.unregister_worker_plugin(self._lesson)
        self._numbers.clear()
        with suppress(Exception):
            self._client.close(timeout=2)

    def _outcome(self, future: Any, number: int) -> Answered | Lost:
        if future.cancelled():
            raise EnvironmentFault(Unsuggested.CLUSTER_GONE, where=self._address)
        try:
            error = future.exception(timeout=_PATIENCE_S)
            answer = None if error is not None else answer_from(future.result(timeout=_PATIENCE_S))
        except Exception:  # it was done, and its worker died with it
            return Lost(number)
        if isinstance(answer, SuggestedMany):
            return Answered(number, answer)
        if error is None or type(error).__name__ == _KILLED:
            return Lost(number)
        raise EnvironmentFault(
            Unsuggested.CLUSTER_FAILS, where=self._address, reason=_one_line(error)
        )

    # -- whether all read alike --------------------------------------------------------------

    def _workers(self) -> int:
        """How many there are; at the start it is waited for the first one."""
        with suppress(Exception):
            self._client.wait_for_workers(1, timeout=_CONNECT_S)
        return len(self._client.nthreads())

    def _require_workers(self) -> None:
        now = time.monotonic()
        if now - self._looked < _LOOK_S:
            return
        self._looked = now
        try:
            self.processes = len(self._client.nthreads())
        except Exception as fault:
            raise EnvironmentFault(Unsuggested.CLUSTER_GONE, where=self._address) from fault
        if self.processes:
            self._seen = now
        elif now - self._seen > _PATIENCE_S:
            raise EnvironmentFault(Unsuggested.CLUSTER_EMPTY, where=self._address)

    def _require_versions(self) -> None:
        for name in _SAME:
            own = _own(name)
            for worker, found in self._everywhere(version, name).items():
                if isinstance(found, PackageNotFoundError | ModuleNotFoundError):
                    raise UserError(
                        Unsuggested.WORKER_WITHOUT, where=worker, name=name, version=own
                    )
                if found != own:
                    raise UserError(
                        Unsuggested.WORKER_OTHERWISE,
                        where=worker,
                        name=name,
                        found=str(found),
                        own=own,
                    )

    def _teach(self, bodies: list[bytes], loaded: Loaded) -> None:
        from annotator.workspace.children.bulk import cluster_task

        self._client.register_plugin(cluster_task.LessonPlugin(self._lesson, bodies))
        self._check()
        name = f"{loaded.pipeline} {loaded.version}"
        for worker, said in self._everywhere(cluster_task.learned, self._lesson).items():
            if isinstance(said, BaseException):
                reason = _one_line(said)
                raise EnvironmentFault(Unsuggested.CLUSTER_FAILS, where=worker, reason=reason)
            answer = answer_from(said)
            if not isinstance(answer, Loaded):
                raise UserError(
                    Unsuggested.WORKER_WITHOUT, where=worker, name=loaded.pipeline, version=name
                )
            if answer.fingerprint != loaded.fingerprint:
                raise UserError(
                    Unsuggested.WORKER_OTHERWISE,
                    where=worker,
                    name=loaded.pipeline,
                    found=f"{answer.version} ({answer.fingerprint})",
                    own=f"{loaded.version} ({loaded.fingerprint})",
                )

    def _everywhere(self, function: Callable[..., Any], *given: Any) -> Mapping[str, Any]:
        try:
            found: Mapping[str, Any] = self._client.run(function, *given, on_error="return")
        except Exception as fault:
            reason = _one_line(fault)
            raise EnvironmentFault(
                Unsuggested.CLUSTER_FAILS, where=self._address, reason=reason
            ) from fault
        return found


def _own(name: str) -> str:
    """The version of a package on this machine."""
    return version(name)


def require_extra() -> None:
    """UserError where what talks to a cluster is not installed."""
    try:
        importlib.import_module("distributed")
    except ImportError as fault:
        raise UserError(Unsuggested.EXTRA_MISSING_CLUSTER) from fault


def _connected(address: str) -> Any:
    require_extra()
    distributed = importlib.import_module("distributed")
    try:
        return distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except Exception as fault:  # from OSError to ValueError, by what the address looks like
        raise EnvironmentFault(
            Unsuggested.CLUSTER_UNREACHABLE, where=address, reason=_one_line(fault)
        ) from fault


def _one_line(fault: BaseException) -> str:
    lines = str(fault).strip().splitlines()
    return lines[0][:200] if lines else type(fault).__name__
