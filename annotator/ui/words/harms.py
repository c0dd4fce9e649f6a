"""What is damaged in a project, in the user's language: the words for each `Harm`."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from annotator.faults import Harm
from annotator.notices import Code

# fmt: off
HARMS: dict[Code, object] = {  # as in errors.py
    Harm.TEXT_CHANGED: QT_TRANSLATE_NOOP("Errors", "the text is not the one that was imported"),
    Harm.TITLE_CHANGED: QT_TRANSLATE_NOOP("Errors", "its title is not the one that was imported"),
    Harm.LENGTH_CHANGED: QT_TRANSLATE_NOOP("Errors", "its length is not that of its text"),
    Harm.SPAN_OFF_ITS_WORDS: QT_TRANSLATE_NOOP("Errors", "a span ({start} to {end}) does not lie on its words in the text"),
    Harm.TOKENS_OFF_THE_TEXT: QT_TRANSLATE_NOOP("Errors", "the tokens do not lie in the text"),
    Harm.NOT_READ: QT_TRANSLATE_NOOP("Errors", "it cannot be read"),
    Harm.ACT_NOT_AS_STORED: QT_TRANSLATE_NOOP("Errors", "an act is not as it was stored"),
    Harm.ROWS_DIFFER: QT_TRANSLATE_NOOP("Errors", "its rows differ from their copies"),
    Harm.ONLY_ROW_MISSING: QT_TRANSLATE_NOOP("Errors", "its only row is missing"),
    Harm.VALUE_NOT_STORED: QT_TRANSLATE_NOOP("Errors", "the value in “{column}” is none that was stored"),
    Harm.ARTICLES_MISSING: QT_TRANSLATE_NOOP("Errors", "{missing} of {total} articles are missing"),
    Harm.ROWS_OF_NO_ARTICLE: QT_TRANSLATE_NOOP("Errors", "rows of an article {article} that is not there"),
    Harm.OF_SQLITE: QT_TRANSLATE_NOOP("Errors", "{reason}"),
    Harm.SUMS_DIFFER: QT_TRANSLATE_NOOP("Errors", "the sums of spans and topics of {name} are not those of the rows"),
    Harm.SUGGESTIONS_MISCOUNTED: QT_TRANSLATE_NOOP("Errors", "the number of suggestions shown is not that of the rows"),
    Harm.INDEX_BROKEN: QT_TRANSLATE_NOOP("Errors", "the search index is broken; it is made anew"),
    Harm.LABEL_STANDS_IN: QT_TRANSLATE_NOOP("Errors", "damaged label {number}"),
    Harm.GROUP_STANDS_IN: QT_TRANSLATE_NOOP("Errors", "damaged topic group {number}"),
    Harm.TOPIC_STANDS_IN: QT_TRANSLATE_NOOP("Errors", "damaged topic {number}"),
    Harm.LABEL_VALUE: QT_TRANSLATE_NOOP("Errors", "label {number}, the value in “{column}”"),
    Harm.LABEL_UNREAD: QT_TRANSLATE_NOOP("Errors", "label {number}, which can't be read"),
    Harm.GROUP_VALUE: QT_TRANSLATE_NOOP("Errors", "topic group {number}, the value in “{column}”"),
    Harm.GROUP_UNREAD: QT_TRANSLATE_NOOP("Errors", "topic group {number}, which can't be read"),
    Harm.TOPIC_VALUE: QT_TRANSLATE_NOOP("Errors", "topic {number}, the value in “{column}”"),
    Harm.TOPIC_UNREAD: QT_TRANSLATE_NOOP("Errors", "topic {number}, which can't be read"),
    Harm.FED_VALUE: QT_TRANSLATE_NOOP("Errors", "what the pipeline's label “{name}” feeds, the value in “{column}”"),
    Harm.FED_UNREAD: QT_TRANSLATE_NOOP("Errors", "what the pipeline's label “{name}” feeds, which can't be read"),
    Harm.ACT_DOES_NOT_FOLLOW: QT_TRANSLATE_NOOP("Errors", "act {act} does not follow from what was in table {table} before it"),
    Harm.ROW_OF_NO_ACT: QT_TRANSLATE_NOOP("Errors", "a row ({row}) that no act made"),
    Harm.ROW_OF_ACT_GONE: QT_TRANSLATE_NOOP("Errors", "a row ({row}) is gone that act {act} left there"),
    Harm.ROW_NOT_AS_LEFT: QT_TRANSLATE_NOOP("Errors", "a row ({row}) is not as act {act} left it"),
    Harm.BIN_AND_NOT: QT_TRANSLATE_NOOP("Errors", "the article is in the bin and not in the bin at once"),
    Harm.OF_NO_BIN: QT_TRANSLATE_NOOP("Errors", "rows of the bin, but the article is not there"),
    Harm.GONE_FROM_BIN: QT_TRANSLATE_NOOP("Errors", "the article is gone from the bin"),
    Harm.SPANS_OVER_EACH_OTHER: QT_TRANSLATE_NOOP("Errors", "spans ({start} to {end}) lie over each other, which the scheme forbids"),
    Harm.SPAN_WITHOUT_WORDS: QT_TRANSLATE_NOOP("Errors", "a span ({start} to {end}) has no words"),
    Harm.SPAN_NOT_AS_DECIDED: QT_TRANSLATE_NOOP("Errors", "a span ({start} to {end}) is not what was decided about its suggestion"),
    Harm.DECISION_ELSEWHERE: QT_TRANSLATE_NOOP("Errors", "a decision is about a suggestion of another article"),
    Harm.ANSWERS_EXCLUDE: QT_TRANSLATE_NOOP("Errors", "topics of one question exclude each other"),
    Harm.NAME_TWICE: QT_TRANSLATE_NOOP("Errors", "the name {name} is there twice"),
    Harm.TWIN_OF_ANOTHER: QT_TRANSLATE_NOOP("Errors", "it is not said to be the same as the first with its text"),
    Harm.NOT_IN_QUEUE: QT_TRANSLATE_NOOP("Errors", "it is not among those that get suggestions"),
    Harm.SURFACE_NOT_OF_TEXT: QT_TRANSLATE_NOOP("Errors", "the words of a decision are not those of the text"),
    Harm.NOT_DERIVED: QT_TRANSLATE_NOOP("Errors", "a value in “{column}” is none that the program finds"),
    Harm.ACTS_MISSING: QT_TRANSLATE_NOOP("Errors", "{missing} of {total} acts are missing from the log"),
    Harm.ACT_OF_NO_GROUP: QT_TRANSLATE_NOOP("Errors", "act {act} belongs to no group of acts"),
    Harm.ACT_TAKES_BACK_NOTHING: QT_TRANSLATE_NOOP("Errors", "act {act} takes back what is not there"),
    Harm.ACT_OF_ANOTHER: QT_TRANSLATE_NOOP("Errors", "act {act} is not by the one who made its rows"),
    Harm.ACT_ELSEWHERE: QT_TRANSLATE_NOOP("Errors", "act {act} is not about the article of its rows"),
}
