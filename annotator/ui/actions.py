"""The one table of actions: keys, menus, palette, key sheet and README are made from it.

Keys without Ctrl are dispatched by the article view; chords with Ctrl and F-keys are window
shortcuts. Letters (entity labels) and digits (topics) come from the scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

from annotator.core.codes import ActKind
from annotator.ui.desk.removing import remove
from annotator.ui.desk.writing import ask_question, write_note, write_ruling
from annotator.ui.find.mentions import find_mentions
from annotator.ui.find.preview import propagate

if TYPE_CHECKING:
    from annotator.ui.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Action:
    """Something the user can trigger. `keys` are names as `ui/kit/key_names.py` gives them, or Qt chords.

    `decides` actions ignore a key held down; `needs_article` ones are off without an article;
    `can` tells whether there is something to do now, where that is known. `brief` is its row in a
    menu, where the title says more than a row should; `submenu` the menu in its menu where that
    row stands; `is_on` makes it a row with a check mark.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    menu: str
    run: Callable[[Desk], object]
    decides: bool = False
    needs_article: bool = True
    is_after_separator: bool = False
    can: Callable[[Desk], bool] | None = None
    brief: str = ""
    submenu: str = ""
    is_on: Callable[[Desk], bool] | None = None

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


def _T(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("Actions", text))


FILE, EDIT, REVIEW, LABELS, QUEUE, VIEW, HELP = MENUS = (
    _T("File"),
    _T("Edit"),
    _T("Review"),
    _T("Labels"),
    _T("Queue"),
    _T("View"),
    _T("Help"),
)

MOVING, EDGES, ORDERS = _T("Move the focus"), _T("Edges of the span"), _T("Order of the queue")

ACTIONS: tuple[Action, ...] = (
    Action("file.new", _T("New project…"), ("Ctrl+N",), FILE, lambda d: d.ask_window("new"), needs_article=False),
    Action("file.open", _T("Open a project…"), ("Ctrl+O",), FILE, lambda d: d.ask_window("open"), needs_article=False),
    Action("file.welcome", _T("Welcome screen"), (), FILE, lambda d: d.ask_window("welcome"), needs_article=False),
    Action("file.import", _T("Import articles…"), ("Ctrl+I",), FILE, lambda d: d.ask_window("import"), needs_article=False, is_after_separator=True),
    Action("file.export", _T("Export labels…"), ("Ctrl+Shift+E",), FILE, lambda d: d.ask_window("export"), needs_article=False),
    Action("file.copy", _T("Save a copy…"), ("Ctrl+Shift+S",), FILE, lambda d: d.ask_window("copy"), needs_article=False, can=lambda d: d.project is not None),
    Action("file.annotator", _T("Go on as another annotator…"), (), FILE, lambda d: d.ask_window("annotator"), needs_article=False, is_after_separator=True),
    Action("file.quit", _T("Quit"), ("Ctrl+Q",), FILE, lambda d: d.ask_window("quit"), needs_article=False, is_after_separator=True),
    Action("edit.undo", _T("Undo, anything"), ("Ctrl+Z",), EDIT, lambda d: d.undo(), needs_article=False, can=lambda d: d.can_go_back(ActKind.UNDO), brief=_T("Undo")),
    Action("edit.redo", _T("Redo"), ("Ctrl+Shift+Z",), EDIT, lambda d: d.redo(), needs_article=False, can=lambda d: d.can_go_back(ActKind.REDO)),
    Action("edit.copy", _T("Copy the focus"), ("Ctrl+C",), EDIT, lambda d: d.copy(), is_after_separator=True, brief=_T("Copy")),
    Action("edit.find", _T("Search articles"), ("Ctrl+F",), EDIT, lambda d: d.ask_window("search"), needs_article=False),
    Action("edit.mentions", _T("Find mentions and act on them"), ("Ctrl+Shift+F",), EDIT, find_mentions, needs_article=False, brief=_T("Find mentions…")),
    Action("edit.palette", _T("Any action, label, topic, article or ruling, by a part of its name"), ("Ctrl+K",), EDIT, lambda d: d.ask_window("palette"), needs_article=False, brief=_T("Any action, by name…")),
    Action("edit.history", _T("History: what was done, to go there or take it back"), ("Ctrl+H",), EDIT, lambda d: d.ask_window("history"), needs_article=False, brief=_T("History…")),
    Action("edit.settings", _T("Settings…"), ("Ctrl+,",), EDIT, lambda d: d.ask_window("settings"), needs_article=False, is_after_separator=True),
    Action("span.confirm", _T("Confirm the focus and go on; on a run of tokens, take the label that the strip proposes"), ("Space",), REVIEW, lambda d: d.do(lambda r: r.confirm()), decides=True, brief=_T("Confirm")),
    Action("span.reject", _T("Reject or remove, and go on"), ("Backspace", "Delete", "Shift+Backspace", "Shift+Delete"), REVIEW, lambda d: d.do(lambda r: r.reject()), decides=True, can=lambda d: d.has_mark, brief=_T("Reject or remove")),
    Action("span.again", _T("Apply the last act to its other mentions here"), ("=",), REVIEW, lambda d: d.do(lambda r: r.again()), decides=True, can=lambda d: d.can_repeat, brief=_T("Repeat on the other mentions here")),
    Action("span.everywhere", _T("Apply the last act to its other mentions in the project, with a preview"), ("+",), REVIEW, propagate, decides=True, brief=_T("Repeat in the project…")),
    Action("span.ask", _T("Unsure about this span, with a question"), ("Ctrl+U",), REVIEW, ask_question, brief=_T("Unsure, with a question…")),
    Action("span.rule", _T("Write a ruling about this surface"), ("Ctrl+R",), REVIEW, write_ruling, brief=_T("Write a ruling…")),
    Action("focus.next", _T("Next span or suggestion"), ("Tab",), REVIEW, lambda d: d.do(lambda r: r.step(+1)), is_after_separator=True),
    Action("focus.previous", _T("Previous span or suggestion"), ("Shift+Tab",), REVIEW, lambda d: d.do(lambda r: r.step(-1))),
    Action("focus.next_doubtful", _T("Next doubtful, without deciding"), (".",), REVIEW, lambda d: d.do(lambda r: r.step(+1, is_doubtful_only=True)), brief=_T("Next doubtful")),
    Action("focus.previous_doubtful", _T("Previous doubtful, without deciding"), (",",), REVIEW, lambda d: d.do(lambda r: r.step(-1, is_doubtful_only=True)), brief=_T("Previous doubtful")),
    Action("focus.next_unsure", _T("Next span marked as unsure, in any article"), ("Ctrl+Shift+U",), REVIEW, lambda d: d.go_unsure(), needs_article=False, brief=_T("Next marked as unsure")),
    Action("focus.jump", _T("Jump: digits at unmarked names, letters at marks; // hints every word"), ("/",), REVIEW, lambda d: d.jumping.begin(), brief=_T("Jump to a name")),
    Action("focus.left", _T("Focus a token to the left"), ("Left",), REVIEW, lambda d: d.move_visually(-1), brief=_T("A token to the left"), submenu=MOVING),
    Action("focus.right", _T("Focus a token to the right"), ("Right",), REVIEW, lambda d: d.move_visually(+1), brief=_T("A token to the right"), submenu=MOVING),
    Action("focus.up", _T("Focus a line up"), ("Up",), REVIEW, lambda d: d.move_line(-1), brief=_T("A line up"), submenu=MOVING),
    Action("focus.down", _T("Focus a line down"), ("Down",), REVIEW, lambda d: d.move_line(+1), brief=_T("A line down"), submenu=MOVING),
    Action("focus.back", _T("Back along the trail of spans just decided"), ("Shift+Space",), REVIEW, lambda d: d.do(lambda r: r.back()), brief=_T("Back to the span just decided"), submenu=MOVING),
    Action("edge.likely", _T("Likely edges, in turn: without article, the whole name, as decided before"), ("-",), REVIEW, lambda d: d.do(lambda r: r.likely_edges()), decides=True, is_after_separator=True, brief=_T("Likely edges, in turn"), submenu=EDGES),
    Action("edge.end_out", _T("The end a token on"), ("Shift+Right", "]"), REVIEW, lambda d: d.move_edge("end", +1), submenu=EDGES),
    Action("edge.end_in", _T("The end a token back"), ("Shift+Left", "}"), REVIEW, lambda d: d.move_edge("end", -1), submenu=EDGES),
    Action("edge.start_out", _T("The start a token back"), ("Alt+Left", "["), REVIEW, lambda d: d.move_edge("start", -1), submenu=EDGES),
    Action("edge.start_in", _T("The start a token on"), ("Alt+Right", "{"), REVIEW, lambda d: d.move_edge("start", +1), submenu=EDGES),
    Action("edge.end_out_char", _T("The end a character on"), ("Ctrl+Shift+Right",), REVIEW, lambda d: d.move_edge("end", +1, by_character=True), submenu=EDGES),
    Action("edge.end_in_char", _T("The end a character back"), ("Ctrl+Shift+Left",), REVIEW, lambda d: d.move_edge("end", -1, by_character=True), submenu=EDGES),
    Action("edge.start_out_char", _T("The start a character back"), ("Ctrl+Alt+Left",), REVIEW, lambda d: d.move_edge("start", -1, by_character=True), submenu=EDGES),
    Action("edge.start_in_char", _T("The start a character on"), ("Ctrl+Alt+Right",), REVIEW, lambda d: d.move_edge("start", +1, by_character=True), submenu=EDGES),
    Action("label.name", _T("Any label or topic, by a part of its name"), (";",), LABELS, lambda d: d.ask_window("names"), brief=_T("Any label or topic, by name…")),
    Action("topic.none", _T("None of the topics applies: a decision"), ("0",), LABELS, lambda d: d.do(lambda r: r.no_topic()), decides=True, brief=_T("No topic applies")),
    Action("topic.words", _T("Underline the words that speak for a suggested topic; again: the next topic, then off"), ("Ctrl+T",), LABELS, lambda d: d.topic_words.show_next(), brief=_T("Words that speak for a topic")),
    Action("scheme.edit", _T("Edit the labels and topics…"), ("Ctrl+L",), LABELS, lambda d: d.ask_window("scheme"), needs_article=False, is_after_separator=True),
    Action("article.finish", _T("Finish: accept what is open, mark the article done, show the next"), ("Enter",), QUEUE, lambda d: d.finish(), decides=True, brief=_T("Finish, and show the next")),
    Action("article.force", _T("Finish as it stands, looked at or not; this is noted"), ("Shift+Enter",), QUEUE, lambda d: d.finish(as_it_is=True), decides=True, brief=_T("Finish as it stands")),
    Action("article.skip", _T("Skip with a reason"), ("Ctrl+Backspace",), QUEUE, lambda d: d.skip(), decides=True, brief=_T("Skip, with a reason…")),
    Action("article.reopen", _T("Reopen"), ("Ctrl+Shift+Enter",), QUEUE, lambda d: d.do(lambda r: r.reopen()), decides=True, can=lambda d: d.is_closed),
    Action("article.flag", _T("Flag the article"), ("Ctrl+D",), QUEUE, lambda d: d.do(lambda r: r.flag()), decides=True, is_on=lambda d: d.is_flagged),
    Action("article.note", _T("Note"), ("Ctrl+E",), QUEUE, write_note, brief=_T("Note…")),
    Action("article.remove", _T("Move the article to the bin"), ("Ctrl+Delete",), QUEUE, remove, decides=True, is_after_separator=True),
    Action("bin.show", _T("The bin: look through what was removed, and bring it back"), ("Ctrl+Shift+Delete",), QUEUE, lambda d: d.ask_window("bin"), needs_article=False, brief=_T("The bin…")),
    Action("article.next", _T("Next article, without deciding"), ("Ctrl+PageDown",), QUEUE, lambda d: d.go_neighbour(+1), is_after_separator=True, brief=_T("Next article")),
    Action("article.previous", _T("Previous article, without deciding"), ("Ctrl+PageUp",), QUEUE, lambda d: d.go_neighbour(-1), brief=_T("Previous article")),
    Action("article.next_flagged", _T("Next flagged article"), ("Ctrl+Shift+D",), QUEUE, lambda d: d.go_flagged(), needs_article=False),
    Action("article.go", _T("Go to any article"), ("Ctrl+G",), QUEUE, lambda d: d.ask_window("go"), needs_article=False, brief=_T("Go to any article…")),
    Action("queue.imported", _T("Queue: as imported"), (), QUEUE, lambda d: d.set_order("imported"), needs_article=False, is_after_separator=True, brief=_T("As imported"), submenu=ORDERS, is_on=lambda d: d.is_order("imported")),
    Action("queue.date", _T("Queue: by date"), (), QUEUE, lambda d: d.set_order("date"), needs_article=False, brief=_T("By date"), submenu=ORDERS, is_on=lambda d: d.is_order("date")),
    Action("queue.random", _T("Queue: at random"), (), QUEUE, lambda d: d.set_order("random"), needs_article=False, brief=_T("At random"), submenu=ORDERS, is_on=lambda d: d.is_order("random")),
    Action("queue.doubt", _T("Queue: the most doubtful first, one in ten at random"), (), QUEUE, lambda d: d.set_order("doubt"), needs_article=False, brief=_T("The most doubtful first"), submenu=ORDERS, is_on=lambda d: d.is_order("doubt")),
    Action("view.page_down", _T("A page down"), ("PageDown",), VIEW, lambda d: d.scroll("page", +1)),
    Action("view.page_up", _T("A page up"), ("PageUp",), VIEW, lambda d: d.scroll("page", -1)),
    Action("view.home", _T("To the beginning"), ("Home",), VIEW, lambda d: d.scroll("end", -1)),
    Action("view.end", _T("To the end"), ("End",), VIEW, lambda d: d.scroll("end", +1)),
    Action("view.larger", _T("Larger text"), ("Ctrl++", "Ctrl+="), VIEW, lambda d: d.zoom(+1), needs_article=False, is_after_separator=True),
    Action("view.smaller", _T("Smaller text"), ("Ctrl+-",), VIEW, lambda d: d.zoom(-1), needs_article=False),
    Action("view.sentences", _T("Each sentence on its own line"), (), VIEW, lambda d: d.toggle_sentences(), is_on=lambda d: d.is_by_sentence),
    Action("view.tags", _T("Names under open, all or no marks"), (), VIEW, lambda d: d.next_tags(), needs_article=False, brief=_T("Names under marks: open, all, none")),
    Action("learning.page", _T("What was learned: repairs, labels, and which corrector to use"), ("Ctrl+Shift+L",), VIEW, lambda d: d.ask_window("learning"), needs_article=False, is_after_separator=True, brief=_T("What was learned…")),
    Action("view.theme", _T("Light or dark"), (), VIEW, lambda d: d.ask_window("theme"), needs_article=False, brief=_T("Dark theme"), is_on=lambda d: d.is_dark),
    Action("view.list", _T("List of articles"), (), VIEW, lambda d: d.ask_window("list"), is_on=lambda d: d.is_shown("list")),
    Action("view.side", _T("Labels and topics at the side"), (), VIEW, lambda d: d.ask_window("side"), is_on=lambda d: d.is_shown("side")),
    Action("view.panel", _T("Next panel"), ("F6",), VIEW, lambda d: d.ask_window("panel"), needs_article=False),
    Action("view.text", _T("Back to the text; changes nothing"), ("Esc",), VIEW, lambda d: d.to_text(), needs_article=False, brief=_T("Back to the text")),
    Action("help.keys", _T("The keys"), ("?", "F1"), HELP, lambda d: d.ask_window("keys"), needs_article=False),
)  # fmt: skip

SCHEME_KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (_T("a label's letter"),),
        _T("Label or relabel the focus, and go on; Shift: this mention only"),
    ),
    (("1…9",), _T("Topic: yes; again: take it back")),
    (("Shift+1…9", "Alt+1…9"), _T("Topic: no, at once")),
)
"""What the letters and digits of the scheme do: no rows of the table."""

WITHOUT_PROJECT = frozenset(
    (
        "file.new",
        "file.open",
        "file.quit",
        "file.welcome",
        "edit.palette",
        "edit.settings",
        "help.keys",
        "view.theme",
    )
)
"""What can be done on the welcome page."""

BY_ID = {action.id: action for action in ACTIONS}


def by_key(actions: tuple[Action, ...] = ACTIONS) -> dict[str, Action]:
    """Which action a key name of the text triggers."""
    return {key: action for action in actions for key in action.text_keys}


def with_keys(changed: Mapping[str, Sequence[str]]) -> tuple[Action, ...]:
    """The table with other keys for some actions, by their ids."""
    return tuple(
        replace(action, keys=tuple(changed[action.id])) if action.id in changed else action
        for action in ACTIONS
    )


def clashes(actions: tuple[Action, ...] = ACTIONS) -> list[str]:
    """Keys that two actions claim; there must be none."""
    seen: dict[str, str] = {}
    found = []
    for action in actions:
        for key in action.keys:
            if key in seen:
                found.append(f"{key}: {seen[key]} and {action.id}")
            seen[key] = action.id
    return found


def key_table(actions: tuple[Action, ...] = ACTIONS) -> list[tuple[str, str]]:
    """(keys, what they do) of the whole grammar, for the README."""
    table = []
    for action in actions:
        if action.keys:
            table.append((" · ".join(action.keys), action.title))
        if action.id == "span.confirm":
            table += [(" · ".join(keys), title) for keys, title in SCHEME_KEYS]
    return table
