"""The commands for the worst day: backups listed, made and put back; a damaged project rescued."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator import terminal
from annotator.core.codes import BackupReason
from annotator.errors import UserError
from annotator.faults import Fault
from annotator.tables import many, numbers

if TYPE_CHECKING:
    from annotator.storage.backup import Difference
    from annotator.workspace.backups.keeping import Backup

_REASONS = {
    BackupReason.OPENED: "when it was opened",
    BackupReason.HOUR: "after an hour of work",
    BackupReason.IMPORT: "before an import",
    BackupReason.MANY: "before a change of many articles",
    BackupReason.RESTORE: "before another was put back",
    BackupReason.ASKED: "when asked for",
    BackupReason.REPAIR: "before it was repaired",
    BackupReason.VERSION: "before it was brought to a new version",
}
_TOLD = {
    "articles": "article",
    "reviews": "review",
    "spans": "span",
    "decisions": "decision",
    "article_topics": "topic answer",
    "acts": "act",
}


def backups(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project file.")],
    make: Annotated[bool, typer.Option("--make", help="Back the project up now.")] = False,
    changes: Annotated[
        int, typer.Option(metavar="NUMBER", help="Tell what putting this one back would change.")
    ] = 0,
    restore: Annotated[
        int,
        typer.Option(
            metavar="NUMBER", help="Put this one back; the project is backed up itself before."
        ),
    ] = 0,
) -> None:
    """List the backups of a project, the newest first, also when it is damaged or gone."""
    from annotator.workspace.backups import keeping, restoring

    now = datetime.now(UTC)
    if make and keeping.keep(project, BackupReason.ASKED, now) is None:
        terminal.say("backed up already: nothing has changed since")
    found = keeping.backups_of(project)
    if changes:
        _tell_changes(restoring.difference(project, _numbered(found, changes)))
    elif restore:
        backup = _numbered(found, restore)
        aside = restoring.restore(project, backup, now)
        terminal.say(f"{project} is as it was {_time(backup.at)}")
        if aside is not None:
            terminal.say(f"the damaged project stays beside it as {aside.name}")
    else:
        for number, each in enumerate(found, 1):
            size, why = f"{each.bytes:,} bytes", _REASONS[each.reason]
            terminal.say(f"{number}  {_time(each.at)}  {size}  {why}  {each.path}")
        if not found:
            terminal.say("there are no backups of this project")


def _numbered(found: list[Backup], number: int) -> Backup:
    if not 1 <= number <= len(found):
        raise UserError(Fault.NO_SUCH_BACKUP, number=number, count=len(found))
    return found[number - 1]


def _tell_changes(found: Difference) -> None:
    if found.is_none:
        terminal.say("nothing that people have done would change")
        return
    rows = (
        ("acts", found.acts, 0),
        ("articles", found.articles.lost, found.articles.back),
        ("finished articles", found.finished.lost, found.finished.back),
        ("spans", found.spans.lost, found.spans.back),
        ("topic answers", found.topics.lost, found.topics.back),
    )
    for name, lost, back in rows:
        if lost or back:
            terminal.say(f"{name}: {lost:,} would be gone, {back:,} would come back")
    for name in found.labels:
        terminal.say(f"the label {name} would be gone")
    for name in found.labels_back:
        terminal.say(f"the label {name} would come back")


def _time(at: datetime) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S")


def rescue(
    damaged: Annotated[Path, typer.Argument(metavar="DAMAGED", help="The damaged project.")],
    to: Annotated[Path, typer.Argument(metavar="NEW", help="The file to make.")],
) -> None:
    """Save what is whole of a damaged project into a new one, and tell what is lost."""
    from annotator.storage.rescue import rescue as save

    found = save(damaged, to)
    kept = [many(found.rows[table], word) for table, word in _TOLD.items()]
    terminal.say(f"saved to {to}: {', '.join(kept)}")
    if found.from_log:
        terminal.say(f"of these, from the log of what people did: {many(found.from_log, 'row')}")
    for table, count in found.lost.items():
        terminal.say(f"lost: {_counted(table, count)}", is_error=True)
    unknown = [table for table, count in found.before.items() if count is None]
    if unknown:
        terminal.say(f"lost: what could not be counted of {', '.join(unknown)}", is_error=True)
    if found.lost_articles:
        terminal.say(f"the articles that are lost: {numbers(found.lost_articles)}", is_error=True)


def _counted(table: str, count: int) -> str:
    known = _TOLD.get(table)
    return many(count, known) if known else f"{count} of the rows of {table}"


def add_to(app: typer.Typer) -> None:
    """Let a command line have these commands."""
    app.command()(backups)
    app.command()(rescue)
