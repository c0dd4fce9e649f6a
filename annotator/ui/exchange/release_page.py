"""The page of a release: what goes in, how it is divided, what its card says; what came of it."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.ui.exchange.export_details import ExportResult
from annotator.ui.exchange.jobs import Jobs
from annotator.ui.exchange.outgoing_frame import OutgoingFrame
from annotator.ui.exchange.release_fields import ReleaseCard, ReleaseData, Usual
from annotator.ui.kit import file_places
from annotator.ui.kit.hints import upright
from annotator.ui.kit.scrolled import scrolled
from annotator.ui.words import exchange as exchange_say
from annotator.ui.words import kit as kit_words
from annotator.ui.words import release as say
from annotator.workspace.exchange.commands import as_typed, release_command, verify_command
from annotator.workspace.open.project import Project

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import Release, ReleaseCounts, ReleaseReport


class ReleasePage(OutgoingFrame):
    """Enter releases; a change of what goes in or of the parts counts anew."""

    purpose = "release"

    def __init__(self, parent: QWidget, project: Project, jobs: Jobs) -> None:
        from annotator.workspace.jobs.messages import ReleaseChoices

        usual = ReleaseChoices()
        self.card, self.outcome = ReleaseCard(parent, project.name), ExportResult(parent)
        words = say.TITLE(), say.RELEASE_NOW()
        super().__init__(parent, project, jobs, *words, self.card, self.outcome)
        self.data = ReleaseData(self, Usual(usual.by, usual.dev, usual.test, usual.seed))
        self.to.setText(str(self.proposed()))
        self._put_together()
        self.choice.changed.connect(self._on_counts_changed)
        self.data.counts_changed.connect(self._ask_counts)
        self.data.changed.connect(self.show_choice)
        self.card.changed.connect(self.show_choice)
        self.outcome.told.connect(self.say)
        self.name_fields()
        self.show_choice()
        self._ask_counts()
        self.card.name.setFocus()

    @property
    def request(self) -> Release:
        """The release that Enter would make."""
        from annotator.workspace.jobs.messages import Release, ReleaseChoices

        chosen = self.choice.chosen | self.data.chosen | self.card.chosen
        usual = ReleaseChoices()
        chosen["title"] = chosen["title"] or usual.title
        to = self.to.text().strip()
        return Release(str(self.project.path), to, ReleaseChoices(**chosen))

    def doing(self) -> str:
        return say.RELEASING()

    def proposed(self) -> Path:
        """A folder that is not there yet: a release that was made stays."""
        folder = file_places.begin_in(self.purpose)
        name = f"{self.project.name}-release"
        names = (f"{name}-{n}" if n > 1 else name for n in count(1))
        return next(folder / x for x in names if not (folder / x).exists())

    def command_shown(self) -> str:
        return as_typed(release_command(self.request))

    def what_lacks(self) -> tuple[str, QWidget] | None:
        if not self.data.has_format:
            first = next(x for x in self.data.fields if x.isEnabled())
            return say.NO_FORMAT(), first
        return super().what_lacks()

    def show_counts(self, report: ReleaseCounts | None) -> None:
        """How much would go in, and how it would be divided."""
        if report is None:
            self.data.show_counts(())
            return
        counted = exchange_say.would_go_out(report.articles, report.spans, report.undated)
        self.choice.counted.setText(counted)
        self.data.show_counts(say.counted(report), is_bad=report.why is not None)

    def show_report(self, report: ReleaseReport) -> str:
        command = as_typed(verify_command(report.to))
        self.outcome.show_release(report, command)
        return say.released(report)

    def _on_counts_changed(self) -> None:
        self.show_choice()
        self._ask_counts()

    def _ask_counts(self) -> None:
        from annotator.workspace.jobs.messages import CountRelease

        self.choice.counted.setText(exchange_say.COUNTING())
        self.data.show_counts(())
        request = self.request
        self.counting.ask(CountRelease(request.project, request.choices))

    # -- putting together ------------------------------------------------------------------

    def name_fields(self) -> None:
        """Letters for Alt."""
        self.give_letters(
            {
                self.do_button: self.does_now,
                **self.choice.titles,
                **self.data.titles,
                **self.card.titles,
                **self.letters,
                self.outcome.open_button: exchange_say.OPEN_FOLDER(),
            }
        )
        outcome = self.outcome
        after = outcome.open_button, outcome.next.field, outcome.next.copy_button
        self.order([*self.choice.fields, *self.data.fields, *self.card.fields, *after])

    def _put_together(self) -> None:
        data = scrolled(self.data)
        bar = data.verticalScrollBar().sizeHint().width()
        data.setMinimumWidth(self.data.minimumSizeHint().width() + bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.left())
        middle.addWidget(upright(self))
        middle.addWidget(data, 4)
        middle.addWidget(upright(self))
        middle.addWidget(self.right, 4)
        self.show_keys(
            (kit_words.TAB(), exchange_say.FIELDS_KEY()),
            (kit_words.ENTER(), say.RELEASE_KEY()),
        )
        self.put_together((middle, self.low()), middle)
