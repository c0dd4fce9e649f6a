"""The binding of action ids to what they do: complete, or the import fails."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from annotator.core.codes import ActKind, Back, Order, Side
from annotator.ui.actions import ACTIONS, Action, CommandId, Needs, by_key, merged, with_keys
from annotator.ui.desk import moving, removing, writing
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.theme import current
from annotator.ui.shell.host import Files, Host
from annotator.ui.shell.pages import PAGES
from annotator.values import dataclass
from annotator.workspace.open.review import OpenReview, Result


@dataclass(frozen=True, slots=True)
class Command:
    """What an action does; whether there is something to do now, where that is known; and for
    one with a check mark, whether it is on.
    """

    run: Callable[[Host], object]
    can: Callable[[Host], bool] | None = None
    is_on: Callable[[Host], bool] | None = None


def _files(do: Callable[[Files], object], can: Callable[[Host], bool] | None = None) -> Command:
    def run(host: Host) -> None:
        if host.files is not None:
            host.files.guarded(do)(host.files)

    return Command(run, can)


def _review(
    do: Callable[[OpenReview], Result], can: Callable[[OpenReview], bool] | None = None
) -> Command:
    def can_do(host: Host) -> bool:
        return host.desk.review is not None and (can is None or can(host.desk.review))

    return Command(lambda host: host.desk.presenter.do(do), can_do)


def _shown(do: Callable[[Presenter], object]) -> Command:
    return Command(lambda host: do(host.desk.presenter))


def _propagate(presenter: Presenter) -> None:
    from annotator.ui.find.preview import propagate  # a start needs none of it

    propagate(presenter)


def _edge(side: Side, way: int) -> Command:
    return _shown(lambda presenter: moving.move_edge(presenter, side, way))


def _edge_finely(side: Side, way: int) -> Command:
    return _shown(lambda presenter: moving.move_edge_finely(presenter, side, way))


def _is_no_handout(host: Host) -> bool:
    """A hand-out has its order, and no article is compared with others."""
    return host.project is not None and host.project.handout is None


def _order(order: Order) -> Command:
    return Command(
        lambda host: host.desk.articles.set_order(order),
        _is_no_handout,
        is_on=lambda host: host.desk.articles.is_order(order),
    )


def _panel(name: str) -> Command:
    return Command(lambda host: host.panels.toggle(name), is_on=lambda h: name in h.panels.shown)


def _can_go_back(kind: Back) -> Callable[[Host], bool]:
    return lambda host: host.project is not None and host.project.undoing.can_go_back(kind)


def _by_sentence(host: Host) -> None:
    view, project = host.desk.presenter.view, host.project
    if project is not None:
        view.set_by_sentence(not view.is_by_sentence, project.desk.sentence_starts)


HANDLERS: dict[str, Command] = {
    CommandId.FILE_NEW: _files(lambda files: files.ask_new()),
    CommandId.FILE_OPEN: _files(lambda files: files.ask_open()),
    CommandId.FILE_WELCOME: Command(lambda host: host.leave_project()),
    CommandId.FILE_COPY: _files(lambda files: files.ask_copy(), lambda h: h.project is not None),
    CommandId.FILE_ANNOTATOR: _files(lambda files: files.ask_annotator(), _is_no_handout),
    CommandId.FILE_QUIT: Command(lambda host: host.close()),
    CommandId.EDIT_UNDO: Command(
        lambda host: removing.go_back(host.desk.articles, ActKind.UNDO), _can_go_back(ActKind.UNDO)
    ),
    CommandId.EDIT_REDO: Command(
        lambda host: removing.go_back(host.desk.articles, ActKind.REDO), _can_go_back(ActKind.REDO)
    ),
    CommandId.EDIT_COPY: _shown(moving.copy),
    CommandId.EDIT_FIND: Command(lambda host: host.list.focus_search()),
    CommandId.SPAN_CONFIRM: _review(lambda review: review.deciding.confirm()),
    CommandId.SPAN_REJECT: _review(
        lambda r: r.deciding.reject(), lambda review: review.mark is not None
    ),
    CommandId.SPAN_AGAIN: _review(
        lambda review: review.repeating.again(), lambda r: r.repeating.is_possible
    ),
    CommandId.SPAN_EVERYWHERE: _shown(_propagate),
    CommandId.SPAN_ASK: _shown(writing.ask_question),
    CommandId.SPAN_RULE: _shown(writing.write_coding_rule),
    CommandId.FOCUS_NEXT: _review(lambda review: review.walk.step(+1)),
    CommandId.FOCUS_PREVIOUS: _review(lambda review: review.walk.step(-1)),
    CommandId.FOCUS_NEXT_DOUBTFUL: _review(lambda r: r.walk.step(+1, is_doubtful_only=True)),
    CommandId.FOCUS_PREVIOUS_DOUBTFUL: _review(lambda r: r.walk.step(-1, is_doubtful_only=True)),
    CommandId.FOCUS_NEXT_UNSURE: Command(lambda host: host.desk.articles.go_unsure()),
    CommandId.FOCUS_JUMP: Command(lambda host: host.desk.jumping.begin()),
    CommandId.FOCUS_LEFT: _shown(lambda presenter: moving.move_visually(presenter, -1)),
    CommandId.FOCUS_RIGHT: _shown(lambda presenter: moving.move_visually(presenter, +1)),
    CommandId.FOCUS_UP: _shown(lambda presenter: moving.move_line(presenter, -1)),
    CommandId.FOCUS_DOWN: _shown(lambda presenter: moving.move_line(presenter, +1)),
    CommandId.FOCUS_BACK: _review(lambda review: review.walk.back()),
    CommandId.EDGE_LIKELY: _review(lambda review: review.edges.to_likely()),
    CommandId.EDGE_END_OUT: _edge(Side.END, +1),
    CommandId.EDGE_END_IN: _edge(Side.END, -1),
    CommandId.EDGE_START_OUT: _edge(Side.START, -1),
    CommandId.EDGE_START_IN: _edge(Side.START, +1),
    CommandId.EDGE_END_OUT_CHAR: _edge_finely(Side.END, +1),
    CommandId.EDGE_END_IN_CHAR: _edge_finely(Side.END, -1),
    CommandId.EDGE_START_OUT_CHAR: _edge_finely(Side.START, -1),
    CommandId.EDGE_START_IN_CHAR: _edge_finely(Side.START, +1),
    CommandId.TOPIC_NONE: _review(lambda review: review.remarks.no_topic()),
    CommandId.TOPIC_WORDS: Command(lambda host: host.desk.topic_words.show_next()),
    CommandId.ARTICLE_FINISH: Command(lambda host: host.desk.articles.finish()),
    CommandId.ARTICLE_FORCE: Command(lambda host: host.desk.articles.finish(as_it_is=True)),
    CommandId.ARTICLE_SKIP: Command(lambda host: host.desk.articles.skip()),
    CommandId.ARTICLE_REOPEN: Command(
        lambda host: host.desk.presenter.do(lambda review: review.finishing.reopen()),
        lambda host: host.desk.articles.is_closed,
    ),
    CommandId.ARTICLE_FLAG: Command(
        lambda host: host.desk.presenter.do(lambda review: review.remarks.flag()),
        is_on=lambda host: host.desk.review is not None and host.desk.review.sheet.review.flagged,
    ),
    CommandId.ARTICLE_NOTE: _shown(writing.write_note),
    CommandId.ARTICLE_REMOVE: Command(lambda host: removing.remove(host.desk.articles)),
    CommandId.ARTICLE_NEXT: Command(lambda host: host.desk.articles.go_neighbour(+1)),
    CommandId.ARTICLE_PREVIOUS: Command(lambda host: host.desk.articles.go_neighbour(-1)),
    CommandId.ARTICLE_NEXT_FLAGGED: Command(lambda host: host.desk.articles.go_flagged()),
    CommandId.COPIES_FIND: Command(lambda host: host.copies.ask(), _is_no_handout),
    CommandId.QUEUE_IMPORTED: _order(Order.IMPORTED),
    CommandId.QUEUE_DATE: _order(Order.DATE),
    CommandId.QUEUE_RANDOM: _order(Order.RANDOM),
    CommandId.QUEUE_DOUBT: _order(Order.DOUBT),
    CommandId.VIEW_PAGE_DOWN: _shown(lambda presenter: presenter.view.scroll_page(+1)),
    CommandId.VIEW_PAGE_UP: _shown(lambda presenter: presenter.view.scroll_page(-1)),
    CommandId.VIEW_HOME: _shown(lambda presenter: presenter.view.scroll_to(0)),
    CommandId.VIEW_END: _shown(lambda presenter: presenter.view.scroll_to(math.inf)),
    CommandId.VIEW_LARGER: Command(lambda host: host.preferences.zoom(+1)),
    CommandId.VIEW_SMALLER: Command(lambda host: host.preferences.zoom(-1)),
    CommandId.VIEW_SENTENCES: Command(
        _by_sentence, is_on=lambda host: host.desk.presenter.view.is_by_sentence
    ),
    CommandId.VIEW_TAGS: Command(lambda host: host.preferences.next_tags()),
    CommandId.VIEW_THEME: Command(
        lambda host: host.preferences.next_theme(), is_on=lambda _host: current().is_dark
    ),
    CommandId.VIEW_LIST: _panel("list"),
    CommandId.VIEW_SIDE: _panel("side"),
    CommandId.VIEW_PANEL: Command(lambda host: host.panels.focus_next()),
    CommandId.VIEW_TEXT: _shown(lambda presenter: presenter.to_text()),
}


def _opens(page_id: str) -> Command:
    return Command(lambda host: host.open_page(page_id))


def bound(actions: Iterable[Action], handlers: Mapping[str, Command]) -> dict[str, Command]:
    """The handlers by the ids of the actions; one without the other is an error."""
    ids = [action.id for action in actions]
    unbound = set(ids) ^ set(handlers)
    if unbound or len(set(ids)) != len(ids):
        raise LookupError(f"not one action and one handler each: {sorted(unbound) or 'ids twice'}")
    return {name: handlers[name] for name in ids}


TABLE = merged(ACTIONS, ((page.action, page.before) for page in PAGES))
"""All actions, with those that open pages."""

_BOUND = bound(TABLE, {**HANDLERS, **{page.action.id: _opens(page.action.id) for page in PAGES}})


class BoundCommands(QObject):
    """The actions of one window. `changed` comes when their keys are others."""

    changed = Signal()

    def __init__(self, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self._host = host
        self.set_keys({})

    def set_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Take the table with other keys for some actions."""
        self.actions = with_keys(TABLE, keys)
        self._by_id = {action.id: action for action in self.actions}
        self._by_key = by_key(self.actions)
        self.changed.emit()

    def action(self, action_id: str) -> Action:
        """The row of an id."""
        return self._by_id[action_id]

    def key_of(self, action_id: str) -> str:
        """The first key of an action, "" where it has none."""
        return next(iter(self._by_id[action_id].keys), "")

    def action_of(self, key: str) -> Action | None:
        """What a key of the text triggers."""
        return self._by_key.get(key)

    def can_run(self, action_id: str) -> bool:
        """Whether an action has something to do now, as far as that is known."""
        can = _BOUND[action_id].can
        return self._has_what_it_needs(action_id) and (can is None or can(self._host))

    def has_mark(self, action_id: str) -> bool:
        """Whether an action is something that is on or off."""
        return _BOUND[action_id].is_on is not None

    def is_on(self, action_id: str) -> bool:
        """Whether it is on now."""
        is_on = _BOUND[action_id].is_on
        return is_on is not None and self._has_what_it_needs(action_id) and is_on(self._host)

    def run(self, action_id: str) -> None:
        """Do it, if there is what it needs; a mistake becomes a line in the strip."""
        if self._has_what_it_needs(action_id):
            do = partial(_BOUND[action_id].run, self._host)
            self._host.desk.presenter.guarded(do)

    def _has_what_it_needs(self, action_id: str) -> bool:
        needs = self._by_id[action_id].needs
        if self._host.project is None:
            return needs == Needs.NOTHING
        return needs < Needs.ARTICLE or self._host.desk.review is not None
