"""What each job is asked, and what it reports: one dataclass each, so that no key is misspelt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from annotator.core.codes import JobName, PipelineStart
from annotator.core.export_codes import ClassifierReason
from annotator.core.judging import Left
from annotator.core.remarks import Remark
from annotator.values import dataclass
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.jobs.import_messages import FileChoices as FileChoices
from annotator.workspace.jobs.import_messages import Import as Import
from annotator.workspace.jobs.import_messages import ImportChoices as ImportChoices
from annotator.workspace.jobs.import_messages import ImportReport as ImportReport
from annotator.workspace.jobs.import_messages import Preview as Preview
from annotator.workspace.jobs.import_messages import PreviewReport as PreviewReport
from annotator.workspace.jobs.merge_messages import HandIn as HandIn
from annotator.workspace.jobs.merge_messages import HandInReport as HandInReport
from annotator.workspace.jobs.merge_messages import Merge as Merge
from annotator.workspace.jobs.merge_messages import MergeReport as MergeReport
from annotator.workspace.jobs.release_messages import CountRelease as CountRelease
from annotator.workspace.jobs.release_messages import Rebuild as Rebuild
from annotator.workspace.jobs.release_messages import RebuildReport as RebuildReport
from annotator.workspace.jobs.release_messages import Release as Release
from annotator.workspace.jobs.release_messages import ReleaseChoices as ReleaseChoices
from annotator.workspace.jobs.release_messages import ReleaseCounts as ReleaseCounts
from annotator.workspace.jobs.release_messages import ReleaseReport as ReleaseReport
from annotator.workspace.jobs.team_messages import HandOut as HandOut
from annotator.workspace.jobs.team_messages import HandOutReport as HandOutReport
from annotator.workspace.jobs.wire import Request


@dataclass(frozen=True, slots=True)
class IndexReport:
    """`is_indexed`: whether every article can be found now."""

    is_indexed: bool


@dataclass(frozen=True, slots=True)
class Index(Request[IndexReport], job=JobName.INDEX, report=IndexReport):
    """Bring the full-text index up to date."""

    project: str


@dataclass(frozen=True, slots=True)
class NearCopiesReport:
    """`new` near copies were found; `families` of articles that are near copies of each other have
    so many `articles` in all; `is_complete`: whether all articles are compared.
    """

    new: int
    families: int
    articles: int
    is_complete: bool


@dataclass(frozen=True, slots=True)
class NearCopies(Request[NearCopiesReport], job=JobName.NEAR_COPIES, report=NearCopiesReport):
    """Find which articles are near copies of others."""

    project: str


@dataclass(frozen=True, slots=True)
class CopyReport:
    """Where the copy is, its size in bytes, and a line for each log that was set aside."""

    to: str
    bytes: int
    told: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Copy(Request[CopyReport], job=JobName.COPY, report=CopyReport):
    """Copy the whole project to the file `to`; with `replace` over what is there."""

    project: str
    to: str
    replace: bool = False


@dataclass(frozen=True, slots=True)
class OfPipeline:
    """What all jobs are asked that load a pipeline: which one, "" for the project's own, and
    whether the person said that the project's may be loaded though it is not installed.
    """

    project: str
    pipeline: str = ""
    is_trusted: bool = False


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """`articles` that have suggestions now, `suggestions` and `maybes` in them, `left_out` articles
    where somebody is at work; by which pipeline, and corrector ("" for none); `notes` has a line
    for each model that was left out and each article that was `skipped` for it can't be read (of
    many the first ones). So many `processes` did it.
    """

    articles: int
    suggestions: int
    maybes: int
    left_out: int
    pipeline: str
    version: str
    corrector: str
    notes: tuple[Mapping[str, Any], ...] = ()
    skipped: int = 0
    processes: int = 1


@dataclass(frozen=True, slots=True)
class Suggest(OfPipeline, Request[SuggestReport], job=JobName.SUGGEST, report=SuggestReport):
    """Suggest in all articles that lack suggestions, by so many `processes` (0: as this machine has
    room for), or by the workers of the Dask `cluster` at this address, to which the texts go then.
    """

    processes: int = 0
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What a training brought.

    `version` of the corrector, learned from so many `articles` in so many `iterations` (fewer
    where the time was short), `repairs` and `static_repairs` an article as judged (None: not judged
    yet), `seconds`. Version 0: the time was too short to learn from the `too_many` articles, and
    version `kept` stays in use (0: none); too many are 0 where the one that came with a hand-out
    stays. `left` is what proved worse on what came after it.
    """

    version: int
    articles: int
    repairs: float | None
    static_repairs: float | None
    seconds: float
    labels: int
    is_used: bool
    iterations: int = 0
    too_many: int = 0
    kept: int = 0
    left: Left | None = None


@dataclass(frozen=True, slots=True)
class Train(OfPipeline, Request[TrainReport], job=JobName.TRAIN, report=TrainReport):
    """Judge what was in use by the newest reviews, then learn from all of them."""

    cap_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class JudgeReport:
    """`left`: what was left at once, and why (None: nothing was); `is_memory_other`: whether memory
    suggests otherwise than as weighed before; `speaks`, `spoke`: whether it has a say of its own
    now, and had before.
    """

    left: Left | None
    is_memory_other: bool
    speaks: bool
    spoke: bool


@dataclass(frozen=True, slots=True)
class Judge(OfPipeline, Request[JudgeReport], job=JobName.JUDGE, report=JudgeReport):
    """Hold what is in use against the articles finished since, without a training."""


@dataclass(frozen=True, slots=True)
class EvaluateReport:
    """How suggestions do against reviews, in so many finished `articles` read by `pipeline`.

    `ways`: what suggestions there would be by the pipeline alone, with memory, by the corrector,
    and as shown: each with "articles", "repairs" an article, "labels" and "all" (scores). `in_use`:
    the same as judged when it was in use. `blind`: densities and topics with and without
    suggestions. `topics`: how topics were suggested (see `evaluated_topics`). `contradicted`: how
    many places the corrector sees otherwise, and `contradictions` the surest of them.
    """

    articles: int
    pipeline: str
    ways: Mapping[str, Any]
    in_use: Mapping[str, Any]
    blind: Mapping[str, Any] | None
    topics: Mapping[str, Any] | None
    contradicted: int
    contradictions: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Evaluate(OfPipeline, Request[EvaluateReport], job=JobName.EVALUATE, report=EvaluateReport):
    """Compare suggestions with reviews, and find reviews that the corrector contradicts. Of one
    `annotator`, of `gold` else the only review or, with neither, also of several who say the same.
    """

    cap_seconds: float = 0.0
    annotator: str = ""
    gold: bool = False


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """How far people agree about the articles that several of them coded; `figures` as
    `annotator.workspace.agreement.report` makes them.
    """

    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Agreement(Request[AgreementReport], job=JobName.AGREEMENT, report=AgreementReport):
    """Compute the agreement of all who coded the same articles, and keep it for the window."""

    project: str


@dataclass(frozen=True, slots=True)
class WrittenReliability:
    """So many files were written; `missing` are the questions of reviewers without an answer."""

    files: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReliabilityReport(
    Request[WrittenReliability], job=JobName.RELIABILITY, report=WrittenReliability
):
    """Compute the agreement, and write what a paper tells of it into a folder."""

    project: str
    to: str


@dataclass(frozen=True, slots=True)
class TrainPipelineReport:
    """A trained spaCy pipeline, and how it does.

    `to` is its folder; `train` and `dev` are articles; `annotators` and `finished_by_several` tell
    whose reviews (see `exporting.whose`); `pipeline` and `before` are the names of the new and the
    present pipeline. `entities` has for "new" and "before" the scores on the articles in dev,
    "labels" and "all"; `unknown` are labels that the present pipeline has no name for,
    `mapped_away` those that the project's label map takes for others. `topics` has for each topic
    how many of the articles in dev are "wanted" (yes), "unwanted" (no) and "found", and its scores;
    `topics_macro` the macro F1, "f1", beside "always_yes_f1". `is_nested`: only the longest of
    overlapping spans were trained. `topic_groups` and `topic_classifier` are as exports tell them.
    """

    to: str
    train: int
    dev: int
    unseen_left_out: int
    annotators: Mapping[str, int]
    finished_by_several: int
    is_nested: bool
    topic_groups: Mapping[str, Any]
    start: PipelineStart
    epochs: int
    steps: int
    pipeline: str
    before: str
    seconds: float
    topics: Mapping[str, Any] = field(default_factory=dict)
    topics_macro: Mapping[str, Any] | None = None
    entities: Mapping[str, Any] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    mapped_away: tuple[str, ...] = ()
    topic_classifier: str = ""
    topic_classifier_why: ClassifierReason = ClassifierReason.NONE
    without_gold: int = 0


@dataclass(frozen=True, slots=True)
class TrainPipeline(
    OfPipeline, Request[TrainPipelineReport], job=JobName.TRAIN_PIPELINE, report=TrainPipelineReport
):
    """Train a spaCy pipeline on the reviews, into the folder `to`, which is not there or empty.

    `dev_share` of the articles are held out, by `seed`; `epochs` and `max_steps` are 0 for as many
    as serve; `annotator`: whose reviews, "" for gold, else those finished last; `gold`: gold,
    else the only review, no others; `from_scratch`: not with the
    weights of the pipeline; `seen_only`: without what was accepted unseen.
    """

    to: str = ""
    dev_share: float = 0.0
    seed: int = 0
    epochs: int = 0
    max_steps: int = 0
    annotator: str = ""
    gold: bool = False
    from_scratch: bool = False
    seen_only: bool = False


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote, and read back.

    `counts` are those of the manifest: articles, reviews, spans, topics and what the format counts
    besides. `annotators` and `finished_by_several` tell whose reviews; `suggestions` how they were
    used; `topic_groups` is as `TopicUse` tells it. `remarks` are spans that the format could not
    hold as they are (`remarked`: how many), `damaged` has a line for each damage that was found: a
    damaged article is left out. `cannot_hold` counts what the format has no place for, by the
    names of `Loss`. `more` is what else the format tells.
    """

    format: str
    to: str
    files: tuple[str, ...]
    counts: Mapping[str, int]
    annotators: Mapping[str, int]
    finished_by_several: int
    suggestions: Mapping[str, Any]
    topic_groups: Mapping[str, Any]
    remarked: int
    remarks: tuple[Remark, ...]
    damaged: tuple[Mapping[str, Any], ...]
    cannot_hold: Mapping[str, int]
    more: Mapping[str, Any] = field(default_factory=dict)
    without_gold: int = 0


@dataclass(frozen=True, slots=True)
class Export(ArticleChoice, Request[ExportReport], job=JobName.EXPORT, report=ExportReport):
    """Export to the file or folder `to`; `options` are the format's, by name."""

    project: str
    to: str
    format: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LossesReport:
    """So many `articles` with so many `spans` would go out; `formats` counts what each has no place
    for, by the names of `Loss`. `undated` articles have no date, and are left out by one.
    """

    articles: int
    formats: Mapping[str, Mapping[str, int]]
    spans: int = 0
    undated: int = 0


@dataclass(frozen=True, slots=True)
class CountLosses(
    ArticleChoice, Request[LossesReport], job=JobName.COUNT_LOSSES, report=LossesReport
):
    """Count what each format, or this one, would not hold of an export."""

    project: str
    format: str = ""


REQUESTS: Mapping[str, type[Request[Any]]] = {
    each.job: each
    for each in (
        Import,
        Preview,
        Export,
        CountLosses,
        Release,
        CountRelease,
        Rebuild,
        Index,
        NearCopies,
        Copy,
        HandOut,
        Suggest,
        Train,
        Judge,
        Evaluate,
        Agreement,
        ReliabilityReport,
        TrainPipeline,
        HandIn,
        Merge,
    )
}
