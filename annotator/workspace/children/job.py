"""One job: read the request, do it, answer. Whatever else is printed goes to the log."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from annotator.core.codes import JobEnd, JobName, JobStep
from annotator.errors import AnnotatorError, Bug, EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.protocol import Message, read_message, write_message
from annotator.workspace.jobs.messages import REQUESTS
from annotator.workspace.jobs.process import JobCancelled, Work
from annotator.workspace.jobs.wire import from_wire, to_wire

# The modules of the jobs are imported when asked for: an import needs no spaCy.
_JOBS = {
    JobName.IMPORT: "annotator.workspace.children.import_job",
    JobName.PREVIEW: "annotator.workspace.children.preview_job",
    JobName.INDEX: "annotator.workspace.children.index_job",
    JobName.NEAR_COPIES: "annotator.workspace.children.near_copies_job",
    JobName.COPY: "annotator.workspace.children.copy_job",
    JobName.EXPORT: "annotator.workspace.children.export_job",
    JobName.HAND_OUT: "annotator.workspace.children.hand_out_job",
    JobName.COUNT_LOSSES: "annotator.workspace.children.losses_job",
    JobName.RELEASE: "annotator.workspace.children.release_job",
    JobName.COUNT_RELEASE: "annotator.workspace.children.release_counts_job",
    JobName.REBUILD: "annotator.workspace.children.rebuild_job",
    JobName.SUGGEST: "annotator.workspace.children.suggest_job",
    JobName.JUDGE: "annotator.workspace.children.judge_job",
    JobName.TRAIN: "annotator.workspace.children.train_job",
    JobName.TRAIN_PIPELINE: "annotator.workspace.children.train_pipeline_job",
    JobName.EVALUATE: "annotator.workspace.children.evaluate_job",
    JobName.AGREEMENT: "annotator.workspace.children.agreement_job",
    JobName.RELIABILITY: "annotator.workspace.children.reliability_job",
    JobName.HAND_IN: "annotator.workspace.children.hand_in_job",
    JobName.MERGE: "annotator.workspace.children.merge_job",
}
_PROGRESS_EVERY_S = 0.1
_BETWEEN_COLLECTIONS = 50_000


class _Connection:
    """The pipe to the parent; its end, and the message "cancel", cancel the job."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests = requests
        self._answers = answers
        self._told_at = 0.0
        self.is_cancelled = threading.Event()

    def request(self) -> Message:
        message = read_message(self._requests)
        if message is None:
            raise SystemExit(0)
        threading.Thread(target=self._listen, daemon=True).start()
        return message

    def tell(self, done: int, total: int | None, what: JobStep) -> None:
        now = time.monotonic()
        if now - self._told_at >= _PROGRESS_EVERY_S or done == total:
            self._told_at = now
            self.answer({"progress": {"done": done, "total": total, "what": what}})

    def answer(self, message: Message) -> None:
        try:
            write_message(self._answers, {"id": 1, **message})
        except OSError:
            self.is_cancelled.set()

    def _listen(self) -> None:
        read_message(self._requests)
        self.is_cancelled.set()


def main() -> None:
    """Do the one job that stdin asks for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent turns Ctrl+C into "cancel"
    if hasattr(os, "nice"):
        os.nice(5)
    gc.freeze()  # what articles are made of is no cycle, and need not be looked at all the time
    gc.set_threshold(_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not get between the messages
    # Unbuffered: a thread that waits in a buffered reader aborts the interpreter when it ends.
    requests = cast(BinaryIO, open(0, "rb", buffering=0, closefd=False))  # noqa: SIM115
    connection = _Connection(requests, answers)
    connection.answer(_done(connection))


def _done(connection: _Connection) -> Message:
    """Do the job; the answer that goes back, whatever happened."""
    message = connection.request()
    asked: Mapping[str, object] = message["request"]
    try:
        request = from_wire(REQUESTS[message["job"]], asked)
        job = import_module(_JOBS[message["job"]])
        return {"ok": to_wire(job.run(request, Work(connection.tell, connection.is_cancelled)))}
    except JobCancelled as error:
        return _failed(JobEnd.CANCELLED, error)
    except UserError as error:
        return _failed(JobEnd.USER, error)
    except EnvironmentFault as error:
        return _failed(JobEnd.ENVIRONMENT, error)
    except OSError as error:
        place = str(error.filename or "disk")
        refused = EnvironmentFault(Fault.OF_THE_MACHINE, where=place, reason=reason_of(error))
        return _failed(JobEnd.ENVIRONMENT, refused)
    except Exception as error:
        traceback.print_exc()
        return _failed(JobEnd.BUG, _bug(asked, error))


def _failed(kind: str, error: AnnotatorError) -> Message:
    return {"error": error.as_dict(), "kind": kind}


def _bug(request: Mapping[str, object], error: Exception) -> Bug:
    """Why the job failed, if a damage of the project is why; never a name of Python's."""
    from annotator.workspace.open.damaged_articles import first_damage

    path = request.get("project")
    damage = first_damage(Path(path)) if isinstance(path, str) else None
    if damage is not None:
        return Bug(Fault.JOB_FAILED_BY_DAMAGE, damage=damage)
    if isinstance(error, AnnotatorError):
        return Bug(Fault.JOB_FAILED_BY, reason=error.notice)
    return Bug(Fault.JOB_FAILED)
