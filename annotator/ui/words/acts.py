"""What acts say in the history and when they are undone, in the user's language."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication

from annotator.core.codes import ActKind
from annotator.core.records import Scheme
from annotator.workspace.open.past_acts import Entry

_LONGEST = 80


def words_of_entry(entry: Entry, scheme: Scheme) -> str:
    """One line of the history: "PERSON for “Xi Jinping” and 3 more"."""
    if entry.of_kind:
        return _tr("Taken back: {what}").format(what=words_of_kind(entry.of_kind, entry.words))
    words = words_of_kind(entry.kind, entry.words, _name_of(scheme, entry.label), entry.answer)
    if entry.acts > 1:
        return words + _tr(" · {n} acts").format(n=f"{entry.acts:,}")
    if not entry.others:
        return words
    if entry.kind == ActKind.ARTICLE_FINISH:
        return words + _tr(" · {n} accepted").format(n=f"{entry.others:,}")
    if entry.kind in (
        ActKind.SPAN_LABEL_OTHERS,
        ActKind.SPAN_REJECT_OTHERS,
        ActKind.SPAN_CUT_OTHERS,
    ):
        mentions = _tr(" · one mention") if entry.others == 1 else _tr(" · {n} mentions")
        return words + mentions.format(n=f"{entry.others:,}")
    return words + _tr(" and {n} more").format(n=f"{entry.others:,}")


def words_of_kind(
    kind: str, words: str, label: str = "", answer: bool | Literal["?"] | None = "?"
) -> str:
    """What an act of this kind did, as far as kind, words and answer ("?": not known) tell."""
    said = " ".join(words.split())
    said = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
    tr = _tr
    topic = {
        True: tr("Topic {w}: yes"),
        False: tr("Topic {w}: no"),
        None: tr("Topic {w}: not decided"),
    }
    templates = {
        ActKind.SPAN_LABEL: tr("{label} for “{w}”") if label else tr("Label for “{w}”"),
        ActKind.SPAN_LABEL_OTHERS: tr("{label} for the other “{w}”")
        if label
        else tr("Other “{w}”"),
        ActKind.SPAN_CUT_OTHERS: tr("“{w}” cut off"),
        ActKind.SPAN_MOVE: tr("Edges: “{w}”"),
        ActKind.SPAN_REJECT: tr("“{w}” rejected"),
        ActKind.SPAN_REJECT_OTHERS: tr("The other “{w}” rejected"),
        ActKind.SPAN_ASK: tr("Unsure: {w}") if said else tr("Sure again"),
        ActKind.TOPIC_ANSWER: tr("Topic {w}") if answer == "?" else topic[answer],
        ActKind.TOPIC_NONE: tr("No topic applies") if answer else tr("Topics: not decided"),
        ActKind.ARTICLE_FINISH: tr("Done: {w}"),
        ActKind.ARTICLE_COMPARE: tr("Reviewed without suggestions: {w}"),
        ActKind.ARTICLE_SKIP: tr("Skipped: {w}"),
        ActKind.ARTICLE_REOPEN: tr("Reopened: {w}"),
        ActKind.ARTICLE_FLAG: tr("Flagged") if answer else tr("Flag taken away"),
        ActKind.ARTICLE_NOTE: tr("Note: {w}") if said else tr("Note taken away"),
        ActKind.PROJECT_IMPORT: tr("Import of one article")
        if said == "1"
        else tr("Import of {w} articles"),
        ActKind.ARTICLE_REMOVE: tr("In the bin: {w}"),
        ActKind.ARTICLES_REMOVE: tr("In the bin: {w} articles"),
        ActKind.ARTICLE_RESTORE: tr("Out of the bin: {w}"),
        ActKind.ARTICLES_RESTORE: tr("Out of the bin: {w} articles"),
        ActKind.ARTICLE_IMPORT: tr("Import: {w}"),
        ActKind.RULING_ADD: tr("Ruling about “{w}”"),
        ActKind.PROJECT_PROPAGATE: tr("In the project: “{w}”"),
        ActKind.LABEL_ADD: tr("New label {w}"),
        ActKind.LABEL_EDIT: tr("Label changed: {w}"),
        ActKind.LABEL_ORDER: tr("Order of the labels: {w}"),
        ActKind.LABEL_RETIRE: tr("Label retired: {w}"),
        ActKind.LABEL_RESTORE: tr("Label in use again: {w}"),
        ActKind.LABEL_MERGE: tr("Labels merged: {w}"),
        ActKind.LABEL_DELETE: tr("Label deleted: {w}"),
        ActKind.TOPIC_ADD: tr("New topic {w}"),
        ActKind.TOPIC_EDIT: tr("Topic changed: {w}"),
        ActKind.TOPIC_ORDER: tr("Order of the topics: {w}"),
        ActKind.TOPIC_RETIRE: tr("Topic retired: {w}"),
        ActKind.TOPIC_RESTORE: tr("Topic in use again: {w}"),
        ActKind.TOPIC_MERGE: tr("Topics merged: {w}"),
        ActKind.TOPIC_DELETE: tr("Topic deleted: {w}"),
        ActKind.GROUP_ADD: tr("New topic group {w}"),
        ActKind.GROUP_EDIT: tr("Topic group changed: {w}"),
        ActKind.GROUP_ORDER: tr("Order of the topic groups: {w}"),
        ActKind.GROUP_DELETE: tr("Topic group deleted: {w}"),
        ActKind.HISTORY_UNDO: tr("Taken back: {w}"),
    }
    known = ActKind(kind) if kind in set(ActKind) else None  # the log may be of a newer version
    text = templates.get(known, "") if known is not None else ""
    return (text or ("{w}" if said else kind)).format(w=said, label=label)


def _name_of(scheme: Scheme, label: int | None) -> str:
    found = [each.shown_name for each in scheme.labels if each.id == label]
    return found[0] if found else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Acts", text)
