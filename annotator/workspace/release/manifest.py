"""MANIFEST.json: what a release holds and how it was made, with the hash of every file.

It has a hash of itself too, so that a change of any byte in it is seen. Nothing in it comes from a
clock, a path, or the Python that runs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault

NAME = "MANIFEST.json"
FORMAT = "release"
LAYOUT = 1
_OWN = "sha256"
_OF_A_RULE = {"label", "surface", "text"}


def written(value: Mapping[str, Any]) -> bytes:
    """The bytes of a manifest, with the hash of itself."""
    own = sha256(_bytes({k: v for k, v in value.items() if k != _OWN})).hexdigest()
    return _bytes({**value, _OWN: own})


def read(path: Path) -> dict[str, Any]:
    """The manifest at a path, or in that folder. UserError where there is none of ours."""
    return read_with_bytes(path)[0]


def read_with_bytes(path: Path) -> tuple[dict[str, Any], bytes]:
    """The same, and the bytes that it was read from."""
    file = file_of(path)
    try:
        data = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(Fault.NO_RELEASE, where=str(path)) from error
    except OSError as error:
        raise EnvironmentFault(Fault.NOT_READ, where=str(file), reason=reason_of(error)) from error
    if not data.strip():
        raise UserError(Fault.FILE_EMPTY, where=str(file))
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UserError(Fault.NOT_A_MANIFEST, where=str(file)) from error
    if not isinstance(found, dict) or found.get("program") != "annotator":
        raise UserError(Fault.NOT_A_MANIFEST, where=str(file))
    if found.get("format") != FORMAT or not _is_whole(found):
        raise UserError(Fault.NOT_A_MANIFEST, where=str(file))
    if found["layout"] > LAYOUT:
        raise UserError(Fault.NEWER_RELEASE, where=str(file), version=str(found.get("version", "")))
    for name in (*found["files"], *found.setdefault("withheld", {})):
        if not _is_inside(name):
            raise UserError(Fault.MANIFEST_LEADS_OUT, where=str(file), name=name)
    return found, data


def file_of(path: Path) -> Path:
    """The manifest's own path, where its folder may be given."""
    return path / NAME if path.is_dir() else path


def _is_whole(found: Mapping[str, Any]) -> bool:
    dicts = ("files", "choices", "counts", "scheme", "splits", "versions")
    hashes = (found.get("files"), found.get("withheld", {}))
    return (
        type(found.get("layout")) is int
        and isinstance(hashes[1], dict)
        and all(isinstance(found.get(name), dict) for name in dicts)
        and isinstance(found.get("coding_rules"), list)
        and all(_is_rule(each) for each in found["coding_rules"])
        and all(isinstance(each, str) for x in hashes if x for each in x.values())
    )


def _is_rule(value: Any) -> bool:
    is_dict = isinstance(value, dict) and value.keys() == _OF_A_RULE
    return is_dict and all(isinstance(each, str) for each in value.values())


def _is_inside(name: str) -> bool:
    """Whether the name of a file stays in its folder, on any system."""
    parts = PurePosixPath(name).parts
    is_bad = not parts or ".." in parts or parts[0] == "/" or "\\" in name or ":" in name
    return not is_bad and "\0" not in name and "/".join(parts) == name


def _bytes(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
