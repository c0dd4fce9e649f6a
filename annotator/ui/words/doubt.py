"""Why a suggestion is doubtful, in the user's language."""

from __future__ import annotations

from annotator.core.codes import DoubtReason
from annotator.ui.words.translating import QT_TRANSLATE_NOOP, Phrase

_REASONS: dict[DoubtReason, Phrase] = {
    DoubtReason.MIXED: QT_TRANSLATE_NOOP("Doubt", "decided in two ways here"),
    DoubtReason.REJECTED: QT_TRANSLATE_NOOP("Doubt", "rejected elsewhere here"),
    DoubtReason.SCORE: QT_TRANSLATE_NOOP("Doubt", "maybe wrong"),
    DoubtReason.MAYBE: QT_TRANSLATE_NOOP("Doubt", "maybe a name: Enter leaves it out"),
    DoubtReason.TWO_LABELS: QT_TRANSLATE_NOOP("Doubt", "known under two labels"),
    DoubtReason.RIVALS: QT_TRANSLATE_NOOP("Doubt", "the pipeline’s label feeds several of yours"),
    DoubtReason.NO_LABEL: QT_TRANSLATE_NOOP("Doubt", "label outside the scheme"),
    DoubtReason.KIND: QT_TRANSLATE_NOOP("Doubt", "of a kind that is often wrong"),
    DoubtReason.EDGE: QT_TRANSLATE_NOOP("Doubt", "an article or possessive at its edge"),
    DoubtReason.CUT_SHORT: QT_TRANSLATE_NOOP("Doubt", "maybe cut short"),
    DoubtReason.BLIND: QT_TRANSLATE_NOOP("Doubt", "suggested, but not in your answer"),
    DoubtReason.CONTESTED: QT_TRANSLATE_NOOP("Doubt", "suggested differently from your answer"),
    DoubtReason.FIRST_DAYS: QT_TRANSLATE_NOOP("Doubt", "here for the first time: look once"),
    DoubtReason.NAME: QT_TRANSLATE_NOOP("Doubt", "a name that nothing marks: Enter leaves it out"),
}


def words_of_reason(code: DoubtReason) -> str:
    """A few words for a reason of `core/doubt.py`."""
    return _REASONS[code]()
