"""What is being written and was not yet kept: it outlives a crash of the program.

One draft at a time, in the project file, as a setting; it is no act, and goes when the text is kept
or turned away from.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.workspace.open.project import Project

_SETTING = "draft"


@dataclass(frozen=True, slots=True)
class Draft:
    """Text for one purpose ("note", "question", "ruling") about a range of an article, in code
    points; for a note the range is empty.
    """

    purpose: str
    article: int
    start: int
    end: int
    annotator: str
    text: str = ""


def draft_in(project: Project) -> Draft | None:
    """What the annotator of the open project was writing when it ended."""
    found = project.store.settings.get(_SETTING)
    try:
        draft = Draft(**found)
        numbers = draft.article, draft.start, draft.end
        is_whole = all(isinstance(x, int) for x in numbers) and isinstance(draft.text, str)
    except TypeError:
        return None
    return draft if is_whole and draft.annotator == project.annotator_name else None


def keep_draft(project: Project, draft: Draft) -> None:
    """Remember what is being written."""
    project.store.settings.set(_SETTING, asdict(draft))


def forget_draft(project: Project) -> None:
    """The text is kept, or was turned away from."""
    if project.store.settings.get(_SETTING) is not None:
        project.store.settings.set(_SETTING, None)
