"""Which version of a model is in use: a choice of the person, or the newest if it is better."""

from __future__ import annotations

from annotator.storage import Model, ModelKind, Store

MODEL_KINDS: tuple[ModelKind, ...] = ("corrector", "topics")
LEARNS = "learn"
"""The setting that switches learning on and off; on where it is not set."""


def model_in_use(store: Store, kind: ModelKind) -> Model | None:
    """The version that the person chose, otherwise the newest, if it is better.

    Where the newest is not, one before it knows even less of what has come since, so none is.
    """
    if store.setting(LEARNS, True) is False:
        return None
    models = store.models(kind)
    chosen = chosen_version(store, kind)
    if chosen is not None:
        return next((model for model in models if model.version == chosen), None)
    return models[0] if models and models[0].is_better else None


def chosen_version(store: Store, kind: ModelKind) -> int | None:
    """The version that the person chose (0: none shall be used), or None: as it proves."""
    chosen = store.setting(f"{kind}_version")
    return chosen if isinstance(chosen, int) else None


def choose_version(store: Store, kind: ModelKind, version: int | None) -> None:
    """Use this version from now on; 0: none; None: the newest while it is better."""
    store.set_setting(f"{kind}_version", version)
