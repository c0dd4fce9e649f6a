"""What a round is planned from, read beside the window: it is a look at all finished spans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from annotator.storage.beside import Beside
from annotator.storage.drawing import Drawing
from annotator.workspace.open.asked_beside import AskedBeside
from annotator.workspace.team.plans import Counted, counted


class GroundBeside(AskedBeside[str]):
    """`tell` is called in the thread."""

    def __init__(self, path: Path, tell: Callable[[Counted], None]) -> None:
        self._tell = tell
        super().__init__(path)

    def answer(self, _wanted: str, reading: Beside) -> None:
        """Count, and tell."""
        found = counted(Drawing(reading))
        if not self.is_outdated:
            self._tell(found)
