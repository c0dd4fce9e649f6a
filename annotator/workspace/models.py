"""Which version of a model is in use: a choice of the person, or the newest that is better."""

from __future__ import annotations

from annotator.storage import Model, ModelKind, Store

MODEL_KINDS: tuple[ModelKind, ...] = ("corrector", "topics")
LEARNS = "learn"
"""The setting that switches learning on and off; on where it is not set."""


def model_in_use(store: Store, kind: ModelKind) -> Model | None:
    """The version that the person chose, otherwise the newest that is better."""
    if store.setting(LEARNS, True) is False:
        return None
    models = store.models(kind)
    chosen = chosen_version(store, kind)
    if chosen is not None:
        return next((model for model in models if model.version == chosen), None)
    return next((model for model in models if model.is_better), None)


def chosen_version(store: Store, kind: ModelKind) -> int | None:
    """The version that the person chose (0: none shall be used), or None: the best one."""
    chosen = store.setting(f"{kind}_version")
    return chosen if isinstance(chosen, int) else None


def choose_version(store: Store, kind: ModelKind, version: int | None) -> None:
    """Use this version from now on; 0: none; None: always the newest that is better."""
    store.set_setting(f"{kind}_version", version)
