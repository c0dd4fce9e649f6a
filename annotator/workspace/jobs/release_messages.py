"""What releases are asked, and what they report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from annotator.core.codes import JobName
from annotator.values import dataclass
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.jobs.wire import Request


@dataclass(frozen=True, slots=True)
class ReleaseChoices(ArticleChoice):
    """All that is chosen about a release, but for the project and the place; the manifest has it.

    `formats` are those in data/, all that can be written here if none is named; `by` is a name of
    SplitBy; `dev` and `test` are shares of articles.
    `text_free`: what has texts in it stays at home, and the manifest has its hashes.
    """

    formats: tuple[str, ...] = ()
    by: str = "share"
    seed: int = 0
    dev: float = 0.1
    test: float = 0.1
    title: str = "Annotated articles"
    description: str = ""
    license: str = ""
    creator: str = ""
    text_free: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseReport:
    """What a release holds: `counts` as the manifest has them, articles in each of `parts`; of the
    near copies in `families` of so many `copies`, `leaks` would have parted the articles they are
    of. `left_out` are the formats that can't be written here, `damaged` has a line for each damage.
    `annotators` tells whose review stands for how many articles; so many are `finished_by_several`,
    of which those `without_gold` were left out, where gold was asked for.
    """

    to: str
    files: tuple[str, ...]
    counts: Mapping[str, Any]
    parts: Mapping[str, int]
    families: int
    copies: int
    leaks: int
    left_out: tuple[str, ...] = ()
    damaged: tuple[Mapping[str, Any], ...] = ()
    annotators: Mapping[str, int] = field(default_factory=dict)
    finished_by_several: int = 0
    without_gold: int = 0


@dataclass(frozen=True, slots=True)
class Release(Request[ReleaseReport], job=JobName.RELEASE, report=ReleaseReport):
    """Make a release of a project in the folder `to`."""

    project: str
    to: str
    choices: ReleaseChoices = field(default_factory=ReleaseChoices)


@dataclass(frozen=True, slots=True)
class ReleaseCounts:
    """What a release would hold: so many `articles` with so many `spans`, `undated` ones left out,
    articles in each of `parts` (`why` not: the notice of why they can't be divided so);
    near copies as in `ReleaseReport`; `uncompared` articles are looked at for near copies only
    when it is made.
    """

    articles: int
    spans: int
    undated: int
    parts: Mapping[str, int]
    families: int
    copies: int
    leaks: int
    uncompared: int
    why: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class CountRelease(Request[ReleaseCounts], job=JobName.COUNT_RELEASE, report=ReleaseCounts):
    """Count what a release would hold, and how its articles would be divided; write nothing."""

    project: str
    choices: ReleaseChoices = field(default_factory=ReleaseChoices)


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What came of making a release again: nothing was written where something is `missing` (texts
    and fields, a notice each). `differs` are files with other bytes than the manifest tells,
    `versions` the programs that are of another version now: name → then and now.
    """

    to: str
    articles: int
    missing: tuple[Mapping[str, Any], ...] = ()
    differs: tuple[str, ...] = ()
    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    refused: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Rebuild(Request[RebuildReport], job=JobName.REBUILD, report=RebuildReport):
    """Make the release of a `manifest` again in the folder `to`, from its lines without texts and
    the files and folders of `texts`.
    """

    manifest: str
    texts: tuple[str, ...]
    to: str
