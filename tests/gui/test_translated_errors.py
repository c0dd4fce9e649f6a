"""An error of the inner layers is told in the language of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from annotator.errors import EnvironmentFault
from annotator.faults import Fault

FULL = "not saved: the disk is full; free some space and try again"


class Elsewhere(QTranslator):
    """A language that has words for one error, and puts the place behind it."""

    def translate(self, context, source, *_more):
        words = {FULL: "nicht gespeichert: kein Platz", "{where}: {what}": "{what} ({where})"}
        return words.get(source) if context == "Errors" else None


@pytest.fixture
def elsewhere(qapp):
    translator = Elsewhere()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def test_what_could_not_be_saved_is_told_in_the_language_of_the_window(
    seat, monkeypatch, elsewhere
):
    def no_room(*_args, **_more):
        raise EnvironmentFault(Fault.UNSAVED_DISK_FULL, where="news.db")

    monkeypatch.setattr(seat.window.project.store.acts, "commit", no_room)
    seat.press("l")
    assert "nicht gespeichert: kein Platz (news.db)" in seat.message
    assert "not saved" not in seat.window.status.text()
