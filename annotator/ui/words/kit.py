"""Words of parts that many pages have: keys and buttons of the same name, questions, fields."""

from __future__ import annotations

from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, translate

# -- keys, as a keyboard has them -------------------------------------------------------------

ENTER = QT_TRANSLATE_NOOP("Kit", "Enter")
ESC = QT_TRANSLATE_NOOP("Kit", "Esc")
TAB = QT_TRANSLATE_NOOP("Kit", "Tab")
INSERT = QT_TRANSLATE_NOOP("Kit", "Ins")
DELETE_KEY = QT_TRANSLATE_NOOP("Kit", "Del")
SPACE = QT_TRANSLATE_NOOP("Kit", "Space")
LETTER = QT_TRANSLATE_NOOP("Kit", "letter")

# -- buttons, and what keys do ----------------------------------------------------------------

CANCEL = QT_TRANSLATE_NOOP("Kit", "Cancel")
CLOSE = QT_TRANSLATE_NOOP("Kit", "Close")
UNDO = QT_TRANSLATE_NOOP("Kit", "Undo")
CHOOSE_FOLDER = QT_TRANSLATE_NOOP("Kit", "Folder…")
CANCEL_KEY = QT_TRANSLATE_NOOP("Kit", "cancel", "what a key does")
CLOSE_KEY = QT_TRANSLATE_NOOP("Kit", "close", "what a key does")
UNDO_KEY = QT_TRANSLATE_NOOP("Kit", "undo", "what a key does")

# -- asking -----------------------------------------------------------------------------------

WHO_ANNOTATES = QT_TRANSLATE_NOOP("Kit", "Who annotates?")
NEW_ANNOTATOR = QT_TRANSLATE_NOOP("Kit", "A new annotator")
NAME_OF_ANNOTATOR = QT_TRANSLATE_NOOP("Kit", "Name of the new annotator")
SKIP_THIS = QT_TRANSLATE_NOOP("Kit", "Skip this article")
NOT_THE_SUBJECT = QT_TRANSLATE_NOOP("Kit", "Not about the subject")
DUPLICATE = QT_TRANSLATE_NOOP("Kit", "Duplicate")
NOT_AN_ARTICLE = QT_TRANSLATE_NOOP("Kit", "Not an article")
BROKEN_TEXT = QT_TRANSLATE_NOOP("Kit", "Broken text")
WRONG_LANGUAGE = QT_TRANSLATE_NOOP("Kit", "Wrong language")
TOO_HARD = QT_TRANSLATE_NOOP("Kit", "Too hard to decide now")
OTHER_REASON = QT_TRANSLATE_NOOP("Kit", "Or in your own words")
LOAD_PIPELINE = QT_TRANSLATE_NOOP("Kit", "Load this pipeline?")
PIPELINE_RUNS_CODE = QT_TRANSLATE_NOOP(
    "Kit",
    "The suggestions of this project come from a pipeline in a folder. Loading it runs the code"
    " that it brings. Load it only if you know where it comes from.",
)
LOAD_IT = QT_TRANSLATE_NOOP("Kit", "Load it")
DO_NOT_LOAD_IT = QT_TRANSLATE_NOOP("Kit", "Do not load it")


def continue_as(name: str) -> str:
    return translate("Kit", "Continue as {name}, or as a new annotator?").format(name=name)


def work_of(name: str, finished: int) -> str:
    words = translate("Kit", "{name}: %Ln articles finished", None, PLURAL, finished)
    return words.format(name=name)


# -- fields and lists -------------------------------------------------------------------------

NOTHING_SUGGESTED = QT_TRANSLATE_NOOP("Kit", "This pipeline suggests no entities")
TICKED = QT_TRANSLATE_NOOP("Kit", "ticked")
NOT_TICKED = QT_TRANSLATE_NOOP("Kit", "not ticked")
COLOUR = QT_TRANSLATE_NOOP("Kit", "Colour")
OTHER_COLOUR = QT_TRANSLATE_NOOP("Kit", "Another colour, as six digits")
NOTHING_OF_THAT_NAME = QT_TRANSLATE_NOOP("Kit", "Nothing has that name")
