"""Articles to the bin and back, by keys and mouse: what the desk shows then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.core.codes import ActKind, Back, NoteCode
from annotator.ui.desk.strip import StripState
from annotator.workspace.open import removal
from annotator.workspace.open.key_results import Note, Result

if TYPE_CHECKING:
    from annotator.ui.desk.desk import Desk


def remove(desk: Desk, articles: Sequence[int] = ()) -> None:
    """Move articles to the bin, or the one that is open; the next of the queue is shown."""
    project, review = desk.project, desk.review
    if project is None:
        return
    here = None if review is None else review.sheet.article.id
    gone = list(articles) or ([] if here is None else [here])
    ahead = project.next_few(len(gone) + 1)
    upon = next((each for each in ahead if each not in set(gone)), None)
    show_moved(desk, removal.remove(project, gone), upon)


def restore(desk: Desk, articles: Sequence[int]) -> None:
    """Let articles come back from the bin; a single one is opened."""
    if desk.project is None or not articles:
        return
    result = removal.restore(desk.project, articles)
    show_moved(desk, result, articles[0] if len(articles) == 1 else None)


def go_back(desk: Desk, kind: Back) -> None:
    """Undo, or redo, in whatever article it was."""
    project = desk.project
    if project is None:
        return
    step = project.next_step(kind)
    if step is not None and step.article is None:  # which may be about thousands of articles
        desk.tell(Note(NoteCode(f"{kind} goes on"), {"words": step.words, "kind": step.kind}))
    result, article = project.undo() if kind == ActKind.UNDO else project.redo()
    if article is not None and (desk.review is None or desk.review.sheet.article.id != article):
        desk.open_article(article)
    desk.side.show_scheme(project.scheme)
    show_moved(desk, result)


def show_moved(desk: Desk, result: Result, upon: int | None = None) -> None:
    """Show a result after which there may be other articles than before.

    `upon` is opened if nothing is on the desk, and a single one that came back in any case.
    """
    if removal.moves(result.act):
        came = removal.came_back(result.act)
        if len(came) == 1:
            desk.open_article(came[0])
        elif desk.review is None and upon is not None:
            desk.open_article(upon)
        show_listed(desk, result)
        return
    desk.show_result(result)
    if desk.review is None and result.note is not None:
        desk.tell(result.note)


def show_listed(desk: Desk, result: Result) -> None:
    """Show a result, with the list of articles made anew."""
    if desk.review is None:
        show_nothing(desk)
    if desk.project is not None:
        desk.side.show_scheme(desk.project.scheme)
    desk.articles_moved.emit()
    desk.show_result(result)
    if result.note is not None:
        desk.tell(result.note)


def show_nothing(desk: Desk) -> None:
    """No article is open."""
    desk.view.show_sheet(None)
    desk.side.show_sheet(None)
    desk.topics.show_sheet(None)
    desk.strip.show_focus(StripState())
