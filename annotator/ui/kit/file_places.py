"""Where a file dialog begins: where one was last for the same purpose, else in Documents."""

from __future__ import annotations

from pathlib import Path

from annotator import paths
from annotator.workspace import state

_NAME = "folders"


def begin_in(purpose: str, usual: Path | None = None) -> Path:
    """The folder for a purpose such as "import"; one that is gone is not proposed."""
    found = state.recall(_NAME)
    last = found.get(purpose) if isinstance(found, dict) else None
    if isinstance(last, str) and Path(last).is_dir():
        return Path(last)
    if usual is not None and usual.is_dir():
        return usual
    documents = paths.documents_dir()
    return documents if documents.is_dir() else Path.home()


def remember(purpose: str, chosen: str) -> None:
    """Begin there the next time; "" is a dialog that was left."""
    if chosen:
        path = Path(chosen)
        folders = state.recall(_NAME)
        known = folders if isinstance(folders, dict) else {}
        folder = path if path.is_dir() else path.parent
        state.keep(_NAME, {**known, purpose: str(folder)})
