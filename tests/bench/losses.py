"""Backups put back after each of many losses: `python -m tests.bench.losses`, as JSON.

A project that was worked on is backed up; then something terrible happens to it, and `annotator
backups PROJECT --restore` is run, as a person would. What is there then has to be what was there
when the backup was made, to the row, and `annotator check` has to find nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_PAGE = 4096


@dataclass(slots=True)
class Case:
    """A project with a backup, what it held then, and which backup to put back."""

    path: Path
    held: Any
    number: int = 1


Loss = Callable[[Case], None]


def rows(path: Path) -> dict[str, Any]:
    """Everything in a project but the stamp of its state, by plain SQL."""
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT name FROM sqlite_master WHERE type = 'table'"
        names = sorted(name for (name,) in connection.execute(sql) if name != "stamp")
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
        return {name: sorted(each, key=repr) for name, each in found.items()}


# -- the losses ------------------------------------------------------------------------------


def _deleted(case: Case) -> None:
    case.path.unlink()


def _folder_deleted(case: Case) -> None:
    shutil.rmtree(case.path.parent)


def _truncated(case: Case) -> None:
    os.truncate(case.path, case.path.stat().st_size // 2)


def _emptied(case: Case) -> None:
    case.path.write_bytes(b"")


def _write_at(path: Path, place: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(content)


def _zeroed_pages(case: Case) -> None:
    for page in range(3, case.path.stat().st_size // _PAGE, 3):
        _write_at(case.path, page * _PAGE, bytes(_PAGE))


def _header_smashed(case: Case) -> None:
    _write_at(case.path, 0, bytes(100))


def _noise_everywhere(case: Case) -> None:
    for place in range(200, case.path.stat().st_size, 1777):
        _write_at(case.path, place, b"\xa5")


def _another_project(case: Case) -> None:
    from tests.unit.workspace.user_project import made

    case.path.write_bytes(made(False, 0))


def _a_text_file(case: Case) -> None:
    case.path.write_text("Dear diary,\n", "utf-8")


def _a_folder(case: Case) -> None:
    case.path.unlink()
    case.path.mkdir()
    (case.path / "notes.txt").write_text("mine", "utf-8")


def _a_dangling_link(case: Case) -> None:
    case.path.unlink()
    case.path.symlink_to(case.path.with_name("gone.db"))


def _a_link_to_a_wreck(case: Case) -> None:
    wreck = case.path.with_name("wreck.db")
    case.path.rename(wreck)
    _header_smashed(Case(wreck, None))
    case.path.symlink_to(wreck)


def _log_deleted(case: Case) -> None:
    """Work that lies in the log of a killed process, whose log is deleted."""
    _killed_at_work(case.path)
    case.path.with_name(case.path.name + "-wal").unlink()


def _log_swapped(case: Case) -> None:
    """The log of another project lies beside this one."""
    other = case.path.with_name("other.db")
    shutil.copyfile(case.path, other)
    _killed_at_work(other)
    _execute(case.path, "UPDATE spans SET question = 'here?'")
    other.with_name(other.name + "-wal").rename(case.path.with_name(case.path.name + "-wal"))


def _log_noise(case: Case) -> None:
    case.path.with_name(case.path.name + "-wal").write_bytes(os.urandom(5000))
    _header_smashed(case)


def _killed_at_work(path: Path) -> None:
    code = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA journal_mode = WAL'); c.execute('PRAGMA wal_autocheckpoint = 0')\n"
        "c.execute(\"UPDATE reviews SET note = 'in the log'\")\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)


def _execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for sql in statements:
            connection.execute(sql)
        connection.commit()


def _set(path: Path, value: str) -> None:
    """A change by the program itself, which a backup is made for."""
    from annotator.storage import Store

    with Store.open(path) as store:
        store.settings.set("colour", value)


def _table_dropped(case: Case) -> None:
    _execute(case.path, "PRAGMA foreign_keys = OFF", "DROP TABLE spans")


def _rows_deleted(case: Case) -> None:
    _execute(case.path, "DELETE FROM spans", "DELETE FROM reviews", "DELETE FROM acts")


def _text_changed(case: Case) -> None:
    _execute(case.path, "UPDATE articles SET text = replace(text, 'Xi', 'Yi')")


def _trigger_planted(case: Case) -> None:
    _execute(
        case.path,
        "CREATE TRIGGER evil AFTER INSERT ON spans BEGIN DELETE FROM spans; END",
    )


def _labels_removed_by_the_hundred(case: Case) -> None:
    """A bulk act of the program itself: every span of everybody goes."""
    from annotator.core.codes import ActKind
    from annotator.core.records import Act, Change, Span
    from annotator.storage import Store
    from annotator.storage.codec import columns_of

    with Store.open(case.path) as store:
        spans = store._db.records(Span, f"SELECT {columns_of(Span)} FROM spans")
        gone = tuple(Change(each, None) for each in spans)
        store.acts.commit(Act(ActKind.PROJECT_PROPAGATE, None, gone, "all"), 1, "2024-06-01")


def _merged_wrongly(case: Case) -> None:
    from annotator.workspace.open.project import Project
    from annotator.workspace.open.scheme_editing import SchemeEditing

    project = Project(case.path, "Mira", window=False)
    try:
        page = SchemeEditing(project)
        labels = [each for each in page.scheme.labels if not each.retired]
        page.merge(labels[0], labels[1])
    finally:
        project.close()


def _imported_wrongly(case: Case) -> None:
    from annotator.workspace.exchange import importing
    from annotator.workspace.jobs import messages
    from annotator.workspace.jobs.process import Work

    lines = case.path.with_name("wrong.jsonl")
    lines.write_text("".join(f'{{"text": "Wrong {n}"}}\n' for n in range(60)), "utf-8")
    importing.run(messages.Import(str(case.path), (str(lines),), by="Mira"), Work())
    case.number = len(_backups(case.path))  # the import may have made one itself


def _folder_moved(case: Case) -> None:
    """And what lies at the new place is broken there."""
    there = case.path.parent.with_name("moved")
    case.path.parent.rename(there)
    case.path = there / case.path.name
    _execute(case.path, "DELETE FROM article_topics")


def _disk_full(case: Case) -> None:
    """The first try finds the disk full in the middle; nothing is worse for it."""
    _truncated(case)
    code = (
        "import resource, signal, sys\n"
        "from annotator.cli import app\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))\n"
        "app(['backups', sys.argv[1], '--restore', '1'])"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(case.path)], cwd=root, capture_output=True, check=False
    )
    assert done.returncode != 0, "restored on a full disk?"
    if not case.path.exists():
        return  # what it was lies beside, under another name


def _clock_wrong(case: Case) -> None:
    """There are backups of years to come, of a clock that was wrong, and the newest is not it."""
    from annotator.core.codes import BackupReason
    from annotator.workspace.backups import keeping

    _set(case.path, "of the future")
    ahead = datetime.now(UTC) + timedelta(days=4000)
    assert keeping.keep(case.path, BackupReason.ASKED, ahead) is not None
    _deleted(case)
    case.number = 2


def _permission_lost(case: Case) -> None:
    case.path.chmod(0)


def _newest_backup_damaged(case: Case) -> None:
    """The newest backup is refused, and the one before it is put back."""
    from annotator.core.codes import BackupReason
    from annotator.workspace.backups import keeping

    _set(case.path, "later")
    later = datetime.now(UTC) + timedelta(hours=1)
    newest = keeping.keep(case.path, BackupReason.ASKED, later)
    assert newest is not None
    _header_smashed(Case(newest.path, None))
    _zeroed_pages(case)
    before = case.path.read_bytes()
    assert _restore(case.path, 1) != 0 and case.path.read_bytes() == before
    case.number = 2


def _settings_lost(case: Case) -> None:
    """The program's own settings and notes are gone with the project; backups are not."""
    from annotator import paths

    shutil.rmtree(paths.settings_file().parent, ignore_errors=True)
    _deleted(case)


LOSSES: dict[str, Loss] = {
    "file deleted": _deleted,
    "folder deleted": _folder_deleted,
    "file cut in half": _truncated,
    "file of 0 bytes": _emptied,
    "pages zeroed": _zeroed_pages,
    "header smashed": _header_smashed,
    "noise all over": _noise_everywhere,
    "replaced by another project": _another_project,
    "replaced by a text": _a_text_file,
    "replaced by a folder": _a_folder,
    "replaced by a dangling link": _a_dangling_link,
    "a link to a wreck": _a_link_to_a_wreck,
    "log deleted": _log_deleted,
    "log of another project": _log_swapped,
    "log of noise": _log_noise,
    "table dropped": _table_dropped,
    "rows deleted by another program": _rows_deleted,
    "texts changed by another program": _text_changed,
    "trigger planted": _trigger_planted,
    "labels removed by a bulk act": _labels_removed_by_the_hundred,
    "labels merged wrongly": _merged_wrongly,
    "import gone wrong": _imported_wrongly,
    "folder moved, then broken": _folder_moved,
    "disk full while it is put back": _disk_full,
    "clock wrong": _clock_wrong,
    "permission lost": _permission_lost,
    "newest backup damaged too": _newest_backup_damaged,
    "settings lost": _settings_lost,
}


# -- putting back ----------------------------------------------------------------------------


def _backups(path: Path) -> Sequence[Any]:
    from annotator.workspace.backups import keeping

    return keeping.backups_of(path)


def _restore(path: Path, number: int) -> int:
    """`annotator backups PROJECT --restore NUMBER`; the exit status."""
    from typer.testing import CliRunner

    from annotator.cli import app

    given = ["backups", str(path), "--restore", str(number)]
    return CliRunner().invoke(app, given).exit_code


def restored(folder: Path, loss: Loss, restore: Callable[[Path, int], int] = _restore) -> str:
    """ "" where everything is as it was after a loss; else what is not."""
    from annotator.core.codes import BackupReason
    from annotator.storage import Store
    from annotator.workspace import checking
    from annotator.workspace.backups import keeping
    from tests.unit.workspace.worked_on import worked_on

    path = folder / "work" / "p.annotator.db"
    path.parent.mkdir(parents=True)
    path.write_bytes(worked_on())
    case = Case(path, rows(path))
    assert keeping.keep(path, BackupReason.ASKED, datetime.now(UTC)) is not None
    loss(case)
    status = restore(case.path, case.number)
    if status != 0:
        return f"not restored: exit status {status}"
    now = rows(case.path)
    if now != case.held:
        return f"differs in {[name for name in case.held if now.get(name) != case.held[name]]}"
    with Store.open(case.path) as store:
        found = [str(each) for each in checking.damages(store)]
    return "; ".join(found)


def main() -> int:
    report: dict[str, str] = {}
    began = time.process_time()
    for name, loss in LOSSES.items():
        with tempfile.TemporaryDirectory(prefix="annotator-home-") as home:
            os.environ["HOME"] = home
            for each in ("CONFIG", "DATA", "STATE", "CACHE"):
                os.environ[f"XDG_{each}_HOME"] = str(Path(home) / each.lower())
            try:
                report[name] = restored(Path(home), loss)
            except Exception as error:  # told as what it is: a loss that stays
                report[name] = repr(error)
    lost = {name: why for name, why in report.items() if why}
    told = {"losses": len(report), "restored": len(report) - len(lost), "lost": lost}
    told["processor_seconds"] = round(time.process_time() - began, 1)
    print(json.dumps(told, indent=2, ensure_ascii=False))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
