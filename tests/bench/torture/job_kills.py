"""Jobs and the suggestion worker, killed at random moments while a person works; then all again.

After a kill no act may be lost, `check` finds nothing, nothing lies about, what the job was to make
is whole or not there; the same job, done again, ends as if nothing had been.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from annotator.storage import Store
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import JobProcess, run_job
from annotator.workspace.jobs.wire import Request
from annotator.workspace.learning.worker import SuggestionWorker
from tests.bench.torture.person import Person, left_over, make, missing, wrong

ROOT = Path(__file__).resolve().parents[3]
ARTICLES, IMPORTED = 150, 1500
_DONE = 15  # articles, for what learns and what goes out
_PATIENCE_S = 300.0
# Done again after one kill in three only.
_LONG = ("train", "suggest", "evaluate", "train a pipeline")
_UNDIVIDED = messages.ReleaseChoices(dev=0.0, test=0.0)
_PROJECT = "p.annotator.db"


@dataclass(frozen=True, slots=True)
class Job:
    """A job to be killed: what it is asked, the command that asks the same ([]: none), what is made
    of the project before, and what is wrong with what it made, at its end or after a kill.
    `is_learned`: in a project that has a corrector; `is_alone`: nobody has it open meanwhile.
    """

    request: Callable[[Path, Path], Request[Any]] | None
    command: Callable[[Path, Path], Sequence[str]] | None = None
    before: Callable[[Path, Path], None] = lambda _project, _place: None
    whole: Callable[[Path, Path], Iterator[str]] = lambda _project, _place: iter(())
    half: Callable[[Path, Path], Iterator[str]] = lambda _project, _place: iter(())
    is_learned: bool = False
    is_alone: bool = False


# -- what each makes -----------------------------------------------------------------------


def _texts(place: Path) -> Path:
    path = place / "texts.jsonl"
    if not path.exists():
        with path.open("w") as out:
            for number in range(IMPORTED):
                span = {"start": 0, "end": 3, "label": "PERSON"}
                text = f"Xi {number} met Putin in Moscow. " * 8
                print(json.dumps({"id": f"in{number}", "text": text, "spans": [span]}), file=out)
    return path


def _all_came(project: Path, _place: Path) -> Iterator[str]:
    with Store.open(project) as store:
        found = store.counts.info()["articles"]
    if found != ARTICLES + IMPORTED:
        yield f"{found} articles are there after the import"


def _is_exported(_project: Path, place: Path) -> Iterator[str]:
    yield from _is_exported_or_not(_project, place)
    if not (place / "out.jsonl").exists():
        yield "no export"


def _is_exported_or_not(_project: Path, place: Path) -> Iterator[str]:
    if (to := place / "out.jsonl").exists():
        lines = to.read_text().splitlines()
        if len(lines) != ARTICLES or not all(json.loads(line)["text"] for line in lines):
            yield f"half an export: {len(lines)} lines"


def _is_copied(project: Path, place: Path) -> Iterator[str]:
    yield from _is_copied_or_not(project, place)
    if not (place / "copy.db").exists():
        yield "no copy"


def _is_copied_or_not(_project: Path, place: Path) -> Iterator[str]:
    if (to := place / "copy.db").exists():
        yield from (f"copy: {line}" for line in missing(to, []))
        with Store.open(to) as store:
            if store.counts.info()["articles"] != ARTICLES:
                yield "half a copy"


def _unindexed(project: Path, _place: Path) -> None:
    with Store.open(project) as store:
        store.search.begin_anew()


def _is_indexed(project: Path, _place: Path) -> Iterator[str]:
    with Store.open(project) as store:
        if store.search.unindexed() or len(store.search.articles("Sarn")) != ARTICLES:
            yield "not all are in the index"


def _is_suggested(project: Path, _place: Path) -> Iterator[str]:
    with Store.open(project) as store:
        if not all(store.suggestions.of(x) for x in range(1, ARTICLES + 1)):
            yield "articles without suggestions"


def _is_learned(project: Path, _place: Path) -> Iterator[str]:
    with Store.open(project) as store:
        if not store.models.all("corrector"):
            yield "nothing was learned"


def _is_released(_project: Path, place: Path) -> Iterator[str]:
    from annotator.workspace.release import verifying

    if not (place / "release").is_dir():
        yield "no release"
    else:
        yield from (str(x) for x in verifying.unlike(place / "release"))


def _is_released_or_not(project: Path, place: Path) -> Iterator[str]:
    if (place / "release").is_dir():
        yield from _is_released(project, place)


def _backups_are_whole(project: Path, _place: Path) -> Iterator[str]:
    from annotator.workspace.backups.keeping import backups_of

    for each in backups_of(project):
        yield from (f"backup: {line}" for line in missing(each.path, []))


def _worked_on(project: Path, _place: Path) -> None:
    """A backup, and work that it has not."""
    line = _line(["backups", str(project), "--make"])
    subprocess.run(line, check=True, capture_output=True, cwd=ROOT)
    person = Person(project, random.Random(2))
    for _ in range(10):
        person.act()
    person.close()


def _is_trained(_project: Path, place: Path) -> Iterator[str]:
    import spacy

    if not (place / "trained").is_dir():
        yield "no pipeline"
    else:
        spacy.load(place / "trained")


def _is_trained_or_not(project: Path, place: Path) -> Iterator[str]:
    if (place / "trained").is_dir():
        yield from _is_trained(project, place)


JOBS: dict[str, Job] = {
    "import": Job(
        lambda project, place: messages.Import(str(project), (str(_texts(place)),)),
        lambda project, place: ["import", str(project), str(_texts(place))],
        whole=_all_came,
    ),
    "export": Job(
        lambda p, place: messages.Export(str(p), str(place / "out.jsonl"), "jsonl", status="all"),
        lambda p, place: ["export", str(p), "--to", str(place / "out.jsonl"), "--status", "all"],
        whole=_is_exported,
        half=_is_exported_or_not,
    ),
    "copy": Job(
        lambda project, place: messages.Copy(str(project), str(place / "copy.db"), replace=True),
        lambda project, place: ["copy", str(project), str(place / "copy.db"), "--replace"],
        whole=_is_copied,
        half=_is_copied_or_not,
    ),
    "backup": Job(
        None,
        lambda project, _place: ["backups", str(project), "--make"],
        whole=_backups_are_whole,
        half=_backups_are_whole,
    ),
    "index": Job(lambda p, _place: messages.Index(str(p)), before=_unindexed, whole=_is_indexed),
    "near copies": Job(
        lambda project, _place: messages.NearCopies(str(project)),
        lambda project, _place: ["near-copies", str(project)],
    ),
    "suggest": Job(
        lambda project, _place: messages.Suggest(str(project)),
        lambda project, _place: ["suggest", str(project)],
        whole=_is_suggested,
    ),
    "train": Job(lambda project, _place: messages.Train(str(project)), whole=_is_learned),
    "release": Job(
        lambda p, place: messages.Release(str(p), str(place / "release"), _UNDIVIDED),
        lambda p, place: [
            *("release", str(p), "--to", str(place / "release"), "--dev", "0", "--test", "0")
        ],
        whole=_is_released,
        half=_is_released_or_not,
    ),
    "judge": Job(lambda project, _place: messages.Judge(str(project)), is_learned=True),
    "evaluate": Job(
        lambda project, _place: messages.Evaluate(str(project), cap_seconds=2.0),
        lambda project, _place: ["evaluate", str(project)],
        is_learned=True,
    ),
    "train a pipeline": Job(
        lambda p, place: messages.TrainPipeline(
            str(p), to=str(place / "trained"), dev_share=0.2, max_steps=5
        ),
        lambda project, place: [
            *("train", str(project), "--to", str(place / "trained"), "--max-steps", "5")
        ],
        whole=_is_trained,
        half=_is_trained_or_not,
    ),
    "put a backup back": Job(
        None,
        lambda project, _place: ["backups", str(project), "--restore", "1"],
        before=_worked_on,
        whole=_backups_are_whole,
        half=_backups_are_whole,
        is_alone=True,
    ),
}


# -- killing -------------------------------------------------------------------------------


@cache
def _base(folder: Path) -> Path:
    """The project that is copied for each kill, with finished articles in it."""
    path = make(folder / "base.annotator.db", ARTICLES)
    person = Person(path, random.Random(1))
    for article in person.articles[:_DONE]:
        person.project.open_article(article).finishing.finish_as_it_is(is_seen_to_end=True)
    for _ in range(30):
        person.act()
    person.close()
    return path


@cache
def _learned(folder: Path) -> Path:
    """The same, with a corrector."""
    path = Path(shutil.copyfile(_base(folder), folder / "learned.annotator.db"))
    run_job(messages.Train(str(path)))
    return path


def kill(name: str, seed: str, folder: Path, moment: float | None = None) -> list[str]:
    """Kill this job once, and look; what is wrong. At a random moment, or after so many seconds."""
    if name == "worker":
        return kill_worker(seed, folder)
    chance = random.Random(f"{seed} {name}")
    place = folder / f"{name} {seed}"
    place.mkdir()
    job = JOBS[name]
    project = _project(job, folder, place)
    person = Person(project, chance)
    if job.is_alone:
        person.close()
    by_command = job.request is None or (job.command is not None and chance.random() < 0.35)
    found: list[str] = []
    if moment is None:
        moment = chance.uniform(0, 1.1) * _seconds(name, by_command, folder)
    if by_command:
        assert job.command is not None
        act = (lambda: None) if job.is_alone else person.act
        found += _kill_command(job.command(project, place), moment, act)
    else:
        assert job.request is not None
        _kill_job(job.request(project, place), moment, person)
    if job.is_alone:
        person = Person(project, chance)
    for _ in range(2):  # and the window works on
        person.act()
    person.close()
    known = {_PROJECT, "texts.jsonl", "out.jsonl", "out.jsonl.manifest.json", "copy.db"}
    known |= {"release", "trained"}
    found += [f"after the kill: {x}" for x in _wrong(job.half, project, place, person, known)]
    if name in _LONG and chance.random() < 0.67:
        shutil.rmtree(place)
        return _named(name, by_command, moment, found)
    if job.is_alone:  # puts the project back to before all that
        person.told.clear()
    _do_again(job, project, place)
    found += [f"done again: {x}" for x in _wrong(job.whole, project, place, person, known)]
    shutil.rmtree(place)
    return _named(name, by_command, moment, found)


def _named(name: str, by_command: bool, moment: float, found: Sequence[str]) -> list[str]:
    how = "the command" if by_command else "the job"
    return [f"{name}, {how} killed after {moment:.2f} s: {line}" for line in found]


def _wrong(
    look: Callable[[Path, Path], Iterator[str]],
    project: Path,
    place: Path,
    person: Person,
    known: set[str],
) -> Iterator[str]:
    yield from wrong(project, person.told)
    yield from look(project, place)
    yield from left_over(place, known)


def _do_again(job: Job, project: Path, place: Path) -> None:
    (place / "out.jsonl").unlink(missing_ok=True)
    for made in ("release", "trained"):
        shutil.rmtree(place / made, ignore_errors=True)
    if job.request is not None:
        run_job(job.request(project, place))
    else:
        assert job.command is not None
        subprocess.run(_line(job.command(project, place)), check=True, capture_output=True)


def _kill_job(request: Request[Any], moment: float, person: Person) -> None:
    """The child is killed; the process that asked lives on."""
    job: JobProcess[Any] = JobProcess(request)
    job.start()
    until = time.monotonic() + moment
    while job.is_running and time.monotonic() < until:
        person.act()
        time.sleep(0.02)
    if job._process is not None:
        job._process.kill()
    if not job.wait(_PATIENCE_S):
        raise TimeoutError("a job that was killed does not end")


def _kill_command(arguments: Sequence[str], moment: float, act: Callable[[], object]) -> list[str]:
    """The command is killed; its children must notice, and end."""
    with subprocess.Popen(
        _line(arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    ) as command:
        until = time.monotonic() + moment
        while command.poll() is None and time.monotonic() < until:
            act()
            time.sleep(0.02)
        children = children_of(command.pid)
        command.kill()
    until = time.monotonic() + _PATIENCE_S
    while any(_lives(x) for x in children) and time.monotonic() < until:
        act()
        time.sleep(0.05)
    orphans = [x for x in children if _lives(x)]
    for each in orphans:
        os.kill(each, signal.SIGKILL)
    return [f"orphan {x}" for x in orphans]


def _line(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "annotator", *arguments]


def children_of(process: int) -> list[int]:
    """The numbers of its child processes; [] where there is no /proc."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (task / "children").read_text("ascii").split())
    return found


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _project(job: Job, folder: Path, place: Path) -> Path:
    """The project for this job, with what is made of it before."""
    made = (_learned if job.is_learned else _base)(folder)
    project = Path(shutil.copyfile(made, place / _PROJECT))
    job.before(project, place)
    return project


_took: dict[tuple[str, bool], float] = {}


def _seconds(name: str, by_command: bool, folder: Path) -> float:
    """About how long it takes when nobody kills it; the first time it is found out."""
    if (name, by_command) not in _took:
        job, place = JOBS[name], folder / f"{name} {by_command} whole"
        place.mkdir()
        project = _project(job, folder, place)
        _texts(place)
        began = time.monotonic()
        if by_command:
            assert job.command is not None
            line = _line(job.command(project, place))
            subprocess.run(line, check=True, capture_output=True, cwd=ROOT)
        else:
            assert job.request is not None
            run_job(job.request(project, place))
        _took[name, by_command] = time.monotonic() - began
        shutil.rmtree(place)
    return _took[name, by_command]


# -- the worker ----------------------------------------------------------------------------


def kill_worker(seed: str, folder: Path) -> list[str]:
    """Kill the worker once or twice; all that was asked must be answered, and stored by who asked
    while acts go on."""
    chance = random.Random(f"{seed} worker")
    place = folder / f"worker {seed}"
    place.mkdir()
    project = Path(shutil.copyfile(_base(folder), place / _PROJECT))
    person = Person(project, chance)
    answers: dict[int, Any] = {}
    worker = SuggestionWorker(
        None, person.project.scheme, answers.__setitem__, lambda _code, _detail: None, project
    )
    worker.start()
    asked = chance.sample(person.articles, 20)
    for article in asked:
        worker.ask(article, person.project.store.articles.get(article).text)
    for _ in range(chance.choice((1, 1, 2))):
        until = time.monotonic() + chance.uniform(0, 4)
        while time.monotonic() < until:
            person.act()
            time.sleep(0.02)
        if worker.process_id is not None:
            with suppress(ProcessLookupError):
                os.kill(worker.process_id, signal.SIGKILL)
    until = time.monotonic() + _PATIENCE_S
    while len(answers) < len(asked) and time.monotonic() < until:
        person.act()
        time.sleep(0.05)
    found = [f"no answer for article {x}" for x in asked if x not in answers]
    last = worker.process_id
    worker.close()
    person.close()
    if last is not None and _lives(last):
        found.append("the worker lives on")
    found += wrong(project, person.told)
    found += left_over(place, {_PROJECT})
    shutil.rmtree(place)
    return [f"worker: {line}" for line in found]


KINDS = (*JOBS, "worker")
