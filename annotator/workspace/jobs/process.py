"""Jobs: long work in a child process, with progress, a report at the end, and cancelling.

A job is one request of `messages.py`, which is answered by its report. `run_job` waits for it (the
command line); `JobProcess` calls back from a thread of its own (the window, which passes that on as
a queued signal). A job that is cancelled leaves nothing half done and ends; when this process dies,
its children notice, cancel and end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING, BinaryIO, Generic, cast

from annotator.bugs import log_bug
from annotator.core.codes import JobEnd, JobStep
from annotator.errors import AnnotatorError, Bug, EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.protocol import Message, ProtocolError, read_message, write_message
from annotator.values import dataclass
from annotator.workspace.jobs.child import log_path, open_log, start_child
from annotator.workspace.jobs.wire import R, Request, from_wire, to_wire

if TYPE_CHECKING:
    import subprocess

_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `total` is None where it is not known. `what` is what it does now."""

    done: int
    total: int | None
    what: JobStep


class JobCancelled(UserError):
    """The job was cancelled; what it says tells whether anything of it stays."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job gets to tell how far it is, and to learn whether it shall stop."""

    tell: Callable[[int, int | None, JobStep], None] = lambda _done, _total, _what: None
    cancelled: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Raise JobCancelled when the job shall stop."""
        if self.cancelled.is_set():
            raise JobCancelled(Fault.CANCELLED_UNCHANGED)


OnProgress = Callable[[Progress], None]
OnEnd = Callable[[R | None, AnnotatorError | None], None]


class JobProcess(Generic[R]):
    """One job in a child process. The callbacks are called in the job's own thread.

    `on_end` is called exactly once, with the report or with what went wrong (JobCancelled after
    `cancel`). Nothing here blocks but `wait`.
    """

    def __init__(
        self,
        request: Request[R],
        on_progress: OnProgress | None = None,
        on_end: OnEnd[R] | None = None,
    ) -> None:
        self._request = request
        self._on_progress = on_progress
        self._on_end = on_end
        self._process: subprocess.Popen[bytes] | None = None
        self._is_cancelled = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"job {request.job}", daemon=True)
        self._killer: threading.Timer | None = None
        self._has_ended = threading.Event()

    def start(self) -> JobProcess[R]:
        """Start the child, in the job's thread: starting a process would block the window."""
        self._thread.start()
        return self

    def cancel(self) -> None:
        """Ask the job to leave nothing half done and to end; one that does not is ended."""
        with self._lock:
            if self._is_cancelled.is_set():
                return
            self._is_cancelled.set()
            if self._process is not None:
                self._tell_cancel(self._process)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until the job has ended and `on_end` has been called; False when time is up."""
        # Not by joining the thread: a join that Ctrl+C breaks takes it for ended (Python 3.11).
        return self._has_ended.wait(timeout)

    @property
    def is_running(self) -> bool:
        """Whether the job has been started and has not ended."""
        return self._thread.ident is not None and not self._has_ended.is_set()

    def _run(self) -> None:
        report: R | None = None
        error: AnnotatorError | None = None
        try:
            report = self._talk()
        except AnnotatorError as failed:
            error = failed
        except OSError as failed:
            error = EnvironmentFault(Fault.JOB_NOT_STARTED, reason=reason_of(failed))
        except Exception as failed:  # else whoever waits for the end would wait for ever
            log_bug(failed)
            error = Bug(Fault.JOB_FAILED)
        finally:
            if self._killer is not None:
                self._killer.cancel()
        try:
            if self._on_end is not None:
                self._on_end(report, error)
        finally:
            self._has_ended.set()

    def _talk(self) -> R:
        with open_log("jobs") as log, start_child("job", log) as process:
            try:
                with self._lock:
                    self._process = process
                    _send(process, self._message())
                    if self._is_cancelled.is_set():
                        self._tell_cancel(process)
                answer = self._answer(process)
            finally:
                _close(process)
            process.wait()
        return self._report(answer, process.returncode)

    def _message(self) -> Message:
        return {"id": 1, "job": self._request.job, "request": to_wire(self._request)}

    def _answer(self, process: subprocess.Popen[bytes]) -> Message | None:
        """The last message of the child, or None when it died before it could say anything."""
        assert process.stdout is not None
        while True:
            try:
                message = read_message(cast(BinaryIO, process.stdout))
            except (OSError, ValueError, ProtocolError):
                return None
            if message is None or "progress" not in message:
                return message
            if self._on_progress is not None:
                self._on_progress(from_wire(Progress, message["progress"]))

    def _report(self, answer: Message | None, code: int | None) -> R:
        if answer is not None and "ok" in answer:
            return cast(R, from_wire(self._request.report, answer["ok"]))
        if answer is not None and answer.get("kind") == JobEnd.CANCELLED:
            raise JobCancelled.from_dict(answer["error"])
        if answer is None and self._is_cancelled.is_set():
            raise JobCancelled(Fault.CANCELLED)
        if answer is None:
            raise EnvironmentFault(Fault.JOB_BROKE_OFF, status=str(code), log=str(log_path("jobs")))
        kind = UserError if answer["kind"] == JobEnd.USER else EnvironmentFault
        raise kind.from_dict(answer["error"])

    def _tell_cancel(self, process: subprocess.Popen[bytes]) -> None:
        _send(process, {"id": 1, "cancel": True})
        self._killer = threading.Timer(_PATIENCE_S, process.kill)
        self._killer.daemon = True
        self._killer.start()


def run_job(
    request: Request[R],
    on_progress: OnProgress | None = None,
    cancel: threading.Event | None = None,
) -> R:
    """Run a job and wait for its report. Ctrl+C and `cancel` cancel it: JobCancelled.

    Raises UserError and EnvironmentFault as the job would have done here.
    """
    ends: list[tuple[R | None, AnnotatorError | None]] = []
    job = JobProcess(request, on_progress, lambda report, error: ends.append((report, error)))
    job.start()
    while True:
        try:
            if job.wait(0.1 if cancel is not None else 3600):
                break
        except KeyboardInterrupt:
            job.cancel()
        if cancel is not None and cancel.is_set():
            job.cancel()
    report, error = ends[0]
    if error is not None:
        raise error
    assert report is not None
    return report


def _send(process: subprocess.Popen[bytes], message: Message) -> None:
    """Send a message; a child that is gone already has said why."""
    assert process.stdin is not None
    try:
        write_message(cast(BinaryIO, process.stdin), message)
    except (OSError, ValueError):
        return


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        assert stream is not None
        try:
            stream.close()
        except OSError:
            continue
