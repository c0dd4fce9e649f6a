"""The page where disagreements of coders are settled, by keys alone, kind by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from annotator.core.adjudication import Case, Kind
from annotator.core.agreement.codings import Place
from annotator.core.codes import Side
from annotator.core.records import Span
from annotator.core.settled import Reason
from annotator.core.sheet import Sheet
from annotator.errors import AnnotatorError
from annotator.ui.actions import CommandId, Commands
from annotator.ui.adjudication.answers import Answers
from annotator.ui.adjudication.cards import (
    MOST_SIDES,
    cards_of,
    difference,
    letters_of,
    topic_names,
)
from annotator.ui.adjudication.disputed_text import DisputedText, Lane
from annotator.ui.adjudication.places import Places
from annotator.ui.article.heading import Heading
from annotator.ui.desk.focus_words import title_over
from annotator.ui.kit.asking import TextQuestion
from annotator.ui.kit.hints import Hints, in_column, in_row, rule, stack, upright
from annotator.ui.kit.key_names import names_of
from annotator.ui.kit.plain import PlainLabel
from annotator.ui.kit.theme import px, set_look, ui_font
from annotator.ui.kit.window_state import fit_page
from annotator.ui.words import adjudication as say
from annotator.ui.words import desk as desk_words
from annotator.ui.words import kit as kit_words
from annotator.ui.words.errors import words_of_error
from annotator.ui.words.translating import dotted
from annotator.workspace.open.adjudicating import Adjudicating, Answer, edges_of
from annotator.workspace.open.edges import edge_by_token
from annotator.workspace.open.project import Project

_WIDTH, _HEIGHT, _ASIDE = 1320, 860, 420
_EDGES: Final[dict[str, tuple[Side, int]]] = {
    CommandId.EDGE_END_OUT: (Side.END, +1),
    CommandId.EDGE_END_IN: (Side.END, -1),
    CommandId.EDGE_START_OUT: (Side.START, -1),
    CommandId.EDGE_START_IN: (Side.START, +1),
}
_REASONS: Final = dict(
    zip("5678", (Reason.TEXT, Reason.CODEBOOK, Reason.SLIP, Reason.EDGE), strict=True)
)


class AdjudicationPage(QDialog):
    """A kind at a time: its first place in the text, the answers, and all its places."""

    def __init__(self, parent: QWidget, project: Project, commands: Commands) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(say.ADJUDICATE())
        self._project, self._commands = project, commands
        self.work = Adjudicating(project)
        self.is_ready = False
        self._steps: Iterator[None] = iter(())
        self._feeding = QTimer(self, interval=0)
        self._feeding.timeout.connect(self._feed)
        self._turned: set[Case] = set()  # exceptions of a kind; of a sort, what is settled too
        self._number = 0
        self._own: Place | None = None
        self._article: tuple[int, int] | None = None
        self.title, self.facts = PlainLabel(self), PlainLabel(self)
        self.text = DisputedText()
        self.answers, self.places = Answers(self), Places(self)
        self.reasons, self.hints = Hints(self), Hints(self)
        self.message = PlainLabel(self)
        self._put_together()
        self._connect()
        fit_page(self, parent, px(_WIDTH), px(_HEIGHT))

    def open(self) -> None:
        """Read what was coded, a step at a time, and show the first kind."""
        self._steps = self.work.load()
        self.title.setText(say.READING())
        self._feeding.start()
        super().open()
        self.setFocus()

    def done(self, code: int) -> None:
        """Closed: nothing more is read, as the project may be closed too."""
        self._feeding.stop()
        self.work.leave()
        super().done(code)

    # -- what is shown ---------------------------------------------------------------------

    @property
    def cases(self) -> Sequence[Case]:
        """The open places of the kind that is looked at."""
        kind = self.work.kind
        return () if kind is None else kind.places

    @property
    def case(self) -> Case | None:
        """The place that is shown."""
        cases = self.cases
        return cases[min(self._number, len(cases) - 1)] if cases else None

    def say(self, text: str, *, is_bad: bool = False) -> None:
        """A line at the foot."""
        set_look(self.message, "ink", "warn" if is_bad else "ink")
        self.message.setText(text)

    def _feed(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self._feeding.stop()
            self.is_ready = True
            self._begin()
        except AnnotatorError as error:
            self._feeding.stop()
            self.say(words_of_error(error), is_bad=True)

    def _begin(self) -> None:
        summary = self.work.summary
        if summary.to_fill:
            self.say(say.to_fill(summary.to_fill, summary.agreed))
        self._show_kind()

    def _show_kind(self) -> None:
        """Another kind, or the same with fewer places, from its first."""
        self._turned, self._number, self._own = set(), 0, None
        self._show()

    def _show(self) -> None:
        summary, kind, case = self.work.summary, self.work.kind, self.case
        self.facts.setText(say.progress(summary.settled, summary.cases) if summary.cases else "")
        if kind is None or case is None:
            self._show_end()
            return
        words = " ".join(self.work.shown(case).words.split())
        topic = "" if case.is_span else topic_names(case, self._project.scheme)
        count = "" if len(kind.places) < 2 else say.places(len(kind.places), is_sort=kind.is_sort)
        self.title.setText(dotted(say.title(words or topic, difference(case)), count))
        self._show_text(case)
        on = set(self._on(kind))
        text = self.text.sheet.text if self.text.sheet else ""
        self.answers.show_cards(list(cards_of(case, self._project.scheme, text, self._own)))
        self.places.show_places(
            [self.work.shown(each) for each in kind.places],
            [each in on for each in kind.places],
            kind.places.index(case),
        )

    def _show_text(self, case: Case) -> None:
        gold, dispute = self.work.gold_of(case)
        now = (case.article, len(gold.spans))
        is_same, self._article = now == self._article and self.text.sheet is not None, now
        sheet, heading = self.text.sheet, Heading()
        if not is_same or sheet is None:
            article = self.work.article(case)
            agreed = [
                Span(case.article, gold.who, *each, article.text[each[0] : each[1]])
                for each in dispute.agreed
            ]
            scheme = self._project.scheme
            spans = gold.spans if gold.is_filled else agreed
            sheet = Sheet(article, scheme, gold.who, spans=spans)
            line = dotted(f"#{article.id}", article.published, article.source)
            heading = Heading(line, "", title_over(article), "")
        place = case.start, case.end
        self.text.show_place(sheet, heading, place, self._lanes(case), is_same=is_same)
        self.text.setAccessibleDescription(self.work.shown(case).words)

    def _lanes(self, case: Case) -> list[Lane]:
        sides = case.sides[:MOST_SIDES]
        lanes = [Lane(str(number), side.spans) for number, side in enumerate(sides, 1)]
        return lanes if self._own is None else [*lanes, Lane("", (self._own,))]

    def _show_end(self) -> None:
        summary = self.work.summary
        self._article = None
        self.text.clear_place()
        self.answers.show_cards(())
        self.places.show_places((), (), 0)
        if not summary.articles:
            self.title.setText(say.NOBODY())
        elif not summary.cases:
            self.title.setText(say.NO_DISAGREEMENT())
        else:
            count = summary.articles - summary.to_fill
            words = say.done(summary.settled, summary.agreed, count)
            self.title.setText(dotted(say.ALL_SETTLED(), words))

    # -- what is done ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """All keys of the page; one that is held down decides nothing."""
        if not self.is_ready:
            super().keyPressEvent(event)
            return
        for name in names_of(event):
            if self._press(name, is_held=event.isAutoRepeat()):
                return
        super().keyPressEvent(event)

    def _press(self, name: str, *, is_held: bool) -> bool:
        if self._walk(name):
            return True
        if is_held:
            return True
        try:
            return self._do(name)
        except AnnotatorError as error:
            self.say(words_of_error(error), is_bad=True)
            return True

    def _walk(self, name: str) -> bool:
        """The keys that decide nothing."""
        if name in ("Down", "Up"):
            self._to_place(self._number + (1 if name == "Down" else -1))
        elif name in ("PageDown", "PageUp"):
            self.text.scroll_page(1 if name == "PageDown" else -1)
        elif name in (".", ",", "Tab", "Shift+Tab"):
            self.work.step(+1 if name in (".", "Tab") else -1)
            self.say("")
            self._show_kind()
        else:
            return self._move_edge(name)
        return True

    def _do(self, name: str) -> bool:
        if name == "Enter":
            self._enter()
        elif name == "Space":
            self._turn(self._number)
        elif name in _REASONS:
            self._give_reason(_REASONS[name])
        elif self.case is None:
            return False
        elif name.isdigit():
            self._by_digit(int(name))
        elif name in ("Backspace", "Delete"):
            self._settle(self.work.nothing())
        elif len(name) == 1 and name.isalpha():
            self._by_letter(name, self.case)
        else:
            return False
        return True

    def _enter(self) -> None:
        """Take what was made here; else, what all say becomes gold."""
        if self._own is not None and self.case is not None:
            self._settle(self.work.place(self.case, self._own))
        elif self.work.summary.to_fill:
            count = self.work.fill()
            self.say(say.filled(count))
            self._article = None
            self._show()

    def _by_digit(self, digit: int) -> None:
        assert self.case is not None
        if digit == 0:
            self._settle(self.work.nothing(is_unclear=True))
        elif digit <= min(MOST_SIDES, len(self.case.sides)):
            self._settle(self.work.side(digit - 1))
        else:
            self.say(say.NO_SUCH_SIDE())

    def _by_letter(self, letter: str, case: Case) -> None:
        """A label for the words, or with edges of one's own; or a topic."""
        if not case.is_span:
            topic = dict(letters_of(case, self._project.scheme)).get(letter)
            if topic is None:
                self.say(say.NO_SUCH_LABEL())
            else:
                self._settle(self.work.topic(topic))
            return
        label = self._project.scheme.label_with_key(letter)
        if label is None:
            self.say(say.NO_SUCH_LABEL())
        elif self._own is not None:
            self._settle(self.work.place(case, (self._own[0], self._own[1], label.id)))
        elif edges_of(case) is not None:
            self._settle(self.work.label(label.id))
        else:
            begun = self._begun(case)
            self._own = None if begun is None else (begun[0], begun[1], label.id)
            self.say(say.NO_EDGES())
            self._show()

    def _settle(self, answer: Answer) -> None:
        """Settle the places that are on, and go on; the exceptions come next."""
        kind, number = self.work.kind, self._number
        cases = [] if kind is None else self._on(kind)
        if not cases or kind is None:
            self.say(say.NO_PLACE_ON())
            return
        if self._turned and not kind.is_sort:
            self.work.part(self._turned)
        at = self.work.at
        left = self.work.settle(cases, answer)
        self.say(say.left(len(left)) if left else "", is_bad=bool(left))
        if len(left) < len(cases):
            self._show_reasons()
        self._turned, self._own = set(), None
        is_same = kind.is_sort and self.work.at == at
        self._number = min(number, len(self.cases) - 1) if is_same and self.cases else 0
        self._show()

    def _give_reason(self, reason: Reason) -> None:
        count = self.work.give_reason(reason)
        self.say(say.given(reason, count) if count else say.NOTHING_SETTLED())

    def _undo(self) -> None:
        if not self.is_ready:
            return
        try:
            is_done = self.work.undo()
        except AnnotatorError as error:
            self.say(words_of_error(error), is_bad=True)
            return
        self.say(say.UNDONE() if is_done else say.NOTHING_UNDONE())
        self._article = None
        self._show_kind()

    def _write_rule(self) -> None:
        case = self.case
        if case is None or not case.is_span:
            return
        words = " ".join(self.work.shown(case).words.split())
        begun = desk_words.rule_begun(words, "")
        title, what = desk_words.CODING_RULE(), desk_words.ABOUT_RULE()
        written = TextQuestion.ask(self, title, what, begun)
        if written:
            try:
                self.work.write_rule(case, None, written)
            except AnnotatorError as error:
                self.say(words_of_error(error), is_bad=True)
                return
            self.say(say.RULED())

    # -- the places and the edges ----------------------------------------------------------

    def _to_place(self, number: int) -> None:
        count = len(self.cases)
        if count and 0 <= number < count and number != self._number:
            self._number, self._own = number, None
            self._show()

    def _turn(self, number: int) -> None:
        """A place is settled with the others, or is not."""
        if 0 <= number < len(self.cases):
            self._turned ^= {self.cases[number]}
            self._show()

    def _turn_all(self) -> None:
        """All places are settled together; of a sort, where all are, the one that is shown."""
        kind = self.work.kind
        if kind is not None:
            everything = set(kind.places) if kind.is_sort else set[Case]()
            self._turned = set() if self._turned == everything else everything
            self._show()

    def _on(self, kind: Kind) -> list[Case]:
        """What is settled together: of a sort what was chosen, else the place that is shown."""
        if not kind.is_sort:
            return [case for case in kind.places if case not in self._turned]
        if self._turned:
            return [case for case in kind.places if case in self._turned]
        return [] if self.case is None else [self.case]

    def _move_edge(self, name: str) -> bool:
        action = self._commands.action_of(name)
        way = None if action is None else _EDGES.get(action.id)
        case, sheet = self.case, self.text.sheet
        if way is None or case is None or sheet is None or not case.is_span:
            return False
        begun = self._own or self._begun(case)
        found = None if begun is None else edge_by_token(sheet.tokens, begun[:2], *way)
        if begun is None or found is None or found[0] >= found[1]:
            self.say(say.EDGE_STOPS())
            return True
        self._own = (*found, begun[2])
        self._show()
        return True

    @staticmethod
    def _begun(case: Case) -> Place | None:
        """What one's own edges begin with: the first span of the first side that has one."""
        return next((side.spans[0] for side in case.sides if side.spans), None)

    # -- putting together ------------------------------------------------------------------

    def _put_together(self) -> None:
        self.title.setFont(ui_font(1.15))
        self.title.setWordWrap(True)
        self.facts.setProperty("soft", True)
        self.text.setAccessibleName(say.TEXT())
        self.places.setAccessibleName(say.PLACES())
        set_look(self.places, "ground", "paper")
        aside = QWidget(self)
        column = QVBoxLayout(aside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        cards = in_column(self.answers, margins=(14, 12, 14, 10))
        column.addLayout(cards)
        column.addWidget(rule(aside))
        column.addWidget(self.places, 1)
        aside.setFixedWidth(px(_ASIDE))
        top = in_row(
            self.title, self.facts, margins=(16, 10, 16, 10), spacing=18, wide=(self.title,)
        )
        middle = in_row(self.text, upright(self), aside, wide=(self.text,))
        told = in_row(self.message, self.reasons, spacing=18, wide=(self.message, self.reasons))
        foot = in_column(told, self.hints, margins=(16, 8, 14, 10), spacing=6)
        stack(self, (top, middle, foot), middle)
        self.hints.show_hints(
            (
                ("1 2", say.TAKE_KEY()),
                (".", say.KIND_KEY()),
                ("↑ ↓", say.PLACE_KEY()),
                (kit_words.SPACE(), say.EXCEPT_KEY()),
                ("Ctrl+A", say.ALL_KEY()),
                ("[ ]", say.EDGES_KEY()),
                ("Ctrl+R", say.RULE_KEY()),
                ("Ctrl+Z", say.UNDO_KEY()),
                (kit_words.ESC(), kit_words.CLOSE_KEY()),
            )
        )

    def _show_reasons(self) -> None:
        self.reasons.show_hints(
            [("", say.REASON_KEY()), *((key, say.reason(x)) for key, x in _REASONS.items())]
        )

    def _connect(self) -> None:
        self.answers.taken.connect(self._on_card)
        self.places.walked.connect(self._to_place)
        self.places.turned.connect(self._turn)
        chords = {"Ctrl+Z": self._undo, "Ctrl+R": self._write_rule, "Ctrl+A": self._turn_all}
        for chord, what in chords.items():
            QShortcut(QKeySequence(chord), self, what)

    def _on_card(self, key: str) -> None:
        names = {"⌫": "Backspace", kit_words.ENTER(): "Enter"}
        self._press(names.get(key, key.lower()), is_held=False)

    def focusNextPrevChild(self, _is_next: bool) -> bool:
        """Tab goes on to the next kind: nothing here has the keys but the page."""
        return False
