"""Settling where people who coded the same articles disagree, kind by kind: into gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from typing import Final, Protocol

from annotator.core.adjudication import Case, Disputed, Kind, disputed, kinds_of
from annotator.core.agreement.codings import CodedArticle, Place
from annotator.core.chance import SEED
from annotator.core.codes import ActKind, Part
from annotator.core.gold import Gold, Settling, fill, give_reason, is_in_the_way, settle
from annotator.core.records import Act, Article, Change, CodingRule, Scheme
from annotator.core.settled import Reason, Verdict
from annotator.storage import Store
from annotator.values import dataclass
from annotator.workspace.open.desk import Desk
from annotator.workspace.open.sheets import Sheets
from annotator.workspace.open.undoing import Undoing
from annotator.workspace.open.unsaved_acts import UnsavedActs

_CONTEXT: Final = 60  # characters at each side of a place in a list
_STEP: Final = 5  # articles that are read between two looks at the window
_MANY: Final = 10  # articles at once: the project is backed up before

Key = tuple[int, str, int, int]
"""Which case it is; see `Case`."""

Answer = Callable[[Case], Settling | None]
"""What is to come of a case; None leaves it open."""


class SettledProject(Protocol):
    """What settling asks of the project."""

    unsaved: UnsavedActs
    desk: Desk
    sheets: Sheets
    undoing: Undoing
    before_many: Callable[[], None]
    annotator: int
    scheme: Scheme

    @property
    def store(self) -> Store: ...

    def now(self) -> str: ...

    def catch_up(self) -> None: ...

    def forget(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A place in its text: the words, and what stands before and behind; the article's heading."""

    before: str
    words: str
    after: str
    heading: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Articles that several coded, and how many people; places that all marked alike; articles in
    which these are not gold yet; cases in all, those that are settled, those in kinds of two and
    more, and those beside others of their sort.
    """

    articles: int = 0
    people: int = 0
    agreed: int = 0
    to_fill: int = 0
    cases: int = 0
    settled: int = 0
    in_kinds: int = 0
    in_sorts: int = 0


@dataclass(slots=True)
class _Step:
    """What one key settled: its undo group, and the cases."""

    group: int
    cases: tuple[Case, ...]
    kind: int


@dataclass(slots=True)
class _Read:
    """What was read of an article."""

    dispute: Disputed
    gold: Gold
    shown: dict[Key, Shown] = field(default_factory=dict)


class Adjudicating:
    """The disagreements of a project. `kinds` are all of them, those first that have most places;
    `at` is the one that is looked at.
    """

    def __init__(self, project: SettledProject) -> None:
        self._project, self._store = project, project.store
        self._read: dict[int, _Read] = {}
        self._people: set[int] = set()
        self._steps: list[_Step] = []
        self._rules: dict[str, str] = {}
        self._open: set[Key] = set()
        self._is_changed = False
        self._known_kind: tuple[int, Kind | None] | None = None
        self._known_summary: Summary | None = None
        self.kinds: list[Kind] = []
        self.at = 0

    # -- reading ---------------------------------------------------------------------------

    def load(self) -> Iterator[None]:
        """Read all that several people coded, but for what they were trained on, in steps that a
        window has time for.
        """
        self._read, self._people, self._steps, self._open = {}, set(), [], set()
        self._forget_figures()
        scheme, cases = self._project.scheme, list[Case]()
        disputes: list[Disputed] = []
        for number, coded in enumerate(self._store.codings.of(least=2)):
            people = tuple(each for each in coded.people if each.part != Part.TRAINING)
            if len(people) > 1:
                self._people |= {each.annotator for each in people}
                disputes.append(disputed(CodedArticle(coded.article, people), scheme))
            if number % _STEP == 0:
                yield
        who = self._gold() or 0
        for first in range(0, len(disputes), _STEP):
            some = disputes[first : first + _STEP]
            golds = self._store.gold.of([each.article for each in some], who)
            for each in some:
                read = self._read[each.article] = _Read(each, golds[each.article])
                if each.cases and not read.gold.is_taken_over:
                    read.shown = self._shown(each)
                    cases += each.cases
                    self._look(read)
            yield
        seed = self._store.settings.get(SEED, 0)
        self.kinds = kinds_of(
            cases, lambda case: self.shown(case).words, seed if isinstance(seed, int) else 0
        )
        self.at = 0
        self._forget_figures()
        self._to_open()

    def _forget_figures(self) -> None:
        """What is open is another now; a key asks for it several times, and all cases are asked."""
        self._known_kind = self._known_summary = None

    def _shown(self, dispute: Disputed) -> dict[Key, Shown]:
        article = self._store.articles.get(dispute.article)
        text, found = article.text, dict[Key, Shown]()
        for case in dispute.cases:
            before = text[max(0, case.start - _CONTEXT) : case.start]
            after = text[case.end : case.end + _CONTEXT]
            words = text[case.start : case.end]
            found[case.key] = Shown(before, words, after, article.heading)
        return found

    def shown(self, case: Case) -> Shown:
        """A place in its text."""
        return self._read[case.article].shown[case.key]

    def article(self, case: Case) -> Article:
        """The article of a case."""
        return self._store.articles.get(case.article)

    def gold_of(self, case: Case) -> tuple[Gold, Disputed]:
        """What is gold in its article, and all that is disputed there."""
        read = self._read[case.article]
        return read.gold, read.dispute

    def places(self, kind: Kind) -> tuple[Case, ...]:
        """The cases of a kind that are still to settle."""
        return tuple(case for case in kind.places if case.key in self._open)

    @property
    def kind(self) -> Kind | None:
        """The kind that is looked at, with its open places only; None: all is settled."""
        if self._known_kind is None or self._known_kind[0] != self.at:
            self._known_kind = self.at, self._open_kind()
        return self._known_kind[1]

    def _open_kind(self) -> Kind | None:
        if self.at >= len(self.kinds):
            return None
        kind = self.kinds[self.at]
        places = self.places(kind)
        return replace(kind, places=places) if places else None

    @property
    def summary(self) -> Summary:
        """The figures of the moment."""
        if self._known_summary is None:
            self._known_summary = self._summed()
        return self._known_summary

    def _summed(self) -> Summary:
        reads = self._read.values()
        count = sum(len(kind.places) for kind in self.kinds)
        return Summary(
            len(self._read),
            len(self._people),
            sum(len(each.dispute.agreed) for each in reads),
            sum(self._is_to_fill(each) for each in reads),
            count,
            count - len(self._open),
            sum(len(x.places) for x in self.kinds if len(x.places) > 1 and not x.is_sort),
            sum(len(x.places) for x in self.kinds if x.is_sort),
        )

    @staticmethod
    def _is_to_fill(read: _Read) -> bool:
        return not (read.gold.is_filled or read.gold.is_taken_over)

    # -- walking ---------------------------------------------------------------------------

    def step(self, way: int) -> None:
        """To the next kind that is open, or the one before, round the ends."""
        count = len(self.kinds)
        for number in range(1, count + 1):
            at = (self.at + way * number) % count
            if self.places(self.kinds[at]):
                self.at = at
                return

    def _to_open(self) -> None:
        if self.kind is None:
            self.step(+1)

    # -- settling --------------------------------------------------------------------------

    def fill(self) -> int:
        """Make gold what all said, in all articles, as one act; in how many."""
        who = self._made_gold()
        acts, at = [], self._project.now()
        for read in self._read.values():
            if self._is_to_fill(read):
                text = self._store.articles.get(read.dispute.article).text
                acts.append(fill(_by(read.gold, who), read.dispute, text, self._me, at))
        if len(acts) >= _MANY:
            self._project.before_many()
        if acts:
            self._store_acts(acts, ())
        return len(acts)

    def settle(self, cases: Sequence[Case], answer: Answer) -> list[Case]:
        """Settle cases as one act, and go on to what is open; gives those that are left: they have
        no such answer, or it lies over others.
        """
        who, at = self._made_gold(), self.at
        by_article: dict[int, list[tuple[Case, Settling]]] = defaultdict(list)
        for case in cases:
            how = answer(case)
            gold, dispute = self.gold_of(case)
            if how is not None and (
                self._project.scheme.nested or not is_in_the_way(gold, dispute, case, how.spans)
            ):
                by_article[case.article].append((case, how))
        acts = []
        for article, settled in by_article.items():
            read = self._read[article]
            text = self._store.articles.get(article).text
            act = settle(_by(read.gold, who), read.dispute, text, settled)
            acts.append(replace(act, words=self._words(settled[0][0])))
        done = tuple(case for settled in by_article.values() for case, _ in settled)
        if acts:
            self._store_acts(acts, done)
            self.at = at
            self._to_open()
        return [case for case in cases if case not in done]

    def part(self, apart: Iterable[Case]) -> None:
        """Make a kind of its own of some places of the one that is looked at, behind it."""
        gone, kind = set(apart), self.kinds[self.at]
        rest = tuple(case for case in kind.places if case not in gone)
        if rest and gone:
            own = tuple(case for case in kind.places if case in gone)
            self.kinds[self.at : self.at + 1] = [replace(kind, places=x) for x in (rest, own)]
            self._forget_figures()

    def side(self, number: int, reason: str = "") -> Answer:
        """The answer of a side, from 0."""

        def answer(case: Case) -> Settling | None:
            if number >= len(case.sides):
                return None
            side = case.sides[number]
            return self._settling(case, Verdict.SIDE, side.spans, side.answers, reason)

        return answer

    def nothing(self, *, is_unclear: bool = False) -> Answer:
        """No span there, or none of the topics; or that nobody can tell."""

        def answer(case: Case) -> Settling | None:
            if is_unclear:
                return self._settling(case, Verdict.UNCLEAR)
            answers = tuple((topic, False) for topic in case.topics)
            return self._settling(case, Verdict.NONE, (), answers)

        return answer

    def label(self, label: int) -> Answer:
        """Another label for words whose edges nobody disputes."""

        def answer(case: Case) -> Settling | None:
            edges = edges_of(case)
            if edges is None:
                return None
            return self._settling(case, Verdict.OTHER, ((*edges, label),))

        return answer

    def place(self, first: Case, place: Place) -> Answer:
        """A place of one's own in the first case, and the like in cases with the same words."""
        surface = self.article(first).text[place[0] : place[1]]

        def answer(case: Case) -> Settling | None:
            start, end = place[0] - first.start + case.start, place[1] - first.start + case.start
            text = self.article(case).text
            if start < 0 or text[start:end] != surface:
                return None
            return self._settling(case, Verdict.OTHER, ((start, end, place[2]),))

        return answer

    def topic(self, topic: int) -> Answer:
        """A topic as the answer to a question that takes one."""

        def answer(case: Case) -> Settling | None:
            if topic not in case.topics:
                return None
            answers = tuple((each, each == topic) for each in case.topics)
            return self._settling(case, Verdict.OTHER, (), answers)

        return answer

    def _settling(
        self,
        case: Case,
        verdict: Verdict,
        spans: tuple[Place, ...] = (),
        answers: tuple[tuple[int, bool], ...] = (),
        reason: str = "",
    ) -> Settling:
        """An answer that one of the sides gave is that side's."""
        said = spans, _yes(answers)
        is_side = any((side.spans, _yes(side.answers)) == said for side in case.sides)
        if verdict != Verdict.UNCLEAR and is_side:
            verdict = Verdict.SIDE
        rule = self._rules.get(self.shown(case).words, "")
        return Settling(verdict, self._me, self._project.now(), spans, answers, reason, rule)

    # -- what is said about it -------------------------------------------------------------

    @property
    def last(self) -> tuple[Case, ...]:
        """The cases that were settled last here."""
        return self._steps[-1].cases if self._steps else ()

    def give_reason(self, reason: Reason) -> int:
        """Say why people disagreed about what was settled last; of how many cases."""
        cases = self.last
        by_article: dict[int, list[Case]] = defaultdict(list)
        for case in cases:
            by_article[case.article].append(case)
        acts = [give_reason(self._read[x].gold, found, reason) for x, found in by_article.items()]
        acts = [act for act in acts if act.changes]
        if acts:
            self._store_acts(acts, cases, joins=self._steps[-1].group)
        return len(cases)

    def write_rule(self, case: Case, label: int | None, text: str) -> None:
        """Lay down a coding rule about the words of a case; what is settled of them from now on
        tells of it.
        """
        surface = " ".join(self.shown(case).words.split())
        at = self._project.now()
        rule = CodingRule(surface, self._me, at, label, text, case.article)
        act = Act(ActKind.CODING_RULE_ADD, case.article, (Change(None, rule),), surface)
        self._store_acts([act], ())
        self._rules[self.shown(case).words] = at

    # -- back ------------------------------------------------------------------------------

    def undo(self) -> bool:
        """Take back what was done last here; False: there is nothing of it."""
        step = self._project.undoing.next_step(ActKind.UNDO)
        if not self._steps or step is None or step.group != self._steps[-1].group:
            return False
        undone = self._store.history.undo(self._me, self._project.now())
        if undone is None:
            return False
        self._project.undoing.take(undone)
        self._follow(undone.changes)
        self.at = self._steps.pop().kind
        self._to_open()
        return True

    def leave(self) -> None:
        """The page is closed: what memory knows and what is to do may be another now."""
        if self._is_changed:
            self._project.forget()

    # -- private ---------------------------------------------------------------------------

    def _words(self, case: Case) -> str:
        """What an act says that it settled: the words, or the topics."""
        names = {topic.id: topic.name for topic in self._project.scheme.topics}
        topics = " / ".join(names[topic] for topic in case.topics if topic in names)
        return " ".join(self.shown(case).words.split()) or topics

    @property
    def _me(self) -> int:
        return self._project.annotator

    def _gold(self) -> int | None:
        return self._store.team.gold()

    def _made_gold(self) -> int:
        return self._store.team.make_gold()

    def _store_acts(
        self, acts: Sequence[Act], cases: tuple[Case, ...], *, joins: int | None = None
    ) -> None:
        project = self._project
        project.unsaved.require_none()
        group = self._store.acts.commit_many(acts, self._me, project.now(), group=joins)
        project.desk.freshness.wrote()
        project.undoing.made(group)
        project.undoing.is_moved_on()
        project.sheets.surfaces.clear()
        self._is_changed = True
        for act in acts:
            self._follow(act.changes)
        if joins is None:
            self._steps.append(_Step(group, cases, self.at))

    def _look(self, read: _Read) -> None:
        """Which cases of an article are open."""
        for case in read.dispute.cases if read.shown else ():
            (self._open.add if read.gold.is_open(case) else self._open.discard)(case.key)

    def _follow(self, changes: Iterable[Change]) -> None:
        self._forget_figures()
        by_article: dict[int, list[Change]] = defaultdict(list)
        for change in changes:
            by_article[getattr(change.record, "article", 0)].append(change)
        who = self._gold() or 0
        for article, some in by_article.items():
            if article in self._read:
                read = self._read[article]
                read.gold = _by(read.gold, who).after(some)
                self._look(read)


def edges_of(case: Case) -> tuple[int, int] | None:
    """The edges that all have who marked one span; None where these are disputed."""
    edges = {(start, end) for side in case.sides for start, end, _ in side.spans}
    return edges.pop() if len(edges) == 1 and case.is_span else None


def _yes(answers: Iterable[tuple[int, bool]]) -> set[int]:
    return {topic for topic, is_yes in answers if is_yes}


def _by(gold: Gold, who: int) -> Gold:
    """Gold of the annotator who is it now: before the first act there was none."""
    return gold if gold.who == who else replace(gold, who=who)
