"""What is asked about articles that several people coded, each question as a table: a row an
article, and the measures that are made from the sum of the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations

from annotator.core.agreement import spans
from annotator.core.agreement.codings import CodedArticle, Coding
from annotator.core.agreement.intervals import Figure, Made
from annotator.core.agreement.nominal import Nominal, Paired, Row, masi
from annotator.core.agreement.unitizing import Unitizing
from annotator.core.records import Scheme
from annotator.core.topic_answers import NONE_APPLIES, groups_of
from annotator.values import dataclass

Articles = Sequence[CodedArticle]
Pair = tuple[str, str]

ANSWERS = (True, False)


@dataclass(frozen=True, slots=True)
class Table:
    """One question: a row an article, made-up articles for intervals, and the measures.

    `support` counts the articles in which anyone said yes, `units` those with two answers; of the
    figures, those in `alphas` are told with the share of the draws below the usual bounds. `form`
    is a product that their sums need (see `Nominal.form`).
    """

    rows: Sequence[Row]
    figures: Mapping[str, Figure]
    made: Sequence[Made] = ()
    support: int = 0
    units: int = 0
    alphas: tuple[str, ...] = ("alpha",)
    form: tuple[int, list[list[float]]] | None = None

    def total(self, weights: Sequence[float]) -> Row:
        """The sum of the rows, each by its article's weight."""
        width = len(self.rows[0]) if self.rows else 0
        total = [0.0] * width
        for row, weight in zip(self.rows, weights, strict=True):
            for at, value in enumerate(row):
                if value:
                    total[at] += weight * value
        return total


def made_up(measure: Nominal) -> list[Made]:
    """Two articles on which all agree, on each value alike, and one on which they do not."""
    values = measure.values
    agreed = [(measure.row([value, value]), 2 / len(values)) for value in values]
    apart = list(combinations(values, 2))
    return agreed + [(measure.row(pair), 1 / len(apart)) for pair in apart]


# -- topics ------------------------------------------------------------------------------------


def topic_table(articles: Articles, topic: int) -> Table:
    """Whether coders give a topic to the same articles; who did not answer is left out."""
    measure = Nominal(ANSWERS)
    given = [[x.topics[topic] for x in each.codings if topic in x.topics] for each in articles]
    return _nominal_table(measure, given)


def _nominal_table(measure: Nominal, given: Sequence[Sequence[int]]) -> Table:
    """The figures of one answer a coder; `given` are those of each article."""
    figures = {"alpha": measure.alpha, "agreement": measure.agreement, "ac1": measure.ac1}
    return Table(
        [measure.row(each) for each in given],
        figures,
        made_up(measure),
        sum(len(each) > 1 and any(each) for each in given),
        sum(len(each) > 1 for each in given),
        alphas=("alpha", "ac1"),
    )


def group_table(articles: Articles, scheme: Scheme, group: int) -> Table:
    """Whether coders give the same answer to a question that takes one; "none" is an answer too."""
    topics = [topic.id for topic in groups_of(scheme).get(group, ())]
    measure = Nominal((*topics, NONE_APPLIES))

    def answer(coding: Coding) -> list[int]:
        yes = [topic for topic in topics if coding.topics.get(topic)]
        return yes[:1] if len(yes) == 1 else [NONE_APPLIES] if group in coding.none else []

    given = [[value for x in each.codings for value in answer(x)] for each in articles]
    return _nominal_table(measure, given)


def set_table(articles: Articles, scheme: Scheme, group: int) -> Table:
    """How near the sets of topics are that coders give, by MASI; an empty set is "none applies"."""
    topics = frozenset(topic.id for topic in groups_of(scheme).get(group, ()))

    def answer(coding: Coding) -> list[frozenset[int]]:
        yes = coding.yes & topics
        return [yes] if yes or group in coding.none else []

    given = [[value for x in each.codings for value in answer(x)] for each in articles]
    values = sorted({value for each in given for value in each}, key=sorted)
    measure = Nominal(tuple(values), _masi)
    return Table(
        [measure.row(each) for each in given],
        {"alpha": measure.alpha},
        support=sum(len(each) > 1 and any(each) for each in given),
        units=sum(len(each) > 1 for each in given),
        form=measure.form,
    )


def _masi(one: object, other: object) -> float:
    assert isinstance(one, frozenset) and isinstance(other, frozenset)
    return masi(one, other)


def topic_pair_table(articles: Articles, topic: int, pair: Pair) -> Table:
    """Cohen's κ of two coders about one topic."""
    measure = Paired(ANSWERS)
    rows, support, units = [], 0, 0
    for article in articles:
        one, other = (article.by(name) for name in pair)
        row = [0.0] * measure.width
        if one and other and topic in one.topics and topic in other.topics:
            said = one.topics[topic], other.topics[topic]
            row = measure.row(*said)
            support += any(said)
            units += 1
        rows.append(row)
    made: list[Made] = [(measure.row(x, x), 1.0) for x in ANSWERS]
    made += [(measure.row(x, not x), 0.5) for x in ANSWERS]
    return Table(rows, {"kappa": measure.kappa}, made, support, units, alphas=("kappa",))


# -- spans -------------------------------------------------------------------------------------

_ONE_AGREED: Row = [2.0, 1.0, 1.0, 1.0, 1.0, 0.0]
_ONE_APART: Row = [2.0, 0.0, 0.0, 0.0, 1.0, 2.0]
_MADE_PAIRS: tuple[Made, ...] = ((_ONE_AGREED, 1.0), (_ONE_APART, 1.0))


def pair_table(articles: Articles, pair: Pair | None = None, label: int | None = None) -> Table:
    """F1 and edges of spans, of each pair of coders or of one, of all labels or of one."""
    figures: dict[str, Figure] = {
        "f1_exact": spans.f1_exact,
        "f1_overlap": spans.f1_overlap,
        "f1_unlabelled": spans.f1_unlabelled,
        "edges": spans.same_edges,
        "off": spans.mean_off,
    }
    rows, support = [], 0
    for article in articles:
        coded = [x for x in article.codings if pair is None or x.coder in pair]
        marked = [
            x.spans if label is None else frozenset(y for y in x.spans if y[2] == label)
            for x in coded
        ]
        row = [0.0] * spans.PAIR_WIDTH
        for one, other in combinations(marked, 2):
            row = [x + y for x, y in zip(row, spans.pair_row(one, other), strict=True)]
        support += len(coded) > 1 and any(marked)
        rows.append(row)
    return Table(rows, figures, _MADE_PAIRS, support, len(rows), alphas=())


def found_table(there: Sequence[spans.Places], label: int | None = None) -> Table:
    """Whether coders find the same places, or give one label to the same."""
    support = sum(
        any(bool(x) if label is None else label in x for place in each.marked for x in place)
        for each in there
    )
    figures: dict[str, Figure] = {"found": _found, "found_share": spans.found_share}
    made = [([*row, row[0], row[1]], worth) for row, worth in made_up(spans.FOUND)]
    rows = [spans.found_row(each, label) for each in there]
    return Table(rows, figures, made, support, len(rows), ("found",))


def _found(total: Sequence[float]) -> float | None:
    return spans.FOUND.alpha(total[: spans.FOUND.width])


def label_table(articles: Articles, scheme: Scheme) -> Table:
    """Whether coders give the same label to the places that they both mark."""
    measure = Nominal(tuple(label.id for label in scheme.labels))
    rows = [spans.label_row(measure, each.codings) for each in articles]
    figures: dict[str, Figure] = {"label": measure.alpha, "label_share": measure.agreement}
    support = sum(row[0] > 0 for row in rows)
    return Table(rows, figures, made_up(measure), support, len(rows), ("label",))


def unitizing_table(articles: Articles, scheme: Scheme, lengths: Sequence[int]) -> Table:
    """The α family for unitizing: all, relevant text, coding, and each label in use."""
    used = {x[2] for each in articles for y in each.codings for x in y.spans}
    measure = Unitizing(tuple(label.id for label in scheme.labels if label.id in used))
    figures: dict[str, Figure] = {
        "u": measure.all,
        "bar_u": measure.relevant,
        "cu": measure.coding,
    }
    figures |= {f"ku {label}": partial(measure.of_label, label=label) for label in measure.labels}
    rows = [
        measure.row([x.spans for x in each.codings], length)
        for each, length in zip(articles, lengths, strict=True)
    ]
    support = sum(any(x.spans for x in each.codings) for each in articles)
    made = _made_texts(measure, articles, lengths)
    return Table(rows, figures, made, support, len(rows), tuple(figures))


def _made_texts(measure: Unitizing, articles: Articles, lengths: Sequence[int]) -> list[Made]:
    """The same as `made_up` for texts, of the usual length and with one stretch of the usual
    length: two on which both mark it, and one that one marks, or both with another label.
    """
    marked = [x for each in articles for y in each.codings for x in y.spans]
    if not marked:
        return []
    size = max(1, round(sum(end - start for start, end, _ in marked) / len(marked)))
    length = max(size + 1, round(sum(lengths) / len(lengths)))
    one = {label: [(0, size, label)] for label in measure.labels}
    apart = [(x, y) for x, y in combinations(measure.labels, 2)]
    share = 0.5 if apart else 1.0
    made = [(measure.row([x, x], length), 2 / len(one)) for x in one.values()]
    made += [(measure.row([x, []], length), share / len(one)) for x in one.values()]
    return made + [(measure.row([one[x], one[y]], length), 0.5 / len(apart)) for x, y in apart]


def pairs_of(articles: Iterable[CodedArticle]) -> list[Pair]:
    """The pairs of coders who coded the same articles, by name."""
    found = {
        tuple(sorted((one.coder, other.coder)))
        for each in articles
        for one, other in combinations(each.codings, 2)
    }
    return [(one, other) for one, other in sorted(found)]
