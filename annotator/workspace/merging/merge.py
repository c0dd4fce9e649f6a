"""Merging: what people handed in becomes rows of the project, as one act that one undo takes back.

What is there after it depends only on what was made here and on which files were merged, not on
their order: of each source (a hand-out, another project, a file) the latest file counts; where two
sources have a review by one person of one article, the one that was edited last. Reviews that were
made here are never touched, nor those that came and were changed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from typing import Final, NamedTuple

from annotator.core.codes import ActKind, JobStep
from annotator.core.records import Act, Change, Nesting, Record, Review
from annotator.core.team import HandIn, MergedAs
from annotator.errors import UserError
from annotator.faults import Kept, Unmerged
from annotator.formats.articles import Refusal
from annotator.formats.work_file import WorkHead, key_hash
from annotator.notices import Notice
from annotator.storage import Store, judged
from annotator.storage.arriving import NewColumns
from annotator.storage.merging import Place
from annotator.values import dataclass
from annotator.workspace.jobs.merge_messages import MergedFile, MergeReport
from annotator.workspace.jobs.process import Work
from annotator.workspace.merging.joining import Joined, Joiner, keep_joined, renamed_proposals
from annotator.workspace.merging.lines import Key, Line, Lines, chunks, lines_of
from annotator.workspace.merging.rows import Rows

_CHUNK: Final = 200
_MOST_TOLD: Final = 100


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that is to be merged: its lines, its name, and its bytes as they are kept. `is_ours`:
    it must be of this project.
    """

    lines: Lines
    name: str
    content: bytes
    is_ours: bool = True


class _Version(NamedTuple):
    """A review in one of the files."""

    lines: Lines
    line: Line


class _Preview(Exception):
    """All was done, and is to be taken back."""


@dataclass(slots=True)
class _Source:
    """A file with the articles that its reviews are about: (article, is repeat)."""

    lines: Lines
    by_article: dict[tuple[int, bool], Line]


@dataclass(slots=True)
class _Count:
    """What comes of a file, counted."""

    of: Counter[str] = field(default_factory=Counter)
    told: list[Refusal] = field(default_factory=list)

    def tell(self, name: str, where: str, what: Notice) -> None:
        """A review that is left aside."""
        self.of[name] += 1
        if len(self.told) < _MOST_TOLD:
            self.told.append(Refusal(where, what))


def merge(
    store: Store,
    brought: Sequence[Brought],
    by: int,
    at: str,
    *,
    is_preview: bool = False,
    work: Work = Work(),  # noqa: B008 - has no state of its own
) -> MergeReport:
    """Merge the files in one transaction, as acts of annotator `by` in one group.

    Raises UserError where one of them can't be merged; then nothing is changed. A preview does all
    of it and takes it back.
    """
    merging = _Merging(store, by, at, work)
    for each in brought:
        merging.check(each)
    try:
        with store.whole():
            report = merging.all(brought, is_preview=is_preview)
            if is_preview:
                raise _Preview
    except _Preview:
        pass
    finally:
        merging.close()
    return report


class _Merging:
    """One merge."""

    def __init__(self, store: Store, by: int, at: str, work: Work) -> None:
        self._store, self._by, self._at, self._work = store, by, at, work
        self._group: int | None = None
        self._joiner = Joiner(store)
        self._sources: dict[int, dict[str, _Source]] = {}
        self._joined: dict[str, Joined] = {}
        self._opened: list[Lines] = []
        self._keys: frozenset[str] | None = None
        self._words = ""
        self._is_nesting = False

    def close(self) -> None:
        """Let go of the files that were merged before."""
        for lines in self._opened:
            lines.close()

    def check(self, brought: Brought) -> None:
        """Raise UserError unless the file is one of this project's."""
        head, team = brought.lines.head, self._store.team
        if brought.is_ours and head.project != team.project_uid:
            raise UserError(Unmerged.OTHER_PROJECT, where=brought.name)
        if not head.handout or head.project != team.project_uid:
            return
        handouts = {each.uid: each for each in team.handouts()}
        mine = handouts.get(head.handout)
        if mine is None:
            raise UserError(Unmerged.UNKNOWN_HANDOUT, where=brought.name)
        same = [
            x for x in handouts.values() if (x.round, x.annotator) == (mine.round, mine.annotator)
        ]
        last = max(same, key=lambda x: (x.made_at, x.uid))
        if last.uid != mine.uid:
            raise UserError(
                Unmerged.OLDER_HANDOUT, where=brought.name, coder=head.coder, date=last.made_at[:10]
            )

    def all(self, brought: Sequence[Brought], *, is_preview: bool) -> MergeReport:
        """Merge one after another."""
        self._words = ", ".join(each.name for each in brought)
        files = [self._one(each) for each in brought]
        return MergeReport(
            tuple(files),
            self._store.counts.finished_by_several(),
            self._is_nesting,
            0 if is_preview else self._group or 0,
            is_preview,
        )

    # -- one file

    def _one(self, brought: Brought) -> MergedFile:
        lines, head = brought.lines, brought.lines.head
        who = self._who(head)
        joined = self.joined(lines)
        sources, became = self._standing(who), MergedAs.NEW
        last = sources.get(lines.source)
        count = _Count()
        if last is not None and last.lines.digest == lines.digest:
            became = MergedAs.SAME
            count.of["same"] = len(lines.index)
        elif last is not None and _order(last.lines) > _order(lines):
            became = MergedAs.OLDER
        elif last is not None:
            became = MergedAs.LATER
        if became != MergedAs.SAME:
            self._grow(lines, joined, last if became == MergedAs.LATER else None)
        if became in (MergedAs.NEW, MergedAs.LATER):
            placed = self._placed(lines, count)
            self._merge(brought.name, who, _Source(lines, placed), count)
            sources[lines.source] = _Source(lines, placed)
            hand_in = HandIn(
                lines.digest, lines.source, who, head.made_at, self._at, self._head_group()
            )
            self._store.merging.keep(hand_in, brought.content)
            keep_joined(self._store, head, joined)
        return self._told(brought, became, joined, count)

    def _told(
        self, brought: Brought, became: MergedAs, joined: Joined, count: _Count
    ) -> MergedFile:
        head, of = brought.lines.head, count.of
        return MergedFile(
            brought.name,
            head.coder,
            became,
            reviews=len(brought.lines.index),
            finished=brought.lines.finished,
            made_at=head.made_at,
            proposed=tuple(joined.proposed) if became != MergedAs.SAME else (),
            renamed=tuple(dict.fromkeys(joined.renamed)),
            by_name=tuple(dict.fromkeys(joined.by_name)),
            merged=tuple(dict.fromkeys(joined.merged)),
            merged_there=tuple(dict.fromkeys(joined.merged_there)),
            told=tuple(each.as_dict() for each in count.told),
            **{name: of[name] for name in _COUNTED},
        )

    def _who(self, head: WorkHead) -> int:
        """The annotator here whose work it is."""
        if head.project == self._store.team.project_uid and head.handout:
            for each in self._store.team.handouts():
                if each.uid == head.handout:
                    return each.annotator
        return self._store.annotators.id_of(head.coder)

    def _head_group(self) -> int:
        """The undo group of the merge; its first act says which files it is of."""
        if self._group is None:
            head = Act(ActKind.PROJECT_MERGE, None, (), self._words)
            self._group = self._store.acts.commit(head, self._by, self._at)
        return self._group

    def commit(self, changes: Sequence[Change]) -> None:
        """Make changes, in the group of the merge."""
        if changes:
            act = Act(ActKind.PROJECT_MERGE, None, tuple(changes), self._words)
            self._store.acts.commit(act, self._by, self._at, group=self._head_group())

    def add(self, columns: NewColumns) -> None:
        """Add rows that are all new, given side by side, in the group of the merge."""
        if columns:
            act = Act(ActKind.PROJECT_MERGE, None, (), self._words)
            group = self._head_group()
            self._store.acts.commit_reviews(act, columns, self._by, self._at, group)

    def _grow(self, lines: Lines, joined: Joined, last: _Source | None) -> None:
        """Add to the scheme what the file needs of it."""
        renamed = [] if last is None else renamed_proposals(joined, last.lines.head, lines.head)
        self.commit([*joined.changes, *renamed])
        del self._joined[lines.digest]  # the scheme has it now
        if lines.is_nested and not self._store.scheme.read().nested:
            self._is_nesting = True
            self.commit([Change(Nesting(1, False), Nesting(1, True))])

    # -- which review is about what, and which counts

    def _standing(self, who: int) -> dict[str, _Source]:
        """The latest file of each source of a person's work that was merged before."""
        if who not in self._sources:
            found = {}
            for source, hand_in in self._store.merging.standing(who).items():
                content = self._store.merging.content(hand_in.digest)
                if content is not None:
                    lines = lines_of(content, hand_in.digest)
                    self._opened.append(lines)
                    found[source] = _Source(lines, self._placed(lines, None))
            self._sources[who] = found
        return self._sources[who]

    def _placed(self, lines: Lines, count: _Count | None) -> dict[tuple[int, bool], Line]:
        """The reviews by the articles here that they are about; the others are counted."""
        found: dict[tuple[int, bool], Line] = {}
        for keys in chunks([*lines.index], 2 * _CHUNK):
            places = self._store.merging.places(key[0] for key in keys)
            for key in keys:
                place = _place_of(key, places.get(key[0], []))
                if place is None or place.is_binned:
                    if count is not None:
                        self._tell_without(key, place, count)
                    continue
                at, line = (place.id, key[2]), lines.index[key]
                if at not in found or line.rank > found[at].rank:
                    found[at] = line
        return found

    def _tell_without(self, key: Key, place: Place | None, count: _Count) -> None:
        """That there is no article for a review."""
        where = f"{key[0][:12]}…" if place is None else place.key or f"#{place.id}"
        if place is not None:
            count.tell("removed", where, Kept.REMOVED_HERE())
        elif key[1] and key[1] in self._known_keys():
            count.tell("differing", where, Kept.TEXT_DIFFERS())
        else:
            count.tell("unknown", where, Kept.TEXT_UNKNOWN())

    def _known_keys(self) -> frozenset[str]:
        if self._keys is None:
            self._keys = frozenset(map(key_hash, self._store.merging.keys()))
        return self._keys

    # -- the rows

    def _merge(self, name: str, who: int, new: _Source, count: _Count) -> None:
        sources = self._standing(who)
        last = sources.get(new.lines.source)
        others = [x for source, x in sources.items() if source != new.lines.source]
        before = [*others, last] if last is not None else others
        after = [*others, new]
        wanted = {*new.by_article, *(last.by_article if last is not None else ())}
        done = 0
        for is_again in (False, True):
            articles = sorted(article for article, again in wanted if again is is_again)
            if not articles:
                continue
            annotator = self._store.team.make_repeat(who) if is_again else who
            for first in range(0, len(articles), _CHUNK):
                self._work.check()
                part = articles[first : first + _CHUNK]
                step = _Step(self, self._store, name, annotator, count)
                step.take(part, is_again, before, after)
                done += len(part)
                self._work.tell(done, len(wanted), JobStep.MERGING)

    def joined(self, lines: Lines) -> Joined:
        """What the scheme of a file is here; what is new in it is there already, or comes."""
        if lines.digest not in self._joined:
            self._joined[lines.digest] = self._joiner.join(lines.head, lines.labels, lines.topics)
        return self._joined[lines.digest]


class _Step:
    """Some articles of a merge."""

    def __init__(
        self, merging: _Merging, store: Store, name: str, annotator: int, count: _Count
    ) -> None:
        self._merging, self._store = merging, store
        self._name, self._annotator, self._count = name, annotator, count
        self._added: dict[str, Rows] = {}
        self._gone: list[Change] = []

    def take(
        self,
        articles: list[int],
        is_again: bool,
        before: Sequence[_Source],
        after: Sequence[_Source],
    ) -> None:
        """Let each have the review that counts now."""
        there = self._store.merging.rows_of(articles, self._annotator)
        decided = self._store.merging.decided_in(articles, self._annotator)
        texts = dict(self._store.merging.texts(articles))
        for article in articles:
            old, new = (_latest(x, (article, is_again)) for x in (before, after))
            if old is not None and new is not None and old.line.digest == new.line.digest:
                self._count.of["same"] += 1
                continue
            rows = there.get(article, [])
            self._one(article, texts[article], old, new, rows, article in decided)
        self._merging.commit(self._gone)
        for added in self._added.values():
            self._merging.add(added.columns())

    def _one(
        self,
        article: int,
        text: str,
        old: _Version | None,
        new: _Version | None,
        rows: list[Record],
        is_decided: bool,
    ) -> None:
        review = next((x for x in rows if isinstance(x, Review)), None)
        is_bare = not is_decided and all(
            isinstance(x, Review) and judged.is_same_judgement(x, None) for x in rows
        )
        if old is not None and new is not None and self._are_same(article, text, old, new):
            self._count.of["same"] += 1
        elif not is_bare and (review is None or not review.came or is_decided):
            self._keep(article, text, new, rows, Kept.REVIEW_OF_HERE)
        elif not is_bare and not self._is_as_it_came(article, text, old, rows):
            self._keep(article, text, new, rows, Kept.CHANGED_HERE)
        else:
            self._replace(article, text, new, rows, is_bare)

    def _replace(
        self, article: int, text: str, new: _Version | None, rows: list[Record], is_bare: bool
    ) -> None:
        said = None if new is None else new.lines.review(new.line)
        if said is not None and self._rows_for(new).has_two_answers(said):
            self._count.tell("unfit", self._where(article), Kept.TWO_ANSWERS())
            said = None
        if said is None:
            if not is_bare:
                self._gone += [Change(x, None) for x in rows]
                self._count.of["withdrawn"] += 1
            return
        self._gone += [Change(x, None) for x in rows]
        self._count.of["added" if is_bare else "replaced"] += 1
        self._count.of["spans"] += len(said.spans.steps)
        self._rows_for(new).add(article, self._annotator, text, said, self._name)

    def _rows_for(self, version: _Version | None) -> Rows:
        assert version is not None
        lines = version.lines
        if lines.digest not in self._added:
            self._added[lines.digest] = self._rows(lines)
        return self._added[lines.digest]

    def _rows(self, lines: Lines) -> Rows:
        return Rows(self._merging.joined(lines), lines.digest)

    def _made_of(self, article: int, text: str, version: _Version) -> list[Record]:
        """The rows as a version makes them."""
        lines = version.lines
        rows = self._rows(lines)
        rows.add(article, self._annotator, text, lines.review(version.line), self._name)
        return rows.records()

    def _are_same(self, article: int, text: str, old: _Version, new: _Version) -> bool:
        """Whether a later file says the same, though otherwise."""
        return _without_origin(self._made_of(article, text, old)) == _without_origin(
            self._made_of(article, text, new)
        )

    def _is_as_it_came(
        self, article: int, text: str, old: _Version | None, rows: Iterable[Record]
    ) -> bool:
        if old is None:
            return False
        return _said(self._made_of(article, text, old)) == _said(rows)

    def _keep(
        self, article: int, text: str, new: _Version | None, rows: Iterable[Record], why: Kept
    ) -> None:
        """What is there stays; it is told where the file says something else."""
        if new is None:
            return
        if _said(self._made_of(article, text, new)) == _said(rows):
            self._count.of["same"] += 1
            return
        coder = new.lines.head.coder
        self._count.tell("kept", self._where(article), why(coder=coder))

    def _where(self, article: int) -> str:
        return f"#{article}"


_COUNTED: Final = (
    "added", "replaced", "withdrawn", "same", "unknown", "differing", "removed", "kept", "unfit",
    "spans",
)  # fmt: skip


def _said(rows: Iterable[Record]) -> set[object]:
    """What rows say, without what was measured."""
    return {
        tuple(getattr(x, name) for name in judged.JUDGED) if isinstance(x, Review) else x
        for x in rows
    }


def _without_origin(rows: Iterable[Record]) -> set[Record]:
    """The rows, without by which file they came."""
    return {replace(x, came="") if isinstance(x, Review) else x for x in rows}


def _order(lines: Lines) -> tuple[str, str]:
    """What tells which of two files of a source is later."""
    return lines.head.made_at, lines.digest


def _latest(sources: Iterable[_Source], key: tuple[int, bool]) -> _Version | None:
    """The review that counts: the one that was edited last."""
    found = [
        _Version(source.lines, line)
        for source in sources
        if (line := source.by_article.get(key)) is not None
    ]
    return max(found, key=lambda each: each.line.rank, default=None)


def _place_of(key: Key, places: Sequence[Place]) -> Place | None:
    """The article that a review is about: of several with its text the one with its id outside, or
    the first.
    """
    return min(
        places,
        key=lambda x: (x.is_binned, key_hash(x.key) != key[1], not x.is_first, x.id),
        default=None,
    )
