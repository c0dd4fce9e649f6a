"""What every benchmark prints: figures, the budget, whether it holds, and facts of the machine."""

from __future__ import annotations

import cProfile
import json
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def _processor_time() -> tuple[int, int]:
    """All time of all cores so far, and what other guests of the same host took of it."""
    try:
        line = Path("/proc/stat").read_text("ascii").splitlines()[0]
    except OSError:
        return 0, 0
    times = [int(each) for each in line.split()[1:]]
    return sum(times[:8]), times[7]


_WORK = 60_000


def known_work_ms() -> float:
    """Processor time of known work: how slow the processor is just now, with all that shares it."""
    times = []
    for _ in range(9):
        began, total = time.thread_time(), 0
        for number in range(_WORK):
            total += number % 7
        times.append(time.thread_time() - began)
    return round(statistics.median(times) * 1000, 2)


_BEGAN = _processor_time()
_WORK_AT_FIRST_MS = known_work_ms()


def machine() -> dict[str, Any]:
    """The facts without which no figure means anything."""
    from PySide6 import __version__

    in_all, stolen = (b - a for a, b in zip(_BEGAN, _processor_time(), strict=True))
    return {
        "cores": os.cpu_count(),
        "stolen_percent": round(100 * stolen / in_all, 1) if in_all else None,
        # Figures of two runs can be compared as these can: the same machine may differ by two.
        "known_work_ms": (_WORK_AT_FIRST_MS, known_work_ms()),
        "load_1_min": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "pyside6": __version__,
    }


def spread(values: Sequence[float], digits: int = 2) -> dict[str, float]:
    """Count, median, p95, p99 and maximum; percentiles by nearest rank."""
    ordered = sorted(values)
    if not ordered:
        return {"n": 0}
    return {
        "n": len(ordered),
        "p50": round(statistics.median(ordered), digits),
        "p95": round(rank(ordered, 0.95), digits),
        "p99": round(rank(ordered, 0.99), digits),
        "max": round(ordered[-1], digits),
    }


def rank(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the ordered values does not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def show(
    name: str, figures: Mapping[str, Any], budget: Mapping[str, Any], over: Sequence[str]
) -> None:
    """Print the one JSON object. `over` names what is over its budget."""
    found = {
        "benchmark": name,
        "figures": figures,
        "budget": budget,
        "over": list(over),
        "machine": machine(),
    }
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    print(flush=True)


def rss_mb(process: int | str = "self") -> float:
    """The resident memory of a process in MB; 0 where /proc is missing."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def cpu_s(process: int) -> float:
    """Seconds of the processor that a process has taken so far; 0 where /proc is missing."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def profile(path: str | None) -> cProfile.Profile | None:
    """A profile that has begun, or None where no file for it was asked for."""
    if path is None:
        return None
    found = cProfile.Profile(time.process_time)
    found.enable()
    return found
