"""What a long run is watched by: memory, handles, children, files, objects, start, next article."""

from __future__ import annotations

import ctypes
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from annotator.core.codes import ModelKind
from tests.bench import figures
from tests.bench.soak.work import Worker

ROOT = Path(__file__).resolve().parents[3]
# Processor seconds of a start to the first paint of the project, in a process of its own; with a
# copy that SQLite makes, for the window and its jobs go on writing.
_START = """
import sqlite3, sys
source, copy = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
source.backup(copy)
source.close()
copy.close()
import gc
gc.disable()
import time
began = time.process_time()
from pathlib import Path
from annotator import app
from annotator.ui.shell.window import Window
from annotator.workspace.open.project import Project
application = app.make_application()
window = Window()
def painted():
    if window.project is not None:
        print(time.process_time() - began, flush=True)
        application.quit()
window.view.painted.connect(painted)
window.open_project(Project(Path(sys.argv[2]), "bench"))
window.show()
application.exec()
window.close()
"""
_STARTS = 3


def look(worker: Worker, articles: int, path: Path) -> dict[str, Any]:
    """All of it, after so many articles; the times of the next article begin anew."""
    gc.collect()
    children = _children()
    workers = [x for x in children if "worker" in children[x]]
    window = worker.window
    next_ms, worker.next_ms = worker.next_ms, []
    slowness = figures.known_work_ms()
    return {
        "articles": articles,
        "window_mb": figures.rss_mb(),
        "worker_mb": sum(figures.rss_mb(x) for x in workers),
        "jobs_mb": sum(figures.rss_mb(x) for x in children if x not in workers),
        "handles": sum(1 for _ in Path("/proc/self/fd").iterdir()) - 1,
        "threads": threading.active_count(),
        "workers": len(workers),
        "jobs": len(children) - len(workers),
        "temp_files": sum(1 for _ in Path(tempfile.gettempdir()).iterdir()),
        "objects": len(window.findChildren(QObject)),
        "widgets": len(QApplication.allWidgets()),
        "top_level": len(QApplication.topLevelWidgets()),
        "python_objects": len(gc.get_objects()),
        "file_mb": round(path.stat().st_size / 1e6, 1),
        "log_mb": round(_size(path.with_name(path.name + "-wal")) / 1e6, 2),
        "start_ms": _start_ms(path),
        "next_ms": round(statistics.median(next_ms), 1) if next_ms else None,
        "next_p95_ms": figures.spread(next_ms).get("p95"),
        "work_ms": slowness,
        "kept_mb": _kept_mb(worker),
        "corrector": _version(worker),
    }


def _kept_mb(worker: Worker) -> float:
    """Memory of the window without SQLite's cache of pages, which grows with the file up to its
    32 MB, and without what the allocator keeps for later; Linux tells.
    """
    project = worker.window.project
    assert project is not None
    project.store._db.connection.execute("PRAGMA shrink_memory")
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return figures.rss_mb()


def _children() -> Mapping[int, str]:
    """The commands of the child processes, by their numbers."""
    found = {}
    for task in Path("/proc/self/task").iterdir():
        for number in (task / "children").read_text("ascii").split():
            try:
                command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ")
            except OSError:
                continue
            found[int(number)] = command.decode(errors="replace")
    return found


def _start_ms(path: Path) -> float:
    """The least of some starts with a copy of the project, in ms of the processor."""
    return round(1000 * min(_start_s(path) for _ in range(_STARTS)))


def _start_s(path: Path) -> float:
    with tempfile.TemporaryDirectory(prefix="soak-", dir="/tmp") as folder:
        environment = {**os.environ, "HOME": folder, "TMPDIR": folder}
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            environment[f"XDG_{name}_HOME"] = folder
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = "/tmp/soak-compiled"
        command = [sys.executable, "-c", _START, str(path), str(Path(folder) / path.name)]
        ended = subprocess.run(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
        )
        return float(ended.stdout)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _version(worker: Worker) -> int:
    """How many correctors were learned so far."""
    project = worker.window.project
    assert project is not None
    return max((x.version for x in project.store.models.all(ModelKind.CORRECTOR)), default=0)
