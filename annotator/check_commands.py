"""The command that looks a whole project through, and makes anew what can be."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator import exits, terminal
from annotator.tables import many, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.storage.damage_kind import Damage
    from annotator.workspace.checking import Kind

_MEND = "annotator check --repair makes it anew"
_RESTORE = "annotator backups puts a backup back, annotator rescue saves what is whole"


def check(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")],
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Make anew what follows from the rest (sums, the index of the search, …);"
            " the project is backed up before.",
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object.")] = False,
) -> None:
    """Look whether anything in a project is damaged; exit status 1 if so."""
    from annotator.storage import Store
    from annotator.workspace import checking

    with Store.open(project, checks=False) as store:
        articles = int(store.counts.info()["articles"])
        found = list(checking.damages(store))
    told: dict[str, Any] = {"project": str(project), "articles": articles}
    told["kinds"] = [_as_json(kind) for kind in checking.by_kind(found)]
    told["damages"] = [_each(damage) for damage in found]
    if not as_json:
        _tell(checking.by_kind(found))
    if repair and found:
        copy = checking.keep_before_repair(project, datetime.now(UTC))
        with Store.open(project, checks=False) as store:
            checking.repair(store)
            found = list(checking.damages(store))
        told |= {"copy": str(copy), "left": [_each(damage) for damage in found]}
        if not as_json:
            terminal.say(f"repaired; {many(len(found), 'damage')} left; as it was: {copy}")
    if as_json:
        terminal.say(json.dumps(told, ensure_ascii=False))
    elif found:
        terminal.say(f"the rest can be used; {_RESTORE}", is_error=True)
    else:
        terminal.say(f"{many(articles, 'article')}: nothing is damaged")
    if found:
        raise typer.Exit(exits.MACHINE)


def _tell(kinds: Sequence[Kind]) -> None:
    """A line for each kind: where, what, and what to do."""
    for kind in kinds:
        do = _MEND if kind.can_be_mended else _RESTORE
        if kind.count == 1:
            terminal.say(f"{kind.first}; {do}")
            continue
        where = f", articles {numbers(kind.articles)}" if kind.articles else ""
        table = f"table {kind.first.table}{where}"
        terminal.say(f"damaged: {table}, {kind.count:,} times; the first: {kind.first.what}; {do}")


def _as_json(kind: Kind) -> dict[str, Any]:
    return {
        "table": kind.first.table,
        "code": kind.first.what.code.key,
        "first": str(kind.first.what),
        "count": kind.count,
        "articles": kind.articles,
        "do": "repair" if kind.can_be_mended else "restore",
    }


def _each(damage: Damage) -> dict[str, Any]:
    what = damage.what
    return {
        "table": damage.table,
        "article": damage.article,
        "code": what.code.key,
        "what": str(what),
    }


def add_to(app: typer.Typer) -> None:
    """Let a command line have this command."""
    app.command()(check)
