"""What an article is called in lists."""

from __future__ import annotations

_LONGEST = 90


def heading_of(title: str, text: str) -> str:
    """The title, or the beginning of the text, on one line; "…" where it goes on."""
    source = title.strip() or text[: _LONGEST * 4]
    line = " ".join(source.replace("\x00", " ").split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
