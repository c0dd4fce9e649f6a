"""What acts say in the history and when they are undone, in the user's language."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication

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
    if entry.kind == "article.finish":
        return words + _tr(" · {n} accepted").format(n=f"{entry.others:,}")
    if entry.kind in ("span.label_others", "span.reject_others", "span.cut_others"):
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
        "span.label": tr("{label} for “{w}”") if label else tr("Label for “{w}”"),
        "span.label_others": tr("{label} for the other “{w}”") if label else tr("Other “{w}”"),
        "span.cut_others": tr("“{w}” cut off"),
        "span.move": tr("Edges: “{w}”"),
        "span.reject": tr("“{w}” rejected"),
        "span.reject_others": tr("The other “{w}” rejected"),
        "span.ask": tr("Unsure: {w}") if said else tr("Sure again"),
        "topic.answer": tr("Topic {w}") if answer == "?" else topic[answer],
        "topic.none": tr("No topic applies") if answer else tr("Topics: not decided"),
        "article.finish": tr("Done: {w}"),
        "article.compare": tr("Reviewed without suggestions: {w}"),
        "article.skip": tr("Skipped: {w}"),
        "article.reopen": tr("Reopened: {w}"),
        "article.flag": tr("Flagged") if answer else tr("Flag taken away"),
        "article.note": tr("Note: {w}") if said else tr("Note taken away"),
        "project.import": tr("Import of one article")
        if said == "1"
        else tr("Import of {w} articles"),
        "article.remove": tr("In the bin: {w}"),
        "articles.remove": tr("In the bin: {w} articles"),
        "article.restore": tr("Out of the bin: {w}"),
        "articles.restore": tr("Out of the bin: {w} articles"),
        "article.import": tr("Import: {w}"),
        "ruling.add": tr("Ruling about “{w}”"),
        "project.propagate": tr("In the project: “{w}”"),
        "label.add": tr("New label {w}"),
        "label.edit": tr("Label changed: {w}"),
        "label.order": tr("Order of the labels: {w}"),
        "label.retire": tr("Label retired: {w}"),
        "label.restore": tr("Label in use again: {w}"),
        "label.merge": tr("Labels merged: {w}"),
        "label.delete": tr("Label deleted: {w}"),
        "topic.add": tr("New topic {w}"),
        "topic.edit": tr("Topic changed: {w}"),
        "topic.order": tr("Order of the topics: {w}"),
        "topic.retire": tr("Topic retired: {w}"),
        "topic.restore": tr("Topic in use again: {w}"),
        "topic.merge": tr("Topics merged: {w}"),
        "topic.delete": tr("Topic deleted: {w}"),
        "group.add": tr("New topic group {w}"),
        "group.edit": tr("Topic group changed: {w}"),
        "group.order": tr("Order of the topic groups: {w}"),
        "group.delete": tr("Topic group deleted: {w}"),
        "history.undo": tr("Taken back: {w}"),
    }
    return templates.get(kind, "{w}" if said else kind).format(w=said, label=label)


def _name_of(scheme: Scheme, label: int | None) -> str:
    found = [each.shown_name for each in scheme.labels if each.id == label]
    return found[0] if found else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Acts", text)
