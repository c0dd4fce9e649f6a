"""The table of pages: what lies over the window, with its keys, its menu and how it is made.

Another page is a module of its own and one row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

from annotator.ui.actions import (
    EDIT,
    FILE,
    HELP,
    LABELS,
    QT_TRANSLATE_NOOP,
    QUEUE,
    VIEW,
    Action,
    CommandId,
    Needs,
)
from annotator.ui.shell.host import Host
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.ui.history.panel import HistoryPanel
    from annotator.ui.kit.overlay import Overlay

    Made = QDialog | Overlay | HistoryPanel


class PageId(StrEnum):
    """The id of a page is that of the action that opens it."""

    IMPORT = "file.import"
    EXPORT = "file.export"
    RELEASE = "file.release"
    MENTIONS = "edit.mentions"
    PALETTE = "edit.palette"
    HISTORY = "edit.history"
    SETTINGS = "edit.settings"
    NAMES = "label.name"
    SCHEME = "scheme.edit"
    BIN = "bin.show"
    ARTICLES = "article.go"
    COPIES = "copies.compare"
    ADJUDICATION = "team.adjudicate"
    AGREEMENT = "team.agreement"
    LEARNING = "learning.page"
    KEYS = "help.keys"
    BACKUPS = "file.backups"
    TEAM = "team.page"
    MERGE = "team.merge"
    HAND_IN = "team.hand_in"


@dataclass(frozen=True, slots=True)
class Page:
    """A row: its action, how it is made, and the row of its menu before which it stands."""

    action: Action
    make: Callable[[Host], Made]
    before: str = ""


# Each is imported when it is wanted: none is needed to show an article.


def _import(host: Host) -> Made:
    from annotator.ui.exchange.import_page import ImportPage

    assert host.project is not None
    return ImportPage(host.window(), host.project, host.jobs)


def _export(host: Host) -> Made:
    from annotator.ui.exchange.export_page import ExportPage

    assert host.project is not None
    return ExportPage(host.window(), host.project, host.jobs)


def _release(host: Host) -> Made:
    from annotator.ui.exchange.release_page import ReleasePage

    assert host.project is not None
    return ReleasePage(host.window(), host.project, host.jobs)


def _team(host: Host) -> Made:
    from annotator.ui.team.page import TeamPage

    assert host.project is not None
    return TeamPage(host.window(), host.project, host.jobs)


def _merge(host: Host) -> Made:
    from annotator.ui.team.merge_page import MergePage

    assert host.project is not None
    return MergePage(host.window(), host.project, host.jobs)


def _hand_in(host: Host) -> Made:
    from annotator.ui.team.hand_in_page import HandInPage

    assert host.project is not None
    return HandInPage(host.window(), host.project, host.jobs)


def _mentions(host: Host) -> Made:
    from annotator.ui.find.mentions import Finding

    assert host.project is not None
    finding = Finding(host.window(), host.desk.articles, host.project)
    finding.articles_asked.connect(host.list.search.ask)
    return finding


def _palette(host: Host) -> Made:
    from annotator.ui.find.palette import Palette

    return Palette(host.window(), host.desk.articles, host.commands)


def _history(host: Host) -> Made:
    from annotator.ui.history.panel import HistoryPanel

    return HistoryPanel(host.window(), host.desk.articles)


def _settings(host: Host) -> Made:
    from annotator.ui.settings.dialog import SettingsDialog
    from annotator.ui.settings.pipeline_page import PipelinePage

    preferences, project = host.preferences, host.project
    scheme = None if project is None else project.scheme
    dialog = SettingsDialog(host.window(), preferences.settings, preferences.table, scheme)
    if project is not None:
        dialog.add_project(PipelinePage(project, host.use_pipeline))
    dialog.changed.connect(preferences.keep)
    return dialog


def _names(host: Host) -> Made:
    from annotator.ui.find.type_ahead import TypeAhead

    return TypeAhead(host.window(), host.desk.presenter)


def _scheme(host: Host) -> Made:
    from annotator.ui.scheme.editor import SchemeEditor

    assert host.project is not None
    return SchemeEditor(host.window(), host.desk.presenter, host.project)


def _bin(host: Host) -> Made:
    from annotator.ui.history.bin_panel import BinPanel

    return BinPanel(host.window(), host.desk.articles)


def _articles(host: Host) -> Made:
    from annotator.ui.find.go_to import GoTo

    return GoTo(host.window(), host.desk.articles)


def _copies(host: Host) -> Made:
    from annotator.ui.copies.page import CopiesPage

    assert host.project is not None
    page = CopiesPage(host.window(), host.desk.articles, host.project)
    page.finished.connect(host.desk.presenter.to_text)
    return page


def _adjudication(host: Host) -> Made:
    from annotator.ui.adjudication.page import AdjudicationPage

    assert host.project is not None
    page = AdjudicationPage(host.window(), host.project, host.commands)
    page.finished.connect(host.desk.presenter.to_text)
    return page


def _agreement(host: Host) -> Made:
    from annotator.ui.agreement.page import AgreementPage

    assert host.project is not None
    page = AgreementPage(host.window(), host.desk.articles, host.project)
    page.finished.connect(host.desk.presenter.to_text)
    return page


def _learning(host: Host) -> Made:
    from annotator.ui.learning.page import LearningPage

    assert host.project is not None
    page = LearningPage(host.window(), host.project, host.learning)
    page.finished.connect(host.desk.presenter.to_text)
    return page


def _backups(host: Host) -> Made:
    from annotator.ui.history.backups_panel import BackupsPanel

    panel = BackupsPanel(host.window(), host.desk.presenter)
    panel.wanted.connect(host.backing.back_up_now)
    panel.asked.connect(host.backing.ask)
    panel.saving.connect(host.backing.rescuing)
    return panel


def _keys(host: Host) -> Made:
    from annotator.ui.settings.key_sheet import KeySheet

    scheme = None if host.project is None else host.project.scheme
    return KeySheet(host.window(), host.commands.actions, scheme)


PAGES: tuple[Page, ...] = (
    Page(Action(PageId.MENTIONS, QT_TRANSLATE_NOOP("Actions", "Find mentions and act on them"), ("Ctrl+Shift+F",), EDIT, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Find mentions…")), _mentions),
    Page(Action(PageId.PALETTE, QT_TRANSLATE_NOOP("Actions", "Any action, label, topic, article or coding rule, by a part of its name"), ("Ctrl+K",), EDIT, Needs.NOTHING, brief=QT_TRANSLATE_NOOP("Actions", "Any action, by name…")), _palette),
    Page(Action(PageId.HISTORY, QT_TRANSLATE_NOOP("Actions", "History: what was done, to go there or undo it"), ("Ctrl+H",), EDIT, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "History…")), _history),
    Page(Action(PageId.SETTINGS, QT_TRANSLATE_NOOP("Actions", "Settings…"), ("Ctrl+,",), EDIT, Needs.NOTHING, is_after_separator=True), _settings),
    Page(Action(PageId.NAMES, QT_TRANSLATE_NOOP("Actions", "Any label or topic, by a part of its name"), (";",), LABELS, brief=QT_TRANSLATE_NOOP("Actions", "Any label or topic, by name…")), _names, before=CommandId.TOPIC_NONE),
    Page(Action(PageId.SCHEME, QT_TRANSLATE_NOOP("Actions", "Edit the labels and topics…"), ("Ctrl+L",), LABELS, Needs.PROJECT, is_after_separator=True), _scheme),
    Page(Action(PageId.BIN, QT_TRANSLATE_NOOP("Actions", "The bin: look through what was removed, and bring it back"), ("Ctrl+Shift+Delete",), QUEUE, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "The bin…")), _bin, before=CommandId.ARTICLE_NEXT),
    Page(Action(PageId.ARTICLES, QT_TRANSLATE_NOOP("Actions", "Go to any article"), ("Ctrl+G",), QUEUE, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Go to any article…")), _articles, before=CommandId.QUEUE_IMPORTED),
    Page(Action(PageId.COPIES, QT_TRANSLATE_NOOP("Actions", "Compare with a near copy, side by side: take its labels over, skip, keep apart"), ("Ctrl+Shift+C",), QUEUE, brief=QT_TRANSLATE_NOOP("Actions", "Compare with a near copy…")), _copies, before=CommandId.COPIES_FIND),
    Page(Action(PageId.ADJUDICATION, QT_TRANSLATE_NOOP("Actions", "Adjudicate: settle where people disagree, kind by kind, into gold"), ("Ctrl+Shift+J",), QUEUE, Needs.PROJECT, is_after_separator=True, brief=QT_TRANSLATE_NOOP("Actions", "Adjudicate…")), _adjudication),
    Page(Action(PageId.AGREEMENT, QT_TRANSLATE_NOOP("Actions", "Agreement: how far people agree, per topic and label, and where they do not"), ("Ctrl+Shift+A",), QUEUE, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Agreement…")), _agreement),
    Page(Action(PageId.LEARNING, QT_TRANSLATE_NOOP("Actions", "Model: corrections, scores by label, and which corrector to use"), ("Ctrl+Shift+L",), VIEW, Needs.PROJECT, is_after_separator=True, brief=QT_TRANSLATE_NOOP("Actions", "Model…")), _learning, before=CommandId.VIEW_THEME),
    Page(Action(PageId.KEYS, QT_TRANSLATE_NOOP("Actions", "The keys"), ("?", "F1"), HELP, Needs.NOTHING), _keys),
    Page(Action(PageId.IMPORT, QT_TRANSLATE_NOOP("Actions", "Import articles…"), ("Ctrl+I",), FILE, Needs.PROJECT, is_after_separator=True), _import, before=CommandId.FILE_COPY),
    Page(Action(PageId.EXPORT, QT_TRANSLATE_NOOP("Actions", "Export labels…"), ("Ctrl+Shift+E",), FILE, Needs.PROJECT), _export, before=CommandId.FILE_COPY),
    Page(Action(PageId.RELEASE, QT_TRANSLATE_NOOP("Actions", "Release: data, codebook and card in one folder"), (), FILE, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Release…")), _release, before=CommandId.FILE_COPY),
    Page(Action(PageId.TEAM, QT_TRANSLATE_NOOP("Actions", "Team: plan a round with several coders, and hand it out"), ("Ctrl+Shift+T",), FILE, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Team…")), _team, before=CommandId.FILE_COPY),
    Page(Action(PageId.MERGE, QT_TRANSLATE_NOOP("Actions", "Merge: take in what others handed in, as one act"), ("Ctrl+Shift+M",), FILE, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Merge…")), _merge, before=CommandId.FILE_COPY),
    Page(Action(PageId.HAND_IN, QT_TRANSLATE_NOOP("Actions", "Hand in: write your work to a file without texts"), ("Ctrl+Shift+H",), FILE, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Hand in…")), _hand_in, before=CommandId.FILE_COPY),
    Page(Action(PageId.BACKUPS, QT_TRANSLATE_NOOP("Actions", "Backups: look through them, and put one back"), ("Ctrl+Shift+B",), FILE, Needs.PROJECT, brief=QT_TRANSLATE_NOOP("Actions", "Backups…")), _backups, before=CommandId.FILE_ANNOTATOR),
)  # fmt: skip


def by_id(pages: Iterable[Page]) -> dict[PageId, Page]:
    """The pages by their ids; an id without a page, or two pages with one, is an error."""
    found = {PageId(page.action.id): page for page in pages}
    if len(found) != len(PageId) or len(found) != len(tuple(pages)):
        raise LookupError(f"pages that are not there once: {set(PageId) ^ set(found) or 'twice'}")
    return found


BY_ID = by_id(PAGES)


class Pages(QObject):
    """Opens pages. A field is made once and kept; a dialog each time anew."""

    def __init__(self, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self._host = host
        self._made: dict[PageId, Made] = {}

    def open(self, page_id: str) -> None:
        """Show a page, or close it where its own key does."""
        self.page(PageId(page_id)).open()

    def page(self, page_id: PageId) -> Made:
        """The page itself, which need not be shown."""
        made = self._made.get(page_id)
        if made is None:
            made = self._made[page_id] = BY_ID[page_id].make(self._host)
            if isinstance(made, QDialog):
                made.finished.connect(lambda _code: self._made.pop(page_id, None))
            else:
                made.left.connect(self._host.desk.presenter.to_text)
        return made

    def hide_all(self) -> None:
        """Nothing of a project over the window: it goes away."""
        for page_id, made in tuple(self._made.items()):
            if not isinstance(made, QDialog):
                made.hide()
            elif BY_ID[page_id].action.needs > Needs.NOTHING:
                made.close()
        self._host.desk.presenter.strip.cover(0)

    def place_all(self) -> None:
        """Keep each field in its place: the window has another size."""
        for made in self._made.values():
            if not isinstance(made, QDialog) and made.isVisible():
                made.place()
