"""Words of the list of articles and of the side panel."""

from __future__ import annotations

from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, Phrase, dotted, translate

# -- the list of articles ---------------------------------------------------------------------

ARTICLES = QT_TRANSLATE_NOOP("Lists", "Articles")
NO_ARTICLES = QT_TRANSLATE_NOOP("Lists", "No articles here")
UNTITLED = QT_TRANSLATE_NOOP("Lists", "Untitled")
SEARCH = QT_TRANSLATE_NOOP("Lists", "Search articles")
SEARCH_KEY = QT_TRANSLATE_NOOP("Lists", "Ctrl+F")
ORDER_OF_ARTICLES = QT_TRANSLATE_NOOP("Lists", "The order of the articles")

FILTERS: dict[str, Phrase] = {
    "todo": QT_TRANSLATE_NOOP("Lists", "To do"),
    "done": QT_TRANSLATE_NOOP("Lists", "Done"),
    "flagged": QT_TRANSLATE_NOOP("Lists", "Flagged"),
    "skipped": QT_TRANSLATE_NOOP("Lists", "Skipped"),
    "all": QT_TRANSLATE_NOOP("Lists", "All"),
}

ORDERS: dict[str, Phrase] = {
    "imported": QT_TRANSLATE_NOOP("Lists", "As imported"),
    "date": QT_TRANSLATE_NOOP("Lists", "By date"),
    "random": QT_TRANSLATE_NOOP("Lists", "At random"),
    "doubt": QT_TRANSLATE_NOOP("Lists", "Doubtful first · 1 in 10 at random"),
}

STATES: dict[str, Phrase] = {
    "new": QT_TRANSLATE_NOOP("Lists", "new", "an article"),
    "started": QT_TRANSLATE_NOOP("Lists", "started", "an article"),
    "done": QT_TRANSLATE_NOOP("Lists", "done", "an article"),
    "skipped": QT_TRANSLATE_NOOP("Lists", "skipped", "an article"),
}


def move_to_bin(count: int) -> str:
    return translate("Lists", "Move %Ln articles to the bin", None, PLURAL, count)


def open_suggestions(count: int) -> str:
    return translate("Lists", "%Ln open", None, PLURAL, count)


def spans(count: int) -> str:
    return translate("Lists", "%Ln spans", None, PLURAL, count)


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
