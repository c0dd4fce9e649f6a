"""What the program remembers by itself from one start to the next, in one small file."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

from annotator import paths

ON, OFF = "on", "off"
"""The values of a setting that turns something on or off."""


def recall(name: str) -> Any:
    """What was remembered under a name; None where that is nothing, or the file is damaged."""
    return _read().get(name)


def keep(name: str, value: object) -> None:
    """Remember a value that JSON can hold. A folder that can't be written is no error."""
    state = _read()
    if name in state and state[name] == value:
        return
    state[name] = value
    with suppress(OSError):
        _write(state)


def _read() -> dict[str, Any]:
    try:
        state = json.loads(paths.state_file().read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return state if isinstance(state, dict) else {}


def _write(state: dict[str, Any]) -> None:
    path = paths.state_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(json.dumps(state, ensure_ascii=True, indent=1), encoding="utf-8")
    new.replace(path)
