"""The trained topic model: what it suggests for a text, and its bytes. Needs numpy alone."""

from __future__ import annotations

import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, field
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.keywords import TopicScore, one_a_group, suggested_topics, topic_scores
from annotator.core.records import Scheme
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.nlp.checked_arrays import BROKEN, unpacked
from annotator.nlp.topics.words import Floats, Ints, Places, Vocabulary
from annotator.values import dataclass

_MAGIC = b"annotator topics"
_VERSION, _FIRST_VERSION = 3, 1  # the first said nothing of always yes, the second of keys
_DIGEST = hashlib.sha256().digest_size
_MOST_BYTES = 64 << 20  # unpacked; a model is a few MB
_HALF_FAITH = 0.5  # in keywords that were found but are not worth a suggestion beside the best
_COMMON_IDF = 1.36  # words of more than 70 % of the articles are not shown as speaking for a topic
_CHANCE = 0.4  # by the root of the articles: what a judgement by so many may be off
_CLEARLY = 0.1  # a difference in F1 that is more than chance with few articles
_MOST_LOOKED_AT = 24  # words a topic
_MOST_PLACES = 40
_LEAST_SHARE = 0.1  # of the strongest word, for a word to be shown


@dataclass(frozen=True, slots=True)
class TopicPart:
    """One learned topic: its logit is margin × `by_words` + keywords × `by_keywords` + `base`.

    `yes` and `no` are the articles it learned from, `f1` and `keywords_f1` what it and the keywords
    alone reached on articles held out (None: there was nothing to judge by).
    """

    topic: int
    by_words: float
    by_keywords: float
    base: float
    threshold: float
    yes: int = 0
    no: int = 0
    f1: float | None = None
    keywords_f1: float | None = None

    @property
    def is_better(self) -> bool:
        """Whether keywords alone are not clearly better."""
        if self.f1 is None or self.keywords_f1 is None:
            return True
        return self.keywords_f1 - self.f1 < _CLEARLY

    def score(self, margin: float, keywords: float) -> float:
        """Its probability, before the answers of a group of one share theirs out."""
        logit = margin * self.by_words + keywords * self.by_keywords + self.base
        return float(sigmoid(np.array(logit)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the folds said: macro F1 of the model, of keywords alone and of saying yes always (in a
    group of one to its commonest topic), and calibration error. All count the no's as well.
    `saved` is the share of keys saved when what is suggested counts as pressed.
    """

    articles: int = 0
    f1: float = 0.0
    keywords_f1: float = 0.0
    calibration_error: float = 0.0
    always_yes_f1: float | None = None
    saved: float | None = None
    keywords_saved: float | None = None

    @property
    def is_better(self) -> bool:
        """Whether the model, which has the keywords' say in it, does no worse than they alone
        beyond chance, and better than saying nothing or yes to every topic.
        """
        if self.articles == 0:
            return False
        chance = _CHANCE / sqrt(self.articles)
        worth, keywords = (
            self.f1 + (self.saved or 0.0),
            self.keywords_f1 + max(0.0, self.keywords_saved or 0.0),
        )
        speaks = self.f1 > (self.always_yes_f1 or 0.0) or (self.saved or 0.0) > chance
        return speaks and self.f1 >= self.keywords_f1 - chance and worth >= keywords - chance


@dataclass(frozen=True, eq=False)
class TopicModel:
    """Topics learned from reviewed articles.

    `weights` (topics × words, in the order of `parts` and `vocabulary`) and `intercepts` give the
    margins; `none_rates` the share of articles without an answer, by id of a group of one answer.
    While it is not better than the scheme's keywords (`is_better`), it suggests what they do.
    """

    parts: tuple[TopicPart, ...] = ()
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary((), np.zeros(0, np.float32)))
    weights: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    intercepts: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    none_rates: Mapping[int, float] = field(default_factory=dict)
    judged: Judgement = field(default_factory=Judgement)
    is_better: bool = False

    def suggest(self, text: str, scheme: Scheme) -> list[TopicScore]:
        """(topic id, probability, places of the words that speak most for it), best first.

        Retired topics are left out, and of a group of one all but the best. Topics
        that were not learned, or on which keywords alone were clearly better, go by keywords; so do
        all while the model is not better.
        """
        if not self.is_better:
            return one_a_group(suggested_topics(text, scheme.topics), scheme)
        row, keywords = self._row(text), _Keywords(text, scheme)
        scores = self._probabilities(row, keywords, scheme)
        learned = {part.topic for part in self.parts if part.is_better and part.topic in scores}
        found: list[TopicScore] = []
        for i, part in enumerate(self.parts):
            if part.topic in learned and scores[part.topic] >= part.threshold:
                places = self._speaking(row, self.weights[i, row.columns] * row.values)
                if part.by_keywords > 0:
                    places = _merged([*places, *keywords.places.get(part.topic, ())])
                found.append((part.topic, round(scores[part.topic], 4), places))
        found += [each for each in keywords.rows if each[0] not in learned]
        return one_a_group(sorted(found, key=_best_first), scheme)

    def probabilities(self, text: str, scheme: Scheme) -> dict[int, float]:
        """The calibrated probability of each learned topic that is not retired."""
        return self._probabilities(self._row(text), _Keywords(text, scheme), scheme)

    def _row(self, text: str) -> _Row:
        places = self.vocabulary.places(text)
        return _Row(
            list(places.values()),
            *self.vocabulary.weigh((name, len(found)) for name, found in places.items()),
        )

    def _probabilities(self, row: _Row, keywords: _Keywords, scheme: Scheme) -> dict[int, float]:
        margins = self.weights[:, row.columns] @ row.values + self.intercepts
        raw = {
            part.topic: part.score(float(margin), keywords.strengths.get(part.topic, 0.0))
            for part, margin in zip(self.parts, margins, strict=True)
        }
        scores = {topic.id: raw[topic.id] for topic in scheme.topics if topic.id in raw}
        # With the retired ones, or their articles would be shared out among the others.
        for group, topics in groups_of_one(scheme).items():
            members = [topic for topic in topics if topic in scores]
            others = sum(keywords.suggested.get(topic, 0.0) for topic in topics if topic not in raw)
            rate = self.none_rates.get(group, 1.0) + others
            shares = shared_out(np.array([[scores[topic] for topic in members]]), rate)
            scores.update(zip(members, map(float, shares[0]), strict=True))
        return {t.id: scores[t.id] for t in scheme.topics if t.id in scores and not t.retired}

    def _speaking(self, row: _Row, pull: Floats) -> Places:
        """Where the words are that pull most; common ones are left out."""
        found: Places = []
        most = 0.0
        for i in np.argsort(-pull, kind="stable")[:_MOST_LOOKED_AT]:
            if self.vocabulary.idf[row.columns[i]] < _COMMON_IDF:
                continue
            most = most or float(pull[i])
            if pull[i] <= _LEAST_SHARE * most or len(found) >= _MOST_PLACES:
                break
            found += row.places[i]
        return _merged(found[:_MOST_PLACES])

    def to_bytes(self) -> bytes:
        """All of it; the same model gives the same bytes."""
        head = {
            "parts": [asdict(part) for part in self.parts],
            "names": self.vocabulary.names,
            "none_rates": sorted(self.none_rates.items()),
            "judged": asdict(self.judged),
            "is_better": self.is_better,
        }
        told = json.dumps(head, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        stream = io.BytesIO()
        np.savez_compressed(
            stream,
            head=np.frombuffer(told.encode(), np.uint8),
            idf=self.vocabulary.idf.astype(np.float16),
            weights=self.weights.astype(np.float16),
            intercepts=self.intercepts.astype(np.float32),
        )
        body = stream.getvalue()
        return _MAGIC + bytes([_VERSION]) + hashlib.sha256(body).digest() + body

    @staticmethod
    def from_bytes(stored: bytes) -> TopicModel:
        """The model that `to_bytes` wrote; UserError where it is damaged or of a newer version."""
        start = len(_MAGIC)
        if not stored.startswith(_MAGIC) or len(stored) < start + 1 + _DIGEST:
            raise _damaged()
        if stored[start] > _VERSION:
            raise UserError(Fault.TOPIC_MODEL_NEWER)
        digest, body = stored[start + 1 : start + 1 + _DIGEST], stored[start + 1 + _DIGEST :]
        if stored[start] < _FIRST_VERSION or hashlib.sha256(body).digest() != digest:
            raise _damaged()
        try:
            return _model(*_unpacked(body))
        except BROKEN as fault:
            raise _damaged() from fault


@dataclass(frozen=True, slots=True)
class _Row:
    """A text's known words: where each is, its column, its TF-IDF."""

    places: list[Places]
    columns: Ints
    values: Floats


class _Keywords:
    """What the scheme's keywords say about a text."""

    def __init__(self, text: str, scheme: Scheme) -> None:
        rows = topic_scores(text, scheme.topics)
        self.rows = suggested_topics(text, scheme.topics)
        self.suggested = {topic: score for topic, score, _ in self.rows}
        self.strengths = strengths(rows, set(self.suggested))
        self.places = {topic: found for topic, _, found in rows}


def strengths(rows: Iterable[TopicScore], suggested: set[int]) -> dict[int, float]:
    """How much the keywords speak for each topic, 0–1."""
    return {topic: score * (1.0 if topic in suggested else _HALF_FAITH) for topic, score, _ in rows}


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)))


def shared_out(scores: NDArray[np.float64], none_rate: float) -> NDArray[np.float64]:
    """Probabilities of the topics of a group of one (articles × topics), beside "none of them"."""
    total = scores.sum(axis=1, keepdims=True) + none_rate
    return np.asarray(np.divide(scores, total, out=np.zeros_like(scores), where=total > 0))


def groups_of_one(scheme: Scheme) -> dict[int, list[int]]:
    """The topics of each group that takes one answer, retired ones too, by the group's id."""
    single = {group.id for group in scheme.groups if not group.several}
    topics: dict[int, list[int]] = defaultdict(list)
    for topic in scheme.topics:
        if topic.group in single:
            topics[topic.group].append(topic.id)
    return topics


def _best_first(row: TopicScore) -> tuple[float, int]:
    return -row[1], row[0]


def _merged(places: Iterable[tuple[int, int]]) -> Places:
    """In order; those that overlap or have one character between them become one."""
    merged: Places = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _unpacked(body: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    arrays = unpacked(body, _MOST_BYTES)
    loaded = {name: arrays[name] for name in ("head", "idf", "weights", "intercepts")}
    head = json.loads(loaded.pop("head").tobytes().decode())
    return head, {name: array.astype(np.float32) for name, array in loaded.items()}


def _model(head: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> TopicModel:
    parts = tuple(TopicPart(**part) for part in head["parts"])
    names = tuple(str(name) for name in head["names"])
    shapes = arrays["idf"].shape, arrays["weights"].shape, arrays["intercepts"].shape
    if shapes != ((len(names),), (len(parts), len(names)), (len(parts),)):
        raise ValueError("its parts do not fit together")
    if not all(np.isfinite(array).all() for array in arrays.values()):
        raise ValueError("not a number")
    return TopicModel(
        parts,
        Vocabulary(names, arrays["idf"]),
        arrays["weights"],
        arrays["intercepts"],
        {int(group): float(rate) for group, rate in head["none_rates"]},
        Judgement(**head["judged"]),
        bool(head["is_better"]),
    )


def _damaged() -> UserError:
    return UserError(Fault.TOPIC_MODEL_DAMAGED)
