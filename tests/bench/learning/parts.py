"""Parts of the corrector that can be switched off, to see what each of them brings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from annotator.nlp.corrector import model, ranking, training
from annotator.nlp.corrector.features import Featurizer
from annotator.nlp.corrector.token_classifier import no_scores
from annotator.nlp.sources.token_vectors import no_views


@dataclass(frozen=True, slots=True)
class Part:
    """Features that it stands for, as patterns of their names' beginnings: of tokens, which the CRF
    sees, and of candidates, which the ranker sees. "" is none.
    """

    tokens: str = ""
    candidates: str = ""


PARTS: dict[str, Part] = {
    "pipeline": Part(r"p|tp=|M", r"p=|[ab]+p=|q[!~-]"),
    "memory": Part(r"d[BI]|[nl]d", r"d(\d|None|one|more)"),
    "lexicon": Part(r"m[BI]|[nl]m|g=", r"m(\d|None|one|more)"),
    "clusters": Part(r"k-?\d", r"k[fhba]\d"),
    "tags": Part(r"t", r"[fhab]+t="),
    "other mentions": Part(r"M", r"c"),
    "subject": Part("", r"o=|u\d"),
    "label shift": Part(),
    "views": Part(),
    "classifier of words": Part(r"[<>]?z\d", r"z"),
    "ranker": Part(),
}


def switch_off(names: Iterable[str]) -> None:
    """Let the corrector do without these parts from now on, in this process."""
    chosen = {name: PARTS[name] for name in names}
    tokens = _pattern(part.tokens for part in chosen.values())
    candidates = _pattern(part.candidates for part in chosen.values())
    every: Any = Featurizer.features

    def features(self: Featurizer, *given: Any) -> list[list[str]]:
        if "views" in chosen:  # the CRF and the ranker read them from here
            self.views, self.scores = no_views(len(self.words)), no_scores(len(self.words))
        found = every(self, *given)
        return [[x for x in token if not tokens.match(x)] for token in found]

    def describe(featurizer: Featurizer, *given: Any) -> ranking.CandidateFeatures:
        found = ranking.describe(featurizer, *given)
        return replace(
            found,
            shared=_without(found.shared, candidates),
            features=[_without(each, candidates) for each in found.features],
        )

    Featurizer.features = features  # type: ignore[method-assign]
    for module in (training, model):
        module.describe = describe  # type: ignore[attr-defined]
    if "label shift" in chosen:
        for module in (training, model):
            module.factors = lambda _usage, _usual, labels, _gone=(): np.ones(len(labels))  # type: ignore[attr-defined]
    if "ranker" in chosen:
        training._LEAST_TO_RANK = 1 << 30


def _pattern(parts: Iterable[str]) -> re.Pattern[str]:
    """What matches any of the patterns; without any, nothing."""
    return re.compile("|".join(filter(None, parts)) or r"(?!)")


def _without(features: ranking.Features, gone: re.Pattern[str]) -> ranking.Features:
    return {name: value for name, value in features.items() if not gone.match(name)}


def named(text: str) -> Sequence[str]:
    """The names in "clusters,views". Raises KeyError with one that there is not."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        PARTS[name]
    return names
