"""What labels and topics are used for, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from annotator.core.records import Label, Topic, TopicGroup
from annotator.core.scheme_acts import Item, Use


def kind_words(item: Item) -> str:
    """What kind of thing it is, as the second half of a sentence."""
    words = {Label: _tr("label"), TopicGroup: _tr("topic group"), Topic: _tr("topic")}
    return words[type(item)]


def use_words(use: Use) -> str:
    """Such as "8 spans, 4 suggestions in 2 articles"; "" where nothing refers to it."""
    parts = [
        counted(use.spans, _tr("one span"), _tr("{n} spans")),
        counted(use.answers, _tr("one topic answer"), _tr("{n} topic answers")),
        counted(use.suggestions, _tr("one suggestion"), _tr("{n} suggestions")),
        counted(use.decisions, _tr("one decision"), _tr("{n} decisions")),
        counted(use.rulings, _tr("one ruling"), _tr("{n} rulings")),
    ]
    said = ", ".join(part for part in parts if part)
    if not use.articles or not said:
        return said
    articles = counted(use.articles, _tr("one article"), _tr("{n} articles"))
    return _tr("{what} in {articles}").format(what=said, articles=articles)


def merge_words(source: Item, target: Item, use: Use, both: int) -> str:
    """What a merge would do, in a sentence or two."""
    said = use_words(use)
    if not said:
        words = _tr("Nothing has {source} yet; it goes away.")
        return words.format(source=source.name)
    words = _tr("{what} become {target}; {source} goes away.")
    said = said[:1].upper() + said[1:]
    text = words.format(what=said, target=target.name, source=source.name)
    if both:
        twins = counted(
            both,
            _tr("One stretch of text has both: one span of it remains."),
            _tr("{n} stretches of text have both: one span of each remains."),
        )
        text += " " + twins
    return text


def retire_words(item: Item, use: Use) -> str:
    """What retiring would do."""
    name = kind_words(item)
    text = _tr("The {kind} is offered no more, and open suggestions of it are not shown.")
    said = use_words(use)
    kept = _tr("What has it keeps it: {what}.").format(what=said) if said else ""
    return f"{text.format(kind=name)} {kept}".strip()


def counted(count: int, one: str, many: str) -> str:
    """The words for a number of things; "" for none."""
    return "" if not count else one if count == 1 else many.format(n=f"{count:,}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Scheme", text)
