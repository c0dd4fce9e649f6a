"""The page of a team: a round is planned with its figures, and handed out; what came back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from annotator.core.sampling import DrawnBy
from annotator.core.team import InOverlap
from annotator.errors import AnnotatorError
from annotator.ui.exchange.frame import ExchangeFrame, caption
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.kit import file_places
from annotator.ui.kit.hints import upright
from annotator.ui.kit.scrolled import scrolled
from annotator.ui.kit.theme import px
from annotator.ui.kit.threads import teller
from annotator.ui.team.figures_table import FiguresTable
from annotator.ui.team.handed_out import HandedOutList
from annotator.ui.team.plan_fields import PlanFields
from annotator.ui.words import exchange as exchange_say
from annotator.ui.words import kit as kit_words
from annotator.ui.words import team as say
from annotator.ui.words.errors import words_of_error
from annotator.workspace.open.ground_beside import GroundBeside
from annotator.workspace.open.project import Project
from annotator.workspace.team import plans
from annotator.workspace.team.plans import Counted, Ground, Plan

if TYPE_CHECKING:
    from annotator.workspace.jobs.team_messages import HandOutReport

_LEFT, _RIGHT = 300, 250
_MOST_LACKING = 8


class TeamPage(ExchangeFrame):
    """Enter makes the hand-outs. Sizes are proposed; one that is changed by hand stays, and the
    others follow.
    """

    purpose = "handout"
    _read = Signal(object)

    def __init__(self, parent: QWidget, project: Project, jobs: Jobs) -> None:
        super().__init__(parent, say.TITLE(), say.MAKE())
        self.project, self.jobs = project, jobs
        self.lead = project.annotator_name
        self.ground: Ground | None = None
        self.plan_fields = PlanFields(self, self.lead)
        self.table, self.list = FiguresTable(self), HandedOutList(self)
        self.to = QLineEdit(self)
        self.to.setText(str(file_places.begin_in(self.purpose)))
        self.browse_button = QPushButton(exchange_say.BROWSE(), self)
        self.to_caption = caption(say.TO(), self.to)
        self.is_running = False
        self._seed_shown()
        self._put_together()
        self.plan_fields.coders_changed.connect(self._on_coders)
        self.plan_fields.changed.connect(self._on_sizes)
        self.table.changed.connect(self._on_ticked)
        self.browse_button.clicked.connect(self.browse)
        self.do_button.clicked.connect(self.run)
        jobs.progressed.connect(self._on_progress)
        self._read.connect(self._on_read, Qt.ConnectionType.QueuedConnection)
        self._beside: GroundBeside | None = None
        self.plan_fields.coders.setFocus()
        self._begin()

    @property
    def plan(self) -> Plan:
        """What the fields say."""
        fields = self.plan_fields
        return Plan(
            tuple(fields.names),
            self.lead,
            fields.sizes,
            fields.seed.value(),
            InOverlap(fields.suggestions.currentData()),
            self.table.ticked,
            fields.start.isChecked(),
            DrawnBy(fields.drawn_by.currentData()),
        )

    @property
    def is_counting(self) -> bool:
        """Whether the figures are still to come."""
        return self._beside is not None and self.ground is None

    def run(self) -> None:
        """Make the hand-outs, or stop that."""
        if self.is_running:
            self.jobs.cancel()
            return
        lacks = self._what_lacks()
        if lacks is not None:
            self.say(lacks[0], is_bad=True)
            lacks[1].setFocus()
            return
        if why := self.jobs.why_not():
            self.say(why, is_bad=True)
            return
        try:
            self.project.rounds.keep(self.plan)
        except AnnotatorError as error:
            self.say(words_of_error(error), is_bad=True)
            self.plan_fields.coders.setFocus()
            return
        from annotator.workspace.jobs.team_messages import HandOut

        to = self.to.text().strip()
        file_places.remember(self.purpose, to)
        self.say(say.MAKING())
        self._set_running(True)
        self.jobs.start(HandOut(str(self.project.path), to), self._on_end)

    def browse(self) -> None:
        """Ask for the folder in the system's own dialog."""
        to = QFileDialog.getExistingDirectory(self, say.TO(), self.to.text().strip())
        if to:
            self.to.setText(to)

    def done(self, code: int) -> None:
        """Closed: nothing is counted any more; what runs goes on."""
        if self._beside is not None:
            self._beside.stop()
            self._beside = None
        self.jobs.forget(self._on_end)
        super().done(code)

    # -- what is shown ---------------------------------------------------------------------

    def _begin(self) -> None:
        """Count beside the window; in a hand-out nothing is planned."""
        origin = self.project.rounds.origin
        if origin is not None:
            self.table.summary.setText(say.IN_A_HANDOUT().format(lead=origin.lead))
            self.plan_fields.setEnabled(False)
            self.do_button.setEnabled(False)
            return
        self._show_progress()
        self.table.summary.setText(say.READING())
        self._beside = GroundBeside(self.project.path, teller(self._read))
        self._beside.ask("")

    def _show_progress(self) -> None:
        rounds = self.project.rounds
        more = [say.more_for(name, count) for name, count in rounds.lacking()[:_MOST_LACKING]]
        self.list.show_rows(rounds.progress(), more)

    def _on_read(self, counted: Counted) -> None:
        rounds, scheme = self.project.rounds, self.project.scheme
        self.ground = rounds.ground(scheme, counted, self.lead)
        kept = rounds.kept()
        if kept is not None and not self.plan_fields.names:
            self.plan_fields.coders.setText(", ".join(kept.coders))
        self._propose()

    def _propose(self) -> None:
        """The sizes that follow from coders and ticks."""
        if self.ground is None:
            return
        count = len(self.plan_fields.names) or 2
        plan = plans.proposed(self.ground, [str(n) for n in range(count)], self.lead, 0)
        if self.table.ticks:
            plan = plans.with_ticked(self.ground, plan, self.table.ticked)
        fields = self.plan_fields
        fields.show_sizes(plans.resized(self.ground, plan.sizes, fields.chosen))
        by = DrawnBy(fields.drawn_by.currentData())
        self._show_figures(replace(plan, sizes=fields.sizes, drawn_by=by))

    def _show_figures(self, plan: Plan) -> None:
        assert self.ground is not None
        figures = plans.figures(self.ground, plan)
        self.table.show_expected(figures.expected)
        sizes = plans.fitted(self.ground, plan.sizes)
        self.table.summary.setText(say.of_coder(sizes, len(plan.coders), figures))
        news = say.available(self.ground)
        if self.ground.seconds is None:
            news.append(say.NOTHING_DONE())
        elif not self.ground.gold:
            news.append(say.NO_GOLD())
        self.table.news.setText("\n".join(news))
        if not self._is_named:
            self._name_fields()

    def _on_coders(self) -> None:
        self.say("")
        self._propose()

    def _on_ticked(self) -> None:
        self._propose()

    def _on_sizes(self) -> None:
        """A number, or another field, was changed by hand."""
        self.say("")
        self._propose()

    def _what_lacks(self) -> tuple[str, QWidget] | None:
        if not self.plan_fields.names:
            return say.NO_CODERS(), self.plan_fields.coders
        return None if self.to.text().strip() else (say.NO_PLACE(), self.to)

    # -- the job ---------------------------------------------------------------------------

    def _on_progress(self, words: str, share: float | None) -> None:
        if words and self.is_running:
            self.say(exchange_say.progress(words, share))

    def _on_end(self, report: HandOutReport | None, error: Exception | None) -> bool:
        self._set_running(False)
        if report is None:
            assert isinstance(error, AnnotatorError)
            self.say(words_of_error(error), is_bad=True)
            return True
        self.plan_fields.chosen.clear()
        self._seed_shown()
        self._show_progress()
        if self._beside is not None:
            self._beside.ask("")
        self.say(say.made(report))
        return True

    def _set_running(self, is_running: bool) -> None:
        self.is_running = is_running
        self._name_fields()

    def _seed_shown(self) -> None:
        """Another draw each round."""
        field = self.plan_fields.seed
        field.blockSignals(True)
        field.setValue(self.project.rounds.seed())
        field.blockSignals(False)

    # -- putting together ------------------------------------------------------------------

    def _name_fields(self) -> None:
        """Letters for Alt."""
        self._is_named = True
        does = exchange_say.STOP() if self.is_running else say.MAKE()
        self.give_letters(
            {
                self.do_button: does,
                **self.plan_fields.titles,
                self.to_caption: say.TO(),
                self.browse_button: exchange_say.BROWSE(),
            }
        )
        order = [
            *self.plan_fields.fields, *self.table.ticks.values(), self.to, self.browse_button,
            self.do_button, self.close_button,
        ]  # fmt: skip
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _put_together(self) -> None:
        self._is_named = False
        left, right = scrolled(self.plan_fields), scrolled(self.list)
        bar = left.verticalScrollBar().sizeHint().width()
        left.setFixedWidth(max(px(_LEFT), self.plan_fields.minimumSizeHint().width() + bar))
        right.setFixedWidth(px(_RIGHT))
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(left)
        middle.addWidget(upright(self))
        middle.addWidget(scrolled(self.table), 1)
        middle.addWidget(upright(self))
        middle.addWidget(right)
        low = QGridLayout()
        low.setContentsMargins(16, 10, 14, 10)
        low.setHorizontalSpacing(10)
        low.addWidget(self.to_caption, 0, 0)
        low.addWidget(self.to, 0, 1)
        low.addWidget(self.browse_button, 0, 2)
        low.setColumnStretch(1, 1)
        self.hints.show_hints(
            [
                (kit_words.TAB(), exchange_say.FIELDS_KEY()),
                (kit_words.ENTER(), say.MAKE_KEY()),
                (kit_words.ESC(), kit_words.CLOSE_KEY()),
            ]
        )
        self.put_together((middle, low), middle)
