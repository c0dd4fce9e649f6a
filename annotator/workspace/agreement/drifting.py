"""Whether somebody codes otherwise as time goes on, from the articles that others coded too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from annotator.core.agreement import spans
from annotator.core.agreement.codings import CodedArticle, Coding
from annotator.core.agreement.drift import PERMUTATIONS, WINDOW, largest_sum, windows
from annotator.core.agreement.intervals import SEED
from annotator.workspace.agreement.overlap import Compared

ChanceOfDrift = Callable[[Sequence[float], int, int], float]
"""Residuals in order, how many permutations, and a seed: how often chance order strays as far."""


def drifts(found: Compared, chance: ChanceOfDrift) -> list[dict[str, Any]]:
    """For each coder the agreement with the others by windows of articles in the order of work, and
    the chance that articles in any order would stray as far; the same for each topic, of whether
    the coder said yes less how many of the others did.
    """
    told = []
    for coder in found.coders:
        work = sorted(
            ((own, each) for each in found.overlap if (own := each.by(coder)) is not None),
            key=lambda x: (x[0].at, x[0].article),
        )
        agreed = [_agreement(own, each) for own, each in work]
        if len(agreed) < 2 * WINDOW:
            told.append({"coder": coder, "articles": len(agreed), "windows": [],
                         "why": f"too few ({len(agreed)} of {2 * WINDOW})"})  # fmt: skip
            continue
        of_topics = []
        for topic in found.scheme.topics:
            residuals = [
                x for own, each in work if (x := _residual(own, each, topic.id)) is not None
            ]
            if len(residuals) >= 2 * WINDOW and any(residuals):
                p = chance(residuals, PERMUTATIONS, SEED)
                of_topics.append({"topic": topic.name, "chance": round(p, 4),
                                  "after": largest_sum(residuals)[1]})  # fmt: skip
        is_even = max(agreed) - min(agreed) < 1e-12
        told.append(
            {
                "coder": coder,
                "articles": len(agreed),
                "windows": [round(each, 4) for each in windows(agreed)],
                "chance": 1.0 if is_even else round(chance(agreed, PERMUTATIONS, SEED), 4),
                "after": largest_sum(agreed)[1],
                "topics": sorted(of_topics, key=lambda x: (x["chance"], x["topic"])),
            }
        )
    return told


def _agreement(own: Coding, article: CodedArticle) -> float:
    """The mean share of what a coder and each of the others say alike, of topics and spans."""
    shares = []
    for other in article.codings:
        if other.annotator == own.annotator:
            continue
        both = own.topics.keys() & other.topics.keys()
        said = [float(own.topics[topic] == other.topics[topic]) for topic in both]
        exact = spans.f1_exact(spans.pair_row(own.spans, other.spans))
        shares.append(fmean([*said, *([] if exact is None else [exact])] or [1.0]))
    return fmean(shares)


def _residual(own: Coding, article: CodedArticle, topic: int) -> float | None:
    others = [
        x.topics[topic]
        for x in article.codings
        if x.annotator != own.annotator and topic in x.topics
    ]
    if topic not in own.topics or not others:
        return None
    return own.topics[topic] - fmean(others)
