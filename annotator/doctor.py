"""The command that tells what a question about a fault needs, without any article text."""

from __future__ import annotations

import locale
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from annotator import __version__, exits, paths, stalls, terminal

_PACKAGES = (
    "PySide6-Essentials", "spacy", "sqlite-utils", "scikit-learn", "msgspec",
    "datasketch", "pyarrow", "openpyxl", "trafilatura",
)  # fmt: skip
_VARIABLES = (
    "QT_QPA_PLATFORM",
    "QT_SCALE_FACTOR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XDG_SESSION_TYPE",
)
_FRAME = re.compile(r'\s*File "(.*)", line (\d+), in (\S+)')
_RAISED = re.compile(r"([A-Za-z_][\w.]*)(?::|$)")
_MOST = 5
_GIGABYTE = 1e9


def doctor(
    selftest: Annotated[
        bool,
        typer.Option("--selftest", help="Go through the whole job off-screen; exit 0 if it works."),
    ] = False,
) -> None:
    """Tell versions, paths, pipelines, display, disk, and the last stalls and faults; no texts."""
    for part in (_versions, _places, _display, _disk, _stalls, _faults):
        for line in part():
            terminal.say(line)
    if selftest:
        raise typer.Exit(_selftest())


def _versions() -> Iterator[str]:
    from annotator.storage.connection import sqlite_version
    from annotator.workspace.learning.pipelines import installed

    yield f"annotator {__version__}"
    yield f"Python {platform.python_version()} on {platform.platform()}"
    yield f"SQLite {sqlite_version()}"
    for name in _PACKAGES:
        yield f"{name} {_version_of(name)}"
    yield f"pipelines: {', '.join(installed()) or 'none'}"
    yield f"language {locale.getlocale()[0]}, files in {sys.getfilesystemencoding()}"


def _version_of(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not installed"


def _places() -> Iterator[str]:
    yield f"settings: {_told(paths.settings_file())}"
    yield f"state: {_told(paths.state_file())}"
    yield f"logs: {_told(paths.log_dir())}"
    yield f"backups: {_told(paths.backups_dir())}"
    yield f"resources: {_told(paths.resources_dir())}"


def _told(path: Path) -> str:
    home = str(Path.home())
    shown = str(path).replace(home, "~", 1) if str(path).startswith(home) else str(path)
    return shown if path.exists() else f"{shown} (not there)"


def _display() -> Iterator[str]:
    from annotator.app import check_qt, has_display
    from annotator.errors import EnvironmentFault

    given = [f"{name}={os.environ[name]}" for name in _VARIABLES if name in os.environ]
    yield f"display: {'yes' if has_display() else 'none'}{', '.join(['', *given])}"
    try:
        check_qt()
    except EnvironmentFault as error:
        yield str(error)


def _disk() -> Iterator[str]:
    for name, path in (
        ("projects", paths.default_projects_dir()),
        ("backups", paths.backups_dir()),
        ("temporary files", Path(tempfile.gettempdir())),
    ):
        there = next((each for each in (path, *path.parents) if each.exists()), path)
        free = shutil.disk_usage(there).free / _GIGABYTE
        can_write = "" if os.access(there, os.W_OK) else ", can't be written"
        yield f"free for {name}: {free:.1f} GB{can_write}"


def _stalls() -> Iterator[str]:
    found = stalls.last(_MOST)
    if not found:
        yield "stalls: none"
    for each in found:
        yield f"stall of {each.milliseconds} ms, {each.at}: {' < '.join(reversed(each.stack[-6:]))}"


def _faults() -> Iterator[str]:
    """The last faults of ours by their kinds and places: what they say may quote a text."""
    found: list[str] = []
    try:
        log = (paths.log_dir() / "annotator.log").read_text(encoding="utf-8", errors="replace")
    except OSError:
        log = ""
    for fault in log.split("Traceback (most recent call last):")[1:]:
        frames = [f"{Path(file).name}:{line} {name}" for file, line, name in _FRAME.findall(fault)]
        kinds = [m[1] for m in map(_RAISED.match, fault.splitlines()) if m is not None]
        found.append(f"fault {kinds[-1] if kinds else '?'}: {' < '.join(reversed(frames[-4:]))}")
    yield from found[-_MOST:] or ["faults: none"]


def _selftest() -> int:
    """The tour, kept nowhere: import, suggestions, decisions, undo, export in the real window."""
    from annotator.app import check_qt

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    check_qt()
    from annotator.ui.shell import tour

    with tempfile.TemporaryDirectory(prefix="annotator-selftest-") as folder:
        status = tour.run(Path(folder))
    terminal.say("self-test: it works" if status == exits.OK else "self-test: it failed")
    return status
