"""What changed from one release to another, or between a release and a project: article by article.

Articles are the same by their text, or else by their id. Only what stands for an article counts:
its entities and the topics that were answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

from msgspec.msgpack import Decoder, Encoder

from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.exchange.exporting import choice_of
from annotator.workspace.jobs.article_choice import ArticleChoice
from annotator.workspace.jobs.release_messages import ReleaseChoices
from annotator.workspace.release import manifest, text_free
from annotator.workspace.release.articles import ReleasedArticles
from annotator.workspace.release.making import choices_in
from annotator.workspace.release.reading import lines_of

Place = tuple[int, int, str]


@unique
class ChangeKind(StrEnum):
    """What became of a span."""

    ADDED = "added"
    REMOVED = "removed"
    RELABELLED = "relabelled"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class SpanChange:
    """`label`, `start` and `end` are as they are after it, where there is an after; `was` as they
    were, None for a span that is new.
    """

    kind: ChangeKind
    start: int
    end: int
    label: str
    was: Place | None = None


@dataclass(frozen=True, slots=True)
class TopicChange:
    """Answers are True, False, and None for none."""

    topic: str
    before: bool | None
    after: bool | None


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """An article that both have, by its id or the hash of its text. Where the text is another one
    its spans can't be compared.
    """

    article: str
    spans: tuple[SpanChange, ...] = ()
    topics: tuple[TopicChange, ...] = ()
    is_text_other: bool = False


@dataclass(slots=True)
class Differences:
    """All of it; `labels` counts by label (a relabelled span under the label that it got)."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[ArticleChange] = field(default_factory=list)
    same: int = 0
    labels: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    spans: list[Place]
    topics: dict[str, bool]


def differences(one: Path, other: Path) -> Differences:
    """What changed from `one` to `other`; each is the folder of a release, or a project."""
    found = Differences()
    before = _kept(_said(one, beside=other))
    new = []
    for digest, said in _said(other, beside=one):
        if waiting := before.get(digest):
            _compare(_of_same_id(waiting, said), said, found)
        else:
            new.append(said.name)
    gone = dict.fromkeys(_DECODER.decode(x).name for waiting in before.values() for x in waiting)
    for name in new:
        if name in gone:
            del gone[name]
            found.changed.append(ArticleChange(name, is_text_other=True))
        else:
            found.added.append(name)
    found.removed += gone
    found.added.sort()
    found.removed.sort()
    found.changed.sort(key=lambda x: x.article)
    return found


def span_changes(before: Iterable[Place], after: Iterable[Place]) -> Iterator[SpanChange]:
    """What became of spans: relabelled at the same place, moved under the same label where they
    overlap, else removed and added.
    """
    was, now = set(before), set(after)
    gone, new = sorted(was - now), sorted(now - was)
    for old in list(gone):
        twin = next((x for x in new if x[:2] == old[:2]), None)
        if twin is not None:
            gone.remove(old)
            new.remove(twin)
            yield SpanChange(ChangeKind.RELABELLED, *twin, was=old)
    for old in list(gone):
        near = (x for x in new if x[2] == old[2] and x[0] < old[1] and old[0] < x[1])
        moved = max(near, key=lambda x: min(x[1], old[1]) - max(x[0], old[0]), default=None)
        if moved is not None:
            gone.remove(old)
            new.remove(moved)
            yield SpanChange(ChangeKind.MOVED, *moved, was=old)
    yield from (SpanChange(ChangeKind.REMOVED, *old, was=old) for old in gone)
    yield from (SpanChange(ChangeKind.ADDED, *each) for each in new)


def _compare(before: _Said, after: _Said, found: Differences) -> None:
    spans = tuple(span_changes(before.spans, after.spans))
    names = sorted(before.topics.keys() | after.topics.keys())
    topics = tuple(
        TopicChange(name, before.topics.get(name), after.topics.get(name))
        for name in names
        if before.topics.get(name) != after.topics.get(name)
    )
    for each in spans:
        counted = found.labels.setdefault(each.label, {})
        counted[each.kind.value] = counted.get(each.kind.value, 0) + 1
    if spans or topics:
        found.changed.append(ArticleChange(after.name, spans, topics))
    else:
        found.same += 1


def _kept(said: Iterable[tuple[str, _Said]]) -> dict[str, list[bytes]]:
    """What articles say, packed, by the hash of their text."""
    kept: dict[str, list[bytes]] = defaultdict(list)
    for digest, each in said:
        kept[digest].append(_ENCODER.encode(each))
    return kept


def _of_same_id(waiting: list[bytes], said: _Said) -> _Said:
    """Of articles with one text the one with this id, or else the first; it is taken away."""
    several = [_DECODER.decode(x) for x in waiting]
    place = next((n for n, x in enumerate(several) if x.name == said.name), 0)
    del waiting[place]
    return several[place]


def _said(path: Path, beside: Path) -> Iterator[tuple[str, _Said]]:
    """What articles say with the hashes of their texts."""
    lines = _released(path) if is_release(path) else _in_project(path, beside)
    for line in lines:
        topics = dict.fromkeys(line["topics"], True) | dict.fromkeys(line["topics_no"], False)
        spans = [(x["start"], x["end"], x["label"]) for x in line["entities"]]
        yield line["sha256"], _Said(line["id"] or line["sha256"], spans, topics)


def is_release(path: Path) -> bool:
    """Whether a path is said to be a release, and not a project: a folder, or its manifest."""
    if not path.exists():
        raise UserError(Fault.NO_RELEASE, where=str(path))
    return path.is_dir() or path.name == manifest.NAME


def _released(path: Path) -> Iterator[Mapping[str, Any]]:
    file = manifest.file_of(path)
    return lines_of(file.parent, manifest.read(file))


def _in_project(path: Path, beside: Path) -> Iterator[Mapping[str, Any]]:
    """The articles of a project by the choices of the release that it is compared with."""
    choices = ReleaseChoices()
    if is_release(beside):
        file = manifest.file_of(beside)
        choices = choices_in(manifest.read(file), file)
    with Store.open(path) as store:
        choice: ArticleChoice = choice_of(store, choices)
        for article in ReleasedArticles(store, choice).articles(with_history=False):
            yield text_free.kept(article, 0, 0).line


_ENCODER, _DECODER = Encoder(), Decoder(_Said)
