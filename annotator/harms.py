"""What may be damaged in a project: codes beside those of `faults.py`, by which they are imported."""

from __future__ import annotations

from enum import unique

from annotator.notices import Code

# fmt: off


@unique
class Harm(Code):
    """What is damaged in a project: not as it was stored."""

    TEXT_CHANGED = "the text is not the one that was imported"
    TITLE_CHANGED = "its title is not the one that was imported"
    LENGTH_CHANGED = "its length is not that of its text"
    SPAN_OFF_ITS_WORDS = "a span ({start} to {end}) does not lie on its words in the text"
    TOKENS_OFF_THE_TEXT = "the tokens do not lie in the text"
    NOT_READ = "it cannot be read"
    ACT_NOT_AS_STORED = "an act is not as it was stored"
    ROWS_DIFFER = "its rows differ from their copies"
    ONLY_ROW_MISSING = "its only row is missing"
    VALUE_NOT_STORED = "the value in “{column}” is none that was stored"
    ARTICLES_MISSING = "{missing} of {total} articles are missing"
    ROWS_OF_NO_ARTICLE = "rows of an article {article} that is not there"
    OF_SQLITE = "{reason}"
    INDEX_BROKEN = "the search index is broken; it is made anew"
    SUMS_DIFFER = "the sums of spans and topics of {name} are not those of the rows"
    SUGGESTIONS_MISCOUNTED = "the number of suggestions shown is not that of the rows"
    LABEL_STANDS_IN = "damaged label {number}"
    GROUP_STANDS_IN = "damaged topic group {number}"
    TOPIC_STANDS_IN = "damaged topic {number}"
    LABEL_VALUE = "label {number}, the value in “{column}”"
    LABEL_UNREAD = "label {number}, which can't be read"
    GROUP_VALUE = "topic group {number}, the value in “{column}”"
    GROUP_UNREAD = "topic group {number}, which can't be read"
    TOPIC_VALUE = "topic {number}, the value in “{column}”"
    TOPIC_UNREAD = "topic {number}, which can't be read"
    FED_VALUE = "what the pipeline's label “{name}” feeds, the value in “{column}”"
    FED_UNREAD = "what the pipeline's label “{name}” feeds, which can't be read"
    ACT_DOES_NOT_FOLLOW = "act {act} does not follow from what was in table {table} before it"
    ROW_OF_NO_ACT = "a row ({row}) that no act made"
    ROW_OF_ACT_GONE = "a row ({row}) is gone that act {act} left there"
    ROW_NOT_AS_LEFT = "a row ({row}) is not as act {act} left it"
    BIN_AND_NOT = "the article is in the bin and not in the bin at once"
    OF_NO_BIN = "rows of the bin, but the article is not there"
    GONE_FROM_BIN = "the article is gone from the bin"
    SPANS_OVER_EACH_OTHER = "spans ({start} to {end}) lie over each other, which the scheme forbids"
    SPAN_WITHOUT_WORDS = "a span ({start} to {end}) has no words"
    SPAN_NOT_AS_DECIDED = "a span ({start} to {end}) is not what was decided about its suggestion"
    DECISION_ELSEWHERE = "a decision is about a suggestion of another article"
    ANSWERS_EXCLUDE = "topics of one question exclude each other"
    NAME_TWICE = "the name {name} is there twice"
    TWIN_OF_ANOTHER = "it is not said to be the same as the first with its text"
    NOT_IN_QUEUE = "it is not among those that get suggestions"
    SURFACE_NOT_OF_TEXT = "the words of a decision are not those of the text"
    NOT_DERIVED = "a value in “{column}” is none that the program finds"
    ACTS_MISSING = "{missing} of {total} acts are missing from the log"
    ACT_OF_NO_GROUP = "act {act} belongs to no group of acts"
    ACT_TAKES_BACK_NOTHING = "act {act} takes back what is not there"
    ACT_OF_ANOTHER = "act {act} is not by the one who made its rows"
    ACT_ELSEWHERE = "act {act} is not about the article of its rows"
