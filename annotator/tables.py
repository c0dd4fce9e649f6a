"""What the commands print about projects and scores: lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from annotator.core.codes import PipelineStart
from annotator.terminal import printable

if TYPE_CHECKING:
    from annotator.workspace.jobs.messages import EvaluateReport, TrainPipelineReport

_MOST_PLACES = 20
_MOST_NUMBERS = 20
_WIDTH = 1_000_000  # a name is never cut
_STARTS = {
    PipelineStart.RECOGNISER: "began with the entity recogniser of {before}",
    PipelineStart.WORDS: "began with how {before} reads words; the labels are new to it",
    PipelineStart.SCRATCH: "began from scratch",
}
_WAYS = {
    "pipeline": "The pipeline alone (computed now):",
    "memory": "With memory (computed now; of the other articles only):",
    "corrector": "With the corrector (computed now; cross-validated, each article by a corrector"
    " that was taught by others):",
    "shown": "As shown (the suggestions that the annotator saw):",
}
_CHANCE = {
    None: "too few articles to tell whether the difference is more than chance",
    True: "the difference is more than chance: suggestions influence the labels",
    False: "the difference may be chance",
}


def training_lines(report: TrainPipelineReport) -> Iterator[str]:
    """The report of a training: the new pipeline beside the present one."""
    yield (
        f"{report.pipeline} trained on {report.train} articles"
        f" ({report.epochs} epochs, {report.steps} steps, {report.seconds:.0f} s)"
    )
    if report.start:
        yield _STARTS[report.start].format(before=report.before)
    if report.entities:
        yield ""
        yield (
            f"Entities in the {report.dev} articles held out (exact range and label), beside"
            f" {report.before}:"
        )
        yield from _beside(report.entities["new"], report.entities["before"])
    if report.topics:
        yield from ("", f"Topics in the {report.dev} articles held out, where they were answered:")
        yield from _topic_scores(report.topics)
        if macro := report.topics_macro:
            always = _rate(macro["always_yes_f1"])
            yield f"macro F1 {_rate(macro['f1'])}; saying yes to every topic always: {always}"
    yield from ("", f"written to {report.to}")


def training_warnings(report: TrainPipelineReport) -> Iterator[str]:
    """What is to be known about a training besides its scores."""
    if report.unknown:
        yield f"{report.before} has no label for: {', '.join(report.unknown)}"
    if report.is_nested:
        yield "spans overlap: only the outer ones were trained, and the inner ones count as missed"
    if report.mapped_away:
        names = ", ".join(report.mapped_away)
        yield f"the project's label map takes these labels of the new pipeline for others: {names}"
    if report.unseen_left_out:
        yield f"{report.unseen_left_out} spans accepted unseen left out"
    yield from topic_lines(
        report.topic_groups, report.topic_classifier, report.topic_classifier_why
    )


class Whose(Protocol):
    """A report that tells whose reviews stand for its articles."""

    @property
    def annotators(self) -> Mapping[str, int]: ...
    @property
    def finished_by_several(self) -> int: ...
    @property
    def without_gold(self) -> int: ...


def whose_lines(report: Whose) -> Iterator[str]:
    """Whose reviews went out, where there is more than one annotator."""
    names = report.annotators
    if len(names) > 1 or report.finished_by_several:
        yield "reviews by " + ", ".join(f"{name} ({count})" for name, count in names.items())
    if report.finished_by_several:
        yield (
            f"{report.finished_by_several} articles were finished by more than one person: where"
            " only one review can stand, it is gold, else the one finished last; --annotator takes"
            " one's own, --gold leaves out what was not settled, --all takes each for itself"
        )
    if report.without_gold:
        yield (
            f"{report.without_gold} articles are left out: more than one person finished them, and"
            " nobody settled where they differ"
        )


_INFO = {
    "articles": "articles, without those in the bin",
    "done": "articles finished",
    "gold": "articles with gold, which disagreements were settled into",
    "skipped": "articles skipped",
    "flagged": "articles flagged",
    "duplicates": "articles that repeat another one",
    "in_bin": "articles in the bin",
    "spans": "entities labelled, by all annotators",
    "topics": "topics answered, by all annotators",
    "suggestions": "entities suggested",
    "maybes": "possible names without a suggested label",
    "labels": "labels in use",
    "acts": "acts in the history",
}


def info_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """A project in numbers, each with what it counts."""
    yield from columns("rl", [(f"{found[name]:,}", words) for name, words in _INFO.items()])
    yield from ("", f"Labels and topics: {found['scheme']}, version {found['scheme_version']}")
    yield f"Annotators: {', '.join(found['annotators']) or 'nobody yet'}"
    yield f"Format of the file: {found['version']}"


def left_lines(left: Mapping[str, Any] | None) -> Iterator[str]:
    """What stays wrong or missed where a person looks only where asked, at each step."""
    if left is None:
        return
    yield ""
    articles = many(left["articles"], "article")
    yield f"Of 100 entities, if one looks only where asked (measured on {articles}):"
    for name, step in left["steps"].items():
        low, high = (round(x) for x in step["interval"])
        mark = "*" if name == left["step"] else " "
        yield (
            f"{mark} {name:4}  {round(step['looks']):3} looks, about {round(step['left'])} stay"
            f" wrong or missed ({low}–{high})"
        )


def work_lines(work: Sequence[dict[str, Any]]) -> Iterator[str]:
    """What each annotator did, and how often each of their labels stands in how many articles."""
    for each in work:
        yield ""
        articles = f"{many(each['done'], 'article')} finished"
        if each["skipped"]:
            articles += f", {each['skipped']} skipped"
        yield (
            f"{each['annotator']}: {articles}, {each['spans']} entities,"
            f" {many(round(each['minutes']), 'minute')} of reading"
        )
        counts = [(name, str(x["spans"]), x["articles"]) for name, x in each["labels"].items()]
        rows = [("", name, spans, f"in {many(n, 'article')}") for name, spans, n in counts]
        yield from columns("llrl", rows)


def evaluation_lines(report: EvaluateReport) -> Iterator[str]:
    """The report of an evaluation."""
    yield f"{report.articles} finished articles, suggestions by {report.pipeline}"
    for name, heading in _WAYS.items():
        way = report.ways[name]
        if name == "memory" and way == report.ways["pipeline"]:
            yield from ("", "With memory: the same, nothing that was decided bears on them")
        elif way["articles"]:
            yield from ("", heading)
            yield f"{way['articles']} articles, {way['repairs']} corrections per article"
            yield from _scores(way["labels"], way["all"])
    if report.topics is not None:
        yield from _topics(report.topics)
    if report.in_use["articles"]:
        yield from _in_use(report.in_use)
    if report.blind is not None:
        yield from _blind(report.blind)
    if report.contradicted:
        yield from _contradictions(report)


def _topics(found: Mapping[str, Any]) -> Iterator[str]:
    ways = found["ways"]
    name = "learned" if ways["learned"]["articles"] else "keywords"
    yield ""
    yield {
        "learned": "Topics as learned (computed now; cross-validated), where they were answered:",
        "keywords": "Topics by keywords (computed now), where they were answered:",
    }[name]
    yield from _topic_scores(ways[name]["topics"])
    words = {"learned": "as learned", "keywords": "by keywords alone", "shown": "as shown"}
    rates = [f"{_rate(ways[x]['macro_f1'])} {words[x]}" for x in words if ways[x]["articles"]]
    yield f"macro F1 {', '.join(rates)}; saying yes always: {_rate(found['always_yes_f1'])}"


def _in_use(found: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield "In use (each judged before anything was learned from it), corrections per article:"
    yield (
        f"{found['articles']} articles: {found['static']} by the pipeline, {found['memory']} with"
        f" memory, {found['learned']} with the corrector, {found['shown']} as shown"
    )
    if found["calibration_error"] is not None:
        yield f"calibration error of the probabilities shown: {found['calibration_error']:.3f}"


def _blind(found: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield (
        f"Spans per 1,000 words: in {found['shown_articles']} articles with suggestions, and in"
        f" {found['blind_articles']} reviewed blind:"
    )
    rows = [*found["labels"].items(), ("all", found["all"])]
    cells = [(name, f"{x['shown']:.1f}", f"{x['blind']:.1f}") for name, x in rows]
    yield from _figures(["label", "with", "blind"], cells)
    yield _CHANCE[found["is_beyond_chance"]]
    if found["topics"]:
        yield from (
            "",
            "Articles in 100 that have a topic, where it was answered, with suggestions and blind:",
        )
        shares = found["topics"].items()
        cells = [(x, f"{100 * y['shown']:.0f}", f"{100 * y['blind']:.0f}") for x, y in shares]
        yield from _figures(["topic", "with", "blind"], cells)


def _contradictions(report: EvaluateReport) -> Iterator[str]:
    yield ""
    yield (
        f"{report.contradicted} places where the corrector is sure of another answer than the"
        " review; in the window, search for is:contradicted. The surest:"
    )
    for each in report.contradictions[:_MOST_PLACES]:
        reviewed, said = (each[name] or "nothing" for name in ("reviewed", "said"))
        other = f"{said} with these edges" if said == reviewed else said
        yield (
            f"{each['probability']:.2f}  {each['surface']!r}: {reviewed} in the review,"
            f" {other} says the corrector ({each['heading'][:40]}, {each['start']})"
        )


def _beside(new: dict[str, Any], before: dict[str, Any]) -> Iterator[str]:
    names = sorted(new["labels"], key=lambda name: (-new["labels"][name]["wanted"], name))
    rows = [(name, new["labels"][name], before["labels"].get(name, {})) for name in names]
    rows.append(("all", new["all"], before["all"]))
    heads = ["label", "spans", "precision", "recall", "F1", "before: precision", "recall", "F1"]
    cells = [(*_scored(name, now, "wanted"), *_rates(then)) for name, now, then in rows]
    yield from _figures(heads, cells)


def _scores(labels: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    heads = ["label", "spans", "suggested", "precision", "recall", "F1", "overlap F1"]
    rows = [*labels.items(), ("all", whole)]
    cells = [(*_scored(x, y, "wanted", "found"), _rate(y["overlap_f1"])) for x, y in rows]
    yield from _figures(heads, cells)


def _topic_scores(topics: Mapping[str, Any]) -> Iterator[str]:
    heads = ["topic", "yes", "no", "said yes", "precision", "recall", "F1"]
    cells = [_scored(name, x, "wanted", "unwanted", "found") for name, x in topics.items()]
    yield from _figures(heads, cells)


def topic_lines(
    told: Mapping[str, Any], topic_classifier: str = "", topic_classifier_why: str = ""
) -> Iterator[str]:
    """What is to be known about the topics of an export or a training: what is missing, and why."""
    for name, group in told["groups"].items():
        if group["undecided"] and group["answered"]:  # else nobody asks about these topics
            yield (
                f"topics of “{name}”: undecided in {group['undecided']} finished articles, missing"
                f" there; answered in {group['answered']}"
            )
    for name, count in told["later"].items():
        yield f"topic “{name}”: missing in {count} articles that were finished before it was there"
    for each in told["broken"][:_MOST_PLACES]:
        topics = ", ".join(each["topics"])
        yield (
            f"{each['article']}: {topics}, but “{each['group']}” takes one answer: its topics are"
            " missing in what is trained"
        )
    broken = sum(group["broken"] for group in told["groups"].values())
    if broken > _MOST_PLACES:
        yield f"{broken} such articles in all; the manifest has them"
    if topic_classifier:
        for name, count in told["retired"].items():
            yield f"topic “{name}”: retired, so its {count} answers are left out"
    if topic_classifier_why:
        yield f"{topic_classifier_why}: the topics are trained as {topic_classifier}"


def _scored(name: str, score: Mapping[str, Any], *counts: str) -> list[str]:
    return [name, *(str(score[count]) for count in counts), *_rates(score)]


def _rates(score: Mapping[str, Any]) -> list[str]:
    return [_rate(score.get(name)) for name in ("precision", "recall", "f1")]


def _rate(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _figures(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A column of names and columns of figures under their heads, set in."""
    return columns("l" * 2 + "r" * (len(heads) - 1), [("", *cells) for cells in (heads, *rows)])


def columns(sides: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of plain text, the same on a terminal and in a file; `sides`: l or r a column."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    for side in sides:
        table.add_column(justify="right" if side == "r" else "left", no_wrap=True)
    for cells in rows:
        table.add_row(*(Text(printable(cell)) for cell in cells))
    written = "".join(segment.text for segment in Console(width=_WIDTH).render(table))
    return (line.rstrip() for line in written.splitlines())


def language_lines(languages: Mapping[str, int], pipeline: str) -> Iterator[str]:
    """How many articles are in another language than the pipeline reads."""
    from annotator.workspace.exchange.languages import is_same_language

    others = {x: n for x, n in languages.items() if pipeline and not is_same_language(x, pipeline)}
    if others:
        each = ", ".join(f"{count} {code}" for code, count in others.items())
        count = sum(others.values())
        yield f"{many(count, 'article')} not in the pipeline's language ({pipeline}): {each}"


def many(count: int, what: str) -> str:
    """A count of things in words."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def numbers(articles: Sequence[int]) -> str:
    """The numbers of articles, the first of them where there are many."""
    shown = ", ".join(f"#{each}" for each in articles[:_MOST_NUMBERS])
    left = len(articles) - _MOST_NUMBERS
    return f"{shown} and {left:,} more" if left > 0 else shown
