"""What is told of the focus: in the strip, beside its line, and to screen readers."""

from __future__ import annotations

from annotator.core.chance import WHOLE_FIRST, WHOLE_ONE_IN
from annotator.core.codes import Chosen, Order
from annotator.core.marks import MarkState
from annotator.core.mentions import standing_count
from annotator.core.records import Article, Span, Status
from annotator.ui.article.heading import Heading
from annotator.ui.desk.strip import StripState
from annotator.ui.words import desk as say
from annotator.ui.words.doubt import words_of_reason
from annotator.ui.words.notes import words_of_coding_rule
from annotator.ui.words.translating import dotted
from annotator.workspace.open.label_proposals import none_probability
from annotator.workspace.open.project import Project
from annotator.workspace.open.review import OpenReview

_MANY = 200_000
_NONE_KEY = "⌫"


def heading(project: Project, review: OpenReview) -> Heading:
    """Title, date, source, words and minutes, and the note, above the text.

    What is asked of the person comes first, where it is not cut off. Among articles that come by
    doubt, those that came at random are marked.
    """
    article = review.sheet.article
    text = article.text
    words = len(text.split()) if len(text) < _MANY else len(text) // 6
    parts = [article.published, article.source]
    parts += [
        say.length(words),
        say.reading_time(max(1, round(words / 240))),
    ]
    asked, tips = [], []
    copies = project.copies.nearest(article.id)
    if copies is not None:
        parts.append(say.is_near_copy(copies))
        tips.append(say.ABOUT_NEAR_COPY())
    if project.is_apart(article.id):  # but for the training nothing tells it from the others
        asked.append(say.IS_TRAINING() if project.is_training(article.id) else "")
    elif review.sheet.is_hiding:
        asked.append(say.IS_BLIND())
    elif review.sheet.is_revealed:
        asked.append(say.WAS_BLIND())
    elif review.sheet.is_whole and review.sheet.review.status != Status.DONE:
        asked.append(say.IS_WHOLE())
        tips.append(say.about_whole(WHOLE_FIRST, WHOLE_ONE_IN))
    if review.chosen == Chosen.RANDOM and project.queue.order != Order.RANDOM:
        parts.append(say.AT_RANDOM())
        tips.append(say.ABOUT_RANDOM())
    line = "     ".join(part for part in (*asked, *parts) if part)
    return Heading(line, "\n\n".join(tips), title_over(article), review.sheet.review.note)


def title_over(article: Article) -> str:
    """The title, where the text does not begin with it."""
    title, begin = " ".join(article.title.split()), article.text[: 4 * len(article.title) + 200]
    return "" if " ".join(begin.split()).startswith(title) else title


def strip_state(project: Project, review: OpenReview) -> StripState:
    """The surface, what is known of it, and the labels that apply with their keys."""
    options: list[tuple[str, str, float | None]] = []
    for proposal in review.deciding.proposals():
        label = project.scheme.label(proposal.label)
        options.append((label.key.upper(), label.shown_name, proposal.probability))
    mark = review.mark
    if mark is not None and mark.state == MarkState.SPAN:
        options.append((_NONE_KEY, say.REMOVE(), None))
    elif mark is not None:
        options.append((_NONE_KEY, say.NONE(), none_probability(review.sheet, *review.focus)))
    return StripState(surface(review), _known(project, review), tuple(options))


def beside(state: StripState) -> list[tuple[str, str]]:
    """The likeliest labels with their probabilities, for the margin."""
    scored = [(key, p) for key, _, p in state.options if p is not None and key != _NONE_KEY]
    return [(key, f"{score:.2f}".removeprefix("0")) for key, score in scored[:2]]


def announcement(review: OpenReview) -> str:
    """Surface, label and state, since painted marks are invisible to screen readers."""
    mark = review.mark
    if mark is None:
        return surface(review)
    name = "" if mark.label is None else review.sheet.scheme.label(mark.label).shown_name
    return say.announced(surface(review), name, mark.state == MarkState.SPAN)


def surface(review: OpenReview) -> str:
    """The text of the focus on one line."""
    return " ".join(review.sheet.text[slice(*review.focus)].split())


def _known(project: Project, review: OpenReview) -> str:
    """How often the surface stands here, why it is doubtful, and what memory knows of it."""
    exact = review.sheet.text[slice(*review.focus)]
    coding_rule = project.later.coding_rule_about(exact)
    span = review.sheet.span_at(*review.focus)
    question = "" if span is None else span.question
    parts = [say.is_unsure(question)] if question else []
    parts += [] if coding_rule is None else [words_of_coding_rule(coding_rule)]
    count = standing_count(review.sheet, exact)
    if count > 1:
        parts.append(say.times_here(count))
    mark = review.mark
    if mark is not None and mark.is_contested:
        own = review.sheet.spans_touching(*review.focus)
        parts += [_own(project, span, exact) for span in own]
    elif mark is not None and mark.is_stop:
        parts.append(words_of_reason(mark.doubt or mark.stop))
    if review.sheet.is_hiding:
        return dotted(*parts)
    if mark is not None and mark.state != MarkState.SPAN:
        copy = project.copies.copied_from(review.sheet, mark.suggestion)
        if copy is not None:
            parts.append(say.is_copied(copy) if copy else say.IS_COPIED())
    known = sorted(project.known_elsewhere(exact).items(), key=lambda item: -item[1])[:3]
    if known:
        parts.append(say.known_elsewhere([(name_of(project, label), n) for label, n in known]))
    for label, source in project.lists_with(exact)[:2]:
        parts.append(say.is_listed(name_of(project, label), source))
    example = project.example_of(exact)
    if example is not None:
        parts.append(say.is_example(name_of(project, example)))
    return dotted(*parts)


def _own(project: Project, span: Span, exact: str) -> str:
    """What stands in the annotator's own review where a suggestion says something else."""
    name, text = name_of(project, span.label), " ".join(span.surface.split())
    if span.surface == exact:
        return say.is_yours(name)
    return say.is_yours(name, text)


def name_of(project: Project, label: int | None) -> str:
    """The label's name, or the word for a rejection."""
    return say.NONE() if label is None else project.scheme.label(label).shown_name
