"""The job "train_pipeline": spaCy's own training on the reviews, to a folder that spaCy loads."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from annotator.core.codes import JobStep
from annotator.core.export_codes import RemarkReason
from annotator.core.records import Scheme, Source
from annotator.core.scoring import Score, scores, summed
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.leftovers import WorkFolder
from annotator.storage import Store
from annotator.workspace.children.spacy_export import halves, write_spacy
from annotator.workspace.exchange.export_articles import ArticleExporter
from annotator.workspace.exchange.exporting import checked_annotator, whose
from annotator.workspace.exchange.splitting import Split
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.jobs.messages import TrainPipeline, TrainPipelineReport
from annotator.workspace.jobs.process import Work
from annotator.workspace.learning import pipeline_trust as trust
from annotator.workspace.learning.pipelines import allowed_pipeline

if TYPE_CHECKING:
    from annotator.nlp.sources.base import SuggestionSource
    from annotator.nlp.spacy_training.docbin import Item
    from annotator.nlp.spacy_training.pipeline import Trained
    from annotator.nlp.topics.scoring import TopicScores

LEAST = 5
"""So many finished articles are needed."""


def run(request: TrainPipeline, work: Work) -> TrainPipelineReport:
    """Do the job. Nothing is left of a training that was broken off."""
    began = monotonic()
    to = Path(request.to).expanduser().absolute()
    _check(to)
    split = halves(request.dev_share, request.seed)
    _check_numbers(request)
    with Store.open(request.project) as store, _workplace(to) as place:
        done = store.reviews.done_count()
        if done < LEAST:
            raise UserError(Fault.TOO_FEW_TO_TRAIN, done=done, least=LEAST)
        present = allowed_pipeline(store, request)
        training = _Training(store.scheme.read(), present, Path(place), work)
        name = checked_annotator(store, request.annotator)
        if name and request.gold:
            raise UserError(Fault.WHOSE_TWICE)
        choice = ArticleChoice(
            annotator=name, gold=request.gold, seen_only=request.seen_only, in_use_only=True
        )
        outgoing = ArticleExporter(store, choice)
        counts = training.export(outgoing, split)
        report = training.train(request)
        report |= training.judge(Path(request.project).stem)
        work.check()
        _move(training.made, to)
        trust.trust(str(to))  # it was made here
    seconds = round(monotonic() - began, 1)
    return TrainPipelineReport(to=str(to), **counts, **report, seconds=seconds)


class _Training:
    def __init__(self, scheme: Scheme, present: str | None, place: Path, work: Work) -> None:
        self._scheme = scheme
        self._present = present
        self._place = place
        self._data = place / "data"
        self._work = work
        self._trained: Trained | None = None
        self.made = place / "pipeline"

    def export(self, outgoing: ArticleExporter, split: Split) -> dict[str, Any]:
        """The training data; how many articles are in which part."""
        from annotator.nlp.sources.base import open_source

        open_source(self._present)  # what is wrong with its name is better said now
        self._data.mkdir()
        written = write_spacy(outgoing, self._data, split, self._work, must_fill=True)
        return {
            "train": written.counts["train"],
            "dev": written.counts["dev"],
            "unseen_left_out": outgoing.use.unseen_left_out,
            **whose(outgoing),
            "is_nested": any(x.what == RemarkReason.OVERLAPS for x in written.remarks),
            "topic_groups": outgoing.use.answered.told(),
            **{name: each for name, each in written.more.items() if name.startswith("topic_")},
        }

    def train(self, request: TrainPipeline) -> dict[str, Any]:
        """Train; what it began with, and how much it did."""
        from annotator.nlp.spacy_training.pipeline import Plan, train_pipeline

        plan = Plan(request.epochs, request.max_steps, request.seed, request.from_scratch)
        self._work.tell(0, None, JobStep.LOADING_THE_PIPELINE)
        trained = train_pipeline(self._present, self._data, self._place, plan, self._step)
        self._trained = trained
        return {"start": trained.start, "epochs": trained.epochs, "steps": trained.steps}

    def _step(self, done: int, total: int | None) -> None:
        self._work.check()
        self._work.tell(done, total, JobStep.TRAINING)

    def judge(self, project: str) -> dict[str, Any]:
        """Write the pipeline, and hold it and the present one against the articles in dev."""
        from annotator.nlp.sources.base import open_source
        from annotator.nlp.spacy_training.docbin import read_docbin
        from annotator.nlp.spacy_training.pipeline import save

        assert self._trained is not None
        nlp = self._trained.nlp
        items = list(read_docbin(self._data / "dev.spacy"))
        topics = self._topics(nlp, items)
        about = f"Trained on reviews of the project {project}"
        save(nlp, self.made, project, about, {})
        judged: dict[str, Any] = {"topics": {}, "topics_macro": None, "entities": {}, "unknown": []}
        if topics is not None:
            judged |= {"topics": topics.by_topic, "topics_macro": topics.macro}
        judged["pipeline"] = f"{nlp.lang}_{nlp.meta['name']}"
        before = open_source(self._present)
        judged["before"] = before.name
        if self._trained.start:
            new = self._entities(
                open_source(str(self.made)), items, JobStep.JUDGING_THE_NEW_PIPELINE
            )
            old = self._entities(before, items, JobStep.JUDGING_THE_PRESENT_PIPELINE)
            judged["entities"] = {"new": self._as_dicts(new), "before": self._as_dicts(old)}
            judged["unknown"] = self._unknown(before, new)
            judged["mapped_away"] = self._mapped_away(new)
        save(nlp, self.made, project, about, _performance(judged))
        return judged

    def _entities(
        self, source: SuggestionSource, items: list[Item], what: JobStep
    ) -> dict[int, Score]:
        """The scores of a pipeline's entities, mapped and trimmed as suggestions are."""
        from annotator.nlp.suggesting import suggest

        articles = []
        ids = {label.name: label.id for label in self._scheme.labels}
        for number, item in enumerate(items, 1):
            self._work.check()
            self._work.tell(number, len(items), what)
            gold = [(start, end, ids[name]) for start, end, name in item.spans]
            answer = suggest(source.read(item.text), item.text, self._scheme)
            found = [
                (each.start, each.end, each.label)
                for each in answer.proposals
                if each.source == Source.PIPELINE and each.label is not None
            ]
            articles.append(scores(gold, found))
        return summed(articles)

    def _topics(self, nlp: Any, items: list[Item]) -> TopicScores | None:
        """The scores of the topics by spaCy's own measure; None where there are none to score."""
        from annotator.nlp.topics.scoring import topic_scores

        self._work.check()
        self._work.tell(0, None, JobStep.JUDGING_THE_TOPICS)
        return topic_scores(nlp, [(item.text, item.cats) for item in items])

    def _as_dicts(self, by_label: dict[int, Score]) -> dict[str, Any]:
        labels = {self._name(label): score.told() for label, score in by_label.items()}
        return {"labels": labels, "all": sum(by_label.values(), Score()).told()}

    def _name(self, label: int) -> str:
        return self._scheme.label(label).name

    def _unknown(self, source: SuggestionSource, scored: dict[int, Score]) -> list[str]:
        """Labels in the reviews that no label of the pipeline stands for."""
        from annotator.nlp.suggesting import label_of

        fed = (label_of(name, self._scheme) for name in source.labels)
        known = {label.id for label in fed if label is not None}
        return [self._name(x) for x, score in scored.items() if score.wanted and x not in known]

    def _mapped_away(self, scored: Iterable[int]) -> list[str]:
        """Labels whose names the label map takes for another label, or for none."""
        from annotator.nlp.suggesting import label_of

        names = [(label, self._name(label)) for label in scored]
        found = [(name, label, label_of(name, self._scheme)) for label, name in names]
        return [name for name, label, other in found if other is None or other.id != label]


def _check(to: Path) -> None:
    if to.exists() and not to.is_dir():
        raise UserError(Fault.FILE_NAME_TAKEN, where=str(to))
    if to.is_dir() and any(to.iterdir()):
        raise UserError(Fault.FOLDER_NOT_EMPTY, where=str(to))


def _check_numbers(request: TrainPipeline) -> None:
    if not 0 < request.dev_share < 1:
        raise UserError(Fault.SHARE_NOT_BETWEEN)
    for name, number in (("epochs", request.epochs), ("steps", request.max_steps)):
        if number < 0:
            raise UserError(Fault.NUMBER_BELOW_ZERO, name=name)


def _workplace(to: Path) -> WorkFolder:
    """A folder beside the target: on the same disk, so that the end is one renaming."""
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        return WorkFolder(parent=to.parent)
    except OSError as error:
        raise EnvironmentFault(
            Fault.NOT_WRITTEN, where=str(to.parent), reason=reason_of(error)
        ) from error


def _move(made: Path, to: Path) -> None:
    _check(to)
    if to.is_dir():
        to.rmdir()
    shutil.move(made, to)


def _performance(judged: dict[str, Any]) -> dict[str, Any]:
    """The scores under the names that spaCy gives them."""
    performance: dict[str, Any] = {}
    if judged["topics_macro"]:
        by_topic = judged["topics"].items()
        performance["cats_macro_f"] = judged["topics_macro"]["f1"]
        performance["cats_f_per_type"] = {name: _prf(x) for name, x in by_topic}
    if not judged["entities"]:
        return performance
    new = judged["entities"]["new"]
    by_label = {name: _prf(x) for name, x in new["labels"].items()}
    whole = new["all"]
    return performance | {
        "ents_p": whole["precision"],
        "ents_r": whole["recall"],
        "ents_f": whole["f1"],
        "ents_per_type": by_label,
    }


def _prf(score: dict[str, Any]) -> dict[str, float]:
    return {"p": score["precision"] or 0, "r": score["recall"] or 0, "f": score["f1"] or 0}
