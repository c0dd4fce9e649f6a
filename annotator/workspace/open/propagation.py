"""An act over many articles: listed a few articles at a time, then done at once.

One undo takes all of it back, wherever it was done.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from annotator.core.acts import DecisionContext
from annotator.core.codes import ActKind, NoteCode
from annotator.core.concordance import Mention, Places, read
from annotator.core.mentions import occurrences
from annotator.core.propagation import Conflict, act_on, judge, sheet_near
from annotator.core.records import Act, InputMethod
from annotator.storage.occurrences import ArticleText
from annotator.values import dataclass
from annotator.workspace.open.key_results import Note, Result
from annotator.workspace.open.project_parts import ChangedProject, SearchedProject

FIRST_ARTICLES, ARTICLES = 16, 24
"""How many articles are looked at in one step: few at first, for something to show at once."""

_STEPS = 3  # in which articles are looked for, each of some milliseconds

PlacesOf = Callable[[ArticleText], Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention in a list, with its article's title and date, and what is against the act."""

    mention: Mention
    title: str
    published: str
    snag: Conflict = Conflict.NONE

    @property
    def key(self) -> tuple[int, int, int]:
        return (self.mention.article, self.mention.start, self.mention.end)


class Plan:
    """Giving a label (None: rejecting) to mentions all over a project, before it is done.

    `more()` finds the next hits until `is_complete`; `looked` of `total` articles were looked at,
    which are all once there have been some steps.
    """

    def __init__(self, project: ChangedProject, surface: str, label: int | None) -> None:
        self.surface, self.label = surface, label
        self.is_chosen = False
        self.is_complete = False
        self._project = project
        self._steps = project.store.occurrences.candidate_steps(surface)
        self._ids = array("q")
        self.looked = self.total = 0

    @classmethod
    def last_act(cls, project: ChangedProject) -> Plan | None:
        """The last decision made, for its other mentions; None where there is none."""
        last = project.last_decided
        return None if last is None else cls(project, *last)

    @classmethod
    def of(cls, project: ChangedProject, hits: Iterable[Hit], label: int | None) -> ChosenPlan:
        """An act on mentions that the person has pointed at."""
        return ChosenPlan(project, list(hits), label)

    def more(self) -> list[Hit]:
        """The hits of the next articles that have something to do, or something in the way."""
        steps = list(islice(self._steps, _STEPS))
        self._ids += array("q", chain.from_iterable(steps))
        self.total = len(self._ids)
        ids = self._ids[self.looked : self.looked + (ARTICLES if self.looked else FIRST_ARTICLES)]
        self.looked += len(ids)
        self.is_complete = len(steps) < _STEPS and self.looked >= self.total
        ids = array("q", (x for x in ids if not self._project.is_apart(x)))
        found = hits_in(self._project, ids, lambda text: occurrences(text.text, self.surface))
        return self._judged(found)

    def apply(self, hits: Iterable[Hit]) -> Result:
        """Do it, as one undo group. Raises as `Store.commit_many` does; then nothing is done."""
        places: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for hit in hits:
            places[hit.mention.article].append(hit.mention.place)
        done, left = self._acts({article: sorted(found) for article, found in places.items()})
        if not done:
            self._project.store.bin.require_none(places)
            return Result(note=Note(NoteCode.NOTHING_PROPAGATED))
        # First an act of no article, so that undo stays where the person is.
        self._project.commit_all([Act(ActKind.PROJECT_PROPAGATE, None, (), self.surface), *done])
        count = sum(map(len, places.values())) - left
        values = {"surface": self.surface, "count": count, "articles": len(done), "left": left}
        if self.label is not None:
            values["label"] = self.label
        changes = tuple(change for act in done for change in act.changes)
        act = Act(ActKind.PROJECT_PROPAGATE, None, changes, self.surface)
        return Result(act, Note(NoteCode.PROPAGATED, values, "Ctrl+Z"))

    def _acts(self, places: Places) -> tuple[list[Act], int]:
        """The acts, one an article, and how many places could not be done."""
        project, how = (
            self._project,
            DecisionContext(InputMethod.BULK, self._project.now(), False, None),
        )
        ids, done, left = sorted(places), [], 0
        for at in range(0, len(ids), ARTICLES):
            few = ids[at : at + ARTICLES]
            open_ones = [x for x in few if not project.is_apart(x)]
            texts = project.store.occurrences.texts(open_ones, project.annotator)
            there = {text.id for text in texts}
            left += sum(len(places[article]) for article in few if article not in there)
            for near in project.store.occurrences.surroundings(texts, places, project.annotator):
                sheet = sheet_near(near, project.scheme, project.annotator)
                wanted = places[near.article]
                act, missed = act_on(sheet, wanted, self.label, how, is_chosen=self.is_chosen)
                left += missed
                if act.changes:
                    done.append(act)
        return done, left

    def _judged(self, hits: Iterable[Hit]) -> list[Hit]:
        judged = []
        for hit in hits:
            snag = judge(
                hit.mention,
                self.label,
                is_nested=self._project.scheme.nested,
                is_chosen=self.is_chosen,
            )
            if snag is not None:
                judged.append(Hit(hit.mention, hit.title, hit.published, snag))
        return judged


class ChosenPlan(Plan):
    """An act on given mentions: found already, and spans among them may be changed."""

    def __init__(self, project: ChangedProject, hits: list[Hit], label: int | None) -> None:
        surfaces = list(dict.fromkeys(hit.mention.surface for hit in hits))
        self.surface = surfaces[0] if len(surfaces) == 1 else ""
        self.label = label
        self.is_chosen, self.is_complete = True, False
        self._project, self._hits = project, hits
        self.looked = self.total = len({hit.mention.article for hit in hits})

    def more(self) -> list[Hit]:
        self.is_complete = True
        return self._judged(self._hits)


def hits_in(project: SearchedProject, ids: Iterable[int], places_of: PlacesOf) -> list[Hit]:
    """The mentions at some places of these articles, in the order of the ids and of the text."""
    store, who = project.store, project.annotator
    texts = {text.id: text for text in store.occurrences.texts(ids, who)}
    places = {text.id: list(places_of(text)) for text in texts.values()}
    found = store.occurrences.surroundings(list(texts.values()), places, who)
    return [
        hit
        for near in found
        for hit in _hits(texts[near.article], read(near, places[near.article]))
    ]


def _hits(text: ArticleText, mentions: Iterable[Mention]) -> Iterator[Hit]:
    return (Hit(mention, text.heading, text.published) for mention in mentions)
