"""Words of the page of labels and topics: its list, form and questions, and what uses a label."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.records import Label, Topic, TopicGroup
from annotator.core.scheme_acts import Item, Use
from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, Phrase, listed, translate

LABELS_AND_TOPICS = QT_TRANSLATE_NOOP("Scheme", "Labels and topics")
NESTING = QT_TRANSLATE_NOOP("Scheme", "Spans may overlap")
ABOUT_NESTING = QT_TRANSLATE_NOOP("Scheme", "Alt+O. A name inside a name has a label of its own")

# -- buttons, and what keys do ----------------------------------------------------------------

ADD_LABEL = QT_TRANSLATE_NOOP("Scheme", "+ &Label")
ADD_TOPIC = QT_TRANSLATE_NOOP("Scheme", "+ &Topic")
ADD_GROUP = QT_TRANSLATE_NOOP("Scheme", "+ &Group")
MERGE_INTO = QT_TRANSLATE_NOOP("Scheme", "Merge into…")
RETIRE = QT_TRANSLATE_NOOP("Scheme", "Retire…")
USE_AGAIN = QT_TRANSLATE_NOOP("Scheme", "Use again")
DELETE = QT_TRANSLATE_NOOP("Scheme", "Delete…")
MOVE_UP = QT_TRANSLATE_NOOP("Scheme", "Move up")
MOVE_DOWN = QT_TRANSLATE_NOOP("Scheme", "Move down")

NEW_KEY = QT_TRANSLATE_NOOP("Scheme", "new", "what a key does")
CHANGE_KEY = QT_TRANSLATE_NOOP("Scheme", "change", "what a key does")
DELETE_KEY = QT_TRANSLATE_NOOP("Scheme", "delete", "what a key does")
MOVE_KEY = QT_TRANSLATE_NOOP("Scheme", "move", "what a key does")
MERGE_KEY = QT_TRANSLATE_NOOP("Scheme", "merge", "what a key does")
RETIRE_KEY = QT_TRANSLATE_NOOP("Scheme", "retire", "what a key does")
NEXT_FIELD_KEY = QT_TRANSLATE_NOOP("Scheme", "next field", "what a key does")
TO_LIST_KEY = QT_TRANSLATE_NOOP("Scheme", "back to the list", "what a key does")
ADD_KEY = QT_TRANSLATE_NOOP("Scheme", "add", "what a key does")

# -- the list ---------------------------------------------------------------------------------

ENTITY_LABELS = QT_TRANSLATE_NOOP("Scheme", "Entity labels")
TOPICS = QT_TRANSLATE_NOOP("Scheme", "Topics")
NO_LABELS = QT_TRANSLATE_NOOP("Scheme", "None yet: Insert adds one")
NO_TOPICS = QT_TRANSLATE_NOOP("Scheme", "None yet: Alt+T adds one")
ONE_ANSWER = QT_TRANSLATE_NOOP("Scheme", "one answer")
RETIRED = QT_TRANSLATE_NOOP("Scheme", "retired")

# -- the form ---------------------------------------------------------------------------------

NEW_NAMES: dict[type[Item], Phrase] = {
    Label: QT_TRANSLATE_NOOP("Scheme", "Name of the new label"),
    TopicGroup: QT_TRANSLATE_NOOP("Scheme", "Name of the new topic group"),
    Topic: QT_TRANSLATE_NOOP("Scheme", "Name of the new topic"),
}
ABOUT_NEW = QT_TRANSLATE_NOOP("Scheme", "Enter adds it. All the rest can be set afterwards.")
ABOUT_EMPTY = QT_TRANSLATE_NOOP(
    "Scheme", "There is nothing here yet. Press Insert, and type the first label."
)
ABOUT_GROUP = QT_TRANSLATE_NOOP("Scheme", "A topic group is a question about the whole article.")
OFTEN_WRONG = QT_TRANSLATE_NOOP("Scheme", "Often wrong: its suggestions are always doubtful")
SEVERAL = QT_TRANSLATE_NOOP("Scheme", "Several answers can be right")
REQUIRED = QT_TRANSLATE_NOOP("Scheme", "Asks for an answer in every article")
KEY_TIP = QT_TRANSLATE_NOOP("Scheme", "One letter for a label, one digit for a topic")
LEAVE_OUT_HINT = QT_TRANSLATE_NOOP("Scheme", "the, a, an, ’s")
GUIDELINE_HINT = QT_TRANSLATE_NOOP(
    "Scheme", "What is meant; names in “quotation marks” are suggested from the first article on"
)
KEEP_WHOLE_HINT = QT_TRANSLATE_NOOP("Scheme", "The Hague, The New York Times")
KEYWORDS_HINT = QT_TRANSLATE_NOOP("Scheme", "tariff, export ban, customs")
FIELDS: dict[str, Phrase] = {
    "name": QT_TRANSLATE_NOOP("Scheme", "Name"),
    "short": QT_TRANSLATE_NOOP("Scheme", "Short name"),
    "key": QT_TRANSLATE_NOOP("Scheme", "Key"),
    "colour": QT_TRANSLATE_NOOP("Scheme", "Colour"),
    "group": QT_TRANSLATE_NOOP("Scheme", "Group"),
    "feeds": QT_TRANSLATE_NOOP("Scheme", "Suggested for these pipeline labels"),
    "guideline": QT_TRANSLATE_NOOP("Scheme", "Guideline"),
    "leave_out": QT_TRANSLATE_NOOP("Scheme", "Leave out at the edges"),
    "exceptions": QT_TRANSLATE_NOOP("Scheme", "But keep whole"),
    "keywords": QT_TRANSLATE_NOOP("Scheme", "Keywords"),
}

# -- what was done ----------------------------------------------------------------------------

NO_TARGET = QT_TRANSLATE_NOOP("Scheme", "There is nothing to merge it into")
MERGING = QT_TRANSLATE_NOOP("Scheme", "Merging…")
NOTHING_MORE = QT_TRANSLATE_NOOP("Scheme", "Nothing more was done here")


def is_deleted(name: str) -> str:
    return translate("Scheme", "“{name}” is deleted").format(name=name)


def is_retired(name: str) -> str:
    return translate("Scheme", "“{name}” is retired").format(name=name)


def is_merged(source: str, target: str) -> str:
    words = translate("Scheme", "“{source}” is “{target}” now")
    return words.format(source=source, target=target)


def is_fed(names: Sequence[str], label: str) -> str:
    words = translate("Scheme", "Suggested as “{label}”: what the pipeline calls {names}")
    return words.format(label=label, names=listed(names))


def undone(what: str) -> str:
    return translate("Scheme", "Undone: {what}").format(what=what)


def redone(what: str) -> str:
    return translate("Scheme", "Done again: {what}").format(what=what)


# -- questions --------------------------------------------------------------------------------

NOTHING_LOST = QT_TRANSLATE_NOOP("Scheme", "Nothing uses it, so nothing else is touched.")
DELETE_IT = QT_TRANSLATE_NOOP("Scheme", "Delete it")
RETIRE_IT = QT_TRANSLATE_NOOP("Scheme", "Retire it")
ABOUT_RETIRING = QT_TRANSLATE_NOOP("Scheme", "kept, but offered no more")
CHOOSE_KEY = QT_TRANSLATE_NOOP("Scheme", "choose", "what a key does")
PART_OF_NAME = QT_TRANSLATE_NOOP("Scheme", "A part of the name")
MERGE = QT_TRANSLATE_NOOP("Scheme", "Merge")


def ask_delete(name: str) -> str:
    return translate("Scheme", "Delete “{name}”?").format(name=name)


def ask_retire(name: str) -> str:
    return translate("Scheme", "Retire “{name}”?").format(name=name)


def ask_merge(name: str) -> str:
    return translate("Scheme", "Merge “{name}” into").format(name=name)


def is_in_use(name: str) -> str:
    return translate("Scheme", "“{name}” is in use").format(name=name)


def would_lose(use: Use) -> str:
    words = translate("Scheme", "It can't be deleted, because this would be lost: {what}.")
    return words.format(what=_listed(use))


def merge_into_another(item: Item) -> str:
    if isinstance(item, Label):
        return translate("Scheme", "Merge it into another label…")
    return translate("Scheme", "Merge it into another topic…")


def retiring(item: Item, use: Use) -> str:
    """What retiring would do."""
    if isinstance(item, Label):
        if not use.is_any:
            return translate(
                "Scheme", "The label is offered no more, and its open suggestions are not shown."
            )
        words = translate(
            "Scheme",
            "The label is offered no more, and its open suggestions are not shown."
            " What has it keeps it: {what}.",
        )
        return words.format(what=_listed(use))
    if not use.is_any:
        return translate(
            "Scheme", "The topic is offered no more, and its open suggestions are not shown."
        )
    words = translate(
        "Scheme",
        "The topic is offered no more, and its open suggestions are not shown."
        " What has it keeps it: {what}.",
    )
    return words.format(what=_listed(use))


def merging(source: Item, target: Item, use: Use, both: int) -> str:
    """What a merge would do, in a sentence or two."""
    if not use.is_any:
        return translate("Scheme", "Nothing uses {source} yet; it goes away.").format(
            source=source.name
        )
    words = translate("Scheme", "{source} becomes {target}: {what}.")
    if both:
        words = translate(
            "Scheme",
            "{source} becomes {target}: {what}. %Ln stretches of text have both: one span of each"
            " remains.",
            None, PLURAL, both
        )  # fmt: skip
    return words.format(source=source.name, target=target.name, what=_listed(use))


# -- use --------------------------------------------------------------------------------------


def used_by(item: Item, use: Use) -> str:
    """What refers to an item of the scheme: "In 2 articles: 8 spans and one suggestion"."""
    if isinstance(item, TopicGroup) and not use.is_any:
        return translate("Scheme", "What can be answered here are its topics")
    if not use.is_any:
        return translate("Scheme", "Not used yet")
    if not use.articles:
        return translate("Scheme", "Used by {what}").format(what=_listed(use))
    articles = use.articles
    words = translate("Scheme", "Used in %Ln articles: {what}", None, PLURAL, articles)
    return words.format(what=_listed(use))


def _listed(use: Use) -> str:
    spans, answers, suggestions = use.spans, use.answers, use.suggestions
    decisions, rules = use.decisions, use.coding_rules
    return listed(
        (
            translate("Scheme", "%Ln spans", None, PLURAL, spans) if spans else "",
            translate("Scheme", "%Ln topic answers", None, PLURAL, answers) if answers else "",
            translate("Scheme", "%Ln suggestions", None, PLURAL, suggestions)
            if suggestions
            else "",
            translate("Scheme", "%Ln decisions", None, PLURAL, decisions) if decisions else "",
            translate("Scheme", "%Ln coding rules", None, PLURAL, rules) if rules else "",
        )
    )
