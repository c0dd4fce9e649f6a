"""The corrector: repairs a pipeline's suggestions by what this project's reviews have taught it."""

from __future__ import annotations

import io
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.memory import Memory
from annotator.core.repairs import Marked
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.nlp.checked_arrays import BROKEN, MOST_BYTES, unpacked
from annotator.nlp.corrector.candidates import Candidate, candidates
from annotator.nlp.corrector.choosing import Found, found_of, none_of, suggested
from annotator.nlp.corrector.crf import Floats, Lattice, TokenRows, Weights
from annotator.nlp.corrector.descent import Singles
from annotator.nlp.corrector.features import CachedParse, Featurizer, Lexicon
from annotator.nlp.corrector.label_shift import factors, shifted
from annotator.nlp.corrector.leads import MOST, undecided, with_leads
from annotator.nlp.corrector.ranking import Ranker, describe
from annotator.nlp.corrector.token_classifier import TokenClassifier, classifier_in, no_scores
from annotator.values import dataclass

MAGIC = b"annotator-corrector-2\n"
_OLDER = b"annotator-corrector-1\n"  # which knew another language model
_SHOWN = 5  # alternatives
_LEAST_SHOWN = 0.01
_MOST_LABELS = 10_000
_NO_RANKS = np.zeros(0, np.float32)


@dataclass(frozen=True, slots=True)
class Scored:
    """A suggestion of the corrector. `probability` that range and label are right, calibrated.

    `alternatives` are the same range under each label, or None for no entity, the best first.
    """

    start: int
    end: int
    label_id: int
    probability: float
    alternatives: Sequence[tuple[int | None, float]]
    is_maybe: bool = False


@dataclass(frozen=True, slots=True)
class Corrector:
    """A trained model: a CRF that finds candidates, and a ranker that judges them.

    `labels` holds the labels' ids. CRF state 0 is outside; label i begins in state 2 i + 1 and
    goes on in 2 i + 2. Where labels are many the CRF knows one label only, which stands for all.
    `features` maps a feature of a token to its row of the CRF's weights. `views_of` names the
    language model whose vectors were learned from; "": the pipeline's own. `leads` tells by
    label id how far another label must be ahead (log odds) where the pipeline gives that label.
    `met` are the labels of which the reviews tell anything, also that they are wrong; None: all.
    `usual` are the labels' shares (0–1) in what it learned from, by label id. `classifier`
    tells CRF and ranker of words' vectors; None: there were none to learn from.
    """

    labels: Sequence[int]
    features: Mapping[str, int]
    weights: Weights
    lexicon: Lexicon = field(default_factory=Lexicon)
    ranker: Ranker | None = None
    views_of: str = ""
    leads: Mapping[int, float] = field(default_factory=dict)
    met: frozenset[int] | None = None
    usual: Mapping[int, float] = field(default_factory=dict)
    classifier: TokenClassifier | None = None

    def for_another_pipeline(self) -> Corrector:
        """For articles read by another pipeline than it learnt with, whose own views mean nothing
        to it.
        """
        if self.views_of:
            return self
        ranker = None if self.ranker is None else self.ranker.without_views()
        return replace(self, ranker=ranker, classifier=None)

    @property
    def is_wide(self) -> bool:
        """Whether the CRF finds bounds only."""
        return bool(self.weights.state.shape[1] != 2 * len(self.labels) + 1)

    def suggest(
        self,
        text: str,
        evidence: CachedParse,
        memory: Memory,
        *,
        labels: Collection[int],
        offered: Sequence[Marked] = (),
    ) -> list[Scored]:
        """What to suggest for an article, in order of place; maybes do not overlap the others.

        Labels that are not in `labels` are never suggested. `offered` is what the pipeline alone
        suggests: all of it is judged, and some of its labels have a lead.
        """
        if not len(evidence) or not self.labels:
            return []
        featurizer = Featurizer(text, evidence, offered)
        judged, _ = self.judge(featurizer, memory, labels=labels)
        if self.leads:
            leads = {i: self.leads.get(label, 0.0) for i, label in enumerate(self.labels)}
            own = featurizer.in_tokens(undecided(offered, text, memory), self.labels)
            judged = with_leads(judged, own, leads)
        return [self._scored(each, featurizer) for each in suggested(judged)]

    def judge(
        self, featurizer: Featurizer, memory: Memory, *, labels: Collection[int]
    ) -> tuple[list[Found], Lattice]:
        """All spans that are probable enough, by place, and the CRF's view of the tokens."""
        allowed = np.array([label in labels for label in self.labels])
        featurizer.scores = self._scores_of(featurizer)
        features = featurizer.features(self.lexicon, memory)
        known = self.features
        rows = [[r for f in token if (r := known.get(f)) is not None] for token in features]
        lattice = self.lattice(TokenRows.of(rows), featurizer)
        found = candidates(lattice, featurizer.offered_places)
        return self._judged(featurizer, found, memory, allowed), lattice

    def _scores_of(self, featurizer: Featurizer) -> Singles:
        """What the classifier says of an article's words; nothing of another model's vectors."""
        if self.classifier is None or featurizer.views_of != self.views_of:
            return no_scores(len(featurizer.words))
        return self.classifier.scores(featurizer.views)

    def lattice(self, rows: TokenRows, featurizer: Featurizer) -> Lattice:
        """The CRF over an article's tokens, each with the rows of its features."""
        scores = self._scores(rows)
        for token in featurizer.breaks:  # no span goes on into it
            scores[token, 2::2] = -np.inf
        return Lattice.of(scores, self._transition())

    def _judged(
        self,
        featurizer: Featurizer,
        found: Sequence[Candidate],
        memory: Memory,
        allowed: NDArray[np.bool_],
    ) -> list[Found]:
        if self.ranker is None or not found:
            return [_allowed(each, each.labels, each.none, allowed) for each in found]
        is_same = featurizer.views_of == self.views_of  # else of another model, or of a pipeline
        ranker = self.ranker if is_same else self.ranker.without_views()
        described = describe(featurizer, found, self.lexicon, memory)
        gone = {label for label, is_in in zip(self.labels, allowed, strict=True) if not is_in}
        by = factors(memory.usage, self.usual, self.labels, gone)
        probabilities = shifted(ranker.probabilities(described), by, allowed)
        return [
            _allowed(each, row[1:], none_of(each, float(row[0])), allowed)
            for each, row in zip(found, probabilities, strict=True)
        ]

    def _scores(self, rows: TokenRows) -> Floats:
        gathered = self.weights.state[rows.indices]
        sums = np.zeros((len(gathered) + 1, gathered.shape[1]))
        np.cumsum(gathered, axis=0, dtype=np.float64, out=sums[1:])
        return np.asarray(sums[rows.bounds[1:]] - sums[rows.bounds[:-1]])

    def _transition(self) -> Floats:
        transition = self.weights.transition.astype(np.float64)
        inside = np.arange(2, transition.shape[0], 2)
        forbidden = np.ones((len(transition), len(inside)), bool)
        for column, state in enumerate(inside):
            forbidden[[state - 1, state], column] = False
        transition[:, inside] = np.where(forbidden, -np.inf, transition[:, inside])
        return transition

    def _scored(self, found: Found, featurizer: Featurizer) -> Scored:
        alternatives: list[tuple[int | None, float]] = [
            (self.labels[i], round(float(value), 4))
            for i, value in enumerate(found.probabilities)
            if value >= _LEAST_SHOWN or i == found.label
        ]
        if found.none >= _LEAST_SHOWN:
            alternatives.append((None, round(found.none, 4)))
        alternatives.sort(key=lambda pair: -pair[1])
        return Scored(
            featurizer.tokens.starts[found.first],
            featurizer.tokens.ends[found.end - 1],
            self.labels[found.label],
            round(min(1.0, float(found.probabilities[found.label])), 4),
            tuple(alternatives[:_SHOWN]),
            found.is_maybe,
        )

    def to_bytes(self) -> bytes:
        """Magic, checksum, and a compressed npz without pickled objects."""
        state, ranker = self.weights.state, self.ranker
        rows, columns = np.nonzero(state)
        told = {
            "labels": list(self.labels),
            "features": list(self.features),
            "ranker": None if self.ranker is None else list(self.ranker.features),
            "views_of": self.views_of,
            "surfaces": [
                [surface, [[label, n] for label, n in counts.items()]]
                for surface, counts in self.lexicon.surfaces
            ],
            "leads": list(self.leads.items()),
            "met": None if self.met is None else sorted(self.met),
            "usual": list(self.usual.items()),
            "words": {word: dict(counts) for word, counts in self.lexicon.words.items() if counts},
        }
        stream = io.BytesIO()
        arrays: dict[str, Any] = {} if self.classifier is None else self.classifier.to_arrays()
        np.savez_compressed(
            stream,
            told=np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), np.uint8),
            shape=np.array(state.shape, np.int64),
            rows=rows.astype(np.int32),
            columns=columns.astype(np.int16),
            values=state[rows, columns],
            transition=self.weights.transition,
            ranks=_NO_RANKS if ranker is None else ranker.weights,
            bias=_NO_RANKS if ranker is None else ranker.bias,
            views=_NO_RANKS if ranker is None else ranker.view_weights,
            **arrays,
        )
        body = stream.getvalue()
        return MAGIC + zlib.crc32(body).to_bytes(4, "big") + body

    @classmethod
    def from_bytes(cls, blob: bytes) -> Corrector:
        """What `to_bytes` wrote; UserError on anything else."""
        head = len(MAGIC)
        if not blob.startswith((MAGIC, _OLDER)):
            raise UserError(Fault.CORRECTOR_OF_OTHER_VERSION)
        body = blob[head + 4 :]
        if zlib.crc32(body) != int.from_bytes(blob[head : head + 4], "big"):
            raise UserError(Fault.CORRECTOR_DAMAGED)
        try:
            return _read(unpacked(body))
        except BROKEN as error:
            raise UserError(Fault.CORRECTOR_UNFIT) from error


def _read(arrays: Mapping[str, NDArray[Any]]) -> Corrector:
    told = json.loads(arrays["told"].tobytes())
    features, states = (int(n) for n in arrays["shape"])
    labels = [int(label) for label in told["labels"]]
    transition = np.asarray(arrays["transition"], np.float32)
    if transition.shape != (states, states) or states not in (3, 2 * len(labels) + 1):
        raise ValueError("states")
    if len(told["features"]) != features or len(labels) > _MOST_LABELS:
        raise ValueError("features")
    if features * states * 4 > MOST_BYTES or not _are_finite(arrays):
        raise ValueError("size")
    state = np.zeros((features, states), np.float32)
    state[arrays["rows"], arrays["columns"]] = arrays["values"]
    surfaces = Memory.of(
        {
            surface: {None if label is None else int(label): int(n) for label, n in counts}
            for surface, counts in told["surfaces"]
        }
    )
    words: dict[str, Counter[str]] = defaultdict(Counter)
    words.update({word: Counter(counts) for word, counts in told["words"].items()})
    return Corrector(
        labels,
        {feature: row for row, feature in enumerate(told["features"])},
        Weights(state, transition),
        Lexicon(surfaces, words),
        None if told["ranker"] is None else _read_ranker(told["ranker"], arrays, len(labels) + 1),
        str(told.get("views_of", "")),
        _read_leads(told.get("leads", [])),
        _read_met(told.get("met")),
        _read_usual(told.get("usual", [])),
        classifier_in(arrays, states),
    )


def _read_leads(told: Sequence[tuple[int, float]]) -> dict[int, float]:
    """None were kept by earlier versions of this program."""
    leads = {int(label): float(lead) for label, lead in told}
    if any(not 0 <= lead <= MOST for lead in leads.values()):
        raise ValueError("leads")
    return leads


def _read_met(told: Sequence[int] | None) -> frozenset[int] | None:
    """Not told by earlier versions of this program."""
    return None if told is None else frozenset(int(label) for label in told)


def _read_usual(told: Sequence[tuple[int, float]]) -> dict[int, float]:
    """Not told by earlier versions of this program: no label is usual then."""
    usual = {int(label): float(share) for label, share in told}
    if any(not 0 <= share <= 1 for share in usual.values()):
        raise ValueError("usual")
    return usual


def _are_finite(arrays: Mapping[str, NDArray[Any]]) -> bool:
    return all(np.isfinite(each).all() for each in arrays.values() if each.dtype.kind == "f")


def _read_ranker(names: Sequence[str], arrays: Mapping[str, NDArray[Any]], classes: int) -> Ranker:
    weights = np.asarray(arrays["ranks"], np.float32)
    bias = np.asarray(arrays["bias"], np.float32)
    views = np.zeros((0, classes), np.float32)
    if "views" in arrays:
        views = np.asarray(arrays["views"], np.float32).reshape(-1, classes)
    if weights.shape != (len(names), classes) or bias.shape != (classes,):
        raise ValueError("ranker")
    return Ranker({name: row for row, name in enumerate(names)}, weights, bias, views)


def _allowed(
    candidate: Candidate, probabilities: Floats, none: float, allowed: NDArray[np.bool_]
) -> Found:
    """What belongs to labels that are gone goes to none: the others did not become likelier."""
    none += float(probabilities[~allowed].sum())
    return found_of(candidate, probabilities * allowed, none)
