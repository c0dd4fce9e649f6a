"""Turns marked words into the user's language: every word module's door to Qt's translators.

`pyside6-lupdate` finds words by the names of these functions, with their context.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QLocale

from annotator.values import dataclass

PLURAL: Final = "plural"
"""Stands before the number that chooses the plural. lupdate (6.8 to 6.11) takes a fourth argument
that is a name for Qt 4's encoding, and marks a text as a plural only where a fifth
follows; that must be a plain name: an attribute in a call there makes it run for ever."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Fixed words, translated each time when they are called."""

    context: str
    text: str
    comment: str | None = None

    def __call__(self) -> str:
        return QCoreApplication.translate(self.context, self.text, self.comment)


def QT_TRANSLATE_NOOP(context: str, text: str, comment: str | None = None) -> Phrase:
    """Mark fixed words; Qt's own marker of this name forgets the context."""
    return Phrase(context, text, comment)


def translate(
    context: str,
    text: str,
    comment: str | None = None,
    plural: Literal["plural"] | None = None,
    n: int = -1,
) -> str:
    """The words in the user's language, a template before its `format`; `n` replaces %Ln."""
    return QCoreApplication.translate(context, text, comment, n if plural else -1)


def number(value: float, decimals: int = 0) -> str:
    """A number as the language of the window writes it: 1,234 or 11.4."""
    if decimals:
        return QLocale().toString(float(value), "f", decimals)
    return QLocale().toString(round(value))


def listed(parts: Iterable[str]) -> str:
    """Things in a row as the language writes them: "8 spans, 2 decisions, and one note"."""
    return QLocale().createSeparatedList([part for part in parts if part])


def dotted(*facts: str) -> str:
    """Facts side by side, each a whole by itself; empty ones are left out."""
    return " · ".join(fact for fact in facts if fact)
