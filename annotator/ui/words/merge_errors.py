"""The words for `Unmerged` and `Kept`, beside those of `errors.py`."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from annotator.faults import Kept, Unmerged
from annotator.notices import Code

# fmt: off
UNMERGED: dict[Code, object] = {
    Unmerged.NO_WORK_FILE: QT_TRANSLATE_NOOP("Errors", "this is no work file; ask the coder for the file that Hand in made"),
    Unmerged.CUT_OFF: QT_TRANSLATE_NOOP("Errors", "the work file is cut off; ask the coder to send it again"),
    Unmerged.CHANGED_BY_HAND: QT_TRANSLATE_NOOP("Errors", "the work file was changed after it was made; ask the coder to hand in again"),
    Unmerged.LATER_VERSION: QT_TRANSLATE_NOOP("Errors", "the work file is of a later version of this program; bring this one up to date"),
    Unmerged.OTHER_PROJECT: QT_TRANSLATE_NOOP("Errors", "the work file is of another project; open the project that it was handed out from"),
    Unmerged.UNKNOWN_HANDOUT: QT_TRANSLATE_NOOP("Errors", "the work file is of a hand-out that this project does not know; open the project, or the backup, that made it"),
    Unmerged.OLDER_HANDOUT: QT_TRANSLATE_NOOP("Errors", "the work file is of an older hand-out; {coder} got another on {date}; ask for the work in that one"),
    Unmerged.SPAN_OUTSIDE: QT_TRANSLATE_NOOP("Errors", "the work file has a span outside its text; ask the coder to hand in again"),
    Unmerged.NOTHING_DONE: QT_TRANSLATE_NOOP("Errors", "{name} has done nothing yet that could be handed in; finish an article first"),
    Unmerged.SEVERAL_WORK_HERE: QT_TRANSLATE_NOOP("Errors", "several people work in this project: {known}; say whose work with --annotator"),
    Unmerged.NOT_TO_MERGE: QT_TRANSLATE_NOOP("Errors", "this can't be merged; take work files, other projects or .jsonl with reviews"),
    Unmerged.MERGE_ITSELF: QT_TRANSLATE_NOOP("Errors", "that is the project itself; take another file"),
    Unmerged.NOT_WHOLE: QT_TRANSLATE_NOOP("Errors", "the project can't be read ({reason}); take a whole copy of it"),
    Unmerged.LINE_UNFIT: QT_TRANSLATE_NOOP("Errors", "a line can't be read ({reason}); mend it, then merge the file again"),
    Unmerged.NOBODY_NAMED: QT_TRANSLATE_NOOP("Errors", "no review in it says whose it is; import it, and say for whom"),
    Unmerged.NOT_SURE: QT_TRANSLATE_NOOP("Errors", "nothing was merged; say --yes, or look first with --preview"),
    Kept.TEXT_UNKNOWN: QT_TRANSLATE_NOOP("Errors", "its text is not in this project"),
    Kept.TEXT_DIFFERS: QT_TRANSLATE_NOOP("Errors", "its text is another than here"),
    Kept.REMOVED_HERE: QT_TRANSLATE_NOOP("Errors", "it is in the bin here"),
    Kept.REVIEW_OF_HERE: QT_TRANSLATE_NOOP("Errors", "there is a review by {coder} that was made here: it stays"),
    Kept.CHANGED_HERE: QT_TRANSLATE_NOOP("Errors", "the review that {coder} handed in was changed here: it stays"),
    Kept.TWO_ANSWERS: QT_TRANSLATE_NOOP("Errors", "it answers a question twice that takes one answer"),
}
