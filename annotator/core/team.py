"""Work of several people on one project: rounds, who got which articles why, and what came back.

These rows are written beside the acts: a plan that was carried out and files that were handed out
are not undone. The reviews that a hand-in brings come by an act (`HandIn.act`), which is.
"""

from __future__ import annotations

from enum import StrEnum, unique

from annotator.core.codes import Part
from annotator.values import dataclass

GOLD = "gold"
"""The name of the annotator whose reviews are gold."""

WORK_ENDING = ".annotator-work"
"""What the names of files with a coder's work end with."""

CHANCES = "chances"
"""Of a round's plan: with which chance the overlap was drawn, by the groups of articles."""

HANDOUT_VERSION = 1
"""The version of what a hand-out says of itself."""


@unique
class Role(StrEnum):
    """Whose reviews an annotator's are: a person's, gold, or what a person did a second time."""

    PERSON = ""
    GOLD = "gold"
    REPEAT = "repeat"


@unique
class InOverlap(StrEnum):
    """What of suggestions is there in articles that several code."""

    ABSENT = "absent"
    FROZEN = "frozen"


@unique
class MergedAs(StrEnum):
    """What a work file is to what was merged before of its source."""

    NEW = "new"
    LATER = "later"
    SAME = "same"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Round:
    """A plan that was carried out. `plan` is a JSON object: coders, sizes, what matters, chances,
    the fingerprint of the pipeline that was frozen.
    """

    id: int
    uid: str
    name: str
    made_at: str
    seed: int
    suggestions: str = InOverlap.ABSENT
    plan: str = "{}"


@dataclass(frozen=True, slots=True)
class Draw:
    """That a coder gets an article, for what, with which chance (0–1) it was drawn for that, and
    its place in the coder's queue.
    """

    round: int
    article: int
    annotator: int
    part: str = Part.OWN
    chance: float = 1.0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Handout:
    """A file that was handed out to a coder; `file` is its name then."""

    uid: str
    round: int
    annotator: int
    made_at: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class HandIn:
    """A work file that was merged. `handout` is the hand-out that it comes from ("" for none),
    `made_at` when it was handed in, `act` the group that takes back what it brought.
    """

    digest: str
    handout: str
    annotator: int
    made_at: str
    merged_at: str
    act: int


@dataclass(frozen=True, slots=True)
class Origin:
    """What a hand-out says of itself: which project, round and hand-out it is, and whose."""

    project: str
    round: str
    handout: str
    coder: str
    lead: str
    made_at: str
    suggestions: str = InOverlap.ABSENT
    version: int = HANDOUT_VERSION
