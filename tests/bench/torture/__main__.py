"""The worst days at once: kills, bad disks and clocks, damaged projects, spoilt inputs.

    python -m tests.bench.torture --kills 200 --inputs 100000 --damaged 500 [--days 60]
        [--seed 1] [--workers 2] [--minutes 60] [--only kills:17]

Prints JSON: what was tried, and the failures by kind, of which there must be none, each with what
repeats it. After so many minutes nothing else is begun; the counts tell what was.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("kills", "days", "damaged", "inputs")


def main() -> int:
    """Run it; 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=0, help="of the window, the worker and jobs")
    parser.add_argument("--inputs", type=int, default=0, help="spoilt files of every format")
    parser.add_argument("--damaged", type=int, default=0, help="damaged and crafted projects")
    parser.add_argument("--days", type=int, default=0, help="full disks, locks, clocks …")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--only", default="", metavar="PART:NUMBER", help="one of them again")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part or given.only:
        for line in _lines(given):
            print(json.dumps(line), flush=True)
        return 0
    told = summed(_run(given), given.seed)
    print(json.dumps(told, indent=1))
    return int(bool(told["failures"]))


def _run(given: argparse.Namespace) -> list[dict[str, Any]]:
    """All of it, in so many processes, each with a home and a folder for what passes of its own."""
    command = [sys.executable, "-m", "tests.bench.torture", *sys.argv[1:]]
    processes = []
    for number in range(given.workers):
        home = tempfile.mkdtemp(prefix="torture-home-")
        processes.append(
            subprocess.Popen(
                [*command, "--part", f"{number}/{given.workers}"],
                stdout=subprocess.PIPE, env=os.environ | _home(home), cwd=ROOT, text=True,
            )
        )  # fmt: skip
    lines: list[dict[str, Any]] = []
    for process in processes:
        assert process.stdout is not None
        lines += [json.loads(line) for line in process.stdout]
        if process.wait() != 0:
            fault = {"kind": "python", "name": "part", "told": f"ended with {process.returncode}"}
            lines.append({"part": "", "number": 0, "what": "", "tried": 0, "faults": [fault]})
    return lines


def _home(folder: str) -> dict[str, str]:
    temp = Path(folder) / "temp"
    temp.mkdir()
    names = ("CONFIG", "DATA", "STATE", "CACHE")
    return {
        "HOME": folder,
        "TMPDIR": str(temp),
        **{f"XDG_{name}_HOME": f"{folder}/{name.lower()}" for name in names},
    }


def _lines(given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """This process's part, or only one: {"part", "number", "what", "tried", "faults"} of each."""
    from tests.bench.torture.units import Units

    units = Units(given.seed, Path(tempfile.mkdtemp(prefix="torture-", dir="/tmp")))
    if given.only:
        part, number = given.only.split(":")
        yield units.do(part, int(number))
        return
    number, of = map(int, given.part.split("/"))
    until = time.monotonic() + 60 * given.minutes
    for part in PARTS:
        wanted = getattr(given, part)
        for each in range(number, units.count(part, wanted), of):
            if time.monotonic() > until:
                return
            yield units.do(part, each, wanted)


def summed(lines: list[dict[str, Any]], seed: str) -> dict[str, Any]:
    """The counts of what was tried, the failures by kind, and each with what repeats it."""
    tried: dict[str, Counter[str]] = {}
    found = []
    for line in lines:
        tried.setdefault(line["part"], Counter())[line["what"]] += line["tried"]
        again = f"--seed {seed} --only {line['part']}:{line['number']}"
        found += [{**fault, "again": again} for fault in line["faults"]]
    return {
        "tried": {
            part: {"all": counts.total(), **(counts if len(counts) > 1 else {})}
            for part, counts in tried.items()
        },
        "failures": len(found),
        "by_kind": dict(Counter(f["kind"] for f in found)),
        "faults": found[:60],
        "processor_s": round(sum(line.get("processor_s", 0) for line in lines)),
    }


if __name__ == "__main__":
    sys.exit(main())
