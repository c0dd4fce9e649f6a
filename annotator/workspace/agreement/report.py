"""All figures of agreement of a project, as JSON values: what commands, page and report tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from annotator.core.agreement import spans, tables
from annotator.core.agreement.codings import CodedArticle, Coding
from annotator.core.agreement.intervals import DRAWS, LEAST, SEED, weights_of
from annotator.core.codes import WITH_SUGGESTIONS
from annotator.core.records import Scheme
from annotator.workspace.agreement.drifting import ChanceOfDrift, drifts
from annotator.workspace.agreement.overlap import Compared
from annotator.workspace.agreement.telling import Draws, Telling, flat

_MOST_PLACES = 200
VERSION = 3
"""Of what is computed: what an earlier one kept is computed anew."""

Resample = Callable[[Sequence[float]], Draws]
"""What draws articles of these weights anew."""
Check = Callable[[int, int], None]


def figures(
    found: Compared, resample: Resample, chance_of_drift: ChanceOfDrift, check: Check
) -> dict[str, Any]:
    """All figures. `check` hears how many tables of how many are done."""
    weights = weights_of(found.chances)
    telling = Telling(weights, resample(weights))
    scheme, articles = found.scheme, found.overlap
    names = {label.id: label.name for label in scheme.labels}
    topics = [topic for topic in scheme.topics if _is_answered(articles, topic.id)]
    done, of = 0, 4 + 2 * len(topics) + len(names)

    def step(count: int = 1) -> None:
        nonlocal done
        done += count
        check(done, of)

    told: dict[str, Any] = {
        "version": VERSION,
        "coders": found.coders,
        "articles": len(articles),
        "left_out": found.left_out,
        "weighted": len(set(found.chances)) > 1,
        "draws": DRAWS,
        "seed": SEED,
        "topics": {},
        "groups": {},
    }
    pairs = tables.pairs_of(articles)
    for topic in topics:
        told["topics"][topic.name] = _topic(telling, articles, topic.id, pairs)
        step(2)
    for group in scheme.groups:
        if any(topic.group == group.id for topic in topics):
            told["groups"][group.name] = _group(telling, articles, scheme, group.id, group.several)
    step()
    told["spans"] = _spans(telling, found)
    step()
    told["labels"] = {}
    for label, name in names.items():
        if any(x[2] == label for each in articles for y in each.codings for x in y.spans):
            told["labels"][name] = _label(telling, found, label)
            ku = f"ku {label}"
            told["labels"][name]["ku"] = told["spans"]["unitizing"].get(ku)
            low, high = told["spans"]["unitizing_intervals"].get(ku, (None, None))
            told["labels"][name] |= {"ku_low": low, "ku_high": high}
        step()
    for part in ("unitizing", "unitizing_intervals"):
        told["spans"][part] = {x: y for x, y in told["spans"][part].items() if " " not in x}
    told["pairs"] = [_pair(articles, pair) for pair in pairs]
    told["confusion"] = _confusion(articles, names)
    told["repeats"] = _repeats(found.repeats)
    told["drift"] = drifts(found, chance_of_drift)
    told["shown"] = _by_shown(articles)
    told["pilot"] = _plain(found.pilot, scheme)
    check(of, of)
    return told


def _is_answered(articles: Sequence[CodedArticle], topic: int) -> bool:
    return any(topic in x.topics for each in articles for x in each.codings)


def _topic(
    telling: Telling, articles: Sequence[CodedArticle], topic: int, pairs: Sequence[tables.Pair]
) -> dict[str, Any]:
    found = telling.told(tables.topic_table(articles, topic))
    told = flat(found, "alpha") | {
        "agreement": found["agreement"],
        "ac1": found["ac1"],
        "pairs": [],
    }
    told |= _grounds(found)
    for pair in pairs:
        kappa = Telling([1.0] * len(articles), None).told(
            tables.topic_pair_table(articles, topic, pair)
        )
        told["pairs"].append({"coders": list(pair), "kappa": kappa["kappa"], "n": kappa["units"]})
    given = {each.article: {x.topics.get(topic) for x in each.codings} for each in articles}
    told["differ"] = [article for article, said in given.items() if {True, False} <= said]
    return told


def _group(
    telling: Telling,
    articles: Sequence[CodedArticle],
    scheme: Scheme,
    group: int,
    takes_several: bool,
) -> dict[str, Any]:
    if takes_several:
        found = telling.told(tables.set_table(articles, scheme, group))
        return flat(found, "alpha") | {"measure": "masi"} | _grounds(found)
    found = telling.told(tables.group_table(articles, scheme, group))
    more = {"measure": "nominal", "agreement": found["agreement"], "ac1": found["ac1"]}
    return flat(found, "alpha") | more | _grounds(found)


def _grounds(found: Mapping[str, Any]) -> dict[str, Any]:
    """From how many articles a figure is, and from how many with a yes."""
    return {"n": found["units"], "support": found["support"], "grey": found["grey"]}


def _spans(telling: Telling, found: Compared) -> dict[str, Any]:
    articles = found.overlap
    paired = telling.told(tables.pair_table(articles))
    finding = telling.told(tables.found_table(found.places))
    labelling = telling.told(tables.label_table(articles, found.scheme))
    unitizing = telling.told(tables.unitizing_table(articles, found.scheme, found.lengths))
    told: dict[str, Any] = {"n": sum(len(y.spans) for x in articles for y in x.codings)}
    for each in (paired, finding, labelling):
        told |= {x: y for x, y in each.items() if isinstance(y, float) or y is None}
        for name in ("intervals", "below", "jackknife", "why"):
            told[name] = told.get(name, {}) | each.get(name, {})
    told["support"], told["grey"] = paired["support"], paired["grey"]
    used = ("u", "bar_u", "cu", *(x for x in unitizing if x.startswith("ku ")))
    told["unitizing"] = {name: unitizing[name] for name in used}
    told["unitizing_intervals"] = unitizing.get("intervals", {})
    return told


def _label(telling: Telling, compared: Compared, label: int) -> dict[str, Any]:
    articles = compared.overlap
    found = telling.told(tables.found_table(compared.places, label))
    paired = telling.told(tables.pair_table(articles, label=label))
    told = flat(found, "found")
    told["alpha"] = told.pop("found")
    told |= {name: paired[name] for name in ("f1_exact", "f1_overlap", "edges")}
    told["n"] = sum(x[2] == label for each in articles for y in each.codings for x in y.spans)
    return told | {"support": found["support"], "grey": found["grey"]}


def _pair(articles: Sequence[CodedArticle], pair: tables.Pair) -> dict[str, Any]:
    both = [each for each in articles if all(each.by(name) for name in pair)]
    found = Telling([1.0] * len(both), None).told(tables.pair_table(both, pair))
    names = ("f1_exact", "f1_overlap", "f1_unlabelled", "edges")
    return {"coders": list(pair), "articles": len(both)} | {x: found[x] for x in names}


def _confusion(articles: Sequence[CodedArticle], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """What two coders said of the same places, and where they did not say the same: the most
    frequent first. Of more than `_MOST_PLACES` places only the first are kept.
    """
    counted: Counter[tuple[str, str, bool]] = Counter()
    where: dict[tuple[str, str, bool], list[list[Any]]] = defaultdict(list)
    for article in articles:
        for one, other in combinations(sorted(article.codings, key=lambda x: x.coder), 2):
            for cell in spans.cells(one, other):
                first, second = (names.get(x or 0, "") for x in (cell.first, cell.second))
                key = first, second, cell.is_same_edges
                counted[key] += 1
                if (first != second or not cell.is_same_edges) and len(where[key]) < _MOST_PLACES:
                    place = [article.article, cell.start, cell.end, one.coder, other.coder]
                    where[key].append(place)
    return [
        {
            "first": first or None,
            "second": second or None,
            "same_edges": is_same,
            "count": count,
            "places": where[first, second, is_same],
        }
        for (first, second, is_same), count in sorted(counted.items(), key=lambda x: (-x[1], x[0]))
    ]


def _repeats(repeats: Sequence[tuple[Coding, Coding]]) -> list[dict[str, Any]]:
    """How far each coder agrees with what the same coder said before."""
    by: dict[str, list[tuple[Coding, Coding]]] = defaultdict(list)
    for first, again in repeats:
        by[first.coder].append((first, again))
    found = []
    for coder, pairs in sorted(by.items()):
        answers = [
            [first.topics[topic], again.topics[topic]]
            for first, again in pairs
            for topic in sorted(first.topics.keys() & again.topics.keys())
        ]
        total = spans.FOUND.total(answers)
        told: dict[str, Any] = {"coder": coder, "articles": len(pairs), "answers": len(answers)}
        rows = [spans.pair_row(first.spans, again.spans) for first, again in pairs]
        of_spans = [sum(column) for column in zip(*rows, strict=True)]
        told |= {
            "alpha": _round(spans.FOUND.alpha(total)),
            "agreement": _round(spans.FOUND.agreement(total)),
            "f1_exact": _round(spans.f1_exact(of_spans)),
        }
        if len(pairs) < LEAST:
            told |= dict.fromkeys(("alpha", "agreement", "f1_exact"))
            told["why"] = f"too few ({len(pairs)} of {LEAST})"
        found.append(told)
    return found


def _by_shown(articles: Sequence[CodedArticle]) -> dict[str, Any]:
    """Agreement in articles that all coded with suggestions shown, and in those that all coded
    without.
    """
    led = [each for each in articles if all(x.shown in WITH_SUGGESTIONS for x in each.codings)]
    unled = [
        each for each in articles if not any(x.shown in WITH_SUGGESTIONS for x in each.codings)
    ]
    return {"shown": _pooled(led), "without": _pooled(unled)}


def _pooled(articles: Sequence[CodedArticle]) -> dict[str, Any]:
    """Exact F1, and α of all topics together."""
    answers = [
        [x.topics[topic] for x in each.codings if topic in x.topics]
        for each in articles
        for topic in sorted({topic for x in each.codings for topic in x.topics})
    ]
    total = spans.FOUND.total(answers)
    telling = Telling([1.0] * len(articles), None)
    found = telling.told(tables.pair_table(articles))
    told = {"articles": len(articles), "f1_exact": found["f1_exact"]}
    is_enough = len(articles) >= LEAST
    return told | {
        "alpha": _round(spans.FOUND.alpha(total)) if is_enough else None,
        "agreement": _round(spans.FOUND.agreement(total)) if is_enough else None,
    }


def _plain(articles: Sequence[CodedArticle], scheme: Scheme) -> dict[str, Any]:
    """The pilot: α of each topic, exact F1, without intervals."""
    telling = Telling([1.0] * len(articles), None)
    topics = {}
    for topic in scheme.topics:
        if _is_answered(articles, topic.id):
            found = telling.told(tables.topic_table(articles, topic.id))
            topics[topic.name] = flat(found, "alpha") | {"n": found["units"]}
    paired = telling.told(tables.pair_table(articles))
    return {"articles": len(articles), "topics": topics, "f1_exact": paired["f1_exact"]}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
