"""What was written and is not yet kept: it outlives Esc, and a crash of the program.

One draft for each purpose and place, in the project file, as a setting; a draft is no act, and goes
when its text is kept or emptied.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.workspace.open.project import Project

_SETTING = "draft"
_MOST = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """Text for one purpose ("note", "question", "coding rule") about a range of an article, in code
    points; for a note the range is empty.
    """

    purpose: str
    article: int
    start: int
    end: int
    annotator: str
    text: str = ""

    def is_about_same(self, other: Draft) -> bool:
        """Whether both are for one purpose, place and annotator."""
        return replace(self, text="") == replace(other, text="")


def drafts_in(project: Project) -> list[Draft]:
    """What the annotator of the open project wrote and did not keep, the latest last."""
    return [x for x in _all(project) if x.annotator == project.annotator_name and x.text]


def draft_for(project: Project, about: Draft) -> Draft | None:
    """What is left of the text for this purpose and place."""
    return next((x for x in drafts_in(project) if x.is_about_same(about)), None)


def keep_draft(project: Project, draft: Draft) -> None:
    """Remember what is being written."""
    _store(project, [*_without(project, draft), draft][-_MOST:])


def forget_draft(project: Project, about: Draft) -> None:
    """The text for this purpose and place is kept, or there is none."""
    left = _without(project, about)
    if len(left) != len(_all(project)):
        _store(project, left)


def _without(project: Project, about: Draft) -> list[Draft]:
    return [x for x in _all(project) if not x.is_about_same(about)]


def _store(project: Project, drafts: list[Draft]) -> None:
    project.store.settings.set(_SETTING, [asdict(x) for x in drafts] or None)


def _all(project: Project) -> list[Draft]:
    found = project.store.settings.get(_SETTING)
    rows = found if isinstance(found, list) else [found]  # earlier there was one at a time
    return [draft for row in rows if (draft := _read(row)) is not None]


def _read(row: Any) -> Draft | None:
    try:
        draft = Draft(**row)
    except TypeError:
        return None
    words = draft.purpose, draft.annotator, draft.text
    numbers = draft.article, draft.start, draft.end
    is_whole = all(isinstance(x, str) for x in words) and all(isinstance(x, int) for x in numbers)
    return draft if is_whole else None
