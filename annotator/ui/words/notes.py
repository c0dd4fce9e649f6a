"""What the notes of an open review say, in the user's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotator.core.codes import NoteCode
from annotator.core.records import CodingRule, Scheme
from annotator.ui.words.acts import words_of_kind
from annotator.ui.words.translating import (
    PLURAL,
    QT_TRANSLATE_NOOP,
    Phrase,
    dotted,
    listed,
    translate,
)
from annotator.workspace.open.review import Note

Values = Mapping[str, object]

_FIXED: dict[NoteCode, Phrase] = {
    NoteCode.NO_DOUBTFUL: QT_TRANSLATE_NOOP("Notes", "Nothing doubtful here"),
    NoteCode.NO_MARKS: QT_TRANSLATE_NOOP(
        "Notes", "Nothing is marked here. Move with the arrows, then press a label's letter"
    ),
    NoteCode.NO_TRAIL: QT_TRANSLATE_NOOP("Notes", "Nothing was decided before this"),
    NoteCode.REJECTED: QT_TRANSLATE_NOOP(
        "Notes", "This was rejected. To mark it after all, press a label's letter"
    ),
    NoteCode.NOTHING_PROPOSED: QT_TRANSLATE_NOOP(
        "Notes", "Nothing is suggested for this. Press a label's letter"
    ),
    NoteCode.NOTHING_MARKED: QT_TRANSLATE_NOOP("Notes", "Nothing is marked here"),
    NoteCode.NOTHING_TO_APPLY: QT_TRANSLATE_NOOP(
        "Notes", "There is no act to repeat on other mentions"
    ),
    NoteCode.NO_OTHER_MENTIONS: QT_TRANSLATE_NOOP(
        "Notes", "“{surface}” has no other undecided mention here"
    ),
    NoteCode.NO_MENTIONS_ANYWHERE: QT_TRANSLATE_NOOP(
        "Notes", "“{surface}” has no other mention in the project"
    ),
    NoteCode.NOTHING_PROPAGATED: QT_TRANSLATE_NOOP(
        "Notes", "Nothing was changed: it was all decided meanwhile"
    ),
    NoteCode.NO_LABELS: QT_TRANSLATE_NOOP("Notes", "The scheme has no labels yet"),
    NoteCode.NO_SUCH_LABEL: QT_TRANSLATE_NOOP("Notes", "No label has the key {key}"),
    NoteCode.RETIRED_LABEL: QT_TRANSLATE_NOOP("Notes", "The label {label} is retired"),
    NoteCode.NO_SUCH_TOPIC: QT_TRANSLATE_NOOP("Notes", "No topic has the key {key}"),
    NoteCode.EDGE_STOPS: QT_TRANSLATE_NOOP("Notes", "The edge can't go further"),
    NoteCode.WAITING: QT_TRANSLATE_NOOP(
        "Notes", "The suggestions are not there yet. Enter once more finishes without them"
    ),
    NoteCode.PAGE_ON: QT_TRANSLATE_NOOP("Notes", "There was more to read. Enter goes on"),
    NoteCode.NAME_HERE: QT_TRANSLATE_NOOP(
        "Notes", "Nothing marks “{surface}”: a letter labels it, Enter goes on. To finish:"
    ),
    NoteCode.BLIND: QT_TRANSLATE_NOOP(
        "Notes", "Without suggestions, to compare. Enter shows where they differ"
    ),
    NoteCode.WHOLE: QT_TRANSLATE_NOOP(
        "Notes", "Please read all of this one: it shows what is missed if you look only where asked"
    ),
    NoteCode.BLIND_ON: QT_TRANSLATE_NOOP("Notes", "Without suggestions · Enter compares"),
    NoteCode.BLIND_SAME: QT_TRANSLATE_NOOP("Notes", "Done: {title}. The suggestions were the same"),
    NoteCode.BLIND_TOPICS: QT_TRANSLATE_NOOP(
        "Notes", "Topics suggested, but not in your answer: {topics}. Enter leaves them"
    ),
    NoteCode.FINISHED: QT_TRANSLATE_NOOP("Notes", "Done: {title}"),
    NoteCode.PILOT_OVER: QT_TRANSLATE_NOOP(
        "Notes", "The pilot is done: hand in, and ask your lead before you go on"
    ),
    NoteCode.MORE_LATER: QT_TRANSLATE_NOOP("Notes", "Done for now. More articles come on {day}"),
    NoteCode.SKIPPED: QT_TRANSLATE_NOOP("Notes", "Skipped: {reason}"),
    NoteCode.NOT_DONE: QT_TRANSLATE_NOOP("Notes", "The article is still open"),
    NoteCode.REOPENED: QT_TRANSLATE_NOOP("Notes", "Reopened"),
    NoteCode.NOTED: QT_TRANSLATE_NOOP("Notes", "Note saved"),
    NoteCode.ASKED: QT_TRANSLATE_NOOP("Notes", "Marked as unsure"),
    NoteCode.SURE: QT_TRANSLATE_NOOP("Notes", "Marked as sure"),
    NoteCode.NOTHING_TO_UNDO: QT_TRANSLATE_NOOP("Notes", "Nothing to undo"),
    NoteCode.NOTHING_TO_REDO: QT_TRANSLATE_NOOP("Notes", "Nothing to redo"),
    NoteCode.UNDO_ELSEWHERE: QT_TRANSLATE_NOOP("Notes", "Once more undoes, in “{title}”: {what}"),
    NoteCode.REDO_ELSEWHERE: QT_TRANSLATE_NOOP(
        "Notes", "Once more does again, in “{title}”: {what}"
    ),
    NoteCode.UNDO_OF_PROJECT: QT_TRANSLATE_NOOP("Notes", "Once more undoes: {what}"),
    NoteCode.REDO_OF_PROJECT: QT_TRANSLATE_NOOP("Notes", "Once more does again: {what}"),
    NoteCode.UNDO_GOES_ON: QT_TRANSLATE_NOOP("Notes", "Undoing: {what}…"),
    NoteCode.REDO_GOES_ON: QT_TRANSLATE_NOOP("Notes", "Doing again: {what}…"),
    NoteCode.NOTHING_TO_MOVE: QT_TRANSLATE_NOOP("Notes", "There is nothing to move"),
    NoteCode.NO_TOPICS_SUGGESTED: QT_TRANSLATE_NOOP(
        "Notes", "No topic is suggested here that is not decided"
    ),
    NoteCode.TOPIC_WORDS_ASKED: QT_TRANSLATE_NOOP("Notes", "{topic}: looking for its evidence"),
    NoteCode.TOPIC_WORDS_NONE: QT_TRANSLATE_NOOP("Notes", "{topic}: no word stands out"),
    NoteCode.NO_TOPIC_WORDS: QT_TRANSLATE_NOOP(
        "Notes", "{topic}: no evidence can be shown while no suggestions are made"
    ),
    NoteCode.ALL_DONE: QT_TRANSLATE_NOOP("Notes", "Everything in the queue is done"),
    NoteCode.NO_MORE: QT_TRANSLATE_NOOP("Notes", "There is no further article that way"),
    NoteCode.JUMP: QT_TRANSLATE_NOOP(
        "Notes", "Jump: type what stands at the place. / hints every word"
    ),
    NoteCode.JUMPED: QT_TRANSLATE_NOOP(
        "Notes", "A label's letter labels it. A digit takes so many words"
    ),
    NoteCode.JUMP_MISSED: QT_TRANSLATE_NOOP("Notes", "There is nothing to jump to with that"),
    NoteCode.NO_EDGES: QT_TRANSLATE_NOOP("Notes", "No other edges are likely here"),
    NoteCode.NO_COPIES: QT_TRANSLATE_NOOP("Notes", "No near copy of this article is known"),
    NoteCode.COPY_APART: QT_TRANSLATE_NOOP("Notes", "This article and #{article} are kept apart"),
    NoteCode.COPY_BARE: QT_TRANSLATE_NOOP("Notes", "#{article} has no labels"),
    NoteCode.COPY_BLIND: QT_TRANSLATE_NOOP(
        "Notes", "This article is reviewed without suggestions, labels of a near copy included"
    ),
    NoteCode.COPY_CLOSED: QT_TRANSLATE_NOOP(
        "Notes", "This article is done or skipped: reopen it to take labels over"
    ),
    NoteCode.COPY_NOT_DONE: QT_TRANSLATE_NOOP("Notes", "You have not finished #{article} yet"),
    NoteCode.NO_FLAGGED: QT_TRANSLATE_NOOP("Notes", "No article is flagged"),
    NoteCode.NO_UNSURE: QT_TRANSLATE_NOOP("Notes", "No span is marked as unsure"),
    NoteCode.RULED: QT_TRANSLATE_NOOP(
        "Notes", "Coding rule saved; it is shown where “{surface}” comes again"
    ),
    NoteCode.RANGE: QT_TRANSLATE_NOOP(
        "Notes", "A run of text has the focus. Press a label's letter"
    ),
}


def words_of(note: Note, scheme: Scheme) -> str:
    """One line for the strip."""
    values = dict(note.values)
    if isinstance(values.get("label"), int):
        values["label"] = scheme.label(int(str(values["label"]))).shown_name
    if "topics" in values:
        values["topics"] = _names_of(values["topics"], scheme)
    if "kind" in values:
        values["what"] = words_of_kind(str(values["kind"]), str(values.get("words", "")))
    if note.code in _FIXED:
        return _FIXED[note.code]().format(**values)
    return _BY_VALUES[note.code](values).format(**values)


def words_of_coding_rule(coding_rule: CodingRule) -> str:
    """A coding rule with its day, for the strip and the palette."""
    text = " ".join(coding_rule.text.split())
    return translate("Notes", "coding rule of {day}: {text}").format(
        day=coding_rule.at[:10], text=text
    )


# -- notes whose words depend on their values; each gives a template --------------------------


def _would_replace(values: Values) -> str:
    count = _count(values)
    if not count:
        return translate(
            "Notes", "That replaces “{surface}” ({label}). The same key once more does it"
        )
    return translate(
        "Notes",
        "That replaces “{surface}” ({label}) and %Ln more. Once more does it",
        None, PLURAL, count
    )  # fmt: skip


def _applied(values: Values) -> str:
    count = _count(values)
    return translate("Notes", "Repeated on %Ln more “{surface}”", None, PLURAL, count)


def _cut(values: Values) -> str:
    count = _count(values)
    return translate("Notes", "Without “{surface}”: %Ln more", None, PLURAL, count)


def _followed(values: Values) -> str:
    count = _count(values)
    return translate(
        "Notes",
        "%Ln other mentions of “{surface}” labelled {label} too (=), still open",
        None, PLURAL, count
    )  # fmt: skip


def _topic(values: Values) -> str:
    answer = values.get("answer")
    if answer is None:
        return translate("Notes", "Topic {name}: not decided")
    return (
        translate("Notes", "Topic {name}: yes")
        if answer
        else translate("Notes", "Topic {name}: no")
    )


def _no_topic(values: Values) -> str:
    if values.get("answer"):
        return translate("Notes", "No topic applies")
    return translate("Notes", "Topics: not decided")


def _look_here(values: Values) -> str:
    count = _count(values)
    if not count:
        return translate(
            "Notes", "“{surface}” is doubtful and was not looked at. Enter once more accepts all"
        )
    return translate(
        "Notes",
        "“{surface}” is doubtful, like %Ln more not looked at. To accept all:",
        None, PLURAL, count
    )  # fmt: skip


def _first_times(values: Values) -> str:
    count = _count(values)
    if count == 1:
        return translate(
            "Notes", "“{surface}” is here for the first time. Enter once more accepts all"
        )
    return translate(
        "Notes",
        "%Ln names are here for the first time. Tab and Space look at each",
        None, PLURAL, count
    )  # fmt: skip


def _blind_left(values: Values) -> str:
    count = _count(values)
    return translate("Notes", "%Ln places left where the suggestions differ", None, PLURAL, count)


def _pace(values: Values) -> str:
    count = _count(values)
    return translate(
        "Notes",
        "Done. That is %Ln words a minute: faster than anyone reads",
        None, PLURAL, count
    )  # fmt: skip


def _forced(values: Values) -> str:
    count = _count(values)
    return translate(
        "Notes",
        "Done. %Ln articles in a row were not looked at; Ctrl+PageUp goes back",
        None, PLURAL, count
    )  # fmt: skip


def _flagged(values: Values) -> str:
    return translate("Notes", "Flagged") if values.get("on") else translate("Notes", "Flag removed")


def _nothing_doubtful(values: Values) -> str:
    """What had the focus and was passed over may be doubtful still."""
    accepts = _count(values, "open")
    if values.get("names"):
        names = _count(values, "names")
        seen = translate("Notes", "%Ln names that you saw stay unmarked", None, PLURAL, names)
    elif not accepts:
        return translate("Notes", "Nothing is left to decide · Enter goes on")
    elif values.get("doubtful"):
        doubtful = _count(values, "doubtful")
        seen = translate("Notes", "%Ln doubtful, all seen ( . goes there)", None, PLURAL, doubtful)
    else:
        seen = translate("Notes", "Nothing doubtful left")
    return dotted(seen, translate("Notes", "Enter accepts %Ln", None, PLURAL, accepts))


def _propagated(values: Values) -> str:
    count, articles = _count(values), _count(values, "articles")
    if "label" in values and values.get("surface"):
        words = translate("Notes", "{label}: %Ln “{surface}”", None, PLURAL, count)
    elif "label" in values:
        words = translate("Notes", "{label}: %Ln mentions", None, PLURAL, count)
    elif values.get("surface"):
        words = translate("Notes", "Rejected: %Ln “{surface}”", None, PLURAL, count)
    else:
        words = translate("Notes", "Rejected: %Ln mentions", None, PLURAL, count)
    where = translate("Notes", "in %Ln articles", None, PLURAL, articles)
    return dotted(words, where, _left(values))


def _compared(values: Values) -> str:
    count = _count(values)
    keys = (
        translate("Notes", "Space takes it, ⌫ does not")
        if count == 1
        else translate("Notes", "Space takes one, ⌫ does not")
    )
    return dotted(
        translate("Notes", "The suggestions differ in %Ln places", None, PLURAL, count),
        translate("Notes", "topics suggested, but not in your answer: {topics}")
        if values.get("topics")
        else "",
        keys,
    )


def _topic_words(values: Values) -> str:
    count, above, below = _count(values), _count(values, "above"), _count(values, "below")
    words = translate("Notes", "Evidence for {topic}, %Ln words: {words}", None, PLURAL, count)
    return dotted(
        words,
        translate("Notes", "%Ln above", None, PLURAL, above) if above else "",
        translate("Notes", "%Ln below", None, PLURAL, below) if below else "",
    )


def _undone(values: Values) -> str:
    return dotted(translate("Notes", "Undone: {what}"), _left(values))


def _redone(values: Values) -> str:
    return dotted(translate("Notes", "Done again: {what}"), _left(values))


def _undone_back(values: Values) -> str:
    count = _count(values)
    return dotted(translate("Notes", "Undone: %Ln acts", None, PLURAL, count), _left(values))


def _left(values: Values) -> str:
    left = _count(values, "left")
    if not left:
        return ""
    return translate("Notes", "%Ln left as they are: changed since", None, PLURAL, left)


def _copy_taken(values: Values) -> str:
    count, topics = _count(values), _count(values, "topics_taken")
    if count or not topics:
        taken = translate(
            "Notes", "%Ln labels suggested from near copy #{article}", None, PLURAL, count
        )
        more = translate("Notes", "%Ln topics suggested", None, PLURAL, topics) if topics else ""
    else:
        taken, more = (
            translate(
                "Notes", "%Ln topics suggested from near copy #{article}", None, PLURAL, topics
            ),
            "",
        )
    return dotted(taken, more, *_not_taken(values))


def _copy_nothing(values: Values) -> str:
    return dotted(translate("Notes", "Nothing to take over from #{article}"), *_not_taken(values))


def _not_taken(values: Values) -> list[str]:
    """What of a near copy's labels did not become suggestions, and why."""
    there, decided, missing = (_count(values, x) for x in ("there", "decided", "missing"))
    return [
        translate("Notes", "%Ln suggested already", None, PLURAL, there) if there else "",
        translate("Notes", "%Ln decided here already", None, PLURAL, decided) if decided else "",
        translate("Notes", "%Ln not here in the same words", None, PLURAL, missing)
        if missing
        else "",
    ]


_BY_VALUES: dict[NoteCode, Callable[[Values], str]] = {
    NoteCode.WOULD_REPLACE: _would_replace,
    NoteCode.APPLIED: _applied,
    NoteCode.CUT: _cut,
    NoteCode.FOLLOWED: _followed,
    NoteCode.TOPIC: _topic,
    NoteCode.NO_TOPIC: _no_topic,
    NoteCode.LOOK_HERE: _look_here,
    NoteCode.FIRST_TIMES: _first_times,
    NoteCode.BLIND_COMPARE: _compared,
    NoteCode.BLIND_LEFT: _blind_left,
    NoteCode.PACE: _pace,
    NoteCode.FORCED: _forced,
    NoteCode.FLAGGED: _flagged,
    NoteCode.NOTHING_DOUBTFUL: _nothing_doubtful,
    NoteCode.PROPAGATED: _propagated,
    NoteCode.TOPIC_WORDS: _topic_words,
    NoteCode.COPY_TAKEN: _copy_taken,
    NoteCode.COPY_NOTHING: _copy_nothing,
    NoteCode.MOVED: lambda _values: "{what}",
    NoteCode.UNDONE: _undone,
    NoteCode.REDONE: _redone,
    NoteCode.UNDONE_BACK: _undone_back,
    NoteCode.TAKEN_BACK: _undone,
}


def _count(values: Values, name: str = "count") -> int:
    found = values.get(name)
    return found if isinstance(found, int) else 0


def _names_of(topics: object, scheme: Scheme) -> str:
    """Topics with their digits, in a row."""
    found = [scheme.topic(number) for number in topics] if isinstance(topics, tuple) else []
    return listed(f"{x.key} {x.name.replace('/', ' › ')}".strip() for x in found)
