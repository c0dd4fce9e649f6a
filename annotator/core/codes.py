"""Every code that goes from one room to another: a name for each, so that a slip is an error.

What is stored in a project is their text, which stays as it is for ever; what the window says of
them is in `ui/words/`. Codes of records (status, outcome, input method, source) are in
`core/records.py`, what can be wrong in `faults.py`.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Literal


@unique
class DoubtReason(StrEnum):
    """Why a mark needs the eye, or is where going on stops once."""

    NONE = ""
    MIXED = "mixed"
    REJECTED = "rejected"
    SCORE = "score"
    MAYBE = "maybe"
    TWO_LABELS = "two labels"
    RIVALS = "rivals"
    NO_LABEL = "no label"
    KIND = "kind"
    EDGE = "edge"
    CUT_SHORT = "cut short"
    BLIND = "blind"
    CONTESTED = "contested"
    FIRST_DAYS = "first days"
    NAME = "name"


@unique
class NoteCode(StrEnum):
    """What the strip says after a key; its words are in `ui/words/notes.py`."""

    ALL_DONE = "all done"
    APPLIED = "applied"
    ASKED = "asked"
    BLIND = "blind"
    BLIND_COMPARE = "blind compare"
    BLIND_LEFT = "blind left"
    BLIND_ON = "blind on"
    BLIND_SAME = "blind same"
    BLIND_TOPICS = "blind topics"
    CUT = "cut"
    COPY_APART = "copy apart"
    COPY_BARE = "copy bare"
    COPY_BLIND = "copy blind"
    COPY_CLOSED = "copy closed"
    COPY_NOT_DONE = "copy not done"
    COPY_NOTHING = "copy nothing"
    COPY_TAKEN = "copy taken"
    EDGE_STOPS = "edge stops"
    FINISHED = "finished"
    FIRST_TIMES = "first times"
    FLAGGED = "flagged"
    FOLLOWED = "followed"
    FORCED = "forced"
    JUMP = "jump"
    JUMP_MISSED = "jump missed"
    JUMPED = "jumped"
    LOOK_HERE = "look here"
    MORE_LATER = "more later"
    MOVED = "moved"
    NAME_HERE = "name here"
    NO_COPIES = "no copies"
    NO_DOUBTFUL = "no doubtful"
    NO_EDGES = "no edges"
    NO_FLAGGED = "no flagged"
    NO_LABELS = "no labels"
    NO_MARKS = "no marks"
    NO_MENTIONS_ANYWHERE = "no mentions anywhere"
    NO_MORE = "no more"
    NO_OTHER_MENTIONS = "no other mentions"
    NO_SUCH_LABEL = "no such label"
    NO_SUCH_TOPIC = "no such topic"
    NO_TOPIC = "no topic"
    NO_TOPIC_WORDS = "no topic words"
    NO_TOPICS_SUGGESTED = "no topics suggested"
    NO_TRAIL = "no trail"
    NO_UNSURE = "no unsure"
    NOT_DONE = "not done"
    NOTED = "noted"
    NOTHING_DOUBTFUL = "nothing doubtful"
    NOTHING_MARKED = "nothing marked"
    NOTHING_PROPAGATED = "nothing propagated"
    NOTHING_PROPOSED = "nothing proposed"
    NOTHING_TO_APPLY = "nothing to apply"
    NOTHING_TO_MOVE = "nothing to move"
    NOTHING_TO_REDO = "nothing to redo"
    NOTHING_TO_UNDO = "nothing to undo"
    PACE = "pace"
    PAGE_ON = "page on"
    PILOT_OVER = "pilot over"
    PROPAGATED = "propagated"
    RANGE = "range"
    REDO_ELSEWHERE = "redo elsewhere"
    REDO_GOES_ON = "redo goes on"
    REDO_OF_PROJECT = "redo of project"
    REDONE = "redone"
    REJECTED = "rejected"
    REOPENED = "reopened"
    RETIRED_LABEL = "retired label"
    RULED = "ruled"
    SKIPPED = "skipped"
    SURE = "sure"
    TAKEN_BACK = "taken back"
    TOPIC = "topic"
    TOPIC_WORDS = "topic words"
    TOPIC_WORDS_ASKED = "topic words asked"
    TOPIC_WORDS_NONE = "topic words none"
    UNDO_ELSEWHERE = "undo elsewhere"
    UNDO_GOES_ON = "undo goes on"
    UNDO_OF_PROJECT = "undo of project"
    UNDONE = "undone"
    UNDONE_BACK = "undone back"
    WAITING = "waiting"
    WHOLE = "whole"
    WOULD_REPLACE = "would replace"


@unique
class ActKind(StrEnum):
    """What an act did, as the log of a project has it."""

    SPAN_LABEL = "span.label"
    SPAN_LABEL_OTHERS = "span.label_others"
    SPAN_CUT_OTHERS = "span.cut_others"
    SPAN_MOVE = "span.move"
    SPAN_REJECT = "span.reject"
    SPAN_REJECT_OTHERS = "span.reject_others"
    SPAN_ASK = "span.ask"
    TOPIC_ANSWER = "topic.answer"
    TOPIC_NONE = "topic.none"
    ARTICLE_FINISH = "article.finish"
    ARTICLE_COMPARE = "article.compare"
    ARTICLE_SKIP = "article.skip"
    ARTICLE_REOPEN = "article.reopen"
    ARTICLE_FLAG = "article.flag"
    ARTICLE_NOTE = "article.note"
    PROJECT_IMPORT = "project.import"
    PROJECT_MERGE = "project.merge"
    ARTICLE_REMOVE = "article.remove"
    ARTICLES_REMOVE = "articles.remove"
    ARTICLE_RESTORE = "article.restore"
    ARTICLES_RESTORE = "articles.restore"
    ARTICLE_IMPORT = "article.import"
    CODING_RULE_ADD = "ruling.add"
    COPY_APART = "copy.apart"
    COPY_LABELS = "copy.labels"
    GOLD_FILL = "gold.fill"
    GOLD_SETTLE = "gold.settle"
    GOLD_REASON = "gold.reason"
    PROJECT_PROPAGATE = "project.propagate"
    PROJECT_RESCUE = "project.rescue"
    LABEL_ADD = "label.add"
    LABEL_EDIT = "label.edit"
    LABEL_ORDER = "label.order"
    LABEL_RETIRE = "label.retire"
    LABEL_RESTORE = "label.restore"
    LABEL_MERGE = "label.merge"
    LABEL_DELETE = "label.delete"
    TOPIC_ADD = "topic.add"
    TOPIC_EDIT = "topic.edit"
    TOPIC_ORDER = "topic.order"
    TOPIC_RETIRE = "topic.retire"
    TOPIC_RESTORE = "topic.restore"
    TOPIC_MERGE = "topic.merge"
    TOPIC_DELETE = "topic.delete"
    GROUP_ADD = "group.add"
    GROUP_EDIT = "group.edit"
    GROUP_ORDER = "group.order"
    GROUP_DELETE = "group.delete"
    HISTORY_UNDO = "history.undo"
    LABEL_FEED = "label.feed"
    NAMES_TAKE = "names.take"
    NAMES_REMOVE = "names.remove"
    SCHEME_NEST = "scheme.nest"
    UNDO = "undo"
    REDO = "redo"


Back = Literal[ActKind.UNDO, ActKind.REDO]
"""The two ways along the log."""


@unique
class Shown(StrEnum):
    """How suggestions were there when an article was reviewed; `WHOLE`: they were shown, and the
    person was asked to read all of it.
    """

    SHOWN = "shown"
    WHOLE = "read whole"
    BLIND = "blind"
    NONE_YET = "none yet"


WITH_SUGGESTIONS = frozenset((Shown.SHOWN, Shown.WHOLE))
"""Those with which the person saw suggestions from the beginning."""


@unique
class Chosen(StrEnum):
    """Why an article came up."""

    QUEUE = "queue"
    DATE = "date"
    RANDOM = "random"
    DOUBT = "doubt"


@unique
class Order(StrEnum):
    """In what order the articles come, as the settings of a project have it."""

    IMPORTED = "imported"
    DATE = "date"
    RANDOM = "random"
    DOUBT = "doubt"


@unique
class StatusFilter(StrEnum):
    """Which articles a list shows, or an export takes."""

    TODO = "todo"
    DONE = "done"
    FLAGGED = "flagged"
    SKIPPED = "skipped"
    ALL = "all"


@unique
class SearchKind(StrEnum):
    """What `is:` searches for, as one types it: forced articles, spans accepted unseen, surfaces
    under two labels, surfaces marked in one article and unmarked in another, places where the
    corrector is sure of another answer.
    """

    FORCED = "forced"
    UNSEEN = "unseen"
    MIXED = "mixed"
    MISSED = "missed"
    CONTRADICTED = "contradicted"


@unique
class Side(StrEnum):
    """An edge of a range."""

    START = "start"
    END = "end"


@unique
class RowKind(StrEnum):
    """What a row of the palette or of the labels by name stands for."""

    ACTION = "action"
    ARTICLE = "article"
    NAME_LIST = "list of names"
    CODING_RULE = "coding rule"
    LABEL = "label"
    TOPIC = "topic"


@unique
class SchemeCommand(StrEnum):
    """What the buttons of the scheme's page do, and what is chosen when something is taken away."""

    LABEL = "label"
    TOPIC = "topic"
    GROUP = "group"
    MERGE = "merge"
    RETIRE = "retire"
    DELETE = "delete"
    UP = "up"
    DOWN = "down"
    UNDO = "undo"
    CLOSE = "close"


@unique
class TagView(StrEnum):
    """On which marks of the text the label's tag stands, as the settings have it."""

    OPEN = "open"
    ALL = "all"
    NONE = "none"


@unique
class TopicState(StrEnum):
    """How a topic stands; contested: suggested, where a review without suggestions left it open."""

    UNDECIDED = "undecided"
    SUGGESTED = "suggested"
    CONTESTED = "contested"
    YES = "yes"
    NO = "no"


@unique
class PipelineStart(StrEnum):
    """What the entity recogniser of a trained pipeline began with: the pipeline's own, only its
    reading of words under new labels, nothing; NONE: no entities were trained.
    """

    NONE = ""
    RECOGNISER = "recogniser"
    WORDS = "words"
    SCRATCH = "scratch"


@unique
class WorkerState(StrEnum):
    """How the process that suggests is doing."""

    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"
    RESTARTING = "restarting"
    GAVE_UP = "gave up"
    LEARNED = "learned"
    MODEL_FAILED = "model failed"
    ARTICLE_FAILED = "article failed"


@unique
class WorkerRequest(StrEnum):
    """What the process that suggests is asked; see `worker_messages.py`."""

    LOAD = "load"
    SCHEME = "scheme"
    MEMORY = "memory"
    MODEL = "model"
    EXPLAIN = "explain"
    SUGGEST = "suggest"
    SUGGEST_MANY = "suggest many"


@unique
class WorkerAnswer(StrEnum):
    """What the process that suggests answers."""

    DONE = "done"
    REFUSED = "refused"
    LOADED = "loaded"
    EXPLAINED = "explained"
    SUGGESTED = "suggested"
    SUGGESTED_MANY = "suggested many"


@unique
class ModelKind(StrEnum):
    """What learns from a project's reviews."""

    CORRECTOR = "corrector"
    TOPICS = "topics"


@unique
class LabelsBecome(StrEnum):
    """What labels that are imported become: what the file says they are (a person's review, a
    model's suggestion; of labels that say neither, suggestions), all of them suggestions, or those
    of which the file doesn't say who made them finished reviews.
    """

    GIVEN = "given"
    SUGGESTIONS = "suggestions"
    REVIEW = "review"


@unique
class ThereAs(StrEnum):
    """Whether the project has an article that would come: not, the same (text and id), its text, or
    its id with another text; or whether it comes as another's work on an article that is there or
    came before.
    """

    NOT = ""
    SAME = "same"
    WORK = "work"
    TEXT = "text"
    KEY = "key"


@unique
class IfThere(StrEnum):
    """What an import does with an article that the project has: nothing (but for one that has no
    mark yet, which gets those of the file), take its title, date and metadata from the file, or add
    its labels as another annotator's review.
    """

    SKIP = "skip"
    UPDATE = "update"
    REVIEW = "review"


@unique
class JobName(StrEnum):
    """The jobs that run in a process of their own."""

    IMPORT = "import"
    PREVIEW = "preview"
    INDEX = "index"
    NEAR_COPIES = "near copies"
    COPY = "copy"
    EXPORT = "export"
    COUNT_LOSSES = "count losses"
    HAND_OUT = "hand out"
    RELEASE = "release"
    COUNT_RELEASE = "count release"
    REBUILD = "rebuild"
    SUGGEST = "suggest"
    TRAIN = "train"
    JUDGE = "judge"
    TRAIN_PIPELINE = "train_pipeline"
    EVALUATE = "evaluate"
    AGREEMENT = "agreement"
    RELIABILITY = "reliability"
    HAND_IN = "hand in"
    MERGE = "merge"


@unique
class BackupReason(StrEnum):
    """Why a backup was made; a part of its file's name."""

    OPENED = "opened"
    HOUR = "hour"
    IMPORT = "import"
    MANY = "many"
    RESTORE = "restore"
    ASKED = "asked"
    REPAIR = "repair"
    VERSION = "version"


@unique
class Part(StrEnum):
    """What an article was drawn for in a round of several coders."""

    TRAINING = "training"
    PILOT = "pilot"
    OVERLAP = "overlap"
    OWN = "own"
    REPEAT = "repeat"


@unique
class JobEnd(StrEnum):
    """How a job failed, as it tells its parent."""

    CANCELLED = "cancelled"
    USER = "user"
    ENVIRONMENT = "environment"
    BUG = "bug"


@unique
class JobStep(StrEnum):
    """What a job is at, as it tells its progress; on the command line in these words."""

    LOADING_THE_PIPELINE = "loading the pipeline"
    READING = "reading"
    SUGGESTING = "suggesting"
    LEARNING = "learning"
    LEARNING_TOPICS = "learning topics"
    IMPORTING = "importing"
    HANDING_IN = "handing in"
    MERGING = "merging"
    INDEXING = "indexing"
    COMPARING = "comparing articles"
    COUNTING = "counting"
    EXPORTING = "exporting"
    READING_BACK = "reading back"
    COPYING = "copying"
    HANDING_OUT = "making hand-outs"
    BACKING_UP = "backing up"
    TRAINING = "training"
    JUDGING_MEMORY = "judging memory"
    JUDGING_THE_PIPELINE = "judging the pipeline"
    JUDGING_THE_NEW_PIPELINE = "judging the new pipeline"
    JUDGING_THE_PRESENT_PIPELINE = "judging the present pipeline"
    JUDGING_THE_TOPICS = "judging the topics"
    DRAWING_ANEW = "drawing articles anew"
    CROSS_VALIDATING = "cross-validating"
    CROSS_VALIDATING_TOPICS = "cross-validating topics"


LANGUAGE_MODEL = "multilingual-e5-small-8"
"""The language model, and how much of it is computed: vectors of another are not to be mixed with
its own. Readings and correctors are kept under its name.
"""
