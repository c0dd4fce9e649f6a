"""The hand of the oracle: it presses keys in the real window and looks at what came of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from annotator.core.marks import Mark
from annotator.core.pairing import in_common
from annotator.core.records import Status
from annotator.storage import Store
from annotator.ui.article.lines import visible_lines
from annotator.ui.article.view import ArticleView
from annotator.ui.desk.articles import ENTER_GUARD_MS
from annotator.ui.kit import pressing
from annotator.workspace.learning.doubt_levels import step_of
from annotator.workspace.open.review import OpenReview
from tests.bench.driving import Driver
from tests.bench.effort.at_once import AtOnce
from tests.bench.effort.oracle import (
    KEY_S,
    PEERS,
    Entities,
    Fault,
    Gold,
    Repairs,
    faults_of,
    key_count,
    keys_of,
    meant,
    stored_if_finished,
)
from tests.bench.effort.oracle_plan import Effort, Stuck, edge_keys, next_repair
from tests.bench.effort.oracle_sim import PAGES, Line, Step, Trial, fingerprint
from tests.bench.effort.project import static_of

_MOST_RETURNS = 2  # times that the same faults may come back under the same focus
_LONGEST_MS = 900_000
_MOST = 20_000  # keys for an article: more means going round in a circle


class ViewPage:
    """What the oracle's trial needs to know of the page on screen."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        self._steps: dict[tuple[int, int], int | None] = {}
        self.height = float(view.viewport().height())

    @cached_property
    def lines(self) -> list[Line]:
        to_code_point = self._view.characters.positions.to_code_point
        return [
            Line(line.top, line.bottom, to_code_point(line.start), to_code_point(line.end))
            for line in visible_lines(self._view.document(), 0, 1e9)
        ]

    @property
    def last_scroll(self) -> int:
        return self._view.verticalScrollBar().maximum()

    def above_or_below(self, position: int, way: int) -> int | None:
        if (position, way) not in self._steps:
            self._steps[position, way] = self._view.characters.on_line(position, way)
        return self._steps[position, way]

    def is_right_to_left(self, position: int) -> bool:
        return self._view.characters.is_right_to_left(position)

    def grapheme(self, position: int, way: int) -> int:
        return self._view.characters.next_grapheme(position, way)


class Tally:
    """What one article cost."""

    def __init__(self, article: int) -> None:
        self.article = article
        self.presses: list[str] = []
        self.kinds: Counter[str] = Counter()
        self.decisions = 0
        self.faults: Counter[str] = Counter()  # of what was suggested, by kind
        self.surprises = 0
        self.stuck = ""

    @property
    def keys(self) -> int:
        return keys_of(self.presses)

    def count(self, key: str, kind: str) -> None:
        self.presses.append(key)
        self.kinds[kind] += key_count(key)
        if kind in ("letter", "reject", "confirm", "apply to others", "topic"):
            self.decisions += 1


class Hand:
    """Drives one window through its queue."""

    def __init__(
        self,
        path: Path,
        golds: list[Gold],
        effort: Effort,
        *,
        may_force: bool,
        at_once: AtOnce | None = None,
    ) -> None:
        with Store.open(path) as store:  # before anything is learned: models replace them
            self.statics = {number: static_of(store, number) for number in range(1, len(golds) + 1)}
            step = step_of(store)
        self.driver = Driver(path)
        self.window = self.driver.window
        preferences = self.window.preferences  # the window's own setting goes over the project's
        preferences.keep(replace(preferences.settings, doubt=step))
        self.at_once = at_once
        if at_once is not None:
            at_once.still(self.window)
        self.golds = golds
        self.effort = effort
        self.may_force = may_force
        self.tally = Tally(0)
        self._has_looked = False  # at all of the article, not only where it is asked for

    @property
    def review(self) -> OpenReview:
        review = self.window.desk.review
        assert review is not None
        return review

    @property
    def article(self) -> int:
        return self.review.sheet.article.id

    def press(self, key: str, kind: str = "") -> None:
        self.tally.count(key, kind or kind_of(key))
        if len(self.tally.presses) > _MOST:
            raise RuntimeError(f"article {self.article}: the keys go round in a circle")
        pressing.press(self.window, key)
        pressing.settle()

    def wait(self) -> None:
        """Until the article is painted and its suggestions are there."""
        desk = self.window.desk
        pressing.wait_for(lambda: desk.articles.painted_at is not None, "the article to be painted")
        if self.at_once is not None:
            self.at_once.wait_for(lambda: not self.review.is_waiting, "suggestions")
        elif self.window.suggestions.worker is not None:
            pressing.wait_for(lambda: not self.review.is_waiting, "suggestions", 120_000)

    # -- the two oracles -------------------------------------------------------------------

    def do_all(self, gold: Gold) -> None:
        """Look at everything: repair until what would be stored is the gold."""
        page = ViewPage(self.window.view)
        self._count_faults(gold)
        self._has_looked = True
        been: Counter[object] = Counter()
        while True:
            try:
                been[self._standing(gold.entities)] += 1
                if max(been.values()) > _MOST_RETURNS:
                    raise Stuck(f"going round: {self._faults(gold.entities)[:3]}")
                steps = next_repair(self._trial(page), gold.entities, self.effort)
            except Stuck as stuck:
                self.tally.stuck = str(stuck)
                break
            if not steps:
                break
            self._press_all(steps, page)
        self._answer_topics(gold)
        if not self.may_force:
            self._visit_doubtful()

    def do_doubtful(self, gold: Gold) -> None:
        """Look where the app asks to: decide what has the focus, and leave the rest. Where it asks
        to read an article whole, look at everything.
        """
        if self.review.sheet.is_whole:
            self.do_all(gold)
            return
        self._has_looked = False
        page = ViewPage(self.window.view)
        self._count_faults(gold)
        judged: set[object] = set()
        for _ in range(_MOST):
            mark = self.review.mark
            key = None if mark is None else (mark.start, mark.end, mark.label, mark.doubt)
            if mark is None or key in judged or not (mark.is_open or mark.is_stop):
                break
            judged.add(key)
            if not self._judge(gold.entities, page):
                break
            self._add_beside(mark, gold.entities, page)
        self._answer_topics(gold)

    def _add_beside(self, mark: Mark, gold: Entities, page: ViewPage) -> None:
        """Who looks at a mark over two names sees both: add what is still missing in it."""
        is_any = False
        for _ in range(_MOST):
            stored = stored_if_finished(self.review.sheet)
            missing = {
                place: label
                for place, label in gold.items()
                if in_common(place, (mark.start, mark.end)) > 0
                and not any(in_common(place, other) > 0 for other in stored)
            }
            try:
                steps = next_repair(self._trial(page), {**stored, **missing}, self.effort)
            except Stuck:
                break
            if not missing or not steps:
                break
            self._press_all(steps, page)
            is_any = True
        if is_any and self.review.sheet.marks.doubtful:  # back to what is asked
            self.press(".", "look")

    def _judge(self, gold: Entities, page: ViewPage) -> bool:
        """Decide rightly what has the focus; False when it was left as it is."""
        review = self.review
        mark = review.mark
        assert mark is not None
        place = (mark.start, mark.end)
        name = "" if mark.label is None else review.sheet.scheme.label(mark.label).name
        if gold.get(place) == name:
            if not mark.is_stop:
                return False
            self.press(self._letter(name) if mark.proposed_none else "Space")
            return True
        if place in gold:
            self.press(self._letter(gold[place]))
            return True
        right = meant(place, self._faults(gold))
        keys = None if right is None else edge_keys(self._trial(page), place, right)
        if right is None or keys is None:
            self.press("Backspace")
            return True
        for each in keys:
            self.press(each)
        self.press(self._letter(gold[right]))
        return True

    # -- private ---------------------------------------------------------------------------

    def _trial(self, page: ViewPage) -> Trial:
        return Trial(self.review, page, self.window.view.verticalScrollBar().value())

    def _faults(self, gold: Entities) -> list[Fault]:
        return faults_of(stored_if_finished(self.review.sheet), gold)

    def _count_faults(self, gold: Gold) -> None:
        self.tally.faults = Counter(fault.kind for fault in self._faults(gold.entities))

    def _standing(self, gold: Entities) -> object:
        return self.review.focus, frozenset(self._faults(gold))

    def _press_all(self, steps: list[Step], page: ViewPage) -> None:
        """Press the steps of a repair; stop where something else came of one than was thought."""
        trial = self._trial(page)
        for step in steps:
            trial.do([step])
            for key in step.keys:
                self.press(key, "jump" if step.goal is not None else "")
            if trial.fingerprint != fingerprint(self.review):
                self.tally.surprises += 1
                return

    def _letter(self, name: str) -> str:
        label = self.review.sheet.scheme.label_named(name)
        assert label is not None
        return label.key or "Space"

    def _answer_topics(self, gold: Gold) -> None:
        for name in gold.topics:
            topic = self.review.sheet.scheme.topic_named(name)
            if topic is not None and topic.key:
                self.press(topic.key, "topic")

    def _visit_doubtful(self) -> None:
        """Give each doubtful mark its look, so that Enter need not be forced."""
        while (unseen := self.review.walk.unseen_count) > 0:
            self.press(".", "look")
            if self.review.walk.unseen_count == unseen:
                self.press("Enter", "look")

    def finish(self) -> None:
        """Enter until the article is done: its steps count."""
        article = self.article
        self._let_it_learn()
        for _ in range(_MOST):
            review = self.review
            scroll = self.window.view.verticalScrollBar().value()
            self.press("Shift+Enter" if self._is_forcing_cheaper() else "Enter", "enter")
            if review.sheet.review.status == Status.DONE or self.article != article:
                return
            is_page = scroll != self.window.view.verticalScrollBar().value()
            self.tally.kinds["enter"] -= 1
            self.tally.kinds["page" if is_page else "look"] += 1

    def _is_forcing_cheaper(self) -> bool:
        """Whether all was looked at, but more than one doubtful mark without the focus."""
        is_at_end = self.window.view.is_seen_to_end()
        return self.may_force and self._has_looked and is_at_end and self._stops_unseen > 1

    @property
    def _stops_unseen(self) -> int:
        walk, marks = self.review.walk, self.review.sheet.marks
        return len(marks.stops - walk.visited)

    def _let_it_learn(self) -> None:
        """A person needs a minute for an article; training and new suggestions need less."""
        window = self.window
        if window.suggestions.worker is None:
            return
        if self.at_once is not None:
            self.at_once.rest(window)
            return
        pressing.wait_for(lambda: not window.learning.is_training, "the training", _LONGEST_MS)
        pressing.wait_for(lambda: window.suggestions.is_fresh, "new suggestions", _LONGEST_MS)


def kind_of(key: str) -> str:
    if key in ("Left", "Right", "Up", "Down", "Tab", "Shift+Tab", ".", ",", "Shift+Space"):
        return "move"
    if key in PAGES:
        return "page"
    known = {"Space": "confirm", "Backspace": "reject", "=": "apply to others", "Enter": "enter"}
    if key in known:
        return known[key]
    letter = key.removeprefix("Shift+")
    return "letter" if len(letter) == 1 and letter.isalpha() else "edge"


def row_of(hand: Hand, gold: Gold) -> dict[str, object]:
    """What is stored for the article that was just finished, and what it cost. Enter counts some
    time after the article was painted: the oracle need not wait for that, but its hand would.
    """
    tally = hand.tally
    project = hand.window.project
    assert project is not None
    rows = project.store.sheets.read(tally.article, project.annotator)
    names = {label.id: label.name for label in project.scheme.labels}
    stored = {(span.start, span.end): names[span.label] for span in rows.spans}
    assert all(rows.article.text[s.start : s.end] == s.surface for s in rows.spans)
    faults = Counter(fault.kind for fault in faults_of(stored, gold.entities))
    repairs = Repairs.between(hand.statics[tally.article], gold.entities, gold.text)
    peers = {peer.name: round(peer.seconds(repairs, len(gold.topics)), 2) for peer in PEERS}
    return {
        "article": tally.article,
        "gold_entities": len(gold.entities),
        "keys": tally.keys,
        "motor_seconds": round(max(tally.keys * KEY_S, ENTER_GUARD_MS / 1000), 1),
        "decisions": tally.decisions,
        "repairs_static": repairs.total,
        "repairs_shown": tally.faults.total(),
        "residual_by_kind": dict(faults),
        "residual_wrong": faults["label"] + faults["edge"] + faults["spurious"],
        "residual_missed": faults["missing"] + faults["label"] + faults["edge"],
        "is_equal": stored == gold.entities,
        "is_forced": bool(rows.review is not None and rows.review.is_forced),
        "kinds": dict(tally.kinds),
        "static": dict(repairs.counts),
        "shown": dict(tally.faults),
        "surprises": tally.surprises,
        "peers": peers,
        **({"stuck": tally.stuck} if tally.stuck else {}),
    }
