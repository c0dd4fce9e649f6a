"""An open review: one article on the desk, its focus, and what each key does to it.

No Qt here. Every method returns a `Result`; what was changed has been stored before it returns.
Notes are codes with values, which the window puts into words.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from annotator.core import acts, blind, others
from annotator.core.acts import DecisionContext
from annotator.core.codes import NoteCode, Shown
from annotator.core.doubt import NAME
from annotator.core.likely import likely_edges
from annotator.core.marks import Mark
from annotator.core.mentions import was_decided
from annotator.core.records import Act, Change, InputMethod, Review, Status
from annotator.core.sheet import Sheet
from annotator.workspace.open.attention import Attention
from annotator.workspace.open.focus_steps import (
    decided_at,
    edge_by_token,
    first_focus,
    first_times,
    names_left,
    next_mark,
    next_undecided,
    next_unseen,
    replaced_by,
)
from annotator.workspace.open.key_results import Committer, Note, Result, counted, told_of
from annotator.workspace.open.label_proposals import Proposal, proposals

__all__ = ["Note", "OpenReview", "Result"]


class OpenReview:
    """The review on the desk. `focus` is a range in code points: of a mark, or of a run of
    tokens.
    """

    def __init__(
        self,
        sheet: Sheet,
        committer: Committer,
        *,
        chosen: str = "queue",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sheet = sheet
        self._committer = committer
        self.chosen = chosen
        self._clock = clock
        self.attention = Attention(clock, len(sheet.tokens))
        self.visited: set[int] = set()
        self.trail: list[tuple[int, int]] = []
        self.is_waiting = not sheet.has_tokens
        self._asked_at: tuple[int, int] | None = None
        self._asked_over: tuple[tuple[int, int], int] | None = None  # place and label
        self._was_stop = False  # what was decided last was one at which going on stops
        self._has_told_first = False  # that there are surfaces for the first time
        self._last: tuple[str, tuple[int, int]] | None = None
        self._edges_before = (0, 0)  # of the mark whose edges were moved last
        self._focus_since = clock()
        self.focus = (0, 0)
        self._turn: tuple[list[tuple[int, int]], int] | None = None
        self._has_moved = False  # by the person: other suggestions may come once more
        self.begin()

    # -- focus -----------------------------------------------------------------------------

    @property
    def mark(self) -> Mark | None:
        """The mark that has the focus, None on a run of tokens."""
        return self.sheet.marks.exactly(*self.focus)

    def set_focus(self, start: int, end: int) -> None:
        """Give the focus to a range; a mark that has it counts as seen from then on."""
        if (start, end) != self.focus:
            self._focus_since = self._clock()
            self._has_moved = True
        self.focus = (start, end)
        mark = self.mark
        if mark is not None and mark.suggestion is not None:
            self.visited.add(mark.suggestion)

    def focus_position(self, position: int) -> None:
        """Give the focus to the mark or the token at a character."""
        touching = self.sheet.marks.touching(position, position + 1)
        if touching:
            smallest = min(touching, key=lambda mark: mark.end - mark.start)
            self.set_focus(smallest.start, smallest.end)
            return
        tokens = self.sheet.tokens
        index = tokens.at(position)
        if index is None:
            index = tokens.first_from(position)
        if index is None:
            index = len(tokens) - 1
        if index >= 0:
            self.set_focus(tokens.starts[index], tokens.ends[index])

    def arrived(self) -> None:
        """The suggestions came. The focus moves only if nothing was done here yet."""
        self.is_waiting = False
        self.begin()

    def begin(self, start: int = 0, end: int | None = None) -> None:
        """Let the focus stand where the eye is needed first in this part of the text, which is what
        is in view, if the person has not moved it yet.
        """
        if not self._has_moved:
            self.visited.clear()
            self.set_focus(*first_focus(self.sheet, start, end))
            self._has_moved = False

    def focus_range(self, start: int, end: int) -> Result:
        """Give the focus to a range, as a jump or a click on a list does."""
        self.set_focus(start, end)
        return Result()

    def step(self, way: int, *, is_doubtful_only: bool = False) -> Result:
        """The next (+1) or previous (-1) mark, round the end of the article."""
        found = next_mark(self.sheet, self.focus, way, is_doubtful_only=is_doubtful_only)
        if found is None:
            nothing = NoteCode.NO_DOUBTFUL if is_doubtful_only else NoteCode.NO_MARKS
            return Result(note=Note(nothing))
        self.set_focus(found.start, found.end)
        return Result()

    def step_token(self, way: int) -> Result:
        """The token before or behind the focus; inside a mark the whole mark."""
        tokens = self.sheet.tokens
        index = tokens.first_from(self.focus[1]) if way > 0 else tokens.last_before(self.focus[0])
        if index is not None:
            self.focus_position(tokens.starts[index])
        return Result()

    def back(self) -> Result:
        """Back along the trail of spans just decided."""
        while self.trail:
            start, end = self.trail.pop()
            if (start, end) != self.focus:
                self.set_focus(start, end)
                return Result()
        return Result(note=Note(NoteCode.NO_TRAIL))

    def _go_on(self) -> Note | None:
        """To the next stop that never had the focus, then the earlier ones left, then to what is
        doubtful still; else stay and say so.

        Who has just mended something elsewhere stays there, rather than being led back (measured:
        4 % fewer keys).
        """
        unseen = next_unseen(self.sheet, self.focus, self.visited)
        if unseen is None and self._was_stop:
            unseen = next_undecided(self.sheet, self.focus)
        if unseen is not None:
            self.set_focus(unseen.start, unseen.end)
            left = {"count": len(self.sheet.marks.doubtful)}
            return Note(NoteCode.BLIND_LEFT, left, "Ctrl+Z") if self.sheet.is_revealed else None
        topics = blind.contested_topics(self.sheet)
        if topics and self.sheet.is_revealed:
            return Note(NoteCode.BLIND_TOPICS, {"topics": topics}, "Enter")
        code = NoteCode.BLIND_ON if self.sheet.is_hiding else NoteCode.NOTHING_DOUBTFUL
        doubtful = len(self.sheet.marks.doubtful)
        names = names_left(self.sheet)
        values = {"open": self.counts()[0], "doubtful": doubtful, "names": names}
        return Note(code, values, "Enter")

    # -- decisions -------------------------------------------------------------------------

    def proposals(self) -> list[Proposal]:
        """The labels that the strip offers for the focus, likeliest first."""
        return proposals(self.sheet, *self.focus)

    def label(
        self, label_id: int, *, alone: bool = False, way: InputMethod = InputMethod.LETTER
    ) -> Result:
        """Label or relabel the focus, and go on. What that would replace is told first."""
        note = self._asks_first(self.focus, label_id)
        if note is not None:
            return Result(note=note)
        act = acts.label(self.sheet, *self.focus, label_id, self._how(way), follow=not alone)
        return self._decided(act, label_id)

    def confirm(self, way: InputMethod = InputMethod.KEY) -> Result:
        """Confirm the focus, or take the label that the strip proposes, and go on."""
        mark = self.mark
        if mark is not None and mark.proposed_none:
            return self.reject(way)
        label_id = None if mark is None else mark.label
        if label_id is None:
            is_last = self._last == ("reject", self.focus)
            if mark is None and (is_last or was_decided(self.sheet, *self.focus)):
                return Result(note=Note(NoteCode.REJECTED))
            offered = self.proposals()
            if not offered:
                return Result(note=Note(NoteCode.NO_LABELS))
            if offered[0].fills and self.sheet.text[slice(*self.focus)].strip():
                return Result(note=Note(NoteCode.NOTHING_PROPOSED))
            label_id = offered[0].label
        note = self._asks_first(self.focus, label_id)
        if note is not None:
            return Result(note=note)
        act = acts.label(self.sheet, *self.focus, label_id, self._how(way))
        return self._decided(act, label_id)

    def reject(self, way: InputMethod = InputMethod.KEY) -> Result:
        """Reject or remove the focus, and go on. The others of the surface become doubtful."""
        if self.mark is None:
            return Result(note=Note(NoteCode.NOTHING_MARKED))
        act = acts.reject(self.sheet, *self.focus, self._how(way))
        return self._decided(act, None)

    def again(self) -> Result:
        """Apply the last decision here to its other mentions; the last cut of edges to all open
        marks of the label.
        """
        if self._last is None:
            return Result(note=Note(NoteCode.NOTHING_TO_APPLY))
        kind, place = self._last
        how = self._how(InputMethod.BULK)
        cut_off = ""
        if kind == "reject":
            act = others.reject_others(self.sheet, *place, how)
        elif self.sheet.span_at(*place) is None:
            return Result(note=Note(NoteCode.NOTHING_TO_APPLY))
        elif kind == "edges":
            act, cut_off = others.cut_others(self.sheet, *place, self._edges_before, how)
        else:
            act = others.label_others(self.sheet, *place, how)
        if not act.changes:
            return Result(
                note=Note(NoteCode.NO_OTHER_MENTIONS, {"surface": self.sheet.text[slice(*place)]})
            )
        self._run(act)
        told = Note(NoteCode.CUT if cut_off else NoteCode.APPLIED, counted(act), "Ctrl+Z")
        going = self._go_on() if self.mark is None else None
        return Result(act, told if cut_off else going or told)

    def move_edges(self, start: int, end: int, *, alone: bool = False) -> Result:
        """Give the focus other edges: of a mark, stored at once; of a run of tokens, just the
        focus.
        """
        start, end = max(0, start), min(len(self.sheet.text), end)
        if start >= end or not self.sheet.text[start:end].strip():
            return Result(note=Note(NoteCode.EDGE_STOPS))
        mark = self.mark
        if mark is None or mark.label is None:
            self.set_focus(start, end)
            return Result()
        note = self._asks_first((start, end), mark.label)
        if note is not None:
            return Result(note=note)
        act = acts.move(
            self.sheet, self.focus, (start, end), self._how(InputMethod.KEY), follow=not alone
        )
        self._run(act)
        if self._last != ("edges", self.focus):
            self._edges_before = self.focus
        self._last = ("edges", (start, end))
        self.set_focus(start, end)
        return Result(act)

    def likely_edges(self) -> Result:
        """The next of the likely edges of the focus, in turn, back to those it had."""
        if self._turn is None or self._turn[0][self._turn[1]] != self.focus:
            found = likely_edges(self.sheet, *self.focus)
            if self.mark is not None:
                found = [place for place in found if not replaced_by(self.sheet, self.focus, place)]
            if not found:
                return Result(note=Note(NoteCode.NO_EDGES))
            self._turn = ([self.focus, *found], 0)
        places, at = self._turn
        at = (at + 1) % len(places)
        result = self.move_edges(*places[at])
        self._turn = (places, at)
        return result

    def move_edge_by_token(self, side: str, way: int, *, alone: bool = False) -> Result:
        """Move the "start" or the "end" of the focus by one token, outward or inward."""
        found = edge_by_token(self.sheet.tokens, self.focus, side, way)
        if found is None:
            return Result(note=Note(NoteCode.EDGE_STOPS))
        return self.move_edges(*found, alone=alone)

    def topic(
        self, topic_id: int, *, no: bool = False, way: InputMethod = InputMethod.KEY
    ) -> Result:
        """Say yes to a topic (again: take it back), or no at once."""
        before = self.sheet.topics.get(topic_id)
        answer: bool | None = not no
        if before is not None and before.is_yes == answer:
            answer = None
        act = acts.answer_topic(self.sheet, topic_id, answer, self._how(way))
        self._run(act)
        return Result(act, Note(NoteCode.TOPIC, {"name": act.words, "answer": answer}, "Ctrl+Z"))

    def no_topic(self) -> Result:
        """Decide that no topic applies."""
        act = acts.no_topic(self.sheet, self._how(InputMethod.KEY))
        self._run(act)
        return Result(act, Note(NoteCode.NO_TOPIC, {"answer": 0 in self.sheet.topics}, "Ctrl+Z"))

    # -- the article -----------------------------------------------------------------------

    def finish(self, *, is_seen_to_end: bool) -> Result:
        """Enter: the step that is missing, one a press; else accept what is open and be done.

        It goes to each doubtful mark that never had the focus; from the last of them, left as it
        is, Enter is forced. At surfaces that are only there for the first time it stops once.
        """
        is_forced = False
        if self.is_waiting:
            if self._asked_at != self.focus:
                self._asked_at = self.focus
                return Result(note=Note(NoteCode.WAITING, key="Enter"))
            is_forced = True
        if not is_seen_to_end:
            return Result(wants_page=True, note=Note(NoteCode.PAGE_ON, key="Enter"))
        note = self._unseen_stop()
        if note is not None:
            return Result(note=note)
        return self._accept(is_forced or self._is_asked_doubtful())

    def finish_as_it_is(self, *, is_seen_to_end: bool) -> Result:
        """Accept what is open and be done, whatever step is missing: forced where one is."""
        is_missing = self.is_waiting or not is_seen_to_end or self.unseen_count > 0
        return self._accept(is_missing or self._is_asked_doubtful())

    def _accept(self, is_forced: bool) -> Result:
        how = self._how(InputMethod.FORCED if is_forced else InputMethod.ENTER)
        if self.sheet.is_hiding:
            return self._compare(how, is_forced=is_forced)
        act = acts.finish(self.sheet, how, focused=frozenset(self.visited), is_forced=is_forced)
        self._run(act)
        done = Note(NoteCode.FINISHED, {"title": self.sheet.article.heading}, "Ctrl+Z")
        return Result(act, done, is_finished=True)

    def _compare(self, how: DecisionContext, *, is_forced: bool) -> Result:
        """A blind review is put down; what the suggestions have otherwise is shown, if anything."""
        seen = frozenset(self.visited)
        act = blind.compare(self.sheet, how, focused=seen, is_forced=is_forced)
        self._run(act)
        if act.kind != blind.COMPARE:
            title = {"title": self.sheet.article.heading}
            return Result(act, Note(NoteCode.BLIND_SAME, title, "Ctrl+Z"), is_finished=True)
        self.visited.clear()
        values = {"count": self.counts()[1], "topics": blind.contested_topics(self.sheet)}
        first = next_unseen(self.sheet, (0, 0), self.visited)
        if first is None and values["topics"]:
            return Result(act, Note(NoteCode.BLIND_TOPICS, values, "Enter"))
        if first is not None:
            self.set_focus(first.start, first.end)
        return Result(act, Note(NoteCode.BLIND_COMPARE, values, "Ctrl+Z"))

    def skip(self, reason: str) -> Result:
        act = acts.skip(self.sheet, reason, self._how(InputMethod.KEY))
        self._run(act)
        return Result(act, Note(NoteCode.SKIPPED, {"reason": reason}, "Ctrl+Z"), is_finished=True)

    def reopen(self) -> Result:
        act = acts.reopen(self.sheet, self._how(InputMethod.KEY))
        if not act.changes:
            return Result(note=Note(NoteCode.NOT_DONE))
        self._run(act)
        return Result(act, Note(NoteCode.REOPENED, key="Ctrl+Z"))

    def flag(self) -> Result:
        act = acts.flag(self.sheet, self._how(InputMethod.KEY))
        self._run(act)
        return Result(act, Note(NoteCode.FLAGGED, {"on": self.sheet.review.flagged}, "Ctrl+Z"))

    def write_note(self, text: str) -> Result:
        act = acts.note(self.sheet, text, self._how(InputMethod.KEY))
        self._run(act)
        return Result(act, Note(NoteCode.NOTED, key="Ctrl+Z") if act.changes else None)

    def ask(self, question: str) -> Result:
        """Mark the focus as unsure, with a question; a suggestion is confirmed by it."""
        act = acts.ask(self.sheet, *self.focus, question, self._how(InputMethod.KEY))
        self._run(act)
        note = Note(NoteCode.ASKED if question else NoteCode.SURE, key="Ctrl+Z")
        return Result(act, note if act.changes else None)

    def rule(self, text: str) -> Result:
        """Write a ruling about the surface of the focus, with the label that it has."""
        mark = self.mark
        label = None if mark is None else mark.label
        act = acts.rule(self.sheet, *self.focus, label, text, self._how(InputMethod.KEY))
        self._committer.commit(act)
        return Result(act, Note(NoteCode.RULED, {"surface": act.words}, "Ctrl+Z"))

    @property
    def can_repeat(self) -> bool:
        """Whether there is a last act to apply to other mentions."""
        return self._last is not None

    @property
    def last_decided(self) -> tuple[str, int | None] | None:
        """Surface and label (None: rejected) of the last decision here, while it stands."""
        return None if self._last is None else decided_at(self.sheet, *self._last)

    def counts(self) -> tuple[int, int]:
        """How many Enter accepts, and how many are doubtful: what all of the window tells."""
        return self.sheet.marks.open_count, len(self.sheet.marks.doubtful)

    @property
    def unseen_count(self) -> int:
        """How many of the doubtful never had the focus."""
        doubtful = self.sheet.marks.doubtful
        return len(doubtful) - len(doubtful & self.visited)

    # -- private ---------------------------------------------------------------------------

    def _decided(self, act: Act, label_id: int | None) -> Result:
        place, mark = self.focus, self.mark
        self._was_stop = mark is not None and mark.is_stop
        if act.changes:
            self._run(act)
            self._last = ("reject" if label_id is None else "label", place)
            self.trail.append(place)
        going = self._go_on()
        told = told_of(act, label_id)
        return Result(act if act.changes else None, told or going)

    def _asks_first(self, place: tuple[int, int], label_id: int) -> Note | None:
        """What a span here would replace, the first time; None when that was told, or nothing."""
        gone = replaced_by(self.sheet, self.focus, place)
        asked, self._asked_over = self._asked_over, (place, label_id)
        if not gone or asked == (place, label_id):
            return None
        values = {"surface": gone[0].surface, "label": gone[0].label, "count": len(gone) - 1}
        return Note(NoteCode.WOULD_REPLACE, values)

    def _unseen_stop(self) -> Note | None:
        """Go to what Enter may not pass over unseen; None where there is nothing more."""
        unseen = next_unseen(self.sheet, self.focus, self.visited, is_first_too=False)
        count, code = self.unseen_count, NoteCode.LOOK_HERE
        if unseen is None and not self._has_told_first:
            unseen = next_unseen(self.sheet, self.focus, self.visited)
            count, code = first_times(self.sheet, self.visited), NoteCode.FIRST_TIMES
            self._has_told_first = unseen is not None
        if unseen is None:
            return None
        self.set_focus(unseen.start, unseen.end)
        self._asked_at = self.focus
        if unseen.stop == NAME:
            return Note(NoteCode.NAME_HERE, {"surface": unseen.surface}, "Shift+Enter")
        if code == NoteCode.LOOK_HERE:
            count -= 1
        values = {"surface": unseen.surface, "count": count}
        is_more = code == NoteCode.LOOK_HERE and count > 0
        return Note(code, values, "Shift+Enter" if is_more else "Enter")

    def _is_asked_doubtful(self) -> bool:
        mark = self.mark
        return self._asked_at == self.focus and mark is not None and mark.needs_eye

    def _how(self, way: InputMethod) -> DecisionContext:
        seconds = round(self._clock() - self._focus_since, 3)
        return DecisionContext(way, self._committer.now(), True, seconds)

    def _run(self, act: Act) -> None:
        if not act.changes:
            return
        self._asked_at = self._asked_over = None
        act = replace(act, changes=self._with_review(act.changes))
        self._committer.commit(act)
        self.sheet.apply(act.changes)

    def _with_review(self, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """The changes with the review's own columns filled, and begun if this is the first act."""
        own = [c for c in changes if isinstance(c.record, Review)]
        if not own and self.sheet.review.status != Status.NEW:
            return changes
        at = self._committer.now()
        change = own[0] if own else acts.review(self.sheet, status=Status.STARTED, edited_at=at)
        assert isinstance(change.after, Review)
        after = replace(
            self.attention.added_to(change.after),
            seconds_to_first_act=change.after.seconds_to_first_act or self.attention.since_shown(),
            shown=self._shown(),
            run=self._run_shown(),
            chosen=self.chosen,
        )
        return (*(c for c in changes if c not in own), Change(change.before, after))

    def _shown(self) -> str:
        if self.sheet.is_blind:
            return Shown.BLIND
        return Shown.NONE_YET if self.is_waiting else Shown.SHOWN

    def _run_shown(self) -> int | None:
        return next((s.run for s in self.sheet.suggestions.values() if s.run is not None), None)
