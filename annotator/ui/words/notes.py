"""What the notes of an open review say, in the user's language."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from annotator.core.records import Ruling, Scheme
from annotator.ui.words.acts import words_of_kind
from annotator.workspace.open.review import Note


def words_of(note: Note, scheme: Scheme) -> str:
    """One line for the strip."""
    values = dict(note.values)
    if isinstance(values.get("label"), int):
        values["label"] = scheme.label(int(str(values["label"]))).shown_name
    if "topics" in values:
        values["topics"] = _names_of(values["topics"], scheme)
    if "kind" in values:
        values["what"] = words_of_kind(str(values["kind"]), str(values.get("words", "")))
    return _template(note).format(**values)


def _template(note: Note) -> str:
    tr = _tr
    values = note.values
    many = values.get("count", 0) != 1
    templates = {
        "no doubtful": tr("Nothing doubtful here"),
        "no marks": tr("Nothing is marked here. Move with the arrows, then press a label's letter"),
        "no trail": tr("Nothing was decided before this"),
        "nothing doubtful": _nothing_doubtful(values),
        "rejected": tr("This was rejected. To mark it after all, press a label's letter"),
        "would replace": tr(
            "That replaces “{surface}” ({label}) and {count} more. Once more does it"
        )
        if values.get("count")
        else tr("That replaces “{surface}” ({label}). The same key once more does it"),
        "nothing proposed": tr("Nothing says what this is. Press a label's letter"),
        "nothing marked": tr("Nothing is marked here"),
        "nothing to apply": tr("There is no act to apply to other mentions"),
        "no other mentions": tr("“{surface}” has no other undecided mention here"),
        "no mentions anywhere": tr("“{surface}” has no other mention in the project"),
        "propagated": _propagated(values),
        "nothing propagated": tr("Nothing was changed: it was all decided meanwhile"),
        "applied": tr("Applied to {count} more “{surface}”"),
        "cut": tr("Without “{surface}”: {count} more")
        if many
        else tr("Without “{surface}”: one more"),
        "followed": tr("{count} more “{surface}” are suggested as {label} now, marked =")
        if many
        else tr("One more “{surface}” is suggested as {label} now, marked ="),
        "no labels": tr("The scheme has no labels yet"),
        "no such label": tr("No label has the key {key}"),
        "retired label": tr("The label {label} is retired"),
        "no such topic": tr("No topic has the key {key}"),
        "edge stops": tr("The edge can't go further"),
        "topic": tr("Topic {name}: yes") if values.get("answer") else tr("Topic {name}: no"),
        "no topic": tr("No topic applies") if values.get("answer") else tr("Topics: not decided"),
        "waiting": tr("The suggestions are not there yet. Enter once more finishes without them"),
        "page on": tr("There was more to read. Enter goes on"),
        "look here": tr("“{surface}” is doubtful, like {count} more not looked at. To accept all:")
        if values.get("count")
        else tr("“{surface}” is doubtful and was not looked at. Enter once more accepts all"),
        "first times": tr("{count} names are here for the first time. Tab and Space look at each")
        if many
        else tr("“{surface}” is here for the first time. Enter once more accepts all"),
        "name here": tr("Nothing marks “{surface}”: a letter labels it, Enter goes on. To finish:"),
        "blind": tr("Without suggestions, to compare. Enter shows what they have otherwise"),
        "blind on": tr("Without suggestions · Enter compares"),
        "blind same": tr("Done: {title}. The suggestions had nothing otherwise"),
        "blind compare": _compared(values),
        "blind topics": tr("The suggestions have topics otherwise: {topics}. Enter leaves them"),
        "blind left": tr("{count} places left where the suggestions differ")
        if many
        else tr("One place left where the suggestions differ"),
        "finished": tr("Done: {title}"),
        "pace": tr("Done. That is {count} words a minute: faster than anyone reads"),
        "forced": tr("Done. {count} articles in a row were not looked at; Ctrl+PageUp goes back"),
        "skipped": tr("Skipped: {reason}"),
        "not done": tr("The article is still open"),
        "reopened": tr("Reopened"),
        "flagged": tr("Flagged") if values.get("on") else tr("Flag taken away"),
        "noted": tr("Note saved"),
        "asked": tr("Marked as unsure"),
        "sure": tr("Marked as sure"),
        "nothing to undo": tr("Nothing to undo"),
        "nothing to redo": tr("Nothing to redo"),
        "undo elsewhere": tr("Once more takes back, in “{title}”: {what}"),
        "redo elsewhere": tr("Once more does again, in “{title}”: {what}"),
        "undo of project": tr("Once more takes back: {what}"),
        "redo of project": tr("Once more does again: {what}"),
        "undo goes on": tr("Taking back: {what}…"),
        "redo goes on": tr("Doing again: {what}…"),
        "moved": "{what}",
        "nothing to move": tr("There is nothing to move"),
        "undone": tr("Undone: {what}") + _left(values),
        "redone": tr("Done again: {what}") + _left(values),
        "undone back": tr("Undone: {count} acts") + _left(values),
        "taken back": tr("Taken back: {what}") + _left(values),
        "no topics suggested": tr("No topic is suggested here that is not decided"),
        "topic words asked": tr("{topic}: looking for the words that speak for it"),
        "topic words": _topic_words(values),
        "topic words none": tr("{topic}: no word stands out"),
        "no topic words": tr("{topic}: the words can't be told while no suggestions are made"),
        "all done": tr("Everything in the queue is done"),
        "no more": tr("There is no further article that way"),
        "jump": tr("Jump: type what stands at the place. / hints every word"),
        "jumped": tr("A label's letter labels it. A digit takes so many words"),
        "jump missed": tr("There is nothing to jump to with that"),
        "no edges": tr("No other edges are likely here"),
        "no flagged": tr("No article is flagged"),
        "no unsure": tr("No span is marked as unsure"),
        "ruled": tr("Ruling saved; it is shown where “{surface}” comes again"),
        "range": tr("A run of text has the focus. Press a label's letter"),
    }
    if note.code == "topic" and values.get("answer") is None:
        return tr("Topic {name}: not decided")
    return templates.get(note.code, note.code)


def words_of_ruling(ruling: Ruling) -> str:
    """A ruling with its day, for the strip and the palette."""
    text = " ".join(ruling.text.split())
    return _tr("ruling of {day}: {text}").format(day=ruling.at[:10], text=text)


def _nothing_doubtful(values: Mapping[str, object]) -> str:
    """What had the focus and was passed over may be doubtful still."""
    if values.get("names"):
        return _tr("{names} names that you saw stay unmarked · Enter accepts {open}")
    if not values.get("open"):
        return _tr("Nothing is left to decide · Enter goes on")
    if values.get("doubtful"):
        return _tr("{doubtful} doubtful, all seen ( . goes there) · Enter accepts {open}")
    return _tr("Nothing doubtful left · Enter accepts {open}")


def _propagated(values: Mapping[str, object]) -> str:
    is_one = values.get("articles") == 1
    where = _tr("in one article") if is_one else _tr("in {articles} articles")
    what = "{label}" if "label" in values else _tr("Rejected")
    words = what + _tr(": {count} “{surface}” ") + where
    if not values.get("surface"):
        words = words.replace(" “{surface}”", "")
    return words + _left(values)


def _compared(values: Mapping[str, object]) -> str:
    where = _tr("in {count} places") if values.get("count") != 1 else _tr("in one place")
    if values.get("topics"):
        where += _tr(", and have topics otherwise ({topics})")
    is_one = values.get("count") == 1
    keys = _tr("Space takes it, ⌫ does not") if is_one else _tr("Space takes one, ⌫ does not")
    return _tr("The suggestions differ {where}: {keys}").format(where=where, keys=keys)


def _names_of(topics: object, scheme: Scheme) -> str:
    """Topics with their digits, in a row."""
    found = [scheme.topic(number) for number in topics] if isinstance(topics, tuple) else []
    return ", ".join(f"{x.key} {x.name.replace('/', ' › ')}".strip() for x in found)


def _topic_words(values: Mapping[str, object]) -> str:
    is_one = values.get("count") == 1
    outside = [
        _tr("{above} above") if values.get("above") else "",
        _tr("{below} below") if values.get("below") else "",
    ]
    where = ", ".join(filter(None, outside))
    head = _tr("{topic} because of one word") if is_one else _tr("{topic} because of {count} words")
    return head + (f" ({where})" if where else "") + ": {words}"


def _left(values: object) -> str:
    left = values.get("left", 0) if isinstance(values, dict) else 0
    return _tr(" · {left} left as they are: changed since") if left else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Notes", text)
