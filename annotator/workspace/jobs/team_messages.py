"""What the jobs about the work of several coders are asked, and what they report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from annotator.core.codes import JobName
from annotator.values import dataclass
from annotator.workspace.jobs.wire import Request


@dataclass(frozen=True, slots=True)
class HandOutReport:
    """What came of it: the round's name, by coder the file and how many articles are in it."""

    round: str
    files: Mapping[str, str] = field(default_factory=dict)
    articles: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HandOut(Request[HandOutReport], job=JobName.HAND_OUT, report=HandOutReport):
    """Carry out the plan that the project keeps: a project file for each coder in the folder `to`.

    `pipeline` ("" for the project's own) is what is frozen, where the plan says so.
    """

    project: str
    to: str
    pipeline: str = ""
    is_trusted: bool = False
