"""The focus on its way through an article: where it is, where it was, where it goes on."""

from __future__ import annotations

from collections.abc import Callable

from annotator.core import blind
from annotator.core.acts import DecisionContext
from annotator.core.codes import NoteCode
from annotator.core.marks import Mark
from annotator.core.records import InputMethod
from annotator.core.sheet import Sheet
from annotator.workspace.open.focus_steps import (
    first_focus,
    names_left,
    next_mark,
    next_undecided,
    next_unseen,
)
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.recording import Recorder


class Walk:
    """`trail` are the places decided; `was_stop`: going on stops at the last of them."""

    def __init__(self, recorder: Recorder, clock: Callable[[], float]) -> None:
        self._recorder = recorder
        self._clock = clock
        self._visited: set[int] = set()
        self.trail: list[tuple[int, int]] = []
        self.was_stop = False
        self._focus: tuple[int, int] | None = None  # where it begins is found when it is asked for
        self._focus_since = clock()
        self._has_moved = False  # by the person: other suggestions may come once more

    @property
    def focus(self) -> tuple[int, int]:
        """A range in code points: of a mark, or of a run of tokens."""
        if self._focus is None:
            self.begin()
        assert self._focus is not None
        return self._focus

    @focus.setter
    def focus(self, place: tuple[int, int]) -> None:
        """Put it somewhere without its having been seen there."""
        self._focus = place

    @property
    def visited(self) -> set[int]:
        """The suggestions that had the focus."""
        if self._focus is None:
            self.begin()
        return self._visited

    @property
    def _sheet(self) -> Sheet:
        return self._recorder.sheet

    @property
    def mark(self) -> Mark | None:
        """The mark that has the focus, None on a run of tokens."""
        return self._sheet.marks.exactly(*self.focus)

    @property
    def unseen_count(self) -> int:
        """How many of the doubtful never had the focus."""
        return len(self._sheet.marks.doubtful - self.visited)

    def how(self, way: InputMethod) -> DecisionContext:
        """How something is done at the focus now, and how long it took."""
        seconds = round(self._clock() - self._focus_since, 3)
        return DecisionContext(way, self._recorder.committer.now(), True, seconds)

    def begin(self, start: int = 0, end: int | None = None) -> None:
        """Let the focus stand where the eye is needed first in this part of the text, which is what
        is in view, if the person has not moved it yet.
        """
        if not self._has_moved:
            self._visited.clear()
            self.set_focus(*first_focus(self._sheet, start, end))
            self._has_moved = False

    def set_focus(self, start: int, end: int) -> None:
        """Give the focus to a range; a mark that has it counts as seen from then on."""
        if (start, end) != self._focus:
            self._focus_since = self._clock()
            self._has_moved = True
        self._focus = (start, end)
        mark = self.mark
        if mark is not None and mark.suggestion is not None:
            self._visited.add(mark.suggestion)

    def to_position(self, position: int) -> None:
        """Give the focus to the mark or the token at a character."""
        touching = self._sheet.marks.touching(position, position + 1)
        if touching:
            smallest = min(touching, key=lambda mark: mark.end - mark.start)
            self.set_focus(smallest.start, smallest.end)
            return
        tokens = self._sheet.tokens
        index = tokens.at(position)
        if index is None:
            index = tokens.first_from(position)
        if index is None:
            index = len(tokens) - 1
        if index >= 0:
            self.set_focus(tokens.starts[index], tokens.ends[index])

    def to_range(self, start: int, end: int) -> Result:
        """Give the focus to a range, as a jump or a click on a list does."""
        self.set_focus(start, end)
        return Result()

    def step(self, way: int, *, is_doubtful_only: bool = False) -> Result:
        """The next (+1) or previous (-1) mark, round the end of the article."""
        found = next_mark(self._sheet, self.focus, way, is_doubtful_only=is_doubtful_only)
        if found is None:
            nothing = NoteCode.NO_DOUBTFUL if is_doubtful_only else NoteCode.NO_MARKS
            return Result(note=Note(nothing))
        return self.to_range(found.start, found.end)

    def step_token(self, way: int) -> Result:
        """The token before or behind the focus; inside a mark the whole mark."""
        tokens = self._sheet.tokens
        index = tokens.first_from(self.focus[1]) if way > 0 else tokens.last_before(self.focus[0])
        if index is not None:
            self.to_position(tokens.starts[index])
        return Result()

    def back(self) -> Result:
        """Back along the trail of spans just decided."""
        while self.trail:
            place = self.trail.pop()
            if place != self.focus:
                return self.to_range(*place)
        return Result(note=Note(NoteCode.NO_TRAIL))

    def go_on(self) -> Note | None:
        """To the next stop that never had the focus, then the earlier ones left, then to what is
        doubtful still; else stay and say so.

        Who has just mended something elsewhere stays there, rather than being led back (measured:
        4 % fewer keys).
        """
        sheet = self._sheet
        unseen = next_unseen(sheet, self.focus, self.visited)
        if unseen is None and self.was_stop:
            unseen = next_undecided(sheet, self.focus)
        if unseen is not None:
            self.set_focus(unseen.start, unseen.end)
            if not sheet.is_revealed:
                return None
            return Note(NoteCode.BLIND_LEFT, {"count": len(sheet.marks.doubtful)}, "Ctrl+Z")
        topics = blind.contested_topics(sheet)
        if topics and sheet.is_revealed:
            return Note(NoteCode.BLIND_TOPICS, {"topics": topics}, "Enter")
        code = NoteCode.BLIND_ON if sheet.is_hiding else NoteCode.NOTHING_DOUBTFUL
        values = {
            "open": sheet.marks.open_count,
            "doubtful": len(sheet.marks.doubtful),
            "names": names_left(sheet),
        }
        return Note(code, values, "Enter")
