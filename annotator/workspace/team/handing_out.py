"""Carrying out a plan: a project file for each coder, and the round in the lead's project.

A hand-out is a project of its own. Its articles stand in the order of its coder's queue; a repeat
is the same text once more, behind all others, so no list shows it and the queue lets it come at its
place (`repeats.py`). It has the scheme, the coding rules and the gold of its training, and nobody's
reviews, memory or models, but for the corrector's weights where the plan gives them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from annotator import leftovers
from annotator.core.chance import BLIND_SHARE, SEED
from annotator.core.codes import ActKind, ModelKind, Order, Part, Shown
from annotator.core.planning import Draw as Drawn
from annotator.core.planning import Place, Sizes, draw, fitted
from annotator.core.records import (
    Act,
    Change,
    CodingRule,
    InputMethod,
    Record,
    Review,
    Scheme,
    Status,
    Suggestion,
)
from annotator.core.sampling import group_of
from annotator.core.team import CHANCES, Draw, Handout, InOverlap, Origin, Round
from annotator.core.tokens import Tokens, cut
from annotator.errors import EnvironmentFault, UserError, reason_of
from annotator.faults import Fault, Unplanned
from annotator.storage import Store
from annotator.storage.articles import NewArticle
from annotator.storage.lasting_ids import new_uid
from annotator.values import dataclass
from annotator.workspace.learning.versions_in_use import GIVEN, VIEWS_OF, model_in_use
from annotator.workspace.team import plans
from annotator.workspace.team.leads import remember_lead
from annotator.workspace.team.plans import Plan

ENDING = ".annotator.db"
ABSENT = "none"
"""The run of articles that are reviewed without suggestions."""

_COPIED = ("pipeline", "language", "suggestions", "learn")
_AT_ONCE = 500

OnStep = Callable[[int, int], None]
SuggestFor = Callable[[Path], None]
"""Puts a pipeline's suggestions into all articles of a project, without anything learned."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is shown of suggestions in one article: of which run, tokens, sentences, and what is
    suggested.
    """

    run: tuple[str, str, str, str, str]
    tokens: Tokens
    sentences: Sequence[int]
    suggestions: Sequence[Suggestion] = ()


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What came of it: the round, and the file, articles and hours of each coder."""

    name: str
    files: Mapping[str, str]
    articles: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Carried:
    """A plan that is being carried out."""

    store: Store
    plan: Plan
    drawn: Drawn
    round: Round
    training: Sequence[int]
    frozen: Mapping[int, Frozen] = field(default_factory=dict)


def hand_out(
    store: Store,
    plan: Plan,
    folder: Path,
    *,
    at: str,
    suggest: SuggestFor | None = None,
    on_step: OnStep = lambda _done, _total: None,
) -> HandedOut:
    """Make the hand-outs of a plan in a folder, and store the round; all of it or nothing.

    `suggest` is needed where suggestions are frozen. Raises UserError where nothing can be drawn
    or a file of one of the names is there.
    """
    plans.require_no_handout(store)
    names = plans.checked(plan.coders)
    gold = plans.gold_articles(store, plan.lead)
    frame = list(store.drawing.frame())
    spare = list(store.drawing.spare())
    sizes = fitted(plan.sizes, len(frame), len(gold), len(spare))
    if not frame and not spare:
        raise UserError(Unplanned.NOTHING_TO_DRAW)
    training = _training(gold, sizes.training, plan.seed)
    described = store.drawing.described([*frame, *spare])
    groups = {article: group_of(plan.drawn_by, *each) for article, each in described.items()}
    drawn = draw(
        training, frame, sizes, names, plan.seed,
        spare=spare, groups=groups, is_even=plan.drawn_by.is_even,
    )  # fmt: skip
    number = len(store.team.rounds()) + 1
    made = Round(0, new_uid(), f"Round {number}", at, plan.seed, plan.suggestions)
    files = {name: folder / _file_name(store, name, number) for name in names}
    _check_names(folder, files.values())
    with leftovers.WorkFolder(parent=folder) as work:
        parts = Path(work)
        carried = _Carried(store, replace(plan, coders=names, sizes=sizes), drawn, made, training)
        carried = replace(carried, frozen=_frozen(carried, parts, suggest))
        handouts = _write_all(carried, parts, files, on_step)
        _put_in_place(parts, files.values())
        try:
            _store_round(carried, handouts)
        except BaseException:
            for path in files.values():
                path.unlink(missing_ok=True)
            raise
    remember_lead(store.team.project_uid)
    counts = {name: len(queue) for name, queue in drawn.queues.items()}
    return HandedOut(made.name, {name: str(path) for name, path in files.items()}, counts)


# -- what is drawn and frozen --------------------------------------------------------------


def _training(gold: Sequence[int], count: int, seed: int) -> list[int]:
    """So many of the articles with gold, by chance."""
    drawn = draw((), gold, Sizes(pilot=count), ["training"], seed)
    return list(drawn.pilot)


def _frozen(carried: _Carried, folder: Path, suggest: SuggestFor | None) -> Mapping[int, Frozen]:
    """What is shown in the articles that several code: nothing, or what one pipeline says now."""
    store, drawn = carried.store, carried.drawn
    shared = [*carried.training, *drawn.pilot, *drawn.overlap]
    if carried.plan.suggestions == InOverlap.ABSENT or suggest is None:
        run = ("absent", ABSENT, "", "", "")
        texts = ((x, store.articles.get(x).text) for x in shared)
        return {number: Frozen(run, cut(text), [0] if text else []) for number, text in texts}
    path = folder / f"frozen{ENDING}"
    with _new_project(store, path, carried.round.made_at) as base:
        ids = {article: _add(base, store, article) for article in shared}
    suggest(path)
    with Store.open(path) as base:
        return {article: _said(base, number) for article, number in ids.items()}


def _said(base: Store, article: int) -> Frozen:
    """What a pipeline said of an article; where it could say nothing, that."""
    found = base.suggestions.tokens(article)
    if found is None:
        text = base.articles.get(article).text
        return Frozen(("absent", ABSENT, "", "", ""), cut(text), [0] if text else [])
    run = base.drawing.run_of(article)
    return Frozen(run, *found, base.suggestions.of(article))


# -- writing -------------------------------------------------------------------------------


def _write_all(
    carried: _Carried, folder: Path, files: Mapping[str, Path], on_step: OnStep
) -> list[tuple[str, Handout]]:
    """The coders' files in a folder of their own; each with what the lead's project notes of it."""
    total = sum(len(queue) for queue in carried.drawn.queues.values())
    done, made = 0, []
    for name, path in files.items():
        handout = Handout(new_uid(), 0, 0, carried.round.made_at, path.name)
        queue = carried.drawn.queues[name]
        on_step(done, total)
        _write(carried, name, handout, folder / path.name, partial(_step, on_step, done, total))
        made.append((name, handout))
        done += len(queue)
    on_step(total, total)
    return made


def _step(on_step: OnStep, before: int, total: int, done: int) -> None:
    on_step(before + done, total)


def _write(
    carried: _Carried, coder: str, handout: Handout, path: Path, on_article: Callable[[int], None]
) -> None:
    store, plan, at = carried.store, carried.plan, carried.round.made_at
    origin = Origin(
        store.team.project_uid, carried.round.uid, handout.uid, coder, plan.lead, at,
        plan.suggestions,
    )  # fmt: skip
    with _new_project(store, path, _moment_of(at, handout)) as out:
        out.team.become_handout(origin)
        who, gold = out.annotators.id_of(coder), out.team.make_gold()
        queue = carried.drawn.queues[coder]
        ids: dict[int, int] = {}
        draws: list[Draw] = []
        with out.batch() as batch:
            last = [x for x in enumerate(queue, 1) if x[1].part == Part.REPEAT]
            first = [x for x in enumerate(queue, 1) if x[1].part != Part.REPEAT]
            for n, (position, place) in enumerate([*first, *last]):
                number = _add(out, store, place.article, is_repeat=place.part == Part.REPEAT)
                ids.setdefault(place.article, number)
                draws.append(_drawn(place, number, who, position))
                if place.part != Part.OWN:
                    _show(out, number, carried.frozen.get(place.article))
                batch.tick()
                if not n % _AT_ONCE:
                    on_article(n)
        out.team.add_round(carried.round, draws)
        _add_gold(carried, out, ids, gold)
        _add_rules(store, out, ids, gold, at)
        if plan.has_weights:
            _add_weights(store, out, at)


def _new_project(store: Store, path: Path, at: str) -> Store:
    """An empty project with the scheme of another, and what its articles are read by."""
    made = Store.create(path, _scheme(store), at=at)
    made.settings.set(BLIND_SHARE, 0)
    made.settings.set(SEED, store.settings.get(SEED, 0))
    made.settings.set("order", Order.IMPORTED)
    for name in _COPIED:
        if store.settings.get(name) is not None:
            made.settings.set(name, store.settings.get(name))
    return made


def _moment_of(at: str, handout: Handout) -> str:
    """When a hand-out was made, another one for each: who works in a file is remembered by it."""
    then = datetime.fromisoformat(at) + timedelta(microseconds=int(handout.uid[:4], 16))
    return then.isoformat(timespec="microseconds")


def _scheme(store: Store) -> Scheme:
    scheme = store.scheme.read()
    return replace(
        scheme,
        damaged_labels=frozenset(),
        damaged_groups=frozenset(),
        damaged_topics=frozenset(),
    )


def _add(out: Store, store: Store, article: int, *, is_repeat: bool = False) -> int:
    """An article as it stands in the lead's project; its number."""
    found = store.articles.get(article)
    new = NewArticle(
        text=found.text,
        title=found.title,
        key="" if is_repeat else found.key,
        published=found.published,
        source=found.source,
        url=found.url,
        language=found.language,
        source_offset=found.source_offset,
        meta=_object(found.meta),
        imported_at=store.articles.imported_at(article),
    )
    number, _ = out.articles.add(new)
    return number


def _object(meta: str) -> dict[str, object]:
    found = json.loads(meta)
    return found if isinstance(found, dict) else {}


def _drawn(place: Place, article: int, coder: int, position: int) -> Draw:
    return Draw(0, article, coder, place.part, place.chance, position)


def _show(out: Store, article: int, frozen: Frozen | None) -> None:
    """Put what is shown in an article; nothing else is ever suggested there."""
    if frozen is None:
        return
    kind, pipeline, version, fingerprint, corrector = frozen.run
    run = out.suggestions.run_id(pipeline, version, fingerprint, corrector, kind)
    spans = [replace(x, article=article, run=None) for x in frozen.suggestions]
    of_text = [x for x in spans if x.start is not None]
    topics = [x for x in spans if x.start is None]
    out.suggestions.put(article, run, frozen.tokens, frozen.sentences, of_text, topics)


def _add_gold(carried: _Carried, out: Store, ids: Mapping[int, int], gold: int) -> None:
    """The gold of the articles for training, as it is now."""
    store, at = carried.store, carried.round.made_at
    whose = store.team.gold()
    if whose is None:
        people = store.team.people()
        whose = next((x for x, name in people if name == carried.plan.lead), None)
    if whose is None or not carried.training:
        return
    acts = (_gold_act(store, whose, x, ids[x], gold, at) for x in carried.training)
    out.acts.commit_many(acts, gold, at)


def _gold_act(store: Store, whose: int, article: int, number: int, gold: int, at: str) -> Act:
    rows = store.sheets.read(article, whose)
    way = InputMethod.IMPORT  # so that no memory is made of it
    records: list[Record] = [
        replace(x, article=number, annotator=gold, suggestion=None, origin=way, question="")
        for x in rows.spans
    ]
    records += [replace(x, article=number, annotator=gold, way=way) for x in rows.topic_answers]
    note = "" if rows.review is None else rows.review.note
    records.append(Review(number, gold, Status.DONE, note=note, shown=Shown.NONE_YET, edited_at=at))
    changes = tuple(Change(None, each) for each in records)
    return Act(ActKind.ARTICLE_IMPORT, number, changes, rows.article.heading)


def _add_rules(store: Store, out: Store, ids: Mapping[int, int], gold: int, at: str) -> None:
    """The coding rules, which are a part of the codebook; no coder's name goes with them."""
    known = {label.id for label in out.scheme.read().labels}
    rules: dict[tuple[object, ...], CodingRule] = {}
    for rule in store.coding_rules.all():
        if rule.label is None or rule.label in known:
            here = replace(rule, annotator=gold, article=ids.get(rule.article, 1))
            rules.setdefault(here.key_of, here)
    if not rules:
        return
    changes = [Change(None, rule) for rule in rules.values()]
    acts = (Act(ActKind.CODING_RULE_ADD, None, (x,), _surface(x)) for x in changes)
    out.acts.commit_many(acts, gold, at)


def _surface(change: Change) -> str:
    return change.after.surface if isinstance(change.after, CodingRule) else ""


def _add_weights(store: Store, out: Store, at: str) -> None:
    """What the lead's corrector has learned: its weights, without whose articles taught it."""
    model = model_in_use(store, ModelKind.CORRECTOR)
    if model is None:
        raise UserError(Unplanned.WEIGHTS_MISSING)
    weights = store.models.weights(ModelKind.CORRECTOR, model.version)
    assert weights is not None
    told = {GIVEN: model.articles, VIEWS_OF: model.report.get(VIEWS_OF)}
    out.models.add(
        ModelKind.CORRECTOR, weights, told, at=at,
        fingerprint=model.fingerprint, trained_on=(), is_better=True,
    )  # fmt: skip


# -- places --------------------------------------------------------------------------------


def _file_name(store: Store, coder: str, number: int) -> str:
    """A name that any system takes, with the project's, the coder's and the round's."""
    stem = store.path.name.removesuffix(store.path.suffix).removesuffix(".annotator")
    safe = "".join(x if x.isalnum() or x in "-_ " else "_" for x in coder).strip()
    return f"{stem[:60]}-{safe}-round-{number}{ENDING}"


def _check_names(folder: Path, files: Iterable[Path]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            Fault.NOT_MADE, where=str(folder), reason=reason_of(error)
        ) from error
    seen: set[str] = set()
    for path in files:
        if path.exists() or path.name.casefold() in seen:
            raise UserError(Unplanned.HANDOUT_THERE, where=str(path))
        seen.add(path.name.casefold())


def _put_in_place(parts: Path, files: Iterable[Path]) -> None:
    there: list[Path] = []
    try:
        for path in files:
            if path.exists():  # somebody made it meanwhile
                raise UserError(Unplanned.HANDOUT_THERE, where=str(path))
            (parts / path.name).rename(path)
            there.append(path)
    except BaseException:
        for path in there:
            path.unlink(missing_ok=True)
        raise


def _store_round(carried: _Carried, handouts: Iterable[tuple[str, Handout]]) -> None:
    """The round in the lead's project, with who gets which articles."""
    store, drawn, plan = carried.store, carried.drawn, carried.plan
    with store.whole():
        ids = {name: store.annotators.id_of(name) for name in plan.coders}
        draws = (
            _drawn(place, place.article, ids[name], position)
            for name, queue in drawn.queues.items()
            for position, place in enumerate(queue, 1)
        )
        told = plans.as_values(plan) | {
            "frozen": _fingerprints(carried.frozen),
            CHANCES: dict(drawn.chances),
        }
        made = replace(carried.round, plan=json.dumps(told, ensure_ascii=False))
        made = store.team.add_round(made, draws)
        for name, handout in handouts:
            store.team.add_handout(replace(handout, round=made.id, annotator=ids[name]))
        plans.forget(store)


def _fingerprints(frozen: Mapping[int, Frozen]) -> list[list[str]]:
    """Which pipelines' suggestions were frozen: name, version, fingerprint."""
    found = {each.run[1:4] for each in frozen.values() if each.run[1] != ABSENT}
    return sorted(map(list, found))
