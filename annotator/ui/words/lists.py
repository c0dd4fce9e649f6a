"""Words of the list of articles and of the side panel."""

from __future__ import annotations

from annotator.core.codes import Order, StatusFilter, TopicState
from annotator.core.records import Status
from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, Phrase, dotted, translate

# -- the list of articles ---------------------------------------------------------------------

ARTICLES = QT_TRANSLATE_NOOP("Lists", "Articles")
NO_ARTICLES = QT_TRANSLATE_NOOP("Lists", "No articles here")
UNTITLED = QT_TRANSLATE_NOOP("Lists", "Untitled")
SEARCH = QT_TRANSLATE_NOOP("Lists", "Search articles")
SEARCH_KEY = QT_TRANSLATE_NOOP("Lists", "Ctrl+F")
ORDER_OF_ARTICLES = QT_TRANSLATE_NOOP("Lists", "The order of the articles")

FILTERS: dict[StatusFilter, Phrase] = {
    StatusFilter.TODO: QT_TRANSLATE_NOOP("Lists", "To do"),
    StatusFilter.DONE: QT_TRANSLATE_NOOP("Lists", "Done"),
    StatusFilter.FLAGGED: QT_TRANSLATE_NOOP("Lists", "Flagged"),
    StatusFilter.SKIPPED: QT_TRANSLATE_NOOP("Lists", "Skipped"),
    StatusFilter.ALL: QT_TRANSLATE_NOOP("Lists", "All"),
}

ORDERS: dict[Order, Phrase] = {
    Order.IMPORTED: QT_TRANSLATE_NOOP("Lists", "As imported"),
    Order.DATE: QT_TRANSLATE_NOOP("Lists", "By date"),
    Order.RANDOM: QT_TRANSLATE_NOOP("Lists", "At random"),
    Order.DOUBT: QT_TRANSLATE_NOOP("Lists", "Doubtful first · 1 in 10 at random"),
}

STATES: dict[str, Phrase] = {
    Status.NEW: QT_TRANSLATE_NOOP("Lists", "new", "an article"),
    Status.STARTED: QT_TRANSLATE_NOOP("Lists", "started", "an article"),
    Status.DONE: QT_TRANSLATE_NOOP("Lists", "done", "an article"),
    Status.SKIPPED: QT_TRANSLATE_NOOP("Lists", "skipped", "an article"),
}


TOPIC_STATES: dict[TopicState, Phrase] = {
    TopicState.UNDECIDED: QT_TRANSLATE_NOOP("Lists", "undecided", "a topic"),
    TopicState.SUGGESTED: QT_TRANSLATE_NOOP("Lists", "suggested", "a topic"),
    TopicState.CONTESTED: QT_TRANSLATE_NOOP(
        "Lists", "suggested, but not in your answer", "a topic"
    ),
    TopicState.YES: QT_TRANSLATE_NOOP("Lists", "yes", "a topic"),
    TopicState.NO: QT_TRANSLATE_NOOP("Lists", "no", "a topic"),
}


def topic(name: str, state: TopicState, score: str) -> str:
    """A topic and how it stands, as it is read out."""
    words = translate("Lists", "{topic}: {state}").format(topic=name, state=TOPIC_STATES[state]())
    return f"{words} {score}".strip()


def move_to_bin(count: int) -> str:
    return translate("Lists", "Move %Ln articles to the bin", None, PLURAL, count)


def open_suggestions(count: int) -> str:
    return translate("Lists", "%Ln open", None, PLURAL, count)


def spans(count: int) -> str:
    return translate("Lists", "%Ln spans", None, PLURAL, count)


def near_copy(article: int, share: float) -> str:
    """Which article it is a near copy of, and how much of its words it has (0 to 1)."""
    words = translate("Lists", "near copy of #{article}, {share} % of its words")
    return words.format(article=article, share=int(100 * share))


def length(count: int) -> str:
    return translate("Lists", "%Ln words", None, PLURAL, count)


# -- the side panel ---------------------------------------------------------------------------

LABELS = QT_TRANSLATE_NOOP("Lists", "Labels")
GUIDELINE = QT_TRANSLATE_NOOP("Lists", "Guideline")
IN_THIS_ARTICLE = QT_TRANSLATE_NOOP("Lists", "In this article")
TOPICS = QT_TRANSLATE_NOOP("Lists", "Topics")


def still_to_do(doubtful: int, undecided: int) -> str:
    """What of the open article's suggestions is left."""
    return dotted(
        translate("Lists", "%Ln doubtful", None, PLURAL, doubtful) if doubtful else "",
        open_suggestions(undecided) if undecided else "",
    )
