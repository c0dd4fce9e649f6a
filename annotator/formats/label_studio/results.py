"""The results of an annotation or a prediction of Label Studio: spans, choices, and what else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any

from annotator.faults import Unfit
from annotator.formats.articles import BadRecord, GivenSpan
from annotator.formats.gathering import Gathering
from annotator.formats.label_studio.config import LabelConfig
from annotator.formats.label_studio.texts import TaskText
from annotator.values import dataclass

_SPANS = ("labels", "hypertextlabels", "paragraphlabels")


@dataclass(slots=True)
class Results:
    """What results say: spans with their scores, answers about topics, words in fields of text."""

    spans: list[tuple[GivenSpan, object]] = field(default_factory=list)
    topics: dict[str, bool] = field(default_factory=dict)
    scores: dict[str, object] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add_answer(self, name: str, chosen: Iterable[str], config: LabelConfig) -> None:
        """Note what was chosen with a control; what else it offers is then a no."""
        control = config.controls.get(name)
        for offered in control.choices if control else ():
            if offered.strip():
                self.topics.setdefault(offered.strip(), False)
        for topic in chosen:
            self.topics[topic.strip()] = True


def results_of(items: object, text: TaskText, gathering: Gathering, config: LabelConfig) -> Results:
    """What a list of results says; what there is no place for is counted. BadRecord where one is
    not sound.
    """
    found = Results()
    if items is None:
        return found
    if not isinstance(items, list):
        raise BadRecord(Unfit.NOT_A_LIST, field="result")
    for item in items:
        if not isinstance(item, dict):
            raise BadRecord(Unfit.NOT_A_RESULT)
    regions = {
        item["id"]
        for item in items
        if item.get("type") in _SPANS and isinstance(item.get("id"), str)
    }
    for item in items:
        _take(item, regions, text, gathering, config, found)
    return found


def _take(
    item: dict[str, Any],
    regions: set[str],
    text: TaskText,
    gathering: Gathering,
    config: LabelConfig,
    found: Results,
) -> None:
    kind, value = item.get("type"), item.get("value")
    kind = kind.lower() if isinstance(kind, str) else ""
    to, name = item.get("to_name"), item.get("from_name")
    if kind == "relation":
        gathering.leave(Unfit.NO_PLACE_FOR, kind)
        return
    if not isinstance(value, dict):
        raise BadRecord(Unfit.NOT_A_RESULT)
    number = item.get("id")
    is_of_region = "start" in value or (isinstance(number, str) and number in regions)
    if kind in _SPANS and (not text.name or to in (text.name, None)):
        for label in _names(value.get(kind), kind):
            start, end = text.place(value)
            span = gathering.span(start, end, label, kind=kind)
            if span is not None:
                found.spans.append((span, item.get("score", value.get("score"))))
    elif kind == "choices" and not is_of_region:
        found.add_answer(str(name), _names(value.get("choices"), kind), config)
        for topic in value.get("choices") or ():
            found.scores[topic.strip()] = item.get("score")
    elif kind == "taxonomy" and not is_of_region and isinstance(value.get("taxonomy"), list):
        for path in value["taxonomy"]:
            found.add_answer("", [" / ".join(_names(path, kind))], config)
    elif kind == "textarea" and not is_of_region:
        said = value.get("text")
        found.notes += [x for x in (said if isinstance(said, list) else [said])
                        if isinstance(x, str)]  # fmt: skip
    else:
        gathering.leave(Unfit.NO_PLACE_FOR, kind or "result")


def _names(given: object, kind: str) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(x, str) and x.strip() for x in given):
        raise BadRecord(Unfit.NOT_A_LIST, field=kind)
    return given
