"""The table of actions: keys, menus, palette, key sheet and README are made from it.

It is data and knows nobody: what an action runs is bound in `ui/shell/commands.py`, and what opens
a page stands in `ui/shell/pages.py`. Keys without Ctrl are dispatched by the text; chords with
Ctrl and F-keys are window shortcuts. Letters (entity labels) and digits (topics) come from the
scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum, StrEnum
from typing import Protocol

from annotator.values import dataclass


class CommandId(StrEnum):
    """What can be done from menus and by keys, but for what opens a page."""

    FILE_NEW = "file.new"
    FILE_OPEN = "file.open"
    FILE_WELCOME = "file.welcome"
    FILE_COPY = "file.copy"
    FILE_ANNOTATOR = "file.annotator"
    FILE_QUIT = "file.quit"
    EDIT_UNDO = "edit.undo"
    EDIT_REDO = "edit.redo"
    EDIT_COPY = "edit.copy"
    EDIT_FIND = "edit.find"
    SPAN_CONFIRM = "span.confirm"
    SPAN_REJECT = "span.reject"
    SPAN_AGAIN = "span.again"
    SPAN_EVERYWHERE = "span.everywhere"
    SPAN_ASK = "span.ask"
    SPAN_RULE = "span.rule"
    FOCUS_NEXT = "focus.next"
    FOCUS_PREVIOUS = "focus.previous"
    FOCUS_NEXT_DOUBTFUL = "focus.next_doubtful"
    FOCUS_PREVIOUS_DOUBTFUL = "focus.previous_doubtful"
    FOCUS_NEXT_UNSURE = "focus.next_unsure"
    FOCUS_JUMP = "focus.jump"
    FOCUS_LEFT = "focus.left"
    FOCUS_RIGHT = "focus.right"
    FOCUS_UP = "focus.up"
    FOCUS_DOWN = "focus.down"
    FOCUS_BACK = "focus.back"
    EDGE_LIKELY = "edge.likely"
    EDGE_END_OUT = "edge.end_out"
    EDGE_END_IN = "edge.end_in"
    EDGE_START_OUT = "edge.start_out"
    EDGE_START_IN = "edge.start_in"
    EDGE_END_OUT_CHAR = "edge.end_out_char"
    EDGE_END_IN_CHAR = "edge.end_in_char"
    EDGE_START_OUT_CHAR = "edge.start_out_char"
    EDGE_START_IN_CHAR = "edge.start_in_char"
    TOPIC_NONE = "topic.none"
    TOPIC_WORDS = "topic.words"
    ARTICLE_FINISH = "article.finish"
    ARTICLE_FORCE = "article.force"
    ARTICLE_SKIP = "article.skip"
    ARTICLE_REOPEN = "article.reopen"
    ARTICLE_FLAG = "article.flag"
    ARTICLE_NOTE = "article.note"
    ARTICLE_REMOVE = "article.remove"
    ARTICLE_NEXT = "article.next"
    ARTICLE_PREVIOUS = "article.previous"
    ARTICLE_NEXT_FLAGGED = "article.next_flagged"
    COPIES_FIND = "copies.find"
    QUEUE_IMPORTED = "queue.imported"
    QUEUE_DATE = "queue.date"
    QUEUE_RANDOM = "queue.random"
    QUEUE_DOUBT = "queue.doubt"
    VIEW_PAGE_DOWN = "view.page_down"
    VIEW_PAGE_UP = "view.page_up"
    VIEW_HOME = "view.home"
    VIEW_END = "view.end"
    VIEW_LARGER = "view.larger"
    VIEW_SMALLER = "view.smaller"
    VIEW_SENTENCES = "view.sentences"
    VIEW_TAGS = "view.tags"
    VIEW_THEME = "view.theme"
    VIEW_LIST = "view.list"
    VIEW_SIDE = "view.side"
    VIEW_PANEL = "view.panel"
    VIEW_TEXT = "view.text"


class Needs(IntEnum):
    """What must be open for an action to make sense."""

    NOTHING = 0
    PROJECT = 1
    ARTICLE = 2


@dataclass(frozen=True, slots=True)
class Action:
    """Something the user can trigger. `keys` are names as `ui/kit/key_names.py` gives them, or Qt chords.

    `decides` actions ignore a key held down. `brief` is its row in a menu, where the title says
    more than a row should; `submenu` the menu in its menu where that row stands.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    menu: str
    needs: Needs = Needs.ARTICLE
    decides: bool = False
    is_after_separator: bool = False
    brief: str = ""
    submenu: str = ""

    @property
    def menu_title(self) -> str:
        """What the action is called in a menu."""
        return self.brief or self.title

    @property
    def chords(self) -> tuple[str, ...]:
        """The keys that are window shortcuts."""
        return tuple(key for key in self.keys if is_chord(key))

    @property
    def text_keys(self) -> tuple[str, ...]:
        """The keys that the article view dispatches."""
        return tuple(key for key in self.keys if key not in self.chords)


# With modifiers too these are keys of the text: other widgets have their own use for them.
_IN_TEXT = frozenset(("Left", "Right", "Up", "Down", "Home", "End", "Tab", "Space"))


def is_chord(key: str) -> bool:
    """Whether a key is a window shortcut: with Ctrl or Alt, or an F-key."""
    name = key.rsplit("+", 1)[-1]
    if name[:1] == "F" and name[1:].isdigit():
        return True
    return key.startswith(("Ctrl+", "Alt+")) and name not in _IN_TEXT


class Commands(Protocol):
    """The actions with the keys that they have now, and what can be done with them."""

    actions: tuple[Action, ...]

    def action_of(self, key: str) -> Action | None:
        """What a key of the text triggers."""

    def can_run(self, action_id: str) -> bool:
        """Whether it has something to do now, as far as that is known."""

    def run(self, action_id: str) -> None:
        """Do it; a mistake becomes a line in the strip."""


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark words for lupdate, which knows this name; where they are shown they are translated."""
    return text


FILE, EDIT, REVIEW, LABELS, QUEUE, VIEW, HELP = MENUS = (
    QT_TRANSLATE_NOOP("Actions", "File"),
    QT_TRANSLATE_NOOP("Actions", "Edit"),
    QT_TRANSLATE_NOOP("Actions", "Review"),
    QT_TRANSLATE_NOOP("Actions", "Labels"),
    QT_TRANSLATE_NOOP("Actions", "Queue"),
    QT_TRANSLATE_NOOP("Actions", "View"),
    QT_TRANSLATE_NOOP("Actions", "Help"),
)

MOVING, EDGES, ORDERS = (
    QT_TRANSLATE_NOOP("Actions", "Move the focus"),
    QT_TRANSLATE_NOOP("Actions", "Edges of the span"),
    QT_TRANSLATE_NOOP("Actions", "Order of the queue"),
)

ACTIONS: tuple[Action, ...] = (
    Action(CommandId.FILE_NEW, QT_TRANSLATE_NOOP("Actions", "New project…"), ("Ctrl+N",), FILE, needs=Needs.NOTHING),
    Action(CommandId.FILE_OPEN, QT_TRANSLATE_NOOP("Actions", "Open a project…"), ("Ctrl+O",), FILE, needs=Needs.NOTHING),
    Action(CommandId.FILE_WELCOME, QT_TRANSLATE_NOOP("Actions", "Welcome screen"), (), FILE, needs=Needs.NOTHING),
    Action(CommandId.FILE_COPY, QT_TRANSLATE_NOOP("Actions", "Save a copy…"), ("Ctrl+Shift+S",), FILE, needs=Needs.PROJECT),
    Action(CommandId.FILE_ANNOTATOR, QT_TRANSLATE_NOOP("Actions", "Go on as another annotator…"), (), FILE, needs=Needs.PROJECT, is_after_separator=True),
    Action(CommandId.FILE_QUIT, QT_TRANSLATE_NOOP("Actions", "Quit"), ("Ctrl+Q",), FILE, needs=Needs.NOTHING, is_after_separator=True),
    Action(CommandId.EDIT_UNDO, QT_TRANSLATE_NOOP("Actions", "Undo, anything"), ("Ctrl+Z",), EDIT, needs=Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Undo")),
    Action(CommandId.EDIT_REDO, QT_TRANSLATE_NOOP("Actions", "Redo"), ("Ctrl+Shift+Z",), EDIT, needs=Needs.PROJECT),
    Action(CommandId.EDIT_COPY, QT_TRANSLATE_NOOP("Actions", "Copy the focus"), ("Ctrl+C",), EDIT, is_after_separator=True, brief=QT_TRANSLATE_NOOP("Actions", "Copy")),
    Action(CommandId.EDIT_FIND, QT_TRANSLATE_NOOP("Actions", "Search articles"), ("Ctrl+F",), EDIT, needs=Needs.PROJECT),
    Action(CommandId.SPAN_CONFIRM, QT_TRANSLATE_NOOP("Actions", "Confirm the focus and go on; on a run of tokens, take the label that the strip suggests"), ("Space",), REVIEW, decides=True, brief=QT_TRANSLATE_NOOP("Actions", "Confirm")),
    Action(CommandId.SPAN_REJECT, QT_TRANSLATE_NOOP("Actions", "Reject or remove, and go on"), ("Backspace", "Delete", "Shift+Backspace", "Shift+Delete"), REVIEW, decides=True, brief=QT_TRANSLATE_NOOP("Actions", "Reject or remove")),
    Action(CommandId.SPAN_AGAIN, QT_TRANSLATE_NOOP("Actions", "Repeat the last act on the other mentions in this article"), ("=",), REVIEW, decides=True, brief=QT_TRANSLATE_NOOP("Actions", "Repeat on the other mentions in this article")),
    Action(CommandId.SPAN_EVERYWHERE, QT_TRANSLATE_NOOP("Actions", "Repeat the last act on the other mentions in the project, with a preview"), ("+",), REVIEW, decides=True, brief=QT_TRANSLATE_NOOP("Actions", "Repeat on the other mentions in the project…")),
    Action(CommandId.SPAN_ASK, QT_TRANSLATE_NOOP("Actions", "Unsure about this span, with a question"), ("Ctrl+U",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "Unsure, with a question…")),
    Action(CommandId.SPAN_RULE, QT_TRANSLATE_NOOP("Actions", "Write a coding rule for this surface"), ("Ctrl+R",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "Write a coding rule…")),
    Action(CommandId.FOCUS_NEXT, QT_TRANSLATE_NOOP("Actions", "Next span or suggestion"), ("Tab",), REVIEW, is_after_separator=True),
    Action(CommandId.FOCUS_PREVIOUS, QT_TRANSLATE_NOOP("Actions", "Previous span or suggestion"), ("Shift+Tab",), REVIEW),
    Action(CommandId.FOCUS_NEXT_DOUBTFUL, QT_TRANSLATE_NOOP("Actions", "Next doubtful, without deciding"), (".",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "Next doubtful")),
    Action(CommandId.FOCUS_PREVIOUS_DOUBTFUL, QT_TRANSLATE_NOOP("Actions", "Previous doubtful, without deciding"), (",",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "Previous doubtful")),
    Action(CommandId.FOCUS_NEXT_UNSURE, QT_TRANSLATE_NOOP("Actions", "Next span marked as unsure, in any article"), ("Ctrl+Shift+U",), REVIEW, needs=Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Next marked as unsure")),
    Action(CommandId.FOCUS_JUMP, QT_TRANSLATE_NOOP("Actions", "Jump: digits at unmarked names, letters at marks; // hints every word"), ("/",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "Jump to a name")),
    Action(CommandId.FOCUS_LEFT, QT_TRANSLATE_NOOP("Actions", "Focus a token to the left"), ("Left",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "A token to the left"), submenu=MOVING),
    Action(CommandId.FOCUS_RIGHT, QT_TRANSLATE_NOOP("Actions", "Focus a token to the right"), ("Right",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "A token to the right"), submenu=MOVING),
    Action(CommandId.FOCUS_UP, QT_TRANSLATE_NOOP("Actions", "Focus a line up"), ("Up",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "A line up"), submenu=MOVING),
    Action(CommandId.FOCUS_DOWN, QT_TRANSLATE_NOOP("Actions", "Focus a line down"), ("Down",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "A line down"), submenu=MOVING),
    Action(CommandId.FOCUS_BACK, QT_TRANSLATE_NOOP("Actions", "Back along the trail of spans just decided"), ("Shift+Space",), REVIEW, brief=QT_TRANSLATE_NOOP("Actions", "Back to the span just decided"), submenu=MOVING),
    Action(CommandId.EDGE_LIKELY, QT_TRANSLATE_NOOP("Actions", "Likely edges, in turn: without article, the whole name, as decided before"), ("-",), REVIEW, decides=True, is_after_separator=True, brief=QT_TRANSLATE_NOOP("Actions", "Likely edges, in turn"), submenu=EDGES),
    Action(CommandId.EDGE_END_OUT, QT_TRANSLATE_NOOP("Actions", "Extend the end by one token"), ("Shift+Right", "]"), REVIEW, submenu=EDGES),
    Action(CommandId.EDGE_END_IN, QT_TRANSLATE_NOOP("Actions", "Shorten the end by one token"), ("Shift+Left", "}"), REVIEW, submenu=EDGES),
    Action(CommandId.EDGE_START_OUT, QT_TRANSLATE_NOOP("Actions", "Extend the start by one token"), ("Alt+Left", "["), REVIEW, submenu=EDGES),
    Action(CommandId.EDGE_START_IN, QT_TRANSLATE_NOOP("Actions", "Shorten the start by one token"), ("Alt+Right", "{"), REVIEW, submenu=EDGES),
    Action(CommandId.EDGE_END_OUT_CHAR, QT_TRANSLATE_NOOP("Actions", "Extend the end by one character"), ("Ctrl+Shift+Right",), REVIEW, submenu=EDGES),
    Action(CommandId.EDGE_END_IN_CHAR, QT_TRANSLATE_NOOP("Actions", "Shorten the end by one character"), ("Ctrl+Shift+Left",), REVIEW, submenu=EDGES),
    Action(CommandId.EDGE_START_OUT_CHAR, QT_TRANSLATE_NOOP("Actions", "Extend the start by one character"), ("Ctrl+Alt+Left",), REVIEW, submenu=EDGES),
    Action(CommandId.EDGE_START_IN_CHAR, QT_TRANSLATE_NOOP("Actions", "Shorten the start by one character"), ("Ctrl+Alt+Right",), REVIEW, submenu=EDGES),
    Action(CommandId.TOPIC_NONE, QT_TRANSLATE_NOOP("Actions", "None of the topics applies: a decision"), ("0",), LABELS, decides=True, brief=QT_TRANSLATE_NOOP("Actions", "No topic applies")),
    Action(CommandId.TOPIC_WORDS, QT_TRANSLATE_NOOP("Actions", "Highlight the evidence for a suggested topic; again: the next topic, then off"), ("Ctrl+T",), LABELS, brief=QT_TRANSLATE_NOOP("Actions", "Evidence for a topic")),
    Action(CommandId.ARTICLE_FINISH, QT_TRANSLATE_NOOP("Actions", "Finish: accept what is open, mark the article done, show the next"), ("Enter",), QUEUE, decides=True, brief=QT_TRANSLATE_NOOP("Actions", "Finish, and show the next")),
    Action(CommandId.ARTICLE_FORCE, QT_TRANSLATE_NOOP("Actions", "Finish as it stands, looked at or not; this is noted"), ("Shift+Enter",), QUEUE, decides=True, brief=QT_TRANSLATE_NOOP("Actions", "Finish as it stands")),
    Action(CommandId.ARTICLE_SKIP, QT_TRANSLATE_NOOP("Actions", "Skip with a reason"), ("Ctrl+Backspace",), QUEUE, decides=True, brief=QT_TRANSLATE_NOOP("Actions", "Skip, with a reason…")),
    Action(CommandId.ARTICLE_REOPEN, QT_TRANSLATE_NOOP("Actions", "Reopen"), ("Ctrl+Shift+Enter",), QUEUE, decides=True),
    Action(CommandId.ARTICLE_FLAG, QT_TRANSLATE_NOOP("Actions", "Flag the article"), ("Ctrl+D",), QUEUE, decides=True),
    Action(CommandId.ARTICLE_NOTE, QT_TRANSLATE_NOOP("Actions", "Note"), ("Ctrl+E",), QUEUE, brief=QT_TRANSLATE_NOOP("Actions", "Note…")),
    Action(CommandId.ARTICLE_REMOVE, QT_TRANSLATE_NOOP("Actions", "Move the article to the bin"), ("Ctrl+Delete",), QUEUE, decides=True, is_after_separator=True),
    Action(CommandId.ARTICLE_NEXT, QT_TRANSLATE_NOOP("Actions", "Next article, without deciding"), ("Ctrl+PageDown",), QUEUE, is_after_separator=True, brief=QT_TRANSLATE_NOOP("Actions", "Next article")),
    Action(CommandId.ARTICLE_PREVIOUS, QT_TRANSLATE_NOOP("Actions", "Previous article, without deciding"), ("Ctrl+PageUp",), QUEUE, brief=QT_TRANSLATE_NOOP("Actions", "Previous article")),
    Action(CommandId.ARTICLE_NEXT_FLAGGED, QT_TRANSLATE_NOOP("Actions", "Next flagged article"), ("Ctrl+Shift+D",), QUEUE, needs=Needs.PROJECT),
    Action(CommandId.COPIES_FIND, QT_TRANSLATE_NOOP("Actions", "Look for near copies in the whole project"), (), QUEUE, needs=Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Look for near copies")),
    Action(CommandId.QUEUE_IMPORTED, QT_TRANSLATE_NOOP("Actions", "Queue: as imported"), (), QUEUE, needs=Needs.PROJECT, is_after_separator=True, brief=QT_TRANSLATE_NOOP("Actions", "As imported"), submenu=ORDERS),
    Action(CommandId.QUEUE_DATE, QT_TRANSLATE_NOOP("Actions", "Queue: by date"), (), QUEUE, needs=Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "By date"), submenu=ORDERS),
    Action(CommandId.QUEUE_RANDOM, QT_TRANSLATE_NOOP("Actions", "Queue: at random"), (), QUEUE, needs=Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "At random"), submenu=ORDERS),
    Action(CommandId.QUEUE_DOUBT, QT_TRANSLATE_NOOP("Actions", "Queue: the most doubtful first, one in ten at random"), (), QUEUE, needs=Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "The most doubtful first"), submenu=ORDERS),
    Action(CommandId.VIEW_PAGE_DOWN, QT_TRANSLATE_NOOP("Actions", "A page down"), ("PageDown",), VIEW),
    Action(CommandId.VIEW_PAGE_UP, QT_TRANSLATE_NOOP("Actions", "A page up"), ("PageUp",), VIEW),
    Action(CommandId.VIEW_HOME, QT_TRANSLATE_NOOP("Actions", "To the beginning"), ("Home",), VIEW),
    Action(CommandId.VIEW_END, QT_TRANSLATE_NOOP("Actions", "To the end"), ("End",), VIEW),
    Action(CommandId.VIEW_LARGER, QT_TRANSLATE_NOOP("Actions", "Larger text"), ("Ctrl++", "Ctrl+="), VIEW, needs=Needs.PROJECT, is_after_separator=True),
    Action(CommandId.VIEW_SMALLER, QT_TRANSLATE_NOOP("Actions", "Smaller text"), ("Ctrl+-",), VIEW, needs=Needs.PROJECT),
    Action(CommandId.VIEW_SENTENCES, QT_TRANSLATE_NOOP("Actions", "Each sentence on its own line"), (), VIEW),
    Action(CommandId.VIEW_TAGS, QT_TRANSLATE_NOOP("Actions", "Names under open, all or no marks"), (), VIEW, needs=Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Names under marks: open, all, none")),
    Action(CommandId.VIEW_THEME, QT_TRANSLATE_NOOP("Actions", "Light or dark"), (), VIEW, needs=Needs.NOTHING, brief=QT_TRANSLATE_NOOP("Actions", "Dark theme")),
    Action(CommandId.VIEW_LIST, QT_TRANSLATE_NOOP("Actions", "List of articles"), (), VIEW),
    Action(CommandId.VIEW_SIDE, QT_TRANSLATE_NOOP("Actions", "Labels and topics at the side"), (), VIEW),
    Action(CommandId.VIEW_PANEL, QT_TRANSLATE_NOOP("Actions", "Next panel"), ("F6",), VIEW, needs=Needs.PROJECT),
    Action(CommandId.VIEW_TEXT, QT_TRANSLATE_NOOP("Actions", "Back to the text; changes nothing"), ("Esc",), VIEW, needs=Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Back to the text")),
)  # fmt: skip

SCHEME_KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (QT_TRANSLATE_NOOP("Actions", "a label's letter"),),
        QT_TRANSLATE_NOOP(
            "Actions", "Label or relabel the focus, and go on; Shift: this mention only"
        ),
    ),
    (("1…9",), QT_TRANSLATE_NOOP("Actions", "Topic: yes; again: clear it")),
    (("Shift+1…9", "Alt+1…9"), QT_TRANSLATE_NOOP("Actions", "Topic: no, at once")),
)
"""What the letters and digits of the scheme do: no rows of the table."""


def merged(rows: Iterable[Action], more: Iterable[tuple[Action, str]]) -> tuple[Action, ...]:
    """The rows with more of them, each before the one that it names, or at the end of its menu."""
    table = list(rows)
    for action, before in more:
        found = [at for at, row in enumerate(table) if row.id == before] or [
            at + 1 for at, row in enumerate(table) if row.menu == action.menu
        ]
        table.insert(found[-1] if found else len(table), action)
    return tuple(table)


def by_key(actions: Iterable[Action]) -> dict[str, Action]:
    """Which action a key name of the text triggers."""
    return {key: action for action in actions for key in action.text_keys}


def with_keys(
    actions: Iterable[Action], changed: Mapping[str, Sequence[str]]
) -> tuple[Action, ...]:
    """The table with other keys for some actions, by their ids."""
    return tuple(
        replace(action, keys=tuple(changed[action.id])) if action.id in changed else action
        for action in actions
    )


def clashes(actions: Iterable[Action]) -> list[str]:
    """Keys that two actions claim; there must be none."""
    seen: dict[str, str] = {}
    found = []
    for action in actions:
        for key in action.keys:
            if key in seen:
                found.append(f"{key}: {seen[key]} and {action.id}")
            seen[key] = action.id
    return found


def key_table(actions: Iterable[Action]) -> list[tuple[str, str]]:
    """(keys, what they do) of the whole grammar, for the README."""
    table = []
    for action in actions:
        if action.keys:
            table.append((" · ".join(action.keys), action.title))
        if action.id == CommandId.SPAN_CONFIRM:
            table += [(" · ".join(keys), title) for keys, title in SCHEME_KEYS]
    return table
