"""Small questions. Tests replace the `ask` of each class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget


class TextQuestion(QDialog):
    """One line of text."""

    @staticmethod
    def ask(parent: QWidget | None, title: str, question: str, text: str = "") -> str | None:
        """The text, or None when the person turned away."""
        return None


class ChoiceQuestion(QDialog):
    """One of a few options."""

    @staticmethod
    def ask(parent: QWidget | None, title: str, options: Sequence[str]) -> str | None:
        """The option, or None."""
        return None


class SkipQuestion(QDialog):
    """Why an article is skipped: a reason from the list, or words of one's own."""

    @staticmethod
    def ask(parent: QWidget | None) -> str | None:
        """The reason, or None."""
        return None


def ask_text(parent: QWidget | None, title: str, question: str, text: str = "") -> str | None:
    """One line of text, or None when the person turned away."""
    return TextQuestion.ask(parent, title, question, text)


def ask_choice(parent: QWidget | None, title: str, options: Sequence[str]) -> str | None:
    """One of the options, or None."""
    return ChoiceQuestion.ask(parent, title, options)


def ask_skip_reason(parent: QWidget | None) -> str | None:
    """Why the article is skipped, or None."""
    return SkipQuestion.ask(parent)
