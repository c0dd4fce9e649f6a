"""A copy of the open review, on which the oracle tries keys before a hand presses them.

Nothing of the app is imitated but the way from a key to the review's method and the scrolling;
what a key really did is compared afterwards, so a mistake here costs keys, never correctness.
"""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from annotator.core.doubt import DoubtRules
from annotator.core.marks import MarkList
from annotator.core.records import Act
from annotator.core.sheet import Sheet
from annotator.core.shown_marks import ShownMarks
from annotator.core.span_index import SpanIndex
from annotator.core.suggestion_index import SuggestionIndex
from annotator.errors import AnnotatorError
from annotator.workspace.open.review import OpenReview
from tests.bench.effort.oracle import Range, keys_of, stored_if_finished
from tests.bench.effort.oracle_jumps import jumps


@dataclass(frozen=True)
class Line:
    """A line on the page: pixels from the top of the document, code points."""

    top: float
    bottom: float
    start: int
    end: int


class Page(Protocol):
    """What only the view knows of an article."""

    @property
    def lines(self) -> Sequence[Line]: ...

    @property
    def height(self) -> float: ...

    @property
    def last_scroll(self) -> int: ...

    def above_or_below(self, position: int, way: int) -> int | None: ...

    def is_right_to_left(self, position: int) -> bool: ...

    def grapheme(self, position: int, way: int) -> int: ...


class OnePage:
    """A page for texts of one line each: everything is in view, Up and Down stay."""

    def __init__(self, text: str) -> None:
        self.lines: Sequence[Line] = [Line(0, 10, 0, len(text))]
        self.height = 100.0
        self.last_scroll = 0

    def above_or_below(self, position: int, way: int) -> int | None:
        return None

    def is_right_to_left(self, position: int) -> bool:
        return False

    def grapheme(self, position: int, way: int) -> int:
        return position + way


@dataclass(frozen=True)
class Step:
    """Keys that belong together; a jump has the range that it leads to."""

    keys: tuple[str, ...]
    goal: Range | None = None

    @property
    def cost(self) -> int:
        return keys_of(self.keys)


class _Nowhere:
    """Commits nothing."""

    def commit(self, act: Act) -> None:
        pass

    def now(self) -> str:
        return ""


class Trial:
    """A review that can be tried on: its own sheet, focus and scroll."""

    def __init__(self, review: OpenReview, page: Page, scroll: int) -> None:
        self.review = twin(review)
        self.page = page
        self.scroll = scroll
        self._jumps: dict[tuple[int, Range], dict[Range, tuple[str, ...]]] = {}

    def copy(self) -> Trial:
        return Trial(self.review, self.page, self.scroll)

    @property
    def sheet(self) -> Sheet:
        return self.review.sheet

    def do(self, steps: Sequence[Step]) -> None:
        self._jumps = {}
        for step in steps:
            if step.goal is not None:
                self.review.walk.to_range(*step.goal)
            else:
                for key in step.keys:
                    with suppress(AnnotatorError):  # the desk says so in a line, and no more
                        self._press(key)
            if step.keys[-1] not in PAGES:
                self.scroll = scrolled_to(self.page, self.review.focus[0], self.scroll)

    def _press(self, key: str) -> None:
        review = self.review
        if key in _MOVES:
            self._move(key)
        elif key == "Backspace":
            review.deciding.reject()
        elif key == "Space":
            review.deciding.confirm()
        elif key == "=":
            review.repeating.again()
        elif key == "-":
            review.edges.to_likely()
        elif key in EDGE_TOKENS:
            review.edges.by_token(*EDGE_TOKENS[key])
        elif key in EDGE_CHARACTERS:
            start, end = review.focus
            side, way = EDGE_CHARACTERS[key]
            if side == "end":
                end = self.page.grapheme(end, way)
            else:
                start = self.page.grapheme(start, way)
            review.edges.move(start, end)
        elif key in PAGES:
            self.scroll = paged(self.page, self.scroll, key)
        else:
            label = review.sheet.scheme.label_with_key(key.removeprefix("Shift+"))
            assert label is not None, key
            review.deciding.label(label.id, alone=key.startswith("Shift+"))

    def _move(self, key: str) -> None:
        review, page = self.review, self.page
        if key in _MARK_STEPS:
            way, is_doubtful_only = _MARK_STEPS[key]
            review.walk.step(way, is_doubtful_only=is_doubtful_only)
        elif key in ("Left", "Right"):
            way = 1 if key == "Right" else -1
            review.walk.step_token(-way if page.is_right_to_left(review.focus[0]) else way)
        elif key == "Shift+Space":
            review.walk.back()
        else:
            found = page.above_or_below(review.focus[0], 1 if key == "Down" else -1)
            if found is not None:
                review.walk.to_position(found)

    def jumps(
        self, scroll: int, wanted: Sequence[Range], focus: Range
    ) -> dict[Range, tuple[str, ...]]:
        """The keys of the jumps from a focus to each goal that overlaps a wanted range in view."""
        found = self._jumps.get((scroll, focus))
        if found is None:
            found = jumps(self.sheet, in_view(self.page, scroll), wanted, focus)
            self._jumps[scroll, focus] = found
        return found

    @property
    def fingerprint(self) -> tuple[object, ...]:
        return fingerprint(self.review)


def fingerprint(review: OpenReview) -> tuple[object, ...]:
    """What two reviews must agree in to be the same to the hand."""
    marks = tuple((m.start, m.end, m.label, int(m.state), m.doubt) for m in review.sheet.marks)
    return (review.focus, marks, frozenset(stored_if_finished(review.sheet).items()))


# -- keys ----------------------------------------------------------------------------------

_MARK_STEPS = {
    "Tab": (+1, False),
    "Shift+Tab": (-1, False),
    ".": (+1, True),
    ",": (-1, True),
}
_MOVES = frozenset((*_MARK_STEPS, "Left", "Right", "Up", "Down", "Shift+Space"))
EDGE_TOKENS = {"]": ("end", +1), "}": ("end", -1), "[": ("start", -1), "{": ("start", +1)}
EDGE_CHARACTERS = {
    "Ctrl+Shift+Right": ("end", +1),
    "Ctrl+Shift+Left": ("end", -1),
    "Ctrl+Alt+Left": ("start", -1),
    "Ctrl+Alt+Right": ("start", +1),
}
PAGES = ("PageDown", "PageUp", "Home")  # End would let unread text pass for seen
NAVIGATION = (".", ",", "Tab", "Right", "Left", "Down", "Up", "Shift+Tab", "Shift+Space")


# -- scrolling -----------------------------------------------------------------------------


def scrolled_to(page: Page, position: int, scroll: int) -> int:
    """Where the view scrolls to when the focus comes to a position."""
    line = line_at(page, position)
    if line is None:
        return scroll
    height = line.bottom - line.top
    margin = min(1.5 * height, page.height / 6)
    top = line.top - scroll
    if top >= min(margin, line.top) and line.bottom - scroll <= page.height - margin:
        return scroll
    return min(page.last_scroll, max(0, round(line.top - page.height * 0.42)))


def paged(page: Page, scroll: int, key: str) -> int:
    if key in ("Home", "End"):
        return page.last_scroll if key == "End" else 0
    way = 1 if key == "PageDown" else -1
    return min(page.last_scroll, max(0, scroll + way * int(page.height * 0.85)))


def in_view(page: Page, scroll: int) -> Range:
    """The code points of the lines that are wholly on screen."""
    whole = [
        line
        for line in page.lines
        if line.top - scroll >= -2 and line.bottom - scroll <= page.height + 2
    ]
    return (whole[0].start, whole[-1].end) if whole else (0, 0)


def line_at(page: Page, position: int) -> Line | None:
    lines = page.lines
    at = bisect_right(lines, position, key=lambda line: line.start) - 1
    return lines[max(0, at)] if lines else None


# -- twins ---------------------------------------------------------------------------------


def twin(review: OpenReview) -> OpenReview:
    """A review in the same state that shares nothing that a key changes."""
    recorder, clock = review._recorder, review.walk._clock
    twins: dict[int, Any] = {
        id(recorder.sheet): twin_sheet(recorder.sheet),
        id(recorder.committer): _Nowhere(),
        id(clock): clock,
    }
    return copy.deepcopy(review, twins)


def twin_sheet(sheet: Sheet) -> Sheet:
    found = copy.copy(sheet)
    for name, value in vars(sheet).items():
        vars(found)[name] = _copied(value)
    found._shown._review = found
    found._shown._rules = DoubtRules(found)
    return found


def _copied(value: Any) -> Any:
    if isinstance(value, Counter):
        return value.copy()
    if isinstance(value, dict):
        return {k: v.copy() if isinstance(v, list | dict | set) else v for k, v in value.items()}
    if isinstance(value, list | set):
        return value.copy()
    if isinstance(value, MarkList | SpanIndex | SuggestionIndex | ShownMarks):
        made = copy.copy(value)
        for name, inner in vars(value).items():
            vars(made)[name] = _copied(inner)
        return made
    return value
