"""What is expected before anything is learned: that the pipeline's own suggestions are right.

While few spans were reviewed, the ranker's weights are drawn towards this, later towards zero. So
the first versions repeat the pipeline where nothing speaks against it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Expected = Mapping[str, Mapping[int, float]]
"""Weights by feature and class; class 0 is none, class i + 1 the label at i."""

_STRENGTH = 3.0  # of the log odds, before anything was reviewed
_MANY = 100  # reviewed spans, of which the strength is one half
_LEAST = 0.05  # a strength that is none
_NONE = 0.5  # of the strength: other places, and other edges, are likelier no entity

_OTHER_PLACE, _OTHER_EDGES = "q-", "q~"


def feature(label: int | None, *, is_exact: bool) -> str:
    """The feature of a candidate over a suggestion of the pipeline with this label, which has the
    same edges or not; None: over none.
    """
    if label is None:
        return _OTHER_PLACE
    return f"q!{label}" if is_exact else _OTHER_EDGES


def expected(labels: Sequence[int], reviewed: int) -> Expected:
    """The weights that are expected after so many reviewed spans; none after 770.

    With the same strength for all sizes 3 gave the fewest repairs up to 80 spans, and from 130 on
    none at all, but little depended on it then: so it wanes slowly, and no version leaps.
    """
    strength = _STRENGTH / (1 + (reviewed / _MANY) ** 2)
    if strength < _LEAST:
        return {}
    own = {feature(label, is_exact=True): {i + 1: strength} for i, label in enumerate(labels)}
    none = {0: _NONE * strength}
    return {**own, _OTHER_PLACE: none, _OTHER_EDGES: none}
