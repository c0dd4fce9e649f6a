"""Work of several people on one project: the only door to rounds, draws, hand-outs and hand-ins.

What is written here is no act and is not undone, but for what hand-ins brought, by their own act.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from typing import Final

from annotator.core import codes
from annotator.core.codes import ActKind
from annotator.core.sampling import DrawnBy, RoundChances
from annotator.core.team import CHANCES, GOLD, Draw, HandIn, Handout, Origin, Role, Round
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.storage.codec import columns_of, names_of
from annotator.storage.connection import Database
from annotator.storage.lasting_ids import LASTING, new_uid
from annotator.storage.parts import Part
from annotator.storage.settings import Settings
from annotator.storage.upkeep import Upkeep

_PROJECT: Final = "project_uid"
_HANDOUT: Final = "handout"
_TABLES: Final = {Round: "rounds", Draw: "draws", Handout: "handouts", HandIn: "hand_ins"}
_INSERT: Final = {
    kind: f"INSERT OR REPLACE INTO {table} ({columns_of(kind)})"  # noqa: S608 - our own names
    f" VALUES ({', '.join('?' * len(names_of(kind)))})"
    for kind, table in _TABLES.items()
}
_USUAL = "SELECT round, avg(chance) FROM draws WHERE part = ? GROUP BY round"
_DRAWN = "SELECT DISTINCT article, round, chance FROM draws WHERE part = ?"
# The group is undone where the last that was done about it was an undo.
_TAKEN_BACK = """SELECT kind FROM acts WHERE of = ? ORDER BY id DESC LIMIT 1"""


class Team(Part):
    """Who works on the project, and what they got."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._settings = Settings(database)

    # -- which project this is

    @property
    def project_uid(self) -> str:
        """What the project is in all its copies and hand-outs."""
        found = self._settings.get(_PROJECT, "")
        if not found:
            with self._db.maintaining(Upkeep.TEAM):
                for statement in LASTING:
                    self._db.write(statement)
            found = self._settings.get(_PROJECT, "")
        return str(found)

    @property
    def origin(self) -> Origin | None:
        """What this project says of itself where it is a hand-out; None where it is none."""
        found = self._settings.get(_HANDOUT, {})
        names = {field.name for field in fields(Origin)}
        try:
            return Origin(**{name: found[name] for name in names & found.keys()}) if found else None
        except TypeError:
            return None

    def become_handout(self, origin: Origin) -> None:
        """Make this project a hand-out."""
        with self._db.maintaining(Upkeep.TEAM):
            self._settings.set(_HANDOUT, asdict(origin))
            self._settings.set(_PROJECT, origin.project)

    # -- people

    def people(self) -> list[tuple[int, str]]:
        """(id, name) of those who work, without gold and repeats, in the order they came."""
        return [
            (number, str(name))
            for number, name in self._db.rows(
                "SELECT id, name FROM annotators WHERE role = ? ORDER BY id", (Role.PERSON.value,)
            )
        ]

    def roles(self) -> dict[int, Role]:
        """What each annotator is."""
        return {i: Role(role) for i, role in self._db.rows("SELECT id, role FROM annotators")}

    def gold(self) -> int | None:
        """The annotator whose reviews are gold; None where there is none yet."""
        sql = "SELECT min(id) FROM annotators WHERE role = ?"
        found = self._db.value(sql, (Role.GOLD.value,))
        return None if found is None else int(found)

    def make_gold(self) -> int:
        """The same, added where there is none; one who is called so already is it from now on."""
        found = self.gold()
        return self._made(GOLD, Role.GOLD, None) if found is None else found

    def repeats(self) -> dict[int, int]:
        """Annotators whose reviews are what a person did a second time, and that person."""
        sql = "SELECT id, of FROM annotators WHERE role = ? AND of IS NOT NULL ORDER BY id"
        return dict(self._db.rows(sql, (Role.REPEAT.value,)))

    def make_repeat(self, annotator: int) -> int:
        """The annotator for what a person does a second time, added where there is none."""
        for number, of in self.repeats().items():
            if of == annotator:
                return number
        name = self._db.value("SELECT name FROM annotators WHERE id = ?", (annotator,))
        return self._made(f"{name} (repeat)", Role.REPEAT, annotator)

    def _made(self, name: str, role: Role, of: int | None) -> int:
        with self._db.maintaining(Upkeep.TEAM):
            self._db.write(
                "INSERT INTO annotators (name, role, of) VALUES (?, ?, ?) ON CONFLICT (name)"
                " DO UPDATE SET role = excluded.role, of = excluded.of",
                (name, role.value, of),
            )
            return int(self._db.value("SELECT id FROM annotators WHERE name = ?", (name,)))

    # -- rounds and what was handed out

    def rounds(self) -> list[Round]:
        """The plans that were carried out, in their order."""
        sql = f"SELECT {columns_of(Round)} FROM rounds ORDER BY id"  # noqa: S608
        return self._db.records(Round, sql)

    def add_round(self, made: Round, draws: Iterable[Draw] = ()) -> Round:
        """Store a round (its number is given here, and its lasting id where it has none) with who
        gets which articles.
        """
        with self._db.maintaining(Upkeep.TEAM):
            number = made.id or int(self._db.value("SELECT coalesce(max(id), 0) + 1 FROM rounds"))
            made = replace(made, id=number, uid=made.uid or new_uid())
            self._write([made])
            self._write(replace(each, round=number) for each in draws)
        return made

    def set_plan(self, number: int, plan: str) -> None:
        """Keep another plan (a JSON object) with a round."""
        with self._db.maintaining(Upkeep.TEAM):
            self._db.write("UPDATE rounds SET plan = ? WHERE id = ?", (plan, number))

    def draws(self, of_round: int | None = None, annotator: int | None = None) -> list[Draw]:
        """Who got which articles: in all rounds or one, all coders or one, in their order."""
        asked = {"round": of_round, "annotator": annotator}
        where = " AND ".join(f"{name} = :{name}" for name in asked if asked[name] is not None)
        sql = (
            f"SELECT {columns_of(Draw)} FROM draws WHERE {where or 1}"  # noqa: S608
            " ORDER BY round, annotator, position, article, part"
        )
        return self._db.records(Draw, sql, asked)

    def chances(self) -> list[RoundChances]:
        """With which chances each round that has an overlap drew it, in their order."""
        usual: dict[int, float] = dict(self._db.rows(_USUAL, (codes.Part.OVERLAP.value,)))
        return [_chances(each, usual[each.id]) for each in self.rounds() if each.id in usual]

    def overlap_chances(self) -> dict[int, dict[int, float]]:
        """By article, with which chance each round that drew it for the overlap did."""
        found: dict[int, dict[int, float]] = defaultdict(dict)
        for article, of_round, chance in self._db.rows(_DRAWN, (codes.Part.OVERLAP.value,)):
            found[article][of_round] = chance
        return dict(found)

    def training(self) -> frozenset[tuple[int, int]]:
        """(article, annotator) of the reviews by which coders were trained: gold was shown after
        each answer, so they say nothing. Of a hand-out none: there they are the coder's own work.
        """
        if self.origin is not None:
            return frozenset()
        drawn = "SELECT article, annotator FROM draws WHERE part = ?"
        return frozenset(self._db.rows(drawn, (codes.Part.TRAINING.value,)))

    def handouts(self) -> list[Handout]:
        """The files that were handed out, in the order in which they were made."""
        sql = f"SELECT {columns_of(Handout)} FROM handouts ORDER BY made_at, uid"  # noqa: S608
        return self._db.records(Handout, sql)

    def add_handout(self, handout: Handout) -> Handout:
        """Store that a file was handed out; its lasting id is given here where it has none."""
        made = replace(handout, uid=handout.uid or new_uid())
        with self._db.maintaining(Upkeep.TEAM):
            self._write([made])
        return made

    # -- what came back

    def hand_ins(self) -> list[HandIn]:
        """The work files that were merged and not taken back, in the order in which they were."""
        sql = f"SELECT {columns_of(HandIn)} FROM hand_ins ORDER BY merged_at, digest"  # noqa: S608
        return [x for x in self._db.records(HandIn, sql) if not self._is_taken_back(x.act)]

    def add_hand_in(self, hand_in: HandIn) -> None:
        """Store that a work file was merged; within the act that brings what is in it."""
        if not hand_in.digest:
            raise UserError(Fault.NOTHING_TO_DO)
        with self._db.maintaining(Upkeep.TEAM):
            self._write([hand_in])

    def _is_taken_back(self, group: int) -> bool:
        return bool(self._db.value(_TAKEN_BACK, (group,)) == ActKind.UNDO)

    def _write(self, records: Iterable[Round | Draw | Handout | HandIn]) -> None:
        for record in records:
            values = [getattr(record, name) for name in names_of(type(record))]
            self._db.write(_INSERT[type(record)], tuple(map(_plain, values)))


def _chances(made: Round, usual: float) -> RoundChances:
    plan = plan_of(made)
    of_group = plan.get(CHANCES, {})
    try:
        by = DrawnBy(str(plan.get("drawn_by", DrawnBy.CHANCE)))
        known = {str(name): float(x) for name, x in dict(of_group).items()}  # type: ignore[call-overload]
    except (TypeError, ValueError):
        by, known = DrawnBy.CHANCE, {}
    return RoundChances(made.id, made.made_at, by, known, usual)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value


def plan_of(made: Round) -> dict[str, object]:
    """The plan of a round; empty where it can't be read."""
    try:
        found = json.loads(made.plan)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
