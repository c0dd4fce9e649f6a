"""What is written about an article or its focus: a question, a note, a ruling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from annotator.ui import focus_words
from annotator.ui.asking import ask_lines, ask_text

if TYPE_CHECKING:
    from annotator.ui.desk import Desk


def ask_question(desk: Desk) -> None:
    """Ask what the annotator is unsure about in the span of the focus; "" takes it back."""
    review = desk.review
    assert review is not None
    span = review.sheet.span_at(*review.focus)
    title, what = _tr("Unsure about this span"), _tr("What is the question?")
    question = ask_text(desk.view, title, what, span.question if span else "")
    if question is not None:
        desk.do(lambda r: r.ask(question))


def write_note(desk: Desk) -> None:
    """Ask for the article's note."""
    review = desk.review
    assert review is not None
    text = ask_lines(desk.view, _tr("Note"), _tr("About this article"), review.sheet.review.note)
    if text is not None:
        desk.do(lambda r: r.write_note(text))


def write_ruling(desk: Desk) -> None:
    """Ask for a ruling about the surface of the focus, which is shown where it comes again."""
    review = desk.review
    assert review is not None and desk.project is not None
    surface, label = focus_words.surface(review), None
    if review.mark is not None:
        label = review.mark.label
    said = f": {focus_words.name_of(desk.project, label)}" if label is not None else ""
    title, what = _tr("Ruling"), _tr("What holds from now on")
    text = ask_text(desk.view, title, what, f"‘{surface}’ …{said}")
    if text:
        desk.do(lambda r: r.rule(text))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Writing", text)
