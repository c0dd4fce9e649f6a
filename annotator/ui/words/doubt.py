"""Why a suggestion is doubtful, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from annotator.core.codes import DoubtReason


def words_of_reason(code: DoubtReason) -> str:
    """A few words for a reason of `core/doubt.py`."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("Reasons", text)

    return {
        DoubtReason.MIXED: tr("decided in two ways here"),
        DoubtReason.REJECTED: tr("rejected elsewhere here"),
        DoubtReason.SCORE: tr("unlikely"),
        DoubtReason.MAYBE: tr("maybe one: Enter leaves it out"),
        DoubtReason.TWO_LABELS: tr("known under two labels"),
        DoubtReason.RIVALS: tr("the pipeline’s label feeds several of yours"),
        DoubtReason.NO_LABEL: tr("label outside the scheme"),
        DoubtReason.KIND: tr("of a kind that is often wrong"),
        DoubtReason.EDGE: tr("an article or possessive at its edge"),
        DoubtReason.CUT_SHORT: tr("perhaps cut short"),
        DoubtReason.BLIND: tr("not in your review"),
        DoubtReason.CONTESTED: tr("otherwise in your review"),
        DoubtReason.FIRST_DAYS: tr("here for the first time: look once"),
        DoubtReason.NAME: tr("a name that nothing marks: Enter leaves it out"),
    }[code]
