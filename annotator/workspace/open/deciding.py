"""Deciding what has the focus: giving it a label, confirming it, rejecting it."""

from __future__ import annotations

from annotator.core import acts
from annotator.core.codes import NoteCode
from annotator.core.mentions import was_decided
from annotator.core.records import Act, InputMethod
from annotator.values import dataclass
from annotator.workspace.open.key_results import Note, Result, told_of
from annotator.workspace.open.label_proposals import Proposal, proposals
from annotator.workspace.open.recording import Recorder
from annotator.workspace.open.repeating import Repeating
from annotator.workspace.open.replacing import Replacing
from annotator.workspace.open.walk import Walk


@dataclass(slots=True)
class Deciding:
    """Each decision is stored, and the focus goes on."""

    _recorder: Recorder
    _walk: Walk
    _repeating: Repeating
    _replacing: Replacing

    def proposals(self) -> list[Proposal]:
        """The labels that the strip offers for the focus, likeliest first."""
        return proposals(self._recorder.sheet, *self._walk.focus)

    def label(
        self, label_id: int, *, alone: bool = False, way: InputMethod = InputMethod.LETTER
    ) -> Result:
        """Label or relabel the focus, and go on. What that would replace is told first."""
        focus = self._walk.focus
        note = self._replacing.asks(focus, focus, label_id)
        if note is not None:
            return Result(note=note)
        how = self._walk.how(way)
        act = acts.label(self._recorder.sheet, *focus, label_id, how, follow=not alone)
        return self._decided(act, label_id)

    def confirm(self, way: InputMethod = InputMethod.KEY) -> Result:
        """Confirm the focus, or take the label that the strip proposes, and go on."""
        mark = self._walk.mark
        if mark is not None and mark.proposed_none:
            return self.reject(way)
        if mark is not None and mark.label is not None:
            return self.label(mark.label, way=way)
        offered = self._offered(is_marked=mark is not None)
        return Result(note=offered) if isinstance(offered, Note) else self.label(offered, way=way)

    def reject(self, way: InputMethod = InputMethod.KEY) -> Result:
        """Reject or remove the focus, and go on. The others of the surface become doubtful."""
        if self._walk.mark is None:
            return Result(note=Note(NoteCode.NOTHING_MARKED))
        act = acts.reject(self._recorder.sheet, *self._walk.focus, self._walk.how(way))
        return self._decided(act, None)

    def _offered(self, *, is_marked: bool) -> int | Note:
        """The label that the strip proposes for the focus; or why none is taken."""
        sheet, focus = self._recorder.sheet, self._walk.focus
        is_rejected = self._repeating.is_rejected(focus) or was_decided(sheet, *focus)
        if not is_marked and is_rejected:
            return Note(NoteCode.REJECTED)
        offered = self.proposals()
        if not offered:
            return Note(NoteCode.NO_LABELS)
        if offered[0].fills and sheet.text[slice(*focus)].strip():
            return Note(NoteCode.NOTHING_PROPOSED)
        return offered[0].label

    def _decided(self, act: Act, label_id: int | None) -> Result:
        place, mark = self._walk.focus, self._walk.mark
        self._walk.was_stop = mark is not None and mark.is_stop
        if act.changes:
            self._recorder.run(act)
            self._repeating.decided(place, label_id)
            self._walk.trail.append(place)
        going = self._walk.go_on()
        return Result(act if act.changes else None, told_of(act, label_id) or going)
