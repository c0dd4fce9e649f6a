"""Trains a corrector from reviewed articles."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from itertools import count

import numpy as np

from annotator.core.memory import LATELY, MOST_OF_ONE, Memory, Usage
from annotator.core.repairs import Marked
from annotator.nlp.corrector.candidates import Candidate, candidates
from annotator.nlp.corrector.choosing import found_of, none_of
from annotator.nlp.corrector.crf import Cancelled, Floats, TokenRows, Weights, nothing
from annotator.nlp.corrector.crf_training import Lesson, fit, mean, timed
from annotator.nlp.corrector.features import (
    CountedArticle,
    Featurizer,
    Lexicon,
    marks_of,
)
from annotator.nlp.corrector.label_shift import factors, shifted
from annotator.nlp.corrector.leads import HeldOut, fit_leads, undecided
from annotator.nlp.corrector.model import Corrector
from annotator.nlp.corrector.prior import expected
from annotator.nlp.corrector.ranking import (
    Judgements,
    NumberedFeatures,
    Ranker,
    describe,
    fit_ranker,
)
from annotator.nlp.corrector.time_budget import MOST_TOKENS, Pace, Plan, TooLittleTime, latest, plan
from annotator.nlp.corrector.token_classifier import (
    ClassifiedArticle,
    TokenClassifier,
    fit_classifier,
)
from annotator.nlp.corrector.training_example import ACCEPTED, TrainingExample
from annotator.nlp.sources.token_vectors import no_views
from annotator.values import dataclass

WIDE = 25
"""With more labels, the CRF learns bounds only: its time grows with their square."""

_FOLDS = 2
_LEAST_TO_RANK = 2  # articles
_LEAST_CLASSES = 2
_SLIGHT = 0.02  # a weight that is left out
_LEAST_LESSON = 30  # tokens, before a sentence may start another
_SAMPLE = 3_000  # tokens by which the pace is measured
_READ = 0.05  # of the articles; with fewer, the places looked at were too doubtful to calibrate by
_PATIENCE = 1.5  # of the time that there is; a plan may have been too hopeful
_REJECTED = 3  # suggestions of a label that no review has, after which it is known to be wrong
_HALF_LIFE = 50  # articles after which the ranker counts one half as much…
_LEAST_WORTH = 0.05  # …down to this: a subject that ended may come again


def train(
    examples: Sequence[TrainingExample],
    memory: Memory,
    *,
    cap_seconds: float = 60.0,
    pace: Pace | None = None,
    progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    on_plan: Callable[[Plan], None] | None = None,
) -> Corrector:
    """A corrector that has learnt from these articles, given in the order of their reviews; the
    same for the same articles. What was learnt last counts most: the subject may have changed.

    `cap_seconds` is processor time: what does not fit into it, by the `pace` that is measured or
    given, is shortened as planned (`on_plan`). `progress` is told the share done, 0–1. Raises
    TooLittleTime where no sound training fits, and crf.Cancelled when `is_cancelled` says so.
    """
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):  # more threads only wait for each other
        training = _Training(examples, memory, progress, is_cancelled)
        return training.run(cap_seconds, pace, on_plan or (lambda _: None))


@dataclass(slots=True)
class _Prepared:
    example: TrainingExample
    featurizer: Featurizer
    spans: list[tuple[int, int, int]]  # first token, end token, index of the label
    usage: Usage
    items: TokenRows = field(default_factory=lambda: TokenRows.of([]))
    is_wide: bool = False
    proven: Sequence[tuple[int, int, int, float]] = ()
    unproven: Sequence[tuple[int, int]] = ()

    @property
    def states(self) -> list[int]:
        """The CRF's states; with many labels, all spans have the states of one."""
        states = [0] * len(self.featurizer.words)
        for first, end, label in self.spans:
            label = 0 if self.is_wide else label
            states[first:end] = [2 * label + 1] + [2 * label + 2] * (end - first - 1)
        return states

    @property
    def lessons(self) -> list[Lesson]:
        """Features and states for the CRF, which knows no weights: cut where a token proves
        nothing, and without it; and where a sentence starts, so that none is very long.
        """
        states, unobserved, opens = self.states, self.unobserved, self.featurizer.opens
        found, first = [], 0
        for i in range(len(states) + 1):
            is_over = i == len(states) or i in unobserved
            starts = i in opens and i - first >= _LEAST_LESSON and (states[i] % 2 or not states[i])
            if not is_over and not starts:
                continue
            if first < i:
                found.append(Lesson(self.items.cut(first, i), states[first:i]))
            first = i + 1 if is_over else i
        return found

    def weight(self, candidate: Candidate) -> float:
        """How much what became of a candidate proves (0–1)."""
        if self.example.unobserved_spans is None:
            return 1.0
        tokens = self.featurizer.tokens
        start, end = tokens.starts[candidate.first], tokens.ends[candidate.end - 1]
        own = [w for s, e, _, w in self.proven if (s, e) == (start, end)]
        if own or (start, end) in self.example.unseen:
            return max(own, default=0.0)  # spans around it or inside prove nothing of it
        over = [w for s, e, _, w in self.proven if s < end and start < e]
        if over:
            return max(over)
        return 0.0 if any(s < end and start < e for s, e in self.unproven) else 1.0

    @property
    def offered(self) -> list[Marked]:
        """What the pipeline alone suggests, where it is known whether that is right."""
        spans = self.proven
        return [
            (start, end, label)
            for start, end, label in self.example.offered
            if any(s < end and start < e for s, e, _, _ in spans)
            or all(e <= start or end <= s for s, e in self.unproven)
        ]

    @property
    def unseen_tokens(self) -> set[int]:
        """The tokens of what was accepted unseen, or forced, in an article not read as a whole."""
        if self.example.unobserved_spans is None:
            return set()
        tokens = self.featurizer.tokens
        unseen = (x for x in self.proven if x[3] <= ACCEPTED)
        covers = (tokens.covering(start, end) for start, end, _, _ in unseen)
        return {i for cover in covers if cover is not None for i in range(*cover)}

    def beliefs(self, labels: Sequence[int]) -> dict[tuple[int, int], dict[int, float]]:
        """By first and end token of spans that were accepted unseen, how probable each of the
        ranker's classes was told to be.
        """
        covering = self.featurizer.tokens.covering
        known = {covering(*place): told for place, told in self.example.unseen.items()}
        classes = {label: number for number, label in enumerate(labels, 1)}
        found = {}
        for first, end, label in self.spans:
            if (first, end) in known:
                own, *rivals = known[first, end]
                told = {classes[x]: chance for x, chance in rivals if x in classes}
                found[first, end] = {**told, label + 1: own[1]}
        return found

    @property
    def unobserved(self) -> set[int]:
        """The tokens whose being unmarked proves nothing."""
        tokens = self.featurizer.tokens
        covers = (tokens.covering(start, end) for start, end in self.unproven)
        found = {i for cover in covers if cover is not None for i in range(*cover)}
        return found.difference(*(range(first, end) for first, end, _ in self.spans))


class _Training:
    def __init__(
        self,
        examples: Sequence[TrainingExample],
        memory: Memory,
        progress: Callable[[float], None] | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> None:
        self._began = time.process_time()
        self._memory = memory
        self._last_call = float("inf")  # processor time after which it is called off
        self._progress = progress or (lambda _: None)
        self._is_cancelled = is_cancelled or (lambda: False)
        used = [each for each in examples if len(each.evidence)]
        self._labels = sorted({span[2] for each in used for span in each.proven})
        self._is_wide = len(self._labels) > WIDE
        self._leads: dict[int, float] = {}
        self._lexicon = Lexicon()
        self._rows: defaultdict[str, int] = defaultdict(count().__next__)  # as they come
        often = Counter(each.evidence.reading.views_of for each in used).most_common(1)
        self._views_of = often[0][0] if often else ""
        self._prepared: list[_Prepared] = []
        for each, usage in zip(used, usages(used), strict=True):
            self._prepared.append(self._prepare(each, usage))
        read = sum(each.unobserved_spans is None for each in used)
        self._is_read = read >= _READ * len(used)
        self._classifier = self._classified()
        self._usual = self._shares()
        wrong = Counter(label for each in self._prepared for _, _, label in each.offered)
        self._met = frozenset(label for label, n in wrong.items() if n >= _REJECTED)

    def run(
        self, cap_seconds: float, pace: Pace | None, on_plan: Callable[[Plan], None]
    ) -> Corrector:
        if not self._labels:
            return Corrector((), {}, nothing(0, 1), self._lexicon)
        left = cap_seconds
        if pace is None:
            pace = self._measured()
            left -= time.process_time() - self._began
            self._last_call = self._began + _PATIENCE * cap_seconds
        is_ranked = len(self._prepared) >= _LEAST_TO_RANK or self._is_wide
        tokens = [len(each.featurizer.words) for each in self._prepared]
        planned = plan(tokens, len(self._labels) + 1, pace, left, is_ranked=is_ranked)
        on_plan(planned)
        some = self._prepared[-planned.articles :]
        for each in some:
            self._number_features(each)
        ranker, begin = self._ranked(planned) if is_ranked else (None, None)
        weights = self._fit(some, planned.iterations, planned.share_of_ranking, 1.0, begin)
        weights.state[np.abs(weights.state) < _SLIGHT] = 0
        kept = np.flatnonzero(weights.state.any(axis=1))  # without features of no weight
        names = list(self._rows)
        return Corrector(
            self._labels,
            {names[row]: number for number, row in enumerate(kept)},
            Weights(weights.state[kept], weights.transition),
            self._lexicon,
            ranker,
            self._views_of,
            self._leads,
            self._met.union(self._labels),
            self._usual,
            self._classifier,
        )

    def _classified(self) -> TokenClassifier | None:
        """The classifier of words; each article that the CRF may learn from gets what one says of
        it that has not seen it.
        """
        tokens = [len(each.featurizer.words) for each in self._prepared]
        some = self._prepared[-latest(tokens, MOST_TOKENS) :] if self._labels else []
        articles = [
            ClassifiedArticle(
                each.featurizer.views, each.states, each.unobserved | each.unseen_tokens
            )
            for each in some
        ]
        classifier, scores = fit_classifier(articles, self._states, self._look_up)
        for each, told in zip(some, scores, strict=True):
            each.featurizer.scores = told
        return classifier

    def _shares(self) -> dict[int, float]:
        """The labels' shares; what was reviewed last counts most, as for the ranker."""
        often = np.zeros(len(self._labels))
        index = {label: number for number, label in enumerate(self._labels)}
        for age, each in enumerate(reversed(self._prepared)):
            for label, times in usage_of([each.example]).items():
                if label in index:
                    often[index[label]] += _worth(age) * times
        shares = often / max(1.0, often.sum())
        return dict(zip(self._labels, shares.round(6).tolist(), strict=True))

    def _measured(self) -> Pace:
        """The pace on this machine, by a few tokens of the latest articles."""
        began, read = time.process_time(), 0
        sample: list[Lesson] = []
        for each in reversed(self._prepared):
            if read >= _SAMPLE:
                break
            self._number_features(each)
            sample += each.lessons
            read += len(each.items)
        features = (time.process_time() - began) / max(1, read)
        setup, step = timed(sample, len(self._rows), self._states)
        count = max(1, read)
        return Pace(features, setup / count, step / count)

    def _prepare(self, example: TrainingExample, usage: Usage) -> _Prepared:
        self._look_up()
        featurizer = Featurizer(example.text, example.evidence, example.offered)
        if featurizer.views_of != self._views_of:
            featurizer.views = no_views(len(featurizer.words))
        index = {label: number for number, label in enumerate(self._labels)}
        spans = []
        last = 0
        proven = example.proven
        for start, end, label, _ in sorted(proven, key=lambda span: (span[0], -span[1])):
            cover = featurizer.tokens.covering(start, end)
            if cover is not None and cover[0] >= last:
                spans.append((*cover, index[label]))
                last = cover[1]
        unproven = (*(example.unobserved_spans or ()), *example.unsure)
        prepared = _Prepared(
            example, featurizer, spans, usage, TokenRows.of([]), self._is_wide, proven, unproven
        )
        self._lexicon.add(self._lesson(prepared))
        return prepared

    def _lesson(self, prepared: _Prepared) -> CountedArticle:
        names = [(first, end, str(self._labels[label])) for first, end, label in prepared.spans]
        words = prepared.featurizer.words
        surfaces = [(prepared.example.text[s:e], label) for s, e, label, _ in prepared.proven]
        marks = marks_of(names, len(words))
        unobserved = prepared.unobserved
        kept = [i for i in range(len(words)) if i not in unobserved]
        return CountedArticle([words[i] for i in kept], [marks[i] for i in kept], surfaces)

    def _number_features(self, prepared: _Prepared) -> None:
        """Features of an article with the lexicon and the memory as they are without it."""
        if len(prepared.items):
            return
        self._look_up()
        lesson = self._lesson(prepared)
        self._lexicon.add(lesson, -1)
        others = self._others(prepared)
        features = prepared.featurizer.features(self._lexicon, others)
        self._lexicon.add(lesson)
        rows = self._rows
        prepared.items = TokenRows.of([[rows[name] for name in token] for token in features])

    def _ranked(self, planned: Plan) -> tuple[Ranker | None, Weights]:
        """A ranker that has learnt from candidates in articles left out of the CRF's training, and
        the mean of the CRFs, from which another can start.
        """
        some = self._prepared[-planned.ranked :]
        judged: list[Judgements] = []
        wanted = expected(self._labels, sum(len(each.spans) for each in some))
        first = {name: number for number, name in enumerate(wanted)}
        numbers: defaultdict[str, int] = defaultdict(count(len(first)).__next__, first)
        order: list[_Prepared] = []
        folds = min(_FOLDS, len(some))
        learned: list[Weights] = []
        for fold in range(folds):
            rest = [each for i, each in enumerate(some) if i % folds != fold] or some
            share = planned.share_of_ranking / folds
            weights = self._fit(rest, planned.few_iterations, share * fold, share * (fold + 1))
            learned.append(weights)
            model = Corrector(self._labels, self._rows, weights)
            for number in range(fold, len(some), folds):
                self._look_up()
                age = len(some) - 1 - number
                featurizer = some[number].featurizer
                lattice = model.lattice(some[number].items, featurizer)
                found = candidates(lattice, featurizer.offered_places)
                half = (number // folds + fold) % 2  # of two articles each is one
                judged.append(self._judgements(some[number], found, half, age, numbers))
                order.append(some[number])
        if len({outcome for each in judged for outcome in each.outcomes}) < _LEAST_CLASSES:
            return None, mean(learned)
        ranker, held_out = fit_ranker(judged, len(self._labels) + 1, list(numbers), wanted)
        self._look_up()
        articles = [self._held_out(*each) for each in zip(order, judged, held_out, strict=True)]
        leads = fit_leads(articles, len(self._labels))
        self._leads = {self._labels[index]: lead for index, lead in leads.items()}
        return ranker, mean(learned)

    def _held_out(self, prepared: _Prepared, judged: Judgements, probabilities: Floats) -> HeldOut:
        by = factors(prepared.usage, self._usual, self._labels)
        rows = zip(judged.candidates, shifted(probabilities, by), strict=True)
        found = [found_of(x, row[1:], none_of(x, float(row[0]))) for x, row in rows]
        offered = prepared.featurizer.in_tokens(prepared.offered, self._labels)
        return HeldOut(found, prepared.spans, offered, judged.undecided)

    def _judgements(
        self,
        prepared: _Prepared,
        found: Sequence[Candidate],
        half: int,
        age: int,
        numbers: Mapping[str, int],
    ) -> Judgements:
        """What became of candidates, with the lexicon and the memory as they are without them."""
        lesson = self._lesson(prepared)
        self._lexicon.add(lesson, -1)
        others = self._others(prepared)
        described = describe(prepared.featurizer, found, self._lexicon, others)
        self._lexicon.add(lesson)
        wanted = {(first, end): label + 1 for first, end, label in prepared.spans}
        worth = _worth(age)
        proofs = [prepared.weight(each) for each in found]
        kept = [i for i, proof in enumerate(proofs) if proof > 0]
        weights = [worth * proofs[i] for i in kept]
        beliefs = prepared.beliefs(self._labels)
        is_counted = [not self._is_read or proofs[i] > ACCEPTED for i in kept]
        return Judgements(
            [found[i] for i in kept],
            NumberedFeatures.of(described.only(kept), numbers),
            [wanted.get((found[i].first, found[i].end), 0) for i in kept],
            weights,
            [weight * counts for weight, counts in zip(weights, is_counted, strict=True)],
            [beliefs.get((found[i].first, found[i].end), {}) for i in kept],
            half,
            prepared.featurizer.in_tokens(
                undecided(prepared.offered, prepared.example.text, others), self._labels
            ),
        )

    def _others(self, prepared: _Prepared) -> Memory:
        return self._memory.without(prepared.example.contribution().items(), prepared.usage)

    def _fit(
        self,
        prepared: Sequence[_Prepared],
        iterations: int,
        start: float,
        end: float,
        begin: Weights | None = None,
    ) -> Weights:
        def on_step(share: float) -> None:
            self._look_up()
            self._progress(start + (end - start) * share)

        return fit(
            [lesson for each in prepared for lesson in each.lessons],
            len(self._rows),
            self._states,
            iterations=iterations,
            start=begin,
            on_step=on_step,
        )

    @property
    def _states(self) -> int:
        return 3 if self._is_wide else 2 * len(self._labels) + 1

    def _look_up(self) -> None:
        if self._is_cancelled():
            raise Cancelled
        if time.process_time() > self._last_call:
            raise TooLittleTime


def _worth(age: int) -> float:
    """What an article counts for that so many were reviewed after."""
    return float(max(_LEAST_WORTH, 0.5 ** (age / _HALF_LIFE)))


def usages(examples: Sequence[TrainingExample]) -> list[Usage]:
    """For each article of a series, which labels were usual in those before it."""
    before = (examples[max(0, number - LATELY) : number] for number in range(len(examples)))
    return [usage_of(few) for few in before]


def usage_of(examples: Sequence[TrainingExample]) -> Usage:
    """How many spans of these articles have each label; of a long list not all are counted."""
    usage: Counter[int] = Counter()
    for each in examples:
        for label, times in Counter(label for _, _, label, _ in each.spans).items():
            usage[label] += min(times, MOST_OF_ONE)
    return usage
