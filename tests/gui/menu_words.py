"""What stands in a menu's row."""

from __future__ import annotations


def mnemonic(text: str) -> str:
    """The letter that is underlined in a row, in lower case; "" for none."""
    plain = text.replace("&&", "")
    at = plain.find("&")
    return plain[at + 1 : at + 2].casefold() if at >= 0 else ""
