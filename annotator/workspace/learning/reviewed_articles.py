"""When to learn, and from what: the reviews as examples, each span with the weight of its proof."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from annotator.core.codes import LANGUAGE_MODEL, JobName, ModelKind, Shown
from annotator.core.looks import Cuts
from annotator.core.memory import Memory
from annotator.core.records import Decision, InputMethod, Outcome, Suggestion
from annotator.core.team import Role
from annotator.core.whose import ReviewsOf, Which, finished_by_people, gold_else_only
from annotator.storage import Store
from annotator.storage.export import Reviewed
from annotator.storage.settings import LEARNS
from annotator.values import dataclass
from annotator.workspace.learning.doubt_levels import cuts_in, maybes_asked
from annotator.workspace.learning.topic_answers import TopicReader
from annotator.workspace.learning.versions_in_use import GIVEN

if TYPE_CHECKING:
    from annotator.storage.reviewed_spans import ReviewedSpan  # late: msgspec

FULL, FOLLOWED, UNSEEN, FORCED = 1.0, 0.6, 0.3, 0.1
"""What a span proves: decided or looked at; followed a decision; accepted unseen; forced."""

LOOKS = 4
"""So many times what is in use is judged from one training to the next."""

_FIRST_DUE = 3  # so many are needed to judge a version
_GAPS = ((30, 2), (60, 4), (150, 8), (480, 12))  # below so many articles, after so many
_SHARE = 40  # and above a fortieth of them

_NEAR = 7  # reviews before and after that tell how an article was read
_MANY_ASKED = 12  # articles that were to be read whole, one of them with a name of one's own
_READ_ONE_IN = 8  # of them with a span that nothing had proposed: then all is read

_ALL = 0.99  # of a text that was on screen
_WHOLE = 1.001  # of what is probable, rounded

TRAINED_AT = "trained_at"
"""The setting: how many articles were finished at the last training."""

_JUDGED_AT = "judged_at"
_SILENT = "memory_silent"
_TRAINED_WITH = "trained_with"
_UNMARKED = "memory_unmarked"

Place = tuple[int, int]
"""Start and end in an article's text."""

Readings = Sequence[tuple[int, float]]
"""The labels that a suggestion may have with their probabilities (0–1), its own first."""


@dataclass(frozen=True, slots=True)
class ReviewedArticle:
    """A finished article: gold of it, else the only review, else what all who finished it say (see
    `core/whose.py`); then `disputed` are the places that they marked otherwise.

    `spans` are (start, end, label id, weight); `topics` what there is to learn about each topic in
    use, with the no's that follow from the answers; `none_applies` the answer that no topic does.
    `is_blind` tells that no suggestion was shown, `is_whole` that all of it was to be read, and was
    seen to the end; `shown` is how suggestions were there (as in Review); `edited_at` orders the
    work. `passed_over` are the places of maybes that were not taken and perhaps not looked at;
    `unseen` tells how probable spans were said to be that were accepted unseen, and is empty where
    several people finished the article; `is_prompted` tells that no span was added of one's own.
    """

    article: int
    text: str
    spans: tuple[tuple[int, int, int, float], ...]
    topics: Mapping[int, bool]
    none_applies: bool
    is_blind: bool
    edited_at: str
    annotator: int = 0
    shown: str = ""
    passed_over: tuple[Place, ...] = ()
    unseen: Mapping[Place, Readings] = field(default_factory=dict)
    is_prompted: bool = False
    is_whole: bool = False
    disputed: tuple[Place, ...] = ()


def examples(store: Store, whose: ReviewsOf | None = None) -> Iterator[ReviewedArticle]:
    """All finished articles, in the order of their ids, without spans of retired labels: later
    articles were not asked about them.

    With `whose`, of one annotator or of gold else the only review, no others; without, of articles
    that several finished and nobody settled what all of them say.
    """
    scheme = store.scheme.read()
    retired = {label.id for label in scheme.labels if label.retired}
    reader = TopicReader(store, scheme)
    asked = _Asked(cuts_in(store))
    chosen = _Chosen(store.team.roles(), store.team.training(), whose)
    for article, work in store.export.articles(status="done"):
        last, others = chosen.of(work)
        if last is None:
            continue
        is_blind, forced = last.review.shown == Shown.BLIND, last.review.is_forced
        shown = [
            each
            for each in store.suggestions.of(article.id, last.review.annotator)
            if each.start is not None
        ]
        maybes = [each for each in shown if each.is_maybe]
        since = asked.of(last, maybes)
        unseen = [x for x in maybes if not _is_asked(x, since[x.id][0])]
        perhaps = [x for x in maybes if x.score is None or not _is_asked(x, since[x.id][1])]
        agreed = _agreed(last, others) if others else set()
        kept = [
            s
            for s in last.spans
            if s.label not in retired and (not others or (s.start, s.end, s.label) in agreed)
        ]
        said = [reader.of(each).for_training(scheme).items() for each in (last, *others)]
        yield ReviewedArticle(
            article.id,
            article.text,
            tuple((s.start, s.end, s.label, _weight(s, last)) for s in kept),
            dict(sorted(set(said[0]).intersection(*said[1:]))) if others else dict(said[0]),
            all(any(a.topic == 0 and a.is_yes for a in x.topic_answers) for x in (last, *others)),
            is_blind,
            last.review.edited_at,
            last.review.annotator,
            last.review.shown,
            () if is_blind else tuple(_passed_over(last, perhaps if not forced else maybes)),
            {} if is_blind or others else dict(_accepted_unseen(kept, last, shown)),
            not is_blind and _is_prompted(last, shown, unseen),
            last.review.shown == Shown.WHOLE and last.review.share_seen >= _ALL,
            tuple(_disputed((last, *others), agreed)),
        )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which of several reviews stands, and with which others it must agree."""

    roles: Mapping[int, Role]
    training: Container[tuple[int, int]]
    whose: ReviewsOf | None

    def of(self, work: Sequence[Reviewed]) -> tuple[Reviewed | None, Sequence[Reviewed]]:
        if self.whose is not None and self.whose.which == Which.ONE:
            return next((x for x in work if x.annotator == self.whose.name), None), ()
        work = [x for x in work if (x.review.article, x.review.annotator) not in self.training]
        reviews = [each.review for each in work]
        done = {x.annotator for x in finished_by_people(reviews, self.roles)}
        if not done:  # gold alone is for a training to come
            return None, ()
        stands = gold_else_only(reviews, self.roles)
        if stands is not None:
            return next(x for x in work if x.review is stands), ()
        if self.whose is not None:
            return None, ()
        people = [x for x in work if x.review.annotator in done]
        last = max(people, key=lambda each: (each.review.review_pass, each.review.edited_at))
        return last, [each for each in people if each is not last]


def _agreed(last: Reviewed, others: Sequence[Reviewed]) -> set[tuple[int, int, int]]:
    """The spans of one review that the others have too."""
    return set(_places(last)).intersection(*map(_places, others))


def _places(work: Reviewed) -> Iterator[tuple[int, int, int]]:
    return zip(work.spans.starts, work.spans.ends, work.spans.labels, strict=True)


def _disputed(all_work: Sequence[Reviewed], agreed: Container[object]) -> list[Place]:
    """The places that not all of several reviews marked alike."""
    if len(all_work) < 2:
        return []
    found = {place[:2] for work in all_work for place in _places(work) if place not in agreed}
    return sorted(found)


def unobserved_spans(given: Sequence[ReviewedArticle]) -> dict[int, tuple[Place, ...]]:
    """By article, the places that were left unmarked and prove nothing by it.

    Who adds names of their own now and then reads the articles, as who was asked to read one whole:
    then what is unmarked is no entity. Who only follows what is doubtful has not seen the rest, and
    a model that took it for proof would suggest less and less. What people dispute proves nothing
    either.
    """
    by_time = sorted(given, key=lambda each: (each.edited_at, each.article))
    found = {each.article: each.disputed for each in given if each.disputed}
    whole = _read_as_asked(given)
    for at, each in enumerate(by_time):
        if each.is_blind or each.article in whole:
            continue
        near = by_time[max(0, at - _NEAR) : at + _NEAR + 1]
        usual = (x for x in near if not x.is_blind and x.article not in whole)
        same = [x for x in usual if x.annotator == each.annotator]
        own = sum(not x.is_prompted for x in same)
        if own * _READ_ONE_IN < len(same):
            found[each.article] = (*each.passed_over, *each.disputed)
    return found


def read_whole(given: Sequence[ReviewedArticle]) -> set[int]:
    """The articles of which all is known: reviewed without suggestions, or read as a whole. What
    was accepted unseen where only the doubtful was looked at is no proof that it was right.
    """
    unread, whole = unobserved_spans(given), _read_as_asked(given)
    return {
        each.article
        for each in given
        if not each.disputed
        and (
            each.is_blind
            or each.article in whole
            or (each.article not in unread and all(span[3] > FORCED for span in each.spans))
        )
    }


def _read_as_asked(given: Sequence[ReviewedArticle]) -> set[int]:
    """The articles that were to be read whole, of those annotators who seem to do so: who in many
    of them never adds a name of their own goes on following what is asked.
    """
    by_annotator: dict[int, list[ReviewedArticle]] = defaultdict(list)
    for each in given:
        if each.is_whole:
            by_annotator[each.annotator].append(each)
    found = set()
    for asked in by_annotator.values():
        own = sum(not each.is_prompted for each in asked)
        if len(asked) < _MANY_ASKED or own * _MANY_ASKED >= len(asked):
            found |= {each.article for each in asked}
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """From which probability on Enter went to maybes. What is asked `now` may be more or less than
    then; each decision keeps under which probability a mark was doubtful when it was made.
    """

    now: Cuts

    def of(
        self, reviewed: Reviewed, maybes: Sequence[Suggestion]
    ) -> Mapping[int, tuple[float, float]]:
        """The least and the most that it can have been, for each of the maybes: when that was
        decided, or else whenever something was in that article.
        """
        found = {key: each.threshold for key, each in reviewed.decisions.items()}
        known = {key: each for key, each in found.items() if each is not None}
        here = self._at(set(known.values()))
        return {x.id: self._at({known[x.id]}) if x.id in known else here for x in maybes}

    def _at(self, thresholds: Collection[float]) -> tuple[float, float]:
        if not thresholds:
            return self.now.maybe, self.now.maybe
        least, most = zip(*map(maybes_asked, thresholds), strict=True)
        return min(least), max(most)


def _is_asked(maybe: Suggestion, probability: float) -> bool:
    """Whether going on stops at a maybe, where it does from this probability on."""
    if maybe.score is None:
        return probability <= 0
    return maybe.label is not None and maybe.score >= probability


def _passed_over(reviewed: Reviewed, unseen: Sequence[Suggestion]) -> Iterator[Place]:
    """The maybes in which nothing was decided and nothing is marked; of those without a score each,
    as Enter goes to one of a surface at most.
    """
    for each in unseen:
        place = _place(each)
        if each.id not in reviewed.decisions and not _touched(place, reviewed.spans):
            yield place


def _accepted_unseen(
    spans: Iterable[ReviewedSpan], reviewed: Reviewed, shown: Sequence[Suggestion]
) -> Iterator[tuple[Place, Readings]]:
    """The spans that were accepted unseen, and how probable each label was said to be."""
    by_id = {each.id: each for each in shown}
    for span in spans:
        suggestion = None if span.suggestion is None else by_id.get(span.suggestion)
        score = None if suggestion is None else suggestion.score
        if suggestion is None or score is None or _weight(span, reviewed) > UNSEEN:
            continue
        if not 0 <= score <= 1:  # of an import, whose scores are of any scale
            continue
        rivals = [(x, p) for x, p in suggestion.others if x is not None and x != suggestion.label]
        is_whole = score + sum(p for _, p in rivals) <= _WHOLE
        yield (span.start, span.end), ((span.label, score), *(rivals if is_whole else ()))


def _is_prompted(
    reviewed: Reviewed, shown: Sequence[Suggestion], unseen: Sequence[Suggestion]
) -> bool:
    """Whether each span comes from what Enter goes to, or follows what was decided about that."""
    off = {each.id for each in unseen}
    own, decided = [], set()
    for span in reviewed.spans:
        is_new = span.suggestion is None and not any(_touched(_place(x), [span]) for x in shown)
        if is_new or span.suggestion in off or span.origin == InputMethod.IMPORT:
            own.append(span.surface)
        elif span.origin != Outcome.ACCEPTED:
            decided.add(span.surface)
    return decided.issuperset(own)


def _place(suggestion: Suggestion) -> Place:
    return suggestion.start or 0, suggestion.end or 0


def _touched(place: Place, spans: Iterable[ReviewedSpan]) -> bool:
    return any(span.start < place[1] and place[0] < span.end for span in spans)


def _weight(span: ReviewedSpan, reviewed: Reviewed) -> float:
    decision = None if span.suggestion is None else reviewed.decisions.get(span.suggestion)
    if decision is None or decision.outcome != Outcome.ACCEPTED or decision.focused:
        return FULL
    return _unseen(decision)


def _unseen(decision: Decision) -> float:
    if decision.followed_from is not None:
        return FOLLOWED
    return FORCED if decision.way == InputMethod.FORCED else UNSEEN


def remembered(store: Store) -> Memory:
    """What was decided about surfaces, as the last training weighed it."""
    memory = Memory.of(store.memory.all(), store.memory.usage())
    memory.unmarked, memory.speaks = weight(store)
    return memory


def weight(store: Store) -> tuple[Counter[str], bool]:
    """How many more times surfaces stood unmarked in finished articles than marked, and whether
    memory has a say, as last judged.
    """
    kept = store.settings.get(_UNMARKED)
    found = kept.items() if isinstance(kept, dict) else ()
    unmarked = Counter({surface: n for surface, n in found if isinstance(n, int)})
    return unmarked, store.settings.get(_SILENT) is not True


def put_weight(store: Store, memory: Memory) -> None:
    """Keep how memory was weighed."""
    unmarked = {surface: n for surface, n in memory.unmarked.items() if n > 0}
    store.settings.set(_UNMARKED, unmarked or None)
    store.settings.set(_SILENT, None if memory.speaks else True)


def is_due(store: Store) -> bool:
    """Whether enough articles were finished since the last training, in growing gaps; or as many
    that were finished before it were worked on again, by the same person or another.
    """
    return due_job(store) == JobName.TRAIN


def due_job(store: Store) -> Literal[JobName.TRAIN, JobName.JUDGE] | None:
    """The job that is due. Between trainings what is in use is judged a few times by what has come
    since: what is worse is not used until the next.
    """
    if store.settings.get(LEARNS, True) is False:
        return None
    at, done = trained_at(store), store.reviews.done_count()
    due = next_due(at)
    if done >= due:
        return JobName.TRAIN
    if not at:
        return None
    last = next(iter(store.models.all(ModelKind.CORRECTOR)), None)
    is_own = last is not None and GIVEN not in last.report  # else all was done since it was made
    if last is not None and is_own and store.reviews.done_since(last.made_at) >= due - at:
        return JobName.TRAIN
    step = max(1, (due - at) // LOOKS)
    return JobName.JUDGE if done >= max(at, _judged_at(store)) + step else None


def trained_at(store: Store) -> int:
    """The number of finished articles at the last training; 0 before the first, and where that
    knew another language model, whose vectors are no longer to be had.
    """
    done = int(store.settings.get(TRAINED_AT, 0) or 0)
    return done if store.settings.get(_TRAINED_WITH) == _trained_with(done) else 0


def put_trained_at(store: Store, done: int) -> None:
    """Keep that a training came when so many articles were finished."""
    store.settings.set(TRAINED_AT, done)
    store.settings.set(_TRAINED_WITH, _trained_with(done))


def _trained_with(done: int) -> str:
    """With the number, since earlier versions of this program keep that alone."""
    return f"{LANGUAGE_MODEL} {done}"


def _judged_at(store: Store) -> int:
    return int(store.settings.get(_JUDGED_AT, 0) or 0)


def put_judged_at(store: Store, done: int) -> None:
    """Keep that what is in use was judged when so many articles were finished."""
    store.settings.set(_JUDGED_AT, done)


def request_training(store: Store) -> None:
    """What labels mean is another now: a training is due as soon as there is enough to learn."""
    if store.settings.get(TRAINED_AT):
        store.settings.set(TRAINED_AT, 0)


def next_due(trained_at: int) -> int:
    """The number of finished articles at which to train again after training at `trained_at`.

    The gaps grow, but slowly: where the subject changes, a model of 150 articles ago was measured
    to need twice the repairs of the pipeline alone.
    """
    if trained_at < _FIRST_DUE:
        return _FIRST_DUE
    gap = next((gap for below, gap in _GAPS if trained_at < below), trained_at // _SHARE)
    return trained_at + gap
