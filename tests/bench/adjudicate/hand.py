"""The hand that settles disagreements: it knows the gold, and presses as few keys as need be."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.core.adjudication import Case
from annotator.core.agreement.codings import Place
from annotator.core.codes import Side
from annotator.core.records import Scheme
from annotator.core.tokens import Tokens
from annotator.ui.adjudication.page import AdjudicationPage
from annotator.ui.kit import pressing
from annotator.workspace.open.adjudicating import edges_of
from annotator.workspace.open.edges import edge_by_token

Truth = dict[int, set[Place]]
_KEYS = {(Side.END, 1): "]", (Side.END, -1): "}", (Side.START, -1): "[", (Side.START, 1): "{"}
_MOST_MOVES = 8


@dataclass
class Hand:
    """Presses keys on the page until all is settled, or so many cases are."""

    page: AdjudicationPage
    truth: Truth
    scheme: Scheme
    keys: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)

    def run(self, most: int | None = None) -> None:
        """Fill gold, then kind after kind."""
        self.press("Enter")
        while self.page.cases and (most is None or self.page.work.summary.settled < most):
            before = self.page.work.summary.settled
            self.settle_kind()
            done = self.page.work.summary.settled - before
            if not done:
                raise AssertionError(f"nothing was settled: {self.page.title.text()}")
            self.kinds.append(done)

    def press(self, key: str) -> None:
        began = time.process_time()
        pressing.press(self.page, key)
        pressing.settle()
        self.seconds.append(time.process_time() - began)
        self.keys[key] += 1

    def settle_kind(self) -> None:
        """The places with the answer of most first, or those that leave least to turn off."""
        cases, kind = list(self.page.cases), self.page.work.kind
        said = [self.answer(case) for case in cases]
        if kind is not None and kind.is_sort and not self._pays(said):
            for key in said[self.page._number]:
                self.press(key)
            return
        if kind is not None and kind.is_sort:
            self.press("Ctrl+A")
        groups = sorted(set(said))
        wanted = min(groups, key=lambda x: (self._cost(said, x) - said.count(x), x))
        for number in [n for n, each in enumerate(said) if each != wanted]:
            self._go(number)
            self.press("Space")
        if len(wanted) > 1:  # it begins with the edges of the place that is shown
            self._go(said.index(wanted))
        for key in wanted:
            self.press(key)

    def _pays(self, said: Sequence[tuple[str, ...]]) -> bool:
        """Whether it costs less to choose all of a sort and turn others off than one by one."""
        return any(
            1 + self._cost(said, each) < sum(map(len, [x for x in said if x == each]))
            for each in set(said)
        )

    @staticmethod
    def _cost(said: Sequence[tuple[str, ...]], wanted: tuple[str, ...]) -> int:
        off = [n for n, each in enumerate(said) if each != wanted]
        return (off[-1] if off else 0) + len(off) + len(wanted)

    def _go(self, number: int) -> None:
        while self.page._number != number:
            self.press("Down" if self.page._number < number else "Up")

    def answer(self, case: Case) -> tuple[str, ...]:
        """The keys that make the truth gold; where no key can, that nobody can tell."""
        there = {x for x in self.truth[case.article] if x[0] < case.end and case.start < x[1]}
        for number, side in enumerate(case.sides):
            if set(side.spans) == there:
                return (str(number + 1),)
        if not there:
            return ("Backspace",)
        if len(there) > 1:
            return ("0",)
        [(start, end, label)] = there
        letter = self.scheme.label(label).key
        if edges_of(case) == (start, end):
            return (letter,)
        begun = next((side.spans[0] for side in case.sides if side.spans), None)
        if begun is None:
            return ("0",)
        sheet = self.page.text.sheet
        tokens = sheet.tokens if sheet and sheet.article.id == case.article else None
        moves = None if tokens is None else edge_moves(tokens, begun[:2], (start, end))
        if moves is None:
            return ("0",)
        if not moves:
            return (letter, "Enter")
        return (*moves, "Enter" if begun[2] == label else letter)


def edge_moves(
    tokens: Tokens, begun: tuple[int, int], wanted: tuple[int, int]
) -> tuple[str, ...] | None:
    """The keys that move edges from one place to another; None where few can't."""
    now, keys = begun, []
    for side, number in ((Side.END, 1), (Side.START, 0)):
        while now[number] != wanted[number]:
            way = 1 if wanted[number] > now[number] else -1
            found = edge_by_token(tokens, now, side, way)
            if found is None or found[0] >= found[1] or len(keys) >= _MOST_MOVES:
                return None
            now = found
            keys.append(_KEYS[side, way])
    return tuple(keys)
