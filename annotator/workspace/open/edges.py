"""Giving the focus other edges: as they are pointed at, by a token, or the next likely ones."""

from __future__ import annotations

from annotator.core import acts
from annotator.core.codes import NoteCode, Side
from annotator.core.likely import likely_edges
from annotator.core.records import InputMethod
from annotator.core.tokens import Tokens
from annotator.values import dataclass
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.recording import Recorder
from annotator.workspace.open.repeating import Repeating
from annotator.workspace.open.replacing import Replacing, replaced_by
from annotator.workspace.open.walk import Walk


@dataclass(slots=True)
class Edges:
    """The edges of a mark are stored at once; those of a run of tokens are just the focus."""

    _recorder: Recorder
    _walk: Walk
    _repeating: Repeating
    _replacing: Replacing
    _turn: tuple[list[tuple[int, int]], int] | None = None

    def move(self, start: int, end: int, *, alone: bool = False) -> Result:
        """Let the focus go from `start` to `end`."""
        walk, sheet = self._walk, self._recorder.sheet
        start, end = max(0, start), min(len(sheet.text), end)
        if start >= end or not sheet.text[start:end].strip():
            return Result(note=Note(NoteCode.EDGE_STOPS))
        mark = walk.mark
        if mark is None or mark.label is None:
            return walk.to_range(start, end)
        note = self._replacing.asks(walk.focus, (start, end), mark.label)
        if note is not None:
            return Result(note=note)
        how = walk.how(InputMethod.KEY)
        act = acts.move(sheet, walk.focus, (start, end), how, follow=not alone)
        self._recorder.run(act)
        self._repeating.moved(walk.focus, (start, end))
        walk.set_focus(start, end)
        return Result(act)

    def to_likely(self) -> Result:
        """The next of the likely edges of the focus, in turn, back to those it had."""
        focus, sheet = self._walk.focus, self._recorder.sheet
        if self._turn is None or self._turn[0][self._turn[1]] != focus:
            found = likely_edges(sheet, *focus)
            if self._walk.mark is not None:
                found = [place for place in found if not replaced_by(sheet, focus, place)]
            if not found:
                return Result(note=Note(NoteCode.NO_EDGES))
            self._turn = ([focus, *found], 0)
        places, at = self._turn
        at = (at + 1) % len(places)
        result = self.move(*places[at])
        self._turn = (places, at)
        return result

    def by_token(self, side: Side, way: int, *, alone: bool = False) -> Result:
        """Move the "start" or the "end" of the focus by one token, outward or inward."""
        found = edge_by_token(self._recorder.sheet.tokens, self._walk.focus, side, way)
        if found is None:
            return Result(note=Note(NoteCode.EDGE_STOPS))
        return self.move(*found, alone=alone)


def edge_by_token(
    tokens: Tokens, focus: tuple[int, int], side: Side, way: int
) -> tuple[int, int] | None:
    """The focus with its "start" or "end" one token further on (+1) or back (-1); None where the
    text ends.
    """
    start, end = focus
    if side == Side.END:
        index = tokens.first_from(end) if way > 0 else tokens.last_before(end)
        if index is None:
            return None
        if way > 0:
            return start, tokens.ends[index]
        index = tokens.last_before(tokens.starts[index])
        return start, tokens.ends[index] if index is not None else start
    index = tokens.last_before(start) if way < 0 else tokens.first_from(start)
    if index is None:
        return None
    if way < 0:
        return tokens.starts[index], end
    return (tokens.starts[index + 1] if index + 1 < len(tokens) else end), end
