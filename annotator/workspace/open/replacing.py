"""What a new span would take the place of: told the first time, done the second."""

from __future__ import annotations

from annotator.core.codes import NoteCode
from annotator.core.records import Span
from annotator.core.sheet import Sheet
from annotator.workspace.open.key_results import Note
from annotator.workspace.open.recording import Recorder


class Replacing:
    """Remembers over which place and with which label the person was told."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._asked: tuple[int, tuple[int, int], int] | None = None

    def asks(self, focus: tuple[int, int], place: tuple[int, int], label: int) -> Note | None:
        """What a span here would replace, the first time; None when that was told, or nothing."""
        asked, self._asked = self._asked, (self._recorder.stored, place, label)
        gone = replaced_by(self._recorder.sheet, focus, place)
        if not gone or asked == self._asked:
            return None
        values = {"surface": gone[0].surface, "label": gone[0].label, "count": len(gone) - 1}
        return Note(NoteCode.WOULD_REPLACE, values)


def replaced_by(sheet: Sheet, focus: tuple[int, int], place: tuple[int, int]) -> list[Span]:
    """The confirmed spans beside the focus's own that one at this place would take the place of."""
    if sheet.scheme.nested:
        return []
    return [x for x in sheet.spans_touching(*place) if (x.start, x.end) not in (place, focus)]
