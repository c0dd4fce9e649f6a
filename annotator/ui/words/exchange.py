"""Words of the pages of import and export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.core.codes import IfThere, LabelsBecome, ThereAs
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
from annotator.workspace.jobs.import_messages import NEAR_LOOKED

if TYPE_CHECKING:
    from annotator.workspace.jobs.import_messages import FileSeen, PreviewReport

# -- both pages -------------------------------------------------------------------------------

COPY = QT_TRANSLATE_NOOP("Exchange", "Copy")
COPIED = QT_TRANSLATE_NOOP("Exchange", "Copied to the clipboard")
STOP = QT_TRANSLATE_NOOP("Exchange", "Stop")
FORMAT = QT_TRANSLATE_NOOP("Exchange", "Format")
COMMAND = QT_TRANSLATE_NOOP("Exchange", "Command")
BROWSE = QT_TRANSLATE_NOOP("Exchange", "Browse…")
COLUMNS = QT_TRANSLATE_NOOP("Exchange", "Columns")
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
GOLD_ELSE_ONLY = QT_TRANSLATE_NOOP("Exchange", "Gold, else the only review")
APART = QT_TRANSLATE_NOOP("Exchange", "All, each for itself")
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
NOTHING_GOES_OUT = QT_TRANSLATE_NOOP("Exchange", "Nothing goes out")
HOLDS_ALL = QT_TRANSLATE_NOOP("Exchange", "Holds everything")
OPTIONS = QT_TRANSLATE_NOOP("Exchange", "Options")
A_FOLDER = QT_TRANSLATE_NOOP("Exchange", "A folder of several files")
_OPTIONS: dict[str, Phrase] = {
    "dev_share": QT_TRANSLATE_NOOP("Exchange", "Share of articles to test on"),
    "overlaps": QT_TRANSLATE_NOOP("Exchange", "Of spans that lie over each other, keep the"),
    "scheme": QT_TRANSLATE_NOOP("Exchange", "Tags"),
    "token_columns": COLUMNS,
    "tabs": QT_TRANSLATE_NOOP("Exchange", "Tabs between columns, not spaces"),
    "comments": QT_TRANSLATE_NOOP("Exchange", "Keys of articles in comments"),
    "sentences": QT_TRANSLATE_NOOP("Exchange", "A blank line behind each sentence"),
    "split_by": QT_TRANSLATE_NOOP("Exchange", "Choose them by"),
    "completed_by": QT_TRANSLATE_NOOP("Exchange", "Name the annotators, whom it must know"),
    "class_labels": QT_TRANSLATE_NOOP("Exchange", "Labels as numbers with names"),
    "seed": QT_TRANSLATE_NOOP("Exchange", "Seed of the split"),
}
_VALUES: dict[str, Phrase] = {
    "share": QT_TRANSLATE_NOOP("Exchange", "chance", "how articles to test on are chosen"),
    "labels": QT_TRANSLATE_NOOP("Exchange", "labels", "how articles to test on are chosen"),
    "date": QT_TRANSLATE_NOOP("Exchange", "date", "how articles to test on are chosen"),
    "source": QT_TRANSLATE_NOOP("Exchange", "source", "how articles to test on are chosen"),
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


def not_installed(packages: Sequence[str]) -> str:
    """What must be installed before a format can be written."""
    words = translate("Exchange", "Needs {packages}, which is not installed")
    return words.format(packages=", ".join(packages))


def how_to_install(packages: Sequence[str]) -> str:
    """The same, with the command."""
    words = translate("Exchange", "{needs}: pip install {packages}")
    return words.format(needs=not_installed(packages), packages=" ".join(packages))


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


# -- what comes in ----------------------------------------------------------------------------

IMPORT_NOW = QT_TRANSLATE_NOOP("Exchange", "Import")
IMPORT_KEY = QT_TRANSLATE_NOOP("Exchange", "import", "what a key does")
SCROLL_KEY = QT_TRANSLATE_NOOP("Exchange", "scroll the text", "what keys do")
REMOVE_KEY = QT_TRANSLATE_NOOP("Exchange", "off the list", "what a key does")
FILES = QT_TRANSLATE_NOOP("Exchange", "What comes in")
DROP_HERE = QT_TRANSLATE_NOOP("Exchange", "Drop files, folders or zips here, or choose them above.")
LOOKING = QT_TRANSLATE_NOOP("Exchange", "Looking at the files…")
NOTHING_CHOSEN = QT_TRANSLATE_NOOP("Exchange", "Choose files or a folder first")
AS_READ = QT_TRANSLATE_NOOP("Exchange", "Articles, as they will be read")
ENCODING = QT_TRANSLATE_NOOP("Exchange", "Encoding")
LANGUAGE = QT_TRANSLATE_NOOP("Exchange", "Language, where the file says none")
_FIND_OUT = QT_TRANSLATE_NOOP("Exchange", "found out")
NO_COLUMN = QT_TRANSLATE_NOOP("Exchange", "none", "no column of a table")
NOT_TAKEN = QT_TRANSLATE_NOOP("Exchange", "What can’t be taken")
LABELS = QT_TRANSLATE_NOOP("Exchange", "Labels that come with them")
BECOMES = QT_TRANSLATE_NOOP("Exchange", "Is")
TAKEN_AS = QT_TRANSLATE_NOOP("Exchange", "Labels become")
WHOSE_REVIEWS = QT_TRANSLATE_NOOP("Exchange", "Reviews of")
IF_THERE = QT_TRANSLATE_NOOP("Exchange", "Articles there already")
LEFT_OUT = QT_TRANSLATE_NOOP("Exchange", "left out")
_BECOME: dict[LabelsBecome, Phrase] = {
    LabelsBecome.GIVEN: QT_TRANSLATE_NOOP("Exchange", "What the files say"),
    LabelsBecome.SUGGESTIONS: QT_TRANSLATE_NOOP("Exchange", "Suggestions"),
    LabelsBecome.REVIEW: QT_TRANSLATE_NOOP("Exchange", "Finished reviews"),
}
_IF_THERE: dict[IfThere, Phrase] = {
    IfThere.SKIP: QT_TRANSLATE_NOOP("Exchange", "Stay as they are"),
    IfThere.UPDATE: QT_TRANSLATE_NOOP("Exchange", "Get the file’s title and date"),
    IfThere.REVIEW: QT_TRANSLATE_NOOP("Exchange", "Get a further review"),
}
_FIELDS: dict[str, Phrase] = {
    "text_field": QT_TRANSLATE_NOOP("Exchange", "Text"),
    "title": QT_TRANSLATE_NOOP("Exchange", "Title"),
    "published": QT_TRANSLATE_NOOP("Exchange", "Date"),
    "source": QT_TRANSLATE_NOOP("Exchange", "Source"),
    "key": QT_TRANSLATE_NOOP("Exchange", "Id"),
    "labels": QT_TRANSLATE_NOOP("Exchange", "Labels"),
    "topics": QT_TRANSLATE_NOOP("Exchange", "Topics"),
}


def language(code: str, name: str) -> str:
    """A language by its own name and its code."""
    words = translate("Exchange", "{language} ({code})")
    return words.format(language=name, code=code) if name else code


def found_languages(codes: Sequence[str]) -> str:
    """That the language is found out, and which were found so far."""
    if not codes:
        return _FIND_OUT()
    words = translate("Exchange", "found out: {languages}")
    return words.format(languages=", ".join(codes))


def labels_become(value: LabelsBecome) -> str:
    return _BECOME[value]()


def if_there(value: IfThere) -> str:
    return _IF_THERE[value]()


def field(name: str) -> str:
    """What of an article a column holds."""
    return _FIELDS[name]()


def nth_article(number_: int, count: int, called: str) -> str:
    words = translate("Exchange", "{n} of {m}: {title}")
    return words.format(n=number(number_), m=number(count), title=called)


def there(code: ThereAs) -> str:
    """Whether an article is there already, by the code of the preview."""
    if code == ThereAs.SAME:
        return translate("Exchange", "there already")
    if code == ThereAs.WORK:
        return translate("Exchange", "labels for an article of another file")
    if code == ThereAs.TEXT:
        return translate("Exchange", "its text is there already")
    if code == ThereAs.KEY:
        return translate("Exchange", "its id is another article’s")
    return ""


def articles_of(seen: FileSeen) -> str:
    """How many articles a file has, as far as it was read."""
    words = _articles(seen.articles)
    return words if seen.is_whole or not seen.articles else f"{words}…"


def _articles(count: int) -> str:
    return translate("Exchange", "%Ln articles", None, PLURAL, count)


def refused_of(seen: FileSeen) -> str:
    count = seen.refused
    return translate("Exchange", "%Ln refused", None, PLURAL, count) if count else ""


def facts_of_file(seen: FileSeen, title: str, language: str) -> str:
    """Format, encoding, language, copies."""
    facts = [title, seen.encoding, language]
    if seen.encodings:
        facts[1] = translate("Exchange", "{encoding}?", "a doubtful one").format(
            encoding=seen.encoding
        )
    same, twins, clashes, near = seen.there, seen.twins, seen.clashes, seen.near
    if same:
        facts.append(translate("Exchange", "%Ln there already", None, PLURAL, same))
    if twins:
        facts.append(translate("Exchange", "%Ln copies", None, PLURAL, twins))
    if seen.joined:
        count = seen.joined
        facts.append(
            translate("Exchange", "labels for %Ln articles of other files", None, PLURAL, count)
        )
    if near:
        words = translate("Exchange", "%Ln near copies of articles here", None, PLURAL, near)
        facts.append(words if seen.articles <= NEAR_LOOKED else f"{words}…")
    if clashes:
        facts.append(translate("Exchange", "%Ln with a taken id", None, PLURAL, clashes))
    return dotted(*facts)


def seen_in_all(report: PreviewReport, not_opened: Sequence[str]) -> str:
    """What is in all files together."""
    articles = sum(each.articles for each in report.files)
    ignored = len(report.ignored)
    return dotted(
        _articles(articles),
        translate("Exchange", "%Ln other files left aside", None, PLURAL, ignored)
        if ignored
        else "",
        *not_opened,
    )


def counted(count: int) -> str:
    return f"×{number(count)}"


def becomes(_name: str, target: str, *, is_new: bool) -> str:
    """What a label of the files is in the scheme."""
    if not target:
        return LEFT_OUT()
    return new_label(target) if is_new else target


def new_label(name: str) -> str:
    return translate("Exchange", "{name} (new)").format(name=name)
