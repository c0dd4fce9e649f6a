"""Topics by the scheme's keywords: what is suggested before there is anything to learn from."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import exp

from annotator.core.records import Scheme, Topic
from annotator.values import dataclass

SUGGESTED_FROM = 0.2  # below it, keywords say too little for a suggestion
SUGGESTED_SHARE = 0.5  # of the best topic's score

TopicScore = tuple[int, float, list[tuple[int, int]]]

# Scripts without spaces between words: a keyword in them needs no word boundary.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_CHARACTERS_A_WORD = 6
_HALF_DENSITY = 0.5  # hits in 100 words at which the density factor is one half


def topic_scores(text: str, topics: Iterable[Topic]) -> list[TopicScore]:
    """(topic id, score 0–1, ranges of its keywords in the text), best first; without hits left out.

    Keywords count as whole words or phrases, in any case. The score saturates with the number of
    different keywords, repeats count little, and falls where they are thinly spread.
    """
    table = _table(tuple((t.id, t.keywords) for t in topics if not t.retired and t.keywords))
    hits: dict[int, list[tuple[int, int]]] = defaultdict(list)
    kinds: dict[int, set[str]] = defaultdict(set)
    folded = _fold(text)
    for pattern in table.patterns:
        for match in pattern.finditer(folded):
            for keyword, length, topic_ids in table.matched(" ".join(match[1].split()), match[1]):
                for topic_id in topic_ids:
                    hits[topic_id].append((match.start(1), match.start(1) + length))
                    kinds[topic_id].add(keyword)
    scores = [
        (topic_id, _score(kinds[topic_id], len(found), len(text)), sorted(found))
        for topic_id, found in hits.items()
    ]
    return sorted(scores, key=lambda row: (-row[1], row[0]))


def suggested_topics(text: str, topics: Iterable[Topic]) -> list[TopicScore]:
    """Those of `topic_scores` worth a suggestion: enough by themselves, and beside the best."""
    scores = topic_scores(text, topics)
    if not scores:
        return []
    least = max(SUGGESTED_FROM, SUGGESTED_SHARE * scores[0][1])
    return [row for row in scores if row[1] >= least]


def one_a_group(rows: Sequence[TopicScore], scheme: Scheme) -> list[TopicScore]:
    """Without all but the best of each group that takes one answer; `rows` come best first."""
    single = {group.id for group in scheme.groups if not group.several}
    group_of = {topic.id: topic.group for topic in scheme.topics if topic.group in single}
    kept, taken = [], set()
    for row in rows:
        group = group_of.get(row[0])
        if group is None or group not in taken:
            kept.append(row)
            taken.add(group)
    return kept


def _score(keywords: set[str], hits: int, characters: int) -> float:
    different = sum(1.5 if " " in keyword else 1.0 for keyword in keywords)
    evidence = different + 0.15 * (hits - len(keywords))
    density = 100 * hits / max(1.0, characters / _CHARACTERS_A_WORD)
    return round((1 - exp(-evidence / 3)) * density / (density + _HALF_DENSITY), 4)


def _fold(text: str) -> str:
    """Lower case with plain apostrophes, as long as the text ("İ".lower() is two characters)."""
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return folded.replace("’", "'")


@dataclass(frozen=True)
class _Table:
    """The keywords of a scheme: patterns that find the longest at a place, and whose they are."""

    patterns: tuple[re.Pattern[str], ...]
    topics: dict[str, tuple[int, ...]]
    inner: dict[str, tuple[str, ...]]

    def matched(self, keyword: str, written: str) -> Iterable[tuple[str, int, tuple[int, ...]]]:
        """The keyword and the shorter ones that begin it, each with its length as written."""
        yield keyword, len(written), self.topics[keyword]
        for shorter in self.inner.get(keyword, ()):
            form = re.match(_spaced(shorter), written)
            if form is not None:
                yield shorter, form.end(), self.topics[shorter]


@lru_cache(maxsize=8)
def _table(rows: tuple[tuple[int, tuple[str, ...]], ...]) -> _Table:
    owners: dict[str, list[int]] = {}
    for topic_id, keywords in rows:
        for keyword in keywords:
            folded = " ".join(_fold(keyword).split())
            if folded and topic_id not in owners.setdefault(folded, []):
                owners[folded].append(topic_id)
    unspaced = [keyword for keyword in owners if _UNSPACED.search(keyword)]
    spaced = [keyword for keyword in owners if not _UNSPACED.search(keyword)]
    patterns = []
    if spaced:
        patterns.append(re.compile(rf"(?<!\w)(?=({_alternatives(spaced)})(?!\w))"))
    if unspaced:
        patterns.append(re.compile(rf"(?=({_alternatives(unspaced)}))"))
    inner = {
        longer: found
        for longer in owners
        if (found := tuple(k for k in owners if _begins(longer, k)))
    }
    return _Table(tuple(patterns), {k: tuple(v) for k, v in owners.items()}, inner)


def _begins(longer: str, keyword: str) -> bool:
    if longer == keyword or not longer.startswith(keyword):
        return False
    return bool(_UNSPACED.search(keyword)) or not longer[len(keyword)].isalnum()


def _alternatives(keywords: Sequence[str]) -> str:
    """An alternation by first character, the longest first."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for keyword in sorted(keywords, key=lambda k: (-len(k), k)):
        by_first[keyword[0]].append(keyword)
    groups = (
        re.escape(first) + "(?:" + "|".join(_spaced(keyword[1:]) for keyword in rest) + ")"
        for first, rest in sorted(by_first.items())
    )
    return "|".join(groups)


def _spaced(keyword: str) -> str:
    return r"\s+".join(re.escape(word) for word in keyword.split(" "))
