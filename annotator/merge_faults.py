"""Why work that comes back is not taken in: codes beside those of `faults.py`, by which they are
imported.
"""

from __future__ import annotations

from enum import unique

from annotator.notices import Code

# fmt: off


@unique
class Unmerged(Code):
    """What is wrong; first what is so, then what to do about it."""

    NO_WORK_FILE = "this is no work file", "ask the coder for the file that Hand in made"
    CUT_OFF = "the work file is cut off", "ask the coder to send it again"
    CHANGED_BY_HAND = "the work file was changed after it was made", "ask the coder to hand in again"
    LATER_VERSION = "the work file is of a later version of this program", "bring this one up to date"
    OTHER_PROJECT = "the work file is of another project", "open the project that it was handed out from"
    UNKNOWN_HANDOUT = "the work file is of a hand-out that this project does not know", "open the project, or the backup, that made it"
    OLDER_HANDOUT = "the work file is of an older hand-out; {coder} got another on {date}", "ask for the work in that one"
    SPAN_OUTSIDE = "the work file has a span outside its text", "ask the coder to hand in again"
    NOTHING_DONE = "{name} has done nothing yet that could be handed in", "finish an article first"
    SEVERAL_WORK_HERE = "several people work in this project: {known}", "say whose work with --annotator"
    NOT_TO_MERGE = "this can't be merged", "take work files, other projects or .jsonl with reviews"
    MERGE_ITSELF = "that is the project itself", "take another file"
    NOT_WHOLE = "the project can't be read ({reason})", "take a whole copy of it"
    LINE_UNFIT = "a line can't be read ({reason})", "mend it, then merge the file again"
    NOBODY_NAMED = "no review in it says whose it is", "import it, and say for whom"
    NOT_SURE = "nothing was merged", "say --yes, or look first with --preview"


@unique
class Kept(Code):
    """What a merge tells and does not change."""

    TEXT_UNKNOWN = "its text is not in this project"
    TEXT_DIFFERS = "its text is another than here"
    REMOVED_HERE = "it is in the bin here"
    REVIEW_OF_HERE = "there is a review by {coder} that was made here: it stays"
    CHANGED_HERE = "the review that {coder} handed in was changed here: it stays"
    TWO_ANSWERS = "it answers a question twice that takes one answer"
