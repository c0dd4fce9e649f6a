"""The cheapest keys from a review as it stands to the gold: a search some repairs ahead.

A repair is a way to its place (Dijkstra over all keys that move the focus), edges, and a letter or
Backspace. A beam of half-done articles is kept; the first repair of the best one is pressed, and
then the search begins anew from what is really there.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.core.likely import likely_edges
from annotator.core.marks import MarkState
from annotator.core.tokens import Tokens
from tests.bench.effort.oracle import (
    Entities,
    Fault,
    Range,
    faults_of,
    key_count,
    stored_if_finished,
)
from tests.bench.effort.oracle_sim import (
    EDGE_CHARACTERS,
    EDGE_TOKENS,
    NAVIGATION,
    PAGES,
    Step,
    Trial,
    paged,
    scrolled_to,
)

_FAR = 30  # keys to a place; more is never looked at
_SPARE = 1  # keys more than the nearest repair that another one may be away
_FURTHER = 3  # keys more than the nearest that any repair may be away
_FIRST_KEYS = 2  # keys of a way after which a jump or a page on is still thought of
_MOST_PAGES = 8
_JUMP = 2  # keys of the shortest jump
_REPAIR = 1.6  # keys of a repair itself, on average
_HOP = 4.0  # keys that a hop to the next repair costs at most, on average
_MOVED_FAR = 15  # characters
_SLACK = 4  # tokens around an edge that are tried


@dataclass(frozen=True)
class Effort:
    """How hard the oracle thinks: repairs ahead, states kept, repairs tried from each."""

    depth: int = 3
    beam: int = 3
    branch: int = 3


@dataclass
class _State:
    trial: Trial
    cost: int
    repairs: list[list[Step]]
    faults: list[Fault]
    guess: float = 0.0


class Stuck(Exception):
    """No key leads to what is missing."""


def next_repair(trial: Trial, gold: Entities, effort: Effort = Effort()) -> list[Step]:
    """The steps of the repair to press first; empty when nothing is wrong."""
    faults = faults_of(stored_if_finished(trial.sheet), gold)
    if not faults:
        return []
    beam = [_State(trial, 0, [], faults)]
    done: _State | None = None
    for _ in range(effort.depth):
        following: dict[object, _State] = {}
        for state in beam:
            for new in _expanded(state, gold, effort.branch):
                if not new.faults:
                    if done is None or new.cost < done.cost:
                        done = new
                    continue
                new.guess = new.cost + _left(new)
                key = new.trial.fingerprint
                if key not in following or new.guess < following[key].guess:
                    following[key] = new
        if not following:
            break
        beam = sorted(following.values(), key=lambda state: state.guess)[: effort.beam]
        if done is not None and done.cost <= min(state.guess for state in beam):
            break
    candidates = [state for state in beam if state.repairs]
    if done is not None:
        candidates.append(done)
    if not candidates:
        raise Stuck(str(faults[:3]))
    best = min(candidates, key=lambda s: s.guess if s.faults else float(s.cost))
    return best.repairs[0]


def _expanded(state: _State, gold: Entities, branch: int) -> Iterator[_State]:
    worse: list[_State] = []
    is_any = False
    for steps in _repairs(state, branch):
        trial = state.trial.copy()
        trial.do(steps)
        faults = faults_of(stored_if_finished(trial.sheet), gold)
        cost = state.cost + sum(step.cost for step in steps)
        new = _State(trial, cost, [*state.repairs, steps], faults)
        if len(faults) < len(state.faults) or _is_partial(faults, state.faults):
            is_any = True
            yield new
        elif set(faults) != set(state.faults):
            worse.append(new)
    if not is_any:
        yield from sorted(worse, key=lambda new: (len(new.faults), new.cost))[:1]


def _is_partial(new: Sequence[Fault], old: Sequence[Fault]) -> bool:
    """As many faults, but others: one that turned into another kind, as an edge half moved."""
    return len(new) == len(old) and set(new) != set(old)


def _left(state: _State) -> float:
    """A guess at the keys still to come: the repairs, and a sweep over their places."""
    at = state.trial.review.focus[0]
    places = sorted(fault.start for fault in state.faults)
    text = state.trial.sheet.text
    total = _REPAIR * len(places)
    for a, b in pairwise(places):
        total += _hop(text, a, b)
    return total + min(_hop(text, at, places[0]), 1 + _hop(text, at, places[-1]))


def _hop(text: str, a: int, b: int) -> float:
    return min(_HOP, abs(b - a) / 30)


# -- repairs -------------------------------------------------------------------------------


def _repairs(state: _State, branch: int) -> Iterator[list[Step]]:
    """The nearest repairs, cheapest way each; and `=` where it may help."""
    trial = state.trial
    if trial.review.repeating.is_possible:
        yield [Step(("=",))]
    best: dict[Fault, list[tuple[int, list[Step]]]] = {}
    finishing: dict[tuple[Range, Fault], tuple[str, ...] | None] = {}
    horizon = _Horizon()
    faults = [*state.faults, *(Fault(f.wrong, None) for f in state.faults if _is_far_off(f))]
    for cost, focus, way in places(trial, state.faults, horizon):
        for fault in faults:
            if not (fault.start < focus[1] and fault.end > focus[0]):
                continue
            if (focus, fault) not in finishing:
                finishing[(focus, fault)] = _finishing(trial, focus, fault)
            keys = finishing[(focus, fault)]
            if keys is None:
                continue
            whole = cost + sum(key_count(key) for key in keys)
            found = best.setdefault(fault, [])
            horizon.draw_in(cost + _FURTHER)
            if not found or whole < min(c for c, _ in found):
                found.append((whole, [*way, *(Step((key,)) for key in keys)]))
            if len(best) >= branch:
                horizon.draw_in(cost + _SPARE)
    ranked = sorted((min(ways, key=lambda w: w[0]) for ways in best.values()), key=lambda w: w[0])
    for _, steps in ranked[: branch + 1]:
        yield steps
        last = steps[-1].keys[-1]
        if len(last) == 1 and last.isalpha() and trial_follows(trial, steps):
            yield [*steps[:-1], Step((f"Shift+{last}",))]


def _is_far_off(fault: Fault) -> bool:
    """Whether the edges are so wrong that rejecting and adding anew may be cheaper."""
    if fault.wrong is None or fault.right is None:
        return False
    shift = abs(fault.wrong[0] - fault.right[0]) + abs(fault.wrong[1] - fault.right[1])
    return shift > _MOVED_FAR


def trial_follows(trial: Trial, steps: Sequence[Step]) -> bool:
    """Whether other mentions would follow: only then does Shift make a difference."""
    tried = trial.copy()
    tried.do(steps[:-1])
    start, end = tried.review.focus
    return tried.sheet.text.count(tried.sheet.text[start:end]) > 1


def _finishing(trial: Trial, focus: Range, fault: Fault) -> tuple[str, ...] | None:
    """The keys at a focus that repair a fault; None where that is no place for it."""
    mark = trial.sheet.marks.exactly(*focus)
    if fault.right is None:
        return ("Backspace",) if focus == fault.wrong and mark is not None else None
    is_labelled = mark is not None and mark.label is not None
    is_maybe = mark is not None and mark.state is MarkState.MAYBE  # which nobody has confirmed
    if is_labelled and not is_maybe and focus not in (fault.right, fault.wrong):
        return None  # it would move a mark that is right, or belongs to another repair
    edges = edge_keys(trial, focus, fault.right)
    if edges is None:
        return None
    label = trial.sheet.scheme.label_named(fault.label)
    assert label is not None
    if edges and mark is not None and mark.label == label.id:
        return edges
    if not label.key:
        offered = trial.review.deciding.proposals() if trial.review.focus == fault.right else []
        return (
            (*edges, "Space")
            if offered and offered[0].label == label.id and not offered[0].fills
            else None
        )
    return (*edges, label.key)


# -- ways ----------------------------------------------------------------------------------


_Node = tuple[Range, int]  # a focus and how far the view is scrolled


class _Horizon:
    """How many keys away anything is still wanted; it draws in as repairs are found."""

    def __init__(self) -> None:
        self.keys = _FAR

    def draw_in(self, keys: int) -> None:
        self.keys = min(self.keys, keys)


def places(
    trial: Trial, faults: Sequence[Fault], horizon: _Horizon
) -> Iterator[tuple[int, Range, list[Step]]]:
    """The places where the focus can go, the nearest first: (keys, focus, steps)."""
    wanted = [(fault.start, fault.end) for fault in faults]
    wanted += [fault.right for fault in faults if fault.wrong is not None and fault.right]
    walker = _Walker(trial, wanted)
    first = (trial.review.focus, trial.scroll)
    queue: list[tuple[int, int, _Node]] = [(0, 0, first)]
    came: dict[_Node, tuple[_Node, Step] | None] = {first: None}
    costs = {first: 0}
    closed: set[_Node] = set()
    foci: set[Range] = set()
    while queue:
        cost, _, node = heapq.heappop(queue)
        if cost > horizon.keys:
            return
        if node in closed:
            continue
        closed.add(node)
        if cost > _FIRST_KEYS and node[0] in foci and node[0] != first[0]:
            continue  # the scroll matters for jumps only, which are thought of near the start
        foci.add(node[0])
        yield cost, node[0], _way(came, node)
        for new, step in walker.steps(node, cost, horizon.keys - cost):
            if cost + step.cost < costs.get(new, _FAR):
                costs[new], came[new] = cost + step.cost, (node, step)
                heapq.heappush(queue, (costs[new], len(came), new))


class _Walker:
    """Where each key leads from a place."""

    def __init__(self, trial: Trial, wanted: Sequence[Range]) -> None:
        self._trial = trial
        self._tried = trial.copy()
        self._wanted = wanted
        self._jumped: set[int] = set()

    def steps(self, node: _Node, cost: int, left: int) -> Iterator[tuple[_Node, Step]]:
        """The places one step away, for a node that so many keys lead to, with so many left."""
        focus, scroll = node
        page = self._trial.page
        is_here = focus == self._trial.review.focus
        for key in NAVIGATION:
            if key == "Shift+Space" and cost:
                continue
            goal = _moved(self._tried, self._trial, focus, key)
            if goal is not None and goal != focus:
                yield (goal, scrolled_to(page, goal[0], scroll)), Step((key,))
        if left >= _JUMP and scroll not in self._jumped and (cost <= _FIRST_KEYS or is_here):
            self._jumped.add(scroll)
            for goal, keys in self._tried.jumps(scroll, self._wanted, focus).items():
                yield (goal, scrolled_to(page, goal[0], scroll)), Step(keys, goal)
        if left > _JUMP and cost <= (_MOST_PAGES if is_here else _FIRST_KEYS):
            for key in PAGES:
                yield (focus, paged(page, scroll, key)), Step((key,))


def _moved(walker: Trial, trial: Trial, focus: Range, key: str) -> Range | None:
    review = walker.review
    review.walk.focus = focus
    if key == "Shift+Space":
        review.walk.trail = list(trial.review.walk.trail)
    walker._move(key)
    return review.focus


def _way(came: dict[_Node, tuple[_Node, Step] | None], node: _Node) -> list[Step]:
    steps: list[Step] = []
    while (last := came[node]) is not None:
        node, step = last
        steps.append(step)
    return steps[::-1]


# -- edges ---------------------------------------------------------------------------------


def edge_keys(trial: Trial, focus: Range, goal: Range) -> tuple[str, ...] | None:
    """The cheapest keys that make the focus the goal; () when it is, None when none do."""
    if focus == goal:
        return ()
    tokens, text = trial.sheet.tokens, trial.sheet.text
    low, high = _window(tokens, focus, goal)
    starts: list[tuple[int, Range, tuple[str, ...]]] = [(0, focus, ())]
    for turn, place in enumerate(likely_edges(trial.sheet, *focus)[:5], 1):
        starts.append((turn, place, ("-",) * turn))
    # A*: an edge that is so many tokens away costs at least so many keys
    queue: list[tuple[int, int, int, Range, tuple[str, ...]]] = []
    for count, (cost, place, keys) in enumerate(starts):
        queue.append((cost + _least_keys(tokens, place, goal), -cost, count, place, keys))
    heapq.heapify(queue)
    seen: set[Range] = set()
    count = len(queue)
    while queue:
        least, cost, _, place, keys = heapq.heappop(queue)
        if place == goal:
            return keys
        if place in seen or least > _FAR:
            continue
        seen.add(place)
        for key, new in _edge_moves(trial, tokens, place):
            start, end = new
            if not (low <= start < end <= high) or new in seen or not text[start:end].strip():
                continue
            if new != goal and new != focus and trial.sheet.marks.exactly(*new) is not None:
                continue  # the next key would be that mark's
            count += 1
            whole = key_count(key) - cost
            least = whole + _least_keys(tokens, new, goal)
            heapq.heappush(queue, (least, -whole, count, new, (*keys, key)))
    return None


def _least_keys(tokens: Tokens, place: Range, goal: Range) -> int:
    """What the edges cost at least: a key for each token outward, two (Shift) inward."""
    start = bisect_left(tokens.starts, place[0]) - bisect_left(tokens.starts, goal[0])
    end = bisect_left(tokens.ends, goal[1]) - bisect_left(tokens.ends, place[1])
    return max(start, -2 * start) + max(end, -2 * end)


def _window(tokens: Tokens, focus: Range, goal: Range) -> Range:
    low = tokens.last_before(min(focus[0], goal[0]))
    high = tokens.first_from(max(focus[1], goal[1]))
    first = max(0, (low if low is not None else 0) - _SLACK + 3)
    last = min(len(tokens) - 1, (high if high is not None else len(tokens) - 1) + _SLACK - 3)
    return min(tokens.starts[first], goal[0]), max(tokens.ends[last], goal[1])


def _edge_moves(trial: Trial, tokens: Tokens, place: Range) -> Iterator[tuple[str, Range]]:
    for key, (side, way) in EDGE_TOKENS.items():
        new = edge_by_token(tokens, place, side, way)
        if new is not None:
            yield key, new
    for key, (side, way) in EDGE_CHARACTERS.items():
        start, end = place
        if side == "end":
            yield key, (start, trial.page.grapheme(end, way))
        else:
            yield key, (trial.page.grapheme(start, way), end)


def edge_by_token(tokens: Tokens, place: Range, side: str, way: int) -> Range | None:
    """Where an edge goes by a token, as the review does it."""
    start, end = place
    if side == "end":
        index = tokens.first_from(end) if way > 0 else tokens.last_before(end)
        if index is None:
            return None
        if way > 0:
            return start, tokens.ends[index]
        index = tokens.last_before(tokens.starts[index])
        return (start, tokens.ends[index]) if index is not None else None
    index = tokens.last_before(start) if way < 0 else tokens.first_from(start)
    if index is None:
        return None
    if way < 0:
        return tokens.starts[index], end
    return (tokens.starts[index + 1], end) if index + 1 < len(tokens) else None
