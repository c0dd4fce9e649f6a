"""The key of an article that came without one: from its text, so that it is the same anywhere."""

from __future__ import annotations

import hashlib

PREFIX = "sha256-"
_DIGITS = 16  # 64 bits: among a million texts two are the same with a chance of 1 in 37 million


def text_key(sha256: str) -> str:
    """The key of a text, by the sha256 of it in UTF-8 (in hex)."""
    return PREFIX + sha256[:_DIGITS]


def key_of_text(text: str) -> str:
    """The key of a text without one."""
    return text_key(hashlib.sha256(text.encode()).hexdigest())


def is_key_of(key: str, text: str) -> bool:
    """Whether a key was made from this text, and names nothing that the text does not."""
    return key.startswith(PREFIX) and key == key_of_text(text)
