"""Words of the window around the pages: status line, welcome page, a new project, today's count."""

from __future__ import annotations

from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, dotted, number, translate

# -- the window -------------------------------------------------------------------------------

NO_ARTICLES_YET = QT_TRANSLATE_NOOP("Shell", "The project has no articles yet")
NOT_UNDERSTOOD = QT_TRANSLATE_NOOP("Shell", "Search: not understood")
ALL_LABELS = QT_TRANSLATE_NOOP("Shell", "All labels")
KEYS_KEY = QT_TRANSLATE_NOOP("Shell", "keys", "what a key shows")
CONFIRM_KEY = QT_TRANSLATE_NOOP("Shell", "confirm", "what a key does")
COMPARE_KEY = QT_TRANSLATE_NOOP("Shell", "compare with the suggestions", "what a key does")
NEXT_KEY = QT_TRANSLATE_NOOP("Shell", "done, next", "what a key does")


def found(count: int) -> str:
    return translate("Shell", "%Ln articles found", None, PLURAL, count)


def searching(seen: int, total: int, *, is_anew: bool) -> str:
    words = translate("Shell", "searching {n} of {m} articles…")
    if is_anew:
        words = translate(
            "Shell", "the search index was damaged and is made anew: {n} of {m} articles…"
        )
    return words.format(n=number(seen), m=number(total))


def finishing(accepts: int, doubtful: int, is_hiding: bool) -> str:
    """What Enter would do now."""
    if is_hiding:
        first = COMPARE_KEY()
    elif accepts:
        first = translate("Shell", "accept %Ln", None, PLURAL, accepts)
    else:
        first = NEXT_KEY()
    left = translate("Shell", "%Ln doubtful", None, PLURAL, doubtful) if doubtful else ""
    return dotted(first, left)


def undo(what: str) -> str:
    return translate("Shell", "Undo: {what}").format(what=what)


def redo(what: str) -> str:
    return translate("Shell", "Redo: {what}").format(what=what)


def title(project: str) -> str:
    return translate("Shell", "{project} — Annotator").format(project=project)


# -- the status line --------------------------------------------------------------------------

SAVED = QT_TRANSLATE_NOOP("Shell", "Saved")
NOT_SAVED = QT_TRANSLATE_NOOP("Shell", "Not saved")


def progress(done: int, total: int) -> str:
    words = translate("Shell", "{done} of {total}")
    return words.format(done=number(done), total=number(total))


# -- today ------------------------------------------------------------------------------------


def today(count: int) -> str:
    return translate("Shell", "today {n}").format(n=number(count))


def pace(an_hour: float) -> str:
    return translate("Shell", "{n} an hour").format(n=_short(an_hour))


def time_left(hours: float) -> str:
    if hours < 1:
        minutes = max(1, round(hours * 60))
        return translate("Shell", "about {n} min left").format(n=number(minutes))
    return translate("Shell", "about {n} h left").format(n=_short(hours))


def _short(value: float) -> str:
    return number(value) if value >= 9.5 else number(value, 1)


# -- the welcome page -------------------------------------------------------------------------

ABOUT_PROGRAM = QT_TRANSLATE_NOOP(
    "Shell", "Mark names and topics in your articles. Nothing leaves this computer."
)
OPEN_SAMPLE = QT_TRANSLATE_NOOP("Shell", "Open the sample project")
NEW_PROJECT = QT_TRANSLATE_NOOP("Shell", "New project…")
OPEN_PROJECT = QT_TRANSLATE_NOOP("Shell", "Open a project…")
RECENT = QT_TRANSLATE_NOOP("Shell", "Recent projects")
IS_GONE = QT_TRANSLATE_NOOP("Shell", "not there any more · Delete takes it off the list")
IMPORT = QT_TRANSLATE_NOOP("Shell", "Import articles…")
EDIT_SCHEME = QT_TRANSLATE_NOOP("Shell", "Edit the labels and topics…")
SEE_KEYS = QT_TRANSLATE_NOOP("Shell", "See the keys")

# -- a new project ----------------------------------------------------------------------------

NEW_TITLE = QT_TRANSLATE_NOOP("Shell", "New project")
NAME = QT_TRANSLATE_NOOP("Shell", "Name")
NAME_HINT = QT_TRANSLATE_NOOP("Shell", "Foreign affairs in the press")
FOLDER = QT_TRANSLATE_NOOP("Shell", "Folder")
FOLDER_TITLE = QT_TRANSLATE_NOOP("Shell", "Folder of the project")
SCHEMES = QT_TRANSLATE_NOOP("Shell", "Begin with the labels of")
OWN_LABELS = QT_TRANSLATE_NOOP("Shell", "Or with labels of your own")
OWN_LABELS_HINT = QT_TRANSLATE_NOOP("Shell", "Politician, Party, Country, Event")
ABOUT_OWN_LABELS = QT_TRANSLATE_NOOP(
    "Shell", "Names, with commas. What the pipeline finds is suggested under them."
)
ABOUT_BLIND = QT_TRANSLATE_NOOP(
    "Shell", "They show afterwards how much suggestions influence your labels."
)
CREATE = QT_TRANSLATE_NOOP("Shell", "Create the project")
BACK = QT_TRANSLATE_NOOP("Shell", "Back")
ONE_FILE = QT_TRANSLATE_NOOP("Shell", "The project is one file in this folder.")


def blind_share(one_in: int) -> str:
    return translate("Shell", "1 in {n} articles without suggestions").format(n=number(one_in))


def is_there(path: object) -> str:
    words = translate("Shell", "There is a project of this name already: {path}")
    return words.format(path=path)


def will_be(path: object) -> str:
    return translate("Shell", "One file holds everything: {path}").format(path=path)
