"""Articles to the bin and back, undo and redo: what is shown then."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.codes import ActKind, Back, NoteCode
from annotator.core.records import Act
from annotator.ui.desk.articles import Articles
from annotator.workspace.open import removal
from annotator.workspace.open.key_results import Note, Result


def remove(articles: Articles, wanted: Sequence[int] = ()) -> None:
    """Move articles to the bin, or the one that is open; the next of the queue is shown."""
    project = articles.presenter.project
    if project is None:
        return
    gone = list(wanted) or ([] if articles.here is None else [articles.here])
    ahead = project.next_few(len(gone) + 1)
    upon = next((each for each in ahead if each not in set(gone)), None)
    _show_moved(articles, removal.remove(project, gone), upon)


def restore(articles: Articles, wanted: Sequence[int]) -> None:
    """Let articles come back from the bin; a single one is opened."""
    project = articles.presenter.project
    if project is None or not wanted:
        return
    result = removal.restore(project, wanted)
    _show_moved(articles, result, wanted[0] if len(wanted) == 1 else None)


def go_back(articles: Articles, kind: Back) -> None:
    """Undo, or redo, in whatever article it was."""
    presenter, project = articles.presenter, articles.presenter.project
    if project is None:
        return
    step = project.undoing.next_step(kind)
    if step is not None and step.article is None:  # which may be about thousands of articles
        presenter.tell(Note(NoteCode(f"{kind} goes on"), {"words": step.words, "kind": step.kind}))
    result, article = project.undoing.undo() if kind == ActKind.UNDO else project.undoing.redo()
    if article is not None and articles.here != article:
        articles.open(article)
    presenter.side.show_scheme(project.scheme)
    _show_moved(articles, result)


def show_undone(articles: Articles, note: Note) -> None:
    """Show what was undone from the history, in this article and others."""
    review = articles.presenter.review
    if review is not None:
        articles.presenter.topics.show_sheet(review.sheet)
    _show_listed(articles, Result(Act(ActKind.UNDO, None, ()), note))


def _show_moved(articles: Articles, result: Result, upon: int | None = None) -> None:
    """Show a result after which there may be other articles than before.

    `upon` is opened if nothing is on the desk, and a single one that came back in any case.
    """
    if removal.moves(result.act):
        came = removal.came_back(result.act)
        if len(came) == 1:
            articles.open(came[0])
        elif articles.here is None and upon is not None:
            articles.open(upon)
        _show_listed(articles, result)
        return
    articles.presenter.show_result(result)
    if articles.here is None and result.note is not None:
        articles.presenter.tell(result.note)


def _show_listed(articles: Articles, result: Result) -> None:
    """Show a result, with the list of articles made anew."""
    presenter = articles.presenter
    if presenter.review is None:
        presenter.show_nothing()
    if presenter.project is not None:
        presenter.side.show_scheme(presenter.project.scheme)
    articles.moved.emit()
    presenter.show_result(result)
    if result.note is not None:
        presenter.tell(result.note)
