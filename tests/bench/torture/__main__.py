"""Spoilt inputs through every reader, and damaged projects through the commands and the opening.

    python -m tests.bench.torture --inputs 20000 --projects 200 --seed 1

Prints JSON: counts, and the faults, of which there must be none: names of Python's, more than five
seconds of the processor for one thing, data that differ from the original in silence.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = [ROOT / "resources" / "samples", ROOT.parent / "shared" / "fixtures"]
_BATCH = 80
_KINDS = ("python", "hang", "silent")


def main() -> int:
    """Run it; 1 when there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--projects", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        number, of = map(int, given.part.split("/"))
        for line in run_part(given.inputs, given.projects, given.seed, number, of):
            print(json.dumps(line), flush=True)
        return 0
    told = run(given.inputs, given.projects, given.seed, given.workers)
    print(json.dumps(told, indent=1))
    return int(any(told[kind] for kind in _KINDS))


def run(inputs: int, projects: int, seed: str, workers: int) -> dict[str, Any]:
    """All of it, in so many processes; the counts, and the first faults of each kind."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.bench.torture", "--inputs", str(inputs),
               "--projects", str(projects), "--seed", seed]  # fmt: skip
    home = {"XDG_STATE_HOME": tempfile.mkdtemp(), "HOME": tempfile.mkdtemp()}
    processes = [
        subprocess.Popen(
            [*command, "--part", f"{number}/{workers}"],
            stdout=subprocess.PIPE,
            env={**os.environ, **home},
            cwd=ROOT,
            text=True,
        )
        for number in range(workers)
    ]
    lines: list[dict[str, Any]] = []
    for process in processes:
        assert process.stdout is not None
        lines += [json.loads(line) for line in process.stdout]
        if process.wait() != 0:
            told = f"a part ended with {process.returncode}"
            lines.append({"faults": [{"kind": "python", "name": "process", "told": told}]})
    return _summed(lines, time.monotonic() - began)


def run_part(inputs: int, projects: int, seed: str, number: int, of: int) -> Any:
    """Every so many-th batch and project: {"inputs", "projects", "faults"} of each."""
    from tests.bench.torture.project import make
    from tests.bench.torture.runs import (
        jobs_in_process,
        original,
        seeds,
        torture_inputs,
        torture_project,
    )

    jobs_in_process()
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        folder = Path(name)
        base = make(folder / "base.db")
        given = original(base, folder)
        for each in range(number, projects, of):
            faults = torture_project(base, given, seed, each, folder)
            yield {"projects": 1, "faults": faults}
        samples = seeds([path for path in SAMPLES if path.is_dir()])
        for first in range(number * _BATCH, inputs, of * _BATCH):
            count = min(_BATCH, inputs - first)
            faults = torture_inputs(samples, seed, first, count, folder)
            yield {"inputs": count, "faults": faults}


def _summed(lines: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    faults = [fault for line in lines for fault in line["faults"]]
    told: dict[str, Any] = {
        "inputs": sum(line.get("inputs", 0) for line in lines),
        "projects": sum(line.get("projects", 0) for line in lines),
        "seconds": round(seconds),
    }
    for kind in _KINDS:
        told[kind] = sum(fault["kind"] == kind for fault in faults)
    told["faults"] = faults[:60]
    return told


if __name__ == "__main__":
    sys.exit(main())
