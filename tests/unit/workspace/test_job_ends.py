"""However a job ends in its process, who asked for it gets that as the error that it is.

What is tested: `workspace/children/job.py`, `workspace/jobs/process.py`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from annotator.errors import AnnotatorError, Bug, EnvironmentFault, UserError
from annotator.faults import Fault
from annotator.places import Where
from annotator.workspace.children import job
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobCancelled, JobProcess, Work
from annotator.workspace.jobs.wire import to_wire
from tests.unit.storage.making import new_store

Run = Callable[[messages.Index, Work], object]


@pytest.fixture
def ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Run], object]:
    """Do a job here as its process does it, and take its answer as who asked takes it."""
    request = messages.Index(str(tmp_path / "p.db"))

    def end(run: Run) -> object:
        monkeypatch.setattr(job, "import_module", lambda _: SimpleNamespace(run=run))
        connection: Any = SimpleNamespace(
            request=lambda: {"job": "index", "request": to_wire(request)},
            tell=lambda done, total, what: None,
            is_cancelled=None,
        )
        answer = json.loads(json.dumps(job._done(connection)))
        return JobProcess(request, None, lambda report, error: None)._report(answer, 0)

    return end


def failing(error: Exception) -> Run:
    def run(_request: messages.Index, _work: Work) -> object:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        (
            UserError(Fault.NO_SUCH_ARTICLE, where=Where.ARTICLE(number=7)),
            UserError,
            "article 7: there is no such article",
        ),
        (
            EnvironmentFault(Fault.FOLDER_READ_ONLY, where="/x"),
            EnvironmentFault,
            str(EnvironmentFault(Fault.FOLDER_READ_ONLY, where="/x")),
        ),
        (
            OSError(28, "No space left on device", "/x/y"),
            EnvironmentFault,
            "/x/y: No space left on device",
        ),
        (OSError(5, "Input/output error"), EnvironmentFault, "disk: Input/output error"),
        (JobCancelled(Fault.CANCELLED_UNLEARNED), JobCancelled, "cancelled"),
        (
            Bug(Fault.READ_BACK_DIFFERS, where="a.jsonl", what="k1"),
            EnvironmentFault,
            Bug(Fault.READ_BACK_DIFFERS, what="k1").what,
        ),
        (KeyError("a name of Python's"), EnvironmentFault, "an error of this program"),
    ],
    ids=lambda x: type(x).__name__ if isinstance(x, Exception) else "",
)
def test_an_error_of_a_job_arrives_as_what_it_is(
    ended: Callable[[Run], object], error: Exception, kind: type[AnnotatorError], told: str
) -> None:
    with pytest.raises(kind) as caught:
        ended(failing(error))
    assert type(caught.value) is kind
    assert told in str(caught.value)
    assert "Python" not in str(caught.value)


def test_where_the_project_is_damaged_that_is_why(
    ended: Callable[[Run], object], tmp_path: Path
) -> None:
    store, _, _ = new_store(tmp_path / "p.db")
    store.close()
    with closing(sqlite3.connect(tmp_path / "p.db")) as connection:
        connection.execute("UPDATE articles SET text = text || '.'")
        connection.commit()
    with pytest.raises(EnvironmentFault, match="damaged: article 1, table articles"):
        ended(failing(ValueError()))


def test_what_a_job_found_arrives(ended: Callable[[Run], object]) -> None:
    assert ended(lambda _request, _work: messages.IndexReport(True)) == messages.IndexReport(True)
