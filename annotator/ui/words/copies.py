"""Words of the page where an article stands beside a near copy of it."""

from __future__ import annotations

from annotator.ui.words.translating import QT_TRANSLATE_NOOP, translate

NEAR_COPIES = QT_TRANSLATE_NOOP("Copies", "Near copies")
WHICH = QT_TRANSLATE_NOOP("Copies", "Near copy of this article")
BOTH_TEXTS = QT_TRANSLATE_NOOP("Copies", "Both texts")
TAKE_OVER = QT_TRANSLATE_NOOP("Copies", "Take the labels over")
SKIP = QT_TRANSLATE_NOOP("Copies", "Skip this article")
KEEP_APART = QT_TRANSLATE_NOOP("Copies", "No near copy")
ABOUT_TAKE_OVER = QT_TRANSLATE_NOOP(
    "Copies",
    "Your labels of the near copy become suggestions here, where its words stand; its topics too",
)
ABOUT_SKIP = QT_TRANSLATE_NOOP("Copies", "This article is skipped, with the near copy as reason")
ABOUT_APART = QT_TRANSLATE_NOOP(
    "Copies", "The two are kept apart: no mark, and a split may part them"
)
NOT_DIRECT = QT_TRANSLATE_NOOP("Copies", "It is a near copy only by way of another article")
THIS_ARTICLE = QT_TRANSLATE_NOOP("Copies", "this article")
DONE_BY_YOU = QT_TRANSLATE_NOOP("Copies", "done by you")
NOT_FINISHED = QT_TRANSLATE_NOOP("Copies", "not finished by you")
IS_CUT = QT_TRANSLATE_NOOP("Copies", "only the beginnings were compared")
NO_DIFFERENCES = QT_TRANSLATE_NOOP("Copies", "No word differs")

SCROLL_KEY = QT_TRANSLATE_NOOP("Copies", "scroll both", "what a key does")
OTHERS_KEY = QT_TRANSLATE_NOOP("Copies", "another near copy", "what a key does")
DIFFERENCES_KEY = QT_TRANSLATE_NOOP("Copies", "differences", "what a key does")

ONLY_HERE = QT_TRANSLATE_NOOP("Copies", "only in this one")
CHANGED = QT_TRANSLATE_NOOP("Copies", "other words")
MISSING = QT_TRANSLATE_NOOP("Copies", "missing here")


def article(number: int, title: str) -> str:
    """An article by its number and its title."""
    return translate("Copies", "#{article} {title}").format(article=number, title=title)


def about_marks() -> str:
    """What the marks of differences mean, for where there is no room to show them all."""
    samples = {
        translate("Copies", "a line above"): ONLY_HERE(),
        translate("Copies", "a broken line above"): CHANGED(),
        translate("Copies", "a wedge"): MISSING(),
    }
    return "\n".join(f"{mark}: {meaning}" for mark, meaning in samples.items())


def topics(names: str) -> str:
    """The topics that the annotator gave an article."""
    return translate("Copies", "topics: {names}").format(names=names)


def share(of_words: float) -> str:
    """How much of their words two articles have in common, 0 to 1."""
    words = translate("Copies", "{share} % of the words in both")
    return words.format(share=int(100 * of_words))


def difference(number: int, count: int) -> str:
    """Which of the differences is looked at."""
    words = translate("Copies", "difference {n} of {count}")
    return words.format(n=number, count=count)


def differences(count: int) -> str:
    """How many differences there are."""
    return translate("Copies", "differences: {count}").format(count=count)


def reason(number: int) -> str:
    """Why an article is skipped, as it is stored."""
    return translate("Copies", "near copy of #{article}").format(article=number)
