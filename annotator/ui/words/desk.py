"""Words about the open article and its focus, about writing beside it, saving and suggestions."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.codes import WorkerState
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    Phrase,
    listed,
    number,
    translate,
)

ABOUT_FOCUS = QT_TRANSLATE_NOOP("Desk", "About the focus")
LABELS_FOR_MARKED = QT_TRANSLATE_NOOP("Desk", "Labels for what was marked")

# -- above the text ---------------------------------------------------------------------------

IS_BLIND = QT_TRANSLATE_NOOP("Desk", "without suggestions, to compare")
IS_TRAINING = QT_TRANSLATE_NOOP("Desk", "training: gold is shown afterwards")
WAS_BLIND = QT_TRANSLATE_NOOP("Desk", "reviewed without suggestions")
IS_WHOLE = QT_TRANSLATE_NOOP("Desk", "please read it all")
AT_RANDOM = QT_TRANSLATE_NOOP("Desk", "at random, for fair figures")
ABOUT_RANDOM = QT_TRANSLATE_NOOP(
    "Desk",
    "Articles that come because they are doubtful are no fair sample. So one in ten comes at"
    " random: figures from these hold for all articles. The review keeps which it was.",
)


ABOUT_NEAR_COPY = QT_TRANSLATE_NOOP(
    "Desk",
    "Most words of the two are the same, in one order. Ctrl+Shift+C shows them side by side.",
)


def about_whole(first: int, one_in: int) -> str:
    """Why all of an article is to be read."""
    return translate(
        "Desk",
        "Please read all of this article, not only where the focus stops. Your first {first} are"
        " read so, and by chance 1 in {one_in} of the later ones: they teach what is missed"
        " elsewhere, and tell how many of 100 entities stay wrong or missed if you look only where"
        " asked.",
    ).format(first=number(first), one_in=number(one_in))


def is_near_copy(article: int) -> str:
    """Which other article has mostly the same words."""
    return translate("Desk", "near copy of #{article}").format(article=article)


def length(count: int) -> str:
    return translate("Desk", "%Ln words", None, PLURAL, count)


def reading_time(minutes: int) -> str:
    return translate("Desk", "≈ %Ln min", None, PLURAL, minutes)


# -- the focus --------------------------------------------------------------------------------

REMOVE = QT_TRANSLATE_NOOP("Desk", "remove", "what a key does")
NONE = QT_TRANSLATE_NOOP("Desk", "none", "no label")
MARKED = QT_TRANSLATE_NOOP("Desk", "marked")
OPEN = QT_TRANSLATE_NOOP("Desk", "open", "a suggestion")


def is_unsure(question: str) -> str:
    return translate("Desk", "unsure: {question}").format(question=question)


def times_here(count: int) -> str:
    return translate("Desk", "{n}× here").format(n=number(count))


def known_elsewhere(labels: Sequence[tuple[str, int]]) -> str:
    """Which labels a surface has in other articles, and how often."""
    each = translate("Desk", "{label} {n}", "a label and how often it was given")
    said = [each.format(label=label, n=number(count)) for label, count in labels]
    return translate("Desk", "elsewhere {labels}").format(labels=listed(said))


def is_listed(label: str, source: str) -> str:
    """Which label a list of names gives to a surface."""
    return translate("Desk", "{label} in the list {source}").format(label=label, source=source)


def is_example(label: str) -> str:
    """The label whose guideline quotes a surface."""
    return translate("Desk", "an example of {label} in its guideline").format(label=label)


IS_COPIED = QT_TRANSLATE_NOOP("Desk", "from a near copy")


def is_copied(article: int) -> str:
    """Which near copy a suggested label comes from."""
    return translate("Desk", "from near copy #{article}").format(article=article)


def is_yours(label: str, text: str = "") -> str:
    """What stands in the annotator's own review where a suggestion says something else."""
    if not text:
        return translate("Desk", "yours: {label}").format(label=label)
    return translate("Desk", "yours: {label} “{text}”").format(label=label, text=text)


def announced(surface: str, label: str, is_marked: bool) -> str:
    """The focus for a screen reader."""
    words = translate("Desk", "{surface}, {label} {state}")
    return words.format(surface=surface, label=label, state=MARKED() if is_marked else OPEN())


# -- what is written --------------------------------------------------------------------------

UNSURE = QT_TRANSLATE_NOOP("Desk", "Unsure about this span")
ASK_QUESTION = QT_TRANSLATE_NOOP("Desk", "What is the question?")
NOTE = QT_TRANSLATE_NOOP("Desk", "Note")
ABOUT_ARTICLE = QT_TRANSLATE_NOOP("Desk", "About this article")
CODING_RULE = QT_TRANSLATE_NOOP("Desk", "Coding rule")
ABOUT_RULE = QT_TRANSLATE_NOOP("Desk", "What holds from now on")

_DRAFTS: dict[str, Phrase] = {
    "note": QT_TRANSLATE_NOOP("Desk", "Not kept yet: the note “{text}”"),
    "question": QT_TRANSLATE_NOOP("Desk", "Not kept yet: the question “{text}” about ‘{surface}’"),
    "ruling": QT_TRANSLATE_NOOP("Desk", "Not kept yet: the coding rule “{text}” about ‘{surface}’"),
}


def rule_begun(surface: str, label: str) -> str:
    """What a new coding rule begins with."""
    if not label:
        return translate("Desk", "‘{surface}’ …").format(surface=surface)
    words = translate("Desk", "‘{surface}’ …: {label}")
    return words.format(surface=surface, label=label)


def draft(purpose: str, text: str, surface: str) -> str:
    """What was written and not kept: a "note", a "question" or a "coding rule"."""
    return _DRAFTS[purpose]().format(text=text, surface=surface)


# -- saving -----------------------------------------------------------------------------------

NOT_SAVED_YET = QT_TRANSLATE_NOOP("Desk", "Not saved yet")
SAVED_AGAIN = QT_TRANSLATE_NOOP("Desk", "Saved: the project can be written again")
SAVE_ELSEWHERE = QT_TRANSLATE_NOOP("Desk", "Save to another file…")
SAVE_ELSEWHERE_TITLE = QT_TRANSLATE_NOOP("Desk", "Save the work to another file")
CLOSE_WITHOUT = QT_TRANSLATE_NOOP("Desk", "Close without it")
GO_BACK = QT_TRANSLATE_NOOP("Desk", "Go back")
LATER = QT_TRANSLATE_NOOP("Desk", "Later")


def not_replaced(name: str, other: str) -> str:
    words = translate("Desk", "{name} can't be replaced: the work is in {other}")
    return words.format(name=name, other=other)


def was_replaced(name: str) -> str:
    words = translate("Desk", "{name} is another file now: it was replaced. The work is kept here")
    return words.format(name=name)


def is_gone(name: str) -> str:
    words = translate("Desk", "{name} is gone: it was moved or removed. The work is kept here")
    return words.format(name=name)


def not_stored(why: str, acts: int) -> str:
    words = translate("Desk", "{why}. %Ln acts are kept here and tried again", None, PLURAL, acts)
    return words.format(why=why)


def is_held(name: str, acts: int) -> str:
    words = translate(
        "Desk",
        "Another program holds {name}: %Ln acts are kept here and tried again",
        None, PLURAL, acts
    )  # fmt: skip
    return words.format(name=name)


# -- suggestions ------------------------------------------------------------------------------

_WORKER: dict[WorkerState, Phrase] = {
    WorkerState.LOADING: QT_TRANSLATE_NOOP("Desk", "Suggestions: loading…"),
    WorkerState.FAILED: QT_TRANSLATE_NOOP("Desk", "No suggestions: {detail}"),
    WorkerState.RESTARTING: QT_TRANSLATE_NOOP("Desk", "Suggestions stopped; starting again"),
    WorkerState.GAVE_UP: QT_TRANSLATE_NOOP("Desk", "Suggestions stopped; everything else works"),
    WorkerState.MODEL_FAILED: QT_TRANSLATE_NOOP(
        "Desk", "The learned suggestions are left out: {detail}"
    ),
    WorkerState.ARTICLE_FAILED: QT_TRANSLATE_NOOP(
        "Desk", "No suggestions for one article: {detail}"
    ),
}


def of_worker(code: WorkerState, detail: str) -> str:
    """How it stands with the suggestions; "" where nothing need be told."""
    if code == WorkerState.READY:
        return detail
    words = _WORKER.get(code)
    return "" if words is None else words().format(detail=detail)


def not_trusted(name: str) -> str:
    words = translate("Desk", "The project's own pipeline is not loaded: {name}")
    return words.format(name=name)
