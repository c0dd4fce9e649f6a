"""What a release may lack, and how it may not be what its manifest says: codes beside those of
`faults.py`, by which they are imported.
"""

from __future__ import annotations

from enum import unique

from annotator.notices import Code


@unique
class Unlike(Code):
    """How a release is not what its manifest says."""

    FILE_MISSING = "{name} is missing"
    FILE_TOO_MANY = "{name} is not of the release"
    FILE_DIFFERS = "{name} is not as it was written"
    MANIFEST_DIFFERS = "MANIFEST.json is not as it was written"
    COUNT_DIFFERS = "{what}: {found} counted, {told} in the manifest"
    NOT_COUNTED = "can't be counted: {why}"


@unique
class Lacking(Code):
    """What is missing to make a release again."""

    TEXT = "the text of article {number} ({name})"
    FIELD = "the {field} of article {number} ({name})"
