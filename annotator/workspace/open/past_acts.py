"""What was done in a project, newest first, and ways back to it."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.codes import ActKind
from annotator.core.records import (
    Change,
    CodingRule,
    Decision,
    Outcome,
    Review,
    Span,
    Status,
    TopicAnswer,
)
from annotator.storage.acts import IMPORT
from annotator.storage.history import LoggedGroup
from annotator.storage.undo import Undone
from annotator.values import dataclass
from annotator.workspace.open.project import Project

PAGE = 100
_AT_ONCE = 20  # undos in one go: they take less than a frame


@dataclass(frozen=True, slots=True)
class Entry:
    """One group of acts, as a row of the history.

    `label` is what was given, `others` how many mentions beside the first changed with it,
    `answer` what was said of a topic or flag (None: taken back), `acts` how many the group has,
    `place` the range to show; `of_kind` is set where the act took another group back.
    """

    group: int
    at: str
    kind: str
    words: str
    article: int | None
    title: str
    acts: int = 1
    label: int | None = None
    others: int = 0
    answer: bool | None = None
    place: tuple[int, int] | None = None
    is_undone: bool = False
    of_kind: str = ""


class History:
    """The history of one project for its annotator."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._store = project.store

    def page(self, before: int = 2**62, limit: int = PAGE) -> list[Entry]:
        """The next entries before a group; fewer than `limit` at the end."""
        groups = self._store.history.page(self._project.annotator, before, limit)
        titles = self._titles([group.article for group in groups if group.article is not None])
        return [self._entry(group, titles) for group in groups]

    def steps_back(self, group: int) -> int:
        """How many acts "undo back to here" takes: this one and those after it; 0: it is undone."""
        return self._store.history.steps_back(group, self._project.annotator)

    def undo_back(self, group: int) -> list[Undone]:
        """Undo the next of them. Call again until it gives none; redo does each again."""
        project = self._project
        project.catch_up()
        done = self._store.history.undo_back_to(group, project.annotator, project.now(), _AT_ONCE)
        project.undoing.take(*done)  # together: what is read anew is as it is after the last
        return done

    def take_back(self, group: int) -> Undone:
        """Undo this group alone, as far as what it did still stands."""
        project = self._project
        project.catch_up()
        undone = self._store.history.take_back(group, project.annotator, project.now())
        project.undoing.take(undone)
        return undone

    def _titles(self, ids: Sequence[int]) -> dict[int, str]:
        rows = self._project.lists.rows(list(dict.fromkeys(ids)))
        return {row.id: row.title for row in rows}

    def _entry(self, group: LoggedGroup, titles: dict[int, str]) -> Entry:
        of = (
            None
            if group.of is None
            else self._store.history.group(group.of, self._project.annotator)
        )
        changes = group.changes
        return Entry(
            group.group,
            group.at,
            group.kind,
            group.words,
            group.article if group.acts == 1 else None,
            titles.get(group.article or 0, ""),
            1 if group.kind == IMPORT else group.acts,
            _label(changes),
            _others(group.kind, changes),
            _answer(changes),
            _place(group.words, changes),
            group.is_undone,
            "" if of is None else of.kind,
        )


def _label(changes: Sequence[Change]) -> int | None:
    spans = [change.after for change in changes if isinstance(change.after, Span)]
    coding_rules = [change.after for change in changes if isinstance(change.after, CodingRule)]
    return spans[0].label if spans else coding_rules[0].label if coding_rules else None


def _others(kind: str, changes: Sequence[Change]) -> int:
    """The mentions that changed beside the one that had the focus."""
    spans = sum(isinstance(change.after, Span) for change in changes)
    decided = [c.after for c in changes if isinstance(c.after, Decision)]
    followed = sum(decision.outcome == Outcome.FOLLOWED for decision in decided)
    if kind in (ActKind.SPAN_REJECT_OTHERS, ActKind.SPAN_LABEL_OTHERS, ActKind.SPAN_CUT_OTHERS):
        return len(decided) or spans
    if kind == ActKind.ARTICLE_FINISH:
        return spans
    return followed + max(0, spans - 1)


def _answer(changes: Sequence[Change]) -> bool | None:
    for change in changes:
        after = change.after
        if isinstance(after, TopicAnswer):
            return after.is_yes
        if isinstance(after, Review) and after.status != Status.NEW:
            return after.flagged
    return None


def _place(words: str, changes: Sequence[Change]) -> tuple[int, int] | None:
    """The span that the words name, else the first that changed."""
    found = []
    for change in changes:
        for side in (change.after, change.before):
            if isinstance(side, Span):
                if side.surface == words:
                    return side.start, side.end
                found.append((side.start, side.end))
            elif isinstance(side, Decision) and side.start is not None and side.end is not None:
                found.append((side.start, side.end))
    return found[0] if found else None
