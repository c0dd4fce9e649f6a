"""Which version of a model is in use: a choice of the person, or the newest if it is better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from annotator.core.codes import LANGUAGE_MODEL, ModelKind
from annotator.core.judging import (
    LEAST_OWN,
    JudgedArticle,
    Left,
    before_holds,
    is_behind,
    is_worse,
    own_of,
)
from annotator.storage import Model, Store
from annotator.storage.settings import LEARNS

_LEFT = "{}_left"  # the versions that proved worse after they were taken into use
_LEFT_OUT = "{}_left_out"
VIEWS_OF = "views_of"
"""In the report of a version: the language model whose vectors taught it (none: the pipeline's)."""

FOLLOWS = "follows"
"""In the report of a version: the one that was in use when it was made (0: none)."""

GIVEN = "given"
"""In the report of a version that came with a hand-out: how many articles of the lead taught it."""


def model_in_use(store: Store, kind: ModelKind) -> Model | None:
    """The version that the person chose, otherwise the newest, if it is better.

    Where the newest is not, one before it knows even less of what has come since, so none is; but
    where it proved worse on what came after it, the one before does that was better in just that.
    """
    if store.settings.get(LEARNS, True) is False:
        return None
    models = store.models.all(kind)
    chosen = chosen_version(store, kind)
    broken = left_out(store, kind)
    if chosen is not None:
        wanted = (model for model in models if model.version == chosen)
        return next((model for model in wanted if model.version not in broken), None)
    if not models or models[0].version in broken:
        return None
    left = left_versions(store, kind)
    if models[0].is_better and models[0].version not in left:
        return models[0]
    return _stand_in(models, left, broken)


def is_kept(store: Store, fingerprint: str, own: int) -> bool:
    """Whether the lead's version, if it was taught with this pipeline, stays: until there are as
    many reviews of one's own as taught it. A new one from a few would know less.
    """
    newest = next(iter(store.models.all(ModelKind.CORRECTOR)), None)
    given = 0 if newest is None else newest.report.get(GIVEN, 0)
    in_use = model_in_use(store, ModelKind.CORRECTOR)
    is_same = newest is not None and newest.fingerprint == fingerprint and _is_current(newest)
    return is_same and isinstance(given, int) and own < given and in_use == newest


def _is_current(model: Model) -> bool:
    """Whether it learned with vectors that are still to be had."""
    return model.report.get(VIEWS_OF) in ("", LANGUAGE_MODEL)


def learned_from(model: Model) -> int:
    """From how many reviews; a lead's version that came with a hand-out tells how many it had."""
    given = model.report.get(GIVEN)
    return given if isinstance(given, int) and given > 0 else model.articles


def _stand_in(
    models: Sequence[Model], left: Mapping[int, Left], broken: frozenset[int]
) -> Model | None:
    """What is used instead of the last version that was in use."""
    last = next((model.version for model in models if model.is_better), 0)
    instead = left[last].instead if last in left else 0
    fit = (x for x in models if x.version == instead and instead not in left)
    return next((model for model in fit if model.version not in broken), None)


def left_versions(store: Store, kind: ModelKind) -> dict[int, Left]:
    """The versions that proved worse after they were taken into use, and why."""
    found = store.settings.get(_LEFT.format(kind), [])
    rows = [_to_left(row) for row in found] if isinstance(found, list) else []
    return {row.version: row for row in rows if row is not None}


def _to_left(row: object) -> Left | None:
    """None for what is not as it was stored."""
    try:
        return Left(**row) if isinstance(row, dict) else None
    except TypeError:
        return None


def leave_if_worse(store: Store, kind: ModelKind, judged: Sequence[JudgedArticle]) -> Left | None:
    """Leave the version in use at once, where it proved worse beyond noise on what came after it;
    the one before it is used instead if it did better. What was left now, or None.

    A version that the person chose stays.
    """
    models, in_use = store.models.all(kind), model_in_use(store, kind)
    if in_use is None or chosen_version(store, kind) is not None:
        return None
    if not judged or judged[-1].version != models[0].version:
        return None  # nothing has come after it yet
    if in_use.version == models[0].version:
        if not is_worse(judged):
            return None
        before = before_newest(store, kind)
        instead = before.version if before is not None and before_holds(judged) else 0
        own = [each.learned for each in own_of(judged)]
        is_by_version = instead > 0 and is_behind(judged)
        found = _left(in_use.version, instead, own, judged, is_by_version=is_by_version)
    else:  # it stands in, and was judged beside the newest
        own = [each.before for each in own_of(judged) if each.before is not None]
        if before_holds(judged) or len(own) < max(LEAST_OWN, len(own_of(judged))):
            return None
        found = _left(in_use.version, 0, own, judged)
    leave(store, kind, found)
    return found


def _left(
    version: int,
    instead: int,
    own: Sequence[int],
    judged: Sequence[JudgedArticle],
    *,
    is_by_version: bool = False,
) -> Left:
    same = own_of(judged)
    others = [[x.static for x in same], [x.remembered for x in same]]
    if is_by_version:
        others = [[x.before for x in same if x.before is not None]]
    from statistics import fmean

    other = min(fmean(each) for each in others)
    return Left(version, instead, round(fmean(own), 2), round(other, 2), len(own), is_by_version)


def leave(store: Store, kind: ModelKind, left: Left) -> None:
    """This version proved worse on what came after it: it is in use no more, unless chosen."""
    rows = left_versions(store, kind) | {left.version: left}
    store.settings.set(_LEFT.format(kind), [asdict(each) for each in rows.values()])


def before_newest(store: Store, kind: ModelKind) -> Model | None:
    """The version that was in use when the newest was made, if it is still there and sound."""
    models = store.models.all(kind)
    number = models[0].report.get(FOLLOWS) if models else None
    fit = (x for x in models if x.version == number and x.fingerprint == models[0].fingerprint)
    return next((x for x in fit if x.version not in left_out(store, kind)), None)


def left_out(store: Store, kind: ModelKind) -> frozenset[int]:
    """The versions that turned out to be damaged, too large, or not to work."""
    found = store.settings.get(_LEFT_OUT.format(kind), [])
    return frozenset(each for each in found if isinstance(each, int))


def leave_out(store: Store, kind: ModelKind, version: int) -> None:
    """Do not use this version from now on, unless the person chooses it again."""
    store.settings.set(_LEFT_OUT.format(kind), sorted(left_out(store, kind) | {version}))


def chosen_version(store: Store, kind: ModelKind) -> int | None:
    """The version that the person chose (0: none shall be used), or None: as it proves."""
    chosen = store.settings.get(f"{kind}_version")
    return chosen if isinstance(chosen, int) else None


def choose_version(store: Store, kind: ModelKind, version: int | None) -> None:
    """Use this version from now on; 0: none; None: the newest while it is better."""
    store.settings.set(f"{kind}_version", version)
    if version in left_out(store, kind):
        others = left_out(store, kind) - {version}
        store.settings.set(_LEFT_OUT.format(kind), sorted(others))
