"""Why a suggestion is doubtful, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def words_of_reason(code: str) -> str:
    """A few words for a reason of `core/doubt.py`."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Reasons", text)

    return {
        "mixed": tr("decided in two ways here"),
        "rejected": tr("rejected elsewhere here"),
        "score": tr("unlikely"),
        "maybe": tr("maybe one: Enter leaves it out"),
        "two labels": tr("known under two labels"),
        "rivals": tr("the pipeline’s label feeds several of yours"),
        "no label": tr("label outside the scheme"),
        "kind": tr("of a kind that is often wrong"),
        "edge": tr("an article or possessive at its edge"),
        "cut short": tr("perhaps cut short"),
        "blind": tr("not in your review"),
        "contested": tr("otherwise in your review"),
        "first days": tr("here for the first time: look once"),
        "name": tr("a name that nothing marks: Enter leaves it out"),
    }.get(code, code)
