"""Break the code on purpose, one line at a time, and see whether its tests notice.

    python -m tests.bench.mutations [--only WORD] [--jobs N] [--json FILE]

Each change of `mutation_table.py` is made in a copy of the tree, never in place, and the tests that
it names run there with a time limit. A change that no test notices is a rule that nothing holds.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue

from tests.bench.mutation_table import MUTATIONS, Mutation

REPOSITORY = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 900
TIME = "the time limit"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a change. `by` is the first test that failed, or TIME when they hang."""

    name: str
    file: str
    tests: tuple[str, ...]
    is_caught: bool
    by: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a change belongs: a file of the tree, and its text with the change made."""

    path: Path
    text: str


def placed(mutation: Mutation, tree: Path) -> Placed:
    """Find the place of a change. Raises LookupError unless there is exactly one."""
    found = []
    for path in sorted((tree / "annotator" / mutation.room).rglob("*.py")):
        text = path.read_text("utf-8")
        for start, end in _stretches(text, mutation.within):
            at = text.find(mutation.old, start, end)
            if at >= 0 and text.find(mutation.old, at + 1, end) < 0:
                rest = text[at + len(mutation.old) :]
                found.append(Placed(path.relative_to(tree), text[:at] + mutation.new + rest))
            elif at >= 0:
                raise LookupError(f"{mutation.name}: more than once in {path.name}")
    if len(found) != 1:
        where = mutation.within or "a module"
        raise LookupError(f"{mutation.name}: {len(found)} places in {mutation.room}, {where}")
    return found[0]


def files_of(mutation: Mutation, tree: Path) -> list[Path]:
    """The files of its tests, wherever they lie. Raises LookupError for one that is not there."""
    files = []
    for name in mutation.tests:
        folder, _, stem = name.rpartition("/")
        found = [
            path.relative_to(tree)
            for path in sorted((tree / "tests").rglob(f"{stem}.py"))
            if not folder or folder in path.relative_to(tree).parts
        ]
        if not found:
            raise LookupError(f"{mutation.name}: there is no test {name}")
        files += found
    return files


def _stretches(text: str, within: str) -> Iterator[tuple[int, int]]:
    """Where a function of this name ("method" or "Class.method") stands, or all of a module."""
    if not within:
        yield 0, len(text)
        return
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for name, node in _functions_of(text):
        if name == within or name.endswith(f".{within}"):
            yield starts[node.lineno - 1], starts[node.end_lineno or node.lineno]


@cache
def _functions_of(text: str) -> Sequence[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return list(_functions(ast.parse(text), ""))


def _functions(
    node: ast.AST, prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, child
        if isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")


class Copy:
    """A copy of the tree in which changes are made and taken back."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY, check=True, capture_output=True, text=True,
        )  # fmt: skip
        for name in filter(None, listing.stdout.split("\0")):
            if (REPOSITORY / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPOSITORY / name, self.tree / name)
        beside = REPOSITORY.parent / "shared"
        if beside.is_dir():  # fixtures that are no part of the project
            (folder / "shared").symlink_to(beside)

    def judge(self, mutation: Mutation) -> Verdict:
        """Make one change, run its tests, and take the change back.

        Raises RuntimeError where the test that failed fails without the change, too.
        """
        change, files = placed(mutation, self.tree), files_of(mutation, self.tree)
        path = self.tree / change.path
        kept, began = path.read_bytes(), time.monotonic()
        path.write_text(change.text, "utf-8")
        try:
            failed = self.first_failure(map(str, files))
        finally:
            path.write_bytes(kept)
        took = round(time.monotonic() - began, 1)
        if "::" in failed and self.first_failure([failed]):
            raise RuntimeError(f"{failed} fails without any change")
        names = tuple(map(str, files))
        return Verdict(mutation.name, str(change.path), names, bool(failed), failed, took)

    def first_failure(self, tests: Iterable[str]) -> str:
        """The first of the tests that fails; "" where all pass, TIME where they don't end."""
        env = {**os.environ, "PYTHONPATH": str(self.tree)}
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider"]
        try:
            result = subprocess.run(
                [*command, "--tb=no", "-rfE", *tests],
                cwd=self.tree, env=env, capture_output=True, text=True, timeout=LIMIT_SECONDS,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return TIME
        if not result.returncode:
            return ""
        told = [x for x in result.stdout.splitlines() if x.startswith(("FAILED ", "ERROR "))]
        if not told:
            return f"pytest ended with {result.returncode}"
        return told[0].split(" ", 1)[1].split(" - ")[0].split("[")[0]  # of any parameters


def run(mutations: Sequence[Mutation], jobs: int) -> Iterator[Verdict]:
    """Judge the changes, in their order, in as many copies as there are jobs."""
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(jobs):
            copies.put(Copy(_made(Path(folder) / str(number))))

        def judge(mutation: Mutation) -> Verdict:
            copy = copies.get()
            try:
                return copy.judge(mutation)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(judge, mutations)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> int:
    """Print a row a change; 1 where one was not noticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="changes with this word in their name or room")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the verdicts to this file")
    given = parser.parse_args()
    chosen = [x for x in MUTATIONS if given.only in f"{x.room} {x.name}"]
    verdicts = []
    for each in run(chosen, given.jobs):
        verdicts.append(each)
        told = f"caught by {each.by}" if each.is_caught else "SURVIVED"
        print(f"{len(verdicts):3}  {each.file}: {each.name}: {told} ({each.seconds} s)", flush=True)
    caught = sum(each.is_caught for each in verdicts)
    print(f"{caught} of {len(verdicts)} caught")
    if given.json:
        given.json.write_text(json.dumps([asdict(each) for each in verdicts], indent=2), "utf-8")
    return 0 if caught == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
