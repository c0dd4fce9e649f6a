"""What the torture is made of, one after the other: each by its part and number, the same for the
same seed, as far as the moments of a kill can be.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import traceback
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.bench.torture import bad_days, job_kills, project, runs
from tests.bench.torture.window_kills import Lane

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = [ROOT / "resources" / "samples", ROOT.parent / "shared" / "fixtures"]
BATCH = 80
"""So many inputs are imported together."""

Faults = list[dict[str, str]]


class Units:
    """Does them, in a folder; what several need is made once."""

    def __init__(self, seed: str, folder: Path) -> None:
        self.seed, self.folder = seed, folder
        self._ignored: list[str] = []
        sys.unraisablehook = lambda it: self._ignored.append(f"{it.exc_value!r} in {it.object}")

    def count(self, part: str, wanted: int) -> int:
        """How many of a part there are for so many that are wanted."""
        return -(-wanted // BATCH) if part == "inputs" else wanted

    def do(self, part: str, number: int, wanted: int = 0) -> dict[str, Any]:
        """One of them: {"part", "number", "what", "tried", "faults", "processor_s"}."""
        began = sum(os.times()[:4])
        what, tried, do = getattr(self, f"_{part}")(number, wanted)
        try:
            faults = do()
        except Exception as error:
            told = f"{type(error).__name__}: {error} | {traceback.format_exc(limit=-3)[-800:]}"
            faults = [{"kind": "python", "name": what, "told": told}]
        for each in self._ignored:
            faults.append({"kind": "ignored exception", "name": what, "told": each})
        self._ignored.clear()
        seconds = round(sum(os.times()[:4]) - began, 1)
        return {"part": part, "number": number, "what": what, "tried": tried, "faults": faults,
                "processor_s": seconds}  # fmt: skip

    # -- the parts: (what, how many, what does it) ---------------------------------------------

    def _kills(self, number: int, _wanted: int) -> tuple[str, int, Callable[[], Faults]]:
        """Every other one is of the window, in each process; half of them also try a stale log."""
        if number % 4 in (0, 3):
            return "window", 1, lambda: _faults("lost", self._window_kill(number))
        kind = job_kills.KINDS[(number // 4 * 2 + number % 4 - 1) % len(job_kills.KINDS)]
        seed = f"{self.seed} {number}"
        return kind, 1, lambda: _faults("lost", job_kills.kill(kind, seed, self._jobs_folder))

    def _window_kill(self, number: int) -> list[str]:
        found = self._lane.round(number)
        if self._lane.kept and random.Random(f"{self.seed} stale {number}").random() < 0.5:
            found += self._lane.stale(number // 2)
        return found

    def _days(self, number: int, _wanted: int) -> tuple[str, int, Callable[[], Faults]]:
        kinds = [x for x in bad_days.DAYS if x not in bad_days.MOUNTED or bad_days.can_mount()]
        kind, seed = kinds[number % len(kinds)], f"{self.seed} {number}"
        return kind, 1, lambda: _faults(kind, bad_days.day(kind, seed, self.folder))

    def _damaged(self, number: int, _wanted: int) -> tuple[str, int, Callable[[], Faults]]:
        def do() -> Faults:
            return runs.torture_project(*self._base, self.seed, number, self.folder)

        return "damaged", 1, do

    def _inputs(self, number: int, wanted: int) -> tuple[str, int, Callable[[], Faults]]:
        first = number * BATCH
        count = min(BATCH, wanted - first) if wanted else BATCH

        def do() -> Faults:
            return runs.torture_inputs(self._samples, self.seed, first, count, self.folder)

        return "inputs", count, do

    # -- what several need ---------------------------------------------------------------------

    @cached_property
    def _lane(self) -> Lane:
        return Lane(self.folder / "lane", self.seed)

    @cached_property
    def _jobs_folder(self) -> Path:
        folder = self.folder / "jobs"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    @cached_property
    def _base(self) -> tuple[Path, dict[str, dict[str, Any]]]:
        runs.jobs_in_process()
        base = project.make(self.folder / "base.db")
        return base, runs.original(base, self.folder)

    @cached_property
    def _samples(self) -> dict[str, list[bytes]]:
        return runs.seeds([path for path in SAMPLES if path.is_dir()])


def _faults(kind: str, lines: list[str]) -> Faults:
    return [{"kind": kind, "name": line.split(":")[0], "told": line} for line in lines]
