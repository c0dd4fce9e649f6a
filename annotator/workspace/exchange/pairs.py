r"""Pairs as commands have them, OLD=NEW: "\=" is a "=" in a name, and "\\" before a "=" or at the
end of OLD a backslash. All other backslashes are themselves, as in the paths of some systems.
"""

from __future__ import annotations

import re

_PARTS = re.compile(r"(?<!\\)((?:\\\\)*)=")
_BEFORE_EQUALS = re.compile(r"(\\*)=")
_AT_END = re.compile(r"(\\+)$")


def written(old: str, new: str) -> str:
    """A pair as it is typed."""
    return _AT_END.sub(r"\1\1", escaped(old)) + "=" + escaped(new)


def escaped(name: str) -> str:
    """A name in which no "=" ends it, as far as something else follows it."""
    return _BEFORE_EQUALS.sub(r"\1\1\\=", name)


def plain(name: str) -> str:
    """What `escaped` was given."""
    return _BEFORE_EQUALS.sub(lambda found: "\\" * (len(found[1]) // 2) + "=", name)


def parted(typed: str) -> tuple[str, str] | None:
    """What `written` was given; None where there is no "=" that parts it."""
    found = _PARTS.search(typed)
    if found is None:
        return None
    old = typed[: found.start()]
    return plain(old) + "\\" * (len(found[1]) // 2), plain(typed[found.end() :])


def named(typed: str) -> tuple[str, str] | None:
    """The same for what is said of a name, NAME:KEY=VALUE: its two sides as they were typed."""
    found = _PARTS.search(typed)
    return None if found is None else (typed[: found.end() - 1], typed[found.end() :])
