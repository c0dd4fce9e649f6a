"""A person at a project, without a window: what keys, panels and commands do, told by numbers.

Whatever is chosen is chosen by a number, taken round the end of what there is to choose from: so a
state machine can draw it, and make it smaller. What goes wrong in a way that a person may see (one
line, nothing changed) is no fault; `User.told` keeps the line.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from annotator.core.records import Label, Source, Topic
from annotator.core.tokens import cut
from annotator.errors import UserError
from annotator.storage import StaleState, Store
from annotator.storage.undo import Undone
from annotator.worker_messages import Run, Suggested, SuggestedSpan, SuggestedTopic
from annotator.workspace.exchange import importing
from annotator.workspace.jobs import messages
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning.reviewed_articles import put_trained_at
from annotator.workspace.open import removal
from annotator.workspace.open.past_acts import History
from annotator.workspace.open.project import Project
from annotator.workspace.open.propagation import Plan
from annotator.workspace.open.queue import ORDERS
from annotator.workspace.open.scheme_editing import SchemeEditing
from tests.unit.workspace.user_project import NAMES, TEXTS, made, picked, proposed_in, suggest
from tests.unit.workspace.user_rows import Rows, patched, rows_of

_T = TypeVar("_T")

MIRA, TOM = "Mira", "Tom"
_AT = datetime(2024, 5, 1, 10)
_BROKEN = "refers to what is not there"


class User:
    """`alone` is whether nobody else wrote since the project was read: then nothing may be stale.

    `start` is the project as it was at first, with what came since without being an act; `rows` is
    what it holds now.
    """

    def __init__(self, folder: Path, *, is_nested: bool = False, blind_share: int = 0) -> None:
        self.folder = folder
        self.path = folder / "user.db"
        self._seconds = itertools.count()
        self._numbers = itertools.count(1)
        self.name = MIRA
        self.told = ""
        self.alone = True
        self.has_left = False  # something that was undone by itself, as another act holds it
        self.has_restored = False  # articles from the bin, with which labels come that no act adds
        self.path.write_bytes(made(is_nested, blind_share))
        self.project = self._opened()
        self.start = self.rows = self.read()
        self.articles = {key[0] for key in self.start["articles"]}

    @classmethod
    def beside(cls, path: Path, name: str) -> User:
        """Somebody who opens a project that is open elsewhere."""
        user = object.__new__(cls)
        user.folder, user.path, user.name = path.parent, path, name
        user._seconds, user._numbers = itertools.count(), itertools.count(1)
        user.told, user.alone, user.has_restored, user.has_left = "", True, False, False
        user.project = user._opened()
        user.start = user.rows = user.read()
        user.articles = {key[0] for key in user.start["articles"]}
        return user

    def now(self) -> str:
        """A time later than all before."""
        at = _AT + timedelta(seconds=next(self._seconds))
        return at.isoformat(timespec="milliseconds") + "+00:00"

    def clock(self) -> float:
        return float(next(self._seconds)) / 4

    def _opened(self) -> Project:
        project = Project(self.path, self.name, clock=self.clock, now=self.now, window=False)
        place = project.desk.place_before()
        article = place.article if place is not None else project.next_to_do(None)
        if article is not None:
            project.open_article(article, "" if place is None else place.chosen)
        if place is not None and project.review is not None:
            project.review.walk.set_focus(*place.focus)
        return project

    def read(self) -> Rows:
        return rows_of(self.path)

    def close(self) -> None:
        self.project.close()

    # -- what may go wrong -----------------------------------------------------------------

    def do(self, what: Callable[[], object]) -> Any:
        """Do something; a line that a person would be told is kept, and nothing was changed."""
        self.told = ""
        try:
            return what()
        except StaleState as error:
            self._refused(error)
            was_alone, self.alone = self.alone, True  # it was read anew, and can be repeated
            if was_alone:
                raise AssertionError("stale, though nobody else wrote") from error
        except UserError as error:
            self._refused(error)
        return None

    def _refused(self, error: UserError) -> None:
        assert _BROKEN not in str(error), error
        self.told = str(error)
        now = self.read()
        assert now == self.rows, f"refused, and yet changed: {error}"

    def without_act(self, what: Callable[[], _T], *tables: str) -> _T:
        """Let something be written that is no act, and that undo therefore leaves."""
        before = self.read()
        found = what()
        self.start = patched(self.start, before, self.read(), tables or ("suggestions",))
        return found

    # -- the focus -------------------------------------------------------------------------

    def focus(self, kind: int, one: int, other: int) -> None:
        """A mark, a run of tokens, or any characters, as the mouse takes them."""
        review = self.project.review
        if review is None:
            return
        marks, tokens, length = (
            list(review.sheet.marks),
            review.sheet.tokens,
            len(review.sheet.text),
        )
        if kind % 3 == 0 and marks:
            mark = picked(marks, one)
            review.walk.to_range(mark.start, mark.end)
        elif kind % 3 == 1 and len(tokens):
            first = one % len(tokens)
            last = min(first + other % 3, len(tokens) - 1)
            review.walk.to_range(tokens.starts[first], tokens.ends[last])
        elif length:
            start = one % length
            review.walk.to_range(start, min(length, start + 1 + other % 9))

    def move(self, kind: int) -> None:
        """Tab, the doubtful, a token, back along the trail."""
        review = self.project.review
        if review is None:
            return
        steps: tuple[Callable[[], object], ...] = (
            lambda: review.walk.step(+1), lambda: review.walk.step(-1),
            lambda: review.walk.step(+1, is_doubtful_only=True),
            lambda: review.walk.step_token(+1), lambda: review.walk.step_token(-1),
            review.walk.back,
        )  # fmt: skip
        self.do(picked(steps, kind))

    # -- keys ------------------------------------------------------------------------------

    def key(self, kind: int, number: int) -> Any:
        """A key that decides something about the focus or the article."""
        review = self.project.review
        if review is None:
            return None
        labels = [x.id for x in self.project.scheme.labels if not x.retired]
        topics = [x.id for x in self.project.scheme.topics if not x.retired]
        sides = (("end", +1), ("end", -1), ("start", -1), ("start", +1))
        side, way = picked(sides, number)
        start, end = review.focus
        is_end = side == "end"
        edges = (start, end + way) if is_end else (start + way, end)
        keys: list[Callable[[], object]] = [
            review.deciding.confirm,
            review.deciding.reject,
            lambda: review.edges.by_token(side, way),
            lambda: review.edges.move(*edges),
            lambda: review.edges.by_token(side, way, alone=True),
            review.edges.to_likely,
            review.repeating.again,
            review.remarks.no_topic,
            review.remarks.flag,
            review.finishing.reopen,
            lambda: review.remarks.write_note(picked(("", "read again", "ä\n😀"), number)),
            lambda: review.remarks.ask(picked(("", "who?", "which one?"), number)),
            lambda: review.remarks.rule(picked(("", "as the town"), number)),
            lambda: review.finishing.skip(picked(("Not news", "Other"), number)),
            lambda: self._finished(review.finishing.finish(is_seen_to_end=number % 4 > 0)),
            lambda: self._finished(review.finishing.finish_as_it_is(is_seen_to_end=number % 4 > 0)),
        ]
        if labels:
            keys += [
                lambda: review.deciding.label(picked(labels, number)),
                lambda: review.deciding.label(picked(labels, number), alone=True),
                lambda: review.deciding.label(picked(labels, number)),
            ]
        if topics:
            keys += [lambda: review.remarks.topic(picked(topics, number // 2), no=number % 2 > 0)]
        return self.do(picked(keys, kind))

    def _finished(self, result: Any) -> Any:
        if result.is_finished:
            self.project.desk.note_pace()
            self.go(self.project.next_to_do(self.project.review.sheet.article.id))
        return result

    def go(self, article: int | None) -> None:
        """To an article, without deciding."""
        if article is not None:
            self.do(lambda: self.project.open_article(article))

    def go_to(self, number: int) -> None:
        ids = list(self.project.lists.listed("all"))
        if ids:
            self.go(picked(ids, number))

    # -- the way back ----------------------------------------------------------------------

    def back(self, kind: str) -> Any:
        """Ctrl+Z or Ctrl+Shift+Z once, with what the window shows then."""
        project = self.project
        found = self.do(project.undoing.undo if kind == "undo" else project.undoing.redo)
        if found is None:
            return None
        result, article = found
        if result.note is not None:
            self.has_left |= bool(result.note.values.get("left"))
        here = None if project.review is None else project.review.sheet.article.id
        if article is not None and here != article:
            self.go(article)
        self._after_moves(result)
        return result

    def _after_moves(self, result: Any) -> None:
        came = removal.came_back(result.act)
        if len(came) == 1:
            self.go(came[0])
        elif self.project.review is None:
            self.go(self.project.next_to_do(None))

    def from_history(self, kind: int, number: int) -> None:
        """Undo back to a group, or take one back alone."""
        history = History(self.project)
        entries = [x for x in history.page(limit=8) if not x.is_undone]
        if not entries:
            return
        group = picked(entries, number).group
        if kind % 2:
            self._note_left([self.do(lambda: history.take_back(group))])
        else:
            while done := self.do(lambda: history.undo_back(group)):
                self._note_left(done)
        if self.project.review is None:
            self.go(self.project.next_to_do(None))

    def _note_left(self, done: Sequence[Undone | None]) -> None:
        self.has_left |= any(each is not None and each.left > 0 for each in done)

    # -- the project -----------------------------------------------------------------------

    def reopen(self, *, name: str = "") -> None:
        """Close the project and open it again, perhaps as somebody else."""
        self.project.desk.remember_place(0)
        self.project.close()
        self.name = name or self.name
        self.project = self._opened()
        self.alone = True

    def order(self, number: int) -> None:
        """Another order of the queue, another setting of doubt."""
        self.project.queue.set_order(picked(ORDERS, number))
        self.project.lists.listed("todo")
        self.project.set_doubt(picked(("few", "some", "most"), number))

    def bin(self, number: int, *, is_back: bool) -> None:
        """Remove articles, or bring them back."""
        project = self.project
        ids = (
            [x.id for x in removal.in_bin(project)]
            if is_back
            else list(project.lists.listed("all"))
        )
        wanted = ids[number % (len(ids) + 1) :][: 1 + number % 2]
        if not wanted:
            return
        self.has_restored |= is_back
        move = removal.restore if is_back else removal.remove
        result = self.do(lambda: move(project, wanted))
        if result is not None:
            self._after_moves(result)

    def everywhere(self, number: int) -> None:
        """The last decision for its other mentions in the project, some of them left out."""
        plan = Plan.last_act(self.project)
        if plan is None:
            return
        hits: list[Any] = []
        while not plan.is_complete:
            hits += plan.more()
        wanted = hits[number % 2 :]
        self.do(lambda: plan.apply(wanted))

    # -- the scheme ------------------------------------------------------------------------

    def change_scheme(self, kind: int, one: int, other: int) -> None:
        """Something that the page of the scheme can do."""
        page = SchemeEditing(self.project)
        now = page.scheme
        item, second = picked((*now.labels, *now.topics), one), picked(NAMES, other)
        kin = [x for x in (now.labels if isinstance(item, Label) else now.topics) if x != item]
        changes: list[Callable[[], object]] = [
            lambda: page.add_label(second),
            lambda: page.add_topic(second, picked((1, 2), other)),
            lambda: page.change(item, name=f"{second} {next(self._numbers)}"),
            lambda: page.change(item, key=picked(("", "k", "9"), other)),
            lambda: page.move(item, picked((-1, 1), other)),
            lambda: page.retire(item),
            lambda: page.restore(
                item,
            ),
            lambda: page.delete(item),
            lambda: page.nest(not now.nested),
            lambda: page.add_group(f"{second}?"),
        ]
        if kin:
            changes += 2 * [lambda: page.merge(item, picked(kin, other))]
        if now.groups:
            group = picked(now.groups, other)
            changes += [lambda: page.change(group, several=not group.several)]
            if isinstance(item, Topic):
                changes += [lambda: page.change(item, group=group.id)]
        if isinstance(item, Label):
            feeds = picked(((), ("GPE",), ("PERSON", "DATE")), other)
            changes += [lambda: page.feed(item, feeds)]
        self.do(picked(changes, kind))

    # -- in and out ------------------------------------------------------------------------

    def import_lines(
        self, records: Sequence[dict[str, Any]], **options: Any
    ) -> messages.ImportReport:
        path = self.folder / f"in{next(self._numbers)}.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in records), "utf-8")
        return self.import_file(path, **options)

    def import_file(self, path: Path, **options: Any) -> messages.ImportReport:
        """What the job does that the window starts, and what the window does at its end."""
        by = {"by": self.name, "annotator": self.name} | options
        report = importing.run(messages.Import(str(self.path), (str(path),), **by), Work())
        self.has_restored |= report.restored > 0
        self.alone = False
        self.notice()
        return report

    def bring(self, kind: int, number: int) -> messages.ImportReport:
        """New articles, some of them bare, some with labels; or the same ones again."""
        text = picked((*TEXTS, f"News {number} of Sarn: Xi left."), number)
        record: dict[str, Any] = {"text": text}
        if kind % 2:
            record["id"] = picked(("a1", "a9", f"n{number}"), number // 3)
        if kind % 3:
            label = picked(("PERSON", "SHIP"), number)
            record |= {"entities": [[0, 2, label]], "topics": [picked(("War", "Sport"), number)]}
        record["date"] = "2023-01-02"
        return self.import_lines(
            [record, {"text": f"Also {number % 5}"}],
            become=picked(("given", "review"), kind // 3),
            annotator=picked((self.name, TOM, "Zoe"), kind // 7),
            is_strict=kind % 5 == 4,
        )

    # -- others ----------------------------------------------------------------------------

    def notice(self) -> None:
        """What the window does every two seconds: see whether another process wrote."""
        project = self.project
        if project.notice():
            if project.review is None:
                self.go(project.next_to_do(None))
            project.lists.listed("todo")
        self.alone = True

    def suggested_elsewhere(self, number: int, version: int) -> None:
        """`annotator suggest` in another process answers for an article."""
        ids = [key[0] for key in self.rows["articles"] if (key[0],) not in self.rows["bin"]]
        if not ids:
            return

        def write() -> None:
            with Store.open(self.path) as store:
                run = store.suggestions.run_id("elsewhere", str(version % 3), "f0")
                suggest(store, picked(ids, number), run, number)

        self.without_act(write)
        self.alone = False

    def answered(self, number: int) -> None:
        """The worker answers for one of the articles that are asked for."""
        wanted = self.project.supply.wanted()
        if not wanted:
            return
        article, text = picked(wanted, number)
        self.project.supply.asked(article)
        labels = {x.id for x in self.project.scheme.labels}
        spans = [
            SuggestedSpan(x.start, x.end, x.label, Source(x.source), x.score, x.is_maybe, x.others)
            for x in proposed_in(article, text, labels, number)
        ]
        topics = [
            SuggestedTopic(x.id, Source.KEYWORD, 0.5)
            for x in self.project.scheme.topics[: number % 3]
        ]
        run = Run("en", str(number % 2), "f")
        answer = Suggested(
            id=1, run=run, tokens=cut(text), sentences=[0], suggestions=spans, topics=topics
        )
        self.without_act(lambda: self.project.supply.take(article, answer))

    def trained_elsewhere(self, number: int) -> None:
        """A training's results arrive: a version, what it was judged on, what it had read."""
        with Store.open(self.path) as store:
            done = list(store.reviews.finished_page(0, 1 << 30))
            version = store.models.add(
                "corrector", b"{}", {"repairs": 1.0}, at=self.now(), fingerprint="f",
                trained_on=done, is_better=number % 2 == 0,
            )  # fmt: skip
            store.judgements.put({x: {"shown": 1, "static": 2} for x in done}, version)
            for article in done:
                store.readings.put(article, "f", b"seen")
            put_trained_at(store, len(done))
        self.alone = False
        self.project.supply.forget()

    def worked_elsewhere(self, name: str, kinds: Sequence[tuple[int, int]], number: int) -> None:
        """Somebody works on the project from another process, the same person perhaps."""
        mine, self.project = self.project, self._somebody(name)
        was_alone, self.alone = self.alone, True
        self.rows = self.read()
        try:
            self.go_to(number)
            for kind, which in kinds:
                if kind % 4 == 3:
                    self.change_scheme(which, number, kind)
                elif kind % 8 == 2:
                    self.back("undo")
                else:
                    self.focus(kind, which, number)
                    self.key(kind, which)
                self.rows = self.read()
        finally:
            self.project.close()
            self.project, self.alone = mine, was_alone and not kinds

    def _somebody(self, name: str) -> Project:
        return Project(self.path, name, clock=self.clock, now=self.now, window=False)

    def moved_elsewhere(self, number: int) -> None:
        """`annotator remove` or `annotator restore`, by the same person."""
        binned = [key[0] for key in self.rows["bin"]]
        there = [key[0] for key in self.rows["articles"] if (key[0],) not in self.rows["bin"]]
        is_back = bool(binned) and number % 2 == 0
        ids = binned if is_back else there
        if ids:
            self.has_restored |= is_back
            self.do(lambda: self._move_named(picked(ids, number), is_back=is_back))
            self.alone = False

    def _move_named(self, article: int, *, is_back: bool) -> None:
        with Store.open(self.path) as store:
            removal.remembered(store) or _remember(store, self.name)
        removal.move_named(self.path, [f"#{article}"], is_back=is_back)


def _remember(store: Store, name: str) -> None:
    from annotator.workspace.open.annotators import remember

    remember(store, name)
