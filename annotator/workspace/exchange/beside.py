"""Opening the files beside one that is read: a text and its labels may be two files."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import BinaryIO

from annotator.formats.articles import OpenBeside


def beside(path: Path) -> OpenBeside:
    """Opens what lies in the folder of `path`, or below it; nothing that lies elsewhere."""
    folder = path.parent

    def open_(name: str) -> BinaryIO | None:
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts:
            return None
        wanted = folder / inside
        return wanted.open("rb") if wanted.is_file() else None

    return open_
