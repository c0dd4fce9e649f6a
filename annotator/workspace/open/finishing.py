"""Finishing an article: what Enter asks for first, comparing a blind review, skipping."""

from __future__ import annotations

from annotator.core import acts, blind
from annotator.core.acts import DecisionContext
from annotator.core.codes import NoteCode
from annotator.core.doubt import NAME
from annotator.core.records import InputMethod
from annotator.workspace.open.collecting import uncollected
from annotator.workspace.open.focus_steps import first_times, next_unseen
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.recording import Recorder
from annotator.workspace.open.walk import Walk


class Finishing:
    """Remembers at which place Enter stopped: there the next one is forced."""

    def __init__(self, recorder: Recorder, walk: Walk) -> None:
        self._recorder = recorder
        self._walk = walk
        self._asked: tuple[int, tuple[int, int]] | None = None
        self._has_told_first = False  # that there are surfaces for the first time

    def finish(self, *, is_seen_to_end: bool) -> Result:
        """Enter: the step that is missing, one a press; else accept what is open and be done.

        It goes to each doubtful mark that never had the focus; from the last of them, left as it
        is, Enter is forced. At surfaces that are only there for the first time it stops once.
        """
        if self._recorder.is_waiting and not self._is_asked:
            self._ask()
            return Result(note=Note(NoteCode.WAITING, key="Enter"))
        if not is_seen_to_end:
            return Result(wants_page=True, note=Note(NoteCode.PAGE_ON, key="Enter"))
        note = self._unseen_stop()
        if note is not None:
            return Result(note=note)
        return self._accept(is_missing=self._recorder.is_waiting)

    def finish_as_it_is(self, *, is_seen_to_end: bool) -> Result:
        """Accept what is open and be done, whatever step is missing: forced where one is."""
        is_unseen = not is_seen_to_end or self._walk.unseen_count > 0
        return self._accept(is_missing=self._recorder.is_waiting or is_unseen)

    def skip(self, reason: str) -> Result:
        act = acts.skip(self._recorder.sheet, reason, self._walk.how(InputMethod.KEY))
        self._recorder.run(act)
        return Result(act, Note(NoteCode.SKIPPED, {"reason": reason}, "Ctrl+Z"), is_finished=True)

    def reopen(self) -> Result:
        act = acts.reopen(self._recorder.sheet, self._walk.how(InputMethod.KEY))
        if not act.changes:
            return Result(note=Note(NoteCode.NOT_DONE))
        self._recorder.run(act)
        return Result(act, Note(NoteCode.REOPENED, key="Ctrl+Z"))

    def _ask(self) -> None:
        self._asked = (self._recorder.stored, self._walk.focus)

    @property
    def _is_asked(self) -> bool:
        return self._asked == (self._recorder.stored, self._walk.focus)

    def _unseen_stop(self) -> Note | None:
        """Go to what Enter may not pass over unseen; None where there is nothing more."""
        sheet, walk = self._recorder.sheet, self._walk
        unseen = next_unseen(sheet, walk.focus, walk.visited, is_first_too=False)
        count, code = walk.unseen_count, NoteCode.LOOK_HERE
        if unseen is None and not self._has_told_first:
            unseen = next_unseen(sheet, walk.focus, walk.visited)
            count, code = first_times(sheet, walk.visited), NoteCode.FIRST_TIMES
            self._has_told_first = unseen is not None
        if unseen is None:
            return None
        walk.set_focus(unseen.start, unseen.end)
        self._ask()
        if unseen.stop == NAME:
            return Note(NoteCode.NAME_HERE, {"surface": unseen.surface}, "Shift+Enter")
        if code == NoteCode.LOOK_HERE:
            count -= 1
        values = {"surface": unseen.surface, "count": count}
        is_more = code == NoteCode.LOOK_HERE and count > 0
        return Note(code, values, "Shift+Enter" if is_more else "Enter")

    def _accept(self, *, is_missing: bool) -> Result:
        mark = self._walk.mark
        is_forced = is_missing or (self._is_asked and mark is not None and mark.needs_eye)
        how = self._walk.how(InputMethod.FORCED if is_forced else InputMethod.ENTER)
        sheet, seen = self._recorder.sheet, frozenset(self._walk.visited)
        if sheet.is_hiding:
            return self._compare(how, seen, is_forced=is_forced)
        with uncollected():
            act = acts.finish(sheet, how, focused=seen, is_forced=is_forced)
            self._recorder.run(act, is_last=True)
        done = Note(NoteCode.FINISHED, {"title": sheet.article.heading}, "Ctrl+Z")
        return Result(act, done, is_finished=True)

    def _compare(self, how: DecisionContext, seen: frozenset[int], *, is_forced: bool) -> Result:
        """A blind review is put down; what the suggestions have otherwise is shown, if anything."""
        sheet, walk = self._recorder.sheet, self._walk
        is_any = bool(sheet.hidden or sheet.hidden_topics)
        act = blind.compare(sheet, how, focused=seen, is_forced=is_forced)
        self._recorder.run(act)
        if act.kind != blind.COMPARE:
            code = NoteCode.BLIND_SAME if is_any else NoteCode.FINISHED
            same = Note(code, {"title": sheet.article.heading}, "Ctrl+Z")
            return Result(act, same, is_finished=True)
        walk.visited.clear()
        topics = blind.contested_topics(sheet)
        values = {"count": len(sheet.marks.doubtful), "topics": topics}
        first = next_unseen(sheet, (0, 0), walk.visited)
        if first is None and topics:
            return Result(act, Note(NoteCode.BLIND_TOPICS, values, "Enter"))
        if first is not None:
            walk.set_focus(first.start, first.end)
        return Result(act, Note(NoteCode.BLIND_COMPARE, values, "Ctrl+Z"))
