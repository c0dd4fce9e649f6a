"""What is said about an article beside its labels: topics, flag, notes, questions, coding rules."""

from __future__ import annotations

from annotator.core import acts
from annotator.core.codes import NoteCode
from annotator.core.records import InputMethod
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.recording import Recorder
from annotator.workspace.open.walk import Walk


class Remarks:
    """Each is stored, and the focus stays where it is."""

    def __init__(self, recorder: Recorder, walk: Walk) -> None:
        self._recorder = recorder
        self._walk = walk

    def topic(
        self, topic_id: int, *, no: bool = False, way: InputMethod = InputMethod.KEY
    ) -> Result:
        """Say yes to a topic (again: take it back), or no at once."""
        sheet = self._recorder.sheet
        before = sheet.topics.get(topic_id)
        answer: bool | None = not no
        if before is not None and before.is_yes == answer:
            answer = None
        act = acts.answer_topic(sheet, topic_id, answer, self._walk.how(way))
        self._recorder.run(act)
        return Result(act, Note(NoteCode.TOPIC, {"name": act.words, "answer": answer}, "Ctrl+Z"))

    def no_topic(self) -> Result:
        """Decide that no topic applies."""
        sheet = self._recorder.sheet
        act = acts.no_topic(sheet, self._walk.how(InputMethod.KEY))
        self._recorder.run(act)
        return Result(act, Note(NoteCode.NO_TOPIC, {"answer": 0 in sheet.topics}, "Ctrl+Z"))

    def flag(self) -> Result:
        sheet = self._recorder.sheet
        act = acts.flag(sheet, self._walk.how(InputMethod.KEY))
        self._recorder.run(act)
        return Result(act, Note(NoteCode.FLAGGED, {"on": sheet.review.flagged}, "Ctrl+Z"))

    def write_note(self, text: str) -> Result:
        act = acts.note(self._recorder.sheet, text, self._walk.how(InputMethod.KEY))
        self._recorder.run(act)
        return Result(act, Note(NoteCode.NOTED, key="Ctrl+Z") if act.changes else None)

    def ask(self, question: str) -> Result:
        """Mark the focus as unsure, with a question; a suggestion is confirmed by it."""
        how = self._walk.how(InputMethod.KEY)
        act = acts.ask(self._recorder.sheet, *self._walk.focus, question, how)
        self._recorder.run(act)
        note = Note(NoteCode.ASKED if question else NoteCode.SURE, key="Ctrl+Z")
        return Result(act, note if act.changes else None)

    def rule(self, text: str) -> Result:
        """Write a coding rule about the surface of the focus, with the label that it has."""
        mark, how = self._walk.mark, self._walk.how(InputMethod.KEY)
        label = None if mark is None else mark.label
        act = acts.rule(self._recorder.sheet, *self._walk.focus, label, text, how)
        self._recorder.committer.commit(act)
        return Result(act, Note(NoteCode.RULED, {"surface": act.words}, "Ctrl+Z"))
