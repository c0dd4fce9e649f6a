"""What acts say in the history and when they are undone, in the user's language."""

from __future__ import annotations

from typing import Literal

from annotator.core.codes import ActKind
from annotator.core.records import Scheme
from annotator.ui.words.translating import PLURAL, QT_TRANSLATE_NOOP, Phrase, dotted, translate
from annotator.workspace.open.past_acts import Entry

_LONGEST = 80

ASKED = QT_TRANSLATE_NOOP("Acts", "Unsure: {w}")
SURE = QT_TRANSLATE_NOOP("Acts", "Sure again")
NO_TOPIC = QT_TRANSLATE_NOOP("Acts", "No topic applies")
TOPICS_OPEN = QT_TRANSLATE_NOOP("Acts", "Topics: not decided")
FLAGGED = QT_TRANSLATE_NOOP("Acts", "Flagged")
UNFLAGGED = QT_TRANSLATE_NOOP("Acts", "Flag removed")
NOTED = QT_TRANSLATE_NOOP("Acts", "Note: {w}")
NOTE_GONE = QT_TRANSLATE_NOOP("Acts", "Note removed")
_DID: dict[str, Phrase] = {
    ActKind.SPAN_CUT_OTHERS: QT_TRANSLATE_NOOP("Acts", "“{w}” cut off"),
    ActKind.SPAN_MOVE: QT_TRANSLATE_NOOP("Acts", "Edges: “{w}”"),
    ActKind.SPAN_REJECT: QT_TRANSLATE_NOOP("Acts", "“{w}” rejected"),
    ActKind.SPAN_REJECT_OTHERS: QT_TRANSLATE_NOOP("Acts", "The other “{w}” rejected"),
    ActKind.ARTICLE_FINISH: QT_TRANSLATE_NOOP("Acts", "Done: {w}"),
    ActKind.ARTICLE_COMPARE: QT_TRANSLATE_NOOP("Acts", "Reviewed without suggestions: {w}"),
    ActKind.ARTICLE_SKIP: QT_TRANSLATE_NOOP("Acts", "Skipped: {w}"),
    ActKind.ARTICLE_REOPEN: QT_TRANSLATE_NOOP("Acts", "Reopened: {w}"),
    ActKind.ARTICLE_REMOVE: QT_TRANSLATE_NOOP("Acts", "In the bin: {w}"),
    ActKind.ARTICLE_RESTORE: QT_TRANSLATE_NOOP("Acts", "Out of the bin: {w}"),
    ActKind.ARTICLE_IMPORT: QT_TRANSLATE_NOOP("Acts", "Import: {w}"),
    ActKind.CODING_RULE_ADD: QT_TRANSLATE_NOOP("Acts", "Coding rule for “{w}”"),
    ActKind.COPY_APART: QT_TRANSLATE_NOOP("Acts", "No near copies: {w}"),
    ActKind.COPY_LABELS: QT_TRANSLATE_NOOP("Acts", "Labels taken over from near copy {w}"),
    ActKind.GOLD_FILL: QT_TRANSLATE_NOOP("Acts", "Gold where all agree"),
    ActKind.GOLD_SETTLE: QT_TRANSLATE_NOOP("Acts", "Settled: {w}"),
    ActKind.GOLD_REASON: QT_TRANSLATE_NOOP("Acts", "Reason: {w}"),
    ActKind.PROJECT_MERGE: QT_TRANSLATE_NOOP("Acts", "Merged: {w}"),
    ActKind.PROJECT_RESCUE: QT_TRANSLATE_NOOP("Acts", "Saved from a damaged project"),
    ActKind.PROJECT_PROPAGATE: QT_TRANSLATE_NOOP("Acts", "In the project: “{w}”"),
    ActKind.LABEL_ADD: QT_TRANSLATE_NOOP("Acts", "New label {w}"),
    ActKind.LABEL_EDIT: QT_TRANSLATE_NOOP("Acts", "Label changed: {w}"),
    ActKind.LABEL_ORDER: QT_TRANSLATE_NOOP("Acts", "Order of the labels: {w}"),
    ActKind.LABEL_RETIRE: QT_TRANSLATE_NOOP("Acts", "Label retired: {w}"),
    ActKind.LABEL_RESTORE: QT_TRANSLATE_NOOP("Acts", "Label in use again: {w}"),
    ActKind.LABEL_MERGE: QT_TRANSLATE_NOOP("Acts", "Labels merged: {w}"),
    ActKind.LABEL_DELETE: QT_TRANSLATE_NOOP("Acts", "Label deleted: {w}"),
    ActKind.NAMES_TAKE: QT_TRANSLATE_NOOP("Acts", "List of names: {w}"),
    ActKind.NAMES_REMOVE: QT_TRANSLATE_NOOP("Acts", "List of names removed: {w}"),
    ActKind.TOPIC_ADD: QT_TRANSLATE_NOOP("Acts", "New topic {w}"),
    ActKind.TOPIC_EDIT: QT_TRANSLATE_NOOP("Acts", "Topic changed: {w}"),
    ActKind.TOPIC_ORDER: QT_TRANSLATE_NOOP("Acts", "Order of the topics: {w}"),
    ActKind.TOPIC_RETIRE: QT_TRANSLATE_NOOP("Acts", "Topic retired: {w}"),
    ActKind.TOPIC_RESTORE: QT_TRANSLATE_NOOP("Acts", "Topic in use again: {w}"),
    ActKind.TOPIC_MERGE: QT_TRANSLATE_NOOP("Acts", "Topics merged: {w}"),
    ActKind.TOPIC_DELETE: QT_TRANSLATE_NOOP("Acts", "Topic deleted: {w}"),
    ActKind.GROUP_ADD: QT_TRANSLATE_NOOP("Acts", "New topic group {w}"),
    ActKind.GROUP_EDIT: QT_TRANSLATE_NOOP("Acts", "Topic group changed: {w}"),
    ActKind.GROUP_ORDER: QT_TRANSLATE_NOOP("Acts", "Order of the topic groups: {w}"),
    ActKind.GROUP_DELETE: QT_TRANSLATE_NOOP("Acts", "Topic group deleted: {w}"),
    ActKind.HISTORY_UNDO: QT_TRANSLATE_NOOP("Acts", "Undone: {w}"),
}


def words_of_entry(entry: Entry, scheme: Scheme) -> str:
    """One line of the history: "PERSON for “Xi Jinping” · 3 more"."""
    if entry.of_kind:
        return _DID[ActKind.HISTORY_UNDO]().format(w=words_of_kind(entry.of_kind, entry.words))
    words = words_of_kind(entry.kind, entry.words, _name_of(scheme, entry.label), entry.answer)
    acts, others = entry.acts, entry.others
    if acts > 1:
        return dotted(words, translate("Acts", "%Ln acts", None, PLURAL, acts))
    if not others:
        return words
    if entry.kind == ActKind.ARTICLE_FINISH:
        return dotted(words, translate("Acts", "%Ln accepted", None, PLURAL, others))
    if entry.kind in (
        ActKind.SPAN_LABEL_OTHERS,
        ActKind.SPAN_REJECT_OTHERS,
        ActKind.SPAN_CUT_OTHERS,
    ):
        return dotted(words, translate("Acts", "%Ln mentions", None, PLURAL, others))
    return dotted(words, translate("Acts", "%Ln more", None, PLURAL, others))


def words_of_kind(
    kind: str, words: str, label: str = "", answer: bool | Literal["?"] | None = "?"
) -> str:
    """What an act of this kind did, as far as kind, words and answer ("?": not known) tell."""
    said = " ".join(words.split())
    said = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
    if kind in (ActKind.PROJECT_IMPORT, ActKind.ARTICLES_REMOVE, ActKind.ARTICLES_RESTORE):
        return _of_articles(kind, said)
    known = _DID.get(kind)
    template = known() if known is not None else _with_answer(kind, said, label, answer)
    return template.format(w=said, label=label)


def _with_answer(kind: str, said: str, label: str, answer: bool | Literal["?"] | None) -> str:
    """The words of the kinds that did one of several things."""
    topic = {
        True: translate("Acts", "Topic {w}: yes"),
        False: translate("Acts", "Topic {w}: no"),
        None: translate("Acts", "Topic {w}: not decided"),
        "?": translate("Acts", "Topic {w}"),
    }
    named: dict[str, str] = {
        ActKind.SPAN_LABEL: translate("Acts", "{label} for “{w}”"),
        ActKind.SPAN_LABEL_OTHERS: translate("Acts", "{label} for the other “{w}”"),
    }
    templates: dict[str, str] = {
        ActKind.SPAN_LABEL: translate("Acts", "Label for “{w}”"),
        ActKind.SPAN_LABEL_OTHERS: translate("Acts", "Other “{w}”"),
        ActKind.SPAN_ASK: _either(bool(said), ASKED, SURE),
        ActKind.TOPIC_ANSWER: topic[answer],
        ActKind.TOPIC_NONE: _either(bool(answer), NO_TOPIC, TOPICS_OPEN),
        ActKind.ARTICLE_FLAG: _either(bool(answer), FLAGGED, UNFLAGGED),
        ActKind.ARTICLE_NOTE: _either(bool(said), NOTED, NOTE_GONE),
    }
    found = named.get(kind) if label else None
    return found or templates.get(kind, "{w}" if said else kind)


def _either(is_first: bool, first: Phrase, second: Phrase) -> str:
    return first() if is_first else second()


def _of_articles(kind: str, count: str) -> str:
    """The words of an act over articles; `count` is their number."""
    n = int(count) if count.isdigit() else 0
    if kind == ActKind.PROJECT_IMPORT:
        return translate("Acts", "Import of %Ln articles", None, PLURAL, n)
    if kind == ActKind.ARTICLES_REMOVE:
        return translate("Acts", "In the bin: %Ln articles", None, PLURAL, n)
    return translate("Acts", "Out of the bin: %Ln articles", None, PLURAL, n)


def _name_of(scheme: Scheme, label: int | None) -> str:
    found = [each.shown_name for each in scheme.labels if each.id == label]
    return found[0] if found else ""
