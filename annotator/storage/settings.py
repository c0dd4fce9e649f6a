"""What a project remembers by name, as JSON values."""

from __future__ import annotations

import json
from typing import Any

from annotator.errors import UserError
from annotator.storage.parts import Part
from annotator.storage.upkeep import Upkeep

LEARNS = "learn"
"""The setting that switches learning on and off; on where it is not set."""


class Settings(Part):
    """Values by name."""

    def get(self, name: str, default: Any = None) -> Any:
        """What the project remembers under this name.

        What can't be read, or is of another kind than the default, is as if it were not there:
        a setting is never worth a project that does not open.
        """
        try:
            found = self._db.value("SELECT value FROM settings WHERE name = ?", (name,))
            value = default if found is None else json.loads(found)
        except (UserError, ValueError, TypeError, RecursionError):
            return default
        is_kind = default is None or isinstance(value, type(default))
        return value if is_kind else default

    def set(self, name: str, value: Any) -> None:
        """Remember a JSON value; None forgets it."""
        with self._db.maintaining(Upkeep.SETTING):
            if value is None:
                self._db.write("DELETE FROM settings WHERE name = ?", (name,))
            else:
                self._db.write(
                    "INSERT INTO settings (name, value) VALUES (?, ?)"
                    " ON CONFLICT DO UPDATE SET value = excluded.value",
                    (name, json.dumps(value, ensure_ascii=False)),
                )
