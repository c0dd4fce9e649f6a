"""Names of files and of types from keys and labels: safe everywhere, and read back as what they
were.

What is not an ASCII letter, digit, "-" or "_" stands as "_xHEX_", as in ISO 9075-14. A key that is
too long, or differs from another in case only, gets a name with "~" and a digest; the key itself is
in a file beside it that ends in ".key".
"""

from __future__ import annotations

import re
from hashlib import sha256

from annotator.formats.articles import OpenBeside
from annotator.formats.base import OpenPart

_MOST_BYTES = 120
_UNSAFE = re.compile(r"_(?=x)|[^A-Za-z0-9_-]")
_UNSAFE_IN_FILES = re.compile(r"_(?=x)|^\.|\.$|[^A-Za-z0-9_.-]")
_SPELLED = re.compile(r"_x([0-9A-F]{1,6})_")
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
KEY_ENDING = ".key"


def spell(name: str) -> str:
    """The name in ASCII letters, digits, "-" and "_"."""
    return _UNSAFE.sub(_code, name)


def unspell(name: str) -> str:
    """The name that `spell` was given; one of another's making as it is."""
    return _SPELLED.sub(_character, name)


def leaf_of(name: str) -> str:
    """The last part of a path."""
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def stem_of(name: str) -> str:
    """The last part of a path without its ending."""
    leaf = leaf_of(name)
    return leaf.rsplit(".", 1)[0] or leaf


class FileNames:
    """Gives each key of an export a name of its own, and keeps those that no name can say where
    there are files to keep them in.
    """

    def __init__(self, open_part: OpenPart | None = None) -> None:
        self._open_part = open_part
        self._taken: set[str] = set()

    def of(self, key: str) -> str:
        """The name for a key, without ending."""
        name = _UNSAFE_IN_FILES.sub(_code, key)
        if _DEVICES.match(name):
            name = f"_x{ord(name[0]):X}_{name[1:]}"
        if name and len(name) <= _MOST_BYTES and name.lower() not in self._taken:
            self._taken.add(name.lower())
            return name
        digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        base = name = f"{name[: _MOST_BYTES - 17]}~{digest}"
        number = 1
        while name.lower() in self._taken:
            number += 1
            name = f"{base}-{number}"
        self._taken.add(name.lower())
        if self._open_part is not None:
            with self._open_part(name + KEY_ENDING) as stream:
                stream.write(key.encode())
        return name


def key_of(name: str, beside: OpenBeside) -> str:
    """The key of an article from the name of its file, or from what lies beside it."""
    stem = stem_of(name)
    if "~" in stem and (stream := beside(stem + KEY_ENDING)) is not None:
        with stream:
            return stream.read().decode("utf-8", "replace")
    return unspell(stem)


def _code(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):X}_"


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    is_character = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character else found[0]
