"""Generated work files, and what must hold whatever is merged in which order; for the tests, and
with many cases for the bench.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from hypothesis import strategies as st

from annotator.core.records import Act, Change, Review, Span, Status, TopicAnswer
from annotator.core.team import Handout, Round
from annotator.formats import work_file
from annotator.formats.work_file import WorkHead, WorkItem, WorkReview
from annotator.storage import Store
from annotator.workspace import checking
from annotator.workspace.merging import merge as merging
from annotator.workspace.merging.lines import Lines
from annotator.workspace.merging.merge import Brought
from tests.unit.workspace.merged import AT, SCHEME, TEXTS, at, lead_project, state_of

CODERS = ("ada", "bob")
_NEW = (("e" * 16, "Event"), ("f" * 16, "Event"), ("d" * 16, "Work"))
_OTHER = "0" * 16


def template(folder: Path) -> Path:
    """The lead's project: what was done in it before anything is merged, and two hand-outs."""
    path = lead_project(folder / "template.annotator.db", TEXTS[:5])
    with Store.open(path) as store:
        lead = store.annotators.id_of("lead")
        made = store.team.add_round(Round(0, "a" * 16, "main", AT, 1))
        for number, coder in enumerate(CODERS):
            who = store.annotators.id_of(coder)
            store.team.add_handout(Handout(f"{number + 1:016x}", made.id, who, AT, coder))
        ada = store.annotators.id_of("ada")
        for who, article in ((lead, 1), (lead, 2), (ada, 2)):
            text = TEXTS[article - 1]
            rows = (
                Review(article, who, Status.DONE, edited_at=at(30)),
                Span(article, who, 11, 13, 1, text[11:13]),
                TopicAnswer(article, who, 3, True),
            )
            store.acts.commit(
                Act("article.finish", article, tuple(Change(None, x) for x in rows)), who, AT
            )
    return path


_PLACES = st.sampled_from([(11, 13), (18, 23), (18, 33), (27, 33), (39, 47), (0, 7)])


@st.composite
def reviews(draw: st.DrawFn, labels: int, topics: int) -> WorkReview:
    """One coder's work on one article, known here or not."""
    article = draw(st.integers(0, 5))
    text = TEXTS[article]
    spans = draw(
        st.dictionaries(_PLACES, st.integers(0, labels - 1), max_size=3).map(
            lambda found: [(*place, label, "added", "") for place, label in found.items()]
        )
    )
    answers = draw(st.dictionaries(st.integers(0, topics - 1), st.booleans(), max_size=3))
    return WorkReview(
        text=_hash_of(text),
        edited_at=at(draw(st.integers(0, 3))),
        key=work_file.key_hash(f"key-{article}"),
        is_again=draw(st.integers(0, 5)) == 0,
        status=draw(st.sampled_from(["done", "done", "done", "started", "skipped"])),
        note=draw(st.sampled_from(["", "", "look"])),
        seconds=float(draw(st.integers(0, 2))),
        spans=work_file.spans_of(spans),
        topics=[(place, is_yes, "key") for place, is_yes in answers.items()],
    )


def _hash_of(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()


@st.composite
def files(draw: st.DrawFn, project: str, uids: dict[str, str]) -> bytes:
    """One work file: of a hand-out, of a copy, of another project."""
    coder = draw(st.sampled_from(CODERS))
    kind = draw(st.sampled_from(["handout", "handout", "handout", "copy", "other"]))
    labels = [WorkItem(uids[x.name], x.name) for x in SCHEME.labels]
    if draw(st.booleans()):
        labels[1] = WorkItem(labels[1].uid, "Spot")
    for uid, name in draw(st.lists(st.sampled_from(_NEW), unique=True, max_size=2)):
        if name not in [x.name for x in labels]:
            labels.append(WorkItem(uid, name))
    groups = tuple(WorkItem(uids[x.name], x.name, several=x.several) for x in SCHEME.groups)
    topics = [WorkItem(uids[x.name], x.name, group=x.group - 1) for x in SCHEME.topics]
    if draw(st.integers(0, 3)) == 0:
        topics.append(WorkItem("c" * 16, "Peace", group=0))
    if draw(st.integers(0, 3)) == 0:
        labels, topics = labels[::-1], topics[::-1]
    is_other = kind == "other"
    head = WorkHead(
        project=_OTHER if is_other else project,
        coder=coder,
        made_at=at(draw(st.integers(10, 12))),
        handout=f"{CODERS.index(coder) + 1:016x}" if kind == "handout" else "",
        labels=tuple(labels),
        groups=groups,
        topics=tuple(topics),
    )
    done = draw(
        st.lists(
            reviews(len(labels), len(topics)), max_size=4, unique_by=lambda review: review.key_of
        )
    )
    stream = BytesIO()
    work_file.write(stream, head, done)
    return stream.getvalue()


class Cases:
    """A template, and merges of files into copies of it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._template = folder, template(folder)
        with Store.open(self._template) as store:
            self.project = store.team.project_uid
            scheme = store.scheme.read()
            self.uids = {x.name: x.uid for x in (*scheme.labels, *scheme.groups, *scheme.topics)}  # type: ignore[attr-defined]
            self.before = state_of(store)

    def files(self) -> st.SearchStrategy[list[bytes]]:
        """Two to four work files."""
        return st.lists(files(self.project, self.uids), min_size=2, max_size=4)

    def merged(self, parts: Sequence[Sequence[bytes]], *, is_undone: bool = False) -> object:
        """What is there after merging the parts one after another; with `is_undone` all of it is
        taken back again.
        """
        path = self._folder / "case.annotator.db"
        shutil.copyfile(self._template, path)
        with Store.open(path, checks=False) as store:
            store._db.connection.execute("PRAGMA synchronous = OFF")
            lead, groups = store.annotators.id_of("lead"), 0
            for number, part in enumerate(parts):
                groups += bool(_merge(store, part, lead, at(100 + number)))
            found = state_of(store)
            if is_undone:
                assert [str(x) for x in checking.damages(store)] == []
            last = store.acts.last()
            for part in parts:  # again: nothing changes
                _merge(store, part, lead, at(200))
            assert store.acts.last() == last and state_of(store) == found
            if is_undone:
                for number in range(groups):
                    undone = store.history.undo(lead, at(300 + number))
                    assert undone is not None and undone.left == 0, undone
                assert state_of(store) == self.before
                assert [str(x) for x in checking.damages(store)] == []
                for number in range(groups):
                    store.history.redo(lead, at(400 + number))
                assert state_of(store) == found
        return found

    def check(self, given: list[bytes], order: Sequence[int]) -> None:
        """Whatever the order, all at once or one by one: the same."""
        first = self.merged([[each] for each in given], is_undone=True)
        mixed = [given[number] for number in order]
        assert self.merged([mixed]) == first
        assert self.merged([mixed[:1], mixed[1:]]) == first


def _merge(store: Store, part: Sequence[bytes], lead: int, now: str) -> int:
    brought = [
        Brought(lines := Lines(BytesIO(each), "f"), "f", each, lines.head.project != _OTHER)
        for each in part
    ]
    try:
        return merging.merge(store, brought, lead, now).group
    finally:
        for each in brought:
            each.lines.close()
