"""Projects: making a new one, and remembering which were open last."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from annotator.core.chance import BLIND_SHARE, SEED
from annotator.core.feeding import fed_anew
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault
from annotator.workspace import state
from annotator.workspace.learning.pipelines import entity_labels
from annotator.workspace.scheme import files as schemes
from annotator.workspace.scheme.own_labels import scheme_of

USUAL_BLIND_SHARE = 20
"""What a new project asks for: 1 in 20 articles without suggestions."""

_RECENT = "recent"
_REMEMBERED = 12


def create(
    path: Path,
    scheme_name: str,
    *,
    blind_share: int = 0,
    pipeline: str = "",
    own: Sequence[str] = (),
) -> Path:
    """Make an empty project with a preset's scheme, with that of a TOML file, or with labels of
    one's `own`.

    Labels that nothing is said to feed are fed by what the `pipeline` calls so (see
    `core/feeding.py`). One article in `blind_share` is reviewed without suggestions; 0: none.
    """
    from annotator.storage import Store

    path = path.expanduser()
    if blind_share < 0:
        raise UserError(Fault.BLIND_SHARE_UNFIT, share=blind_share)
    if path.exists():
        raise UserError(Fault.FILE_NAME_TAKEN, where=str(path))
    known = entity_labels(pipeline or None)
    scheme = scheme_of(own, known) if own else fed_anew(schemes.load(scheme_name), known)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            Fault.NOT_MADE, where=str(path.parent), reason=reason_of(error)
        ) from error
    with Store.create(path, scheme, at=now()) as store:
        store.settings.set(BLIND_SHARE, blind_share)
        store.settings.set(SEED, random.SystemRandom().randrange(1 << 31))
    return path


def now() -> str:
    """The time as projects store it: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def recent() -> list[Path]:
    """The projects that were open, the latest first; those that are gone left out."""
    return [path for path in map(Path, _remembered()) if path.is_file()]


def remember(path: Path) -> None:
    """Put a project in front of the recent ones. A folder that can't be written is no error."""
    name = str(path.expanduser().resolve())
    others = [each for each in _remembered() if each != name]
    state.keep(_RECENT, [name, *others][:_REMEMBERED])


def forget(path: Path) -> None:
    """Take a project off the list of recent ones; its file, if there is one, is left alone."""
    state.keep(_RECENT, [each for each in _remembered() if Path(each) != path])


def remembered() -> list[Path]:
    """The projects that were open, the latest first, also those whose file is gone."""
    return [Path(each) for each in _remembered()]


def _remembered() -> list[str]:
    found = state.recall(_RECENT)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []
