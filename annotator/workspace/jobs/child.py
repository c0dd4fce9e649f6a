"""How a child process is started, and where it writes what it has to say besides its answers."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from annotator import paths

if TYPE_CHECKING:
    import subprocess

_LONGEST_LOG_BYTES = 1_000_000


def start_child(name: str, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """The child of this name (see `annotator.__main__`), with pipes; its stderr goes to `log`."""
    import subprocess  # by the thread that waits for the child: the window needs none to start

    return subprocess.Popen(
        command(name),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def command(name: str) -> list[str]:
    """A frozen program is its own interpreter; else a module that doesn't lie in this folder."""
    by = [] if getattr(sys, "frozen", False) else ["-P", "-m", "annotator"]
    return [sys.executable, *by, "--child", name]


def environment() -> dict[str, str]:
    """The child imports the very package that runs here, wherever the current folder is."""
    root = str(Path(__file__).resolve().parents[3])
    others = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{others}" if others else root}


def log_path(name: str) -> Path:
    """Where children of this kind write: "jobs" or "worker"."""
    return paths.log_dir() / f"{name}.log"


def open_log(name: str) -> IO[bytes]:
    """The log, to write at its end; one that has grown long begins anew."""
    path = log_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    is_long = path.is_file() and path.stat().st_size > _LONGEST_LOG_BYTES
    return path.open("wb" if is_long else "ab")
