"""How often the 95 % intervals of α hold the α that samples are drawn from, wherever one is shown.

`python -m tests.bench.agreement_coverage [--samples 1000] [--weighted] [--articles N]`: two coders
of one topic, 50 to 600 articles (or N alone), shares of 5 to 50 %, α of .4 to .95; so many samples
that show a figure. With
`--weighted` articles are of two kinds: in a tenth of them a yes is four times as likely, and these
are drawn three times as often. A setting in which fewer than 5 of 100 samples show a figure (ten
articles with a yes) is left out.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence

from annotator.core.agreement.intervals import (
    DRAWS,
    FEW,
    LEAST,
    interval,
    jackknife,
    weights_of,
)
from annotator.core.agreement.nominal import Nominal
from annotator.core.agreement.tables import made_up
from annotator.nlp.resampling import Resampling

YES_NO = Nominal((True, False))
KINDS = [(True, True), (True, False), (False, True), (False, False)]
COUNTS, SHARES = (50, 100, 200, 400, 600), (0.05, 0.1, 0.2, 0.5)
ALPHAS = (0.4, 0.6, 0.8, 0.9, 0.95)
LOW, HIGH = 0.92, 0.97
_SHOWN = 0.05

Cells = Sequence[float]


def cells(share: float, alpha: float) -> list[float]:
    """The chance of each kind of article, by the share of yes and α."""
    differ = (1 - alpha) * 2 * share * (1 - share)
    return [share - differ / 2, differ / 2, differ / 2, 1 - share - differ / 2]


def strata(share: float, alpha: float, *, is_weighted: bool) -> list[tuple[float, float, Cells]]:
    """(how many of all articles, how likely each is drawn, its cells) of the kinds of articles."""
    if not is_weighted:
        return [(1.0, 1.0, cells(share, alpha))]
    rich = min(0.9, 4 * share)
    poor = (share - 0.1 * rich) / 0.9
    return [(0.1, 0.9, cells(rich, alpha)), (0.9, 0.3, cells(poor, alpha))]


def true_alpha(kinds: Sequence[tuple[float, float, Cells]]) -> float:
    """α of all articles there are."""
    both = [sum(size * each[at] for size, _, each in kinds) for at in range(4)]
    yes = 2 * both[0] + both[1] + both[2]
    return 1 - 2 * (both[1] + both[2]) / (yes * (2 - yes))


def covered(
    kinds: Sequence[tuple[float, float, Cells]], count: int, samples: int
) -> tuple[float, float, float, float | None]:
    """(share of samples that show a figure, of these those whose interval holds α, the mean width,
    and of those that tell a jackknife those where it holds α).
    """
    rng, true = random.Random(count), true_alpha(kinds)
    drawn = [size * chance for size, chance, _ in kinds]
    told, held, width, jack, jack_held = 0, 0, 0.0, 0, 0
    seed = 0
    while told < samples and (seed < 200 or told >= seed * _SHOWN):
        seed += 1
        which = rng.choices(range(len(kinds)), drawn, k=count)
        units = [rng.choices(KINDS, kinds[each][2])[0] for each in which]
        if sum(any(unit) for unit in units) < LEAST:
            continue
        rows = [YES_NO.row(unit) for unit in units]
        weights = weights_of([kinds[each][1] for each in which])
        weighed = [[w * x for x in row] for row, w in zip(rows, weights, strict=True)]
        value = YES_NO.alpha([sum(column) for column in zip(*weighed, strict=True)])
        if value is None:
            continue
        made = made_up(YES_NO)
        sums = Resampling(weights, DRAWS, seed).sums(rows, made)
        found = interval(value, [YES_NO.alpha(each) for each in sums])
        if found is None:
            continue
        told += 1
        held += found.low <= true <= found.high
        width += found.high - found.low
        if count < FEW and (beside := jackknife(rows, weights, made, YES_NO.alpha)):
            jack += 1
            jack_held += beside[0] <= true <= beside[1]
    of = max(told, 1)
    return told / seed, held / of, width / of, jack_held / jack if jack else None


def lines(samples: int, counts: Sequence[int], *, is_weighted: bool) -> Iterator[str]:
    """A line a setting, and how many are out of bounds."""
    yield f"{samples} samples{', weighted' if is_weighted else ''}"
    yield "articles share alpha shown covered width jackknife"
    out = settings = 0
    for count in counts:
        for share in SHARES:
            for alpha in ALPHAS:
                kinds = strata(share, alpha, is_weighted=is_weighted)
                shown, held, width, beside = covered(kinds, count, samples)
                if shown < _SHOWN:
                    continue
                settings += 1
                is_out = not LOW <= held <= HIGH
                out += is_out
                jack = "" if beside is None else f"{beside:.3f}"
                yield (
                    f"{count:8} {share:5} {alpha:5} {shown:5.2f} {held:7.3f} {width:5.2f} {jack:>9}"
                    f"{' OUT' if is_out else ''}"
                )
    yield f"{out} of {settings} settings outside {LOW} to {HIGH}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=1000)
    parser.add_argument("--weighted", action="store_true")
    parser.add_argument("--articles", type=int, nargs="*", default=COUNTS)
    given = parser.parse_args()
    for line in lines(given.samples, given.articles, is_weighted=given.weighted):
        print(line, flush=True)
    print(f"{time.process_time():.0f} s of processor time")


if __name__ == "__main__":
    main()
