"""Words of the pages of import and export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotator.faults import Loss
from annotator.ui.words.errors import words_of
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    Phrase,
    dotted,
    number,
    translate,
)

# -- both pages -------------------------------------------------------------------------------

COPY = QT_TRANSLATE_NOOP("Exchange", "Copy")
COPIED = QT_TRANSLATE_NOOP("Exchange", "Copied to the clipboard")
STOP = QT_TRANSLATE_NOOP("Exchange", "Stop")
FORMAT = QT_TRANSLATE_NOOP("Exchange", "Format")
COMMAND = QT_TRANSLATE_NOOP("Exchange", "Command")
BROWSE = QT_TRANSLATE_NOOP("Exchange", "Browse…")
COUNTING = QT_TRANSLATE_NOOP("Exchange", "Counting…")
FIELDS_KEY = QT_TRANSLATE_NOOP("Exchange", "next field", "what a key does")


def progress(step: str, share: float | None) -> str:
    """What a job does now, and how much of it is done."""
    if share is None:
        return step
    words = translate("Exchange", "{step} {n} %")
    return words.format(step=step, n=number(100 * share))


# -- what goes out ----------------------------------------------------------------------------

WHAT = QT_TRANSLATE_NOOP("Exchange", "What goes out")
ARTICLES = QT_TRANSLATE_NOOP("Exchange", "Articles")
FINISHED = QT_TRANSLATE_NOOP("Exchange", "Finished articles")
ALL = QT_TRANSLATE_NOOP("Exchange", "All articles")
WHOSE = QT_TRANSLATE_NOOP("Exchange", "Whose labels")
EVERYBODY = QT_TRANSLATE_NOOP("Exchange", "Everybody’s")
FROM = QT_TRANSLATE_NOOP("Exchange", "From", "a date")
UNTIL = QT_TRANSLATE_NOOP("Exchange", "Until", "a date")
DATE_HINT = QT_TRANSLATE_NOOP("Exchange", "2024-06-15", "an example of a date, or part of it")
IN_USE_ONLY = QT_TRANSLATE_NOOP("Exchange", "Only labels in use")
SEEN_ONLY = QT_TRANSLATE_NOOP("Exchange", "Without spans accepted unseen")


def would_go_out(articles: int, spans: int, undated: int) -> str:
    """How much would go out now."""
    facts = [
        translate("Exchange", "%Ln articles go out", None, PLURAL, articles),
        translate("Exchange", "%Ln spans", None, PLURAL, spans),
    ]
    if undated:
        facts.append(translate("Exchange", "%Ln without a date stay", None, PLURAL, undated))
    return dotted(*facts)


# -- formats ----------------------------------------------------------------------------------

CANNOT_HOLD = QT_TRANSLATE_NOOP("Exchange", "What it has no place for")
HOLDS_ALL = QT_TRANSLATE_NOOP("Exchange", "Holds everything")
OPTIONS = QT_TRANSLATE_NOOP("Exchange", "Options")
A_FOLDER = QT_TRANSLATE_NOOP("Exchange", "A folder of several files")
_OPTIONS: dict[str, Phrase] = {
    "dev_share": QT_TRANSLATE_NOOP("Exchange", "Share of articles to test on"),
    "overlaps": QT_TRANSLATE_NOOP("Exchange", "Of spans that lie over each other, keep the"),
    "scheme": QT_TRANSLATE_NOOP("Exchange", "Tags"),
    "token_columns": QT_TRANSLATE_NOOP("Exchange", "Columns"),
    "tabs": QT_TRANSLATE_NOOP("Exchange", "Tabs between columns, not spaces"),
    "comments": QT_TRANSLATE_NOOP("Exchange", "Keys of articles in comments"),
    "sentences": QT_TRANSLATE_NOOP("Exchange", "A blank line behind each sentence"),
    "seed": QT_TRANSLATE_NOOP("Exchange", "Seed of the split"),
}
_VALUES: dict[str, Phrase] = {
    "longest": QT_TRANSLATE_NOOP("Exchange", "longest", "of spans that lie over each other"),
    "shortest": QT_TRANSLATE_NOOP("Exchange", "shortest", "of spans that lie over each other"),
    "first": QT_TRANSLATE_NOOP("Exchange", "first", "of spans that lie over each other"),
}


def lost_in_short(lost: Mapping[str, int] | None) -> str:
    """What a format leaves behind, in a line; None: it is being counted."""
    if not lost:
        return COUNTING() if lost is None else HOLDS_ALL()
    what = dotted(*_lost(lost))
    return translate("Exchange", "No place for {what}").format(what=what)


def lost_in_full(lost: Mapping[str, int] | None) -> list[str]:
    """The same, a line each."""
    return _lost(lost) if lost else [lost_in_short(lost)]


def _lost(lost: Mapping[str, int]) -> list[str]:
    return [words_of(Loss[kind.upper()](n=number(n))) for kind, n in lost.items()]


def files_of(parts: Sequence[str], ending: str) -> str:
    """What files a format has."""
    if len(parts) == 1:
        return translate("Exchange", "One file, {ending}").format(ending=ending)
    if not parts:
        return A_FOLDER()
    names = ", ".join(f"{part}{ending}" for part in parts)
    return translate("Exchange", "Files: {names}").format(names=names)


def option(name: str, otherwise: str) -> str:
    """What an option of a format is called; `otherwise` where it has no words here."""
    return _OPTIONS[name]() if name in _OPTIONS else otherwise.rstrip(".")


def option_value(value: str) -> str:
    """What a value of an option is called."""
    return _VALUES[value]() if value in _VALUES else value


# -- where to, and what came of it ------------------------------------------------------------

EXPORT_NOW = QT_TRANSLATE_NOOP("Exchange", "Export")
EXPORTING = QT_TRANSLATE_NOOP("Exchange", "exporting…")
TO = QT_TRANSLATE_NOOP("Exchange", "Write to")
NO_PLACE = QT_TRANSLATE_NOOP("Exchange", "Say where to write it")
FORMAT_KEY = QT_TRANSLATE_NOOP("Exchange", "format", "what keys choose")
EXPORT_KEY = QT_TRANSLATE_NOOP("Exchange", "export", "what a key does")
WRITTEN = QT_TRANSLATE_NOOP("Exchange", "Written and read back")
OPEN_FOLDER = QT_TRANSLATE_NOOP("Exchange", "Open the folder")
REMARKS = QT_TRANSLATE_NOOP("Exchange", "Worth knowing")
NEXT_COMMAND = QT_TRANSLATE_NOOP("Exchange", "Next: train with it")


def some_files(names: Sequence[str], count: int) -> list[str]:
    """The names of the first files, and how many more there are."""
    lines = list(names)
    if count > len(names):
        lines.append(translate("Exchange", "and %Ln more", None, PLURAL, count - len(names)))
    return lines


def not_opened(folder: str) -> str:
    words = translate("Exchange", "No program of this system opens folders: {folder}")
    return words.format(folder=folder)
