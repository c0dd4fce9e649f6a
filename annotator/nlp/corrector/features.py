"""What the corrector sees of an article: the evidence, kept small, and features of its tokens."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.memory import Memory, RememberedMention
from annotator.core.repairs import Marked
from annotator.core.tokens import Tokens, name_run
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.nlp.checked_arrays import BROKEN, decompressed
from annotator.nlp.corrector import clusters, prior
from annotator.nlp.corrector.token_classifier import features_of, no_scores
from annotator.nlp.sources.parsed_article import Entity, ParsedArticle
from annotator.nlp.sources.token_vectors import STEPS, TokenVectors, no_views
from annotator.values import dataclass

OUTSIDE = "O"
_VERSION = 3
_LETTERS = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d")
_LINE_BREAK = re.compile(r"[\r\n\u2028\u2029]")
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)|\u2029")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_RARE, _SOME = 1, 2
_MOST_WORDS = 300  # that say what an article is about; most articles have fewer
_SHORT = 2  # letters of a word that says nothing about an article
_WHOLE = 20  # longer than all paths
_CUTS = {
    -2: (8, _WHOLE),
    -1: (4, 8, 12, _WHOLE),
    0: (4, 6, 8, 10, 12, _WHOLE),
    1: (4, 8, 12, _WHOLE),
    2: (8, _WHOLE),
}
"""To what lengths the paths of a token and of those beside it are cut."""
_SPAN_CUTS = (4, 6, 10, _WHOLE)
_VIEW, _OWN_VIEW = 0.45 / STEPS, 0.6 / STEPS  # the language model's, the pipeline's own


@dataclass(frozen=True, slots=True)
class CachedParse:
    """A pipeline's reading of an article, as kept for training: about 10 kB for 600 tokens."""

    reading: ParsedArticle

    def __len__(self) -> int:
        return len(self.reading.tokens)

    def to_bytes(self) -> bytes:
        """Compressed JSON. Tokens as gaps and lengths, tags as numbers."""
        tokens = self.reading.tokens
        tagset = sorted(set(self.reading.tags))
        numbers = {tag: number for number, tag in enumerate(tagset)}
        ends = [0, *tokens.ends]
        written = {
            "version": _VERSION,
            "language": self.reading.language,
            "gaps": [start - end for start, end in zip(tokens.starts, ends, strict=False)],
            "lengths": [e - s for s, e in zip(tokens.starts, tokens.ends, strict=True)],
            "sentences": list(self.reading.sentences),
            "entities": [[each.start, each.end, each.name] for each in self.reading.entities],
            "tagset": tagset,
            "tags": [numbers[tag] for tag in self.reading.tags],
            "views": None if self.reading.views is None else _written(self.reading.views),
            "views_of": self.reading.views_of,
        }
        return zlib.compress(json.dumps(written, separators=(",", ":")).encode(), 9)

    @classmethod
    def from_bytes(cls, blob: bytes) -> CachedParse:
        """What `to_bytes` wrote; UserError on anything else."""
        try:
            return cls(_reading(json.loads(decompressed(blob))))
        except BROKEN as fault:
            raise UserError(Fault.NO_EVIDENCE) from fault


def _reading(written: Mapping[str, Any]) -> ParsedArticle:
    if written["version"] != _VERSION:
        raise ValueError(written["version"])
    starts, ends = [], []
    at = 0
    for gap, length in zip(written["gaps"], written["lengths"], strict=True):
        starts.append(at + gap)
        at += gap + length
        ends.append(at)
    tags = [written["tagset"][number] for number in written["tags"]]
    if tags and len(tags) != len(starts):
        raise ValueError("tags")
    entities = [Entity(int(start), int(end), str(name)) for start, end, name in written["entities"]]
    views = None if written["views"] is None else _views(written["views"], len(starts))
    sentences = [int(start) for start in written["sentences"]]
    language = str(written["language"])
    views_of = str(written.get("views_of", ""))
    return ParsedArticle(Tokens(starts, ends), sentences, entities, tags, views, language, views_of)


def _written(views: TokenVectors) -> dict[str, Any]:
    """The rows that are not all zeros, and where they are."""
    is_known = views.any(axis=1)
    return {
        "width": views.shape[1],
        "known": b64encode(np.packbits(is_known).tobytes()).decode(),
        "rows": b64encode(views[is_known].tobytes()).decode(),
    }


def _views(written: Mapping[str, Any], count: int) -> TokenVectors:
    views = np.zeros((count, int(written["width"])), np.int8)
    bits = np.frombuffer(b64decode(written["known"]), np.uint8)
    is_known = np.unpackbits(bits, count=count).astype(bool)
    rows = np.frombuffer(b64decode(written["rows"]), np.int8)
    views[is_known] = rows.reshape(int(is_known.sum()), views.shape[1])
    return views


Spans = Sequence[tuple[int, int, int]]
"""First token, end token and label id of spans that do not overlap each other."""


def marks_of(spans: Sequence[tuple[int, int, str]], count: int) -> list[str]:
    """B-, I- and O for each of `count` tokens; of overlapping spans the earlier one counts."""
    marks = [OUTSIDE] * count
    for first, end, name in spans:
        if all(mark == OUTSIDE for mark in marks[first:end]):
            marks[first:end] = ["B-" + name] + ["I-" + name] * (end - first - 1)
    return marks


@dataclass(slots=True)
class Lexicon:
    """What the reviewed articles say about surfaces and single words."""

    surfaces: Memory = field(default_factory=Memory)
    words: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, article: CountedArticle, sign: int = 1) -> None:
        """Count an article, or with sign -1 leave it out."""
        for surface, label in article.surfaces:
            self.surfaces.add(surface, label, sign)
        for word, mark in zip(article.words, article.marks, strict=True):
            if word[:1].islower() and mark == OUTSIDE and word not in self.words:
                continue  # most words never stand in a span: nothing to be said about them
            counts = self.words[word]
            counts[mark] += sign
            if not counts[mark]:
                del counts[mark]


@dataclass(frozen=True, slots=True)
class CountedArticle:
    """A reviewed article as the lexicon counts it: words, their marks, surfaces with labels."""

    words: Sequence[str]
    marks: Sequence[str]
    surfaces: Sequence[tuple[str, int]]


class Featurizer:
    """Features of one article's tokens and spans. `offered` is what the pipeline alone suggests, in
    the labels of the scheme. `scores`, tokens × states of the CRF, is for who has a classifier of
    words to set: what it says of them.
    """

    def __init__(self, text: str, evidence: CachedParse, offered: Iterable[Marked] = ()) -> None:
        reading = evidence.reading
        tokens = reading.tokens
        self.text = text
        self.tokens = tokens
        self.words = [text[s:e] for s, e in zip(tokens.starts, tokens.ends, strict=True)]
        self._lower = [word.lower() for word in self.words]
        self._shapes = [shape(word) for word in self.words]
        self._paths = [clusters.path(word, reading.language) for word in self.words]
        self._tags = reading.tags
        self._pipeline = marks_of(_covered(reading), len(tokens))
        self._opens = frozenset(reading.sentences)
        self._gaps = [text[e:s] for e, s in zip((0, *tokens.ends), tokens.starts, strict=False)]
        self.views_of = reading.views_of
        self.views = no_views(len(tokens)) if reading.views is None else reading.views
        self.scores = no_scores(len(tokens))
        self._runs = self._all_runs()
        self._majority = self._vote()
        covers = ((tokens.covering(start, end), label) for start, end, label in offered)
        known = [(*cover, label) for cover, label in covers if cover is not None]
        breaks = self.breaks
        self._offered = [x for x in known if not any(x[0] < i < x[1] for i in breaks)]
        self._offered_at = {i: each for each in self._offered for i in range(*each[:2])}

    @property
    def offered_places(self) -> list[tuple[int, int]]:
        """First and end token of what the pipeline suggests."""
        return [(first, end) for first, end, _ in self._offered]

    @property
    def breaks(self) -> list[int]:
        """The tokens behind a blank line: no span goes over one."""
        return [i for i, gap in enumerate(self._gaps) if _BLANK_LINE.search(gap)]

    @property
    def opens(self) -> frozenset[int]:
        """The tokens with which sentences start."""
        at = {start: i for i, start in enumerate(self.tokens.starts)}
        return frozenset(at[start] for start in self._opens if start in at)

    def in_tokens(
        self, spans: Iterable[tuple[int, int, int]], labels: Sequence[int]
    ) -> list[tuple[int, int, int]]:
        """Spans of the text (start, end, label id) as first token, end token and the label's index
        in `labels`, -1 where it is not among them; those that are no tokens are left out.
        """
        index = {label: number for number, label in enumerate(labels)}
        covers = [(self.tokens.covering(start, end), label) for start, end, label in spans]
        return [(*cover, index.get(label, -1)) for cover, label in covers if cover is not None]

    def features(self, lexicon: Lexicon, memory: Memory) -> list[list[str]]:
        """All features of each token; `memory`, `lexicon` and `scores` without this article in
        training.
        """
        found = [self._own(i) for i in range(len(self.words))]
        for token, told in zip(found, features_of(self.scores), strict=True):
            token += told
        self._add_recalled(found, "m", lexicon.surfaces.recall(self.text, self.tokens))
        self._add_recalled(found, "d", memory.recall(self.text, self.tokens))
        for i, word in enumerate(self.words):
            counts = lexicon.words.get(word)
            if counts:
                mark, count = max(counts.items(), key=lambda item: (item[1], item[0]))
                total = sum(counts.values())
                sure = "!" if count == total else "~"
                found[i].append(f"g={mark}{sure}{'+' if total > _SOME else ''}")
        return found

    def surface(self, first: int, end: int) -> str:
        """The text from token `first` up to token `end`."""
        return self.text[self.tokens.starts[first] : self.tokens.ends[end - 1]]

    def plain_words(self) -> list[str]:
        """The article's words that are written small, or in a script without capitals: of long
        articles the most frequent ones.
        """
        often = Counter(
            word
            for word in self.words
            if (len(word) > _SHORT or not word.islower())
            and not word[0].isupper()
            and _LETTERS.match(word)
        )
        return [word for word, _ in often.most_common(_MOST_WORDS)]

    def span_view(self, first: int, end: int) -> NDArray[np.float64]:
        """What the language model or the pipeline sees in a span: the mean over its words that are
        like names, so that it weighs about as much as the words.
        """
        rows = self.views[first:end]
        known = max(1, int(rows.any(axis=1).sum()))
        weight = _VIEW if self.views_of else _OWN_VIEW
        return np.asarray(rows.sum(axis=0) * (weight / known), np.float64)

    def span_features(self, first: int, end: int) -> list[str]:
        """Features of a span as a whole: its words, edges and surroundings."""
        lower, shapes, marks = self._lower, self._shapes, self._pipeline
        inside = marks[first:end]
        is_closed = end == len(marks) or not marks[end].startswith("I-")
        read = "/".join(sorted({mark[2:] or OUTSIDE for mark in inside}))
        exact = inside[0][:1] == "B" and is_closed and all(m[:1] == "I" for m in inside[1:])
        found = [
            f"F={' '.join(lower[first:end])}",
            f"f={lower[first]}",
            f"h={lower[end - 1]}",
            f"fs={shapes[first]}",
            f"hs={shapes[end - 1]}",
            f"hx={lower[end - 1][-3:]}",
            f"hx2={lower[end - 1][-2:]}",
            f"n={min(end - first, 6)}",
            f"p={read}{'!' if exact else ''}",
            self._told_of_offered(first, end),
            f"S={' '.join(shapes[first:end])}" if end - first < 6 else "S",
        ]
        found += [f"w={word}" for word in lower[first:end]]
        for name, i in (("b", first - 1), ("bb", first - 2), ("a", end), ("aa", end + 1)):
            if 0 <= i < len(lower):
                found += [f"{name}={lower[i]}", f"{name}s={shapes[i]}", f"{name}p={marks[i]}"]
                if self._tags:
                    found.append(f"{name}t={self._tags[i]}")
            else:
                found.append(f"{name}-")
        for name, i in (("f", first), ("h", end - 1), ("b", first - 1), ("a", end)):
            if 0 <= i < len(lower) and (path := self._paths[i]):
                found += [f"k{name}{length}={path[:length]}" for length in _SPAN_CUTS]
        if self._tags:
            found += [f"ft={self._tags[first]}", f"ht={self._tags[end - 1]}"]
        if self.tokens.starts[first] in self._opens:
            found.append("ss")
        run = self._runs[first]
        if run is not None:
            found.append(f"run={_compared(run[0], first)}{_compared(run[1], end)}")
        return found

    def _told_of_offered(self, first: int, end: int) -> str:
        over = (self._offered_at[i] for i in range(first, end) if i in self._offered_at)
        own = next(over, None)
        if own is None:
            return prior.feature(None, is_exact=False)
        return prior.feature(own[2], is_exact=own[:2] == (first, end))

    def _add_recalled(
        self, found: list[list[str]], name: str, recalled: Sequence[RememberedMention]
    ) -> None:
        for known in recalled:
            labels = sorted(known.counts.items(), key=lambda item: (-item[1], str(item[0])))[:2]
            sure = "!" if len(known.counts) == 1 else "?"
            for i in range(known.first_token, known.end_token):
                edge = "B" if i == known.first_token else "I"
                told = [
                    f"{name}{edge}{label}{'+' if n > _RARE else ''}{sure}" for label, n in labels
                ]
                found[i] += told
                found[i].append(told[0] + self._pipeline[i])
            first = f"{labels[0][0]}{sure}"
            if known.first_token > 0:
                found[known.first_token - 1].append(f"n{name}{first}")
            if known.end_token < len(found):
                found[known.end_token].append(f"l{name}{first}")

    def _own(self, i: int) -> list[str]:
        """Features of token `i` that depend on nothing but the article."""
        features = ["b"]
        self._add_word(features, i)
        self._add_clusters(features, i)
        self._add_pipeline(features, i)
        self._add_neighbours(features, i)
        self._add_tags(features, i)
        told = self._majority.get(self.words[i])
        if told is not None:
            features += [f"M={told}", f"Mp={told}{self._pipeline[i]}"]
        if (run := self._runs[i]) is not None:
            first, end = run
            features += [
                f"ra{min(i - first, 2)}.{min(end - i, 3)}",
                f"rl={self._lower[end - 1]}",
                f"rf={self._lower[first]}",
            ]
        return features

    def _add_word(self, features: list[str], i: int) -> None:
        lower, start = self._lower[i], self.tokens.starts[i]
        features += [f"w={lower}", f"s={self._shapes[i]}"]
        features += [f"x{k}={lower[-k:]}" for k in range(1, min(len(lower), 4) + 1)]
        features += [f"y{k}={lower[:k]}" for k in range(2, min(len(lower), 3) + 1)]
        if start in self._opens:
            features.append("ss")
        if i and not self._gaps[i]:
            features.append("glued")
        if _LINE_BREAK.search(self._gaps[i]):
            features.append("nl")

    def _add_clusters(self, features: list[str], i: int) -> None:
        for away in _CUTS:
            if 0 <= i + away < len(self.words) and (path := self._paths[i + away]):
                features += _cut(path, away)

    def _add_pipeline(self, features: list[str], i: int) -> None:
        marks, here = self._pipeline, self._pipeline[i]
        features += [
            f"p={here}",
            f"p2={here}|{self._shapes[i]}",
            f"pw={here[2:]}|{self._lower[i]}",
        ]
        if i:
            features.append(f"pp={marks[i - 1]}{here}")
        if i + 1 < len(marks):
            features.append(f"pn={here}{marks[i + 1]}")
        if 0 < i < len(marks) - 1:
            features.append(f"ppp={marks[i - 1]}{here}{marks[i + 1]}")

    def _add_neighbours(self, features: list[str], i: int) -> None:
        for away in (-2, -1, 1, 2):
            j = i + away
            if 0 <= j < len(self.words):
                features += [
                    f"w{away}={self._lower[j]}",
                    f"s{away}={self._shapes[j]}",
                    f"p{away}={self._pipeline[j]}",
                ]
            else:
                features.append(f"e{away}")

    def _add_tags(self, features: list[str], i: int) -> None:
        if not self._tags:
            return
        tags, here = self._tags, self._tags[i]
        features += [f"t={here}", f"tp={here}{self._pipeline[i]}"]
        if i:
            features += [f"t-={tags[i - 1]}", f"tt-={tags[i - 1]}{here}"]
        if i + 1 < len(tags):
            features += [f"t+={tags[i + 1]}", f"tt+={here}{tags[i + 1]}"]

    def _vote(self) -> dict[str, str]:
        """The label that the pipeline gives most often to a capitalised word in this article."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for word, mark in zip(self.words, self._pipeline, strict=True):
            if not word[:1].islower() and word[:1].isalpha():
                votes[word][mark[2:]] += 1
        return {
            word: counts.most_common(1)[0][0] + ("!" if len(counts) == 1 else "")
            for word, counts in votes.items()
        }

    def _all_runs(self) -> list[tuple[int, int] | None]:
        runs: list[tuple[int, int] | None] = [None] * len(self.words)
        i = 0
        while i < len(self.words):
            run = name_run(self.text, self.tokens, i) if self.words[i][:1].isupper() else None
            if run is None or run[1] <= i:
                i += 1
                continue
            for k in range(max(run[0], i), run[1]):
                runs[k] = run
            i = run[1]
        return runs


@cache
def _cut(path: str, away: int) -> list[str]:
    """The features of a token that say where the word so far away from it is in the tree."""
    return [f"k{away}.{length}={path[:length]}" for length in _CUTS[away]]


def _compared(edge: int, other: int) -> str:
    return "=" if edge == other else "<" if edge < other else ">"


def _covered(reading: ParsedArticle) -> list[tuple[int, int, str]]:
    covers = []
    for entity in reading.entities:
        cover = reading.tokens.covering(entity.start, entity.end)
        if cover is not None:
            covers.append((*cover, entity.name))
    return covers


@lru_cache(maxsize=50_000)
def shape(word: str) -> str:
    """Letters as X and x, digits as d, no more than two alike in a row."""
    letters = _LETTERS.sub(lambda match: "X" if match[0].isupper() else "x", word)
    return _LONG_RUN.sub(r"\1\1", _DIGITS.sub("d", letters))
