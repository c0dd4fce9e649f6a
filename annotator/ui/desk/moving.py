"""Arrows and edges: moves that depend on how the text stands on screen."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from annotator.core.codes import Side
from annotator.ui.desk.presenter import Presenter
from annotator.workspace.open.review import Result


def move_visually(presenter: Presenter, way: int) -> None:
    """Left and Right go where the arrow points: in right-to-left text backwards in reading
    order.
    """
    review = presenter.review
    assert review is not None
    if presenter.view.characters.is_right_to_left(review.focus[0]):
        way = -way
    presenter.do(lambda r: r.walk.step_token(way))


def move_line(presenter: Presenter, way: int) -> None:
    """The focus to the line above (-1) or below (+1)."""
    review = presenter.review
    assert review is not None
    found = presenter.view.characters.on_line(review.focus[0], way)
    if found is not None:
        review.walk.to_position(found)
        presenter.show_result(Result())


def move_edge(presenter: Presenter, side: Side, way: int) -> None:
    """Move an edge of the focus by a token."""
    presenter.do(lambda r: r.edges.by_token(side, way))


def move_edge_finely(presenter: Presenter, side: Side, way: int) -> None:
    """Move an edge of the focus by what the reader sees as a character."""
    review = presenter.review
    assert review is not None
    start, end = review.focus
    if side == Side.END:
        end = presenter.view.characters.next_grapheme(end, way)
    else:
        start = presenter.view.characters.next_grapheme(start, way)
    presenter.do(lambda r: r.edges.move(start, end))


def copy(presenter: Presenter) -> None:
    """The text of the focus to the clipboard."""
    review = presenter.review
    if review is not None:
        QGuiApplication.clipboard().setText(review.sheet.text[slice(*review.focus)])
