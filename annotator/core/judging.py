"""Whether what was learned is better than what it would replace, judged on reviews it never saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import sqrt

from annotator.core.looks import READ_WITHIN
from annotator.core.repairs import Marked, folded, repairs
from annotator.values import dataclass

RECENT = 60
"""So many of the last judged articles speak: older ones tell of older versions."""

LEAST_OWN = 2
"""So many of a version's own; one article says little, and those before it are asked too."""

LEAST_READ, MOST_READ = 8, 16
"""So many articles that were read speak alone, where others were not."""

_LEAST = 3  # articles
_SURE = 1.0  # standard errors by which the sum of differences must stand out
BINS = 10


@dataclass(frozen=True, slots=True)
class Left:
    """A version that proved worse on what came after it, and the one that is used instead of it (0:
    none).

    In so many `articles` that came after it, it took `repairs` an article, and `other` what it is
    worse than: the version before it (`is_by_version`), or the pipeline with memory.
    """

    version: int
    instead: int = 0
    repairs: float = 0.0
    other: float = 0.0
    articles: int = 0
    is_by_version: bool = False


@dataclass(frozen=True, slots=True)
class JudgedArticle:
    """One article: repairs that the pipeline's suggestions need, those with memory, the learned;
    which version of the corrector it was that was judged; and the repairs of the version that it
    took the place of (None: there was none). `is_read` tells that the person read all of it: where
    one looks only where asked, what was shown seems better than it is.
    """

    static: int
    remembered: int
    learned: int
    version: int = 0
    before: int | None = None
    is_read: bool = True


def is_better(judged: Sequence[JudgedArticle], *, was_better: bool = False) -> bool:
    """Whether the learned suggestions needed fewer repairs than the better of the others; or, where
    they proved better before, did not need more, beyond noise.

    The differences in the last `RECENT` articles are summed, each over its own spread, so that one
    long list does not outvote the others; the spread of the sum is the noise. To ask for more than
    noise also in the beginning would leave half of the first gains unused. What the last version
    did counts by itself too: where it was worse than the others, beyond noise, on what came after
    it, no merit of versions before it keeps it in use. Where enough articles were read, the others
    say nothing.
    """
    recent = _telling(judged)
    if len(recent) < _LEAST:
        return was_better
    gains, own = _gains(recent), own_of(judged)
    if len(own) < LEAST_OWN:  # of those before it, but for what is long ago
        own = list(recent[-_LEAST:]) if len(recent) == len(judged[-RECENT:]) else []
    if _is_loss(_gains(own)):
        return False
    return not _is_loss(gains) if was_better else sum(gains) > 0


def _telling(judged: Sequence[JudgedArticle]) -> Sequence[JudgedArticle]:
    """The last articles that can tell what is better: those that were read, of longer ago if need
    be; all where too few were.
    """
    recent = judged[-RECENT:]
    read = [each for each in recent if each.is_read]
    if len(read) < min(MOST_READ, len(recent)):
        read = [each for each in judged[-READ_WITHIN:] if each.is_read][-MOST_READ:]
    return read if len(read) >= LEAST_READ else recent


def is_worse(judged: Sequence[JudgedArticle]) -> bool:
    """Whether the last version proved worse on what came after it, beyond noise: than the pipeline
    and memory, or than the version before it. It is left then, without waiting for the next.
    """
    own = own_of(judged)
    if len(own) < LEAST_OWN:
        return False
    return is_behind(judged) or _is_loss(_gains(own)) or not is_better(judged, was_better=True)


def is_behind(judged: Sequence[JudgedArticle]) -> bool:
    """Whether the last version needed more repairs than the one before it, where both were judged:
    in what came after it.
    """
    both = _with_before(judged)
    return len(both) >= LEAST_OWN and _is_loss([_gain(x.before or 0, x.learned) for x in both])


def before_holds(judged: Sequence[JudgedArticle]) -> bool:
    """Whether the version before may stand in for the last one: it was judged in the same articles,
    and not worse there than the pipeline and memory.
    """
    both = _with_before(judged)
    as_it_did = [replace(each, learned=each.before or 0) for each in both]
    return len(both) >= LEAST_OWN and not _is_loss(_gains(as_it_did))


def own_of(judged: Sequence[JudgedArticle]) -> list[JudgedArticle]:
    """What came after the last version, and can tell."""
    return [each for each in _telling(judged) if each.version == judged[-1].version]


def beside_folds(
    folded: Sequence[JudgedArticle], judged: Sequence[JudgedArticle]
) -> list[JudgedArticle]:
    """What a coming version is judged by where few articles were: those that were held out from it,
    and what the last version did, where enough of it is known. Those before it knew less.
    """
    own = [each for each in judged if each.version == judged[-1].version]
    return [*folded, *(own if len(own) >= LEAST_OWN else ())]


def of_peers(
    judged: Sequence[JudgedArticle], learned_from: Mapping[int, int]
) -> list[JudgedArticle]:
    """Without what versions did that learned from less than half as many articles as the last one
    that was judged (`learned_from`: articles by version; one that is not in it is left out). They
    knew too little to speak for it: where a person reads all of the first articles and looks only
    where asked in the rest, the weakest versions would be asked for longest.
    """
    if not judged:
        return []
    half = learned_from.get(judged[-1].version, 0) / 2
    return [each for each in judged if learned_from.get(each.version, -1) >= half]


def _with_before(judged: Sequence[JudgedArticle]) -> list[JudgedArticle]:
    return [each for each in own_of(judged) if each.before is not None]


def memory_is_better(judged: Sequence[tuple[int, int, bool]]) -> bool:
    """Whether memory may speak: (repairs without it, repairs with it, was read) of articles that it
    did not know, in order. It does until it is worse beyond noise: what was decided counts at once.
    """
    pairs = [
        JudgedArticle(static, static, remembered, is_read=is_read)
        for static, remembered, is_read in judged
    ]
    return is_better(pairs, was_better=True)


def is_sound(judged: Sequence[JudgedArticle]) -> bool:
    """Whether a version needs no more repairs than the others in articles that it has learned from.
    One that does not even know those would be worse on what comes.
    """
    return not judged or sum(_gains(judged)) >= 0


def _gains(judged: Sequence[JudgedArticle]) -> list[float]:
    """What each article speaks for the learned, against the better of the others over all."""
    others = [[each.static for each in judged], [each.remembered for each in judged]]
    pairs = zip(min(others, key=sum), judged, strict=True)
    return [_gain(other, x.learned) for other, x in pairs]


def _gain(other: int, own: int) -> float:
    return (other - own) / sqrt(other + own + 1)


def _is_loss(gains: Sequence[float]) -> bool:
    return sum(gains) < -_SURE * sqrt(sum(gain * gain for gain in gains))


def repairs_of(text: str, gold: Iterable[Marked], suggested: Iterable[Marked]) -> tuple[int, int]:
    """Repairs, and repairs when the same one on the same surface counts once."""
    found = repairs(gold, suggested)
    return len(found), folded(text, found)


def binned(scored: Iterable[tuple[float, bool]]) -> list[list[float]]:
    """(probability, was right) in `BINS` bins: [how many, sum of probabilities, how many right]."""
    bins = [[0, 0.0, 0] for _ in range(BINS)]
    for probability, is_right in scored:
        at = min(int(probability * BINS), BINS - 1)
        bins[at][0] += 1
        bins[at][1] += probability
        bins[at][2] += is_right
    return bins


def calibration_error(bins: Sequence[Sequence[float]]) -> float | None:
    """The expected calibration error (0–1) of `binned` probabilities; None where there are none."""
    total = sum(count for count, _, _ in bins)
    if not total:
        return None
    return sum(abs(promised - right) for _, promised, right in bins) / total
