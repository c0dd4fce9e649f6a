"""Requests of jobs with all that is given by name: what is no field of one is a format's option."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from annotator.formats import registry
from annotator.workspace.jobs import messages

WRITTEN = [each.name for each in registry.written()]
"""The names of all formats that can be written."""


def import_request(project: Path, *paths: Path, **given: Any) -> messages.Import:
    kept, options = _parted(messages.Import, given)
    return messages.Import(str(project), tuple(map(str, paths)), options=options, **kept)


def export_request(project: Path, to: Path, name: str, **given: Any) -> messages.Export:
    kept, options = _parted(messages.Export, given)
    return messages.Export(str(project), str(to), name, options=options, **kept)


def _parted(kind: type[Any], given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    own = {field.name for field in fields(kind)}
    kept = {name: value for name, value in given.items() if name in own}
    return kept, {name: value for name, value in given.items() if name not in own}
