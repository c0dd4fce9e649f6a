"""How suggestions do against reviews, label by label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from annotator.core.pairing import paired
from annotator.core.repairs import Marked
from annotator.values import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one label: spans `wanted` by the reviews, `found` as suggestions.

    `exact` of them have the same range and label; `near`, at least as many, the same label and
    some text in common, paired one to one.
    """

    wanted: int = 0
    found: int = 0
    exact: int = 0
    near: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.wanted + other.wanted,
            self.found + other.found,
            self.exact + other.exact,
            self.near + other.near,
        )

    @property
    def precision(self) -> float | None:
        """The share of what was found that is exactly right; None where nothing was found."""
        return self.exact / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of what was wanted that was found exactly; None where nothing was wanted."""
        return self.exact / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two; None where there is nothing at all."""
        return _f1(self.exact, self)

    @property
    def near_f1(self) -> float | None:
        """The same where any overlap with the same label counts as right."""
        return _f1(self.near, self)

    def told(self) -> dict[str, float | int | None]:
        """As a report holds it: counts, and rates with four digits."""
        rates = {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "overlap_f1": self.near_f1,
        }
        rounded = {name: None if x is None else round(x, 4) for name, x in rates.items()}
        counts = {"wanted": self.wanted, "found": self.found}
        return {**counts, "exact": self.exact, "overlap": self.near, **rounded}


def scores(gold: Iterable[Marked], found: Iterable[Marked]) -> dict[int, Score]:
    """The scores of one article by label id; labels that neither has are not there."""
    wanted, offered = _by_label(gold), _by_label(found)
    return {
        label: Score(
            len(wanted[label]),
            len(offered[label]),
            len(wanted[label] & offered[label]),
            _pairs(wanted[label], offered[label]),
        )
        for label in sorted({*wanted, *offered})
    }


def summed(articles: Iterable[Mapping[int, Score]]) -> dict[int, Score]:
    """The scores of articles together, by label id."""
    total: dict[int, Score] = {}
    for article in articles:
        for label, score in article.items():
            total[label] = total.get(label, Score()) + score
    return total


def _f1(right: int, score: Score) -> float | None:
    both = score.wanted + score.found
    return 2 * right / both if both else None


def _by_label(marked: Iterable[Marked]) -> defaultdict[int, set[tuple[int, int]]]:
    found: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for start, end, label in marked:
        found[label].add((start, end))
    return found


def _pairs(wanted: set[tuple[int, int]], offered: set[tuple[int, int]]) -> int:
    """How many can be paired, the same range first, then by the most text in common."""
    same = wanted & offered
    return len(same) + len(paired(wanted - same, offered - same))
