"""Handing in and merging in the window, by drops and keys.

What is tested: `ui/team/merge_page.py`, `ui/team/hand_in_page.py`, `ui/exchange/dropping.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.core import scheme_acts
from annotator.core.records import Label
from annotator.storage import Store
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.team.hand_in_page import HandInPage
from annotator.ui.team.merge_page import MergePage
from tests.gui.seat import ANNOTATOR, AT, Seat, make_project
from tests.gui.test_import_page import PATIENCE_MS, drop
from tests.unit.workspace.merged import at, hand_out, handed, work

pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)


def seen(page: MergePage) -> None:
    wait_for(
        lambda: page._counting.job is None and not page._counting._soon.isActive(),
        "the look at the files",
        PATIENCE_MS,
    )
    settle()


def ended(seat: Seat, page: object, key: str) -> None:
    """Press a key, and wait for the end of the job that it starts."""
    ends: list[str] = []
    seat.window.jobs.ended.connect(ends.append)
    press(page, key)
    wait_for(lambda: ends, "the job", PATIENCE_MS)
    settle()


def files_of(lead: Path) -> tuple[Path, Path]:
    """The work files of two coders; one of them has made a label."""
    folder = lead.parent
    for coder in ("ada", "bob"):
        hand_out(lead, folder / f"{coder}.annotator.db", coder)
    with Store.open(folder / "ada.annotator.db") as store:
        who = store.annotators.id_of("ada")
        store.acts.commit(scheme_acts.add(store.scheme.read(), Label(21, "SHIP")), who, at(0))
    work(folder / "ada.annotator.db", "ada", {2: [(0, 9, 1), (15, 19, 21)], 3: [(15, 23, 3)]})
    work(folder / "bob.annotator.db", "bob", {2: [(0, 9, 1)]})
    return tuple(  # type: ignore[return-value]
        handed(folder / f"{coder}.annotator.db", folder / f"{coder}.annotator-work")
        for coder in ("ada", "bob")
    )


def test_work_files_are_dropped_looked_at_merged_and_taken_back(
    opener: object, tmp_path: Path
) -> None:
    from tests.gui.conftest import THREE

    project = make_project(tmp_path / "lead.annotator.db", THREE)
    with Store.open(project) as store:
        store.annotators.id_of(ANNOTATOR)
    files = files_of(project)
    cut = tmp_path / "cut.annotator-work"
    cut.write_bytes(files[0].read_bytes()[:-20])
    seat = Seat(opener, project)  # type: ignore[arg-type]
    assert drop(seat.window, *files)
    page = QApplication.activeModalWidget()
    assert isinstance(page, MergePage)
    seen(page)
    assert "ada: 2 reviews" in page.summary.text() and "bob: 1 review" in page.summary.text()
    assert "1 article finished by several" in page.summary.text()
    assert "1 new label or topic" in page.summary.text()
    assert seat.rows("SELECT count(*) FROM reviews WHERE came <> ''") == [(0,)]
    assert drop(page, cut)
    seen(page)
    assert "cut off" in page.message.text() and page.do_button.isEnabled()
    assert page.paths == [*files]
    ended(seat, page, "Enter")
    assert QApplication.activeModalWidget() is None
    assert seat.message.startswith("3 reviews merged")
    names = [x.name for x in seat.window.project.scheme.labels if x.retired]
    assert names == ["SHIP"]
    assert seat.rows("SELECT count(*) FROM spans") == [(4,)]
    seat.press("Ctrl+Z")  # lies beyond the open article, so it is named first
    assert "ada.annotator-work, bob.annotator-work" in seat.message
    seat.press("Ctrl+Z")
    assert seat.rows("SELECT count(*) FROM spans") == [(0,)]
    assert seat.window.project.scheme.label_named("SHIP") is None


def test_a_coder_hands_in_by_keys(opener: object, tmp_path: Path) -> None:
    from tests.gui.conftest import THREE

    project = make_project(tmp_path / "news.annotator.db", THREE)
    work(project, ANNOTATOR, {2: [(0, 9, 1)]})
    seat = Seat(opener, project)  # type: ignore[arg-type]
    seat.press("Ctrl+Shift+H")
    page = QApplication.activeModalWidget()
    assert isinstance(page, HandInPage)
    to = Path(page.to.text())
    assert page.whose.text().endswith(ANNOTATOR) and not to.exists()
    ended(seat, page, "Enter")
    assert to.exists() and to.parent == tmp_path and AT[:4] not in to.name
    assert "1 article handed in, without texts" in page.message.text()
    page.close()
