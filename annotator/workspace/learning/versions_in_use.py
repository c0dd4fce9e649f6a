"""Which version of a model is in use: a choice of the person, or the newest if it is better."""

from __future__ import annotations

from annotator.storage import Model, ModelKind, Store

MODEL_KINDS: tuple[ModelKind, ...] = ("corrector", "topics")
_LEFT = "{}_left"  # the version that proved worse after it was taken into use
_LEFT_OUT = "{}_left_out"
LEARNS = "learn"
"""The setting that switches learning on and off; on where it is not set."""


def model_in_use(store: Store, kind: ModelKind) -> Model | None:
    """The version that the person chose, otherwise the newest, if it is better.

    Where the newest is not, or proved worse on what came after it, one before it knows even less of
    what has come since, so none is.
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
    is_left = models[0].version == store.settings.get(_LEFT.format(kind))
    return models[0] if models[0].is_better and not is_left else None


def left_out(store: Store, kind: ModelKind) -> frozenset[int]:
    """The versions that turned out to be damaged, too large, or not to work."""
    found = store.settings.get(_LEFT_OUT.format(kind), [])
    return frozenset(each for each in found if isinstance(each, int))


def leave_out(store: Store, kind: ModelKind, version: int) -> None:
    """Do not use this version from now on, unless the person chooses it again."""
    store.settings.set(_LEFT_OUT.format(kind), sorted(left_out(store, kind) | {version}))


def leave(store: Store, model: Model) -> None:
    """This version proved worse on what came after it: it is in use no more, unless chosen."""
    store.settings.set(_LEFT.format(model.kind), model.version)


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
