"""Jobs are processes: their reports, errors, progress and cancels as the parent sees them.

What is tested: `workspace/children/job.py`, `workspace/children/import_job.py`.
"""

import json
import os
import subprocess
import sys
import threading

import pytest

from annotator import paths
from annotator.core.codes import JobStep
from annotator.errors import Bug, EnvironmentFault, UserError
from annotator.storage import Store
from annotator.workspace.exchange import importing
from annotator.workspace.jobs import child, messages
from annotator.workspace.jobs.process import JobCancelled, JobProcess, Work, run_job
from annotator.workspace.open import projects


@pytest.fixture
def project(tmp_path):
    return projects.create(tmp_path / "p.db", "empty")


def request(project, path):
    return messages.Import(project=str(project), paths=(str(path),))


def many(tmp_path, count):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"text": f"text {n}"}) + "\n" for n in range(count)))
    return path


def test_a_job_reports_and_tells_how_far_it_is(project, tmp_path):
    told = []
    report = run_job(request(project, many(tmp_path, 3)), told.append)
    assert report.articles == 3
    assert told[-1].done == told[-1].total


def test_a_users_error_comes_through_in_one_line(project, tmp_path):
    with pytest.raises(UserError, match="there is no such file"):
        run_job(request(project, tmp_path / "nowhere"))


def test_a_bug_in_a_job_is_told_in_one_line_and_logged(monkeypatch, project):
    monkeypatch.setattr(messages.Index, "job", "nonsense")
    with pytest.raises(
        EnvironmentFault, match="the job failed by an error of this program; details"
    ):
        run_job(messages.Index(str(project)))
    assert "KeyError" in (paths.log_dir() / "jobs.log").read_text()


def test_a_job_that_dies_is_told_with_the_log(monkeypatch, project, tmp_path):
    monkeypatch.setattr(child, "command", lambda _: [sys.executable, "-m", "no_such_module"])
    with pytest.raises(EnvironmentFault, match=r"the job broke off \(exit 1\).*jobs\.log"):
        run_job(request(project, tmp_path))


def test_a_program_that_cannot_be_started_is_told(monkeypatch, project, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    with pytest.raises(EnvironmentFault, match="could not be started"):
        run_job(request(project, tmp_path))


def test_cancel_ends_a_job_and_what_is_stored_is_whole(project, tmp_path):
    cancel = threading.Event()
    path = many(tmp_path, 300)

    def tell(_done, _total, what):
        if what == JobStep.IMPORTING:
            cancel.set()

    with pytest.raises(JobCancelled, match="stay"):
        importing.run(request(project, path), Work(tell, cancel))
    with Store.open(project) as store:
        stored = store.counts.info()["articles"]
        assert 0 < stored < 300
        assert store.articles.get(stored).text == f"text {stored - 1}"


def test_the_window_gets_progress_and_one_end_from_the_jobs_thread(project, tmp_path):
    threads, ends, done = set(), [], threading.Event()

    def on_end(report, error):
        threads.add(threading.current_thread().name)
        ends.append((report, error))
        done.set()

    job = JobProcess(
        request(project, many(tmp_path, 3)),
        lambda _at: threads.add(threading.current_thread().name),
        on_end,
    ).start()
    assert done.wait(600)
    assert job.wait(600)
    assert not job.is_running
    assert threads == {"job import"}
    assert len(ends) == 1
    assert ends[0][0].articles == 3


def test_a_job_ends_for_who_waits_whatever_goes_wrong_in_its_thread(project, tmp_path):
    def fail(_at):
        raise ZeroDivisionError

    with pytest.raises(Bug, match="the job failed by an error of this program"):
        run_job(request(project, many(tmp_path, 3)), fail)


def test_a_job_cancelled_before_it_has_begun_ends_as_cancelled(project, tmp_path):
    ends = []
    job = JobProcess(request(project, many(tmp_path, 60_000)), None, lambda *end: ends.append(end))
    job.start()
    job.cancel()
    job.cancel()
    assert job.wait(600)
    assert isinstance(ends[0][1], JobCancelled)


def test_suggest_fills_a_project(tmp_path):
    project = projects.create(tmp_path / "p.db", "news")
    (tmp_path / "a.txt").write_text(" date 2023-11-10 Joe Biden met Xi Jinping in San Francisco.")
    run_job(request(project, tmp_path / "a.txt"))
    report = run_job(messages.Suggest(project=str(project)))
    assert report.articles == 1
    assert report.suggestions >= 3
    assert run_job(messages.Suggest(project=str(project))).articles == 0
    with Store.open(project) as store:
        text = store.articles.get(1).text
        assert "Xi Jinping" in {text[x.start : x.end] for x in store.suggestions.of(1) if x.end}
        assert store.suggestions.tokens(1) is not None


def test_suggest_with_an_unknown_pipeline_is_the_users_error(project):
    with pytest.raises(UserError, match="no such pipeline"):
        run_job(messages.Suggest(project=str(project), pipeline="xx_none"))


INTERRUPTED = """
import os, signal, sys
from annotator.workspace.jobs import child, messages
from annotator.workspace.jobs.process import JobCancelled, run_job

child.command = lambda name: [sys.executable, "-m", "endless"]
# What a shell starts in the background ignores Ctrl+C, and so do its children.
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    run_job(messages.Index(sys.argv[1]), lambda progress: os.kill(os.getpid(), signal.SIGINT))
except JobCancelled as error:
    print("cancelled:", error)
"""


# A child whose job ends by being cancelled, and by nothing else.
ENDLESS = """
import os, sys
from types import SimpleNamespace
from annotator.core.codes import JobStep
from annotator.workspace.children import job as child

def run(request, work):
    open(request.project, "w").write(str(os.getpid()))
    work.tell(0, None, JobStep.INDEXING)
    work.cancelled.wait()
    work.check()

sys.modules["endless_job"] = SimpleNamespace(run=run)
child._JOBS["index"] = "endless_job"
child.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl+C goes another way")
def test_ctrl_c_cancels_a_job_and_waits_for_its_end(tmp_path):
    (tmp_path / "endless.py").write_text(ENDLESS)
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path / "pid")],
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("cancelled: ")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.skipif(sys.platform == "win32", reason="a program of one's own is a script here")
def test_a_frozen_program_starts_its_children_by_itself(monkeypatch, project, tmp_path):
    """It has no interpreter to run a module by: the program itself is asked to be the child."""
    program = tmp_path / "annotator-frozen"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m annotator "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert child.command("job") == [str(program), "--child", "job"]
    assert run_job(request(project, many(tmp_path, 3))).articles == 3
