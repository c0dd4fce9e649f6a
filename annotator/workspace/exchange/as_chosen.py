"""An article of a file as the person chose to take it: labels and people by other names or left
out, reviews as they are or as suggestions. A pure function of the article and the choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from annotator.core.codes import LabelsBecome
from annotator.core.records import InputMethod, Source, Status
from annotator.faults import Unfit
from annotator.formats.articles import (
    GivenArticle,
    GivenBlind,
    GivenDecision,
    GivenReview,
    GivenRun,
    GivenSpan,
    GivenSuggestion,
    GivenTopic,
    changed,
)
from annotator.notices import Notice
from annotator.values import dataclass
from annotator.workspace.jobs.import_messages import ImportChoices


@dataclass(frozen=True, slots=True)
class Taking:
    """How the records of an import are taken: `annotator` made what the file names nobody for,
    `name` and `at` are those of the import. `is_by_file`: the file's own name says who that is.
    """

    choices: ImportChoices
    annotator: str
    name: str
    at: str
    is_by_file: bool = False

    def of_file(self, annotator: str) -> Taking:
        """The same for a file whose name says who labelled it, "" for one whose does not."""
        if not annotator:
            return self
        who = self.choices.people.get(annotator, annotator)
        return replace(self, annotator=who or self.annotator, is_by_file=True)

    def taken(
        self, given: GivenArticle, scheme_version: int = 1, *, as_review: bool = False
    ) -> GivenArticle:
        """The article as it is to be stored, one label a stretch; `as_review`: whatever was chosen,
        labels that the file names nobody for are somebody's.
        """
        choices = self.choices
        if choices.labels or choices.topics:
            given = renamed(given, choices.labels, choices.topics)
        is_review = as_review or choices.become == LabelsBecome.REVIEW
        if self.is_by_file and choices.become == LabelsBecome.GIVEN:
            is_review = bool(given.spans or given.topics)  # nobody says that he found nothing
        if given.reviews:
            given = self._with_people(given)
            if choices.become == LabelsBecome.SUGGESTIONS and not as_review:
                return self._as_suggestions(given)
            return _with_one_label(given if given.is_own else self._imported(given, scheme_version))
        if is_review:
            return _with_one_label(self._as_review(given, scheme_version))
        if given.spans or given.topics:
            bare = self._bare(given)
            return replace(given, suggestions=(*given.suggestions, *bare))
        return given

    def _as_review(self, given: GivenArticle, scheme_version: int) -> GivenArticle:
        """Labels without an annotator as the finished review of the one that was chosen."""
        way = InputMethod.IMPORT.value
        review = GivenReview(
            self.annotator,
            Status.DONE.value,
            edited_at=self.at,
            scheme_version=scheme_version,
            # Of many it matters that `changed` would take three times as long.
            spans=tuple(
                [
                    GivenSpan(x.start, x.end, x.label, x.surface, way, x.suggestion, x.question)
                    for x in given.spans
                ]
            ),
            topics=tuple(changed(x, way=way) for x in given.topics),
        )
        return replace(given, reviews=(review,), spans=(), topics=())

    def _bare(self, given: GivenArticle) -> list[GivenSuggestion]:
        return _proposed(given.spans, given.topics, GivenRun(self.name, self.at))

    def _with_people(self, given: GivenArticle) -> GivenArticle:
        """Every review with a name, and one of each annotator: of several the first."""
        names = {x.annotator for x in given.reviews}
        if not self.choices.people and "" not in names and len(names) == len(given.reviews):
            return given
        reviews: dict[str, GivenReview] = {}
        left_out = list(given.left_out)
        for review in given.reviews:
            who = self.choices.people.get(review.annotator, review.annotator) or self.annotator
            if who in reviews:
                left_out.append(Unfit.REVIEW_TWICE_OF(annotator=who))
            else:
                reviews[who] = replace(review, annotator=who)
        return replace(
            given,
            reviews=tuple(reviews.values()),
            suggestions=tuple(map(self._whose_copy, given.suggestions)),
            left_out=tuple(left_out),
        )

    def _whose_copy(self, given: GivenSuggestion) -> GivenSuggestion:
        """A suggestion from a near copy under the annotator's name here."""
        if given.source != Source.COPY or given.run is None:
            return given
        name = self.choices.people.get(given.run.corrector, given.run.corrector)
        return changed(given, run=changed(given.run, corrector=name))

    def _imported(self, given: GivenArticle, scheme_version: int) -> GivenArticle:
        """Reviews of another tool, marked as that; what it labels besides becomes suggestions."""
        way = InputMethod.IMPORT.value
        reviews = tuple(
            replace(
                review,
                edited_at=review.edited_at or ("" if review.is_visit else self.at),
                scheme_version=scheme_version,
                spans=tuple(x if x.origin else changed(x, origin=way) for x in review.spans),
                topics=tuple(changed(x, way=x.way or way) for x in review.topics),
            )
            for review in given.reviews
        )
        besides = self._bare(given)
        return replace(
            given,
            reviews=reviews,
            spans=(),
            topics=(),
            suggestions=(*given.suggestions, *_not_in(given.suggestions, besides)),
        )

    def _as_suggestions(self, given: GivenArticle) -> GivenArticle:
        """The reviews as suggestions by their annotators. Of what somebody decided about, the
        decision is suggested: nothing where it was rejected.
        """
        decided = {x.suggestion for review in given.reviews for x in review.decisions}
        kept = [x for n, x in enumerate(given.suggestions) if n not in decided]
        for review in given.reviews:
            run = GivenRun(f"{self.name} ({review.annotator})", self.at)
            kept += _proposed(review.spans, review.topics, run)
        if not given.is_own:  # of our own these repeat what the reviews say
            kept += self._bare(given)
        return replace(given, reviews=(), spans=(), topics=(), suggestions=tuple(_not_in((), kept)))


def _proposed(
    spans: Iterable[GivenSpan], topics: Iterable[GivenTopic], run: GivenRun
) -> list[GivenSuggestion]:
    """Labels as suggestions of an import."""
    source = Source.IMPORT.value
    found = [GivenSuggestion(x.start, x.end, x.label, source, None, False, run) for x in spans]
    return found + [
        GivenSuggestion(None, None, x.topic, source, run=run)
        for x in topics
        if x.is_yes and x.topic
    ]


def _not_in(
    there: Iterable[GivenSuggestion], more: Iterable[GivenSuggestion]
) -> list[GivenSuggestion]:
    """Those of `more` whose stretch and label nothing of `there` has, each once."""
    taken = {(x.start, x.end, x.label) for x in there}
    unique = {(x.start, x.end, x.label): x for x in more}
    return [each for place, each in unique.items() if place not in taken]


def _with_one_label(given: GivenArticle) -> GivenArticle:
    """One stretch has one label in a review, the first: there is one focus, and it has one letter.

    The spans that have another are left out, which `left_out` tells.
    """
    if not any(map(_has_two_labels, given.reviews)):
        return given
    left_out: list[Notice] = []
    reviews = []
    for review in given.reviews:
        spans = _one_label(review.spans, left_out)
        blind = review.blind
        if blind is not None:
            blind = replace(blind, spans=_one_label(blind.spans, left_out))
        reviews.append(replace(review, spans=spans, blind=blind))
    return replace(given, reviews=tuple(reviews), left_out=(*given.left_out, *left_out))


def _has_two_labels(review: GivenReview) -> bool:
    layers = (review.spans, () if review.blind is None else review.blind.spans)
    return any(map(_is_anywhere_twice, layers))


def _is_anywhere_twice(spans: Sequence[GivenSpan]) -> bool:
    """Whether a stretch is there twice; mostly no two begin at one place."""
    if len({x.start for x in spans}) == len(spans):
        return False
    return len({(x.start, x.end) for x in spans}) < len(spans)


def _one_label(spans: tuple[GivenSpan, ...], left_out: list[Notice]) -> tuple[GivenSpan, ...]:
    taken: dict[tuple[int, int], GivenSpan] = {}
    for span in spans:
        first = taken.setdefault((span.start, span.end), span)
        if first.label != span.label:
            labels = {"label": first.label, "other": span.label}
            left_out.append(Unfit.TWO_LABELS(start=span.start, end=span.end, **labels))
    return tuple(taken.values())


# -- names -----------------------------------------------------------------------------------


def renamed(
    given: GivenArticle, labels: Mapping[str, str], topics: Mapping[str, str]
) -> GivenArticle:
    """The article with its labels and topics by other names; what is mapped to "" is left out, with
    all that was decided about it.
    """
    suggestions: list[GivenSuggestion] = []
    numbers: dict[int, int] = {}
    for number, each in enumerate(given.suggestions):
        names = topics if each.start is None else labels
        name = each.label if each.label is None else names.get(each.label, each.label)
        if name == "":
            continue
        numbers[number] = len(suggestions)
        others = tuple(
            (x if x is None else names.get(x, x), probability) for x, probability in each.others
        )
        others = tuple(x for x in others if x[0] != "")
        suggestions.append(changed(each, label=name, others=others))
    return replace(
        given,
        spans=_spans(given.spans, labels, numbers),
        topics=_topics(given.topics, topics),
        suggestions=tuple(suggestions),
        reviews=tuple(_review(x, labels, topics, numbers, given) for x in given.reviews),
    )


def _review(
    review: GivenReview,
    labels: Mapping[str, str],
    topics: Mapping[str, str],
    numbers: Mapping[int, int],
    given: GivenArticle,
) -> GivenReview:
    blind = review.blind
    if blind is not None:
        yes = dict.fromkeys(topics.get(x, x) if x else x for x in blind.topics)
        kept = tuple(x for x in yes if x or "" in blind.topics)
        blind = GivenBlind(blind.at, kept, _spans(blind.spans, labels, numbers))
    implied = review.implied
    if implied is not None:
        implied = tuple(dict.fromkeys(y for x in implied if (y := topics.get(x, x))))
    decisions = []
    for each in review.decisions:
        is_topic = given.suggestions[each.suggestion].start is None
        if (found := _decision(each, topics if is_topic else labels, numbers)) is not None:
            decisions.append(found)
    return replace(
        review,
        spans=_spans(review.spans, labels, numbers),
        topics=_topics(review.topics, topics),
        decisions=tuple(decisions),
        blind=blind,
        implied=implied,
    )


def _decision(
    each: GivenDecision, names: Mapping[str, str], numbers: Mapping[int, int]
) -> GivenDecision | None:
    """The decision by other names; None where its suggestion or its label is left out."""
    label, shown = (x and names.get(x, x) for x in (each.label, each.label_shown))
    if each.suggestion not in numbers or (each.label and not label):
        return None
    followed = each.followed_from
    return changed(
        each,
        suggestion=numbers[each.suggestion],
        label=label,
        label_shown=shown or None,
        followed_from=None if followed is None else numbers.get(followed),
    )


def _spans(
    spans: Iterable[GivenSpan], names: Mapping[str, str], numbers: Mapping[int, int]
) -> tuple[GivenSpan, ...]:
    unique: dict[tuple[int, int, str], GivenSpan] = {}
    for span in spans:
        label = names.get(span.label, span.label)
        if label:
            number = None if span.suggestion is None else numbers.get(span.suggestion)
            key = (span.start, span.end, label)
            unique.setdefault(key, changed(span, label=label, suggestion=number))
    return tuple(unique.values())


def _topics(given: Iterable[GivenTopic], names: Mapping[str, str]) -> tuple[GivenTopic, ...]:
    """Answers by other names; of two of one name that differ, yes holds."""
    unique: dict[str, GivenTopic] = {}
    for each in given:
        name = names.get(each.topic, each.topic) if each.topic else ""
        if name or not each.topic:
            before = unique.get(name)
            if before is None or (each.is_yes and not before.is_yes):
                unique[name] = changed(each, topic=name)
    return tuple(unique.values())
