"""Which suggestions are doubtful: the setting of three steps, and what each step means here.

A step lets about so many of 100 entities stay wrong or missed. What keeps that promise is measured
on the project's own reviews; as long as there are too few, fixed thresholds stand in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from math import isclose
from typing import Any

from annotator.core.codes import Chosen, ModelKind
from annotator.core.looks import (
    LATELY,
    LEAST_BLIND,
    PROMISES,
    Curve,
    Cuts,
    curve,
    cuts_at,
    read_told,
)
from annotator.core.rates import Rate
from annotator.storage import Store
from annotator.values import dataclass

DOUBT = "doubt"
"""The setting: "few", "some" or "most"."""

USUAL: Mapping[str, Cuts] = {
    "few": Cuts(0.4, 0.3),
    "some": Cuts(0.6, 0.1),
    "most": Cuts(0.8, 0.0),
}
"""What stands in: a missed entity costs more keys than a wrong one, and nobody looks where nothing
is shown."""

_KEPT = "doubt_levels"
_READ = LATELY * LEAST_BLIND  # judged articles that are read: one in so many may be blind


@dataclass(frozen=True, slots=True)
class Level:
    """A step as it was measured: what is asked, looks for each 100 entities, and what stays."""

    promise: float
    cuts: Cuts
    looks: float
    left: Rate

    @property
    def is_kept(self) -> bool:
        """Whether what stays is as promised, but for what nobody can tell apart from it."""
        return self.left.lowest <= self.promise


@dataclass(frozen=True, slots=True)
class Levels:
    """All steps by their names, from so many articles.

    `is_blind`: all were reviewed without suggestions; `is_by_doubt`: some came for their doubt.
    """

    steps: Mapping[str, Level]
    articles: int
    entities: int
    is_blind: bool = False
    is_by_doubt: bool = False


def step_of(store: Store) -> str:
    """The step that is set in this project."""
    found = str(store.settings.get(DOUBT, "some"))
    return found if found in PROMISES else "some"


def cuts_of(levels: Levels | None, step: str) -> Cuts:
    """What is asked at a step, as measured or as usual; that of "some" for one that is not known.

    One function for all who need it: the sheet, what counts as seen, the benchmarks.
    """
    step = step if step in PROMISES else "some"
    return USUAL[step] if levels is None else levels.steps[step].cuts


def maybes_asked(mark: float) -> tuple[float, float]:
    """From which probability on going on stopped at maybes while marks were doubtful under this
    one: the least and the most that it can have been, as measured or as usual.
    """
    usual = (each.maybe for each in USUAL.values() if isclose(each.mark, mark))
    found = (cuts_at(1 - mark).maybe, *usual)
    return min(found), max(found)


def cuts_in(store: Store, step: str = "") -> Cuts:
    """What is asked in a project, by the step that is set there or another."""
    return cuts_of(levels_in(store), step or step_of(store))


def levels_of(found: Curve | None) -> Levels | None:
    """The steps from what each price of a look leaves; None from too few articles."""
    if found is None:
        return None
    steps = {}
    for name, promise in PROMISES.items():
        point = found.at(promise)
        steps[name] = Level(promise, point.cuts, point.looks, found.stays(promise))
    return Levels(steps, found.articles, found.entities, found.is_blind, found.is_by_doubt)


# -- kept in the project -----------------------------------------------------------------------


def measure(store: Store, fingerprint: str) -> Levels | None:
    """Work the steps out anew from what was judged of versions that learned with this pipeline, and
    keep them.
    """
    models = store.models.all(ModelKind.CORRECTOR)
    ours = {model.version for model in models if model.fingerprint == fingerprint}
    judged = (
        read_told(
            each.outcome.get("looks"),
            is_blind=bool(each.outcome.get("blind")),
            is_by_doubt=each.chosen == Chosen.DOUBT,
        )
        for each in store.judgements.last(_READ)
        if each.version in ours
    )
    found = levels_of(curve([each for each in judged if each is not None]))
    kept = None if found is None else asdict(found)
    if kept != store.settings.get(_KEPT):
        store.settings.set(_KEPT, kept)
    return found


def levels_in_use(store: Store) -> Levels | None:
    """The same, while a corrector is in use: nothing else says how sure it is."""
    levels = levels_in(store)
    if levels is None:
        return None
    from annotator.workspace.learning.versions_in_use import model_in_use  # not for a first paint

    return levels if model_in_use(store, ModelKind.CORRECTOR) is not None else None


def told_in(store: Store) -> dict[str, Any] | None:
    """The same as plain values, for those who read it by program; the step that is set is told."""
    levels = levels_in_use(store)
    if levels is None:
        return None
    steps = {
        name: {
            "promise": each.promise,
            "looks": round(each.looks, 1),
            "left": round(each.left.of_100, 1),
            "interval": [round(each.left.lowest, 1), round(each.left.highest, 1)],
            "doubtful_under": each.cuts.mark,
            "maybe_from": each.cuts.maybe,
        }
        for name, each in levels.steps.items()
    }
    return {
        "step": step_of(store),
        "articles": levels.articles,
        "entities": levels.entities,
        "is_blind": levels.is_blind,
        "is_by_doubt": levels.is_by_doubt,
        "steps": steps,
    }


def levels_in(store: Store) -> Levels | None:
    """The steps as they were last measured here; None where too few articles could tell."""
    kept = store.settings.get(_KEPT)
    if not isinstance(kept, dict):
        return None
    try:
        return Levels(
            {name: _read(kept["steps"][name], promise) for name, promise in PROMISES.items()},
            int(kept["articles"]),
            int(kept["entities"]),
            bool(kept["is_blind"]),
            bool(kept["is_by_doubt"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _read(kept: Mapping[str, dict[str, float]], promise: float) -> Level:
    cuts, left = kept["cuts"], kept["left"]
    return Level(
        promise,
        Cuts(float(cuts["mark"]), float(cuts["maybe"])),
        float(str(kept["looks"])),
        Rate(float(left["of_100"]), float(left["lowest"]), float(left["highest"])),
    )
