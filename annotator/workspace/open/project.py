"""An open project, as the window uses it: the queue, the article on the desk, undo, suggestions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.codes import StatusFilter
from annotator.core.feeding import digest
from annotator.core.guideline_examples import examples_of
from annotator.core.records import Act, Change
from annotator.errors import UserError
from annotator.faults import Unplanned
from annotator.notices import Notice
from annotator.storage import Store
from annotator.workspace.learning.doubt_levels import levels_in_use
from annotator.workspace.learning.pipelines import pipeline_of
from annotator.workspace.learning.scheduler import SuggestionScheduler, is_teaching
from annotator.workspace.open.annotators import others_work
from annotator.workspace.open.article_lists import ArticleLists
from annotator.workspace.open.change_kinds import is_closing, is_of_mark, is_of_sheet, names_of
from annotator.workspace.open.damaged_articles import DamagedArticles
from annotator.workspace.open.desk import Desk
from annotator.workspace.open.for_later import ForLater
from annotator.workspace.open.last_place import Place
from annotator.workspace.open.list_rows import ListRows
from annotator.workspace.open.near_copies import NearCopies
from annotator.workspace.open.project_file import ProjectFile
from annotator.workspace.open.queue import Queue
from annotator.workspace.open.review import OpenReview
from annotator.workspace.open.sheets import Sheets
from annotator.workspace.open.undoing import Undoing
from annotator.workspace.open.unsaved_acts import UnsavedAct, UnsavedActs

if TYPE_CHECKING:
    from annotator.workspace.learning.control import LearningControl
    from annotator.workspace.learning.doubt_levels import Levels
    from annotator.workspace.open.rounds import Rounds
    from annotator.workspace.team.handout import OpenHandout
    from annotator.workspace.team.training import Feedback

__all__ = ["Place", "Project"]

_MANY = 10  # acts at once: the project is backed up before
_LOOKED_THROUGH = 1000  # articles behind a damaged one


class Project:
    """One open project file and one annotator: a name, or what chooses it once the file is open.
    `name_of` names what stands in for damaged labels. Raises UserError where the file can't be
    opened.
    """

    def __init__(
        self,
        path: Path,
        annotator: str | Callable[[Store], str],
        name_of: Callable[[Notice], str] = str,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], str] | None = None,
        window: bool = True,
    ) -> None:
        self.path = path
        self.now = now or utc_now
        self.store, self.annotator_name = _opened(path, annotator, window=window)
        self.store.scheme.name_of = name_of
        self.annotator = self.store.annotators.id_of(self.annotator_name)
        self.scheme = self.store.scheme.read()
        self.soundness = DamagedArticles(self.store)
        self.file = ProjectFile(self.store)
        self.handout = _handout(self.store, self.annotator, self.now)
        self.queue = Queue(self.store, self.annotator, self.handout)
        if not self.queue.is_long:
            self.queue.listed(StatusFilter.TODO)
        self.wants_worker = self.store.settings.get("suggestions", True) is not False
        self.sheets = Sheets(
            self.store,
            self.annotator,
            self.queue.seed,
            wants_worker=self.wants_worker,
            handout=self.handout,
        )
        self.desk = Desk(self.store, self.annotator, self.sheets, clock)
        self.lists = ArticleLists(
            self, ListRows(self.store, self.annotator, self.sheets.is_drawn_blind)
        )
        self.later = ForLater(self.store, self.annotator)
        self.copies = NearCopies(self)
        self.undoing = Undoing(self)
        self.unsaved = UnsavedActs(self._store, self._read_anew)
        self.supply = SuggestionScheduler(self)
        self.before_many: Callable[[], None] = lambda: None  # is called before many articles change
        self.on_learned: Callable[[], None] = lambda: None
        self.on_fed: Callable[[], None] = lambda: None  # other labels are suggested from now on

    @cached_property
    def learning(self) -> LearningControl:
        """When something is learned, and which versions are used."""
        from annotator.workspace.learning.control import LearningControl

        return LearningControl(self.store)

    @cached_property
    def rounds(self) -> Rounds:
        """What is planned for several coders, and what was handed out."""
        from annotator.workspace.open.rounds import Rounds

        return Rounds(self.store)

    @property
    def pipeline(self) -> str | None:
        """The pipeline chosen for this project; None: the one that comes with the app."""
        return pipeline_of(self.store)

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(self.path.suffix).removesuffix(".annotator")

    @property
    def is_damaged(self) -> bool:
        """Whether something of it was found damaged so far."""
        scheme = self.scheme
        of_scheme = scheme.damaged_labels | scheme.damaged_groups | scheme.damaged_topics
        return self.soundness.is_any or bool(of_scheme)

    @property
    def review(self) -> OpenReview | None:
        """The review on the desk."""
        return self.desk.review

    @property
    def last_decided(self) -> tuple[str, int | None] | None:
        """Surface and label (None: rejected) of the last decision, here or in an article before."""
        return self.desk.last_decided

    def reload_scheme(self) -> None:
        """Take the scheme as it is stored now: an import may have added labels."""
        scheme = self.store.scheme.read()
        if scheme == self.scheme:
            return
        is_fed_anew = digest(scheme) != digest(self.scheme)
        is_any_gone = not names_of(self.scheme) <= names_of(scheme)
        if examples_of(scheme.labels) != examples_of(self.scheme.labels):
            is_fed_anew = True
            self.sheets.surfaces.clear()
            self.supply.forget()
        self.scheme = scheme
        if is_any_gone:  # the sheet still names it
            self.reload_sheet()
        elif self.desk.sheet is not None:
            self.desk.sheet.scheme = scheme
            self.desk.sheet.know(self.sheets.knowledge(self.desk.sheet.article.id))
        if is_fed_anew:
            self.supply.feed_anew()
            self.on_fed()

    def close(self) -> None:
        self.desk.keep_measures()
        self.desk.review = None
        self.store.close()

    def commit(self, act: Act) -> None:
        """Store one act; raises EnvironmentFault when it is not saved.

        Where another program holds the project, or the file is gone, it is kept in `unsaved`.

        Raises StaleState where another process changed the article: it is read anew then, so that
        the act can be repeated.
        """
        focus = self.review.focus if self.review is not None else (0, 0)
        self.unsaved.put(UnsavedAct(act, self.now(), focus))

    def store_unsaved(self) -> bool:
        """Try again to store the acts that wait; whether none is left. Raises StaleState."""
        return self.unsaved.flush()

    def _store(self, kept: UnsavedAct) -> None:
        self.desk.freshness.require(self.review)
        group = self.store.acts.commit(kept.act, self.annotator, kept.at)
        self.undoing.made(group, kept.focus)
        self.stored(kept.act.changes)

    def stored(self, changes: Sequence[Change]) -> None:
        """Let memory, here and in the worker, follow what was stored."""
        self.desk.freshness.wrote(changes, self.desk.article)
        self.undoing.is_moved_on()
        taught = [change for change in changes if is_teaching(change)]
        if taught:
            self.sheets.surfaces.clear()
        has_closed = any(is_closing(change) for change in changes if not is_of_mark(change))
        if has_closed:
            self.queue.renew()
            self.supply.renew()
        if self.supply.note(taught) or has_closed:
            self.on_learned()

    def forget(self) -> None:
        """What memory knew may be another now."""
        self.desk.freshness.wrote()
        self.sheets.surfaces.clear()
        self.queue.renew()
        self.supply.forget()
        self.on_learned()

    def commit_all(self, acts: Sequence[Act]) -> None:
        """Store acts of several articles as one undo group; what is open here takes its part."""
        self.unsaved.require_none()
        self.catch_up()
        if len(acts) >= _MANY:
            self.before_many()
        self.undoing.made(self.store.acts.commit_many(acts, self.annotator, self.now()))
        self.forget()
        if self.desk.sheet is not None:
            here, sheet = self.desk.article, self.desk.sheet
            own = [c for act in acts if act.article == here for c in act.changes]
            sheet.apply([change for change in own if is_of_sheet(change, sheet)])

    def commit_scheme(self, acts: Iterable[Act], joins: int | None, *, is_deep: bool) -> int:
        """Store changes of the scheme as one undo group; deep ones change what articles show."""
        self.unsaved.require_none()
        self.catch_up()
        if is_deep:
            self.before_many()
        group = self.store.acts.commit_many(acts, self.annotator, self.now(), group=joins)
        self.desk.freshness.wrote()
        self.undoing.made(group)
        self.reload_scheme()
        if is_deep:
            from annotator.workspace.learning.reviewed_articles import request_training

            request_training(self.store)
            self.supply.forget()
            self.reload_sheet()
        return group

    def reload_sheet(self) -> None:
        """Read anew what is stored about the article on the desk; the focus stays."""
        self.sheets.surfaces.clear()
        unsaved = (kept.act for kept in self.unsaved.kept)
        self.desk.read_anew(self.scheme, unsaved)

    def notice(self) -> bool:
        """Take what another process wrote since this was last asked: the scheme, the article on
        the desk; whether any did.
        """
        if not self.desk.freshness.has_foreign_changes():
            return False
        self.sheets.surfaces.clear()
        self.queue.renew()
        self.reload_scheme()
        self.catch_up()
        return True

    def _read_anew(self) -> None:
        """What is shown is not what is stored: take the scheme too, which may be the reason."""
        self.reload_scheme()
        self.reload_sheet()

    def catch_up(self) -> None:
        """Read the article on the desk anew where another process worked on it: before anything
        is done that is applied to what is shown of it.
        """
        self.desk.drop_missing()
        if not self.unsaved.kept and self.desk.freshness.is_changed(self.review):
            self.reload_sheet()

    # -- articles --------------------------------------------------------------------------

    def people(self) -> list[str]:
        """Whose work is in the project, who finished most first."""
        return [each.name for each in others_work(self.store)]

    def counts(self) -> dict[str, int]:
        return dict(self.store.counts.of(self.annotator))

    def finished_since(self, at: str) -> tuple[int, float]:
        """How many articles were finished since a time, and the seconds of attention in them."""
        return self.store.reviews.finished_since(self.annotator, at)

    def open_article(self, article_id: int, chosen: str = "") -> OpenReview:
        """Put an article on the desk. `chosen` tells why it came; "": the queue let it come.
        Raises Damaged or ArticleRemoved, with the desk as it was, where it is not as it was stored,
        or in the bin.

        Work that was begun keeps the reason for which it was.
        """
        self.require_there(article_id)
        self.soundness.check(article_id)
        self.unsaved.require_none()
        self.reload_scheme()  # another process may have brought articles with labels of their own
        return self.desk.put(
            article_id, self.scheme, self, lambda article: chosen or self.queue.chosen(article)
        )

    def require_there(self, article: int) -> None:
        """Raise ArticleRemoved where an article is in the bin."""
        self.store.bin.require_none([article])

    def next_to_do(self, after: int | None) -> int | None:
        """The next sound article of the queue behind one, round the end; None when all are done."""
        found = self.soundness.first_sound(self.queue.upcoming(after, 1))
        if found is None:
            found = self.soundness.first_sound(self.queue.upcoming(after, _LOOKED_THROUGH))
        return found

    def next_few(self, most: int) -> list[int]:
        """The next articles of the queue that are still to do, behind the one on the desk."""
        return self.queue.upcoming(self.desk.article, most)

    def is_apart(self, article: int) -> bool:
        """Whether an article of a hand-out is one that several code, or that comes twice."""
        return self.sheets.is_apart(article)

    def is_training(self, article: int) -> bool:
        """Whether gold is shown to the coder after an article."""
        return self.handout is not None and article in self.handout.to_train()

    def is_pilot_over(self) -> bool:
        """Whether the article on the desk was the last one of the pilot that was to do."""
        here = self.desk.article
        if self.handout is None or here is None or self.unsaved:
            return False
        return self.handout.is_last_of_pilot(here)

    def feedback(self) -> Feedback | None:
        """What is told of the article on the desk, where it is for training and just finished."""
        if self.handout is None or self.desk.article is None or self.unsaved:
            return None
        from annotator.workspace.team.training import feedback

        here = self.desk.article
        return feedback(self.store, self.scheme, self.handout, self.annotator, here)

    # -- what the project knows ------------------------------------------------------------

    @property
    def doubt(self) -> str:
        """How much counts as doubtful: "few", "some" or "most"."""
        return self.sheets.doubt

    def doubt_levels(self) -> Levels | None:
        """What stays where one looks only where asked, as measured, while a corrector is in use."""
        return levels_in_use(self.store)

    def set_doubt(self, level: str) -> bool:
        """Take how much counts as doubtful: "few", "some" or "most"; whether it is a change."""
        is_change = self.sheets.set_doubt(level)
        if is_change and self.desk.sheet is not None:
            self.desk.sheet.know(self.sheets.knowledge(self.desk.sheet.article.id))
        return is_change

    def known_elsewhere(self, surface: str) -> Mapping[int | None, int]:
        """How often a surface was decided as what in all articles but the one on the desk; nothing
        where several code that.
        """
        if self.sheets.is_apart(self.desk.article or 0):
            return {}
        return self.sheets.surfaces.elsewhere(surface, self.desk.article or 0)

    def lists_with(self, surface: str) -> list[tuple[int, str]]:
        """The lists of names that have a surface: with which label, and the list's name."""
        found = self.store.listed_names.about(" ".join(surface.split()))
        return [(each.label, each.source) for each in found]

    def example_of(self, surface: str) -> int | None:
        """The label whose guideline quotes a surface as an example."""
        return self.store.memory.examples().get(" ".join(surface.split()))

    def show_late(self) -> None:
        """Show in the open review the suggestions that came for it."""
        self.desk.show_late()


def _opened(
    path: Path, annotator: str | Callable[[Store], str], *, window: bool
) -> tuple[Store, str]:
    """A project with its annotator; closed again where nobody is chosen."""
    store = Store.open(path, window=window)
    try:
        name = annotator if isinstance(annotator, str) else annotator(store)
        origin = store.team.origin
        if origin is not None and name != origin.coder:
            coder = origin.coder
            where = store.path.name
            raise UserError(Unplanned.HANDOUT_OF_ANOTHER, where=where, coder=coder, name=name)
        store.annotators.id_of(name)
    except BaseException:
        store.close()
        raise
    return store, name


def _handout(store: Store, coder: int, now: Callable[[], str]) -> OpenHandout | None:
    """What the project is where it was handed out to a coder; None for any other."""
    origin = store.team.origin
    if origin is None:
        return None
    from annotator.workspace.team.handout import OpenHandout

    return OpenHandout(store, coder, origin, now)


def utc_now() -> str:
    """The time of an act: UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
