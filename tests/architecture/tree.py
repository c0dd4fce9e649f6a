"""The files of the repository, as the rules look at them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "annotator"


@cache
def files() -> tuple[Path, ...]:
    """Every file that git tracks, or would if it were added; relative to the repository."""
    # Tests have an empty home, so what the person's git trusts must be said here.
    git = ("git", "-c", "safe.directory=*")
    listing = subprocess.run(
        [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = {Path(name) for name in listing.stdout.split("\0") if name}
    return tuple(sorted(path for path in paths if (REPOSITORY / path).is_file()))


def modules(*folders: str) -> list[Path]:
    """The Python files under the folders, relative to the repository."""
    wanted = [path for path in files() if path.suffix == ".py" and path.parts[0] in folders]
    assert wanted, f"no Python files under {folders}"
    return wanted


def read(path: Path) -> str | None:
    """The text of a file, or None when it is not text."""
    content = (REPOSITORY / path).read_bytes()
    try:
        return None if b"\0" in content else content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def run_module(
    *arguments: str, cwd: Path = REPOSITORY, env: Mapping[str, str] | None = None
) -> str:
    """What `python -m …` prints; when it fails, so does the test, with all that it printed."""
    result = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        pytest.fail(f"{' '.join(arguments)}\n{result.stdout}{result.stderr}", pytrace=False)
    return result.stdout
