"""The plan of a round: who codes what, how much of it together, and what figures that will give."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, fields, replace
from typing import Any

from annotator.core import planning
from annotator.core.planning import Expected, Judged, Sizes
from annotator.core.records import Scheme
from annotator.core.sampling import DrawnBy, effective, group_of, sizes_of
from annotator.core.team import GOLD, InOverlap
from annotator.errors import UserError
from annotator.faults import Unplanned
from annotator.storage import Store
from annotator.storage.drawing import Drawing, Usual
from annotator.values import dataclass

TOPIC, LABEL = "topic", "label"
_PLAN = "team_plan"
_REPEAT = " (repeat)"
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round shall be. `ticked` are the lasting ids of the topics and labels that agreement
    is wanted for; with `has_weights` own articles begin with what the lead's corrector knows.
    """

    coders: tuple[str, ...]
    lead: str
    sizes: Sizes
    seed: int
    suggestions: str = InOverlap.ABSENT
    ticked: tuple[str, ...] = ()
    has_weights: bool = False
    drawn_by: DrawnBy = DrawnBy.CHANCE


Groups = Mapping[DrawnBy, Mapping[str, int]]
"""How many articles each source and each month has, of those that can be drawn."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of a project, beside the window perhaps."""

    usual: Usual
    available: int
    spare: int = 0
    groups: Groups = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan is made from: how many articles can be drawn (`available`), how many of the
    lead's can be training (`gold`), topics and labels, seconds an article (None: unknown); how many
    own articles that nobody began there are to `spare` for the overlap, and the `groups` of all.
    """

    available: int
    gold: int
    judged: tuple[Judged, ...]
    seconds: float | None = None
    spare: int = 0
    groups: Groups = field(default_factory=dict)

    def ticked(self, uids: Sequence[str]) -> tuple[Judged, ...]:
        """The topics and labels, ticked as they are in a plan."""
        return tuple(replace(each, is_ticked=each.uid in uids) for each in self.judged)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plan lets expect: for each topic and label; hours of the coder with most articles."""

    expected: tuple[Expected, ...]
    hours: float
    is_guessed: bool = field(default=False)


def ground(store: Store, lead: str) -> Ground:
    """What this project has to plan with."""
    gold = len(gold_articles(store, lead))
    return ground_of(store.scheme.read(), counted(store.drawing), gold)


def counted(drawing: Drawing) -> Counted:
    """What there is to draw from, and how it was."""
    frame, spare = drawing.frame(), drawing.spare()
    of = drawing.described([*frame, *spare]).values()
    kinds = (DrawnBy.SOURCE, DrawnBy.MONTH)
    groups = {by: sizes_of(group_of(by, *each) for each in of) for by in kinds}
    return Counted(drawing.usual(), len(frame), len(spare), groups)


def ground_of(scheme: Scheme, counted: Counted, gold: int) -> Ground:
    """The same from what was counted elsewhere."""
    usual = counted.usual
    done, spans = usual.done, sum(usual.labels.values())
    a_time = spans / done if done else 0.0
    judged = [
        Judged(TOPIC, x.name, x.uid, _share(usual.topics.get(x.id, 0), usual.answered.get(x.group)))
        for x in scheme.topics
        if not x.retired
    ]
    judged += [
        Judged(LABEL, x.name, x.uid, usual.labels.get(x.id, 0) / spans if spans else None, a_time)
        for x in scheme.labels
        if not x.retired
    ]
    return Ground(
        counted.available, gold, tuple(judged), usual.seconds, counted.spare, counted.groups
    )


def _share(part: int, whole: int | None) -> float | None:
    """None where nobody has answered: that is no zero."""
    return part / whole if whole else None


def gold_articles(store: Store, lead: str) -> list[int]:
    """The articles that training can be made of: with gold, else those that the lead finished;
    where there are others, none that coders had before.
    """
    drawing, gold = store.drawing, store.team.gold()
    leads = [number for number, name in store.team.people() if name == lead]
    for annotator in ([] if gold is None else [gold]) + leads:
        found = drawing.finished(annotator, is_undrawn=True) or drawing.finished(annotator)
        if found:
            return list(found)
    return []


def usual_seed(store: Store) -> int:
    """The seed of the next round: the same until one was handed out, so nobody draws until it
    suits, and another one then.
    """
    told = f"{store.team.project_uid} {len(store.team.rounds())}"
    return int.from_bytes(hashlib.blake2b(told.encode(), digest_size=2).digest())


def proposed(found: Ground, coders: Sequence[str], lead: str, seed: int) -> Plan:
    """A plan for these coders: what is not too rare is ticked, sizes follow from that."""
    names = checked(coders)
    ticked = tuple(x.uid for x in found.judged if planning.expected(x, 0).needed is not None)
    ticked = ticked or tuple(x.uid for x in found.judged)
    judged = found.ticked(ticked)
    sizes = planning.proposed(found.available, found.gold, len(names), judged, found.spare)
    return Plan(names, lead, sizes, seed, ticked=ticked)


def with_ticked(found: Ground, plan: Plan, ticked: Sequence[str]) -> Plan:
    """The plan for these topics and labels, with the sizes that follow from them."""
    judged = found.ticked(ticked)
    sizes = planning.proposed(found.available, found.gold, len(plan.coders), judged, found.spare)
    return replace(plan, ticked=tuple(ticked), sizes=sizes)


def resized(found: Ground, sizes: Sizes, asked: Mapping[str, int | None]) -> Sizes:
    """Sizes with those that were asked for (None: as they are), as far as there are articles;
    unless their number was asked for, own ones are the rest.
    """
    wanted = {name: x for name, x in asked.items() if x is not None}
    rest = found.available
    return fitted(found, replace(sizes, **({"own": rest} | wanted)))


def fitted(found: Ground, sizes: Sizes) -> Sizes:
    """Sizes that there are enough articles for."""
    return planning.fitted(sizes, found.available, found.gold, found.spare)


def figures(found: Ground, plan: Plan) -> Figures:
    """What the plan lets expect, as it is now."""
    sizes = fitted(found, plan.sizes)
    groups = found.groups.get(plan.drawn_by.group or plan.drawn_by)
    worth = effective(groups, sizes.overlap, is_even=plan.drawn_by.is_even) if groups else 0.0
    expected = (planning.expected(x, worth or sizes.overlap) for x in found.ticked(plan.ticked))
    seconds = found.seconds or planning.SECONDS
    hours = planning.hours(sizes, len(plan.coders), seconds)
    return Figures(tuple(expected), hours, is_guessed=found.seconds is None)


def checked(coders: Sequence[str]) -> tuple[str, ...]:
    """The coders' names as they are stored. Raises UserError where one is missing, there twice, too
    long, or one that stands for something else.
    """
    names = tuple(" ".join(name.split()) for name in coders)
    if not names or not all(names):
        raise UserError(Unplanned.NO_CODERS)
    seen: dict[str, str] = {}
    for name in names:
        if name.casefold() in seen:
            raise UserError(Unplanned.CODER_TWICE, name=name)
        seen[name.casefold()] = name
        if name.casefold() == GOLD or name.casefold().endswith(_REPEAT) or not name.isprintable():
            raise UserError(Unplanned.CODER_UNFIT, name=name)
        if len(name) > _LONGEST_NAME:
            raise UserError(Unplanned.CODER_TOO_LONG, name=name[:20] + "…", most=_LONGEST_NAME)
    return names


def keep(store: Store, plan: Plan) -> None:
    """Keep a plan until it is carried out."""
    require_no_handout(store)
    store.settings.set(_PLAN, as_values(plan))


def kept(store: Store) -> Plan | None:
    """The plan that waits to be carried out; what can't be read is none."""
    return from_values(store.settings.get(_PLAN, {}))


def forget(store: Store) -> None:
    """The plan was carried out."""
    store.settings.set(_PLAN, None)


def require_no_handout(store: Store) -> None:
    """Raise UserError where the project is a hand-out: rounds are planned by its lead."""
    origin = store.team.origin
    if origin is not None:
        raise UserError(Unplanned.IN_A_HANDOUT, where=store.path.name, lead=origin.lead)


def as_values(plan: Plan) -> dict[str, Any]:
    """A plan as JSON values."""
    return asdict(plan) | {"coders": list(plan.coders), "ticked": list(plan.ticked)}


def from_values(found: Mapping[str, Any]) -> Plan | None:
    """A plan from JSON values; None where they are none."""
    names = {each.name for each in fields(Plan)}
    try:
        values = {name: found[name] for name in names & found.keys()}
        sizes = Sizes(**{name: int(x) for name, x in values.pop("sizes").items()})
        coders, ticked = (tuple(map(str, values.pop(x))) for x in ("coders", "ticked"))
        drawn_by = DrawnBy(values.pop("drawn_by", DrawnBy.CHANCE))
        return Plan(coders=coders, ticked=ticked, sizes=sizes, drawn_by=drawn_by, **values)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
