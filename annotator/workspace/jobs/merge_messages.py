"""What a hand-in and a merge are asked, and what they report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.codes import JobName
from annotator.core.team import MergedAs
from annotator.values import dataclass
from annotator.workspace.jobs.wire import Request


@dataclass(frozen=True, slots=True)
class HandInReport:
    """The file that was written, for whom, with so many reviews, of which so many are finished;
    from so many remarks a stretch was left out that a text has.
    """

    to: str
    coder: str
    reviews: int
    finished: int
    bytes: int
    cleaned: int


@dataclass(frozen=True, slots=True)
class HandIn(Request[HandInReport], job=JobName.HAND_IN, report=HandInReport):
    """Write a person's work to a file: `to`, or ("") a new one beside the project."""

    project: str
    to: str = ""
    annotator: str = ""
    with_times: bool = False


@dataclass(frozen=True, slots=True)
class MergedFile:
    """What came, or would come, of one person's work in a file.

    Of its `reviews` so many were `added`, took the place of earlier ones (`replaced`), or are the
    same as what is there; `withdrawn` ones were handed in before and are no more. The rest is left
    aside: `unknown` texts, `differing` ones (the id outside is known, the text is another),
    `removed` articles, `kept` reviews of here, `unfit` ones. `told` are the first of these, as
    `Refusal.as_dict` gives them.

    New labels and topics are `proposed`; `renamed` ones are (here, there), `by_name` were joined by
    their names, `merged` (there, here) were merged here, `merged_there` (there, here) by the coder.
    """

    name: str
    coder: str
    became: MergedAs
    reviews: int = 0
    finished: int = 0
    made_at: str = ""
    added: int = 0
    replaced: int = 0
    withdrawn: int = 0
    same: int = 0
    unknown: int = 0
    differing: int = 0
    removed: int = 0
    kept: int = 0
    unfit: int = 0
    spans: int = 0
    proposed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    by_name: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    merged_there: tuple[tuple[str, str], ...] = ()
    told: tuple[Mapping[str, Any], ...] = ()

    @property
    def changes(self) -> int:
        """How many reviews it changes here."""
        return self.added + self.replaced + self.withdrawn

    @property
    def left_aside(self) -> int:
        return self.unknown + self.differing + self.removed + self.kept + self.unfit


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did, or would do: by person and file; `by_several` articles were finished by
    more than one person then. `is_nesting`: spans may lie over each other from now on. `group`
    is what one undo takes back, 0 where nothing was changed.
    """

    files: tuple[MergedFile, ...]
    by_several: int = 0
    is_nesting: bool = False
    group: int = 0
    is_preview: bool = False

    @property
    def is_any(self) -> bool:
        """Whether there is something to merge."""
        return any(x.changes or x.proposed for x in self.files)


@dataclass(frozen=True, slots=True)
class Merge(Request[MergeReport], job=JobName.MERGE, report=MergeReport):
    """Merge work files, other projects and .jsonl files with reviews, as one act of the annotator
    ("" for who worked here last); or tell what that would do.
    """

    project: str
    paths: tuple[str, ...]
    annotator: str = ""
    is_preview: bool = False
