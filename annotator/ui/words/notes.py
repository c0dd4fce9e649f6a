"""What the notes of an open review say, in the user's language."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from annotator.core.codes import NoteCode
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
        NoteCode.NO_DOUBTFUL: tr("Nothing doubtful here"),
        NoteCode.NO_MARKS: tr(
            "Nothing is marked here. Move with the arrows, then press a label's letter"
        ),
        NoteCode.NO_TRAIL: tr("Nothing was decided before this"),
        NoteCode.NOTHING_DOUBTFUL: _nothing_doubtful(values),
        NoteCode.REJECTED: tr("This was rejected. To mark it after all, press a label's letter"),
        NoteCode.WOULD_REPLACE: tr(
            "That replaces “{surface}” ({label}) and {count} more. Once more does it"
        )
        if values.get("count")
        else tr("That replaces “{surface}” ({label}). The same key once more does it"),
        NoteCode.NOTHING_PROPOSED: tr("Nothing says what this is. Press a label's letter"),
        NoteCode.NOTHING_MARKED: tr("Nothing is marked here"),
        NoteCode.NOTHING_TO_APPLY: tr("There is no act to apply to other mentions"),
        NoteCode.NO_OTHER_MENTIONS: tr("“{surface}” has no other undecided mention here"),
        NoteCode.NO_MENTIONS_ANYWHERE: tr("“{surface}” has no other mention in the project"),
        NoteCode.PROPAGATED: _propagated(values),
        NoteCode.NOTHING_PROPAGATED: tr("Nothing was changed: it was all decided meanwhile"),
        NoteCode.APPLIED: tr("Applied to {count} more “{surface}”"),
        NoteCode.CUT: tr("Without “{surface}”: {count} more")
        if many
        else tr("Without “{surface}”: one more"),
        NoteCode.FOLLOWED: tr("{count} more “{surface}” are suggested as {label} now, marked =")
        if many
        else tr("One more “{surface}” is suggested as {label} now, marked ="),
        NoteCode.NO_LABELS: tr("The scheme has no labels yet"),
        NoteCode.NO_SUCH_LABEL: tr("No label has the key {key}"),
        NoteCode.RETIRED_LABEL: tr("The label {label} is retired"),
        NoteCode.NO_SUCH_TOPIC: tr("No topic has the key {key}"),
        NoteCode.EDGE_STOPS: tr("The edge can't go further"),
        NoteCode.TOPIC: tr("Topic {name}: yes") if values.get("answer") else tr("Topic {name}: no"),
        NoteCode.NO_TOPIC: tr("No topic applies")
        if values.get("answer")
        else tr("Topics: not decided"),
        NoteCode.WAITING: tr(
            "The suggestions are not there yet. Enter once more finishes without them"
        ),
        NoteCode.PAGE_ON: tr("There was more to read. Enter goes on"),
        NoteCode.LOOK_HERE: tr(
            "“{surface}” is doubtful, like {count} more not looked at. To accept all:"
        )
        if values.get("count")
        else tr("“{surface}” is doubtful and was not looked at. Enter once more accepts all"),
        NoteCode.FIRST_TIMES: tr(
            "{count} names are here for the first time. Tab and Space look at each"
        )
        if many
        else tr("“{surface}” is here for the first time. Enter once more accepts all"),
        NoteCode.NAME_HERE: tr(
            "Nothing marks “{surface}”: a letter labels it, Enter goes on. To finish:"
        ),
        NoteCode.BLIND: tr("Without suggestions, to compare. Enter shows what they have otherwise"),
        NoteCode.BLIND_ON: tr("Without suggestions · Enter compares"),
        NoteCode.BLIND_SAME: tr("Done: {title}. The suggestions had nothing otherwise"),
        NoteCode.BLIND_COMPARE: _compared(values),
        NoteCode.BLIND_TOPICS: tr(
            "The suggestions have topics otherwise: {topics}. Enter leaves them"
        ),
        NoteCode.BLIND_LEFT: tr("{count} places left where the suggestions differ")
        if many
        else tr("One place left where the suggestions differ"),
        NoteCode.FINISHED: tr("Done: {title}"),
        NoteCode.PACE: tr("Done. That is {count} words a minute: faster than anyone reads"),
        NoteCode.FORCED: tr(
            "Done. {count} articles in a row were not looked at; Ctrl+PageUp goes back"
        ),
        NoteCode.SKIPPED: tr("Skipped: {reason}"),
        NoteCode.NOT_DONE: tr("The article is still open"),
        NoteCode.REOPENED: tr("Reopened"),
        NoteCode.FLAGGED: tr("Flagged") if values.get("on") else tr("Flag taken away"),
        NoteCode.NOTED: tr("Note saved"),
        NoteCode.ASKED: tr("Marked as unsure"),
        NoteCode.SURE: tr("Marked as sure"),
        NoteCode.NOTHING_TO_UNDO: tr("Nothing to undo"),
        NoteCode.NOTHING_TO_REDO: tr("Nothing to redo"),
        NoteCode.UNDO_ELSEWHERE: tr("Once more takes back, in “{title}”: {what}"),
        NoteCode.REDO_ELSEWHERE: tr("Once more does again, in “{title}”: {what}"),
        NoteCode.UNDO_OF_PROJECT: tr("Once more takes back: {what}"),
        NoteCode.REDO_OF_PROJECT: tr("Once more does again: {what}"),
        NoteCode.UNDO_GOES_ON: tr("Taking back: {what}…"),
        NoteCode.REDO_GOES_ON: tr("Doing again: {what}…"),
        NoteCode.MOVED: "{what}",
        NoteCode.NOTHING_TO_MOVE: tr("There is nothing to move"),
        NoteCode.UNDONE: tr("Undone: {what}") + _left(values),
        NoteCode.REDONE: tr("Done again: {what}") + _left(values),
        NoteCode.UNDONE_BACK: tr("Undone: {count} acts") + _left(values),
        NoteCode.TAKEN_BACK: tr("Taken back: {what}") + _left(values),
        NoteCode.NO_TOPICS_SUGGESTED: tr("No topic is suggested here that is not decided"),
        NoteCode.TOPIC_WORDS_ASKED: tr("{topic}: looking for the words that speak for it"),
        NoteCode.TOPIC_WORDS: _topic_words(values),
        NoteCode.TOPIC_WORDS_NONE: tr("{topic}: no word stands out"),
        NoteCode.NO_TOPIC_WORDS: tr(
            "{topic}: the words can't be told while no suggestions are made"
        ),
        NoteCode.ALL_DONE: tr("Everything in the queue is done"),
        NoteCode.NO_MORE: tr("There is no further article that way"),
        NoteCode.JUMP: tr("Jump: type what stands at the place. / hints every word"),
        NoteCode.JUMPED: tr("A label's letter labels it. A digit takes so many words"),
        NoteCode.JUMP_MISSED: tr("There is nothing to jump to with that"),
        NoteCode.NO_EDGES: tr("No other edges are likely here"),
        NoteCode.NO_FLAGGED: tr("No article is flagged"),
        NoteCode.NO_UNSURE: tr("No span is marked as unsure"),
        NoteCode.RULED: tr("Ruling saved; it is shown where “{surface}” comes again"),
        NoteCode.RANGE: tr("A run of text has the focus. Press a label's letter"),
    }
    if note.code == NoteCode.TOPIC and values.get("answer") is None:
        return tr("Topic {name}: not decided")
    return templates[note.code]


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
