"""What is written about an article or its focus: a question, a note, a coding rule."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from annotator.errors import AnnotatorError
from annotator.ui.actions import CommandId
from annotator.ui.desk import focus_words
from annotator.ui.desk.presenter import Presenter
from annotator.ui.kit.asking import LinesQuestion, TextQuestion
from annotator.ui.words import desk as say
from annotator.workspace.open.drafts import Draft, draft_for, drafts_in, forget_draft, keep_draft
from annotator.workspace.open.key_results import Result
from annotator.workspace.open.remarks import Remarks

_ACTIONS = {
    "note": CommandId.ARTICLE_NOTE,
    "question": CommandId.SPAN_ASK,
    "ruling": CommandId.SPAN_RULE,
}


def ask_question(presenter: Presenter) -> None:
    """Ask what the annotator is unsure about in the span of the focus; "" takes it back."""
    review = presenter.review
    assert review is not None
    span = review.sheet.span_at(*review.focus)
    title, what, before = say.UNSURE(), say.ASK_QUESTION(), span.question if span else ""
    _asked(TextQuestion.ask, presenter, "question", title, what, before, Remarks.ask)


def write_note(presenter: Presenter) -> None:
    """Ask for the article's note."""
    review = presenter.review
    assert review is not None
    title, what = say.NOTE(), say.ABOUT_ARTICLE()
    before = review.sheet.review.note
    _asked(LinesQuestion.ask, presenter, "note", title, what, before, Remarks.write_note)


def write_coding_rule(presenter: Presenter) -> None:
    """Ask for a coding rule about the surface of the focus, which is shown where it comes again."""
    review = presenter.review
    assert review is not None and presenter.project is not None
    surface, label = focus_words.surface(review), None
    if review.mark is not None:
        label = review.mark.label
    name = "" if label is None else focus_words.name_of(presenter.project, label)
    title, what = say.CODING_RULE(), say.ABOUT_RULE()
    begun = say.rule_begun(surface, name)
    _asked(TextQuestion.ask, presenter, "ruling", title, what, begun, Remarks.rule)


def tell_draft(presenter: Presenter) -> None:
    """Say what was written about the open article and not kept, and how to go on with it."""
    if presenter.project is None or presenter.review is None:
        return
    article = presenter.review.sheet.article.id
    here = [draft for draft in drafts_in(presenter.project) if draft.article == article]
    if here:
        _tell(presenter, here[-1])


def _tell(presenter: Presenter, draft: Draft) -> None:
    review = presenter.review
    action = _ACTIONS.get(draft.purpose)
    if action and review is not None:
        surface = " ".join(review.sheet.text[draft.start : draft.end].split())[:40]
        text = " ".join(draft.text.split())[:60]
        presenter.strip.say(say.draft(draft.purpose, text, surface), presenter.key_of(action))


def _asked(
    ask: Callable[..., str | None],
    presenter: Presenter,
    purpose: str,
    title: str,
    what: str,
    text: str,
    act: Callable[[Remarks, str], Result],
) -> None:
    """Ask for what the person writes, begun with what is left of a draft, and let it be stored by
    an act. Who turns away from a text that was changed keeps it as a draft, and is told so; one
    that can't be stored is kept too.
    """
    project, review = presenter.project, presenter.review
    assert project is not None and review is not None
    start, end = (0, 0) if purpose == "note" else review.focus
    about = Draft(purpose, review.sheet.article.id, start, end, project.annotator_name)
    left = draft_for(project, about)
    latest = about if left is None else left

    def keep(written: str) -> None:
        nonlocal latest
        latest = replace(about, text="" if written == text.strip() else written)
        with suppress(AnnotatorError):  # it is still on screen
            keep_draft(project, latest)

    written = ask(presenter.view, title, what, latest.text or text, keep)
    if written is None and latest.text:
        _tell(presenter, latest)
        return
    is_to_do = written is not None and (bool(written) or purpose != "ruling")
    if is_to_do and presenter.do_for(review, lambda r: act(r.remarks, written or "")) is None:
        keep(written or "")
        return
    with suppress(AnnotatorError):
        forget_draft(project, about)
