"""The log: errors of ours with their traceback, told in one line, and what libraries say."""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import UTC, datetime

from annotator import paths


def log_bug(error: BaseException) -> str:
    """Write an error of ours down in the log; the one line that tells of it."""
    path = paths.log_dir() / "annotator.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            traceback.print_exception(error, file=log)
    except OSError:
        return "an error of this program, which could not be written down"
    return f"an error of this program; it is written down in {path}"


def log_line(text: str) -> None:
    """Write one line down in the log, with the time; where that can't be done it is lost."""
    path = paths.log_dir() / "annotator.log"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {text}\n")
