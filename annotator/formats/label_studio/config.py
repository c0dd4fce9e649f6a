"""The labelling interface of a Label Studio project, in XML: what is shown, and what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import BinaryIO

from annotator.core.records import Scheme
from annotator.core.topic_answers import groups_of
from annotator.formats.colours import hex_of
from annotator.formats.reading import ReadOptions
from annotator.formats.xml_text import parse, quoted
from annotator.values import dataclass

FILE = "label_config.xml"
LABELS, TEXT, TOPICS = "label", "text", "topics"
"""The names of the controls and of the text in what is written."""

_TEXTS = ("text", "hypertext", "paragraphs")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a task: its tag in lower case, the field of the data, whether that holds
    where it is and not itself.
    """

    tag: str
    field: str
    is_elsewhere: bool = False


@dataclass(slots=True)
class Control:
    """What is asked about one that is shown: its tag in lower case, and what can be chosen."""

    tag: str
    choices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class LabelConfig:
    """What is shown and what is asked, by name."""

    shown: dict[str, Shown] = field(default_factory=dict)
    controls: dict[str, Control] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, Shown]:
        """What is shown as text."""
        return {name: each for name, each in self.shown.items() if each.tag in _TEXTS}


def companions(name: str) -> tuple[str, ...]:
    """The names that the interface of a file of tasks may have."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return (f"{stem}.{FILE}", f"{stem}.xml", FILE, "labeling_config.xml", "config.xml")


def beside(name: str, options: ReadOptions) -> tuple[LabelConfig, str]:
    """The interface that lies beside a file, and its name; an empty one where none does.

    BadRecord for one that can't be read.
    """
    for each in companions(name):
        stream = options.beside(each)
        if stream is not None:
            with stream:
                return read(stream), each
    return LabelConfig(), ""


def read(stream: BinaryIO) -> LabelConfig:
    """What an interface shows and asks; BadRecord for what is not XML or not safe."""
    found = LabelConfig()
    open_: list[Control] = []

    def begun(tag: str, values: Mapping[str, str]) -> None:
        name, kind = values.get("name", ""), tag.lower()
        if "toName" in values:
            open_.append(Control(kind))
            found.controls[name] = open_[-1]
        elif name and values.get("value", "").startswith("$"):
            is_url = values.get("valueType", "").lower() == "url"
            found.shown[name] = Shown(kind, values["value"][1:], is_url)
        elif kind in ("label", "choice") and open_:
            open_[-1].choices.append(values.get("value", values.get("alias", "")))

    parse(stream, begun, lambda _tag: None)
    return found


@dataclass(frozen=True, slots=True)
class TopicControl:
    """A group of topics as a control: its name, whether several can be chosen, the topics."""

    name: str
    is_several: bool
    topics: tuple[str, ...]


def topic_controls(scheme: Scheme) -> list[TopicControl]:
    """The groups of a scheme, each as a control."""
    several = {group.id: group.several for group in scheme.groups}
    return [
        TopicControl(f"{TOPICS}_{number}", several.get(group, True), tuple(x.name for x in topics))
        for number, (group, topics) in enumerate(groups_of(scheme).items(), 1)
    ]


def written(scheme: Scheme, labels: Iterable[str], topics: Iterable[str]) -> str:
    """An interface for the labels and topics of a scheme, and further ones that are used."""
    colours = {label.name: hex_of(label.colour) for label in scheme.labels}
    lines = ["<View>", "  <Style>.htx-text { white-space: pre-wrap; }</Style>"]
    names = dict.fromkeys([*colours, *sorted(set(labels) - set(colours))])
    if names:
        lines.append(f'  <Labels name="{LABELS}" toName="{TEXT}">')
        for name in names:
            colour = f' background="{colours[name]}"' if name in colours else ""
            lines.append(f"    <Label value={quoted(name)}{colour}/>")
        lines.append("  </Labels>")
    lines.append(f'  <Text name="{TEXT}" value="$text"/>')
    controls = topic_controls(scheme)
    left = sorted(set(topics) - {topic for each in controls for topic in each.topics})
    if left:
        controls.append(TopicControl(TOPICS, True, tuple(left)))
    for each in controls:
        choice = "multiple" if each.is_several else "single-radio"
        lines.append(f'  <Choices name="{each.name}" toName="{TEXT}" choice="{choice}">')
        lines += [f"    <Choice value={quoted(topic)}/>" for topic in each.topics]
        lines.append("  </Choices>")
    return "\n".join([*lines, "</View>", ""])
