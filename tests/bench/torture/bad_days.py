"""Bad days that a project has while somebody works on it: the disk is full or read-only, another
program holds the file, it is replaced, moved or copied under the window, the clock jumps back.

Each gives what is wrong afterwards. All that was done and seen to be done must be there, `check`
finds nothing, and what could not be done was said in words.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from annotator.core.codes import ActKind, BackupReason
from annotator.errors import AnnotatorError, UserError
from annotator.storage import Store
from annotator.workspace import checking
from annotator.workspace.backups import keeping
from annotator.workspace.exchange import exporting, importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from tests.bench.torture.person import Person, Told, left_over, make, missing, wrong
from tests.bench.torture.runs import PYTHON, command

ROOT = Path(__file__).resolve().parents[3]
ARTICLES, MOST_ACTS = 40, 30
_PROJECT = "p.annotator.db"
_MOUNTED = (
    "mount -t tmpfs -o size={size}k tmpfs {place} && exec {python} -m"
    " tests.bench.torture.bad_days {kind} {seed} {place}"
)


def day(kind: str, seed: str, folder: Path) -> list[str]:
    """One such day; what is wrong after it."""
    place = folder / f"{kind} {seed}".replace(" ", "-")
    place.mkdir()
    found = list(DAYS[kind](random.Random(f"{seed} {kind}"), place, seed))
    shutil.rmtree(place, ignore_errors=True)
    return [f"{kind}: {line}" for line in found]


# -- another program -----------------------------------------------------------------------


def _locked(chance: random.Random, place: Path, _seed: str) -> Iterator[str]:
    """Another program holds the file while acts are done; then it lets go."""
    path = make(place / _PROJECT, ARTICLES)
    person = Person(path, chance)
    for _ in range(chance.randint(1, 3)):
        _act(person, chance.randint(0, 5))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute(chance.choice(("BEGIN IMMEDIATE", "BEGIN EXCLUSIVE")))
            person.told += _waiting(person, chance.randint(1, 3))
            other.execute("ROLLBACK")
        if not person.project.store_unsaved():
            yield "acts wait though nobody holds the project"
    person.close()
    yield from wrong(path, person.told)
    yield from left_over(place, {_PROJECT})


def _replaced(chance: random.Random, place: Path, _seed: str) -> Iterator[str]:
    """Another file comes in the place of the project under the window, then it comes back."""
    path = make(place / _PROJECT, ARTICLES)
    older = Path(shutil.copyfile(path, place / "older.db"))
    other = make(place / "other.db", 3)
    person = Person(path, chance)
    _act(person, chance.randint(0, 8))
    aside = place / "aside.db"
    kind = chance.choice(("other", "older", "gone", "folder"))
    moved = place / "moved"
    moved.mkdir()
    with_log = chance.random() < 0.5
    _move(path, aside, with_log=with_log)
    if kind in ("other", "older"):
        shutil.copyfile(other if kind == "other" else older, path)
    elif kind == "folder":
        path.mkdir()
    before = path.read_bytes() if path.is_file() else b""
    waiting = _waiting(person, chance.randint(1, 3))
    if path.is_file() and path.read_bytes() != before:
        yield f"{kind}: written into another file"
    if path.is_dir():
        path.rmdir()
    _move(aside, path, with_log=with_log)
    if not person.project.store_unsaved():
        yield f"{kind}: acts wait though the file is back"
    person.told += waiting
    _act(person, 2)
    person.close()
    yield from (f"{kind}: {line}" for line in wrong(path, person.told))
    yield from left_over(place, {_PROJECT, "older.db", "other.db", "moved"})


def _move(path: Path, to: Path, *, with_log: bool) -> None:
    path.replace(to)
    for ending in ("-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if with_log and beside.exists():
            beside.replace(to.with_name(to.name + ending))


def _copied(chance: random.Random, place: Path, _seed: str) -> Iterator[str]:
    """Copies by another program at any moment: the file alone, with its log, or with a log of
    another moment. Each opens, is sound, and holds what was done up to some moment before.
    """
    path = make(place / _PROJECT, ARTICLES)
    person = Person(path, chance)
    copies: list[tuple[Path, str, int]] = []
    for number in range(chance.randint(1, 4)):
        _act(person, chance.randint(0, 6))
        kind = chance.choice(("alone", "with its log", "with an older log"))
        copy = place / f"copy {number}.db"
        if kind == "with an older log":
            _copy_beside(path, copy)
            _act(person, chance.randint(1, 6))
            if chance.random() < 0.5:
                _fold(person)
            _copy(path, copy)
        else:
            _copy(path, copy)
            if kind == "with its log":
                _copy_beside(path, copy)
        copies.append((copy, kind, len(person.told)))
    person.close()
    yield from wrong(path, person.told)
    for copy, kind, _ in copies:
        try:
            with Store.open(copy, window=True):
                pass
        except UserError:
            continue  # told in words
        with Store.open(copy) as store:
            yield from (f"copy {kind}: {x}" for x in checking.damages(store))
        yield from (f"copy {kind}: {x}" for x in missing(copy, []))


def _copy_beside(path: Path, copy: Path) -> None:
    for ending in ("-wal", "-shm"):
        if (beside := path.with_name(path.name + ending)).exists():
            _copy(beside, copy.with_name(copy.name + ending))


def _copy(path: Path, to: Path) -> None:
    """As another program does it: a file that this one closes loses the locks of this process."""
    subprocess.run(["cp", str(path), str(to)], check=True)


def _fold(person: Person) -> None:
    person.project.file.begin_folding()
    while person.project.file.end_folding() is None:
        pass


# -- the clock -----------------------------------------------------------------------------


def _clock(chance: random.Random, place: Path, _seed: str) -> Iterator[str]:
    """The clock jumps, mostly back; work goes on, comes back in its order, and is backed up."""
    path = make(place / _PROJECT, ARTICLES)
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def now() -> str:
        nonlocal at
        days = chance.choice((0, 0, 0, 0, -1 / 24, -1, -400, 2, 9000))
        at = max(datetime(1990, 1, 1, tzinfo=UTC), at + timedelta(days=days, seconds=1))
        return at.isoformat(timespec="milliseconds")

    person = Person(path, chance, now)
    for _ in range(chance.randint(2, 4)):
        _act(person, chance.randint(1, 6))
        now()
        made = keeping.keep(path, BackupReason.HOUR, at)
        since = [x.at for x in keeping.backups_of(path) if timedelta(0) <= at - x.at]
        is_recent = any(at - x < timedelta(minutes=10) for x in since)
        if made is None and not is_recent:
            yield f"no backup at {at}: a clock that was set back keeps it from being made"
    yield from missing(path, person.told)
    undoing = person.project.undoing
    while undoing.can_go_back(ActKind.UNDO):
        _, article = undoing.undo()  # in another article it only says so: it is to be shown first
        if article is not None:
            person.project.open_article(article)
    with closing(sqlite3.connect(path)) as connection:
        (left,) = connection.execute("SELECT count(*) FROM spans").fetchone()
    if left:
        yield f"{left} spans stay after all was undone"
    person.close()
    yield from wrong(path, [])


# -- the disk ------------------------------------------------------------------------------


def _in_small_disk(kind: str) -> Callable[[random.Random, Path, str], Iterator[str]]:
    def run(chance: random.Random, place: Path, seed: str) -> Iterator[str]:
        size = chance.choice((8000, 12000))
        line = _MOUNTED.format(
            size=size, place=place, python=sys.executable, kind=kind, seed=seed.replace(" ", "-")
        )
        ended = subprocess.run(
            check=False,
            args=["unshare", "-rm", "sh", "-c", line],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        if ended.returncode:
            yield f"ended with {ended.returncode}: {ended.stderr[-1500:]}"
        else:
            yield from json.loads(ended.stdout)

    return run


def can_mount() -> bool:
    """Whether a small disk can be made here; else full and read-only disks are not tried."""
    try:
        command = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _full(chance: random.Random, place: Path) -> Iterator[str]:
    """The disk is filled up to some room while somebody works, then there is room again."""
    path = make(place / _PROJECT, ARTICLES)
    person = Person(path, chance)
    _act(person, chance.randint(0, 4))
    filler = place / "filler"
    for _ in range(chance.randint(1, 2)):
        _fill(filler, chance.choice((0, 0, 4, 16, 60, 200)) * 1024)
        with suppress(AnnotatorError):
            _act(person, MOST_ACTS)
        if chance.random() < 0.5:
            with suppress(AnnotatorError):
                _fold(person)
        _job(chance, path, place)
        filler.unlink()
    _act(person, 3)
    if not person.project.store_unsaved():
        yield "acts wait though there is room"
    person.close()
    yield from wrong(path, person.told)
    yield from left_over(place, {_PROJECT, "texts.jsonl", "out.jsonl", "out.jsonl.manifest.json"})


def _fill(filler: Path, room: int) -> None:
    with filler.open("wb", buffering=0) as out, suppress(OSError):
        while True:
            out.write(bytes(4096))
    os.truncate(filler, max(0, filler.stat().st_size - room))


def _job(chance: random.Random, path: Path, place: Path) -> None:
    """An import, an export or a copy, which ends in words where there is no room for it."""
    texts = place / "texts.jsonl"
    with suppress(AnnotatorError, OSError):
        kind = chance.choice(("import", "export", "copy", "backup"))
        if kind == "import":
            if not texts.exists():
                return
            importing.run(messages.Import(str(path), (str(texts),)), Work())
        elif kind == "export":
            to = str(place / "out.jsonl")
            exporting.run(messages.Export(str(path), to, "jsonl", status="all"), Work())
        elif kind == "copy":
            with Store.open(path) as store:
                store.copy_to(place / "out.jsonl", may_replace=True)
        else:
            keeping.keep(path, BackupReason.ASKED, datetime.now(UTC))


def _read_only(chance: random.Random, place: Path) -> Iterator[str]:
    """The disk is read-only: the project is refused in words or only read; nothing is changed."""
    path = make(place / _PROJECT, ARTICLES)
    person = Person(path, chance)
    _act(person, chance.randint(1, 6))
    person.close()
    before = path.read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    try:
        again = Person(path, chance)
    except AnnotatorError:
        again = None
    if again is not None:
        with suppress(AnnotatorError):
            _act(again, 3)
        with suppress(AnnotatorError):
            again.close()
    for name in ("info", "check"):
        out, err, _ = command([name, str(path)])
        if PYTHON.search(out + err):
            yield f"{name}: {out[-200:]}{err[-200:]}"
    if path.read_bytes() != before:
        yield "changed on a read-only disk"
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=True)
    yield from wrong(path, person.told)


# -- acts ----------------------------------------------------------------------------------


def _act(person: Person, acts: int) -> None:
    for _ in range(acts):
        person.act()


def _waiting(person: Person, acts: int) -> Told:
    """Acts that can't be stored just now: they stand on the desk, and wait."""
    before = len(person.told)
    with suppress(AnnotatorError):  # another article is not opened while acts wait
        _act(person, acts)
    told, person.told = person.told[before:], person.told[:before]
    return told


MOUNTED = ("full disk", "read-only")
"""These need a small disk of their own."""

DAYS: dict[str, Callable[[random.Random, Path, str], Iterator[str]]] = {
    "locked": _locked,
    "replaced": _replaced,
    "copied": _copied,
    "clock": _clock,
    "full disk": _in_small_disk("full"),
    "read-only": _in_small_disk("read_only"),
}


def main() -> None:
    """In a small disk of its own: the days that need one."""
    kind, seed, place = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    days = {"full": _full, "read_only": _read_only}
    json.dump(list(days[kind](random.Random(f"{seed} {kind}"), place)), sys.stdout)


if __name__ == "__main__":
    main()
