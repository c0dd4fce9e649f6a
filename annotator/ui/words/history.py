"""Words of the history and the bin."""

from __future__ import annotations

from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, dotted, translate

HISTORY = QT_TRANSLATE_NOOP("History", "History")
NOTHING_YET = QT_TRANSLATE_NOOP("History", "Nothing was done yet")
UNDO_BACK = QT_TRANSLATE_NOOP("History", "Undo back to here")
UNDO_ONLY_THIS = QT_TRANSLATE_NOOP("History", "Undo only this")
ASK_UNDO_BACK = QT_TRANSLATE_NOOP("History", "Undo back to here? Redo brings all of it again.")
LEAVE_ALL = QT_TRANSLATE_NOOP("History", "Leave all as it is")
IS_UNDONE = QT_TRANSLATE_NOOP("History", "undone")
UNDONE_ALREADY = QT_TRANSLATE_NOOP("History", "Already undone")


def undo_acts(count: int) -> str:
    return translate("History", "Undo %Ln acts", None, PLURAL, count)


def undo_back(count: int) -> str:
    return translate("History", "Undo back to here · %Ln", None, PLURAL, count)


def undoing(count: int) -> str:
    return translate("History", "%Ln undone…", None, PLURAL, count)


# -- the bin ----------------------------------------------------------------------------------

BIN_FIELD = QT_TRANSLATE_NOOP("History", "The bin: Enter brings an article back, Shift+Enter all")
BIN_IS_EMPTY = QT_TRANSLATE_NOOP("History", "The bin is empty")
NOT_IN_BIN = QT_TRANSLATE_NOOP("History", "Nothing in the bin is like that")
DONE = QT_TRANSLATE_NOOP("History", "done", "an article")


def what_it_holds(spans: int, words: int, is_done: bool) -> str:
    """Of an article in the bin."""
    return dotted(
        DONE() if is_done else "",
        translate("History", "%Ln spans", None, PLURAL, spans) if spans else "",
        translate("History", "%Ln words", None, PLURAL, words),
    )
