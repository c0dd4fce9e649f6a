"""A stranger's pipeline: one question before it is loaded, none afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from annotator.app import Opener
from annotator.storage import Store
from annotator.ui.kit.asking import TrustQuestion
from annotator.ui.kit.pressing import press, settle, wait_for
from annotator.ui.shell.window import Window
from annotator.workspace.learning import worker
from tests.gui.seat import SHORT, make_project


@pytest.mark.parametrize("answer", [True, False])
def test_it_is_asked_once_and_remembered(
    opener: Opener, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    folder = tmp_path / "gift"
    folder.mkdir()
    (folder / "config.cfg").write_text("[nlp]")
    path = make_project(tmp_path / "p.db", [(SHORT, ())])
    with Store.open(path) as store:
        store.settings.set("pipeline", str(folder))
        store.settings.set("suggestions", None)
    asked: list[str] = []
    loaded: list[Any] = []

    def ask(_parent: object, name: str) -> bool:
        asked.append(name)
        return answer

    class Worker:
        is_idle, run = True, {}

        def __init__(self, pipeline: str | None, *_more: object) -> None:
            loaded.append(pipeline)

        def __getattr__(self, _name: str) -> Any:
            return lambda *_given: False

    monkeypatch.setattr(TrustQuestion, "ask", ask)
    monkeypatch.setattr(worker, "SuggestionWorker", Worker)
    window.show()
    for count in (1, 2):
        opener.open_path(path)
        wait_for(lambda count=count: len(loaded) == count, "the worker")
        window.leave_project()
    assert asked == [str(folder)]
    assert set(loaded) == {str(folder) if answer else None}


def test_escape_and_enter_do_not_load(qtbot) -> None:
    question = TrustQuestion(None, "/tmp/<b>gift</b>")
    qtbot.addWidget(question)
    question.show()
    settle()
    buttons = question.findChild(QDialogButtonBox)
    assert buttons is not None
    assert buttons.button(QDialogButtonBox.StandardButton.Cancel).isDefault()
    press(question, "Enter")
    settle()
    assert question.result() == 0
