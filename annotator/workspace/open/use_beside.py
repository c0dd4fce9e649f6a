"""What refers to a label or topic, counted beside the window: it is a look at all suggestions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from annotator.core.records import Label, Topic
from annotator.core.scheme_acts import Use
from annotator.storage.beside import Beside
from annotator.storage.label_use import LabelUse
from annotator.workspace.open.asked_beside import AskedBeside

Used = Label | Topic


class UseBeside(AskedBeside[Used]):
    """Counts for one item after the other. `tell` is called in the thread."""

    def __init__(self, path: Path, tell: Callable[[Used, Use], None]) -> None:
        self._tell = tell
        super().__init__(path)

    def answer(self, wanted: Used, reading: Beside) -> None:
        """Count, and tell."""
        use = LabelUse(reading).of(wanted)
        if not self.is_outdated:
            self._tell(wanted, use)
