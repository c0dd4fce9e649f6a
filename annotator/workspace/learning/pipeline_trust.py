"""Whether a pipeline may be loaded: loading one runs its code, and a project may be a stranger's.

What is installed, and "blank:xx", may. A folder may once the person has said so on this machine, by
choosing it or by answering; that is remembered outside the project, with the folder's config.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.workspace import state

_TRUSTED = "trusted_pipelines"
_REFUSED = "no"


def is_trusted(name: str | None) -> bool:
    """Whether nothing has to be asked before this pipeline is loaded.

    What is no folder is either installed or is not loaded at all.
    """
    if not name or name.startswith("blank:") or not _is_folder(name):
        return True
    return _known().get(_key(name)) == _config(name)


def is_refused(name: str | None) -> bool:
    """Whether the person has said that this pipeline shall not be loaded."""
    return bool(name) and _known().get(_key(str(name))) == _REFUSED


def trust(name: str | None) -> None:
    """Remember that this pipeline may be loaded on this machine, as it is now."""
    if name and not is_trusted(name):
        state.keep(_TRUSTED, {**_known(), _key(name): _config(name)})


def refuse(name: str) -> None:
    """Remember that this pipeline shall not be loaded, until it is chosen."""
    state.keep(_TRUSTED, {**_known(), _key(name): _REFUSED})


def require_trust(name: str | None) -> str | None:
    """The name; UserError where it may not be loaded without asking."""
    if not is_trusted(name):
        raise UserError(Fault.PIPELINE_NOT_TRUSTED, where=str(name))
    return name


def _known() -> dict[str, object]:
    found = state.recall(_TRUSTED)
    return found if isinstance(found, dict) else {}


def _is_folder(name: str) -> bool:
    try:
        return Path(name).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        return False


def _key(name: str) -> str:
    return str(Path(name).expanduser().resolve())


def _config(name: str) -> str:
    """What the folder is made of; another config is another pipeline."""
    digest = hashlib.sha256()
    for file in ("config.cfg", "meta.json"):
        try:
            digest.update((Path(name).expanduser() / file).read_bytes())
        except OSError:
            digest.update(b"none")
    return digest.hexdigest()
