"""Trains a pipeline by spaCy's own training, and puts what was trained into the pipeline before.

What the pipeline knows besides (tagger, parser, sentences) stays as it is, so that the new one
can take its place; and the folder needs nothing but spaCy to be loaded.
"""

from __future__ import annotations

import importlib
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import spacy
from confection import Config
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train

from annotator.core.codes import PipelineStart
from annotator.nlp.sources import spacy_pipeline as pipelines
from annotator.nlp.spacy_training.docbin import blank
from annotator.values import dataclass

EPOCHS, EPOCHS_FROM_SCRATCH = 10, 30
"""Measured on news: more than ten do nothing where the pipeline's weights are the beginning."""

_NER = "ner"
_OF_ENTITIES = ("ner", "beam_ner")
_OF_TOPICS = ("textcat", "textcat_multilabel")
_STEP, _LIKE_BASE = "annotator.step.v1", "annotator.like_base.v1"
_NEVER = 1_000_000_000
_BATCHER = {  # of one size, so that the steps of all epochs are known after the first
    "@batchers": "spacy.batch_by_words.v1",
    "size": 300,
    "tolerance": 0.2,
    "discard_oversize": False,
}

Told = Callable[[int, int | None], None]
"""Steps done, and steps in all as far as they are known. May raise to call the training off."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. `epochs` 0: as many as serve; `max_steps` 0: as many as the epochs take."""

    epochs: int = 0
    max_steps: int = 0
    seed: int = 0
    is_from_scratch: bool = False


@dataclass(frozen=True, slots=True)
class Trained:
    """What was made: the pipeline, and what its entity recogniser began with."""

    nlp: Language
    start: PipelineStart
    epochs: int
    steps: int


def train_pipeline(name: str | None, data: Path, place: Path, plan: Plan, told: Told) -> Trained:
    """Train on what `docbin.write_training` wrote in `data`, from the pipeline of this name.

    The number of epochs is fixed, and the last weights (averaged over the steps) are taken: the
    articles in dev.spacy decide nothing, so that scores on them are honest. `place` is a folder
    for what comes between. Same data, plan and machine, same pipeline.
    """
    data = data.resolve()  # spaCy looks for relative paths elsewhere
    exported = Config().from_disk(data / "config.cfg")
    base = _Base.of(name, str(exported["nlp"]["lang"]))
    parts = [x for x in exported["nlp"]["pipeline"] if x == _NER or x in _OF_TOPICS]
    components = {x: exported["components"][x] for x in parts}
    start = PipelineStart.NONE
    if _NER in parts:
        labels = json.loads((data / "labels.json").read_text("utf-8"))["labels"]
        start = base.start(set(labels), plan.is_from_scratch)
        components[_NER] = base.recogniser(start)
    epochs = plan.epochs or (EPOCHS_FROM_SCRATCH if start == PipelineStart.SCRATCH else EPOCHS)
    plan = replace(plan, epochs=epochs)
    steps = _Steps(plan, told)
    spacy.util.registry.callbacks(_STEP, func=lambda: steps)
    spacy.util.registry.callbacks(_LIKE_BASE, func=lambda: base.lend_tokenizer)
    config = _config(exported, components, base, data, plan)
    nlp = init_nlp(config)
    if start == PipelineStart.WORDS:
        base.lend_words(nlp)
    # Once written to the folder, the averaged weights are in place of the last step's.
    train(nlp, place, stdout=io.StringIO(), stderr=io.StringIO())
    trained = spacy.load(place / "model-last")
    return Trained(base.with_parts(trained, parts), start, epochs, steps.done)


def save(nlp: Language, folder: Path, name: str, about: str, scores: Mapping[str, Any]) -> None:
    """Write a pipeline for whoever loads it: its name, what it is, how well it did."""
    nlp.meta["name"] = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "project"
    nlp.meta["version"] = "1.0.0"
    nlp.meta["description"] = about
    nlp.meta["performance"] = dict(scores)
    nlp.to_disk(folder)


@dataclass(slots=True)
class _Base:
    """The pipeline to begin with; `source` is what spaCy loads it by, "" where it is empty."""

    nlp: Language
    source: str

    @classmethod
    def of(cls, name: str | None, lang: str) -> _Base:
        """The pipeline of this name; an empty one where the default is of another language."""
        is_foreign = not name and blank(lang).lang != "en"
        name = name or pipelines.default_name()
        if is_foreign:
            return cls(blank(lang), "")
        if name.startswith("blank:"):
            return cls(spacy.blank(name.removeprefix("blank:")), "")
        source = name if Path(name).is_dir() else name.replace("-", "_")
        base = cls(spacy.load(source), source)
        base._let_recogniser_read()
        return base

    def start(self, labels: set[str], is_from_scratch: bool) -> PipelineStart:
        """What the entity recogniser begins with; see Trained."""
        own = self._own
        if own is None or is_from_scratch:
            return PipelineStart.SCRATCH
        present: Any = self.nlp.get_pipe(own)
        if labels <= set(present.labels):
            return PipelineStart.RECOGNISER
        has_words = present.model.has_ref("tok2vec")
        return PipelineStart.WORDS if has_words else PipelineStart.SCRATCH

    def recogniser(self, start: PipelineStart) -> dict[str, Any]:
        """The config of the entity recogniser to train."""
        own = self._own
        if own is None:
            return {"factory": _NER}
        if start == PipelineStart.RECOGNISER:
            config: dict[str, Any] = {"source": self.source, "component": own}
            if self._listens_to(own):
                config["replace_listeners"] = ["model.tok2vec"]
            return config
        return {**self.nlp.config["components"][own], "factory": _NER}

    def lend_tokenizer(self, nlp: Language) -> None:
        """Let a new pipeline cut tokens as the present one does, and know its words."""
        new, present = cast(Any, nlp.tokenizer), cast(Any, self.nlp.tokenizer)
        new.from_bytes(present.to_bytes(exclude=["vocab"]))
        nlp.vocab.from_bytes(self.nlp.vocab.to_bytes(exclude=["lookups"]))

    def lend_words(self, nlp: Language) -> None:
        """Let a new recogniser read words as the present one does."""
        assert self._own is not None
        present: Any = self.nlp.get_pipe(self._own)
        new: Any = nlp.get_pipe(_NER)
        new.model.get_ref("tok2vec").from_bytes(present.model.get_ref("tok2vec").to_bytes())

    def with_parts(self, trained: Language, parts: list[str]) -> Language:
        """The pipeline as it was, with what was trained in the place of what it had."""
        # Not what was trained itself: its config tells where things lay on this machine.
        nlp = spacy.load(self.source) if self.source else spacy.blank(str(trained.lang))
        for part in parts:
            kinds = _OF_ENTITIES if part == _NER else _OF_TOPICS
            there = [x for x in nlp.component_names if nlp.get_pipe_meta(x).factory in kinds]
            after = nlp.component_names[nlp.component_names.index(there[-1]) + 1 :] if there else []
            for name in there:
                nlp.remove_pipe(name)
            nlp.add_pipe(part, source=trained, before=after[0] if after else None)
        return nlp

    @property
    def _own(self) -> str | None:
        names = self.nlp.component_names
        return next((x for x in names if self.nlp.get_pipe_meta(x).factory == _NER), None)

    def _listens_to(self, component: str) -> str | None:
        """The shared layer that a component of the pipeline on the disk reads words with."""
        config = spacy.util.load_config(_folder(self.source) / "config.cfg")
        model = config["components"][component].get("model", {}).get("tok2vec", {})
        is_listener = str(model.get("@architectures", "")).partition(".v")[0].endswith("Listener")
        upstream = str(model.get("upstream", "*"))
        if not is_listener:
            return None
        names = [x for x in config["nlp"]["pipeline"] if x in ("tok2vec", "transformer")]
        return upstream if upstream in config["nlp"]["pipeline"] else next(iter(names), None)

    def _let_recogniser_read(self) -> None:
        """Give the recogniser a copy of its own of a layer that it shares with others."""
        own = self._own
        shared = None if own is None else self._listens_to(own)
        if own is not None and shared is not None:
            self.nlp.replace_listeners(shared, own, ["model.tok2vec"])


def _folder(source: str) -> Path:
    """The folder of a pipeline's config: the one given, or that within a package."""
    if Path(source).is_dir():
        return Path(source)
    package = importlib.import_module(source)
    root = Path(str(package.__file__)).parent
    meta = spacy.util.get_model_meta(root)
    return root / f"{meta['lang']}_{meta['name']}-{meta['version']}"


class _Steps:
    """Called before each step; knows how many there will be after the first epoch."""

    def __init__(self, plan: Plan, told: Told) -> None:
        self.done = 0
        self._plan = plan
        self._told = told
        self._an_epoch: int | None = None

    def __call__(self, _nlp: Language, at: Mapping[str, int]) -> None:
        self.done = at["step"] + 1
        if at["epoch"] and self._an_epoch is None:
            self._an_epoch = at["step"]
        self._told(self.done, self._total())

    def _total(self) -> int | None:
        most = self._plan.max_steps or _NEVER
        if self._an_epoch is not None:
            most = min(most, self._an_epoch * self._plan.epochs)
        return None if most == _NEVER else most


def _config(
    exported: Config, components: dict[str, Any], base: _Base, data: Path, plan: Plan
) -> Config:
    config = Config(exported)
    config["nlp"]["pipeline"] = list(components)
    config["components"] = components
    config["nlp"]["lang"] = base.nlp.lang
    config["nlp"]["tokenizer"] = base.nlp.config["nlp"]["tokenizer"]
    for part in ("train", "dev"):
        config["corpora"][part]["path"] = str(data / f"{part}.spacy")
    config["corpora"]["dev"]["limit"] = 1  # spaCy looks at it at the first step and never after
    config["training"].update(
        {
            "seed": plan.seed,
            "max_epochs": plan.epochs,
            "max_steps": max(0, plan.max_steps - 1),  # spaCy stops after the step of this number
            "patience": 0,
            "eval_frequency": _NEVER,
            "before_update": {"@callbacks": _STEP},
            "batcher": _BATCHER,
        }
    )
    if base.source:
        if len(base.nlp.vocab.vectors):
            config["initialize"]["vectors"] = base.source
        config["initialize"]["before_init"] = {"@callbacks": _LIKE_BASE}
    return config
