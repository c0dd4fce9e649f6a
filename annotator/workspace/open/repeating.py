"""The last decision in an article, and doing the same to the other mentions."""

from __future__ import annotations

from annotator.core import others
from annotator.core.codes import NoteCode
from annotator.core.records import InputMethod
from annotator.workspace.open.key_results import Note, Result, counted
from annotator.workspace.open.recording import Recorder
from annotator.workspace.open.walk import Walk


class Repeating:
    """Remembers the last decision: a label, a rejection, or edges that were moved."""

    def __init__(self, recorder: Recorder, walk: Walk) -> None:
        self._recorder = recorder
        self._walk = walk
        self._last: tuple[str, tuple[int, int]] | None = None
        self._edges_before = (0, 0)  # of the mark whose edges were moved last

    def decided(self, place: tuple[int, int], label: int | None) -> None:
        """A place was given a label, or rejected (None)."""
        self._last = ("reject" if label is None else "label", place)

    def moved(self, before: tuple[int, int], after: tuple[int, int]) -> None:
        """The edges of a mark were moved; several moves in a row count as one."""
        if self._last != ("edges", before):
            self._edges_before = before
        self._last = ("edges", after)

    def is_rejected(self, place: tuple[int, int]) -> bool:
        """Whether rejecting this place was the last decision."""
        return self._last == ("reject", place)

    @property
    def is_possible(self) -> bool:
        """Whether there is a last act to apply to other mentions."""
        return self._last is not None

    @property
    def last_decided(self) -> tuple[str, int | None] | None:
        """Surface and label (None: rejected) of the last decision here, while it stands."""
        if self._last is None:
            return None
        kind, place = self._last
        sheet = self._recorder.sheet
        if kind == "reject":
            is_gone = sheet.marks.exactly(*place) is None
            return (sheet.text[slice(*place)], None) if is_gone else None
        span = sheet.span_at(*place)
        return None if span is None else (span.surface, span.label)

    def again(self) -> Result:
        """Apply the last decision here to its other mentions; the last cut of edges to all open
        marks of the label.
        """
        if self._last is None:
            return Result(note=Note(NoteCode.NOTHING_TO_APPLY))
        kind, place = self._last
        sheet, how = self._recorder.sheet, self._walk.how(InputMethod.BULK)
        cut_off = ""
        if kind == "reject":
            act = others.reject_others(sheet, *place, how)
        elif sheet.span_at(*place) is None:
            return Result(note=Note(NoteCode.NOTHING_TO_APPLY))
        elif kind == "edges":
            act, cut_off = others.cut_others(sheet, *place, self._edges_before, how)
        else:
            act = others.label_others(sheet, *place, how)
        if not act.changes:
            surface = {"surface": sheet.text[slice(*place)]}
            return Result(note=Note(NoteCode.NO_OTHER_MENTIONS, surface))
        self._recorder.run(act)
        told = Note(NoteCode.CUT if cut_off else NoteCode.APPLIED, counted(act), "Ctrl+Z")
        going = self._walk.go_on() if self._walk.mark is None else None
        return Result(act, told if cut_off else going or told)
