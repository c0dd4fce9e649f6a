"""The numbers of a report by key: its text is written with keys, and filled in at the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from annotator.values import dataclass

_KEY = re.compile(r"\{([a-z_]+(?:\.[a-z_0-9]+)*)\}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a name, with the text that stands for it."""

    value: Any
    shown: str


class Numbers:
    """Puts numbers by key, and gives what stands for each in the text until it is filled in."""

    def __init__(self) -> None:
        self._known: dict[str, Number] = {}

    def count(self, key: str, value: float) -> str:
        """A whole number."""
        return self._put(key, value, f"{value:,.0f}")

    def rate(self, key: str, value: float) -> str:
        """A figure of at most 1, with two decimals and no zero before the point."""
        return self._put(key, value, _without_zero(f"{value:.2f}"))

    def bound(self, key: str, value: float) -> str:
        """A figure of at most 1 as it is."""
        return self._put(key, value, _without_zero(f"{value:g}"))

    def seed(self, key: str, value: int) -> str:
        """A number that counts nothing."""
        return self._put(key, value, str(value))

    def percent(self, key: str, share: float) -> str:
        """A share, as so many of 100."""
        return self._put(key, share, f"{100 * share:.0f}")

    def decimal(self, key: str, value: float) -> str:
        """A number with one decimal."""
        return self._put(key, value, f"{value:.1f}")

    def name(self, key: str, value: str) -> str:
        """A name that somebody gave, which may have digits in it."""
        return self._put(key, value, " ".join(value.split()))

    def _put(self, key: str, value: Any, shown: str) -> str:
        self._known[key] = Number(value, shown)
        return f"{{{key}}}"

    def filled(self, text: str, as_text: Callable[[str], str] = str) -> str:
        """The text with each key replaced by what stands for it."""
        return _KEY.sub(lambda found: as_text(self._known[found[1]].shown), text)

    def told(self) -> dict[str, dict[str, Any]]:
        """All of them, as JSON values."""
        return {key: {"value": x.value, "shown": x.shown} for key, x in self._known.items()}


def _without_zero(shown: str) -> str:
    return re.sub(r"^(-?)0(?=\.)", r"\1", shown)


def unkeyed_digits(text: str) -> list[str]:
    """The digits of a text that stand in no key."""
    return re.findall(r"\d", _KEY.sub("", text))
