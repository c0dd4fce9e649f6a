"""How words and keywords speak together for a topic, from when on, and how well that does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.nlp.topics.answers import Matrix, Table
from annotator.nlp.topics.model import TopicModel, shared_out, sigmoid

_PRIOR = np.array([1.5, 12.0, 0.0])  # what a margin, the keywords, and the base are worth
_POOLED_FAITH = np.array([0.5, 0.5, 0.5])  # precision of the prior, for all topics together
_OWN_FAITH = np.array([4.0, 2.0, 1.0])  # and for one topic around all
_OF_ONE, _OF_SEVERAL = (0.05, 0.25, 0.6), (0.2, 0.45, 0.6)  # thresholds: least, by default, most
_OVER_SHARE = 0.05
_F1_WORTH = 3.0  # beside the share of keys saved
_ENOUGH_YES = 5.0  # articles with yes after which a threshold is half its own


def scores_of(
    margins: Matrix, table: Table, rows: NDArray[np.intp], blend: Matrix, model: TopicModel
) -> Matrix:
    """Probabilities, shared out in groups of one (articles × topics)."""
    logits = margins[rows] * blend[:, 0] + table.keywords[rows] * blend[:, 1] + blend[:, 2]
    scores = sigmoid(logits)
    for group, columns in table.groups:
        scores[:, columns] = shared_out(scores[:, columns], model.none_rates[group])
    return scores


def prior_blend(table: Table) -> Matrix:
    """What is believed before anything was held out."""
    base = np.log(shares := table.shares()) - np.log(1 - shares)
    return np.stack([np.full_like(base, _PRIOR[0]), np.full_like(base, _PRIOR[1]), base], axis=-1)


def blend_of(margins: Matrix, table: Table, rows: NDArray[np.intp]) -> Matrix:
    """Topics × (worth of the margin, worth of the keywords, base)."""
    yes, weight = table.yes[rows], table.weight[rows]
    share = table.of_rows(rows).shares()
    base = np.broadcast_to(np.log(share / (1 - share)), yes.shape)
    inputs = np.stack([margins[rows], table.keywords[rows], np.ones_like(base)], axis=-1)
    pooled = _weighed(
        inputs.reshape(-1, 3), yes.ravel(), weight.ravel(), base.ravel(), _PRIOR, _POOLED_FAITH
    )
    own = [
        _weighed(inputs[:, c], yes[:, c], weight[:, c], base[:, c], pooled, _OWN_FAITH)
        + np.array([0, 0, base[0, c]])
        for c in range(yes.shape[1])
    ]
    return np.array(own)


def _weighed(
    inputs: Matrix, yes: Matrix, weight: Matrix, base: Matrix, prior: Matrix, faith: Matrix
) -> Matrix:
    """Logistic regression from a prior: the worth of a margin and of keywords is never negative."""
    from scipy.optimize import minimize

    def loss(worth: Matrix) -> tuple[float, Matrix]:
        logits = inputs @ worth + base
        off = worth - prior
        value = weight @ (np.logaddexp(0, logits) - yes * logits) + 0.5 * faith @ off**2
        slope = inputs.T @ (weight * (sigmoid(logits) - yes)) + faith * off
        return float(value), slope

    bounds = [(0, None), (0, None), (None, None)]
    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds).x)


def default_thresholds(table: Table) -> Matrix:
    """From when on topics are suggested with nothing to choose by: in a group of one the best
    suggestion costs nothing beside an answer that comes anyway, in others as much as it saves.
    """
    single = {c for _, columns in table.groups for c in columns}
    return np.array(
        [(_OF_ONE if c in single else _OF_SEVERAL)[1] for c in range(len(table.topics))]
    )


def thresholds_of(scores: Matrix, table: Table, rows: NDArray[np.intp]) -> Matrix:
    """The score from which each topic is suggested: where F1 and the share of keys saved are best
    together on articles held out, drawn toward the default where few have a yes. By F1 alone,
    more keys went into taking back than were saved: see DECISIONS.

    Half of each answer is taken from the score itself, which steadies the choice. In groups of
    several none is suggested on its share alone. (TunedThresholdClassifierCV of scikit-learn knows
    neither answers that are missing topic by topic nor scores that a group of one shares out.)
    """
    single = {c for _, columns in table.groups for c in columns}
    defaults, shares = default_thresholds(table), table.shares()
    found = []
    for c in range(scores.shape[1]):
        weight = table.weight[rows, c]
        score, weight, yes = (x[weight > 0] for x in (scores[:, c], weight, table.yes[rows, c]))
        least, _, most = _OF_ONE if c in single else _OF_SEVERAL
        if c not in single:
            least = float(np.clip(shares[c] + _OVER_SHARE, least, 0.5))
        own = _best_threshold(score, weight, yes, is_wrong_free=c in single)
        of_own = (weight * yes).sum() / ((weight * yes).sum() + _ENOUGH_YES)
        mixed = defaults[c] if own is None else of_own * own + (1 - of_own) * defaults[c]
        found.append(float(np.clip(mixed, least, most)))
    return np.asarray(found)


def _best_threshold(
    score: Matrix, weight: Matrix, yes: Matrix, *, is_wrong_free: bool
) -> float | None:
    if not (weight * yes).any():
        return None
    order = np.argsort(-score, kind="stable")
    ranked, weight = score[order], weight[order]
    truth = 0.5 * (ranked + yes[order])
    hits, taken = np.cumsum(weight * truth), np.cumsum(weight)
    wanted = hits[-1]
    worth = (
        _F1_WORTH * 2 * hits / (taken + wanted)
        + (hits if is_wrong_free else 2 * hits - taken) / wanted
    )
    ends = np.append(ranked[1:] < ranked[:-1], True)  # equal scores are taken together
    best = int(np.argmax(np.where(ends, worth, -np.inf)))
    below = ranked[best + 1] if best + 1 < len(ranked) else ranked[best]
    return float(0.5 * (ranked[best] + below))


def picked_of(scores: Matrix, thresholds: Matrix, table: Table) -> NDArray[np.bool_]:
    """What would be suggested: over the threshold, in groups of one the best alone."""
    picks: NDArray[np.bool_] = scores >= thresholds
    for _, columns in table.groups:
        best = scores[:, columns].argmax(axis=1)
        picks[:, columns] &= np.arange(len(columns)) == best[:, None]
    return picks


def always_yes(table: Table, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Yes to every topic, in groups of one to the commonest alone."""
    picks = np.ones((len(rows), len(table.topics)), bool)
    often = (table.yes[rows] * table.weight[rows]).sum(axis=0)
    for _, columns in table.groups:
        picks[:, columns] = np.arange(len(columns)) == often[list(columns)].argmax()
    return picks


def f1_of(picks: NDArray[np.bool_], table: Table, rows: NDArray[np.intp]) -> Matrix:
    """F1 of each topic over the answers, by weight; NaN where there is no yes."""
    yes, weight = table.yes[rows], table.weight[rows]
    hits = (weight * yes * picks).sum(axis=0)
    wanted, taken = (weight * yes).sum(axis=0), (weight * picks).sum(axis=0)
    both = wanted + taken
    found = np.divide(2 * hits, both, out=np.full(len(both), np.nan), where=wanted > 0)
    return np.asarray(found)


def saved_of(picks: NDArray[np.bool_], table: Table, rows: NDArray[np.intp]) -> float:
    """The share of the answers of yes that need no key when what is suggested counts as pressed,
    less what is taken back. In a group of one the right answer takes the place of a wrong one.
    """
    yes, weight = table.yes[rows], table.weight[rows]
    wanted, wrong = weight * yes, weight * np.abs(picks - yes)
    single = [list(columns) for _, columns in table.groups]
    rest = [c for c in range(yes.shape[1]) if not any(c in them for them in single)]
    all_wanted, all_wrong = wanted[:, rest].sum(), wrong[:, rest].sum()
    for them in single:
        all_wanted += wanted[:, them].max(axis=1).sum()
        all_wrong += wrong[:, them].max(axis=1).sum()
    return float((all_wanted - all_wrong) / max(all_wanted, 1e-9))


def calibration_error(scores: Matrix, yes: Matrix, weight: Matrix, bins: int = 10) -> float:
    """The expected calibration error (Naeini et al. 2015), over all answers that were given."""
    which = np.minimum((scores * bins).astype(int), bins - 1)[weight > 0]
    off = ((scores - yes) * weight)[weight > 0]
    return float(np.abs(np.bincount(which, off, bins)).sum() / max(weight.sum(), 1e-9))
