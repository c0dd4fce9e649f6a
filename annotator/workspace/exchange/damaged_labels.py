"""What an export leaves out because its label or topic is damaged: its name is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from annotator.core.records import Scheme, Suggestion
from annotator.storage.export import Reviewed
from annotator.storage.reviewed_spans import ReviewedSpan


def without_damaged(
    scheme: Scheme, work: Reviewed, proposed: Iterable[Suggestion]
) -> tuple[ReviewedSpan, ...]:
    """Take off the review what names damaged labels and topics, as far as decisions go of those
    about `proposed`; the spans that it had of them.
    """
    labels, topics = scheme.damaged_labels, scheme.damaged_topics
    of_topics = {each.id for each in proposed if each.start is None}
    gone = tuple(span for span in work.spans if span.label in labels)
    work.spans = work.spans.without_labels(labels)
    work.blind_spans = [span for span in work.blind_spans if span.label not in labels]
    work.topic_answers = [each for each in work.topic_answers if each.topic not in topics]
    work.decisions = {
        number: each
        for number, each in work.decisions.items()
        if not {each.label, each.label_shown} & (topics if number in of_topics else labels)
    }
    if work.blind is not None:
        kept = tuple(topic for topic in work.blind.topics if topic not in topics)
        work.blind = replace(work.blind, topics=kept)
    return gone


def suggested_without(scheme: Scheme, proposed: Iterable[Suggestion]) -> list[Suggestion]:
    """The suggestions whose labels and topics are sound."""
    topics, labels = scheme.damaged_topics, scheme.damaged_labels
    return [x for x in proposed if x.label not in (topics if x.start is None else labels)]
