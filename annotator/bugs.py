"""What becomes of an error of ours: written down with its traceback, told in one line."""

from __future__ import annotations

import traceback

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
