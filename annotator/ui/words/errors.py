"""What is wrong and what to do about it, in the user's language: the words for each `Fault`.

The English texts of the same codes in `faults.py` are for the command line and the log.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from annotator.errors import AnnotatorError
from annotator.faults import Fault, Unfit, Where
from annotator.notices import Code, Notice, Value


def words_of_error(error: BaseException) -> str:
    """All of an error in one line: where, what, and what to do."""
    if not isinstance(error, AnnotatorError):
        return str(error)  # in the machine's own words
    return words_at(error.where, error.notice)


def words_at(where: Value, said: Value) -> str:
    """What is so at a place ("" for none), in one line."""
    words = words_of(said)
    if where:
        pattern = QCoreApplication.translate("Errors", "{where}: {what}")
        words = pattern.format(where=words_of(where), what=words)
    return " ".join(words.splitlines())


def words_of(said: Value) -> str:
    """A notice in words; what is not one is a name or comes from the machine, and stays."""
    if not isinstance(said, Notice):
        return str(said)
    values = {
        name: words_of(value) if isinstance(value, Notice) else value
        for name, value in said.values.items()
    }
    return QCoreApplication.translate("Errors", str(TEXTS[said.code])).format(**values)


# fmt: off
TEXTS: dict[Code, object] = {  # texts; PySide says no more than "object" of them
    # -- the program and its commands
    Fault.NO_DISPLAY: QT_TRANSLATE_NOOP("Errors", "there is no display to show {project} on; run annotator tour for pictures of the window, or annotator --help"),
    Fault.QT_NOT_LOADED: QT_TRANSLATE_NOOP("Errors", "Qt can't be loaded ({reason}); run: {libraries}"),
    Fault.NOBODY_ANNOTATES: QT_TRANSLATE_NOOP("Errors", "the project was not opened: nobody said who annotates; open it again and choose a name"),
    Fault.ANNOTATOR_WITHOUT_PROJECT: QT_TRANSLATE_NOOP("Errors", "--annotator is for a project; name the project file too"),
    Fault.NOT_TO_IMPORT_AS: QT_TRANSLATE_NOOP("Errors", "--as is {given}; take suggestion or review"),
    Fault.NO_COMMAND: QT_TRANSLATE_NOOP("Errors", "{name} is neither a command nor a file; see annotator --help; annotator new makes a project"),
    Fault.PIPELINE_WITHOUT_PROJECT: QT_TRANSLATE_NOOP("Errors", "--pipeline is for a project; name the project file too"),
    # -- acts, the search, the scheme
    Fault.LABEL_RETIRED: QT_TRANSLATE_NOOP("Errors", "the label {name} is retired; choose another"),
    Fault.NO_SPAN_HERE: QT_TRANSLATE_NOOP("Errors", "there is no span here; give it a label first"),
    Fault.EDGES_TAKEN: QT_TRANSLATE_NOOP("Errors", "there is a span with these edges already; choose other edges"),
    Fault.NOTHING_MARKED_HERE: QT_TRANSLATE_NOOP("Errors", "nothing is marked here; Tab goes to the next suggestion"),
    Fault.NO_SPAN_TO_ASK_ABOUT: QT_TRANSLATE_NOOP("Errors", "there is no span here; give it a label first, then ask"),
    Fault.RULING_EMPTY: QT_TRANSLATE_NOOP("Errors", "the ruling has no words; write what holds from now on"),
    Fault.TOPIC_RETIRED: QT_TRANSLATE_NOOP("Errors", "the topic {name} is retired; choose another"),
    Fault.NO_TEXT_HERE: QT_TRANSLATE_NOOP("Errors", "there is no text here; move to a word first"),
    Fault.RANGE_OUTSIDE_TEXT: QT_TRANSLATE_NOOP("Errors", "that range is outside the text; choose a range inside it"),
    Fault.ONLY_WHITE_SPACE_HERE: QT_TRANSLATE_NOOP("Errors", "there is only white space here; choose a range with text"),
    Fault.SPAN_TOO_LONG: QT_TRANSLATE_NOOP("Errors", "a span of over {most} characters; choose a shorter range"),
    Fault.SEARCH_MEANS_NOTHING: QT_TRANSLATE_NOOP("Errors", "{key}:{value} means nothing; use one of {known}"),
    Fault.TWO_DATES: QT_TRANSLATE_NOOP("Errors", "there are two dates; write a range, date:2023-01..2023-06"),
    Fault.DATES_REVERSED: QT_TRANSLATE_NOOP("Errors", "the dates of {dates} are the wrong way round; swap them"),
    Fault.SEARCH_WITHOUT_VALUE: QT_TRANSLATE_NOOP("Errors", "{key}: is without a value; write {example}"),
    Fault.NO_LABEL_TO_SEARCH: QT_TRANSLATE_NOOP("Errors", "the scheme has no label “{name}”; use one of {known}"),
    Fault.NO_DATE: QT_TRANSLATE_NOOP("Errors", "date:{given} is no date; write 2023, 2023-06, 2023-06-15 or a..b"),
    Fault.NO_SUCH_SEARCH: QT_TRANSLATE_NOOP("Errors", "there is no search by “{key}”; use one of {known}, or put the words in quotes"),
    Fault.GROUP_HAS_TOPICS: QT_TRANSLATE_NOOP("Errors", "the group has topics; move or delete them first"),
    Fault.IN_USE: QT_TRANSLATE_NOOP("Errors", "it is in use; merge it into another, or retire it"),
    Fault.NAME_EMPTY: QT_TRANSLATE_NOOP("Errors", "there is no name; give it one"),
    Fault.NAME_UNFIT: QT_TRANSLATE_NOOP("Errors", "that can't be a name; one line of at most {most} characters"),
    Fault.NO_COLOUR: QT_TRANSLATE_NOOP("Errors", "“{colour}” is not a colour; six digits: #2456c4"),
    Fault.NO_SUCH_GROUP: QT_TRANSLATE_NOOP("Errors", "there is no such topic group"),
    Fault.MERGE_INTO_ITSELF: QT_TRANSLATE_NOOP("Errors", "it can't be merged into itself"),
    Fault.MERGE_INTO_RETIRED: QT_TRANSLATE_NOOP("Errors", "it is retired; choose one in use"),
    Fault.NAME_TAKEN: QT_TRANSLATE_NOOP("Errors", "there is one called “{name}” already; take another name"),
    Fault.KEY_TAKEN: QT_TRANSLATE_NOOP("Errors", "{key} is the key of {name}; take another key"),
    Fault.KEY_UNFIT_FOR_LABEL: QT_TRANSLATE_NOOP("Errors", "“{key}” can't be a key here; one letter from A to Z"),
    Fault.KEY_UNFIT_FOR_TOPIC: QT_TRANSLATE_NOOP("Errors", "“{key}” can't be a key here; one digit from 1 to 9"),
    # -- files that are read
    Fault.NO_COLUMNS: QT_TRANSLATE_NOOP("Errors", "the first line names no columns: {reason}"),
    Fault.NO_TEXT_COLUMN: QT_TRANSLATE_NOOP("Errors", "no column of texts; the columns are: {known}; name one with --text-field"),
    Fault.NO_SUCH_COLUMN: QT_TRANSLATE_NOOP("Errors", "no column “{name}”; the columns are: {known}; name one with --text-field"),
    # -- pipelines and what is learned
    Fault.NO_EVIDENCE: QT_TRANSLATE_NOOP("Errors", "this is no evidence about an article; suggest for the article again"),
    Fault.NO_SUCH_PIPELINE: QT_TRANSLATE_NOOP("Errors", "there is no such pipeline on this machine; give the name of an installed spaCy pipeline or the folder of one"),
    Fault.NOTHING_TO_TRAIN: QT_TRANSLATE_NOOP("Errors", "there is neither a label nor a topic to train"),
    Fault.TOKENS_UNFIT: QT_TRANSLATE_NOOP("Errors", "the token boundaries do not fit the text"),
    Fault.TOPIC_MODEL_DAMAGED: QT_TRANSLATE_NOOP("Errors", "the stored topic model is damaged; train it again"),
    Fault.TOPIC_MODEL_NEWER: QT_TRANSLATE_NOOP("Errors", "the topic model is of a newer version; update this program"),
    Fault.TRAINING_CANCELLED: QT_TRANSLATE_NOOP("Errors", "training was cancelled; nothing was changed"),
    Fault.NO_PIPELINE_LOADED: QT_TRANSLATE_NOOP("Errors", "no pipeline is loaded; send load first"),
    Fault.NO_SCHEME_SENT: QT_TRANSLATE_NOOP("Errors", "there is no scheme; send scheme first"),
    Fault.NO_SCHEME: QT_TRANSLATE_NOOP("Errors", "this is not a scheme ({reason})"),
    Fault.NO_SUCH_REQUEST: QT_TRANSLATE_NOOP("Errors", "the worker does not know the request {request!r}"),
    Fault.CORRECTOR_OF_OTHER_VERSION: QT_TRANSLATE_NOOP("Errors", "this is no corrector of this version; train a new one, or go back to an earlier version"),
    Fault.CORRECTOR_DAMAGED: QT_TRANSLATE_NOOP("Errors", "the corrector is damaged; train a new one, or go back to an earlier version"),
    Fault.CORRECTOR_UNFIT: QT_TRANSLATE_NOOP("Errors", "the corrector is damaged or too large; train a new one, or go back to an earlier version"),
    Fault.PIPELINE_NOT_LOADED: QT_TRANSLATE_NOOP("Errors", "the pipeline cannot be loaded ({reason}); choose another pipeline, or install this one for spaCy {version}"),
    # -- the project file
    Fault.GROUP_UNDONE: QT_TRANSLATE_NOOP("Errors", "what this belongs to has been undone meanwhile; start it again"),
    Fault.NOTHING_TO_DO: QT_TRANSLATE_NOOP("Errors", "there is nothing to do"),
    Fault.DUPLICATE_OF_ITSELF: QT_TRANSLATE_NOOP("Errors", "an article can't be its own duplicate"),
    Fault.NO_SUCH_ARTICLE: QT_TRANSLATE_NOOP("Errors", "there is no such article"),
    Fault.LONE_SURROGATE: QT_TRANSLATE_NOOP("Errors", "a lone surrogate ({character}) at character {place}; read the source again with the right encoding"),
    Fault.PROJECT_FILE_MISSING: QT_TRANSLATE_NOOP("Errors", "there is no such file; check the name"),
    Fault.FOLDER_NOT_PROJECT: QT_TRANSLATE_NOOP("Errors", "this is a folder, not a project; choose a project file"),
    Fault.DEVICE_NOT_PROJECT: QT_TRANSLATE_NOOP("Errors", "neither a file nor a folder, but a pipe or a device; choose a project file"),
    Fault.PROJECT_EMPTY: QT_TRANSLATE_NOOP("Errors", "the file is empty, not a project; restore it from a copy"),
    Fault.NOT_A_PROJECT: QT_TRANSLATE_NOOP("Errors", "this is not a project file; import it into a project"),
    Fault.FILE_EXISTS: QT_TRANSLATE_NOOP("Errors", "there is already a file; open it or choose a new name"),
    Fault.NO_SUCH_FOLDER: QT_TRANSLATE_NOOP("Errors", "there is no such folder; make it first"),
    Fault.FOLDER_READ_ONLY: QT_TRANSLATE_NOOP("Errors", "the folder is read-only"),
    Fault.FILE_NAME_TOO_LONG: QT_TRANSLATE_NOOP("Errors", "the file's name is too long; take one of {most} bytes at most"),
    Fault.FILE_NOT_READABLE: QT_TRANSLATE_NOOP("Errors", "the file may not be read; allow reading it"),
    Fault.FILE_READ_ONLY: QT_TRANSLATE_NOOP("Errors", "the file is read-only; allow writing, or copy it elsewhere"),
    Fault.PROJECT_FOLDER_READ_ONLY: QT_TRANSLATE_NOOP("Errors", "the folder is read-only; copy the project elsewhere"),
    Fault.FILE_OF_ANOTHER_PROGRAM: QT_TRANSLATE_NOOP("Errors", "this SQLite file belongs to another program; import it instead"),
    Fault.FILE_UNREAD: QT_TRANSLATE_NOOP("Errors", "the file can't be read: {reason}"),
    Fault.COPY_DIFFERS: QT_TRANSLATE_NOOP("Errors", "what was copied is not what was read back"),
    Fault.COPY_OF_ITSELF: QT_TRANSLATE_NOOP("Errors", "a project can't be its own copy; choose another name"),
    Fault.TAKEN_BACK_ALREADY: QT_TRANSLATE_NOOP("Errors", "that is taken back already"),
    Fault.NOT_TAKEN_BACK_ALONE: QT_TRANSLATE_NOOP("Errors", "nothing of that can be taken back alone: all has been changed since; undo what came after it first"),
    Fault.HISTORY_CHANGED: QT_TRANSLATE_NOOP("Errors", "the history has changed meanwhile; open it again"),
    Fault.MODEL_UNFIT: QT_TRANSLATE_NOOP("Errors", "the model is damaged or too large; train a new one, or go back to an earlier version"),
    Fault.PROJECT_OPEN: QT_TRANSLATE_NOOP("Errors", "this project is open; close it first"),
    Fault.OPEN_BY_ANOTHER_NAME: QT_TRANSLATE_NOOP("Errors", "the same file is open by another name: {other}; close it there first"),
    Fault.FILE_REPLACED: QT_TRANSLATE_NOOP("Errors", "the file was replaced while another program has the former one open; close that program, then try again"),
    Fault.PROJECT_LACKS: QT_TRANSLATE_NOOP("Errors", "the project file is damaged: the {kind} “{name}” is missing; restore it from a copy"),
    Fault.ANNOTATOR_WITHOUT_NAME: QT_TRANSLATE_NOOP("Errors", "the annotator has no name; give a name"),
    Fault.LOG_NOT_RENAMED: QT_TRANSLATE_NOOP("Errors", "what lies beside the project can't be read or renamed: {reason}; close other programs that have it open"),
    Fault.OPEN_IN_ANOTHER_WINDOW: QT_TRANSLATE_NOOP("Errors", "the project is open in another window; use that window"),
    Fault.NOT_LOCKED: QT_TRANSLATE_NOOP("Errors", "the project can't be locked: {reason}"),
    Fault.SUGGESTION_BEYOND_TEXT: QT_TRANSLATE_NOOP("Errors", "a suggestion beyond the end of its article"),
    Fault.SURFACE_DIFFERS: QT_TRANSLATE_NOOP("Errors", "the span {start}–{end} is {found!r} in the text, not {surface!r}"),
    Fault.LEAVES_DANGLING: QT_TRANSLATE_NOOP("Errors", "not done: it would leave something that refers to what is not there"),
    Fault.NOT_DONE_IN_USE: QT_TRANSLATE_NOOP("Errors", "not done: it is in use; retire or merge it"),
    Fault.LABEL_DELETED: QT_TRANSLATE_NOOP("Errors", "the label has been deleted meanwhile"),
    Fault.OTHER_COLUMNS: QT_TRANSLATE_NOOP("Errors", "rows of {kind} with other columns: {names}"),
    Fault.WRITE_AMONG_READS: QT_TRANSLATE_NOOP("Errors", "a write among reads"),
    Fault.WRITE_WITHOUT_ACT: QT_TRANSLATE_NOOP("Errors", "a write that is neither an act nor upkeep"),
    Fault.CHANGED_WITHOUT_ACT: QT_TRANSLATE_NOOP("Errors", "rows were changed without an act in the log"),
    Fault.STALE: QT_TRANSLATE_NOOP("Errors", "not done, because the article has just been changed by another process; look at it again and repeat the act"),
    Fault.LABEL_DAMAGED: QT_TRANSLATE_NOOP("Errors", "it is damaged and stays as it is; restore the project from a copy; annotator check tells all of it"),
    Fault.DAMAGED: QT_TRANSLATE_NOOP("Errors", "damaged: {what} (table {table}); restore it from a copy; annotator check tells all of it"),
    Fault.PROJECT_DAMAGED: QT_TRANSLATE_NOOP("Errors", "the project file is damaged; restore it from a copy"),
    Fault.COLUMN_NO_TEXT: QT_TRANSLATE_NOOP("Errors", "the project file is damaged: a value of the column “{column}” is no text; restore it from a copy"),
    Fault.VALUE_NOT_AS_STORED: QT_TRANSLATE_NOOP("Errors", "the project file is damaged: a value is not as it was stored; restore it from a copy"),
    Fault.NAME_NO_TEXT: QT_TRANSLATE_NOOP("Errors", "the project file is damaged: a name in it is no text; restore it from a copy"),
    Fault.PROJECT_NEWER: QT_TRANSLATE_NOOP("Errors", "the project was made by a newer program (it has version {version}, this one knows up to {known}); update this program"),
    Fault.PROJECT_GONE: QT_TRANSLATE_NOOP("Errors", "the project file was moved or removed; save the work to another file"),
    Fault.PROJECT_REPLACED: QT_TRANSLATE_NOOP("Errors", "another file was put in the place of the project file; save the work to another file"),
    Fault.SCHEMA_DIFFERS: QT_TRANSLATE_NOOP("Errors", "the project file is not as this program made it: the {kind} “{name}” differs; nothing of it was run; ask for the project as it was made"),
    Fault.SCHEMA_STRANGE: QT_TRANSLATE_NOOP("Errors", "there is a {kind} in the project that is not this program's: “{name}”; nothing of it was run; ask for the project as it was made"),
    Fault.DISK_FULL: QT_TRANSLATE_NOOP("Errors", "the disk is full; free some space and try again"),
    Fault.LOCKED: QT_TRANSLATE_NOOP("Errors", "another program has locked the project; close it and try again"),
    Fault.READ_ONLY: QT_TRANSLATE_NOOP("Errors", "the project or its folder is read-only; allow writing there"),
    Fault.NOT_PERMITTED: QT_TRANSLATE_NOOP("Errors", "the project may not be opened for writing; allow writing there"),
    Fault.DISK_ERROR: QT_TRANSLATE_NOOP("Errors", "the disk reports an error; check the disk, then try again"),
    Fault.NOT_OPENED: QT_TRANSLATE_NOOP("Errors", "the project can't be opened; check the folder's permissions"),
    Fault.UNSAVED_DISK_FULL: QT_TRANSLATE_NOOP("Errors", "not saved: the disk is full; free some space and try again"),
    Fault.UNSAVED_LOCKED: QT_TRANSLATE_NOOP("Errors", "not saved: another program has locked the project; close it and try again"),
    Fault.UNSAVED_READ_ONLY: QT_TRANSLATE_NOOP("Errors", "not saved: the project or its folder is read-only; allow writing there"),
    Fault.UNSAVED_NOT_PERMITTED: QT_TRANSLATE_NOOP("Errors", "not saved: the project may not be opened for writing; allow writing there"),
    Fault.UNSAVED_DISK_ERROR: QT_TRANSLATE_NOOP("Errors", "not saved: the disk reports an error; check the disk, then try again"),
    Fault.UNSAVED_NOT_OPENED: QT_TRANSLATE_NOOP("Errors", "not saved: the project can't be opened; check the folder's permissions"),
    # -- the window
    Fault.SETTINGS_NOT_WRITTEN: QT_TRANSLATE_NOOP("Errors", "the settings can't be written: {reason}"),
    Fault.EXPORT_FAILED: QT_TRANSLATE_NOOP("Errors", "the export to {name} failed"),
    # -- jobs, import, export, scheme files
    Fault.NONE_FINISHED_TO_EVALUATE: QT_TRANSLATE_NOOP("Errors", "no article is finished yet; finish some, then evaluate"),
    Fault.CANCELLED_UNCHANGED: QT_TRANSLATE_NOOP("Errors", "cancelled; nothing was changed"),
    Fault.NOTHING_MARKED_TO_EXPORT: QT_TRANSLATE_NOOP("Errors", "no exported article has a span or a topic; mark something in finished articles"),
    Fault.NONE_FINISHED_TO_LEARN: QT_TRANSLATE_NOOP("Errors", "no article is finished yet; finish some, then learn"),
    Fault.CANCELLED_UNLEARNED: QT_TRANSLATE_NOOP("Errors", "cancelled; nothing was learned"),
    Fault.FILE_NAME_TAKEN: QT_TRANSLATE_NOOP("Errors", "there is a file of this name already"),
    Fault.FOLDER_NOT_EMPTY: QT_TRANSLATE_NOOP("Errors", "the folder is not empty; choose another"),
    Fault.SHARE_NOT_BETWEEN: QT_TRANSLATE_NOOP("Errors", "the share of dev must be above 0 and below 1"),
    Fault.TOO_FEW_TO_TRAIN: QT_TRANSLATE_NOOP("Errors", "too few finished articles to train a pipeline: {done}; finish {least} at least"),
    Fault.TOO_FEW_TO_SPLIT: QT_TRANSLATE_NOOP("Errors", "too few articles: {train} to train on, {dev} to judge by; choose another --dev-share, or finish more"),
    Fault.NUMBER_BELOW_ZERO: QT_TRANSLATE_NOOP("Errors", "the number of {name} can't be below 0"),
    Fault.NOT_WRITTEN: QT_TRANSLATE_NOOP("Errors", "cannot be written to: {reason}"),
    Fault.NAME_OF_FOLDER: QT_TRANSLATE_NOOP("Errors", "this is a folder; name a file in it"),
    Fault.NO_SUCH_FORMAT: QT_TRANSLATE_NOOP("Errors", "there is no format “{name}” to export; take one of {known}"),
    Fault.SHARE_OUT_OF_RANGE: QT_TRANSLATE_NOOP("Errors", "the share of dev must be at least 0 and below 1"),
    Fault.NO_SUCH_ANNOTATOR: QT_TRANSLATE_NOOP("Errors", "there is no annotator “{name}”; there are: {known}"),
    Fault.NO_SUCH_STATUS: QT_TRANSLATE_NOOP("Errors", "there is no status “{status}” to export; take done or all"),
    Fault.NO_ARTICLE_TO_EXPORT: QT_TRANSLATE_NOOP("Errors", "there is no article to export; finish one, or export all"),
    Fault.NO_SOUND_ARTICLE: QT_TRANSLATE_NOOP("Errors", "there is no sound article to export; {damage}"),
    Fault.WRITTEN_REFUSED: QT_TRANSLATE_NOOP("Errors", "what was written is refused: {reason}"),
    Fault.IMPORT_TAKEN_BACK: QT_TRANSLATE_NOOP("Errors", "the import was taken back while it ran; import again"),
    Fault.IMPORT_CANCELLED: QT_TRANSLATE_NOOP("Errors", "cancelled; what was stored so far stays: {articles}; the same import adds the others; undo takes these back"),
    Fault.NO_SUCH_FILE: QT_TRANSLATE_NOOP("Errors", "there is no such file"),
    Fault.DEVICE_NOT_FILE: QT_TRANSLATE_NOOP("Errors", "neither a file nor a folder, but a pipe or a device; save what comes from it in a file"),
    Fault.NOT_READ: QT_TRANSLATE_NOOP("Errors", "cannot be read: {reason}"),
    Fault.CANCELLED: QT_TRANSLATE_NOOP("Errors", "cancelled"),
    Fault.JOB_BROKE_OFF: QT_TRANSLATE_NOOP("Errors", "the job broke off (exit {status}); details are in {log}"),
    Fault.JOB_NOT_STARTED: QT_TRANSLATE_NOOP("Errors", "the job could not be started: {reason}"),
    Fault.PIPELINE_NOT_TRUSTED: QT_TRANSLATE_NOOP("Errors", "the project asks for a pipeline that is not installed, and loading it runs its code; give --trust-pipeline if you know where it comes from, or another by --pipeline"),
    Fault.MISSED_IN_LIST: QT_TRANSLATE_NOOP("Errors", "is:missed lists mentions, not articles; press Ctrl+Shift+F for it"),
    Fault.BLIND_SHARE_UNFIT: QT_TRANSLATE_NOOP("Errors", "a blind share of 1 in {share}; take 20, or 0 for none"),
    Fault.NOT_MADE: QT_TRANSLATE_NOOP("Errors", "cannot be made: {reason}"),
    Fault.SPANS_OVERLAP_IN: QT_TRANSLATE_NOOP("Errors", "spans lie over each other in {count} of the articles; take one of each two away first"),
    Fault.TWO_ANSWERS_IN: QT_TRANSLATE_NOOP("Errors", "“{name}” would have two answers in {count} of the articles; decide those articles first"),
    Fault.ACT_NOT_STORED: QT_TRANSLATE_NOOP("Errors", "not done: the act can't be stored; look at it again"),
    Fault.NO_SUCH_SCHEME: QT_TRANSLATE_NOOP("Errors", "no scheme called “{name}”; take one of {known}, or a TOML file"),
    Fault.NOT_TOML: QT_TRANSLATE_NOOP("Errors", "not a TOML file: {reason}"),
    Fault.KEY_NOT_A_LETTER: QT_TRANSLATE_NOOP("Errors", "the key of “{name}” is not one letter: {key}"),
    Fault.LABEL_MAP_NOT_A_TABLE: QT_TRANSLATE_NOOP("Errors", "“label_map” is not a table"),
    Fault.NOT_A_LIST_OF_TABLES: QT_TRANSLATE_NOOP("Errors", "“{field}” is not a list of tables"),
    Fault.NOT_A_TEXT: QT_TRANSLATE_NOOP("Errors", "“{field}” is not a text"),
    Fault.NOT_TRUE_OR_FALSE: QT_TRANSLATE_NOOP("Errors", "“{field}” is neither true nor false"),
    Fault.NAME_TWICE: QT_TRANSLATE_NOOP("Errors", "“{name}” is there twice in “{table}”"),
    Fault.NAME_MISSING: QT_TRANSLATE_NOOP("Errors", "one of “{table}” has no name"),
    Fault.NOT_A_LIST_OF_TEXTS: QT_TRANSLATE_NOOP("Errors", "“{field}” is not a list of texts"),
    Fault.LABEL_MAP_UNKNOWN: QT_TRANSLATE_NOOP("Errors", "the label map names an unknown label: {name}"),
    Fault.SPANS_MAY_NOT_OVERLAP: QT_TRANSLATE_NOOP("Errors", "spans overlap, which the scheme does not allow"),
    Fault.OF_THE_MACHINE: QT_TRANSLATE_NOOP("Errors", "{reason}"),
    Fault.JOB_FAILED: QT_TRANSLATE_NOOP("Errors", "the job failed by an error of this program; details are in the log"),
    Fault.JOB_FAILED_BY: QT_TRANSLATE_NOOP("Errors", "the job failed by an error of this program: {reason}; details are in the log"),
    Fault.JOB_FAILED_BY_DAMAGE: QT_TRANSLATE_NOOP("Errors", "the project is {damage}; annotator check tells all of it"),
    Fault.NO_SUCH_ARTICLE_IN_BIN: QT_TRANSLATE_NOOP("Errors", "no such article in the bin"),
    Fault.FOLDER_WITHOUT_ARTICLES: QT_TRANSLATE_NOOP("Errors", "a folder without articles; articles are in files that end in {endings}"),
    Fault.NOT_IMPORTABLE: QT_TRANSLATE_NOOP("Errors", "not a file that can be imported; articles are in files that end in {endings}"),
    Fault.CHANGED_SINCE_EXPORT: QT_TRANSLATE_NOOP("Errors", "changed since it was exported; move it away, or choose another name"),
    Fault.LINK_IN_THE_WAY: QT_TRANSLATE_NOOP("Errors", "there is a symbolic link of this name; move it away, or choose another name"),
    Fault.FOLDER_IN_THE_WAY: QT_TRANSLATE_NOOP("Errors", "there is a folder of this name already; move it away, or choose another name"),
    Fault.FILE_IN_THE_WAY: QT_TRANSLATE_NOOP("Errors", "there is a file of this name already; move it away, or choose another name"),
    Fault.FILE_OF_THE_PROJECT: QT_TRANSLATE_NOOP("Errors", "this is a file of the project itself; move it away, or choose another name"),
    Fault.FILE_FOR_FOLDER: QT_TRANSLATE_NOOP("Errors", "there is a file where a folder is needed; choose another"),
    Fault.FILE_OF_THIS_NAME: QT_TRANSLATE_NOOP("Errors", "there is a file of this name already; choose another"),
    Fault.READ_BACK_DIFFERS: QT_TRANSLATE_NOOP("Errors", "what was read back is not what the project has ({what})"),
    Fault.READ_BACK_RECORD: QT_TRANSLATE_NOOP("Errors", "what was read back is not what the project has (record {number})"),
    Fault.READ_BACK_COUNT: QT_TRANSLATE_NOOP("Errors", "what was read back is not what the project has ({read} of {wanted})"),
    Fault.NO_SUCH_FIELD: QT_TRANSLATE_NOOP("Errors", "“{table}” has no field “{field}”; it has {known}"),
    Fault.NO_SUCH_FIELD_BUT: QT_TRANSLATE_NOOP("Errors", "“{table}” has no field “{field}”; maybe “{near}”; it has {known}"),
    Fault.SCHEME_LACKS_LABEL: QT_TRANSLATE_NOOP("Errors", "the scheme has no label “{name}”"),
    Fault.SCHEME_LACKS_TOPIC: QT_TRANSLATE_NOOP("Errors", "the scheme has no topic “{name}”"),

    # -- records of any file
    Unfit.TEXT_EMPTY: QT_TRANSLATE_NOOP("Errors", "the text is empty"),
    Unfit.SURROGATE_IN_TEXT: QT_TRANSLATE_NOOP("Errors", "a lone surrogate at character {start}"),
    Unfit.BINARY: QT_TRANSLATE_NOOP("Errors", "a binary file, not text"),
    Unfit.NOT_IN_ITS_ENCODING: QT_TRANSLATE_NOOP("Errors", "not {encoding}, as its mark says, at byte {start}"),
    Unfit.NOT_IN_THE_ENCODING: QT_TRANSLATE_NOOP("Errors", "not text in the encoding of the file"),
    Unfit.TOO_LARGE: QT_TRANSLATE_NOOP("Errors", "too large for the memory of this computer"),
    Unfit.BY_A_BUG: QT_TRANSLATE_NOOP("Errors", "can't be read, by a fault of this program; the log has more"),
    Unfit.FILE_NOT_READ: QT_TRANSLATE_NOOP("Errors", "cannot be read: {reason}"),
    Unfit.MANIFEST_LEFT_ASIDE: QT_TRANSLATE_NOOP("Errors", "the scheme in its manifest can't be used and is left aside"),
    Unfit.MANIFEST_LEFT_ASIDE_AS: QT_TRANSLATE_NOOP("Errors", "the scheme in its manifest can't be used and is left aside: {reason}"),
    Unfit.NOT_A_ROW: QT_TRANSLATE_NOOP("Errors", "not a row of a table: {row}"),
    Unfit.OTHER_NUMBER_OF_FIELDS: QT_TRANSLATE_NOOP("Errors", "a row of {fields} fields under a header of {columns}"),

    # -- JSON
    Unfit.NOT_UTF8: QT_TRANSLATE_NOOP("Errors", "not UTF-8 at byte {start} of the line"),
    Unfit.NOT_JSON: QT_TRANSLATE_NOOP("Errors", "not JSON: {reason}"),
    Unfit.NOT_JSON_AT: QT_TRANSLATE_NOOP("Errors", "not JSON: {reason} at character {place}"),
    Unfit.NOT_A_JSON_OBJECT: QT_TRANSLATE_NOOP("Errors", "not a JSON object"),
    Unfit.SURROGATE_IN_FIELD: QT_TRANSLATE_NOOP("Errors", "a lone surrogate in “{field}”"),
    Unfit.SURROGATE_IN_FIELD_AT: QT_TRANSLATE_NOOP("Errors", "a lone surrogate in “{field}” at character {place}"),
    Unfit.NO_TEXT_FIELD: QT_TRANSLATE_NOOP("Errors", "no field of texts; the fields are: {known}"),
    Unfit.NO_SUCH_FIELD: QT_TRANSLATE_NOOP("Errors", "no field “{name}”; the fields are: {known}"),
    Unfit.NOT_A_TEXT: QT_TRANSLATE_NOOP("Errors", "“{field}” is not a text"),
    Unfit.NOT_A_LIST: QT_TRANSLATE_NOOP("Errors", "“{field}” is not a list"),
    Unfit.META_NOT_JSON: QT_TRANSLATE_NOOP("Errors", "“meta” is not JSON: {reason}"),

    # -- spans and topics
    Unfit.ENDS_BEFORE_IT_BEGINS: QT_TRANSLATE_NOOP("Errors", "a range in “{field}” ends before it begins: {start} to {end}"),
    Unfit.OUTSIDE_THE_TEXT: QT_TRANSLATE_NOOP("Errors", "a range in “{field}” is outside the text: {start} to {end} of {length}"),
    Unfit.OTHER_TEXT: QT_TRANSLATE_NOOP("Errors", "the text at {start} to {end} is {found}, not {given}"),
    Unfit.NOT_A_SPAN: QT_TRANSLATE_NOOP("Errors", "an item of “{field}” that is not a span"),
    Unfit.SPAN_WITHOUT_PLACE: QT_TRANSLATE_NOOP("Errors", "a span in “{field}” without whole numbers as start and end"),
    Unfit.SPAN_WITHOUT_LABEL: QT_TRANSLATE_NOOP("Errors", "a span in “{field}” without a label: {start} to {end}"),
    Unfit.SPAN_ON_SPACE: QT_TRANSLATE_NOOP("Errors", "a span on white space only: {start} to {end}"),
    Unfit.TWO_LABELS: QT_TRANSLATE_NOOP("Errors", "two labels at {start} to {end}: {label} stays, {other} does not"),
    Unfit.TOPIC_YES_AND_NO: QT_TRANSLATE_NOOP("Errors", "the topic “{topic}” is yes and no"),
    Unfit.TOPICS_NOT_NAMES: QT_TRANSLATE_NOOP("Errors", "“topics” is not a list of names"),

    # -- our own history
    Unfit.WRONG_TYPE: QT_TRANSLATE_NOOP("Errors", "“{name}” in a “{kind}” is of a wrong type"),
    Unfit.NOT_AN_OBJECT: QT_TRANSLATE_NOOP("Errors", "a “{kind}” is not an object"),
    Unfit.REVIEW_TWICE: QT_TRANSLATE_NOOP("Errors", "two reviews of the same annotator"),
    Unfit.REVIEW_WITHOUT_ANNOTATOR: QT_TRANSLATE_NOOP("Errors", "a review without an annotator"),
    Unfit.NOT_A_LIST_OF_REVIEW: QT_TRANSLATE_NOOP("Errors", "“{name}” of a review is not a list"),
    Unfit.BLIND_NOT_AN_OBJECT: QT_TRANSLATE_NOOP("Errors", "“blind” of a review is not an object"),
    Unfit.BLIND_TOPICS_NOT_NAMES: QT_TRANSLATE_NOOP("Errors", "“topics” of a blind review are not names"),
    Unfit.IMPLIED_NOT_NAMES: QT_TRANSLATE_NOOP("Errors", "“implied” of a review are not names"),
    Unfit.TWICE_IN_REVIEW: QT_TRANSLATE_NOOP("Errors", "one of the “{field}” of a review is there twice"),
    Unfit.ONE_END: QT_TRANSLATE_NOOP("Errors", "a suggestion with only one of start and end"),
    Unfit.SUGGESTION_ON_SPACE: QT_TRANSLATE_NOOP("Errors", "a suggestion on white space only: {start} to {end}"),
    Unfit.TOPIC_WITHOUT_NAME: QT_TRANSLATE_NOOP("Errors", "a suggestion of a topic without its name"),
    Unfit.ALTERNATIVES_NOT_PAIRS: QT_TRANSLATE_NOOP("Errors", "“others” of a suggestion are not pairs"),
    Unfit.ALTERNATIVES_WITHOUT_LABEL: QT_TRANSLATE_NOOP("Errors", "“others” of a suggestion do not begin with a label"),
    Unfit.NO_SUCH_SUGGESTION: QT_TRANSLATE_NOOP("Errors", "suggestion {number} is meant, of {count}"),
    Unfit.TOKENS_NOT_PAIRS: QT_TRANSLATE_NOOP("Errors", "tokens that are not pairs of positions"),
    Unfit.TOKENS_OUT_OF_ORDER: QT_TRANSLATE_NOOP("Errors", "tokens out of order at {start}"),

    # -- places
    Where.ARTICLE: QT_TRANSLATE_NOOP("Errors", "article {number}"),
    Where.PROJECT: QT_TRANSLATE_NOOP("Errors", "the project"),
    Where.TRAINING_DATA: QT_TRANSLATE_NOOP("Errors", "training data"),
    Where.CORRECTOR: QT_TRANSLATE_NOOP("Errors", "corrector {version}"),
    Where.TOPICS: QT_TRANSLATE_NOOP("Errors", "topics {version}"),
    Where.AFTER_ARTICLES: QT_TRANSLATE_NOOP("Errors", "{file}, after {count} articles"),
}
