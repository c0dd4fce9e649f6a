"""What is done with each spoilt input and project, in this process, and what counts as a fault.

A fault is a name of Python's in what is said, five seconds of the processor for one thing (and five
more for each 100 MB of the project's file), or data that differ from the original without a word.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from annotator import cli
from annotator.errors import AnnotatorError, UserError
from annotator.formats import registry
from annotator.notices import from_json
from annotator.storage import Store
from annotator.workspace.children import job as child
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.jobs.wire import Request, from_wire, to_wire
from annotator.workspace.open.project import Project
from tests.bench.torture.mutations import mutated, spoil

_PATIENCE_S = 5
_LONGEST = 60_000
PYTHON = re.compile(
    r"Traceback|\b[A-Z][A-Za-z]*(Error|Exception|Warning)\b|error of this program|\bNoneType\b"
    r"|<class |object at 0x|\bBug\b"
)
_SOUND = "A sound article, which nothing beside it may keep out."


class Hang(BaseException):
    """More time of the processor went by than one thing may take."""


@contextlib.contextmanager
def patient(megabytes: int = 0) -> Iterator[None]:
    """Raise Hang when what is inside takes more than five seconds of the processor, and five more
    for each 100 MB that it has to read.
    """

    def over(_signal: int, _frame: Any) -> None:
        raise Hang

    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGPROF"):
        yield
        return
    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, _PATIENCE_S * (1 + megabytes // 100))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def faults_of(what: Callable[[], object], name: str, megabytes: int = 0) -> list[dict[str, str]]:
    """The faults of doing this, with a file of so many MB: [{"kind", "name", "told"}]."""
    try:
        with patient(megabytes):
            what()
    except AnnotatorError as error:
        if isinstance(error, UserError) and not PYTHON.search(str(error)):
            return []
        return [{"kind": "python", "name": name, "told": f"{type(error).__name__}: {error}"}]
    except Hang:
        return [{"kind": "hang", "name": name, "told": _where()}]
    except Exception as error:
        return [{"kind": "python", "name": name, "told": f"{type(error).__name__}: {_where()}"}]
    return []


def _where() -> str:
    trace = traceback.format_exc().splitlines()
    places = [line.strip() for line in trace if "/annotator/" in line]
    return f"{trace[-1][:200]} | {' | '.join(places[-2:])}"


# -- inputs --------------------------------------------------------------------------------


def seeds(folders: list[Path]) -> dict[str, list[bytes]]:
    """Samples by the ending of their names, cut to 60 kB; each reader has at least one."""
    found: dict[str, list[bytes]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and registry.reader_for(path.name) is not None:
                found.setdefault(path.suffix.lower(), []).append(path.read_bytes()[:_LONGEST])
    for ending, sample in _OWN.items():
        found.setdefault(ending, []).append(sample.encode())
    return found


_RECORD = {
    "id": "a1", "text": "Xi met Putin 😀 in Moscow.", "title": "Xi", "published": "2024-05-01",
    "spans": [{"start": 0, "end": 2, "label": "PERSON"}, {"start": 7, "end": 12, "label": "ORG"}],
    "topics": ["War"], "meta": {"a": [1, {"b": None}]},
}  # fmt: skip
_OWN = {
    ".txt": "Title\ndate: 2024-05-01\n\nXi met Putin in Moscow. Żółć 😀.\n",
    ".csv": 'id,text,date\n1,"Xi met ""Putin""",2024-05-01\n2,Żółć,\n',
    ".tsv": "id\ttext\tlabel\n1\tXi met Putin\tWar\n2\tŻółć\t\n",
    ".jsonl": "\n".join(json.dumps({**_RECORD, "id": str(n)}) for n in range(4)),
    ".json": json.dumps([{**_RECORD, "id": str(n)} for n in range(3)]),
}


def torture_inputs(
    samples: dict[str, list[bytes]], seed: str, first: int, count: int, folder: Path
) -> list[dict[str, str]]:
    """Mutate, import them together beside a sound one, export all, and look for damage."""
    place = Path(tempfile.mkdtemp(dir=folder))
    inputs, project = place / "inputs", place / "p.db"
    inputs.mkdir()
    every = [each for found in samples.values() for each in found]
    for number in range(first, first + count):
        chance = random.Random(f"{seed} input {number}")
        ending = chance.choice(sorted(samples))
        data = mutated(chance.choice(samples[ending]), chance, every)
        (inputs / f"{number:06}{ending}").write_bytes(data)
    (inputs / "zz.txt").write_text(_SOUND)
    found = _imported(project, [inputs], _sound_is_there, place)
    if found:  # which one is it?
        each = [
            fault
            for path in sorted(inputs.iterdir())
            for fault in _imported(place / f"{path.name}.db", [path], lambda _: None, place)
        ]
        found = each or found
    shutil.rmtree(place)
    return found


def _sound_is_there(store: Store) -> None:
    if store.articles.with_hash(sha256(_SOUND.encode()).hexdigest()) is None:
        raise AssertionError("a sound article was kept out")


def _imported(
    project: Path, paths: list[Path], look: Callable[[Store], None], place: Path
) -> list[dict[str, str]]:
    name = paths[0].name

    def through() -> None:
        from annotator.workspace.open.projects import create

        create(project, "news")
        is_review = bool(sum(name.encode()) % 2)
        request = messages.Import(
            str(project), tuple(map(str, paths)), become="review" if is_review else "given"
        )
        try:
            report = importing.run(request, Work())
        except UserError as error:  # right for one that is unfit, never for a folder of many
            if paths[0].is_dir():
                raise AssertionError(str(error)) from error
            raise
        for line in (str(from_json(each["reason"])) for each in report.refusals):
            if PYTHON.search(line):
                raise AssertionError(line)
        with Store.open(project) as store:
            look(store)
            damage = [str(each) for each in store.damage.all()]
        if damage:
            raise AssertionError(damage[0])

    def out() -> None:
        to = str(place / f"{project.stem}.jsonl")
        with contextlib.suppress(UserError):
            exporting.run(messages.Export(str(project), to, "jsonl", "all"), Work())

    return faults_of(through, f"import {name}") or faults_of(out, f"export of {name}")


# -- projects ------------------------------------------------------------------------------


def original(project: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """What a sound project exports, by id."""
    said, told = _export(project, folder)
    assert not said[2], said
    return told


def torture_project(
    base: Path, given: dict[str, dict[str, Any]], seed: str, number: int, folder: Path
) -> list[dict[str, str]]:
    """Damage a copy, and put it through info, check, export and the opening of each article."""
    place = Path(tempfile.mkdtemp(dir=folder))
    path = place / "p.db"
    shutil.copyfile(base, path)
    done = spoil(path, random.Random(f"{seed} project {number}"))
    name = f"project {number}: {done}"
    found: list[dict[str, str]] = []

    def commands() -> None:
        for arguments in (["info", str(path)], ["info", str(path), "--json"], ["check", str(path)]):
            _look(found, name, *command(arguments))

    def out() -> None:
        said, got = _export(path, place)
        _look(found, name, *said)
        found.extend(_silent(name, given, got, said[1]))

    for what in (commands, out, lambda: _opened(path)):
        found += faults_of(what, name, path.stat().st_size // 1_000_000)
    shutil.rmtree(place)
    return found


def _look(found: list[dict[str, str]], name: str, out: str, err: str, _status: int) -> None:
    found.extend(
        {"kind": "python", "name": name, "told": line[:300]}
        for line in f"{out}\n{err}".splitlines()
        if PYTHON.search(line)
    )


def _silent(
    name: str, given: dict[str, dict[str, Any]], got: dict[str, dict[str, Any]], said: str
) -> list[dict[str, str]]:
    """Articles that differ from the original, or are missing, without a word about them."""
    in_general = any(
        "damaged" in line and "article " not in line.split(", table")[0]
        for line in said.splitlines()
    ) or (not got and bool(said.strip()))
    found = []
    for key in given.keys() | got.keys():
        is_told = in_general or re.search(rf"article {given.get(key, {}).get('_at', 0)}\b", said)
        if not is_told and _data(given.get(key)) != _data(got.get(key)):
            what = "is missing" if key not in got else "is new" if key not in given else "differs"
            found.append({"kind": "silent", "name": name, "told": f"{key} {what}"})
    return found


def _data(article: dict[str, Any] | None) -> Any:
    """What an article says, as text; where it stood in the file is no part of it."""
    if article is None:
        return None
    return json.dumps({k: v for k, v in article.items() if k != "_at"}, sort_keys=True)


def _export(project: Path, folder: Path) -> tuple[tuple[str, str, int], dict[str, dict[str, Any]]]:
    to = folder / f"{project.stem}.out.jsonl"
    to.unlink(missing_ok=True)
    said = command(["export", str(project), "--to", str(to), "--status", "all"])
    got = {}
    if to.exists():
        for line in to.read_text("utf-8").splitlines():
            article = json.loads(line)
            number = int(re.sub(r"\D", "", str(article.get("id"))) or 0)
            got[str(article.get("id"))] = {**article, "_at": number}
    return said, got


def command(arguments: list[str]) -> tuple[str, str, int]:
    """A command in this process, its job too: (stdout, stderr, exit status)."""
    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, ["annotator", *arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        finally:
            sys.argv = before
    return out.getvalue(), err.getvalue(), status


def jobs_in_process() -> None:
    """Let the commands' jobs run here: a process for each would take an hour."""

    class Here:
        def __init__(self, request: dict[str, Any]) -> None:
            self.asked = request
            self.is_cancelled = threading.Event()

        def request(self) -> dict[str, Any]:
            return self.asked

        def tell(self, *_told: Any) -> None:
            return None

    def run(request: Request[Any]) -> Any:
        logged = io.StringIO()
        asked = {"id": 1, "job": request.job, "request": to_wire(request)}
        with contextlib.redirect_stderr(logged):
            answer = child._done(Here(asked))  # type: ignore[arg-type]
        if "ok" in answer:
            return from_wire(request.report, answer["ok"])
        if answer.get("kind") == "bug":
            raise AssertionError(f"{answer['error']} {logged.getvalue()[-600:]}")
        raise UserError.from_dict(answer["error"])

    cli.run = run  # type: ignore[assignment]


def _opened(path: Path) -> None:
    """As the window opens it: each article, the lists, a search, what is next, what can go back."""
    project = Project(path, "ann", window=False)
    try:
        ids = list(project.lists.listed("all"))
        project.lists.rows(ids)
        project.counts()
        for article in ids:
            with contextlib.suppress(UserError):
                review = project.open_article(article)
                review.finishing.finish(is_seen_to_end=True)
        project.next_to_do(None)
        for what in ("Putin", "label:Person", "is:flagged"):
            with contextlib.suppress(UserError):
                project.lists.found(what)
        with contextlib.suppress(UserError):
            project.undoing.undo()
        with contextlib.suppress(UserError):
            project.undoing.redo()
    finally:
        project.close()
