"""What is typed as queries of the full-text index, and texts as it wants them."""

from __future__ import annotations

import re

# Scripts written without spaces: each character is a word, and a run of them a phrase. Compiled
# when first used: a start needs none of it.
_UNSPACED = (
    "([\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
_PHRASES = re.compile(r'"([^"]*)"?|(\S+)')


def words_of(text: str) -> str:
    """The text as the index wants it: unspaced scripts cut into characters."""
    return re.sub(_UNSPACED, r" \1 ", text.replace("\x00", " "))


def match_of(query: str) -> str:
    """What was typed as an FTS5 query: quoted strings, all of which must be there."""
    typed = query.encode("utf-8", "ignore").decode("utf-8").replace("\x00", " ")
    parts = []
    for found in _PHRASES.finditer(typed):
        words = words_of(found[1] or found[2] or "")
        if any(c.isalnum() for c in words):
            is_open = found[2] is not None and found.end() == len(typed)
            parts.append('"' + words.replace('"', '""') + '"' + ("*" if is_open else ""))
    return " ".join(parts)


def phrase_of(surface: str) -> str:
    """The words of a surface as the index has them, "" where it has none."""
    words = " ".join(words_of(surface).replace('"', " ").split())
    return words if any(c.isalnum() for c in words) else ""
